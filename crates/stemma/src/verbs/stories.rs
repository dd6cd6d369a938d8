//! `stemma stories`: which reports are about the same happening, in one run or over many.

use super::record::write_lines;
use crate::cli::{Grouping, Listed};
use crate::error::Failure;
use crate::keeping::corpus as keeping;
use crate::progress::say;
use crate::session::Session;
use crate::state;
use anstyle::Style;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use stemma_engine::stories::explain::{Explained, Verdict, explain};
use stemma_engine::stories::list;
use stemma_engine::stories::pool::Pool;
use stemma_engine::stories::sketch::{Sketch, View};
use stemma_model::{Report, StoryGroup};

/// So many shared words of a kind are named.
const NAMED: usize = 12;

/// What was read in this run.
#[derive(Default)]
struct Run {
    sketches: Vec<Sketch>,
    /// Where each report stands, and its place in the input, by id.
    places: BTreeMap<String, (String, usize)>,
    /// The reports to explain, as they were asked for.
    asked: [Option<Report>; 2],
}

/// `stemma stories`
pub fn stories(s: &mut Session, paths: &[PathBuf], format: Listed, how: &Grouping) -> Result<(), Failure> {
    if s.store().is_some() && how.explain.is_none() {
        return kept(s, paths, format, how);
    }
    let before = how.state.as_deref().map(|file| state::load(file, how.window)).transpose()?.flatten();
    let run = read(s, paths, how.explain.as_deref().unwrap_or_default())?;
    let Run { sketches, places, asked } = run;
    let pool = match (&how.state, before) {
        (None, _) => Pool::of(sketches, how.window),
        (Some(_), before) => {
            let mut pool = before.unwrap_or_else(|| Pool::new(how.window));
            place(s, &mut pool, sketches);
            if how.settle {
                pool.settle();
            }
            pool
        }
    };
    if let Some(file) = &how.state {
        state::save(file, &pool)?;
    }
    if let Some(wanted) = &how.explain {
        return explained(s, &pool, wanted, &asked, &places);
    }
    let listed = list(&pool, |id| places.get(id).map_or(usize::MAX, |p| p.1));
    match format {
        Listed::Jsonl => write_lines(s, &listed),
        Listed::Text => {
            let titles = pool.sketches.iter().map(|s| (s.report.as_str(), s.title.as_str())).collect();
            s.print_styled(&text(&listed, &titles, &places))
        }
    }
}

/// The stories of a store as they are there.
fn kept(s: &mut Session, paths: &[PathBuf], format: Listed, how: &Grouping) -> Result<(), Failure> {
    if how.state.is_some() {
        return Err(Failure::usage("--state and --store both keep stories between runs").hint("leave out --state"));
    }
    let corpus = s.corpus(paths)?;
    let groups = match (s.store(), &corpus.kept) {
        (Some(store), Some(stories)) => keeping::groups(store, stories)?,
        _ => Vec::new(),
    };
    if format == Listed::Jsonl {
        return write_lines(s, &groups);
    }
    let titles = corpus.reports.iter().map(|r| (r.report.id.as_str(), r.report.title.as_deref().unwrap_or_default())).collect();
    let places = corpus.paths.into_iter().map(|(id, place)| (id, (place, 0))).collect();
    s.print_styled(&text(&groups, &titles, &places))
}

fn read(s: &mut Session, paths: &[PathBuf], wanted: &[String]) -> Result<Run, Failure> {
    s.load_places()?;
    let mut run = Run::default();
    let explaining = !wanted.is_empty();
    s.each_once(
        paths,
        |w, report| {
            let claims = w.claims(report);
            (Sketch::new(&claims), explaining.then_some(claims.report))
        },
        |_, at, (sketch, report)| {
            for (asked, wanted) in run.asked.iter_mut().zip(wanted) {
                if (*wanted == sketch.report || *wanted == at) && asked.is_none() {
                    *asked = report.clone();
                }
            }
            run.places.insert(sketch.report.clone(), (at, run.sketches.len()));
            run.sketches.push(sketch);
            Ok(())
        },
    )?;
    Ok(run)
}

/// Places new reports among those of earlier runs; those that are there already stay as they are.
fn place(s: &Session, pool: &mut Pool, sketches: Vec<Sketch>) {
    let known: std::collections::BTreeSet<String> = pool.sketches.iter().map(|s| s.report.clone()).collect();
    let (old, new): (Vec<Sketch>, Vec<Sketch>) = sketches.into_iter().partition(|s| known.contains(&s.report));
    if !old.is_empty() && !s.is_quiet() {
        say(&format!("note: {} of the reports are in the state file already", old.len()));
    }
    new.into_iter().for_each(|sketch| pool.place(sketch));
}

fn text(stories: &[StoryGroup], titles: &BTreeMap<&str, &str>, places: &BTreeMap<String, (String, usize)>) -> String {
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let mut out = String::new();
    for story in stories {
        let many = if story.reports.len() == 1 { "1 report".to_owned() } else { format!("{} reports", story.reports.len()) };
        let days = match (&story.first, &story.last) {
            (Some(first), Some(last)) if first != last => format!(" · {first} to {last}"),
            (Some(day), _) => format!(" · {day}"),
            _ => String::new(),
        };
        let gap = if out.is_empty() { "" } else { "\n" };
        let _ = writeln!(out, "{gap}{bold}{}{bold:#}\n  {dim}{many}{days} · {}{dim:#}", one_line(&story.title), story.id);
        for report in &story.reports {
            let title = titles.get(report.as_str()).map(|t| one_line(t)).unwrap_or_default();
            let place = places.get(report).map_or("of an earlier run", |p| &p.0);
            let _ = writeln!(out, "  - {title}  {dim}{place}{dim:#}");
        }
    }
    out
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= 100 { line } else { line.chars().take(99).chain(['…']).collect() }
}

fn explained(
    s: &Session,
    pool: &Pool,
    wanted: &[String],
    asked: &[Option<Report>; 2],
    places: &BTreeMap<String, (String, usize)>,
) -> Result<(), Failure> {
    for (name, report) in wanted.iter().zip(asked) {
        if report.is_none() {
            let hint = "give the report's id, or where it stands: a.txt, or news.jsonl:12 for line 12";
            return Err(Failure::usage(format!("--explain: no report of the inputs is {name:?}")).hint(hint));
        }
    }
    let [Some(a), Some(b)] = asked else { return Ok(()) };
    let Some(found) = explain(pool, a, b) else { return Ok(()) };
    let name = |report: &str| places.get(report).map_or(report, |p| p.0.as_str()).to_owned();
    s.print_styled(&told(&found, &name(&a.id), &name(&b.id), |at| name(&pool.sketches[at as usize].report)))
}

fn told(found: &Explained, a: &str, b: &str, name: impl Fn(u32) -> String) -> String {
    let bold = Style::new().bold();
    let percent = |p: f32| format!("{:.0} %", p * 100.0);
    let (verdict, why) = match &found.verdict {
        Verdict::Alike => ("One story", "by themselves they are likely to tell one story".to_owned()),
        Verdict::Joined(way) => {
            let way: Vec<String> = way.iter().map(|&at| name(at)).collect();
            ("One story", format!("other reports join them: {}", way.join(" → ")))
        }
        Verdict::Unlike(least) => ("Not one story", format!("they are too little alike: {} is asked for", percent(*least))),
        Verdict::Far => ("Not one story", format!("they are more than {} days apart (--window)", found.window)),
        Verdict::Crowded => ("Not one story", "so many other reports are nearer to them that they were not compared".to_owned()),
        Verdict::Wholes(mean, least) => (
            "Not one story",
            format!("their stories as wholes are too little alike: {} where {} is asked for", percent(*mean), percent(*least)),
        ),
    };
    let mut out = format!("{bold}{verdict}{bold:#}: {why}.\n  {a}\n  {b}\n\n");
    let _ = writeln!(out, "How likely these two tell one story: {}", percent(found.likelihood));
    let _ = match found.days {
        Some(0) => writeln!(out, "Published on the same day"),
        Some(1) => writeln!(out, "Published one day apart"),
        Some(n) => writeln!(out, "Published {n} days apart"),
        None => writeln!(out, "Days apart: not known, since one has no date of publication"),
    };
    for fact in &found.facts {
        let _ = writeln!(out, "{fact}");
    }
    for (view, words) in &found.shared {
        let kind = match view {
            View::Phrases => "Rare words in a row",
            View::Names => "Names",
            View::Numbers => "Numbers",
            View::Words | View::Opening | View::Title | View::Claims => "Other words",
        };
        if words.is_empty() {
            let _ = writeln!(out, "{kind} that both have: none");
        } else {
            let more = words.len().saturating_sub(NAMED);
            let list: Vec<&str> = words.iter().take(NAMED).map(String::as_str).collect();
            let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
            let _ = writeln!(out, "{kind} that both have: {}{rest}", list.join(", "));
        }
    }
    for (names, which) in found.alone.iter().zip(["first", "second"]).filter(|(names, _)| !names.is_empty()) {
        let _ = writeln!(out, "Names that only the {which} has: {}", names.join(", "));
    }
    out
}
