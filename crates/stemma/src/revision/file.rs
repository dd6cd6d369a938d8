//! A record in a file: told from reports by what is in it, and read with errors that say what to do.

use crate::error::Failure;
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use stemma_model::{Record, Story};
use stemma_store::Store;

/// What a file is.
#[derive(Debug)]
pub enum Kind {
    /// A record, as `stemma record` writes it, or that of a store.
    Record(Box<Record>),
    /// Anything else: reports, as far as it can be read.
    Reports,
}

/// What the file at `path` is. Anything that no JSON begins with, and JSON that has no stories, may be reports: whoever reads
/// those says what is wrong with them.
///
/// # Errors
/// A record that is cut short, broken or of a form that this version does not know; JSON that is neither record nor report.
pub fn kind(path: &Path) -> Result<Kind, Failure> {
    if is_store(path) {
        let stories = Store::read(path)?.records()?;
        return Ok(Kind::Record(Box::new(Record { stories, ..Record::default() })));
    }
    let Some(text) = text(path) else { return Ok(Kind::Reports) };
    let start = text.trim_start();
    if !start.starts_with('{') {
        return Ok(Kind::Reports);
    }
    let wrong = |what: String| {
        Failure::usage(format!("{}: {what}", path.display())).hint("make it again from its reports: stemma record PATH… -o FILE")
    };
    match serde_json::from_str::<Value>(start) {
        Ok(Value::Object(map)) if map.contains_key("stories") => {
            let by = map.get("generated_by").and_then(Value::as_str).map(str::to_owned);
            let read = serde_json::from_str::<Record>(start);
            read.map(|r| Kind::Record(Box::new(r))).map_err(|e| wrong(format!("{}: {e}", unreadable(by.as_deref()))))
        }
        Ok(Value::Object(map)) if map.contains_key("events") && map.contains_key("findings") || lines_of_stories(&map) => {
            lines(start).map(Kind::Record).map_err(wrong)
        }
        Ok(Value::Object(map)) if map.contains_key("text") || map.contains_key("html") => Ok(Kind::Reports),
        Ok(Value::Object(map)) => {
            let keys: Vec<&str> = map.keys().take(4).map(String::as_str).collect();
            let what = format!("it is JSON with {}, which is neither a record nor a report", list(&keys));
            Err(Failure::usage(format!("{}: {what}", path.display()))
                .hint("a record is what stemma record writes; a report is {\"text\": …}, one a line"))
        }
        Ok(_) => Ok(Kind::Reports),
        // One object a line is no single value.
        Err(error) => match start.lines().next().map(serde_json::from_str::<Value>) {
            Some(Ok(Value::Object(map))) if lines_of_stories(&map) => lines(start).map(Kind::Record).map_err(wrong),
            Some(Ok(_)) => Ok(Kind::Reports),
            _ if start.chars().take(200).collect::<String>().contains("\"stories\"") => {
                Err(wrong(format!("it begins as a record does, and cannot be read: {error}")))
            }
            _ => Ok(Kind::Reports),
        },
    }
}

/// Whether a file is an SQLite file (sqlite.org/fileformat.html, section 1.3).
fn is_store(path: &Path) -> bool {
    let mut start = [0; 16];
    path.is_file() && File::open(path).and_then(|mut f| f.read_exact(&mut start)).is_ok() && start == *b"SQLite format 3\0"
}

/// As [`kind`], where nothing but a record will do.
///
/// # Errors
/// Also where the file is not there or is no record.
pub fn record(path: &Path) -> Result<Record, Failure> {
    there(path)?;
    match kind(path)? {
        Kind::Record(record) => Ok(*record),
        Kind::Reports => Err(Failure::usage(format!("{}: it is no record", path.display()))
            .hint(format!("make one of reports first: stemma record {} -o old.json", path.display()))),
    }
}

/// Whether there is something at a path, or it is standard input.
///
/// # Errors
/// Where there is nothing.
pub fn there(path: &Path) -> Result<(), Failure> {
    if path.exists() || path == Path::new("-") {
        return Ok(());
    }
    Err(Failure::usage(format!("{}: there is no such file", path.display())).hint("check its name and the folder you are in"))
}

/// The text of a file, unpacked; none for a folder, standard input, what is not there and what is no text.
fn text(path: &Path) -> Option<String> {
    if !path.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.read_to_end(&mut bytes).ok()?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        MultiGzDecoder::new(BufReader::new(bytes.as_slice())).read_to_end(&mut unpacked).ok()?;
        bytes = unpacked;
    }
    let text = String::from_utf8(bytes).ok()?;
    Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn lines_of_stories(map: &serde_json::Map<String, Value>) -> bool {
    ["id", "reports", "events", "harm"].iter().all(|key| map.contains_key(*key))
}

/// `--format jsonl`: a story a line.
fn lines(text: &str) -> Result<Box<Record>, String> {
    let mut record = Record::default();
    for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let story: Story = serde_json::from_str(line).map_err(|e| format!("line {}: {}: {e}", i + 1, unreadable(None)))?;
        record.stories.push(story);
    }
    Ok(Box::new(record))
}

fn unreadable(by: Option<&str>) -> String {
    let own = concat!("stemma ", env!("CARGO_PKG_VERSION"));
    match by {
        Some(by) if by != own => format!("it was made by {by}, and this is {own}, which cannot read it"),
        _ => "it is a record that cannot be read".to_owned(),
    }
}

fn list(keys: &[&str]) -> String {
    if keys.is_empty() { "nothing in it".to_owned() } else { keys.iter().map(|k| format!("{k:?}")).collect::<Vec<_>>().join(", ") }
}
