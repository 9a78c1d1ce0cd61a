//! How far times lie from each other, in the largest unit that people would use.

use alloc::format;
use alloc::string::String;

use crate::verify::UnixTime;

/// How far a time lies from the one that was asked about.
pub(in crate::render) fn distance(time: UnixTime, now: UnixTime) -> String {
    let direction = if time > now {
        "from the time asked about"
    } else {
        "before the time asked about"
    };
    format!("{} {direction}", amount(time.0.abs_diff(now.0)))
}

/// `23 hours`
pub(super) fn amount(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..=119 => (seconds, "second"),
        120..=7_199 => (seconds / 60, "minute"),
        7_200..=172_799 => (seconds / 3_600, "hour"),
        172_800..=63_071_999 => (seconds / 86_400, "day"),
        _ => (seconds / 31_557_600, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}
