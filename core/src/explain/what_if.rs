//! What if the image lay under another scope?

use alloc::sync::Arc;

use super::draft::{Case, Draft, Outcome};
use super::policy_text::PolicyText;
use crate::source::edit;

/// The draft in which the image itself has the requirements that the policy has for a scope of its transport; an empty text is the transport's default.
/// `None` where the policy does not have the scope, or nothing was evaluated.
#[must_use]
pub fn under_scope(case: &Case<'_>, scope: &str) -> Option<Draft> {
    let Outcome::Judged(judged) = &case.outcome else {
        return None;
    };
    let transport = judged.policy.transport(judged.reference.transport().name())?;
    let text = PolicyText::new(&case.draft.policy, judged.policy.default.span.source)?;
    let requirements = text.at(transport.scope(scope)?.requirements.span)?;
    let transports = text.root().members().find(|member| member.key == "transports")?.value;
    let object = transports
        .members()
        .find(|member| member.key == transport.name.value)?
        .value;
    let edit = text.set(object, &judged.reference.policy_identity(), &requirements);
    Some(Draft {
        policy: Arc::new(edit::apply(&case.draft.policy, &[edit])?),
        ..case.draft.clone()
    })
}
