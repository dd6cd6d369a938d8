//! WARC archives (ISO 28500): the web pages of a crawl, one after another, in bounded memory.
//!
//! Read as it is (`.warc`), with one gzip member a record (`.warc.gz` as crawlers write it, CC-NEWS among them), and
//! gzipped as a whole. `response` records of web pages become rows, so do `resource` records that hold pages and
//! `conversion` records that hold plain text. What is no page (requests, redirects, pictures) is passed over and summed
//! up in one note at the end; what is broken is named with its offset, and reading goes on at the next record.
//!
//! When a page was crawled (`WARC-Date`) says nothing of when it was published, and is not used.
//!
//! Our own small parser: a record is a few header lines and a length, while going on behind a corrupt gzip member and
//! naming offsets in the packed file need the reader underneath to be ours (`fastwarc` 2.0 stops at the first corrupt member).

mod headers;
mod member;
mod raw;
mod record;
mod response;
#[cfg(test)]
mod tests;
mod window;

use crate::row::{Page, Row};
use crate::{At, ReadError};
use member::{Archive, Next};
use record::{Content, NO_PAGE_MEANT, Record};
use std::collections::BTreeMap;
use std::io;

pub(crate) use headers::charset;
pub(crate) use member::begins_warc;

/// The longest page that is read, packed or unpacked: a hundred times a long article with its scripts.
pub(crate) const MAX_PAGE_BYTES: usize = 16 << 20;

/// The rows of an archive with the offsets of their records.
///
/// An offset is that of the record's first byte: in the file as it lies on the disk, where records have gzip members of
/// their own or are not packed; in the unpacked file, where it is gzipped as a whole.
pub(crate) struct Rows<'a> {
    archive: Archive<'a>,
    /// How many records gave no row because they are no pages, by why.
    passed: BTreeMap<&'static str, u64>,
    ended: bool,
}

impl<'a> Rows<'a> {
    /// The records of `input` that begin at offset `from` or behind it.
    pub fn new(input: Box<dyn io::Read + 'a>, gzip: bool, from: u64) -> Self {
        Self { archive: Archive::new(input, gzip, from), passed: BTreeMap::new(), ended: false }
    }

    /// What was passed over, in one sentence; none where nothing was.
    fn passed_over(&self) -> Option<ReadError> {
        let list: Vec<String> = self.passed.iter().map(|(why, count)| format!("{count} {why}")).collect();
        (!list.is_empty()).then(|| ReadError::note(format!("passed over: {}", list.join(", "))))
    }
}

impl Iterator for Rows<'_> {
    type Item = (Option<At>, Result<Row, ReadError>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let (at, why) = match self.archive.next() {
                Next::Record(record) => {
                    let at = At::Byte(record.at);
                    match row(record) {
                        Kept::Row(row) => return Some((Some(at), Ok(*row))),
                        Kept::Passed(NO_PAGE_MEANT) => continue,
                        Kept::Passed(why) => {
                            *self.passed.entry(why).or_default() += 1;
                            continue;
                        }
                        Kept::Bad(why) => (at, why),
                    }
                }
                Next::Bad(at, why) => (At::Byte(at), why),
                Next::End => {
                    self.ended = true;
                    return self.passed_over().map(|note| (None, Err(note)));
                }
            };
            return Some((Some(at), Err(ReadError::at(at, why))));
        }
        None
    }
}

/// What becomes of a record.
enum Kept {
    Row(Box<Row>),
    /// It is no page: of what kind, in the plural.
    Passed(&'static str),
    /// It should be a page and cannot be read: why.
    Bad(String),
}

fn row(record: Record) -> Kept {
    let headers = record.headers;
    let kind = headers.get("WARC-Type").unwrap_or("").to_ascii_lowercase();
    let declared = headers.get("Content-Type").unwrap_or("").to_ascii_lowercase();
    let length = record.length;
    let content = match record.content {
        Content::Passed(why) => return Kept::Passed(why),
        Content::TooLong => {
            return Kept::Bad(format!(
                "the page is {} MB long and was skipped (at most {} MiB are read)",
                length.div_ceil(1_000_000),
                MAX_PAGE_BYTES >> 20
            ));
        }
        Content::Bytes(bytes) => bytes,
    };
    let mut row = Row { url: headers.get("WARC-Target-URI").map(address), ..Row::default() };
    if let Some(why) = headers.get("WARC-Truncated") {
        row.found.warnings.push(format!("the crawl did not keep the whole page ({why})"));
    }
    match kind.as_str() {
        "response" => match response::page(&content) {
            response::Payload::Page(page, warning) => {
                row.found.warnings.extend(warning);
                row.page = Some(page);
            }
            response::Payload::Passed(why) => return Kept::Passed(why),
            response::Payload::Bad(why) => return Kept::Bad(why),
        },
        "conversion" => row.text = Some(String::from_utf8_lossy(&content).into_owned()),
        _ => row.page = Some(Page { bytes: content, charset: headers::charset(&declared) }),
    }
    Kept::Row(Box::new(row))
}

/// An address without the angle brackets that WARC 1.0's grammar puts around it.
fn address(uri: &str) -> String {
    uri.strip_prefix('<').and_then(|u| u.strip_suffix('>')).unwrap_or(uri).to_owned()
}
