//! Which of a few words was meant by one that is none of them.

use alloc::vec::Vec;

/// The word that is nearest to a mistyped one: the only one that is the same but for case, hyphens and underscores, else the only one that a few
/// letters make of it. `None` where there is none, or more than one.
#[must_use]
pub fn nearest<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    // Nobody mistypes a word of a few dozen letters into one that is longer than this.
    const LENGTH_LIMIT: usize = 64;
    let folded = fold(written);
    if written.is_empty() || folded.len() > LENGTH_LIMIT {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    let mut is_tied = false;
    for word in words {
        let distance = distance(&folded, &fold(word));
        if distance * 3 > folded.len() {
            continue;
        }
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, _)) if distance == least => is_tied = true,
            _ => {
                best = Some((distance, word));
                is_tied = false;
            }
        }
    }
    best.filter(|_| !is_tied).map(|(_, word)| word)
}

/// Whether two words are the same but for case, hyphens and underscores.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

fn fold(word: &str) -> Vec<char> {
    word.chars()
        .filter(|letter| !matches!(letter, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour (optimal string alignment).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut next = Vec::from([row + 1]);
        for (column, wanted) in other.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&last, column) + usize::from(letter != wanted);
            let mut least = replaced.min(at(&last, column + 1) + 1).min(at(&next, column) + 1);
            let is_swapped =
                row > 0 && column > 0 && one.get(row - 1) == Some(wanted) && other.get(column - 1) == Some(letter);
            if is_swapped {
                least = least.min(at(&before, column - 1) + 1);
            }
            next.push(least);
        }
        before = last;
        last = next;
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_was_meant() {
        let words = [
            "keyPath",
            "keyPaths",
            "keyData",
            "keyDatas",
            "rekorPublicKeyPath",
            "signedIdentity",
        ];
        for (written, meant) in [
            ("keypath", Some("keyPath")),
            ("key-paths", Some("keyPaths")),
            ("KeyData", Some("keyData")),
            ("signedidentiy", Some("signedIdentity")),
            ("singedIdentity", Some("signedIdentity")),
            ("rekorPublickeyPath", Some("rekorPublicKeyPath")),
            // One letter makes either `keyPath` or `keyPaths` of it.
            ("keyPathz", None),
            ("fulcio", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, words), meant, "{written}");
        }
    }

    #[test]
    fn a_word_that_goes_on_for_ever_is_not_looked_at() {
        assert_eq!(nearest(&"keyPath".repeat(100_000), ["keyPath"]), None);
    }
}
