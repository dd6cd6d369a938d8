//! Blind double coding: what a coder may give for a claim of a sample, and how far coders agree. Sheets and pages share it, so that
//! one coder can use both.

use crate::error::Failure;
use serde::Serialize;
use std::collections::BTreeMap;
use stemma_engine::lexicon::Lexicon;
use stemma_engine::review::agreement::{Scale, agreement};
use stemma_engine::review::value;
use stemma_model::{Anchor, Attribute, Claim, Field, ReportClaims};
use stemma_store::Store;
use stemma_store::samples::{Sample, Values};

/// The name of what says whether there is a claim at all.
pub const CLAIM: &str = "claim";

/// A sample by its number, the last one without.
pub fn found(store: &Store, number: Option<i64>) -> Result<Sample, Failure> {
    let nothing = || Failure::usage("there is no such sample").hint("stemma review sample 100 --coders Ana,Bo --store FILE draws one");
    store.sample(number)?.ok_or_else(nothing)
}

/// Refuses who is no coder of a sample.
pub fn of_coder(sample: &Sample, coder: &str) -> Result<(), Failure> {
    if sample.coders.iter().any(|c| c == coder) {
        return Ok(());
    }
    Err(Failure::usage(format!("{coder:?} is no coder of sample {}: it was drawn for {}", sample.number, sample.coders.join(", "))))
}

/// The report of a unit as the machine read it, and the unit's claim; none where it is not there any more.
pub fn unit(store: &Store, anchor: &Anchor) -> stemma_store::Result<Option<(ReportClaims, Claim)>> {
    let Some(read) = store.report(&anchor.report)? else { return Ok(None) };
    let machine = read.machine.unwrap_or(read.said);
    let claim = anchor.find(&machine.claims).cloned();
    Ok(claim.map(|claim| (machine, claim)))
}

/// What a coder gives for one claim; none where nothing is given yet. `given` has a value for a name, without white space around it
/// and never empty.
///
/// # Errors
/// In words for people, when it cannot be kept.
pub fn answer<'g>(given: impl Fn(&str) -> Option<&'g str>, lexicon: &Lexicon) -> Result<Option<Values>, String> {
    let is_claim = match given(CLAIM).map(str::to_lowercase).as_deref() {
        None => return Ok(None),
        Some("yes" | "y" | "true" | "1") => true,
        Some("no" | "n" | "false" | "0") => false,
        Some(_) => return Err("claim is yes or no".to_owned()),
    };
    let mut values = Values::from([(CLAIM.to_owned(), if is_claim { "yes" } else { "no" }.to_owned())]);
    for attribute in Attribute::ALL.into_iter().filter(|_| is_claim) {
        if let Some(value) = given(attribute.name()) {
            let checked = value::checked(attribute, Some(value), lexicon)?;
            values.extend(checked.map(|v| (attribute.name().to_owned(), v)));
        }
    }
    Ok(Some(values))
}

/// How far coders agree on one attribute.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its name.
    pub attribute: &'static str,
    /// How its values lie to each other.
    pub scale: &'static str,
    /// Krippendorff's alpha; none where nothing can be told.
    pub alpha: Option<f64>,
    /// The share of equal pairs.
    pub same: Option<f64>,
    /// Claims with two values or more.
    pub units: usize,
    /// Values of these claims.
    pub values: usize,
}

/// How far the coders of a sample agree.
#[derive(Debug, Serialize)]
pub struct Agreed {
    /// The number of the sample.
    pub sample: i64,
    /// What it was drawn by.
    pub seed: String,
    /// Who codes it.
    pub coders: Vec<String>,
    /// How many claims it has.
    pub claims: usize,
    /// Each attribute.
    pub attributes: Vec<Row>,
}

/// What coders gave differently for one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Its number in the sample, 1 for the first.
    pub unit: i64,
    /// Each attribute with what each coder gave, in their order; none where a coder has not coded the claim, empty where the coder
    /// says that the sentence does not give it.
    pub attributes: Vec<(&'static str, Vec<Option<String>>)>,
}

/// What one coder gave, by unit.
pub type Codings = BTreeMap<i64, Values>;

/// What each coder of a sample gave, in the order of the coders.
pub fn codings(store: &Store, sample: &Sample) -> stemma_store::Result<Vec<Codings>> {
    sample.coders.iter().map(|c| store.codings(sample.number, c)).collect()
}

/// The attributes that are compared, with their scales.
fn scales() -> impl Iterator<Item = (&'static str, Scale, &'static str)> {
    [(CLAIM, Scale::Nominal, "nominal")].into_iter().chain(Attribute::ALL.map(|a| match a {
        Attribute::Low | Attribute::High => (a.name(), Scale::Ratio, "ratio"),
        _ => (a.name(), Scale::Nominal, "nominal"),
    }))
}

/// What is compared of an answer: that a sentence does not give something is a value too, and capitals make no difference.
fn compared(values: &Values, name: &str) -> Option<String> {
    match values.get(name) {
        Some(value) => Some(value.to_lowercase()),
        None if values.get(CLAIM).is_some_and(|c| c == "yes") => Some(String::new()),
        None => None,
    }
}

/// How far coders agree, attribute by attribute.
pub fn agreed(sample: &Sample, coded: &[Codings]) -> Agreed {
    let row = |(name, scale, called): (&'static str, Scale, &'static str)| {
        // No number is no value of a scale of numbers.
        let value = |v: &Values| compared(v, name).filter(|v| scale == Scale::Nominal || !v.is_empty());
        let unit = |n: i64| coded.iter().filter_map(|c| value(c.get(&n)?)).collect::<Vec<String>>();
        let units: Vec<Vec<String>> = (1..=sample.units.len() as i64).map(unit).collect();
        let found = agreement(&units, scale);
        Row { attribute: name, scale: called, alpha: found.alpha, same: found.same, units: found.units, values: found.values }
    };
    Agreed {
        sample: sample.number,
        seed: sample.seed.clone(),
        coders: sample.coders.clone(),
        claims: sample.units.len(),
        attributes: scales().map(row).collect(),
    }
}

/// The claims that coders coded differently, in the order of the sample. Who has not coded a claim, or says that there is none,
/// says nothing of its attributes.
pub fn differing(sample: &Sample, coded: &[Codings]) -> Vec<Differing> {
    let unit = |unit: i64| {
        let attribute = |(name, ..): (&'static str, Scale, &'static str)| {
            let each: Vec<Option<String>> = coded.iter().map(|c| compared(c.get(&unit)?, name)).collect();
            let mut told = each.iter().flatten();
            let first = told.next()?;
            told.any(|other| other != first).then(|| {
                let given = |c: &Codings| c.get(&unit).map(|v| v.get(name).cloned().unwrap_or_default());
                (name, coded.iter().zip(&each).map(|(c, e)| e.as_ref().and_then(|_| given(c))).collect())
            })
        };
        let attributes: Vec<_> = scales().filter_map(attribute).collect();
        (!attributes.is_empty()).then_some(Differing { unit, attributes })
    };
    (1..=sample.units.len() as i64).filter_map(unit).collect()
}

/// The first unit behind one, going round, that a coder has not coded and that is still there; none where the coder has finished.
pub fn next(store: &Store, sample: &Sample, own: &Codings, behind: i64) -> stemma_store::Result<Option<i64>> {
    let all = sample.units.len() as i64;
    for unit in (behind + 1..=all).chain(1..=behind.min(all)) {
        if own.contains_key(&unit) {
            continue;
        }
        let anchor = usize::try_from(unit - 1).ok().and_then(|n| sample.units.get(n));
        if let Some(anchor) = anchor
            && self::unit(store, anchor)?.is_some()
        {
            return Ok(Some(unit));
        }
    }
    Ok(None)
}

/// The sentences before and after a claim's, in the report's text; empty where there is none.
pub fn around(claim: &Claim, report: &stemma_model::Report) -> (String, String) {
    if claim.evidence.field == Field::Title {
        return Default::default();
    }
    let cut = |r: &stemma_model::Range| report.text.chars().skip(r.start).take(r.end - r.start).collect::<String>();
    let Some(at) = report.sentences.iter().position(|r| r.start == claim.evidence.start) else { return Default::default() };
    let before = at.checked_sub(1).and_then(|n| report.sentences.get(n)).map(cut);
    (before.unwrap_or_default(), report.sentences.get(at + 1).map(cut).unwrap_or_default())
}

/// A claim's sentence in pieces: what the claim hangs on is marked, all of it where that is no word.
pub fn marked(claim: &Claim) -> Vec<(bool, String)> {
    let e = &claim.evidence;
    let chars: Vec<char> = e.text.chars().collect();
    let Some(t) = claim.trigger.as_ref().filter(|t| t.start >= e.start && t.end <= e.end && t.start < t.end) else {
        return vec![(true, e.text.clone())];
    };
    let (from, to) = ((t.start - e.start).min(chars.len()), (t.end - e.start).min(chars.len()));
    let cut = |a: usize, b: usize| chars[a..b].iter().collect::<String>();
    vec![(false, cut(0, from)), (true, cut(from, to)), (false, cut(to, chars.len()))]
}
