//! Reading stories.

use crate::words::normal;
use crate::{Result, Store};
use rusqlite::{Row, params};
use stemma_model::{Descent, Story};

/// How stories are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The latest report's day first.
    #[default]
    Newest,
    /// The most disputed findings first.
    Disputed,
    /// The most reports first.
    Largest,
    /// Where the number of killed rose most since it was first told.
    Rising,
    /// What the last batch changed first.
    Changed,
}

/// A story as lists show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryRow {
    /// Its permanent id.
    pub id: String,
    /// The headline, or the label of the main event.
    pub title: String,
    /// How many reports it has.
    pub reports: usize,
    /// How many of its texts were written apart from the others, as far as is shown.
    pub origins: usize,
    /// First day of publication.
    pub first: Option<String>,
    /// Last day of publication.
    pub last: Option<String>,
    /// How many of its findings are disputed.
    pub disputed: usize,
    /// By how much the number of killed rose since it was first told.
    pub rise: i64,
    /// The last batch that changed it.
    pub batch: i64,
    /// When that was, RFC 3339.
    pub changed: String,
}

/// An entity of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The story's id.
    pub story: String,
    /// Its title.
    pub title: String,
    /// The entity's id within it.
    pub entity: String,
    /// Its fullest name there.
    pub name: String,
    /// `person`, `organisation`, …
    pub kind: String,
}

/// How much a store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports.
    pub reports: usize,
    /// Stories that have reports.
    pub stories: usize,
    /// Claims.
    pub claims: usize,
    /// Findings that are disputed.
    pub disputed: usize,
    /// Reports that were forgotten.
    pub forgotten: usize,
}

/// A name that stands in so many stories is common: going through the newest stories meets it soon.
const MANY: i64 = 2000;

/// The columns of a story's row, read by [`row`].
pub(crate) const FIELDS: &str = "s.id, s.title, s.reports, s.origins, s.first, s.last, s.disputed, s.rise, s.batch, b.at";
pub(crate) const FROM: &str = "FROM story s JOIN batch b ON b.number = s.batch";

impl Order {
    /// What it goes by, the largest first.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Order::Newest => "s.last",
            Order::Disputed => "s.disputed",
            Order::Largest => "s.reports",
            Order::Rising => "s.rise",
            Order::Changed => "s.batch",
        }
    }
}

impl Store {
    /// Stories in an order, from an offset on, at most so many. Stories that are alike in it come in order of their founding.
    pub fn stories(&self, order: Order, offset: usize, most: usize) -> Result<Vec<StoryRow>> {
        let by = order.column();
        self.all(
            &format!("SELECT {FIELDS} {FROM} WHERE s.reports > 0 ORDER BY {by} DESC, s.number DESC LIMIT ? OFFSET ?"),
            [most, offset],
            row,
        )
    }

    /// The stories that a batch after this one changed, by founding.
    pub fn stories_changed_since(&self, batch: i64) -> Result<Vec<StoryRow>> {
        self.all(&format!("SELECT {FIELDS} {FROM} WHERE s.reports > 0 AND s.batch > ? ORDER BY s.number"), [batch], row)
    }

    /// One story as lists show it; none where no story with reports has that id.
    pub fn story_row(&self, id: &str) -> Result<Option<StoryRow>> {
        self.first(&format!("SELECT {FIELDS} {FROM} WHERE s.reports > 0 AND s.id = ?"), [id], row)
    }

    /// The record of one story; none where no story with reports has that id: [`Store::moved`] says where it went.
    pub fn story(&self, id: &str) -> Result<Option<Story>> {
        let json: Option<Vec<u8>> = self.first("SELECT json FROM story WHERE id = ? AND json IS NOT NULL", [id], |r| r.get(0))?;
        json.map(|json| self.unpack(&json)).transpose()
    }

    /// The record of one story by its number.
    pub fn story_by_number(&self, number: i64) -> Result<Option<Story>> {
        let json: Option<Vec<u8>> = self.first("SELECT json FROM story WHERE number = ? AND json IS NOT NULL", [number], |r| r.get(0))?;
        json.map(|json| self.unpack(&json)).transpose()
    }

    /// The record of one story by its number as it is without any decision.
    pub fn machine_story(&self, number: i64) -> Result<Option<Story>> {
        let sql = "SELECT coalesce(machine, json) FROM story WHERE number = ? AND json IS NOT NULL";
        let json: Option<Vec<u8>> = self.first(sql, [number], |r| r.get(0))?;
        json.map(|json| self.unpack(&json)).transpose()
    }

    /// The lineage of one story by its number, and how many texts were written apart, without the rest of its record; none where a coder
    /// decided anything of it.
    pub fn machine_lineage(&self, number: i64) -> Result<Option<(Vec<Descent>, usize)>> {
        #[derive(serde::Deserialize)]
        struct Lineage {
            lineage: Vec<Descent>,
            origins: usize,
        }
        let sql = "SELECT json FROM story WHERE number = ? AND json IS NOT NULL AND machine IS NULL";
        let json: Option<Vec<u8>> = self.first(sql, [number], |r| r.get(0))?;
        json.map(|json| self.unpack::<Lineage>(&json)).transpose().map(|l| l.map(|l| (l.lineage, l.origins)))
    }

    /// The records of all stories: the story with most reports first, then by the first day of publication, then by id.
    pub fn records(&self) -> Result<Vec<Story>> {
        let sql = "SELECT json FROM story WHERE json IS NOT NULL ORDER BY reports DESC, first, id";
        let all: Vec<Vec<u8>> = self.all(sql, [], |r| r.get(0))?;
        all.iter().map(|json| self.unpack(json)).collect()
    }

    /// As [`Store::records`], without those that cannot be read: for comparing with what takes their place.
    pub fn records_that_can_be_read(&self) -> Result<Vec<Story>> {
        let sql = "SELECT json FROM story WHERE json IS NOT NULL ORDER BY reports DESC, first, id";
        let all: Vec<Vec<u8>> = self.all(sql, [], |r| r.get(0))?;
        Ok(all.iter().filter_map(|json| self.unpack(json).ok()).collect())
    }

    /// Where an id of a story leads now: itself, the story that it went into, or none where there never was one.
    pub fn moved(&self, id: &str) -> Result<Option<String>> {
        let sql = "WITH RECURSIVE way (number) AS (SELECT number FROM story WHERE id = ? \
                   UNION SELECT s.into_story FROM way w JOIN story s ON s.number = w.number WHERE s.into_story IS NOT NULL) \
                   SELECT s.id FROM way w JOIN story s ON s.number = w.number WHERE s.into_story IS NULL";
        self.first(sql, [id], |r| r.get(0))
    }

    /// What is called by a name, whatever its capitals and accents, of the newest stories first; at most so many.
    pub fn called(&self, name: &str, most: usize) -> Result<Vec<Named>> {
        let name = normal(name.trim());
        // Of a name that stands in many stories the newest are looked through until there are enough; else those that have it are sorted.
        let many: i64 = self.one("SELECT count(*) FROM (SELECT 1 FROM called WHERE name = ? LIMIT ?)", params![name, MANY])?;
        let from = if many < MANY { "called c CROSS JOIN story s" } else { "story s INDEXED BY story_by_last CROSS JOIN called c" };
        let sql = format!(
            "SELECT s.id, s.title, e.entity, e.name, e.kind FROM {from} CROSS JOIN entity e \
             WHERE c.name = ? AND c.story = s.number AND s.reports > 0 AND e.story = c.story AND e.entity = c.entity \
             ORDER BY s.last DESC, s.number DESC, length(e.entity), e.entity LIMIT ?"
        );
        self.all(&sql, params![name, most], |r| {
            Ok(Named { story: r.get(0)?, title: r.get(1)?, entity: r.get(2)?, name: r.get(3)?, kind: r.get(4)? })
        })
    }

    /// How much there is.
    pub fn counts(&self) -> Result<Counts> {
        let count = |sql: &str| self.one::<i64>(sql, []).map(|n| usize::try_from(n).unwrap_or(0));
        Ok(Counts {
            reports: count("SELECT count(*) FROM report")?,
            stories: count("SELECT count(*) FROM story WHERE reports > 0")?,
            claims: count("SELECT count(*) FROM claim")?,
            disputed: count("SELECT coalesce(sum(disputed), 0) FROM story WHERE reports > 0")?,
            forgotten: count("SELECT count(*) FROM forgotten")?,
        })
    }
}

pub(crate) fn row(r: &Row<'_>) -> rusqlite::Result<StoryRow> {
    Ok(StoryRow {
        id: r.get(0)?,
        title: r.get(1)?,
        reports: r.get(2)?,
        origins: r.get(3)?,
        first: r.get(4)?,
        last: r.get(5)?,
        disputed: r.get(6)?,
        rise: r.get(7)?,
        batch: r.get(8)?,
        changed: r.get(9)?,
    })
}
