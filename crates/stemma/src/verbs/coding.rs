//! Blind double coding: a sample is drawn, each coder fills in a sheet of their own, and how far they agree is computed.

use super::review::store;
use crate::brief::harmless;
use crate::cli::TextJson;
use crate::error::Failure;
use crate::fetch::gather::now;
use crate::keeping::coding::{self, CLAIM, around, found, marked, of_coder};
use crate::session::Session;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use stemma_model::{Anchor, Attribute, Claim};
use stemma_store::Store;
use stemma_store::samples::{Sample, Values};

/// The columns before those that a coder fills in.
const GIVEN: [&str; 7] = ["sample", "unit", "outlet", "published", "before", "sentence", "after"];
/// So many reports are held at once.
const HELD: usize = 256;

/// `stemma review sample`
pub fn sample(s: &mut Session, size: usize, seed: &str, coders: &[String]) -> Result<(), Failure> {
    let coders: Vec<String> = coders.iter().map(|c| c.trim().to_owned()).filter(|c| !c.is_empty()).collect();
    if size == 0 || coders.len() < 2 {
        return Err(Failure::usage("a sample has at least one claim and two coders").hint("stemma review sample 100 --coders Ana,Bo"));
    }
    // Who agrees with themselves agrees with nobody.
    if let Some(twice) = coders.iter().enumerate().find(|(at, c)| coders[..*at].contains(c)).map(|(_, c)| c) {
        return Err(Failure::usage(format!("{twice:?} is named twice: a sample is coded by different people")).hint("name each once"));
    }
    let mut store = Store::open(&store(s)?)?;
    let mut drawn: BTreeMap<Vec<u8>, Anchor> = BTreeMap::new();
    store.snapshot(|s| {
        let mut last = 0;
        loop {
            let reads = s.claims_after(last, HELD)?;
            let Some(end) = reads.last() else { return Ok(()) };
            last = end.number;
            for read in reads {
                let machine = read.machine.unwrap_or(read.said);
                for claim in &machine.claims {
                    // The smallest numbers of a hash: which claims they are depends on the seed and on nothing else.
                    drawn.insert(Sha256::digest(format!("{seed}\n{}", claim.id)).to_vec(), Anchor::of(claim, &machine.claims));
                    if drawn.len() > size {
                        drawn.pop_last();
                    }
                }
            }
        }
    })?;
    if drawn.len() < size {
        s.note(&format!("there are only {} claims: all are in the sample", drawn.len()));
    }
    let sample = Sample { number: 0, at: now(), seed: seed.to_owned(), coders, units: drawn.into_values().collect() };
    let number = store.keep_sample(&sample)?;
    let mut out = s.output()?;
    writeln!(out, "sample {number}: {} claims for {}", sample.units.len(), sample.coders.join(", "))?;
    Ok(out.flush()?)
}

/// `stemma review sheet`
pub fn sheet(s: &mut Session, coder: &str, number: Option<i64>) -> Result<(), Failure> {
    let store = Store::read(&store(s)?)?;
    let sample = found(&store, number)?;
    of_coder(&sample, coder)?;
    let own = store.codings(sample.number, coder)?;
    let mut table = csv::Writer::from_writer(Vec::new());
    let head = GIVEN.into_iter().chain([CLAIM]).chain(Attribute::ALL.map(Attribute::name));
    table.write_record(head).map_err(std::io::Error::other)?;
    let mut gone = 0;
    for (unit, anchor) in (1i64..).zip(&sample.units) {
        let Some((machine, claim)) = coding::unit(&store, anchor)? else {
            gone += 1;
            continue;
        };
        let report = &machine.report;
        let (before, after) = around(&claim, report);
        let or = |v: &Option<String>| v.clone().unwrap_or_default();
        let given =
            [sample.number.to_string(), unit.to_string(), or(&report.outlet), or(&report.published), before, bracketed(&claim), after];
        let value = |name: &str| own.get(&unit).and_then(|v| v.get(name)).cloned().unwrap_or_default();
        let filled = [value(CLAIM)].into_iter().chain(Attribute::ALL.map(|a| value(a.name())));
        table.write_record(given.into_iter().chain(filled)).map_err(std::io::Error::other)?;
    }
    if gone > 0 {
        s.note(&format!("{gone} claims of the sample are not there any more"));
    }
    let mut out = s.output()?;
    out.write_all(&table.into_inner().map_err(|e| std::io::Error::other(e.to_string()))?)?;
    Ok(out.flush()?)
}

/// The sentence as one cell: what the claim hangs on stands in square brackets.
fn bracketed(claim: &Claim) -> String {
    marked(claim).into_iter().map(|(hit, words)| if hit { format!("[[{words}]]") } else { words }).collect()
}

/// `stemma review code`
pub fn code(s: &mut Session, path: &Path, coder: &str) -> Result<(), Failure> {
    let shown = path.display();
    let mut store = Store::open(&store(s)?)?;
    let unreadable = |e: csv::Error| Failure::usage(format!("{shown}: this cannot be read as a table with commas: {e}"));
    let mut table = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(unreadable)?;
    let head: Vec<String> =
        table.headers().map_err(unreadable)?.iter().map(|h| h.trim_start_matches('\u{feff}').trim().to_owned()).collect();
    let column = |name: &str| head.iter().position(|h| h == name);
    let (Some(of_sample), Some(of_unit)) = (column("sample"), column("unit")) else {
        return Err(
            Failure::usage(format!("{shown}: it has no columns sample and unit")).hint("give a sheet that stemma review sheet wrote")
        );
    };
    let mut all: BTreeMap<i64, Vec<(i64, Values)>> = BTreeMap::new();
    for (line, row) in (2..).zip(table.records()) {
        let row = row.map_err(unreadable)?;
        let wrong = |what: &str| Failure::usage(format!("{shown}:{line}: {what}"));
        let number = |at: usize| row.get(at).and_then(|v| v.trim().parse::<i64>().ok());
        let (Some(sample), Some(unit)) = (number(of_sample), number(of_unit)) else { return Err(wrong("sample and unit are numbers")) };
        let cell = |name: &str| column(name).and_then(|at| row.get(at)).map(str::trim).filter(|v| !v.is_empty());
        let Some(values) = coding::answer(cell, &s.engine.lexicon).map_err(|e| wrong(&e))? else { continue };
        all.entry(sample).or_default().push((unit, values));
    }
    let mut kept = 0;
    for (number, units) in &all {
        let sample = found(&store, Some(*number))?;
        of_coder(&sample, coder)?;
        if let Some((unit, _)) = units.iter().find(|(u, _)| *u < 1 || *u > sample.units.len() as i64) {
            return Err(Failure::usage(format!("{shown}: sample {number} has no unit {unit}")));
        }
        kept += units.len();
    }
    for (number, units) in &all {
        store.keep_codings(*number, coder, &now(), units)?;
    }
    let mut out = s.output()?;
    writeln!(out, "{kept} claims coded by {coder}")?;
    Ok(out.flush()?)
}

/// `stemma review agreement`
pub fn agree(s: &mut Session, number: Option<i64>, format: TextJson) -> Result<(), Failure> {
    let store = Store::read(&store(s)?)?;
    let sample = found(&store, number)?;
    let agreed = coding::agreed(&sample, &coding::codings(&store, &sample)?);
    if format == TextJson::Json {
        return super::record::write_json(s, &agreed);
    }
    let mut out = s.output()?;
    let coders: String = harmless(agreed.coders.join(", "))?;
    writeln!(out, "Sample {} of {} claims, seed {}, coded by {coders}", agreed.sample, agreed.claims, agreed.seed)?;
    writeln!(out, "{:<12}{:<10}{:>8}{:>8}{:>8}", "attribute", "scale", "alpha", "same", "units")?;
    for r in &agreed.attributes {
        let alpha = r.alpha.map_or_else(|| "–".to_owned(), |a| format!("{a:.3}"));
        let same = r.same.map_or_else(|| "–".to_owned(), |p| format!("{:.0} %", p * 100.0));
        writeln!(out, "{:<12}{:<10}{alpha:>8}{same:>8}{:>8}", r.attribute, r.scale, r.units)?;
    }
    writeln!(
        out,
        "alpha is Krippendorff's: 1 is full agreement, 0 what chance gives, – where nothing can be told; same is the share of equal pairs."
    )?;
    Ok(out.flush()?)
}
