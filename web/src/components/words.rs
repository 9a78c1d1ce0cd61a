//! Small matters of writing.

/// Hexadecimal digits that are shortened: those of SHA-1 and of longer digests.
const BRIEF_FROM: usize = 40;
const BRIEF_HEAD: usize = 12;
const BRIEF_TAIL: usize = 8;

/// A sentence: it begins with a capital and ends with a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let begun: String = characters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(characters)
        .collect();
    if begun.ends_with(['.', '!', '?', '…']) {
        begun
    } else {
        begun + "."
    }
}

/// A text in which backticks mark code.
pub(crate) fn with_code(text: &str) -> yew::Html {
    let parts = text.split('`').enumerate();
    parts
        .map(|(index, part)| {
            if index % 2 == 1 {
                yew::html! { <code>{ part }</code> }
            } else {
                yew::html! { { part } }
            }
        })
        .collect()
}

/// A number with a comma after every three digits.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Digests and fingerprints with their middle left out.
pub(crate) fn brief(text: &str) -> String {
    let is_hexadecimal = |byte: &u8| byte.is_ascii_hexdigit();
    let mut out = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = rest.as_bytes().iter().take_while(|byte| is_hexadecimal(byte)).count();
        if length >= BRIEF_FROM {
            out.push_str(&rest[..BRIEF_HEAD]);
            out.push('…');
            out.push_str(&rest[length - BRIEF_TAIL..length]);
            rest = &rest[length..];
        } else {
            let step = length.max(character.len_utf8());
            out.push_str(&rest[..step]);
            rest = &rest[step..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_made_brief() {
        let digest = "a88d00d4991acd20664398fda741a5f6495dca49abb9155c021305d844153536";
        assert_eq!(
            brief(&format!("sha256:{digest}, é {digest}")),
            "sha256:a88d00d4991a…44153536, é a88d00d4991a…44153536"
        );
        assert_eq!(
            brief("registry.example/acme/app:deadbeef"),
            "registry.example/acme/app:deadbeef"
        );
    }

    #[test]
    fn numbers_are_grouped() {
        let shown: Vec<String> = [0, 12, 123, 1234, 1234567].into_iter().map(grouped).collect();
        assert_eq!(shown, ["0", "12", "123", "1,234", "1,234,567"]);
    }

    #[test]
    fn sentences_begin_and_end() {
        assert_eq!(sentence("signature 1 is accepted"), "Signature 1 is accepted.");
        assert_eq!(sentence("Rejected by policy."), "Rejected by policy.");
        assert_eq!(sentence(""), ".");
    }
}
