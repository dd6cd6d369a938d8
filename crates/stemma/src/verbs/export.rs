//! `stemma export`: the record in a format that people already use.

use super::record::reconcile;
use crate::cli::{ExportAs, ExportFormat, Exporting, Reconciling};
use crate::error::Failure;
use crate::export::table::Table;
use crate::export::view::View;
use crate::export::{claims, columns, lines, text};
use crate::session::Session;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// `stemma export`
pub fn export(s: &mut Session, paths: &[PathBuf], how: &Exporting) -> Result<(), Failure> {
    let format = how.format.unwrap_or(match how.what {
        ExportAs::Claims => ExportFormat::Csv,
    });
    let to_screen = s.writes_to_standard_output() && std::io::stdout().is_terminal();
    if format == ExportFormat::Parquet && to_screen {
        return Err(Failure::usage("Parquet is no text for a screen").hint("give a file to write to: -o claims.parquet"));
    }
    let corpus = s.corpus(paths)?;
    let codebook = how.codebook.clone().unwrap_or_default();
    let record = reconcile(s, &corpus, Reconciling { codebook, one_story: how.one_story });
    let view = View::new(&record, &corpus);
    let table = match how.what {
        ExportAs::Claims => claims::table(&view),
    };
    write(s, &table, format, how.guard_formulas)
}

/// A table in one of its formats.
fn write(s: &Session, table: &Table, format: ExportFormat, guard: bool) -> Result<(), Failure> {
    let mut out = s.output()?;
    match format {
        ExportFormat::Csv => text::write(table, text::Style { tabs: false, guard }, &mut out)?,
        ExportFormat::Tsv => text::write(table, text::Style { tabs: true, guard }, &mut out)?,
        ExportFormat::Jsonl => lines::write(table, &mut out)?,
        ExportFormat::Parquet => {
            // Parquet ends with its directory: it is made whole, then written.
            let mut bytes = Vec::new();
            columns::write(table, &mut bytes)?;
            out.write_all(&bytes)?;
        }
    }
    Ok(out.flush()?)
}
