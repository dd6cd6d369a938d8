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

/// Where a page of a list begins or ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// At the beginning.
    #[default]
    Start,
    /// Behind a row.
    Behind(Place),
    /// It ends before a row.
    Ahead(Place),
}

impl At {
    /// Of rows from here on, the nearest first and one more than a page has where there are so many: the page in the order of its list,
    /// whether there are others before it, and whether behind.
    fn page<T>(&self, mut found: Vec<T>, most: usize) -> (Vec<T>, bool, bool) {
        let more = found.len() > most;
        found.truncate(most);
        match self {
            At::Start => (found, false, more),
            At::Behind(_) => (found, true, more),
            At::Ahead(_) => {
                found.reverse();
                (found, more, true)
            }
        }
    }
}

/// A page of the audit trail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailLeaf {
    /// The decisions, the latest first.
    pub entries: Vec<Entry>,
    /// The first of them, where there are later ones.
    pub first: Option<Place>,
    /// The last of them, where there are earlier ones.
    pub last: Option<Place>,
}

/// A page of stories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// The stories, with what lists show.
    pub stories: Vec<Listing>,
    /// The first of them, where there are others before it.
    pub first: Option<Place>,
    /// The last of them, where there are others behind it.
    pub last: Option<Place>,
}

impl Store {
    /// A page of stories in an order, at most so many. A story that moves past the place meanwhile is not met again.
    pub fn leaf(&self, order: Order, at: &At, most: usize) -> Result<Leaf> {
        let wanted = most.saturating_add(1);
        let found = match at {
            At::Start => self.next_to(order, None, true, wanted)?,
            At::Behind(place) => self.next_to(order, Some(place), true, wanted)?,
            At::Ahead(place) => self.next_to(order, Some(place), false, wanted)?,
        };
        let (found, before, behind) = at.page(found, most);
        let first = found.first().filter(|_| before).map(|(_, place)| place.clone());
        let last = found.last().filter(|_| behind).map(|(_, place)| place.clone());
        let mut stories: Vec<Listing> = found.into_iter().map(|(listing, _)| listing).collect();
        for story in &mut stories {
            story.harm = self.bounds(&story.story.id)?;
        }
        Ok(Leaf { stories, first, last })
    }

    /// The stories next to a place, the nearest first: those behind it (`onward`), or those before it.
    fn next_to(&self, order: Order, place: Option<&Place>, onward: bool, most: usize) -> Result<Vec<(Listing, Place)>> {
        let column = order.column();
        let is_day = order == Order::Newest;
        let (past, way) = if onward { ("<", "DESC") } else { (">", "ASC") };
        let value = |key: &str| if is_day { Value::from(key.to_owned()) } else { Value::from(key.parse::<i64>().unwrap_or(0)) };
        let (condition, with) = match place {
            None => ("true".to_owned(), vec![]),
            Some(Place { key: Some(key), number }) => {
                (format!("({column}, s.number) {past} (?, ?)"), vec![value(key), Value::from(*number)])
            }
            Some(Place { key: None, number }) => (format!("{column} IS NULL AND s.number {past} ?"), vec![Value::from(*number)]),
        };
        let rows = |condition: &str, mut with: Vec<Value>, most: usize| {
            let sql = format!(
                "SELECT {FIELDS}, {COLUMNS}, s.number, CAST({column} AS TEXT) {FROM} LEFT JOIN listing u ON u.story = s.number \
                 WHERE s.reports > 0 AND {condition} ORDER BY {column} {way}, s.number {way} LIMIT ?"
            );
            with.push(Value::from(i64::try_from(most).unwrap_or(i64::MAX)));
            self.all(&sql, rusqlite::params_from_iter(with), |r| {
                Ok((listing::read(r, row(r)?, 10)?, Place { number: r.get(19)?, key: r.get(20)? }))
            })
        };
        let mut found = rows(&condition, with, most)?;
        // Nothing is less or more than a day that is not known: those stories stand behind all others.
        if found.len() < most && is_day {
            let rest = match (place.map(|p| p.key.is_some()), onward) {
                (Some(true), true) => Some("s.last IS NULL"),
                (Some(false), false) => Some("s.last IS NOT NULL"),
                _ => None,
            };
            if let Some(rest) = rest {
                found.extend(rows(rest, vec![], most - found.len())?);
            }
        }
        Ok(found)
    }

    /// Reports as they arrived, the last first: those before a number, at most so many.
    pub fn reports_before(&self, number: Option<i64>, most: usize) -> Result<Vec<ReportRow>> {
        let sql = format!("{} WHERE r.number < ? ORDER BY r.number DESC LIMIT ?", reports::ROW);
        self.all(&sql, rusqlite::params![number.unwrap_or(i64::MAX), most], reports::row)
    }

    /// A page of the audit trail, at most so many decisions: those that are made meanwhile move nothing from one page to another.
    pub fn trail_leaf(&self, wanted: &Wanted, at: &At, most: usize) -> Result<TrailLeaf> {
        let one_more = most.saturating_add(1);
        let found = match at {
            At::Start => self.trail_before(wanted, i64::MAX, one_more)?,
            At::Behind(place) => self.trail_before(wanted, place.number, one_more)?,
            At::Ahead(place) => {
                let sql = format!("{ENTRY} {WANTED} AND d.number > ?5 ORDER BY d.number LIMIT ?6");
                let Wanted { coder, story, report, act } = wanted;
                self.entries(&sql, rusqlite::params![coder, story, report, act, place.number, one_more])?
            }
        };
        let (entries, later, earlier) = at.page(found, most);
        let place = |e: &Entry| Place { key: None, number: e.number };
        let first = entries.first().filter(|_| later).map(place);
        let last = entries.last().filter(|_| earlier).map(place);
        Ok(TrailLeaf { entries, first, last })
    }

    /// The audit trail, the latest decision first: those before a number, at most so many.
    pub fn trail_before(&self, wanted: &Wanted, number: i64, most: usize) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY} {WANTED} AND d.number < ?5 ORDER BY d.number DESC LIMIT ?6");
        self.entries(&sql, rusqlite::params![wanted.coder, wanted.story, wanted.report, wanted.act, number, most])
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Maker, Shelved, What};
    use stemma_model::{Story, StoryReport};

    #[test]
    fn the_trail_is_the_same_whichever_way_it_is_gone_through_while_decisions_are_made() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(&dir.path().join("s.stemma")).unwrap();
        let decide = |store: &mut Store, number: i64, since: i64| {
            let writing = store.writing(What::Review, "2031-05-05T08:00:00Z", since, &Maker::default()).unwrap();
            let (at, coder) = ("2031-05-05T08:00:00Z".to_owned(), if number % 2 == 0 { "Ana" } else { "Bo" }.to_owned());
            let act = stemma_model::Act::Together { reports: vec!["a".into()], with: vec!["b".into()] };
            writing.decision(&stemma_model::Decision { decision: number, at, coder, reason: None, act }, None).unwrap();
            writing.commit().unwrap();
        };
        (1..=23).for_each(|n| decide(&mut store, n, n - 1));
        let ana = Wanted { coder: Some("Ana".into()), ..Wanted::default() };
        let numbers = |leaf: &TrailLeaf| leaf.entries.iter().map(|e| e.number).collect::<Vec<_>>();
        let first = store.trail_leaf(&ana, &At::Start, 4).unwrap();
        assert_eq!((numbers(&first), &first.first), (vec![22, 20, 18, 16], &None));
        decide(&mut store, 24, 23);
        let second = store.trail_leaf(&ana, &At::Behind(first.last.unwrap()), 4).unwrap();
        assert_eq!(numbers(&second), [14, 12, 10, 8]);
        let last = store.trail_leaf(&ana, &At::Behind(second.last.clone().unwrap()), 4).unwrap();
        assert_eq!((numbers(&last), &last.last), (vec![6, 4, 2], &None));
        let back = store.trail_leaf(&ana, &At::Ahead(last.first.unwrap()), 4).unwrap();
        assert_eq!(back, second);
        let back = store.trail_leaf(&ana, &At::Ahead(back.first.unwrap()), 4).unwrap();
        assert_eq!(numbers(&back), [22, 20, 18, 16]);
        assert!(back.first.is_some(), "one was made meanwhile");
    }

    #[test]
    fn a_list_is_the_same_whichever_way_it_is_gone_through() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(&dir.path().join("s.stemma")).unwrap();
        let writing = store.writing(What::Add, "2031-05-05T08:00:00Z", 0, &Maker::default()).unwrap();
        for number in 1..=23i64 {
            // Many of one day, and some of none.
            let day = (number % 4 != 0).then(|| format!("2031-05-{:02}", 1 + number % 3));
            let report = StoryReport { id: format!("r{number}"), ..StoryReport::default() };
            let record = Story { reports: vec![report], ..Story::default() };
            let story = Shelved { number, id: format!("s{number}"), members: vec![number], days: (day.clone(), day), ..Shelved::default() };
            writing.story(&Shelved { record: Some(record), ..story }).unwrap();
        }
        writing.commit().unwrap();
        for order in [Order::Newest, Order::Largest, Order::Rising] {
            let ids = |leaf: &Leaf| leaf.stories.iter().map(|l| l.story.id.clone()).collect::<Vec<_>>();
            let whole = ids(&store.leaf(order, &At::Start, 100).unwrap());
            assert_eq!(whole.len(), 23);
            let (mut at, mut pages) = (At::Start, Vec::new());
            loop {
                let leaf = store.leaf(order, &at, 5).unwrap();
                assert_eq!(leaf.first.is_none(), pages.is_empty());
                pages.push(ids(&leaf));
                let Some(last) = leaf.last else { break };
                at = At::Behind(last);
            }
            assert_eq!(pages.concat(), whole, "{order:?}");
            let mut leaf = store.leaf(order, &at, 5).unwrap();
            for page in pages.iter().rev().skip(1) {
                leaf = store.leaf(order, &At::Ahead(leaf.first.unwrap()), 5).unwrap();
                assert_eq!(&ids(&leaf), page, "{order:?}");
                assert!(leaf.last.is_some());
            }
            assert!(leaf.first.is_none());
        }
    }
}
