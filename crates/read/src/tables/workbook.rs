//! Excel workbooks, sheet by sheet.

use super::columns::{Columns, Mapping};
use crate::row::Rows;
use crate::written::{Order, proven};
use crate::{At, ReadError};
use calamine::{Data, DataRef, Reader, Xls, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The cells of a sheet that hold something: rows, counted from 0, then columns.
type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

/// What all cells of a workbook may hold together, in bytes: a text that a workbook keeps once may stand in a million cells.
const MAX_CELL_BYTES: usize = 256 << 20;

/// The rows of all sheets of a workbook (`.xlsx`, `.xls`). Sheets without a column of text are named and passed over; an
/// error where none has one.
pub(crate) fn rows(bytes: Vec<u8>, said: &Columns) -> Result<Rows<'static>, ReadError> {
    let sheets = match catch_unwind(AssertUnwindSafe(|| sheets(bytes))) {
        Ok(sheets) => sheets?,
        Err(_) => return Err(ReadError::new("the workbook is broken: its reader gave up; save it again, or as CSV")),
    };
    let several = sheets.len() > 1;
    let (mut out, mut notes, mut found) = (Vec::new(), Vec::new(), false);
    for (name, cells) in sheets {
        let Some((first, header)) = cells.iter().next() else { continue };
        let width = header.keys().next_back().map_or(0, |last| *last as usize + 1);
        let header: Vec<String> = (0..width).map(|at| header.get(&(at as u32)).cloned().unwrap_or_default()).collect();
        let mapping = match Mapping::new(&header, said) {
            Ok(mapping) => mapping,
            Err(error) => {
                notes.push(format!("sheet {name:?}: {}", error.message()));
                continue;
            }
        };
        found = true;
        notes.extend(mapping.note.as_ref().map(|n| if several { format!("sheet {name:?}: {n}") } else { n.clone() }));
        let order = mapping.dates().and_then(|column| order(&cells, column as u32));
        for (at, row) in cells.iter().filter(|(at, _)| *at != first) {
            let mut row = super::row(&mapping, |at| row.get(&(at as u32)).cloned(), order);
            row.found.part = several.then(|| format!("sheet {name:?}"));
            out.push((Some(At::Row(u64::from(*at) + 1)), Ok(row)));
        }
    }
    if !found {
        let why = if notes.is_empty() { "there is nothing in it".to_owned() } else { notes.join("; ") };
        return Err(ReadError::new(why));
    }
    let notes = notes.into_iter().map(|n| (None, Err(ReadError::note(n))));
    Ok(Box::new(notes.collect::<Vec<_>>().into_iter().chain(out)))
}

fn sheets(bytes: Vec<u8>) -> Result<Vec<(String, Cells)>, ReadError> {
    let broken = |e: &dyn std::fmt::Display| {
        let why = e.to_string();
        let locked = why.to_lowercase().contains("password") || why.to_lowercase().contains("encrypt");
        ReadError::new(if locked {
            "the workbook is protected with a password; save it without one".to_owned()
        } else {
            format!("the workbook is broken: {why}")
        })
    };
    let (mut out, mut left) = (Vec::new(), MAX_CELL_BYTES);
    if bytes.starts_with(b"PK") {
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
        for name in book.sheet_names() {
            let mut cells = Cells::new();
            // Cell by cell: a rectangle from the first to the last cell can be larger than any memory.
            let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
            while let Some(cell) = reader.next_cell().map_err(|e| broken(&e))? {
                let (row, column) = cell.get_position();
                put(&mut cells, row, column, shown_ref(cell.get_value()), &mut left)?;
            }
            out.push((name, cells));
        }
    } else {
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
        for name in book.sheet_names() {
            let mut cells = Cells::new();
            let Ok(range) = book.worksheet_range(&name) else { continue };
            let (top, first) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                put(&mut cells, top + row as u32, first + column as u32, shown(value), &mut left)?;
            }
            out.push((name, cells));
        }
    }
    Ok(out)
}

fn put(cells: &mut Cells, row: u32, column: u32, value: String, left: &mut usize) -> Result<(), ReadError> {
    if value.trim().is_empty() {
        return Ok(());
    }
    // A cell costs memory beside its letters.
    let Some(rest) = left.checked_sub(value.len() + 64) else {
        return Err(ReadError::new(format!("the cells of the workbook hold more than {} MiB; save it as CSV", MAX_CELL_BYTES >> 20)));
    };
    *left = rest;
    cells.entry(row).or_default().insert(column, value);
    Ok(())
}

fn shown_ref(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(date) => shown(&Data::DateTime(*date)),
        DataRef::Empty | DataRef::Error(_) => String::new(),
        other => shown(&Data::from(other.clone())),
    }
}

/// A cell as words; a date in the form of the interface.
fn shown(value: &Data) -> String {
    match value {
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(iso) => iso.split('T').next().unwrap_or(iso).to_owned(),
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

fn order(cells: &Cells, column: u32) -> Option<Order> {
    let proofs = || cells.values().skip(1).filter_map(|row| proven(row.get(&column)?));
    let first = proofs().next()?;
    proofs().all(|order| order == first).then_some(first)
}
