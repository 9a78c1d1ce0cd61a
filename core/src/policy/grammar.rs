//! The language as tables: which objects there are, what may stand in each, what that holds, and what excludes what. The parser reads by them, and
//! completion offers what they have. Source: reference.md §1.3–1.9.

/// An object of a policy whose members have names of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// `fulcio` of `sigstoreSigned`.
    Fulcio,
    /// `pki` of `sigstoreSigned`.
    Pki,
    /// The whole policy.
    Policy,
    /// `signedIdentity` or `baseLayerIdentity`, by its `type`.
    ReferenceMatch(ReferenceMatchType),
    /// A requirement, by its `type`.
    Requirement(RequirementType),
}

/// The `type` of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequirementType {
    /// `insecureAcceptAnything`
    InsecureAcceptAnything,
    /// `reject`
    Reject,
    /// `signedBaseLayer`
    SignedBaseLayer,
    /// `signedBy`
    SignedBy,
    /// `sigstoreSigned`
    SigstoreSigned,
}

/// The `type` of a `signedIdentity` or `baseLayerIdentity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceMatchType {
    /// `exactReference`
    ExactReference,
    /// `exactRepository`
    ExactRepository,
    /// `matchExact`
    MatchExact,
    /// `matchRepoDigestOrExact`
    MatchRepoDigestOrExact,
    /// `matchRepository`
    MatchRepository,
    /// `remapIdentity`
    RemapIdentity,
}

/// A member that an object may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What its value is.
    pub holds: Holds,
    /// Two members of one object that share a group exclude each other.
    pub groups: &'static [Group],
}

/// What the value of a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// An [`Object::Fulcio`].
    Fulcio,
    /// Keys or certificates.
    Keys(Form),
    /// A [`super::KeyType`].
    KeyType,
    /// An [`Object::Pki`].
    Pki,
    /// An [`Object::ReferenceMatch`].
    ReferenceMatch,
    /// A list of requirements.
    Requirements,
    /// A text of the author's.
    Text,
    /// An object of transports, whose values are objects of scopes.
    Transports,
    /// The name of the object's own type.
    Type,
}

/// How a member holds keys or certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Base64.
    Data,
    /// A list of base64.
    DataList,
    /// A path.
    Path,
    /// A list of paths.
    PathList,
}

/// What an object can have once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Intermediate certificates.
    Intermediates,
    /// The keys of a transparency log; an authority of one's own has no place for them.
    Log,
    /// Root certificates.
    Roots,
    /// Who may have signed.
    Signer,
}

/// The members of an object.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    fields: &'static [Field],
    names: &'static [&'static str],
}

impl Fields {
    /// All of them.
    #[must_use]
    pub fn all(self) -> &'static [Field] {
        self.fields
    }

    /// Their names.
    #[must_use]
    pub fn names(self) -> &'static [&'static str] {
        self.names
    }

    /// The one with this name; names are case-sensitive.
    #[must_use]
    pub fn field(self, name: &str) -> Option<Field> {
        self.fields.iter().find(|field| field.name == name).copied()
    }

    /// Which of the members it is.
    pub(super) fn position(self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| *known == name)
    }
}

impl Field {
    /// Whether an object must not have both.
    #[must_use]
    pub fn excludes(&self, other: &Self) -> bool {
        self.name != other.name && self.groups.iter().any(|group| other.groups.contains(group))
    }
}

macro_rules! fields {
    ($($name:literal: $holds:expr $(, $group:ident)*;)*) => {
        Fields {
            fields: &[$(Field { name: $name, holds: $holds, groups: &[$(Group::$group),*] }),*],
            names: &[$($name),*],
        }
    };
}

const BARE: Fields = fields! { "type": Holds::Type; };

impl Object {
    /// What may stand in it.
    #[must_use]
    pub fn fields(self) -> Fields {
        match self {
            Self::Fulcio => {
                const {
                    fields! {
                        "caPath": Holds::Keys(Form::Path), Roots;
                        "caData": Holds::Keys(Form::Data), Roots;
                        "oidcIssuer": Holds::Text;
                        "subjectEmail": Holds::Text;
                    }
                }
            }
            Self::Pki => {
                const {
                    fields! {
                        "caRootsPath": Holds::Keys(Form::Path), Roots;
                        "caRootsData": Holds::Keys(Form::Data), Roots;
                        "caIntermediatesPath": Holds::Keys(Form::Path), Intermediates;
                        "caIntermediatesData": Holds::Keys(Form::Data), Intermediates;
                        "subjectEmail": Holds::Text;
                        "subjectHostname": Holds::Text;
                    }
                }
            }
            Self::Policy => {
                const {
                    fields! {
                        "default": Holds::Requirements;
                        "transports": Holds::Transports;
                    }
                }
            }
            Self::ReferenceMatch(kind) => kind.fields(),
            Self::Requirement(kind) => kind.fields(),
        }
    }
}

impl RequirementType {
    /// Every type.
    pub const ALL: [Self; 5] = [
        Self::InsecureAcceptAnything,
        Self::Reject,
        Self::SignedBaseLayer,
        Self::SignedBy,
        Self::SigstoreSigned,
    ];

    /// The type with this name; names are case-sensitive.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The text in the policy.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InsecureAcceptAnything => "insecureAcceptAnything",
            Self::Reject => "reject",
            Self::SignedBaseLayer => "signedBaseLayer",
            Self::SignedBy => "signedBy",
            Self::SigstoreSigned => "sigstoreSigned",
        }
    }

    fn fields(self) -> Fields {
        match self {
            Self::InsecureAcceptAnything | Self::Reject => BARE,
            Self::SignedBaseLayer => {
                const {
                    fields! {
                        "type": Holds::Type;
                        "baseLayerIdentity": Holds::ReferenceMatch;
                    }
                }
            }
            Self::SignedBy => {
                const {
                    fields! {
                        "type": Holds::Type;
                        "keyType": Holds::KeyType;
                        "keyPath": Holds::Keys(Form::Path), Signer;
                        "keyPaths": Holds::Keys(Form::PathList), Signer;
                        "keyData": Holds::Keys(Form::Data), Signer;
                        "signedIdentity": Holds::ReferenceMatch;
                    }
                }
            }
            // Keys are in the order in which the reference applies them.
            Self::SigstoreSigned => {
                const {
                    fields! {
                        "type": Holds::Type;
                        "keyPath": Holds::Keys(Form::Path), Signer;
                        "keyPaths": Holds::Keys(Form::PathList), Signer;
                        "keyData": Holds::Keys(Form::Data), Signer;
                        "keyDatas": Holds::Keys(Form::DataList), Signer;
                        "fulcio": Holds::Fulcio, Signer;
                        "pki": Holds::Pki, Signer, Log;
                        "rekorPublicKeyPath": Holds::Keys(Form::Path), Log;
                        "rekorPublicKeyPaths": Holds::Keys(Form::PathList), Log;
                        "rekorPublicKeyData": Holds::Keys(Form::Data), Log;
                        "rekorPublicKeyDatas": Holds::Keys(Form::DataList), Log;
                        "signedIdentity": Holds::ReferenceMatch;
                    }
                }
            }
        }
    }
}

impl ReferenceMatchType {
    /// Every type.
    pub const ALL: [Self; 6] = [
        Self::ExactReference,
        Self::ExactRepository,
        Self::MatchExact,
        Self::MatchRepoDigestOrExact,
        Self::MatchRepository,
        Self::RemapIdentity,
    ];

    /// The type with this name; names are case-sensitive.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The text in the policy.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ExactReference => "exactReference",
            Self::ExactRepository => "exactRepository",
            Self::MatchExact => "matchExact",
            Self::MatchRepoDigestOrExact => "matchRepoDigestOrExact",
            Self::MatchRepository => "matchRepository",
            Self::RemapIdentity => "remapIdentity",
        }
    }

    fn fields(self) -> Fields {
        match self {
            Self::ExactReference => {
                const {
                    fields! {
                        "type": Holds::Type;
                        "dockerReference": Holds::Text;
                    }
                }
            }
            Self::ExactRepository => {
                const {
                    fields! {
                        "type": Holds::Type;
                        "dockerRepository": Holds::Text;
                    }
                }
            }
            Self::MatchExact | Self::MatchRepoDigestOrExact | Self::MatchRepository => BARE,
            Self::RemapIdentity => {
                const {
                    fields! {
                        "type": Holds::Type;
                        "prefix": Holds::Text;
                        "signedPrefix": Holds::Text;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::*;
    use crate::json::fields::FieldErrorKind;
    use crate::policy::error::SourceCount;
    use crate::policy::{PolicyErrorKind, parse};
    use crate::source::SourceId;

    fn objects() -> Vec<Object> {
        let mut all = Vec::from([Object::Fulcio, Object::Pki, Object::Policy]);
        all.extend(ReferenceMatchType::ALL.map(Object::ReferenceMatch));
        all.extend(RequirementType::ALL.map(Object::Requirement));
        all
    }

    /// A policy in which the object has these members.
    fn policy(object: Object, members: &str) -> String {
        let requirement = |requirement: String| format!("{{\"default\": [{requirement}]}}");
        let with_type = |name: &str| format!("{{\"type\": \"{name}\", {members}}}").replace(", }", "}");
        match object {
            Object::Policy => format!("{{{members}}}"),
            Object::Fulcio => requirement(format!("{{\"type\": \"sigstoreSigned\", \"fulcio\": {{{members}}}}}")),
            Object::Pki => requirement(format!("{{\"type\": \"sigstoreSigned\", \"pki\": {{{members}}}}}")),
            Object::Requirement(kind) => requirement(with_type(kind.name())),
            Object::ReferenceMatch(kind) => requirement(format!(
                "{{\"type\": \"signedBaseLayer\", \"baseLayerIdentity\": {}}}",
                with_type(kind.name())
            )),
        }
    }

    fn errors(text: &str) -> Vec<PolicyErrorKind> {
        let (_, errors) = parse(SourceId::default(), text.as_bytes());
        errors.into_iter().map(|error| error.kind).collect()
    }

    fn is_unknown(kind: &PolicyErrorKind) -> bool {
        matches!(kind, PolicyErrorKind::Field(FieldErrorKind::UnknownKey { .. }))
    }

    /// The parser takes each member of each table where it stands, and no other.
    #[test]
    fn the_parser_knows_what_the_tables_have_and_nothing_else() {
        let mut names: Vec<&str> = objects()
            .iter()
            .flat_map(|object| object.fields().names())
            .copied()
            .collect();
        names.extend(["types", "", "keytype"]);
        for object in objects() {
            for &name in &names {
                if name == "type" {
                    continue;
                }
                let text = policy(object, &format!("\"{name}\": false"));
                let is_taken = !errors(&text).iter().any(is_unknown);
                assert_eq!(is_taken, object.fields().field(name).is_some(), "{text}");
            }
        }
    }

    /// What two members that share a group are refused for is that both are there.
    #[test]
    fn members_that_share_a_group_exclude_each_other() {
        let value = |field: Field| match field.holds {
            Holds::Keys(Form::Data) => "\"AAAA\"",
            Holds::Keys(Form::DataList) => "[\"AAAA\"]",
            Holds::Keys(Form::PathList) => "[\"/a\"]",
            Holds::Keys(Form::Path) | Holds::Text => "\"/a\"",
            _ => "{}",
        };
        let excludes = |kind: &PolicyErrorKind| match kind {
            PolicyErrorKind::BothSet { .. }
            | PolicyErrorKind::RekorKeysWithPki
            | PolicyErrorKind::SeveralRekorKeys(_)
            | PolicyErrorKind::SignedByKeys(SourceCount::Several) => true,
            PolicyErrorKind::SigstoreKeys(set) => set.len() > 1,
            _ => false,
        };
        let mut pairs = 0;
        for object in objects() {
            for one in object.fields().all() {
                for other in object.fields().all().iter().filter(|other| other.name > one.name) {
                    let members = [one, other].map(|field| format!("\"{}\": {}", field.name, value(*field)));
                    let text = policy(object, &members.join(", "));
                    let found = errors(&text).iter().any(excludes);
                    if one.name != "type" && other.name != "type" {
                        assert_eq!(found, one.excludes(other), "{text}");
                        pairs += usize::from(found);
                    }
                }
            }
        }
        assert!(pairs > 20, "{pairs}");
    }
}
