//! Raw answers in the standard form for archives (ISO 28500, WARC 1.1), a gzip member a record.

use super::client::Answer;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// The record of an answer, as it is appended to an archive. The body stands in it unpacked; header fields that speak of how it
/// was sent are left out, so that they do not speak of another body.
pub fn response(url: &str, date: &str, answer: &Answer) -> io::Result<Vec<u8>> {
    let mut http = format!("HTTP/1.1 {}\r\n", answer.status).into_bytes();
    for (name, value) in &answer.fields {
        if !matches!(name.as_str(), "content-encoding" | "transfer-encoding" | "content-length" | "connection") {
            http.extend(format!("{name}: {}\r\n", value.replace(['\r', '\n'], " ")).into_bytes());
        }
    }
    http.extend(format!("content-length: {}\r\n\r\n", answer.body.len()).into_bytes());
    http.extend(&answer.body);
    // The same answer at the same moment has the same name.
    let digest = Sha256::digest([url.as_bytes(), date.as_bytes(), &http].concat());
    let hex: String = digest[..16].iter().map(|b| format!("{b:02x}")).collect();
    let id = format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
    let head = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Date: {date}\r\nWARC-Target-URI: {url}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        http.len()
    );
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    for part in [head.as_bytes(), &http, b"\r\n\r\n"] {
        out.write_all(part)?;
    }
    out.finish()
}
