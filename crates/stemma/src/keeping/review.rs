//! What coders want, and what it makes of claims and records.

use super::Trouble;
use super::corpus::{arrival, group_of};
use crate::error::Failure;
use crate::verbs::record::without_candidates;
use std::collections::BTreeMap;
use stemma_engine::Engine;
use stemma_engine::lineage::furniture::Furniture;
use stemma_engine::review::chosen::choose;
use stemma_engine::review::follow::follow;
use stemma_engine::review::grouping::names;
use stemma_engine::review::standing::Standings;
use stemma_engine::review::value;
use stemma_engine::stories::ties::Ties;
use stemma_model::{
    Act, Anchor, Attribute, Claim, ClaimIndex, Correction, Decision, Event, Finding, Named, Record, ReportClaims, Standing, Status, Story,
    StoryGroup,
};
use stemma_store::Store;
use stemma_store::batch::Shelved;
use stemma_store::reports::Read;

/// What a coder wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A claim, by its id, was read right.
    Accept(String),
    /// The report does not say what was read.
    Reject(String),
    /// It says something else: attributes with what they are; none for an attribute that it does not give.
    Correct(String, Vec<(Attribute, Option<String>)>),
    /// Of the values of a finding the one that a claim tells holds; the finding's slot where the claim tells values of several.
    Choose(String, Option<String>),
    /// Two stories, by their ids, are one.
    Merge(String, String),
    /// Some reports of a story do not belong into it.
    Split(String, Vec<String>),
    /// Two entities of a story, by their ids, are one.
    Same(String, String, String),
    /// Some members of an entity of a story are another.
    Different(String, String, Vec<String>),
    /// Reports or names are one or are not, told as the audit trail tells it.
    Tied(Act),
    /// A decision, by its number, is not to hold any more.
    Withdraw(i64),
}

/// A wish with who has it, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub coder: String,
    /// When, RFC 3339.
    pub at: String,
    /// Why.
    pub reason: Option<String>,
    /// What.
    pub wish: Wish,
}

/// The most characters of a coder's name.
const NAME: usize = 80;
/// The most characters of a reason.
const REASON: usize = 2_000;

/// Who decides and why, as it is kept.
pub(super) fn named(asked: &Asked) -> Result<(String, Option<String>), Failure> {
    let coder = asked.coder.trim();
    let plain = |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(|c| c.is_control() && c != '\n');
    if coder.is_empty() || !plain(coder, NAME) || coder.contains('\n') {
        return Err(Failure::usage(format!("a decision has the name of who made it: at most {NAME} characters in one line")));
    }
    let reason = asked.reason.as_deref().map(|r| r.replace("\r\n", "\n")).map(|r| r.trim().to_owned()).filter(|r| !r.is_empty());
    if reason.as_deref().is_some_and(|r| !plain(r, REASON)) {
        return Err(Failure::usage(format!("a reason has at most {REASON} characters")));
    }
    Ok((coder.to_owned(), reason))
}

/// What some reports say as coders have it, none where the machine's word stands, beside what the machine read: by the reports'
/// numbers.
pub(super) type Changed<'c> = BTreeMap<i64, (Option<&'c ReportClaims>, &'c ReportClaims)>;

/// A report with what it says now.
pub(super) fn as_said(read: Read, (said, machine): &(Option<&ReportClaims>, &ReportClaims)) -> Read {
    match said {
        Some(said) => Read { said: (*said).clone(), machine: Some((*machine).clone()), ..read },
        None => Read { said: (*machine).clone(), machine: None, ..read },
    }
}

/// A story with what coders decided of its reports, its findings and its names: `changed` are reports that say something else than
/// the store has, `laid` all that is laid over stories.
pub(super) fn rewritten(
    store: &Store,
    engine: &Engine,
    story: &str,
    changed: &Changed<'_>,
    laid: &[Decision],
    furniture: &Furniture,
) -> Result<Shelved, Trouble> {
    let lost = || Failure::store(format!("{}: this store is damaged: a report is in no story", store.path().display()));
    let shelf = store.shelf(story)?.ok_or_else(lost)?;
    let now = |read: Read| match changed.get(&read.number) {
        Some(said) => as_said(read, said),
        None => read,
    };
    let reads: Vec<Read> = store.claims_of(story)?.into_iter().map(now).collect();
    let record = store.machine_story(shelf.number)?.ok_or_else(lost)?;
    let group = group_of(&record, &arrival(reads.iter().map(|r| &r.said)));
    let (human, rulings) = told(engine, &group, &reads.iter().collect::<Vec<_>>(), &record, laid, furniture);
    Ok(Shelved {
        number: shelf.number,
        id: shelf.id,
        split_from: shelf.split_from,
        into: shelf.into,
        members: reads.iter().map(|r| r.number).collect(),
        days: (group.first, group.last),
        machine: human.as_ref().map(|_| record.clone()),
        record: Some(human.unwrap_or(record)),
        rulings,
    })
}

/// The acts that are laid over what is found of stories and findings, not over what a report says.
pub const LAID: &[&str] = &["choose", "together", "apart", "same", "different"];

/// The record of a story as coders have it, none where nothing that anybody decided holds of it; and how the decisions stand that
/// chose between values of its findings or were made of its names. `record` is the machine's, `laid` are all that are laid over stories and findings.
pub fn told(
    engine: &Engine,
    group: &StoryGroup,
    reads: &[&Read],
    record: &Story,
    laid: &[Decision],
    furniture: &Furniture,
) -> (Option<Story>, Standings) {
    let by_id: BTreeMap<&str, &Read> = reads.iter().map(|r| (r.said.report.id.as_str(), *r)).collect();
    let machine = |id: &str| by_id.get(id).map(|r| r.machine.as_ref().unwrap_or(&r.said));
    // What was decided of other stories says nothing here.
    let here = |d: &&Decision| matches!(d.act, Act::Withdraw { .. }) || d.act.report().is_some_and(|r| by_id.contains_key(r.as_str()));
    let laid: Vec<Decision> = laid.iter().filter(here).cloned().collect();
    let has = |n: &Named| by_id.get(n.report.as_str()).is_some_and(|r| r.said.entities.iter().any(|e| Named::of(&n.report, e) == *n));
    let (names, mut standing) = names(&laid, &has);
    let read_otherwise = reads.iter().any(|r| r.machine.is_some()) || !names.is_empty();
    if !read_otherwise && !laid.iter().any(|d| d.act.claim().is_some()) {
        return (None, standing);
    }
    let human = read_otherwise.then(|| reconciled(engine, group, reads, record, &names, furniture)).flatten();
    let mut story = human.clone().unwrap_or_else(|| record.clone());
    let said: ClaimIndex<'_> = reads.iter().flat_map(|r| &r.said.claims).map(|c| (c.id.as_str(), c)).collect();
    let chosen = choose(&mut story, &laid, &machine, &said, &engine.codebook);
    let holds = chosen.values().any(|s| s.0 == Standing::Holds);
    standing.extend(chosen);
    (if holds { Some(story) } else { human }, standing)
}

/// A story reconciled from what its reports say as coders have it.
fn reconciled(engine: &Engine, group: &StoryGroup, reads: &[&Read], record: &Story, names: &Ties, furniture: &Furniture) -> Option<Story> {
    let reports: Vec<&ReportClaims> = reads.iter().map(|r| &r.said).collect();
    let mut stories = engine.stories_named(std::slice::from_ref(group), &reports, &[], furniture, names);
    stories.iter_mut().for_each(|s| follow(s, record));
    let mut record = Record { stories, ..Record::default() };
    without_candidates(&mut record);
    record.stories.pop()
}

/// The finding between whose values a claim decides: of the slot that is given, else the one that is disputed, else the only one.
pub(super) fn between<'s>(story: &'s Story, claim: &str, slot: Option<&str>) -> Result<(&'s Event, &'s Finding), Failure> {
    // One that tells two of the values chooses neither.
    let tells = |f: &Finding| f.values.len() > 1 && f.values.iter().filter(|v| v.claims.iter().any(|c| c == claim)).count() == 1;
    let all = story.events.iter().flat_map(|e| e.findings.iter().map(move |f| (e, f))).filter(|(_, f)| tells(f));
    let all: Vec<(&Event, &Finding)> = all.filter(|(_, f)| slot.is_none_or(|s| f.slot == s)).collect();
    let disputed = |f: &Finding| matches!(f.status, Status::Disputed | Status::Denied);
    let first: Vec<_> = all.iter().filter(|(_, f)| disputed(f)).collect();
    match (&all[..], &first[..]) {
        ([], _) => {
            let of = slot.map_or_else(String::new, |s| format!(" of {s}"));
            Err(Failure::usage(format!("{claim:?} tells no value{of} beside others: there is nothing to choose between"))
                .hint("stemma review queue --store FILE shows what is disputed"))
        }
        ([one], _) => Ok(*one),
        (_, [one]) => Ok(**one),
        _ => {
            let slots: Vec<&str> = all.iter().map(|(_, f)| f.slot.as_str()).collect();
            Err(Failure::usage(format!("{claim:?} tells values of {}", slots.join(", "))).hint(format!("say which: --slot {}", slots[0])))
        }
    }
}

/// What a claim gives for a slot, in words of its own report.
pub(super) fn words(claim: &Claim, slot: &str) -> Option<String> {
    match slot {
        "actor" => value::of(claim, Attribute::Actor),
        "target" => value::of(claim, Attribute::Target),
        "place" => claim.place.as_ref().map(|p| p.text.clone()),
        "time" => claim.time.as_ref().map(|t| t.text.clone()),
        _ => claim.figure.as_ref().filter(|f| slot.strip_prefix("figure:") == Some(&f.measure)).map(|f| f.text.clone()),
    }
}

/// The id of the report that a claim's id begins with.
pub(super) fn of_claim(id: &str) -> &str {
    id.rsplit_once("/c").map_or(id, |(report, _)| report)
}

/// What a claim is known again by, and the claim as the machine read it.
pub(super) fn anchor<'m>(id: &str, machine: &'m ReportClaims) -> Result<(Anchor, &'m Claim), Failure> {
    let claim = machine.claims.iter().find(|c| c.id == id);
    let claim = claim
        .ok_or_else(|| Failure::usage(format!("there is no claim {id:?}")).hint("stemma claims --store FILE lists them with their ids"))?;
    Ok((Anchor::of(claim, &machine.claims), claim))
}

/// Attributes with what a coder wants them to be, as they are kept, without those that the machine read so.
pub(super) fn wanted(read: &Claim, given: &[Given], engine: &Engine) -> Result<Vec<Given>, Failure> {
    let mut out = Vec::new();
    for (attribute, value) in given {
        let value = value::checked(*attribute, value.as_deref(), &engine.lexicon).map_err(Failure::usage)?;
        if value::of(read, *attribute) != value {
            out.push((*attribute, value));
        }
    }
    Ok(out)
}

/// An attribute with what it is to be; none for nothing.
type Given = (Attribute, Option<String>);

/// All that is other than what the machine read: what was corrected before, then what is corrected now.
pub(super) fn corrections(
    read: &Claim,
    stands: &ReportClaims,
    wanted: &[(Attribute, Option<String>)],
    machine: &ReportClaims,
    engine: &Engine,
) -> Result<Vec<Correction>, Failure> {
    let standing = stands.claims.iter().find(|c| c.id == read.id).and_then(|c| c.decided.as_ref());
    let mut values: Vec<(Attribute, Option<String>)> =
        standing.map(|d| d.changes.iter().map(|c| (c.attribute, c.human.clone())).collect()).unwrap_or_default();
    for (attribute, value) in wanted {
        let value = value::checked(*attribute, value.as_deref(), &engine.lexicon).map_err(Failure::usage)?;
        values.retain(|v| v.0 != *attribute);
        values.push((*attribute, value));
    }
    values.retain(|(attribute, value)| value::of(read, *attribute) != *value);
    values.sort_by_key(|v| v.0);
    if values.is_empty() {
        return Err(Failure::usage("this is what the machine read: nothing is corrected").hint("accept the claim if it is right"));
    }
    let mut claim = read.clone();
    for attribute in Attribute::ALL {
        if let Some((_, human)) = values.iter().find(|v| v.0 == attribute) {
            value::set(&mut claim, attribute, human.as_deref(), machine);
        }
    }
    if let Some(figure) = &claim.figure {
        if figure.measure.is_empty() {
            return Err(Failure::usage("a number says what it counts").hint("give a measure too, such as killed or injured"));
        }
        if figure.low.zip(figure.high).is_some_and(|(low, high)| low > high) {
            return Err(Failure::usage("the least that a number can be is not more than the most"));
        }
    }
    let correction = |(attribute, human)| Correction { machine: value::of(read, attribute), attribute, human };
    Ok(values.into_iter().map(correction).collect())
}
