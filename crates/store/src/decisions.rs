//! What coders decided: written once, read as the audit trail.

use crate::batch::Writing;
use crate::error::shown;
use crate::{Result, Store, StoreError, derived};
use rusqlite::params;
use std::collections::BTreeSet;
use stemma_model::{Act, Decision, ReportClaims, Standing};

/// A decision as the audit trail has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, 1 for the first.
    pub number: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub coder: String,
    /// The name of the act.
    pub act: String,
    /// The id of the report whose claim it is about; none where it is about stories.
    pub report: Option<String>,
    /// The id that the story had then.
    pub story: Option<String>,
    /// How it stands now.
    pub state: Standing,
    /// The claim that it is about, by its id now.
    pub claim: Option<String>,
    /// The whole of it; none where its words went with a report that was forgotten.
    pub decision: Option<Decision>,
}

/// Which entries of the trail are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only those of this coder.
    pub coder: Option<String>,
    /// Only those about this story or a report that is in it now.
    pub story: Option<String>,
    /// Only those about this report.
    pub report: Option<String>,
    /// Only those that do this, by the name of the act.
    pub act: Option<String>,
}

pub(crate) const ENTRY: &str = "SELECT d.number, d.at, d.coder, d.act, d.report, d.story, u.state, u.claim, w.json, w.reason FROM decision d \
    LEFT JOIN decision_words w ON w.decision = d.number LEFT JOIN ruling u ON u.decision = d.number";
pub(crate) const WANTED: &str = "WHERE (?1 IS NULL OR d.coder = ?1) AND (?2 IS NULL OR d.story = ?2 OR d.number IN (SELECT p.decision FROM report r \
    JOIN story s ON s.number = r.story JOIN decision_report p ON p.report = r.id WHERE s.id = ?2)) AND (?3 IS NULL OR d.report = ?3) AND (?4 IS NULL OR d.act = ?4)";

impl Store {
    /// All decisions that have their words, in order.
    pub fn decisions(&self) -> Result<Vec<Decision>> {
        let all = self.entries(&format!("{ENTRY} ORDER BY d.number"), [])?;
        Ok(all.into_iter().filter_map(|e| e.decision).collect())
    }

    /// The decisions that name a report or claims of it, and those that withdrew them, in order.
    pub fn decisions_about(&self, report: &str) -> Result<Vec<Decision>> {
        let which = "WHERE d.number IN (SELECT decision FROM decision_report WHERE report = ?) ORDER BY d.number";
        let all = self.entries(&format!("{ENTRY} {which}"), [report])?;
        Ok(all.into_iter().filter_map(|e| e.decision).collect())
    }

    /// The decisions of some acts, by their names, and those that withdrew them, in order.
    pub fn decisions_of(&self, acts: &[&str]) -> Result<Vec<Decision>> {
        let acts = serde_json::to_string(acts).unwrap_or_default();
        let which = "WHERE d.number IN (WITH RECURSIVE own (number) AS (SELECT number FROM decision \
                     WHERE act IN (SELECT value FROM json_each(?)) UNION SELECT w.number FROM decision w \
                     JOIN own ON w.withdraws = own.number) SELECT number FROM own) ORDER BY d.number";
        let all = self.entries(&format!("{ENTRY} {which}"), [acts])?;
        Ok(all.into_iter().filter_map(|e| e.decision).collect())
    }

    /// The decisions of some acts that hold and are about a claim, in order, each with the id of the claim now.
    pub fn holding(&self, acts: &[&str]) -> Result<Vec<(Decision, String)>> {
        let acts = serde_json::to_string(acts).unwrap_or_default();
        let which = "WHERE u.state = 'holds' AND d.act IN (SELECT value FROM json_each(?)) ORDER BY d.number";
        let all = self.entries(&format!("{ENTRY} {which}"), [acts])?;
        Ok(all.into_iter().filter_map(|e| Some((e.decision?, e.claim?))).collect())
    }

    /// The audit trail, the latest first, from an offset on, at most so many.
    pub fn trail(&self, wanted: &Wanted, offset: usize, most: usize) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY} {WANTED} ORDER BY d.number DESC LIMIT ?5 OFFSET ?6");
        self.entries(&sql, params![wanted.coder, wanted.story, wanted.report, wanted.act, most, offset])
    }

    /// One decision; none where there is none of that number.
    pub fn decision(&self, number: i64) -> Result<Option<Entry>> {
        Ok(self.entries(&format!("{ENTRY} WHERE d.number = ?"), [number])?.pop())
    }

    /// Who decided anything, by name.
    pub fn coders(&self) -> Result<Vec<String>> {
        self.all("SELECT DISTINCT coder FROM decision ORDER BY coder", [], |r| r.get(0))
    }

    /// The number that the next decision gets.
    pub fn next_decision(&self) -> Result<i64> {
        self.one("SELECT coalesce(max(number), 0) + 1 FROM decision", [])
    }

    pub(crate) fn entries(&self, sql: &str, with: impl rusqlite::Params) -> Result<Vec<Entry>> {
        type Words = (Option<String>, Option<String>);
        let rows: Vec<(Entry, Words)> = self.all(sql, with, |r| {
            let state: Option<String> = r.get(6)?;
            let state = state.as_deref().and_then(Standing::named).unwrap_or(Standing::Forgotten);
            let (number, at, coder, act) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
            let entry = Entry { number, at, coder, act, report: r.get(4)?, story: r.get(5)?, state, claim: r.get(7)?, decision: None };
            Ok((entry, (r.get(8)?, r.get(9)?)))
        })?;
        let whole = |(mut entry, (json, reason)): (Entry, Words)| {
            if let Some(json) = json {
                let act: Act = serde_json::from_str(&json).map_err(|e| StoreError::Damaged {
                    path: shown(&self.path),
                    what: format!("decision {} cannot be read: {e}", entry.number),
                })?;
                let (at, coder) = (entry.at.clone(), entry.coder.clone());
                entry.decision = Some(Decision { decision: entry.number, at, coder, reason, act });
            }
            Ok(entry)
        };
        rows.into_iter().map(whole).collect()
    }
}

impl Writing<'_> {
    /// Adds a decision; `story` is the id of the story that it is about or that its report is in. It is never changed afterwards.
    pub fn decision(&self, decision: &Decision, story: Option<&str>) -> Result<()> {
        let json =
            serde_json::to_string(&decision.act).map_err(|e| StoreError::Unusable { path: shown(&self.path), what: e.to_string() })?;
        let report = decision.act.report();
        let withdraws = if let Act::Withdraw { of } = decision.act { Some(of) } else { None };
        let number = decision.decision;
        let reports: BTreeSet<&String> = decision.act.reports().into_iter().collect();
        self.ask(|tx| {
            tx.execute(
                "INSERT INTO decision (number, at, coder, act, report, story, withdraws, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                params![number, decision.at, decision.coder, decision.act.name(), report, story, withdraws, self.batch],
            )?;
            for report in reports {
                tx.execute("INSERT INTO decision_report VALUES (?, ?)", params![number, report])?;
            }
            // The reason why a decision does not hold may have words of what it was about.
            if let Some(of) = withdraws {
                tx.execute("INSERT INTO decision_report SELECT ?1, report FROM decision_report WHERE decision = ?2", params![number, of])?;
            }
            tx.execute("INSERT INTO decision_words VALUES (?, ?, ?)", params![number, json, decision.reason])?;
            Ok(())
        })
    }

    /// Notes how a decision stands now, and which claim it is about by its number now.
    pub fn ruling(&self, decision: i64, state: Standing, claim: Option<&str>) -> Result<()> {
        self.ask(|tx| {
            tx.prepare_cached("INSERT OR REPLACE INTO ruling VALUES (?, ?, ?)")?.execute(params![decision, state.name(), claim]).map(drop)
        })
    }

    /// Writes what a report says as coders have it beside what the machine read; none where nobody decided anything of it, and
    /// `machine` stands alone again.
    pub fn decided(&self, number: i64, decided: Option<&ReportClaims>, machine: &ReportClaims) -> Result<()> {
        let blob = decided.map(|d| self.pack(&derived::Said::of(d))).transpose()?;
        let claims = &decided.unwrap_or(machine).claims;
        self.ask(|tx| {
            tx.prepare_cached("UPDATE analysis SET decided = ? WHERE report = ?")?.execute(params![blob, number])?;
            tx.prepare_cached("DELETE FROM claim WHERE report = ?")?.execute([number])?;
            claims.iter().enumerate().try_for_each(|(at, claim)| derived::claim(tx, number, at, claim))
        })
    }

    /// Takes out the words of all decisions that may have any of a report that was forgotten, and what coders gave for its claims.
    /// That decisions were made stays; of what was decided of stories and names, what has no word of the report comes back without its reason.
    pub(crate) fn forget_decisions(&self, report: &str) -> Result<()> {
        self.ask(|tx| {
            let about = "SELECT decision FROM decision_report WHERE report = ?";
            tx.execute(
                "DELETE FROM coding WHERE EXISTS (SELECT 1 FROM sample_unit u WHERE u.sample = coding.sample AND u.unit = coding.unit \
                 AND u.report = ?)",
                [report],
            )?;
            // A row of words is never changed: it goes, and what may stay of it comes back without a reason.
            let of_stories = "WITH RECURSIVE own (number) AS (SELECT number FROM decision WHERE act IN ('together', 'apart', 'same', 'different') \
                              UNION SELECT w.number FROM decision w JOIN own ON w.withdraws = own.number)";
            let sql = format!("{of_stories} SELECT decision, json FROM decision_words WHERE decision IN ({about}) AND decision IN (SELECT number FROM own)");
            let kept: Vec<(i64, String)> =
                tx.prepare(&sql)?.query_map([report], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
            tx.execute(&format!("DELETE FROM decision_words WHERE decision IN ({about})"), [report])?;
            for (number, json) in &kept {
                let left = serde_json::from_str::<Act>(json).ok().and_then(|act| serde_json::to_string(&act.without(report)?).ok());
                if let Some(json) = left {
                    tx.execute("INSERT INTO decision_words VALUES (?, ?, NULL)", params![number, json])?;
                }
            }
            let sql = format!(
                "UPDATE ruling SET state = 'forgotten', claim = NULL WHERE decision IN ({about}) \
                 AND decision NOT IN (SELECT decision FROM decision_words)"
            );
            tx.execute(&sql, [report]).map(drop)
        })
    }
}
