//! One thing that a record must show, and whether it does.

use super::stemma;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What must be found. Fields that are not given do not narrow the search.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// In words.
    pub what: String,
    slot: Option<String>,
    types: Vec<String>,
    status: Vec<String>,
    any_status: bool,
    /// Lows and highs that the finding's values hold; -1 is open.
    values: Vec<(i64, i64)>,
    twin_values: Vec<(i64, i64)>,
    reports: usize,
    most_origins: Option<u64>,
    /// Words that the sentences behind the finding hold.
    says: Vec<String>,
    modality: Option<String>,
    background: Option<bool>,
    claim_says: Option<String>,
    source: Option<String>,
    source_kind: Option<String>,
    entity: Option<String>,
    alias: Option<String>,
    one_event: Option<String>,
    type_of: Vec<String>,
    no_event: Option<String>,
    wire: Vec<String>,
    report: usize,
    time: Option<String>,
    resolved: Option<bool>,
    dated: Option<String>,
    twin_dated: Option<String>,
    nowhere: Vec<String>,
}

/// The record and claims of some reports.
pub struct Output {
    stories: Vec<Value>,
    claims: BTreeMap<String, Value>,
    order: Vec<String>,
}

impl Output {
    /// Runs the program on reports.
    pub fn of(binary: &Path, paths: &[PathBuf], published: Option<&str>) -> Result<Output, String> {
        let dated: Vec<&str> = published.map_or(Vec::new(), |d| vec!["--published", d]);
        let record = stemma(binary, &[&["record", "--format", "json"], &dated[..]].concat(), paths)?;
        let record: Value = serde_json::from_str(&record).map_err(|e| e.to_string())?;
        let claims = stemma(binary, &[&["claims", "--format", "jsonl"], &dated[..]].concat(), paths)?;
        let claims: Vec<Value> = claims.lines().map(serde_json::from_str).collect::<Result<_, _>>().map_err(|e| e.to_string())?;
        let mut order: Vec<String> = Vec::new();
        for c in &claims {
            let id = text(&c["report"]).to_owned();
            if !order.contains(&id) {
                order.push(id);
            }
        }
        let claims = claims.into_iter().map(|c| (text(&c["id"]).to_owned(), c)).collect();
        Ok(Output { stories: list(&record["stories"]).to_vec(), claims, order })
    }

    /// Every claim by its id.
    pub fn claims(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.claims.iter().map(|(id, claim)| (id.as_str(), claim))
    }

    /// The ids of the reports that have claims, in input order.
    pub fn order(&self) -> &[String] {
        &self.order
    }

    /// The events of all stories.
    pub fn events(&self) -> impl Iterator<Item = &Value> {
        self.stories.iter().flat_map(|s| list(&s["events"]))
    }
}

impl Expect {
    /// The same expectation of the twin.
    pub fn twin(&self, replace: &dyn Fn(&str) -> String) -> Expect {
        let all = |v: &[String]| v.iter().map(|s| replace(s)).collect();
        let one = |v: &Option<String>| v.as_deref().map(replace);
        let values = if self.twin_values.is_empty() { self.values.clone() } else { self.twin_values.clone() };
        Expect {
            values,
            says: all(&self.says),
            claim_says: one(&self.claim_says),
            source: one(&self.source),
            entity: one(&self.entity),
            alias: one(&self.alias),
            one_event: one(&self.one_event),
            no_event: one(&self.no_event),
            time: one(&self.time),
            dated: self.twin_dated.clone().or(self.dated.clone()),
            ..self.clone()
        }
    }

    /// Whether it is about a run with a publication date.
    pub fn needs_date(&self) -> bool {
        self.resolved == Some(true)
    }

    /// Whether the output shows it; the reason when it does not.
    pub fn holds(&self, out: &Output) -> Result<(), String> {
        if let Some(name) = &self.entity {
            let alias = self.alias.as_deref().unwrap_or("").to_lowercase();
            let found = out.stories.iter().flat_map(|s| list(&s["entities"])).any(|e| {
                let aliases: Vec<String> =
                    list(&e["aliases"]).iter().map(|a| text(a).to_lowercase()).chain([text(&e["name"]).to_lowercase()]).collect();
                aliases.iter().any(|a| a.contains(&name.to_lowercase())) && aliases.iter().any(|a| a.contains(&alias))
            });
            return found.then_some(()).ok_or("no such entity".into());
        }
        if !self.nowhere.is_empty() {
            let bad = out.claims.values().find(|c| self.nowhere.iter().any(|w| sentence(c).contains(w.as_str())));
            return bad.map_or(Ok(()), |c| Err(format!("claim on \u{201c}{}\u{201d}", sentence(c))));
        }
        if let Some(words) = &self.no_event {
            let bad = out.claims.values().find(|c| sentence(c).contains(words.as_str()) && c["type"] != "statement");
            return bad.map_or(Ok(()), |c| Err(format!("a claim of type {}", c["type"])));
        }
        if !self.wire.is_empty() {
            let id = out.order.get(self.report).ok_or("no such report")?;
            let wires = out
                .stories
                .iter()
                .flat_map(|s| list(&s["reports"]))
                .find(|r| r["id"] == id.as_str())
                .map(|r| r["wire"].clone())
                .unwrap_or_default();
            let found: BTreeSet<&str> = list(&wires).iter().map(text).collect();
            let wanted: BTreeSet<&str> = self.wire.iter().map(String::as_str).collect();
            return (found == wanted).then_some(()).ok_or(format!("{found:?}"));
        }
        if let Some(word) = &self.time {
            let times: Vec<&Value> = out.claims.values().map(|c| &c["time"]).filter(|t| text(&t["text"]).contains(word.as_str())).collect();
            let right = |t: &&Value| {
                t["resolved"] == self.resolved.unwrap_or(false)
                    && self.dated.as_ref().is_none_or(|d| text(&t["start"]).starts_with(d.as_str()))
            };
            return (!times.is_empty() && times.iter().all(right)).then_some(()).ok_or(format!("{} times: {times:?}", times.len()));
        }
        if let Some(words) = &self.claim_says {
            let found = out.claims.values().filter(|c| sentence(c).contains(words.as_str())).any(|c| {
                list(&c["attribution"]).iter().any(|a| {
                    self.source.as_ref().is_none_or(|s| text(&a["source"]).contains(s.as_str()) || text(&a["cue"]).contains(s.as_str()))
                        && self.source_kind.as_ref().is_none_or(|k| a["kind"] == k.as_str())
                })
            });
            return found.then_some(()).ok_or("no claim with that sentence and source".into());
        }
        if let Some(words) = &self.one_event {
            let typed = |c: &&Value| sentence(c).contains(words.as_str()) && self.type_of.iter().any(|t| c["type"] == t.as_str());
            let ids: Vec<&str> = out.claims.values().filter(typed).map(|c| text(&c["id"])).collect();
            let events = out.events().filter(|e| list(&e["claims"]).iter().any(|c| ids.contains(&text(c)))).count();
            return (ids.len() >= 2 && events == 1).then_some(()).ok_or(format!("{} claims in {events} events", ids.len()));
        }
        let mut nearest = "no finding with those words".to_owned();
        for event in out.events() {
            for finding in list(&event["findings"]) {
                match self.finding(event, finding, out) {
                    Ok(()) => return Ok(()),
                    Err(why) if !why.is_empty() => nearest = why,
                    Err(_) => {}
                }
            }
        }
        Err(nearest)
    }

    /// Whether one finding is it: an empty reason when it is about something else.
    fn finding(&self, event: &Value, finding: &Value, out: &Output) -> Result<(), String> {
        let ids: BTreeSet<&str> = list(&finding["values"]).iter().flat_map(|v| list(&v["claims"])).map(text).collect();
        let claims: Vec<&Value> = ids.iter().filter_map(|i| out.claims.get(*i)).collect();
        let reports: BTreeSet<&str> = claims.iter().map(|c| text(&c["report"])).collect();
        let about = self.slot.as_ref().is_none_or(|s| finding["slot"] == s.as_str())
            && (self.types.is_empty() || self.types.iter().any(|t| event["type"] == t.as_str()))
            && self.says.iter().all(|w| claims.iter().any(|c| sentence(c).contains(w.as_str())))
            && self
                .modality
                .as_ref()
                .is_none_or(|m| reports.iter().all(|r| claims.iter().any(|c| c["report"] == *r && c["modality"] == m.as_str())));
        if !about {
            return Err(String::new());
        }
        let values: Vec<(i64, i64)> =
            list(&finding["values"]).iter().map(|v| (v["low"].as_i64().unwrap_or(-1), v["high"].as_i64().unwrap_or(-1))).collect();
        let told = format!(
            "{} {} {} in {} reports, {} origins",
            event["type"],
            finding["slot"],
            finding["status"],
            reports.len(),
            finding["origins"]
        );
        let right = (self.any_status || self.status.is_empty() || self.status.iter().any(|s| finding["status"] == s.as_str()))
            && self.values.iter().all(|v| values.contains(v))
            && reports.len() >= self.reports
            && self.background.is_none_or(|b| event["background"] == b)
            && self.most_origins.is_none_or(|m| finding["origins"].as_u64().unwrap_or(0) <= m);
        right.then_some(()).ok_or(told)
    }
}

fn sentence(claim: &Value) -> &str {
    text(&claim["evidence"]["text"])
}

/// A value's string; empty when it is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// A value's list; empty when it is none.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
