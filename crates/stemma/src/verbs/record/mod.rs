//! `stemma record`.

mod explain;

use crate::brief::harmless;
use crate::cli::{Reconciling, Recorded};
use crate::error::Failure;
use crate::keeping::corpus as keeping;
use crate::revision::{file, since};
use crate::session::{Corpus, Session};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use stemma_engine::reconcile::codebook::Codebook;
use stemma_model::{Harm, Record, Story};

/// The record of a corpus. Its figures say what they were chosen from; [`without_candidates`] takes that out.
///
/// A store's stories are taken as they are there; by another codebook, or of fewer claims, they are reconciled again.
pub fn reconcile(s: &mut Session, corpus: &Corpus, how: Reconciling) -> Result<Record, Failure> {
    let Some(kept) = corpus.kept.as_ref().filter(|_| !how.one_story) else { return Ok(reconcile_since(s, corpus, how, &[])) };
    let stories = if corpus.afresh || how.codebook.name != Codebook::default().name {
        again(s, corpus, kept, how.codebook.clone())?
    } else {
        kept.clone()
    };
    s.engine.codebook = how.codebook;
    Ok(record_of(s, corpus, stories))
}

/// The stories of a store reconciled again, with what their figures were chosen from.
fn again(s: &mut Session, corpus: &Corpus, kept: &[Story], codebook: Codebook) -> Result<Vec<Story>, Failure> {
    s.engine.codebook = codebook;
    let furniture = s.store().map(keeping::furniture).transpose()?.unwrap_or_default();
    let arrived = keeping::arrival(corpus.reports.iter());
    let groups: Vec<_> = kept.iter().map(|story| keeping::group_of(story, &arrived)).collect();
    let names = s.store().map(|path| keeping::decided_names(path, &corpus.reports)).transpose()?.unwrap_or_default();
    let mut stories = s.engine.stories_named(&groups, &corpus.reports, &[], &furniture, &names);
    if let Some(path) = s.store() {
        keeping::lay_choices(path, &mut stories, &corpus.reports, &s.engine.codebook)?;
    }
    Ok(stories)
}

/// The record of a corpus, going on from the stories of an earlier one.
pub fn reconcile_since(s: &mut Session, corpus: &Corpus, how: Reconciling, old: &[Story]) -> Record {
    s.engine.codebook = how.codebook;
    let stories = match how.one_story {
        true => s.engine.record_as_one_since(&corpus.reports, old),
        false => s.engine.record_since(&corpus.reports, old),
    };
    record_of(s, corpus, stories)
}

fn record_of(s: &Session, corpus: &Corpus, stories: Vec<Story>) -> Record {
    Record {
        stories,
        codebook: s.engine.codebook.name.clone(),
        generated_by: concat!("stemma ", env!("CARGO_PKG_VERSION")).into(),
        inputs: corpus.inputs.clone(),
    }
}

/// `stemma record`
pub fn record(
    s: &mut Session,
    paths: &[PathBuf],
    format: Recorded,
    explain: bool,
    how: Reconciling,
    since: Option<&Path>,
) -> Result<(), Failure> {
    // A record that cannot be gone on with is told before hours of reading.
    let old = since.map(file::record).transpose()?;
    let mut corpus = s.corpus(paths)?;
    if let (Some(old), Some(path)) = (&old, since) {
        since::complete(s, &mut corpus, old, path)?;
    }
    let mut record = match (&old, &corpus.kept) {
        (None, Some(kept)) if !how.one_story && (explain || format == Recorded::Text) => {
            let stories = again(s, &corpus, kept, how.codebook)?;
            record_of(s, &corpus, stories)
        }
        (None, Some(_)) => reconcile(s, &corpus, how)?,
        _ => reconcile_since(s, &corpus, how, old.as_ref().map_or(&[][..], |r| &r.stories)),
    };
    if format == Recorded::Text {
        let (record, paths) = harmless((record, corpus.paths))?;
        return s.print_styled(&explain::render(&record, &s.engine.codebook, &paths, s.width()));
    }
    if !explain {
        without_candidates(&mut record);
    }
    match format {
        Recorded::Jsonl => write_lines(s, &record.stories),
        _ => write_json(s, &record),
    }
}

/// Takes out what the figures were chosen from: sentences that also stand in the claims.
pub fn without_candidates(record: &mut Record) {
    let harms = record.stories.iter_mut().flat_map(|story| {
        let events = story.events.iter_mut().map(|e| &mut e.harm);
        std::iter::once(&mut story.harm).chain(events)
    });
    for harm in harms {
        for measure in Harm::MEASURES {
            if let Some(figure) = harm.get_mut(measure) {
                figure.candidates = None;
            }
        }
    }
}

/// One object, indented.
pub fn write_json<T: Serialize>(s: &Session, value: &T) -> Result<(), Failure> {
    let mut out = s.output()?;
    serde_json::to_writer_pretty(&mut out, value)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

/// Objects, one a line.
pub fn write_lines<T: Serialize>(s: &Session, list: &[T]) -> Result<(), Failure> {
    let mut out = s.output()?;
    for row in list {
        serde_json::to_writer(&mut out, row)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
