//! Reading reports and what they say.

use crate::derived::Said;
use crate::error::shown;
use crate::pack::{json, unpack};
use crate::{Result, Store, StoreError};
use rusqlite::{Row, ToSql};
use serde::de::DeserializeOwned;
use stemma_model::{Input, Report, ReportClaims};

/// A report as lists show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportRow {
    /// Its number in the store, in order of arrival.
    pub number: i64,
    /// Its id.
    pub id: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// When it was published, as given.
    pub published: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The report that it is a later version of.
    pub version_of: Option<String>,
    /// The id of its story.
    pub story: String,
    /// The file or address that it was read from.
    pub read_from: String,
    /// When it was added, RFC 3339.
    pub added: String,
    /// How many claims it has.
    pub claims: usize,
}

/// A report with what it says, and where it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// Its number in the store, in order of arrival.
    pub number: i64,
    /// The report with its claims as coders have them; `version_of` as the store tells it.
    pub said: ReportClaims,
    /// The same as the machine read it, where a coder decided anything of it.
    pub machine: Option<ReportClaims>,
    /// The file or address that it was read from.
    pub read_from: String,
}

pub(crate) const ROW: &str = "SELECT r.number, r.id, r.outlet, r.title, r.published, r.url, r.version_of, s.id, r.read_from, b.at, \
    (SELECT count(*) FROM claim c WHERE c.report = r.number) FROM report r JOIN story s ON s.number = r.story \
    JOIN batch b ON b.number = r.batch";
const SAID: &str =
    "SELECT r.number, r.text, r.json, r.version_of, a.json, r.read_from, a.decided FROM report r JOIN analysis a ON a.report = r.number";

impl Store {
    /// One report with its claims; none where there is none of that id.
    pub fn report(&self, id: &str) -> Result<Option<Read>> {
        Ok(self.said("WHERE r.id = ?", &[&id])?.pop())
    }

    /// One report as lists show it.
    pub fn report_row(&self, id: &str) -> Result<Option<ReportRow>> {
        self.first(&format!("{ROW} WHERE r.id = ?"), [id], row)
    }

    /// The reports of a story, in order of publication, those without a date last.
    pub fn reports_of(&self, story: &str) -> Result<Vec<ReportRow>> {
        self.all(&format!("{ROW} WHERE s.id = ? ORDER BY r.published IS NULL, r.published, r.number"), [story], row)
    }

    /// The reports of a story with their claims, in order of arrival.
    pub fn claims_of(&self, story: &str) -> Result<Vec<Read>> {
        self.said("WHERE r.story = (SELECT number FROM story WHERE id = ?) ORDER BY r.number", &[&story])
    }

    /// Reports with their claims by number, in order of arrival.
    pub fn claims_by_number(&self, numbers: &[i64]) -> Result<Vec<Read>> {
        let list = serde_json::to_string(numbers).unwrap_or_default();
        self.said("WHERE r.number IN (SELECT value FROM json_each(?)) ORDER BY r.number", &[&list])
    }

    /// Reports with their claims in order of arrival: at most so many, of those whose number is larger than `after`.
    pub fn claims_after(&self, after: i64, most: usize) -> Result<Vec<Read>> {
        self.said("WHERE r.number > ? ORDER BY r.number LIMIT ?", &[&after, &most])
    }

    /// The reports as they were read, without anything derived, in order of arrival: at most so many, of those whose number is
    /// larger than `after`. `version_of` is as it was given.
    pub fn as_read(&self, after: i64, most: usize) -> Result<Vec<(i64, Report, String)>> {
        let sql = "SELECT number, text, json, read_from FROM report WHERE number > ? ORDER BY number LIMIT ?";
        let rows =
            self.all(sql, rusqlite::params![after, most], |r| Ok((r.get(0)?, r.get::<_, String>(1)?, r.get::<_, Vec<u8>>(2)?, r.get(3)?)))?;
        let whole =
            |(number, text, json, at): (i64, String, Vec<u8>, String)| Ok((number, Report { text, ..self.unpack::<Report>(&json)? }, at));
        rows.into_iter().map(whole).collect()
    }

    /// The latest reports to arrive, the last first.
    pub fn latest(&self, offset: usize, most: usize) -> Result<Vec<ReportRow>> {
        self.all(&format!("{ROW} ORDER BY r.number DESC LIMIT ? OFFSET ?"), [most, offset], row)
    }

    /// The files that reports were read from, by path.
    pub fn inputs(&self) -> Result<Vec<Input>> {
        self.all("SELECT path, sha256 FROM input ORDER BY path, sha256", [], |r| Ok(Input { path: r.get(0)?, sha256: r.get(1)? }))
    }

    fn said(&self, which: &str, with: &[&dyn ToSql]) -> Result<Vec<Read>> {
        type Row = (i64, String, Vec<u8>, Option<String>, Vec<u8>, String, Option<Vec<u8>>);
        let rows: Vec<Row> = self
            .all(&format!("{SAID} {which}"), with, |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?, r.get(6)?)))?;
        let whole = |(number, text, json, version_of, said, read_from, decided): Row| {
            let report = Report { text, version_of, ..self.unpack::<Report>(&json)? };
            let Some(decided) = decided else {
                return Ok(Read { number, said: self.unpack::<Said>(&said)?.by(report), machine: None, read_from });
            };
            let machine = Some(self.unpack::<Said>(&said)?.by(report.clone()));
            Ok(Read { number, said: self.unpack::<Said>(&decided)?.by(report), machine, read_from })
        };
        rows.into_iter().map(whole).collect()
    }

    /// An object of the store.
    pub(crate) fn unpack<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T> {
        unpack(bytes).map_err(|e| self.unreadable(&e))
    }

    /// The JSON of an object of the store.
    pub(crate) fn unpacked(&self, bytes: &[u8]) -> Result<String> {
        json(bytes).map_err(|e| self.unreadable(&e))
    }

    fn unreadable(&self, error: &std::io::Error) -> StoreError {
        StoreError::Damaged { path: shown(&self.path), what: format!("an object in it cannot be read: {error}") }
    }
}

pub(crate) fn row(r: &Row<'_>) -> rusqlite::Result<ReportRow> {
    Ok(ReportRow {
        number: r.get(0)?,
        id: r.get(1)?,
        outlet: r.get(2)?,
        title: r.get(3)?,
        published: r.get(4)?,
        url: r.get(5)?,
        version_of: r.get(6)?,
        story: r.get(7)?,
        read_from: r.get(8)?,
        added: r.get(9)?,
        claims: r.get(10)?,
    })
}
