//! Whether the policies of a chain are what its authorities demand (RFC 5280 §6.1, with the changes of RFC 9618), as Go evaluates them.
//!
//! The reference asks for no policy itself: its user-initial-policy-set is anyPolicy. So all that is asked of the graph of RFC 9618 in the end is whether
//! a node is left in its last row, and no row has to be kept but that one: every node of the last row has a parent in the row before, up to the
//! root, so that the sets of §6.1.5 (g) are empty just if the row is.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;

use crate::budget::Budget;
use crate::trust::certificate::Certificate;
use crate::trust::certificate::policies::{ANY_POLICY, Policies};

/// Whether the policies of a chain, the signer's certificate first, are valid. The last certificate's own do not count (RFC 5280 §6.1: a trust anchor is
/// no part of the path).
pub(super) fn are_valid(chain: &[&Certificate], budget: &Budget) -> bool {
    let path = chain.split_last().map(|(_, path)| path).unwrap_or_default();
    let unlimited = u64::try_from(chain.len()).unwrap_or(u64::MAX);
    let mut state = State {
        row: Some(Row::from([(ANY_POLICY, vec![ANY_POLICY])])),
        explicit_policy: unlimited,
        policy_mapping: unlimited,
        inhibit_any_policy: unlimited,
    };
    for (below, certificate) in path.iter().enumerate().rev() {
        if state.process(certificate, below == 0, budget).is_none() {
            return false;
        }
    }

    // §6.1.5 (a) and (b)
    let explicit_policy = match path.first().map(|signer| signer.extensions.policies.require_explicit) {
        Some(Some(0)) => 0,
        _ => state.explicit_policy.saturating_sub(1),
    };
    // §6.1.5 (g)
    explicit_policy > 0 || state.row.is_some_and(|row| !row.is_empty())
}

/// The last row of the graph: valid policies with what may stand for them in the next certificate (expected_policy_set).
type Row<'a> = BTreeMap<&'a [u8], Vec<&'a [u8]>>;

/// §6.1.2
struct State<'a> {
    /// valid_policy_graph
    row: Option<Row<'a>>,
    explicit_policy: u64,
    policy_mapping: u64,
    inhibit_any_policy: u64,
}

impl<'a> State<'a> {
    /// The next certificate, from the root down; `None` if no chain with it is valid.
    fn process(&mut self, certificate: &'a Certificate, is_last: bool, budget: &Budget) -> Option<()> {
        let policies = &certificate.extensions.policies;
        let is_self_issued = certificate.issuer.der == certificate.subject.der;

        // §6.1.3 (e) and (f)
        let mut row = self.row.take().filter(|_| policies.named().next().is_some());
        if row.is_none() && self.explicit_policy == 0 {
            return None;
        }
        if let Some(above) = &row {
            let expected = above.values().map(Vec::len).sum::<usize>();
            if !budget.policies(expected + policies.count) {
                return None;
            }
            let any_counts = self.inhibit_any_policy > 0 || (!is_last && is_self_issued);
            let mut next = descend(above, policies, any_counts);
            if !is_last {
                map(&mut next, policies, self.policy_mapping > 0)?;
            }
            row = Some(next);
        }
        self.row = row;
        if !is_last {
            self.prepare(policies, is_self_issued);
        }
        Some(())
    }

    /// §6.1.4 (h), (i) and (j)
    fn prepare(&mut self, policies: &Policies, is_self_issued: bool) {
        for (skipped, demanded) in [
            (&mut self.explicit_policy, policies.require_explicit),
            (&mut self.policy_mapping, policies.inhibit_mapping),
            (&mut self.inhibit_any_policy, policies.inhibit_any),
        ] {
            if !is_self_issued {
                *skipped = skipped.saturating_sub(1);
            }
            *skipped = demanded.map_or(*skipped, |demanded| demanded.min(*skipped));
        }
    }
}

/// §6.1.3 (d): the policies of a certificate that are expected.
fn descend<'a>(above: &Row<'a>, policies: &'a Policies, any_counts: bool) -> Row<'a> {
    let expected: BTreeSet<&[u8]> = above.values().flatten().copied().collect();
    let has_any = above.contains_key(ANY_POLICY);
    let mut row = Row::new();
    let mut names_any = false;
    for policy in policies.named() {
        if policy == ANY_POLICY {
            names_any = true;
        } else if has_any || expected.contains(policy) {
            row.insert(policy, vec![policy]);
        }
    }
    if names_any && any_counts {
        for policy in expected {
            row.entry(policy).or_insert_with(|| vec![policy]);
        }
    }
    row
}

/// §6.1.4 (a) and (b): which policies of the next certificate stand for these; `None` for a mapping from or to anyPolicy, which Go minds only where
/// policies may be mapped.
fn map<'a>(row: &mut Row<'a>, policies: &'a Policies, may_map: bool) -> Option<()> {
    let mut mappings = Row::new();
    for mapping in policies.mappings() {
        if !may_map {
            row.remove(mapping.issuer);
        } else if mapping.issuer == ANY_POLICY || mapping.subject == ANY_POLICY {
            return None;
        } else {
            mappings.entry(mapping.issuer).or_default().push(mapping.subject);
        }
    }
    let has_any = row.contains_key(ANY_POLICY);
    for (issuer, subjects) in mappings {
        if has_any || row.contains_key(issuer) {
            row.insert(issuer, subjects);
        }
    }
    Some(())
}
