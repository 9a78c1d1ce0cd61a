//! The files that came with a suite, and the requests that are made of them.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::SuiteRequest;
use crate::exchange::Request;
use crate::exchange::saved_image::{SavedImage, Wanted};
use crate::render::suite as words;
use crate::source::Spanned;
use crate::suite::{Content, Suite, Test};

/// The files that came with a suite.
pub(super) struct Brought<'r>(pub(super) &'r BTreeMap<String, Vec<u8>>);

impl Brought<'_> {
    pub(super) fn question(&self, request: &SuiteRequest, suite: &Suite, test: &Test) -> Result<Request, String> {
        let (own, all) = (&test.setting, &suite.setting);
        let policy = match (&own.policy, &request.policy, &all.policy) {
            (Some(path), _, _) | (None, None, Some(path)) => self.file(path)?,
            (None, Some(policy), _) => policy.clone(),
            (None, None, None) => return Err("there is no policy: add `policy: policy.json` to the suite".into()),
        };
        let platform = own.platform.as_ref().or(all.platform.as_ref());
        let wanted = Wanted {
            instance: test.instance.as_deref(),
            platform: platform.filter(|_| test.instance.is_none()),
        };
        let mut made = self.content(test, wanted)?;
        let attachments = test.attachments.iter().map(|path| self.file(path));
        let attachments = attachments.collect::<Result<Vec<_>, _>>()?;
        made.attachments.get_or_insert_default().extend(attachments);
        made.attachments = made.attachments.filter(|attachments| !attachments.is_empty());
        let lookaside = own.lookaside.as_ref().or(all.lookaside.as_ref());
        made.lookaside = lookaside.map(|path| self.files(path)).transpose()?;
        if made.lookaside.is_some() || made.attachments.is_some() {
            // As a node gathers them: what lies in the folder of the image is not looked at.
            made.signatures = Vec::new();
        }
        let texts = |path: Option<&Spanned<String>>| path.map(|path| self.texts(path)).transpose();
        let mut files = BTreeMap::new();
        for (path, file) in all.files.iter().chain(&own.files) {
            files.insert(path.clone(), self.file(file)?);
        }
        Ok(Request {
            policy,
            policy_dir: texts(own.policy_dir.as_ref().or(all.policy_dir.as_ref()))?,
            namespace: own.namespace.clone().or_else(|| all.namespace.clone()),
            registries_d: texts(own.registries_d.as_ref().or(all.registries_d.as_ref()))?,
            files,
            image: Some(test.image.value.clone()),
            require_signed: own.require_signed.or(all.require_signed).unwrap_or_default(),
            now: own.now.or(all.now).or(request.now),
            ..made
        })
    }

    /// What belongs to the image.
    fn content(&self, test: &Test, wanted: Wanted<'_>) -> Result<Request, String> {
        let in_folder = |path: &Spanned<String>, words: String| format!("{}: {words}", path.value);
        let reader = |folder: &Spanned<String>| {
            let folder = folder.value.clone();
            move |path: &str| self.0.get(&format!("{folder}/{path}")).cloned()
        };
        let (saved, is_layout) = match &test.content {
            Content::Dir(path) => {
                self.folder(&path.value)
                    .next()
                    .ok_or_else(|| words::missing(&path.value))?;
                let saved = SavedImage::of_dir(&reader(path), wanted);
                (saved.map_err(|words| in_folder(path, words))?, false)
            }
            Content::OciLayout(path) => {
                self.folder(&path.value)
                    .next()
                    .ok_or_else(|| words::missing(&path.value))?;
                let saved = SavedImage::of_layout(&test.image.value, &reader(path), wanted);
                (saved.map_err(|words| in_folder(path, words))?, true)
            }
            Content::Files {
                manifest,
                manifest_list,
                signatures,
            } => {
                let file = |path: &Option<Spanned<String>>| path.as_ref().map(|path| self.file(path)).transpose();
                let manifest_list = file(manifest_list)?;
                return Ok(Request {
                    manifest: file(manifest)?,
                    instance: wanted.instance.map(ToOwned::to_owned),
                    platform: wanted.platform.filter(|_| manifest_list.is_some()).cloned(),
                    manifest_list,
                    signatures: signatures
                        .iter()
                        .map(|path| self.file(path))
                        .collect::<Result<_, _>>()?,
                    ..Request::default()
                });
            }
        };
        Ok(Request {
            manifest: Some(saved.manifest),
            manifest_list: saved.manifest_list,
            instance: saved.instance,
            signatures: saved.signatures,
            attachments: is_layout.then_some(saved.attachments),
            ..Request::default()
        })
    }

    fn file(&self, path: &Spanned<String>) -> Result<Vec<u8>, String> {
        let found = self.0.get(&path.value).cloned();
        found.ok_or_else(|| words::missing(&path.value))
    }

    /// The files of a folder, by their paths from there.
    fn files(&self, folder: &Spanned<String>) -> Result<BTreeMap<String, Vec<u8>>, String> {
        let files: BTreeMap<String, Vec<u8>> = self
            .folder(&folder.value)
            .map(|(path, bytes)| (path.to_owned(), bytes.clone()))
            .collect();
        if files.is_empty() {
            Err(words::missing(&folder.value))
        } else {
            Ok(files)
        }
    }

    /// The texts right in a folder.
    pub(super) fn texts(&self, folder: &Spanned<String>) -> Result<BTreeMap<String, String>, String> {
        let files = self.files(folder)?.into_iter();
        files
            .filter(|(name, _)| !name.contains('/'))
            .map(|(name, bytes)| match String::from_utf8(bytes) {
                Ok(text) => Ok((name, text)),
                Err(_) => Err(format!("{}/{name} is not UTF-8", folder.value)),
            })
            .collect()
    }

    pub(super) fn folder(&self, folder: &str) -> impl Iterator<Item = (&str, &Vec<u8>)> {
        let prefix = format!("{folder}/");
        let files = self.0.range(prefix.clone()..);
        files.map_while(move |(path, bytes)| Some((path.strip_prefix(prefix.as_str())?, bytes)))
    }
}
