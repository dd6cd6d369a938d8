//! Findings as points of a brief.

use super::put::{put, put_by_all, ruled};
use super::quotes::Quotes;
use super::{HarmLine, Point, Spoken, Step, Value};
use stemma_engine::reconcile::history::is_later;
use stemma_model::{Claim, Event, Finding, FindingValue, Mode, Status, Story};

/// What two or more reports say alike: one point an event, its other agreed slots as details. Background is left to its
/// own part of the brief, and how many came to harm to the part before: that they did is no news beside it.
pub fn agreed(story: &Story, quotes: &Quotes, harm: &[HarmLine]) -> Vec<Point> {
    let mut out = Vec::new();
    for event in story.events.iter().filter(|e| !e.background && stands(e, quotes)) {
        let told = harm.iter().flat_map(|h| &h.points).any(|h| h.event == event.id);
        let agreed = |f: &&Finding| matches!(f.status, Status::Agreed | Status::Refined) && !f.values.is_empty();
        let mut found: Vec<&Finding> = event.findings.iter().filter(agreed).collect();
        if told && !found.iter().any(|f| matches!(f.slot.as_str(), "actor" | "place")) {
            continue;
        }
        // What happened comes before who and where; the order of slots within a rank is the record's.
        found.sort_by_key(|f| match f.slot.as_str() {
            "occurrence" | "statement" => 0,
            s if s.starts_with("figure:") => 1,
            _ => 2,
        });
        let mut points = found.into_iter().map(|f| point(event, f, quotes));
        if let Some(mut first) = points.next() {
            first.details = points.collect();
            out.push(first);
        }
    }
    out.sort_by_key(|p: &Point| std::cmp::Reverse(reports(p)));
    out
}

/// Whether an event may be called agreed: nobody disputes or denies that it happened, and somebody speaks of it other than as
/// charged, denied or only thought of.
fn stands(event: &Event, quotes: &Quotes) -> bool {
    let contested = event.findings.iter().any(|f| f.slot == "occurrence" && matches!(f.status, Status::Denied | Status::Disputed));
    let claims: Vec<&Claim> = event.claims.iter().filter_map(|id| quotes.claims.get(id.as_str()).copied()).collect();
    let told = |c: &&Claim| !matches!(put(c), Some("denied" | "alleged")) && c.mode != Some(Mode::Hypothetical);
    !contested && (claims.is_empty() || claims.iter().any(told))
}

fn reports(p: &Point) -> usize {
    let mut seen: Vec<&String> = p.values.iter().flat_map(|v| &v.sources).collect();
    seen.sort();
    seen.dedup();
    seen.len()
}

/// The findings of some statuses, in the order of the statuses' first mention within main events, then others.
pub fn with_status(story: &Story, quotes: &Quotes, harm: &[HarmLine], statuses: &[Status]) -> Vec<Point> {
    let mut out = Vec::new();
    for event in &story.events {
        for finding in event.findings.iter().filter(|f| statuses.contains(&f.status)) {
            let mut p = point(event, finding, quotes);
            p.in_harm = harm.iter().flat_map(|h| &h.points).any(|h| h.event == p.event && h.slot == p.slot);
            out.push((event.background, !event.main, p));
        }
    }
    out.sort_by_key(|(background, other, p)| (*background, statuses.iter().position(|s| *s == p.status), *other));
    out.into_iter().map(|(_, _, p)| p).collect()
}

/// A finding with its sentences.
pub fn point(event: &Event, finding: &Finding, quotes: &Quotes) -> Point {
    Point {
        event: event.id.clone(),
        kind: event.kind.clone(),
        label: event.label.clone(),
        background: event.background,
        slot: finding.slot.clone(),
        status: finding.status,
        values: ordered(finding).into_iter().map(|v| value(v, &finding.slot, quotes)).collect(),
        origins: finding.origins,
        why: quotes.named(&finding.why),
        history: history(finding, quotes),
        in_harm: false,
        details: Vec::new(),
        decided: finding.decided.clone(),
        finding: finding.id.clone(),
    }
}

/// What reports said of a figure, one after another: what comes again is told again, what only repeats the step before is
/// not. Empty unless there are two steps, each later than the one before: without times nothing can be said to follow.
fn history(finding: &Finding, quotes: &Quotes) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::new();
    for state in finding.history.iter().filter(|s| finding.slot.starts_with("figure:") && !s.values.is_empty()) {
        let value = state.values.join(" / ");
        if out.last().is_some_and(|last| last.value == value) {
            continue;
        }
        let (Some(since), Some(report)) = (state.since.clone(), state.report.as_deref()) else { return Vec::new() };
        if out.last().is_some_and(|last| !is_later(&since, &last.since)) {
            return Vec::new();
        }
        out.push(Step { value, since, source: quotes.label(report), status: state.status });
    }
    if out.len() > 1 { out } else { Vec::new() }
}

/// The values of a finding: what changed in time by the day that it held, the rest, and where a coder chose, as the record has it.
fn ordered(finding: &Finding) -> Vec<&FindingValue> {
    let mut values: Vec<&FindingValue> = finding.values.iter().collect();
    let changed = matches!(finding.status, Status::Updated | Status::Lagged | Status::Corrected);
    if changed && finding.decided.is_none() && values.iter().all(|v| v.as_of.is_some()) {
        values.sort_by(|a, b| a.as_of.cmp(&b.as_of));
    }
    values
}

/// A value with its sentences.
pub fn value(v: &FindingValue, slot: &str, quotes: &Quotes) -> Value {
    let mut sources: Vec<String> = v.reports.iter().map(|r| quotes.label(r)).collect();
    sources.sort_by_key(|l| (l.len(), l.clone()));
    Value {
        value: v.value.clone(),
        voices: v.origins.iter().map(|o| quotes.named(o)).collect(),
        cited: cited(&v.claims, quotes),
        put: put_by_all(&quotes.some(&v.claims), slot),
        spoken: spoken(&v.claims, slot, quotes),
        sources,
        as_of: v.as_of.clone(),
        low: v.low,
        high: v.high,
        quotes: quotes.one_a_report(&v.claims, slot),
        decided: ruled(&quotes.some(&v.claims), quotes),
    }
}

/// That something happened, as some claims tell it: who says so and how it is put, without its sentences.
pub fn told(claims: &[String], quotes: &Quotes) -> Value {
    let slot = "occurrence";
    let some = quotes.some(claims);
    Value { put: put_by_all(&some, slot), spoken: spoken(claims, slot, quotes), decided: ruled(&some, quotes), ..Value::default() }
}

/// For each report of some claims, by letter, the voices that it cites for them.
fn cited(claims: &[String], quotes: &Quotes) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for claim in claims.iter().filter_map(|id| quotes.claims.get(id.as_str())) {
        let label = quotes.label(&claim.report);
        let i = out.iter().position(|(l, _)| *l == label).unwrap_or_else(|| {
            out.push((label, Vec::new()));
            out.len() - 1
        });
        if let Some(voice) = quotes.voice(claim).filter(|v| !out[i].1.contains(v)) {
            out[i].1.push(voice);
        }
    }
    out.sort_by_key(|(l, _)| (l.len(), l.clone()));
    out
}

/// For each report of some claims, by letter, each way in which it puts them with the voices that it cites for it.
fn spoken(claims: &[String], slot: &str, quotes: &Quotes) -> Vec<Spoken> {
    let mut out: Vec<Spoken> = Vec::new();
    for claim in quotes.some(claims) {
        let (source, put) = (quotes.label(&claim.report), put_by_all(&[claim], slot));
        let i = out.iter().position(|s| s.source == source && s.put == put).unwrap_or_else(|| {
            out.push(Spoken { source, put, voices: Vec::new() });
            out.len() - 1
        });
        if let Some(voice) = quotes.voice(claim).filter(|v| !out[i].voices.contains(v)) {
            out[i].voices.push(voice);
        }
    }
    // What a report says is so stands before what it has denied.
    out.sort_by_key(|s| (s.source.len(), s.source.clone(), s.put.is_some()));
    out
}

/// The words of a slot in claims that no finding compares: equal words once.
pub fn from_claims<'b>(ids: impl Iterator<Item = &'b String>, slot: &str, quotes: &Quotes) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for claim in ids.filter_map(|id| quotes.claims.get(id.as_str())) {
        let words = match slot {
            "place" => claim.place.as_ref().map(|p| p.text.clone()),
            "time" => claim.time.as_ref().map(|t| t.text.clone()),
            _ => claim.figure.as_ref().map(|f| f.text.clone()).or_else(|| claim.roles.target.first().map(|f| f.text.clone())),
        };
        let Some(words) = words else { continue };
        let label = quotes.label(&claim.report);
        let one = std::slice::from_ref(&claim.id);
        match out.iter_mut().find(|v| v.value.to_lowercase() == words.to_lowercase()) {
            Some(v) if v.sources.contains(&label) => {}
            Some(v) => {
                v.sources.push(label);
                v.cited.extend(cited(one, quotes));
                v.spoken.extend(spoken(one, slot, quotes));
                v.decided.extend(ruled(&[claim], quotes));
                super::quotes::add(&mut v.quotes, quotes.quote(claim, slot));
            }
            None => out.push(Value {
                value: words,
                voices: quotes.voice(claim).into_iter().collect(),
                sources: vec![label],
                cited: cited(one, quotes),
                put: put_by_all(&quotes.some(one), slot),
                spoken: spoken(one, slot, quotes),
                quotes: vec![quotes.quote(claim, slot)],
                decided: ruled(&[claim], quotes),
                ..Default::default()
            }),
        }
    }
    out
}
