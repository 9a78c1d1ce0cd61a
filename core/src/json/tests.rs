use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::*;

fn parsed(text: &[u8]) -> Document<'_> {
    parse(SourceId::default(), text).unwrap()
}

#[test]
fn members_keep_their_order_their_duplicates_and_their_places() {
    let text = br#" { "a" : [1, {"b": null}, "x"], "\u0061":true } "#;
    let document = parsed(text);
    let shown: Vec<String> = document
        .root()
        .members()
        .map(|member| {
            let key = text
                .get(to_index(member.key_span.start)..to_index(member.key_span.end))
                .unwrap();
            format!(
                "{} {} {}",
                member.key,
                String::from_utf8_lossy(key),
                String::from_utf8_lossy(member.value.raw())
            )
        })
        .collect();
    assert_eq!(shown, [r#"a "a" [1, {"b": null}, "x"]"#, r#"a "\u0061" true"#]);

    let array = document.root().members().next().unwrap().value;
    let kinds: Vec<Kind> = array.elements().map(Value::kind).collect();
    assert_eq!(kinds, [Kind::Number, Kind::Object, Kind::String]);
    assert_eq!(array.members().count(), 0, "an array has no members");
    assert_eq!(document.root().elements().count(), 0, "an object has no elements");
    assert_eq!(array.span(), Span::new(SourceId::default(), 9, 30));
}

#[test]
fn depth_is_limited_and_costs_no_stack() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(parsed(nested(DEPTH_LIMIT).as_bytes()).nodes.len(), DEPTH_LIMIT);
    for text in [nested(DEPTH_LIMIT + 1), "[".repeat(1_000_000)] {
        let error = parse(SourceId::default(), text.as_bytes()).unwrap_err();
        assert_eq!(
            error.kind,
            SyntaxErrorKind::InvalidCharacter {
                byte: b'[',
                place: Place::TooDeep
            }
        );
        assert_eq!(error.span.start, 10_000);
    }
}

#[test]
fn a_text_above_the_limit_is_refused_unread() {
    let text = alloc::vec![b'['; TEXT_LIMIT + 1];
    let error = parse(SourceId::default(), &text).unwrap_err();
    assert_eq!(error.kind, SyntaxErrorKind::TooLong { length: TEXT_LIMIT + 1 });
}

#[test]
fn what_is_no_unicode_becomes_replacement_characters() {
    let cases: [(&[u8], &str); 7] = [
        (br#""\u0041\/\\\"\b\f\n\r\t""#, "A/\\\"\u{8}\u{c}\n\r\t"),
        (br#""\ud83d\ude00""#, "😀"),
        (br#""\ud83dx""#, "\u{fffd}x"),
        (br#""\ud83d\u0041""#, "\u{fffd}A"),
        (br#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
        (b"\"\xe2\x82\"", "\u{fffd}\u{fffd}"),
        (b"\"\\n\xff\xed\xa0\x80\"", "\n\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
    ];
    for (text, expected) in cases {
        assert_eq!(
            parsed(text).root().string().unwrap(),
            expected,
            "{}",
            String::from_utf8_lossy(text)
        );
    }
}

#[test]
fn a_second_key_is_found_among_few_and_among_many() {
    for count in [1, 7, 8, 9, 10, 40] {
        for again in 0..count {
            let keys: Vec<String> = (0..count).chain([again]).map(|key| format!(r#""k{key}":0"#)).collect();
            let text = format!("{{{}}}", keys.join(","));
            let document = parse(SourceId::default(), text.as_bytes()).unwrap();
            let members: Vec<_> = fields::strict(document.root()).unwrap().collect();
            let wrong: Vec<usize> = (0..members.len()).filter(|&index| members[index].is_err()).collect();
            assert_eq!(wrong, [count], "k{again} comes again behind {count} keys");
        }
    }
}
