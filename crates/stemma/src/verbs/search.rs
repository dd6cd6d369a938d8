//! `stemma search`.

use crate::brief::harmless;
use crate::cli::{Listed, Searching};
use crate::error::Failure;
use crate::keeping::whole;
use crate::session::Session;
use anstyle::{AnsiColor, Style};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::io::Write as _;
use stemma_model::Range;
use stemma_store::Store;
use stemma_store::search::Hit;
use stemma_store::search::query::Query;

const MARK: Style = AnsiColor::Yellow.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// A sentence that was found, as programs read it.
#[derive(Clone, Serialize, Deserialize)]
struct Found {
    report: String,
    outlet: Option<String>,
    published: Option<String>,
    title: Option<String>,
    story: String,
    /// `text` or `title`.
    #[serde(rename = "in")]
    field: String,
    start: usize,
    end: usize,
    sentence: String,
    /// `[start, end]` of the words that were asked for, within the sentence.
    marks: Vec<(usize, usize)>,
    claims: Vec<Claimed>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Claimed {
    id: String,
    #[serde(rename = "type")]
    kind: String,
}

/// `stemma search`
pub fn search(s: &mut Session, how: &Searching) -> Result<(), Failure> {
    let path = whole(s)?;
    let text = how.query.join(" ");
    let query = Query::parse(&text).map_err(|e| Failure::usage(e.to_string()).hint("stemma search --help has examples"))?;
    let (hits, more) = Store::read(&path)?.search(&query, how.from, how.most)?;
    let found: Vec<Found> = hits.into_iter().map(of).collect();
    if how.format == Listed::Jsonl {
        let mut out = s.output()?;
        for row in &found {
            serde_json::to_writer(&mut out, row)?;
            out.write_all(b"\n")?;
        }
        return Ok(out.flush()?);
    }
    if found.is_empty() {
        s.note(match more {
            true => "nothing more among the latest of what has these words; a part such as after: or type: narrows the search",
            false => "nothing answers that",
        });
    } else if more {
        s.note(&format!("there is more: --from {}", how.from + found.len()));
    }
    // Control characters of a page never reach the terminal; the marks are put in behind that, by the words of the query.
    s.print_styled(&shown(&harmless(found)?))
}

fn of(hit: Hit) -> Found {
    let Hit { report, outlet, published, title, story, in_title, span, sentence, marks, claims } = hit;
    Found {
        report,
        outlet,
        published,
        title,
        story,
        field: if in_title { "title" } else { "text" }.to_owned(),
        start: span.start,
        end: span.end,
        sentence,
        marks: marks.into_iter().map(|Range { start, end }| (start, end)).collect(),
        claims: claims.into_iter().map(|(id, kind)| Claimed { id, kind }).collect(),
    }
}

fn shown(found: &[Found]) -> String {
    let mut out = String::new();
    for f in found {
        let gap = if out.is_empty() { "" } else { "\n" };
        let who: Vec<&str> = [&f.outlet, &f.published, &f.title].into_iter().flatten().map(String::as_str).collect();
        let who = if who.is_empty() { f.report.clone() } else { who.join(" · ") };
        let types: Vec<&str> = f.claims.iter().map(|c| c.kind.as_str()).collect();
        let _ = writeln!(out, "{gap}{}", marked(&f.sentence, &f.marks));
        let _ = writeln!(out, "  {DIM}{who}{DIM:#}");
        let _ = writeln!(out, "  {DIM}{} · story {} · report {}{DIM:#}", types.join(", "), f.story, f.report);
    }
    out
}

/// A sentence on one line, with its marks.
fn marked(sentence: &str, marks: &[(usize, usize)]) -> String {
    let mut out = String::new();
    for (at, c) in sentence.chars().enumerate() {
        if marks.iter().any(|m| m.0 == at) {
            let _ = write!(out, "{MARK}");
        }
        out.push(if c == '\n' { ' ' } else { c });
        if marks.iter().any(|m| m.1 == at + 1) {
            let _ = write!(out, "{MARK:#}");
        }
    }
    out
}
