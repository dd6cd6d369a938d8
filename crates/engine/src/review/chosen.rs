//! Values that coders chose, laid over a reconciled story: a finding keeps its status, its sentence and all of its values.

use super::standing::{Standings, withdrawn};
use crate::reconcile::codebook::{Codebook, fuse::nested};
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Act, Chosen, ClaimIndex, Decision, Finding, FindingValue, Harm, HarmFigure, ReportClaims, Standing, Status, Story};

/// The rule of a figure of harm that a coder chose.
pub const CODER: &str = "coder";

/// A choice and the claim by which it is named, by the id that the claim has now.
pub type Choice<'d> = (&'d Decision, String);

/// Lays the choices among `decisions` over a story, and says how each stands that names one of its reports. `decisions` are in
/// order, with those that withdrew any of them: of several about one finding the last counts that nothing withdrew. `machine`
/// gives a report of the story as the machine read it, `said` has the claims of its reports as coders have them.
pub fn choose<'m>(
    story: &mut Story,
    decisions: &[Decision],
    machine: &dyn Fn(&str) -> Option<&'m ReportClaims>,
    said: &ClaimIndex<'_>,
    codebook: &Codebook,
) -> Standings {
    let gone = withdrawn(decisions);
    let mut standing = Standings::new();
    let mut last: BTreeMap<(usize, usize), Choice<'_>> = BTreeMap::new();
    for decision in decisions {
        let Act::Choose { claim: anchor, slot, .. } = &decision.act else { continue };
        let Some(report) = machine(&anchor.report) else { continue };
        let claim = anchor.find(&report.claims).map(|c| c.id.clone());
        let place = claim.as_ref().and_then(|id| place(story, id, slot));
        let stands = match (gone.contains_key(&decision.decision), place, &claim) {
            (true, ..) => Standing::Withdrawn,
            (false, Some(place), Some(id)) => {
                if let Some((earlier, of)) = last.insert(place, (decision, id.clone())) {
                    standing.insert(earlier.decision, (Standing::Replaced, Some(of)));
                }
                Standing::Holds
            }
            _ => Standing::Lost,
        };
        standing.insert(decision.decision, (stands, claim));
    }
    lay(story, &last.into_values().collect::<Vec<_>>(), said, codebook);
    standing
}

/// Lays choices over a story: the chosen value goes first and is the finding's best, and so is the figure of harm that follows
/// from the finding. Low and high stay as they are, but for a best that lies outside of them.
pub fn lay(story: &mut Story, choices: &[Choice<'_>], said: &ClaimIndex<'_>, codebook: &Codebook) {
    let homes: BTreeMap<&str, Option<usize>> = Harm::MEASURES.into_iter().map(|m| (m, home(story, m))).collect();
    for (decision, claim) in choices {
        let Act::Choose { slot, .. } = &decision.act else { continue };
        let Some((e, f)) = place(story, claim, slot) else { continue };
        let event = &mut story.events[e];
        // A figure of harm follows from the first finding that is about everyone.
        let leads = event.findings.iter().position(|x| x.slot == *slot) == Some(f);
        let finding = &mut event.findings[f];
        let told = set(finding, decision, claim, said, codebook);
        let (Some(value), Some(best), Some(measure)) = (told, finding.best, slot.strip_prefix("figure:").filter(|_| leads)) else {
            continue;
        };
        if let Some(figure) = event.harm.get_mut(measure) {
            follow(figure, best, &value, decision);
        }
        if homes.get(measure) == Some(&Some(e))
            && let Some(figure) = story.harm.get_mut(measure)
        {
            follow(figure, best, &value, decision);
        }
    }
}

/// The event and the finding, by their places, of which a claim tells a value of a slot. A claim may tell one thing under several
/// events: that which is disputed counts before others of several values, and these before one where there is nothing to choose.
pub fn place(story: &Story, claim: &str, slot: &str) -> Option<(usize, usize)> {
    let told = |f: &&Finding| f.slot == slot && f.values.iter().any(|v| v.claims.iter().any(|c| c == claim));
    let rank = |f: &Finding| match f.values.len() {
        0 | 1 => 2,
        _ if matches!(f.status, Status::Disputed | Status::Denied) => 0,
        _ => 1,
    };
    let all = story.events.iter().enumerate().flat_map(|(e, event)| event.findings.iter().enumerate().map(move |(f, x)| ((e, f), x)));
    all.filter(|(_, f)| told(f)).min_by_key(|(at, f)| (rank(f), *at)).map(|(at, _)| at)
}

/// Puts the value that a claim tells first. The value.
fn set(finding: &mut Finding, decision: &Decision, claim: &str, said: &ClaimIndex<'_>, codebook: &Codebook) -> Option<FindingValue> {
    let at = finding.values.iter().position(|v| v.claims.iter().any(|c| c == claim))?;
    finding.values[..=at].rotate_right(1);
    let value = finding.values[0].clone();
    let machine = finding.best;
    if finding.slot.starts_with("figure:") {
        let best = number(finding, &value, said, codebook).or(machine);
        (finding.best, finding.low, finding.high) = nested(best, finding.low, finding.high);
    }
    let Decision { decision, at, coder, reason, .. } = decision.clone();
    finding.decided = Some(Box::new(Chosen { decision, value: value.value.clone(), claim: claim.to_owned(), machine, coder, at, reason }));
    Some(value)
}

/// The number that stands for a value as the codebook reads it; where it counts no such value, as the words give it.
fn number(finding: &Finding, value: &FindingValue, said: &ClaimIndex<'_>, codebook: &Codebook) -> Option<i64> {
    let mut alone = Finding { values: vec![value.clone()], decided: None, ..finding.clone() };
    codebook.fuse(&mut alone, &[], said);
    let (low, high) = value.bounds();
    alone.best.or(low).or(high)
}

/// The event that a story's figure of a measure follows from: the one whose figure shares most claims with it.
fn home(story: &Story, measure: &str) -> Option<usize> {
    let whole: BTreeSet<&String> = story.harm.get(measure)?.claims.iter().collect();
    let slot = format!("figure:{measure}");
    let shared = |at: usize| {
        let event = &story.events[at];
        let own = event.harm.get(measure).map(|f| f.claims.iter()).into_iter().flatten();
        let told = event.findings.iter().find(|f| f.slot == slot).into_iter().flat_map(|f| f.values.iter().flat_map(|v| &v.claims));
        own.chain(told).collect::<BTreeSet<_>>().intersection(&whole).count()
    };
    let best = (0..story.events.len()).map(|at| (shared(at), std::cmp::Reverse(at))).max().filter(|b| b.0 > 0)?;
    Some(best.1.0)
}

/// What a figure of harm says of who chose it.
pub fn sentence(coder: &str, value: &str, at: &str, reason: Option<&str>) -> String {
    let because = reason.map_or_else(String::new, |r| format!(": {}", r.trim_end_matches('.')));
    format!("{coder} chose {value:?} on {}{because}.", at.get(..10).unwrap_or(at))
}

fn follow(figure: &mut HarmFigure, best: i64, value: &FindingValue, decision: &Decision) {
    if figure.best != Some(best) {
        // Sides are parts of another number.
        figure.by = None;
    }
    (figure.best, figure.low, figure.high) = nested(Some(best), figure.low, figure.high);
    figure.rule = Some(CODER.to_owned());
    figure.why = Some(sentence(&decision.coder, &value.value, &decision.at, decision.reason.as_deref()));
    for claim in &value.claims {
        if !figure.claims.contains(claim) {
            figure.claims.push(claim.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stemma_model::{Anchor, Event};

    fn value(n: i64, claim: &str) -> FindingValue {
        FindingValue {
            value: n.to_string(),
            low: Some(n.into()),
            high: Some(n.into()),
            claims: vec![claim.to_owned()],
            ..FindingValue::default()
        }
    }

    fn finding(id: &str, values: Vec<FindingValue>, best: i64) -> Finding {
        Finding {
            id: id.to_owned(),
            slot: "figure:killed".to_owned(),
            status: Status::Disputed,
            values,
            best: Some(best),
            low: Some(4),
            high: Some(6),
            origins: 2,
            confidence: 0.5,
            why: "They cannot both hold.".to_owned(),
            history: Vec::new(),
            decided: None,
        }
    }

    fn figure(best: i64, claims: &[&str]) -> HarmFigure {
        let claims = claims.iter().map(|c| (*c).to_owned()).collect();
        HarmFigure { best: Some(best), low: Some(4), high: Some(6), claims, ..HarmFigure::default() }
    }

    /// Two events that tell of dead; the story's number follows from the first.
    fn story() -> Story {
        let event =
            |findings: Vec<Finding>, figure| Event { findings, harm: Harm { killed: Some(figure), ..Harm::default() }, ..Event::default() };
        let first = event(vec![finding("ev1/f1", vec![value(4, "a/c1"), value(6, "b/c1")], 4)], figure(4, &["a/c1", "b/c1"]));
        let other = event(vec![finding("ev2/f1", vec![value(4, "a/c2"), value(5, "b/c2")], 4)], figure(4, &["a/c2", "b/c2"]));
        Story {
            events: vec![first, other],
            harm: Harm { killed: Some(figure(4, &["a/c1", "b/c1"])), ..Harm::default() },
            ..Story::default()
        }
    }

    fn choice(n: i64) -> Decision {
        let act = Act::Choose { claim: Anchor::default(), slot: "figure:killed".into(), value: None };
        Decision { decision: n, at: "2031-05-05T08:00:00Z".into(), coder: "Ana".into(), reason: Some("the list of names.".into()), act }
    }

    fn chosen(claim: &str) -> Story {
        let (mut story, decision) = (story(), choice(1));
        lay(&mut story, &[(&decision, claim.to_owned())], &ClaimIndex::new(), &Codebook::default());
        story
    }

    #[test]
    fn the_chosen_value_is_first_and_best_and_the_rest_of_the_finding_stays() {
        let (before, after) = (story(), chosen("b/c1"));
        let (was, now) = (&before.events[0].findings[0], &after.events[0].findings[0]);
        assert_eq!((now.best, now.low, now.high, now.status, &now.why), (Some(6), was.low, was.high, was.status, &was.why));
        assert_eq!(now.values, [was.values[1].clone(), was.values[0].clone()]);
        let mark = now.decided.as_ref().unwrap();
        assert_eq!((mark.decision, mark.value.as_str(), mark.claim.as_str(), mark.machine), (1, "6", "b/c1", Some(4)));
        let killed = after.harm.killed.as_ref().unwrap();
        assert_eq!((killed.best, killed.rule.as_deref()), (Some(6), Some("coder")));
        assert_eq!(killed.why.as_deref(), Some("Ana chose \"6\" on 2031-05-05: the list of names."));
        assert_eq!(after.events[0].harm.killed.as_ref().unwrap().best, Some(6));
        assert_eq!(after.events[1], before.events[1]);
    }

    #[test]
    fn a_choice_of_another_event_leaves_the_story_s_number_alone() {
        let (before, after) = (story(), chosen("b/c2"));
        assert_eq!((after.harm, &after.events[0]), (before.harm, &before.events[0]));
        assert_eq!(after.events[1].harm.killed.as_ref().unwrap().best, Some(5));
    }

    #[test]
    fn of_two_findings_that_a_claim_tells_of_that_one_is_chosen_in_that_has_something_to_choose() {
        let mut story = story();
        // The first event tells it too, and nothing beside it.
        story.events[0].findings[0].values = vec![value(6, "b/c2")];
        assert_eq!(place(&story, "b/c2", "figure:killed"), Some((1, 0)));
        story.events[1].findings[0].values.truncate(1);
        assert_eq!(place(&story, "b/c2", "figure:killed"), Some((0, 0)), "what is not told elsewhere is found there");
    }

    #[test]
    fn what_no_finding_tells_any_more_changes_nothing() {
        assert_eq!(chosen("b/c9"), story());
    }
}
