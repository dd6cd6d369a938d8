//! The pages of blind double coding, made of a sample and what was given for it.

use super::super::claim::words;
use super::super::desk::Forms;
use super::super::look::Frame;
use super::super::{address, trail::moment};
use super::Fields;
use crate::keeping::coding::{Agreed, CLAIM, Codings, Differing, marked};
use askama::Template;
use stemma_engine::lexicon::Lexicon;
use stemma_engine::review::value::{self, LONGEST};
use stemma_model::{Attribute, Claim, Field, Report, ReportClaims};
use stemma_store::samples::{Progress, Sample};

/// A sample's address, or that of one of its claims.
pub fn at(sample: i64, unit: Option<i64>) -> String {
    unit.map_or_else(|| format!("/coding/{sample}"), |unit| format!("/coding/{sample}/{unit}"))
}

fn frame(title: impl Into<String>) -> Frame {
    Frame { title: title.into(), part: "coding", query: String::new() }
}

/// A sample in a list.
#[derive(Debug)]
pub struct Line {
    sample: i64,
    drawn: String,
    units: usize,
    /// Who codes it, and how many claims each has coded.
    coders: Vec<(String, usize)>,
    /// How many whoever looks has coded, where it was drawn for them.
    own: Option<usize>,
    /// Whether whoever looks may compare what was given.
    compared: bool,
}

impl Line {
    /// Of how far a sample is, for whoever codes it under a name.
    pub fn of(p: Progress, name: Option<&str>, compared: bool) -> Self {
        let own = name.map(|name| p.coders.iter().find(|c| c.0 == name).map_or(0, |c| c.1));
        Line { sample: p.sample, drawn: moment(&p.at), units: p.units, coders: p.coders, own, compared }
    }

    fn at(&self) -> String {
        at(self.sample, None)
    }

    fn first(&self) -> String {
        at(self.sample, Some(1))
    }

    fn agreement(&self) -> String {
        format!("{}/agreement", self.at())
    }
}

/// All samples.
#[derive(Debug, Template)]
#[template(path = "serve/coding.html")]
pub struct CodingPage {
    frame: Frame,
    lines: Vec<Line>,
    forms: Forms,
}

impl CodingPage {
    /// Of all samples.
    pub fn of(lines: Vec<Line>, forms: Forms) -> Self {
        CodingPage { frame: frame("Blind double coding"), lines, forms }
    }
}

/// A sample for who has nothing to code in it.
#[derive(Debug, Template)]
#[template(path = "serve/sample.html")]
pub struct SamplePage {
    frame: Frame,
    line: Line,
    /// Who looks.
    who: Option<String>,
    forms: Forms,
}

impl SamplePage {
    /// Of a sample, for whoever is called so.
    pub fn of(line: Line, who: Option<String>, forms: Forms) -> Self {
        SamplePage { frame: frame(format!("Sample {}", line.sample)), line, who, forms }
    }
}

/// An attribute to be filled in.
#[derive(Debug)]
struct Blank {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    now: String,
    /// The values that it can have, where they are numbered; the first is none.
    choices: Vec<String>,
}

/// One claim to be coded.
#[derive(Debug, Template)]
#[template(path = "serve/unit.html")]
pub struct UnitPage {
    frame: Frame,
    at: String,
    unit: i64,
    units: usize,
    coded: usize,
    /// The claims before and after it.
    before: Option<String>,
    after: Option<String>,
    /// The claim's words; none where it is not there any more.
    words: Option<Words>,
    /// Whether there is a claim, as the coder has it.
    claim: String,
    blanks: Vec<Blank>,
    wrong: Option<String>,
    /// Whether no more answers are taken.
    closed: bool,
}

/// What a coder sees of a claim.
#[derive(Debug)]
struct Words {
    /// Outlet and day of publication.
    about: String,
    before: String,
    sentence: Vec<(bool, String)>,
    after: String,
    in_title: bool,
}

impl UnitPage {
    /// Of a unit of a sample, where it is still there, for the coder who gave `own`; with what was `sent` and is wrong.
    pub fn of(
        sample: &Sample,
        own: &Codings,
        unit: i64,
        there: Option<&(ReportClaims, Claim)>,
        lexicon: Option<&Lexicon>,
        sent: Option<(&Fields, String)>,
        closed: bool,
    ) -> Self {
        let units = sample.units.len();
        let kept = |name: &str| own.get(&unit).and_then(|v| v.get(name)).cloned().unwrap_or_default();
        let now = |name: &str| sent.as_ref().map_or_else(|| kept(name), |(s, _)| s.get(name).cloned().unwrap_or_default());
        let field = |a: Attribute| {
            let (label, hint) = words(a);
            let mut choices = lexicon.and_then(|l| value::choices(a, l)).unwrap_or_default();
            if !choices.is_empty() {
                choices.insert(0, String::new());
            }
            Blank { name: a.name(), label, hint, now: now(a.name()), choices }
        };
        let number = sample.number;
        UnitPage {
            frame: frame(format!("Sample {number}: claim {unit} of {units}")),
            at: at(number, Some(unit)),
            unit,
            units,
            coded: own.len(),
            before: (unit > 1).then(|| at(number, Some(unit - 1))),
            after: (unit < units as i64).then(|| at(number, Some(unit + 1))),
            words: there.map(|(said, claim)| Words::of(claim, &said.report)),
            claim: now(CLAIM),
            blanks: Attribute::ALL.into_iter().map(field).collect(),
            wrong: sent.as_ref().map(|(_, wrong)| crate::brief::words::capital(wrong)),
            closed,
        }
    }

    /// What the coder said of the claim, in words.
    fn given(&self) -> &'static str {
        match self.claim.as_str() {
            "yes" => "You said that the sentence tells something there.",
            "no" => "You said that the sentence tells nothing there.",
            _ => "You did not code it.",
        }
    }
}

impl Words {
    fn of(claim: &Claim, report: &Report) -> Self {
        let (before, after) = context(claim, report);
        let about: Vec<String> = report.outlet.iter().cloned().chain(report.published.as_deref().map(crate::brief::date)).collect();
        let in_title = claim.evidence.field == Field::Title;
        Words { about: about.join(" · "), before, sentence: marked(claim), after, in_title }
    }
}

/// The words around a claim's sentence: its paragraph, and at least the sentences before and after it, which sheets have too.
fn context(claim: &Claim, report: &Report) -> (String, String) {
    let e = &claim.evidence;
    if e.field == Field::Title {
        return Default::default();
    }
    let (mut from, mut to) = (e.start, e.end);
    let mut take = |start: usize, end: usize| (from, to) = (from.min(start), to.max(end));
    report.blocks.iter().filter(|b| b.start <= e.start && e.start < b.end).for_each(|b| take(b.start, b.end));
    if let Some(n) = report.sentences.iter().position(|s| s.start == e.start) {
        let near = report.sentences.iter().skip(n.saturating_sub(1)).take(if n == 0 { 2 } else { 3 });
        near.for_each(|s| take(s.start, s.end));
    }
    let cut = |a: usize, b: usize| report.text.chars().skip(a).take(b.saturating_sub(a)).collect::<String>();
    (cut(from, e.start), cut(e.end, to))
}

/// How far coders agree.
#[derive(Debug, Template)]
#[template(path = "serve/agreement.html")]
pub struct AgreementPage {
    frame: Frame,
    agreed: Agreed,
    /// How many claims each coder has coded.
    coded: Vec<(String, usize)>,
    differing: usize,
    shown: Vec<Difference>,
    page: usize,
    more: bool,
}

/// A claim that was coded differently.
#[derive(Debug)]
struct Difference {
    unit: i64,
    /// The claim's own page, and its sentence; none where it is not there any more.
    claim: Option<(String, Vec<(bool, String)>)>,
    /// What each attribute is called, and what each coder gave.
    rows: Vec<(&'static str, Vec<String>)>,
}

impl AgreementPage {
    /// Of what was computed, and some of the claims that were coded differently.
    pub fn of(
        agreed: Agreed,
        coded: &[Codings],
        differing: usize,
        shown: Vec<(Differing, Option<Claim>)>,
        page: usize,
        more: bool,
    ) -> Self {
        let difference = |(d, claim): (Differing, Option<Claim>)| Difference {
            unit: d.unit,
            claim: claim.map(|c| (address::of_claim(&c.id), marked(&c))),
            rows: d.attributes.iter().map(|(name, each)| (called(name), each.iter().map(|v| given(v.as_deref())).collect())).collect(),
        };
        AgreementPage {
            frame: frame(format!("Agreement on sample {}", agreed.sample)),
            coded: agreed.coders.iter().cloned().zip(coded.iter().map(Codings::len)).collect(),
            shown: shown.into_iter().map(difference).collect(),
            agreed,
            differing,
            page,
            more,
        }
    }

    fn here(&self) -> String {
        format!("{}/agreement", at(self.agreed.sample, None))
    }

    fn called(&self, name: &str) -> &'static str {
        called(name)
    }

    fn alpha(&self, alpha: &Option<f64>) -> String {
        alpha.map_or_else(|| "–".to_owned(), |a| format!("{a:.3}"))
    }

    fn share(&self, share: &Option<f64>) -> String {
        share.map_or_else(|| "–".to_owned(), |s| format!("{:.0} %", s * 100.0))
    }
}

/// What a column is called on a page.
fn called(name: &str) -> &'static str {
    Attribute::named(name).map_or("Something is told", |a| words(a).0)
}

/// A value as a table has it.
fn given(value: Option<&str>) -> String {
    match value {
        None => "not coded".to_owned(),
        Some("") => "–".to_owned(),
        Some(value) => value.to_owned(),
    }
}
