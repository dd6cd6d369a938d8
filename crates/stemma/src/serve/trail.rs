//! The audit trail: who decided what, when and why.

use super::desk::Forms;
use super::library::Behind;
use super::look::Frame;
use super::stories::Turn;
use super::{address, cursor};
use crate::brief::words::slot;
use askama::Template;
use std::collections::BTreeMap;
use stemma_model::{Act, Correction, Decided, Named, Standing, Verdict};
use stemma_store::decisions::{Entry, Wanted};
use stemma_store::paging::{At, Place, TrailLeaf};

/// The page.
#[derive(Debug, Template)]
#[template(path = "serve/decisions.html")]
pub struct TrailPage {
    frame: Frame,
    lines: Vec<Line>,
    coders: Vec<String>,
    wanted: Wanted,
    /// The story that alone is wanted: address and title.
    story: Option<(String, String)>,
    /// This page, to come back to.
    here: String,
    turn: Turn,
    forms: Forms,
}

/// The list's name in addresses.
pub const LIST: &str = "decisions";

/// A decision as a page shows it.
#[derive(Debug)]
pub struct Line {
    pub(super) number: i64,
    pub(super) at: String,
    pub(super) moment: String,
    pub(super) coder: String,
    /// What was done, in words.
    pub(super) act: String,
    /// The claim's page, and its sentence.
    pub(super) claim: Option<(String, String)>,
    pub(super) story: Option<(String, String)>,
    /// What it is called, what the machine read, what the coder says.
    pub(super) changes: Vec<(&'static str, String, String)>,
    /// Of a withdrawal, the number and the place of what it withdrew.
    pub(super) withdrew: Option<(i64, String)>,
    /// Of a decision about stories or names, the reports of each side.
    pub(super) sides: Vec<Side>,
    pub(super) reason: Option<String>,
    /// How it stands, where that is worth a word.
    pub(super) state: Option<&'static str>,
    /// Whether it can be withdrawn.
    pub(super) stands: bool,
}

/// What it is called, the pages and names of those that are shown, and how many are not.
type Side = (&'static str, Vec<(String, String)>, usize);

/// So many reports of a side are shown: a story of hundreds would fill the page.
const SHOWN: usize = 8;

/// Where a decision stands in the trail, whatever page that is.
fn place(number: i64) -> String {
    let at = Place { key: None, number: number.saturating_add(1) };
    format!("/decisions?after={}#d{number}", cursor::text(LIST, &at))
}

/// The ids of the reports that a decision about stories shows.
pub fn shown(act: &Act) -> impl Iterator<Item = &String> {
    let (one, other) = match act {
        Act::Together { reports, with: other } | Act::Apart { reports, from: other } => (reports.as_slice(), other.as_slice()),
        _ => Default::default(),
    };
    one.iter().take(SHOWN).chain(other.iter().take(SHOWN))
}

impl Line {
    /// Of an entry.
    pub fn of(e: &Entry, behind: &Behind) -> Self {
        let sentence = e.claim.as_ref().and_then(|id| behind.sentences.get(id));
        let story = e.story.as_ref().and_then(|id| behind.titles.get_key_value(id));
        let act = e.decision.as_ref().map(|d| &d.act);
        let changes = if let Some(Act::Correct { changes: list, .. }) = act { changes(list) } else { Vec::new() };
        Line {
            number: e.number,
            at: e.at.clone(),
            moment: moment(&e.at),
            coder: e.coder.clone(),
            act: match act {
                Some(Act::Withdraw { .. }) => "withdrew".to_owned(),
                Some(Act::Choose { slot: of, value: Some(value), .. }) => format!("chose “{value}” for “{}”, from", slot(of)),
                Some(Act::Choose { slot: of, .. }) => format!("chose for “{}” what is told by", slot(of)),
                _ => done(&e.act).to_owned(),
            },
            claim: e.claim.as_ref().map(|id| (address::of_claim(id), sentence.cloned().unwrap_or_default())),
            story: story.map(|(id, title)| (address::story(id), title.clone())),
            changes,
            withdrew: if let Some(Act::Withdraw { of }) = act { Some((*of, place(*of))) } else { None },
            sides: act.map(|act| sides(act, &behind.reports)).unwrap_or_default(),
            reason: e.decision.as_ref().and_then(|d| d.reason.clone()),
            state: match e.state {
                Standing::Holds => None,
                Standing::Replaced => Some("a later decision took its place"),
                Standing::Withdrawn => Some("withdrawn"),
                Standing::Lost => Some("what it was about is not there any more, or is read in another way"),
                Standing::Forgotten => Some("its words went with a report that was forgotten"),
            },
            stands: matches!(e.state, Standing::Holds | Standing::Replaced | Standing::Lost),
        }
    }
}

impl TrailPage {
    /// Of a page of the trail that begins or ends there.
    pub fn of(leaf: &TrailLeaf, at: &At, behind: &Behind, coders: Vec<String>, wanted: Wanted, forms: Forms) -> Self {
        let story = wanted.story.as_ref().map(|id| (address::story(id), behind.titles.get(id).unwrap_or(id).clone()));
        let frame = Frame { title: "Decisions".to_owned(), part: "decisions", query: String::new() };
        let part =
            |name: &str, value: &Option<String>| value.as_ref().map(|v| format!("{name}={}&", address::encoded(v))).unwrap_or_default();
        let Wanted { coder, story: of, report, act } = &wanted;
        let list = format!("/decisions?{}{}{}{}", part("coder", coder), part("story", of), part("report", report), part("act", act));
        let here = match at {
            At::Start => list.trim_end_matches(['?', '&']).to_owned(),
            At::Behind(place) => format!("{list}after={}", cursor::text(LIST, place)),
            At::Ahead(place) => format!("{list}before={}", cursor::text(LIST, place)),
        };
        let turn = Turn::between(&list, LIST, leaf.first.as_ref(), leaf.last.as_ref());
        TrailPage { frame, lines: leaf.entries.iter().map(|e| Line::of(e, behind)).collect(), coders, wanted, story, here, turn, forms }
    }

    fn is(&self, coder: &str) -> bool {
        self.wanted.coder.as_deref() == Some(coder)
    }

    /// The acts that can be asked for, in words; whether it is this one.
    fn acts(&self) -> [(&'static str, &'static str, bool); 9] {
        let all = ["accept", "reject", "correct", "choose", "together", "apart", "same", "different", "withdraw"];
        all.map(|act| (act, done(act), self.wanted.act.as_deref() == Some(act)))
    }

    /// Whether only some are wanted.
    fn filtered(&self) -> bool {
        self.wanted != Wanted::default()
    }
}

/// The reports or names that a decision about stories or entities names, side by side.
fn sides(act: &Act, titles: &BTreeMap<String, String>) -> Vec<Side> {
    let list = |what, ids: &[String]| {
        let title = |id: &String| (address::report(id), titles.get(id).unwrap_or(id).clone());
        (what, ids.iter().take(SHOWN).map(title).collect(), ids.len().saturating_sub(SHOWN))
    };
    let names = |what, list: &[Named]| {
        let name = |n: &Named| (address::report(&n.report), n.name.clone());
        (what, list.iter().take(SHOWN).map(name).collect(), list.len().saturating_sub(SHOWN))
    };
    match act {
        Act::Together { reports, with } => vec![list("Reports of one", reports), list("of the other", with)],
        Act::Apart { reports, from } => vec![list("Taken out", reports), list("left in it", from)],
        Act::Same { entities, with } => vec![names("One name", entities), names("the other", with)],
        Act::Different { entities, from } => vec![names("One name", entities), names("not", from)],
        _ => Vec::new(),
    }
}

/// An act in words.
fn done(act: &str) -> &str {
    match act {
        "accept" => "accepted",
        "reject" => "rejected",
        "correct" => "corrected",
        "choose" => "chose a value",
        "together" => "put two stories together",
        "apart" => "took reports out of a story",
        "same" => "said that two names are one",
        "different" => "said that one name is two",
        "withdraw" => "withdrew a decision",
        other => other,
    }
}

/// What was corrected: what it is called, what the machine read, what the coder says.
pub fn changes(list: &[Correction]) -> Vec<(&'static str, String, String)> {
    let or = |v: &Option<String>| v.clone().unwrap_or_else(|| "–".to_owned());
    list.iter().map(|c| (super::claim::words(c.attribute).0, or(&c.machine), or(&c.human))).collect()
}

/// Who decided what of a claim, and when.
pub fn who(decided: &Decided) -> String {
    format!("{} by {}, {}", verdict(decided.verdict), decided.coder, moment(&decided.at))
}

/// A verdict in words.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::Rejected => "rejected",
        Verdict::Corrected => "corrected",
    }
}

/// A moment for people: day and minute, in UTC.
pub fn moment(at: &str) -> String {
    let day = crate::brief::date(at.get(..10).unwrap_or(at));
    at.get(11..16).map_or_else(|| day.clone(), |time| format!("{day}, {time} UTC"))
}

/// The shape of a verdict, as a path in a square of 16: a tick, a cross, a pencil.
pub fn shape(verdict: &str) -> &'static str {
    match verdict {
        "accepted" => "M2.5 8.5l3.5 4l7.5-9",
        "rejected" => "M4 4l8 8M12 4l-8 8",
        _ => "M3 13l1-3.5L11 2.5l2.5 2.5L6.5 12zM9.5 4L12 6.5",
    }
}
