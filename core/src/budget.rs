//! What one evaluation may cost. The reference has no such limits: whoever pulls an image waits as long as it takes.
//!
//! There are two purses, so that looking further than the reference, to explain, can never take from what the decision needs. Whoever spends what is
//! not there gets `false` and may answer anything: [`Budget::exceeded`] then stands for the outcome, which is a refusal.

use core::cell::Cell;

/// How many verifications one evaluation may need: signatures looked at under a requirement, and operations with public keys beyond one for each.
/// Images have a handful of signatures, and policies a handful of keys.
pub const VERIFICATION_LIMIT: usize = 2_000;
/// The same for what only explains a decision that is made. The costliest, with RSA keys of 16,384 bits, together take some 0.7
/// seconds.
pub const EXPLANATION_LIMIT: usize = 50;
/// How many bytes may be read, or hashed once more, for the verifications of one evaluation: signatures for each requirement that looks at them, key
/// files for each that names them, signed content for each key. Twice the largest key file.
pub const BYTES_LIMIT: usize = 32 << 20;
/// How often a name of a certificate may be compared with a name constraint. Go's `crypto/x509` gave up there before Go 1.26, for each certificate.
pub const COMPARISON_LIMIT: usize = 250_000;
/// How many policies and mappings of certificates may be looked at, for each chain that is tried. Certificates have a handful.
pub const POLICY_LIMIT: usize = 250_000;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// [`BYTES_LIMIT`]
    Bytes,
    /// [`COMPARISON_LIMIT`]
    Comparisons,
    /// [`EXPLANATION_LIMIT`]
    Explanations,
    /// [`POLICY_LIMIT`]
    Policies,
    /// [`VERIFICATION_LIMIT`]
    Verifications,
}

/// Which purse pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The reference comes here, too.
    Decide,
    /// We look further.
    Explain,
}

/// What is left.
#[derive(Debug)]
pub struct Budget {
    decision: Cell<Purse>,
    explanation: Cell<Purse>,
    purpose: Cell<Purpose>,
    /// Whether the next verification was paid for when its signature was begun.
    prepaid: Cell<bool>,
}

#[derive(Clone, Copy, Debug)]
struct Purse {
    bytes: usize,
    comparisons: usize,
    policies: usize,
    verifications: usize,
    exceeded: Option<Cost>,
}

impl Default for Budget {
    fn default() -> Self {
        let purse = |verifications| {
            Cell::new(Purse {
                bytes: BYTES_LIMIT,
                comparisons: COMPARISON_LIMIT,
                policies: POLICY_LIMIT,
                verifications,
                exceeded: None,
            })
        };
        Self {
            decision: purse(VERIFICATION_LIMIT),
            explanation: purse(EXPLANATION_LIMIT),
            purpose: Cell::new(Purpose::Decide),
            prepaid: Cell::new(false),
        }
    }
}

impl Budget {
    /// A signature of so many bytes is looked at under a requirement: that pays for one verification.
    pub fn begin_signature(&self, purpose: Purpose, bytes: usize) {
        self.purpose.set(purpose);
        self.prepaid.set(false);
        if self.verification() {
            self.prepaid.set(true);
        }
        self.bytes(bytes);
    }

    /// A signature is held against a key.
    pub fn verification(&self) -> bool {
        self.prepaid.take() || self.verifications(1)
    }

    /// Several are.
    pub fn verifications(&self, count: usize) -> bool {
        let cost = match self.purpose.get() {
            Purpose::Decide => Cost::Verifications,
            Purpose::Explain => Cost::Explanations,
        };
        self.spend(cost, count, |purse| &mut purse.verifications)
    }

    /// Bytes are read or hashed.
    pub fn bytes(&self, count: usize) -> bool {
        self.spend(Cost::Bytes, count, |purse| &mut purse.bytes)
    }

    /// Names are compared with constraints.
    pub fn comparisons(&self, count: usize) -> bool {
        self.spend(Cost::Comparisons, count, |purse| &mut purse.comparisons)
    }

    /// Policies of certificates are looked at.
    pub fn policies(&self, count: usize) -> bool {
        self.spend(Cost::Policies, count, |purse| &mut purse.policies)
    }

    /// What there was not enough of.
    #[must_use]
    pub fn exceeded(&self) -> Option<Cost> {
        self.purse().get().exceeded
    }

    /// Whether more may be looked at, to explain.
    #[must_use]
    pub fn explains(&self) -> bool {
        self.explanation.get().exceeded.is_none()
    }

    /// How many verifications are left.
    #[must_use]
    pub fn verifications_left(&self) -> usize {
        self.purse().get().verifications
    }

    /// How many bytes are left.
    #[must_use]
    pub fn bytes_left(&self) -> usize {
        self.purse().get().bytes
    }

    fn purse(&self) -> &Cell<Purse> {
        match self.purpose.get() {
            Purpose::Decide => &self.decision,
            Purpose::Explain => &self.explanation,
        }
    }

    fn spend(&self, cost: Cost, count: usize, of: impl Fn(&mut Purse) -> &mut usize) -> bool {
        let mut purse = self.purse().get();
        let left = of(&mut purse).checked_sub(count);
        match left {
            Some(left) => *of(&mut purse) = left,
            None => {
                *of(&mut purse) = 0;
                purse.exceeded.get_or_insert(cost);
            }
        }
        self.purse().set(purse);
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_explains_takes_nothing_from_the_decision() {
        let budget = Budget::default();
        for _ in 0..=EXPLANATION_LIMIT {
            budget.begin_signature(Purpose::Explain, 1);
        }
        assert_eq!(budget.exceeded(), Some(Cost::Explanations));
        budget.begin_signature(Purpose::Decide, BYTES_LIMIT);
        assert_eq!(budget.exceeded(), None);
        assert!(!budget.bytes(1));
        assert_eq!(budget.exceeded(), Some(Cost::Bytes));
    }

    #[test]
    fn a_signature_pays_for_one_verification() {
        let budget = Budget::default();
        for _ in 0..VERIFICATION_LIMIT / 2 {
            budget.begin_signature(Purpose::Decide, 0);
            assert!(budget.verification() && budget.verification());
        }
        assert_eq!(budget.exceeded(), None);
        assert!(!budget.verification());
        assert_eq!(budget.exceeded(), Some(Cost::Verifications));
    }
}
