//! A policy that questions are asked of, and its states, as the reference's `PolicyContext` has them (reference.md §2.1).

use super::accepted_author::signatures_with_accepted_author;
use super::{Demands, evaluate};
use crate::image::Image;
use crate::policy::Policy;
use crate::trace::Evaluation;
use crate::trace::author::AuthorEvaluation;
use crate::verify::Environment;

/// A policy in use. A question needs it `Ready`, and leaves it so.
///
/// In Rust, a question borrows the context exclusively, and construction and destruction are one step each: nobody can meet a context in the states
/// `Initializing`, `InUse` and `Destroying`. What is left of the reference's mistakes is a question to a destroyed context.
#[derive(Clone, Debug)]
pub struct PolicyContext {
    policy: Policy,
    demands: Demands,
    state: ContextState,
}

/// The states of a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContextState {
    /// No more questions.
    Destroyed,
    /// It is being destroyed.
    Destroying,
    /// It is being made.
    Initializing,
    /// It is answering a question.
    InUse,
    /// It can be asked.
    Ready,
}

impl ContextState {
    /// The reference's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Destroyed => "Destroyed",
            Self::Destroying => "Destroying",
            Self::Initializing => "Initializing",
            Self::InUse => "InUse",
            Self::Ready => "Ready",
        }
    }
}

/// The context is in another state than what was asked of it needs; `render::containers_image::context_error` has the reference's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidState {
    /// Which it needs.
    pub expected: ContextState,
    /// Which it is in.
    pub found: ContextState,
}

impl PolicyContext {
    /// A context that is ready.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            demands: Demands::default(),
            state: ContextState::Ready,
        }
    }

    /// Whether some requirement must verify a signature (`RequireSignatureVerification`); allowed in every state.
    pub fn require_signature_verification(&mut self, required: bool) {
        self.demands.signed = required;
    }

    /// The state.
    #[must_use]
    pub fn state(&self) -> ContextState {
        self.state
    }

    /// May this image run? See [`evaluate`].
    ///
    /// # Errors
    /// The context is not ready.
    pub fn is_running_image_allowed(
        &mut self,
        image: &Image<'_>,
        environment: &Environment<'_>,
    ) -> Result<Evaluation, InvalidState> {
        self.change(ContextState::Ready, ContextState::InUse)?;
        let evaluation = evaluate(&self.policy, image, self.demands, environment);
        self.change(ContextState::InUse, ContextState::Ready)?;
        Ok(evaluation)
    }

    /// Whose signatures are accepted? See [`signatures_with_accepted_author`].
    ///
    /// # Errors
    /// The context is not ready.
    pub fn signatures_with_accepted_author(
        &mut self,
        image: &Image<'_>,
        environment: &Environment<'_>,
    ) -> Result<AuthorEvaluation, InvalidState> {
        self.change(ContextState::Ready, ContextState::InUse)?;
        let evaluation = signatures_with_accepted_author(&self.policy, image, environment);
        self.change(ContextState::InUse, ContextState::Ready)?;
        Ok(evaluation)
    }

    /// Ends the use of the context.
    ///
    /// # Errors
    /// It is not ready: it was destroyed before.
    pub fn destroy(&mut self) -> Result<(), InvalidState> {
        self.change(ContextState::Ready, ContextState::Destroying)?;
        self.change(ContextState::Destroying, ContextState::Destroyed)
    }

    fn change(&mut self, expected: ContextState, next: ContextState) -> Result<(), InvalidState> {
        if self.state != expected {
            return Err(InvalidState {
                expected,
                found: self.state,
            });
        }
        self.state = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::parse;
    use crate::render::containers_image::context_error;
    use crate::source::SourceId;

    #[test]
    fn a_context_demands_a_verified_signature_once_it_was_told_to() {
        let policy = parse(
            SourceId::default(),
            br#"{"default":[{"type":"insecureAcceptAnything"}]}"#,
        )
        .0;
        let mut context = PolicyContext::new(policy.expect("it parses"));
        assert_eq!(context.demands, Demands { signed: false });
        context.require_signature_verification(true);
        assert_eq!(context.demands, Demands { signed: true });
        context.require_signature_verification(false);
        assert_eq!(context.demands, Demands { signed: false });
    }

    #[test]
    fn a_destroyed_context_answers_nothing() {
        let policy = parse(SourceId::default(), br#"{"default":[{"type":"reject"}]}"#).0;
        let mut context = PolicyContext::new(policy.expect("it parses"));
        assert_eq!(context.state(), ContextState::Ready);
        assert_eq!(context.destroy(), Ok(()));
        assert_eq!(context.state(), ContextState::Destroyed);
        let error = context.destroy().unwrap_err();
        assert_eq!(
            context_error(&error).text,
            r#"Invalid PolicyContext state, expected "Ready", found "Destroyed""#
        );
        context.require_signature_verification(true);
        assert_eq!(context.state(), ContextState::Destroyed);
    }
}
