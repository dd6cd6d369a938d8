//! The audit trail: who decided what, when and why.

use super::address;
use super::desk::Forms;
use super::look::Frame;
use crate::brief::words::slot;
use askama::Template;
use std::collections::BTreeMap;
use stemma_model::{Act, Correction, Decided, Named, Standing, Verdict};
use stemma_store::decisions::{Entry, Wanted};

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
    page: usize,
    more: bool,
    forms: Forms,
}

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
    /// Of a decision about stories, the reports of each side: page and id.
    pub(super) sides: Vec<(&'static str, Vec<(String, String)>)>,
    pub(super) reason: Option<String>,
    /// How it stands, where that is worth a word.
    pub(super) state: Option<&'static str>,
    /// Whether it can be withdrawn.
    pub(super) stands: bool,
}

impl Line {
    /// Of an entry, with the sentence of its claim, and its story's id and title.
    pub fn of(e: &Entry, sentence: Option<&String>, story: Option<(&String, &String)>) -> Self {
        let act = e.decision.as_ref().map(|d| &d.act);
        let changes = if let Some(Act::Correct { changes: list, .. }) = act { changes(list) } else { Vec::new() };
        Line {
            number: e.number,
            at: e.at.clone(),
            moment: moment(&e.at),
            coder: e.coder.clone(),
            act: match act {
                Some(Act::Withdraw { of }) => format!("withdrew decision {of}"),
                Some(Act::Choose { slot: of, value: Some(value), .. }) => format!("chose “{value}” for “{}”, from", slot(of)),
                Some(Act::Choose { slot: of, .. }) => format!("chose for “{}” what is told by", slot(of)),
                _ => done(&e.act).to_owned(),
            },
            claim: e.claim.as_ref().map(|id| (address::of_claim(id), sentence.cloned().unwrap_or_default())),
            story: story.map(|(id, title)| (address::story(id), title.clone())),
            changes,
            sides: act.map(sides).unwrap_or_default(),
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
    /// Of some entries, with the sentences of claims and the titles of stories by their ids.
    #[allow(clippy::too_many_arguments)]
    pub fn of(
        entries: &[Entry],
        sentences: &BTreeMap<String, String>,
        titles: &BTreeMap<String, String>,
        coders: Vec<String>,
        wanted: Wanted,
        page: usize,
        more: bool,
        forms: Forms,
    ) -> Self {
        let line = |e: &Entry| {
            let story = e.story.as_ref().and_then(|id| titles.get_key_value(id));
            Line::of(e, e.claim.as_ref().and_then(|id| sentences.get(id)), story)
        };
        let story = wanted.story.as_ref().map(|id| (address::story(id), titles.get(id).unwrap_or(id).clone()));
        let frame = Frame { title: "Decisions".to_owned(), part: "decisions", query: String::new() };
        TrailPage { frame, lines: entries.iter().map(line).collect(), coders, wanted, story, page, more, forms }
    }

    fn here(&self) -> String {
        self.at(self.page)
    }

    fn later(&self) -> String {
        self.at(self.page - 1)
    }

    fn earlier(&self) -> String {
        self.at(self.page + 1)
    }

    fn at(&self, page: usize) -> String {
        let part =
            |name: &str, value: &Option<String>| value.as_ref().map(|v| format!("&{name}={}", address::encoded(v))).unwrap_or_default();
        let Wanted { coder, story, report, act } = &self.wanted;
        format!("/decisions?page={page}{}{}{}{}", part("coder", coder), part("story", story), part("report", report), part("act", act))
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
fn sides(act: &Act) -> Vec<(&'static str, Vec<(String, String)>)> {
    let list = |ids: &[String]| ids.iter().map(|id| (address::report(id), id.clone())).collect();
    let names = |list: &[Named]| list.iter().map(|n| (address::report(&n.report), n.name.clone())).collect();
    match act {
        Act::Together { reports, with } => vec![("Reports of one", list(reports)), ("of the other", list(with))],
        Act::Apart { reports, from } => vec![("Taken out", list(reports)), ("left in it", list(from))],
        Act::Same { entities, with } => vec![("One name", names(entities)), ("the other", names(with))],
        Act::Different { entities, from } => vec![("One name", names(entities)), ("not", names(from))],
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
