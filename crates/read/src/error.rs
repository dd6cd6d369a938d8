//! The one error of this crate.

use std::fmt;

/// Why an input, or one line of it, could not be read; says what to do where something can be done.
///
/// Does not name the file: the caller knows it and puts it in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    line: Option<u64>,
    message: String,
}

impl ReadError {
    /// An error of the whole input.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { line: None, message: message.into() }
    }

    /// An error of one line; the lines after it can still be read.
    pub(crate) fn at_line(line: u64, message: impl Into<String>) -> Self {
        Self { line: Some(line), message: message.into() }
    }

    /// The line, counted from 1; none when the whole input is meant.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// What is wrong, without the line number.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ReadError {}
