//! Holds the sources of the page to `text`: what looks like words stands nowhere else.

use std::collections::BTreeSet;
use std::path::Path;

/// What looks like words and is none, and what it is instead. `…` stands for any rest.
const NO_WORDS: [(&str, &[&str]); 5] = [
    (
        "keys, as the browser names them",
        &[
            "Arrow",
            "ArrowDown",
            "ArrowLeft",
            "ArrowRight",
            "ArrowUp",
            "Digit1",
            "Digit2",
            "Digit3",
            "End",
            "Enter",
            "Escape",
            "Home",
            "KeyA",
            "KeyF",
            "KeyZ",
            "PageDown",
            "PageUp",
            "Tab",
        ],
    ),
    (
        "other names of the browser's, and of the page's own parts",
        &[
            "Files",
            "INPUT",
            "PULLGATE-EDITOR",
            "noopener noreferrer",
            "SELECT",
            "TEXTAREA",
            "tag open",
            "take over",
        ],
    ),
    (
        "names in files and formats",
        &[
            "MESSAGE",
            "OUT_DIR",
            "Path",
            "Paths",
            "README.md",
            "SIGNATURE",
            "docker:…",
            "pain {pain}",
            "time={} level={} msg={}",
        ],
    ),
    (
        "code and commands",
        &["onmessage = async…", "pullgate evaluate…", "skopeo --policy…"],
    ),
    (
        "what only those who work on the page read",
        &[
            "`as` saturates",
            "a clock's seconds are far below 2^53",
            "a place on the screen",
            "web/index.html has an element #app",
        ],
    ),
];

#[test]
fn words_are_nowhere_else() {
    let mut sources = Vec::new();
    read_sources(Path::new("src"), &mut sources);
    assert!(sources.len() > 50, "the sources are found");
    let mut unused: BTreeSet<&str> = NO_WORDS.iter().flat_map(|(_, known)| *known).copied().collect();
    let mut found = Vec::new();
    for (path, source) in &sources {
        for words in words(source) {
            let is_known = |known: &&&str| match known.strip_suffix('…') {
                Some(beginning) => words.starts_with(beginning),
                None => words == **known,
            };
            match NO_WORDS.iter().flat_map(|(_, known)| *known).find(is_known) {
                Some(known) => _ = unused.remove(known),
                None => found.push(format!("{path}: {words:?}")),
            }
        }
    }
    assert!(found.is_empty(), "these belong into src/text:\n{}", found.join("\n"));
    assert!(unused.is_empty(), "these are no longer in the sources: {unused:?}");
}

#[test]
fn words_are_told_from_what_is_none() {
    for (source, expected) in [
        (
            r#"html! { <p title="Look here">{ "Here" }</p> }"#,
            &["Look here", "Here"][..],
        ),
        (r#"aria-label={format!("Remove {name}")}"#, &["Remove {name}"]),
        (r#"notify(Tone::Done, "it is done".into())"#, &["it is done"]),
        (r#"format!("{count} more")"#, &["{count} more"]),
        (
            r#"(class == '"').then(|| "a \"b\" of words")"#,
            &[r#"a \"b\" of words"#],
        ),
        (r##"r#"raw "words" too"#"##, &[r#"raw "words" too"#]),
        (
            r#"<p class="pad stack"><b class={if a { "btn small" } else { "btn" }}>"#,
            &[],
        ),
        (r#"format!("{id}-panel") + "policy.json" + " " + "--image {}""#, &[]),
        ("b\"PK\" // \"Not shown\"\n#[cfg(test)] \"In a test\"", &[]),
    ] {
        assert_eq!(words(source), expected, "{source}");
    }
}

/// All sources but those of `text` and of tests.
fn read_sources(folder: &Path, sources: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "text" {
            read_sources(&path, sources);
        } else if name.ends_with(".rs") && !matches!(name, "text.rs" | "tests.rs") {
            sources.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The literals that look like words: they have two letters in a row, and a blank or a capital at the beginning.
fn words(source: &str) -> Vec<&str> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let looks_like_words = |literal: &str| {
        let shown: String = literal
            .split('{')
            .enumerate()
            .map(|(index, part)| match part.split_once('}') {
                Some((_, rest)) if index > 0 => rest,
                _ => part,
            })
            .collect();
        let letters = |pair: &[u8]| pair.iter().all(u8::is_ascii_alphabetic);
        // An option of a command begins with a hyphen, as an armour does.
        shown.as_bytes().windows(2).any(letters)
            && !shown.starts_with('-')
            && (shown.contains(' ') || shown.starts_with(char::is_uppercase))
    };
    let literals = literals(source).into_iter();
    literals
        .filter(|(before, literal)| looks_like_words(literal) && !is_class(before) && !before.ends_with('b'))
        .map(|(_, literal)| literal)
        .collect()
}

/// Whether what stands before a literal is the beginning of an attribute `class`.
fn is_class(before: &str) -> bool {
    before.rsplit_once("class=").is_some_and(|(_, within)| {
        within.is_empty() || within.starts_with('{') && within.matches('{').count() > within.matches('}').count()
    })
}

/// The string literals of Rust code, each with all that stands before it.
fn literals(source: &str) -> Vec<(&str, &str)> {
    let mut literals = Vec::new();
    let mut at = 0;
    while let Some(character) = source[at..].chars().next() {
        let rest = &source[at..];
        let is_raw = rest.starts_with("r#\"") || rest.starts_with("r\"");
        at += match character {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '\'' if rest.starts_with("'\"'") => 3,
            '\'' if rest.starts_with("'\\") => 2 + rest[3..].find('\'').map_or(0, |end| end + 2),
            'r' if is_raw => {
                let (begin, end) = rest.split_once('"').map_or((rest, ""), |(begin, rest)| (begin, rest));
                let close = format!("\"{}", &begin[1..]);
                let length = end.find(&close).unwrap_or(end.len());
                literals.push((&source[..at], &end[..length]));
                begin.len() + 1 + length + close.len()
            }
            '"' => {
                let mut length = 0;
                while let Some(next) = rest[1 + length..].chars().next().filter(|next| *next != '"') {
                    length += next.len_utf8();
                    if next == '\\' {
                        length += rest[1 + length..].chars().next().map_or(0, char::len_utf8);
                    }
                }
                literals.push((&source[..at], &rest[1..1 + length]));
                length + 2
            }
            other => other.len_utf8(),
        };
    }
    literals
}
