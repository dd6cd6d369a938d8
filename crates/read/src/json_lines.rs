//! JSON Lines, a line at a time, with bounded memory.

use crate::row::Row;
use crate::{At, ReadError};
use serde_json::error::Category;
use std::io::{self, BufRead, Read};

/// The longest line that is read: far above any report. A longer one is skipped without being held in memory.
pub const MAX_LINE_BYTES: usize = 16 << 20;

/// The rows of an input with their line numbers, counted from 1. Blank lines are passed over.
pub(crate) struct Lines<'a> {
    input: Box<dyn BufRead + 'a>,
    buffer: Vec<u8>,
    line: u64,
    ended: bool,
}

impl<'a> Lines<'a> {
    pub fn new(input: Box<dyn BufRead + 'a>) -> Self {
        Self { input, buffer: Vec::new(), line: 0, ended: false }
    }

    /// Reads the next line into the buffer. `None` at the end; an error when the line is too long (it is skipped).
    fn fill(&mut self) -> io::Result<Option<Result<(), ReadError>>> {
        self.buffer.clear();
        // A buffer that one long line blew up is not kept.
        self.buffer.shrink_to(1 << 20);
        self.line += 1;
        let limit = MAX_LINE_BYTES as u64 + 1;
        if self.input.by_ref().take(limit).read_until(b'\n', &mut self.buffer)? == 0 {
            return Ok(None);
        }
        if self.buffer.len() > MAX_LINE_BYTES && self.buffer.last() != Some(&b'\n') {
            self.buffer = Vec::new();
            let skipped = skip_line(&mut *self.input)? + limit;
            return Ok(Some(Err(ReadError::at_line(
                self.line,
                format!(
                    "the line is {} MB long and was skipped (at most {} MiB are read); give one report a line",
                    skipped.div_ceil(1_000_000),
                    MAX_LINE_BYTES >> 20
                ),
            ))));
        }
        Ok(Some(Ok(())))
    }

    fn at(&self) -> Option<At> {
        Some(At::Line(self.line))
    }

    fn row(&self) -> Option<Result<Row, ReadError>> {
        let mut bytes = self.buffer.as_slice();
        if self.line == 1 {
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        let bytes = bytes.trim_ascii();
        (!bytes.is_empty()).then(|| parse(bytes).map_err(|message| ReadError::at_line(self.line, message)))
    }
}

impl Iterator for Lines<'_> {
    type Item = (Option<At>, Result<Row, ReadError>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.fill() {
                Ok(Some(Ok(()))) => {
                    if let Some(row) = self.row() {
                        return Some((self.at(), row));
                    }
                }
                Ok(Some(Err(error))) => return Some((self.at(), Err(error))),
                Ok(None) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some((self.at(), Err(ReadError::at_line(self.line, format!("the rest could not be read: {error}")))));
                }
            }
        }
        None
    }
}

/// Passes over the rest of a line; returns how many bytes that was.
fn skip_line(input: &mut dyn BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let (used, ended) = {
            let available = input.fill_buf()?;
            match available.iter().position(|b| *b == b'\n') {
                Some(at) => (at + 1, true),
                None => (available.len(), available.is_empty()),
            }
        };
        input.consume(used);
        skipped += used as u64;
        if ended {
            return Ok(skipped);
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Row, String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Err(format!("not valid UTF-8 at byte {} of the line; JSON Lines must be UTF-8", error.valid_up_to() + 1)),
    };
    if !text.starts_with('{') {
        return Err("not a JSON object ({\"text\": …})".to_owned());
    }
    serde_json::from_str::<Row>(text).map_err(|error| {
        // The parser's own "at line 1 column N" would be read as the file's line.
        let full = error.to_string();
        let what = full.rsplit_once(" at line ").map_or(full.as_str(), |(what, _)| what);
        match error.classify() {
            Category::Data => format!("a field has the wrong type or stands twice: {what} at column {}", error.column()),
            Category::Eof => "broken JSON: the line ends before the object does".to_owned(),
            Category::Syntax | Category::Io => format!("broken JSON: {what} at column {}", error.column()),
        }
    })
}
