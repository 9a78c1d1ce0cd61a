//! One line as its logger wrote it: logrus in its three forms, klog, events of Kubernetes, with the prefixes of journals and CI.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use jiff::Timestamp;

use super::name;

/// How many loggers may have wrapped each other: a journal in JSON holds a line of logrus.
const WRAPPED_LIMIT: usize = 3;

/// A line, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) form: Form,
    /// logrus's name of the level.
    pub(super) level: Option<&'static str>,
    pub(super) message: String,
    /// RFC 3339, UTC.
    pub(super) time: Option<String>,
    /// Of a field of its own.
    pub(super) image: Option<String>,
    pub(super) namespace: Option<String>,
    /// Which program wrote it, as a journal says.
    pub(super) unit: Option<String>,
    /// It has the fields that CRI-O's log has.
    pub(super) is_crio: bool,
}

/// Who wrote a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// Nobody that is known.
    #[default]
    Plain,
    /// logrus, into a file or a journal.
    Logrus,
    /// logrus, onto a terminal.
    Terminal,
    /// klog: the kubelet.
    Klog,
    /// A row or a field of Kubernetes' events.
    Event,
}

/// Takes a line apart.
pub(super) fn record(line: &str) -> Record {
    let mut record = Record {
        message: line.trim_end().to_string(),
        ..Record::default()
    };
    for _ in 0..WRAPPED_LIMIT {
        if !unwrap(&mut record) {
            break;
        }
    }
    record
}

/// Whether a line begins as loggers begin theirs.
pub(super) fn has_prefix(line: &str) -> bool {
    stamped(line).is_some() || journal(line).is_some() || klog(line).is_some() || is_terminal(line)
}

fn unwrap(record: &mut Record) -> bool {
    let message = core::mem::take(&mut record.message);
    let text = message.as_str();
    if let Some((time, rest)) = stamped(text) {
        record.time = Some(time);
        record.message = rest.to_string();
        return true;
    }
    if let Some((unit, rest)) = journal(text) {
        record.is_crio |= unit == "crio";
        record.unit = Some(unit.to_string());
        record.message = rest.to_string();
        return true;
    }
    if text.starts_with('{')
        && let Some(inner) = json(text, record)
    {
        record.message = inner;
        return true;
    }
    if let Some(rest) = klog(text) {
        record.form = Form::Klog;
        record.message = klog_message(rest, record);
        return false;
    }
    if let Some(inner) = logrus(text, record) {
        record.form = Form::Logrus;
        record.message = inner;
        return false;
    }
    if is_terminal(text) {
        record.form = Form::Terminal;
        record.level = text.get(..4).and_then(level);
        record.message = terminal_message(text, record);
        return false;
    }
    if let Some(inner) = event(text, record) {
        record.form = Form::Event;
        record.message = inner;
        return false;
    }
    record.message = message;
    false
}

/// `2025-05-08T12:00:00.1234567Z …`: logs of CI, of `kubectl logs --timestamps`, and the journal's `-o short-iso`.
fn stamped(text: &str) -> Option<(String, &str)> {
    let (first, rest) = text.split_once([' ', '\t'])?;
    let is_stamp = first.len() >= 20 && first.starts_with(|character: char| character.is_ascii_digit());
    Some((time(first.trim_matches(['[', ']'])).filter(|_| is_stamp)?, rest))
}

/// A time in RFC 3339, with a blank in place of the `T`, or with an offset without a colon.
pub(super) fn time(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() < 20 || text.len() > 64 {
        return None;
    }
    let text = text.replacen(' ', "T", 1);
    let parsed = text.parse::<Timestamp>().or_else(|_| {
        let (before, offset) = text.split_at_checked(text.len().saturating_sub(2)).unwrap_or_default();
        alloc::format!("{before}:{offset}").parse::<Timestamp>()
    });
    Some(parsed.ok()?.to_string())
}

/// `Nov 26 09:00:00 node crio[123]: …`, also after a time of another form.
fn journal(text: &str) -> Option<(&str, &str)> {
    const MONTHS: &[&str] = &[
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut words = text.get(..text.len().min(256)).unwrap_or(text).split_ascii_whitespace();
    let mut first = words.next()?;
    if MONTHS.contains(&first) {
        let _day = words.next()?;
        let _time = words.next().filter(|time| time.matches(':').count() == 2)?;
        first = words.next()?;
    }
    // What is left is the node, and the program with its number.
    let program = words.next()?;
    let (unit, number) = program.strip_suffix("]:")?.split_once('[')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || first.contains(['=', '"']) {
        return None;
    }
    let (_, rest) = text.split_once("]: ")?;
    Some((unit, rest))
}

/// A log or a journal in JSON, one object a line.
fn json(text: &str, record: &mut Record) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text.trim_end().trim_end_matches(',')).ok()?;
    let field = |names: &[&str]| names.iter().find_map(|name| value.get(name)?.as_str());
    let message = field(&["msg", "MESSAGE", "message", "log", "M"])?;
    // Of a log of the kubelet, the error says more.
    let error = field(&["err", "error"]);
    record.level = field(&["level"]).and_then(level).or(record.level);
    record.form = if error.is_some() { Form::Klog } else { Form::Logrus };
    record.time = field(&["time", "ts", "timestamp", "lastTimestamp", "eventTime"])
        .and_then(time)
        .or_else(|| record.time.take());
    record.image = field(&["image"]).map(Into::into).or_else(|| record.image.take());
    record.is_crio |= field(&["file"]).is_some() || field(&["SYSLOG_IDENTIFIER"]) == Some("crio");
    record.unit = field(&["SYSLOG_IDENTIFIER"])
        .map(Into::into)
        .or_else(|| record.unit.take());
    if field(&["reason", "kind"]).is_some() && field(&["message"]).is_some() {
        record.form = Form::Event;
        let namespace = value
            .pointer("/involvedObject/namespace")
            .and_then(|name| name.as_str());
        record.namespace = namespace.map(Into::into).or_else(|| record.namespace.take());
    }
    Some(error.unwrap_or(message).trim_end().to_string())
}

/// `E0511 11:45:26.564440  898082 remote_image.go:167] …`
fn klog(text: &str) -> Option<&str> {
    let (head, rest) = text.get(..text.len().min(160)).unwrap_or(text).split_once("] ")?;
    let _ = rest;
    let mut words = head.split_ascii_whitespace();
    let first = words.next()?;
    let is_first = first.len() == 5
        && first.starts_with(['I', 'W', 'E', 'F'])
        && first.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    let is_place = words.last().is_some_and(|place| place.contains(".go:"));
    if !(is_first && is_place) {
        return None;
    }
    text.split_once("] ").map(|(_, rest)| rest)
}

/// `"what" err="why" image="…" pod="namespace/name"`: the why, or the what.
fn klog_message(rest: &str, record: &mut Record) -> String {
    let Some(quoted) = rest.strip_prefix('"') else {
        return rest.to_string();
    };
    let (what, after) = quoted_text(quoted);
    let fields = fields(after);
    let field = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.clone())
    };
    record.image = field("image").or_else(|| record.image.take());
    let pod = field("pod");
    let namespace = pod
        .as_deref()
        .and_then(|pod| pod.split_once('/'))
        .map(|(namespace, _)| namespace);
    record.namespace = namespace.filter(|name| name::is_namespace(name)).map(Into::into);
    field("err").or_else(|| field("error")).unwrap_or(what)
}

/// `time="…" level=debug msg="…" file="…"`
fn logrus(text: &str, record: &mut Record) -> Option<String> {
    let start = text.find("time=").or_else(|| text.find("level="))?;
    if !text.contains("level=") || !text.contains("msg=") || text.get(..start)?.contains(['"', '\'']) {
        return None;
    }
    let fields = fields(text.get(start..)?);
    let field = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.as_str())
    };
    let message = field("msg")?.to_string();
    record.level = level(field("level")?);
    record.time = field("time").and_then(time).or_else(|| record.time.take());
    record.image = field("image").map(Into::into).or_else(|| record.image.take());
    record.is_crio |= field("file").is_some() || field("name").is_some_and(|name| name.starts_with("/runtime.v1."));
    // An error that is a field of its own.
    Some(match field("error").filter(|_| !message.contains(": ")) {
        Some(error) => alloc::format!("{message}: {error}"),
        None => message,
    })
}

/// `DEBU[0000] …`
fn is_terminal(text: &str) -> bool {
    let Some((name, rest)) = text.split_at_checked(4) else {
        return false;
    };
    let seconds = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    level(name).is_some()
        && seconds.is_some_and(|(seconds, _)| {
            seconds.len() <= 32
                && seconds
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || b"-:TZ+. \xe2\x80\xa6".contains(&byte))
        })
}

/// The message, which is filled up with blanks before the fields.
fn terminal_message(text: &str, record: &mut Record) -> String {
    let message = text.split_once(']').map_or("", |(_, rest)| rest);
    let mut message = message.strip_prefix(' ').unwrap_or(message).trim_end();
    for name in [" id=", " name=", " file=", " error="] {
        if let Some((before, after)) = message.rsplit_once(name)
            && !after.trim_start_matches('"').contains(' ')
        {
            record.is_crio |= name == " file=";
            message = before.trim_end();
        }
    }
    message.to_string()
}

fn level(name: &str) -> Option<&'static str> {
    const LEVELS: &[&str] = &["trace", "debug", "info", "warning", "error", "fatal", "panic"];
    let name = name.to_ascii_lowercase();
    let is_level =
        |full: &&&str| name.len() >= 4 && full.starts_with(name.as_str()) || name == "warn" && **full == "warning";
    LEVELS.iter().find(is_level).copied()
}

/// A row of `kubectl describe pod` or `kubectl get events`, or a field of an event in YAML or JSON.
fn event(text: &str, record: &mut Record) -> Option<String> {
    for key in ["\"message\": ", "message: ", "Message: ", "Message:"] {
        if let Some(value) = text.strip_prefix(key) {
            return Some(scalar(value.trim()));
        }
    }
    for key in [
        "lastTimestamp: ",
        "\"lastTimestamp\": ",
        "eventTime: ",
        "\"eventTime\": ",
    ] {
        if let Some(value) = text.strip_prefix(key) {
            record.time = time(value.trim().trim_end_matches(',').trim_matches('"'));
            return Some(String::new());
        }
    }
    let columns: Vec<&str> = text
        .split("  ")
        .map(str::trim)
        .filter(|column| !column.is_empty())
        .take(8)
        .collect();
    let columns = if columns.len() > 2 {
        columns
    } else {
        text.split('\t').collect()
    };
    let kind = columns
        .iter()
        .position(|column| matches!(*column, "Warning" | "Normal"))?;
    if columns.len() < kind + 3 {
        return None;
    }
    // `kubectl get events -A` begins with the namespace, and then the age.
    if kind == 2 {
        record.namespace = columns
            .first()
            .filter(|name| name::is_namespace(name))
            .map(|name| (*name).to_string());
    }
    let last = columns.last()?;
    let start = text.rfind(last)?;
    // The message itself may have two blanks in a row.
    let message = MESSAGES
        .iter()
        .filter_map(|begin| text.find(begin))
        .min()
        .unwrap_or(start);
    Some(text.get(message..)?.to_string())
}

/// With what the messages begin that events of pulls have.
const MESSAGES: &[&str] = &[
    "Failed to pull image \"",
    "Failed to inspect image ",
    "Error: ",
    "Back-off pulling ",
    "Pulling image \"",
    "failed to \"",
];

/// A text of YAML or JSON in its quotes.
fn scalar(value: &str) -> String {
    let value = value.trim_end_matches(',');
    if let Some(inner) = value.strip_prefix('"') {
        return quoted_text(inner).0;
    }
    match value.strip_prefix('\'') {
        Some(inner) => inner.strip_suffix('\'').unwrap_or(inner).replace("''", "'"),
        None => value.to_string(),
    }
}

/// `key=value key="quoted value"`
fn fields(text: &str) -> Vec<(&str, String)> {
    /// No log has more.
    const FIELDS: usize = 64;
    let mut found = Vec::new();
    let mut rest = text;
    while found.len() < FIELDS {
        rest = rest.trim_start();
        let Some((key, after)) = rest.split_once('=') else {
            break;
        };
        let key = key.rsplit(' ').next().unwrap_or(key);
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted_text(quoted),
            None => {
                let (value, after) = after.split_once(' ').unwrap_or((after, ""));
                (value.to_string(), after)
            }
        };
        found.push((key, value));
        rest = after;
    }
    found
}

/// A text quoted as Go quotes it, after its first quote, and what follows it.
fn quoted_text(text: &str) -> (String, &str) {
    let mut escaped = false;
    let end = text.char_indices().find(|(_, character)| {
        let is_end = *character == '"' && !escaped;
        escaped = *character == '\\' && !escaped;
        is_end
    });
    match end.and_then(|(end, _)| Some((text.get(..end)?, text.get(end + 1..)?))) {
        Some((inner, rest)) => (unescaped(inner), rest),
        None => (unescaped(text), ""),
    }
}

/// A text that was quoted, up to the quote that ends it.
pub(super) fn quoted(text: &str) -> String {
    quoted_text(text).0
}

/// A text without Go's escapes.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        let digits = match characters.next() {
            None => {
                plain.push('\\');
                continue;
            }
            Some('n') => {
                plain.push('\n');
                continue;
            }
            Some('t') => {
                plain.push('\t');
                continue;
            }
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(other) => {
                plain.push(other);
                continue;
            }
        };
        let code: String = characters.by_ref().take(digits).collect();
        let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
        plain.push(code.unwrap_or('\u{fffd}'));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_logger_is_taken_apart() {
        for (line, form, level, message) in [
            (
                r#"time="2026-01-13 10:20:30.123456789Z" level=debug msg=" Using transport \"docker\" policy section \"\"" file="signature/policy_eval.go:1""#,
                Form::Logrus,
                Some("debug"),
                r#" Using transport "docker" policy section """#,
            ),
            (
                "DEBU[0003]  Using default policy section              file=\"a.go:1\"",
                Form::Terminal,
                Some("debug"),
                " Using default policy section",
            ),
            ("FATA[0000] a: b", Form::Terminal, Some("fatal"), "a: b"),
            (
                r#"Nov 26 09:00:00 node-1 crio[12]: time="2026-01-13T10:20:30Z" level=warning msg=a"#,
                Form::Logrus,
                Some("warning"),
                "a",
            ),
            (
                r#"{"MESSAGE":"time=\"2026-01-13T10:20:30Z\" level=info msg=\"a b\""}"#,
                Form::Logrus,
                Some("info"),
                "a b",
            ),
            (
                r#"E0511 11:45:26.564440  898082 remote_image.go:167] "PullImage failed" err="a \"b\"" image="c""#,
                Form::Klog,
                None,
                r#"a "b""#,
            ),
            (
                "Warning  Failed  8s (x2 over 9s)  kubelet  Failed to pull image \"a\": b  c",
                Form::Event,
                None,
                "Failed to pull image \"a\": b  c",
            ),
            ("message: 'a ''b'''", Form::Event, None, "a 'b'"),
            ("nothing of that kind", Form::Plain, None, "nothing of that kind"),
        ] {
            let record = record(line);
            assert_eq!(
                (record.form, record.level, record.message.as_str()),
                (form, level, message),
                "{line}"
            );
        }
    }

    #[test]
    fn times_are_those_of_requests() {
        for (written, meant) in [
            ("2026-01-13T10:20:30.5Z", Some("2026-01-13T10:20:30.5Z")),
            ("2026-01-13 10:20:30Z", Some("2026-01-13T10:20:30Z")),
            ("2026-01-13T12:20:30+02:00", Some("2026-01-13T10:20:30Z")),
            ("2026-01-13T12:20:30+0200", Some("2026-01-13T10:20:30Z")),
            ("a text that is no time", None),
        ] {
            assert_eq!(time(written).as_deref(), meant, "{written}");
        }
    }
}
