//! Reading again what an earlier record was made from.

use crate::error::Failure;
use crate::session::{Corpus, Session};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use stemma_model::{Record, StoryReport};

/// Adds to a corpus those reports of an earlier record that it lacks, read again from the inputs that the record names. What
/// is not there any more, or has changed, is named; its reports are withdrawn.
///
/// # Errors
/// As [`Session::corpus`].
pub fn complete(s: &mut Session, corpus: &mut Corpus, old: &Record, path: &Path) -> Result<(), Failure> {
    let reports = || old.stories.iter().flat_map(|s| &s.reports);
    let missing = |corpus: &Corpus| reports().filter(|r| !corpus.paths.contains_key(&r.id)).cloned().collect::<Vec<StoryReport>>();
    if old.inputs.is_empty() && !missing(corpus).is_empty() {
        let what = format!("{}: it does not say which files it was made from, as no record in JSON Lines does", path.display());
        return Err(Failure::usage(what).hint("give the JSON record (stemma record … --format json), or all its reports too"));
    }
    let given: BTreeSet<String> = corpus.inputs.iter().map(|i| i.path.clone()).collect();
    for input in old.inputs.iter().filter(|i| !given.contains(&i.path)) {
        let lacking: BTreeSet<String> = missing(corpus).into_iter().map(|r| r.id).collect();
        if lacking.is_empty() {
            break;
        }
        let why = match hash(Path::new(&input.path)) {
            Some(hash) if hash == input.sha256 => None,
            _ if input.path == "-" => Some("it was standard input"),
            Some(_) => Some("it has changed since; give it too to take it as it is now"),
            None => Some("it is not there any more; give its reports too if they are elsewhere now"),
        };
        if let Some(why) = why {
            s.skip(&format!("{} (of {}): {why}", input.path, path.display()));
            continue;
        }
        let more = s.corpus(&[PathBuf::from(&input.path)])?;
        corpus.reports.extend(more.reports.into_iter().filter(|r| lacking.contains(&r.report.id)));
        corpus.paths.extend(more.paths.into_iter().filter(|(id, _)| lacking.contains(id)));
        corpus.inputs.extend(more.inputs);
    }
    for report in missing(corpus) {
        let name = report.outlet.or(report.title).map_or(String::new(), |n| format!(" ({n})"));
        s.note(&format!("report {}{name} of {} is not among the inputs: withdrawn", report.id, path.display()));
    }
    Ok(())
}

/// The SHA-256 of a file, lower-case hex; none where it cannot be read or is no file.
fn hash(path: &Path) -> Option<String> {
    if !path.is_file() {
        return None;
    }
    let (mut file, mut hash, mut part) = (File::open(path).ok()?, Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut part).ok()? {
            0 => break,
            n => hash.update(&part[..n]),
        }
    }
    Some(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}
