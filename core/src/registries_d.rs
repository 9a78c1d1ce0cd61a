//! `registries.d`: where a node looks for an image's signatures. Source: reference.md §7.
//!
//! Files are read in the byte order of their names ([`Loaded::read`]); lookups give every section that was asked, in the reference's order, so that
//! renderers can say what it logs. Whether an image is allowed is not decided here.

use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::reference::{ImageReference, Named};
use crate::source::{SourceId, Span, Spanned};
use crate::yaml;
use crate::yaml::decode::{Decoder, Entry, Expected, Misfit, Record, Stop};

pub mod url;

pub use url::{Url, UrlError};

/// The folder that names of files stand for in texts.
pub const FOLDER: &str = "/etc/containers/registries.d";
/// Where root's node looks if nothing is configured.
pub const BUILT_IN_STORE: &str = "/var/lib/containers/sigstore";

/// One file, unread.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its name in the folder.
    pub name: &'a str,
    /// Where its text is shown.
    pub source: SourceId,
    /// Its text.
    pub text: &'a str,
}

/// What reading the files came to.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The names of the files that were read, in order; the last is the one at fault, if one is.
    pub read: Vec<String>,
    /// The sections of all files, or why there are none.
    pub configuration: Result<Configuration, ConfigurationError>,
}

/// The sections of all files.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    default_docker: Option<Section>,
    namespaces: BTreeMap<String, Section>,
    /// Keys that the reference passes over, in the order of the files.
    pub passed_over: Vec<Spanned<String>>,
}

/// What one file says of a namespace, or of all images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The name of the file.
    pub file: String,
    /// The key that the section belongs to.
    pub span: Span,
    /// `lookaside`
    pub lookaside: Option<Spanned<String>>,
    /// `lookaside-staging`
    pub lookaside_staging: Option<Spanned<String>>,
    /// `sigstore`, the old name of `lookaside`.
    pub sigstore: Option<Spanned<String>>,
    /// `sigstore-staging`, the old name of `lookaside-staging`.
    pub sigstore_staging: Option<Spanned<String>>,
    /// `use-sigstore-attachments`
    pub use_sigstore_attachments: Option<Spanned<bool>>,
}

/// Why there is no configuration. The reference then opens no image of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigurationError {
    /// `default-docker` in two files.
    DefaultTwice {
        /// The name of the earlier file.
        first: String,
        /// The name of the later one.
        second: String,
        /// The key in the later one.
        span: Span,
    },
    /// A file with values that do not fit.
    Misfits {
        /// Its name.
        file: String,
        /// The first of them is at fault, the others as well.
        misfits: Vec<Misfit>,
    },
    /// A namespace in two files, even with the same content.
    NamespaceTwice {
        /// The namespace.
        namespace: String,
        /// The name of the earlier file.
        first: String,
        /// The name of the later one.
        second: String,
        /// The key in the later one.
        span: Span,
    },
    /// A file that could not be read to its end.
    Stopped {
        /// Its name.
        file: String,
        /// The whole document.
        span: Span,
        /// Why.
        stop: Stop,
    },
    /// A file that is not YAML.
    Syntax {
        /// Its name.
        file: String,
        /// Why.
        error: yaml::SyntaxError,
    },
}

impl Configuration {
    /// Every section, with its namespace; first the one of all images, which has none.
    pub fn all_sections(&self) -> impl Iterator<Item = (Option<&str>, &Section)> {
        let namespaces = self.namespaces.iter();
        self.default_docker
            .iter()
            .map(|section| (None, section))
            .chain(namespaces.map(|(namespace, section)| (Some(namespace.as_str()), section)))
    }
}

/// Reads files. Those whose names do not end in `.yaml` are passed over; the caller has seen to it that no name stands twice.
#[must_use]
pub fn load<'a>(files: impl IntoIterator<Item = File<'a>>) -> Loaded {
    let mut files: Vec<File<'a>> = files.into_iter().filter(|file| is_read(file.name)).collect();
    files.sort_by(|one, other| one.name.as_bytes().cmp(other.name.as_bytes()));
    let mut loaded = Loaded {
        read: Vec::new(),
        configuration: Ok(Configuration::default()),
    };
    let mut merged = Configuration::default();
    for file in files {
        loaded.read.push(file.name.into());
        if let Err(error) = read_file(file, &mut merged) {
            loaded.configuration = Err(error);
            return loaded;
        }
    }
    loaded.configuration = Ok(merged);
    loaded
}

/// Whether the reference reads a file of this name.
#[must_use]
pub fn is_read(name: &str) -> bool {
    name.ends_with(".yaml")
}

fn read_file(file: File<'_>, merged: &mut Configuration) -> Result<(), ConfigurationError> {
    let document = yaml::parse(file.source, file.text).map_err(|error| ConfigurationError::Syntax {
        file: file.name.into(),
        error,
    })?;
    let Some(root) = document.root() else { return Ok(()) };
    let mut decoder = Decoder::default();
    let read = read_top(&mut decoder, root, file.name).map_err(|stop| ConfigurationError::Stopped {
        file: file.name.into(),
        span: root.span(),
        stop,
    })?;
    if !decoder.misfits.is_empty() {
        return Err(ConfigurationError::Misfits {
            file: file.name.into(),
            misfits: decoder.misfits,
        });
    }
    if let Some(section) = read.default_docker {
        if let Some(earlier) = &merged.default_docker {
            return Err(ConfigurationError::DefaultTwice {
                first: earlier.file.clone(),
                second: file.name.into(),
                span: section.span,
            });
        }
        merged.default_docker = Some(section);
    }
    for (namespace, section) in read.namespaces {
        if let Some(earlier) = merged.namespaces.get(&namespace) {
            return Err(ConfigurationError::NamespaceTwice {
                first: earlier.file.clone(),
                second: file.name.into(),
                span: section.span,
                namespace,
            });
        }
        merged.namespaces.insert(namespace, section);
    }
    merged.passed_over.extend(read.passed_over);
    Ok(())
}

fn read_top<'d>(decoder: &mut Decoder<'d>, root: yaml::Node<'d>, file: &str) -> Result<Configuration, Stop> {
    let mut read = Configuration::default();
    decoder.mapping(
        root,
        Expected::Record(Record::RegistriesD),
        &["default-docker", "docker"],
        &mut |decoder, entry| {
            match entry.key.as_str() {
                "default-docker" => {
                    let expected = Expected::OptionalRecord(Record::RegistryNamespace);
                    read.default_docker = read_section(decoder, entry, expected, file, &mut read.passed_over)?;
                }
                "docker" => read_namespaces(decoder, entry, file, &mut read)?,
                _ => read.passed_over.push(Spanned::new(entry.key, entry.key_span)),
            }
            Ok(())
        },
    )?;
    Ok(read)
}

fn read_namespaces<'d>(
    decoder: &mut Decoder<'d>,
    entry: Entry<'d>,
    file: &str,
    read: &mut Configuration,
) -> Result<(), Stop> {
    let expected = Expected::Map(Record::RegistryNamespace);
    decoder.mapping(entry.value, expected, &[], &mut |decoder, entry| {
        let (namespace, span) = (entry.key.clone(), entry.key_span);
        let expected = Expected::Record(Record::RegistryNamespace);
        // A namespace without a value is one, too.
        let section = read_section(decoder, entry, expected, file, &mut read.passed_over)?.unwrap_or(Section {
            file: file.to_owned(),
            span,
            ..Section::default()
        });
        read.namespaces.insert(namespace, section);
        Ok(())
    })?;
    Ok(())
}

/// `None` for null.
fn read_section<'d>(
    decoder: &mut Decoder<'d>,
    entry: Entry<'d>,
    expected: Expected,
    file: &str,
    passed_over: &mut Vec<Spanned<String>>,
) -> Result<Option<Section>, Stop> {
    const MEMBERS: [&str; 5] = [
        "lookaside",
        "lookaside-staging",
        "sigstore",
        "sigstore-staging",
        "use-sigstore-attachments",
    ];
    let mut section = Section {
        file: file.to_owned(),
        span: entry.key_span,
        ..Section::default()
    };
    let outcome = decoder.mapping(entry.value, expected, &MEMBERS, &mut |decoder, entry| {
        match entry.key.as_str() {
            "lookaside" => section.lookaside = decoder.text(entry.value)?,
            "lookaside-staging" => section.lookaside_staging = decoder.text(entry.value)?,
            "sigstore" => section.sigstore = decoder.text(entry.value)?,
            "sigstore-staging" => section.sigstore_staging = decoder.text(entry.value)?,
            "use-sigstore-attachments" => section.use_sigstore_attachments = decoder.boolean(entry.value)?,
            _ => passed_over.push(Spanned::new(entry.key, entry.key_span)),
        }
        Ok(())
    })?;
    Ok((outcome != yaml::decode::Outcome::Null).then_some(section))
}

/// What a store is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The staging keys do not count.
    Reading,
    /// The staging keys come first.
    Writing,
}

/// The key that names a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKey {
    /// `lookaside`
    Lookaside,
    /// `lookaside-staging`
    LookasideStaging,
    /// `sigstore`
    Sigstore,
    /// `sigstore-staging`
    SigstoreStaging,
}

/// Whose section it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'c> {
    /// `default-docker`
    Default,
    /// An entry of `docker`.
    Namespace(&'c str),
}

/// A section that a lookup came to.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'c> {
    /// Whose it is.
    pub scope: Scope<'c>,
    /// What it says.
    pub section: &'c Section,
}

/// Where an image's simple signatures would lie.
#[derive(Clone, Debug)]
pub struct StoreLookup<'c> {
    /// The sections that were asked, in order; the last one answered, if `found`.
    pub asked: Vec<Asked<'c>>,
    /// The key and the store; `None` where nothing is configured.
    pub found: Option<(StoreKey, &'c Spanned<String>)>,
}

/// Whether an image's Sigstore attachments would be looked for.
#[derive(Clone, Debug)]
pub struct AttachmentsLookup<'c> {
    /// The sections that were asked, in order; the last one answered, if `found`.
    pub asked: Vec<Asked<'c>>,
    /// The answer; `None` where nothing is configured, which means no.
    pub found: Option<&'c Spanned<bool>>,
}

impl StoreKey {
    /// Its name in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lookaside => "lookaside",
            Self::LookasideStaging => "lookaside-staging",
            Self::Sigstore => "sigstore",
            Self::SigstoreStaging => "sigstore-staging",
        }
    }
}

impl Section {
    /// The first key with a text that is not empty.
    fn store(&self, purpose: Purpose) -> Option<(StoreKey, &Spanned<String>)> {
        let keys = [
            (StoreKey::LookasideStaging, &self.lookaside_staging),
            (StoreKey::SigstoreStaging, &self.sigstore_staging),
            (StoreKey::Lookaside, &self.lookaside),
            (StoreKey::Sigstore, &self.sigstore),
        ];
        let skipped = match purpose {
            Purpose::Reading => 2,
            Purpose::Writing => 0,
        };
        keys.into_iter()
            .skip(skipped)
            .find_map(|(key, value)| Some((key, value.as_ref().filter(|value| !value.value.is_empty())?)))
    }
}

impl Configuration {
    /// `default-docker`
    #[must_use]
    pub fn default_docker(&self) -> Option<&Section> {
        self.default_docker.as_ref()
    }

    /// The entries of `docker`, by name.
    pub fn namespaces(&self) -> impl Iterator<Item = (&str, &Section)> {
        self.namespaces.iter().map(|(name, section)| (name.as_str(), section))
    }

    /// The store for an image: a section without one is passed over for the less specific ones (reference.md §7.3).
    #[must_use]
    pub fn store(&self, image: &ImageReference, purpose: Purpose) -> StoreLookup<'_> {
        let mut lookup = StoreLookup {
            asked: Vec::new(),
            found: None,
        };
        for asked in self.sections(image) {
            lookup.asked.push(asked);
            lookup.found = asked.section.store(purpose);
            if lookup.found.is_some() {
                break;
            }
        }
        lookup
    }

    /// Whether an image's attachments are looked for: the first section that says so or not.
    #[must_use]
    pub fn attachments(&self, image: &ImageReference) -> AttachmentsLookup<'_> {
        let mut lookup = AttachmentsLookup {
            asked: Vec::new(),
            found: None,
        };
        for asked in self.sections(image) {
            lookup.asked.push(asked);
            lookup.found = asked.section.use_sigstore_attachments.as_ref();
            if lookup.found.is_some() {
                break;
            }
        }
        lookup
    }

    /// The sections that speak of an image, most specific first.
    fn sections(&self, image: &ImageReference) -> Vec<Asked<'_>> {
        let mut names = Vec::from([image.policy_identity()]);
        names.extend(image.policy_namespaces());
        let mut sections: Vec<Asked<'_>> = names
            .iter()
            .filter_map(|name| self.namespaces.get_key_value(name.as_str()))
            .map(|(name, section)| Asked {
                scope: Scope::Namespace(name),
                section,
            })
            .collect();
        sections.extend(self.default_docker.as_ref().map(|section| Asked {
            scope: Scope::Default,
            section,
        }));
        sections
    }
}

impl StoreLookup<'_> {
    /// Where the signatures of an image's repository lie, whatever its digest; root's built-in place where nothing is configured.
    ///
    /// # Errors
    /// The configured text is no URL.
    pub fn repository_url(&self, name: &Named) -> Result<Url, UrlError> {
        let mut url = match self.found {
            Some((_, text)) => Url::parse(&text.value)?,
            None => Url::of_file(BUILT_IN_STORE),
        };
        url.path.push(b'/');
        url.path.extend(name.path().bytes());
        Ok(url)
    }
}

/// Where the `number`th signature of an image lies, from 1, below [`StoreLookup::repository_url`]; `digest` is `algorithm:hex`.
#[must_use]
pub fn signature_url(repository: &Url, digest: &str, number: usize) -> Url {
    let mut url = repository.clone();
    let (algorithm, encoded) = digest.split_once(':').unwrap_or(("", digest));
    url.path
        .extend(format!("@{algorithm}={encoded}/signature-{number}").bytes());
    url
}

/// The tag under which Sigstore attachments of a digest lie, in the image's own repository (reference.md §6.7).
#[must_use]
pub fn attachment_tag(digest: &str) -> String {
    digest.replacen(':', "-", 1) + ".sig"
}
