//! Who says what: findings down, reports across, equal values under an equal sign.

use super::address;
use crate::brief::{Point, StoryBrief};
use std::collections::BTreeSet;

/// Rows shown on a story's page; what follows stands on one of its own.
const SHOWN: usize = 12;

/// Rows in all: the rest stands on the page of all findings.
const MOST: usize = 48;

/// The matrix.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    /// Letter, name and address of each report.
    pub reports: Vec<(String, String, String)>,
    /// What is seen at once.
    pub first: Vec<Row>,
    /// What follows.
    pub more: Vec<Row>,
}

/// A finding.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Words of its event.
    pub label: String,
    /// What was compared.
    pub slot: String,
    /// Class of its status.
    pub class: &'static str,
    /// Its status.
    pub status: String,
    /// Its id.
    pub finding: String,
    /// Where it stands; empty for nowhere.
    pub at: String,
    /// What each report says.
    pub cells: Vec<Vec<Cell>>,
}

/// A value that a report gives.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// The sign of the value: equal in a row where the value is.
    pub sign: &'static str,
    /// The value in words of the reports.
    pub value: String,
    /// How the report puts it, and whom it has it from.
    pub told: String,
    /// Where its sentence stands.
    pub at: String,
}

impl Matrix {
    /// Of a story with two reports or more: disputes first, then what was updated, then what is agreed, each with harm before
    /// the rest. To be made before findings get their places.
    pub fn of(s: &StoryBrief) -> Option<Self> {
        if s.sources.len() < 2 {
            return None;
        }
        let details = s.agreed.iter().flat_map(|p| &p.details);
        let all = s.harm.iter().flat_map(|h| &h.points).chain(&s.disputed).chain(&s.updated).chain(&s.agreed).chain(details);
        let mut points: Vec<&Point> = Vec::new();
        for p in all.filter(|p| !p.background && p.values.iter().any(|v| !v.sources.is_empty())) {
            if !points.iter().any(|o| o.event == p.event && o.slot == p.slot) {
                points.push(p);
            }
        }
        points.sort_by_key(|p| ["disputed", "updated", "agreed"].iter().position(|c| *c == p.class()).unwrap_or(3));
        let mut rows: Vec<Row> = points.into_iter().take(MOST).map(|p| row(s, p)).collect();
        let more = rows.split_off(SHOWN.min(rows.len()));
        let reports = s.sources.iter().map(|r| (r.label.clone(), r.name.clone(), address::report(&r.id))).collect();
        (!rows.is_empty()).then_some(Matrix { reports, first: rows, more })
    }

    /// Has each row lead to its finding: on the page itself where it is placed there, else among all findings.
    pub fn lead(&mut self, placed: &BTreeSet<String>, story: &str) {
        for row in self.first.iter_mut().chain(&mut self.more).filter(|r| !r.finding.is_empty()) {
            row.at = match placed.contains(&row.finding) {
                true => format!("#{}", row.finding),
                false => format!("{}#{}", address::findings(story), row.finding),
            };
        }
    }
}

fn row(s: &StoryBrief, p: &Point) -> Row {
    let cell = |label: &String| {
        let said = p.values.iter().enumerate().filter(|(_, v)| v.sources.contains(label));
        said.map(|(i, v)| {
            let quote = v.quotes.iter().find(|q| q.source == *label);
            Cell {
                sign: ["●", "▲", "■", "◆"][i.min(3)],
                value: v.value.clone(),
                told: v.told_in(label),
                at: quote.map_or_else(|| address::labelled(s, label), address::quote),
            }
        })
        .collect()
    };
    Row {
        label: p.label.clone(),
        slot: p.slot_words(),
        class: p.class(),
        status: p.status_words(),
        finding: p.finding.clone(),
        at: String::new(),
        cells: s.sources.iter().map(|r| cell(&r.label)).collect(),
    }
}
