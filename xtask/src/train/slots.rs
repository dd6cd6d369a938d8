//! What readers listed as one slot: `xtask/slots.jsonl`, 24 groups of reports of one story each, every claim of them that tells
//! what a slot asks. Positions only, no words; one reader a group, by the guidelines of the findings set.

use super::corpus;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use stemma_engine::reconcile::items::Item;
use stemma_model::Field;

/// One group: its reports' rows, and its slots.
pub struct Group {
    /// The reports as their sets have them.
    pub rows: Vec<Value>,
    slots: Vec<Slot>,
}

#[derive(Deserialize)]
struct Line {
    reports: Vec<Source>,
    slots: Vec<Slot>,
}

#[derive(Deserialize)]
struct Source {
    set: String,
    id: String,
}

#[derive(Deserialize)]
struct Slot {
    kind: String,
    told: Vec<Told>,
}

/// Report, field, first and last scalar value, what they are (a trigger, the sentence of a claim without one, or words that
/// no claim tells), the claim's type.
#[derive(Deserialize)]
struct Told(usize, Field, usize, usize, String, String);

/// What readers say of the items of a group.
pub struct Marks {
    /// The slots that each item tells, but for figures.
    pub slots: Vec<BTreeSet<usize>>,
    /// The figures that each item tells.
    pub figures: Vec<BTreeSet<usize>>,
    /// All slots that the sentence of each item tells; none for headlines.
    pub sentences: Vec<BTreeSet<usize>>,
    /// The slots that two reports tell, but for figures.
    pub wanted: BTreeSet<usize>,
}

/// Reads the groups with their reports.
pub fn read(root: &Path) -> Result<Vec<Group>, String> {
    let path = root.join("xtask/slots.jsonl");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let lines: Vec<Line> =
        text.lines().map(|l| serde_json::from_str(l).map_err(|e| format!("{}: {e}", path.display()))).collect::<Result<_, _>>()?;
    let sets: BTreeSet<&str> = lines.iter().flat_map(|l| &l.reports).map(|r| r.set.as_str()).collect();
    let mut rows: BTreeMap<(&str, String), Value> = BTreeMap::new();
    for set in sets {
        for row in corpus::rows(&root.join(format!("../shared/data/{set}.jsonl.gz")))? {
            let id = row["id"].as_str().unwrap_or_default().to_owned();
            rows.insert((set, id), row);
        }
    }
    let mut out = Vec::new();
    for line in &lines {
        let found = line
            .reports
            .iter()
            .map(|r| rows.get(&(r.set.as_str(), r.id.clone())).cloned().ok_or(format!("no report {} in {}", r.id, r.set)));
        out.push(found.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(out.into_iter().zip(lines).map(|(rows, line)| Group { rows, slots: line.slots }).collect())
}

impl Group {
    /// What readers say of the items; `place` gives the place of an item's report among the group's.
    pub fn marks(&self, items: &[Item<'_>], place: &dyn Fn(&Item<'_>) -> usize) -> Marks {
        let mut marks = Marks {
            slots: vec![BTreeSet::new(); items.len()],
            figures: vec![BTreeSet::new(); items.len()],
            sentences: vec![BTreeSet::new(); items.len()],
            wanted: BTreeSet::new(),
        };
        for (s, slot) in self.slots.iter().enumerate() {
            let figure = slot.kind.starts_with("figure");
            let reports: BTreeSet<usize> = slot.told.iter().filter(|t| t.1 == Field::Text).map(|t| t.0).collect();
            if !figure && reports.len() > 1 {
                marks.wanted.insert(s);
            }
            for Told(report, field, start, end, what, kind) in &slot.told {
                for (i, item) in items.iter().enumerate().filter(|(_, item)| place(item) == *report && item.claim.evidence.field == *field)
                {
                    let claim = item.claim;
                    if *field == Field::Text && claim.evidence.start < *end && *start < claim.evidence.end {
                        marks.sentences[i].insert(s);
                    }
                    let at = match (&claim.trigger, what.as_str()) {
                        (Some(t), "trigger") => (t.start, t.end),
                        (None, "sentence") => (claim.evidence.start, claim.evidence.end),
                        _ => continue,
                    };
                    if at == (*start, *end) && claim.kind == *kind {
                        if figure { &mut marks.figures[i] } else { &mut marks.slots[i] }.insert(s);
                    }
                }
            }
        }
        marks
    }
}
