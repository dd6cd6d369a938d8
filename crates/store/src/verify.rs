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
            let mut faults = Vec::new();
            // What cannot be read is a fault too, and no reason to look at nothing else.
            let mut look = |at: &dyn Fn(&mut Vec<Fault>) -> Result<()>| {
                if let Err(error) = at(&mut faults) {
                    let what = error.to_string().replace(&format!("{}: ", s.path().display()), "");
                    faults.push(Fault { what, derived: false });
                }
                faults.is_empty()
            };
            if look(&|f| s.pages(f)) {
                look(&|f| s.reports_hold(f));
                look(&|f| s.stories_hold(f));
                look(&|f| s.decisions_hold(f));
            }
            Ok(faults)
        })
    }

    /// What SQLite itself finds wrong with pages and references.
    fn pages(&self, faults: &mut Vec<Fault>) -> Result<()> {
        let told: Vec<String> = self.all("PRAGMA integrity_check(20)", [], |r| r.get(0))?;
        let wrong = told.into_iter().filter(|t| t != "ok");
        faults.extend(wrong.map(|t| Fault { what: format!("the pages of the file do not hang together: {t}"), derived: false }));
        let lost: Vec<(String, String)> = self.all("PRAGMA foreign_key_check", [], |r| Ok((r.get(0)?, r.get(2)?)))?;
        faults.extend(lost.into_iter().take(20).map(|(table, other)| Fault {
            what: format!("a row of table {table} leads to a row of table {other} that is not there"),
            derived: table != "report",
        }));
        Ok(())
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
                    // It may be the text that was changed: deriving from that would make it look right.
                    derived: false,
                }));
                let rows: usize = self.one("SELECT count(*) FROM claim WHERE report = ?", [read.number])?;
                if rows != read.said.claims.len() {
                    let what = format!("report {}: it has {} claims, and {rows} rows of them", report.id, read.said.claims.len());
                    faults.push(Fault { what, derived: true });
                }
            }
        }
        let changed: Vec<String> = self.all("SELECT id FROM report WHERE text_sha256 IS NOT sha256(text)", [], |r| r.get(0))?;
        faults.extend(
            changed.into_iter().map(|id| Fault { what: format!("report {id}: its text is not the one that came"), derived: false }),
        );
        let without: i64 = self.one("SELECT count(*) FROM report WHERE number NOT IN (SELECT report FROM analysis)", [])?;
        if without > 0 {
            faults.push(Fault { what: format!("{without} reports were never analysed"), derived: true });
        }
        let found: i64 = self.one("SELECT count(*) FROM word_docsize", [])?;
        let reports: i64 = self.one("SELECT count(*) FROM report", [])?;
        if found != reports {
            faults.push(Fault { what: format!("search knows the words of {found} reports, and there are {reports}"), derived: true });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Maker, NewReport, Shelved, What};
    use stemma_model::{ReportClaims, StoryReport};

    /// A store of one report, and its connection for damaging it.
    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(&dir.path().join("s.stemma")).unwrap();
        let report = Report { id: "a".into(), text: "The silos burned.".into(), ..Report::default() };
        let said = ReportClaims { report, ..ReportClaims::default() };
        let told = StoryReport { id: "a".into(), ..StoryReport::default() };
        let record = Story { id: "s".into(), reports: vec![told], ..Story::default() };
        let writing = store.writing(What::Add, "2031-05-05T08:00:00Z", 0, &Maker::default()).unwrap();
        let new = NewReport { number: 1, said: &said, read_from: "-", pages: &[], words: &[], sketch: &[], founded: 1, story: 1 };
        writing.report(&new).unwrap();
        writing.story(&Shelved { number: 1, id: "s".into(), members: vec![1], record: Some(record), ..Shelved::default() }).unwrap();
        writing.commit().unwrap();
        (dir, store)
    }

    #[test]
    fn each_damage_is_found_and_none_hides_the_others() {
        for (damage, told, derived) in [
            ("SELECT 1", "", true),
            ("UPDATE report SET text = 'The silos stood.'", "report a: its text is not the one that came", false),
            ("DELETE FROM analysis", "1 reports were never analysed", true),
            ("INSERT INTO word (word) VALUES ('delete-all')", "search knows the words of 0 reports, and there are 1", true),
            ("DELETE FROM listing", "story s: lists tell of it what is not so", true),
            ("UPDATE story SET reports = 3", "story s: 1 reports are in it, and its row tells of 3", true),
            ("UPDATE story SET into_story = 1", "its id leads nowhere", true),
            ("UPDATE story SET json = zeroblob(50)", "an object in it cannot be read", false),
            ("UPDATE report SET json = zeroblob(50)", "an object in it cannot be read", false),
        ] {
            let (_dir, store) = store();
            store.db.execute_batch(damage).unwrap();
            let faults = store.verify().unwrap();
            assert_eq!(faults.is_empty(), told.is_empty(), "{damage}: {faults:?}");
            assert!(told.is_empty() || faults.iter().any(|f| f.what.contains(told) && f.derived == derived), "{damage}: {faults:?}");
        }
        let (_dir, store) = store();
        store.db.execute_batch("UPDATE report SET json = zeroblob(50); DELETE FROM listing").unwrap();
        assert!(store.verify().unwrap().len() > 1, "what follows the first fault is looked at too");
    }

    #[test]
    fn the_index_of_search_and_lost_analyses_are_there_again_when_written_anew() {
        let (_dir, mut store) = store();
        store.db.execute_batch("INSERT INTO word (word) VALUES ('delete-all'); DELETE FROM analysis").unwrap();
        let placed = store.placed().unwrap();
        assert_eq!((placed.len(), placed[0].id.as_str(), placed[0].sketch.len()), (1, "a", 0));
        let said = ReportClaims {
            report: Report { id: "a".into(), text: "The silos burned.".into(), ..Report::default() },
            ..ReportClaims::default()
        };
        let writing = store.writing(What::Rebuild, "2031-05-05T08:00:00Z", 1, &Maker::default()).unwrap();
        writing.without_words().unwrap();
        writing.words(1, &said.report).unwrap();
        writing.analysed(1, &said, &[], 1).unwrap();
        writing.commit().unwrap();
        assert_eq!(store.verify().unwrap(), []);
        let found: i64 = store.one("SELECT rowid FROM word WHERE word MATCH 'silos'", []).unwrap();
        assert_eq!(found, 1);
    }
}
