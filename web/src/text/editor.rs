//! The policy, and what helps to write it.

pub(crate) const PLACEHOLDER: &str =
    "Paste policy.json, or drop it anywhere. Ctrl+Space shows what may stand where the caret is.";
pub(crate) const OPEN: &str = "Open policy.json…";
pub(crate) const LAY_OUT: &str = "Lay out";
pub(crate) const LAY_OUT_KEYS: &str = "Shift+Alt+F";
pub(crate) const BEGIN_ANEW: &str = "Begin with an empty one";
pub(crate) const WITHOUT_COLOURS: &str =
    "Longer than 64 KiB: without colours, since the editor for long texts could not be loaded.";
/// What the editor for long texts says, a line each, by CodeMirror's names for it; `$` is a number.
pub(crate) const LONG_EDITOR: &str = "\
Control character=Control character
Find=Find
Go to line=Go to line
Replace=Replace with
Selection deleted=Selection deleted
all=all
by word=whole words
close=close
current match=found
go=go
match case=match case
next=next
on line=on line
previous=previous
regexp=regular expression
replace=replace
replace all=replace all
replaced $ matches=replaced $ times
replaced match on line $=replaced on line $";
pub(crate) const NO_FINDING: &str = "No finding in the policy.";
pub(crate) const CANDIDATES: &str = "What may stand here";
pub(crate) const NO_CANDIDATE: &str = "Nothing that is known may stand here.";
pub(crate) const HINT: &str =
    "F8: next finding · Ctrl+Space: what may stand here · hover or move the caret to read what a word means";
