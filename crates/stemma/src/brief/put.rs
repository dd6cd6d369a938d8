//! How what is told is put – denied, alleged, planned … –, whose word it is, and what coders said of it. One place decides it for
//! briefs and pages: what nobody says is so is never shown without it, and what a coder decided never without the coder.

use super::quotes::Quotes;
use super::words::{self, list, names, status_class};
use super::{Quote, Ruled, Source, Spoken, Value, layout, points};
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Claim, FindingValue, Modality, Mode, ReportClaims, Status, Story, Verdict};

/// How a claim puts what it tells; none where it says that it is so.
pub fn put(claim: &Claim) -> Option<&'static str> {
    match claim.modality {
        Modality::Denied => Some("denied"),
        _ if claim.negated => Some("negated"),
        Modality::Failed => Some("failed"),
        Modality::Attempted => Some("attempted"),
        Modality::Ordered => Some("ordered"),
        Modality::Demanded => Some("demanded"),
        Modality::Planned => Some("planned"),
        Modality::Rumoured => Some("rumoured"),
        Modality::Possible => Some("possible"),
        Modality::Claimed | Modality::Asserted if claim.accusation.is_some() => Some("alleged"),
        Modality::Claimed | Modality::Asserted if claim.mode == Some(Mode::Hypothetical) => Some("possible"),
        Modality::Claimed | Modality::Asserted => None,
    }
}

/// Whether a claim says that what it tells did not happen, or has somebody deny it.
pub fn contradicts(claim: &Claim) -> bool {
    matches!(put(claim), Some("denied" | "negated"))
}

/// How claims of one value put it: none where one of them says that it is so, else as the first does. Whether it happened
/// decides of who did it to whom too; a place or a number is only denied with all that is told of it.
pub fn put_by_all(claims: &[&Claim], slot: &str) -> Option<&'static str> {
    let each: Vec<Option<&'static str>> = claims.iter().map(|c| put(c)).collect();
    let first = each.first().copied().flatten().filter(|_| each.iter().all(Option::is_some))?;
    (matches!(slot, "occurrence" | "statement" | "actor" | "target") || first != "negated").then_some(first)
}

/// How something is put, for people.
pub fn put_words(how: &str) -> String {
    match how {
        "denied" | "negated" => "denied".into(),
        other => format!("told as {other}"),
    }
}

/// The same before the names of those who put it so.
fn by(how: Option<&str>, names: &str) -> String {
    how.map_or_else(|| names.to_owned(), |how| format!("{} by {names}", put_words(how)))
}

/// A status, as class and words. That reports agree in a value is not that it is so: where none of them says so, the words tell
/// what they agree on (`agreed that it is alleged`), and where they put it differently nothing is called agreed.
pub fn footing<'v>(status: Status, values: impl IntoIterator<Item = &'v Value>) -> (&'static str, String) {
    if matches!(status, Status::Agreed | Status::Refined) {
        let hows = values.into_iter().flat_map(|v| v.spoken.iter().map(|s| v.put_by(&s.source)));
        let hows: BTreeSet<Option<&str>> = hows.map(|how| if how == Some("negated") { Some("denied") } else { how }).collect();
        match hows.iter().collect::<Vec<_>>().as_slice() {
            [] | [None] => {}
            [Some(how)] => return (status_class(status), format!("agreed that it is {how}")),
            _ => return ("single", "put differently".to_owned()),
        }
    }
    (status_class(status), words::status(status).to_owned())
}

/// Whose word a value is: `health ministry, in The Calvessa Post; herald.txt`. Reports that cite the same voices for it and put
/// it alike are named together. What a report does not say is so is never shown without how the report puts it: `denied by
/// the owner, in herald.txt`. What coders said of it stands behind: `herald.txt · corrected by Ana`.
pub fn whose(sources: &[Source], value: &Value) -> String {
    type Group<'v> = (Option<&'static str>, &'v [String], Vec<String>);
    let mut groups: Vec<Group<'_>> = Vec::new();
    for s in &value.spoken {
        match groups.iter_mut().find(|(how, voices, _)| how.map(put_words) == s.put.map(put_words) && *voices == s.voices) {
            Some((.., labels)) => labels.push(s.source.clone()),
            None => groups.push((s.put, &s.voices, vec![s.source.clone()])),
        }
    }
    let told = |(how, voices, labels): &Group<'_>| {
        let names = names(sources, labels);
        match (voices, how) {
            ([], None) => names,
            // The report tells that it is put so, and does not put it so itself.
            ([], Some(how)) => format!("{}, in {names}", put_words(how)),
            ([a, b, c, more @ ..], _) if !more.is_empty() => by(*how, &format!("{a}, {b}, {c} and {} more, in {names}", more.len())),
            (some, _) => by(*how, &format!("{}, in {names}", list(some))),
        }
    };
    with_coders(groups.iter().map(told).collect::<Vec<_>>().join("; "), &decided(sources, &value.sources, &value.decided))
}

/// What coders said of some claims: each report, verdict and coder once.
pub fn ruled(claims: &[&Claim], quotes: &Quotes<'_>) -> Vec<Ruled> {
    let mut out: Vec<Ruled> = Vec::new();
    for claim in claims {
        let Some(d) = &claim.decided else { continue };
        let one = Ruled { source: quotes.label(&claim.report), verdict: d.verdict, coder: d.coder.clone(), at: d.at.clone() };
        if !out.iter().any(|o| (&o.source, o.verdict, &o.coder) == (&one.source, one.verdict, &one.coder)) {
            out.push(one);
        }
    }
    out
}

/// What coders said, in words: `corrected by Ana`. Where it is not of all reports behind a value, it says of which: `accepted by Ana
/// and Bo in herald.txt`.
fn decided(sources: &[Source], all: &[String], ruled: &[Ruled]) -> String {
    let mut by: Vec<(Verdict, &str, Vec<String>)> = Vec::new();
    for r in ruled {
        match by.iter_mut().find(|(verdict, coder, _)| (*verdict, *coder) == (r.verdict, r.coder.as_str())) {
            Some((.., labels)) if labels.contains(&r.source) => {}
            Some((.., labels)) => labels.push(r.source.clone()),
            None => by.push((r.verdict, &r.coder, vec![r.source.clone()])),
        }
    }
    let mut groups: Vec<(Verdict, Vec<String>, Vec<String>)> = Vec::new();
    for (verdict, coder, labels) in by {
        match groups.iter_mut().find(|(v, _, l)| *v == verdict && *l == labels) {
            Some((_, coders, _)) => coders.push(coder.to_owned()),
            None => groups.push((verdict, vec![coder.to_owned()], labels)),
        }
    }
    let told = |(verdict, coders, labels): &(Verdict, Vec<String>, Vec<String>)| {
        let whole = all.iter().all(|l| labels.contains(l));
        let of = if whole { String::new() } else { format!(" in {}", names(sources, labels)) };
        format!("{} by {}{of}", verdict.name(), list(coders))
    };
    groups.iter().map(told).collect::<Vec<_>>().join(", ")
}

/// Words with what coders said behind them.
fn with_coders(told: String, coders: &str) -> String {
    match (told.is_empty(), coders.is_empty()) {
        (_, true) => told,
        (true, false) => coders.to_owned(),
        (false, false) => format!("{told} · {coders}"),
    }
}

impl Quote {
    /// What coders said of it, in words; empty where nobody did.
    pub fn decided_words(&self) -> String {
        decided(&[], &[], &self.decided)
    }
}

impl Value {
    /// How the report of a letter puts it; none where it says that it is so, whatever else it tells.
    pub fn put_by(&self, label: &str) -> Option<&'static str> {
        let mut each = self.spoken.iter().filter(|s| s.source == label).map(|s| s.put);
        let first = each.next().flatten();
        first.filter(|_| each.all(|how| how.is_some()))
    }

    /// How the report of a letter puts it and whom it cites, where the report is named elsewhere: `denied by John Doe`; empty
    /// where the report says it itself and no coder said anything of it.
    pub fn told_in(&self, label: &str) -> String {
        let told = |s: &Spoken| match (s.voices.as_slice(), s.put) {
            ([], how) => how.map(put_words).unwrap_or_default(),
            (some, how) => by(how, &list(some)),
        };
        let each = self.spoken.iter().filter(|s| s.source == label).map(told).filter(|t| !t.is_empty());
        let own: Vec<Ruled> = self.decided.iter().filter(|r| r.source == label).cloned().collect();
        with_coders(each.collect::<Vec<_>>().join("; "), &decided(&[], &[], &own))
    }
}

/// What a story's reports say, looked up finding by finding and claim by claim: for pages that show less than a brief.
pub struct Sayings<'a> {
    sources: Vec<Source>,
    quotes: Quotes<'a>,
}

impl<'a> Sayings<'a> {
    /// Of a story. Reports of it that are not given keep their letters, and say nothing.
    pub fn of(story: &'a Story, reports: impl IntoIterator<Item = &'a ReportClaims>, paths: &BTreeMap<String, String>) -> Self {
        let by_id: BTreeMap<&str, &ReportClaims> = reports.into_iter().map(|r| (r.report.id.as_str(), r)).collect();
        let sources = layout::sources(story, &by_id, paths, 0);
        let quotes = Quotes::new(&by_id, &sources, story.entities.iter());
        Sayings { sources, quotes }
    }

    /// A value of a finding.
    pub fn value(&self, v: &FindingValue, slot: &str) -> Value {
        points::value(v, slot, &self.quotes)
    }

    /// That something happened, as some claims tell it.
    pub fn told(&self, claims: &[&Claim]) -> Value {
        let claims: Vec<String> = claims.iter().map(|c| c.id.clone()).collect();
        points::told(&claims, &self.quotes)
    }

    /// Whose word a value is: [`whose`].
    pub fn whose(&self, value: &Value) -> String {
        whose(&self.sources, value)
    }

    /// The claim of an id, where its report is given.
    pub fn claim(&self, id: &str) -> Option<&'a Claim> {
        self.quotes.claims.get(id).copied()
    }

    /// The letter of a report.
    pub fn letter(&self, report: &str) -> String {
        self.quotes.label(report)
    }

    /// A report's name, or a sentence of the record with names of reports where it gives their ids.
    pub fn named(&self, text: &str) -> String {
        self.quotes.named(text)
    }
}
