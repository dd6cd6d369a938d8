//! The ids of an earlier export: a column of CSV, TSV, JSON Lines or Parquet, told apart by what the file holds.

use parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// The values of a column as text, or what is wrong with the file, for people.
pub fn ids(path: &Path, column: &str) -> Result<Vec<String>, String> {
    let wrong = |what: &dyn std::fmt::Display| format!("{}: {what}", path.display());
    let missing = || wrong(&format!("it has no column {column}; give an earlier export of the same kind"));
    let mut file = File::open(path).map_err(|e| wrong(&e))?;
    let mut magic = [0; 4];
    let parquet = file.read_exact(&mut magic).is_ok() && &magic == b"PAR1";
    file.seek(SeekFrom::Start(0)).map_err(|e| wrong(&e))?;
    if parquet {
        return from_parquet(file, column).map_err(|e| wrong(&e))?.ok_or_else(missing);
    }
    let mut text = BufReader::new(file);
    let first = text.fill_buf().map_err(|e| wrong(&e))?.iter().find(|b| !b.is_ascii_whitespace()).copied();
    // An export without rows may be an empty file.
    if first.is_none() {
        return Ok(Vec::new());
    }
    let read = if first == Some(b'{') { from_lines(text, column) } else { from_text(text, column) };
    read.map_err(|e| wrong(&e))?.ok_or_else(missing)
}

fn from_lines(text: impl BufRead, column: &str) -> io::Result<Option<Vec<String>>> {
    let mut out = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let row: serde_json::Value =
            serde_json::from_str(&line).map_err(|e| io::Error::other(format!("line {} is no row of an export: {e}", at + 1)))?;
        match row.get(column) {
            Some(serde_json::Value::String(id)) => out.push(id.clone()),
            Some(id) => out.push(id.to_string()),
            None => return Ok(None),
        }
    }
    Ok(Some(out))
}

fn from_text(mut text: impl BufRead, column: &str) -> io::Result<Option<Vec<String>>> {
    let mut all = String::new();
    text.read_to_string(&mut all)?;
    let tabs = all.lines().next().is_some_and(|head| head.contains('\t'));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(if tabs { b'\t' } else { b',' }).quoting(!tabs).flexible(true).from_reader(all.as_bytes());
    let Some(at) = reader.headers()?.iter().position(|name| name == column) else { return Ok(None) };
    let mut out = Vec::new();
    for row in reader.records() {
        out.extend(row?.get(at).map(str::to_owned));
    }
    Ok(Some(out))
}

fn from_parquet(file: File, column: &str) -> parquet::errors::Result<Option<Vec<String>>> {
    let reader = SerializedFileReader::new(file)?;
    let mut out = Vec::new();
    for row in reader.get_row_iter(None)? {
        let row = row?;
        let Some((_, id)) = row.get_column_iter().find(|(name, _)| *name == column) else { return Ok(None) };
        out.push(match id {
            parquet::record::Field::Str(id) => id.clone(),
            id => id.to_string(),
        });
    }
    Ok(Some(out))
}

/// The number in an id: the digits at its end.
pub fn number(id: &str) -> Option<u64> {
    let digits = id.len() - id.bytes().rev().take_while(u8::is_ascii_digit).count();
    id[digits..].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn the_number_is_at_the_end() {
        assert_eq!(number("KGZ281474976710655"), Some(281_474_976_710_655));
        assert_eq!(number("42"), Some(42));
        assert_eq!(number("KGZ"), None);
        assert_eq!(number("é7"), Some(7));
    }
}
