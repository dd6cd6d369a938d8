//! Bytes of a page → characters, as browsers decide it (WHATWG HTML, section 13.2.3, and the Encoding standard).

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How many bytes a browser looks through for a `meta` that names the encoding.
const LOOKED_THROUGH: usize = 1024;

/// The characters of a page: by its byte-order mark, else by what the transport said (`Content-Type`), else by its own
/// `meta`, else as UTF-8 where it is that, else by what fits best. The second value says what was guessed or broken.
pub(crate) fn decode<'b>(bytes: &'b [u8], transport: Option<&str>) -> (Cow<'b, str>, Option<String>) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[length..]);
        return (text, broken.then(|| note(encoding, "its byte-order mark")));
    }
    let said = transport.and_then(label).map(|e| (e, "the server's Content-Type"));
    if let Some((encoding, by)) = said.or_else(|| from_meta(bytes).map(|e| (e, "its meta element"))) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        // Many pages say an old encoding by habit and are UTF-8, which hardly any other text is by chance.
        let other = encoding != UTF_8 && !bytes.is_ascii() && encoding.is_ascii_compatible();
        if let (true, Ok(text)) = (other, std::str::from_utf8(bytes)) {
            return (Cow::Borrowed(text), Some(format!("it says {} but is UTF-8, and was read as that", encoding.name())));
        }
        if !broken {
            return (text, None);
        }
        if encoding != UTF_8 || std::str::from_utf8(&bytes[..bytes.len().min(LOOKED_THROUGH)]).is_ok() && few_broken(&text) {
            return (text, Some(note(encoding, by)));
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), None);
    }
    let encoding = crate::decode::guess(bytes);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text, Some(format!("it does not say its character set, or says a wrong one; read as {}", encoding.name())))
}

/// Under one broken character in a thousand: a page in UTF-8 with a few bytes of something else, not another encoding.
fn few_broken(text: &str) -> bool {
    text.matches('\u{fffd}').count() * 1000 < text.len()
}

fn note(encoding: &'static Encoding, by: &str) -> String {
    format!("read as {} by {by}; bytes that have no meaning in it were replaced by U+FFFD", encoding.name())
}

/// The encoding of a label or of the `charset` of a `Content-Type`.
fn label(said: &str) -> Option<&'static Encoding> {
    let said = said.trim();
    let start = said.to_ascii_lowercase().find("charset").map(|at| at + "charset".len());
    let name = match start {
        Some(at) => said[at..].trim_start().strip_prefix('=')?,
        None if said.contains(['/', ';']) => return None,
        None => said,
    };
    let name = name.trim_start().trim_start_matches(['"', '\'']);
    let end = name.find(|c: char| matches!(c, '"' | '\'' | ';') || c.is_whitespace()).unwrap_or(name.len());
    Encoding::for_label(&name.as_bytes()[..end])
}

/// What a page's own `meta` (or XML declaration) within its first bytes says. UTF-16 there means UTF-8, since the bytes
/// could be read at all.
fn from_meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_THROUGH)]).to_ascii_lowercase();
    let declared = head.trim_start().strip_prefix("<?xml").and_then(|rest| {
        let declaration = &rest[..rest.find("?>")?];
        let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?;
        Encoding::for_label(value.trim().trim_matches(['"', '\'', ' ']).split(['"', '\'']).next()?.as_bytes())
    });
    let mut rest = head.as_str();
    let mut found = None;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
        } else if rest.starts_with("<meta") {
            let end = rest.find('>').unwrap_or(rest.len());
            found = rest[..end].contains("charset").then(|| label(&rest[..end])).flatten();
            if found.is_some() {
                break;
            }
            rest = &rest[end..];
        } else {
            rest = &rest[1..];
        }
    }
    let encoding = found.or(declared)?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], transport: Option<&str>) -> String {
        decode(bytes, transport).0.into_owned()
    }

    #[test]
    fn the_order_is_mark_transport_meta_guess() {
        let meta = |name: &str, rest: &[u8]| [b"<html><head><meta charset='", name.as_bytes(), b"'><p>", rest].concat();
        assert!(read(&meta("windows-1251", b"\xcf\xee\xf0\xf2"), None).contains("Порт"));
        assert!(read(&meta("windows-1252", b"\xcf\xee\xf0\xf2"), Some("text/html; charset=\"windows-1251\"")).contains("Порт"));
        let marked = [b"\xef\xbb\xbf".as_slice(), &meta("windows-1251", "Порт".as_bytes())].concat();
        assert!(read(&marked, Some("text/html; charset=koi8-r")).contains("Порт"));
        let old = b"<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\"><p>caf\xe9 \x93x\x94";
        assert!(read(old, None).contains("café “x”"));
        assert!(read(b"<p>La polic\xeda de Velmara dijo que el puente cay\xf3 el martes.", None).contains("policía"));
        let utf16: Vec<u8> = [0xfeff].into_iter().chain("<p>Café".encode_utf16()).flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&utf16, None), "<p>Café");
    }

    #[test]
    fn what_a_page_says_wrongly_is_noticed() {
        let (text, note) = decode("<meta charset=iso-8859-1><p>Café — zwölf".as_bytes(), None);
        assert!(text.contains("Café — zwölf") && note.is_some_and(|n| n.contains("UTF-8")));
        let (text, note) = decode(b"<meta charset=utf-8><p>La polic\xeda de Velmara dijo que el puente cay\xf3", None);
        assert!(text.contains("policía") && note.is_some_and(|n| n.contains("windows-1252")), "{text}");
        // A comment is not a meta element, and one behind the first 1,024 bytes does not count.
        assert_eq!(from_meta(b"<!-- <meta charset=koi8-r> --><meta charset=utf-16>"), Some(UTF_8));
        assert_eq!(from_meta(format!("{}<meta charset=koi8-r>", " ".repeat(1024)).as_bytes()), None);
        assert_eq!(from_meta(b"<?xml version='1.0' encoding='koi8-r'?><html>"), Encoding::for_label(b"koi8-r"));
    }
}
