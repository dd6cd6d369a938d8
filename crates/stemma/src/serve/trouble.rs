//! What cannot be shown, said in plain words.

use super::look::Frame;
use askama::Template;

/// The page for what is not there or went wrong.
#[derive(Debug, Template)]
#[template(path = "serve/trouble.html")]
pub struct TroublePage {
    frame: Frame,
    what: String,
}

impl TroublePage {
    /// A page with a heading and what to do.
    pub fn new(title: &str, what: impl Into<String>) -> Self {
        TroublePage { frame: Frame { title: title.to_owned(), ..Frame::default() }, what: what.into() }
    }
}
