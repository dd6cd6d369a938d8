//! What can go wrong for the whole run. Kind, hint and exit status are decided here and nowhere else.

use crate::gazetteer::GazetteerError;
use crate::model::ModelError;
use std::fmt;
use std::io;

/// What is said where there is nothing better to say.
const HELP: &str = "see stemma --help";

/// Why the program ends without its result.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
    hint: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The command line asks for something that does not exist.
    Usage,
    /// No report could be read.
    Nothing,
    /// The language model or the gazetteer is missing or broken.
    Model,
    /// The output cannot be written.
    Output,
    /// The store cannot be used.
    Store,
    /// Whoever read the output has gone: no failure of ours.
    Closed,
}

impl Failure {
    /// The command line cannot be followed.
    pub fn usage(message: impl Into<String>) -> Self {
        Failure { kind: Kind::Usage, message: message.into(), hint: Some(HELP.into()) }
    }

    /// No report could be read.
    pub fn nothing(message: impl Into<String>) -> Self {
        Failure { kind: Kind::Nothing, message: message.into(), hint: None }
    }

    /// A store that cannot be opened, read or written.
    pub fn store(message: impl Into<String>) -> Self {
        Failure { kind: Kind::Store, message: message.into(), hint: None }
    }

    /// Output that cannot be written.
    pub fn output(error: io::Error) -> Self {
        let kind = if error.kind() == io::ErrorKind::BrokenPipe { Kind::Closed } else { Kind::Output };
        Failure { kind, message: format!("the output cannot be written: {error}"), hint: None }
    }

    /// The same with what to do about it.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Failure { hint: Some(hint.into()), ..self }
    }

    /// Whether what was asked for cannot be done, so that whoever asks can mend it.
    pub fn is_usage(&self) -> bool {
        self.kind == Kind::Usage
    }

    /// What happened, for a page: a sentence.
    pub fn told(&self) -> String {
        crate::brief::words::capital(&format!("{}.", self.message))
    }

    /// What happened and what to do, in one line.
    pub fn in_line(&self) -> String {
        match &self.hint {
            Some(hint) if hint != HELP => format!("{}; {hint}", self.message),
            _ => self.message.clone(),
        }
    }

    /// Whether people should be told.
    pub fn is_silent(&self) -> bool {
        self.kind == Kind::Closed
    }

    /// The exit status: 2, but 0 where the reader of our output had enough.
    pub fn status(&self) -> u8 {
        match self.kind {
            Kind::Usage | Kind::Nothing | Kind::Model | Kind::Output | Kind::Store => 2,
            Kind::Closed => 0,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::output(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Failure::output(error.into())
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        Failure { kind: Kind::Model, message: error.to_string(), hint: None }
    }
}

impl From<GazetteerError> for Failure {
    fn from(error: GazetteerError) -> Self {
        Failure { kind: Kind::Model, message: error.to_string(), hint: None }
    }
}
