//! JSON Lines: what is wrong with a line is said, and the rest goes on.

use crate::reader;
use std::io::{self, BufReader, Read};
use stemma_read::{At, MAX_LINE_BYTES, Reader};

fn outcomes(reader: &Reader, input: &[u8]) -> Vec<Result<String, String>> {
    reader.reports(input, "a.jsonl").map(|r| r.map(|r| r.report.text).map_err(|e| e.to_string())).collect()
}

#[test]
fn bad_lines_are_named_and_skipped() {
    let input = b"{\"text\":\"First.\"}\n\
        \n\
        not json\n\
        {\"text\":5}\n\
        {\"title\":\"No words\"}\n\
        {\"html\":\"  \"}\n\
        {\"text\":\"broken\n\
        {\"text\":\"\xff\"}\n\
        {\"text\":\"   \"}\n\
        {\"text\":\"a\",\"text\":\"b\"}\n\
        {\"text\":\"Last.\",\"other\":[1,{\"deep\":null}]}";
    let lines = outcomes(&reader(), input);
    assert_eq!(lines.len(), 10);
    assert_eq!(lines[0], Ok("First.".into()));
    assert_eq!(lines[9], Ok("Last.".into()));
    let wanted = [
        "line 3: not a JSON object",
        "line 4: a field has the wrong type",
        "line 5: there are no words",
        "line 6: there are no words",
        "line 7: broken JSON",
        "line 8: not valid UTF-8",
        "line 9: there are no words",
        "line 10: a field has the wrong type or stands twice",
    ];
    for (line, want) in lines[1..9].iter().zip(wanted) {
        assert!(line.as_ref().unwrap_err().starts_with(want), "{line:?}, wanted {want}");
    }
}

#[test]
fn fields_are_kept_and_checked() {
    let line = "{\"id\":\"x1\",\"url\":\"http://a.example/1\",\"outlet\":\"Post\",\"title\":\" A \\n b \",\"byline\":null,\"published\":\"08/08/2019\",\"lang\":\"en-US\",\"text\":\"Fire.\"}";
    let read = reader().reports(line.as_bytes(), "a").next().unwrap().unwrap();
    let report = &read.report;
    assert_eq!((report.id.as_str(), report.title.as_deref(), report.lang.as_deref()), ("x1", Some("A b"), Some("en")));
    assert_eq!(report.published, None);
    assert_eq!(read.at, Some(At::Line(1)));
    assert!(read.warnings[0].contains("neither YYYY-MM-DD nor RFC 3339"));
}

#[test]
fn ids_are_of_content_url_outlet_and_published() {
    let id = |line: &str| reader().reports(line.as_bytes(), "a").next().unwrap().unwrap().report.id;
    let first = id("{\"text\":\"Fire.\",\"outlet\":\"A\"}");
    assert_eq!(first, id("{\"outlet\":\"A\",\"text\":\"Fire.\",\"title\":\"Headlines do not count\"}"));
    assert_eq!(first.len(), 16);
    for other in [
        "{\"text\":\"Fire.\",\"outlet\":\"B\"}",
        "{\"text\":\"Fire!\",\"outlet\":\"A\"}",
        "{\"text\":\"Fire.\",\"url\":\"A\"}",
        "{\"text\":\"Fire.\",\"outlet\":\"A\",\"published\":\"2020-01-01\"}",
    ] {
        assert_ne!(first, id(other));
    }
}

/// A line of `left` bytes, then a good one; counts how much is held at once by never holding it.
struct LongLine {
    left: usize,
    tail: &'static [u8],
}

impl Read for LongLine {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left > 0 {
            let n = buffer.len().min(self.left);
            buffer[..n].fill(b'x');
            self.left -= n;
            return Ok(n);
        }
        self.tail.read(buffer)
    }
}

#[test]
fn a_line_of_200_megabytes_is_skipped_and_named() {
    let long = b"{\"text\":\"".chain(LongLine { left: 200_000_000, tail: b"\"}\n{\"text\":\"After.\"}\n" });
    let reader = reader();
    let lines: Vec<_> = reader.json_lines(BufReader::new(long)).collect();
    assert_eq!(lines.len(), 2);
    let error = lines[0].as_ref().unwrap_err();
    assert_eq!(error.position(), Some(At::Line(1)));
    assert!(error.message().contains("the line is 201 MB long and was skipped"), "{error}");
    assert_eq!(lines[1].as_ref().unwrap().report.text, "After.");
}

#[test]
fn a_line_up_to_the_limit_is_read() {
    let words = "Fire. ".repeat((MAX_LINE_BYTES - 100) / 6);
    let line = format!("{{\"text\":\"{words}\"}}\n{{\"text\":\"After.\"}}");
    assert_eq!(outcomes(&reader(), line.as_bytes()).iter().filter(|r| r.is_ok()).count(), 2);
}

#[test]
fn what_the_program_writes_of_a_report_is_read_again() {
    let line = r#"{"id":"b","url":"https://coast.example/fire?a=1","canonical":"https://coast.example/fire","version_of":"a","text":"A ferry burned.",
        "published":"2031-05-06","published_from":"json-ld","updated":"2031-05-07"}"#
        .replace('\n', "");
    let report = reader().reports(line.as_bytes(), "a").next().unwrap().unwrap().report;
    assert_eq!((report.canonical.as_deref(), report.version_of.as_deref()), (Some("https://coast.example/fire"), Some("a")));
    assert_eq!((report.published_from, report.updated.as_deref()), (stemma_model::PublishedFrom::JsonLd, Some("2031-05-07")));
    let other = line.replace("json-ld", "a dream");
    assert_eq!(reader().reports(other.as_bytes(), "a").next().unwrap().unwrap().report.published_from, stemma_model::PublishedFrom::Given);
}
