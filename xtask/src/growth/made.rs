//! Reports made from real ones: the plain words of a real happening, other names, numbers, places and days.

use super::{Grouped, random};
use std::collections::BTreeMap;
use stemma_engine::stories::sketch::{Sketch, View};

/// So many reports are published on a day.
const A_DAY: u64 = 300;
/// So many names there are in the made world, the first of them the commonest.
const NAMES: f64 = 200_000.0;
/// One report in so many comes late.
const LATE: u64 = 10;
/// Days that it is late at most.
const DAYS_LATE: u64 = 30;

/// The reports of real happenings, each group by itself, in a fixed order.
pub fn kinds<'a>(sets: impl Iterator<Item = &'a Grouped>) -> Vec<Vec<Sketch>> {
    let mut kinds: BTreeMap<(&str, &str), Vec<Sketch>> = BTreeMap::new();
    for set in sets {
        for sketch in &set.sketches {
            if let Some(group) = set.groups.get(&sketch.report) {
                kinds.entry((set.set, group)).or_default().push(sketch.clone());
            }
        }
    }
    kinds.into_values().collect()
}

/// A report to be made.
pub struct Planned {
    /// The number of its happening.
    pub happening: u32,
    kind: u32,
    nth: u32,
    day: i32,
    seed: u64,
}

/// At least so many reports, in order of arrival; some come late.
pub fn plan(kinds: &[Vec<Sketch>], least: usize) -> Vec<Planned> {
    let mut state = 1;
    let mut planned: Vec<(i64, Planned)> = Vec::new();
    let mut happening = 0;
    while planned.len() < least {
        let kind = (random(&mut state) % kinds.len() as u64) as u32;
        let start = (planned.len() as u64 / A_DAY) as i32;
        let seed = random(&mut state);
        let reports = &kinds[kind as usize];
        let first = reports.iter().filter_map(|s| s.day).min();
        for (nth, sketch) in reports.iter().enumerate() {
            // Days between the reports of a happening stay as they were, within a year.
            let day = start + sketch.day.zip(first).map_or(0, |(d, f)| (d - f).min(365));
            let late = if random(&mut state).is_multiple_of(LATE) { random(&mut state) % DAYS_LATE } else { 0 };
            planned.push((i64::from(day) + late as i64, Planned { happening, kind, nth: nth as u32, day, seed }));
        }
        happening += 1;
    }
    planned.sort_by_key(|(arrival, _)| *arrival);
    planned.into_iter().map(|(_, planned)| planned).collect()
}

/// Makes a report that was planned.
pub fn make(kinds: &[Vec<Sketch>], plan: &Planned) -> Sketch {
    recast(&kinds[plan.kind as usize][plan.nth as usize], plan.seed, plan.day, id(plan))
}

/// The id of a planned report.
pub fn id(plan: &Planned) -> String {
    format!("m{}-{}", plan.happening, plan.nth)
}

/// A report of the same kind about another happening.
fn recast(sketch: &Sketch, seed: u64, day: i32, report: String) -> Sketch {
    let mut made = Sketch { report, day: Some(day), founded: 0, ..sketch.clone() };
    let other = |hash: u32, rare: bool| {
        let mut state = seed ^ u64::from(hash);
        let number = random(&mut state);
        // Names fall off as words do: a few are everywhere, most are rare.
        let share = (number >> 11) as f64 / (1u64 << 53) as f64;
        let name = if rare { number } else { (NAMES * share.powi(3)) as u64 };
        let mut state = name.wrapping_mul(0x9E37_79B9);
        random(&mut state) as u32
    };
    for term in &mut made.terms {
        if term.is(View::Names) || term.is(View::Numbers) || term.is(View::Phrases) {
            term.hash = other(term.hash, term.is(View::Phrases));
        }
    }
    // What the report says happened goes with its names and its day.
    let facts = &mut made.facts;
    for person in &mut facts.people {
        (person.last, person.full) = (other(person.last, false), if person.full == 0 { 0 } else { other(person.full, true) });
    }
    for spot in &mut facts.spots {
        let moved = other(spot.geonames as u32, false);
        (spot.geonames, spot.lat, spot.lon) = (u64::from(moved), (moved % 120) as f32 - 60.0, (moved / 120 % 360) as f32 - 180.0);
    }
    let shift = sketch.day.map_or(0, |from| day.saturating_sub(from));
    facts.days.iter_mut().for_each(|d| (d.0, d.1) = (d.0.saturating_add(shift), d.1.saturating_add(shift)));
    made.ages.iter_mut().for_each(|age| *age = 1 + (other(u32::from(*age), true) % 90) as u8);
    made.terms.sort_by_key(|t| t.hash);
    made.terms.dedup_by_key(|t| t.hash);
    made
}
