//! The one error of this crate, and where in an input something stands.

use std::fmt;

/// Where in its input a report stands, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// A line of text.
    Line(u64),
    /// A row of a table.
    Row(u64),
    /// An article of a file that holds many.
    Article(u64),
    /// An entry of a feed.
    Entry(u64),
    /// A record of an archive, by the offset of its first byte (from 0): where reading can go on.
    Byte(u64),
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, number) = match self {
            At::Line(n) => ("line", n),
            At::Row(n) => ("row", n),
            At::Article(n) => ("article", n),
            At::Entry(n) => ("entry", n),
            At::Byte(n) => ("byte", n),
        };
        write!(f, "{name} {number}")
    }
}

/// Why an input, or one report of it, could not be read; says what to do where something can be done.
///
/// Does not name the file: the caller knows it and puts it in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    at: Option<At>,
    message: String,
    note: bool,
}

impl ReadError {
    /// An error of the whole input.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { at: None, message: message.into(), note: false }
    }

    /// An error of one report; those after it can still be read.
    pub(crate) fn at(at: At, message: impl Into<String>) -> Self {
        Self { at: Some(at), message: message.into(), note: false }
    }

    /// An error of one line; the lines after it can still be read.
    pub(crate) fn at_line(line: u64, message: impl Into<String>) -> Self {
        Self::at(At::Line(line), message)
    }

    /// Something people should know of the whole input, of which nothing was lost: it is no error of theirs.
    pub(crate) fn note(message: impl Into<String>) -> Self {
        Self { at: None, message: message.into(), note: true }
    }

    /// Whether this only tells something of the input (what a crawl holds besides pages), and nothing was skipped that
    /// should have been read.
    pub fn is_note(&self) -> bool {
        self.note
    }

    /// Where it is; none when the whole input is meant.
    pub fn position(&self) -> Option<At> {
        self.at
    }

    /// What is wrong, without the position.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(f, "{at}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ReadError {}
