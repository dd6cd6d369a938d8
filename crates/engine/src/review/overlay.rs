//! The claims of a report as coders have them.

use super::standing::{Standings, withdrawn};
use super::value;
use std::collections::BTreeMap;
use stemma_model::{Act, Attribute, Claim, Decided, Decision, ReportClaims, Standing, Verdict};

/// A report as coders have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlaid {
    /// The report with its claims: accepted and corrected ones say so, rejected ones stand apart. None where no decision holds.
    pub said: Option<ReportClaims>,
    /// How each decision stands, by its number, with the claim that it is about by its id now.
    pub standing: Standings,
}

/// Lays verdicts over what the machine read. `decisions` are all about claims of this report with those that withdrew any of
/// them, in order; acts that are no verdict change nothing here, and nothing is said of how they stand: of several about one claim the last counts that nothing withdrew. The same decisions give the same, however
/// often they are laid over it.
///
/// What a coder accepted or corrected has a confidence of 1. Numbers told with a rejected claim are told with another one of its
/// sentence, or go with it.
pub fn overlay(machine: &ReportClaims, decisions: &[Decision]) -> Overlaid {
    let gone = withdrawn(decisions);
    let mut standing = BTreeMap::new();
    let mut last: BTreeMap<&str, &Decision> = BTreeMap::new();
    for decision in decisions.iter().filter(|d| d.act.is_verdict() || matches!(d.act, Act::Withdraw { .. })) {
        let anchor = decision.act.claim().filter(|a| a.report == machine.report.id);
        let claim = anchor.and_then(|a| a.find(&machine.claims));
        let stands = match (gone.contains_key(&decision.decision), anchor, claim) {
            (true, ..) => Standing::Withdrawn,
            (false, Some(_), None) => Standing::Lost,
            (false, Some(_), Some(claim)) => {
                if let Some(earlier) = last.insert(&claim.id, decision) {
                    standing.insert(earlier.decision, (Standing::Replaced, Some(claim.id.clone())));
                }
                Standing::Holds
            }
            (false, None, _) => Standing::Holds,
        };
        standing.insert(decision.decision, (stands, claim.map(|c| c.id.clone())));
    }
    if last.is_empty() {
        return Overlaid { said: None, standing };
    }
    let mut said = machine.clone();
    said.rejected.clear();
    let mut claims = Vec::with_capacity(said.claims.len());
    for mut claim in std::mem::take(&mut said.claims) {
        let Some(decision) = last.get(claim.id.as_str()) else {
            claims.push(claim);
            continue;
        };
        decide(&mut claim, decision, machine);
        match &decision.act {
            Act::Reject { .. } => said.rejected.push(claim),
            _ => claims.push(claim),
        }
    }
    said.claims = claims;
    without_rejected(&mut said);
    Overlaid { said: Some(said), standing }
}

fn decide(claim: &mut Claim, decision: &Decision, machine: &ReportClaims) {
    let confidence = claim.confidence;
    let (verdict, mut changes) = match &decision.act {
        Act::Reject { .. } => (Verdict::Rejected, Vec::new()),
        Act::Correct { changes, .. } => (Verdict::Corrected, changes.clone()),
        _ => (Verdict::Accepted, Vec::new()),
    };
    // What the machine reads now, which may be another thing than when it was corrected.
    changes.iter_mut().for_each(|c| c.machine = value::of(claim, c.attribute));
    // In one order, so that a figure is there before its bounds are set.
    for attribute in Attribute::ALL {
        if let Some(change) = changes.iter().find(|c| c.attribute == attribute) {
            value::set(claim, attribute, change.human.as_deref(), machine);
        }
    }
    if claim.figure.as_ref().is_some_and(|f| f.measure.is_empty()) {
        claim.figure = None;
    }
    if verdict != Verdict::Rejected {
        claim.confidence = 1.0;
    }
    let Decision { decision, at, coder, reason, .. } = decision.clone();
    claim.decided = Some(Box::new(Decided { decision, verdict, changes, confidence, coder, at, reason }));
}

/// Nothing that stays leads to a claim that was rejected.
fn without_rejected(said: &mut ReportClaims) {
    let rejected = |id: &str| said.rejected.iter().find(|c| c.id == id);
    for claim in &mut said.claims {
        if let Some(figure) = claim.figure.as_mut()
            && figure.subset_of.as_deref().is_some_and(|of| rejected(of).is_some())
        {
            figure.subset_of = None;
        }
    }
    let beside = |id: &str| {
        let gone = rejected(id)?;
        said.claims.iter().find(|c| c.evidence == gone.evidence).map(|c| c.id.clone())
    };
    let mut numbers = std::mem::take(&mut said.numbers);
    numbers.retain_mut(|n| {
        if rejected(&n.claim).is_none() {
            return true;
        }
        beside(&n.claim).map(|id| n.claim = id).is_some()
    });
    said.numbers = numbers;
}

#[cfg(test)]
mod tests {
    use super::*;
    use stemma_model::{Anchor, Bound, Correction, Evidence, Field, Figure, Modality, Number, Range, Roles, Scope, SpanText};

    /// A claim of the sentence that begins at `at`, of so many.
    fn claim(n: usize, at: usize, kind: &str, dead: i64) -> Claim {
        let span = Some(Range { start: at + n, end: at + n + 1 });
        let figure = Figure {
            measure: "killed".into(),
            low: Some(dead),
            high: Some(dead),
            bound: Bound::Exact,
            text: dead.to_string(),
            unit: None,
            scope: Scope::default(),
            cumulative: None,
            subset_of: (n == 2).then(|| "a/c1".to_owned()),
            span,
        };
        Claim {
            id: format!("a/c{n}"),
            report: "a".into(),
            sentence: at / 100,
            evidence: Evidence { field: Field::Text, start: at, end: at + 90, text: "x".repeat(90) },
            kind: kind.into(),
            trigger: Some(SpanText { start: at + 20, end: at + 26, text: "killed".into() }),
            roles: Roles::default(),
            figure: Some(figure),
            time: None,
            as_of: None,
            place: None,
            modality: Modality::Asserted,
            negated: false,
            accusation: None,
            mode: None,
            background: false,
            confidence: 0.4,
            attribution: Vec::new(),
            decided: None,
            again: None,
        }
    }

    fn machine() -> ReportClaims {
        let mut out = ReportClaims {
            claims: vec![claim(1, 0, "kill", 4), claim(2, 0, "kill", 1), claim(3, 100, "kill", 9)],
            ..ReportClaims::default()
        };
        out.report.id = "a".into();
        out.numbers = vec![
            Number { claim: "a/c1".into(), unit: "home".into(), ..Number::default() },
            Number { claim: "a/c3".into(), unit: "boat".into(), ..Number::default() },
        ];
        out
    }

    fn decision(n: i64, act: Act) -> Decision {
        Decision { decision: n, at: "2031-05-05T08:00:00Z".into(), coder: "Ana".into(), reason: None, act }
    }

    fn anchor(machine: &ReportClaims, n: usize) -> Anchor {
        Anchor::of(&machine.claims[n], &machine.claims)
    }

    #[test]
    fn a_rejected_claim_takes_no_part_and_nothing_leads_to_it() {
        let machine = machine();
        let reject = |n: i64, at| decision(n, Act::Reject { claim: anchor(&machine, at) });
        let said = overlay(&machine, &[reject(1, 0), reject(2, 2)]).said.unwrap();
        assert_eq!((said.claims.len(), said.rejected.len()), (1, 2));
        assert_eq!(said.claims[0].figure.as_ref().unwrap().subset_of, None);
        // Of the sentence another claim is left, of the other none.
        let told: Vec<(&str, &str)> = said.numbers.iter().map(|n| (n.claim.as_str(), n.unit.as_str())).collect();
        assert_eq!(told, [("a/c2", "home")]);
        assert_eq!(said.rejected[0].decided.as_ref().unwrap().verdict, Verdict::Rejected);
    }

    #[test]
    fn the_last_decision_counts_and_a_withdrawn_one_lets_the_one_before_hold_again() {
        let machine = machine();
        let claim = anchor(&machine, 0);
        let change = Correction { attribute: Attribute::Low, machine: Some("4".into()), human: Some("3".into()) };
        let mut all = vec![
            decision(1, Act::Correct { claim: claim.clone(), changes: vec![change] }),
            decision(2, Act::Reject { claim: claim.clone() }),
        ];
        let over = overlay(&machine, &all);
        assert_eq!((over.standing[&1].0, over.standing[&2].0), (Standing::Replaced, Standing::Holds));
        all.push(decision(3, Act::Withdraw { of: 2 }));
        let over = overlay(&machine, &all);
        let said = over.said.unwrap();
        assert_eq!(said.claims[0].figure.as_ref().unwrap().low, Some(3));
        assert_eq!((said.claims[0].confidence, said.claims[0].decided.as_ref().unwrap().confidence), (1.0, 0.4));
        assert_eq!((over.standing[&1].0, over.standing[&2].0), (Standing::Holds, Standing::Withdrawn));
        all.push(decision(4, Act::Withdraw { of: 1 }));
        assert_eq!(overlay(&machine, &all).said, None);
    }

    #[test]
    fn a_claim_is_found_again_by_where_it_stands_and_told_when_it_is_gone() {
        let before = machine();
        let accept = [decision(1, Act::Accept { claim: anchor(&before, 2) })];
        // Renumbered, and its sentence cut otherwise.
        let mut now = machine();
        now.claims.remove(0);
        now.claims[1].id = "a/c2".into();
        now.claims[1].evidence.start = 95;
        assert_eq!(overlay(&now, &accept).standing[&1], (Standing::Holds, Some("a/c2".into())));
        // Read as something else.
        now.claims[1].kind = "die".into();
        let over = overlay(&now, &accept);
        assert_eq!((over.said, over.standing[&1].clone()), (None, (Standing::Lost, None)));
    }
}
