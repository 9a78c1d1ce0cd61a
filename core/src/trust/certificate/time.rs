//! When a certificate is valid (RFC 5280 §4.1.2.5). Go also takes times without seconds and with an offset.

use super::tag;
use crate::asn1::Elements;

/// A time in a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateTime {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// How far the clock that it was read from is ahead of UTC.
    pub offset_minutes: i16,
}

/// Why bytes are no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeError {
    /// A year of four digits: not in the one form.
    Generalized,
    /// Neither form.
    Unsupported,
    /// A year of two digits: not in the one form.
    Utc,
}

/// Begin and end.
pub(crate) fn read_validity(sequence: &[u8]) -> Result<(CertificateTime, CertificateTime), TimeError> {
    let mut elements = Elements(sequence);
    Ok((read(&mut elements)?, read(&mut elements)?))
}

fn read(elements: &mut Elements<'_>) -> Result<CertificateTime, TimeError> {
    if elements.is_next(tag::UTC_TIME) {
        let text = elements.element(tag::UTC_TIME);
        text.and_then(utc).ok_or(TimeError::Utc)
    } else if elements.is_next(tag::GENERALIZED_TIME) {
        let text = elements.element(tag::GENERALIZED_TIME);
        text.and_then(generalized).ok_or(TimeError::Generalized)
    } else {
        Err(TimeError::Unsupported)
    }
}

fn utc(text: &[u8]) -> Option<CertificateTime> {
    let mut digits = Digits(text);
    let year = match digits.number(2)? {
        year @ 50.. => 1900 + year,
        year => 2000 + year,
    };
    let date = digits.date(year)?;
    let mut with_seconds = digits.clone();
    with_seconds.clock(date, true).or_else(|| digits.clock(date, false))
}

fn generalized(text: &[u8]) -> Option<CertificateTime> {
    let mut digits = Digits(text);
    let year = digits.number(4)?;
    let date = digits.date(year)?;
    digits.clock(date, true)
}

#[derive(Clone)]
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn number(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        digits.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
        })
    }

    /// Two digits in a range.
    fn two(&mut self, range: core::ops::RangeInclusive<i64>) -> Option<i64> {
        self.number(2).filter(|number| range.contains(number))
    }

    /// Month and day, as the number of days since 1970-01-01.
    fn date(&mut self, year: i64) -> Option<i64> {
        let month = self.two(1..=12)?;
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            2 => 28 + i64::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let day = self.two(1..=length)?;
        Some(days(year, month, day))
    }

    /// The time of the day and the offset, which end the text.
    fn clock(&mut self, date: i64, has_seconds: bool) -> Option<CertificateTime> {
        let hour = self.two(0..=23)?;
        let minute = self.two(0..=59)?;
        let second = if has_seconds { self.two(0..=59)? } else { 0 };
        let offset_minutes = self.offset()?;
        let seconds = ((date * 24 + hour) * 60 + minute - i64::from(offset_minutes)) * 60 + second;
        self.0.is_empty().then_some(CertificateTime {
            seconds,
            offset_minutes,
        })
    }

    /// `Z`, or hours and minutes that are not both zero.
    fn offset(&mut self) -> Option<i16> {
        let (sign, rest) = self.0.split_first()?;
        self.0 = rest;
        let sign = match sign {
            b'Z' => return Some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let minutes = self.two(0..=24)? * 60 + self.two(0..=59)?;
        i16::try_from(sign * minutes).ok().filter(|minutes| *minutes != 0)
    }
}

/// Days since 1970-01-01 in the Gregorian calendar, counted from 1 March so that the leap day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_go_reads_them() {
        let cases: [(&str, Option<(i64, i16)>); 14] = [
            ("700101000000Z", Some((0, 0))),
            ("491231235959Z", Some((2_524_607_999, 0))),
            ("500101000000Z", Some((-631_152_000, 0))),
            ("000229120000Z", Some((951_825_600, 0))),
            ("010229120000Z", None),
            ("7001010000Z", Some((0, 0))),
            ("700101010000+0100", Some((0, 60))),
            ("6912312330-0030", Some((0, -30))),
            ("700101000000+0000", None),
            ("700101000000", None),
            ("700101000060Z", None),
            ("700101000000ZZ", None),
            ("7001010000", None),
            ("700101000000.5Z", None),
        ];
        for (text, expected) in cases {
            let time = utc(text.as_bytes()).map(|time| (time.seconds, time.offset_minutes));
            assert_eq!(time, expected, "{text}");
        }
        assert_eq!(generalized(b"99991231235959Z").unwrap().seconds, 253_402_300_799);
        assert_eq!(generalized(b"00010101000000Z").unwrap().seconds, -62_135_596_800);
        assert_eq!(generalized(b"197001010000Z"), None);
    }
}
