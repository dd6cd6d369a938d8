//! `stemma record --format text`: every number of harm with what it was chosen from and why, for the terminal.

use crate::brief::words::{capital, date, file_name};
use anstyle::{AnsiColor, Style};
use std::collections::BTreeMap;
use stemma_engine::reconcile::codebook::Codebook;
use stemma_engine::reconcile::figures::bounds;
use stemma_model::{BySide, Candidate, Event, Harm, HarmFigure, Quote, Record, Sides, Story, StoryReport};
use textwrap::{Options, WordSplitter};

const TITLE: Style = Style::new().bold();
const NUMBER: Style = AnsiColor::Cyan.on_default().bold();
const DIM: Style = Style::new().dimmed();
const CHOSEN: Style = AnsiColor::Green.on_default().bold();

/// What each report is called, and when it was published, by its id.
type Reports<'a> = BTreeMap<&'a str, (String, Option<&'a str>)>;

/// Sentences that are shown of one value; the rest are counted. Of 3, 5 and 8, five kept a value of ten reports on a screen.
const QUOTES: usize = 5;

/// The record's numbers, explained, at most `width` columns wide.
pub fn render(record: &Record, book: &Codebook, paths: &BTreeMap<String, String>, width: usize) -> String {
    let mut s = Sheet { out: String::new(), width: width.clamp(40, 110) };
    s.line(0, 0, &format!("{} {}", styled(TITLE, &format!("Codebook {}:", book.name)), book.about));
    if let Some(published) = &book.published {
        s.line(2, 2, &styled(DIM, &format!("follows the {published}")));
    }
    let mut silent = 0;
    for story in &record.stories {
        if Harm::MEASURES.iter().any(|m| story.harm.get(m).is_some() || story.events.iter().any(|e| e.harm.get(m).is_some())) {
            explain(&mut s, story, book, paths);
        } else {
            silent += 1;
        }
    }
    if silent > 0 {
        let stories = if silent == 1 { "1 story tells".to_owned() } else { format!("{silent} stories tell") };
        s.out.push('\n');
        s.line(0, 0, &styled(DIM, &format!("{stories} of no harm.")));
    }
    s.out
}

fn explain(s: &mut Sheet, story: &Story, book: &Codebook, paths: &BTreeMap<String, String>) {
    let named = |r: &StoryReport| r.outlet.clone().or_else(|| paths.get(&r.id).map(|p| file_name(p))).unwrap_or_else(|| r.id.clone());
    let reports: Reports<'_> = story.reports.iter().map(|r| (r.id.as_str(), (named(r), r.published.as_deref()))).collect();
    s.out.push('\n');
    s.line(0, 0, &styled(TITLE, &story.title));
    for measure in Harm::MEASURES {
        if let Some(figure) = story.harm.get(measure) {
            let main = story.events.iter().find(|e| e.harm.get(measure).is_some_and(|f| f.by == figure.by));
            number(s, measure, figure, main.and_then(|e| e.sides.as_ref()), &reports, book);
        }
    }
    for event in story.events.iter().filter(|e| Harm::MEASURES.iter().any(|m| e.harm.get(m).is_some())) {
        let background = if event.background { ", before the story" } else { "" };
        s.out.push('\n');
        s.line(0, 2, &format!("{} \u{201c}{}\u{201d}", styled(TITLE, &format!("Event {}{background}:", event.id)), event.label.trim()));
        codes(s, event);
        for measure in Harm::MEASURES {
            let Some(figure) = event.harm.get(measure) else { continue };
            let same = |f: &HarmFigure| f.best == figure.best && f.rule == figure.rule && f.claims == figure.claims;
            if story.harm.get(measure).is_some_and(same) {
                s.line(2, 4, &format!("{} as above", styled(NUMBER, &headline(measure, figure))));
            } else {
                number(s, measure, figure, event.sides.as_ref(), &reports, book);
            }
        }
    }
}

/// "Killed 36 (low 31, high open)".
fn headline(measure: &str, f: &HarmFigure) -> String {
    let name = capital(measure);
    let best = f.best.map_or_else(|| "no number".to_owned(), |n| n.to_string());
    let bound = |n: Option<i64>| n.map_or_else(|| "open".to_owned(), |n| n.to_string());
    if f.low == f.best && f.high == f.best {
        format!("{name} {best}")
    } else {
        format!("{name} {best} (low {}, high {})", bound(f.low), bound(f.high))
    }
}

fn number(s: &mut Sheet, measure: &str, f: &HarmFigure, sides: Option<&Sides>, reports: &Reports<'_>, book: &Codebook) {
    s.line(2, 4, &styled(NUMBER, &headline(measure, f)));
    if let Some(why) = &f.why {
        let rule = f.rule.as_ref().map(|r| styled(DIM, &format!(" [{}]", said(r, book)))).unwrap_or_default();
        s.line(4, 4, &format!("{why}{rule}"));
    }
    if let Some(by) = &f.by {
        s.line(4, 4, &by_side(by, sides));
    }
    for c in f.candidates.iter().flatten() {
        candidate(s, c, reports);
    }
}

/// A rule with the section of the published codebook that it comes from.
fn said(rule: &str, book: &Codebook) -> String {
    let from = if rule.starts_with("best") {
        &book.best.from
    } else if rule.starts_with("count") {
        &book.count.from
    } else {
        &None
    };
    match from {
        Some(from) => format!("{rule}; {from}"),
        None => rule.to_owned(),
    }
}

fn by_side(by: &BySide, sides: Option<&Sides>) -> String {
    let name = |letter: &str, side: Option<&stemma_model::Side>| match side {
        Some(side) => format!("side {letter} (\u{201c}{}\u{201d})", side.name),
        None => format!("side {letter}"),
    };
    let parts = [
        (name("a", sides.and_then(|x| x.a.as_ref())), &by.a),
        (name("b", sides.and_then(|x| x.b.as_ref())), &by.b),
        ("civilians".to_owned(), &by.civilians),
        ("side not told".to_owned(), &by.unknown),
    ];
    let list: Vec<String> = parts.iter().filter_map(|(n, p)| p.as_ref().map(|p| format!("{n} {}", p.best))).collect();
    format!("Of them: {}", list.join(", "))
}

fn codes(s: &mut Sheet, event: &Event) {
    let Some(c) = event.codes else { return };
    let parts = [("clarity", c.clarity), ("date", c.date), ("place", c.place)];
    let list: Vec<String> = parts.iter().filter_map(|(n, c)| c.map(|c| format!("{n} {c}"))).collect();
    if !list.is_empty() {
        s.line(2, 4, &styled(DIM, &format!("codes: {}", list.join(", "))));
    }
}

fn candidate(s: &mut Sheet, c: &Candidate, reports: &Reports<'_>) {
    let said = bounds(c.low, c.high);
    let value = if c.value == said || c.value.is_empty() { said } else { format!("{said}: \u{201c}{}\u{201d}", c.value) };
    let line = if c.chosen { styled(CHOSEN, &format!("> {value}")) } else { format!("- {value}") };
    s.line(4, 6, &line);
    let mut shown: Vec<&Quote> = Vec::new();
    for q in &c.quotes {
        if !shown.iter().any(|x| x.report == q.report && x.text == q.text) {
            shown.push(q);
        }
    }
    for q in shown.iter().take(QUOTES) {
        let report = reports.get(q.report.as_str());
        let mut who = vec![report.map_or_else(|| q.report.clone(), |(name, _)| name.clone())];
        who.extend(report.and_then(|(_, published)| *published).map(date));
        who.extend((!q.sources.is_empty()).then(|| format!("who cites {}", q.sources.join(", who cites "))));
        let words = q.text.split_whitespace().collect::<Vec<_>>().join(" ");
        s.line(6, 8, &format!("\u{201c}{words}\u{201d} {}", styled(DIM, &format!("\u{2014} {}", who.join(", ")))));
    }
    if shown.len() > QUOTES {
        s.line(6, 8, &styled(DIM, &format!("and {} more sentences", shown.len() - QUOTES)));
    }
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

struct Sheet {
    out: String,
    width: usize,
}

impl Sheet {
    fn line(&mut self, first: usize, rest: usize, text: &str) {
        let (a, b) = (" ".repeat(first), " ".repeat(rest));
        let options = Options::new(self.width).initial_indent(&a).subsequent_indent(&b).word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(text, options) {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }
}
