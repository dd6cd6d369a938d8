//! One record after another of an unpacked archive.

use super::MAX_PAGE_BYTES;
use super::headers::{Headers, end_of_headers};
use super::response;
use super::window::Window;
use std::io::{self, Read};

/// The longest block of header lines; those of real crawls have a few hundred bytes.
const MAX_HEADER_BYTES: usize = 64 << 10;

/// A record.
pub(super) struct Record {
    /// The offset of its first byte.
    pub at: u64,
    pub headers: Headers,
    /// As its header says.
    pub length: u64,
    pub content: Content,
}

/// What a record holds.
pub(super) enum Content {
    Bytes(Vec<u8>),
    /// It is no page: of what kind, in the plural. Its bytes were passed over.
    Passed(&'static str),
    /// A page that is longer than is read.
    TooLong,
}

/// What came next in an unpacked archive.
pub(super) enum Step {
    Record(Record),
    /// At this offset is something that is no whole record; why. The next record can be read.
    Bad(u64, String),
    End,
}

/// Reads the next record. An error of the stream itself is an `Err`; there is nothing to go on with in it.
pub(super) fn next<R: Read>(window: &mut Window<R>) -> io::Result<Step> {
    loop {
        let blank = window.fill(1)?.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        if blank == 0 {
            break;
        }
        window.pass(blank);
    }
    let at = window.offset();
    if window.held().is_empty() {
        return Ok(Step::End);
    }
    if !window.fill(5)?.starts_with(b"WARC/") {
        let skipped = seek(window)?;
        return Ok(Step::Bad(at, format!("what stands here is no WARC record; {skipped} bytes were skipped")));
    }
    let Some(end) = header(window)? else {
        window.pass(5);
        seek(window)?;
        return Ok(Step::Bad(at, "the record's header does not end".into()));
    };
    let headers = Headers::parse(&window.held()[..end]);
    let Some(length) = headers.get("Content-Length").and_then(|l| l.parse::<u64>().ok()) else {
        window.pass(end);
        seek(window)?;
        return Ok(Step::Bad(at, "the record does not say how long it is (Content-Length)".into()));
    };
    window.pass(end);
    content(window, at, headers, length)
}

/// Holds the header lines that begin here; returns where they end.
fn header<R: Read>(window: &mut Window<R>) -> io::Result<Option<usize>> {
    let mut wanted = 1 << 10;
    loop {
        let held = window.fill(wanted)?;
        let head = &held[..held.len().min(MAX_HEADER_BYTES)];
        match end_of_headers(head) {
            Some(end) => return Ok(Some(end)),
            None if held.len() < wanted || wanted >= MAX_HEADER_BYTES => return Ok(None),
            None => wanted *= 4,
        }
    }
}

fn content<R: Read>(window: &mut Window<R>, at: u64, headers: Headers, length: u64) -> io::Result<Step> {
    let wanted = usize::try_from(length).unwrap_or(usize::MAX);
    let head = wanted.min(MAX_HEADER_BYTES);
    let held = window.fill(head)?;
    let passed = other_than_page(&headers, &held[..held.len().min(head)]);
    if passed.is_none() && wanted <= MAX_PAGE_BYTES {
        // Some bytes more: the two line ends that close a record, and the end of its gzip member, where its checksum is.
        let held = window.fill(wanted + 8)?;
        if held.len() < wanted || !closes(&held[wanted..]) {
            return broken(window, at, wanted);
        }
        let bytes = held[..wanted].to_vec();
        window.pass(wanted);
        return Ok(Step::Record(Record { at, headers, length, content: Content::Bytes(bytes) }));
    }
    let skipped = window.skip(length)?;
    if skipped < length {
        return Ok(Step::Bad(at, cut_off(length - skipped)));
    }
    if !closes(window.fill(4)?) {
        seek(window)?;
        return Ok(Step::Bad(at, WRONG_LENGTH.into()));
    }
    let content = passed.map_or(Content::TooLong, Content::Passed);
    Ok(Step::Record(Record { at, headers, length, content }))
}

/// Requests, descriptions of the crawl and the like: nobody misses a page there.
pub(super) const NO_PAGE_MEANT: &str = "that are no responses";

const WRONG_LENGTH: &str = "the record is not as long as it says (Content-Length); it was skipped";

fn cut_off(missing: u64) -> String {
    format!("the archive ends within the record ({missing} bytes of it are missing); it was skipped")
}

/// A record's length is wrong: goes on at the next header behind its own, which may lie in what is held.
fn broken<R: Read>(window: &mut Window<R>, at: u64, wanted: usize) -> io::Result<Step> {
    let held = window.held();
    let missing = wanted.saturating_sub(held.len());
    let step = match find(held) {
        None if missing > 0 => Step::Bad(at, cut_off(missing as u64)),
        _ => Step::Bad(at, WRONG_LENGTH.into()),
    };
    seek(window)?;
    Ok(step)
}

/// Whether a record ends before these bytes: two line ends, or fewer and then another record or the end.
fn closes(behind: &[u8]) -> bool {
    if behind.starts_with(b"\r\n\r\n") {
        return true;
    }
    let rest = &behind[behind.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count()..];
    b"WARC/".starts_with(&rest[..rest.len().min(5)])
}

/// Of what kind a record is when it holds no page, in the plural.
fn other_than_page(headers: &Headers, head: &[u8]) -> Option<&'static str> {
    let is =
        |name: &str, start: &str| headers.get(name).is_some_and(|v| v.get(..start.len()).is_some_and(|v| v.eq_ignore_ascii_case(start)));
    let declared = |types: &[&str]| types.iter().any(|t| is("Content-Type", t));
    if is("WARC-Type", "response") && declared(&["application/http", "message/http"])
        || is("WARC-Type", "response") && head.starts_with(b"HTTP/")
    {
        response::other_than_page(head)
    } else if is("WARC-Type", "resource") && declared(&["text/html", "application/xhtml+xml"])
        || is("WARC-Type", "conversion") && declared(&["text/plain"])
    {
        None
    } else {
        Some(if is("WARC-Type", "revisit") { "that only repeat a page of an earlier crawl (revisit)" } else { NO_PAGE_MEANT })
    }
}

/// Passes on to the next thing that looks like a record's header. Returns how many bytes were passed.
pub(super) fn seek<R: Read>(window: &mut Window<R>) -> io::Result<u64> {
    let from = window.offset();
    loop {
        let held = window.fill(1 << 16)?;
        if let Some(at) = find(held) {
            window.pass(at);
            return Ok(window.offset() - from);
        }
        if held.is_empty() {
            return Ok(window.offset() - from);
        }
        // The last bytes may begin a header.
        let most = if held.len() < 1 << 16 { held.len() } else { held.len() - 16 };
        window.pass(most);
    }
}

/// Where a line begins that opens a record.
fn find(held: &[u8]) -> Option<usize> {
    let opens = |at: usize| at == 0 || held[at - 1] == b'\n';
    let versions = held.windows(7).enumerate();
    versions.filter(|(at, w)| w.starts_with(b"WARC/") && w[5].is_ascii_digit() && w[6] == b'.' && opens(*at)).map(|(at, _)| at).next()
}
