//! Takes the ASCII armour off an OpenPGP message (RFC 9580 §6).

use super::{decode_base64, find};

const KINDS: [&str; 2] = ["MESSAGE", "SIGNATURE"];

/// The bytes of the first armoured message or signature; `None` if there is none that is whole.
pub(super) fn message(text: &[u8]) -> Option<Vec<u8>> {
    KINDS.iter().find_map(|kind| {
        let begin = format!("-----BEGIN PGP {kind}-----");
        let end = format!("-----END PGP {kind}-----");
        let body = text.get(find(text, begin.as_bytes())? + begin.len()..)?;
        let body = std::str::from_utf8(body.get(..find(body, end.as_bytes())?)?).ok()?;
        decode(body)
    })
}

/// Lines of `Name: value`, an empty line, base64, and a checksum that RFC 9580 §6.1 tells readers to ignore.
fn decode(body: &str) -> Option<Vec<u8>> {
    let lines = body.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n')?.lines();
    let data: String = lines
        .map(str::trim)
        .skip_while(|line| line.contains(": "))
        .filter(|line| !(line.len() == 5 && line.starts_with('=')))
        .collect();
    decode_base64(&data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_armour_comes_off() {
        let armoured = b"-----BEGIN PGP MESSAGE-----\r\nComment: made by hand\r\n\r\niAEC\r\nAwQ=\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n";
        assert_eq!(message(armoured), Some(vec![0x88, 1, 2, 3, 4]));
        assert_eq!(
            message(b"-----BEGIN PGP SIGNATURE-----\n\niAEC\n-----END PGP SIGNATURE-----"),
            Some(vec![0x88, 1, 2])
        );
    }

    #[test]
    fn what_is_not_whole_is_left_alone() {
        for text in [
            "",
            "-----BEGIN PGP MESSAGE-----\n\niAEC\n",
            "-----BEGIN PGP MESSAGE-----\n\n!!!!\n-----END PGP MESSAGE-----",
        ] {
            assert_eq!(message(text.as_bytes()), None, "{text}");
        }
    }
}
