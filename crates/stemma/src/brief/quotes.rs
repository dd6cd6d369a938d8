//! From claims to quotable sentences with the words that matter marked.

use super::{Passage, Quote, Source};
use std::collections::BTreeMap;
use stemma_model::{BlockKind, Claim, Entity, Field, Number, ReportClaims};

/// Looks up claims, labels and names of one brief.
pub struct Quotes<'a> {
    pub claims: BTreeMap<&'a str, &'a Claim>,
    labels: BTreeMap<&'a str, String>,
    /// The name of each report by its id.
    reports: BTreeMap<&'a str, String>,
    /// The numbers that are told with each claim.
    numbers: BTreeMap<&'a str, Vec<&'a Number>>,
    /// The record's name of each report entity.
    names: BTreeMap<&'a str, &'a Entity>,
}

impl<'a> Quotes<'a> {
    /// `sources` gives the letter and the name of each report.
    pub fn new(reports: &BTreeMap<&'a str, &'a ReportClaims>, sources: &[Source], entities: impl Iterator<Item = &'a Entity>) -> Self {
        let of = |value: fn(&Source) -> &String| {
            sources.iter().filter_map(|s| Some((*reports.get_key_value(s.id.as_str())?.0, value(s).clone()))).collect()
        };
        let (labels, names_of) = (of(|s| &s.label), of(|s| &s.name));
        let claims = reports.values().flat_map(|r| &r.claims).map(|c| (c.id.as_str(), c)).collect();
        let names = entities.flat_map(|e| e.members.iter().map(move |m| (m.as_str(), e))).collect();
        let mut numbers: BTreeMap<&str, Vec<&Number>> = BTreeMap::new();
        for number in reports.values().flat_map(|r| &r.numbers) {
            numbers.entry(&number.claim).or_default().push(number);
        }
        Quotes { claims, labels, reports: names_of, numbers, names }
    }

    /// Those of some claims that are here.
    pub fn some(&self, ids: &[String]) -> Vec<&'a Claim> {
        ids.iter().filter_map(|id| self.claims.get(id.as_str()).copied()).collect()
    }

    /// The letter of a report; its id where it has none.
    pub fn label(&self, report: &str) -> String {
        self.labels.get(report).cloned().unwrap_or_else(|| report.to_owned())
    }

    /// A sentence of the record with the names of reports where it gives their ids.
    pub fn named(&self, text: &str) -> String {
        if let Some(name) = self.reports.get(text) {
            return name.clone();
        }
        let mut out = text.to_owned();
        // A short id may be a word of the sentence; those that are made from content have sixteen digits.
        for (id, name) in self.reports.iter().filter(|(id, _)| id.len() >= 8) {
            out = out.replace(id, name);
        }
        out
    }

    /// The nearest voice of a claim, by its name in the record.
    pub fn voice(&self, claim: &Claim) -> Option<String> {
        let a = claim.attribution.first()?;
        let name = self.entity(a.entity.as_deref()).map_or(&a.source, |e| &e.name);
        (!name.trim().is_empty()).then(|| name.clone())
    }

    /// The record's entity of a report's entity.
    pub fn entity(&self, id: Option<&str>) -> Option<&'a Entity> {
        self.names.get(id?).copied()
    }

    /// The sentence of a claim, with the words of a slot marked.
    pub fn quote(&self, claim: &Claim, slot: &str) -> Quote {
        let source = self.label(&claim.report);
        let e = &claim.evidence;
        let voices = claim.attribution.iter().map(|a| a.source.clone()).collect();
        let anchor = if e.field == Field::Title { format!("{source}-title") } else { format!("{source}-s{}", claim.sentence) };
        let marks = marks(claim, slot, self.numbers.get(claim.id.as_str()).map_or(&[], Vec::as_slice))
            .into_iter()
            .filter(|&(a, b)| a < b && a >= e.start && b <= e.end)
            .collect();
        Quote {
            source,
            also: Vec::new(),
            claim: claim.id.clone(),
            field: e.field,
            start: e.start,
            end: e.end,
            text: e.text.clone(),
            marks,
            voices,
            anchor,
            unsure: claim.confidence < UNSURE,
            decided: super::put::ruled(&[claim], self),
        }
    }

    /// The sentences of several claims, one a report: that of the surest claim, running text before headlines; reports that
    /// print the very same sentence are joined.
    pub fn one_a_report<'b>(&self, ids: impl IntoIterator<Item = &'b String>, slot: &str) -> Vec<Quote> {
        let mut best: Vec<&Claim> = Vec::new();
        for claim in ids.into_iter().filter_map(|id| self.claims.get(id.as_str()).copied()) {
            let rank = |c: &Claim| (c.evidence.field == Field::Text, c.confidence);
            match best.iter_mut().find(|b| b.report == claim.report) {
                Some(b) if rank(claim) > rank(b) => *b = claim,
                Some(_) => {}
                None => best.push(claim),
            }
        }
        let mut out = Vec::new();
        for claim in best {
            add(&mut out, self.quote(claim, slot));
        }
        out
    }
}

/// Confidence below which people are warned that a sentence may be misread: fewer than one in four such claims are right
/// (the card in `lexicon/confidence.toml`).
pub const UNSURE: f64 = 0.25;

/// The warning.
pub const MISREAD: &str = "may be misread";

/// Adds a quote, or joins it with one that is there.
pub fn add(out: &mut Vec<Quote>, quote: Quote) {
    if let Some(same) = out.iter_mut().find(|q| q.source == quote.source && q.field == quote.field && q.start == quote.start) {
        for m in quote.marks {
            if !same.marks.iter().any(|&(a, b)| a < m.1 && m.0 < b) {
                same.marks.push(m);
            }
        }
        same.marks.sort_unstable();
        same.unsure &= quote.unsure;
        same.rule(quote.decided);
        for label in quote.also {
            if !same.also.contains(&label) {
                same.also.push(label);
            }
        }
    } else if let Some(same) = out.iter_mut().find(|q| q.text == quote.text) {
        for label in std::iter::once(quote.source).chain(quote.also) {
            if label != same.source && !same.also.contains(&label) {
                same.also.push(label);
            }
        }
        same.rule(quote.decided);
    } else {
        out.push(quote);
    }
}

/// The words of a claim that fill a slot, in order and without overlap; its trigger where nothing does.
fn marks(claim: &Claim, slot: &str, numbers: &[&Number]) -> Vec<(usize, usize)> {
    let fillers = |list: &[stemma_model::Filler]| list.iter().map(|f| (f.start, f.end)).collect::<Vec<_>>();
    let mut found = match slot {
        "actor" => fillers(&claim.roles.actor),
        "target" => fillers(&claim.roles.target),
        "instrument" => fillers(&claim.roles.instrument),
        "place" => fillers(&claim.roles.place),
        "time" => claim.time.iter().filter_map(|t| t.span).map(|s| (s.start, s.end)).collect(),
        "voice" => claim.attribution.first().and_then(|a| a.source_span).into_iter().collect(),
        "none" => return Vec::new(),
        other => match other.strip_prefix("figure:") {
            Some(of) => {
                let figure = claim.figure.iter().filter(|f| f.measure == of).filter_map(|f| f.span);
                figure.chain(numbers.iter().filter(|n| n.unit == of).map(|n| n.span)).map(|s| (s.start, s.end)).collect()
            }
            None => Vec::new(),
        },
    };
    if found.is_empty() && slot.starts_with("figure:") {
        found = fillers(&claim.roles.target);
    }
    if found.is_empty() && slot != "voice" {
        found = claim.trigger.iter().map(|t| (t.start, t.end)).collect();
    }
    found.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for m in found {
        if out.last().is_none_or(|l| l.1 <= m.0) {
            out.push(m);
        }
    }
    out
}

impl Quote {
    /// The sentence cut into marked and unmarked words.
    pub fn parts(&self) -> Vec<(bool, String)> {
        let chars: Vec<char> = self.text.chars().collect();
        let mut out = Vec::new();
        let mut at = 0;
        let mut put = |mark: bool, from: usize, to: usize| {
            if from < to {
                out.push((mark, chars[from..to].iter().collect::<String>()));
            }
        };
        for &(a, b) in &self.marks {
            let (a, b) = (a.saturating_sub(self.start).min(chars.len()), b.saturating_sub(self.start).min(chars.len()));
            if a < at {
                continue;
            }
            put(false, at, a);
            put(true, a, b);
            at = b.max(a);
        }
        put(false, at, chars.len());
        out
    }

    /// `A`, or `A, C` where several reports print the same sentence; with what is to be known of its reading.
    pub fn labels(&self) -> String {
        let labels = std::iter::once(&self.source).chain(&self.also).cloned();
        let more = [if self.unsure { MISREAD.to_owned() } else { String::new() }, self.decided_words()];
        labels.chain(more.into_iter().filter(|m| !m.is_empty())).collect::<Vec<_>>().join(", ")
    }

    /// Adds what coders said of a claim that the sentence stands for too.
    fn rule(&mut self, more: Vec<super::Ruled>) {
        for one in more {
            if !self.decided.contains(&one) {
                self.decided.push(one);
            }
        }
    }
}

/// A report's text as blocks of sentences with anchors; what stands between sentences is kept.
pub fn body(report: &ReportClaims, source: &mut Source) {
    let r = &report.report;
    let chars: Vec<char> = r.text.chars().collect();
    let cut = |a: usize, b: usize| chars[a.min(chars.len())..b.min(chars.len())].iter().collect::<String>();
    let mut next = 0;
    for block in &r.blocks {
        let mut sentences = Vec::new();
        let mut at = block.start;
        while let Some(s) = r.sentences.get(next).filter(|s| s.start < block.end) {
            if at < s.start {
                sentences.push((None, cut(at, s.start)));
            }
            sentences.push((Some(format!("{}-s{next}", source.label)), cut(s.start.max(at), s.end)));
            at = s.end;
            next += 1;
        }
        if at < block.end {
            sentences.push((None, cut(at, block.end)));
        }
        let kind = match block.kind {
            BlockKind::Paragraph => "paragraph",
            BlockKind::Heading => "heading",
            BlockKind::Caption => "caption",
            BlockKind::List => "list",
        };
        source.body.push(Passage { kind, sentences });
    }
}
