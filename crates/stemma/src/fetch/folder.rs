//! The folder of an archive: reports that every verb reads, and beside them, under `.stemma/`, what is needed to go on.
//!
//! `reports.jsonl` is only ever added to. `.stemma/pages.jsonl` says of each address what is known of it, the last line
//! counting; `.stemma/raw.warc.gz` has the answers as they came. Every line is written whole and a broken end is cut off when
//! the folder is opened again, so nothing is lost when a run is stopped in whatever way.

use super::Validators;
use super::client::Answer;
use super::warc;
use crate::error::Failure;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use stemma_model::Report;

/// What is known of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// The address, as it was asked for.
    pub url: String,
    /// When it was first asked for.
    pub first: Option<String>,
    /// When it was last asked for.
    pub checked: Option<String>,
    /// What was sent last, as a hash.
    pub body: Option<String>,
    /// What the feed that named it says of it.
    pub entry: Option<Said>,
    /// `ETag` of its last answer.
    pub etag: Option<String>,
    /// `Last-Modified` of its last answer.
    pub modified: Option<String>,
    /// The report made of it last.
    pub report: Option<String>,
    /// The words of that report, as a hash.
    pub words: Option<String>,
    /// How many versions of it are kept.
    pub versions: u32,
    /// Whether that report is a feed's entry only, since its page could not be had.
    pub teaser: bool,
}

/// What a feed says of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// Who published it.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it came out.
    pub published: Option<String>,
    /// Its language.
    pub lang: Option<String>,
}

impl Said {
    /// Of an entry.
    pub fn of(entry: &Report) -> Said {
        let r = entry.clone();
        Said { outlet: r.outlet, title: r.title, byline: r.byline, published: r.published, lang: r.lang }
    }
}

impl Known {
    /// What its server can tell its version by.
    pub fn validators(&self) -> Validators {
        Validators { etag: self.etag.clone(), modified: self.modified.clone() }
    }
}

/// An archive that is open for writing; nobody else has it.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    pages: BTreeMap<String, Known>,
    reports: BTreeSet<String>,
    log: File,
    out: File,
    raw: File,
    _lock: File,
}

impl Folder {
    /// Opens an archive, or begins one.
    ///
    /// # Errors
    /// When it cannot be written to, or another run has it.
    pub fn open(path: &Path) -> Result<Folder, Failure> {
        let own = path.join(".stemma");
        let failed = |e: io::Error| Failure::output(e).hint(format!("{}: is it a place you may write to?", path.display()));
        fs::create_dir_all(&own).map_err(failed)?;
        let lock = OpenOptions::new().create(true).append(true).open(own.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(
                    Failure::usage(format!("{}: another run of stemma is writing to it", path.display())).hint("wait for it, or stop it")
                );
            }
            // Some network drives know no locks.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let mut pages = BTreeMap::new();
        let log = lines(&own.join("pages.jsonl"), |known: Known| {
            pages.insert(known.url.clone(), known);
        });
        let mut reports = BTreeSet::new();
        #[derive(Deserialize)]
        struct Id {
            id: String,
        }
        let out = lines(&path.join("reports.jsonl"), |row: Id| {
            reports.insert(row.id);
        });
        let raw = OpenOptions::new().create(true).append(true).open(own.join("raw.warc.gz")).map_err(failed)?;
        Ok(Folder { path: path.to_owned(), pages, reports, log: log.map_err(failed)?, out: out.map_err(failed)?, raw, _lock: lock })
    }

    /// Where its reports are.
    pub fn reports(&self) -> PathBuf {
        self.path.join("reports.jsonl")
    }

    /// A file of its own under `.stemma/`.
    pub fn own(&self, name: &str) -> PathBuf {
        self.path.join(".stemma").join(name)
    }

    /// What is known of an address.
    pub fn known(&self, url: &str) -> Option<&Known> {
        self.pages.get(url)
    }

    /// Whether a report is there.
    pub fn has(&self, report: &str) -> bool {
        self.reports.contains(report)
    }

    /// All that is known.
    pub fn pages(&self) -> impl Iterator<Item = &Known> {
        self.pages.values()
    }

    /// Keeps what is known of an address.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn know(&mut self, known: Known) -> io::Result<()> {
        line(&mut self.log, &known)?;
        self.pages.insert(known.url.clone(), known);
        Ok(())
    }

    /// Adds a report; false when it is there already.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, report: &Report) -> io::Result<bool> {
        if self.reports.contains(&report.id) {
            return Ok(false);
        }
        line(&mut self.out, report)?;
        self.reports.insert(report.id.clone());
        Ok(true)
    }

    /// Keeps an answer as it came.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&mut self, url: &str, date: &str, answer: &Answer) -> io::Result<()> {
        self.raw.write_all(&warc::response(url, date, answer)?)
    }
}

fn line(file: &mut File, value: &impl Serialize) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(value)?;
    bytes.push(b'\n');
    file.write_all(&bytes)
}

/// Reads a file of JSON Lines, cuts off an end that was not written whole, and opens it for adding to. A last line that is whole
/// but for its line end, as editors leave it, is ended. Lines that cannot be read are passed over.
fn lines<T: for<'a> Deserialize<'a>>(path: &Path, mut each: impl FnMut(T)) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    let (mut whole, mut unended, mut bytes, mut reader) = (0, false, Vec::new(), BufReader::new(&file));
    loop {
        bytes.clear();
        let read = reader.by_ref().read_until(b'\n', &mut bytes)?;
        let ended = bytes.last() == Some(&b'\n');
        let row = serde_json::from_slice(&bytes);
        if read == 0 || !ended && row.is_err() {
            break;
        }
        whole += read as u64;
        unended = !ended;
        row.into_iter().for_each(&mut each);
    }
    file.set_len(whole)?;
    file.seek(SeekFrom::End(0))?;
    if unended {
        file.write_all(b"\n")?;
    }
    Ok(file)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_last_line_is_kept_and_a_torn_one_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("reports.jsonl");
        for (before, after) in [
            ("{\"id\":\"a\"}\n{\"id\":\"b\"}", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n"),
            ("{\"id\":\"a\"}\n{\"id\":\"b", "{\"id\":\"a\"}\n"),
            ("", ""),
        ] {
            fs::write(&file, before).unwrap();
            let mut ids = Vec::new();
            lines(&file, |row: serde_json::Value| ids.push(row)).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), after);
            assert_eq!(ids.len(), after.lines().count());
        }
    }
}
