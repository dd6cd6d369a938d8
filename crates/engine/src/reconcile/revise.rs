//! A record that goes on from an earlier one: what is the same keeps its id, what was is kept, and the history says what
//! changed and which report did it.

use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Change, Event, Finding, Harm, HarmFigure, State, Story};

/// Something that is known again by what it is made of: an event by its claims, a story by its reports.
#[derive(Clone, Debug, Default)]
pub struct Claimed {
    /// Its id.
    pub id: String,
    /// What it is made of.
    pub claims: BTreeSet<String>,
}

/// Which of the old things each of the new ones is, by their places: those that share most of what either has go together
/// first, and none is two. Things that share nothing are not the same.
pub fn matched(old: &[Claimed], new: &[Claimed]) -> BTreeMap<usize, usize> {
    let mut by_claim: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (o, thing) in old.iter().enumerate() {
        thing.claims.iter().for_each(|c| by_claim.entry(c).or_default().push(o));
    }
    let mut pairs: Vec<(f64, bool, usize, usize)> = Vec::new();
    for (n, thing) in new.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for o in thing.claims.iter().filter_map(|c| by_claim.get(c.as_str())).flatten() {
            *shared.entry(*o).or_default() += 1;
        }
        for (o, both) in shared {
            let either = thing.claims.len() + old[o].claims.len() - both;
            pairs.push((both as f64 / either as f64, thing.id != old[o].id, o, n));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
    let (mut out, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (.., o, n) in pairs {
        if !taken.contains(&o) && !out.contains_key(&n) {
            taken.insert(o);
            out.insert(n, o);
        }
    }
    out
}

/// Lets stories go on from those of an earlier record: a story, event or finding that was there keeps its id and its history,
/// to which is added what the reports that are new, or taken back, made of it. What is not there any more stays in
/// `withdrawn`, the last state saying why. The histories in `stories` must have been made with the reports of `old` first.
pub fn go_on(stories: &mut Vec<Story>, old: &[Story]) {
    let key = |s: &Story| Claimed { id: s.id.clone(), claims: reports_of(s) };
    let before: Vec<Claimed> = old.iter().map(key).collect();
    let pairs = matched(&before, &stories.iter().map(key).collect::<Vec<_>>());
    go_on_as(stories, old, pairs);
}

/// As [`go_on`], but a story goes on from the one that has its id: for stories whose ids were settled when they were grouped.
pub fn go_on_by_id(stories: &mut Vec<Story>, old: &[Story]) {
    let place: BTreeMap<&str, usize> = old.iter().enumerate().map(|(o, s)| (s.id.as_str(), o)).collect();
    let pairs = stories.iter().enumerate().filter_map(|(n, s)| Some((n, *place.get(s.id.as_str())?))).collect();
    go_on_as(stories, old, pairs);
}

/// `pairs` says of which of the old stories each of the new ones goes on, by their places.
fn go_on_as(stories: &mut Vec<Story>, old: &[Story], mut pairs: BTreeMap<usize, usize>) {
    let before: Vec<BTreeSet<String>> = old.iter().map(reports_of).collect();
    // A story whose reports went into several, or into one that goes on from another, is part of the one with most of them.
    let kept: BTreeSet<usize> = pairs.values().copied().collect();
    let mut others: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (o, story) in before.iter().enumerate().filter(|(o, _)| !kept.contains(o)) {
        let shared = |s: &Story| s.reports.iter().filter(|r| story.contains(&r.id)).count();
        match stories.iter().enumerate().rev().max_by_key(|(_, s)| shared(s)).filter(|(_, s)| shared(s) > 0) {
            Some((n, _)) => others.entry(n).or_default().push(o),
            None => {
                pairs.insert(stories.len(), o);
                stories.push(Story { title: old[o].title.clone(), ..Story::default() });
            }
        }
    }
    let all = all_reports(old);
    let news: BTreeSet<String> = stories.iter().flat_map(|s| &s.reports).map(|r| r.id.clone()).collect();
    for (n, story) in stories.iter_mut().enumerate() {
        let first = pairs.get(&n).map(|&o| &old[o]);
        let rest: Vec<&Story> = others.get(&n).into_iter().flatten().map(|&o| &old[o]).collect();
        if first.is_some() || !rest.is_empty() {
            let known = first.into_iter().chain(rest.iter().copied()).flat_map(|s| &s.reports).map(|r| r.id.clone()).collect();
            let added: Vec<String> = story.reports.iter().map(|r| r.id.clone()).filter(|r| !all.contains(r)).collect();
            Passage { known, added, news: &news }.of_story(story, first, &rest);
        }
    }
}

fn all_reports(old: &[Story]) -> BTreeSet<String> {
    old.iter().flat_map(|s| &s.reports).map(|r| r.id.clone()).collect()
}

/// The reports of a story, also those that what was withdrawn had.
fn reports_of(story: &Story) -> BTreeSet<String> {
    let gone = story.withdrawn.iter().flat_map(|e| &e.findings).flat_map(|f| &f.values).flat_map(|v| &v.reports);
    story.reports.iter().map(|r| &r.id).chain(gone).cloned().collect()
}

/// From what a story was to what it is.
struct Passage<'a> {
    /// The reports that it had.
    known: BTreeSet<String>,
    /// Its reports that no story had.
    added: Vec<String>,
    /// All reports that there are now.
    news: &'a BTreeSet<String>,
}

impl Passage<'_> {
    fn of_story(&self, story: &mut Story, first: Option<&Story>, rest: &[&Story]) {
        let none = Story::default();
        let main = first.unwrap_or(&none);
        if let Some(first) = first {
            story.id.clone_from(&first.id);
        }
        // Events of the story that it goes on from keep their ids; those of others keep what is known of them.
        let live = main.events.len();
        let own = live + main.withdrawn.len();
        let before: Vec<&Event> =
            main.events.iter().chain(&main.withdrawn).chain(rest.iter().flat_map(|s| s.events.iter().chain(&s.withdrawn))).collect();
        let key = |e: &Event| Claimed { id: String::new(), claims: e.claims.iter().cloned().collect() };
        let pairs = matched(&before.iter().map(|e| key(e)).collect::<Vec<_>>(), &story.events.iter().map(key).collect::<Vec<_>>());
        let mut next = before.iter().take(own).filter_map(|e| number(&e.id, "ev")).max().unwrap_or(0);
        for (n, event) in story.events.iter_mut().enumerate() {
            let was = pairs.get(&n).map(|&o| (o, before[o]));
            event.id = match was {
                Some((o, e)) if o < own => e.id.clone(),
                _ => {
                    next += 1;
                    format!("ev{next}")
                }
            };
            self.of_findings(event, was.map(|(_, e)| e));
            if let Some((_, was)) = was {
                self.of_harm(&mut event.harm, &was.harm);
            }
        }
        let matched: BTreeSet<usize> = pairs.values().copied().collect();
        for (o, event) in before.iter().enumerate().filter(|(o, _)| !matched.contains(o)) {
            let mut event = (*event).clone();
            if o >= own {
                next += 1;
                event.id = format!("ev{next}");
                for finding in event.findings.iter_mut().chain(&mut event.withdrawn) {
                    finding.id = within(&event.id, &finding.id);
                }
            }
            event.findings.iter_mut().for_each(|f| self.close(f));
            story.withdrawn.push(event);
        }
        self.of_harm(&mut story.harm, &main.harm);
    }

    fn of_findings(&self, event: &mut Event, was: Option<&Event>) {
        let Some(was) = was else {
            for (k, finding) in event.findings.iter_mut().enumerate() {
                finding.id = format!("{}/f{}", event.id, k + 1);
            }
            return;
        };
        let before: Vec<&Finding> = was.findings.iter().chain(&was.withdrawn).collect();
        let key = |f: &Finding| Claimed {
            id: String::new(),
            claims: f.values.iter().flat_map(|v| &v.claims).map(|c| format!("{} {c}", f.slot)).collect(),
        };
        let pairs = matched(&before.iter().map(|f| key(f)).collect::<Vec<_>>(), &event.findings.iter().map(key).collect::<Vec<_>>());
        let mut next = before.iter().filter_map(|f| number(f.id.rsplit('/').next()?, "f")).max().unwrap_or(0);
        for (n, finding) in event.findings.iter_mut().enumerate() {
            let was = pairs.get(&n).map(|&o| before[o]);
            let own = was.and_then(|f| number(f.id.rsplit('/').next()?, "f"));
            let own = own.unwrap_or_else(|| {
                next += 1;
                next
            });
            finding.id = format!("{}/f{own}", event.id);
            if let Some(was) = was {
                let end = state_of(finding);
                let start = state_of(was);
                finding.history = self.onward(&was.history, start, std::mem::take(&mut finding.history), end);
            }
        }
        let matched: BTreeSet<usize> = pairs.values().copied().collect();
        for (_, finding) in before.iter().enumerate().filter(|(o, _)| !matched.contains(o)) {
            let mut finding = (*finding).clone();
            finding.id = within(&event.id, &finding.id);
            self.close(&mut finding);
            event.withdrawn.push(finding);
        }
    }

    fn of_harm(&self, harm: &mut Harm, was: &Harm) {
        for measure in Harm::MEASURES {
            if let (Some(now), Some(was)) = (harm.get(measure).cloned(), was.get(measure)) {
                let of = |f: &HarmFigure| State { best: f.best, low: f.low, high: f.high, ..State::default() };
                let history = self.onward(&was.history, of(was), now.history.clone(), of(&now));
                harm.set(measure, HarmFigure { history, ..now });
            }
        }
    }

    /// What was, then what is new in a history that was made afresh with the reports of before first. `start` is how it
    /// stood, `end` how it stands.
    fn onward(&self, was: &[State], start: State, fresh: Vec<State>, end: State) -> Vec<State> {
        let mut out = was.to_vec();
        if out.is_empty() {
            out.push(start);
        }
        let known = |s: &State| s.report.as_ref().is_some_and(|r| self.known.contains(r));
        let gone = self.gone(was);
        // A report that was taken back: what those that stay make of it.
        if !gone.is_empty()
            && let Some(base) = fresh.iter().rev().find(|s| known(s))
            && out.last().is_some_and(|last| sign(last) != sign(base))
        {
            out.push(because(base, Change::Withdrawn, &gone));
        }
        out.extend(fresh.into_iter().filter(|s| !known(s)));
        if out.last().is_some_and(|last| sign(last) != sign(&end)) {
            let (change, by) = if gone.is_empty() { (Change::Regrouped, &self.added) } else { (Change::Withdrawn, &gone) };
            out.push(because(&end, change, by));
        }
        out
    }

    /// Ends the history of what is there no more.
    fn close(&self, finding: &mut Finding) {
        if finding.history.last().is_some_and(|s| s.status.is_none()) {
            return;
        }
        if finding.history.is_empty() {
            finding.history.push(state_of(finding));
        }
        let gone: BTreeSet<&String> = finding.values.iter().flat_map(|v| &v.reports).filter(|r| !self.news.contains(*r)).collect();
        let gone: Vec<String> = gone.into_iter().cloned().collect();
        let (change, by) = if gone.is_empty() { (Change::Regrouped, &self.added) } else { (Change::Withdrawn, &gone) };
        finding.history.push(because(&State::default(), change, by));
    }

    /// The reports that brought some states, were there before and are not there any more. What an earlier record lost is
    /// told in it already.
    fn gone(&self, was: &[State]) -> Vec<String> {
        let all: BTreeSet<&String> = was.iter().filter(|s| s.change == Change::Added).filter_map(|s| s.report.as_ref()).collect();
        all.into_iter().filter(|r| self.known.contains(*r) && !self.news.contains(*r)).cloned().collect()
    }
}

/// The id of a finding as one of an event.
fn within(event: &str, finding: &str) -> String {
    format!("{event}/{}", finding.rsplit('/').next().unwrap_or_default())
}

/// The number of an id that is a word and a number.
fn number(id: &str, word: &str) -> Option<usize> {
    id.strip_prefix(word)?.parse().ok()
}

/// A state that is reached because of some reports: named where it is one.
fn because(state: &State, change: Change, reports: &[String]) -> State {
    let report = if let [one] = reports { Some(one.clone()) } else { None };
    let State { status, best, low, high, origins, .. } = *state;
    State { change, report, status, best, low, high, origins, ..State::default() }
}

fn state_of(f: &Finding) -> State {
    State { status: Some(f.status), best: f.best, low: f.low, high: f.high, origins: f.origins, ..State::default() }
}

fn sign(s: &State) -> (Option<stemma_model::Status>, Option<i64>, Option<i64>, Option<i64>) {
    (s.status, s.best, s.low, s.high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claimed(id: &str, claims: &[&str]) -> Claimed {
        Claimed { id: id.to_owned(), claims: claims.iter().map(|c| (*c).to_owned()).collect() }
    }

    #[test]
    fn a_thing_is_the_one_that_it_shares_most_with() {
        let old = [claimed("a", &["1", "2", "3"]), claimed("b", &["4"]), claimed("c", &["9"])];
        let new = [claimed("x", &["4", "5"]), claimed("y", &["1", "2", "4"]), claimed("z", &["7"])];
        assert_eq!(matched(&old, &new), BTreeMap::from([(0, 1), (1, 0)]));
    }

    #[test]
    fn what_was_taken_back_before_is_not_taken_back_again() {
        let news = BTreeSet::from(["b".to_owned(), "c".to_owned()]);
        let passage = |known: &[&str]| Passage { known: known.iter().map(|r| (*r).to_owned()).collect(), added: Vec::new(), news: &news };
        let was = [State { report: Some("a".to_owned()), change: Change::Added, ..State::default() }];
        assert_eq!(passage(&["a", "b"]).gone(&was), ["a"]);
        assert!(passage(&["b"]).gone(&was).is_empty());
    }

    #[test]
    fn findings_of_an_event_that_comes_from_another_story_go_by_its_new_id() {
        let finding = |id: &str| Finding {
            id: id.to_owned(),
            slot: "time".to_owned(),
            status: stemma_model::Status::Single,
            values: Vec::new(),
            best: None,
            low: None,
            high: None,
            origins: 1,
            confidence: 0.5,
            why: String::new(),
            history: Vec::new(),
            decided: None,
        };
        let event = |claim: &str| Event {
            id: "ev1".to_owned(),
            claims: vec![claim.to_owned()],
            findings: vec![finding("ev1/f1")],
            ..Event::default()
        };
        let (main, rest) = (Story { events: vec![event("a")], ..Story::default() }, Story { events: vec![event("b")], ..Story::default() });
        let mut story = Story::default();
        let news = BTreeSet::new();
        Passage { known: BTreeSet::new(), added: Vec::new(), news: &news }.of_story(&mut story, Some(&main), &[&rest]);
        let ids: Vec<&str> = story.withdrawn.iter().flat_map(|e| &e.findings).map(|f| f.id.as_str()).collect();
        assert_eq!(ids, ["ev1/f1", "ev2/f1"]);
    }
}
