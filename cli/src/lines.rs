//! `--jsonl`: one request a line, one answer a line, in bounded memory.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::Path;

use pullgate_core::exchange::request::RequestErrorKind;
use pullgate_core::exchange::{Answer, Request, RequestError, World, answer_decoded};

use crate::files::unreadable;
use crate::question::now;
use crate::{Problem, Status};

/// The longest line that is read: a policy at the limit of the engine fits as base64, and much beside it.
const LINE_LIMIT: usize = 256 << 20;

/// Answers every line of a file; `-` is standard input. `explain` asks for an explanation of each refusal, whatever the line says.
pub(crate) fn answer(path: &Path, explain: bool) -> Result<Status, Problem> {
    let input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| unreadable(path, "the requests", &error))?)
    };
    let mut requests = BufReader::with_capacity(1 << 16, input);
    let mut answers = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let mut status = Status::Allowed;
    loop {
        let line = next_line(&mut requests, LINE_LIMIT).map_err(|error| unreadable(path, "the requests", &error))?;
        let request = match line {
            Line::End => break,
            Line::Text(text) => Request::from_json(&text),
            Line::TooLong => Err(RequestError {
                id: None,
                kind: RequestErrorKind::TooLong { limit: LINE_LIMIT },
            }),
        };
        let request = request.map(|request| Request {
            explain: explain || request.explain,
            ..request
        });
        // A request carries its files: the same line has the same answer on every machine.
        let answer = answer_decoded(
            request,
            World {
                files: None,
                now: now(),
            },
        );
        if matches!(answer, Answer::NotARequest(_)) {
            status = Status::Usage;
        }
        // Whoever writes the next line only after reading this answer must get it now.
        let written = write_line(&mut answers, &answer).and_then(|()| {
            if requests.buffer().is_empty() {
                answers.flush()
            } else {
                Ok(())
            }
        });
        if let Some(status) = ended(written)? {
            return Ok(status);
        }
    }
    Ok(ended(answers.flush())?.unwrap_or(status))
}

fn write_line(answers: &mut impl Write, answer: &Answer) -> std::io::Result<()> {
    serde_json::to_writer(&mut *answers, answer)?;
    answers.write_all(b"\n")
}

/// Nobody reads any more: an end, though not of all lines.
fn ended(written: std::io::Result<()>) -> Result<Option<Status>, Problem> {
    match written {
        Ok(()) => Ok(None),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Some(Status::Usage)),
        Err(error) => Err(Problem::new(format!("cannot write the answers: {error}"))),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Line {
    End,
    Text(Vec<u8>),
    TooLong,
}

/// The next line without its line feed. Of one that is longer than `limit`, nothing is kept.
fn next_line(source: &mut impl BufRead, limit: usize) -> std::io::Result<Line> {
    let mut line = Vec::new();
    let mut too_long = false;
    let mut started = false;
    loop {
        let available = match source.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other?,
        };
        if available.is_empty() {
            break;
        }
        started = true;
        let (part, used, ended) = match available.iter().position(|&byte| byte == b'\n') {
            Some(end) => (&available[..end], end + 1, true),
            None => (available, available.len(), false),
        };
        too_long |= line.len() + part.len() > limit;
        if too_long {
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        source.consume(used);
        if ended {
            break;
        }
    }
    Ok(match (started, too_long) {
        (false, _) => Line::End,
        (true, true) => Line::TooLong,
        (true, false) => Line::Text(line),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, limit: usize, buffer: usize) -> Vec<Line> {
        let mut source = BufReader::with_capacity(buffer, text.as_bytes());
        std::iter::from_fn(|| Some(next_line(&mut source, limit).unwrap()).filter(|line| *line != Line::End)).collect()
    }

    fn text(text: &str) -> Line {
        Line::Text(text.into())
    }

    #[test]
    fn each_line_is_one_whatever_the_buffer() {
        for buffer in 1..8 {
            assert_eq!(
                lines("ab\n\ncd", 9, buffer),
                [text("ab"), text(""), text("cd")],
                "{buffer}"
            );
            assert_eq!(lines("ab\n", 9, buffer), [text("ab")], "{buffer}");
            assert_eq!(lines("", 9, buffer), [], "{buffer}");
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_whole_and_the_next_is_read() {
        for buffer in 1..8 {
            assert_eq!(
                lines("abc\nabcd\nabcdefgh\nx\n", 3, buffer),
                [text("abc"), Line::TooLong, Line::TooLong, text("x")],
                "{buffer}"
            );
            assert_eq!(lines("abcd", 3, buffer), [Line::TooLong], "{buffer}");
        }
    }
}
