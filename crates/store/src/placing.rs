//! What the program needs to go on placing reports in stories: what is kept of each report, which are alike, and the stories.

use crate::{Result, Store};
use rusqlite::OptionalExtension;
use stemma_model::Report;

/// A report as stories remember it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placed {
    /// Its number in the store.
    pub number: i64,
    /// Its id.
    pub id: String,
    /// The number of its story.
    pub story: i64,
    /// The bytes that [`crate::batch::NewReport::sketch`] gave.
    pub sketch: Vec<u8>,
    /// How many stories it gave their id.
    pub founded: u32,
}

/// A story without its record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Its number: 1 for the first, without gaps.
    pub number: i64,
    /// Its permanent id.
    pub id: String,
    /// The id of the story that it was split from.
    pub split_from: Option<String>,
    /// The number of the story that it went into.
    pub into: Option<i64>,
}

/// A report of a page, for telling versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfPage {
    /// Its number in the store.
    pub number: i64,
    /// The report without its text; `version_of` as it was given.
    pub report: Report,
    /// The number of its story.
    pub story: i64,
    /// Of which report it is taken for a version now.
    pub version_of: Option<String>,
}

impl Store {
    /// All reports, in order of arrival.
    pub fn placed(&self) -> Result<Vec<Placed>> {
        // A report that lost its analysis has an empty sketch, so that `stemma rebuild` derives it anew and passes over none.
        let sql = "SELECT r.number, r.id, r.story, coalesce(a.sketch, x''), coalesce(a.founded, 0) \
                   FROM report r LEFT JOIN analysis a ON a.report = r.number ORDER BY 1";
        self.all(sql, [], |r| Ok(Placed { number: r.get(0)?, id: r.get(1)?, story: r.get(2)?, sketch: r.get(3)?, founded: r.get(4)? }))
    }

    /// Which reports are likely one story, by number, the lower first.
    pub fn links(&self) -> Result<Vec<(i64, i64, f32)>> {
        self.all("SELECT a, b, likelihood FROM link ORDER BY a, b", [], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, f64>(2)? as f32)))
    }

    /// The stories by number.
    pub fn shelves(&self) -> Result<Vec<Shelf>> {
        self.all("SELECT number, id, split_from, into_story FROM story ORDER BY number", [], |r| {
            Ok(Shelf { number: r.get(0)?, id: r.get(1)?, split_from: r.get(2)?, into: r.get(3)? })
        })
    }

    /// One story by its id.
    pub fn shelf(&self, id: &str) -> Result<Option<Shelf>> {
        self.first("SELECT number, id, split_from, into_story FROM story WHERE id = ?", [id], |r| {
            Ok(Shelf { number: r.get(0)?, id: r.get(1)?, split_from: r.get(2)?, into: r.get(3)? })
        })
    }

    /// The number that the next report gets: larger than that of any report that there is or was.
    pub fn next_report(&self) -> Result<i64> {
        self.one("SELECT 1 + max((SELECT coalesce(max(number), 0) FROM report), (SELECT coalesce(max(number), 0) FROM forgotten))", [])
    }

    /// The ids of all reports, each with a number of its words; those of forgotten reports with none.
    pub fn known(&self) -> Result<Vec<(String, Option<Vec<u8>>)>> {
        let sql = "SELECT id, words FROM report UNION ALL SELECT id, NULL FROM forgotten";
        self.all(sql, [], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// The id of a report of one page with the same words.
    pub fn same_page(&self, page: &str, words: &[u8]) -> Result<Option<String>> {
        let sql = "SELECT r.id FROM page p JOIN report r ON r.number = p.report WHERE p.page = ? AND r.words = ? ORDER BY r.number LIMIT 1";
        self.first(sql, rusqlite::params![page, words], |r| r.get(0))
    }

    /// The reports that call a page their own, in order of arrival.
    pub fn of_page(&self, page: &str) -> Result<Vec<OfPage>> {
        let sql = "SELECT r.number, r.json, r.story, r.version_of FROM page p JOIN report r ON r.number = p.report \
                   WHERE p.page = ? AND p.own ORDER BY r.number";
        let rows = self.all(sql, [page], |r| Ok((r.get(0)?, r.get::<_, Vec<u8>>(1)?, r.get(2)?, r.get(3)?)))?;
        let row = |(number, json, story, version_of): (i64, Vec<u8>, i64, Option<String>)| {
            Ok(OfPage { number, report: self.unpack(&json)?, story, version_of })
        };
        rows.into_iter().map(row).collect()
    }

    /// What holds for the whole file.
    pub fn setting(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let ask = || self.db.prepare_cached("SELECT value FROM setting WHERE name = ?")?.query_row([name], |r| r.get(0)).optional();
        ask().map_err(|e| self.error(&e))
    }
}
