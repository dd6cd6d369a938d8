//! JSON Lines: an object a row, with the names of the columns in their order; what is not known is null.

use super::table::{Cell, Table};
use super::text::date;
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Writes a table.
pub fn write(table: &Table, out: impl Write) -> io::Result<()> {
    let rows = table.rows.iter().map(|row| {
        let pairs = table.columns.iter().zip(row).map(|(column, cell)| (column.name.to_owned(), value(cell)));
        Value::Object(pairs.collect::<Map<String, Value>>())
    });
    objects(rows, out)
}

/// Writes objects, one a line.
pub fn objects(rows: impl Iterator<Item = Value>, mut out: impl Write) -> io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut out, &row)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::None => Value::Null,
        Cell::Text(text) => text.as_str().into(),
        Cell::Int(number) => (*number).into(),
        Cell::Real(number) => (*number).into(),
        Cell::Bool(yes) => (*yes).into(),
        Cell::Day(days) => date(*days).into(),
    }
}
