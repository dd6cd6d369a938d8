//! The verbs that write one line an object, streamed: memory does not grow with the input.

use crate::error::Failure;
use crate::session::{Session, Worker};
use serde::Serialize;
use std::path::PathBuf;
use stemma_engine::claims::analysis::Analysis;
use stemma_engine::claims::{places, quantities, times};
use stemma_model::{Report, ReportClaims};

/// `stemma read`
pub fn read(s: &mut Session, paths: &[PathBuf]) -> Result<(), Failure> {
    if s.store().is_some() {
        return kept(s, paths, |r| rows(&[&r.report]));
    }
    stream(s, paths, |w, report| {
        let report = if w.supports(&report) { Analysis::new(report, &|texts| w.analyse(texts)).report } else { report };
        rows(&[report])
    })
}

/// `stemma claims`
pub fn claims(s: &mut Session, paths: &[PathBuf]) -> Result<(), Failure> {
    if s.store().is_some() {
        return kept(s, paths, |r| rows(&r.claims));
    }
    s.load_places()?;
    stream(s, paths, |w, report| rows(&w.claims(report).claims))
}

/// What a store has of each report already.
fn kept(s: &mut Session, paths: &[PathBuf], rows: impl Fn(&ReportClaims) -> Rows) -> Result<(), Failure> {
    let corpus = s.corpus(paths)?;
    let mut out = s.output()?;
    corpus.reports.iter().try_for_each(|r| Ok::<(), Failure>(out.write_all(&rows(r)?)?))?;
    Ok(out.flush()?)
}

/// `stemma times`
pub fn times(s: &mut Session, paths: &[PathBuf]) -> Result<(), Failure> {
    mentions(s, paths, |_, a| rows(&times::rows(&a.report.id, &a.text, &a.report.text, a.report.published.as_deref())))
}

/// `stemma quantities`
pub fn quantities(s: &mut Session, paths: &[PathBuf]) -> Result<(), Failure> {
    mentions(s, paths, |_, a| rows(&quantities::rows(&a.report.id, &a.text, &a.report.text)))
}

/// `stemma places`
pub fn places(s: &mut Session, paths: &[PathBuf]) -> Result<(), Failure> {
    s.load_places()?;
    mentions(s, paths, |w, a| rows(&places::rows(a, w.gazetteer())))
}

fn mentions(s: &mut Session, paths: &[PathBuf], find: impl Fn(&Worker<'_>, &Analysis) -> Rows + Sync) -> Result<(), Failure> {
    stream(s, paths, |w, report| match w.supports(&report) {
        true => find(w, &Analysis::new(report, &|texts| w.analyse(texts))),
        false => Ok(Vec::new()),
    })
}

type Rows = Result<Vec<u8>, serde_json::Error>;

/// Objects as lines; made by the workers, so that the writing thread only copies.
fn rows<T: Serialize>(list: &[T]) -> Rows {
    let mut out = Vec::new();
    for row in list {
        serde_json::to_writer(&mut out, row)?;
        out.push(b'\n');
    }
    Ok(out)
}

fn stream(s: &mut Session, paths: &[PathBuf], work: impl Fn(&Worker<'_>, Report) -> Rows + Sync) -> Result<(), Failure> {
    crate::stop::listen();
    let mut out = s.output()?;
    s.each(paths, work, |_, _, rows| Ok(out.write_all(&rows?)?))?;
    Ok(out.flush()?)
}
