//! What two claims have in common, as numbers that weights can be fitted to.

use super::super::items::{Item, Key, Vocabulary};
use super::super::types::Rules;
use std::collections::HashMap;
use stemma_model::{Claim, EntityKind, Field, Modality};

/// How many numbers describe a pair.
pub const COUNT: usize = NAMES.len();

/// What each number of [`features`] says, in its order; what the trees in `lexicon/align-trees.txt` ask for.
pub const NAMES: [&str; 56] = [
    "bias",
    "same-trigger",
    "same-type",
    "alike-type",
    "same-trigger-other-type",
    "both-only-of-type",
    "one-only-of-type",
    "rare-trigger",
    "actor-same",
    "actor-group",
    "actor-other",
    "actor-conflict",
    "target-same",
    "target-group",
    "target-other",
    "target-conflict",
    "crossed-roles",
    "place-same",
    "place-other",
    "instrument-same",
    "topic-same",
    "no-roles-both",
    "no-roles-one",
    "day-same",
    "day-overlap",
    "day-apart",
    "weekday-same",
    "words",
    "words-squared",
    "words-same-trigger",
    "same-report",
    "same-report-same-trigger",
    "same-sentence",
    "both-lead",
    "one-title",
    "both-title",
    "modality-apart",
    "background-apart",
    "background-both",
    "figure-same",
    "figure-other",
    "voice-same",
    "two-roles-same",
    "only-by-actor",
    "both-not-done",
    "plan-and-deed-of-a-day",
    "plan-and-deed-to-one",
    "victims-background-apart",
    "told-and-denied",
    "statements",
    "statements-same-trigger",
    "statements-words-same-trigger",
    "statements-rare-trigger",
    "less-like-than-the-likest-to-the-one",
    "less-like-than-the-likest-to-the-other",
    "likest-both",
];

/// What describes a pair of statements as it does a pair of happenings, besides the numbers that only statements have.
const OF_STATEMENTS: [&str; 9] =
    ["bias", "words", "words-squared", "same-report", "same-sentence", "both-lead", "one-title", "both-title", "voice-same"];

/// The place of "words" among [`NAMES`].
const WORDS: usize = 27;

/// The type of what has no other.
pub const STATEMENT: &str = "statement";

/// What a story's claims are compared by besides themselves.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The words of the story with their weights.
    pub vocabulary: &'a Vocabulary,
    /// The lexicon and the reconciler's word lists.
    pub rules: Rules<'a>,
}

/// What the sets hardly teach, since few of their reports tell what was planned and a later one that it was done, what somebody
/// denies, one attempt that failed, or victims of years ago beside those of the day: log odds set by hand, as they were for linear weights.
const BY_HAND: [(&str, f64); 7] = [
    ("plan-and-deed-of-a-day", 3.0),
    ("plan-and-deed-to-one", 1.0),
    ("victims-background-apart", -1.5),
    ("told-and-denied", 1.5),
    ("instrument-same", 2.5),
    ("both-not-done", 2.0),
    ("only-by-actor", 2.0),
];

/// The log odds that are set by hand for a pair.
pub fn by_hand(row: &[f32; COUNT]) -> f64 {
    let of = |name: &str| NAMES.iter().position(|n| *n == name).map_or(0.0, |at| f64::from(row[at]));
    BY_HAND.iter().map(|(name, odds)| odds * of(name)).sum()
}

/// The numbers of pairs of a story's claims, in the order of [`NAMES`].
pub fn rows(items: &[Item<'_>], pairs: &[(usize, usize)], context: Context<'_>) -> Vec<[f32; COUNT]> {
    let mut out: Vec<[f32; COUNT]> = pairs.iter().map(|&(i, j)| features(&items[i], &items[j], context)).collect();
    // What each claim has most words in common with in each report. Of one happening two reports tell in sentences that
    // are the likest to each other, though others are like them too.
    let words = |row: &[f32; COUNT]| row[WORDS];
    let mut likest: HashMap<(usize, usize), f32> = HashMap::new();
    for (&(i, j), row) in pairs.iter().zip(&out) {
        for key in [(i, items[j].report), (j, items[i].report)] {
            let most = likest.entry(key).or_insert(0.0);
            *most = most.max(words(row));
        }
    }
    for (&(i, j), row) in pairs.iter().zip(&mut out) {
        let less = |key| words(row) - likest.get(&key).copied().unwrap_or_default();
        let (a, b) = (less((i, items[j].report)), less((j, items[i].report)));
        row[COUNT - 3] = a.max(b);
        row[COUNT - 2] = a.min(b);
        row[COUNT - 1] = f32::from(u8::from(a == 0.0 && b == 0.0));
    }
    out
}

/// The numbers of a pair of claims by itself, the same whichever comes first; those that depend on other pairs are 0.
fn features(a: &Item<'_>, b: &Item<'_>, context: Context<'_>) -> [f32; COUNT] {
    let Context { vocabulary, rules } = context;
    let (x, y) = (a.claim, b.claim);
    let mut out = [0.0; COUNT];
    let mut at = 0;
    let mut put = |value: f32| {
        out[at] = value;
        at += 1;
    };
    let flag = |yes: bool| f32::from(u8::from(yes));
    let same_trigger = a.stem == b.stem && !a.stem.is_empty();
    let same_type = x.kind == y.kind;
    put(1.0);
    put(flag(same_trigger));
    put(flag(same_type));
    put(flag(!same_type && rules.alike(&x.kind, &y.kind)));
    put(flag(same_trigger && !same_type));
    let only = usize::from(a.of_kind == 1) + usize::from(b.of_kind == 1);
    put(flag(same_type && only == 2));
    put(flag(same_type && only == 1));
    put(if same_trigger { a.rarity as f32 / 5.0 } else { 0.0 });
    let (same, group, other, conflict) = fillers(&a.actors, &b.actors, rules);
    put(same);
    put(group);
    put(other);
    put(conflict);
    let (same, group, other, conflict) = fillers(&a.targets, &b.targets, rules);
    put(same);
    put(group);
    put(other);
    put(conflict);
    let any = |p: &[Key], q: &[Key]| p.iter().any(|k| q.iter().any(|l| k.same(l)));
    put(flag(any(&a.actors, &b.targets) || any(&a.targets, &b.actors)));
    let placed = |p: &[Key]| p.iter().any(|k| k.kind == EntityKind::Place);
    put(flag(any(&a.places, &b.places)));
    put(flag(placed(&a.places) && placed(&b.places) && !any(&a.places, &b.places)));
    put(flag(any(&a.instruments, &b.instruments)));
    put(flag(any(&a.topics, &b.topics) || a.content.iter().any(|c| b.content.contains(c))));
    let bare = |i: &Item<'_>| i.actors.is_empty() && i.targets.is_empty();
    put(flag(bare(a) && bare(b)));
    put(flag(bare(a) != bare(b)));
    let (equal, overlap, apart) = match (a.days, b.days) {
        (Some(p), Some(q)) if p == q => (1.0, 0.0, 0.0),
        (Some(p), Some(q)) if p.1 < q.0 || q.1 < p.0 => (0.0, 0.0, 1.0),
        (Some(_), Some(_)) => (0.0, 1.0, 0.0),
        _ => (0.0, 0.0, 0.0),
    };
    put(equal);
    put(overlap);
    put(apart);
    let same_weekday = a.weekday.is_some() && a.weekday == b.weekday;
    put(flag(equal == 0.0 && same_weekday));
    let words = vocabulary.likeness(&a.words, &b.words) as f32;
    put(words);
    put(words * words);
    put(if same_trigger { words } else { 0.0 });
    let same_report = a.report == b.report;
    let title = |c: &Claim| c.evidence.field == Field::Title;
    put(flag(same_report));
    put(flag(same_report && same_trigger));
    put(flag(same_report && x.evidence.start == y.evidence.start && x.evidence.field == y.evidence.field));
    put(flag(!same_report && x.sentence < 3 && y.sentence < 3));
    put(flag(title(x) != title(y)));
    put(flag(title(x) && title(y)));
    put(flag(class(x) != class(y)));
    let victims = a.victims && b.victims;
    put(flag(x.background != y.background && !victims));
    put(flag(x.background && y.background));
    let figure = match (&x.figure, &y.figure) {
        (Some(p), Some(q)) if p.measure == q.measure => Some(p.low == q.low && p.high == q.high),
        _ => None,
    };
    put(flag(figure == Some(true)));
    put(flag(figure == Some(false)));
    put(flag(!a.voice.is_empty() && a.voice == b.voice));
    let roles = [any(&a.actors, &b.actors), any(&a.targets, &b.targets), any(&a.places, &b.places)];
    put(flag(roles.iter().filter(|r| **r).count() > 1));
    put(flag(same_type && a.of_actor == 1 && b.of_actor == 1 && roles[0]));
    put(flag(class(x) == class(y) && class(x) != 0));
    let carried_out = !same_report && class(x) + class(y) == 1;
    let of_a_day = equal > 0.0 || same_weekday;
    put(flag(carried_out && roles[0] && of_a_day));
    put(flag(carried_out && apart == 0.0 && (roles[1] || any(&a.topics, &b.topics))));
    put(flag(x.background != y.background && victims));
    put(flag(!same_report && same_trigger && same_type && class(x).min(class(y)) == 0 && class(x).max(class(y)) == 3));
    if x.kind != STATEMENT || y.kind != STATEMENT {
        return out;
    }
    // Statements have no roles, and their verbs say less: what they share with happenings is only where they stand and their words.
    let mut only = [0.0; COUNT];
    for (name, (value, kept)) in NAMES.iter().zip(out.iter().zip(&mut only)) {
        if OF_STATEMENTS.contains(name) {
            *kept = *value;
        }
    }
    only[COUNT - 7] = 1.0;
    only[COUNT - 6] = flag(same_trigger);
    only[COUNT - 5] = if same_trigger { words } else { 0.0 };
    only[COUNT - 4] = if same_trigger { a.rarity as f32 / 5.0 } else { 0.0 };
    only
}

/// Done, meant, or said not to be so: what a claim's modality comes down to.
fn class(c: &Claim) -> u8 {
    match c.modality {
        Modality::Asserted | Modality::Claimed if !c.negated => 0,
        Modality::Planned | Modality::Ordered | Modality::Demanded | Modality::Possible | Modality::Rumoured => 1,
        Modality::Failed | Modality::Attempted => 2,
        _ => 3,
    }
}

/// How the fillers of one role relate: (one the same, a word for the same group, all different, different persons named).
fn fillers(a: &[Key], b: &[Key], rules: Rules<'_>) -> (f32, f32, f32, f32) {
    if a.is_empty() || b.is_empty() {
        return (0.0, 0.0, 0.0, 0.0);
    }
    let pairs = || a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
    if pairs().any(|(x, y)| x.same(y)) {
        (1.0, 0.0, 0.0, 0.0)
    } else if pairs().any(|(x, y)| !(x.named && y.named) && rules.words.same_group(&x.head, &y.head)) {
        (0.0, 1.0, 0.0, 0.0)
    } else if pairs().any(|(x, y)| x.conflicts(y)) {
        (0.0, 0.0, 0.0, 1.0)
    } else {
        (0.0, 0.0, 1.0, 0.0)
    }
}
