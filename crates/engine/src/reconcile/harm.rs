//! Harm figures: from compared totals to best, low and high, by event and by story.

use super::codebook::fuse::{Choice, nested};
use super::items::Item;
use std::collections::BTreeSet;
use stemma_model::{Event, Finding, Harm, HarmFigure};

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
    if lowered != best {
        let change = best - lowered;
        let less = |x: i64| (x - change).max(0);
        let (best, low, high) = nested(Some(lowered), injured.low.map(less), injured.high.map(less));
        let why = Some(format!("{change} of those counted as struck are told to be dead: they are killed, not injured."));
        harm.injured = Some(HarmFigure { best, low, high, by: None, rule: Some("not the dead".to_owned()), why, ..injured });
    }
}
