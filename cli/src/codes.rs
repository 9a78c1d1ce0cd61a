//! The pages of docs/codes, one for each code, as they are in this build.

macro_rules! page {
    ($code:literal) => {
        ($code, include_str!(concat!("../../docs/codes/", $code, ".md")))
    };
}

/// Every code with its page, by number.
pub(crate) const PAGES: &[(&str, &str)] = &[
    page!("PG0001"),
    page!("PG0002"),
    page!("PG0003"),
    page!("PG0004"),
    page!("PG0005"),
    page!("PG0101"),
    page!("PG0103"),
    page!("PG0104"),
    page!("PG0201"),
    page!("PG0202"),
    page!("PG0301"),
    page!("PG0302"),
    page!("PG0303"),
    page!("PG0401"),
    page!("PG0501"),
    page!("PG0502"),
    page!("PG0503"),
    page!("PG0601"),
    page!("PG0602"),
    page!("PG0603"),
    page!("PG0604"),
    page!("PG0605"),
    page!("PG0606"),
    page!("PG0607"),
    page!("PG0608"),
    page!("PG0701"),
    page!("PG0702"),
    page!("PG0703"),
    page!("PG0704"),
    page!("PG0705"),
    page!("PG0706"),
    page!("PG0707"),
    page!("PG0708"),
    page!("PG0709"),
    page!("PG0710"),
    page!("PG0711"),
    page!("PG0712"),
    page!("PG0801"),
    page!("PG0802"),
    page!("PG0803"),
    page!("PG0804"),
    page!("PG0805"),
    page!("PG0806"),
    page!("PG0807"),
    page!("PG0808"),
    page!("PG0809"),
    page!("PG0810"),
    page!("PG0901"),
    page!("PG0902"),
    page!("PG0903"),
];

/// The page of a code, however its letters are written.
pub(crate) fn page(code: &str) -> Option<&'static str> {
    PAGES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(code))
        .map(|(_, page)| *page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pullgate_core::diagnostic::Code;

    #[test]
    fn each_code_has_its_page() {
        let codes: Vec<String> = Code::ALL.iter().map(|code| code.name()).collect();
        let pages: Vec<&str> = PAGES.iter().map(|(code, _)| *code).collect();
        assert_eq!(pages, codes);
        for code in codes {
            assert!(
                page(&code.to_lowercase()).is_some_and(|page| page.starts_with(&format!("# {code}: "))),
                "{code}"
            );
        }
        assert_eq!(page("PG9999"), None);
    }
}
