//! The verbs that only a store has: `stemma rebuild`, `backup`, `verify` and `forget`.

use crate::brief::harmless;
use crate::cli::TextJson;
use crate::error::Failure;
use crate::keeping::keeper::Keeper;
use crate::keeping::{maker, named, rebuild as anew};
use crate::revision;
use crate::session::Session;
use std::io::Write;
use std::path::{Path, PathBuf};
use stemma_model::Record;
use stemma_store::Store;

/// `stemma rebuild`
pub fn rebuild(s: &mut Session, format: TextJson) -> Result<(), Failure> {
    let path = there(s)?;
    let maker = maker(s)?;
    let (old, new) = anew::rebuild(s, &path, &maker)?;
    let record = |stories| Record { stories, codebook: maker.codebook.clone(), generated_by: maker.program.clone(), ..Record::default() };
    let names = (format!("{} as it was", path.display()), format!("{} now", path.display()));
    let (old, new) = (record(old), record(new));
    if format == TextJson::Json {
        return super::record::write_json(s, &revision::compare((&names.0, &old), (&names.1, &new)));
    }
    let (old, new): (Record, Record) = harmless((old, new))?;
    s.print_styled(&revision::text::render(&revision::compare((&names.0, &old), (&names.1, &new)), s.width()))
}

/// `stemma backup`
pub fn backup(s: &mut Session, to: &Path) -> Result<(), Failure> {
    let path = named(s)?;
    let store = Store::read(&path)?;
    let taken = |what: &str| Failure::usage(format!("{}: {what}", to.display())).hint("give the name of a file that is not there yet");
    if to.exists() {
        return Err(taken("it is there already, and nothing is written over"));
    }
    // Under another name until it is whole.
    let mut name = to.file_name().ok_or_else(|| taken("it is no name of a file"))?.to_owned();
    name.push(".part");
    let part = to.with_file_name(name);
    if part.exists() {
        std::fs::remove_file(&part)?;
    }
    let copied = store.copy_to(&part);
    if copied.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    copied?;
    std::fs::File::open(&part)?.sync_all()?;
    std::fs::rename(&part, to)?;
    let counts = Store::read(to)?.counts()?;
    s.note(&format!("{}: {} reports in {} stories", to.display(), counts.reports, counts.stories));
    Ok(())
}

/// `stemma verify`
pub fn verify(s: &mut Session) -> Result<(), Failure> {
    let path = named(s)?;
    let store = Store::read(&path)?;
    let faults = store.verify()?;
    let mut out = s.output()?;
    for fault in &faults {
        writeln!(out, "{}: {}", path.display(), fault.what)?;
    }
    if faults.is_empty() {
        let counts = store.counts()?;
        writeln!(out, "{}: whole: {} reports, {} claims, {} stories", path.display(), counts.reports, counts.claims, counts.stories)?;
        return Ok(out.flush()?);
    }
    out.flush()?;
    let hint = match faults.iter().all(|f| f.derived) {
        true => "what was read is whole: stemma rebuild --store FILE derives the rest anew",
        false => "go back to a backup, or add the reports to a new store; keep this file until that is done",
    };
    let many = if faults.len() == 1 { "1 thing is wrong".to_owned() } else { format!("{} things are wrong", faults.len()) };
    Err(Failure::store(format!("{}: {many}", path.display())).hint(hint))
}

/// `stemma forget`
pub fn forget(s: &mut Session, reports: &[String], reason: Option<&str>) -> Result<(), Failure> {
    let path = there(s)?;
    let maker = maker(s)?;
    for report in reports {
        let empty = Keeper::open(&path, maker.clone())?.forget(&s.engine, report, reason)?;
        s.note(&format!("report {report:?} is forgotten; what remains is its id, the time and the reason"));
        if !empty {
            let what = "another program is reading, so the log beside the file may still hold the words";
            let hint = "end that program, then run stemma rebuild --store FILE: that empties the log";
            return Err(Failure::store(format!("{}: {what}", path.display())).hint(hint));
        }
    }
    Ok(())
}

/// The store, which has to be there.
fn there(s: &Session) -> Result<PathBuf, Failure> {
    let path = named(s)?;
    // Told here: opened to write, it would be made.
    if !path.exists() {
        Store::read(&path)?;
    }
    Ok(path)
}
