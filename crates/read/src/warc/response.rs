//! HTTP responses (RFC 9112) as crawlers keep them: status, headers, and a page that may be chunked and packed.

use super::MAX_PAGE_BYTES;
use super::headers::{Headers, charset, end_of_headers};
use crate::InputKind;
use crate::row::Page;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::Read;

/// What a response holds.
pub(super) enum Payload {
    /// A page, and what people should know of it.
    Page(Page, Option<String>),
    /// Not a page: of what kind, in the plural.
    Passed(&'static str),
    Bad(String),
}

const NO_PAGE: &str = "that are no web pages (pictures, documents, data)";

/// Of what kind a response is when it holds no page, by its first bytes.
pub(super) fn other_than_page(head: &[u8]) -> Option<&'static str> {
    let end = end_of_headers(head).unwrap_or(head.len());
    match status(head) {
        Some(200..=299) => {}
        Some(300..=399) => return Some("that lead elsewhere (HTTP status 3xx)"),
        Some(_) => return Some("that are errors (HTTP status 4xx or 5xx)"),
        None => return Some("that hold no HTTP response"),
    }
    let headers = Headers::parse(&head[..end]);
    // Without a type the body decides, when it is unpacked.
    let is_page =
        |t: &str| ["text/html", "application/xhtml+xml"].iter().any(|p| t.get(..p.len()).is_some_and(|t| t.eq_ignore_ascii_case(p)));
    headers.get("Content-Type").filter(|t| !is_page(t)).map(|_| NO_PAGE)
}

/// The number behind "HTTP/1.1 ".
fn status(head: &[u8]) -> Option<u16> {
    let line = head.split(|b| *b == b'\n').next()?;
    if !line.starts_with(b"HTTP/") {
        return None;
    }
    std::str::from_utf8(line.split(|b| *b == b' ').nth(1)?).ok()?.trim().parse().ok()
}

/// The page of a response that [`other_than_page`] did not pass over.
pub(super) fn page(message: &[u8]) -> Payload {
    let end = end_of_headers(message).unwrap_or(message.len());
    let headers = Headers::parse(&message[..end]);
    let mut warning = None;
    let mut body = std::borrow::Cow::Borrowed(&message[end..]);
    if headers.get("Transfer-Encoding").is_some_and(|t| t.to_ascii_lowercase().contains("chunked")) {
        // Some crawlers put the chunks together and leave the header.
        if let Some((joined, whole)) = dechunk(&body) {
            body = joined.into();
            if !whole {
                warning = Some("the page's last part is missing".to_owned());
            }
        }
    }
    // Applied in the order of the header, so taken off from its end (RFC 9110, 8.4).
    for coding in headers.get("Content-Encoding").unwrap_or("").to_ascii_lowercase().rsplit(',').map(str::trim).take(3) {
        match unpack(coding, &body) {
            Ok(Some(unpacked)) => body = unpacked.into(),
            Ok(None) => {}
            Err(why) => return Payload::Bad(why),
        }
    }
    if headers.get("Content-Type").is_none() && crate::sniff(&body[..body.len().min(crate::SNIFF_BYTES)], "") != InputKind::Html {
        return Payload::Passed(NO_PAGE);
    }
    if body.trim_ascii().is_empty() {
        return Payload::Passed("that are empty");
    }
    let charset = headers.get("Content-Type").and_then(charset);
    Payload::Page(Page { bytes: body.into_owned(), charset }, warning)
}

/// The bytes of a chunked body (RFC 9112, 7.1), and whether its end is there. None when it is not chunked.
fn dechunk(body: &[u8]) -> Option<(Vec<u8>, bool)> {
    let (mut joined, mut rest) = (Vec::with_capacity(body.len()), body);
    let mut first = true;
    loop {
        let Some(line) = rest.iter().position(|b| *b == b'\n').filter(|at| *at < 256) else {
            return (!first).then_some((joined, false));
        };
        let size = std::str::from_utf8(&rest[..line]).ok().and_then(|l| usize::from_str_radix(l.split(';').next()?.trim(), 16).ok());
        let Some(size) = size else { return (!first).then_some((joined, false)) };
        first = false;
        rest = &rest[line + 1..];
        if size == 0 {
            return Some((joined, true));
        }
        if size > rest.len() {
            joined.extend_from_slice(rest);
            return Some((joined, false));
        }
        joined.extend_from_slice(&rest[..size]);
        rest = &rest[size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// Takes one content coding off. None when there is nothing to take off: many crawlers keep the unpacked page under the
/// headers of the packed one.
fn unpack(coding: &str, body: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let unpacked = match coding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => up_to_cap(MultiGzDecoder::new(body)),
        // Servers send either of the two for "deflate" (RFC 9110, 8.4.1.2).
        "deflate" if looks_packed(body) => up_to_cap(ZlibDecoder::new(body)).or_else(|_| up_to_cap(DeflateDecoder::new(body))),
        "br" if looks_packed(body) => up_to_cap(brotli_decompressor::Decompressor::new(body, 1 << 14)),
        "zstd" if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => return Err("the page is packed with zstd, which is not supported".into()),
        _ => return Ok(None),
    };
    match unpacked {
        Ok(bytes) if bytes.len() > MAX_PAGE_BYTES => {
            Err(format!("the page unpacks to more than {} MiB and was skipped", MAX_PAGE_BYTES >> 20))
        }
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) => Err(format!("the page cannot be unpacked ({coding}): {error}")),
    }
}

/// Whether a body is not yet markup.
fn looks_packed(body: &[u8]) -> bool {
    body.trim_ascii_start().first() != Some(&b'<')
        || std::str::from_utf8(&body[..body.len().min(64)]).is_err_and(|e| e.error_len().is_some())
}

fn up_to_cap(from: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_PAGE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined() {
        assert_eq!(dechunk(b"4\r\n<p>T\r\n3;x=y\r\nwo.\r\n0\r\n\r\n"), Some((b"<p>Two.".to_vec(), true)));
        assert_eq!(dechunk(b"4\r\n<p>T\r\n9\r\nwo."), Some((b"<p>Two.".to_vec(), false)));
        assert_eq!(dechunk(b"<html><p>Two.</p>\n"), None);
        assert_eq!(dechunk(b"ffffffffffffffff\r\nx"), Some((b"x".to_vec(), false)));
    }

    #[test]
    fn statuses() {
        let head = |s: &str| other_than_page(format!("{s}\r\nContent-Type: text/html\r\n\r\n").as_bytes());
        assert_eq!(head("HTTP/1.1 200 OK"), None);
        assert_eq!(head("HTTP/2 200"), None);
        assert!(head("HTTP/1.1 301 Moved").is_some_and(|w| w.contains("elsewhere")));
        assert!(head("HTTP/1.1 404 Not Found").is_some_and(|w| w.contains("errors")));
        assert!(head("hello").is_some());
        assert_eq!(other_than_page(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"), Some(NO_PAGE));
    }
}
