//! Whether a store is whole: its pages, its references, and what its rows say of each other.

use crate::{Result, Store};
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Claim, Field, Report, Story};

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What, in one sentence that names its place.
    pub what: String,
    /// Whether deriving everything anew mends it; else what was read is damaged.
    pub derived: bool,
}

/// So many reports are held at once.
const HELD: usize = 256;

impl Store {
    /// Everything that is wrong, as of one moment; nothing for a store that is whole.
    pub fn verify(&self) -> Result<Vec<Fault>> {
        self.snapshot(|s| {
            let mut faults = s.pages()?;
            if faults.is_empty() {
                s.reports_hold(&mut faults)?;
                s.stories_hold(&mut faults)?;
                s.decisions_hold(&mut faults)?;
            }
            Ok(faults)
        })
    }

    /// What SQLite itself finds wrong with pages and references.
    fn pages(&self) -> Result<Vec<Fault>> {
        let told: Vec<String> = self.all("PRAGMA integrity_check(20)", [], |r| r.get(0))?;
        let wrong = told.into_iter().filter(|t| t != "ok");
        let mut faults: Vec<Fault> =
            wrong.map(|t| Fault { what: format!("the pages of the file do not hang together: {t}"), derived: false }).collect();
        let lost: Vec<(String, String)> = self.all("PRAGMA foreign_key_check", [], |r| Ok((r.get(0)?, r.get(2)?)))?;
        faults.extend(lost.into_iter().take(20).map(|(table, other)| Fault {
            what: format!("a row of table {table} leads to a row of table {other} that is not there"),
            derived: table != "report",
        }));
        Ok(faults)
    }

    /// Every claim's evidence stands in its report, and the rows of claims are those of the reports.
    fn reports_hold(&self, faults: &mut Vec<Fault>) -> Result<()> {
        let mut last = 0;
        loop {
            let reports = self.claims_after(last, HELD)?;
            let Some(end) = reports.last() else { break };
            last = end.number;
            for read in &reports {
                let report = &read.said.report;
                faults.extend(read.said.claims.iter().filter(|c| !stands(c, report)).map(|c| Fault {
                    what: format!(
                        "claim {}: its sentence is not what stands in the report at {} to {}",
                        c.id, c.evidence.start, c.evidence.end
                    ),
                    derived: true,
                }));
                let rows: usize = self.one("SELECT count(*) FROM claim WHERE report = ?", [read.number])?;
                if rows != read.said.claims.len() {
                    let what = format!("report {}: it has {} claims, and {rows} rows of them", report.id, read.said.claims.len());
                    faults.push(Fault { what, derived: true });
                }
            }
        }
        let without: i64 = self.one("SELECT count(*) FROM report WHERE number NOT IN (SELECT report FROM analysis)", [])?;
        if without > 0 {
            faults.push(Fault { what: format!("{without} reports were never analysed"), derived: true });
        }
        let both: i64 = self.one("SELECT count(*) FROM report WHERE id IN (SELECT id FROM forgotten)", [])?;
        if both > 0 {
            faults.push(Fault { what: format!("{both} reports that were forgotten are there"), derived: false });
        }
        Ok(())
    }

    /// Every decision has its words, unless they went with a report, and it is known how it stands.
    fn decisions_hold(&self, faults: &mut Vec<Fault>) -> Result<()> {
        let lost: Vec<i64> = self.all(
            "SELECT number FROM decision WHERE number NOT IN (SELECT decision FROM decision_words) AND NOT EXISTS \
             (SELECT 1 FROM decision_report d JOIN forgotten f ON f.id = d.report WHERE d.decision = decision.number)",
            [],
            |r| r.get(0),
        )?;
        faults.extend(lost.into_iter().map(|n| Fault { what: format!("decision {n}: its words are not there"), derived: false }));
        let unruled: Vec<i64> =
            self.all("SELECT number FROM decision WHERE number NOT IN (SELECT decision FROM ruling)", [], |r| r.get(0))?;
        faults.extend(unruled.into_iter().map(|n| Fault { what: format!("decision {n}: it is not known how it stands"), derived: true }));
        self.decisions().map(drop)
    }

    /// Every report is in the record of its story and in no other, and records name claims that are there, each in one event.
    fn stories_hold(&self, faults: &mut Vec<Fault>) -> Result<()> {
        let rows = self.all("SELECT number, id, reports, json IS NULL, into_story IS NULL FROM story", [], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?, r.get::<_, usize>(2)?, r.get::<_, bool>(3)?, r.get::<_, bool>(4)?))
        })?;
        let listed: BTreeSet<i64> = self.all("SELECT story FROM listing", [], |r| r.get(0))?.into_iter().collect();
        for (number, id, count, bare, stays) in rows {
            let members: Vec<(i64, String)> =
                self.all("SELECT number, id FROM report WHERE story = ?", [number], |r| Ok((r.get(0)?, r.get(1)?)))?;
            let mut wrong = |what: String| faults.push(Fault { what: format!("story {id}: {what}"), derived: true });
            if members.len() != count || bare != members.is_empty() {
                wrong(format!("{} reports are in it, and its row tells of {count}", members.len()));
                continue;
            }
            if !stays && !members.is_empty() {
                wrong("it went into another story and still has reports".into());
            }
            if self.moved(&id)?.is_none() {
                wrong("its id leads nowhere".into());
            }
            if listed.contains(&number) == members.is_empty() {
                wrong("lists tell of it what is not so".into());
            }
            let Some(story) = self.story_by_number(number)? else { continue };
            let numbers: Vec<i64> = members.iter().map(|m| m.0).collect();
            let claims: BTreeSet<String> = self.claims_by_number(&numbers)?.into_iter().flat_map(|r| r.said.claims).map(|c| c.id).collect();
            let ids: BTreeSet<&str> = members.iter().map(|m| m.1.as_str()).collect();
            said(&story, &id, &ids, &claims, &mut wrong);
        }
        Ok(())
    }
}

fn stands(claim: &Claim, report: &Report) -> bool {
    let text = match claim.evidence.field {
        Field::Text => report.text.as_str(),
        Field::Title => report.title.as_deref().unwrap_or_default(),
    };
    let (start, end) = (claim.evidence.start, claim.evidence.end);
    text.chars().skip(start).take(end.saturating_sub(start)).eq(claim.evidence.text.chars())
}

fn said(story: &Story, id: &str, members: &BTreeSet<&str>, claims: &BTreeSet<String>, wrong: &mut impl FnMut(String)) {
    if story.id != id {
        wrong(format!("its record has the id {}", story.id));
    }
    let told: BTreeSet<&str> = story.reports.iter().map(|r| r.id.as_str()).collect();
    if told != *members {
        wrong("its record tells of other reports than those that are in it".into());
    }
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    story.events.iter().flat_map(|e| &e.claims).for_each(|c| *times.entry(c).or_default() += 1);
    if let Some(lost) = times.keys().find(|c| !claims.contains(**c)) {
        wrong(format!("its record names the claim {lost}, which is not there"));
    }
    if let Some(claim) = claims.iter().find(|c| times.get(c.as_str()) != Some(&1)) {
        wrong(format!("the claim {claim} is not in exactly one event"));
    }
}
