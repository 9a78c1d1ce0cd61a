//! The pages of docs/codes as HTML, beside the playground: `codes/PG0602.html`.

use std::path::Path;

use anyhow::{Context as _, Result};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};

use crate::command::root;

/// Writes all of them into the folder of a built page.
pub(super) fn write(site: &Path) -> Result<()> {
    let folder = site.join("codes");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let pages = root().join("docs/codes");
    for entry in std::fs::read_dir(&pages).context("cannot read docs/codes")? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = if name == "README" { "index".to_owned() } else { name };
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let to = folder.join(format!("{name}.html"));
        std::fs::write(&to, page(&text)).with_context(|| format!("cannot write {}", to.display()))?;
    }
    Ok(())
}

/// One page, which needs nothing else and runs nothing.
fn page(markdown: &str) -> String {
    let title = markdown.lines().next().unwrap_or_default().trim_start_matches("# ");
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
    let mut body = String::new();
    html::push_html(&mut body, events);
    let mut escaped = String::new();
    html::push_html(&mut escaped, std::iter::once(Event::Text(CowStr::from(title))));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{escaped} · pullgate</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <p><a href=\"../index.html\">pullgate</a> · <a href=\"index.html\">all codes</a></p>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn address<'a>(written: &str) -> CowStr<'a> {
    match written.strip_suffix(".md") {
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
    use super::*;

    #[test]
    fn a_page_is_whole_and_its_links_lead_to_pages() {
        let html =
            page("# PG0001: a < b\n\nSee [the others](README.md) and [one](PG0002.md).\n\n```json\n{\"<\": 1}\n```\n");
        assert!(html.contains("<title>PG0001: a &lt; b · pullgate</title>"), "{html}");
        assert!(html.contains("href=\"index.html\">the others"), "{html}");
        assert!(html.contains("href=\"PG0002.html\">one"), "{html}");
        assert!(html.contains("&quot;&lt;&quot;") || html.contains("\"&lt;\""), "{html}");
        assert!(!html.contains("<script"), "{html}");
    }
}
