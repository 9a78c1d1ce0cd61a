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
    assert_eq!(text_of("a\n---\nb\n--- c\n...\n"), ["a"]);
    assert!(text_of("# nothing\n").is_empty());
}

#[test]
fn a_later_document_must_be_well_formed() {
    for later in ["[", "- \t", "!a,", "*a", "'", "%YAML 1.1"] {
        let text = String::from("a\n---\n") + later;
        assert!(parse(SourceId::default(), &text).is_err(), "{later}");
    }
}

#[test]
fn a_block_scalar_without_an_end_of_line_gets_none() {
    let value = |text: &str| {
        let document = parse(SourceId::default(), text).unwrap();
        let (_, value) = document.root().unwrap().entries().next().unwrap();
        String::from(value.text())
    };
    assert_eq!(value("a: |\n  b\n"), "b\n");
    assert_eq!(value("a: |\n  b"), "b");
    assert_eq!(value("a: >-\n  b"), "b");
    assert_eq!(value("a: |\n  b\n# c"), "b\n");
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
    assert_eq!(
        kind("%YAML 1.2\n---\na: b"),
        SyntaxErrorKind::Directive(DirectiveError::Version)
    );
    assert_eq!(
        kind("%TAG !a!b:\n---\na: b"),
        SyntaxErrorKind::Directive(DirectiveError::Tag)
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

#[test]
fn what_libyaml_cannot_read_is_grammar() {
    for text in [
        "-\t",
        "? \ta",
        "a: !b#c\n",
        "[!a, b]",
        "\u{feff}&a. b",
        "{a: |}",
        "{ |x}",
        "{a:}",
        "[a:, b]",
        "{{\n} : a}",
        "{? a: b}: c",
        "a: b\n%YAML 1.1\n",
    ] {
        let kind = parse(SourceId::default(), text).unwrap_err().kind;
        assert!(
            matches!(kind, SyntaxErrorKind::Grammar(_) | SyntaxErrorKind::Directive(_)),
            "{text:?}: {kind:?}"
        );
    }
}
