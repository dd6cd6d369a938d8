//! `stemma review`: what coders say of what the machine read.

use super::{apply, coding};
use crate::brief::harmless;
use crate::cli::{By, Listed, Reviewing, Trail};
use crate::error::Failure;
use crate::fetch::gather::now;
use crate::keeping::deciding::decide;
use crate::keeping::review::{Asked, Wish};
use crate::keeping::{self, maker};
use crate::session::Session;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;
use stemma_model::{Act, Attribute, Correction, Named};
use stemma_store::Store;
use stemma_store::decisions::{Entry, Wanted};

/// `stemma review`
pub fn review(s: &mut Session, what: &Reviewing) -> Result<(), Failure> {
    match what {
        Reviewing::Queue { format, most } => queue(s, *format, *most),
        Reviewing::Accept { claims, by } => all(s, claims.iter().map(|c| Wish::Accept(c.clone())), by),
        Reviewing::Reject { claims, by } => all(s, claims.iter().map(|c| Wish::Reject(c.clone())), by),
        Reviewing::Correct { claim, changes, by } => {
            let changes = changes.iter().map(|c| change(c)).collect::<Result<_, _>>()?;
            all(s, std::iter::once(Wish::Correct(claim.clone(), changes)), by)
        }
        Reviewing::Choose { claim, slot, by } => all(s, std::iter::once(Wish::Choose(claim.clone(), slot.clone())), by),
        Reviewing::Merge { story, other, by } => all(s, std::iter::once(Wish::Merge(story.clone(), other.clone())), by),
        Reviewing::Split { story, reports, by } => all(s, std::iter::once(Wish::Split(story.clone(), reports.clone())), by),
        Reviewing::Same { story, entity, other, by } => {
            all(s, std::iter::once(Wish::Same(story.clone(), entity.clone(), other.clone())), by)
        }
        Reviewing::Different { story, entity, members, by } => {
            all(s, std::iter::once(Wish::Different(story.clone(), entity.clone(), members.clone())), by)
        }
        Reviewing::Withdraw { decision, by } => all(s, std::iter::once(Wish::Withdraw(*decision)), by),
        Reviewing::Sample { size, seed, coders } => coding::sample(s, *size, seed, coders),
        Reviewing::Sheet { coder, sample } => coding::sheet(s, coder, *sample),
        Reviewing::Code { sheet, coder } => coding::code(s, sheet, coder),
        Reviewing::Agreement { sample, format } => coding::agree(s, *sample, *format),
        Reviewing::Apply { file, coder } => apply::apply(s, file, coder.as_deref()),
        Reviewing::Decisions { format, coder, act, most, skip } => {
            let wanted = Wanted { coder: coder.clone(), act: act.clone(), ..Wanted::default() };
            trail(s, *format, wanted, *skip, most.unwrap_or(usize::MAX >> 1))
        }
    }
}

/// `low=7`
fn change(text: &str) -> Result<(Attribute, Option<String>), Failure> {
    let names = || Attribute::ALL.map(Attribute::name).join(", ");
    let wrong =
        || Failure::usage(format!("{text:?} is no attribute with its value")).hint(format!("write low=7; attributes are {}", names()));
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    let attribute = Attribute::named(name.trim()).ok_or_else(wrong)?;
    Ok((attribute, Some(value.to_owned()).filter(|v| !v.trim().is_empty())))
}

fn all(s: &mut Session, wishes: impl Iterator<Item = Wish>, by: &By) -> Result<(), Failure> {
    let path = store(s)?;
    let maker = maker(s)?;
    let mut out = s.output()?;
    for wish in wishes {
        let asked = Asked { coder: by.coder.clone(), at: now(), reason: by.reason.clone(), wish };
        let number = decide(&path, &s.engine, &maker, &asked)?;
        writeln!(out, "decision {number}")?;
        out.flush()?;
    }
    Ok(())
}

/// The store, which has to be there.
pub(super) fn store(s: &Session) -> Result<PathBuf, Failure> {
    let path = keeping::named(s)?;
    Store::read(&path).map(drop).or_else(|e| if matches!(e, stemma_store::StoreError::Older { .. }) { Ok(()) } else { Err(e) })?;
    Ok(path)
}

/// A line of the queue.
#[derive(Serialize)]
struct Line<'a> {
    story: &'a str,
    claim: Option<&'a str>,
    finding: Option<&'a str>,
    what: String,
    sentence: Option<&'a str>,
    confidence: Option<f64>,
}

fn queue(s: &mut Session, format: Listed, most: usize) -> Result<(), Failure> {
    let store = Store::read(&keeping::named(s)?)?;
    let mut out = s.output()?;
    let rows = store.stories(stemma_store::stories::Order::Disputed, 0, most)?;
    for row in rows {
        let Some(story) = store.story(&row.id)? else { continue };
        let reports: Vec<_> = store.claims_of(&row.id)?.into_iter().map(|r| r.said).collect();
        let work = crate::serve::review::Work::of(&story, &reports);
        for (event, f) in &work.disputes {
            let values: Vec<&str> = f.values.iter().map(|v| v.value.as_str()).collect();
            let what = format!("{}: {}: {}", event.label, f.slot, values.join(" / "));
            let line = Line { story: &row.id, claim: None, finding: Some(&f.id), what, sentence: None, confidence: None };
            put(&mut out, format, &line)?;
        }
        for c in &work.unsure {
            let (sentence, confidence) = (Some(c.evidence.text.as_str()), Some(c.confidence));
            let line = Line { story: &row.id, claim: Some(&c.id), finding: None, what: c.kind.clone(), sentence, confidence };
            put(&mut out, format, &line)?;
        }
    }
    Ok(out.flush()?)
}

fn put(out: &mut impl Write, format: Listed, line: &Line<'_>) -> Result<(), Failure> {
    match format {
        Listed::Jsonl => {
            serde_json::to_writer(&mut *out, line)?;
            writeln!(out)?;
        }
        Listed::Text => {
            let of = line.claim.or(line.finding).unwrap_or_default();
            let what = harmless(line.what.clone())?;
            writeln!(out, "{of}  {what}")?;
            if let (Some(sentence), Some(confidence)) = (line.sentence, line.confidence) {
                let sentence = harmless(sentence.to_owned())?;
                writeln!(out, "    {sentence}  (sure to {:.0} %)", confidence * 100.0)?;
            }
        }
    }
    Ok(())
}

/// A row of the audit trail.
#[derive(Serialize)]
struct Row<'a> {
    decision: i64,
    at: &'a str,
    coder: &'a str,
    act: &'a str,
    state: &'a str,
    claim: Option<&'a str>,
    report: Option<&'a str>,
    story: Option<&'a str>,
    changes: &'a [Correction],
    slot: Option<&'a str>,
    value: Option<&'a str>,
    reports: &'a [String],
    others: &'a [String],
    names: &'a [Named],
    other_names: &'a [Named],
    withdraws: Option<i64>,
    reason: Option<&'a str>,
}

/// The columns of the audit trail.
const HEAD: [&str; 16] = [
    "decision",
    "at",
    "coder",
    "act",
    "state",
    "claim",
    "report",
    "story",
    "attribute",
    "machine",
    "human",
    "withdraws",
    "reason",
    "others",
    "names",
    "other_names",
];

fn trail(s: &mut Session, format: Trail, wanted: Wanted, skip: usize, most: usize) -> Result<(), Failure> {
    let store = Store::read(&keeping::named(s)?)?;
    let story = s.story().map(|id| Ok::<_, Failure>(store.moved(id)?.unwrap_or_else(|| id.to_owned()))).transpose()?;
    let entries = store.trail(&Wanted { story, ..wanted }, skip, most)?;
    let mut out = s.output()?;
    let mut table = (format == Trail::Csv).then(|| csv::Writer::from_writer(Vec::new()));
    if let Some(table) = &mut table {
        table.write_record(HEAD).map_err(std::io::Error::other)?;
    }
    for entry in &entries {
        let row = row(entry);
        match &mut table {
            Some(table) => rows(&row).iter().try_for_each(|r| table.write_record(r)).map_err(std::io::Error::other)?,
            None if format == Trail::Jsonl => {
                serde_json::to_writer(&mut out, &row)?;
                writeln!(out)?;
            }
            None => text(&mut out, &row)?,
        }
    }
    if let Some(table) = table {
        out.write_all(&table.into_inner().map_err(|e| std::io::Error::other(e.to_string()))?)?;
    }
    Ok(out.flush()?)
}

fn row(entry: &Entry) -> Row<'_> {
    let act = entry.decision.as_ref().map(|d| &d.act);
    let (slot, value) =
        if let Some(Act::Choose { slot, value, .. }) = act { (Some(slot.as_str()), value.as_deref()) } else { (None, None) };
    let (reports, others): (&[String], &[String]) = match act {
        Some(Act::Together { reports, with: others } | Act::Apart { reports, from: others }) => (reports.as_slice(), others.as_slice()),
        _ => (&[], &[]),
    };
    let (names, other_names): (&[Named], &[Named]) = match act {
        Some(Act::Same { entities, with: others } | Act::Different { entities, from: others }) => (entities.as_slice(), others.as_slice()),
        _ => (&[], &[]),
    };
    Row {
        decision: entry.number,
        at: &entry.at,
        coder: &entry.coder,
        act: &entry.act,
        state: entry.state.name(),
        claim: entry.claim.as_deref(),
        report: entry.report.as_deref(),
        story: entry.story.as_deref(),
        changes: if let Some(Act::Correct { changes, .. }) = act { changes } else { &[] },
        slot,
        value,
        reports,
        others,
        names,
        other_names,
        withdraws: if let Some(Act::Withdraw { of }) = act { Some(*of) } else { None },
        reason: entry.decision.as_ref().and_then(|d| d.reason.as_deref()),
    }
}

/// A line a corrected attribute, one for a decision without any.
fn rows(row: &Row<'_>) -> Vec<Vec<String>> {
    let or = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let line = |c: Option<&Correction>| {
        vec![
            row.decision.to_string(),
            row.at.to_owned(),
            row.coder.to_owned(),
            row.act.to_owned(),
            row.state.to_owned(),
            or(row.claim),
            row.report.map_or_else(|| listed(row.reports), str::to_owned),
            or(row.story),
            or(c.map(|c| c.attribute.name()).or(row.slot)),
            or(c.and_then(|c| c.machine.as_deref())),
            or(c.and_then(|c| c.human.as_deref()).or(row.value)),
            row.withdraws.map(|n| n.to_string()).unwrap_or_default(),
            or(row.reason),
            listed(row.others),
            named(row.names),
            named(row.other_names),
        ]
    };
    if row.changes.is_empty() { vec![line(None)] } else { row.changes.iter().map(|c| line(Some(c))).collect() }
}

/// Ids of reports in one cell, as a list of JSON where one of them could not be told from two.
pub(super) fn listed(ids: &[String]) -> String {
    let plain = |id: &String| !id.contains([';', '"']) && !id.starts_with('[') && id.trim() == id;
    if ids.iter().all(plain) { ids.join("; ") } else { serde_json::to_string(ids).unwrap_or_default() }
}

/// Names in one cell, as in JSON Lines.
fn named(names: &[Named]) -> String {
    if names.is_empty() { String::new() } else { serde_json::to_string(names).unwrap_or_default() }
}

fn text(out: &mut impl Write, row: &Row<'_>) -> Result<(), Failure> {
    let plain = |text: &str| harmless::<String>(text.to_owned());
    let list = |ids: &[String]| plain(&ids.join(", "));
    let of = match (row.withdraws, row.claim.or(row.report)) {
        (Some(n), _) => format!("decision {n}"),
        (None, None) if !row.reports.is_empty() => {
            format!("{} {} {}", list(row.reports)?, if row.act == "apart" { "from" } else { "with" }, list(row.others)?)
        }
        (None, of) => plain(of.unwrap_or_default())?,
    };
    writeln!(out, "{}  {}  {}  {} {of}  ({})", row.decision, row.at, plain(row.coder)?, row.act, row.state)?;
    if !row.names.is_empty() {
        let list = |names: &[Named]| plain(&names.iter().map(|n| format!("{} ({})", n.name, n.report)).collect::<Vec<_>>().join(", "));
        writeln!(out, "    {}: {}", list(row.names)?, list(row.other_names)?)?;
    }
    if let Some(slot) = row.slot {
        writeln!(out, "    {}: {}", plain(slot)?, plain(row.value.unwrap_or("as told there"))?)?;
    }
    for c in row.changes {
        let (machine, human) = (c.machine.as_deref().unwrap_or("–"), c.human.as_deref().unwrap_or("–"));
        writeln!(out, "    {}: {} → {}", c.attribute.name(), plain(machine)?, plain(human)?)?;
    }
    if let Some(reason) = row.reason {
        writeln!(out, "    because: {}", plain(reason)?)?;
    }
    Ok(())
}
