//! `stemma export`: the record in a format that people already use.

use super::record::reconcile;
use crate::cli::{ExportAs, ExportFormat, Exporting, Reconciling, Redact};
use crate::error::Failure;
use crate::export::ids::Ids;
use crate::export::redact::Redaction;
use crate::export::table::Table;
use crate::export::view::View;
use crate::export::{acled, claims, columns, decided, earlier, lines, linked, ninjs, plover, polecat, text, training, ucdp};
use crate::progress::say;
use crate::session::{Session, create};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use stemma_engine::reconcile::codebook::Codebook;
use stemma_store::Store;
use stemma_store::reports::Read;

/// So many reports are held at once.
const HELD: usize = 256;

/// What is to be written.
enum Made {
    Table(Table),
    Objects(Vec<Value>),
    /// One object, indented.
    Object(Value),
}

/// `stemma export`
pub fn export(s: &mut Session, paths: &[PathBuf], how: &Exporting) -> Result<(), Failure> {
    let format = format(s, how)?;
    if how.what == ExportAs::Training {
        return training(s, paths);
    }
    let known = match &how.since {
        Some(path) => earlier_ids(path, how.what)?,
        None => BTreeMap::new(),
    };
    let mut corpus = s.corpus(paths)?;
    let own = match how.what {
        ExportAs::Acled => Codebook::named("acled"),
        ExportAs::Ucdp => Codebook::named("ucdp"),
        _ => None,
    };
    let codes = how.codebook.as_ref().and_then(|c| c.codes.clone()).or_else(|| own.as_ref()?.codes.clone()).unwrap_or_default();
    let codebook = how.codebook.clone().or(own).unwrap_or_default();
    let mut record = reconcile(s, &corpus, Reconciling { codebook, one_story: how.one_story })?;
    if how.redact.is_some() {
        decided::without_names(&mut record, &mut corpus.reports);
    }
    let view = View::new(&record, &corpus, &s.engine, codes);
    let mut ids = Ids::new(known);
    let mut made = match how.what {
        ExportAs::Claims => Made::Table(claims::table(&view)),
        ExportAs::Acled => Made::Table(acled::table(&view, &mut ids, how.all_events)),
        ExportAs::Ucdp => Made::Table(ucdp::table(&view, &mut ids, how.all_events)),
        ExportAs::Polecat => Made::Table(polecat::table(&view, &mut ids)),
        ExportAs::Plover => Made::Objects(plover::records(&view, &mut ids)),
        ExportAs::Ninjs => Made::Objects(ninjs::items(&view)),
        ExportAs::Jsonld if how.format.is_some() => Made::Objects(linked::documents(&view)),
        ExportAs::Jsonld => Made::Object(linked::document(&view)),
        ExportAs::Training => Made::Objects(Vec::new()),
    };
    let redaction = how.redact.map(|Redact::Names| Redaction::of(&record, &corpus.reports));
    let redacted = |made: &mut Made| match (made, &redaction) {
        (Made::Table(table), Some(r)) => r.table(table),
        (Made::Objects(rows), Some(r)) => rows.iter_mut().for_each(|row| r.value(row)),
        (Made::Object(value), Some(r)) => r.value(value),
        (_, None) => {}
    };
    redacted(&mut made);
    if how.what == ExportAs::Jsonld {
        whole(&made)?;
    }
    write(s.output()?, &made, format, how.guard_formulas)?;
    let gone = ids.gone().count();
    if let Some(path) = &how.deletions {
        let format = match path.extension().and_then(|e| e.to_str()) {
            Some("tsv") => ExportFormat::Tsv,
            Some("jsonl") => ExportFormat::Jsonl,
            Some("parquet") => ExportFormat::Parquet,
            _ => ExportFormat::Csv,
        };
        let mut gone = Made::Table(acled::deletions(&view, &ids));
        redacted(&mut gone);
        write(create(path)?, &gone, format, how.guard_formulas)?;
    } else if gone > 0 && !s.is_quiet() {
        say(&format!("note: {gone} events of the earlier export are not in this one"));
    }
    Ok(())
}

/// What coders decided of a store, report by report.
fn training(s: &mut Session, paths: &[PathBuf]) -> Result<(), Failure> {
    let path = s.store().filter(|_| paths.is_empty()).map(Path::to_owned);
    let hint = "stemma review makes decisions in a store; give it with --store FILE, and no files";
    let path = path.ok_or_else(|| Failure::usage("training data are what coders decided, and files have no decisions").hint(hint))?;
    let store = Store::read(&path)?;
    let mut out = s.output()?;
    let mut write = |reads: &[Read]| -> Result<(), Failure> {
        for read in reads {
            lines::objects(training::rows(read)?.into_iter(), &mut out)?;
        }
        Ok(())
    };
    if let Some(id) = s.story() {
        write(&store.claims_of(&store.moved(id)?.unwrap_or_default())?)?;
    } else {
        let mut last = 0;
        loop {
            let reads = store.claims_after(last, HELD)?;
            let Some(end) = reads.last() else { break };
            last = end.number;
            write(&reads)?;
        }
    }
    Ok(out.flush()?)
}

/// Reads linked data once as others will: what is no JSON-LD is never written.
fn whole(made: &Made) -> Result<(), Failure> {
    let documents = match made {
        Made::Object(document) => std::slice::from_ref(document),
        Made::Objects(documents) => documents.as_slice(),
        Made::Table(_) => &[],
    };
    documents.iter().try_for_each(|d| linked::statements(d).map(drop)).map_err(|e| Failure::output(std::io::Error::other(e)))
}

/// The kind of file that was asked for, or the usual one; what cannot be had is wrong usage.
fn format(s: &Session, how: &Exporting) -> Result<ExportFormat, Failure> {
    let usual = match how.what {
        ExportAs::Polecat => ExportFormat::Tsv,
        ExportAs::Plover | ExportAs::Ninjs | ExportAs::Jsonld | ExportAs::Training => ExportFormat::Jsonl,
        ExportAs::Claims | ExportAs::Acled | ExportAs::Ucdp => ExportFormat::Csv,
    };
    let format = how.format.unwrap_or(usual);
    if usual == ExportFormat::Jsonl && format != ExportFormat::Jsonl {
        let hint = "use --format jsonl, or leave it out; tables are acled, ucdp, polecat (the events of plover) and claims";
        return Err(Failure::usage("this export holds lists and objects, which no cell of a table can").hint(hint));
    }
    if format == ExportFormat::Parquet && s.writes_to_standard_output() && std::io::stdout().is_terminal() {
        return Err(Failure::usage("Parquet is no text for a screen").hint("give a file to write to, such as -o out.parquet"));
    }
    if how.all_events && !matches!(how.what, ExportAs::Acled | ExportAs::Ucdp) {
        return Err(Failure::usage("--all-events is for acled and ucdp: the others have every event").hint("leave it out"));
    }
    if how.guard_formulas && !matches!(format, ExportFormat::Csv | ExportFormat::Tsv) {
        return Err(
            Failure::usage("--guard-formulas is for what spreadsheets open: csv and tsv").hint("leave it out, or give --format csv")
        );
    }
    if how.deletions.is_some() && how.what != ExportAs::Acled {
        return Err(Failure::usage("--deletions is a file of ACLED's").hint("give --as acled with it"));
    }
    if how.redact.is_some() && how.what == ExportAs::Training {
        let hint = "leave --redact out, and keep what is written to yourself; --as claims can be redacted";
        return Err(
            Failure::usage("training data are whole sentences with offsets into them: names cannot be taken out of them").hint(hint)
        );
    }
    if how.since.is_some() && matches!(how.what, ExportAs::Claims | ExportAs::Ninjs | ExportAs::Jsonld | ExportAs::Training) {
        return Err(Failure::usage("--since keeps the ids of acled, ucdp, polecat and plover; others need it not").hint("leave it out"));
    }
    Ok(format)
}

/// The ids of an earlier export, by their numbers.
fn earlier_ids(path: &Path, what: ExportAs) -> Result<BTreeMap<u64, String>, Failure> {
    let column = match what {
        ExportAs::Acled => "event_id_cnty",
        ExportAs::Polecat => "Event ID",
        _ => "id",
    };
    let ids = earlier::ids(path, column).map_err(Failure::usage)?;
    Ok(ids.into_iter().filter_map(|id| Some((earlier::number(&id)?, id))).collect())
}

fn write(mut out: Box<dyn Write>, made: &Made, format: ExportFormat, guard: bool) -> Result<(), Failure> {
    match (made, format) {
        (Made::Object(value), _) => {
            serde_json::to_writer_pretty(&mut out, value)?;
            out.write_all(b"\n")?;
        }
        (Made::Objects(rows), _) => lines::objects(rows.iter().cloned(), &mut out)?,
        (Made::Table(table), ExportFormat::Csv) => text::write(table, text::Style { tabs: false, guard }, &mut out)?,
        (Made::Table(table), ExportFormat::Tsv) => text::write(table, text::Style { tabs: true, guard }, &mut out)?,
        (Made::Table(table), ExportFormat::Jsonl) => lines::write(table, &mut out)?,
        (Made::Table(table), ExportFormat::Parquet) => {
            // Parquet ends with its directory: it is made whole, then written.
            let mut bytes = Vec::new();
            columns::write(table, &mut bytes)?;
            out.write_all(&bytes)?;
        }
    }
    Ok(out.flush()?)
}
