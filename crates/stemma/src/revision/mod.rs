//! What one record says and a later one says otherwise: stories, events, findings and figures that are new, gone or changed,
//! with the report that made the difference.

pub mod file;
pub mod since;
pub mod text;

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use stemma_engine::reconcile::revise::{Claimed, matched};
use stemma_model::{Change, Event, Finding, FindingValue, Harm, HarmFigure, Record, State, Status, Story, StoryReport};

/// The difference of two records.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Revision {
    /// The earlier record.
    pub old: Side,
    /// The later one.
    pub new: Side,
    /// The stories that differ, in the order of the later record, then those that are gone.
    pub stories: Vec<StoryRevision>,
    /// How many stories are the same in both.
    pub same: usize,
}

/// One of the two records.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Side {
    /// Its file.
    pub path: String,
    /// The codebook that fused its figures.
    pub codebook: String,
    /// Program and version.
    pub generated_by: String,
    /// How many stories it has.
    pub stories: usize,
    /// How many reports.
    pub reports: usize,
}

/// Whether a thing is in one record or in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Only in the later one.
    New,
    /// Only in the earlier one.
    Gone,
    /// In both, and not the same.
    Changed,
}

/// What differs in one story.
#[derive(Clone, Debug, Serialize)]
pub struct StoryRevision {
    /// Its id in the later record, else in the earlier one.
    pub id: String,
    /// Its id in the earlier record, where it has another there.
    pub old_id: Option<String>,
    /// Its title.
    pub title: String,
    /// Whether it is in both.
    pub change: Kind,
    /// Reports that are new in it.
    pub added: Vec<StoryReport>,
    /// Reports that are not in it any more.
    pub removed: Vec<StoryReport>,
    /// Figures of the whole story.
    pub harm: Vec<FigureRevision>,
    /// Events with a difference, in the order of the later record, then those that are gone.
    pub events: Vec<EventRevision>,
}

/// A figure of a story that is not what it was.
#[derive(Clone, Debug, Serialize)]
pub struct FigureRevision {
    /// `killed`, `injured`, …
    pub measure: String,
    /// Whether it is in both.
    pub change: Kind,
    /// What it was.
    pub old: Option<Figure>,
    /// What it is.
    pub new: Option<Figure>,
    /// What made the difference, in order.
    pub because: Vec<Cause>,
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The codebook's choice.
    pub best: Option<i64>,
    /// Lowest credible.
    pub low: Option<i64>,
    /// Highest credible; null when open.
    pub high: Option<i64>,
    /// In words of the reports; null where nothing says it in words.
    pub words: Option<String>,
}

/// What differs in one event.
#[derive(Clone, Debug, Serialize)]
pub struct EventRevision {
    /// Its id in the later record, else in the earlier one.
    pub id: String,
    /// Its id in the earlier record, where it has another there.
    pub old_id: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Words of its best claim.
    pub label: String,
    /// Whether it is in both.
    pub change: Kind,
    /// The reports that tell of it, of an event that is new or gone.
    pub reports: Vec<String>,
    /// Its findings that differ.
    pub findings: Vec<FindingRevision>,
}

/// What differs in one finding.
#[derive(Clone, Debug, Serialize)]
pub struct FindingRevision {
    /// Its id in the later record, else in the earlier one.
    pub id: String,
    /// The slot.
    pub slot: String,
    /// Whether it is in both.
    pub change: Kind,
    /// What it was.
    pub old: Option<Told>,
    /// What it is.
    pub new: Option<Told>,
    /// What made the difference, in order.
    pub because: Vec<Cause>,
}

/// What a finding says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// What comparing gave.
    pub status: Status,
    /// In words of the reports; the value that the codebook chose first.
    pub values: Vec<String>,
    /// The codebook's choice.
    pub best: Option<i64>,
    /// Its low.
    pub low: Option<i64>,
    /// Its high.
    pub high: Option<i64>,
    /// How many independent voices.
    pub origins: usize,
}

/// A report that made a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// What happened.
    pub change: Change,
    /// The report's id; null where no report did it.
    pub report: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<String>,
    /// What it gives, in its words.
    pub values: Vec<String>,
    /// Its sentence, to the letter; null where the record does not keep it.
    pub sentence: Option<String>,
}

/// Compares two records. Stories go together that share most reports, events and findings that share most claims.
pub fn compare(old: (&str, &Record), new: (&str, &Record)) -> Revision {
    let side = |(path, r): (&str, &Record)| Side {
        path: path.to_owned(),
        codebook: r.codebook.clone(),
        generated_by: r.generated_by.clone(),
        stories: r.stories.len(),
        reports: r.stories.iter().map(|s| s.reports.len()).sum(),
    };
    let mut out = Revision { old: side(old), new: side(new), ..Revision::default() };
    let reports = |s: &Story| Claimed { id: s.id.clone(), claims: s.reports.iter().map(|r| r.id.clone()).collect() };
    let pairs = matched(&old.1.stories.iter().map(reports).collect::<Vec<_>>(), &new.1.stories.iter().map(reports).collect::<Vec<_>>());
    for (n, story) in new.1.stories.iter().enumerate() {
        let before = pairs.get(&n).map(|&o| &old.1.stories[o]);
        match of_story(before, Some(story)) {
            Some(found) => out.stories.push(found),
            None => out.same += 1,
        }
    }
    let kept: BTreeSet<usize> = pairs.values().copied().collect();
    out.stories.extend(old.1.stories.iter().enumerate().filter(|(o, _)| !kept.contains(o)).filter_map(|(_, s)| of_story(Some(s), None)));
    out
}

/// What differs between a story and what it was; none where nothing does.
fn of_story(old: Option<&Story>, new: Option<&Story>) -> Option<StoryRevision> {
    let shown = new.or(old)?;
    let none = Story::default();
    let (before, after) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let only = |a: &Story, b: &Story| a.reports.iter().filter(|r| !b.reports.iter().any(|x| x.id == r.id)).cloned().collect::<Vec<_>>();
    let causes = Causes { old: before, new: after };
    let mut out = StoryRevision {
        id: shown.id.clone(),
        old_id: old.filter(|o| o.id != shown.id).map(|o| o.id.clone()),
        title: shown.title.clone(),
        change: change(old.is_some(), new.is_some()),
        added: only(after, before),
        removed: only(before, after),
        harm: Vec::new(),
        events: Vec::new(),
    };
    if out.change != Kind::Changed {
        return Some(out);
    }
    out.harm = Harm::MEASURES.iter().filter_map(|m| causes.of_harm(m)).collect();
    let claims = |e: &Event| Claimed { id: e.id.clone(), claims: e.claims.iter().cloned().collect() };
    let pairs = matched(&before.events.iter().map(claims).collect::<Vec<_>>(), &after.events.iter().map(claims).collect::<Vec<_>>());
    for (n, event) in after.events.iter().enumerate() {
        out.events.extend(causes.of_event(pairs.get(&n).map(|&o| &before.events[o]), Some(event)));
    }
    let kept: BTreeSet<usize> = pairs.values().copied().collect();
    let gone = before.events.iter().enumerate().filter(|(o, _)| !kept.contains(o));
    out.events.extend(gone.filter_map(|(_, e)| causes.of_event(Some(e), None)));
    let same = out.added.is_empty() && out.removed.is_empty() && out.harm.is_empty() && out.events.is_empty();
    (!same).then_some(out)
}

fn change(old: bool, new: bool) -> Kind {
    match (old, new) {
        (false, _) => Kind::New,
        (_, false) => Kind::Gone,
        _ => Kind::Changed,
    }
}

/// A story as it was and is: what may have made a difference.
struct Causes<'a> {
    old: &'a Story,
    new: &'a Story,
}

impl Causes<'_> {
    fn of_harm(&self, measure: &str) -> Option<FigureRevision> {
        let (old, new) = (self.old.harm.get(measure), self.new.harm.get(measure));
        let numbers = |f: Option<&HarmFigure>| f.map(|f| (f.best, f.low, f.high));
        if numbers(old) == numbers(new) {
            return None;
        }
        let figure = |f: &HarmFigure, story: &Story| Figure { best: f.best, low: f.low, high: f.high, words: words(f, measure, story) };
        Some(FigureRevision {
            measure: measure.to_owned(),
            change: change(old.is_some(), new.is_some()),
            because: self.because(old.map_or(&[][..], |f| &f.history), new.map_or(&[][..], |f| &f.history)),
            old: old.map(|f| figure(f, self.old)),
            new: new.map(|f| figure(f, self.new)),
        })
    }

    fn of_event(&self, old: Option<&Event>, new: Option<&Event>) -> Option<EventRevision> {
        let shown = new.or(old)?;
        let change = change(old.is_some(), new.is_some());
        let mut reports: Vec<String> = Vec::new();
        let none = Vec::new();
        let (before, after) = (old.map_or(&none, |e| &e.findings), new.map_or(&none, |e| &e.findings));
        let mut findings = Vec::new();
        if change == Kind::Changed {
            let claims = |f: &Finding| Claimed {
                id: f.slot.clone(),
                claims: f.values.iter().flat_map(|v| &v.claims).map(|c| format!("{}|{c}", f.slot)).collect(),
            };
            let pairs = matched(&before.iter().map(claims).collect::<Vec<_>>(), &after.iter().map(claims).collect::<Vec<_>>());
            findings.extend(after.iter().enumerate().filter_map(|(n, f)| self.of_finding(pairs.get(&n).map(|&o| &before[o]), Some(f))));
            let kept: BTreeSet<usize> = pairs.values().copied().collect();
            findings
                .extend(before.iter().enumerate().filter(|(o, _)| !kept.contains(o)).filter_map(|(_, f)| self.of_finding(Some(f), None)));
            if findings.is_empty() {
                return None;
            }
        } else {
            for report in shown.findings.iter().flat_map(|f| &f.values).flat_map(|v| &v.reports) {
                if !reports.contains(report) {
                    reports.push(report.clone());
                }
            }
        }
        Some(EventRevision {
            id: shown.id.clone(),
            old_id: old.filter(|o| o.id != shown.id).map(|o| o.id.clone()),
            kind: shown.kind.clone(),
            label: shown.label.clone(),
            change,
            reports,
            findings,
        })
    }

    fn of_finding(&self, old: Option<&Finding>, new: Option<&Finding>) -> Option<FindingRevision> {
        let told = |f: &Finding| Told { status: f.status, values: values(f), best: f.best, low: f.low, high: f.high, origins: f.origins };
        let (before, after) = (old.map(told), new.map(told));
        // In another order the values are the same.
        let plain =
            |t: &Option<Told>| t.as_ref().map(|t| (t.status, t.values.iter().cloned().collect::<BTreeSet<_>>(), t.best, t.low, t.high));
        if plain(&before) == plain(&after) {
            return None;
        }
        let shown = new.or(old)?;
        Some(FindingRevision {
            id: shown.id.clone(),
            slot: shown.slot.clone(),
            change: change(old.is_some(), new.is_some()),
            because: self.because(old.map_or(&[][..], |f| &f.history), new.map_or(&[][..], |f| &f.history)),
            old: before,
            new: after,
        })
    }

    /// The states that the later record has and the earlier one has not; without any, the reports that were taken away.
    fn because(&self, old: &[State], new: &[State]) -> Vec<Cause> {
        let known = |s: &State| old.iter().any(|o| (&o.report, o.change, &o.claims) == (&s.report, s.change, &s.claims));
        let fresh = |s: &&State| !(known(s) || s.change == Change::Added && self.is_in(self.old, s.report.as_deref()));
        let mut out: Vec<Cause> = Vec::new();
        for state in new.iter().filter(fresh) {
            let cause = self.cause(state.change, state.report.as_deref(), state.values.clone(), state.sentence.clone());
            if !out.contains(&cause) {
                out.push(cause);
            }
        }
        let gone = |s: &&State| s.report.is_some() && !self.is_in(self.new, s.report.as_deref());
        for state in old.iter().filter(gone) {
            let cause = self.cause(Change::Withdrawn, state.report.as_deref(), state.values.clone(), state.sentence.clone());
            if !out.iter().any(|c| c.report == cause.report && c.change == cause.change) {
                out.push(cause);
            }
        }
        out
    }

    fn is_in(&self, story: &Story, report: Option<&str>) -> bool {
        report.is_some_and(|id| story.reports.iter().any(|r| r.id == id))
    }

    fn cause(&self, change: Change, report: Option<&str>, values: Vec<String>, sentence: Option<String>) -> Cause {
        let by_id: BTreeMap<&str, &StoryReport> = self.old.reports.iter().chain(&self.new.reports).map(|r| (r.id.as_str(), r)).collect();
        let of = report.and_then(|id| by_id.get(id).copied());
        Cause {
            change,
            report: report.map(str::to_owned),
            outlet: of.and_then(|r| r.outlet.clone()),
            published: of.and_then(|r| r.published.clone()),
            values,
            sentence,
        }
    }
}

/// Whether a value is the one that the codebook chose.
fn is(value: &FindingValue, best: Option<i64>) -> bool {
    let (low, high) = value.bounds();
    low == best || low.is_none() && high == best
}

/// The values of a finding in words, the one that the codebook chose first.
fn values(f: &Finding) -> Vec<String> {
    let mut all: Vec<_> = f.values.iter().collect();
    all.sort_by_key(|v| f.best.is_none() || !is(v, f.best));
    let mut out: Vec<String> = Vec::new();
    for value in all {
        if !out.contains(&value.value) {
            out.push(value.value.clone());
        }
    }
    out
}

/// The words of the value that a figure's best is taken from.
fn words(figure: &HarmFigure, measure: &str, story: &Story) -> Option<String> {
    let slot = format!("figure:{measure}");
    let findings = story.events.iter().flat_map(|e| &e.findings).filter(|f| f.slot == slot);
    let mut values = findings.flat_map(|f| &f.values).filter(|v| v.claims.iter().any(|c| figure.claims.contains(c)));
    values.find(|v| is(v, figure.best)).map(|v| v.value.clone())
}
