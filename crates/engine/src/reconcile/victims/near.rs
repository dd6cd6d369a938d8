//! Numbers that stand near words for harm, read word by word: what a headline or a broken parse still tells.

use super::mention::State;
use crate::reconcile::items::Item;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;
use stemma_model::Field;

#[derive(Default, Deserialize)]
struct File {
    killed: Vec<String>,
    injured: Vec<String>,
    struck: Vec<String>,
    cared: Vec<String>,
    before_number: HashSet<String>,
    between: HashSet<String>,
    singles: HashSet<String>,
    cues: Vec<String>,
    happenings: HashSet<String>,
    not_people: HashSet<String>,
}

struct Words {
    harm: HashMap<String, State>,
    file: &'static File,
    /// Phrases by their first run of letters.
    cues: HashMap<&'static str, Vec<&'static str>>,
}

static FILE: LazyLock<File> = LazyLock::new(|| toml::from_str(include_str!("../../../../../lexicon/harm.toml")).unwrap_or_default());

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: &'static File = &FILE;
    let mut harm = HashMap::new();
    for (list, state) in
        [(&file.cared, State::Cared), (&file.struck, State::Struck), (&file.injured, State::Injured), (&file.killed, State::Killed)]
    {
        harm.extend(list.iter().map(|w| (w.clone(), state)));
    }
    let mut cues: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
    for cue in &file.cues {
        cues.entry(first(cue)).or_default().push(cue);
    }
    Words { harm, file, cues }
});

/// A number near words for harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// Index of the first claim of its sentence among the story's items.
    pub item: usize,
    /// Index of the report.
    pub report: usize,
    /// None for the title, else the sentence.
    pub sentence: Option<usize>,
    /// What befell them; none for a number of victims of no stated fate.
    pub state: Option<State>,
    /// How many.
    pub count: i64,
    /// Whether the words speak of others than those told before.
    pub fresh: bool,
}

/// What is read of a story's sentences word by word.
#[derive(Debug, Default)]
pub struct Reading {
    /// Numbers.
    pub numbers: Vec<Near>,
    /// Report, and an age in a sentence that tells of harm.
    pub ages: Vec<(usize, i64)>,
    /// Report, sentence (none for the title), phrase.
    pub cues: Vec<(usize, Option<usize>, &'static str)>,
}

/// Reads each sentence of a story once.
pub fn read(items: &[Item<'_>]) -> Reading {
    let mut out = Reading::default();
    let mut seen = BTreeSet::new();
    for (i, item) in items.iter().enumerate() {
        let e = &item.claim.evidence;
        if !seen.insert((item.report, e.field, e.start)) {
            continue;
        }
        let sentence = (e.field == Field::Text).then_some(item.claim.sentence);
        let lower = e.text.to_lowercase().replace('\u{2019}', "'");
        out.cues.extend(cues(&lower).into_iter().map(|c| (item.report, sentence, c)));
        let at = Near { item: i, report: item.report, sentence, state: None, count: 0, fresh: false };
        let line = Line::new(&lower, sentence.is_none());
        numbers(&line, &lower, at, &mut out.numbers);
        out.ages.extend(ages(&line).into_iter().map(|age| (item.report, age)));
    }
    out
}

/// Whether a trigger is a noun for a happening that harms people, told without its victims.
pub fn is_happening(trigger: &str) -> bool {
    trigger.split(|c: char| !c.is_alphanumeric()).any(|w| FILE.happenings.contains(w))
}

/// The phrases of a text that are no part of longer words.
fn cues(text: &str) -> Vec<&'static str> {
    let mut out = Vec::new();
    let mut inside = false;
    for (at, c) in text.char_indices() {
        if !c.is_alphanumeric() {
            inside = false;
        } else if !inside {
            inside = true;
            for cue in WORDS.cues.get(first(&text[at..])).into_iter().flatten() {
                let whole = text[at..].starts_with(cue) && !text[at + cue.len()..].starts_with(char::is_alphanumeric);
                if whole && !out.contains(cue) {
                    out.push(*cue);
                }
            }
        }
    }
    out
}

/// The first run of letters and digits.
fn first(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())]
}

/// The words of a sentence without marks at their ends, and whether a clause ends after each.
struct Line<'t> {
    words: Vec<&'t str>,
    ends: Vec<bool>,
    commas: Vec<bool>,
    title: bool,
}

impl<'t> Line<'t> {
    fn new(lower: &'t str, title: bool) -> Line<'t> {
        let mut line = Line { words: Vec::new(), ends: Vec::new(), commas: Vec::new(), title };
        for raw in lower.split_whitespace() {
            let word = raw.trim_matches(|c: char| !c.is_alphanumeric());
            if word.is_empty() {
                // A dash or sign alone breaks nothing but what stands before it.
                continue;
            }
            line.words.push(word);
            line.ends.push(raw.ends_with(['.', ';', ':', '!', '?', '"', '\u{201d}']));
            line.commas.push(raw.ends_with(','));
        }
        line
    }

    fn word(&self, i: usize) -> &'t str {
        self.words.get(i).copied().unwrap_or_default()
    }

    /// What befell someone by the word at `i`; "shot dead" and "shot and killed" are death.
    fn harm(&self, i: usize) -> Option<State> {
        let state = *WORDS.harm.get(self.word(i))?;
        let next = (self.word(i + 1), self.word(i + 2));
        let dead = state == State::Struck && (next.0 == "dead" || next == ("and", "killed") || next == ("to", "death"));
        Some(if dead { State::Killed } else { state })
    }

    /// How many the word at `i` stands for in a list of people; none where it counts nobody.
    fn people(&self, i: usize) -> Option<i64> {
        let w = self.word(i);
        if let Some(n) = number(w) {
            let counts_things = WORDS.file.not_people.contains(self.word(i + 1));
            return (n > 0 && n < 5000 && !counts_things && !self.is_age(i)).then_some(n);
        }
        // "A 10-year-old was shot" has no noun.
        let by_age = w.ends_with("-old") && !self.names_people(i + 1) && !self.names_people(i + 2);
        if !by_age && !WORDS.file.singles.contains(w) {
            return None;
        }
        // "Two men" is counted by its number, "a man" and a headline's "man" by the noun.
        let mut back = i;
        while back > 0 && i - back < 4 {
            let before = self.word(back - 1);
            if number(before).is_some() && !self.is_age(back - 1) {
                return None;
            }
            if matches!(before, "a" | "an" | "another" | "his" | "her" | "the") {
                return Some(1);
            }
            if WORDS.file.singles.contains(before) || !(WORDS.file.between.contains(before) || before.ends_with("-old")) {
                break;
            }
            back -= 1;
        }
        self.title.then_some(1)
    }

    /// Whether the word at `i` is a noun for people.
    fn names_people(&self, i: usize) -> bool {
        let w = self.word(i);
        WORDS.file.singles.contains(w) || w.strip_suffix('s').is_some_and(|w| WORDS.file.singles.contains(w))
    }

    /// "34" of "Smith, 34," and "Orlo, 64 were found dead".
    fn is_age(&self, i: usize) -> bool {
        let w = self.word(i);
        let digits = w.bytes().all(|b| b.is_ascii_digit());
        let after_comma = i > 0 && self.commas[i - 1];
        // "2 dead, 34 hurt" goes on counting.
        let counting = || i > 0 && (self.harm(i - 1).is_some() || self.names_people(i - 1));
        if digits && after_comma && (self.commas[i] || w.len() == 2 && !counting()) {
            return true;
        }
        w.len() == 2 && digits && !WORDS.file.between.contains(self.word(i + 1)) && !WORDS.harm.contains_key(self.word(i + 1))
    }

    /// Whether a word may stand in a list of people.
    fn passes(&self, i: usize) -> bool {
        let w = self.word(i);
        WORDS.file.between.contains(w)
            || WORDS.file.singles.contains(w)
            || matches!(w, "a" | "an" | "another" | "and" | "his" | "her" | "one" | "including" | "least" | "at" | "aged" | "ages")
            || w.ends_with("-old")
            || number(w).is_some()
    }

    /// Sums the people that are listed from `at` on, backwards or forwards, up to a word that belongs to no such list.
    fn sum(&self, mut at: usize, forwards: bool) -> (i64, bool, bool) {
        let (mut sum, mut fresh, mut victims) = (0, false, false);
        for _ in 0..12 {
            let Some(next) = (if forwards { Some(at + 1) } else { at.checked_sub(1) }) else { break };
            let edge = if forwards { self.ends.get(at) } else { self.ends.get(next) };
            if next >= self.words.len() || edge == Some(&true) || !self.passes(next) || self.harm(next).is_some_and(|_| forwards) {
                break;
            }
            let w = self.word(next);
            fresh |= matches!(w, "other" | "others" | "more" | "additional" | "another");
            victims |= matches!(w, "victims" | "victim");
            sum += self.people(next).unwrap_or(0);
            at = next;
        }
        (sum, fresh, victims)
    }
}

fn numbers(line: &Line<'_>, lower: &str, at: Near, out: &mut Vec<Near>) {
    let mut push = |state: Option<State>, count: i64, fresh: bool| {
        let new = Near { state, count, fresh, ..at };
        if count > 0 && !out.contains(&new) {
            out.push(new);
        }
    };
    for i in 0..line.words.len() {
        if let Some(n) = ["double", "triple", "quadruple", "quintuple"].iter().position(|w| *w == line.word(i)) {
            let after = || (i + 1..i + 4).map(|k| line.word(k));
            if after().any(|w| matches!(w, "homicide" | "murder" | "murders" | "homicides" | "slaying" | "killing" | "fatal")) {
                push(Some(State::Killed), n as i64 + 2, false);
            } else if after().any(|w| matches!(w, "shooting" | "stabbing")) {
                push(Some(State::Struck), n as i64 + 2, false);
            }
        }
        if matches!(line.word(i), "victims" | "people") {
            let (sum, fresh, _) = line.sum(i, false);
            let victims = line.word(i) == "victims" || line.word(i + 1) == "shot";
            push(None, if victims { sum } else { 0 }, fresh);
        }
        let Some(state) = line.harm(i) else { continue };
        let (mut sum, mut fresh, _) = line.sum(i, false);
        if sum == 0 && WORDS.file.before_number.contains(line.word(i)) {
            (sum, fresh, _) = line.sum(i, true);
        }
        // One person of running text is the parse's to count.
        if sum > 1 || line.title || number(line.word(i.saturating_sub(1))).is_some() {
            push(Some(state), sum, fresh);
        }
    }
    listed(lower, at, out);
}

/// The ages in a sentence that tells of harm.
fn ages(line: &Line<'_>) -> Vec<i64> {
    if !(0..line.words.len()).any(|i| line.harm(i).is_some_and(|s| s > State::Cared)) {
        return Vec::new();
    }
    line.words.iter().filter_map(|w| w.strip_suffix("-year-old").and_then(number)).collect()
}

/// "Ages 13, 17 and 19": as many as ages.
fn listed(lower: &str, at: Near, out: &mut Vec<Near>) {
    for (i, _) in lower.match_indices("ages ").chain(lower.match_indices("aged ")) {
        let rest = &lower[i + 5..];
        let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | ' ' | 'a' | 'n' | 'd'))).unwrap_or(rest.len());
        let ages = rest[..end].split(|c: char| !c.is_ascii_digit()).filter(|w| !w.is_empty()).count();
        if ages >= 2 {
            out.push(Near { state: None, count: ages as i64, ..at });
        }
    }
}

/// A whole number that counts someone.
pub(super) fn number(word: &str) -> Option<i64> {
    super::who::number(word).filter(|_| !matches!(word, "no" | "none" | "nobody"))
}

/// Whether the word lists could be read.
#[cfg(test)]
pub(super) fn has_words() -> bool {
    !WORDS.harm.is_empty() && !WORDS.cues.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, title: bool) -> Vec<(Option<State>, i64)> {
        let at = Near { item: 0, report: 0, sentence: (!title).then_some(0), state: None, count: 0, fresh: false };
        let mut out = Vec::new();
        let lower = text.to_lowercase();
        numbers(&Line::new(&lower, title), &lower, at, &mut out);
        out.iter().map(|n| (n.state, n.count)).collect()
    }

    #[test]
    fn numbers_are_read_with_what_befell_those_counted() {
        assert_eq!(told("2 Dead, 3 Hurt in Dorvik Shooting", true), [(Some(State::Killed), 2), (Some(State::Injured), 3)]);
        assert_eq!(told("Man killed, four teens wounded", true), [(Some(State::Killed), 1), (Some(State::Injured), 4)]);
        assert_eq!(told("He opened fire, wounding two others.", false), [(Some(State::Injured), 2)]);
        assert_eq!(told("Three men were shot dead on Monday.", false)[0], (Some(State::Killed), 3));
        assert_eq!(told("A man and two women were shot.", false), [(Some(State::Struck), 3)]);
        assert_eq!(told("Woman, 1-year-old boy wounded", true)[0], (Some(State::Injured), 2));
        assert_eq!(told("A triple shooting", false), [(Some(State::Struck), 3)]);
        assert_eq!(told("The other victims, ages 13, 17 and 19, are in school.", false), [(None, 3)]);
        assert_eq!(told("The 2 p.m. call came from 3 Elm Street.", false), []);
    }

    #[test]
    fn ages_times_and_blocks_count_nobody() {
        assert_eq!(told("Lena Orlo, 16, was shot in the head.", false), []);
        assert_eq!(told("Ada Brandt, 64 were found dead.", false), []);
        assert_eq!(told("He was shot seven times in the 1700 block of Elm Street.", false), []);
        assert_eq!(told("2 dead, 34 hurt in Dorvik", true), [(Some(State::Killed), 2), (Some(State::Injured), 34)]);
    }
}
