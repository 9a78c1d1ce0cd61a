//! The pages of docs/codes as HTML, beside the playground: `codes/PG0602.html`; and two more that the playground leads to.

use std::path::Path;

use anyhow::{Context as _, Result};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};

use super::examples::{self, Example};
use crate::command::root;

/// Pages of `docs` that stand beside those of the codes, so that links between them hold.
const OTHERS: [&str; 3] = ["causes.md", "exchange.md", "suites.md"];

/// Writes all of them into the folder of a built page.
pub(super) fn write(site: &Path) -> Result<()> {
    let folder = site.join("codes");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let pages = std::fs::read_dir(root().join("docs/codes")).context("cannot read docs/codes")?;
    let pages = pages.map(|entry| entry.map(|entry| entry.path()));
    let others = OTHERS.map(|name| Ok(root().join("docs").join(name)));
    for path in pages.chain(others) {
        let path = path?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = if name == "README" { "index".to_owned() } else { name };
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let to = folder.join(format!("{name}.html"));
        let html = page(&name, &text).with_context(|| path.display().to_string())?;
        std::fs::write(&to, html).with_context(|| format!("cannot write {}", to.display()))?;
    }
    Ok(())
}

/// One page, which needs nothing else and runs nothing.
fn page(name: &str, markdown: &str) -> Result<String> {
    let title = markdown.lines().next().unwrap_or_default().trim_start_matches("# ");
    let mut body = String::new();
    match sections(markdown) {
        Some((introduction, broken, fixed)) => {
            push_html(&mut body, introduction);
            for section in [broken, fixed] {
                push_html(&mut body, section);
                push_link(&mut body, &Example::read(section)?)?;
            }
        }
        None => {
            push_html(&mut body, markdown);
            if name == "PG0003" {
                let address = examples::address(&examples::too_many_transports());
                body.push_str(&format!(
                    "<p><a href=\"{address}\">Open in the playground</a>: a policy with 1,001 transports.</p>\n"
                ));
            }
        }
    }
    let mut escaped = String::new();
    html::push_html(&mut escaped, std::iter::once(Event::Text(CowStr::from(title))));
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{escaped} · pullgate</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <p><a href=\"../index.html\">pullgate</a> · <a href=\"index.html\">all codes</a></p>\n{body}</main>\n</body>\n</html>\n"
    ))
}

/// What comes before the examples, the broken one and the fixed one, each with its heading.
fn sections(markdown: &str) -> Option<(&str, &str, &str)> {
    let (broken, fixed) = (markdown.find("\n## Broken\n")?, markdown.find("\n## Fixed\n")?);
    Some((
        markdown.get(..broken)?,
        markdown.get(broken..fixed)?,
        markdown.get(fixed..)?,
    ))
}

fn push_html(body: &mut String, markdown: &str) {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        // Pages link to each other, and to what lies in the repository only.
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: address(&dest_url),
            title,
            id,
        }),
        other => other,
    });
    html::push_html(body, events);
}

fn push_link(body: &mut String, example: &Example) -> Result<()> {
    let address = examples::address(&example.request()?);
    let beside = match example.library()? {
        Some(_) => ", which does not ask for the release of the library: <code>pullgate lint --library</code> does",
        None => "",
    };
    body.push_str(&format!(
        "<p><a href=\"{address}\">Open in the playground</a>{beside}</p>\n"
    ));
    Ok(())
}

fn address<'a>(written: &str) -> CowStr<'a> {
    let (path, place) = written.split_once('#').unwrap_or((written, ""));
    if !place.is_empty() && !path.contains(':') {
        return CowStr::from(format!("{}#{place}", address(path)));
    }
    match written.strip_prefix("codes/").unwrap_or(written).strip_suffix(".md") {
        Some("README") => CowStr::from("index.html"),
        Some(name) if !name.contains('/') => CowStr::from(format!("{name}.html")),
        _ => CowStr::from(written.to_owned()),
    }
}

const STYLE: &str = "\
:root { color-scheme: light dark; }
body { font: 16px/1.55 system-ui, sans-serif; margin: 0; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .875rem; }
pre { overflow-x: auto; padding: .75rem 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .375rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
";

#[cfg(test)]
mod tests {
    use pullgate_core::exchange::lint::{LintRequest, lint};
    use pullgate_core::exchange::{Answer, Request, World, answer};
    use pullgate_core::verify::UnixTime;

    use super::*;

    #[test]
    fn a_page_is_whole_and_its_links_lead_to_pages() {
        let html = page(
            "PG0001",
            "# PG0001: a < b\n\nSee [the others](README.md) and [one](PG0002.md).\n\n```json\n{\"<\": 1}\n```\n",
        )
        .unwrap();
        assert!(html.contains("<title>PG0001: a &lt; b · pullgate</title>"), "{html}");
        assert!(html.contains("href=\"index.html\">the others"), "{html}");
        assert!(html.contains("href=\"PG0002.html\">one"), "{html}");
        assert!(html.contains("&quot;&lt;&quot;") || html.contains("\"&lt;\""), "{html}");
        assert!(!html.contains("<script"), "{html}");
    }

    /// Pages that lead nowhere, each with the reason.
    const WITHOUT_LINK: [(&str, &str); 2] = [
        ("PG0401", "nothing gives this code at present"),
        ("README", "it lists the codes"),
    ];

    /// A link is what its page shows: the engine has the finding for the broken example, and not for the fixed one.
    #[test]
    fn each_example_opens_in_the_playground() {
        let mut pages = 0;
        for entry in std::fs::read_dir(root().join("docs/codes")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let html = page(&name, &text).unwrap();
            let links: Vec<&str> = html
                .split("<a href=\"../index.html#request=")
                .skip(1)
                .map(|rest| rest.split_once("\">Open in the playground</a>").unwrap().0)
                .collect();
            let expected: &[bool] = match name.as_str() {
                "PG0003" => &[true],
                name if WITHOUT_LINK.iter().any(|(without, _)| *without == name) => &[],
                _ => &[true, false],
            };
            assert_eq!(links.len(), expected.len(), "{name}: {links:?}");
            for (link, expected) in links.into_iter().zip(expected) {
                let request = decoded(link);
                // What a request does not say.
                let is_known = !text.contains("\nlibrary: ");
                assert_eq!(finds(&request, &name), *expected && is_known, "{name}: {request}");
            }
            pages += 1;
        }
        assert!(pages > 40, "{pages}");
    }

    fn decoded(link: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = link.as_bytes();
        while let [byte, after @ ..] = rest {
            rest = after;
            match (byte, after) {
                (b'%', [high, low, after @ ..]) => {
                    let digits = [*high, *low];
                    bytes.push(u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap());
                    rest = after;
                }
                _ => bytes.push(*byte),
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    /// Whether the request has the finding, as it is evaluated or, without an image, looked at.
    fn finds(request: &str, code: &str) -> bool {
        let world = World {
            files: None,
            now: UnixTime(0),
        };
        let request = Request::from_json(request.as_bytes()).unwrap();
        let diagnostics = if request.image.is_some() {
            match answer(&request, world) {
                Answer::Evaluated(evaluated) => evaluated.diagnostics,
                Answer::NotARequest(broken) => panic!("{}", broken.request_error),
            }
        } else {
            let request = LintRequest {
                policy: request.policy,
                registries_d: request.registries_d,
                files: Some(request.files),
                now: request.now,
                library: None,
            };
            lint(&request, world).diagnostics
        };
        diagnostics.iter().any(|found| found.code == code)
    }
}
