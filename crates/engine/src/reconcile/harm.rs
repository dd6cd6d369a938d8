//! Harm figures: from compared totals to best, low and high, by event and by story.

use super::codebook::fuse::{Choice, nested};
use super::items::Item;
use std::collections::BTreeSet;
use stemma_model::{Claim, Event, Figure, Filler, Finding, Harm, HarmFigure};

/// The harm of one event: its first finding of each measure that is about everyone, with what chose its number.
pub fn of_event(fused: &[(Finding, Option<Choice>)]) -> Harm {
    let mut harm = Harm::default();
    for measure in Harm::MEASURES {
        let slot = format!("figure:{measure}");
        if let Some((f, Some(choice))) = fused.iter().find(|(f, _)| f.slot == slot) {
            let claims = f.values.iter().flat_map(|v| v.claims.iter().cloned()).collect();
            let choice = choice.clone();
            harm.set(
                measure,
                HarmFigure {
                    best: f.best,
                    low: f.low,
                    high: f.high,
                    claims,
                    by: None,
                    rule: Some(choice.rule),
                    why: Some(choice.why),
                    candidates: Some(choice.candidates),
                    history: Vec::new(),
                },
            );
        }
    }
    harm
}

/// "Four were badly and 20 others slightly injured" counts 24: a chosen number that speaks only of others is added to the
/// one of the same sentence and measure that it is told beside.
pub fn with_the_first(figure: &mut HarmFigure, measure: &str, members: &[usize], items: &[Item<'_>]) {
    let counted = || members.iter().map(|&i| items[i].claim).filter_map(|c| Some((c, c.figure.as_ref().filter(|f| f.measure == measure)?)));
    let exact = |f: &Figure| f.low.filter(|low| f.span.is_some() && f.high == Some(*low) && *low > 0);
    let own: Vec<_> = counted().filter(|(c, f)| figure.claims.contains(&c.id) && f.low == figure.best).collect();
    let others = |c: &Claim, f: &Figure| {
        let says = |t: &Filler| t.text.to_lowercase().split_whitespace().any(|w| w == "other" || w == "others");
        f.cumulative == Some(false) && c.roles.target.iter().any(says)
    };
    if own.is_empty() || !own.iter().all(|(c, f)| others(c, f) && exact(f).is_some()) {
        return;
    }
    let beside =
        |a: &Claim, b: &Claim| a.report == b.report && a.evidence.field == b.evidence.field && a.evidence.start == b.evidence.start;
    let start = |c: &Claim| c.figure.as_ref().and_then(|f| f.span.as_ref()).map(|s| s.start);
    let before = |a: &Claim, b: &Claim| start(a) < start(b);
    let first = own.iter().find_map(|(c, _)| {
        counted()
            .find(|(o, f)| o.id != c.id && beside(o, c) && before(o, c) && !others(o, f) && exact(f).is_some() && o.modality == c.modality)
    });
    let (Some((claim, f)), Some(best)) = (first, figure.best) else { return };
    let Some(n) = f.low else { return };
    figure.why = Some(format!("{best} others are told beside {n} in one sentence: together {}.", best + n));
    figure.rule = Some("sum of one sentence".to_owned());
    (figure.best, figure.high) = (Some(best + n), figure.high.map(|h| h.max(best + n)));
    if !figure.claims.contains(&claim.id) {
        figure.claims.push(claim.id.clone());
    }
}

/// The harm of a story: for each measure the happening told by most reports and claims, since sums of events whose
/// victims may be the same would count people twice.
pub fn of_story(events: &[Event], items: &[Item<'_>]) -> Harm {
    let mut harm = Harm::default();
    for measure in Harm::MEASURES {
        let best =
            events.iter().enumerate().filter(|(_, e)| !e.background).filter_map(|(i, e)| Some((i, e.harm.get(measure)?))).max_by_key(
                |(i, h)| {
                    let reports = items.iter().filter(|x| h.claims.contains(&x.claim.id)).map(|x| x.report).collect::<BTreeSet<_>>();
                    (h.best.unwrap_or(0) > 0, reports.len(), h.best, h.claims.len(), usize::MAX - i)
                },
            );
        if let Some((_, figure)) = best {
            harm.set(measure, figure.clone());
        }
    }
    without_the_dead(&mut harm, items);
    harm
}

/// Those shot, stabbed or struck who are dead are killed, not injured: a count of people struck is lowered by the dead
/// among them. Only where no claim counts the injured themselves.
fn without_the_dead(harm: &mut Harm, items: &[Item<'_>]) {
    let (Some(killed), Some(injured)) = (harm.killed.clone(), harm.injured.clone()) else { return };
    let own: Vec<&Item<'_>> = items.iter().filter(|i| injured.claims.contains(&i.claim.id)).collect();
    let dead: Vec<&Item<'_>> = items.iter().filter(|i| killed.claims.contains(&i.claim.id)).collect();
    let struck = |i: &&&Item<'_>| i.claim.kind != "injure";
    // Told one by one, only as struck, and no more of them than died: they are the dead.
    let counts_injured = own.iter().any(|i| i.claim.kind == "injure" && i.claim.figure.is_some());
    let struck_singly = !counts_injured && own.iter().all(|i| i.claim.figure.as_ref().is_none_or(|f| f.span.is_none()));
    if struck_singly && injured.best <= killed.best {
        harm.injured = None;
        return;
    }
    let is_dead =
        |i: &Item<'_>| !i.targets.is_empty() && i.targets.iter().all(|t| dead.iter().any(|d| d.targets.iter().any(|x| x.same(t))));
    let explicit = |i: &&Item<'_>| i.claim.figure.as_ref().is_some_and(|f| f.span.is_some());
    let best = injured.best.unwrap_or(0);
    let counted: Vec<&&Item<'_>> =
        own.iter().filter(|i| explicit(i) && i.claim.figure.as_ref().and_then(|f| f.low) == injured.best).collect();
    let lowered = if counted.is_empty() {
        // Victims told one by one: those not also told as dead.
        let dead_ones = own.iter().filter(|i| is_dead(i)).flat_map(|i| i.targets.first()).fold(Vec::new(), |mut seen: Vec<_>, k| {
            if !seen.iter().any(|s: &&super::items::Key| s.same(k)) {
                seen.push(k);
            }
            seen
        });
        best - dead_ones.len() as i64
    } else if counted.iter().all(struck) {
        best - killed.best.unwrap_or(0)
    } else {
        best
    };
    let lowered = lowered.max(0);
    // Nobody is left, and nobody says so either: nothing is told of anyone injured.
    let nobody = |i: &&Item<'_>| i.claim.figure.as_ref().is_some_and(|f| f.high == Some(0));
    if lowered == 0 && !own.iter().any(nobody) {
        harm.injured = None;
    } else if lowered != best {
        let change = best - lowered;
        let less = |x: i64| (x - change).max(0);
        let (best, low, high) = nested(Some(lowered), injured.low.map(less), injured.high.map(less));
        let why = Some(format!("{change} of those counted as struck are told to be dead: they are killed, not injured."));
        harm.injured = Some(HarmFigure { best, low, high, by: None, rule: Some("not the dead".to_owned()), why, ..injured });
    }
}
