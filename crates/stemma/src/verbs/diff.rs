//! `stemma diff`.

use super::record::{reconcile, write_json};
use crate::brief::{diff as compare, harmless, text};
use crate::cli::{Reconciling, TextJson};
use crate::error::Failure;
use crate::session::Session;
use std::collections::BTreeSet;
use std::path::Path;
use stemma_engine::reconcile::codebook::Codebook;

/// `stemma diff`
pub fn diff(s: &mut Session, a: &Path, b: &Path, format: TextJson) -> Result<(), Failure> {
    let mut corpus = s.corpus(&[a.to_owned()])?;
    let of_a: BTreeSet<String> = corpus.paths.keys().cloned().collect();
    let other = s.corpus(&[b.to_owned()])?;
    for (id, place) in other.paths {
        corpus.paths.entry(id).or_insert(place);
    }
    corpus.reports.extend(other.reports.into_iter().filter(|r| !of_a.contains(&r.report.id)));
    corpus.inputs.extend(other.inputs);
    // Two reports given to be compared are compared, whatever stories they would be put in.
    let one_story = of_a.len() == 1 && corpus.reports.len() == 2;
    let record = reconcile(s, &corpus, Reconciling { codebook: Codebook::default(), one_story });
    if format == TextJson::Json {
        return write_json(s, &compare(&record, &corpus.reports, &corpus.paths, &of_a));
    }
    let (record, reports, paths) = harmless((record, corpus.reports, corpus.paths))?;
    s.print_styled(&text::render_diff(&compare(&record, &reports, &paths, &of_a), s.width()))
}
