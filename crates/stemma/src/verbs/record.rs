//! `stemma record`.

use crate::cli::{CodebookName, Json, Reconciling};
use crate::error::Failure;
use crate::session::{Corpus, Session};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;
use stemma_engine::reconcile::harm::Codebook;
use stemma_model::Record;

/// The record of a corpus.
pub fn reconcile(s: &mut Session, corpus: &Corpus, how: Reconciling) -> Record {
    s.engine.codebook = match how.codebook {
        CodebookName::Default => Codebook::Default,
        CodebookName::Ucdp => Codebook::Ucdp,
        CodebookName::Acled => Codebook::Acled,
    };
    let stories = match how.one_story {
        true => vec![s.engine.record_as_one(&corpus.reports)],
        false => s.engine.record(&corpus.reports),
    };
    Record {
        stories,
        codebook: s.engine.codebook.name().into(),
        generated_by: concat!("stemma ", env!("CARGO_PKG_VERSION")).into(),
        inputs: corpus.inputs.clone(),
    }
}

/// `stemma record`
pub fn record(s: &mut Session, paths: &[PathBuf], format: Json, how: Reconciling) -> Result<(), Failure> {
    let corpus = s.corpus(paths)?;
    let record = reconcile(s, &corpus, how);
    match format {
        Json::Json => write_json(s, &record),
        Json::Jsonl => write_lines(s, &record.stories),
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
