//! Which decisions hold.

use std::collections::BTreeMap;
use stemma_model::{Act, Decision, Standing};

/// How decisions stand, by their numbers, each with the claim that it is about by the id that the claim has now.
pub type Standings = BTreeMap<i64, (Standing, Option<String>)>;

/// How decisions stand, by their numbers: those that a later decision withdrew lead to it. A withdrawal can be withdrawn too: then
/// what it withdrew holds again. `decisions` are all of a store, in order.
pub fn withdrawn(decisions: &[Decision]) -> BTreeMap<i64, i64> {
    let mut by: BTreeMap<i64, i64> = BTreeMap::new();
    // The later first: a decision is withdrawn only by one that holds itself.
    for d in decisions.iter().rev() {
        if let Act::Withdraw { of } = d.act
            && of < d.decision
            && !by.contains_key(&d.decision)
        {
            by.entry(of).or_insert(d.decision);
        }
    }
    by
}

/// The decisions that nothing withdrew, in order, without the withdrawals.
pub fn holding(decisions: &[Decision]) -> Vec<&Decision> {
    let gone = withdrawn(decisions);
    decisions.iter().filter(|d| !gone.contains_key(&d.decision) && !matches!(d.act, Act::Withdraw { .. })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use stemma_model::Anchor;

    fn decision(n: i64, of: Option<i64>) -> Decision {
        let act = of.map_or(Act::Accept { claim: Anchor::default() }, |of| Act::Withdraw { of });
        Decision { decision: n, at: String::new(), coder: "Ana".into(), reason: None, act }
    }

    #[test]
    fn a_withdrawal_that_is_withdrawn_lets_the_first_hold_again() {
        let numbers = |list: &[Decision]| holding(list).iter().map(|d| d.decision).collect::<Vec<_>>();
        let mut all = vec![decision(1, None), decision(2, None), decision(3, Some(1))];
        assert_eq!(numbers(&all), [2]);
        assert_eq!(withdrawn(&all), BTreeMap::from([(1, 3)]));
        all.push(decision(4, Some(3)));
        assert_eq!(numbers(&all), [1, 2]);
        // What comes later cannot be withdrawn before it is there.
        all.push(decision(5, Some(6)));
        all.push(decision(6, None));
        assert_eq!(numbers(&all), [1, 2, 6]);
    }
}
