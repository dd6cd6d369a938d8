//! One run: the model, the engine, the reader, and what people are told on the way.

use crate::cli::{Color, Global};
use crate::error::Failure;
use crate::gazetteer::{self, GazetteerError};
use crate::inputs::{Files, Item, Untold};
use crate::keeping::{self, corpus::Reports};
use crate::pipeline::ordered;
use crate::progress::{Progress, say};
use crate::stop;
use crate::syndication::{self, Pages, Print};
use anstream::AutoStream;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use stemma_engine::Engine;
use stemma_engine::claims::places::gazetteer::Gazetteer;
use stemma_model::{Input, PageKind, Report, ReportClaims, Story};
use stemma_nlp::{Doc, Pipeline};
use stemma_read::{At, Defaults, Reader};

/// The languages that claims are found in. A text too short for its language to be told is taken for the first.
const LANGUAGES: [&str; 1] = ["en"];

/// One run.
pub struct Session {
    global: Global,
    reader: Reader,
    /// The engine.
    pub engine: Engine,
    model: Option<Pipeline>,
    placed: bool,
    threads: usize,
    skipped: usize,
    read: usize,
    /// Files are read although a store is named: it is added to.
    pub adds: bool,
}

/// A file to write to, buffered.
pub fn create(path: &Path) -> Result<Box<dyn Write>, Failure> {
    let file = File::create(path);
    let file = file.map_err(|e| Failure::output(e).hint(format!("{}: is it a place you may write to?", path.display())))?;
    Ok(Box::new(BufWriter::new(file)))
}

/// Reports with their claims, and where each was read.
#[derive(Debug, Default)]
pub struct Corpus {
    /// In input order; no id twice.
    pub reports: Vec<ReportClaims>,
    /// The place of each report by its id.
    pub paths: BTreeMap<String, String>,
    /// The files.
    pub inputs: Vec<Input>,
    /// Out of a store: the stories of these reports as they are reconciled there.
    pub kept: Option<Vec<Story>>,
    /// Whether the reports are no longer those that `kept` was reconciled from.
    pub afresh: bool,
}

impl Session {
    /// The store that is worked on, where one is given.
    pub fn store(&self) -> Option<&Path> {
        self.global.keeping.store.as_deref()
    }

    /// The story that alone is wanted of it.
    pub fn story(&self) -> Option<&str> {
        self.global.keeping.story.as_deref()
    }

    /// The least confidence of claims that are wanted.
    pub fn least(&self) -> Option<f64> {
        self.global.min_confidence
    }

    /// The words of the user's own, where there are some.
    pub fn own_lexicon(&self) -> Option<&Path> {
        self.global.lexicon.as_deref()
    }

    /// Checks the global options; nothing is read yet.
    pub fn new(global: Global) -> Result<Self, Failure> {
        let defaults = Defaults { published: global.published.clone(), outlet: global.outlet.clone(), lang: global.lang.clone() };
        let reader = Reader::new(defaults).map_err(|e| Failure::usage(format!("wrong option: {}", e.message())))?;
        let reader = reader.from_byte(global.from_byte.unwrap_or(0)).columns(global.columns.clone().unwrap_or_default());
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = global.threads.map_or_else(cores, usize::from);
        let engine = match &global.lexicon {
            Some(folder) => Engine { lexicon: crate::lexicon::load(folder)?, threads, ..Engine::default() },
            None => Engine { threads, ..Engine::default() },
        };
        Ok(Session { global, reader, engine, model: None, placed: false, threads, skipped: 0, read: 0, adds: false })
    }

    /// The exit status of a run that came to its end.
    pub fn status(&self) -> u8 {
        u8::from(self.skipped > 0)
    }

    /// Names an input that is passed over, and counts it.
    pub fn skip(&mut self, what: &str) {
        self.skipped += 1;
        say(&format!("skipped {what}"));
    }

    /// What reads reports, with the defaults of the command line.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Counts inputs that were named already.
    pub fn count_skipped(&mut self, count: usize) {
        self.skipped += count;
    }

    /// Tells people something that changes no status, unless they want quiet.
    pub fn note(&self, what: &str) {
        if !self.global.quiet {
            say(&format!("note: {what}"));
        }
    }

    /// Whether notes and progress are unwanted.
    pub fn is_quiet(&self) -> bool {
        self.global.quiet
    }

    /// Whether the output is standard output, and no file.
    pub fn writes_to_standard_output(&self) -> bool {
        self.global.output.as_ref().is_none_or(|p| p.as_os_str() == "-")
    }

    /// A plain output, buffered; no styles.
    pub fn output(&self) -> Result<Box<dyn Write>, Failure> {
        Ok(match &self.global.output {
            Some(path) if path.as_os_str() != "-" => create(path)?,
            _ => Box::new(BufWriter::with_capacity(1 << 16, io::stdout())),
        })
    }

    /// Writes styled text; styles stay only where they are wanted.
    pub fn print_styled(&self, text: &str) -> Result<(), Failure> {
        let choice = match self.global.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        if self.global.output.as_ref().is_some_and(|p| p.as_os_str() != "-") {
            let mut out = self.output()?;
            let plain = if self.global.color == Color::Always { text.to_owned() } else { anstream::adapter::strip_str(text).to_string() };
            out.write_all(plain.as_bytes())?;
            return Ok(out.flush()?);
        }
        let mut out = AutoStream::new(io::stdout().lock(), choice);
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }

    /// The columns to write for: the terminal's, else 80.
    pub fn width(&self) -> usize {
        terminal_size::terminal_size().map_or(80, |(w, _)| usize::from(w.0))
    }

    /// Runs `work` over every report of the inputs, in parallel, and hands the results to `emit` in input order. `emit`
    /// gets the engine, the place of the report and the result. What cannot be read is named and counted.
    pub fn each<R: Send>(
        &mut self,
        paths: &[PathBuf],
        work: impl Fn(&Worker<'_>, Report) -> R + Sync,
        mut emit: impl FnMut(&Engine, String, R) -> Result<(), Failure>,
    ) -> Result<Vec<Input>, Failure> {
        self.either(paths)?;
        let kept =
            self.store().filter(|_| !self.adds).map(Reports::open).transpose()?.map(|r| r.of_story(self.global.keeping.story.as_deref()));
        self.load()?;
        let files = Files::find(paths);
        let done = AtomicU64::new(0);
        let progress = Progress::new(self.global.quiet, files.bytes);
        let inputs = Mutex::new(Vec::new());
        let (mut skipped, mut count) = (0, 0);
        let quiet = self.global.quiet;
        let Some(model) = self.model.as_ref() else { return Ok(Vec::new()) };
        let worker = Worker { engine: &self.engine, model, least: self.global.min_confidence.unwrap_or(0.0) };
        let reader = &self.reader;
        let produce = |sink: &mut dyn FnMut(Item) -> bool| {
            let found = match kept {
                Some(kept) => kept.read(sink),
                None => files.read(reader, &done, sink),
            };
            if let Ok(mut inputs) = inputs.lock() {
                *inputs = found;
            }
        };
        // The place goes with the item, and is kept outside `work` so that a report that breaks it can be named.
        let places = Mutex::new(std::collections::VecDeque::new());
        // The first item that a stopped run did not take.
        let stopped = Mutex::new(None);
        let produce = |sink: &mut dyn FnMut(Item) -> bool| {
            produce(&mut |item: Item| {
                if stop::wanted() {
                    if let Ok(mut stopped) = stopped.lock() {
                        *stopped = Some(item);
                    }
                    return false;
                }
                if let Ok(mut places) = places.lock() {
                    places.push_back(item.place());
                }
                sink(item)
            });
        };
        let run = |item: Item| {
            let Item { read, .. } = item;
            read.map(|read| {
                let mut notes = read.warnings;
                let report = read.report;
                if let Some(lang) = report.lang.as_deref().filter(|l| !LANGUAGES.contains(l)) {
                    notes.push(format!(
                        "its language is {lang:?}, which is not supported yet: kept, without claims (--lang en if that is wrong)"
                    ));
                }
                (notes, work(&worker, report))
            })
        };
        let outcome = ordered(self.threads, produce, run, |result| {
            let place = places.lock().ok().and_then(|mut p| p.pop_front()).unwrap_or_default();
            progress.at(count, done.load(std::sync::atomic::Ordering::Relaxed));
            match result {
                Some(Ok((notes, result))) => {
                    count += 1;
                    for note in notes.iter().filter(|_| !quiet) {
                        progress.say(&format!("note: {place}: {note}"));
                    }
                    emit(&self.engine, place, result)
                }
                Some(Err(Untold::Note(what))) => {
                    if !quiet {
                        progress.say(&format!("note: {place}: {what}"));
                    }
                    Ok(())
                }
                Some(Err(Untold::Skipped(why))) => {
                    skipped += 1;
                    progress.say(&format!("skipped {place}: {why}"));
                    Ok(())
                }
                None => {
                    skipped += 1;
                    progress.say(&format!("skipped {place}: it broke the analysis; this is an error of stemma's, please report it"));
                    Ok(())
                }
            }
        });
        progress.end();
        outcome?;
        self.skipped += skipped;
        self.read += count;
        if let Some(item) = stopped.into_inner().ok().flatten() {
            self.skipped += 1;
            say(&match item.at {
                Some(At::Byte(offset)) => format!("stopped; to go on: {} --from-byte {offset}", item.path),
                _ => format!("stopped before {}", item.place()),
            });
            return Ok(inputs.into_inner().unwrap_or_default());
        }
        if self.read == 0 {
            return Err(Failure::nothing("no report could be read").hint("what can be read is told by stemma --help"));
        }
        if skipped > 0 && !quiet {
            let were = if skipped == 1 { "input was" } else { "inputs were" };
            say(&format!("{count} read, {skipped} {were} skipped"));
        }
        Ok(inputs.into_inner().unwrap_or_default())
    }

    /// Reports come from files or from a store, never from both.
    fn either(&self, paths: &[PathBuf]) -> Result<(), Failure> {
        match (self.store(), paths.is_empty()) {
            (None, true) => Err(Failure::usage("there is nothing to read").hint("give files or folders of reports, or --store FILE")),
            (Some(store), false) if !self.adds => {
                let what = format!("both files and the store {} are given", store.display());
                Err(Failure::usage(what).hint("leave out one; stemma add PATH… --store FILE puts the files into the store"))
            }
            _ => Ok(()),
        }
    }

    /// The claims of all reports, held in memory. A report that is there twice is taken once.
    pub fn corpus(&mut self, paths: &[PathBuf]) -> Result<Corpus, Failure> {
        self.either(paths)?;
        if let Some(store) = self.store() {
            let mut corpus = keeping::corpus::read(store, self.global.keeping.story.as_deref())?;
            if let Some(least) = self.global.min_confidence {
                corpus.reports.iter_mut().for_each(|r| r.claims.retain(|c| c.confidence >= least));
                corpus.afresh = true;
            }
            return Ok(corpus);
        }
        self.load_places()?;
        let mut corpus = Corpus::default();
        corpus.inputs = self.each_once(
            paths,
            |w, report| w.claims(report),
            |_, at, claims| {
                corpus.paths.insert(claims.report.id.clone(), at);
                corpus.reports.push(claims);
                Ok(())
            },
        )?;
        syndication::link_versions(&mut corpus.reports);
        Ok(corpus)
    }

    /// As [`Session::each`], but a report that is there twice, or under two addresses of one page, is handed to `emit` once,
    /// and one with the id of another is skipped and named.
    pub fn each_once<R: Send>(
        &mut self,
        paths: &[PathBuf],
        work: impl Fn(&Worker<'_>, Report) -> R + Sync,
        mut emit: impl FnMut(&Engine, String, R) -> Result<(), Failure>,
    ) -> Result<Vec<Input>, Failure> {
        let (mut clashes, mut notes, mut pages) = (0, Vec::new(), Pages::default());
        // By id: where it was read, and its text as a number that no two texts share.
        let mut first: BTreeMap<String, (String, [u8; 32])> = BTreeMap::new();
        let inputs = self.each(
            paths,
            |w, report| (report.id.clone(), Sha256::digest(report.text.as_bytes()).into(), Print::of(&report), work(w, report)),
            |engine, at, (id, text, print, result): (String, [u8; 32], Print, R)| {
                match first.get(&id) {
                    None => match pages.same(&print, &at) {
                        Some(place) => notes.push(format!("note: {at}: the same page as {place}, with the same words; counted once")),
                        None => {
                            first.insert(id, (at.clone(), text));
                            emit(engine, at, result)?;
                        }
                    },
                    Some((place, same)) if *same == text => notes.push(format!("note: {at}: the same report as {place}; counted once")),
                    Some((place, _)) => {
                        clashes += 1;
                        notes.push(format!("skipped {at}: its id {id:?} is that of {place}; give each report its own"));
                    }
                }
                Ok(())
            },
        )?;
        for note in notes.iter().filter(|n| !self.global.quiet || n.starts_with("skipped")) {
            say(note);
        }
        self.skipped += clashes;
        Ok(inputs)
    }

    /// Loads the gazetteer and the user's own places, for the verbs that resolve places. A missing gazetteer is told and done
    /// without; a wrong file of the user's ends the run.
    pub fn load_places(&mut self) -> Result<(), Failure> {
        if self.placed {
            return Ok(());
        }
        self.placed = true;
        let wrong = |e: GazetteerError| Failure::usage(e.to_string());
        let mine = self.global.gazetteer.as_deref().map(gazetteer::own).transpose().map_err(wrong)?;
        let quiet = self.global.quiet;
        let mut tell = |step: gazetteer::Step| {
            if !quiet {
                say(&step.to_string());
            }
        };
        let mut loaded = match gazetteer::load(&mut tell) {
            Ok(loaded) => loaded,
            Err(e @ (GazetteerError::Bad { .. } | GazetteerError::Io { .. })) if std::env::var_os("STEMMA_GAZETTEER").is_some() => {
                return Err(wrong(e));
            }
            Err(e) => {
                // A line each: what to do by hand stands on one of its own.
                let note = format!("note: places stay without coordinates, apart from countries: {e}");
                note.lines().for_each(say);
                gazetteer::Loaded::default()
            }
        };
        loaded.own.extend(mine.unwrap_or_default());
        self.engine.gazetteer = Gazetteer::new(loaded.file, loaded.own);
        Ok(())
    }

    fn load(&mut self) -> Result<(), Failure> {
        if self.model.is_none() {
            let quiet = self.global.quiet;
            let mut tell = |step: crate::model::Step| {
                if !quiet {
                    say(&step.to_string());
                }
            };
            self.model = Some(crate::model::load(&mut tell)?);
        }
        Ok(())
    }
}

/// What the worker threads share.
pub struct Worker<'a> {
    engine: &'a Engine,
    model: &'a Pipeline,
    /// Claims with less confidence are left out.
    least: f64,
}

impl Worker<'_> {
    /// The documents of some texts.
    pub fn analyse(&self, texts: &[&str]) -> Vec<Doc> {
        self.model.analyse_batch(texts)
    }

    /// The known places.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.engine.gazetteer
    }

    /// Whether claims are found in a report: its language is supported, and it is no error page or other page without one.
    pub fn supports(&self, report: &Report) -> bool {
        let is_report = !matches!(report.page, PageKind::Error | PageKind::Consent | PageKind::None);
        is_report && report.lang.as_deref().is_none_or(|l| LANGUAGES.contains(&l))
    }

    /// The claims of a report; none where [`Self::supports`] says so.
    pub fn claims(&self, report: Report) -> ReportClaims {
        if self.supports(&report) {
            let mut found = self.engine.claims(report, &|texts| self.analyse(texts));
            found.claims.retain(|c| c.confidence >= self.least);
            found
        } else {
            ReportClaims { report, ..Default::default() }
        }
    }
}
