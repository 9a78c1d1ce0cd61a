//! Reading a tree into values as go.yaml.in/yaml/v3 fills structures: what fits, what is left out, merge keys, aliases. Source: reference.md §7.2.
//!
//! A caller asks for what it expects; misfits are collected, as the reference does, and something else stops the reading at once ([`Stop`]).

use alloc::borrow::ToOwned as _;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use super::resolve::Scalar;
use super::{Content, Kind, Node};
use crate::base64;
use crate::source::{Span, Spanned};

/// How often a value is read at most, aliases included: only a text whose aliases multiply gets there.
pub const DECODE_LIMIT: u32 = 1_000_000;
/// How many merge keys lie in each other at most, aliases included.
pub const MERGE_DEPTH_LIMIT: u32 = 100;
/// How many misfits are listed at most; the reference lists all.
pub const MISFIT_LIMIT: usize = 100;

/// A value that is not what its place asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The value, or the key that stands there twice.
    pub span: Span,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// Why.
    pub kind: MisfitKind,
}

/// Why a value is not what its place asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MisfitKind {
    /// A key of a mapping that stands there twice, as it is written.
    DuplicateKey {
        /// The key.
        key: String,
        /// The line of the first one.
        first_line: u32,
    },
    /// A member that two keys, written differently, mean.
    DuplicateMember {
        /// The member.
        member: String,
        /// The structure.
        record: Record,
    },
    /// A value of a wrong type.
    Type {
        /// The tag of what stands there.
        tag: String,
        /// The text of a scalar; `None` for collections without a tag.
        text: Option<String>,
        /// What was expected.
        expected: Expected,
    },
}

/// What a place asks for; the reference's messages name the types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A truth value.
    Boolean,
    /// A mapping of names to records.
    Map(Record),
    /// A truth value that may be left out.
    OptionalBoolean,
    /// A record that may be left out.
    OptionalRecord(Record),
    /// A mapping of known members.
    Record(Record),
    /// A text.
    Text,
}

/// Mappings of known members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// A file of registries.d.
    RegistriesD,
    /// What such a file says of a namespace.
    RegistryNamespace,
}

/// What stops the reading at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// An anchor whose value has an alias of it.
    ContainsItself(String),
    /// `!!int word`
    DoesNotResolve {
        /// The type of the text.
        found: &'static str,
        /// The text.
        text: String,
        /// The tag.
        tag: String,
    },
    /// Most of what is read comes from aliases.
    ExcessiveAliasing,
    /// `!!binary` that is not base64.
    InvalidBinary,
    /// A `<<` whose value is no mapping.
    MergeOfNoMapping,
    /// A mapping or a sequence as a key beside `<<`.
    KeyIsACollection(Kind),
    /// More than [`DECODE_LIMIT`] values are read.
    TooManyValues,
    /// More than [`MERGE_DEPTH_LIMIT`] merge keys in each other.
    TooManyMerges,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry<'d> {
    /// The key's text.
    pub key: String,
    /// The key.
    pub key_span: Span,
    /// The value.
    pub value: Node<'d>,
}

/// How a value was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It fits.
    Fits,
    /// It is a misfit, and noted.
    Misfit,
    /// It is null: whatever is expected stays as it is.
    Null,
}

/// Reads the values of one document.
#[derive(Debug, Default)]
pub struct Decoder<'d> {
    /// What does not fit, in the order in which it was found, at most [`MISFIT_LIMIT`].
    pub misfits: Vec<Misfit>,
    values: u32,
    values_in_aliases: u32,
    alias_depth: u32,
    merge_depth: u32,
    /// The aliases being followed.
    followed: Vec<u32>,
    /// The keys that count already, while merge keys are read.
    merged: Option<BTreeSet<String>>,
    unused: core::marker::PhantomData<&'d ()>,
}

impl<'d> Decoder<'d> {
    /// Reads a mapping; `read` gets its entries, those of merge keys last and only for keys that are not there yet. For a record, `members` are
    /// the keys that count; others are handed out, too.
    ///
    /// # Errors
    /// What stops the reading.
    pub fn mapping(
        &mut self,
        node: Node<'d>,
        expected: Expected,
        members: &[&str],
        read: &mut dyn FnMut(&mut Self, Entry<'d>) -> Result<(), Stop>,
    ) -> Result<Outcome, Stop> {
        self.follow(node, |decoder, node| {
            let is_null = tag(node) == "!!null";
            match node.kind() {
                Kind::Mapping if is_null && matches!(expected, Expected::OptionalRecord(_)) => {
                    Ok(decoder.misfit(node, expected))
                }
                Kind::Mapping => decoder.entries(node, expected, members, read),
                Kind::Scalar if check_scalar(node)? == Scalar::Null => Ok(Outcome::Null),
                Kind::Scalar | Kind::Sequence | Kind::Alias => Ok(decoder.misfit(node, expected)),
            }
        })
    }

    /// Reads a text; any scalar is one. `None` for null and for misfits.
    ///
    /// # Errors
    /// What stops the reading.
    pub fn text(&mut self, node: Node<'d>) -> Result<Option<Spanned<String>>, Stop> {
        let mut found = None;
        self.follow(node, |decoder, node| {
            if node.kind() != Kind::Scalar {
                if node.kind() == Kind::Mapping && decoder.has_duplicates(node) {
                    return Ok(Outcome::Misfit);
                }
                return Ok(decoder.misfit(node, Expected::Text));
            }
            if check_scalar(node)? == Scalar::Null {
                return Ok(Outcome::Null);
            }
            let text = if tag(node) == "!!binary" {
                let bytes = base64::decode(node.text().as_bytes()).map_err(|_| Stop::InvalidBinary)?;
                String::from_utf8_lossy(&bytes).into_owned()
            } else {
                node.text().into()
            };
            found = Some(Spanned::new(text, node.span()));
            Ok(Outcome::Fits)
        })?;
        Ok(found)
    }

    /// Reads a truth value that may be left out: `true`, if it is not quoted, and YAML 1.1's `yes`, `on`, `y`, which are texts, quoted or not.
    ///
    /// # Errors
    /// What stops the reading.
    pub fn boolean(&mut self, node: Node<'d>) -> Result<Option<Spanned<bool>>, Stop> {
        let mut found = None;
        self.follow(node, |decoder, node| {
            if node.kind() != Kind::Scalar {
                let expected = if tag(node) == "!!null" {
                    Expected::OptionalBoolean
                } else {
                    Expected::Boolean
                };
                if node.kind() == Kind::Mapping && decoder.has_duplicates(node) {
                    return Ok(Outcome::Misfit);
                }
                return Ok(decoder.misfit(node, expected));
            }
            let value = match check_scalar(node)? {
                Scalar::Null => return Ok(Outcome::Null),
                Scalar::Boolean(value) => Some(value),
                Scalar::Text => match node.text() {
                    "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
                    "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
                    _ => None,
                },
                _ => None,
            };
            let Some(value) = value else {
                return Ok(decoder.misfit(node, Expected::Boolean));
            };
            found = Some(Spanned::new(value, node.span()));
            Ok(Outcome::Fits)
        })?;
        Ok(found)
    }

    /// Counts a value, and goes to what an alias stands for.
    fn follow(
        &mut self,
        node: Node<'d>,
        read: impl FnOnce(&mut Self, Node<'d>) -> Result<Outcome, Stop>,
    ) -> Result<Outcome, Stop> {
        self.count()?;
        let Content::Alias(_) = node.data.content else {
            return read(self, node);
        };
        if self.followed.contains(&node.index) {
            return Err(Stop::ContainsItself(node.text().into()));
        }
        let Some(target) = node.target() else {
            return Ok(Outcome::Null);
        };
        self.followed.push(node.index);
        self.alias_depth += 1;
        let outcome = self.count().and_then(|()| read(self, target));
        self.alias_depth -= 1;
        self.followed.pop();
        outcome
    }

    /// The reference's own measure against documents whose aliases multiply, and ours.
    fn count(&mut self) -> Result<(), Stop> {
        self.values += 1;
        if self.alias_depth > 0 {
            self.values_in_aliases += 1;
        }
        let (all, aliased) = (f64::from(self.values), f64::from(self.values_in_aliases));
        if self.values > DECODE_LIMIT {
            return Err(Stop::TooManyValues);
        }
        if self.values_in_aliases > 100 && self.values > 1_000 && aliased / all > allowed_alias_ratio(all) {
            return Err(Stop::ExcessiveAliasing);
        }
        Ok(())
    }

    fn misfit(&mut self, node: Node<'d>, expected: Expected) -> Outcome {
        let tag = tag(node);
        let has_text = !matches!(tag, "!!seq" | "!!map");
        self.note(Misfit {
            span: node.span(),
            line: node.line(),
            kind: MisfitKind::Type {
                tag: tag.into(),
                text: has_text.then(|| node.text().to_owned()),
                expected,
            },
        });
        Outcome::Misfit
    }

    fn note(&mut self, misfit: Misfit) {
        if self.misfits.len() < MISFIT_LIMIT {
            self.misfits.push(misfit);
        }
    }

    /// Keys that are written alike; a collection as a key is like every other.
    fn has_duplicates(&mut self, node: Node<'d>) -> bool {
        let mut alike: BTreeMap<(&str, u8), Vec<Node<'d>>> = BTreeMap::new();
        let mut keys = Vec::new();
        for (key, _) in node.entries() {
            let kind = match key.kind() {
                Kind::Alias => 0,
                Kind::Mapping => 1,
                Kind::Scalar => 2,
                Kind::Sequence => 3,
            };
            let group = alike.entry((key.text(), kind)).or_default();
            group.push(key);
            keys.push(((key.text(), kind), group.len()));
        }
        let mut found = false;
        for (group, nth) in keys {
            let Some(group) = alike.get(&group) else { continue };
            let Some(first) = nth.checked_sub(1).and_then(|index| group.get(index)) else {
                continue;
            };
            for later in group.get(nth..).unwrap_or_default() {
                found = true;
                if self.misfits.len() >= MISFIT_LIMIT {
                    return true;
                }
                self.note(Misfit {
                    span: later.span(),
                    line: later.line(),
                    kind: MisfitKind::DuplicateKey {
                        key: later.text().into(),
                        first_line: first.line(),
                    },
                });
            }
        }
        found
    }

    fn entries(
        &mut self,
        node: Node<'d>,
        expected: Expected,
        members: &[&str],
        read: &mut dyn FnMut(&mut Self, Entry<'d>) -> Result<(), Stop>,
    ) -> Result<Outcome, Stop> {
        if self.has_duplicates(node) {
            return Ok(Outcome::Misfit);
        }
        // Values in this mapping are read as if nothing was being merged.
        let mut merged = self.merged.take();
        let mut merge = None;
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for (key_node, value) in node.entries() {
            if is_merge(key_node) {
                merge = Some(value);
                continue;
            }
            let Some(key) = self.text(key_node)? else { continue };
            if let Some(merged) = &mut merged
                && !merged.insert(key.value.clone())
            {
                continue;
            }
            if members.contains(&key.value.as_str())
                && !seen.insert(key.value.clone())
                && let Expected::Record(record) | Expected::OptionalRecord(record) = expected
            {
                self.note(Misfit {
                    span: key_node.span(),
                    line: key_node.line(),
                    kind: MisfitKind::DuplicateMember {
                        member: key.value,
                        record,
                    },
                });
                continue;
            }
            read(
                self,
                Entry {
                    key: key.value,
                    key_span: key_node.span(),
                    value,
                },
            )?;
        }
        self.merged = merged;
        if let Some(value) = merge {
            self.merge(node, value, expected, members, read)?;
        }
        Ok(Outcome::Fits)
    }

    fn merge(
        &mut self,
        parent: Node<'d>,
        value: Node<'d>,
        expected: Expected,
        members: &[&str],
        read: &mut dyn FnMut(&mut Self, Entry<'d>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        if self.merge_depth >= MERGE_DEPTH_LIMIT {
            return Err(Stop::TooManyMerges);
        }
        let is_first = self.merged.is_none();
        if is_first {
            self.merged = Some(self.keys_of(parent)?);
        }
        let is_mapping = |node: Node<'d>| match node.kind() {
            Kind::Alias => node.target().is_none_or(|target| target.kind() == Kind::Mapping),
            kind => kind == Kind::Mapping,
        };
        self.merge_depth += 1;
        if value.kind() == Kind::Sequence {
            for item in value.items() {
                if !is_mapping(item) {
                    return Err(Stop::MergeOfNoMapping);
                }
                self.mapping(item, expected, members, read)?;
            }
        } else if is_mapping(value) {
            self.mapping(value, expected, members, read)?;
        } else {
            return Err(Stop::MergeOfNoMapping);
        }
        self.merge_depth -= 1;
        if is_first {
            self.merged = None;
        }
        Ok(())
    }

    /// The keys of a mapping that are texts; what a merge key brings does not replace them.
    fn keys_of(&mut self, node: Node<'d>) -> Result<BTreeSet<String>, Stop> {
        let mut keys = BTreeSet::new();
        for (key, _) in node.entries() {
            self.follow(key, |_, key| {
                if key.kind() != Kind::Scalar {
                    return Err(Stop::KeyIsACollection(key.kind()));
                }
                if matches!(check_scalar(key)?, Scalar::Text | Scalar::Merge) {
                    keys.insert(key.text().into());
                }
                Ok(Outcome::Fits)
            })?;
        }
        Ok(keys)
    }
}

/// Up to 400,000 values, 99 of 100 may come from aliases; from 4,000,000 on, one of ten.
fn allowed_alias_ratio(values: f64) -> f64 {
    const LOW: f64 = 400_000.0;
    const HIGH: f64 = 4_000_000.0;
    if values <= LOW {
        0.99
    } else if values >= HIGH {
        0.10
    } else {
        0.99 - 0.89 * ((values - LOW) / (HIGH - LOW))
    }
}

/// The tag of a value: the one that is given, or the one that the value stands for.
fn tag<'d>(node: Node<'d>) -> &'d str {
    match (&node.data.tag, &node.data.content) {
        (Some(tag), _) => tag,
        (None, Content::Mapping) => "!!map",
        (None, Content::Sequence) => "!!seq",
        (None, Content::Alias(_)) => "",
        (None, Content::Scalar { is_plain: false, .. }) => "!!str",
        (None, Content::Scalar { text, is_plain: true }) => Scalar::of(text).tag(),
    }
}

/// `<<`, unless something says that it is a text.
fn is_merge(node: Node<'_>) -> bool {
    node.kind() == Kind::Scalar && node.text() == "<<" && tag(node) == "!!merge"
}

/// The type of a scalar, held against its tag.
fn check_scalar(node: Node<'_>) -> Result<Scalar, Stop> {
    let text = node.text();
    let Some(tag) = node.data.tag.as_deref() else {
        return Ok(match node.data.content {
            Content::Scalar { is_plain: true, .. } => Scalar::of(text),
            _ => Scalar::Text,
        });
    };
    let found = match Scalar::of(text) {
        // A date is one only where nothing else is asked for; `<<` where nothing is.
        Scalar::Timestamp if tag != "!!timestamp" => Scalar::Text,
        Scalar::Merge => Scalar::Text,
        found => found,
    };
    match tag {
        "!!bool" | "!!float" | "!!int" | "!!null" | "!!timestamp" => match (tag, found) {
            ("!!float", Scalar::Integer) => Ok(Scalar::Float),
            _ if tag == found.tag() => Ok(found),
            _ => Err(Stop::DoesNotResolve {
                found: found.tag(),
                text: text.into(),
                tag: tag.into(),
            }),
        },
        // `!!str`, `!!binary`, and tags of nobody's.
        _ => Ok(Scalar::Text),
    }
}
