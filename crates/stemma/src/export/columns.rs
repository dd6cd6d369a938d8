//! Parquet, by way of Arrow: text as UTF-8, whole numbers as 64 bits, days as dates, what is not known as null.

use super::table::{Cell, Kind, Table};
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::io::{self, Write};
use std::sync::Arc;

/// Writes a table as one row group, compressed with Snappy.
pub fn write(table: &Table, out: impl Write + Send) -> io::Result<()> {
    let fields: Vec<Field> = table.columns.iter().map(|c| Field::new(c.name, data_type(c.kind), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let columns = table.columns.iter().enumerate().map(|(at, column)| array(table, at, column.kind)).collect();
    let batch = RecordBatch::try_new(schema.clone(), columns).map_err(io::Error::other)?;
    let made = concat!("stemma ", env!("CARGO_PKG_VERSION")).to_owned();
    let properties = WriterProperties::builder().set_created_by(made).set_compression(Compression::SNAPPY).build();
    let mut writer = ArrowWriter::try_new(out, schema, Some(properties))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Int => DataType::Int64,
        Kind::Real => DataType::Float64,
        Kind::Bool => DataType::Boolean,
        Kind::Day | Kind::Midnight => DataType::Date32,
    }
}

fn array(table: &Table, at: usize, kind: Kind) -> ArrayRef {
    let cells = table.rows.iter().map(|row| &row[at]);
    match kind {
        Kind::Text => Arc::new(cells.map(|c| if let Cell::Text(t) = c { Some(t.as_str()) } else { None }).collect::<StringArray>()),
        Kind::Int => Arc::new(cells.map(|c| if let Cell::Int(n) = c { Some(*n) } else { None }).collect::<Int64Array>()),
        Kind::Real => Arc::new(cells.map(|c| if let Cell::Real(n) = c { Some(*n) } else { None }).collect::<Float64Array>()),
        Kind::Bool => Arc::new(cells.map(|c| if let Cell::Bool(b) = c { Some(*b) } else { None }).collect::<BooleanArray>()),
        Kind::Day | Kind::Midnight => Arc::new(cells.map(|c| if let Cell::Day(d) = c { Some(*d) } else { None }).collect::<Date32Array>()),
    }
}
