//! The difference of two records for people.

use super::{Cause, EventRevision, Figure, FindingRevision, Kind, Revision, StoryRevision, Told};
use crate::brief::date;
use crate::brief::text::{Sheet, clip, styled};
use crate::brief::words::{capital, range, slot, status, status_class};
use anstyle::{AnsiColor, Style};
use stemma_model::{Change, StoryReport};

const TITLE: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const NEW: Style = AnsiColor::Green.on_default();
const GONE: Style = AnsiColor::Red.on_default();

/// The difference as text of at most `width` columns, styled.
pub fn render(r: &Revision, width: usize) -> String {
    let mut s = Sheet::new(width);
    let side = |x: &super::Side| format!("{} ({}, {})", x.path, many(x.stories, "story", "stories"), many(x.reports, "report", "reports"));
    s.line(0, 4, &format!("{} → {}", side(&r.old), side(&r.new)));
    if r.old.codebook != r.new.codebook && !r.old.codebook.is_empty() && !r.new.codebook.is_empty() {
        s.line(0, 4, &format!("Figures by the {} codebook before, by the {} codebook now.", r.old.codebook, r.new.codebook));
    }
    if r.stories.is_empty() {
        s.line(0, 0, "Nothing differs.");
    }
    for story in &r.stories {
        of_story(&mut s, story);
    }
    if r.same > 0 && !r.stories.is_empty() {
        s.blank();
        s.line(0, 0, &styled(DIM, &format!("{} as before.", many(r.same, "story is", "stories are"))));
    }
    s.finish()
}

fn of_story(s: &mut Sheet, story: &StoryRevision) {
    s.blank();
    let (mark, word) = match story.change {
        Kind::New => (styled(NEW, "+"), " (new)"),
        Kind::Gone => (styled(GONE, "−"), " (gone)"),
        Kind::Changed => (styled(TITLE, "·"), ""),
    };
    s.line(0, 2, &format!("{mark} {}{word}", styled(TITLE, &clip(&story.title))));
    for (mark, list) in [(styled(NEW, "+"), &story.added), (styled(GONE, "−"), &story.removed)] {
        for report in list {
            s.line(2, 4, &format!("{mark} report: {}", named(report)));
        }
    }
    if !story.harm.is_empty() {
        s.heading("Harm");
        for f in &story.harm {
            let name = styled(TITLE, &capital(&f.measure));
            s.line(2, 4, &format!("{name}: {} → {}", figure(f.old.as_ref()), figure(f.new.as_ref())));
            causes(s, &f.because);
        }
    }
    let of = |kind: Kind| story.events.iter().filter(move |e| e.change == kind);
    if of(Kind::Changed).next().is_some() {
        s.heading("Changed");
        for event in of(Kind::Changed) {
            s.bullet(2, &styled(TITLE, &clip(&event.label)));
            event.findings.iter().for_each(|f| finding(s, f));
        }
    }
    for (kind, title, style, mark) in [(Kind::New, "New", NEW, "+"), (Kind::Gone, "Gone", GONE, "−")] {
        let names = |e: &EventRevision| {
            let all = story.added.iter().chain(&story.removed);
            let of: Vec<String> =
                all.filter(|r| e.reports.contains(&r.id)).map(|r| r.outlet.clone().unwrap_or_else(|| r.id.clone())).collect();
            if of.is_empty() { String::new() } else { format!(" ({})", of.join(", ")) }
        };
        if of(kind).next().is_some() {
            s.heading(title);
            for event in of(kind) {
                s.line(2, 4, &format!("{} {}{}", styled(style, mark), clip(&event.label), styled(DIM, &names(event))));
            }
        }
    }
}

fn finding(s: &mut Sheet, f: &FindingRevision) {
    let name = capital(&slot(&f.slot));
    let line = match (&f.old, &f.new) {
        (Some(old), Some(new)) => {
            let (a, b) = (values(old), values(new));
            let values = if a == b { a } else { format!("{a} → {b}") };
            let statuses = if old.status == new.status { paint(new) } else { format!("{} → {}", paint(old), paint(new)) };
            format!("{name}: {values}. {statuses}{}", numbers(old, new))
        }
        (None, Some(new)) => format!("{} {name}: {}. {}", styled(NEW, "+"), values(new), paint(new)),
        (Some(old), None) => format!("{} {name}: {}. {}", styled(GONE, "−"), values(old), paint(old)),
        (None, None) => return,
    };
    s.line(4, 6, &line);
    causes(s, &f.because);
}

/// What made the difference: the report, when it came out, its sentence.
fn causes(s: &mut Sheet, list: &[Cause]) {
    for cause in list {
        let who = cause.outlet.clone().or_else(|| cause.report.clone()).unwrap_or_default();
        let who = match cause.published.as_deref().map(date) {
            Some(day) => format!("{who}, {day}"),
            None => who,
        };
        let why = match cause.change {
            Change::Added => format!("because of {who}"),
            Change::Withdrawn if who.is_empty() => "because a report was withdrawn".to_owned(),
            Change::Withdrawn => format!("because {who} was withdrawn"),
            Change::Regrouped if who.is_empty() => "because claims were put together in another way".to_owned(),
            Change::Regrouped => format!("because claims were put together in another way once {who} came in"),
        };
        match &cause.sentence {
            Some(words) => {
                s.line(6, 8, &format!("{}:", styled(DIM, &why)));
                s.quoted(6, words);
            }
            None => s.line(6, 8, &format!("{}.", styled(DIM, &why))),
        }
    }
}

fn values(t: &Told) -> String {
    let shown: Vec<String> = t.values.iter().take(4).map(|v| styled(TITLE, &clip(v))).collect();
    let more = if t.values.len() > 4 { format!(" and {} more", t.values.len() - 4) } else { String::new() };
    format!("{}{more}", shown.join(" / "))
}

fn paint(t: &Told) -> String {
    let color = match status_class(t.status) {
        "agreed" => AnsiColor::Green,
        "disputed" => AnsiColor::Red,
        "updated" => AnsiColor::Yellow,
        _ => AnsiColor::Blue,
    };
    styled(color.on_default(), status(t.status))
}

/// The numbers, where the words do not tell them.
fn numbers(old: &Told, new: &Told) -> String {
    let of = |t: &Told| t.best.map(|_| range(t.best, t.low, t.high)).filter(|r| !r.is_empty());
    match (of(old), of(new)) {
        (a, b) if a == b => String::new(),
        (_, Some(now)) => styled(DIM, &format!(" ({now})")),
        (_, None) => String::new(),
    }
}

fn figure(f: Option<&Figure>) -> String {
    let Some(f) = f else { return "nothing said".to_owned() };
    let best = f.best.map_or_else(|| "unknown".to_owned(), |n| n.to_string());
    let lead = f.words.clone().unwrap_or_else(|| best.clone());
    let range = range(f.best, f.low, f.high);
    let range = if range.is_empty() && lead != best { format!("best {best}") } else { range };
    if range.is_empty() { styled(TITLE, &lead) } else { format!("{} {}", styled(TITLE, &lead), styled(DIM, &format!("({range})"))) }
}

fn named(report: &StoryReport) -> String {
    let name = report.outlet.clone().unwrap_or_else(|| report.id.clone());
    [Some(name), report.published.as_deref().map(date), report.title.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn many(n: usize, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}
