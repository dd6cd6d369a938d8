//! `stemma diff`.

use super::record::{reconcile, write_json};
use crate::brief::{diff as compare, harmless, text};
use crate::cli::{Reconciling, TextJson};
use crate::error::Failure;
use crate::revision;
use crate::revision::file::{Kind, kind, there};
use crate::session::Session;
use std::collections::BTreeSet;
use std::path::Path;
use stemma_engine::reconcile::codebook::Codebook;
use stemma_model::Record;

/// `stemma diff`
pub fn diff(s: &mut Session, a: &Path, b: &Path, format: TextJson) -> Result<(), Failure> {
    for path in [a, b] {
        there(path)?;
    }
    match (kind(a)?, kind(b)?) {
        (Kind::Record(old), Kind::Record(new)) => return records(s, (a, *old), (b, *new), format),
        (Kind::Reports, Kind::Reports) => {}
        (Kind::Record(_), Kind::Reports) => return Err(mixed(a, b)),
        (Kind::Reports, Kind::Record(_)) => return Err(mixed(b, a)),
    }
    let mut corpus = s.corpus(&[a.to_owned()])?;
    let of_a: BTreeSet<String> = corpus.paths.keys().cloned().collect();
    let other = s.corpus(&[b.to_owned()])?;
    for (path, side) in [(a, of_a.is_empty()), (b, other.paths.is_empty())] {
        if side {
            return Err(Failure::usage(format!("{}: no report could be read from it: there is nothing to compare", path.display())));
        }
    }
    for (id, place) in other.paths {
        corpus.paths.entry(id).or_insert(place);
    }
    corpus.reports.extend(other.reports.into_iter().filter(|r| !of_a.contains(&r.report.id)));
    corpus.inputs.extend(other.inputs);
    // Two reports given to be compared are compared, whatever stories they would be put in.
    let one_story = of_a.len() == 1 && corpus.reports.len() == 2;
    let record = reconcile(s, &corpus, Reconciling { codebook: Codebook::default(), one_story })?;
    if format == TextJson::Json {
        return write_json(s, &compare(&record, &corpus.reports, &corpus.paths, &of_a));
    }
    let (record, reports, paths) = harmless((record, corpus.reports, corpus.paths))?;
    s.print_styled(&text::render_diff(&compare(&record, &reports, &paths, &of_a), s.width()))
}

/// Two records.
fn records(s: &Session, old: (&Path, Record), new: (&Path, Record), format: TextJson) -> Result<(), Failure> {
    let ours = concat!("stemma ", env!("CARGO_PKG_VERSION"));
    for (path, record) in [&old, &new] {
        if !record.generated_by.is_empty() && record.generated_by != ours {
            s.note(&format!("{} was made by {}: other versions may number claims in another way", path.display(), record.generated_by));
        }
    }
    let (a, b) = (old.0.display().to_string(), new.0.display().to_string());
    if format == TextJson::Json {
        return write_json(s, &revision::compare((&a, &old.1), (&b, &new.1)));
    }
    let (old, new): (Record, Record) = harmless((old.1, new.1))?;
    s.print_styled(&revision::text::render(&revision::compare((&a, &old), (&b, &new)), s.width()))
}

fn mixed(record: &Path, reports: &Path) -> Failure {
    let what = format!("{} is a record and {} is not: two of a kind are compared", record.display(), reports.display());
    Failure::usage(what).hint(format!("make a record of the other first: stemma record {} -o other.json", reports.display()))
}
