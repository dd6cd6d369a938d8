//! `stemma fetch`.

use crate::cli::{Asking, Fetching};
use crate::error::Failure;
use crate::fetch::client::Limits;
use crate::fetch::folder::Folder;
use crate::fetch::gather::{Gathering, Outcome};
use crate::fetch::guard::Guard;
use crate::fetch::{Fetcher, Manner};
use crate::progress::say;
use crate::session::Session;
use crate::stop;
use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

/// How many of what came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reports that were not known.
    pub new: usize,
    /// Later versions.
    pub changed: usize,
    /// Nothing new.
    pub same: usize,
    /// Not to be had.
    pub failed: usize,
}

/// `stemma fetch`
pub fn fetch(s: &mut Session, how: &Fetching) -> Result<(), Failure> {
    let manner = manner(s, &how.asking)?;
    stop::listen();
    let mut folder = how.into.as_deref().map(Folder::open).transpose()?;
    let mut out = if folder.is_none() { Some(s.output()?) } else { None };
    let mut fetcher = Fetcher::new(manner);
    let mut write = |report: &stemma_model::Report| -> std::io::Result<()> {
        let Some(out) = &mut out else { return Ok(()) };
        serde_json::to_writer(&mut *out, report)?;
        out.write_all(b"\n")?;
        // Who reads along sees each report as it comes, and a run that is stopped has written all of them.
        out.flush()
    };
    let urls = how.urls.iter().map(|u| u.trim().to_owned());
    let tally = gather(s, &mut fetcher, folder.as_mut(), how.asking.entries_only, urls, &mut write)?;
    if let Some(folder) = &folder {
        s.note(&format!(
            "{} new, {} changed, {} unchanged, {} failed: {}",
            tally.new,
            tally.changed,
            tally.same,
            tally.failed,
            folder.reports().display()
        ));
    }
    match tally {
        Tally { new: 0, changed: 0, same: 0, .. } if !stop::wanted() => Err(Failure::nothing("nothing could be fetched")),
        _ => Ok(()),
    }
}

/// Fetches addresses and what their feeds name; hands on what is new, names what failed and counts all of it.
pub fn gather(
    s: &mut Session,
    fetcher: &mut Fetcher,
    folder: Option<&mut Folder>,
    entries_only: bool,
    urls: impl Iterator<Item = String>,
    write: &mut dyn FnMut(&stemma_model::Report) -> std::io::Result<()>,
) -> Result<Tally, Failure> {
    let (mut tally, mut skipped, quiet) = (Tally::default(), Vec::new(), s.is_quiet());
    let mut tell = |url: &str, outcome: Outcome, notes: &[String]| {
        let mut notes = notes.to_vec();
        match outcome {
            Outcome::New(report) => {
                tally.new += 1;
                write(&report)?;
            }
            Outcome::Changed(report) => {
                tally.changed += 1;
                notes.push("the page has changed; its new text is a version of the old".to_owned());
                write(&report)?;
            }
            Outcome::Same => tally.same += 1,
            Outcome::Failed(why) => {
                tally.failed += 1;
                skipped.push(());
                say(&format!("skipped {url}: {why}"));
            }
        }
        for note in notes.iter().filter(|_| !quiet) {
            say(&format!("note: {url}: {note}"));
        }
        Ok(())
    };
    let mut gathering =
        Gathering { fetcher, reader: s.reader(), folder, entries_only, seen: BTreeSet::new(), passing: false, tell: &mut tell };
    for url in urls {
        if stop::wanted() {
            break;
        }
        gathering.address(&url)?;
    }
    s.count_skipped(skipped.len());
    if stop::wanted() {
        say("stopped; the same command goes on from here");
    }
    Ok(tally)
}

/// How the network is used, as the command line says.
pub fn manner(s: &Session, asking: &Asking) -> Result<Manner, Failure> {
    let contact =
        asking.contact.clone().or_else(|| std::env::var("STEMMA_CONTACT").ok()).map(|c| c.trim().to_owned()).filter(|c| !c.is_empty());
    if contact.as_ref().is_some_and(|c| c.len() > 200 || c.contains(|c: char| c.is_control() || !c.is_ascii() || matches!(c, '(' | ')'))) {
        return Err(Failure::usage("--contact: an address of mail or a page is wanted, in plain letters"));
    }
    if contact.is_none() {
        s.note("sites are not told who is asking; give --contact me@example.org, so that they can write instead of shutting you out");
    }
    let seconds = |s: f64| Duration::from_secs_f64(s.clamp(0.0, 86_400.0));
    let total = seconds(asking.timeout);
    let defaults = Limits::default();
    let limits = Limits {
        total,
        connect: defaults.connect.min(total),
        first_byte: defaults.first_byte.min(total),
        bytes: usize::from(asking.max_size) << 20,
    };
    let guard = Guard { private: asking.allow_private, ..Guard::default() };
    Ok(Manner { contact, delay: seconds(asking.delay), limits, guard, ..Manner::default() })
}
