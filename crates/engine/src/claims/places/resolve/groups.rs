//! Mentions that must mean one place, and the places that their name may mean.

use super::super::PlaceMention;
use super::super::gazetteer::{Gazetteer, Kind, Place, fold};
use super::super::names::names;
use std::collections::HashMap;
use stemma_nlp::Doc;

/// How a name in the text fits one in the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Word for word.
    Whole,
    /// But for a word that says what it is or which part ("city of", "northern").
    Trimmed,
    /// It is named after the place ("Kelbrook Airport").
    Part,
    /// It is one of nature's things that bears the place's name ("Kelbrook River").
    Nature,
}

/// A place that a name may mean.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub place: Place,
    pub form: Form,
    /// Its direction from the middle of the earth.
    pub at: [f64; 3],
}

/// Mentions of one name that mean one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// The name, folded.
    pub name: String,
    /// The places that it may mean.
    pub options: Vec<Choice>,
    /// The group of the place named right behind it ("Springfield, Ill.").
    pub container: Option<usize>,
    /// Field and number of its mentions.
    pub mentions: Vec<(usize, usize)>,
    /// Whether it is a street address.
    pub address: bool,
    /// Whether the word "county" or the like stands in or behind it.
    pub county: bool,
    /// Whether it stands in the dateline or is the first name of the text.
    pub leads: bool,
}

/// More places of one name are not looked at: the most populous count.
const MOST: usize = 48;

/// The groups of a report's mentions, in order of first mention.
pub(super) fn groups(fields: &[(&Doc, &[PlaceMention])], gazetteer: &Gazetteer) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    let mut by_key: HashMap<(String, Option<usize>), usize> = HashMap::new();
    let mut contained: HashMap<String, usize> = HashMap::new();
    let mut plain: Vec<(String, usize, usize)> = Vec::new();
    let mut cache: HashMap<String, Vec<Choice>> = HashMap::new();
    for (field, (doc, mentions)) in fields.iter().enumerate() {
        // From the right, so that a container has its group before what lies in it.
        let mut group_of: Vec<Option<usize>> = vec![None; mentions.len()];
        for (n, m) in mentions.iter().enumerate().rev() {
            let asked = Asked::new(doc, m);
            let container = (n + 1 < mentions.len() && is_behind(doc, m, &mentions[n + 1])).then(|| group_of[n + 1]).flatten();
            let key = (asked.key(), container);
            let at = *by_key.entry(key.clone()).or_insert_with(|| {
                let options = cache.entry(key.0.clone()).or_insert_with(|| asked.options(gazetteer)).clone();
                out.push(Group {
                    name: asked.folded.clone(),
                    options,
                    container,
                    county: asked.county,
                    address: m.address,
                    ..Group::default()
                });
                out.len() - 1
            });
            if container.is_some() {
                contained.insert(key.0, at);
            } else {
                plain.push((key.0, field, n));
            }
            out[at].mentions.push((field, n));
            group_of[n] = Some(at);
        }
    }
    // A name that is once told with its container means the same where it stands alone.
    for (key, field, n) in plain {
        let (Some(&to), Some(&from)) = (contained.get(&key), by_key.get(&(key.clone(), None))) else { continue };
        out[from].mentions.retain(|m| *m != (field, n));
        out[to].mentions.push((field, n));
    }
    finish(out, fields.len().saturating_sub(1))
}

/// Drops what has become empty and puts groups into reading order; the first name of field `text` leads.
fn finish(mut groups: Vec<Group>, text: usize) -> Vec<Group> {
    for g in &mut groups {
        g.mentions.sort_unstable();
    }
    let mut order: Vec<usize> = (0..groups.len()).filter(|&i| !groups[i].mentions.is_empty()).collect();
    order.sort_by_key(|&i| groups[i].mentions[0]);
    let mut place = vec![None; groups.len()];
    order.iter().enumerate().for_each(|(new, &old)| place[old] = Some(new));
    let mut out: Vec<Group> = order.iter().map(|&i| std::mem::take(&mut groups[i])).collect();
    for g in &mut out {
        g.container = g.container.and_then(|c| place[c]);
    }
    if let Some(first) = out.iter_mut().find(|g| g.mentions.contains(&(text, 0))) {
        first.leads = true;
    }
    out
}

/// Whether the second mention stands right behind the first, with only a comma or a bracket between.
fn is_behind(doc: &Doc, a: &PlaceMention, b: &PlaceMention) -> bool {
    let (from, to) = (a.tokens.end, b.tokens.start);
    !b.adjective && from < to && to - from <= 2 && doc.slice(from..to).chars().all(|c| matches!(c, ',' | '(' | ' ' | '.'))
}

/// What is looked up for a mention.
struct Asked {
    folded: String,
    printed: String,
    adjective: bool,
    address: bool,
    county: bool,
    /// Whether the text is not in capitals.
    mixed: bool,
}

/// Words that say that a name is a county's.
const COUNTY: [&str; 5] = ["county", "counties", "parish", "parishes", "borough"];
/// Words before a name that say what it is, or which part of it is meant.
const BEFORE: [&str; 42] = [
    "city of",
    "town of",
    "village of",
    "township of",
    "borough of",
    "state of",
    "province of",
    "region of",
    "republic of",
    "district of",
    "kingdom of",
    "municipality of",
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "upper",
    "lower",
    "greater",
    "downtown",
    "upstate",
    "metro",
    "northwest",
    "northeast",
    "southwest",
    "southeast",
    "northwestern",
    "northeastern",
    "southwestern",
    "southeastern",
    "north west",
    "north east",
    "south west",
    "south east",
    "historic",
    "old",
    "mid",
];
/// The same behind a name.
const BEHIND: [&str; 20] = [
    "city",
    "town",
    "village",
    "township",
    "borough",
    "state",
    "province",
    "region",
    "district",
    "area",
    "republic",
    "oblast",
    "governorate",
    "prefecture",
    "department",
    "municipality",
    "metro",
    "proper",
    "suburbs",
    "territory",
];

impl Asked {
    fn new(doc: &Doc, m: &PlaceMention) -> Asked {
        let printed = if m.adjective { m.name.clone() } else { doc.slice(m.tokens.clone()).to_owned() };
        let folded = fold(printed.strip_suffix("'s").unwrap_or(&printed));
        let mixed = doc.text().chars().filter(|c| c.is_alphabetic()).take(400).filter(|c| c.is_lowercase()).count() > 40;
        let lower = |i: usize| if i < doc.len() { doc.token(i).lower() } else { "" };
        let end = m.tokens.end;
        let listed = matches!(lower(end), "and" | "," | "or") && (COUNTY.contains(&lower(end + 2)) || COUNTY.contains(&lower(end + 3)));
        let county = COUNTY.iter().any(|w| folded.split(' ').any(|x| x == *w)) || COUNTY.contains(&lower(end)) || listed;
        Asked { folded, printed, adjective: m.adjective, address: m.address, county, mixed }
    }

    fn key(&self) -> String {
        let mark = if self.adjective {
            "~"
        } else if self.county {
            "#"
        } else {
            ""
        };
        // "Miss." and "Miss" are not one name.
        if self.printed.contains('.') { format!("{mark}{}.", self.folded) } else { format!("{mark}{}", self.folded) }
    }

    fn options(&self, gazetteer: &Gazetteer) -> Vec<Choice> {
        if let Some(state) = self.short(gazetteer) {
            return vec![choice(state, Form::Whole)];
        }
        let mut found = Found { gazetteer, list: Vec::new() };
        let name = self.folded.as_str();
        if !self.adjective && self.county && !COUNTY.iter().any(|w| name.contains(w)) {
            found.add(&format!("{name} county"), Form::Whole);
            found.add(&format!("{name} parish"), Form::Whole);
        }
        found.add(name, Form::Whole);
        let known = |c: &Choice| c.place.is_region();
        // "Mexican" names the country, "EU" no town; "Red Sea" and "Middle East" are what they say.
        let acronym = self.printed.len() <= 4 && self.printed.chars().all(|c| c.is_ascii_uppercase());
        let plain = name.contains(' ') && found.list.iter().any(|c| known(c) && c.place.kind == Kind::Region);
        if (self.adjective || acronym && self.mixed || plain) && found.list.iter().any(known) {
            found.list.retain(known);
            return found.list;
        }
        if self.adjective {
            found.list.retain(|c| matches!(c.place.kind, Kind::Country | Kind::State | Kind::Region));
            return found.list;
        }
        self.trimmed(&mut found);
        if found.list.is_empty() && !self.address {
            parts(name).into_iter().for_each(|(part, form)| found.add(part, form));
            found.list.retain(|c| c.place.kind != Kind::Region || c.place.is_region());
        }
        let mut list = found.list;
        if list.len() > MOST {
            list.sort_by_key(|c| (c.place.kind == Kind::City, std::cmp::Reverse(c.place.population), c.place.id));
            list.truncate(MOST);
        }
        list
    }

    /// "Ga.", "W.Va", "Western Mass.", "S.Jersey": a state's short form, with or without a direction before it.
    fn short(&self, gazetteer: &Gazetteer) -> Option<Place> {
        let behind =
            || self.printed.split_once(' ').filter(|(word, _)| BEFORE.contains(&word.to_lowercase().as_str())).map(|(_, rest)| rest);
        gazetteer.short(&self.printed).or_else(|| gazetteer.short(behind()?))
    }

    /// The name without words that only say what it is.
    fn trimmed(&self, found: &mut Found<'_>) {
        let name = self.folded.as_str();
        if let Some(rest) = name.strip_prefix("county ") {
            found.add(&format!("{rest} county"), Form::Whole);
            found.add(rest, Form::Trimmed);
        }
        for (letter, word) in [("n ", "north "), ("s ", "south "), ("e ", "east "), ("w ", "west ")] {
            if let Some(rest) = name.strip_prefix(letter) {
                found.add(&format!("{word}{rest}"), Form::Whole);
                found.add(rest, Form::Trimmed);
            }
        }
        for word in BEFORE {
            if let Some(rest) = name.strip_prefix(word).and_then(|r| r.strip_prefix(' ')) {
                found.add(rest.strip_prefix("the ").unwrap_or(rest), Form::Trimmed);
            }
        }
        for word in BEHIND {
            if let Some(rest) = name.strip_suffix(word).and_then(|r| r.strip_suffix(' ')) {
                found.add(rest, Form::Trimmed);
            }
        }
        found.add(&format!("{name} city"), Form::Trimmed);
    }
}

/// The options found so far, each place once.
struct Found<'a> {
    gazetteer: &'a Gazetteer,
    list: Vec<Choice>,
}

impl Found<'_> {
    fn add(&mut self, name: &str, form: Form) {
        for place in self.gazetteer.find(name) {
            if !self.list.iter().any(|c| (c.place.id, c.place.lat, c.place.lon) == (place.id, place.lat, place.lon)) {
                self.list.push(choice(place, form));
            }
        }
    }
}

/// Things that lie in the land, and often far from the town that bears their name.
const NATURE: [&str; 22] = [
    "river",
    "creek",
    "lake",
    "bay",
    "mountain",
    "mountains",
    "mt",
    "valley",
    "canyon",
    "forest",
    "sea",
    "ocean",
    "gulf",
    "strait",
    "desert",
    "island",
    "islands",
    "isle",
    "cape",
    "beach",
    "falls",
    "national",
];

/// What a thing or a body may be named after: its words without some at the front or the end.
fn parts(name: &str) -> Vec<(&str, Form)> {
    let starts: Vec<usize> = std::iter::once(0).chain(name.match_indices(' ').map(|(i, _)| i + 1)).collect();
    let ends: Vec<usize> = name.match_indices(' ').map(|(i, _)| i).chain([name.len()]).collect();
    let count = starts.len();
    let form = if name.split(' ').any(|w| NATURE.contains(&w)) { Form::Nature } else { Form::Part };
    let mut out = Vec::new();
    for len in (1..count.min(6)).rev() {
        for from in 0..=count - len {
            let part = &name[starts[from]..ends[from + len - 1]];
            let generic =
                names().features.contains(part) || names().institutions.contains(part) || BEFORE.contains(&part) || BEHIND.contains(&part);
            if part.len() > 3 && !generic && (from == 0 || len > 1 || form == Form::Part) {
                out.push((part, form));
            }
        }
        if out.len() > 12 {
            break;
        }
    }
    out
}

fn choice(place: Place, form: Form) -> Choice {
    let (lat, lon) = (place.lat.to_radians(), place.lon.to_radians());
    Choice { place, form, at: [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()] }
}
