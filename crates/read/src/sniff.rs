//! What an input is, by its first bytes and then its name.

use crate::mail::{looks_like_mail, looks_like_mailbox};
use crate::tables::looks_like_table;

/// How many of an input's first bytes [`sniff`] wants to see.
pub const SNIFF_BYTES: usize = 4096;

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputKind {
    /// Nothing, or nothing but white space.
    Empty,
    /// Compressed with gzip: unpack, then sniff again.
    Gzip,
    /// One JSON object a line.
    JsonLines,
    /// JSON that is not one object a line: an array, or an object laid out over lines.
    Json,
    /// Plain text, in whatever encoding.
    Text,
    /// A web page.
    Html,
    /// An RSS or Atom feed, or other XML.
    Feed,
    /// A JSON Feed.
    JsonFeed,
    /// A WARC archive.
    Warc,
    /// A table as text: CSV and its kin.
    Table,
    /// A document in Rich Text Format.
    Rtf,
    /// One mail.
    Mail,
    /// A mailbox (mbox).
    Mailbox,
    /// A PDF.
    Pdf,
    /// A zip file: an Office document, or files.
    Zip,
    /// What old Office programs wrote, and what new ones write with a password.
    Ole,
    /// Something that is not text: a picture, a program.
    Binary,
}

/// Says what an input is. `first` are its first bytes ([`SNIFF_BYTES`] are enough), `name` its path or name; content
/// decides, and the name only where content leaves it open.
pub fn sniff(first: &[u8], name: &str) -> InputKind {
    if first.starts_with(&[0x1f, 0x8b]) {
        return InputKind::Gzip;
    }
    if first.starts_with(b"WARC/") {
        return InputKind::Warc;
    }
    if first.starts_with(b"PK\x03\x04") || first.starts_with(b"PK\x05\x06") {
        return InputKind::Zip;
    }
    if first.starts_with(b"%PDF-") {
        return InputKind::Pdf;
    }
    if first.starts_with(b"{\\rtf") {
        return InputKind::Rtf;
    }
    if first.starts_with(b"\xd0\xcf\x11\xe0") {
        return InputKind::Ole;
    }
    let extension = extension(name);
    let is_table_name = ["csv", "tsv", "tab"].contains(&extension.as_str());
    if is_utf16(first) {
        if is_table_name {
            return InputKind::Table;
        }
        let encoding = if first[0] == 0xff { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        // The last character may be cut in two, and is then no letter of any tag.
        let head = encoding.decode_with_bom_removal(first).0;
        let head = head.trim_start();
        return if head.starts_with('<') { markup(head.as_bytes(), &extension) } else { InputKind::Text };
    }
    if is_binary(first) {
        return InputKind::Binary;
    }
    let body = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first).trim_ascii_start();
    match body.first() {
        None => InputKind::Empty,
        Some(b'{') if find(body, b"jsonfeed.org/version").is_some() => InputKind::JsonFeed,
        Some(b'{') if looks_like_object(body) => {
            // An object that goes on behind its first line break, before any of it was closed, is not one a line.
            if body.trim_ascii_end().starts_with(b"{\n") || body.starts_with(b"{\r\n") { InputKind::Json } else { InputKind::JsonLines }
        }
        Some(b'[') if extension == "json" || extension == "jsonl" || body[1..].trim_ascii_start().starts_with(b"{\"") => InputKind::Json,
        Some(b'<') => markup(body, &extension),
        _ if looks_like_mailbox(body) => InputKind::Mailbox,
        _ if looks_like_mail(body) || extension == "eml" => InputKind::Mail,
        _ if is_table_name || looks_like_table(body) => InputKind::Table,
        _ if extension == "jsonl" || extension == "ndjson" => InputKind::JsonLines,
        _ if extension == "html" || extension == "htm" => InputKind::Html,
        _ => InputKind::Text,
    }
}

/// The last extension of a name in lower case, `.gz` apart.
fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let file = file.strip_suffix(".gz").unwrap_or(&file);
    file.rsplit_once('.').map(|(_, e)| e.to_owned()).unwrap_or_default()
}

/// `{` then a key or the end of the object.
fn looks_like_object(body: &[u8]) -> bool {
    matches!(body[1..].trim_ascii_start().first(), Some(b'"' | b'}') | None)
}

fn markup(body: &[u8], extension: &str) -> InputKind {
    let head = String::from_utf8_lossy(&body[..body.len().min(SNIFF_BYTES)]).to_ascii_lowercase();
    let has = |tags: &[&str]| tags.iter().any(|t| head.contains(t));
    if is_feed(&head) || head.starts_with("<?xml") && outermost(&head) != "html" {
        InputKind::Feed
    } else if has(&["<!doctype html", "<html", "<head", "<body"]) {
        InputKind::Html
    } else if has(&["<?xml", "<rss", "<feed", "<rdf:rdf"]) {
        InputKind::Feed
    } else if extension == "html" || extension == "htm" || has(&["<div", "<p>", "<article", "<title", "<meta", "<!--"]) {
        InputKind::Html
    } else {
        InputKind::Text
    }
}

/// Whether the outermost element of a document, in small letters, is a feed's or a list of feeds'; pieces of pages may stand
/// in it.
fn is_feed(head: &str) -> bool {
    ["rss", "feed", "rdf", "opml"].contains(&outermost(head))
}

/// The local name of a document's outermost element; empty when none begins.
fn outermost(head: &str) -> &str {
    let mut rest = head;
    while let Some(tag) = rest.find('<').map(|at| &rest[at..]) {
        if !tag.starts_with("<?") && !tag.starts_with("<!") {
            let name = tag[1..].split(|c: char| !(c.is_alphanumeric() || c == ':')).next().unwrap_or("");
            return name.rsplit(':').next().unwrap_or("");
        }
        let end = if tag.starts_with("<!--") { "-->" } else { ">" };
        let Some(at) = tag.find(end) else { return "" };
        rest = &tag[at + end.len()..];
    }
    ""
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

/// A UTF-16 byte-order mark.
pub(crate) fn is_utf16(first: &[u8]) -> bool {
    first.starts_with(&[0xff, 0xfe]) || first.starts_with(&[0xfe, 0xff])
}

/// Known magic numbers, or more control bytes than any text has. A stray NUL or two does not make a text binary.
pub(crate) fn is_binary(first: &[u8]) -> bool {
    const MAGIC: [&[u8]; 12] = [
        b"%PDF-",
        b"PK\x03\x04",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"\x7fELF",
        b"MZ\x90",
        b"\xd0\xcf\x11\xe0",
        b"SQLite format 3\0",
        b"BZh",
        b"\xfd7zXZ",
        b"\x28\xb5\x2f\xfd",
    ];
    if MAGIC.iter().any(|m| first.starts_with(m)) {
        return true;
    }
    let control = first.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    // One in fifty: plain text has none, and texts with stray control bytes stay far below. A few are always borne.
    control > 8 && control * 50 > first.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_then_the_name() {
        let cases: [(&[u8], &str, InputKind); 15] = [
            (b"", "a.txt", InputKind::Empty),
            (b" \r\n\t", "a.txt", InputKind::Empty),
            (b"\x1f\x8b\x08rest", "a.txt", InputKind::Gzip),
            (b"{\"text\":\"x\"}\n", "a.txt", InputKind::JsonLines),
            (b"\xef\xbb\xbf{\"text\":\"x\"}\n", "a", InputKind::JsonLines),
            (b"{\n  \"text\": \"x\"\n}\n", "a.jsonl", InputKind::Json),
            (b"[{\"text\":\"x\"}]", "a.json", InputKind::Json),
            (b"[Opening remarks] The minister said", "a.txt", InputKind::Text),
            (b"not json at all", "a.jsonl", InputKind::JsonLines),
            (b"<!DOCTYPE html><html>", "a.txt", InputKind::Html),
            (b"<?xml version='1.0'?><rss>", "a.html", InputKind::Feed),
            (b"Two people were hurt.", "a.html.gz", InputKind::Html),
            (b"%PDF-1.7", "a.txt", InputKind::Pdf),
            (b"\xff\xfeT\0w\0o\0", "a.txt", InputKind::Text),
            (b"Two people\0 were hurt in the fire on Monday night, police said on Tuesday.", "a", InputKind::Text),
        ];
        for (bytes, name, kind) in cases {
            assert_eq!(sniff(bytes, name), kind, "{:?} as {name}", String::from_utf8_lossy(bytes));
        }
    }
}
