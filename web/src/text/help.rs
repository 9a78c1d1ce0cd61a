//! The help, with the keys of each part of the page.

pub(crate) const TITLE: &str = "Help";
pub(crate) const ABOUT: &str = "Paste a policy, name an image, add its manifest, signatures and the keys that the policy names: see whether a node would pull it, and why.";
pub(crate) const FINDINGS_LINK: &str = "All findings, explained";
pub(crate) const TAKE_TOUR: &str = "Take the tour";

/// The parts, with what each key does there.
pub(crate) const KEYS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Everywhere",
        &[
            ("?", "this help"),
            ("/", "the image's name"),
            ("Alt+1, Alt+2, Alt+3", "inputs, decision, inspector"),
            ("Alt+A", "apply the first remedy"),
            ("Alt+Z", "undo what the page changed"),
            ("Escape", "close what is open"),
        ],
    ),
    (
        "The policy",
        &[
            ("F8, Shift+F8", "the next finding, the one before"),
            ("Ctrl+Space", "what may stand here"),
            ("Alt+Enter", "the fix for the finding here"),
            ("Shift+Alt+F", "lay the text out"),
            ("Tab", "leaves the text"),
        ],
    ),
    ("Tabs", &[("←, →, Home, End", "another tab")]),
    (
        "Trees",
        &[
            ("↑, ↓, Home, End", "another node"),
            ("→, ←", "open, close, go in, go out"),
            ("Enter", "its place in the policy"),
        ],
    ),
];

pub(crate) const PRIVACY_TITLE: &str = "Nothing leaves this page";
pub(crate) const PRIVACY: &str = "The engine runs here, as WebAssembly. The page's content security policy lets it connect to nowhere but where it came from, and it fetches its own files only. To check: open the browser's network tools, paste what you like, and see that nothing is sent; or switch the network off: the page goes on working.";
