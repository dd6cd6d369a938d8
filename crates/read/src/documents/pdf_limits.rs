//! What a PDF may cost, found before its words are taken out: parts that hold themselves, or one another many times over, and
//! streams that unpack to more than any memory. The library for PDF has no limits of its own, and calls itself for each part
//! within a part; a stack that runs over ends the whole program.

use crate::ReadError;
use flate2::read::ZlibDecoder;
use pdf_extract::content::Content;
use pdf_extract::{Dictionary, Document, Object, ObjectId};
use std::collections::{HashMap, HashSet};
use std::io::{self, Read};

/// What one packed stream may unpack to. A page scanned in colour at 600 dpi has about 100 MB.
const MAX_STREAM_BYTES: u64 = 128 << 20;
/// What the streams may unpack to together that are unpacked when a file is opened.
const MAX_OPENED_BYTES: u64 = 256 << 20;
/// Streams of a file: one that is full of them and of nothing else has fewer.
const MAX_STREAMS: usize = 300_000;
/// Drawing instructions that are worked through, those of a part as often as it is drawn: some seconds' work, and a hundred times
/// those of a long book.
const MAX_DRAWN_BYTES: u64 = 512 << 20;
/// Parts within parts; documents have two or three levels.
const MAX_DEPTH: usize = 30;
/// How far up the tree of pages is looked.
const MAX_PARENTS: usize = 60;

/// Whether a file's packed streams may be unpacked, by its bytes alone: some are unpacked as it is opened.
pub(super) fn check_streams(bytes: &[u8]) -> Result<(), ReadError> {
    let (mut at, mut opened, mut streams) = (0, 0, 0);
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"stream").map(|n| at + n) {
        at = found + b"stream".len();
        if bytes[..found].ends_with(b"end") {
            continue;
        }
        let head = &bytes[found.saturating_sub(1_000)..found];
        let head = memchr::memmem::rfind(head, b"endobj").map_or(head, |end| &head[end..]);
        let count = |name: &[u8]| memchr::memmem::find_iter(head, name).count();
        let data = bytes[at..].strip_prefix(b"\r\n").or_else(|| bytes[at..].strip_prefix(b"\n")).unwrap_or(&bytes[at..]);
        if count(b"FlateDecode") + count(b"/Fl") - count(b"/FlateDecode") + count(b"LZWDecode") > 1 {
            return Err(hostile("one of its streams is packed twice"));
        }
        streams += 1;
        if streams > MAX_STREAMS {
            return Err(hostile(&format!("it has more than {MAX_STREAMS} streams")));
        }
        // The two bytes that packed data begin with (RFC 1950, section 2.2).
        if !matches!(data, [a, b, ..] if a & 0xf == 8 && (u16::from(*a) * 256 + u16::from(*b)) % 31 == 0) {
            continue;
        }
        // What cannot be unpacked counts as far as it can.
        let unpacked = count_bytes(ZlibDecoder::new(data).take(MAX_STREAM_BYTES + 1));
        if unpacked > MAX_STREAM_BYTES {
            return Err(hostile(&format!("one of its streams unpacks to more than {} MiB", MAX_STREAM_BYTES >> 20)));
        }
        if count(b"ObjStm") + count(b"/XRef") > 0 {
            opened += unpacked;
        }
        if opened > MAX_OPENED_BYTES {
            return Err(hostile(&format!("it unpacks to more than {} MiB", MAX_OPENED_BYTES >> 20)));
        }
    }
    Ok(())
}

fn count_bytes(mut from: impl Read) -> u64 {
    let (mut total, mut buffer) = (0, [0; 1 << 13]);
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return total,
            Ok(n) => total += n as u64,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return total,
        }
    }
}

/// Whether the pages of a document can be worked through to their end, within reason.
pub(super) fn check_parts(document: &Document) -> Result<(), ReadError> {
    let mut parts = Parts { document, costs: HashMap::new(), open: HashSet::new() };
    let mut total = 0;
    for page in document.get_pages().into_values() {
        parents(document, page)?;
        let Ok(content) = document.get_page_content(page) else { continue };
        let (own, inherited) = document.get_page_resources(page).unwrap_or_default();
        let inherited = inherited.iter().filter_map(|id| document.get_dictionary(*id).ok());
        let resources: Vec<&Dictionary> = own.into_iter().chain(inherited).collect();
        total = parts.cost(&content, &resources, 0)?.saturating_add(total);
        if total > MAX_DRAWN_BYTES {
            return Err(hostile("its parts are drawn in one another too often"));
        }
    }
    Ok(())
}

/// Whether the tree of pages ends above a page.
fn parents(document: &Document, page: ObjectId) -> Result<(), ReadError> {
    let mut at = page;
    for _ in 0..MAX_PARENTS {
        match document.get_dictionary(at).and_then(|d| d.get(b"Parent")).and_then(Object::as_reference) {
            Ok(parent) => at = parent,
            Err(_) => return Ok(()),
        }
    }
    Err(hostile("its tree of pages goes in circles"))
}

struct Parts<'d> {
    document: &'d Document,
    /// What was found of a part.
    costs: HashMap<ObjectId, u64>,
    /// The parts around the one that is looked at.
    open: HashSet<ObjectId>,
}

impl<'d> Parts<'d> {
    /// The bytes of some drawing instructions, with those of the parts that they draw.
    fn cost(&mut self, content: &[u8], resources: &[&'d Dictionary], depth: usize) -> Result<u64, ReadError> {
        let mut cost = content.len() as u64;
        if depth > MAX_DEPTH {
            return Err(hostile("its parts stand too deep in one another"));
        }
        // Most contents draw no parts; reading them costs as much as taking out their words.
        if memchr::memmem::find(content, b"Do").is_none() {
            return Ok(cost);
        }
        let Ok(content) = Content::decode(content) else { return Ok(cost) };
        for drawn in content.operations.iter().filter(|o| o.operator == "Do") {
            let Some(name) = drawn.operands.first().and_then(|n| n.as_name().ok()) else { continue };
            if let Some(part) = resources.iter().find_map(|r| self.named(r, name)) {
                cost = cost.saturating_add(self.part(part, resources, depth)?);
            }
        }
        Ok(cost)
    }

    fn part(&mut self, id: ObjectId, around: &[&'d Dictionary], depth: usize) -> Result<u64, ReadError> {
        if let Some(cost) = self.costs.get(&id) {
            return Ok(*cost);
        }
        let Ok(stream) = self.document.get_object(id).and_then(Object::as_stream) else { return Ok(0) };
        if !self.open.insert(id) {
            return Err(hostile("one of its parts holds itself"));
        }
        let own = stream.dict.get(b"Resources").ok().and_then(|r| self.document.dereference(r).ok()).and_then(|(_, r)| r.as_dict().ok());
        let own: Vec<&Dictionary> = own.into_iter().collect();
        let content = stream.get_plain_content().unwrap_or_default();
        let cost = self.cost(&content, if own.is_empty() { around } else { &own }, depth + 1)?;
        self.open.remove(&id);
        self.costs.insert(id, cost);
        Ok(cost)
    }

    /// The part of this name.
    fn named(&self, resources: &Dictionary, name: &[u8]) -> Option<ObjectId> {
        let (_, parts) = self.document.dereference(resources.get(b"XObject").ok()?).ok()?;
        parts.as_dict().ok()?.get(name).and_then(Object::as_reference).ok()
    }
}

fn hostile(what: &str) -> ReadError {
    ReadError::new(format!("the PDF is not built like a document: {what}; print it to PDF again, or give its text"))
}
