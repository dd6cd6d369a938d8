//! `stemma lineage`: the stemma of each story.
//!
//! [`forest`] hangs each report under its main source; [`text`], [`dot`] and [`svg`] draw that.

mod dot;
pub(crate) mod forest;
pub(crate) mod svg;
mod text;

use super::record::{reconcile, write_json};
use crate::brief::{harmless, layout};
use crate::cli::{Drawing, Reconciling};
use crate::error::Failure;
use crate::session::Session;
use forest::Forest;
use serde::Serialize;
use std::io::Write as _;
use std::path::PathBuf;
use stemma_model::{Descent, StoryReport};

#[derive(Serialize)]
struct Lineage<'a> {
    story: &'a str,
    title: &'a str,
    reports: &'a [StoryReport],
    lineage: &'a [Descent],
    /// How many texts were written apart.
    origins: usize,
}

/// `stemma lineage`
pub fn lineage(s: &mut Session, paths: &[PathBuf], format: Drawing, passages: bool, how: Reconciling) -> Result<(), Failure> {
    let corpus = s.corpus(paths)?;
    let record = reconcile(s, &corpus, how)?;
    if format == Drawing::Json {
        let stories = record.stories.iter();
        let list: Vec<Lineage> = stories
            .map(|t| Lineage { story: &t.id, title: &t.title, reports: &t.reports, lineage: &t.lineage, origins: t.origins })
            .collect();
        return write_json(s, &list);
    }
    let (record, reports, places) = harmless((record, corpus.reports, corpus.paths))?;
    let forests = Forest::of(&record, &layout(&record, &reports, &places), &reports);
    let drawn = match format {
        Drawing::Dot => dot::draw(&forests),
        Drawing::Svg => svg::draw(&forests),
        Drawing::Text | Drawing::Json => return s.print_styled(&text::draw(&forests, s.width(), passages)),
    };
    let mut out = s.output()?;
    out.write_all(drawn.as_bytes())?;
    Ok(out.flush()?)
}
