//! What a report says happened, as far as stories compare it: who, where, when, what, how many.

use super::rarity::{Rarity, hash, pair};
use super::sketch::day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use stemma_model::{Claim, Entity, EntityKind, Field, ReportClaims};

/// At most so many people are kept, the most prominent.
const PEOPLE: usize = 16;
/// At most so many places, times and types each.
const MOST: usize = 8;
/// Sentences from the top that count as the opening.
const OPENING: usize = 4;
/// A time of more days than this says too little about when.
const LONG: i32 = 7;
/// What being named adds to prominence, and being cited once.
const NAMED: f32 = 0.5;
const CITED: f32 = 0.25;
/// Words beside a name that are neither its first nor its last.
const BESIDE: [&str; 8] = ["jr", "sr", "ii", "iii", "mr", "mrs", "ms", "dr"];
/// Numbers that are years: those of what news tells.
const YEARS: std::ops::Range<u16> = 1950..2050;

/// Who, where, when, what and how many.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Those named, by last name.
    pub people: Vec<Person>,
    /// Places of the claims, by gazetteer number.
    pub spots: Vec<Spot>,
    /// First and last day of times of the claims, since 1970, with their prominence; by day.
    pub days: Vec<(i32, i32, f32)>,
    /// Types of the claims by hash, with their prominence.
    pub kinds: Vec<(u32, f32)>,
    /// How many were killed: what the first claim says that tells it, and the most that any does.
    pub killed: Option<(u16, u16)>,
    /// How many were injured.
    pub injured: Option<(u16, u16)>,
    /// Years that its words name, in order.
    pub years: Vec<u16>,
    /// Host of its address, else its outlet, by hash.
    pub outlet: Option<u32>,
}

/// Someone named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Hash of the last word of the name.
    pub last: u32,
    /// Of first and last word as a phrase; 0 for a single name.
    pub full: u32,
    /// How prominent.
    pub weight: f32,
    /// Said to be killed, hurt or missing.
    pub harmed: bool,
    /// Said to be arrested or charged, or to have harmed someone.
    pub held: bool,
    /// How rare the last name and the full name are in the pool that it was weighed for.
    #[serde(skip)]
    pub rarity: (f32, f32),
}

/// A place on the map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Its number in the gazetteer.
    pub geonames: u64,
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// Hash of its country's code.
    pub country: u32,
    /// How prominent.
    pub weight: f32,
}

impl Facts {
    /// The facts of a report.
    pub fn new(report: &ReportClaims) -> Facts {
        let mut facts = Facts { people: people(&report.entities, &report.claims), ..Facts::default() };
        let mut spots: BTreeMap<u64, Spot> = BTreeMap::new();
        let mut days: BTreeMap<(i32, i32), f32> = BTreeMap::new();
        let mut kinds: BTreeMap<u32, f32> = BTreeMap::new();
        for claim in &report.claims {
            let weight = prominence(claim);
            if let Some(place) = &claim.place
                && let (Some(geonames), Some(lat), Some(lon)) = (place.geonames, place.lat, place.lon)
            {
                let country = place.country.as_deref().map_or(0, hash);
                let spot = Spot { geonames, lat: lat as f32, lon: lon as f32, country, weight: 0.0 };
                spots.entry(geonames).or_insert(spot).weight += weight;
            }
            if claim.trigger.is_none() || claim.kind == "statement" {
                continue;
            }
            *kinds.entry(hash(&claim.kind)).or_default() += weight;
            let time = claim.time.as_ref().filter(|t| t.resolved);
            if let Some(first) = time.and_then(|t| day(t.start.as_deref()?)) {
                let last = time.and_then(|t| day(t.end.as_deref()?)).unwrap_or(first);
                if (0..=LONG).contains(&last.saturating_sub(first)) {
                    *days.entry((first, last)).or_default() += weight;
                }
            }
            facts.count(claim);
        }
        facts.spots = most(spots.into_values().collect(), MOST, |s| s.weight);
        facts.days = most(days.into_iter().map(|((first, last), weight)| (first, last, weight)).collect(), MOST, |d| d.2);
        facts.kinds = most(kinds.into_iter().collect(), MOST, |k| k.1);
        facts.outlet = report.report.url.as_deref().and_then(host).or(report.report.outlet.as_deref()).map(hash);
        facts.years = years(&report.report.text);
        facts
    }

    /// Says how rare the names are in a pool.
    pub fn weigh(&mut self, rarity: &Rarity) {
        for person in &mut self.people {
            person.rarity = (rarity.of(person.last), rarity.of(person.full));
        }
    }

    fn count(&mut self, claim: &Claim) {
        let Some(figure) = claim.figure.as_ref().filter(|_| !claim.negated) else { return };
        let kept = match figure.measure.as_str() {
            "killed" => &mut self.killed,
            "injured" => &mut self.injured,
            _ => return,
        };
        if let Some(low) = figure.low {
            let n = low.clamp(0, i64::from(u16::MAX)) as u16;
            *kept = Some(kept.map_or((n, n), |(first, most)| (first, most.max(n))));
        }
    }
}

/// How prominent what a claim tells is in its report.
fn prominence(claim: &Claim) -> f32 {
    let place = match claim.evidence.field {
        Field::Title => 3.0,
        Field::Text if claim.sentence < OPENING => 2.0,
        Field::Text => 1.0,
    };
    if claim.background { place / 2.0 } else { place }
}

/// The weightiest, in their order.
fn most<T>(mut all: Vec<T>, most: usize, weight: impl Fn(&T) -> f32) -> Vec<T> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| weight(&all[b]).total_cmp(&weight(&all[a])));
    let mut kept = vec![false; all.len()];
    order.into_iter().take(most).for_each(|i| kept[i] = true);
    let mut kept = kept.into_iter();
    all.retain(|_| kept.next().unwrap_or_default());
    all
}

fn people(entities: &[Entity], claims: &[Claim]) -> Vec<Person> {
    let people = entities.iter().filter(|e| e.kind == EntityKind::Person);
    let mut found: BTreeMap<&str, Person> = people.filter_map(|e| Some((e.id.as_str(), named(&e.name)?))).collect();
    for claim in claims {
        let measure = claim.figure.as_ref().map_or("", |f| f.measure.as_str());
        for (role, fillers) in claim.roles.each() {
            for filler in fillers {
                let Some(person) = filler.entity.as_deref().and_then(|e| found.get_mut(e)) else { continue };
                person.weight += prominence(claim);
                match (role, measure) {
                    ("target", "killed" | "injured" | "hospitalised" | "missing") => person.harmed = true,
                    ("target", "arrested" | "charged" | "captured") | ("actor", "killed" | "injured") => person.held = true,
                    _ => {}
                }
            }
        }
        for voice in &claim.attribution {
            if let Some(person) = voice.entity.as_deref().and_then(|e| found.get_mut(e)) {
                person.weight += CITED;
            }
        }
    }
    let mut by_name: BTreeMap<(u32, u32), Person> = BTreeMap::new();
    for person in found.into_values() {
        let kept = by_name.entry((person.last, person.full)).or_insert(Person { weight: NAMED, ..person });
        kept.weight += person.weight;
        kept.harmed |= person.harmed;
        kept.held |= person.held;
    }
    most(by_name.into_values().collect(), PEOPLE, |p| p.weight)
}

/// Someone of this name; none where it has no word with a capital.
fn named(name: &str) -> Option<Person> {
    let words = name.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')));
    let words: Vec<String> = words
        .filter(|w| w.starts_with(char::is_uppercase) && w.chars().count() > 1)
        .map(|w| w.strip_suffix("'s").or_else(|| w.strip_suffix("’s")).unwrap_or(w).to_lowercase())
        .filter(|w| !BESIDE.contains(&w.as_str()))
        .collect();
    let (first, last) = (words.first()?, words.last()?);
    let full = if words.len() > 1 { pair(hash(first), hash(last)) } else { 0 };
    Some(Person { last: hash(last), full, ..Person::default() })
}

/// The host of an address, the archive's before it left out.
fn host(url: &str) -> Option<&str> {
    let tail = url.rsplit_once("//").map_or(url, |(_, tail)| tail);
    let host = tail.split(['/', ':', '?', '#']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|h| !h.is_empty())
}

fn years(text: &str) -> Vec<u16> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|w| w.len() == 4).filter_map(|w| w.parse().ok());
    let mut years: Vec<u16> = numbers.filter(|y| YEARS.contains(y)).collect();
    years.sort_unstable();
    years.dedup();
    years.truncate(MOST);
    years
}
