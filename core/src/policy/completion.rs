//! What could be written at a place of a policy, and what stands there: facts out of [`super::grammar`], for an editor. The words: `render::completion`.

use alloc::borrow::Cow;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::ops::Range;

use super::KeyType;
use super::grammar::{Field, Form, Holds, Object, ReferenceMatchType, RequirementType};
use super::scope;
use crate::json::caret::{Caret, Container, Place, caret};
use crate::json::{Kind, quoted};
use crate::near::nearest;
use crate::reference::Transport;

/// As many candidates as anybody looks through.
const OFFER_LIMIT: usize = 100;

/// What there is to say about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The bytes that an offer takes the place of.
    pub replace: Range<usize>,
    /// What could be written there, the likeliest first.
    pub offers: Vec<Offer>,
    /// What stands there.
    pub found: Option<Found>,
}

/// A text that could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is.
    pub subject: Subject,
    /// What it is chosen by.
    pub label: String,
    /// The text, with the commas that it needs.
    pub insert: String,
    /// Where in the text one goes on to write.
    pub caret: usize,
}

/// A word of the policy that means something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub subject: Subject,
    /// The word, decoded.
    pub word: String,
    /// Where it stands, quotes included.
    pub range: Range<usize>,
}

/// Something that a policy can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A member of an object.
    Field(Object, &'static str),
    /// One of the caller's files.
    File,
    /// Who vouches for a signer's address.
    Issuer,
    /// A `keyType`.
    KeyType(KeyType),
    /// A whole policy.
    Policy,
    /// A `type` of a `signedIdentity` or `baseLayerIdentity`.
    ReferenceMatchType(ReferenceMatchType),
    /// A `type` of a requirement.
    RequirementType(RequirementType),
    /// A scope.
    Scope(ScopeForm),
    /// A requirement that is written out.
    Template(Template),
    /// The name of a transport; `None` for one that the reference does not register.
    Transport(Option<Transport>),
    /// The member `type` of an object whose type is not known yet.
    Type(Typed),
}

/// An object with a `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A `signedIdentity` or `baseLayerIdentity`.
    ReferenceMatch,
    /// A requirement.
    Requirement,
}

/// A requirement that is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// `insecureAcceptAnything`
    AcceptAnything,
    /// `sigstoreSigned` with `fulcio`.
    Fulcio,
    /// `sigstoreSigned` with a key.
    Key,
    /// `sigstoreSigned` with `pki`.
    Pki,
    /// `reject`
    Reject,
    /// `signedBy`
    SignedBy,
}

/// What a scope covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeForm {
    /// Every image of the transport that no other scope covers.
    Default,
    /// A folder and what lies in it.
    Folder,
    /// A host.
    Host,
    /// Nothing: the transport does not take it, and the policy does not parse.
    Invalid,
    /// A repository, or those that lie beneath a name.
    Names,
    /// Nothing: there is no such transport, or it has no images.
    Nothing,
    /// One tag or digest.
    OneImage,
    /// Docker's own images, by a name that none of them has.
    OfficialImage,
    /// A store, or images in it.
    Store,
    /// The hosts beneath a name.
    Wildcard,
}

impl ScopeForm {
    /// What a scope of a transport covers.
    #[must_use]
    pub fn of(transport: Option<Transport>, text: &str) -> Self {
        let Some(transport) = transport else {
            return Self::Nothing;
        };
        if scope::validate(transport, text).is_err() {
            return Self::Invalid;
        }
        if transport == Transport::Ostree {
            return Self::Nothing;
        }
        if text.is_empty() {
            return Self::Default;
        }
        match transport {
            Transport::Directory | Transport::Oci | Transport::OciArchive | Transport::Sif => Self::Folder,
            Transport::ContainersStorage => Self::Store,
            _ => Self::of_name(text),
        }
    }

    fn of_name(text: &str) -> Self {
        let Some((host, path)) = text.split_once('/') else {
            return if text.starts_with("*.") {
                Self::Wildcard
            } else {
                Self::Host
            };
        };
        if path.contains([':', '@']) {
            Self::OneImage
        } else if host == "docker.io" && !path.contains('/') && path != "library" {
            Self::OfficialImage
        } else {
            Self::Names
        }
    }
}

/// What the caller knows that could be written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Paths that could be named.
    pub files: &'a [&'a str],
    /// The transport of an image, and the scopes that cover it, the narrowest first.
    pub scopes: Option<(Transport, &'a [String])>,
}

/// What could be written at a place of a text, and what stands there. Any text and any place have an answer, in time that grows with the text.
#[must_use]
pub fn complete(text: &[u8], offset: usize, known: Known<'_>) -> Completion {
    let caret = caret(text, offset);
    let context = Context::of(&caret);
    let typed = caret.typed().to_lowercase();
    let mut drafts = context.drafts(&caret, known);
    let rank = |draft: &Draft| likeness(&draft.label, &typed);
    if !typed.is_empty() && drafts.iter().all(|draft| rank(draft).is_none()) {
        let meant = nearest(&typed, drafts.iter().map(|draft| draft.label.as_str())).map(String::from);
        drafts.retain(|draft| Some(&draft.label) == meant.as_ref());
    } else {
        drafts.retain(|draft| rank(draft).is_some());
        drafts.sort_by_key(rank);
    }
    drafts.truncate(OFFER_LIMIT);
    let replace = caret.token.clone().unwrap_or(caret.at..caret.at);
    let behind = match caret.byte(replace.end) {
        _ if !caret.comma_after => "",
        Some(b' ' | b'\t' | b'\r' | b'\n') => ",",
        _ => ", ",
    };
    let before = if caret.comma_before { ", " } else { "" };
    let offers = drafts.into_iter().map(|draft| draft.finish(before, behind)).collect();
    Completion {
        replace,
        offers,
        found: context.found(&caret),
    }
}

/// How well a label fits what is typed, in small letters: less is better.
fn likeness(label: &str, typed: &str) -> Option<u8> {
    let label = label.to_lowercase();
    if label.starts_with(typed) {
        Some(0)
    } else {
        label.contains(typed).then_some(1)
    }
}

/// An offer before its commas.
struct Draft {
    subject: Subject,
    label: String,
    snippet: Snippet,
}

impl Draft {
    fn new(subject: Subject, label: impl Into<String>, snippet: Snippet) -> Self {
        Self {
            subject,
            label: label.into(),
            snippet,
        }
    }

    fn finish(self, before: &str, behind: &str) -> Offer {
        let Snippet { text, caret } = self.snippet;
        Offer {
            subject: self.subject,
            label: self.label,
            caret: before.len() + caret.unwrap_or(text.len()),
            insert: [before, &text, behind].concat(),
        }
    }
}

/// A text with the place in it where one goes on to write; without one, that is its end.
struct Snippet {
    text: String,
    caret: Option<usize>,
}

impl Snippet {
    /// `|` stands for the place.
    fn marked(marked: &str) -> Self {
        match marked.split_once('|') {
            Some((before, behind)) => Self {
                text: [before, behind].concat(),
                caret: Some(before.len()),
            },
            None => Self {
                text: marked.to_string(),
                caret: None,
            },
        }
    }

    fn string(text: &str) -> Self {
        Self {
            text: quoted(text),
            caret: None,
        }
    }

    fn between(self, before: &str, behind: &str) -> Self {
        let inner = before.len() + self.caret.unwrap_or(self.text.len());
        Self {
            caret: self.caret.map(|_| inner),
            text: [before, &self.text, behind].concat(),
        }
    }

    /// A key, with this value where there is none.
    fn member(name: &str, caret: &Caret<'_>, value: Self) -> Self {
        if caret.colon_after {
            Self::string(name)
        } else {
            value.between(&[&quoted(name), ": "].concat(), "")
        }
    }
}

/// What the innermost container around a place is.
#[derive(Clone, Copy)]
enum Context {
    Document,
    /// Nothing that a policy has.
    Elsewhere,
    Object(Object),
    /// A list of paths.
    Paths,
    Requirements,
    Scopes(Option<Transport>),
    Transports,
    Untyped(Typed),
}

impl Context {
    fn of(caret: &Caret<'_>) -> Self {
        let mut context = Self::Document;
        let mut around: Option<&Container> = None;
        for container in &caret.around {
            let key = container.member.zip(around);
            let key = key.and_then(|(member, around)| caret.key(around, member));
            context = context.enter(caret, container, key.as_deref());
            around = Some(container);
        }
        context
    }

    fn enter(self, caret: &Caret<'_>, container: &Container, key: Option<&str>) -> Self {
        let kind = container.kind;
        match (self, key) {
            (Self::Document, None) if kind == Kind::Object => Self::Object(Object::Policy),
            (Self::Object(object), Some(key)) => match (object.fields().field(key).map(|field| field.holds), kind) {
                (Some(Holds::Fulcio), Kind::Object) => Self::Object(Object::Fulcio),
                (Some(Holds::Keys(Form::PathList)), Kind::Array) => Self::Paths,
                (Some(Holds::Pki), Kind::Object) => Self::Object(Object::Pki),
                (Some(Holds::ReferenceMatch), Kind::Object) => Self::reference_match(caret, container),
                (Some(Holds::Requirements), Kind::Array) => Self::Requirements,
                (Some(Holds::Transports), Kind::Object) => Self::Transports,
                _ => Self::Elsewhere,
            },
            (Self::Requirements, None) if kind == Kind::Object => Self::requirement(caret, container),
            (Self::Scopes(_), Some(_)) if kind == Kind::Array => Self::Requirements,
            (Self::Transports, Some(name)) if kind == Kind::Object => Self::Scopes(Transport::from_name(name)),
            _ => Self::Elsewhere,
        }
    }

    fn requirement(caret: &Caret<'_>, container: &Container) -> Self {
        let name = caret.value(container, "type").unwrap_or_default();
        RequirementType::from_name(&name).map_or(Self::Untyped(Typed::Requirement), |kind| {
            Self::Object(Object::Requirement(kind))
        })
    }

    fn reference_match(caret: &Caret<'_>, container: &Container) -> Self {
        let name = caret.value(container, "type").unwrap_or_default();
        ReferenceMatchType::from_name(&name).map_or(Self::Untyped(Typed::ReferenceMatch), |kind| {
            Self::Object(Object::ReferenceMatch(kind))
        })
    }

    fn drafts(self, caret: &Caret<'_>, known: Known<'_>) -> Vec<Draft> {
        let innermost = caret.around.last();
        match (caret.place, innermost) {
            (Place::Document, _) => [policy()].into(),
            (Place::Element, _) => match self {
                Self::Paths => paths(known.files, "", ""),
                Self::Requirements => templates("", ""),
                _ => Vec::new(),
            },
            (Place::Key { member }, Some(container)) => {
                let others = container.members.iter().enumerate();
                let others = others.filter(|(index, _)| Some(*index) != member);
                let others: Vec<Cow<'_, str>> = others.map(|(_, other)| caret.content(&other.key)).collect();
                self.keys(caret, &others, known)
            }
            (Place::Value { member }, Some(container)) => {
                let key = caret.key(container, member).unwrap_or_default();
                self.values(&key, known)
            }
            _ => Vec::new(),
        }
    }

    /// What is there is not offered again, nor what it excludes.
    fn keys(self, caret: &Caret<'_>, others: &[Cow<'_, str>], known: Known<'_>) -> Vec<Draft> {
        let is_free = |name: &str| !others.iter().any(|other| other == name);
        match self {
            Self::Object(object) => {
                let known = object.fields();
                let there: Vec<Field> = others.iter().filter_map(|other| known.field(other)).collect();
                let is_possible =
                    |field: &&Field| is_free(field.name) && !there.iter().any(|other| other.excludes(field));
                let field = |field: &Field| {
                    let value = Snippet::marked(skeleton(*field));
                    let snippet = Snippet::member(field.name, caret, value);
                    Draft::new(Subject::Field(object, field.name), field.name, snippet)
                };
                known.all().iter().filter(is_possible).map(field).collect()
            }
            Self::Scopes(transport) => known
                .scopes_of(transport)
                .into_iter()
                .filter(|scope| is_free(scope))
                .map(|scope| {
                    let snippet = Snippet::member(scope, caret, Snippet::marked("[|]"));
                    Draft::new(Subject::Scope(ScopeForm::of(transport, scope)), scope, snippet)
                })
                .collect(),
            Self::Transports => transports()
                .filter(|transport| is_free(transport.name()))
                .map(|transport| {
                    let snippet = Snippet::member(transport.name(), caret, Snippet::marked("{|}"));
                    Draft::new(Subject::Transport(Some(transport)), transport.name(), snippet)
                })
                .collect(),
            Self::Untyped(typed) if is_free("type") => {
                let snippet = Snippet::member("type", caret, Snippet::marked("\"|\""));
                [Draft::new(Subject::Type(typed), "type", snippet)].into()
            }
            _ => Vec::new(),
        }
    }

    fn values(self, key: &str, known: Known<'_>) -> Vec<Draft> {
        match (self, self.holds(key)) {
            (Self::Scopes(_), _) => templates("[", "]"),
            (Self::Transports, _) => {
                let transport = Transport::from_name(key);
                let scope = |scope: &&str| {
                    let snippet = Snippet::marked("[|]").between(&["{", &quoted(scope), ": "].concat(), "}");
                    Draft::new(Subject::Scope(ScopeForm::of(transport, scope)), *scope, snippet)
                };
                known.scopes_of(transport).iter().map(scope).collect()
            }
            (_, Some((object, field))) => field_values(self, object, field, known.files),
            (Self::Untyped(typed), None) if key == "type" => types(typed),
            _ => Vec::new(),
        }
    }

    fn holds(self, key: &str) -> Option<(Object, Field)> {
        match self {
            Self::Object(object) => Some((object, object.fields().field(key)?)),
            _ => None,
        }
    }

    fn typed(self) -> Option<Typed> {
        match self {
            Self::Object(Object::ReferenceMatch(_)) => Some(Typed::ReferenceMatch),
            Self::Object(Object::Requirement(_)) => Some(Typed::Requirement),
            Self::Untyped(typed) => Some(typed),
            _ => None,
        }
    }

    fn found(self, caret: &Caret<'_>) -> Option<Found> {
        let range = caret.token.clone()?;
        let word = caret.content(&range).into_owned();
        let subject = match caret.place {
            Place::Key { member: Some(_) } => match self {
                Self::Object(object) => Subject::Field(object, object.fields().field(&word)?.name),
                Self::Scopes(transport) => Subject::Scope(ScopeForm::of(transport, &word)),
                Self::Transports => Subject::Transport(Transport::from_name(&word)),
                Self::Untyped(typed) if word == "type" => Subject::Type(typed),
                _ => return None,
            },
            Place::Value { member } => {
                let key = caret.key(caret.around.last()?, member)?;
                match self.holds(&key) {
                    Some((_, field)) if field.holds == Holds::KeyType => Subject::KeyType(KeyType::from_name(&word)?),
                    _ if key == "type" => match self.typed()? {
                        Typed::ReferenceMatch => Subject::ReferenceMatchType(ReferenceMatchType::from_name(&word)?),
                        Typed::Requirement => Subject::RequirementType(RequirementType::from_name(&word)?),
                    },
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(Found { subject, word, range })
    }
}

fn field_values(context: Context, object: Object, field: Field, files: &[&str]) -> Vec<Draft> {
    let whole = || {
        let snippet = Snippet::marked(skeleton(field));
        [Draft::new(Subject::Field(object, field.name), field.name, snippet)].into()
    };
    match field.holds {
        Holds::Fulcio | Holds::Pki | Holds::Transports => whole(),
        Holds::KeyType => {
            let draft = |kind: KeyType| Draft::new(Subject::KeyType(kind), kind.name(), Snippet::string(kind.name()));
            KeyType::ALL.map(draft).into()
        }
        Holds::Keys(Form::Path) => paths(files, "", ""),
        Holds::Keys(Form::PathList) => paths(files, "[", "]"),
        Holds::ReferenceMatch => reference_matches(),
        Holds::Requirements => templates("[", "]"),
        Holds::Text if field.name == "oidcIssuer" => {
            let draft = |issuer: &str| Draft::new(Subject::Issuer, issuer, Snippet::string(issuer));
            ISSUERS.map(draft).into()
        }
        Holds::Keys(Form::Data | Form::DataList) | Holds::Text => Vec::new(),
        Holds::Type => context.typed().map(types).unwrap_or_default(),
    }
}

/// Whose accounts sigstore's own Fulcio knows, where people sign in. Source: docs.sigstore.dev, "OIDC in Fulcio".
const ISSUERS: [&str; 3] = [
    "https://accounts.google.com",
    "https://github.com/login/oauth",
    "https://login.microsoftonline.com",
];

/// What accepts anything comes last: who takes the first offer unseen must not open a node.
fn types(typed: Typed) -> Vec<Draft> {
    match typed {
        Typed::ReferenceMatch => ReferenceMatchType::ALL
            .map(|kind| {
                Draft::new(
                    Subject::ReferenceMatchType(kind),
                    kind.name(),
                    Snippet::string(kind.name()),
                )
            })
            .into(),
        Typed::Requirement => {
            let mut all = RequirementType::ALL;
            all.sort_by_key(|kind| match kind {
                RequirementType::SigstoreSigned => 0,
                RequirementType::SignedBy => 1,
                RequirementType::Reject => 2,
                RequirementType::SignedBaseLayer => 3,
                RequirementType::InsecureAcceptAnything => 4,
            });
            all.map(|kind| {
                Draft::new(
                    Subject::RequirementType(kind),
                    kind.name(),
                    Snippet::string(kind.name()),
                )
            })
            .into()
        }
    }
}

/// Requirements that are written out, the safest last but for the one that opens.
fn templates(before: &str, behind: &str) -> Vec<Draft> {
    let all = [
        (
            Template::Key,
            "sigstoreSigned",
            r#"{"type": "sigstoreSigned", "keyPath": "|", "signedIdentity": {"type": "matchRepository"}}"#,
        ),
        (
            Template::Fulcio,
            "sigstoreSigned fulcio",
            r#"{"type": "sigstoreSigned", "fulcio": {"caPath": "|", "oidcIssuer": "", "subjectEmail": ""}, "rekorPublicKeyPath": "", "signedIdentity": {"type": "matchRepository"}}"#,
        ),
        (
            Template::Pki,
            "sigstoreSigned pki",
            r#"{"type": "sigstoreSigned", "pki": {"caRootsPath": "|", "subjectEmail": ""}, "signedIdentity": {"type": "matchRepository"}}"#,
        ),
        (
            Template::SignedBy,
            "signedBy",
            r#"{"type": "signedBy", "keyType": "GPGKeys", "keyPath": "|"}"#,
        ),
        (Template::Reject, "reject", r#"{"type": "reject"}"#),
        (
            Template::AcceptAnything,
            "insecureAcceptAnything",
            r#"{"type": "insecureAcceptAnything"}"#,
        ),
    ];
    let draft = |(template, label, marked): (Template, &str, &str)| {
        let snippet = Snippet::marked(marked).between(before, behind);
        Draft::new(Subject::Template(template), label, snippet)
    };
    all.map(draft).into()
}

fn reference_matches() -> Vec<Draft> {
    let draft = |kind: ReferenceMatchType| {
        let marked = match kind {
            ReferenceMatchType::ExactReference => r#"{"type": "exactReference", "dockerReference": "|"}"#,
            ReferenceMatchType::ExactRepository => r#"{"type": "exactRepository", "dockerRepository": "|"}"#,
            ReferenceMatchType::MatchExact => r#"{"type": "matchExact"}"#,
            ReferenceMatchType::MatchRepoDigestOrExact => r#"{"type": "matchRepoDigestOrExact"}"#,
            ReferenceMatchType::MatchRepository => r#"{"type": "matchRepository"}"#,
            ReferenceMatchType::RemapIdentity => r#"{"type": "remapIdentity", "prefix": "|", "signedPrefix": ""}"#,
        };
        Draft::new(Subject::ReferenceMatchType(kind), kind.name(), Snippet::marked(marked))
    };
    ReferenceMatchType::ALL.map(draft).into()
}

fn policy() -> Draft {
    let marked = r#"{"default": [{"type": "reject"}], "transports": {"docker": {|}}}"#;
    Draft::new(Subject::Policy, "policy.json", Snippet::marked(marked))
}

fn paths(files: &[&str], before: &str, behind: &str) -> Vec<Draft> {
    let draft = |path: &&str| Draft::new(Subject::File, *path, Snippet::string(path).between(before, behind));
    files.iter().map(draft).collect()
}

/// The value that a member begins with; `|` is where one goes on to write.
fn skeleton(field: Field) -> &'static str {
    match field.holds {
        Holds::Fulcio => r#"{"caPath": "|", "oidcIssuer": "", "subjectEmail": ""}"#,
        Holds::KeyType => r#""GPGKeys""#,
        Holds::Keys(Form::Data | Form::Path) | Holds::Text | Holds::Type => r#""|""#,
        Holds::Keys(Form::DataList | Form::PathList) => r#"["|"]"#,
        Holds::Pki => r#"{"caRootsPath": "|", "subjectEmail": ""}"#,
        Holds::ReferenceMatch => r#"{"type": "matchRepository"}"#,
        Holds::Requirements => r#"[{"type": "reject"}]"#,
        Holds::Transports => "{|}",
    }
}

/// The transport of registries first, then by name.
fn transports() -> impl Iterator<Item = Transport> {
    let others = Transport::ALL
        .into_iter()
        .filter(|transport| *transport != Transport::Docker);
    core::iter::once(Transport::Docker).chain(others)
}

impl<'a> Known<'a> {
    /// The scopes that cover the image, and the one of the whole transport; without an image of the transport, examples.
    fn scopes_of(self, transport: Option<Transport>) -> Vec<&'a str> {
        match self.scopes {
            Some((of, scopes)) if Some(of) == transport && !scopes.is_empty() => {
                let scopes = scopes.iter().map(String::as_str);
                scopes.chain(core::iter::once("")).collect()
            }
            _ => examples(transport).into(),
        }
    }
}

/// Examples of what scopes of a transport look like.
fn examples(transport: Option<Transport>) -> &'static [&'static str] {
    match transport {
        Some(Transport::Docker) => &[
            "registry.example/namespace",
            "registry.example",
            "*.registry.example",
            "",
        ],
        Some(Transport::Atomic | Transport::DockerDaemon) => &["registry.example/namespace", "registry.example", ""],
        Some(Transport::Directory | Transport::Oci | Transport::OciArchive | Transport::Sif) => {
            &["/path/to/images", ""]
        }
        Some(Transport::ContainersStorage) => &["[overlay@/var/lib/containers/storage]", ""],
        Some(Transport::DockerArchive | Transport::Ostree | Transport::Tarball) | None => &[""],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_that_is_offered_is_one() {
        for transport in Transport::ALL {
            for scope in examples(Some(transport)) {
                assert_eq!(
                    scope::validate(transport, scope),
                    Ok(()),
                    "{} {scope}",
                    transport.name()
                );
            }
        }
        assert_eq!(transports().count(), Transport::ALL.len());
    }
}
