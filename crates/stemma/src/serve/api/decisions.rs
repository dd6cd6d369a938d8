//! Decisions of coders: the audit trail, and a way to decide for programs that coders use.

use super::answer::{Given, Reply, Wrong};
use super::asked::{Asked, CURSOR, Kind, LIMIT, Parameter, no_cursor};
use super::shape::{DecisionItem, DecisionList, Written};
use super::{Act, Endpoint};
use crate::fetch::gather::now;
use crate::keeping::deciding::decide;
use crate::keeping::review::{Asked as Wanting, Wish};
use crate::progress::say;
use crate::serve::access::Coder;
use crate::serve::access::token::Role;
use crate::serve::desk::NO_STORE;
use crate::serve::http::Site;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use stemma_model::Attribute;
use stemma_store::decisions::Wanted;

const BY: Parameter = Parameter { name: "coder", kind: Kind::Text(100), about: "Only those of this coder.", needed: false };
const OF_STORY: Parameter =
    Parameter { name: "story", kind: Kind::Text(200), about: "Only those about this story or a report that is in it now.", needed: false };
const OF_REPORT: Parameter = Parameter { name: "report", kind: Kind::Text(200), about: "Only those about this report.", needed: false };
const THAT: Parameter = Parameter {
    name: "act",
    kind: Kind::Text(20),
    about: "Only those that do this: accept, reject, correct, choose, together, apart, same, different, withdraw.",
    needed: false,
};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/api/v1/decisions",
        name: "listDecisions",
        about: "What coders decided, the latest first: the audit trail.",
        parameters: &[BY, OF_STORY, OF_REPORT, THAT, LIMIT, CURSOR],
        role: None,
        act: Act::Read(list),
        shape: |g| g.subschema_for::<DecisionList>(),
    },
    Endpoint {
        path: "/api/v1/decisions",
        name: "decide",
        about: "Decide: accept, reject or correct a claim, choose between the values of a finding, merge or split stories and entities, or \
                withdraw an earlier decision. Nothing is overwritten. For coders, under the name of their token. When this answers, the decision is on the disk.",
        parameters: &[],
        role: Some(Role::Coder),
        act: Act::Write(write, |g| g.root_schema_for::<Sent>()),
        shape: |g| g.subschema_for::<Written>(),
    },
];

/// A decision as it is sent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "verdict", rename_all = "lowercase", deny_unknown_fields)]
enum Sent {
    /// The claim was read right.
    Accept {
        /// The claim's id.
        claim: String,
        /// Why, in the coder's words.
        reason: Option<String>,
    },
    /// The report does not say what was read.
    Reject {
        /// The claim's id.
        claim: String,
        /// Why, in the coder's words.
        reason: Option<String>,
    },
    /// The report says something else.
    Correct {
        /// The claim's id.
        claim: String,
        /// Attributes with what they are, written as in the audit trail; null for one that the report does not give.
        changes: BTreeMap<Attribute, Option<String>>,
        /// Why, in the coder's words.
        reason: Option<String>,
    },
    /// Of the values of a finding the one that the claim tells holds.
    Choose {
        /// The claim's id.
        claim: String,
        /// The finding's slot; null where the claim tells a value of one finding only, or of one that is disputed.
        slot: Option<String>,
        /// Why, in the coder's words.
        reason: Option<String>,
    },
    /// Two stories are one.
    Merge {
        /// The id of a story.
        story: String,
        /// The id of another.
        other: String,
        /// Why, in the coder's words.
        reason: Option<String>,
    },
    /// Some reports of a story do not belong into it.
    Split {
        /// The id of the story.
        story: String,
        /// The ids of these reports.
        reports: Vec<String>,
        /// Why, in the coder's words.
        reason: Option<String>,
    },
    /// Two entities of a story are one.
    Same {
        /// The id of the story.
        story: String,
        /// The id of an entity of its record.
        entity: String,
        /// The id of another.
        other: String,
        /// Why, in the coder's words.
        reason: Option<String>,
    },
    /// Some of what an entity of a story joins is another.
    Different {
        /// The id of the story.
        story: String,
        /// The id of an entity of its record.
        entity: String,
        /// The ids of these members.
        members: Vec<String>,
        /// Why, in the coder's words.
        reason: Option<String>,
    },
    /// An earlier decision is not to hold any more.
    Withdraw {
        /// The number of that decision.
        decision: i64,
        /// Why, in the coder's words.
        reason: Option<String>,
    },
}

fn list(site: &Site, asked: &Asked) -> Given {
    let before = match asked.cursor::<1>("decisions")? {
        Some([number]) => number.parse().map_err(|_| no_cursor())?,
        None => i64::MAX,
    };
    let given = |p: &Parameter| asked.text(p.name).map(str::to_owned);
    let wanted = Wanted { coder: given(&BY), story: given(&OF_STORY), report: given(&OF_REPORT), act: given(&THAT) };
    let limit = asked.limit();
    // A story that went into another has its decisions there.
    let now = wanted.story.as_deref().map(|id| site.library.moved(id)).transpose()?.flatten();
    let wanted = Wanted { story: now.or(wanted.story), ..wanted };
    let mut rows = site.library.ask(|s| s.trail_before(&wanted, before, limit + 1))?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|e| format!("decisions.{}", e.number));
    Reply::page(&DecisionList { decisions: rows.into_iter().map(DecisionItem::from).collect(), next: next.clone() }, next)
}

fn write(site: &Site, coder: &Coder, body: &[u8]) -> Given {
    let sent = serde_json::from_slice(body).map_err(|e| {
        let example = "{\"verdict\": \"accept\", \"claim\": \"…/c3\", \"reason\": null}";
        // Of what the parser says only the place is of use to people, where it knows one.
        let place = if e.line() > 0 { format!(" (line {}, column {})", e.line(), e.column()) } else { String::new() };
        Wrong::Bad(format!("What was sent is no decision like {example}{place}."))
    })?;
    let (wish, reason) = match sent {
        Sent::Accept { claim, reason } => (Wish::Accept(claim), reason),
        Sent::Reject { claim, reason } => (Wish::Reject(claim), reason),
        Sent::Correct { claim, changes, reason } => (Wish::Correct(claim, changes.into_iter().collect()), reason),
        Sent::Choose { claim, slot, reason } => (Wish::Choose(claim, slot), reason),
        Sent::Merge { story, other, reason } => (Wish::Merge(story, other), reason),
        Sent::Split { story, reports, reason } => (Wish::Split(story, reports), reason),
        Sent::Same { story, entity, other, reason } => (Wish::Same(story, entity, other), reason),
        Sent::Different { story, entity, members, reason } => (Wish::Different(story, entity, members), reason),
        Sent::Withdraw { decision, reason } => (Wish::Withdraw(decision), reason),
    };
    let Some(desk) = &site.desk else { return Err(Wrong::Undecided(NO_STORE.to_owned())) };
    let wanting = Wanting { coder: coder.name.clone(), at: now(), reason, wish };
    match decide(&desk.path, &desk.engine, &desk.maker, &wanting) {
        Ok(decision) => Reply::of(&Written { decision }),
        Err(failure) if failure.is_usage() => Err(Wrong::Undecided(failure.told())),
        Err(failure) => {
            say(&format!("a decision was not written: {failure}"));
            Err(Wrong::Busy(
                "Nothing was decided: the store could not be written to. Whoever runs this site finds the reason where it runs.",
            ))
        }
    }
}
