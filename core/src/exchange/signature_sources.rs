//! The part of a request that says where signatures lie, and what lies there.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::Request;
use crate::crypto::CryptoProvider;
use crate::diagnostic::Diagnostic;
use crate::explain::{AttachmentsSwitch, SourceFacts};
use crate::reference::ImageReference;
use crate::registries_d::{self, Asked, Configuration, File, Loaded, Scope};
use crate::render::containers_image::registries_d as words;
use crate::render::containers_image::signature_sources::step_line;
use crate::render::containers_image::{ErrorClass, Refusal};
use crate::render::crio::LogLevel;
use crate::render::json::{AttachmentsAnswer, LogAnswer, LookasideAnswer, SignatureSources, span_answer};
use crate::render::{diagnostics, outline};
use crate::signature_sources::{Gathered, Given, Plan, Unrecognised};
use crate::source::Sources;

/// What a request's own sources come to.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    /// Which sources would be asked.
    pub(super) answer: Option<SignatureSources>,
    /// Why the image is not even opened.
    pub(super) refusal: Option<Refusal>,
    /// The signatures, if the request has a store or attachments.
    pub(super) gathered: Option<Gathered<'a>>,
    /// What is worth knowing.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What an explanation asks for.
    pub(super) facts: SourceFacts,
}

impl Found<'_> {
    /// The lines of gathering.
    pub(super) fn lines(&self) -> Vec<String> {
        let steps = self.gathered.iter().flat_map(|gathered| &gathered.steps);
        steps.map(step_line).collect()
    }
}

/// Looks into registries.d, the store and the attachments of a request.
pub(super) fn find<'a>(
    request: &'a Request,
    image: &ImageReference,
    instance: Option<&str>,
    crypto: &dyn CryptoProvider,
    sources: &mut Sources<'a>,
) -> Found<'a> {
    let mut found = Found::default();
    let gives = request.lookaside.is_some() || request.attachments.is_some();
    if request.registries_d.is_none() && !gives {
        return found;
    }
    let is_opened_by_registry = matches!(image, ImageReference::Docker { .. } | ImageReference::Atomic(_));
    let loaded = load(request, sources, &mut found);
    let configuration = match loaded.configuration {
        Ok(configuration) => configuration,
        Err(error) if is_opened_by_registry => {
            found.refuse(&loaded.read, words::configuration_error(&error));
            found.diagnostics.push(diagnostics::registries_d_error(&error));
            return found;
        }
        // The reference does not look into registries.d for other images.
        Err(_) => Configuration::default(),
    };
    match Plan::new(&configuration, image, instance, request.manifest.as_deref(), crypto) {
        None => {
            let note = outline::no_sources_note(image.transport());
            if gives {
                found.diagnostics.push(diagnostics::sources_not_read(&note));
            }
            found.answer = Some(SignatureSources {
                note: Some(note),
                ..SignatureSources::default()
            });
        }
        Some(Err((bad, store))) => {
            let refusal = Refusal::new(ErrorClass::Other, words::store_url_error(&bad.configured, &bad.error));
            if let Some((_, text)) = store.found {
                found.diagnostics.push(diagnostics::bad_store(&refusal.text, text.span));
            }
            found.refuse(&loaded.read, refusal);
            if let Some(answer) = &mut found.answer {
                answer.log.extend(debug(words::store_lines(&store, image)));
            }
        }
        Some(Ok(plan)) => {
            let mut log = debug(words::reading_lines(&loaded.read));
            log.extend(debug(words::store_lines(&plan.store, image)));
            log.extend(debug(words::attachments_lines(&plan.attachments)));
            found.facts = facts(request, &plan);
            if request.registries_d.is_some() {
                found.answer = Some(describe(&plan, log, sources));
            }
            if gives {
                let given = Given {
                    lookaside: request.lookaside.as_ref(),
                    attachments: request.attachments.as_deref().unwrap_or_default(),
                    always: request.registries_d.is_none() && request.attachments.is_some(),
                };
                let gathered = plan.gather(given, crypto);
                found.facts.has_only_bundles = gathered.unrecognised == Some(Unrecognised::Bundles);
                let unrecognised = gathered.unrecognised.map(diagnostics::attachments_not_recognised);
                found.diagnostics.extend(unrecognised);
                found.gathered = Some(gathered);
            }
        }
    }
    found
}

impl Found<'_> {
    fn refuse(&mut self, read: &[String], refusal: Refusal) {
        self.refusal = Some(refusal);
        self.answer = Some(SignatureSources {
            log: debug(words::reading_lines(read)),
            ..SignatureSources::default()
        });
    }
}

/// Reads the files of registries.d; those that are not read are noted.
fn load<'a>(request: &'a Request, sources: &mut Sources<'a>, found: &mut Found<'_>) -> Loaded {
    let mut files = Vec::new();
    for (name, text) in request.registries_d.iter().flatten() {
        if !registries_d::is_read(name) {
            found.diagnostics.push(diagnostics::registries_d_file_not_read(name));
            continue;
        }
        let source = sources.add(format!("registries.d/{name}"), text.as_bytes());
        files.push(File { name, source, text });
    }
    registries_d::load(files)
}

fn describe(plan: &Plan<'_>, log: Vec<LogAnswer>, sources: &Sources<'_>) -> SignatureSources {
    let scope = |asked: &[Asked<'_>]| {
        asked.last().map(|asked| match asked.scope {
            Scope::Default => "default-docker".to_string(),
            Scope::Namespace(name) => name.to_string(),
        })
    };
    let store = plan.store.found;
    let attachments = plan.attachments.found;
    SignatureSources {
        lookaside: Some(LookasideAnswer {
            url: plan
                .signature_url(1)
                .unwrap_or_else(|| plan.repository.clone())
                .redacted(),
            is_signature: plan.digest.is_ok(),
            key: store.map(|(key, _)| key.name()),
            scope: store.and_then(|_| scope(&plan.store.asked)),
            span: store.and_then(|(_, text)| span_answer(text.span, sources)),
        }),
        attachments: Some(AttachmentsAnswer {
            enabled: plan.uses_attachments(),
            image: plan.attachment_name(),
            scope: attachments.and_then(|_| scope(&plan.attachments.asked)),
            span: attachments.and_then(|found| span_answer(found.span, sources)),
        }),
        note: None,
        log,
    }
}

/// Where the signatures would be, and where they lie instead.
fn facts(request: &Request, plan: &Plan<'_>) -> SourceFacts {
    let repository = plan.name.name();
    let asked = &plan.attachments.asked;
    let own = asked.iter().find(|asked| asked.scope == Scope::Namespace(&repository));
    let switch = || AttachmentsSwitch {
        enabled: plan.uses_attachments(),
        span: plan.attachments.found.map(|found| found.span),
        file: plan
            .attachments
            .found
            .and_then(|_| asked.last())
            .map(|asked| asked.section.file.clone()),
        is_own: match asked.last().map(|asked| asked.scope) {
            Some(Scope::Namespace(name)) => name.starts_with(&repository),
            Some(Scope::Default) | None => false,
        },
        section: own.map(|asked| (asked.section.file.clone(), asked.section.span)),
        repository: repository.clone(),
    };
    let folder = plan.digest.as_ref().ok().map(|digest| digest.replacen(':', "=", 1));
    let suffix = folder.as_ref().map(|folder| format!("@{folder}"));
    let own_folder = suffix.as_ref().map(|suffix| format!("{}{suffix}", plan.name.path()));
    let elsewhere = request
        .lookaside
        .iter()
        .flat_map(|files| files.keys())
        .filter_map(|path| path.strip_suffix("/signature-1"))
        .filter(|found| suffix.as_ref().is_some_and(|suffix| found.ends_with(suffix)))
        .filter(|found| Some(*found) != own_folder.as_deref());
    SourceFacts {
        attachments: request.registries_d.is_some().then(switch),
        has_attachments: request.attachments.is_some(),
        has_only_bundles: false,
        elsewhere: elsewhere.map(Into::into).collect(),
        store_folder: own_folder,
    }
}

fn debug(lines: Vec<String>) -> Vec<LogAnswer> {
    lines
        .into_iter()
        .map(|message| LogAnswer {
            level: LogLevel::Debug.name(),
            message,
        })
        .collect()
}
