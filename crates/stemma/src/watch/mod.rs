//! What is new between two records, as news: a story that appears, a figure that changes, a dispute that opens.

pub mod outbox;

use crate::revision::{Cause, Figure, Kind, Revision, StoryRevision};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use stemma_model::Status;

/// One piece of news.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The same for the same piece of news, whenever it is told.
    pub id: String,
    /// `story`, `figure` or `dispute`.
    pub event: String,
    /// The story's id.
    pub story: String,
    /// Its title.
    pub title: String,
    /// Of a figure: `killed`, `injured`, …; of a dispute: its slot.
    pub what: Option<String>,
    /// What a figure was: its best value; null where there was none.
    pub old: Option<i64>,
    /// What it is.
    pub new: Option<i64>,
    /// What a story's reports are called, or the values of a figure or dispute in words of the reports.
    pub values: Vec<String>,
    /// The reports behind it.
    pub reports: Vec<Source>,
    /// One line for people.
    pub line: String,
}

/// A report behind a piece of news.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its id.
    pub report: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<String>,
    /// Its sentence, to the letter.
    pub sentence: Option<String>,
}

/// The news in the difference of two records, in its order.
pub fn news(revision: &Revision) -> Vec<News> {
    let mut all = Vec::new();
    for story in &revision.stories {
        match story.change {
            Kind::New => all.push(appeared(story)),
            Kind::Changed => {
                all.extend(figures(story));
                all.extend(disputes(story));
            }
            Kind::Gone => {}
        }
    }
    all
}

fn appeared(story: &StoryRevision) -> News {
    let reports: Vec<Source> = story
        .added
        .iter()
        .map(|r| Source { report: Some(r.id.clone()), outlet: r.outlet.clone(), published: r.published.clone(), sentence: None })
        .collect();
    let line = format!("new story: {}{}", story.title, told_by(&reports));
    let values = story.added.iter().filter_map(|r| r.title.clone()).collect();
    identified(News { event: "story".into(), values, reports, line, ..of(story) })
}

fn figures(story: &StoryRevision) -> Vec<News> {
    let changed = story.harm.iter().filter(|f| f.new.is_some());
    let of_figure = |f: &crate::revision::FigureRevision| {
        let reports = sources(&f.because);
        let shown = |f: Option<&Figure>| f.map_or("none".to_owned(), written);
        let line = format!("{}: {} {} → {}{}", story.title, f.measure, shown(f.old.as_ref()), shown(f.new.as_ref()), told_by(&reports));
        identified(News {
            event: "figure".into(),
            what: Some(f.measure.clone()),
            old: f.old.as_ref().and_then(|f| f.best),
            new: f.new.as_ref().and_then(|f| f.best),
            values: f.new.iter().filter_map(|f| f.words.clone()).collect(),
            reports,
            line,
            ..of(story)
        })
    };
    changed.map(of_figure).collect()
}

fn disputes(story: &StoryRevision) -> Vec<News> {
    let findings = story.events.iter().flat_map(|e| e.findings.iter().map(move |f| (e, f)));
    let opened = findings.filter(|(_, f)| {
        let disputed = |t: &crate::revision::Told| t.status == Status::Disputed;
        f.new.as_ref().is_some_and(disputed) && !f.old.as_ref().is_some_and(disputed)
    });
    let of_finding = |(event, f): (&crate::revision::EventRevision, &crate::revision::FindingRevision)| {
        let values = f.new.as_ref().map_or(Vec::new(), |t| t.values.clone());
        let reports = sources(&f.because);
        let slot = f.slot.strip_prefix("figure:").unwrap_or(&f.slot);
        let said = values.iter().map(|v| format!("“{v}”")).collect::<Vec<_>>().join(" / ");
        let line = format!("{}: disputed: {slot} of “{}”: {said}{}", story.title, event.label, told_by(&reports));
        identified(News { event: "dispute".into(), what: Some(f.slot.clone()), values, reports, line, ..of(story) })
    };
    opened.map(of_finding).collect()
}

fn of(story: &StoryRevision) -> News {
    News { story: story.id.clone(), title: story.title.clone(), ..News::default() }
}

fn sources(causes: &[Cause]) -> Vec<Source> {
    let source = |c: &Cause| Source {
        report: c.report.clone(),
        outlet: c.outlet.clone(),
        published: c.published.clone(),
        sentence: c.sentence.clone(),
    };
    causes.iter().filter(|c| c.report.is_some()).map(source).collect()
}

/// " (Coast Daily, The Post)"
fn told_by(reports: &[Source]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in reports.iter().filter_map(|r| r.outlet.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}

/// "6", "6 (6–8)", "6 (from 6)"
fn written(figure: &Figure) -> String {
    let best = figure.best.map_or("?".to_owned(), |b| b.to_string());
    match (figure.low, figure.high) {
        (Some(low), Some(high)) if low != high => format!("{best} ({low}–{high})"),
        (Some(low), None) => format!("{best} (from {low})"),
        _ => best,
    }
}

/// With its id: 16 hexadecimal digits of a hash of what it says.
fn identified(news: News) -> News {
    let mut hash = Sha256::new();
    for part in [&news.event, &news.story, &news.line] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    for report in &news.reports {
        hash.update(report.report.as_deref().unwrap_or("").as_bytes());
    }
    let id = hash.finalize()[..8].iter().map(|b| format!("{b:02x}")).collect();
    News { id, ..news }
}
