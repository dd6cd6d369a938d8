//! A report's text cut into blocks, sentences and marked words, with the claims of each block beside it.

use super::address;
use crate::brief::put::put;
use crate::brief::words::{capital, slot, status, status_class, voice_kind};
use std::collections::BTreeMap;
use stemma_model::{BlockKind, Bound, Claim, Field, Filler, Mode, Range, ReportClaims, Story, Verdict};

/// A block of text and the claims of its sentences.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// `paragraph`, `heading`, `caption` or `list`.
    pub kind: &'static str,
    /// The words, in order: together they are the block, to the letter.
    pub pieces: Vec<Piece>,
    /// The claims, in the order of their sentences.
    pub notes: Vec<Note>,
}

/// Words of a block.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// Anchors that open here: one a claim of a sentence; empty for words that stand in no claim's sentence.
    pub anchors: Vec<String>,
    /// Words with the class of what they fill, "" for none.
    pub words: Vec<(&'static str, String)>,
}

impl Piece {
    /// Words in which nothing is marked.
    pub fn plain(words: String) -> Self {
        Piece { anchors: Vec::new(), words: vec![("", words)] }
    }
}

/// A claim as a note beside its sentence.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// `c12`.
    pub anchor: String,
    /// Its type.
    pub kind: String,
    /// What it says in brief: its figure, else its trigger.
    pub gist: String,
    /// Who says it.
    pub voices: String,
    /// Name and value of what it gives.
    pub facts: Vec<(&'static str, String)>,
    /// 0 to 100.
    pub confidence: u8,
    /// Findings that rest on it.
    pub findings: Vec<Bearing>,
    /// Its own page.
    pub at: String,
    /// Where the note stands on its page.
    pub here: String,
    /// What a coder said of it: the verdict's name, and who and when in words.
    pub verdict: Option<(&'static str, String)>,
    /// What the coder says instead: what, as the machine read it, as it is.
    pub changes: Vec<(&'static str, String, String)>,
}

/// The findings of stories by the claims that they rest on.
#[derive(Debug, Default)]
pub struct Told<'a>(BTreeMap<&'a str, Vec<Bearing>>);

/// A finding that a claim bears on: its address, slot, class and status.
pub type Bearing = (String, String, &'static str, &'static str);

impl<'a> Told<'a> {
    /// Of some stories.
    pub fn of(stories: &'a [Story]) -> Self {
        let mut out: BTreeMap<&str, Vec<Bearing>> = BTreeMap::new();
        for story in stories {
            for f in story.events.iter().flat_map(|e| &e.findings).filter(|f| !f.id.is_empty()) {
                for claim in f.values.iter().flat_map(|v| &v.claims) {
                    let list = out.entry(claim).or_default();
                    let at = address::finding(&story.id, &f.id, f.status);
                    if !list.iter().any(|(a, ..)| *a == at) {
                        list.push((at, capital(&slot(&f.slot)), status_class(f.status), status(f.status)));
                    }
                }
            }
        }
        Told(out)
    }
}

/// The blocks of a report's text, or its title as one block.
pub fn rows(rc: &ReportClaims, field: Field, told: &Told<'_>) -> Vec<Row> {
    let r = &rc.report;
    let words = match field {
        Field::Text => r.text.as_str(),
        Field::Title => r.title.as_deref().unwrap_or_default(),
    };
    let chars: Vec<char> = words.chars().collect();
    if chars.is_empty() {
        return Vec::new();
    }
    let whole = Range { start: 0, end: chars.len() };
    let mut blocks: Vec<(Range, &'static str)> = match field {
        Field::Title => vec![(whole, "heading")],
        Field::Text => r.blocks.iter().map(|b| (Range { start: b.start, end: b.end }, kind(b.kind))).collect(),
    };
    if blocks.is_empty() {
        blocks.push((whole, "paragraph"));
    }
    let claims: Vec<&Claim> = rc.claims.iter().chain(&rc.rejected).filter(|c| c.evidence.field == field).collect();
    blocks.into_iter().map(|(block, kind)| row(&chars, block, kind, &claims, told)).collect()
}

fn row(chars: &[char], block: Range, kind: &'static str, claims: &[&Claim], told: &Told<'_>) -> Row {
    let here = |c: &&&Claim| block.start <= c.evidence.start && c.evidence.start < block.end;
    let mut within: Vec<&Claim> = claims.iter().filter(here).copied().collect();
    // By its number, also where it was rejected.
    within.sort_by_key(|c| (c.evidence.start, anchor(c).get(1..).and_then(|n| n.parse::<usize>().ok())));
    let (mut pieces, mut at) = (Vec::new(), block.start);
    let mut rest = within.as_slice();
    while let Some(first) = rest.first() {
        let (start, end) = (first.evidence.start.max(at), first.evidence.end.min(block.end));
        let many = rest.iter().take_while(|c| c.evidence.start == first.evidence.start).count();
        let (same, after) = rest.split_at(many);
        rest = after;
        if start >= end {
            continue;
        }
        if at < start {
            pieces.push(Piece::plain(cut(chars, at, start)));
        }
        let anchors = same.iter().map(|c| anchor(c)).collect();
        pieces.push(Piece { anchors, words: marked(chars, start, end, same) });
        at = end;
    }
    if at < block.end {
        pieces.push(Piece::plain(cut(chars, at, block.end)));
    }
    Row { kind, pieces, notes: within.into_iter().map(|c| note(c, told)).collect() }
}

fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Paragraph => "paragraph",
        BlockKind::Heading => "heading",
        BlockKind::Caption => "caption",
        BlockKind::List => "list",
    }
}

fn cut(chars: &[char], from: usize, to: usize) -> String {
    chars[from.min(chars.len())..to.min(chars.len())].iter().collect()
}

fn anchor(claim: &Claim) -> String {
    claim.id.rsplit_once('/').map_or_else(|| claim.id.clone(), |(_, n)| n.to_owned())
}

/// The words of a sentence with what they fill. Where two fill the same words, the later of this order shows: roles, then
/// who says it, then what brings the claim, then its figure.
fn marked(chars: &[char], start: usize, end: usize, claims: &[&Claim]) -> Vec<(&'static str, String)> {
    let mut classes = vec![""; end - start];
    let mut put = |from: usize, to: usize, class: &'static str| {
        for i in from.max(start)..to.min(end) {
            classes[i - start] = class;
        }
    };
    let claims: Vec<&&Claim> = claims.iter().filter(|c| c.decided.as_ref().is_none_or(|d| d.verdict != Verdict::Rejected)).collect();
    for c in &claims {
        for (name, fillers) in c.roles.each() {
            fillers.iter().for_each(|f| put(f.start, f.end, if name == "place" { "place" } else { "role" }));
        }
        c.time.iter().filter_map(|t| t.span).for_each(|s| put(s.start, s.end, "place"));
    }
    for c in &claims {
        for a in &c.attribution {
            a.source_span.iter().chain(&a.cue_span).for_each(|&(from, to)| put(from, to, "voice"));
        }
    }
    claims.iter().filter(|c| c.kind != "statement").filter_map(|c| c.trigger.as_ref()).for_each(|t| put(t.start, t.end, "trigger"));
    claims.iter().filter_map(|c| c.figure.as_ref()?.span).for_each(|s| put(s.start, s.end, "figure"));
    let mut out: Vec<(&'static str, String)> = Vec::new();
    for (i, class) in classes.into_iter().enumerate() {
        let Some(&c) = chars.get(start + i) else { break };
        match out.last_mut() {
            Some((last, words)) if *last == class => words.push(c),
            _ => out.push((class, c.to_string())),
        }
    }
    out
}

fn note(c: &Claim, told: &Told<'_>) -> Note {
    let names = |list: &[Filler]| list.iter().map(|f| f.text.clone()).collect::<Vec<_>>().join("; ");
    let mut facts: Vec<(&'static str, String)> = Vec::new();
    let mut put = |name: &'static str, value: String| {
        if !value.trim().is_empty() {
            facts.push((name, value));
        }
    };
    put("Who", names(&c.roles.actor));
    put("To whom or what", names(&c.roles.target));
    put("With what", names(&c.roles.instrument));
    put("About what", names(&c.roles.topic));
    if let Some(f) = &c.figure {
        put("How many", format!("{} {}{}", f.text, f.measure, bounds(f.low, f.high, f.bound)));
        put("Counted", f.unit.clone().unwrap_or_default());
    }
    let place = c.place.as_ref();
    put("Where", place.map(|p| resolved(&p.text, p.name.as_deref(), p.country.as_deref(), p.resolved)).unwrap_or_default());
    let time = |t: &stemma_model::TimeValue| match (&t.start, &t.end) {
        (Some(a), Some(b)) if a != b => format!("{} = {} to {}", t.text, crate::brief::date(a), crate::brief::date(b)),
        (Some(a), _) => format!("{} = {}", t.text, crate::brief::date(a)),
        _ => format!("{} (date not known)", t.text),
    };
    put("When", c.time.as_ref().map(time).unwrap_or_default());
    put("As of", c.as_of.as_ref().map(time).unwrap_or_default());
    put("Put as", put_as(c));
    let voices: Vec<String> = c.attribution.iter().map(|a| spoken(&a.source, voice_kind(a.kind), &a.cue)).collect();
    let gist = c.figure.as_ref().map(|f| f.text.clone()).or_else(|| c.trigger.as_ref().map(|t| t.text.clone())).unwrap_or_default();
    Note {
        anchor: anchor(c),
        kind: c.kind.clone(),
        gist,
        voices: if voices.is_empty() { "the report itself".to_owned() } else { voices.join("; who has it from ") },
        facts,
        confidence: (c.decided.as_ref().map_or(c.confidence, |d| d.confidence).clamp(0.0, 1.0) * 100.0).round() as u8,
        findings: told.0.get(c.id.as_str()).cloned().unwrap_or_default(),
        at: address::of_claim(&c.id),
        here: format!("{}-note", address::claim(&c.id)),
        verdict: c.decided.as_ref().map(|d| (d.verdict.name(), super::trail::who(d))),
        changes: c.decided.as_ref().map(|d| super::trail::changes(&d.changes)).unwrap_or_default(),
    }
}

fn spoken(source: &str, kind: &str, cue: &str) -> String {
    let name = if source.trim().is_empty() { "someone who is not named" } else { source };
    let more: Vec<String> =
        [(!kind.is_empty()).then(|| kind.to_owned()), (!cue.is_empty()).then(|| format!("“{cue}”"))].into_iter().flatten().collect();
    if more.is_empty() { name.to_owned() } else { format!("{name} ({})", more.join(", ")) }
}

fn resolved(text: &str, name: Option<&str>, country: Option<&str>, known: bool) -> String {
    match (known, name) {
        (true, Some(name)) => format!("{text} = {name}{}", country.map(|c| format!(", {c}")).unwrap_or_default()),
        _ => format!("{text} (not found in the gazetteer)"),
    }
}

fn bounds(low: Option<i64>, high: Option<i64>, bound: Bound) -> String {
    match super::look::between(low, high) {
        Some(words) if bound != Bound::Exact => format!(" ({words})"),
        _ => String::new(),
    }
}

/// How a claim is put, where it is not simply said: the brief's word for it, and what stands beside it.
fn put_as(c: &Claim) -> String {
    let put = put(c);
    let mut out: Vec<&str> = match put {
        Some("negated") => vec!["it did not happen"],
        Some("attempted") => vec!["tried"],
        Some("failed") => vec!["tried without success"],
        other => other.into_iter().collect(),
    };
    out.extend((c.negated && put != Some("negated")).then_some("it did not happen"));
    out.extend((c.accusation.is_some() && put != Some("alleged")).then_some("a charge"));
    out.extend(c.background.then_some("background"));
    out.extend((c.mode == Some(Mode::Future)).then_some("not yet"));
    out.extend((c.mode == Some(Mode::Hypothetical) && put != Some("possible")).then_some("only thought of"));
    out.join(", ")
}
