//! The fields of one report as its input gives them, before cleaning.

use crate::At;
use crate::ReadError;
use serde::Deserialize;
use stemma_model::{BlockKind, PageKind, PublishedFrom, Removed};

/// One report's fields. What is given in an input comes by JSON's names; the rest is set by the room that read the input.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Row {
    pub id: Option<String>,
    pub url: Option<String>,
    pub outlet: Option<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub published: Option<String>,
    pub lang: Option<String>,
    /// The rest is what reports have that this program wrote.
    pub canonical: Option<String>,
    pub version_of: Option<String>,
    pub updated: Option<String>,
    pub published_from: Option<String>,
    /// Plain text; wins over `html`.
    pub text: Option<String>,
    /// A page, or a piece of one.
    pub html: Option<String>,
    /// A page as it came, not decoded yet; `text` and `html` win over it.
    #[serde(skip)]
    pub page: Option<Page>,
    /// Whether `html` is of a mail, which may hold another that it answers.
    #[serde(skip)]
    pub may_quote: bool,
    /// What the input itself says beyond that.
    #[serde(skip)]
    pub found: Found,
}

/// A web page as bytes.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Its bytes, unpacked.
    pub bytes: Vec<u8>,
    /// The character set that its transport names (HTTP's `Content-Type`), as it is written there.
    pub charset: Option<String>,
}

/// What a room found that JSON Lines cannot give.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Where `published` comes from; none for what was given.
    pub published_from: Option<PublishedFrom>,
    /// When it says it was last changed.
    pub updated: Option<String>,
    /// The address it names as canonical.
    pub canonical: Option<String>,
    /// What kind of page it is.
    pub page: PageKind,
    /// The language that it says it is in; what its words say is believed before that.
    pub lang: Option<String>,
    /// Its text as blocks, with their kinds where the input's own structure says them; wins over `text`.
    pub blocks: Option<Vec<(String, Option<BlockKind>)>>,
    /// What was taken out before the text was cleaned.
    pub removed: Vec<Removed>,
    /// What was left out or guessed, one sentence each, for people.
    pub warnings: Vec<String>,
    /// The part of the input that it stands in, where rows of several are counted apart: a sheet.
    pub part: Option<String>,
}

/// The rows of an input and where each stands in it. An error of one does not end them.
pub(crate) type Rows<'a> = Box<dyn Iterator<Item = (Option<At>, Result<Row, ReadError>)> + 'a>;
