//! What a page may cost, found by one linear scan before anything is parsed.
//!
//! The limits stand far above real pages (the largest of 181 news pages: 1.5 MB, 1,596 tags, 64 attributes on one tag,
//! 51 levels) and far below what makes a parser quadratic or recursive code run out of stack.

use crate::ReadError;

/// The longest page that is read, in bytes: ten times the longest news pages seen.
pub const MAX_PAGE_BYTES: usize = 16 << 20;
/// Opening tags of a page.
const MAX_TAGS: usize = 60_000;
/// Attributes on one tag.
const MAX_TAG_ATTRIBUTES: usize = 256;
/// Attributes of a page.
const MAX_ATTRIBUTES: usize = 300_000;
/// Elements inside one another; recursive code stays far inside a thread's smallest stack.
pub(super) const MAX_DEPTH: usize = 400;

/// Elements without an end tag, and those whose end tag is often left out: a parser closes them by itself.
const CLOSED_BY_ITSELF: [&str; 31] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "td", "tr",
    "th", "dd", "dt", "option", "tbody", "thead", "tfoot", "optgroup", "rt", "rp", "colgroup", "keygen", "frame",
];

/// Elements in which a tag is text.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Elements whose content follows other rules.
const FOREIGN: [&str; 2] = ["svg", "math"];

/// Whether a page may be parsed; else why not, in words for people.
pub(super) fn check(html: &str) -> Result<(), ReadError> {
    if html.len() > MAX_PAGE_BYTES {
        return Err(too_long());
    }
    let bytes = html.as_bytes();
    let (mut at, mut depth, mut tags, mut attributes) = (0, 0_usize, 0, 0);
    // Inside SVG and MathML a "style" is an element like others: what stands in it is tags again.
    let mut foreign = 0_usize;
    while let Some(open) = find(bytes, at, b'<') {
        at = open + 1;
        match bytes.get(at) {
            Some(b'!') if bytes[at..].starts_with(b"!--") => {
                at = html[at..].find("-->").map_or(bytes.len(), |end| at + end + 3);
            }
            Some(b'/') => {
                let name = name(bytes, at + 1);
                if !name.is_empty() && !is(name, &CLOSED_BY_ITSELF) {
                    depth = depth.saturating_sub(1);
                }
                foreign = foreign.saturating_sub(usize::from(is(name, &FOREIGN)));
            }
            Some(c) if c.is_ascii_alphabetic() => {
                let name = name(bytes, at);
                let (end, count, closed) = tag(bytes, at + name.len());
                at = end;
                tags += 1;
                attributes += count;
                if count > MAX_TAG_ATTRIBUTES {
                    return Err(hostile(format!("one of its tags has more than {MAX_TAG_ATTRIBUTES} attributes")));
                }
                foreign += usize::from(!closed && is(name, &FOREIGN));
                if foreign == 0 && is(name, &RAW) {
                    at = raw_end(bytes, at, name);
                } else if !closed && !is(name, &CLOSED_BY_ITSELF) {
                    depth += 1;
                }
                if depth > MAX_DEPTH {
                    return Err(too_deep());
                }
                if tags > MAX_TAGS || attributes > MAX_ATTRIBUTES {
                    return Err(hostile(format!("it has more than {MAX_TAGS} tags or {MAX_ATTRIBUTES} attributes")));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Why a page is not read that is too long.
fn too_long() -> ReadError {
    ReadError::new(format!("the page is longer than {} MiB; give the article's text as .txt or .jsonl", MAX_PAGE_BYTES >> 20))
}

/// Why a page is not read whose elements are nested too deep.
pub(super) fn too_deep() -> ReadError {
    hostile(format!("its elements stand more than {MAX_DEPTH} deep in one another"))
}

fn hostile(what: String) -> ReadError {
    ReadError::new(format!("the page is not built like a page of news: {what}; give the article's text as .txt or .jsonl"))
}

fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    bytes.get(from..)?.iter().position(|b| *b == byte).map(|at| from + at)
}

fn name(bytes: &[u8], from: usize) -> &[u8] {
    let rest = bytes.get(from..).unwrap_or_default();
    let end = rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<')).unwrap_or(rest.len());
    &rest[..end]
}

fn is(name: &[u8], list: &[&str]) -> bool {
    list.iter().any(|n| n.as_bytes().eq_ignore_ascii_case(name))
}

/// Behind a tag's name: where the tag ends, how many attributes it has at most, and whether it closes itself.
fn tag(bytes: &[u8], from: usize) -> (usize, usize, bool) {
    let (mut at, mut count, mut quote) = (from, 0, None);
    let mut gap = true;
    while let Some(&b) = bytes.get(at) {
        at += 1;
        match (quote, b) {
            (Some(q), b) if b == q => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return (at, count, bytes.get(at.wrapping_sub(2)) == Some(&b'/')),
            (None, b'"' | b'\'') if bytes[..at - 1].trim_ascii_end().last() == Some(&b'=') => {
                quote = Some(b);
                gap = false;
            }
            (None, b'/') => gap = true,
            (None, b) if b.is_ascii_whitespace() => gap = true,
            (None, _) => {
                count += usize::from(gap);
                gap = false;
            }
        }
    }
    (at, count, false)
}

/// Where the raw text of an element ends: at its end tag, else at the end of the page.
fn raw_end(bytes: &[u8], from: usize, name: &[u8]) -> usize {
    let mut at = from;
    while let Some(open) = find(bytes, at, b'<') {
        let rest = &bytes[open + 1..];
        if rest.first() == Some(&b'/') && rest.len() > name.len() && rest[1..=name.len()].eq_ignore_ascii_case(name) {
            return open;
        }
        at = open + 1;
    }
    bytes.len()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_pass_and_hostile_ones_do_not() {
        check("<html><body><p>One<p>Two<br><img src='a'></body></html>").unwrap();
        check(&"<p>x".repeat(20_000)).unwrap();
        check(&format!("<script>{}</script><p>x", "<div>".repeat(5000))).unwrap();
        for (page, says) in [
            ("<div>".repeat(100_000), "deep"),
            ("<b><div>".repeat(100_000), "deep"),
            (format!("<svg><style>{}", "<div>".repeat(100_000)), "deep"),
            (format!("<p {}>", "a=1 ".repeat(1_000_000)), "attributes"),
            (format!("<p {}>", "a ".repeat(1_000)), "attributes"),
            ("<p>x</p>".repeat(100_000), "tags"),
            ("<p a b c d e f g h i j k l>".repeat(50_000), "tags or"),
            (" ".repeat(MAX_PAGE_BYTES + 1), "MiB"),
        ] {
            let error = check(&page).unwrap_err();
            assert!(error.message().contains(says), "{error}");
        }
    }

    #[test]
    fn quotes_hide_what_is_in_them() {
        let (end, count, closed) = tag(b" a=\"x > y\" b='1' c />rest", 0);
        assert_eq!((end, count, closed), (21, 3, true));
    }
}
