//! A story's claims with what aligning needs: joined entities, head words, weighted words, days.

use super::slots::weekday;
use crate::lexicon::Lexicon;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use stemma_model::{Claim, Entity, EntityKind, Filler, ReportClaims};

/// One claim of a story, with keys that can be compared across reports.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// Index of its report in the story.
    pub report: usize,
    /// Who did it.
    pub actors: Vec<Key>,
    /// To whom.
    pub targets: Vec<Key>,
    /// Where.
    pub places: Vec<Key>,
    /// With what.
    pub instruments: Vec<Key>,
    /// About what.
    pub topics: Vec<Key>,
    /// The stem of its trigger's longest word; empty without a trigger.
    pub stem: String,
    /// How many claims of its report have its type.
    pub of_kind: usize,
    /// How many claims of its report have its type and one of its actors.
    pub of_actor: usize,
    /// How rare its trigger is in the story: the logarithm of all typed claims over those with its stem.
    pub rarity: f64,
    /// Types of the happenings that stand inside its topic or target ("ignored the summons").
    pub content: Vec<&'a str>,
    /// Ids of the content words of its sentence, sorted, each once.
    pub words: Vec<u32>,
    /// What its figure counts, or would count.
    pub measure: Option<&'a str>,
    /// First and last day of its event time, ISO.
    pub days: Option<(&'a str, &'a str)>,
    /// The weekday that its time names, 0 for Monday.
    pub weekday: Option<usize>,
    /// Whether its type counts victims.
    pub victims: bool,
    /// Whose words it is in, lower case; empty when it is the report's.
    pub voice: String,
}

/// What a role filler refers to, comparable across reports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The story's entity, where names resolve it.
    pub entity: Option<usize>,
    /// The head word, lower case, singular.
    pub head: String,
    /// What it is.
    pub kind: EntityKind,
    /// Whether the phrase holds a name.
    pub named: bool,
}

impl Key {
    /// Whether two fillers are the same thing as far as can be told: one entity, else one head word where neither
    /// is a different named one.
    pub fn same(&self, other: &Key) -> bool {
        match (self.entity, other.entity) {
            (Some(a), Some(b)) if a == b => true,
            (Some(_), Some(_)) if self.named && other.named => false,
            _ => self.head == other.head && !self.head.is_empty(),
        }
    }

    /// Whether two fillers name different individuals.
    pub fn conflicts(&self, other: &Key) -> bool {
        self.named && other.named && self.kind == other.kind && self.kind == EntityKind::Person && !self.same(other)
    }
}

/// The words of a story with their weights.
#[derive(Debug, Default)]
pub struct Vocabulary {
    ids: HashMap<String, u32>,
    frequency: Vec<u32>,
    sentences: u32,
    /// The squared weight of each word, once all sentences are read.
    squares: Vec<f64>,
}

impl Vocabulary {
    fn words(&mut self, text: &str) -> Vec<u32> {
        let mut out = BTreeSet::new();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2) {
            let stem = stem(&word.to_lowercase());
            let next = self.ids.len() as u32;
            out.insert(*self.ids.entry(stem).or_insert(next));
        }
        self.frequency.resize(self.ids.len(), 0);
        out.into_iter().collect()
    }

    /// Weighs the words, once all sentences are read: high when few sentences of the story have one, 0 for one that a fifth
    /// of them have.
    fn weigh(&mut self) {
        let weight = |n: &u32| {
            let share = f64::from(*n) / f64::from(self.sentences.max(1));
            if self.sentences > 10 && share > 0.2 { 0.0 } else { (1.0 / share.max(1e-6)).ln().max(0.3) }
        };
        self.squares = self.frequency.iter().map(|n| weight(n).powi(2)).collect();
    }

    /// Weighted overlap of two sorted word lists, 0 to 1 (cosine).
    pub fn likeness(&self, a: &[u32], b: &[u32]) -> f64 {
        let square = |w: &u32| self.squares.get(*w as usize).copied().unwrap_or_default();
        let norm = |w: &[u32]| w.iter().map(square).sum::<f64>();
        let shared: f64 = Shared { a, b }.map(|w| square(&w)).sum();
        let scale = (norm(a) * norm(b)).sqrt();
        if scale > 0.0 { shared / scale } else { 0.0 }
    }
}

/// What two sorted lists share, in order.
struct Shared<'w> {
    a: &'w [u32],
    b: &'w [u32],
}

impl Iterator for Shared<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        while let ([x, a @ ..], [y, b @ ..]) = (self.a, self.b) {
            if x <= y {
                self.a = a;
            }
            if y <= x {
                self.b = b;
            }
            if x == y {
                return Some(*x);
            }
        }
        None
    }
}

/// How many words two sorted lists share.
pub fn shared(a: &[u32], b: &[u32]) -> usize {
    Shared { a, b }.count()
}

/// The claims of a story as items, in report and text order, with the words they are weighed by.
pub fn items<'a>(reports: &[&'a ReportClaims], entities: &[Entity], lexicon: &'a Lexicon) -> (Vec<Item<'a>>, Vocabulary) {
    let joined: BTreeMap<&str, usize> =
        entities.iter().enumerate().flat_map(|(i, e)| e.members.iter().map(move |m| (m.as_str(), i))).collect();
    let mut vocabulary = Vocabulary::default();
    let mut out = Vec::new();
    for (report, said) in reports.iter().enumerate() {
        let mut sentence = None;
        for claim in &said.claims {
            let words = vocabulary.words(&claim.evidence.text);
            let here = (claim.evidence.field, claim.evidence.start);
            if sentence.replace(here) != Some(here) {
                vocabulary.sentences += 1;
                words.iter().for_each(|&w| vocabulary.frequency[w as usize] += 1);
            }
            let keys = |fillers: &[Filler]| fillers.iter().filter_map(|f| key(f, &joined, entities)).collect::<Vec<_>>();
            out.push(Item {
                claim,
                report,
                actors: keys(&claim.roles.actor),
                targets: keys(&claim.roles.target),
                places: keys(&claim.roles.place),
                instruments: keys(&claim.roles.instrument),
                topics: keys(&claim.roles.topic),
                stem: claim.trigger.as_ref().map(|t| trigger_stem(&t.text)).unwrap_or_default(),
                of_kind: said.claims.iter().filter(|c| c.kind == claim.kind).count(),
                of_actor: 0,
                rarity: 0.0,
                content: content(claim, &said.claims),
                words,
                measure: measure(claim, lexicon).filter(|m| *m != MISSING || !found(claim, &said.claims, lexicon)),
                days: claim.time.as_ref().and_then(|t| Some((day(t.start.as_deref()?), day(t.end.as_deref()?)))),
                weekday: claim.time.as_ref().and_then(|t| weekday(&t.text)),
                victims: lexicon
                    .kind_named(&claim.kind)
                    .and_then(|t| t.measure.as_deref())
                    .is_some_and(|m| stemma_model::Harm::MEASURES.contains(&m)),
                voice: claim.attribution.first().map(|v| v.source.to_lowercase()).unwrap_or_default(),
            });
        }
    }
    vocabulary.weigh();
    for i in 0..out.len() {
        // The items of a report stand together.
        let own = out.partition_point(|o| o.report < out[i].report)..out.partition_point(|o| o.report <= out[i].report);
        let mine = |o: &&Item<'_>| o.claim.kind == out[i].claim.kind;
        let by_one = |o: &&Item<'_>| o.actors.iter().any(|a| out[i].actors.iter().any(|b| a.same(b)));
        out[i].of_actor = if out[i].actors.is_empty() { 0 } else { out[own].iter().filter(mine).filter(by_one).count() };
    }
    weigh_triggers(&mut out);
    (out, vocabulary)
}

fn weigh_triggers(items: &mut [Item<'_>]) {
    let mut frequency: HashMap<String, usize> = HashMap::new();
    let mut all = 0usize;
    for item in items.iter().filter(|i| !i.stem.is_empty()) {
        *frequency.entry(item.stem.clone()).or_default() += 1;
        all += 1;
    }
    for item in items.iter_mut() {
        if let Some(&n) = frequency.get(&item.stem) {
            item.rarity = (all as f64 / n as f64).ln();
        }
    }
}

/// The stem of a trigger: of its longest word, since light verbs and particles are short ("took place", "shot dead").
fn trigger_stem(text: &str) -> String {
    let longest = text.split(|c: char| !c.is_alphanumeric()).max_by_key(|w| w.chars().count());
    longest.map(|w| stem(&w.to_lowercase())).unwrap_or_default()
}

/// The day of an ISO date or date-time.
pub fn day(iso: &str) -> &str {
    iso.get(..10).unwrap_or(iso)
}

/// The measure of those of whom nothing is known.
const MISSING: &str = "missing";

/// What a claim counts, or would count.
fn measure<'a>(claim: &'a Claim, lexicon: &'a Lexicon) -> Option<&'a str> {
    let of_kind = || lexicon.kind_named(&claim.kind).and_then(|t| t.measure.as_deref());
    claim.figure.as_ref().map(|f| f.measure.as_str()).or_else(of_kind)
}

/// Whether a claim that some are missing is only what a sentence calls those of whom it tells more: "three missing workers
/// were found alive".
fn found(claim: &Claim, all: &[Claim], lexicon: &Lexicon) -> bool {
    let Some(trigger) = &claim.trigger else { return false };
    let here = |c: &&Claim| c.evidence.start == claim.evidence.start && c.evidence.field == claim.evidence.field && c.id != claim.id;
    let counts = |c: &&Claim| measure(c, lexicon).is_some_and(|m| m != MISSING);
    all.iter().filter(here).filter(counts).any(|c| c.roles.target.iter().any(|f| f.start <= trigger.start && trigger.end <= f.end))
}

/// Types of the claims of the same sentence whose triggers stand inside the topic or target of a claim.
fn content<'a>(claim: &Claim, all: &'a [Claim]) -> Vec<&'a str> {
    let spans: Vec<(usize, usize)> = claim.roles.topic.iter().chain(&claim.roles.target).map(|f| (f.start, f.end)).collect();
    let near =
        all.iter().filter(|c| c.evidence.start == claim.evidence.start && c.evidence.field == claim.evidence.field && c.id != claim.id);
    near.filter(|c| c.trigger.as_ref().is_some_and(|t| spans.iter().any(|s| s.0 <= t.start && t.end <= s.1)))
        .map(|c| c.kind.as_str())
        .collect()
}

/// The key of a filler; none for a pronoun that nothing resolves.
fn key(filler: &Filler, joined: &BTreeMap<&str, usize>, entities: &[Entity]) -> Option<Key> {
    let entity = filler.entity.as_deref().and_then(|e| joined.get(e).copied());
    let name = entity.map(|e| entities[e].name.as_str()).or(filler.name.as_deref());
    let named = name.is_some_and(|n| n.chars().next().is_some_and(char::is_uppercase)) && filler.kind != EntityKind::Group;
    if entity.is_none() && is_pronoun(&filler.text) {
        return None;
    }
    Some(Key { entity, head: head_word(&filler.text), kind: filler.kind, named })
}

/// Whether a filler is a pronoun.
pub fn is_pronoun(text: &str) -> bool {
    const PRONOUNS: [&str; 21] = [
        "he", "she", "it", "they", "him", "her", "them", "who", "which", "that", "this", "these", "those", "i", "we", "us", "you", "his",
        "their", "its", "whom",
    ];
    PRONOUNS.contains(&text.to_lowercase().as_str())
}

/// The head of a noun phrase: the last word before a preposition, comma or bracket; lower case, singular.
pub fn head_word(phrase: &str) -> String {
    stem(&head(phrase).to_lowercase())
}

/// The head of a noun phrase as it stands there.
pub fn head(phrase: &str) -> &str {
    const STOP: [&str; 16] =
        ["of", "in", "at", "from", "on", "for", "with", "who", "which", "that", "near", "outside", "inside", "to", "by", "under"];
    let mut last = "";
    for (i, word) in phrase.split_whitespace().enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if i > 0 && (STOP.contains(&bare) || word.starts_with('(')) {
            break;
        }
        if !bare.is_empty() {
            last = bare;
        }
        if word.ends_with([',', ';', ':', ')']) {
            break;
        }
    }
    last
}

/// A light stem: enough to bring inflected forms of one word together inside one story.
fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    // "Guns", "boys"; but not "this", "gas" or "news".
    if let Some(base) = word.strip_suffix('s').filter(|b| b.len() == 3 && !b.ends_with(['s', 'u', 'i', 'a', 'w'])) {
        return base.to_owned();
    }
    if word.len() < 5 || !word.is_ascii() {
        return word.to_owned();
    }
    if let Some(base) = word.strip_suffix("ies") {
        return format!("{base}y");
    }
    if let Some(base) = word.strip_suffix("men") {
        return format!("{base}man");
    }
    for ending in ["ings", "ing", "ed", "es", "s"] {
        if let Some(base) = word.strip_suffix(ending).filter(|b| b.len() >= 3 && (ending != "s" || !b.ends_with('s'))) {
            return base.trim_end_matches('e').to_owned();
        }
    }
    word.trim_end_matches('e').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_stems_bring_forms_together() {
        assert_eq!(head_word("six members of the special forces"), "member");
        assert_eq!(head_word("policemen"), head_word("one policeman"));
        assert_eq!(head_word("the former president, who"), "president");
        assert_eq!(stem("released"), stem("release"));
        assert_eq!(stem("charges"), stem("charged"));
        assert_eq!((stem("guns"), stem("news")), ("gun".to_owned(), "news".to_owned()));
    }
}
