//! Samples for blind double coding, and what coders gave for them.

use crate::error::shown;
use crate::{Result, Store, StoreError};
use rusqlite::{TransactionBehavior, params};
use std::collections::BTreeMap;
use stemma_model::Anchor;

/// A sample.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Its number, 1 for the first.
    pub number: i64,
    /// When it was drawn, RFC 3339.
    pub at: String,
    /// What it was drawn by.
    pub seed: String,
    /// Who codes it.
    pub coders: Vec<String>,
    /// Its claims: unit 1 is the first.
    pub units: Vec<Anchor>,
}

/// What one coder gave for one unit: a value for each attribute's name.
pub type Values = BTreeMap<String, String>;

/// How far the coders of a sample have come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The number of the sample.
    pub sample: i64,
    /// When it was drawn, RFC 3339.
    pub at: String,
    /// How many claims it has.
    pub units: usize,
    /// Its coders, each with how many of these they have coded.
    pub coders: Vec<(String, usize)>,
}

impl Store {
    /// Keeps a sample; its number, which takes the place of that in `sample`.
    pub fn keep_sample(&mut self, sample: &Sample) -> Result<i64> {
        let path = self.path.clone();
        let mut keep = || -> rusqlite::Result<i64> {
            let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let coders = crate::derived::array(&sample.coders);
            tx.execute("INSERT INTO sample (at, seed, coders) VALUES (?, ?, ?)", params![sample.at, sample.seed, coders])?;
            let number = tx.last_insert_rowid();
            for (unit, anchor) in (1i64..).zip(&sample.units) {
                let json = serde_json::to_string(anchor).unwrap_or_default();
                tx.execute("INSERT INTO sample_unit VALUES (?, ?, ?, ?)", params![number, unit, anchor.report, json])?;
            }
            tx.commit()?;
            Ok(number)
        };
        keep().map_err(|e| StoreError::of(&path, &e))
    }

    /// A sample by its number, the last one without; none where there is none.
    pub fn sample(&self, number: Option<i64>) -> Result<Option<Sample>> {
        let sql = "SELECT number, at, seed, coders FROM sample WHERE ?1 IS NULL OR number = ?1 ORDER BY number DESC LIMIT 1";
        type Row = (i64, String, String, String);
        let found: Option<Row> = self.first(sql, params![number], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
        let Some((number, at, seed, coders)) = found else { return Ok(None) };
        let units: Vec<String> = self.all("SELECT anchor FROM sample_unit WHERE sample = ? ORDER BY unit", [number], |r| r.get(0))?;
        let units = units.iter().map(|json| self.parsed(json)).collect::<Result<Vec<Anchor>>>()?;
        Ok(Some(Sample { number, at, seed, coders: self.parsed(&coders)?, units }))
    }

    /// All samples, the last first, with how far their coders have come.
    pub fn samples(&self) -> Result<Vec<Progress>> {
        let units = "(SELECT count(*) FROM sample_unit u WHERE u.sample = s.number)";
        let sql = format!("SELECT s.number, s.at, s.coders, {units} FROM sample s ORDER BY s.number DESC");
        type Row = (i64, String, String, usize);
        let rows: Vec<Row> = self.all(&sql, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
        let count = "SELECT coder, count(DISTINCT unit) FROM coding WHERE sample = ? GROUP BY coder";
        let progress = |(sample, at, coders, units): Row| {
            let coded: BTreeMap<String, usize> = self.all(count, [sample], |r| Ok((r.get(0)?, r.get(1)?)))?.into_iter().collect();
            let coders: Vec<String> = self.parsed(&coders)?;
            let coders = coders.into_iter().map(|c| (coded.get(&c).copied().unwrap_or(0), c)).map(|(n, c)| (c, n)).collect();
            Ok(Progress { sample, at, units, coders })
        };
        rows.into_iter().map(progress).collect()
    }

    /// Keeps what a coder gave for units of a sample, whole or not at all.
    pub fn keep_codings(&mut self, sample: i64, coder: &str, at: &str, units: &[(i64, Values)]) -> Result<()> {
        let path = self.path.clone();
        let mut keep = || -> rusqlite::Result<()> {
            let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (unit, values) in units {
                let json = serde_json::to_string(values).unwrap_or_default();
                let sql = "INSERT INTO coding (sample, unit, coder, at, \"values\") VALUES (?, ?, ?, ?, ?)";
                tx.execute(sql, params![sample, unit, coder, at, json])?;
            }
            tx.commit()
        };
        keep().map_err(|e| StoreError::of(&path, &e))
    }

    /// What a coder gave last for each unit of a sample.
    pub fn codings(&self, sample: i64, coder: &str) -> Result<BTreeMap<i64, Values>> {
        let sql = "SELECT unit, \"values\" FROM coding WHERE sample = ? AND coder = ? ORDER BY number";
        let rows: Vec<(i64, String)> = self.all(sql, params![sample, coder], |r| Ok((r.get(0)?, r.get(1)?)))?;
        rows.into_iter().map(|(unit, json)| Ok((unit, self.parsed(&json)?))).collect()
    }

    fn parsed<T: serde::de::DeserializeOwned>(&self, json: &str) -> Result<T> {
        let wrong = |e| StoreError::Damaged { path: shown(&self.path), what: format!("a sample cannot be read: {e}") };
        serde_json::from_str(json).map_err(wrong)
    }
}
