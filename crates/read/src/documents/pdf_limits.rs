//! What a PDF may cost, found before its words are taken out: parts that hold themselves, or one another many times over, and
//! streams that unpack to more than any memory. The library for PDF has no limits of its own, and calls itself for each part
//! within a part; a stack that runs over ends the whole program. Not bounded are the streams of objects of an encrypted file,
//! which are unpacked as it is opened.

use crate::ReadError;
use flate2::read::{DeflateDecoder, ZlibDecoder};
use pdf_extract::content::Content;
use pdf_extract::{Dictionary, Document, Object, ObjectId};
use std::borrow::Cow;
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

/// At most so many times what it is, a stream packed by the method of zip unpacks to (two bits for 258 bytes), and one packed by
/// LZW (12 bits for up to 4,096 bytes).
const MOST_UNPACKED: (u64, u64) = (1_032, 2_731);

/// Whether the streams of objects may be unpacked, which happens as a file is opened, by its bytes alone.
pub(super) fn check_objects(bytes: &[u8]) -> Result<(), ReadError> {
    let (mut at, mut begun, mut opened, mut streams) = (0, 0, 0, 0);
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"stream").map(|n| at + n) {
        at = found + b"stream".len();
        if bytes[..found].ends_with(b"end") {
            begun = at;
            continue;
        }
        streams += 1;
        if streams > MAX_STREAMS {
            return Err(hostile(&format!("it has more than {MAX_STREAMS} streams")));
        }
        // All that is written since the last stream, the objects between included: what a dictionary holds may look like its end.
        let head = unescaped(&bytes[begun..found]);
        let count = |name: &[u8]| memchr::memmem::find_iter(&head, name).count();
        begun = at;
        if count(b"ObjStm") + count(b"XRef") == 0 {
            continue;
        }
        let filters = count(b"Decode").saturating_sub(count(b"DecodeParms"));
        if filters > 1 || count(b"LZWDecode") > 0 {
            return Err(hostile("one of its streams is packed twice"));
        }
        let data = bytes[at..].strip_prefix(b"\r\n").or_else(|| bytes[at..].strip_prefix(b"\n")).unwrap_or(&bytes[at..]);
        opened += unpacked(data)?;
        if opened > MAX_OPENED_BYTES {
            return Err(hostile(&format!("it unpacks to more than {} MiB", MAX_OPENED_BYTES >> 20)));
        }
    }
    Ok(())
}

/// Names with their characters as they are: `#46` is an F (ISO 32000-1, section 7.3.5).
fn unescaped(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'#', bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&b) = bytes.get(at) {
        match (b, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'#', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                at += 3;
            }
            _ => {
                out.push(b);
                at += 1;
            }
        }
    }
    Cow::Owned(out)
}

/// What packed data unpack to, with or without the two bytes that they should begin with (RFC 1950). What cannot be unpacked
/// counts as far as it can.
fn unpacked(data: &[u8]) -> Result<u64, ReadError> {
    let count = match count_bytes(ZlibDecoder::new(data).take(MAX_STREAM_BYTES + 1)) {
        0 => count_bytes(DeflateDecoder::new(data.get(2..).unwrap_or_default()).take(MAX_STREAM_BYTES + 1)),
        count => count,
    };
    if count > MAX_STREAM_BYTES {
        return Err(hostile(&format!("one of its streams unpacks to more than {} MiB", MAX_STREAM_BYTES >> 20)));
    }
    Ok(count)
}

/// Whether the streams of a document may be unpacked, each by itself.
pub(super) fn check_streams(document: &Document) -> Result<(), ReadError> {
    for stream in document.objects.values().filter_map(|o| o.as_stream().ok()) {
        let filters = stream.filters().unwrap_or_default();
        let packed: Vec<&[u8]> = filters.iter().filter(|f| matches!(**f, b"FlateDecode" | b"LZWDecode")).copied().collect();
        let most = |times: u64| stream.content.len() as u64 * times > MAX_STREAM_BYTES;
        match (packed.as_slice(), filters.len()) {
            ([], _) => {}
            ([b"FlateDecode"], 1) => _ = unpacked(&stream.content)?,
            ([b"FlateDecode"], _) if !most(MOST_UNPACKED.0) => {}
            ([b"LZWDecode"], _) if !most(MOST_UNPACKED.1) => {}
            ([_], _) => return Err(hostile("what one of its streams unpacks to cannot be told")),
            _ => return Err(hostile("one of its streams is packed twice")),
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
