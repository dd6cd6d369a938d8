//! `stemma add`.

use super::fetch::{gather, manner};
use crate::cli::{Adding, Listed};
use crate::error::Failure;
use crate::fetch::Fetcher;
use crate::keeping::keeper::{Fresh, Keeper, Outcome};
use crate::keeping::{maker, whole};
use crate::progress::say;
use crate::session::Session;
use crate::stop;
use crate::syndication::Print;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use stemma_engine::stories::sketch::Sketch;

/// The first batch has so many reports, each one after it twice as many, up to `--batch`. Stories are reconciled whole, once a batch,
/// so larger batches cost less; small ones first tell sooner that all is well. They go by number and never by the clock: what a
/// record says of its history follows the batches.
const FIRST: usize = 16;

/// A line of the output.
#[derive(Serialize)]
struct Line<'a> {
    report: &'a str,
    story: &'a str,
    path: &'a str,
}

/// How many of what.
#[derive(Default)]
struct Tally {
    added: usize,
    there: usize,
    clashes: usize,
}

/// Reports on their way into the store.
struct Adder<'a> {
    keeper: Keeper,
    waiting: Vec<Fresh>,
    /// So many reports are written together now.
    size: usize,
    out: Box<dyn Write>,
    format: Listed,
    batch: usize,
    quiet: bool,
    tally: Tally,
    notes: &'a mut Vec<String>,
}

/// `stemma add`
pub fn add(s: &mut Session, how: &Adding) -> Result<(), Failure> {
    let path = whole(s)?;
    let (urls, files): (Vec<&String>, Vec<&String>) = how.what.iter().partition(|w| w.starts_with("http://") || w.starts_with("https://"));
    let mut paths: Vec<PathBuf> = files.into_iter().map(PathBuf::from).collect();
    let maker = maker(s)?;
    let keeper = Keeper::open(&path, maker)?;
    stop::listen();
    let fetched = if urls.is_empty() { None } else { Some(fetched(s, how, urls)?) };
    paths.extend(fetched.as_ref().map(|f| f.path().to_owned()));
    let from_web = fetched.as_ref().map(|f| f.path().display().to_string());
    let mut notes = Vec::new();
    let out = s.output()?;
    let how = Taking { format: how.format, batch: how.batch, from_web };
    let outcome = taken(s, keeper, &paths, how, out, &mut notes);
    notes.iter().for_each(|n| say(n));
    let (keeper, Tally { added, there, clashes }) = outcome?;
    let counts = keeper.store().counts()?;
    s.count_skipped(clashes);
    s.note(&format!(
        "{added} added, {there} there already; {} now holds {} reports in {} stories",
        path.display(),
        counts.reports,
        counts.stories
    ));
    Ok(())
}

/// Puts reports that were fetched, as lines of JSON in a file, into a store; nothing is printed.
pub(super) fn put(s: &mut Session, store: &Path, file: &Path) -> Result<(), Failure> {
    let keeper = Keeper::open(store, maker(s)?)?;
    let how = Taking { format: Listed::Text, batch: usize::MAX, from_web: Some(file.display().to_string()) };
    let mut notes = Vec::new();
    taken(s, keeper, &[file.to_owned()], how, Box::new(std::io::sink()), &mut notes).map(drop)
}

/// How reports are taken in.
struct Taking {
    format: Listed,
    batch: usize,
    /// A file whose reports were read from their addresses.
    from_web: Option<String>,
}

/// Reads reports and adds them. Notes are gathered, so that they stand behind what was added.
fn taken(
    s: &mut Session,
    keeper: Keeper,
    paths: &[PathBuf],
    how: Taking,
    out: Box<dyn Write>,
    notes: &mut Vec<String>,
) -> Result<(Keeper, Tally), Failure> {
    let Taking { format, batch, from_web } = how;
    let known = keeper.ids();
    s.load_places()?;
    s.adds = true;
    let quiet = s.is_quiet();
    let mut adder =
        Adder { keeper, waiting: Vec::new(), size: FIRST.min(batch), out, format, batch, quiet, tally: Tally::default(), notes };
    let read = s.each_once(
        paths,
        |w, report| {
            let print = Print::of(&report);
            // What is there already needs no analysis.
            let there = known.get(&report.id).is_some_and(|words| words.as_ref().is_none_or(|w| *w == print.words));
            let said = if there { stemma_model::ReportClaims { report, ..Default::default() } } else { w.claims(report) };
            let sketch = if there { Sketch::default() } else { Sketch::new(&said) };
            (said, print, sketch)
        },
        |engine, place, (said, print, sketch)| {
            let place = match (&from_web, &said.report.url) {
                (Some(file), Some(url)) if place.starts_with(file.as_str()) => url.clone(),
                _ => place,
            };
            adder.take(engine, Fresh { place, said, print, sketch })
        },
    );
    adder.write(&s.engine)?;
    let inputs: Vec<_> = read?.into_iter().filter(|i| from_web.as_ref() != Some(&i.path)).collect();
    adder.keeper.note_inputs(&inputs)?;
    adder.out.flush()?;
    Ok((adder.keeper, adder.tally))
}

impl Adder<'_> {
    fn take(&mut self, engine: &stemma_engine::Engine, fresh: Fresh) -> Result<(), Failure> {
        self.waiting.push(fresh);
        if self.waiting.len() >= self.size { self.write(engine) } else { Ok(()) }
    }

    /// Writes what is waiting, and tells of it once it is on the disk.
    fn write(&mut self, engine: &stemma_engine::Engine) -> Result<(), Failure> {
        let fresh = std::mem::take(&mut self.waiting);
        let names: Vec<(String, String)> = fresh.iter().map(|f| (f.said.report.id.clone(), f.place.clone())).collect();
        let outcomes = self.keeper.add(engine, fresh)?;
        self.size = self.size.saturating_mul(2).min(self.batch);
        for ((id, place), outcome) in names.iter().zip(outcomes) {
            let note = match outcome {
                Outcome::Added(story) => {
                    self.tally.added += 1;
                    match self.format {
                        Listed::Text => writeln!(self.out, "{place}: added as {id}, story {story}")?,
                        Listed::Jsonl => {
                            serde_json::to_writer(&mut self.out, &Line { report: id, story: &story, path: place })?;
                            self.out.write_all(b"\n")?;
                        }
                    }
                    continue;
                }
                Outcome::There => {
                    self.tally.there += 1;
                    format!("note: {place}: there already")
                }
                Outcome::SamePage(other) => {
                    self.tally.there += 1;
                    format!("note: {place}: the same page as report {other}, with the same words; not added")
                }
                Outcome::Clash => {
                    self.tally.clashes += 1;
                    format!("skipped {place}: the store has another report with its id {id:?}; give each report its own")
                }
                Outcome::Forgotten => {
                    self.tally.clashes += 1;
                    format!("skipped {place}: report {id:?} was to be forgotten; it is not added again")
                }
            };
            if !self.quiet || note.starts_with("skipped") {
                self.notes.push(note);
            }
        }
        Ok(self.out.flush()?)
    }
}

/// The reports of some addresses, in a file of this run.
fn fetched(s: &mut Session, how: &Adding, urls: Vec<&String>) -> Result<tempfile::NamedTempFile, Failure> {
    let manner = manner(s, &how.asking)?;
    let mut fetcher = Fetcher::new(manner);
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile()?;
    let mut write = |report: &stemma_model::Report| -> std::io::Result<()> {
        serde_json::to_writer(&mut file, report)?;
        file.write_all(b"\n")
    };
    gather(s, &mut fetcher, None, how.asking.entries_only, urls.into_iter().map(|u| u.trim().to_owned()), &mut write)?;
    file.flush()?;
    Ok(file)
}
