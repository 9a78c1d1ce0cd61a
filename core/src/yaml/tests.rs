use alloc::string::String;
use alloc::vec::Vec;

use super::*;

fn text_of(text: &str) -> Vec<String> {
    let document = parse(SourceId::default(), text).unwrap();
    let slice = |span: Span| {
        let range = usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap();
        text.get(range).unwrap().into()
    };
    document
        .nodes
        .iter()
        .enumerate()
        .map(|(index, _)| slice(document.node(u32::try_from(index).unwrap()).unwrap().span()))
        .collect()
}

#[test]
fn every_node_knows_where_it_is_written() {
    assert_eq!(
        text_of("é: {a: [1, 'x']}\nb:\n  - &n y\n  - *n\n"),
        [
            "é: {a: [1, 'x']}\nb:\n  - &n y\n  - *n",
            "é",
            "{a: [1, 'x']}",
            "a",
            "[1, 'x']",
            "1",
            "'x'",
            "b",
            "- &n y\n  - *n",
            "&n y",
            "*n",
        ]
    );
}

#[test]
fn only_the_first_document_is_read() {
    assert_eq!(text_of("a\n---\n: : :\n"), ["a"]);
    assert!(text_of("# nothing\n").is_empty());
}

#[test]
fn what_libyaml_refuses_is_refused() {
    let kind = |text: &str| parse(SourceId::default(), text).unwrap_err().kind;
    assert_eq!(kind("a: \u{1}"), SyntaxErrorKind::ControlCharacter);
    assert_eq!(
        kind("%YAML 2.0\n---\na"),
        SyntaxErrorKind::Directive(DirectiveError::Version)
    );
    assert_eq!(
        kind("%FOO\n---\na"),
        SyntaxErrorKind::Directive(DirectiveError::UnknownName)
    );
    assert_eq!(kind("a: *b, c"), SyntaxErrorKind::UnknownAnchor("b".into()));
}

#[test]
fn limits_are_held_at_the_border() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(SourceId::default(), &nested(DEPTH_LIMIT)).is_ok());
    assert_eq!(
        parse(SourceId::default(), &nested(DEPTH_LIMIT + 1)).unwrap_err().kind,
        SyntaxErrorKind::TooDeep
    );
    let long = |length: usize| "a".repeat(length);
    assert!(parse(SourceId::default(), &long(TEXT_LIMIT)).is_ok());
    assert_eq!(
        parse(SourceId::default(), &long(TEXT_LIMIT + 1)).unwrap_err().kind,
        SyntaxErrorKind::TooLong { length: TEXT_LIMIT + 1 }
    );
}
