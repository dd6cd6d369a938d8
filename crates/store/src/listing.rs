//! What a list tells of a story, beside its row: kept, so that a list of stories unpacks no record.

use crate::derived::array;
use crate::pack::unpack;
use crate::stories::StoryRow;
use crate::{Result, Store};
use rusqlite::{Row, Transaction, params};
use stemma_model::{Harm, State, Status, Story};

/// A story with what its row of a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The story.
    pub story: StoryRow,
    /// Who published its reports, each once, in order of publication.
    pub outlets: Vec<String>,
    /// How many findings are agreed or refined.
    pub agreed: usize,
    /// How many are denied; how many are disputed, `story` says.
    pub denied: usize,
    /// How many are updated, corrected, fulfilled or lagged.
    pub updated: usize,
    /// How many rest on one report.
    pub single: usize,
    /// Harm: the measure, with best, low and high.
    pub harm: Vec<Bounds>,
    /// The last rise of a number of harm, of the dead before others.
    pub rise: Option<Rise>,
}

/// A number of harm of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// `killed`, `injured`, …
    pub measure: String,
    /// The best number, where there is one.
    pub best: Option<i64>,
    /// The least that it can be.
    pub low: Option<i64>,
    /// The most that it can be; null where that is open.
    pub high: Option<i64>,
}

/// A number that rose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rise {
    /// `killed`, …
    pub measure: String,
    /// What it was.
    pub from: i64,
    /// What it became.
    pub to: i64,
    /// When the report that says so was published.
    pub since: Option<String>,
}

/// The columns of a listing, read by [`read`]; `u` is the table of listings.
pub(crate) const COLUMNS: &str = "u.outlets, u.agreed, u.denied, u.updated, u.single, u.rise_of, u.rise_from, u.rise_to, u.rise_since";

/// A listing from a row whose first columns are those of the story; without its harm.
pub(crate) fn read(r: &Row<'_>, story: StoryRow, at: usize) -> rusqlite::Result<Listing> {
    let outlets: Option<String> = r.get(at)?;
    let count = |i: usize| r.get::<_, Option<usize>>(at + i).map(Option::unwrap_or_default);
    let measure: Option<String> = r.get(at + 5)?;
    let rise = match measure {
        Some(measure) => Some(Rise { measure, from: r.get(at + 6)?, to: r.get(at + 7)?, since: r.get(at + 8)? }),
        None => None,
    };
    Ok(Listing {
        story,
        outlets: outlets.and_then(|o| serde_json::from_str(&o).ok()).unwrap_or_default(),
        agreed: count(1)?,
        denied: count(2)?,
        updated: count(3)?,
        single: count(4)?,
        harm: Vec::new(),
        rise,
    })
}

impl Store {
    /// The harm of a story by its id, in the order of [`Harm::MEASURES`].
    pub(crate) fn bounds(&self, story: &str) -> Result<Vec<Bounds>> {
        let sql = "SELECT h.measure, h.best, h.low, h.high FROM harm_figure h JOIN story s ON s.number = h.story \
                   WHERE s.id = ? AND h.event = ''";
        let mut all = self.all(sql, [story], |r| Ok(Bounds { measure: r.get(0)?, best: r.get(1)?, low: r.get(2)?, high: r.get(3)? }))?;
        all.sort_by_key(|b| Harm::MEASURES.iter().position(|m| *m == b.measure));
        Ok(all)
    }
}

/// Writes the listing of a story in the place of the one it had; none for a story without reports.
pub(crate) fn write(tx: &Transaction<'_>, number: i64, story: &Story) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM listing WHERE story = ?")?.execute([number])?;
    if story.reports.is_empty() {
        return Ok(());
    }
    let mut outlets: Vec<String> = Vec::new();
    for name in story.reports.iter().filter_map(|r| r.outlet.as_ref()) {
        if !outlets.contains(name) {
            outlets.push(name.clone());
        }
    }
    let findings = || story.events.iter().flat_map(|e| &e.findings);
    let count = |wanted: &[Status]| findings().filter(|f| wanted.contains(&f.status)).count();
    let rise = last_rise(story);
    tx.prepare_cached("INSERT INTO listing VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?.execute(params![
        number,
        array(&outlets),
        count(&[Status::Agreed, Status::Refined]),
        count(&[Status::Denied]),
        count(&[Status::Updated, Status::Corrected, Status::Fulfilled, Status::Lagged]),
        count(&[Status::Single]),
        rise.as_ref().map(|r| &r.measure),
        rise.as_ref().map(|r| r.from),
        rise.as_ref().map(|r| r.to),
        rise.as_ref().map(|r| &r.since),
    ])?;
    Ok(())
}

/// The latest rise of a story's harm; of the dead before others.
fn last_rise(story: &Story) -> Option<Rise> {
    Harm::MEASURES.iter().find_map(|measure| {
        let history = &story.harm.get(measure)?.history;
        let up = |pair: &[State]| Some((pair[0].best?, pair[1].best?)).filter(|(from, to)| to > from);
        history.windows(2).rev().find_map(|pair| {
            let (from, to) = up(pair)?;
            Some(Rise { measure: (*measure).to_owned(), from, to, since: pair[1].since.clone() })
        })
    })
}

/// Fills the table for a store that was made before there was one.
pub(crate) fn fill(tx: &Transaction<'_>) -> rusqlite_migration::HookResult {
    let numbers: Vec<i64> =
        tx.prepare("SELECT number FROM story WHERE json IS NOT NULL")?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    for number in numbers {
        let json: Vec<u8> = tx.prepare_cached("SELECT json FROM story WHERE number = ?")?.query_row([number], |r| r.get(0))?;
        // A record that cannot be read is what `stemma verify` tells of; it is no reason to refuse the rest.
        if let Ok(story) = unpack::<Story>(&json) {
            write(tx, number, &story)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Maker, Shelved, What};
    use crate::pack::pack;
    use crate::paging::At;
    use crate::stories::Order;
    use stemma_model::{Event, Finding, HarmFigure, StoryReport};

    fn story() -> Story {
        let report = |outlet: &str| StoryReport { id: outlet.into(), outlet: Some(outlet.into()), ..StoryReport::default() };
        let state = |n: i64, day: &str| State { best: Some(n), since: Some(day.into()), ..State::default() };
        let killed = HarmFigure {
            best: Some(7),
            low: Some(7),
            history: vec![state(4, "2031-05-02"), state(7, "2031-05-03")],
            ..HarmFigure::default()
        };
        let finding = |status| Finding {
            id: format!("{status:?}"),
            status,
            slot: "occurrence".into(),
            values: Vec::new(),
            best: None,
            low: None,
            high: None,
            origins: 1,
            confidence: 0.5,
            why: String::new(),
            history: Vec::new(),
            decided: None,
        };
        let findings = [Status::Agreed, Status::Refined, Status::Denied, Status::Lagged, Status::Single].map(finding).to_vec();
        Story {
            id: "s1".into(),
            title: "Fire at the grain terminal".into(),
            reports: ["Maren Post", "Coast Radio", "Maren Post"].map(report).to_vec(),
            events: vec![Event { id: "1".into(), findings, ..Event::default() }],
            harm: Harm { killed: Some(killed), ..Harm::default() },
            ..Story::default()
        }
    }

    #[test]
    fn lists_are_told_what_the_record_tells_also_in_a_store_of_before() {
        let dir = tempfile::tempdir().unwrap();
        let mut new = Store::open(&dir.path().join("new.stemma")).unwrap();
        let writing = new.writing(What::Add, "2031-05-05T08:00:00Z", 0, &Maker::default()).unwrap();
        writing
            .story(&Shelved { number: 1, id: "s1".into(), members: vec![1, 2, 3], record: Some(story()), ..Shelved::default() })
            .unwrap();
        writing.commit().unwrap();
        let told = new.leaf(Order::Newest, &At::Start, 10).unwrap().stories;
        let one = &told[0];
        assert_eq!(one.outlets, ["Maren Post", "Coast Radio"]);
        assert_eq!((one.agreed, one.denied, one.updated, one.single), (2, 1, 1, 1));
        assert_eq!(one.harm, [Bounds { measure: "killed".into(), best: Some(7), low: Some(7), high: None }]);
        let rise = Rise { measure: "killed".into(), from: 4, to: 7, since: Some("2031-05-03".into()) };
        assert_eq!(one.rise, Some(rise));

        let file = dir.path().join("old.stemma");
        let mut old = rusqlite::Connection::open(&file).unwrap();
        crate::open::made_until(&mut old, 2);
        old.execute_batch("INSERT INTO batch VALUES (1, '2031-05-05T08:00:00Z', 'add'); INSERT INTO maker VALUES (1, '', '', '');")
            .unwrap();
        let sql = "INSERT INTO story VALUES (1, 's1', NULL, NULL, 'Fire at the grain terminal', 3, 0, NULL, NULL, 0, 3, 1, 1, ?)";
        old.execute(sql, [pack(&story()).unwrap()]).unwrap();
        old.execute("INSERT INTO harm_figure VALUES (1, '', 'killed', 7, 7, NULL, NULL, NULL, '[]')", []).unwrap();
        drop(old);
        assert_eq!(Store::open(&file).unwrap().leaf(Order::Newest, &At::Start, 10).unwrap().stories, told);
    }

    #[test]
    fn the_last_rise_of_a_toll_is_told() {
        let rise = |tolls: &[i64]| {
            let state = |n: &i64| State { best: Some(*n), ..State::default() };
            let figure = HarmFigure { history: tolls.iter().map(state).collect(), ..HarmFigure::default() };
            let story = Story { harm: Harm { killed: Some(figure), ..Harm::default() }, ..Story::default() };
            last_rise(&story).map(|r| (r.from, r.to))
        };
        assert_eq!(rise(&[4, 7, 6]), Some((4, 7)));
        assert_eq!((rise(&[4]), rise(&[7, 6])), (None, None));
    }
}
