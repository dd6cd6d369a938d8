//! Pages of lists that others add to meanwhile: each begins behind a row, not after a number of rows, so that what comes in
//! between two pages moves nothing from one to the other.

use crate::decisions::{ENTRY, Entry, WANTED, Wanted};
use crate::listing::{self, COLUMNS, Listing};
use crate::reports::{self, ReportRow};
use crate::stories::{FIELDS, FROM, Order, StoryRow, row};
use crate::{Result, Store};
use rusqlite::types::Value;

/// The row that a page ended with: what the order goes by, and the story's number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A day, or a number of reports, …; none where the story has no day.
    pub key: Option<String>,
    /// The story's number.
    pub number: i64,
}

impl Store {
    /// Stories in an order with what lists show, those behind a place, at most so many; the place to go on from where there are more.
    /// A story that moves to before the place meanwhile is not met again.
    pub fn stories_behind(&self, order: Order, behind: Option<&Place>, most: usize) -> Result<(Vec<Listing>, Option<Place>)> {
        let column = order.column();
        let is_day = order == Order::Newest;
        let value = |key: &str| if is_day { Value::from(key.to_owned()) } else { Value::from(key.parse::<i64>().unwrap_or(0)) };
        let (condition, mut with) = match behind {
            None => ("true".to_owned(), vec![]),
            Some(Place { key: Some(key), number }) => (format!("({column}, s.number) < (?, ?)"), vec![value(key), Value::from(*number)]),
            Some(Place { key: None, number }) => (format!("{column} IS NULL AND s.number < ?"), vec![Value::from(*number)]),
        };
        let rows = |condition: &str, mut with: Vec<Value>, most: usize| {
            let sql = format!(
                "SELECT {FIELDS}, {COLUMNS}, s.number, CAST({column} AS TEXT) {FROM} LEFT JOIN listing u ON u.story = s.number \
                 WHERE s.reports > 0 AND {condition} ORDER BY {column} DESC, s.number DESC LIMIT ?"
            );
            with.push(Value::from(i64::try_from(most).unwrap_or(i64::MAX)));
            self.all(&sql, rusqlite::params_from_iter(with), |r| {
                Ok((listing::read(r, row(r)?, 10)?, Place { number: r.get(19)?, key: r.get(20)? }))
            })
        };
        let wanted = most.saturating_add(1);
        let mut found = rows(&condition, std::mem::take(&mut with), wanted)?;
        // Nothing is less than a day that is not known: those stories come last.
        if found.len() < wanted && is_day && behind.is_some_and(|p| p.key.is_some()) {
            found.extend(rows("s.last IS NULL", vec![], wanted - found.len())?);
        }
        let more = found.len() > most;
        found.truncate(most);
        let last = found.last().filter(|_| more).map(|(_, place)| place.clone());
        let mut stories: Vec<Listing> = found.into_iter().map(|(listing, _)| listing).collect();
        for story in &mut stories {
            story.harm = self.bounds(&story.story.id)?;
        }
        Ok((stories, last))
    }

    /// Reports as they arrived, the last first: those before a number, at most so many.
    pub fn reports_before(&self, number: Option<i64>, most: usize) -> Result<Vec<ReportRow>> {
        let sql = format!("{} WHERE r.number < ? ORDER BY r.number DESC LIMIT ?", reports::ROW);
        self.all(&sql, rusqlite::params![number.unwrap_or(i64::MAX), most], reports::row)
    }

    /// The audit trail, the latest decision first: those before a number, at most so many.
    pub fn trail_before(&self, wanted: &Wanted, number: i64, most: usize) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY} {WANTED} AND d.number < ?4 ORDER BY d.number DESC LIMIT ?5");
        self.entries(&sql, rusqlite::params![wanted.coder, wanted.story, wanted.report, number, most])
    }

    /// Stories with reports that batches after one changed, the earliest change first; of that batch, those behind a number. With
    /// each its number.
    pub fn changed_after(&self, batch: i64, number: i64, most: usize) -> Result<Vec<(StoryRow, i64)>> {
        let sql = format!(
            "SELECT {FIELDS}, s.number {FROM} WHERE s.reports > 0 AND s.batch >= ? AND (s.batch, s.number) > (?, ?) \
             ORDER BY s.batch, s.number LIMIT ?"
        );
        self.all(&sql, rusqlite::params![batch, batch, number, most], |r| Ok((row(r)?, r.get(10)?)))
    }

    /// The ids of stories that batches after one left without a report, with the id of the story that each went into.
    pub fn gone_after(&self, batch: i64) -> Result<Vec<(String, Option<String>)>> {
        let sql = "SELECT s.id FROM story s WHERE s.reports = 0 AND s.batch > ? ORDER BY s.number";
        let gone: Vec<String> = self.all(sql, [batch], |r| r.get(0))?;
        gone.into_iter().map(|id| Ok((id.clone(), self.moved(&id)?.filter(|now| *now != id)))).collect()
    }
}
