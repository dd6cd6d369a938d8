//! Writing: reports and what was derived from them, whole or not at all.

use crate::error::shown;
use crate::pack::pack;
use crate::words::normal;
use crate::{Result, Store, StoreError, derived, listing};
use rusqlite::{Transaction, TransactionBehavior, params};
use std::collections::BTreeMap;
use std::path::PathBuf;
use stemma_model::{Report, ReportClaims, Standing, Story};

/// Why a batch is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Reports came in.
    Add,
    /// Everything derived was derived anew.
    Rebuild,
    /// A report was taken out.
    Forget,
    /// A coder decided something.
    Review,
}

/// What things are derived by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maker {
    /// Program and version.
    pub program: String,
    /// A number for the words and rules that it goes by: other words, another number.
    pub lexicon: String,
    /// The codebook's name.
    pub codebook: String,
}

/// A report that comes in.
#[derive(Clone, Copy, Debug)]
pub struct NewReport<'a> {
    /// Its number: larger than any before it.
    pub number: i64,
    /// The report with what it says.
    pub said: &'a ReportClaims,
    /// Where it was read: a file or an address.
    pub read_from: &'a str,
    /// The pages that its addresses name, the one that it calls its own first.
    pub pages: &'a [String],
    /// A number of its words, whatever the white space and punctuation between them.
    pub words: &'a [u8],
    /// What stories are found by: bytes that only the caller reads.
    pub sketch: &'a [u8],
    /// How many stories it gave their id.
    pub founded: u32,
    /// The number of its story.
    pub story: i64,
}

/// A story as it is to be from now on.
#[derive(Clone, Debug, Default)]
pub struct Shelved {
    /// Its number: 1 for the first, without gaps.
    pub number: i64,
    /// Its permanent id.
    pub id: String,
    /// The id of the story that it was split from.
    pub split_from: Option<String>,
    /// The number of the story that it went into.
    pub into: Option<i64>,
    /// The numbers of its reports. None where it went into another, or its last report was forgotten.
    pub members: Vec<i64>,
    /// First and last day of publication.
    pub days: (Option<String>, Option<String>),
    /// Its record, as coders have it; null where it has no reports.
    pub record: Option<Story>,
    /// The record without any decision, where a coder decided anything of it.
    pub machine: Option<Story>,
    /// How the decisions stand that were laid over its record, each with its claim by the id that it has now.
    pub rulings: BTreeMap<i64, (Standing, Option<String>)>,
}

/// A transaction under way. Dropped without [`Writing::commit`], it leaves the store as it was.
#[derive(Debug)]
pub struct Writing<'s> {
    pub(crate) tx: Transaction<'s>,
    pub(crate) path: PathBuf,
    pub(crate) batch: i64,
    maker: i64,
}

impl Store {
    /// Begins to write what was worked out from the store as it was after batch `since`.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when another batch was written since, [`StoreError::Locked`] when another program is writing.
    pub fn writing(&mut self, what: What, at: &str, since: i64, maker: &Maker) -> Result<Writing<'_>> {
        let path = self.path.clone();
        let wrong = |e: rusqlite::Error| StoreError::of(&path, &e);
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(wrong)?;
        let last: i64 = tx.query_row("SELECT coalesce(max(number), 0) FROM batch", [], |r| r.get(0)).map_err(wrong)?;
        if last != since {
            return Err(StoreError::Changed { path: shown(&path) });
        }
        let batch = last + 1;
        let what = match what {
            What::Add => "add",
            What::Rebuild => "rebuild",
            What::Forget => "forget",
            What::Review => "review",
        };
        let begin = || -> rusqlite::Result<i64> {
            tx.execute("INSERT INTO batch (number, at, what) VALUES (?, ?, ?)", params![batch, at, what])?;
            let key = params![maker.program, maker.lexicon, maker.codebook];
            tx.execute("INSERT OR IGNORE INTO maker (program, lexicon, codebook) VALUES (?, ?, ?)", key)?;
            tx.query_row("SELECT number FROM maker WHERE program = ? AND lexicon = ? AND codebook = ?", key, |r| r.get(0))
        };
        let maker = begin().map_err(wrong)?;
        Ok(Writing { tx, path, batch, maker })
    }

    /// Notes files that were read, by path and hash.
    pub fn note_inputs<'a>(&mut self, inputs: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
        let path = self.path.clone();
        let note = || -> rusqlite::Result<()> {
            let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (path, sha256) in inputs {
                tx.prepare_cached("INSERT OR IGNORE INTO input (path, sha256) VALUES (?, ?)")?.execute(params![path, sha256])?;
            }
            tx.commit()
        };
        note().map_err(|e| StoreError::of(&path, &e))
    }
}

impl Writing<'_> {
    /// Adds a report.
    pub fn report(&self, new: &NewReport<'_>) -> Result<()> {
        let report = &new.said.report;
        let kept = Report { text: String::new(), sentences: Vec::new(), ..report.clone() };
        let blob = self.pack(&kept)?;
        self.ask(|tx| {
            let wire = derived::array(&report.wire);
            tx.prepare_cached(
                "INSERT INTO report (number, id, url, outlet, title, byline, published, lang, wire, text, json, words, read_from, \
                 batch, version_of, story, text_sha256) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, sha256(?10))",
            )?
            .execute(params![
                new.number,
                report.id,
                report.url,
                report.outlet,
                report.title,
                report.byline,
                report.published,
                report.lang,
                wire,
                report.text,
                blob,
                new.words,
                new.read_from,
                self.batch,
                report.version_of,
                new.story
            ])?;
            for (at, page) in new.pages.iter().enumerate() {
                tx.prepare_cached("INSERT OR IGNORE INTO page (page, report, own) VALUES (?, ?, ?)")?.execute(params![
                    page,
                    new.number,
                    at == 0
                ])?;
            }
            Ok(())
        })?;
        self.words(new.number, report)?;
        self.analysed(new.number, new.said, new.sketch, new.founded)
    }

    /// Puts the words of a report into the index of search.
    pub fn words(&self, number: i64, report: &Report) -> Result<()> {
        let title = report.title.as_deref().map(normal);
        self.ask(|tx| {
            let mut put = tx.prepare_cached("INSERT INTO word (rowid, title, text) VALUES (?, ?, ?)")?;
            put.execute(params![number, title, normal(&report.text)]).map(drop)
        })
    }

    /// Empties the index of search, to be filled anew.
    pub fn without_words(&self) -> Result<()> {
        self.ask(|tx| tx.execute("INSERT INTO word (word) VALUES ('delete-all')", []).map(drop))
    }

    /// Writes what a report says in the place of what was derived before.
    pub fn analysed(&self, number: i64, said: &ReportClaims, sketch: &[u8], founded: u32) -> Result<()> {
        let blob = self.pack(&derived::Said::of(said))?;
        self.ask(|tx| {
            tx.prepare_cached("INSERT OR REPLACE INTO analysis (report, maker, json, sketch, founded) VALUES (?, ?, ?, ?, ?)")?
                .execute(params![number, self.maker, blob, sketch, founded])?;
            tx.prepare_cached("DELETE FROM claim WHERE report = ?")?.execute([number])?;
            said.claims.iter().enumerate().try_for_each(|(at, claim)| derived::claim(tx, number, at, claim))
        })
    }

    /// Notes that two reports are likely one story.
    pub fn link(&self, a: i64, b: i64, likelihood: f32) -> Result<()> {
        self.ask(|tx| {
            tx.prepare_cached("INSERT OR REPLACE INTO link (a, b, likelihood) VALUES (?, ?, ?)")?.execute(params![
                a.min(b),
                a.max(b),
                f64::from(likelihood)
            ])?;
            Ok(())
        })
    }

    /// Takes out all links, to be noted anew.
    pub fn without_links(&self) -> Result<()> {
        self.ask(|tx| tx.execute("DELETE FROM link", []).map(drop))
    }

    /// Notes how many stories a report gave their id.
    pub fn founded(&self, number: i64, founded: u32) -> Result<()> {
        self.ask(|tx| tx.prepare_cached("UPDATE analysis SET founded = ? WHERE report = ?")?.execute(params![founded, number]).map(drop))
    }

    /// Notes of which report one is a later version.
    pub fn version_of(&self, number: i64, earlier: Option<&str>) -> Result<()> {
        self.ask(|tx| tx.prepare_cached("UPDATE report SET version_of = ? WHERE number = ?")?.execute(params![earlier, number]).map(drop))
    }

    /// Writes a story in the place of what it was, and puts its reports into it.
    pub fn story(&self, story: &Shelved) -> Result<()> {
        let blob = story.record.as_ref().map(|r| self.pack(r)).transpose()?;
        let machine = story.machine.as_ref().map(|r| self.pack(r)).transpose()?;
        let none = Story::default();
        let record = story.record.as_ref().unwrap_or(&none);
        let disputed = record.events.iter().flat_map(|e| &e.findings).filter(|f| f.status == stemma_model::Status::Disputed).count();
        self.ask(|tx| {
            tx.prepare_cached(
                "INSERT OR IGNORE INTO story (number, id, title, reports, origins, disputed, rise, maker, batch) \
                 VALUES (?1, ?2, '', 0, 0, 0, 0, ?3, ?4)",
            )?
            .execute(params![story.number, story.id, self.maker, self.batch])?;
            tx.prepare_cached(
                "UPDATE story SET id = ?2, split_from = ?3, into_story = ?4, title = ?5, reports = ?6, origins = ?7, first = ?8, \
                 last = ?9, disputed = ?10, rise = ?11, maker = ?12, batch = ?13, json = ?14, machine = ?15 WHERE number = ?1",
            )?
            .execute(params![
                story.number,
                story.id,
                story.split_from,
                story.into,
                record.title,
                story.members.len(),
                record.origins,
                story.days.0,
                story.days.1,
                disputed,
                derived::rise(record),
                self.maker,
                self.batch,
                blob,
                machine
            ])?;
            for member in &story.members {
                tx.prepare_cached("UPDATE report SET story = ?1 WHERE number = ?2 AND story <> ?1")?
                    .execute(params![story.number, member])?;
            }
            listing::write(tx, story.number, record)?;
            derived::story(tx, story.number, record)
        })?;
        story.rulings.iter().try_for_each(|(n, (state, claim))| self.ruling(*n, *state, claim.as_deref()))
    }

    /// Sets what holds for the whole file.
    pub fn set(&self, name: &str, value: &[u8]) -> Result<()> {
        self.ask(|tx| tx.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", params![name, value]).map(drop))
    }

    /// Ends the transaction. When this has returned, a power cut takes nothing of it back. The number of the batch.
    pub fn commit(self) -> Result<i64> {
        let path = self.path;
        self.tx.commit().map_err(|e| StoreError::of(&path, &e))?;
        Ok(self.batch)
    }

    pub(crate) fn ask<T>(&self, change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T> {
        change(&self.tx).map_err(|e| StoreError::of(&self.path, &e))
    }

    pub(crate) fn pack<T: serde::Serialize>(&self, value: &T) -> Result<Vec<u8>> {
        pack(value).map_err(|e| StoreError::Unusable { path: shown(&self.path), what: e.to_string() })
    }
}
