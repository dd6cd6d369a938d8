//! Tables as text: commas, semicolons, tabs or bars between the cells.

use super::columns::{Columns, Mapping, recognised};
use crate::row::{Row, Rows};
use crate::written::{Order, proven};
use crate::{At, ReadError};
use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8};
use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

/// How much of a table is looked at to find its separator, its encoding and the order of its dates.
const SAMPLE_BYTES: usize = 1 << 20;

/// The longest row that is read; a longer one is a quotation mark that was never closed.
const MAX_ROW_BYTES: u64 = 16 << 20;

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Whether a text's first bytes are a table of reports: its first row has three cells or more, and two of them, the text
/// among them, have names that such tables have.
pub(crate) fn looks_like_table(first: &[u8]) -> bool {
    let line = first.split(|b| *b == b'\n').next().unwrap_or(first);
    SEPARATORS.iter().any(|separator| {
        let header = parse(line, *separator, 1).into_iter().next().unwrap_or_default();
        let (known, has_text) = recognised(&header);
        header.len() >= 3 && known >= 2 && has_text
    })
}

/// The rows of a table, in bounded memory.
pub(crate) fn rows<'a>(mut input: Box<dyn Read + 'a>, said: &Columns) -> Result<Rows<'a>, ReadError> {
    let mut sample = Vec::new();
    let read = input.by_ref().take(SAMPLE_BYTES as u64).read_to_end(&mut sample);
    read.map_err(|e| ReadError::new(format!("it could not be read: {e}")))?;
    let whole = sample.len() < SAMPLE_BYTES;
    let (sample, input, mut note) = if crate::sniff::is_utf16(&sample) {
        // Excel's "Unicode text".
        let mut bytes = sample;
        let read = input.take(crate::MAX_TEXT_BYTES as u64).read_to_end(&mut bytes);
        read.map_err(|e| ReadError::new(format!("it could not be read: {e}")))?;
        if bytes.len() > crate::MAX_TEXT_BYTES {
            return Err(ReadError::new("it is a very long table in UTF-16; save it as UTF-8"));
        }
        let (text, note) = crate::decode::decode(&bytes)?;
        let text = text.into_owned().into_bytes();
        let sample = text[..text.len().min(SAMPLE_BYTES)].to_vec();
        (sample, Box::new(Cursor::new(text)) as Box<dyn Read + 'a>, note)
    } else {
        (sample.clone(), Box::new(Cursor::new(sample).chain(input)) as Box<dyn Read + 'a>, None)
    };
    let body = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&sample);
    let skipped = sample.len() - body.len();
    let (encoding, guessed) = encoding(body, whole);
    note = note.or(guessed);
    // Excel writes a first line that names the separator, and takes it back.
    let named = body.strip_prefix(b"sep=").and_then(|rest| rest.first().copied());
    let line = if named.is_some() { body.iter().position(|b| *b == b'\n').map_or(0, |at| at + 1) } else { 0 };
    let separator = named.unwrap_or_else(|| separator(body));
    let shown = parse(&body[line..], separator, 2000);
    let mut input = input;
    let passed = (skipped + line) as u64;
    let _ = io::copy(&mut input.by_ref().take(passed), &mut io::sink());

    let since = Rc::new(Cell::new(0));
    // The last row ends like the others, so that they are counted alike.
    let capped = Capped { input: Box::new(input.chain(&b"\n"[..])), since: Rc::clone(&since) };
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(capped);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record).map_err(|e| ReadError::new(broken(&e)))? {
        return Err(ReadError::new("it is empty"));
    }
    let header: Vec<String> = record.iter().map(|cell| decode(encoding, cell)).collect();
    let mapping = Mapping::new(&header, said)?;
    let order = mapping.dates().and_then(|column| order(&shown, column));
    let note = [note, mapping.note.clone()].into_iter().flatten().collect::<Vec<_>>().join("; ");
    let told = (!note.is_empty()).then(|| (None, Err(ReadError::note(note))));
    let row = rows_since(1, &reader, &record);
    let table = Table { reader, since, record, mapping, order, encoding, cells: header.len(), row, ended: false };
    Ok(Box::new(told.into_iter().chain(table)))
}

struct Table<'a> {
    reader: csv::Reader<Capped<'a>>,
    since: Rc<Cell<u64>>,
    record: ByteRecord,
    mapping: Mapping,
    order: Option<Order>,
    encoding: &'static Encoding,
    /// How many the header has.
    cells: usize,
    row: u64,
    ended: bool,
}

impl Iterator for Table<'_> {
    type Item = (Option<At>, Result<Row, ReadError>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.since.set(0);
            let before = self.reader.position().line();
            let read = self.reader.read_byte_record(&mut self.record);
            self.row += if read.is_ok() { rows_since(before, &self.reader, &self.record) } else { 1 };
            let at = At::Row(self.row);
            match read {
                Ok(true) => {}
                Ok(false) => {
                    self.ended = true;
                    break;
                }
                Err(error) => {
                    self.ended = true;
                    return Some((Some(at), Err(ReadError::at(at, broken(&error)))));
                }
            }
            if self.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            let cells: Vec<String> = self.record.iter().map(|cell| decode(self.encoding, cell)).collect();
            let mut row = super::row(&self.mapping, |at| cells.get(at).cloned(), self.order);
            if cells.len() > self.cells && cells[self.cells..].iter().any(|c| !c.trim().is_empty()) {
                row.found.warnings.push(format!(
                    "the row has {} cells and the header {}: is a cell with separators not quoted?",
                    cells.len(),
                    self.cells
                ));
            }
            if cells.iter().any(|c| c.contains('\u{fffd}')) {
                row.found.warnings.push("some of its bytes have no meaning in the encoding of the file".to_owned());
            }
            return Some((Some(at), Ok(row)));
        }
        None
    }
}

/// How many rows of a spreadsheet were read since a line: empty lines, which the reader passes over, are rows there, and
/// lines within a cell are none.
fn rows_since<R: Read>(line: u64, reader: &csv::Reader<R>, record: &ByteRecord) -> u64 {
    let within: usize = record.iter().map(|cell| cell.iter().filter(|b| **b == b'\n').count()).sum();
    reader.position().line().saturating_sub(line + within as u64).max(1)
}

fn broken(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(io) => format!("the rest could not be read: {io}"),
        _ => format!("the rest could not be read: {error}"),
    }
}

/// Fails when one row asks for more than [`MAX_ROW_BYTES`].
struct Capped<'a> {
    input: Box<dyn Read + 'a>,
    since: Rc<Cell<u64>>,
}

impl Read for Capped<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > MAX_ROW_BYTES {
            return Err(io::Error::other(format!("a row is longer than {} MiB; is a quotation mark missing?", MAX_ROW_BYTES >> 20)));
        }
        let n = self.input.read(buffer)?;
        self.since.set(self.since.get() + n as u64);
        Ok(n)
    }
}

/// UTF-8, else the encoding that fits the sample best, and a note that says so.
fn encoding(sample: &[u8], whole: bool) -> (&'static Encoding, Option<String>) {
    match std::str::from_utf8(sample) {
        Ok(_) => return (UTF_8, None),
        // The sample may end within a character.
        Err(error) if !whole && error.error_len().is_none() => return (UTF_8, None),
        Err(_) => {}
    }
    let encoding = crate::decode::guess(sample);
    (encoding, Some(format!("it is not UTF-8; read as {}", encoding.name())))
}

fn decode(encoding: &'static Encoding, cell: &[u8]) -> String {
    encoding.decode_without_bom_handling(cell).0.into_owned()
}

/// The separator under which the first row has the most known names; else the one under which most rows have as many
/// cells as the first.
fn separator(sample: &[u8]) -> u8 {
    let score = |separator: u8| {
        let rows = parse(sample, separator, 50);
        let Some(header) = rows.first().filter(|h| h.len() > 1) else { return (0, 0, 0) };
        let alike = rows.iter().filter(|r| r.len() == header.len()).count();
        (recognised(header).0, alike, header.len())
    };
    SEPARATORS.into_iter().rev().max_by_key(|s| score(*s)).unwrap_or(b',')
}

/// The first rows of a sample, its last one apart when it is cut off.
fn parse(sample: &[u8], separator: u8, most: usize) -> Vec<Vec<String>> {
    let reader = ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(sample);
    let cells = |record: ByteRecord| record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
    reader.into_byte_records().map_while(Result::ok).take(most).map(cells).collect()
}

/// Which number of a column's dates is the day, where one of them proves it and none the contrary.
fn order(rows: &[Vec<String>], column: usize) -> Option<Order> {
    let proofs = || rows.iter().skip(1).filter_map(|row| proven(row.get(column)?));
    let first = proofs().next()?;
    proofs().all(|order| order == first).then_some(first)
}
