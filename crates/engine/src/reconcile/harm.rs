//! Harm figures: from compared totals to best, low and high, by event and by story.

use super::items::Item;
use stemma_model::{Event, Finding, FindingValue, Harm, HarmFigure, Status};

/// How figures are fused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Codebook {
    /// Best: the value with most independent voices, then the latest, then the exact one.
    #[default]
    Default,
    /// UCDP GED codebook: best is the most reliable estimate, low and high the range of all.
    Ucdp,
    /// ACLED codebook: the most conservative estimate.
    Acled,
}

impl Codebook {
    /// The name on the command line and in records.
    pub fn name(self) -> &'static str {
        match self {
            Codebook::Default => "default",
            Codebook::Ucdp => "ucdp",
            Codebook::Acled => "acled",
        }
    }

    /// The codebook of a name.
    pub fn from_name(name: &str) -> Option<Codebook> {
        [Codebook::Default, Codebook::Ucdp, Codebook::Acled].into_iter().find(|c| c.name() == name)
    }

    /// Sets best, low and high of a figure finding from its values.
    pub fn fuse(self, finding: &mut Finding) {
        finding.low = finding.values.iter().map(|v| v.low).min().flatten();
        let open = finding.values.iter().any(|v| v.high.is_none());
        finding.high = if open { None } else { finding.values.iter().filter_map(|v| v.high).max() };
        let number = |v: &FindingValue| v.low.or(v.high);
        let conservative = || finding.values.iter().filter_map(number).min();
        // "At least 20" says less than "36", which it allows: the looser value is no choice beside the closer one.
        let looser = |a: &FindingValue| finding.values.iter().any(|b| contains(a, b) && !contains(b, a));
        let founded = || {
            finding
                .values
                .iter()
                .enumerate()
                .filter(|(_, v)| !looser(v))
                .max_by(|(i, a), (j, b)| {
                    let exact = |v: &FindingValue| v.low.is_some() && v.low == v.high;
                    let key = |v: &FindingValue| (v.reports.len(), v.origins.len(), exact(v), v.as_of.clone(), v.claims.len());
                    let late = matches!(finding.status, Status::Updated | Status::Corrected | Status::Lagged);
                    let by_date = if late { a.as_of.cmp(&b.as_of) } else { std::cmp::Ordering::Equal };
                    by_date.then_with(|| key(a).cmp(&key(b))).then(j.cmp(i))
                })
                .and_then(|(_, v)| number(v))
        };
        finding.best = if self == Codebook::Acled { conservative() } else { founded() };
    }
}

/// Whether every number that one value allows is allowed by another.
fn contains(outer: &FindingValue, inner: &FindingValue) -> bool {
    let low = |v: &FindingValue| v.low.unwrap_or(i64::MIN);
    let high = |v: &FindingValue| v.high.unwrap_or(i64::MAX);
    low(outer) <= low(inner) && high(inner) <= high(outer)
}

/// The harm of one event: its first finding of each measure that is about everyone.
pub fn of_event(findings: &[Finding]) -> Harm {
    let mut harm = Harm::default();
    for measure in Harm::MEASURES {
        let slot = format!("figure:{measure}");
        if let Some(f) = findings.iter().find(|f| f.slot == slot) {
            let claims = f.values.iter().flat_map(|v| v.claims.iter().cloned()).collect();
            harm.set(measure, HarmFigure { best: f.best, low: f.low, high: f.high, claims, history: Vec::new() });
        }
    }
    harm
}

/// The harm of a story: for each measure the happening told by most reports and claims, since sums of events whose
/// victims may be the same would count people twice.
pub fn of_story(events: &[Event], items: &[Item<'_>]) -> Harm {
    let mut harm = Harm::default();
    for measure in Harm::MEASURES {
        let best = events
            .iter()
            .enumerate()
            .filter(|(_, e)| !e.background)
            .filter_map(|(i, e)| Some((i, e.harm.get(measure)?)))
            .max_by_key(|(i, h)| {
                let reports =
                    items.iter().filter(|x| h.claims.contains(&x.claim.id)).map(|x| x.report).collect::<std::collections::BTreeSet<_>>();
                (h.best.unwrap_or(0) > 0, reports.len(), h.best, h.claims.len(), usize::MAX - i)
            });
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
        let low = injured.low.map(|l| (l - change).max(0));
        harm.injured = Some(HarmFigure { best: Some(lowered), low, high: injured.high.map(|h| (h - change).max(0)), ..injured });
    }
}
