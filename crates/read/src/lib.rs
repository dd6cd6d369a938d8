//! Bytes → reports: plain text, web pages and JSON Lines, cleaned. Pure: no network, no files, no clock.
//!
//! The way of the data, a module a step:
//!
//! 1. [`sniff`] says what bytes are (content first, name second); `decode` turns them into characters.
//! 2. `units` finds paragraphs in lines: blank lines, one paragraph a line, or lines wrapped at a width.
//! 3. `furniture` says what of them is not the report, by the rules of `lexicon/furniture.toml`.
//! 4. `clean` puts the rest together: text, blocks and what was removed. Every character that is not white space or a
//!    control character ends in one of the two.
//! 5. `wire` finds the agencies (`agencies`) that are credited; `language` names the language.
//!
//! Files of several kinds have rooms of their own, which make rows of fields for it: `tables`, `articles` (many in one file),
//! `documents`, `mail`, `feeds` and `warc`.
//!
//! A web page comes through `html`, which finds the article's blocks and what the page says about it, and then through 3 to 5.
//!
//! [`Reader`] runs all of it.
//!
//! ```
//! use stemma_read::{Defaults, Reader};
//!
//! let reader = Reader::new(Defaults { published: Some("2024-05-02".into()), ..Defaults::default() })?;
//! let read = reader.text("Two people were hurt, police said.\n\nPhoto: Jane Doe".as_bytes(), "a.txt")?;
//! assert_eq!(read.report.text, "Two people were hurt, police said.");
//! assert_eq!(read.report.removed[0].text, "Photo: Jane Doe");
//! # Ok::<(), stemma_read::ReadError>(())
//! ```

mod address;
mod agencies;
mod articles;
mod clean;
mod dates;
mod decode;
mod documents;
mod error;
mod feeds;
mod furniture;
mod html;
mod json_lines;
mod kinds;
mod language;
mod mail;
mod office;
mod reader;
mod row;
mod sniff;
mod tables;
mod units;
mod unlisted;
mod warc;
mod wire;
mod written;
mod zipped;

pub use address::page_of;
pub use agencies::{add_agencies, check_agencies};
pub use error::{At, ReadError};
pub use feeds::{Subscription, subscriptions};
pub use html::MAX_PAGE_BYTES;
pub use json_lines::MAX_LINE_BYTES;
pub use reader::{Defaults, MAX_TEXT_BYTES, Read, Reader, Reports};
pub use sniff::{InputKind, SNIFF_BYTES, sniff};
pub use tables::Columns;
