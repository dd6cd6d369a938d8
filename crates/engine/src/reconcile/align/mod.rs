//! Which claims, of one report or many, speak of the same happening (event coreference within a story).
//!
//! Each pair of claims that could is described by [`pair::rows`] and scored by fitted trees; then the two groups
//! that are most alike are joined, on the average of all their pairs, until none are alike enough. The result does not
//! depend on the order of the reports but for ties.

mod linkage;
pub mod pair;
pub mod weights;

pub use linkage::join;

use super::items::{Item, Key, Vocabulary, shared};
use super::types::Rules;
use linkage::APART;
use pair::{Context, STATEMENT};
use std::collections::BTreeSet;
use stemma_model::Modality;
use weights::Weights;

/// One happening: the items that refer to it, in story order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Happening {
    /// Indices into the story's items.
    pub items: Vec<usize>,
}

/// The log odds of a pair that cannot be: one such pair outweighs several that speak for joining.
const NEVER: f64 = -12.0;
/// The log odds that "it" is what was told before it. Set by hand, as are the rules of [`fixed`].
const AGAIN: f64 = 4.0;
/// Log odds from which two claims are taken for tellings of one happening. By cross-validation on the groups of
/// `xtask/slots.jsonl`, slots found and happenings of one slot are .62 and .59 at 0, .60 and .70 at .5, .56 and .77 at 1.
pub const LINK: f64 = 0.5;
/// Statements say the same when so much of their words is the same. Set by hand, never swept.
const SAME_STATEMENT: f64 = 0.50;

/// Puts every item into exactly one happening, in the order of their first items.
pub fn align(items: &[Item<'_>], vocabulary: &Vocabulary, rules: Rules<'_>) -> Vec<Happening> {
    let pairs = candidates(items, rules);
    let context = Context { vocabulary, rules };
    let rows = pair::rows(items, &pairs, context);
    join(items.len(), &scores(items, &pairs, &rows, rules.align, LINK, context))
}

/// The log odds, above a threshold, that pairs are told of one happening: by a rule where one holds, by the trees otherwise; of
/// two statements at least by their words. `rows` are their numbers, [`pair::rows`].
pub fn scores(
    items: &[Item<'_>],
    pairs: &[(usize, usize)],
    rows: &[[f32; pair::COUNT]],
    trees: &Weights,
    link: f64,
    context: Context<'_>,
) -> Vec<(usize, usize, f64)> {
    let Context { vocabulary, rules } = context;
    let another: Vec<bool> = items.iter().map(|i| is_another(i, &rules.words.another)).collect();
    let score = |(&(i, j), row): (&(usize, usize), &[f32; pair::COUNT])| {
        let (a, b) = (&items[i], &items[j]);
        let fitted = || {
            let score = trees.score(row) - link + pair::by_hand(row);
            let statements = a.claim.kind == STATEMENT && b.claim.kind == STATEMENT;
            if statements { score.max(4.0 * (vocabulary.likeness(&a.words, &b.words) - SAME_STATEMENT)) } else { score }
        };
        let rule = fixed(a, b, rules).or((another[i] != another[j]).then_some(NEVER));
        (i, j, rule.unwrap_or_else(fitted))
    };
    pairs.iter().zip(rows).map(score).collect()
}

/// Whether a claim is told of one more happening of its kind than was spoken of before: "a fresh raid", "another man was shot".
fn is_another(item: &Item<'_>, words: &[String]) -> bool {
    let claim = item.claim;
    let Some(at) = claim.trigger.as_ref().map(|t| t.start.saturating_sub(claim.evidence.start)) else { return false };
    let before: String = claim.evidence.text.chars().take(at).collect();
    // With one word in between, such as a noun that it hangs on.
    before.split_whitespace().rev().take(2).any(|w| words.iter().any(|x| w.eq_ignore_ascii_case(x)))
}

/// The log odds of a pair that a rule decides.
pub fn fixed(a: &Item<'_>, b: &Item<'_>, rules: Rules<'_>) -> Option<f64> {
    if speaks_again(a, b) {
        return Some(AGAIN);
    }
    denial(a, b).or_else(|| (never(a, b) || of_others(a, b, rules)).then_some(NEVER))
}

/// Pairs of items that could speak of one happening: of one type or of two that can tell one happening, or triggered by
/// the same word. The first of a pair has the smaller index.
pub fn candidates(items: &[Item<'_>], rules: Rules<'_>) -> Vec<(usize, usize)> {
    // Types, stems and which types go together as numbers: strings are too slow to compare for every pair.
    let kinds: Vec<&str> = items.iter().map(|i| i.claim.kind.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let stems: Vec<&str> = items.iter().map(|i| i.stem.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let alike: Vec<Vec<bool>> = kinds.iter().map(|x| kinds.iter().map(|y| x == y || rules.alike(x, y)).collect()).collect();
    let place = |list: &[&str], of: &str| list.binary_search(&of).unwrap_or_default();
    let question = |i: &Item<'_>| i.claim.evidence.text.trim_end().ends_with('?');
    let of: Vec<(usize, usize, bool, bool)> =
        items.iter().map(|i| (place(&kinds, &i.claim.kind), place(&stems, &i.stem), i.claim.kind == STATEMENT, question(i))).collect();
    let mut out = Vec::new();
    for (j, b) in items.iter().enumerate() {
        for (i, a) in items[..j].iter().enumerate() {
            let (x, y) = (of[i], of[j]);
            let same_trigger = x.1 == y.1 && !a.stem.is_empty();
            let comparable =
                if x.2 || y.2 { x.2 && y.2 && !x.3 && !y.3 && (same_trigger || near(a, b)) } else { same_trigger || alike[x.0][y.0] };
            if comparable {
                out.push((i, j));
            }
        }
    }
    out
}

/// Whether two sentences share so many words that they could say the same: a quarter of the shorter one's.
fn near(a: &Item<'_>, b: &Item<'_>) -> bool {
    4 * shared(&a.words, &b.words) >= a.words.len().min(b.words.len()).max(1)
}

/// What took place on one day did not take place on another; a plan may be carried out later than planned.
fn never(a: &Item<'_>, b: &Item<'_>) -> bool {
    let done = |i: &Item<'_>| matches!(i.claim.modality, Modality::Asserted | Modality::Claimed);
    let apart = matches!((a.days, b.days), (Some(p), Some(q)) if p.1 < q.0 || q.1 < p.0);
    (apart || years_and_weekdays(a, b)) && done(a) && done(b)
}

/// Whether one is told of a month or year and the other of a weekday that nothing resolves: news has weekdays, history has
/// years, and of the same year months.
pub fn years_and_weekdays(a: &Item<'_>, b: &Item<'_>) -> bool {
    let month = |i: &Item<'_>| i.claim.time.as_ref().is_some_and(|t| !t.resolved && super::slots::is_month(&t.text));
    let long =
        |i: &Item<'_>| i.days.is_some_and(|(from, to)| from.get(..7) != to.get(..7) || from.ends_with("-01") && to > from) || month(i);
    let news = |i: &Item<'_>| i.weekday.is_some() && i.claim.time.as_ref().is_some_and(|t| !t.resolved);
    long(a) && news(b) || long(b) && news(a)
}

/// What one says is not what another says.
fn of_others(a: &Item<'_>, b: &Item<'_>, rules: Rules<'_>) -> bool {
    let spoken = |i: &Item<'_>| i.claim.kind == STATEMENT || rules.words.spoken.contains(&i.claim.kind);
    let speakers = |i: &Item<'_>| -> Vec<String> {
        let named = i.claim.roles.actor.iter().map(|f| f.name.as_ref().unwrap_or(&f.text).to_lowercase());
        named.chain(i.claim.attribution.iter().take(1).map(|v| v.source.to_lowercase())).filter(|s| !s.is_empty()).collect()
    };
    if a.claim.kind != b.claim.kind || !spoken(a) || a.actors.iter().any(|k| b.actors.iter().any(|l| k.same(l))) {
        return false;
    }
    let (x, y) = (speakers(a), speakers(b));
    // "Blake" is "Rabbi Jonathan Blake".
    let same = |p: &String, q: &String| p.split(' ').any(|w| w.len() > 2 && q.split(' ').any(|v| v == w));
    !x.is_empty() && !y.is_empty() && !x.iter().any(|p| y.iter().any(|q| same(p, q)))
}

/// An accusation and its denial are one matter when who denies is whom it is about, and not otherwise. None for pairs
/// that are not of this kind.
fn denial(a: &Item<'_>, b: &Item<'_>) -> Option<f64> {
    let denial = |i: &Item<'_>| matches!(i.claim.kind.as_str(), "deny" | "reject");
    let accused = |i: &Item<'_>| matches!(i.claim.kind.as_str(), "accuse" | "charge" | "crime");
    let (denies, told) = if denial(a) && accused(b) {
        (a, b)
    } else if denial(b) && accused(a) {
        (b, a)
    } else {
        return None;
    };
    let about = |p: &[Key], q: &[Key]| p.iter().any(|k| q.iter().any(|l| k.same(l)));
    Some(if about(&denies.actors, &told.targets) { 1.0 } else { APART })
}

/// Whether one claim only speaks again of the other: "it happened at a bar".
fn speaks_again(a: &Item<'_>, b: &Item<'_>) -> bool {
    let of = |x: &Item<'_>, y: &Item<'_>| x.claim.again.as_deref() == Some(y.claim.id.as_str());
    of(a, b) || of(b, a)
}
