//! Archives made here: as crawlers write them, and as they get on the way.

use super::{MAX_PAGE_BYTES, Rows};
use crate::At;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

const PAGE: &str = "<!doctype html><p>Two people were hurt in Port Maren on Monday, police said.";

/// A record with its closing line ends.
fn record(kind: &str, declared: &str, uri: &str, content: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2019-08-08T10:00:00Z\r\n\
         Content-Type: {declared}\r\nContent-Length: {}\r\n\r\n",
        content.len()
    )
    .into_bytes();
    out.extend_from_slice(content);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

fn response(uri: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut message = format!("HTTP/1.1 200 OK\r\n{headers}\r\n").into_bytes();
    message.extend_from_slice(body);
    record("response", "application/http; msgtype=response", uri, &message)
}

fn page(n: usize) -> Vec<u8> {
    response(&format!("https://corvan.example/{n}"), "Content-Type: text/html; charset=UTF-8\r\n", format!("{PAGE} Page {n}.").as_bytes())
}

fn info() -> Vec<u8> {
    record("warcinfo", "application/warc-fields", "", b"software: made by a test\r\n")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What comes of an archive, a line each: the address's last part, or what is wrong.
fn read(bytes: &[u8], from: u64) -> Vec<String> {
    read_placed(bytes, from).into_iter().map(|(_, line)| line).collect()
}

fn read_placed(bytes: &[u8], from: u64) -> Vec<(Option<u64>, String)> {
    let shown = |(at, row): (Option<At>, Result<crate::row::Row, crate::ReadError>)| {
        let at = at.map(|at| if let At::Byte(at) = at { at } else { panic!("{at}") });
        let line = match row {
            Ok(row) => row.url.unwrap().rsplit('/').next().unwrap().to_owned(),
            Err(error) => format!("{}: {}", if error.is_note() { "note" } else { "bad" }, error.message()),
        };
        (at, line)
    };
    Rows::new(Box::new(bytes), bytes.starts_with(&[0x1f, 0x8b]), from).map(shown).collect()
}

fn body(archive: &[u8]) -> Result<(String, Option<String>), String> {
    let row = Rows::new(Box::new(archive), false, 0).next().unwrap().1.map_err(|e| e.to_string())?;
    let page = row.page.unwrap();
    Ok((String::from_utf8(page.bytes).unwrap(), page.charset))
}

#[test]
fn reads_the_three_ways_of_packing() {
    let records = [info(), page(1), page(2), page(3)];
    let plain = records.concat();
    let members: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    for archive in [plain.clone(), members, gzip(&plain)] {
        assert_eq!(read(&archive, 0), ["1", "2", "3"]);
    }
}

#[test]
fn says_what_was_passed_over() {
    let elsewhere = record("response", "application/http", "https://a.example/x", b"HTTP/1.1 301 Moved\r\nLocation: /y\r\n\r\n");
    let gone =
        record("response", "application/http", "https://a.example/x", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>No.");
    let picture = response("https://a.example/x.png", "Content-Type: image/png\r\n", &[0x89; 100_000]);
    let request = record("request", "application/http", "https://a.example/x", b"GET / HTTP/1.1\r\n\r\n");
    let again = record("revisit", "application/http", "https://a.example/x", b"HTTP/1.1 200 OK\r\n\r\n");
    let archive = [info(), request, elsewhere, gone, picture.clone(), picture, again, page(1)].concat();
    assert_eq!(
        read(&archive, 0),
        [
            "1",
            "note: passed over: 1 that are errors (HTTP status 4xx or 5xx), 2 that are no web pages (pictures, documents, data), \
             1 that lead elsewhere (HTTP status 3xx), 1 that only repeat a page of an earlier crawl (revisit)"
        ]
    );
}

#[test]
fn unpacks_what_servers_packed() {
    let chunked = format!("5\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n", &PAGE[..5], PAGE.len() - 5, &PAGE[5..]);
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(PAGE.as_bytes()).unwrap();
    let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
    raw.write_all(PAGE.as_bytes()).unwrap();
    // An uncompressed brotli stream: window bits, one meta-block as it is, an empty last one (RFC 7932, 9).
    let length = PAGE.len() - 1;
    let header = (length << 4 | 1 << 20) as u32;
    let brotli = [&header.to_le_bytes()[..3], PAGE.as_bytes(), &[3]].concat();
    let cases: [(&str, Vec<u8>); 8] = [
        ("", PAGE.into()),
        ("Transfer-Encoding: chunked\r\n", chunked.clone().into()),
        ("Content-Encoding: gzip\r\n", gzip(PAGE.as_bytes())),
        ("Content-Encoding: gzip\r\n", PAGE.into()),
        ("Content-Encoding: deflate\r\n", zlib.finish().unwrap()),
        ("Content-Encoding: deflate\r\n", raw.finish().unwrap()),
        ("Content-Encoding: br\r\n", brotli),
        ("Transfer-Encoding: chunked\r\n", PAGE.into()),
    ];
    for (header, bytes) in cases {
        let archive = response("https://a.example/1", &format!("Content-Type: text/html; charset=latin1\r\n{header}"), &bytes);
        assert_eq!(body(&archive), Ok((PAGE.to_owned(), Some("latin1".to_owned()))), "{header}");
    }
}

#[test]
fn a_bomb_is_stopped() {
    let bomb = gzip(&vec![b' '; MAX_PAGE_BYTES + 10]);
    let archive = [response("https://a.example/b", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &bomb), page(2)].concat();
    assert_eq!(read(&archive, 0), ["bad: the page unpacks to more than 16 MiB and was skipped", "2"]);
    let long = response("https://a.example/l", "Content-Type: text/html\r\n", &vec![b'x'; MAX_PAGE_BYTES + 10]);
    let archive = [long, page(2)].concat();
    assert_eq!(read(&archive, 0), ["bad: the page is 17 MB long and was skipped (at most 16 MiB are read)", "2"]);
}

#[test]
fn goes_on_behind_a_bad_record() {
    let mut short = page(1);
    let at = short.windows(16).position(|w| w == b"Content-Length: ").unwrap() + 16;
    short[at] = b'9';
    let mut nameless = page(1);
    nameless.splice(at..at + 3, *b"abc");
    let rubbish = b"rubbish\r\nWARC is not what begins here\r\n".to_vec();
    for (bad, why) in [(short, "not as long as it says"), (nameless, "does not say how long"), (rubbish, "no WARC record")] {
        let archive = [page(0), bad.clone(), page(2), page(3)].concat();
        let lines = read(&archive, 0);
        assert!(lines.len() == 4 && lines[1].contains(why) && lines[2..] == ["2", "3"], "{lines:?}");
        let members = [gzip(&page(0)), gzip(&bad), gzip(&page(2)), gzip(&page(3))].concat();
        let lines = read(&members, 0);
        assert!(lines.len() == 4 && lines[1].starts_with("bad: ") && lines[2..] == ["2", "3"], "{lines:?}");
    }
}

#[test]
fn goes_on_behind_a_corrupt_gzip_member() {
    let (bad, good) = (gzip(&page(1)), [gzip(&page(2)), gzip(&page(3))].concat());
    // Past the last of its content, the page is whole and what follows is not.
    let length = bad.len();
    let late = |at: usize, lines: &[String]| {
        at + 12 > length && lines.len() == 5 && lines[1] == "1" && lines[2].starts_with("bad: ") && lines[3..] == ["2", "3"]
    };
    for at in 0..length {
        let mut bad = bad.clone();
        bad[at] ^= 0x55;
        let archive = [gzip(&page(0)), bad, good.clone()].concat();
        let lines = read(&archive, 0);
        // A few header bytes (time, system) mean nothing.
        let harmless = (3..10).contains(&at) && lines == ["0", "1", "2", "3"];
        assert!(
            harmless || late(at, &lines) || lines.len() == 4 && lines[1].starts_with("bad: ") && lines[2..] == ["2", "3"],
            "byte {at}: {lines:?}"
        );
    }
    for cut in 1..bad.len() {
        let archive = [gzip(&page(0)), bad[..cut].to_vec(), good.clone()].concat();
        let lines = read(&archive, 0);
        let broken = lines.len() == 4 && lines[1].starts_with("bad: ") && lines[2..] == ["2", "3"];
        assert!(late(cut, &lines) || broken, "cut at {cut}: {lines:?}");
    }
}

#[test]
fn an_archive_that_was_cut_off_gives_what_is_whole() {
    let plain = [page(0), page(1)].concat();
    let whole = page(0).len();
    for cut in whole + 1..plain.len() {
        let lines = read(&plain[..cut], 0);
        // The line ends that close the last record may be missing.
        let closed = cut >= plain.len() - 4;
        assert!(
            lines[0] == "0"
                && if closed { lines[1..] == ["1"] } else { lines.len() <= 2 && lines[1..].iter().all(|l| l.starts_with("bad")) },
            "{cut}: {lines:?}"
        );
    }
    let members = [gzip(&page(0)), gzip(&page(1))].concat();
    let lines = read(&members[..members.len() - 5], 0);
    assert!(lines.len() == 2 && lines[0] == "0" && lines[1].contains("gzip data are broken"), "{lines:?}");
}

#[test]
fn goes_on_at_an_offset() {
    let records = [info(), page(1), page(2), page(3)];
    let plain = records.concat();
    let members: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    for archive in [plain.clone(), members, gzip(&plain)] {
        let all = read_placed(&archive, 0);
        for (n, (at, line)) in all.iter().enumerate() {
            assert_eq!(read_placed(&archive, at.unwrap()), all[n..], "{line}");
        }
        // In the middle of a record: said, and the next one is read.
        let within = all[1].0.unwrap() + 20;
        let lines = read(&archive, within);
        assert!(lines.len() == 2 && lines[0].contains("no record begins here; reading goes on at byte") && lines[1] == "3", "{lines:?}");
        assert!(read(&archive, 1 << 40).len() <= 1);
    }
}

#[test]
fn a_crawl_date_is_no_publication_date() {
    let archive = page(1);
    let row = Rows::new(Box::new(archive.as_slice()), false, 0).next().unwrap().1.unwrap();
    assert!(row.published.is_none() && row.found.published_from.is_none() && row.found.updated.is_none());
}

#[test]
fn plain_text_of_an_archive_is_read() {
    let archive = record("conversion", "text/plain", "<https://a.example/1>", "Zwei Verletzte in Älmar.".as_bytes());
    let row = Rows::new(Box::new(archive.as_slice()), false, 0).next().unwrap().1.unwrap();
    assert_eq!((row.text.as_deref(), row.url.as_deref()), (Some("Zwei Verletzte in Älmar."), Some("https://a.example/1")));
}
