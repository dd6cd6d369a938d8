//! `stemma add`.

use super::fetch::{gather, manner};
use crate::cli::{Adding, Listed};
use crate::error::Failure;
use crate::fetch::Fetcher;
use crate::keeping::keeper::{Fresh, Keeper, Outcome};
use crate::keeping::{maker, named};
use crate::progress::say;
use crate::session::Session;
use crate::stop;
use crate::syndication::Print;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use stemma_engine::stories::sketch::Sketch;

/// A batch that is smaller than asked for is written when it is so old.
const AGE: Duration = Duration::from_secs(1);

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
    since: Instant,
    out: Box<dyn Write>,
    format: Listed,
    batch: usize,
    quiet: bool,
    tally: Tally,
    notes: &'a mut Vec<String>,
}

/// `stemma add`
pub fn add(s: &mut Session, how: &Adding) -> Result<(), Failure> {
    let path = named(s)?;
    let (urls, files): (Vec<&String>, Vec<&String>) = how.what.iter().partition(|w| w.starts_with("http://") || w.starts_with("https://"));
    let mut paths: Vec<PathBuf> = files.into_iter().map(PathBuf::from).collect();
    let maker = maker(s)?;
    let keeper = Keeper::open(&path, maker)?;
    let known = keeper.ids();
    stop::listen();
    let fetched = if urls.is_empty() { None } else { Some(fetched(s, how, urls)?) };
    paths.extend(fetched.as_ref().map(|f| f.path().to_owned()));
    let from_web = fetched.as_ref().map(|f| f.path().display().to_string());
    s.load_places()?;
    s.adds = true;
    let mut notes = Vec::new();
    let mut adder = Adder {
        keeper,
        waiting: Vec::new(),
        since: Instant::now(),
        out: s.output()?,
        format: how.format,
        batch: how.batch,
        quiet: s.is_quiet(),
        tally: Tally::default(),
        notes: &mut notes,
    };
    let read = s.each_once(
        &paths,
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
    let engine = &s.engine;
    adder.write(engine)?;
    let inputs: Vec<_> = read?.into_iter().filter(|i| from_web.as_ref() != Some(&i.path)).collect();
    adder.keeper.note_inputs(&inputs)?;
    adder.out.flush()?;
    let Tally { added, there, clashes } = adder.tally;
    let counts = adder.keeper.store().counts()?;
    drop(adder);
    notes.iter().for_each(|n| say(n));
    s.count_skipped(clashes);
    s.note(&format!(
        "{added} added, {there} there already; {} now holds {} reports in {} stories",
        path.display(),
        counts.reports,
        counts.stories
    ));
    Ok(())
}

impl Adder<'_> {
    fn take(&mut self, engine: &stemma_engine::Engine, fresh: Fresh) -> Result<(), Failure> {
        if self.waiting.is_empty() {
            self.since = Instant::now();
        }
        self.waiting.push(fresh);
        if self.waiting.len() >= self.batch || self.since.elapsed() >= AGE { self.write(engine) } else { Ok(()) }
    }

    /// Writes what is waiting, and tells of it once it is on the disk.
    fn write(&mut self, engine: &stemma_engine::Engine) -> Result<(), Failure> {
        let fresh = std::mem::take(&mut self.waiting);
        let names: Vec<(String, String)> = fresh.iter().map(|f| (f.said.report.id.clone(), f.place.clone())).collect();
        for ((id, place), outcome) in names.iter().zip(self.keeper.add(engine, fresh)?) {
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
