//! Which claims stand behind values of a status or an origin.

use super::found::{Filed, Said};
use super::holds;
use super::query::{Field, Part, Query};
use crate::words::normal;
use crate::{Result, Store};
use std::collections::{BTreeMap, BTreeSet};

/// Which claims stand behind values of the status and the origin that are asked for, story by story.
pub struct Behind {
    /// What has to hold of a value, and the words in it.
    asked: Vec<(String, String)>,
    /// Of the stories that were met, the ids of the claims.
    known: BTreeMap<i64, BTreeSet<String>>,
}

impl Behind {
    /// What a query asks of values.
    pub fn of(query: &Query) -> Behind {
        let asked = query.parts.iter().filter_map(|part| match part {
            Part::Is(Field::Status, words) => Some(("f.status = ?2".to_owned(), words.clone())),
            Part::Is(Field::Origin, words) => {
                let here = format!("EXISTS (SELECT 1 FROM voice WHERE story = ?1 AND instr(name, ?) > 0) AND {}", has_voice());
                Some((here.replace(", ?)", ", ?2)"), normal(words)))
            }
            _ => None,
        });
        Behind { asked: asked.collect(), known: BTreeMap::new() }
    }

    /// Whether any claim of the story of a report does.
    pub fn any(&mut self, store: &Store, filed: &Filed) -> Result<bool> {
        if self.asked.is_empty() {
            return Ok(true);
        }
        if !self.known.contains_key(&filed.story_number) {
            let mut all: Option<BTreeSet<String>> = None;
            for (condition, words) in &self.asked {
                let sql = format!(
                    "SELECT k.value FROM finding f JOIN finding_value v ON v.story = f.story AND v.finding = f.finding, \
                     json_each(v.claims) k WHERE f.story = ?1 AND {condition}"
                );
                let some: BTreeSet<String> =
                    store.all(&sql, rusqlite::params![filed.story_number, words], |r| r.get(0))?.into_iter().collect();
                all = Some(all.map_or_else(|| some.clone(), |known| known.intersection(&some).cloned().collect()));
            }
            self.known.insert(filed.story_number, all.unwrap_or_default());
        }
        Ok(self.known.get(&filed.story_number).is_some_and(|claims| !claims.is_empty()))
    }

    /// Whether a claim of a report does, whose story was met.
    pub fn has(&self, filed: &Filed, said: &Said) -> bool {
        self.asked.is_empty() || self.known.get(&filed.story_number).is_some_and(|c| c.contains(&format!("{}/c{}", filed.id, said.n)))
    }
}

/// Whether a value `v` rests on a voice.
pub fn has_voice() -> String {
    format!("EXISTS (SELECT 1 FROM json_each(v.origins) o WHERE {})", holds("o.value"))
}
