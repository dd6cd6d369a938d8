//! A record of what coders decided under the ids of the machine's record, so that an address leads to the same thing in both.

use crate::reconcile::revise::{Claimed, matched};
use stemma_model::{Event, Finding, Harm, Story};

/// Gives events and findings of `story` the ids that they have in `machine`, the record of the same reports without any decision;
/// those that it does not have get numbers behind all of its own. What is the same in both has the machine's history.
pub fn follow(story: &mut Story, machine: &Story) {
    story.id.clone_from(&machine.id);
    story.withdrawn.clone_from(&machine.withdrawn);
    let key = |e: &Event| Claimed { id: String::new(), claims: e.claims.iter().cloned().collect() };
    let pairs = matched(&machine.events.iter().map(key).collect::<Vec<_>>(), &story.events.iter().map(key).collect::<Vec<_>>());
    let all = machine.events.iter().chain(&machine.withdrawn);
    let mut next = all.filter_map(|e| number(&e.id, "ev")).max().unwrap_or(0);
    for (n, event) in story.events.iter_mut().enumerate() {
        let was = pairs.get(&n).and_then(|&o| machine.events.get(o));
        event.id = was.map_or_else(
            || {
                next += 1;
                format!("ev{next}")
            },
            |e| e.id.clone(),
        );
        let none = Event::default();
        let was = was.unwrap_or(&none);
        event.withdrawn.clone_from(&was.withdrawn);
        findings(event, was);
        harm(&mut event.harm, &was.harm);
    }
    harm(&mut story.harm, &machine.harm);
}

fn findings(event: &mut Event, was: &Event) {
    let key = |f: &Finding| Claimed {
        id: String::new(),
        claims: f.values.iter().flat_map(|v| &v.claims).map(|c| format!("{} {c}", f.slot)).collect(),
    };
    let pairs = matched(&was.findings.iter().map(key).collect::<Vec<_>>(), &event.findings.iter().map(key).collect::<Vec<_>>());
    let own = |f: &Finding| number(f.id.rsplit('/').next()?, "f");
    let mut next = was.findings.iter().chain(&was.withdrawn).filter_map(own).max().unwrap_or(0);
    for (n, finding) in event.findings.iter_mut().enumerate() {
        let Some(was) = pairs.get(&n).and_then(|&o| was.findings.get(o)) else {
            next += 1;
            finding.id = format!("{}/f{next}", event.id);
            continue;
        };
        finding.id.clone_from(&was.id);
        let same = Finding { history: was.history.clone(), ..finding.clone() } == *was;
        if same {
            finding.history.clone_from(&was.history);
        }
    }
}

fn harm(harm: &mut Harm, was: &Harm) {
    for measure in Harm::MEASURES {
        if let (Some(now), Some(was)) = (harm.get_mut(measure), was.get(measure))
            && (now.best, now.low, now.high, &now.claims) == (was.best, was.low, was.high, &was.claims)
        {
            now.history.clone_from(&was.history);
        }
    }
}

fn number(id: &str, word: &str) -> Option<usize> {
    id.strip_prefix(word)?.parse().ok()
}
