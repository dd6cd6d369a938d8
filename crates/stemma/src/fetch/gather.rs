//! Addresses → reports: pages as they are, feeds by the pages of their entries.

use super::client::Failed;
use super::folder::{Folder, Known, Said};
use super::{Fetcher, Got, Validators};
use crate::stop;
use crate::syndication::words_of;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io;
use std::time::SystemTime;
use stemma_model::{PageKind, PublishedFrom, Report};
use stemma_read::{InputKind, Reader, SNIFF_BYTES, page_of, sniff};

/// What came of an address.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A report that was not known.
    New(Box<Report>),
    /// A later version of one that is.
    Changed(Box<Report>),
    /// Nothing that was not known.
    Same,
    /// Why there is no report.
    Failed(Failed),
}

/// Gets an address, what came of it, and what to tell people.
pub type Tell<'a> = dyn FnMut(&str, Outcome, &[String]) -> io::Result<()> + 'a;

/// Fetches addresses and makes reports of them.
pub struct Gathering<'a> {
    /// Asks for them.
    pub fetcher: &'a mut Fetcher,
    /// Reads them.
    pub reader: &'a Reader,
    /// Keeps them; none when nothing is kept.
    pub folder: Option<&'a mut Folder>,
    /// Whether the pages of a feed's entries are left alone.
    pub entries_only: bool,
    /// Addresses of this run, by page; each is asked for once.
    pub seen: BTreeSet<String>,
    /// Whether something could not be had that may be had another time.
    pub passing: bool,
    /// Gets what came of an address, with what to tell people.
    pub tell: &'a mut Tell<'a>,
}

impl Gathering<'_> {
    /// Fetches a page, or a feed and its entries.
    ///
    /// # Errors
    /// When what was found cannot be written; all else is told.
    pub fn address(&mut self, url: &str) -> io::Result<()> {
        if !self.seen.insert(page_of(url).unwrap_or_else(|| url.to_owned())) || stop::wanted() {
            return Ok(());
        }
        self.page(url, None, &[])
    }

    /// Fetches an address; `entry` is what its feed says of it.
    fn page(&mut self, url: &str, entry: Option<Report>, notes: &[String]) -> io::Result<()> {
        let known = self.known(url);
        // A teaser is asked for as if nothing were known, or it would stay one.
        let validators = if known.teaser { Validators::default() } else { known.validators() };
        let now = now();
        let (answer, place) = match self.fetcher.get(url, &validators) {
            Ok(Got::Page(answer, place)) => (answer, place),
            Ok(Got::Same) => {
                self.know(Known { checked: Some(now), ..known })?;
                return (self.tell)(url, Outcome::Same, &[]);
            }
            Err(failed) => return self.instead(url, entry, failed, notes),
        };
        let body = hash(&answer.body);
        if known.body.as_ref() == Some(&body) && !known.teaser {
            // Many servers have no validators.
            self.know(Known { checked: Some(now), ..known })?;
            return (self.tell)(url, Outcome::Same, &[]);
        }
        if let Some(folder) = &mut self.folder {
            folder.keep(&place, &now, &answer)?;
        }
        let kind = sniff(&answer.body[..answer.body.len().min(SNIFF_BYTES)], url);
        let read: Vec<_> = self.reader.fetched(&answer.body, &place, answer.field("content-type")).collect();
        let etag = answer.field("etag").map(str::to_owned);
        let modified = answer.field("last-modified").map(str::to_owned);
        let said = entry.as_ref().map(Said::of).or_else(|| known.entry.clone());
        let known = Known { checked: Some(now), body: Some(body), etag, modified, entry: said, ..known };
        if matches!(kind, InputKind::Feed | InputKind::JsonFeed) && entry.is_none() {
            self.passing = false;
            for read in read {
                match read {
                    Ok(read) => self.entry(read.report, &read.warnings)?,
                    Err(error) => match address_in(error.message()) {
                        // An entry that is only a title still says where its page is.
                        Some(page) => self.address(&page)?,
                        None => (self.tell)(url, Outcome::Failed(Failed::lasting(error.to_string())), &[])?,
                    },
                }
                if stop::wanted() {
                    // Its validators are not kept: the next run must see the entries that this one did not come to.
                    return Ok(());
                }
            }
            // A page that could not be had is asked for again with the next round, although the feed may be the same.
            return self.know(if self.passing { Known { etag: None, modified: None, body: None, ..known } } else { known });
        }
        match read.into_iter().next() {
            Some(Ok(read)) if entry.is_some() && matches!(read.report.page, PageKind::Consent | PageKind::Error | PageKind::None) => {
                let why = read.warnings.into_iter().next().unwrap_or_else(|| "there is no article in it".to_owned());
                self.instead(url, entry, Failed::lasting(why), notes)
            }
            Some(Ok(read)) if !read.report.text.is_empty() => {
                let mut report = read.report;
                if let Some(said) = known.entry.clone() {
                    complete(&mut report, said);
                }
                self.keep(known, report, false, &read.warnings)
            }
            Some(Err(error)) => self.instead(url, entry, Failed::lasting(error.message().to_owned()), notes),
            _ => self.instead(url, entry, Failed::lasting("there is no article in it"), notes),
        }
    }

    /// An entry of a feed: its page, when it was not fetched before or the feed says that it was changed.
    fn entry(&mut self, entry: Report, warnings: &[String]) -> io::Result<()> {
        let Some(url) = entry.url.clone().filter(|u| u.starts_with("http")) else {
            let url = format!("entry {}", entry.id);
            let known = self.known(&url);
            return self.keep(known, entry, true, warnings);
        };
        if !self.seen.insert(page_of(&url).unwrap_or_else(|| url.clone())) {
            return Ok(());
        }
        if self.entries_only {
            let known = self.known(&url);
            return self.keep(known, entry, true, warnings);
        }
        let known = self.known(&url);
        let later = entry.updated.as_ref().is_some_and(|u| known.checked.as_ref().is_some_and(|c| moment(u) > moment(c)));
        if known.report.is_some() && !known.teaser && !later {
            return (self.tell)(&url, Outcome::Same, &[]);
        }
        self.page(&url, Some(entry), warnings)
    }

    /// What a feed says of a page that cannot be had, or why there is nothing.
    fn instead(&mut self, url: &str, entry: Option<Report>, failed: Failed, notes: &[String]) -> io::Result<()> {
        self.passing |= failed.passing;
        match entry {
            Some(entry) if !stop::wanted() => {
                let mut notes = notes.to_vec();
                notes.push(format!("its page cannot be read ({failed}); what the feed says of it is kept"));
                let known = self.known(url);
                self.keep(Known { checked: Some(now()), entry: Some(Said::of(&entry)), ..known }, entry, true, &notes)
            }
            _ => (self.tell)(url, Outcome::Failed(failed), &[]),
        }
    }

    /// Keeps a report, as a version of the last one of its address where there is one.
    fn keep(&mut self, known: Known, mut report: Report, teaser: bool, notes: &[String]) -> io::Result<()> {
        let words = words_of(&report);
        let url = known.url.clone();
        if known.words.as_ref() == Some(&words) || teaser && known.report.is_some() && !known.teaser {
            self.know(known)?;
            return (self.tell)(&url, Outcome::Same, &[]);
        }
        report.version_of = report.version_of.or_else(|| known.report.clone().filter(|id| *id != report.id));
        let changed = report.version_of.is_some();
        if let Some(folder) = &mut self.folder {
            folder.add(&report)?;
        }
        self.know(Known { report: Some(report.id.clone()), words: Some(words), versions: known.versions + 1, teaser, ..known })?;
        let report = Box::new(report);
        (self.tell)(&url, if changed { Outcome::Changed(report) } else { Outcome::New(report) }, notes)
    }

    fn known(&self, url: &str) -> Known {
        let folder = self.folder.as_ref();
        let known = folder.and_then(|f| f.known(url).filter(|k| k.report.as_ref().is_none_or(|id| f.has(id)))).cloned();
        // What is noted of a report that is not there any more is not held to.
        known.unwrap_or_else(|| Known { url: url.to_owned(), first: Some(now()), ..Known::default() })
    }

    fn know(&mut self, known: Known) -> io::Result<()> {
        match &mut self.folder {
            Some(folder) => folder.know(known),
            None => Ok(()),
        }
    }
}

/// What a page does not say itself is taken from its feed. An aggregator's entry names the outlet, a page mostly does.
fn complete(report: &mut Report, entry: Said) {
    if report.published.is_none() && entry.published.is_some() {
        (report.published, report.published_from) = (entry.published, PublishedFrom::Feed);
    }
    report.outlet = report.outlet.take().or(entry.outlet);
    report.title = report.title.take().or(entry.title);
    report.byline = report.byline.take().or(entry.byline);
    report.lang = report.lang.take().or(entry.lang);
}

/// The address that a message ends with.
fn address_in(message: &str) -> Option<String> {
    message.rsplit_once("; the article is at ").map(|(_, url)| url.to_owned()).filter(|u| u.starts_with("http"))
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Pages that feeds named not longer ago than two days and that were last looked at an hour ago or more: news is mostly edited
/// on its first days. Both numbers are set by hand.
pub fn to_look_at_again(folder: &Folder, now: &str) -> Vec<String> {
    let Some(now) = moment(now) else { return Vec::new() };
    let hours = |since: &Option<String>| {
        since.as_deref().and_then(moment).map_or(f64::INFINITY, |then| (now - then).total(jiff::Unit::Hour).unwrap_or(0.0))
    };
    let due = |k: &&Known| k.entry.is_some() && k.url.starts_with("http") && hours(&k.first) <= 48.0 && hours(&k.checked) >= 1.0;
    folder.pages().filter(due).map(|k| k.url.clone()).collect()
}

fn moment(date: &str) -> Option<jiff::Timestamp> {
    date.parse().ok()
}

/// This moment, as archives write it.
pub fn now() -> String {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    jiff::Timestamp::from_second(i64::try_from(seconds).unwrap_or(0)).map_or_else(|_| String::new(), |t| t.to_string())
}
