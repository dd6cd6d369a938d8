//! Bytes → characters for plain text.

use crate::ReadError;
use crate::sniff::{SNIFF_BYTES, is_binary, is_utf16};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use std::borrow::Cow;

/// The characters of a plain text: UTF-8, UTF-16 by its byte-order mark, else the encoding that fits best.
/// The second value says which encoding was guessed, and whether some bytes had no meaning in it.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<String>), ReadError> {
    if is_utf16(bytes) {
        let encoding = if bytes[0] == 0xff { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
        let note = had_errors.then(|| "some of its UTF-16 is broken and was replaced by U+FFFD".to_owned());
        return Ok((text, note));
    }
    if is_binary(&bytes[..bytes.len().min(SNIFF_BYTES)]) {
        return Err(ReadError::new("this is not text (a picture, PDF, archive or program?); give plain text or JSON Lines"));
    }
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(body) {
        return Ok((Cow::Borrowed(text), None));
    }
    let encoding = guess(body);
    let (text, had_errors) = encoding.decode_without_bom_handling(body);
    let note = if had_errors {
        format!("it is not valid UTF-8; read as {}, with bytes that have no meaning replaced by U+FFFD", encoding.name())
    } else {
        format!("it is not UTF-8; read as {}", encoding.name())
    };
    Ok((text, Some(note)))
}

/// The encoding that fits some bytes best.
pub(crate) fn guess(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        assert_eq!(decode("\u{feff}Café".as_bytes()).unwrap().0, "Café");
        let utf16: Vec<u8> = [0xfeff].into_iter().chain("Café – fire".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16).unwrap().0, "Café – fire");
        let (latin, note) = decode(b"El atentado dej\xf3 dos muertos en Bogot\xe1, dijo la polic\xeda.").unwrap();
        assert_eq!(latin, "El atentado dejó dos muertos en Bogotá, dijo la policía.");
        assert!(note.unwrap().contains("windows-1252"));
        let bytes = encoding_rs::WINDOWS_1251.encode("Два человека погибли при взрыве, сообщила полиция.").0;
        let (russian, _) = decode(&bytes).unwrap();
        assert_eq!(russian, "Два человека погибли при взрыве, сообщила полиция.");
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0").is_err());
    }
}
