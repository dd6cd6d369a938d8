//! From record, claims and reports to the layout: what is shown, and in which order.

use super::quotes::{Quotes, UNSURE, add, body};
use super::words::file_name;
use super::{Brief, Descends, Happening, HarmLine, Moment, Point, RemovedGroup, SingleGroup, Source, StoryBrief, Value, Voice, points};
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Claim, Descent, Event, Field, Harm, Record, ReportClaims, SourceKind, Status, Story, StoryReport, TimeValue};

/// Lays a record out. `reports` are those that the record was made from; `paths` gives the file of each, by report id.
pub fn layout(record: &Record, reports: &[ReportClaims], paths: &BTreeMap<String, String>) -> Brief {
    let by_id: BTreeMap<&str, &ReportClaims> = reports.iter().map(|r| (r.report.id.as_str(), r)).collect();
    let mut next = 0;
    let stories = record.stories.iter().map(|story| {
        let mut sources = sources(story, &by_id, paths, next);
        next += sources.len();
        for s in &mut sources {
            by_id.get(s.id.as_str()).into_iter().for_each(|r| body(r, s));
        }
        story_brief(story, &by_id, sources)
    });
    Brief { stories: stories.collect(), codebook: record.codebook.clone(), generated_by: record.generated_by.clone() }
}

/// The reports of a story with the letters that they go by from the `first`, and names that tell them apart.
pub fn sources(story: &Story, by_id: &BTreeMap<&str, &ReportClaims>, paths: &BTreeMap<String, String>, first: usize) -> Vec<Source> {
    let of = |(i, r): (usize, &StoryReport)| source(&r.id, letters(first + i), by_id.get(r.id.as_str()).copied(), paths.get(&r.id));
    let mut out: Vec<Source> = story.reports.iter().enumerate().map(of).collect();
    tell_apart(&mut out);
    out
}

fn story_brief(story: &Story, by_id: &BTreeMap<&str, &ReportClaims>, sources: Vec<Source>) -> StoryBrief {
    let members: BTreeMap<&str, &ReportClaims> =
        story.reports.iter().filter_map(|r| by_id.get_key_value(r.id.as_str())).map(|(k, v)| (*k, *v)).collect();
    let quotes = Quotes::new(&members, &sources, story.entities.iter());
    let harm = harm_lines(story, &quotes);
    StoryBrief {
        id: story.id.clone(),
        title: story.title.clone(),
        happened: happenings(story, &quotes),
        agreed: points::agreed(story, &quotes, &harm),
        disputed: points::with_status(story, &quotes, &harm, &[Status::Disputed, Status::Denied]),
        updated: points::with_status(story, &quotes, &harm, &[Status::Corrected, Status::Updated, Status::Fulfilled, Status::Lagged]),
        harm,
        single: single(story, &quotes),
        voices: voices(story, &members, &quotes),
        lineage: story.lineage.iter().map(|d| descends(d, &quotes)).collect(),
        timeline: moments(story, &quotes, false),
        background: moments(story, &quotes, true),
        removed: removed(story, &members, &quotes),
        sources,
    }
}

fn source(id: &str, label: String, report: Option<&ReportClaims>, path: Option<&String>) -> Source {
    let Some(rc) = report else {
        return Source { label, id: id.to_owned(), name: path.cloned().unwrap_or_else(|| id.to_owned()), ..Default::default() };
    };
    let r = &rc.report;
    let name = r.outlet.clone().or_else(|| path.map(|p| file_name(p))).unwrap_or_else(|| id.to_owned());
    Source {
        label,
        id: id.to_owned(),
        name,
        outlet: r.outlet.clone(),
        title: r.title.clone(),
        published: r.published.clone(),
        url: r.url.clone(),
        path: path.cloned(),
        wire: r.wire.clone(),
        lang: r.lang.clone(),
        body: Vec::new(),
    }
}

/// Reports of one outlet get their file's name, else their letter, so that no name stands for two.
fn tell_apart(sources: &mut [Source]) {
    for key in [|s: &Source| s.path.as_deref().map(file_name), |s: &Source| Some(s.label.clone())] {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for s in sources.iter() {
            *seen.entry(s.name.clone()).or_default() += 1;
        }
        for s in sources.iter_mut().filter(|s| seen[&s.name] > 1) {
            if let Some(more) = key(s).filter(|k| *k != s.name) {
                s.name = format!("{} ({more})", s.name);
            }
        }
    }
}

/// A, B, … Z, AA, AB, …
fn letters(mut n: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push((b'A' + (n % 26) as u8) as char);
        if n < 26 {
            break;
        }
        n = n / 26 - 1;
    }
    out.iter().rev().collect()
}

/// The main events; those that the same sentence tells are told once, by the first.
fn happenings(story: &Story, quotes: &Quotes) -> Vec<Happening> {
    let mut out: Vec<Happening> = Vec::new();
    for h in story.events.iter().filter(|e| e.main).map(|e| happening(e, quotes)) {
        let told = |q: &super::Quote| out.iter().flat_map(|o| &o.quotes).any(|o| o.text == q.text);
        if !h.quotes.iter().all(told) {
            out.push(h);
        }
    }
    out
}

fn happening(event: &Event, quotes: &Quotes) -> Happening {
    let values = |slot: &str| -> Vec<Value> {
        let found: Vec<Value> =
            event.findings.iter().filter(|f| f.slot == slot).flat_map(|f| &f.values).map(|v| points::value(v, slot, quotes)).collect();
        if !found.is_empty() {
            return found;
        }
        points::from_claims(event.claims.iter(), slot, quotes)
    };
    Happening {
        event: event.id.clone(),
        kind: event.kind.clone(),
        quotes: lead(event, quotes).into_iter().map(|c| quotes.quote(c, "occurrence")).collect(),
        places: values("place"),
        times: values("time"),
        date: event.time.as_ref().and_then(days),
    }
}

/// The claim whose words label the event; else its first in a report's text.
fn lead<'a>(event: &Event, quotes: &Quotes<'a>) -> Option<&'a Claim> {
    let all = || event.claims.iter().filter_map(|id| quotes.claims.get(id.as_str()).copied());
    // A sentence that may be misread leads only where there is no other.
    let sure = |c: &Claim| c.confidence >= UNSURE;
    let any = all().any(|c| sure(c) && c.evidence.field == Field::Text);
    let claims = || all().filter(move |c| !any || sure(c));
    let in_text = |c: &&Claim| c.evidence.field == Field::Text;
    claims()
        .filter(in_text)
        .find(|c| !event.label.is_empty() && c.evidence.text.contains(&event.label))
        // A headline's event is told best by the sentence nearest the top that tells of it.
        .or_else(|| claims().filter(in_text).min_by_key(|c| (c.kind != event.kind, pictured(c), c.sentence)))
        .or_else(|| claims().next())
}

/// Whether a claim rests on a picture or video.
fn pictured(c: &Claim) -> bool {
    c.attribution.iter().any(|a| a.kind == SourceKind::Image)
}

fn harm_lines(story: &Story, quotes: &Quotes) -> Vec<HarmLine> {
    let mut out = Vec::new();
    for measure in Harm::MEASURES {
        let Some(figure) = story.harm.get(measure) else { continue };
        let behind: BTreeSet<&str> = figure.claims.iter().map(String::as_str).collect();
        let slot = format!("figure:{measure}");
        let mut found: Vec<Point> = Vec::new();
        for event in &story.events {
            for finding in event.findings.iter().filter(|f| f.slot == slot) {
                if finding.values.iter().flat_map(|v| &v.claims).any(|c| behind.contains(c.as_str())) {
                    found.push(points::point(event, finding, quotes));
                }
            }
        }
        if found.is_empty() {
            // The harm of a singular victim ("a policeman died") may rest on an occurrence alone.
            for event in story.events.iter().filter(|e| e.claims.iter().any(|c| behind.contains(c.as_str()))) {
                let values = points::from_claims(event.claims.iter().filter(|c| behind.contains(c.as_str())), &slot, quotes);
                if let Some(finding) = event.findings.first() {
                    found.push(Point { values, slot: slot.clone(), ..points::point(event, finding, quotes) });
                }
            }
        }
        out.push(HarmLine { measure: measure.to_owned(), best: figure.best, low: figure.low, high: figure.high, points: found });
    }
    out
}

fn single(story: &Story, quotes: &Quotes) -> Vec<SingleGroup> {
    let groups = story.unique.iter().map(|u| {
        let claims: Vec<&Claim> = u.claims.iter().filter_map(|id| quotes.claims.get(id.as_str()).copied()).collect();
        let mut list = Vec::new();
        for c in &claims {
            add(&mut list, quotes.quote(c, "occurrence"));
        }
        let typed: BTreeSet<(Field, usize)> =
            claims.iter().filter(|c| c.kind != "statement").map(|c| (c.evidence.field, c.evidence.start)).collect();
        list.sort_by_key(|q| (q.field == Field::Text, q.start));
        let typed = list.iter().map(|q| typed.contains(&(q.field, q.start))).collect();
        SingleGroup { source: quotes.label(&u.report), quotes: list, typed }
    });
    groups.filter(|g| !g.quotes.is_empty()).collect()
}

/// Voices by the record's entity, else by name; those that most reports cite first, then those that say most.
fn voices(story: &Story, members: &BTreeMap<&str, &ReportClaims>, quotes: &Quotes) -> Vec<Voice> {
    let mut out: Vec<Voice> = Vec::new();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    for report in story.reports.iter().filter_map(|r| members.get(r.id.as_str())) {
        for claim in &report.claims {
            let Some(a) = claim.attribution.first() else { continue };
            let entity = quotes.entity(a.entity.as_deref());
            let name = quotes.voice(claim).unwrap_or_else(|| "someone who is not named".into());
            let key = entity.map_or_else(|| fold(&a.source), |e| e.id.clone());
            let i = *at.entry(key).or_insert_with(|| {
                out.push(Voice { name, kind: a.kind, entity: entity.map(|e| e.kind), sources: Vec::new(), quotes: Vec::new() });
                out.len() - 1
            });
            let label = quotes.label(&claim.report);
            if !out[i].sources.contains(&label) {
                out[i].sources.push(label);
            }
            add(&mut out[i].quotes, quotes.quote(claim, "voice"));
        }
    }
    out.sort_by_key(|v| std::cmp::Reverse((v.sources.len(), v.quotes.len())));
    out
}

fn fold(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.strip_prefix("the ").unwrap_or(&lower).to_owned()
}

fn descends(d: &Descent, quotes: &Quotes) -> Descends {
    let (wire, outlet) = (d.from.strip_prefix("wire:"), d.from.strip_prefix("outlet:"));
    Descends {
        source: quotes.label(&d.report),
        from: (wire.is_none() && outlet.is_none()).then(|| quotes.label(&d.from)),
        wire: wire.map(str::to_owned),
        outlet: outlet.map(str::to_owned),
        basis: d.basis,
        share: d.share,
        directed: d.directed,
    }
}

/// The events with a time, dated ones first; of the background, all.
fn moments(story: &Story, quotes: &Quotes, background: bool) -> Vec<Moment> {
    let mut out = Vec::new();
    for event in story.events.iter().filter(|e| e.background == background) {
        let timed = event.claims.iter().filter_map(|id| quotes.claims.get(id.as_str())).find_map(|c| c.time.as_ref().map(|t| (*c, t)));
        let time = event.time.as_ref().or(timed.map(|(_, t)| t));
        if time.is_none() && (!background || event.kind == "statement") {
            continue;
        }
        let Some(teller) = timed.map(|(c, _)| c).or_else(|| lead(event, quotes)) else { continue };
        let status = event.findings.iter().find(|f| f.slot == "occurrence").or(event.findings.first()).map(|f| f.status);
        let mut sources: Vec<String> = Vec::new();
        for c in event.claims.iter().filter_map(|id| quotes.claims.get(id.as_str())) {
            let label = quotes.label(&c.report);
            if !sources.contains(&label) {
                sources.push(label);
            }
        }
        sources.sort_by_key(|l| (l.len(), l.clone()));
        out.push(Moment {
            event: event.id.clone(),
            kind: event.kind.clone(),
            sort: time.and_then(|t| t.start.clone()),
            date: time.and_then(days),
            words: time.filter(|t| days(t).as_ref() != Some(&t.text)).map(|t| t.text.clone()),
            label: event.label.clone(),
            sources,
            status,
            told: points::told(&event.claims, quotes),
            quotes: quotes.one_a_report(std::iter::once(&teller.id).chain(&event.claims), "time"),
        });
    }
    out.sort_by(|a, b| (a.sort.is_none(), &a.sort).cmp(&(b.sort.is_none(), &b.sort)));
    out
}

/// `2031-03-04`; `2019` for a whole year, `2019-06` for a whole month; else first to last.
fn days(time: &TimeValue) -> Option<String> {
    let start = time.start.as_ref()?;
    let end = time.end.as_ref().unwrap_or(start);
    let whole = |from: &str, to: &[&str]| start.ends_with(from) && to.iter().any(|t| end.ends_with(t));
    Some(if start == end {
        start.clone()
    } else if start.get(..4) == end.get(..4) && whole("-01-01", &["-12-31"]) {
        start.chars().take(4).collect()
    } else if start.get(..7) == end.get(..7) && whole("-01", &["-28", "-29", "-30", "-31"]) {
        start.chars().take(7).collect()
    } else {
        format!("{start} to {end}")
    })
}

fn removed(story: &Story, members: &BTreeMap<&str, &ReportClaims>, quotes: &Quotes) -> Vec<RemovedGroup> {
    let groups = story.reports.iter().filter_map(|r| members.get(r.id.as_str()));
    let groups = groups.map(|r| RemovedGroup { source: quotes.label(&r.report.id), items: r.report.removed.clone() });
    groups.filter(|g| !g.items.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{TimeValue, days, letters};

    #[test]
    fn letters_go_on_after_z() {
        let at = [0, 25, 26, 51, 52, 701, 702];
        assert_eq!(at.map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn spans_of_days_are_named_by_what_they_cover() {
        let shown = |start: &str, end: &str| {
            days(&TimeValue { start: Some(start.into()), end: Some(end.into()), ..Default::default() }).unwrap_or_default()
        };
        assert_eq!(shown("2019-01-01", "2019-12-31"), "2019");
        assert_eq!(shown("2019-06-01", "2019-06-30"), "2019-06");
        assert_eq!(shown("2019-06-03", "2019-06-03"), "2019-06-03");
        assert_eq!(shown("2019-06-03", "2019-06-09"), "2019-06-03 to 2019-06-09");
        assert_eq!(shown("2010-01-01", "2019-12-31"), "2010-01-01 to 2019-12-31");
    }
}
