//! Feeds → rows: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed; and the lists of feeds that people keep (OPML).
//!
//! The parser is `quick-xml`, not a library for feeds: those known end at the first fault of a document, drop RSS's `<source>`,
//! which names the outlet of an aggregated entry, and take a date without a zone for UTC.

mod date;
mod entry;
mod json;
mod outline;
mod tree;
mod xhtml;

pub use outline::{Subscription, subscriptions};

use crate::decode::decode;
use crate::row::{Row, Rows};
use crate::{At, ReadError};
use entry::{Channel, Entry};
use tree::Node;

/// Entries of a feed that are read. Feeds have tens, archives of feeds thousands.
const MAX_ENTRIES: usize = 100_000;

/// The rows of a feed in XML, an entry a row, in its order.
///
/// # Errors
/// XML that is no feed, or a feed without entries. A feed that is not well-formed is read as far as it can be, and the first
/// row's warnings say what is wrong with it; what is too short to be a report is an error of its entry.
pub(crate) fn xml(bytes: &[u8]) -> Result<Rows<'static>, ReadError> {
    let (source, note) = characters(bytes)?;
    let mut entries: Vec<(Node, bool)> = Vec::new();
    let mut more = 0;
    let found = tree::read(&source, |name| matches!(name, "item" | "entry"), &mut |node, cut| {
        if entries.len() < MAX_ENTRIES { entries.push((node, cut)) } else { more += 1 }
    });
    let root = found.root;
    let channel = match root.name.as_str() {
        "rss" | "feed" | "RDF" | "rdf:RDF" | "channel" => Channel::of(&root),
        _ if !entries.is_empty() && root.name.is_empty() => Channel::default(),
        "opml" => return Err(ReadError::new("it is a list of feeds (OPML), not a feed; stemma watch reads it")),
        "" => return Err(ReadError::new("it is no XML that can be read: no element begins in it")),
        other => return Err(ReadError::new(format!("it is XML, but no feed: its outermost element is <{other}>"))),
    };
    let mut warnings: Vec<String> = note.into_iter().collect();
    // Ten faults show a reader what is wrong; the rest of a thousand are like them.
    let hidden = found.faults.len().saturating_sub(10);
    warnings.extend(found.faults.into_iter().take(10).map(|f| format!("the feed is not well-formed: {f}")));
    if hidden > 0 {
        warnings.push(format!("the feed has {hidden} faults more"));
    }
    if more > 0 {
        warnings.push(format!("the feed has {more} entries more than the {MAX_ENTRIES} that are read"));
    }
    let entries = entries.into_iter().map(|(node, cut)| Entry::of(&node, &source, cut)).collect();
    rows(channel, entries, warnings)
}

/// The rows of a JSON Feed (version 1 or 1.1).
///
/// # Errors
/// As [`xml`].
pub(crate) fn json(bytes: &[u8]) -> Result<Rows<'static>, ReadError> {
    let (channel, entries, warnings) = json::read(bytes)?;
    rows(channel, entries, warnings)
}

fn rows(channel: Channel, entries: Vec<Result<Entry, String>>, warnings: Vec<String>) -> Result<Rows<'static>, ReadError> {
    if entries.is_empty() {
        let why = warnings.first().map(|w| format!(" ({w})")).unwrap_or_default();
        return Err(ReadError::new(format!("it is a feed without entries{why}")));
    }
    let mut warnings = Some(warnings);
    Ok(Box::new(entries.into_iter().enumerate().map(move |(i, entry)| {
        let at = At::Entry(i as u64 + 1);
        let row = entry.and_then(|entry| entry.row(&channel)).map_err(|why| ReadError::at(at, why));
        let row = row.map(|mut row: Row| {
            row.found.warnings.splice(0..0, warnings.take().unwrap_or_default());
            row
        });
        (Some(at), row)
    })))
}

/// The characters of an XML document: what its declaration names, unless its bytes are UTF-8 or have a byte-order mark.
fn characters(bytes: &[u8]) -> Result<(String, Option<String>), ReadError> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declared = head.split_once("encoding=").and_then(|(before, rest)| {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let label = rest[1..].split(quote).next()?;
        before.contains("<?xml").then(|| encoding_rs::Encoding::for_label(label.as_bytes()))?
    });
    match declared {
        Some(encoding) if std::str::from_utf8(bytes).is_err() && encoding != encoding_rs::UTF_8 => {
            let (text, _, broken) = encoding.decode(bytes);
            let note =
                broken.then(|| format!("some bytes have no meaning in {}, which the feed names, and became U+FFFD", encoding.name()));
            Ok((text.into_owned(), note))
        }
        _ => decode(bytes).map(|(text, note)| (text.into_owned(), note)),
    }
}
