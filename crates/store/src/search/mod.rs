//! Search: words, and what reports say. [`query`] reads what is asked for, [`found`] holds the sentences against it.
//!
//! Where some part of a query leaves few claims, these are looked at; else reports are gone through from the latest on, until there
//! are enough sentences. Either way a report's text is read only where a claim of it is in question.

mod behind;
pub mod found;
pub mod query;

use crate::derived::CLAIMS;
use crate::words::normal;
use crate::{Result, Store};
use behind::{Behind, has_voice};
use found::{Filed, Found, Said};
use query::{Field, Part, Query};
use rusqlite::types::Value;
use std::collections::BTreeMap;
use stemma_model::Range;

/// How far a search goes.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Claims that are looked at for one question at most; that there may be more is said. Only words that hardly ever stand in one
    /// sentence come so far.
    looked_at: usize,
    /// A part of the query that so few claims fulfil is asked first, and the rest of those alone; else reports are gone through from
    /// the latest on, until there are enough.
    few: usize,
}

/// As far as takes some 40 ms either way, of a store of 100,000 reports.
const LIMITS: Limits = Limits { looked_at: 10_000, few: 4_000 };
/// To see that a report's paragraphs have not the words that are looked for takes as long as to look at so many claims.
const A_REPORT: usize = 5;
/// What is asked of values of findings is few where it is few by this: their claims are found by their ids.
const BY_ID: usize = 4;

/// Words that stand in one sentence are seldom further apart; those that are, are found among the other sentences.
const SENTENCE: usize = 60;
/// What is read of a report: `r` with its story `s`.
const FILED: &str = "r.number, r.id, r.outlet, r.published, r.title, s.id, s.number";
/// What is read of a claim.
const SAID: &str = "c.n, c.type, c.in_title, c.start, c.\"end\"";
/// The latest reports first.
const LATEST: &str = "ORDER BY r.published DESC, r.number DESC";

/// A sentence that answers a query, with the claims in it that do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hit {
    /// The report's id.
    pub report: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The id of its story.
    pub story: String,
    /// Whether the sentence stands in the headline.
    pub in_title: bool,
    /// Where it stands.
    pub span: Range,
    /// Its words, to the letter.
    pub sentence: String,
    /// The words in it that were asked for: ranges of scalar values within the sentence.
    pub marks: Vec<Range>,
    /// The ids of the claims, with their types.
    pub claims: Vec<(String, String)>,
}

impl Store {
    /// The sentences that answer a query: those with most of its words first, then those of the latest reports. At most so many,
    /// from an offset on, and whether there are or may be more.
    pub fn search(&self, query: &Query, offset: usize, most: usize) -> Result<(Vec<Hit>, bool)> {
        self.search_within(query, offset, most, LIMITS)
    }

    fn search_within(&self, query: &Query, offset: usize, most: usize, limits: Limits) -> Result<(Vec<Hit>, bool)> {
        let query = self.with_moved_stories(query)?;
        let mut look =
            Look { store: self, found: Found::new(&query, offset.saturating_add(most).saturating_add(1)), behind: Behind::of(&query) };
        let cut = match self.few(&query, limits.few)? {
            Some(few) => look.at(&query, &few)?,
            None => {
                let several = query.words.len() > 1;
                // Sentences that have all words stand before the others: where words are near each other they are soon found.
                let cut = several && {
                    look.found.whole = true;
                    look.through(&query, true, limits.looked_at)?
                };
                if several && look.found.is_full() {
                    cut
                } else {
                    look.found.rest();
                    cut | look.through(&query, false, limits.looked_at)?
                }
            }
        };
        let hits = look.found.sorted();
        let more = cut || hits.len() > offset.saturating_add(most);
        Ok((hits.into_iter().skip(offset).take(most).collect(), more))
    }

    /// The claims that the rarest part of a query leaves, where they are few.
    fn few(&self, query: &Query, most: usize) -> Result<Option<Vec<i64>>> {
        let mut few: Option<Vec<i64>> = None;
        for part in &query.parts {
            let found = match part {
                Part::Is(Field::Status, words) => self.told_by("f.status = ?1", words, most / BY_ID)?,
                Part::Is(Field::Origin, words) => {
                    let of = format!("f.story IN (SELECT story FROM voice WHERE instr(name, ?) > 0) AND {}", has_voice());
                    self.told_by(&of.replace('?', "?1"), &normal(words), most / BY_ID)?
                }
                part => match of_claim(part) {
                    Some((condition, with)) => {
                        let sql = format!("SELECT c.number FROM claim c WHERE {condition} LIMIT {}", most.saturating_add(1));
                        let numbers: Vec<i64> = self.all(&sql, rusqlite::params_from_iter(with), |r| r.get(0))?;
                        (numbers.len() <= most).then_some(numbers)
                    }
                    None => None,
                },
            };
            if found.as_ref().is_some_and(|f| few.as_ref().is_none_or(|known| f.len() < known.len())) {
                few = found;
            }
        }
        Ok(few)
    }

    /// The claims behind values of which something holds, where they are few.
    fn told_by(&self, condition: &str, with: &str, most: usize) -> Result<Option<Vec<i64>>> {
        let sql = format!(
            "SELECT DISTINCT k.value FROM finding f JOIN finding_value v ON v.story = f.story AND v.finding = f.finding, \
             json_each(v.claims) k WHERE {condition} LIMIT {}",
            most.saturating_add(1)
        );
        let ids: Vec<String> = self.all(&sql, [with], |r| r.get(0))?;
        if ids.len() > most {
            return Ok(None);
        }
        let mut reports: BTreeMap<&str, Option<i64>> = BTreeMap::new();
        let mut numbers = Vec::with_capacity(ids.len());
        for (report, n) in ids.iter().filter_map(|id| id.rsplit_once("/c")) {
            if !reports.contains_key(report) {
                reports.insert(report, self.first("SELECT number FROM report WHERE id = ?", [report], |r| r.get(0))?);
            }
            let of = reports.get(report).copied().flatten();
            numbers.extend(of.zip(n.parse::<i64>().ok()).map(|(report, n)| report * CLAIMS + n));
        }
        Ok(Some(numbers))
    }

    /// A query whose stories are those that their ids lead to now.
    fn with_moved_stories(&self, query: &Query) -> Result<Query> {
        let mut query = query.clone();
        for part in &mut query.parts {
            if let Part::Is(Field::Story, id) = part
                && let Some(now) = self.moved(id)?
            {
                *id = now;
            }
        }
        Ok(query)
    }
}

/// A search under way.
struct Look<'s, 'q> {
    store: &'s Store,
    found: Found<'q>,
    behind: Behind,
}

impl Look<'_, '_> {
    /// Goes through the reports that a query asks for, the latest first; with `near`, its words have to stand as near each other as
    /// in a sentence. Ends where there is enough, or so many claims were looked at; whether there may be more.
    fn through(&mut self, query: &Query, near: bool, looked_at: usize) -> Result<bool> {
        let (reports, with) = of_reports(query, near);
        let reports = format!("SELECT {FILED}, r.text FROM report r CROSS JOIN story s ON s.number = r.story WHERE {reports} {LATEST}");
        let (claims, asked) = of_claims(query);
        // By number, which begins with that of the report: they stand one after another, and no index finds them sooner.
        let claims = format!("SELECT {SAID} FROM claim c NOT INDEXED WHERE c.number >= ? AND c.number < ? AND {claims} ORDER BY c.number");
        let store = self.store;
        let ask = || -> rusqlite::Result<Result<bool>> {
            let mut looked = 0;
            let (mut outer, mut inner) = (store.db.prepare_cached(&reports)?, store.db.prepare_cached(&claims)?);
            let mut rows = outer.query(rusqlite::params_from_iter(with))?;
            while let Some(row) = rows.next()? {
                // Most reports that have all words have them in different paragraphs.
                if !self.found.may_have(row.get_ref(4)?.as_str_or_null()?.unwrap_or_default(), row.get_ref(7)?.as_str()?) {
                    looked += A_REPORT;
                    if looked > looked_at {
                        return Ok(Ok(true));
                    }
                    continue;
                }
                let filed = filed(row)?;
                match self.behind.any(store, &filed) {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(error) => return Ok(Err(error)),
                }
                let from = filed.number * CLAIMS;
                let values = [from, from + CLAIMS].map(Value::Integer).into_iter().chain(asked.iter().cloned());
                let said: Vec<Said> =
                    inner.query_map(rusqlite::params_from_iter(values), |r| said(r, 0))?.collect::<rusqlite::Result<_>>()?;
                looked += said.len();
                if looked > looked_at {
                    return Ok(Ok(true));
                }
                if !self.take(&filed, said, row.get_ref(7)?.as_str()?) {
                    return Ok(Ok(true));
                }
            }
            Ok(Ok(false))
        };
        ask().map_err(|e| store.error(&e))?
    }

    /// Looks at some claims, those of the latest reports first; whether there may be more.
    fn at(&mut self, query: &Query, few: &[i64]) -> Result<bool> {
        let (reports, mut with) = of_reports(query, false);
        let (claims, asked) = of_claims(query);
        with.insert(0, Value::Text(serde_json::to_string(few).unwrap_or_default()));
        with.extend(asked);
        let sql = format!(
            "SELECT {FILED}, {SAID} FROM json_each(?) j CROSS JOIN claim c ON c.number = j.value CROSS JOIN report r ON r.number = c.report \
             CROSS JOIN story s ON s.number = r.story WHERE {reports} AND {claims} {LATEST}, c.number"
        );
        let all: Vec<(Filed, Said)> = self.store.all(&sql, rusqlite::params_from_iter(with), |r| Ok((filed(r)?, said(r, 7)?)))?;
        for of_one in all.chunk_by(|a, b| a.0.number == b.0.number) {
            let Some((filed, _)) = of_one.first() else { continue };
            let said = of_one.iter().map(|(_, said)| said.clone()).collect();
            if self.behind.any(self.store, filed)? {
                let text: String = self.store.one("SELECT text FROM report WHERE number = ?", [filed.number])?;
                if !self.take(filed, said, &text) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Takes the sentences of some claims of a report out of its text; false once there is enough.
    fn take(&mut self, filed: &Filed, said: Vec<Said>, text: &str) -> bool {
        let mut wanted = said.into_iter().filter(|said| self.behind.has(filed, said));
        wanted.all(|said| self.found.take(filed, said, text))
    }
}

fn filed(r: &rusqlite::Row<'_>) -> rusqlite::Result<Filed> {
    Ok(Filed {
        number: r.get(0)?,
        id: r.get(1)?,
        outlet: r.get(2)?,
        published: r.get(3)?,
        title: r.get(4)?,
        story: r.get(5)?,
        story_number: r.get(6)?,
    })
}

fn said(r: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<Said> {
    Ok(Said {
        n: r.get(first)?,
        kind: r.get(first + 1)?,
        in_title: r.get(first + 2)?,
        span: Range { start: r.get(first + 3)?, end: r.get(first + 4)? },
    })
}

/// What reports have to fulfil, and the values in it; with `near`, the words have to stand as near each other as in a sentence.
fn of_reports(query: &Query, near: bool) -> (String, Vec<Value>) {
    let (mut all, mut with): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
    if !query.words.is_empty() {
        // Words are letters and digits alone: nothing in them is syntax of the index.
        let phrases: Vec<String> = query.words.iter().map(|p| format!("\"{}\"", p.join(" "))).collect();
        // The sign keeps reports in the order of their days: gathered from the index first, all of them would be sorted.
        all.push("+r.number IN (SELECT rowid FROM word WHERE word MATCH ?)".into());
        let words = phrases.join(" ");
        with.push(if near { format!("NEAR({words}, {SENTENCE})") } else { words }.into());
    }
    for part in &query.parts {
        let (condition, value) = match part {
            Part::Is(Field::Story, id) => ("s.id = ?".to_owned(), id.clone()),
            Part::Is(Field::Outlet, words) => (holds("r.outlet"), normal(words)),
            Part::After(day) => ("r.published >= ?".to_owned(), day.clone()),
            Part::Before(day) => ("r.published < ?".to_owned(), day.clone()),
            Part::Is(..) | Part::Number(..) => continue,
        };
        all.push(condition);
        with.push(value.into());
    }
    joined(all, with)
}

/// What claims have to fulfil by themselves, and the values in it.
fn of_claims(query: &Query) -> (String, Vec<Value>) {
    let (all, with): (Vec<String>, Vec<Vec<Value>>) = query.parts.iter().filter_map(of_claim).unzip();
    joined(all, with.concat())
}

fn joined(all: Vec<String>, with: Vec<Value>) -> (String, Vec<Value>) {
    (if all.is_empty() { "1".to_owned() } else { all.join(" AND ") }, with)
}

/// What one part of a query asks of a claim by itself; none where it asks something else.
fn of_claim(part: &Part) -> Option<(String, Vec<Value>)> {
    Some(match part {
        Part::Is(field, words) => match field {
            Field::Type => ("c.type = ?".into(), vec![words.to_lowercase().into()]),
            Field::Country => ("c.country = ?".into(), vec![words.to_uppercase().into()]),
            Field::Modality => ("c.modality = ?".into(), vec![words.clone().into()]),
            Field::Actor => (holds("c.actor"), vec![normal(words).into()]),
            Field::Target => (holds("c.target"), vec![normal(words).into()]),
            Field::Place => (holds("c.place"), vec![normal(words).into()]),
            Field::Source => (holds("c.source"), vec![normal(words).into()]),
            Field::Story | Field::Outlet | Field::Status | Field::Origin => return None,
        },
        Part::Number(measure, low, high) => {
            let (low, high) = (low.unwrap_or(i64::MIN), high.unwrap_or(i64::MAX));
            // Of an open bound ("more than 50") the number that is told counts, not all that it leaves possible.
            let within = "c.measure = ? AND coalesce(c.high, c.low) >= ? AND coalesce(c.low, c.high) <= ?";
            (within.into(), vec![measure.clone().into(), low.into(), high.into()])
        }
        Part::After(_) | Part::Before(_) => return None,
    })
}

/// Whether a column has some words in it; both without capitals, accents and vowel marks ([`normal`]).
fn holds(column: &str) -> String {
    format!("instr(normal({column}), ?) > 0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Maker, NewReport, Shelved, What};
    use stemma_model::{Event, Finding, FindingValue, Report, ReportClaims, Status, Story};

    /// A store of reports of two sentences each, a claim in each: dockers, then the number of the report.
    fn store(reports: usize) -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(&dir.path().join("s.stemma")).unwrap();
        let writing = store.writing(What::Add, "2031-05-05T08:00:00Z", 0, &Maker::default()).unwrap();
        let members: Vec<i64> = (1..=reports as i64).collect();
        let story = Shelved { number: 1, id: "now".into(), members: members.clone(), record: Some(Story::default()), ..Shelved::default() };
        let old = Shelved { number: 2, id: "old".into(), into: Some(1), ..Shelved::default() };
        for &number in &members {
            let text = format!("Dockers of P\u{e4}rnu came. Nothing else happened on day {number}.");
            let report = Report {
                id: format!("r{number}"),
                outlet: Some("\u{d5}htu P\u{e4}ev".into()),
                published: Some(format!("2031-05-{:02}", 1 + number % 28)),
                text: text.clone(),
                ..Report::default()
            };
            let said = ReportClaims { report, ..ReportClaims::default() };
            let new = NewReport { number, said: &said, read_from: "-", pages: &[], words: &[], sketch: &[], founded: 0, story: 1 };
            writing.report(&new).unwrap();
            for (n, start, end) in [(1, 0, 23), (2, 24, text.chars().count())] {
                let sql = "INSERT INTO claim (number, report, n, type, in_title, start, \"end\", modality, negated, background, confidence) \
                           VALUES (?1 * 1048576 + ?2, ?1, ?2, 'meet', 0, ?3, ?4, 'asserted', 0, 0, 1)";
                writing.ask(|tx| tx.execute(sql, rusqlite::params![number, n, start, end])).unwrap();
            }
        }
        writing.story(&story).unwrap();
        writing.story(&old).unwrap();
        writing.commit().unwrap();
        (dir, store)
    }

    #[test]
    fn every_answer_is_reached_page_by_page_and_a_search_that_stops_says_so() {
        let (_dir, store) = store(60);
        let query = Query::parse("dockers").unwrap();
        let mut all = Vec::new();
        for page in 0.. {
            let (hits, more) = store.search(&query, page * 7, 7).unwrap();
            assert!(hits.iter().all(|h| h.sentence.starts_with("Dockers")));
            all.extend(hits.into_iter().map(|h| h.report));
            if !more {
                break;
            }
        }
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 60);
        let (hits, more) = store.search_within(&query, 0, 100, Limits { looked_at: 20, ..LIMITS }).unwrap();
        assert!(hits.len() < 60 && more);
        // Days are compared before reports are: the latest stand first.
        let (hits, _) = store.search(&query, 0, 2).unwrap();
        assert_eq!(hits[0].published.as_deref(), Some("2031-05-28"));
    }

    #[test]
    fn what_is_found_is_the_same_whether_few_claims_are_looked_at_or_reports_gone_through() {
        let (_dir, mut store) = store(40);
        let value = |claims: &[&str], origin: &str| FindingValue {
            claims: claims.iter().map(|c| (*c).to_owned()).collect(),
            origins: vec![origin.to_owned()],
            ..FindingValue::default()
        };
        let finding = |id: &str, status, values| Finding { id: id.into(), status, values, ..finding() };
        let findings = vec![
            finding(
                "ev1/f1",
                Status::Disputed,
                vec![value(&["r3/c1", "r5/c2"], "P\u{e4}rnu harbour office"), value(&["r9/c1"], "a docker")],
            ),
            finding("ev1/f2", Status::Agreed, vec![value(&["r7/c2", "r3/c1"], "A docker")]),
        ];
        let record = Story { events: vec![Event { id: "ev1".into(), findings, ..Event::default() }], ..Story::default() };
        let writing = store.writing(What::Add, "2031-05-06T08:00:00Z", 1, &Maker::default()).unwrap();
        let members = (1..=40).collect();
        writing.story(&Shelved { number: 1, id: "now".into(), members, record: Some(record), ..Shelved::default() }).unwrap();
        writing.commit().unwrap();
        for (text, reports) in [
            ("status:disputed", &["r9", "r5", "r3"][..]),
            ("origin:docker", &["r9", "r7", "r3"]),
            ("origin:\"parnu harbour\"", &["r5", "r3"]),
            ("status:agreed origin:office", &["r3"]),
            ("status:disputed dockers", &["r9", "r3", "r5"]),
            ("status:disputed type:meet outlet:ohtu before:2031-05-05", &["r3"]),
            ("origin:nobody", &[]),
        ] {
            let query = Query::parse(text).unwrap();
            let by = |few| store.search_within(&query, 0, 100, Limits { few, ..LIMITS }).unwrap().0;
            assert_eq!(by(0), by(4_000), "{text}");
            assert_eq!(by(0).iter().map(|h| h.report.as_str()).collect::<Vec<_>>(), reports, "{text}");
        }
    }

    fn finding() -> Finding {
        Finding {
            id: String::new(),
            slot: "occurrence".into(),
            status: Status::Single,
            values: Vec::new(),
            best: None,
            low: None,
            high: None,
            origins: 1,
            confidence: 0.5,
            why: String::new(),
            history: Vec::new(),
            decided: None,
        }
    }

    #[test]
    fn fields_know_no_accents_and_stories_that_moved_are_followed() {
        let (_dir, store) = store(3);
        let count = |text: &str| store.search(&Query::parse(text).unwrap(), 0, 100).unwrap().0.len();
        assert_eq!((count("outlet:ohtu"), count("outlet:\u{d5}HTU"), count("outlet:parnu")), (6, 6, 0));
        assert_eq!((count("story:now"), count("story:old"), count("story:other")), (6, 6, 0));
        assert_eq!((count("type:Meet"), count("parnu dockers"), count("origin:,")), (6, 3, 0));
    }
}
