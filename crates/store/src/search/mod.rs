//! Search: words, and what reports say. [`query`] reads what is asked for.

pub mod query;

use crate::words::normal;
use crate::{Result, Store};
use query::{Field, Part, Query};
use rusqlite::types::Value;
use std::collections::BTreeSet;
use stemma_model::Range;

/// Claims that are read for one question at most, some 40 ms of work; that there may be more is said. Only words that hardly
/// ever stand in one sentence come so far.
const LOOKED_AT: usize = 20_000;
/// A part of the query that so few claims fulfil is asked first, and the rest of those alone; else claims are gone through from the
/// latest on, until there are enough. Of a store of 100,000 reports either takes 20 ms for so many.
const FEW: usize = 1_000;

/// Words that stand in one sentence are seldom further apart; those that are, are found among the other sentences.
const SENTENCE: usize = 60;
/// What is read of a claim, by [`hit`]; `r` is its report, `s` its story.
const HIT: &str = "SELECT r.id, r.outlet, r.published, r.title, s.id, c.in_title, c.start, c.\"end\", \
     CASE c.in_title WHEN 1 THEN substr(r.title, c.start + 1, c.\"end\" - c.start) \
     ELSE substr(r.text, c.start + 1, c.\"end\" - c.start) END, c.n, c.type";
/// Claims of the latest reports first.
const LATEST: &str = "ORDER BY r.published DESC, r.number DESC, c.number";

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
        self.search_within(query, offset, most, LOOKED_AT)
    }

    fn search_within(&self, query: &Query, offset: usize, most: usize, looked_at: usize) -> Result<(Vec<Hit>, bool)> {
        let query = self.with_moved_stories(query)?;
        let mut found = Found::new(&query, offset.saturating_add(most).saturating_add(1));
        let rows = format!("{HIT} FROM report r CROSS JOIN claim c ON c.report = r.number CROSS JOIN story s ON s.number = r.story");
        let cut = match self.few(&query)? {
            Some(few) => {
                let few = self.in_order(&query, &few)?;
                // The sentences of those that are wanted, one by one: to sort all with their sentences would read every text.
                let sql = format!(
                    "{HIT} FROM json_each(?) j CROSS JOIN claim c ON c.number = j.value CROSS JOIN report r ON r.number = c.report \
                     CROSS JOIN story s ON s.number = r.story"
                );
                self.look(&sql, vec![Value::Text(few)], &mut found, looked_at)?
            }
            None => {
                let several = query.words.len() > 1;
                // Sentences that have all words stand before the others: where words are near each other they are soon found.
                let near = several.then(|| conditions(&query, true));
                let cut = near.map_or(Ok(false), |(all, with)| {
                    found.whole = true;
                    self.look(&format!("{rows} WHERE {all} {LATEST}"), with, &mut found, looked_at)
                })?;
                if several && found.full >= found.enough {
                    cut
                } else {
                    found.rest();
                    let (all, with) = conditions(&query, false);
                    cut | self.look(&format!("{rows} WHERE {all} {LATEST}"), with, &mut found, looked_at)?
                }
            }
        };
        let hits = found.sorted();
        let more = cut || hits.len() > offset.saturating_add(most);
        Ok((hits.into_iter().skip(offset).take(most).collect(), more))
    }

    /// Takes what a question gives until there is enough, or so much was looked at; whether there may be more.
    fn look(&self, sql: &str, with: Vec<Value>, found: &mut Found<'_>, looked_at: usize) -> Result<bool> {
        let look = || -> rusqlite::Result<bool> {
            let mut statement = self.db.prepare_cached(sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(with))?;
            let mut looked = 0;
            while let Some(row) = rows.next()? {
                looked += 1;
                if looked > looked_at || !found.take(hit(row)?) {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        look().map_err(|e| self.error(&e))
    }

    /// Those of some claims that fulfil a query, the latest first, as a JSON array.
    fn in_order(&self, query: &Query, few: &[i64]) -> Result<String> {
        let (conditions, mut with) = conditions(query, false);
        with.insert(0, Value::Text(serde_json::to_string(few).unwrap_or_default()));
        let sql = format!(
            "SELECT c.number FROM json_each(?) j CROSS JOIN claim c ON c.number = j.value CROSS JOIN report r ON r.number = c.report \
             CROSS JOIN story s ON s.number = r.story WHERE {conditions} {LATEST}"
        );
        let numbers: Vec<i64> = self.all(&sql, rusqlite::params_from_iter(with), |r| r.get(0))?;
        Ok(serde_json::to_string(&numbers).unwrap_or_default())
    }

    /// The claims that the rarest part of a query leaves, where they are few.
    fn few(&self, query: &Query) -> Result<Option<Vec<i64>>> {
        let mut few: Option<Vec<i64>> = None;
        for part in &query.parts {
            let found = match part {
                Part::Is(Field::Status, words) => self.told_by("f.status = ?", words)?,
                Part::Is(Field::Origin, words) => {
                    let held = format!("EXISTS (SELECT 1 FROM json_each(v.origins) o WHERE {})", holds("o.value"));
                    self.told_by(&held, &normal(words))?
                }
                Part::Is(Field::Story | Field::Outlet, _) | Part::After(_) | Part::Before(_) => None,
                Part::Is(..) | Part::Number(..) => {
                    let (condition, with) = conditions(&Query { words: Vec::new(), parts: vec![part.clone()] }, false);
                    let sql = format!("SELECT c.number FROM claim c WHERE {condition} LIMIT {}", FEW + 1);
                    let numbers: Vec<i64> = self.all(&sql, rusqlite::params_from_iter(with), |r| r.get(0))?;
                    (numbers.len() <= FEW).then_some(numbers)
                }
            };
            if found.as_ref().is_some_and(|f| few.as_ref().is_none_or(|known| f.len() < known.len())) {
                few = found;
            }
        }
        Ok(few)
    }

    /// The claims behind values of which something holds, where they are few.
    fn told_by(&self, condition: &str, with: &str) -> Result<Option<Vec<i64>>> {
        let sql = format!(
            "SELECT DISTINCT k.value FROM finding f JOIN finding_value v ON v.story = f.story AND v.finding = f.finding, \
             json_each(v.claims) k WHERE {condition} LIMIT {}",
            FEW + 1
        );
        let ids: Vec<String> = self.all(&sql, [with], |r| r.get(0))?;
        if ids.len() > FEW {
            return Ok(None);
        }
        let mut numbers = Vec::with_capacity(ids.len());
        for (report, n) in ids.iter().filter_map(|id| id.rsplit_once("/c")) {
            let sql = "SELECT c.number FROM report r JOIN claim c ON c.report = r.number AND c.n = CAST(? AS INTEGER) WHERE r.id = ?";
            numbers.extend(self.first(sql, [n, report], |r| r.get::<_, i64>(0))?);
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

fn hit(r: &rusqlite::Row<'_>) -> rusqlite::Result<Hit> {
    let report: String = r.get(0)?;
    let claim = (format!("{report}/c{}", r.get::<_, i64>(9)?), r.get(10)?);
    Ok(Hit {
        report,
        outlet: r.get(1)?,
        published: r.get(2)?,
        title: r.get(3)?,
        story: r.get(4)?,
        in_title: r.get(5)?,
        span: Range { start: r.get(6)?, end: r.get(7)? },
        sentence: r.get::<_, Option<String>>(8)?.unwrap_or_default(),
        marks: Vec::new(),
        claims: vec![claim],
    })
}

/// Sentences as claims bring them, those with most words apart.
struct Found<'q> {
    query: &'q Query,
    /// So many sentences are enough.
    enough: usize,
    /// Whether only those with all words are taken.
    whole: bool,
    /// The sentence that claims are being gathered of, with how many of the words it has.
    open: Option<(usize, Hit)>,
    /// Those that are whole.
    hits: Vec<(usize, Hit)>,
    /// How many of them have all words, and how many lack one.
    full: usize,
    nearly: usize,
    /// Whether those with all words are known, but for some of uncommon length, and the rest is looked for.
    resting: bool,
    /// Those that were taken before that.
    known: BTreeSet<(String, bool, usize)>,
}

impl<'q> Found<'q> {
    fn new(query: &'q Query, enough: usize) -> Self {
        let (hits, known) = (Vec::new(), BTreeSet::new());
        Found { query, enough, whole: false, open: None, hits, full: 0, nearly: 0, resting: false, known }
    }

    /// From here on sentences are taken that do not have all words, and those that were taken are passed over.
    fn rest(&mut self) {
        self.close();
        (self.whole, self.resting) = (false, true);
        self.known = self.hits.iter().map(|(_, h)| (h.report.clone(), h.in_title, h.span.start)).collect();
    }

    /// Takes a claim's sentence; false once there are enough that no later one can stand before.
    fn take(&mut self, hit: Hit) -> bool {
        if let Some((_, last)) = &mut self.open
            && (&last.report, last.in_title, last.span) == (&hit.report, hit.in_title, hit.span)
        {
            last.claims.extend(hit.claims);
            return true;
        }
        self.close();
        let enough = self.full + if self.resting { self.nearly } else { 0 };
        if self.known.contains(&(hit.report.clone(), hit.in_title, hit.span.start)) {
            return enough < self.enough;
        }
        let (marks, found) = marks(&hit.sentence, self.query);
        // Words alone ask for the sentences that have them; with other parts the whole report may.
        if (found > 0 || !self.query.parts.is_empty()) && (!self.whole || found == self.query.words.len()) {
            self.open = Some((found, Hit { marks, ..hit }));
        }
        enough < self.enough
    }

    fn close(&mut self) {
        if let Some((found, hit)) = self.open.take() {
            self.full += usize::from(found == self.query.words.len());
            self.nearly += usize::from(found + 1 == self.query.words.len());
            self.hits.push((found, hit));
        }
    }

    fn sorted(mut self) -> Vec<Hit> {
        self.close();
        self.hits.sort_by_key(|(found, _)| std::cmp::Reverse(*found));
        self.hits.into_iter().map(|(_, hit)| hit).collect()
    }
}

/// What the rows have to fulfil, and the values in it; with `near`, the words have to stand as near each other as in a sentence.
fn conditions(query: &Query, near: bool) -> (String, Vec<Value>) {
    let (mut all, mut with): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
    if !query.words.is_empty() {
        // Words are letters and digits alone: nothing in them is syntax of the index.
        let phrases: Vec<String> = query.words.iter().map(|p| format!("\"{}\"", p.join(" "))).collect();
        // The sign keeps reports in the order of their days: gathered from the index first, all of them would be sorted.
        all.push("+r.number IN (SELECT rowid FROM word WHERE word MATCH ?)".into());
        let words = phrases.join(" ");
        with.push(if near { format!("NEAR({words}, {SENTENCE})") } else { words }.into());
    }
    let value = "JOIN finding_value v ON v.story = f.story AND v.finding = f.finding JOIN json_each(v.claims) k \
                 WHERE f.story = r.story AND k.value = r.id || '/c' || c.n";
    for part in &query.parts {
        let (condition, values): (String, Vec<Value>) = match part {
            Part::Is(field, words) => match field {
                Field::Type => ("c.type = ?".into(), vec![words.to_lowercase().into()]),
                Field::Country => ("c.country = ?".into(), vec![words.to_uppercase().into()]),
                Field::Modality => ("c.modality = ?".into(), vec![words.clone().into()]),
                Field::Story => ("s.id = ?".into(), vec![words.clone().into()]),
                Field::Actor => (holds("c.actor"), vec![normal(words).into()]),
                Field::Target => (holds("c.target"), vec![normal(words).into()]),
                Field::Place => (holds("c.place"), vec![normal(words).into()]),
                Field::Source => (holds("c.source"), vec![normal(words).into()]),
                Field::Outlet => (holds("r.outlet"), vec![normal(words).into()]),
                Field::Status => (format!("EXISTS (SELECT 1 FROM finding f {value} AND f.status = ?)"), vec![words.clone().into()]),
                Field::Origin => (
                    format!(
                        "EXISTS (SELECT 1 FROM finding f {value} AND EXISTS (SELECT 1 FROM json_each(v.origins) o WHERE {}))",
                        holds("o.value")
                    ),
                    vec![normal(words).into()],
                ),
            },
            Part::Number(measure, low, high) => {
                let (low, high) = (low.unwrap_or(i64::MIN), high.unwrap_or(i64::MAX));
                // Of an open bound ("more than 50") the number that is told counts, not all that it leaves possible.
                let within = "c.measure = ? AND coalesce(c.high, c.low) >= ? AND coalesce(c.low, c.high) <= ?";
                (within.into(), vec![measure.clone().into(), low.into(), high.into()])
            }
            Part::After(day) => ("r.published >= ?".into(), vec![day.clone().into()]),
            Part::Before(day) => ("r.published < ?".into(), vec![day.clone().into()]),
        };
        all.push(condition);
        with.extend(values);
    }
    (if all.is_empty() { "1".to_owned() } else { all.join(" AND ") }, with)
}

/// Whether a column has some words in it; both without capitals, accents and vowel marks ([`normal`]).
fn holds(column: &str) -> String {
    format!("instr(normal({column}), ?) > 0")
}

/// Where a query's words stand in a sentence, and how many of its words and phrases do.
fn marks(sentence: &str, query: &Query) -> (Vec<Range>, usize) {
    let chars: Vec<char> = sentence.chars().collect();
    let mut words: Vec<(Range, String)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let inside = |c: &char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(*c);
        let end = at + chars[at..].iter().take_while(|c| inside(c)).count();
        if end > at {
            let word: String = chars[at..end].iter().collect();
            words.push((Range { start: at, end }, normal(&word)));
        }
        at = end.max(at) + 1;
    }
    let (mut marks, mut found) = (BTreeSet::new(), 0);
    for phrase in &query.words {
        let places: Vec<usize> = (0..words.len())
            .filter(|&i| phrase.iter().enumerate().all(|(k, word)| words.get(i + k).is_some_and(|w| w.1 == *word)))
            .collect();
        found += usize::from(!places.is_empty());
        marks.extend(places.into_iter().flat_map(|i| words[i..i + phrase.len()].iter().map(|w| w.0)));
    }
    (marks.into_iter().collect(), found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Maker, NewReport, Shelved, What};
    use stemma_model::{Report, ReportClaims, Story};

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
        let (hits, more) = store.search_within(&query, 0, 100, 20).unwrap();
        assert!(hits.len() < 60 && more);
        // Days are compared before reports are: the latest stand first.
        let (hits, _) = store.search(&query, 0, 2).unwrap();
        assert_eq!(hits[0].published.as_deref(), Some("2031-05-28"));
    }

    #[test]
    fn fields_know_no_accents_and_stories_that_moved_are_followed() {
        let (_dir, store) = store(3);
        let count = |text: &str| store.search(&Query::parse(text).unwrap(), 0, 100).unwrap().0.len();
        assert_eq!((count("outlet:ohtu"), count("outlet:\u{d5}HTU"), count("outlet:parnu")), (6, 6, 0));
        assert_eq!((count("story:now"), count("story:old"), count("story:other")), (6, 6, 0));
        assert_eq!((count("type:Meet"), count("parnu dockers"), count("origin:,")), (6, 3, 0));
    }

    #[test]
    fn marks_are_where_the_words_stand() {
        let query = Query::parse("koiv \"maren dol\" absent").unwrap();
        let (marks, found) = marks("Jüri Kõiv of the Maren Dol.", &query);
        assert_eq!(found, 2);
        assert_eq!(marks, [Range { start: 5, end: 9 }, Range { start: 17, end: 22 }, Range { start: 23, end: 26 }]);
    }
}
