//! What coders decide of the entities of a story: two are one, or one is two. A decision names them as reports do, since an entity's id is
//! of one record only.

use super::review::{LAID, Wish};
use crate::error::Failure;
use std::collections::BTreeSet;
use std::path::Path;
use stemma_engine::review::grouping::names;
use stemma_engine::stories::ties::Ties;
use stemma_model::{Act, Entity, Named, ReportClaims, Story};
use stemma_store::Store;

/// A decision has at most so many names of a side.
const NAMED: usize = 200;

/// What a wish about entities comes to.
pub(super) fn decided(store: &Store, wish: &Wish) -> Result<Act, Failure> {
    match wish {
        Wish::Same(story, one, other) => {
            let (record, reports) = whole(store, story)?;
            let (a, b) = (entity(&record, one)?, entity(&record, other)?);
            if a.id == b.id {
                return Err(Failure::usage(format!("{one} and {other} are one entity already")));
            }
            Ok(Act::Same { entities: named(a.members.iter(), &reports), with: named(b.members.iter(), &reports) })
        }
        Wish::Different(story, id, members) => {
            let (record, reports) = whole(store, story)?;
            let all = &entity(&record, id)?.members;
            if let Some(strange) = members.iter().find(|m| !all.contains(m)) {
                let hint = format!("its members are {}", all.join(", "));
                return Err(Failure::usage(format!("{strange:?} is no member of {id}")).hint(hint));
            }
            let (taken, left): (Vec<&String>, Vec<&String>) = all.iter().partition(|m| members.contains(m));
            let (entities, from) = (named(taken.into_iter(), &reports), named(left.into_iter(), &reports));
            if entities.is_empty() || from.is_empty() {
                return Err(Failure::usage("some of an entity's members are taken out of it, and some are left in it"));
            }
            // Two of one name and kind in one report cannot be told apart by these.
            if entities.iter().any(|n| from.contains(n)) {
                return Err(Failure::usage("a report has this name twice: take both out, or none"));
            }
            Ok(Act::Different { entities, from })
        }
        _ => Err(Failure::usage("this is not decided of entities")),
    }
}

/// What is told of names as their reports have them, where it can be so: of each side one at least is there. `reports` are those
/// of the story of the first.
pub(super) fn tied(act: &Act, reports: &[ReportClaims]) -> Result<Act, Failure> {
    let (Act::Same { entities, with: others } | Act::Different { entities, from: others }) = act else {
        return Err(Failure::usage("this is not decided of entities"));
    };
    if entities.len().max(others.len()) > NAMED {
        return Err(Failure::usage(format!("at most {NAMED} names are told on a side")));
    }
    if let Some(both) = entities.iter().find(|n| others.contains(n)) {
        return Err(Failure::usage(format!("{:?} of the report {:?} stands on both sides", both.name, both.report)));
    }
    let has = |n: &Named| has(reports, n);
    for side in [entities, others] {
        if side.is_empty() {
            return Err(Failure::usage("it tells no names on one of its sides"));
        }
        if !side.iter().any(has) {
            let each: Vec<String> = side.iter().map(|n| format!("{:?} of the report {:?}", n.name, n.report)).collect();
            let hint = "names are told with their kind, as their report has them, and all of one story";
            return Err(Failure::usage(format!("the story has no {}", each.join(", "))).hint(hint));
        }
    }
    Ok(act.clone())
}

/// Whether one of some reports has a name.
fn has(reports: &[ReportClaims], n: &Named) -> bool {
    let own = reports.iter().filter(|r| r.report.id == n.report);
    own.flat_map(|r| &r.entities).any(|e| Named::of(&n.report, e) == *n)
}

/// What is decided of the names of some reports of a store.
pub fn decided_names(path: &Path, reports: &[ReportClaims]) -> Result<Ties, Failure> {
    Ok(names(&Store::read(path)?.decisions_of(LAID)?, &|n| has(reports, n)).0)
}

/// A story and its reports.
fn whole(store: &Store, story: &str) -> Result<(Story, Vec<ReportClaims>), Failure> {
    let id = store.moved(story)?.unwrap_or_default();
    let record = store.story(&id)?.ok_or_else(|| {
        Failure::usage(format!("there is no story {story:?}")).hint("stemma stories --store FILE --format text lists them with their ids")
    })?;
    Ok((record, store.claims_of(&id)?.into_iter().map(|r| r.said).collect()))
}

fn entity<'s>(record: &'s Story, id: &str) -> Result<&'s Entity, Failure> {
    let found = record.entities.iter().find(|e| e.id == id);
    found.ok_or_else(|| Failure::usage(format!("the story {} has no entity {id:?}", record.id)).hint("its record lists them: E1, E2, …"))
}

/// Members of an entity as their reports name them, each once.
fn named<'m>(members: impl Iterator<Item = &'m String>, reports: &[ReportClaims]) -> Vec<Named> {
    let of = |member: &String| {
        let report = reports.iter().find(|r| member.rsplit_once('/').is_some_and(|(id, _)| id == r.report.id))?;
        report.entities.iter().find(|e| e.id == *member).map(|e| Named::of(&report.report.id, e))
    };
    let all: BTreeSet<Named> = members.filter_map(of).collect();
    all.into_iter().take(NAMED).collect()
}
