//! Whom a number leaves out or takes in that another one does not: "four others", "six, including the gunman", "seven were
//! found with gunshot wounds" of whom one died. Such numbers differ and dispute nothing.

use super::Total;
use super::judge::Bounds;
use crate::reconcile::items::{Item, head_word};
use crate::reconcile::types::Words;
use stemma_model::{Bound, Filler, ScopeOf};

/// What each total may be of everyone whom the others count; its own bounds where nothing says that it counts others.
pub(super) fn of_everyone(totals: &[Total], items: &[Item<'_>], words: &Words) -> Vec<Bounds> {
    let most = totals.iter().filter_map(|t| t.low).max();
    let lows = |n: i64| totals.iter().any(|t| t.low == Some(n) && t.high == Some(n));
    let with_the_dead = with_the_dead(totals, items);
    let taken_in: Vec<i64> = totals.iter().filter(|t| t.given.iter().any(|&i| takes_in(&items[i], words))).filter_map(|t| t.low).collect();
    let holds = |t: &Total| {
        let exact = t.low.filter(|low| t.high == Some(*low) && t.bound == Bound::Exact && *low > 0 && !t.given.is_empty());
        let Some(low) = exact else { return (t.low, t.high) };
        let besides = t.low < most && t.given.iter().all(|&i| is_besides(i, items));
        if besides || taken_in.contains(&(low + 1)) {
            return (t.low, None);
        }
        let hurt = with_the_dead
            .iter()
            .find(|(all, hurt)| *all == low && lows(*hurt))
            .filter(|_| t.given.iter().all(|&i| !tells_of_dead(i, items)));
        (hurt.map_or(t.low, |(_, hurt)| Some(*hurt)), t.high)
    };
    totals.iter().map(holds).collect()
}

/// Whether a number takes in who did it: "six, including the gunman", "three people and himself".
fn takes_in(item: &Item<'_>, words: &Words) -> bool {
    let lower = item.claim.evidence.text.to_lowercase();
    let after = |at: usize| lower[at..].split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).skip(1).take(3);
    let attacker = |w: &str| matches!(w, "himself" | "herself" | "themselves") || words.scope_of(&head_word(w)) == ScopeOf::Attackers;
    let himself = item.claim.roles.target.iter().any(|f| f.text.to_lowercase().ends_with("self"));
    himself || lower.match_indices("including").any(|(at, _)| after(at).any(attacker))
}

/// Whether a number counts victims besides others of their kind: "four others were hurt", or beside one more that its sentence
/// tells of ("killed four before he was shot dead"). Where the sentence, or the one before it, tells of harm of another kind,
/// it may be these that the others are besides ("one man was killed and four others were hurt").
fn is_besides(i: usize, items: &[Item<'_>]) -> bool {
    let (item, claim) = (&items[i], items[i].claim);
    let near = |o: &&Item<'_>| {
        o.report == item.report && o.claim.evidence.field == claim.evidence.field && claim.sentence.abs_diff(o.claim.sentence) < 2
    };
    let other_harm = |o: &Item<'_>| o.claim.sentence <= claim.sentence && o.victims && o.measure != item.measure;
    let one_more = |o: &Item<'_>| {
        let single = o.claim.figure.as_ref().is_some_and(|f| f.span.is_none() && f.low == Some(1));
        let overlap = |p: &Filler| claim.roles.target.iter().any(|q| p.start < q.end && q.start < p.end);
        o.claim.sentence == claim.sentence && o.measure == item.measure && single && !o.claim.roles.target.iter().any(overlap)
    };
    let others = claim.figure.as_ref().is_some_and(|f| f.cumulative == Some(false));
    others && !items.iter().filter(near).any(other_harm) || items.iter().filter(near).any(one_more)
}

/// Where a sentence tells of dead and of hurt ("one dead, three hurt"): how many both are, and the hurt alone.
fn with_the_dead(totals: &[Total], items: &[Item<'_>]) -> Vec<(i64, i64)> {
    let hurt = totals.iter().flat_map(|t| &t.given).copied().filter(|&i| items[i].measure == Some("injured"));
    let exact = |i: &Item<'_>| i.claim.figure.as_ref().filter(|f| f.bound == Bound::Exact).and_then(|f| f.low).filter(|n| *n > 0);
    hurt.filter_map(|i| {
        let dead = beside(i, items).filter(|o| o.measure == Some("killed")).find_map(exact)?;
        let hurt = exact(&items[i])?;
        Some((hurt + dead, hurt))
    })
    .collect()
}

/// Whether the sentence of a number tells of dead.
fn tells_of_dead(i: usize, items: &[Item<'_>]) -> bool {
    beside(i, items).any(|o| o.measure == Some("killed") && o.claim.figure.as_ref().is_some_and(|f| f.low > Some(0)))
}

/// The other claims of the sentence of one.
fn beside<'i, 'a>(i: usize, items: &'i [Item<'a>]) -> impl Iterator<Item = &'i Item<'a>> {
    let here = |o: &Item<'_>| (o.report, o.claim.evidence.field, o.claim.evidence.start);
    let own = here(&items[i]);
    items.iter().filter(move |o| here(o) == own)
}
