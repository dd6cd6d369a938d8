//! Search: words, and what reports say. [`query`] reads what is asked for.

pub mod query;

use crate::words::normal;
use crate::{Result, Store};
use query::{Field, Part, Query};
use rusqlite::types::Value;
use std::collections::BTreeSet;
use stemma_model::Range;

/// So many claims are looked at, those of the latest reports first.
const LOOKED_AT: usize = 4000;

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
    /// from an offset on, and whether there are more.
    pub fn search(&self, query: &Query, offset: usize, most: usize) -> Result<(Vec<Hit>, bool)> {
        let (conditions, with) = conditions(query);
        let sql = format!(
            "SELECT r.id, r.outlet, r.published, r.title, s.id, c.in_title, c.start, c.\"end\", \
             CASE c.in_title WHEN 1 THEN substr(r.title, c.start + 1, c.\"end\" - c.start) \
             ELSE substr(r.text, c.start + 1, c.\"end\" - c.start) END, c.n, c.type \
             FROM claim c JOIN report r ON r.number = c.report JOIN story s ON s.number = r.story \
             WHERE {conditions} ORDER BY r.published DESC, c.number LIMIT {LOOKED_AT}"
        );
        let rows = self.all(&sql, rusqlite::params_from_iter(with), |r| {
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
        })?;
        let mut hits: Vec<(usize, Hit)> = Vec::new();
        for hit in rows {
            match hits.last_mut().map(|h| &mut h.1) {
                Some(last) if (&last.report, last.in_title, last.span) == (&hit.report, hit.in_title, hit.span) => {
                    last.claims.extend(hit.claims);
                }
                _ => {
                    let (marks, found) = marks(&hit.sentence, query);
                    hits.push((found, Hit { marks, ..hit }));
                }
            }
        }
        // Words alone ask for the sentences that have them; with other parts the whole report may.
        if query.parts.is_empty() {
            hits.retain(|(found, _)| *found > 0);
        }
        hits.sort_by_key(|(found, _)| std::cmp::Reverse(*found));
        let more = hits.len() > offset.saturating_add(most);
        Ok((hits.into_iter().skip(offset).take(most).map(|(_, hit)| hit).collect(), more))
    }
}

/// What the rows have to fulfil, and the values in it.
fn conditions(query: &Query) -> (String, Vec<Value>) {
    let (mut all, mut with): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
    if !query.words.is_empty() {
        // Words are letters and digits alone: nothing in them is syntax of the index.
        let phrases: Vec<String> = query.words.iter().map(|p| format!("\"{}\"", p.join(" "))).collect();
        all.push("c.report IN (SELECT rowid FROM word WHERE word MATCH ?)".into());
        with.push(phrases.join(" ").into());
    }
    let value = "JOIN finding_value v ON v.story = f.story AND v.finding = f.finding JOIN json_each(v.claims) k \
                 WHERE f.story = r.story AND k.value = r.id || '/c' || c.n";
    for part in &query.parts {
        let (condition, values): (String, Vec<Value>) = match part {
            Part::Is(field, words) => match field {
                Field::Type => ("c.type = ?".into(), vec![words.clone().into()]),
                Field::Country => ("c.country = ?".into(), vec![words.to_uppercase().into()]),
                Field::Modality => ("c.modality = ?".into(), vec![words.clone().into()]),
                Field::Story => ("s.id = ?".into(), vec![words.clone().into()]),
                Field::Actor => (holds("c.actor"), vec![like(words)]),
                Field::Target => (holds("c.target"), vec![like(words)]),
                Field::Place => (holds("c.place"), vec![like(words)]),
                Field::Source => (holds("c.source"), vec![like(words)]),
                Field::Outlet => (holds("r.outlet"), vec![like(words)]),
                Field::Status => (format!("EXISTS (SELECT 1 FROM finding f {value} AND f.status = ?)"), vec![words.clone().into()]),
                Field::Origin => (format!("EXISTS (SELECT 1 FROM finding f {value} AND {})", holds("v.origins")), vec![like(words)]),
            },
            Part::Number(measure, low, high) => {
                let (low, high) = (low.unwrap_or(i64::MIN), high.unwrap_or(i64::MAX));
                // A number with an open bound is anything beyond it.
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

/// Whether a column has some words in it.
fn holds(column: &str) -> String {
    format!("{column} LIKE ? ESCAPE '\\'")
}

fn like(words: &str) -> Value {
    let plain = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%").into()
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

    #[test]
    fn marks_are_where_the_words_stand() {
        let query = Query::parse("koiv \"maren dol\" absent").unwrap();
        let (marks, found) = marks("Jüri Kõiv of the Maren Dol.", &query);
        assert_eq!(found, 2);
        assert_eq!(marks, [Range { start: 5, end: 9 }, Range { start: 17, end: 22 }, Range { start: 23, end: 26 }]);
    }
}
