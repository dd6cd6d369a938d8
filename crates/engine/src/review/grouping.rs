//! What coders decided of stories and of names, as ties between reports and between names.

use super::standing::{Standings, withdrawn};
use crate::stories::ties::{Tie, Ties};
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Act, Decision, Named, Standing};

/// The ties between reports that hold, and how the decisions that made them stand, with those that withdrew any of them. `decisions`
/// are in order, others among them change nothing; `there` says whether a report is in the store.
pub fn ties(decisions: &[Decision], there: &dyn Fn(&str) -> bool) -> (Ties, Standings) {
    let kept = |list: &[String]| list.iter().filter(|r| there(r)).cloned().collect::<Vec<_>>();
    laid(decisions, &|act| match act {
        Act::Together { reports, with } => Some(Tie { together: true, one: kept(reports), other: kept(with) }),
        Act::Apart { reports, from } => Some(Tie { together: false, one: kept(reports), other: kept(from) }),
        _ => None,
    })
}

/// As [`ties`], between names of one story; `there` says whether a report of it has an entity of that name.
pub fn names(decisions: &[Decision], there: &dyn Fn(&Named) -> bool) -> (Ties, Standings) {
    let kept = |list: &[Named]| list.iter().filter(|n| there(n)).map(Named::key).collect::<Vec<_>>();
    laid(decisions, &|act| match act {
        Act::Same { entities, with } => Some(Tie { together: true, one: kept(entities), other: kept(with) }),
        Act::Different { entities, from } => Some(Tie { together: false, one: kept(entities), other: kept(from) }),
        _ => None,
    })
}

fn laid(decisions: &[Decision], tie: &dyn Fn(&Act) -> Option<Tie>) -> (Ties, Standings) {
    let gone = withdrawn(decisions);
    let mut standing = Standings::new();
    let (mut said, mut numbers) = (Vec::new(), Vec::new());
    let mut own: BTreeSet<i64> = BTreeSet::new();
    for decision in decisions {
        let tie = match &decision.act {
            Act::Withdraw { of } if own.contains(of) => None,
            act => match tie(act) {
                Some(tie) => Some(tie),
                None => continue,
            },
        };
        own.insert(decision.decision);
        let state = match (gone.contains_key(&decision.decision), tie) {
            (true, _) => Standing::Withdrawn,
            (false, None) => Standing::Holds,
            // Nothing is left of one of its sides.
            (false, Some(tie)) if tie.one.is_empty() || tie.other.is_empty() => Standing::Lost,
            (false, Some(tie)) => {
                said.push(tie);
                numbers.push(decision.decision);
                continue;
            }
        };
        standing.insert(decision.decision, (state, None));
    }
    let (ties, holds) = Ties::of(&said);
    let state = |holds: bool| (if holds { Standing::Holds } else { Standing::Replaced }, None);
    standing.extend(numbers.into_iter().zip(holds).map(|(n, holds)| (n, state(holds))));
    (ties, standing)
}

/// The numbers of the decisions about stories, and of those that withdrew any of them.
pub fn about_stories(decisions: &[Decision]) -> BTreeSet<i64> {
    let mut own = BTreeSet::new();
    for decision in decisions {
        let is = match &decision.act {
            Act::Together { .. } | Act::Apart { .. } => true,
            Act::Withdraw { of } => own.contains(of),
            _ => false,
        };
        if is {
            own.insert(decision.decision);
        }
    }
    own
}

/// The decision that one is about in the end: itself, or what the withdrawals that it begins lead to.
pub fn root<'d>(decisions: &'d [Decision], decision: &'d Decision) -> &'d Decision {
    let by: BTreeMap<i64, &Decision> = decisions.iter().map(|d| (d.decision, d)).collect();
    let mut at = decision;
    // A withdrawal is later than what it withdraws, so this ends.
    while let Act::Withdraw { of } = at.act {
        match by.get(&of).copied().filter(|d| d.decision < at.decision) {
            Some(earlier) => at = earlier,
            None => break,
        }
    }
    at
}
