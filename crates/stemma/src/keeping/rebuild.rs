//! Deriving everything in a store anew: claims, stories and records, in one transaction.

use super::keeper::{packed, resumed};
use super::review::{LAID, told};
use crate::error::Failure;
use crate::fetch::gather::now;
use crate::session::Session;
use crate::verbs::record::without_candidates;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use stemma_engine::lineage::furniture::Furniture;
use stemma_engine::review::grouping::ties;
use stemma_engine::review::overlay::overlay;
use stemma_engine::review::standing::Standings;
use stemma_engine::stories::list;
use stemma_engine::stories::sketch::Sketch;
use stemma_model::{Act, Decision, Record, ReportClaims, Story};
use stemma_store::Store;
use stemma_store::batch::{Maker, Shelved, What};
use stemma_store::pack::{pack, unpack};
use stemma_store::placing::Placed;
use stemma_store::reports::Read;

/// What a report says now, packed: all of them are held at once.
struct Derived {
    said: Vec<u8>,
    sketch: Sketch,
}

/// Derives everything in a store anew and writes it, whole or not at all. The stories as they were, and as they are.
pub fn rebuild(s: &mut Session, path: &Path, maker: &Maker) -> Result<(Vec<Story>, Vec<Story>), Failure> {
    let mut store = Store::open(path)?;
    let (batch, placed, shelves, old, decisions) =
        store.snapshot(|s| Ok((s.batch()?, s.placed()?, s.shelves()?, s.records_that_can_be_read()?, s.decisions()?)))?;
    if placed.is_empty() {
        return Err(Failure::nothing(format!("{}: there are no reports in it", path.display())));
    }
    let mut derived: HashMap<String, Derived> = HashMap::new();
    s.load_places()?;
    s.each(
        &[],
        |w, report| {
            let said = w.claims(report);
            let sketch = Sketch::new(&said);
            (said.report.id.clone(), pack(&said), sketch)
        },
        |_, _, (id, said, sketch)| {
            derived.insert(id, Derived { said: said?, sketch });
            Ok(())
        },
    )?;
    let lost = |p: &Placed| Failure::store(format!("{}: report {:?} could not be analysed; nothing was changed", path.display(), p.id));
    let sketches = placed.iter().map(|p| derived.get(&p.id).map(|d| d.sketch.clone()).ok_or_else(|| lost(p))).collect::<Result<_, _>>()?;
    let broken = || Failure::store(format!("{}: this store is damaged: a report is in no story", path.display()));
    let mut pool = resumed(&placed, sketches, &[], shelves).ok_or_else(broken)?;
    let laid: Vec<Decision> =
        decisions.iter().filter(|d| LAID.contains(&d.act.name()) || matches!(d.act, Act::Withdraw { .. })).cloned().collect();
    let there: BTreeSet<&str> = placed.iter().map(|p| p.id.as_str()).collect();
    let (said, standing) = ties(&laid, &|id| there.contains(id));
    pool.ties = said;
    pool.settle();
    let number: HashMap<&str, i64> = placed.iter().map(|p| (p.id.as_str(), p.number)).collect();
    let place = |id: &str| number.get(id).map_or(usize::MAX, |n| *n as usize);
    let groups = list(&pool, place);
    let said = |id: &String| -> Result<ReportClaims, Failure> {
        let found = derived.get(id).map(|d| unpack(&d.said)).transpose()?;
        Ok(found.unwrap_or_default())
    };
    let decisions = by_report(decisions);
    let overlaid = |said: &ReportClaims| decisions.get(&said.report.id).map(|list| overlay(said, list));
    let read = |id: &String| -> Result<Read, Failure> {
        let machine = said(id)?;
        let number = place(id) as i64;
        Ok(match overlaid(&machine).and_then(|o| o.said) {
            Some(said) => Read { number, said, machine: Some(machine), read_from: String::new() },
            None => Read { number, said: machine, machine: None, read_from: String::new() },
        })
    };
    let mut texts = Vec::with_capacity(groups.len());
    for group in &groups {
        texts.push(group.reports.iter().map(|id| said(id).map(|r| r.report.text)).collect::<Result<Vec<_>, _>>()?);
    }
    let furniture = Furniture::counted(texts.into_iter());
    let mut by_id: BTreeMap<&str, _> = groups.iter().map(|g| (g.id.as_str(), g)).collect();
    let mut shelved = Vec::new();
    for (n, shelf) in (1i64..).zip(pool.shelves()) {
        let group = by_id.remove(shelf.id.as_str());
        let (record, machine, rulings) = match group {
            Some(group) => {
                let mut reads = group.reports.iter().map(read).collect::<Result<Vec<_>, _>>()?;
                reads.sort_by_key(|r| r.number);
                let reports: Vec<&ReportClaims> = reads.iter().map(|r| r.machine.as_ref().unwrap_or(&r.said)).collect();
                let stories = s.engine.stories(std::slice::from_ref(group), &reports, &[], &furniture);
                let mut record = Record { stories, ..Record::default() };
                without_candidates(&mut record);
                let record = record.stories.pop();
                let told = record.as_ref().map(|r| told(&s.engine, group, &reads.iter().collect::<Vec<_>>(), r, &laid, &furniture));
                let (told, rulings) = told.unwrap_or_default();
                if told.is_some() { (told, record, rulings) } else { (record, None, rulings) }
            }
            None => (None, None, Standings::new()),
        };
        let (first, last) = group.map(|g| (g.first.clone(), g.last.clone())).unwrap_or_default();
        shelved.push(Shelved {
            number: n,
            id: shelf.id.clone(),
            split_from: shelf.split_from.clone(),
            into: shelf.into.filter(|_| group.is_none()).map(|n| i64::from(n) + 1),
            members: shelf.members.iter().map(|&at| place(&pool.sketches[at as usize].report) as i64).collect(),
            days: (first, last),
            record,
            machine,
            rulings,
        });
    }
    // Only now others have to wait: what takes long is worked out.
    let writing = store.writing(What::Rebuild, &now(), batch, maker)?;
    writing.without_links()?;
    writing.without_words()?;
    for (at, sketch) in pool.sketches.iter().enumerate() {
        let id = &sketch.report;
        let from = place(id) as i64;
        let machine = said(id)?;
        writing.words(from, &machine.report)?;
        writing.analysed(from, &machine, &packed(sketch)?, sketch.founded)?;
        if let Some(over) = overlaid(&machine) {
            writing.decided(from, over.said.as_ref(), &machine)?;
            over.standing.iter().try_for_each(|(n, (state, claim))| writing.ruling(*n, *state, claim.as_deref()))?;
        }
        for &(other, likelihood) in pool.links(at as u32).iter().filter(|(other, _)| (*other as usize) < at) {
            writing.link(from, place(&pool.sketches[other as usize].report) as i64, likelihood)?;
        }
    }
    writing.without_furniture()?;
    writing.furniture(&furniture.sequences().into_iter().map(|s| (s.cast_signed(), true)).collect())?;
    shelved.iter().try_for_each(|story| writing.story(story))?;
    standing.iter().try_for_each(|(n, (state, claim))| writing.ruling(*n, *state, claim.as_deref()))?;
    writing.commit()?;
    let mut new: Vec<Story> = shelved.into_iter().filter_map(|s| s.record).collect();
    let size = |s: &Story| std::cmp::Reverse(s.reports.len());
    new.sort_by(|a, b| (size(a), &a.id).cmp(&(size(b), &b.id)));
    Ok((old, new))
}

/// Decisions about claims by the report, with those that withdrew them, in order.
fn by_report(decisions: Vec<Decision>) -> BTreeMap<String, Vec<Decision>> {
    let mut report_of: BTreeMap<i64, String> = BTreeMap::new();
    let mut out: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
    for decision in decisions {
        let report = match &decision.act {
            Act::Withdraw { of } => report_of.get(of).cloned(),
            act => act.report().cloned(),
        };
        if let Some(report) = report {
            report_of.insert(decision.decision, report.clone());
            out.entry(report).or_default().push(decision);
        }
    }
    out
}
