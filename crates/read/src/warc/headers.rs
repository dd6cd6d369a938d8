//! Header lines, as WARC records (ISO 28500, 4) and HTTP messages (RFC 9112, 5) write them.

/// Names and values in their order, leniently read: crawls hold whatever servers sent.
#[derive(Debug, Default)]
pub(super) struct Headers(Vec<(String, String)>);

impl Headers {
    /// The lines behind the first one. A line without a colon is passed over; one that begins with white space goes on
    /// with the line before.
    pub fn parse(block: &[u8]) -> Self {
        let mut list: Vec<(String, String)> = Vec::new();
        for line in block.split(|b| *b == b'\n').skip(1) {
            let line = String::from_utf8_lossy(line);
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = list.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                list.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        Self(list)
    }

    /// The first value of a name, whatever its case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, v)| n.eq_ignore_ascii_case(name) && !v.is_empty()).map(|(_, v)| v.as_str())
    }
}

/// Where a block of header lines ends: the offset behind its blank line. None when there is none yet.
pub(super) fn end_of_headers(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|b| *b == b'\n') {
        at += found + 1;
        match bytes.get(at..) {
            Some([b'\n', ..]) => return Some(at + 1),
            Some([b'\r', b'\n', ..]) => return Some(at + 2),
            _ => {}
        }
    }
    None
}

/// The `charset` parameter of a content type.
pub(crate) fn charset(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let at = lower.find("charset")? + "charset".len();
    let value = content_type.get(at..)?.trim_start().strip_prefix('=')?;
    let value = value.split(';').next()?.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_leniently() {
        let headers =
            Headers::parse(b"HTTP/1.1 200 OK\r\ncontent-TYPE: text/html;\r\n charset=\"ISO-8859-1\"\r\nnonsense\r\nX: \xff\r\n\r\n");
        assert_eq!(headers.get("Content-Type"), Some("text/html; charset=\"ISO-8859-1\""));
        assert_eq!(charset(headers.get("content-type").unwrap()).as_deref(), Some("ISO-8859-1"));
        assert_eq!(charset("text/html"), None);
        assert_eq!(headers.get("Y"), None);
        assert_eq!(end_of_headers(b"a\r\nb\r\n\r\nrest"), Some(8));
        assert_eq!(end_of_headers(b"a\nb\n\nrest"), Some(5));
        assert_eq!(end_of_headers(b"a\r\nb\r\n"), None);
    }
}
