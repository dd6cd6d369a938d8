//! The verbs that only a store has: `stemma rebuild`, `backup`, `verify` and `forget`.

use crate::brief::harmless;
use crate::cli::TextJson;
use crate::error::Failure;
use crate::keeping::keeper::Keeper;
use crate::keeping::{maker, rebuild as anew, whole};
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
    let path = whole(s)?;
    let store = Store::read(&path)?;
    let taken = |what: &str| Failure::usage(format!("{}: {what}", to.display())).hint("give the name of a file that is not there yet");
    if to.exists() {
        return Err(taken("it is there already, and nothing is written over"));
    }
    // Under another name until it is whole, and never in the place of what came meanwhile.
    let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let part = tempfile::Builder::new().prefix(".stemma-backup-").tempfile_in(folder)?;
    store.copy_to(part.path())?;
    std::fs::set_permissions(part.path(), path.metadata()?.permissions())?;
    part.as_file().sync_all()?;
    part.persist_noclobber(to).map_err(|e| if to.exists() { taken("it came there meanwhile") } else { e.error.into() })?;
    let counts = Store::read(to)?.counts()?;
    s.note(&format!("{}: {} reports in {} stories", to.display(), counts.reports, counts.stories));
    Ok(())
}

/// `stemma verify`
pub fn verify(s: &mut Session) -> Result<(), Failure> {
    let path = whole(s)?;
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
    let mut keeper = Keeper::open(&path, maker)?;
    // Before anything is done: a wrong id ends nothing half way.
    if let Some(lost) = reports.iter().find(|r| keeper.knows(r).is_none()) {
        return Err(Failure::usage(format!("{}: there is no report {lost:?} in it; nothing was forgotten", path.display())));
    }
    let mut done = Vec::new();
    for report in reports {
        if keeper.knows(report) == Some(None) {
            s.note(&format!("report {report:?} was forgotten before"));
        } else if let Err(failure) = keeper.forget(&s.engine, report, reason) {
            let before =
                if done.is_empty() { "none was forgotten".to_owned() } else { format!("{} were forgotten before it", done.join(", ")) };
            return Err(Failure::store(format!("report {report:?} is not forgotten ({before}): {failure}")));
        } else {
            s.note(&format!("report {report:?} is forgotten; what remains is its id, the time and the reason"));
            done.push(format!("{report:?}"));
        }
    }
    // What was forgotten is, whatever comes of this: the words that were may stand in the log.
    if !keeper.empty_log().unwrap_or(false) {
        let what = "what was to be forgotten is, but the log beside the file may still hold the words: another program is reading, or the \
                    disk is full";
        let hint = "end that program or make room, then run the same command again: it empties the log";
        return Err(Failure::store(format!("{}: {what}", path.display())).hint(hint));
    }
    Ok(())
}

/// The store, which has to be there.
fn there(s: &Session) -> Result<PathBuf, Failure> {
    let path = whole(s)?;
    // Told here: opened to write, it would be made.
    if !path.exists() {
        Store::read(&path)?;
    }
    Ok(path)
}
