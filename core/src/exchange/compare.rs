//! Two policies and a list of images: which verdicts change. Not the semantic comparison of regions: what no image of the list shows is not seen.

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::Serialize;

use super::memory::Memory;
use super::policy_in_force::{self, PolicyInForce};
use super::{Evaluated, Request, World, evaluate_request};
use crate::policy::{self, Policy};
use crate::render::containers_image;
use crate::render::json::FORMAT_VERSION;
use crate::source::SourceId;

/// So many images are asked about under both.
pub const IMAGES: usize = 500;

/// Each image under the policy of a request, and under another one.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// In the order of the images.
    pub rows: Vec<Row>,
    /// The reference's text where the other policy cannot be used.
    pub other_error: Option<String>,
}

/// An image.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Its name.
    pub image: String,
    /// Under the policy of the request.
    pub before: Side,
    /// Under the other one.
    pub after: Side,
}

/// What becomes of an image under a policy.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// `allowed`, `open` where it is let through without any check, or `refused`.
    pub verdict: &'static str,
    /// The scope that was chosen.
    pub scope: String,
    /// In a sentence.
    pub summary: String,
}

/// Asks about each image under both policies, with everything else of the request. Without images, about one for each scope of either.
#[must_use]
pub fn compare(request: &Request, other: &[u8], images: &[String], world: World<'_>, memory: &Memory) -> Compared {
    let asked = |under: &Request, image: &str| {
        let request = Request {
            image: Some(image.to_owned()),
            explain: false,
            ..under.clone()
        };
        side(evaluate_request(&request, world, memory.crypto()))
    };
    let text = PolicyInForce::of(request).text;
    let (before, after) = (
        policy_in_force::under(request, text),
        policy_in_force::under(request, other),
    );
    let own;
    let images = if images.is_empty() {
        own = witnesses(text, other);
        own.as_slice()
    } else {
        images
    };
    let (_, errors) = policy::parse(SourceId::default(), other);
    Compared {
        format_version: FORMAT_VERSION,
        rows: images
            .iter()
            .take(IMAGES)
            .map(|image| Row {
                image: image.clone(),
                before: asked(&before, image),
                after: asked(&after, image),
            })
            .collect(),
        other_error: errors.first().map(|error| containers_image::policy_error(error).text),
    }
}

fn side(answer: Evaluated) -> Side {
    Side {
        verdict: verdict(&answer),
        scope: chosen_scope(&answer).unwrap_or_default(),
        summary: answer.summary.unwrap_or_default(),
    }
}

/// `allowed`, `open` where nothing was checked, or `refused`.
pub(super) fn verdict(answer: &Evaluated) -> &'static str {
    let mut requirements = answer.trace.iter().flatten().filter(|node| node.kind == "requirement");
    match (answer.allowed, requirements.all(|node| node.outcome == "open")) {
        (false, _) => "refused",
        (true, true) => "open",
        (true, false) => "allowed",
    }
}

/// The scope that decides, where something was evaluated.
pub(super) fn chosen_scope(answer: &Evaluated) -> Option<String> {
    let scope = answer.trace.iter().flatten().find(|node| node.kind == "scope")?;
    let chosen = scope.children.iter().find(|candidate| candidate.outcome == "pass");
    Some(chosen.map_or_else(|| scope.note.clone(), |candidate| candidate.title.clone()))
}

/// An image for each scope of either policy, and one for what no scope covers.
fn witnesses(one: &[u8], other: &[u8]) -> Vec<String> {
    let mut images: Vec<String> = Vec::new();
    for policy in [one, other]
        .map(|text| policy::parse(SourceId::default(), text).0)
        .iter()
        .flatten()
    {
        images.extend(scopes(policy).map(witness));
    }
    images.push("docker://elsewhere.example/any:latest".to_string());
    images.sort();
    images.dedup();
    images
}

fn scopes(policy: &Policy) -> impl Iterator<Item = &str> {
    let scopes = policy
        .transport("docker")
        .into_iter()
        .flat_map(|docker| docker.scopes());
    scopes
        .map(|scope| scope.text.value.as_str())
        .filter(|scope| !scope.is_empty())
}

/// An image that a scope of `docker` covers, as a person would name one.
fn witness(scope: &str) -> String {
    let scope = match scope.strip_prefix("*.") {
        Some(domain) => format!("any.{domain}"),
        None => scope.to_owned(),
    };
    let last = scope.rsplit('/').next().unwrap_or_default();
    match scope.matches('/').count() {
        0 | 1 if !last.contains('@') && (!last.contains(':') || !scope.contains('/')) => {
            format!("docker://{scope}/any:latest")
        }
        _ if last.contains([':', '@']) => format!("docker://{scope}"),
        _ => format!("docker://{scope}:latest"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::UnixTime;

    #[test]
    fn an_image_stands_for_each_scope() {
        for (scope, image) in [
            ("registry.example", "docker://registry.example/any:latest"),
            ("registry.example:5000", "docker://registry.example:5000/any:latest"),
            ("registry.example/acme", "docker://registry.example/acme/any:latest"),
            ("registry.example/acme/app", "docker://registry.example/acme/app:latest"),
            ("registry.example/app:v1", "docker://registry.example/app:v1"),
            ("*.example", "docker://any.example/any:latest"),
        ] {
            assert_eq!(witness(scope), image);
        }
    }

    #[test]
    fn what_opens_and_what_closes_is_told_apart() {
        let policy = |scope: &str, kind: &str| {
            format!(
                r#"{{"default": [{{"type": "reject"}}], "transports": {{"docker": {{"{scope}": [{{"type": "{kind}"}}]}}}}}}"#
            )
        };
        let request = Request {
            policy: policy("a.example", "insecureAcceptAnything").into_bytes(),
            ..Request::default()
        };
        let world = World {
            files: None,
            now: UnixTime(0),
        };
        let other = policy("b.example", "insecureAcceptAnything");
        let compared = compare(&request, other.as_bytes(), &[], world, &Memory::default());
        let verdicts: Vec<_> = compared
            .rows
            .iter()
            .map(|row| {
                (
                    row.image.as_str(),
                    row.before.verdict,
                    row.after.verdict,
                    row.after.scope.as_str(),
                )
            })
            .collect();
        assert_eq!(
            verdicts,
            [
                ("docker://a.example/any:latest", "open", "refused", "default"),
                ("docker://b.example/any:latest", "refused", "open", "b.example"),
                ("docker://elsewhere.example/any:latest", "refused", "refused", "default"),
            ]
        );
        assert_eq!(
            compare(&request, b"{", &[], world, &Memory::default())
                .other_error
                .as_deref(),
            Some("unexpected end of JSON input")
        );
    }
}
