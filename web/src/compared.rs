//! Two policies under a list of images, as the page reads it (`pullgate_core::exchange::compare`).

use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Compared {
    pub(crate) rows: Vec<Row>,
    /// Why the other policy cannot be used.
    pub(crate) other_error: Option<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) image: String,
    pub(crate) before: Side,
    pub(crate) after: Side,
}

/// What becomes of an image under a policy.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Side {
    pub(crate) verdict: Verdict,
    /// The scope that was chosen.
    pub(crate) scope: String,
    pub(crate) summary: String,
}

/// A line of the list: an image, and whether it should pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed<'a> {
    pub(crate) image: &'a str,
    pub(crate) expected: Option<Expected>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Allowed,
    Refused,
}

/// The images of a list, one a line; empty lines and those that begin with `#` say nothing.
pub(crate) fn listed(images: &str) -> impl Iterator<Item = Listed<'_>> {
    let lines = images.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (image, behind) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            match behind.trim() {
                "allow" | "allowed" => Listed {
                    image,
                    expected: Some(Expected::Allowed),
                },
                "deny" | "denied" | "refuse" | "refused" => Listed {
                    image,
                    expected: Some(Expected::Refused),
                },
                // It is no image, and its refusal says so.
                _ => Listed {
                    image: line,
                    expected: None,
                },
            }
        })
}

impl Expected {
    /// Whether it is as expected. What is let through unchecked passes, too.
    pub(crate) fn holds(self, verdict: Verdict) -> bool {
        (self == Self::Refused) == (verdict == Verdict::Refused)
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Verdict {
    /// A signature was verified.
    Allowed,
    /// Let through without any check.
    Open,
    Refused,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_image_and_may_say_what_becomes_of_it() {
        let all: Vec<_> =
            listed("# ours\n\n docker://a/b  allow \ndocker://a/c\trefused\ndocker://a/d\ndocker://a/e perhaps")
                .map(|line| (line.image, line.expected))
                .collect();
        assert_eq!(
            all,
            [
                ("docker://a/b", Some(Expected::Allowed)),
                ("docker://a/c", Some(Expected::Refused)),
                ("docker://a/d", None),
                ("docker://a/e perhaps", None),
            ]
        );
    }

    #[test]
    fn what_passes_unchecked_passes() {
        for (verdict, passes) in [
            (Verdict::Allowed, true),
            (Verdict::Open, true),
            (Verdict::Refused, false),
        ] {
            assert_eq!(Expected::Allowed.holds(verdict), passes);
            assert_eq!(Expected::Refused.holds(verdict), !passes);
        }
    }
}
