//! The register: each person whom the mentions speak of as harmed, once, with the worst that befell them.

use super::mention::{Mention, State, Told};
use super::who::{Start, Who};

/// One person who was harmed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Who it is.
    pub who: Who,
    /// The worst that is told of them.
    pub state: State,
    /// Indices of the mentions that speak of them.
    pub mentions: Vec<usize>,
}

/// Enters single persons in order of their mentions. `pick` says which mentions to enter.
pub fn enter(mentions: &[Mention], pick: &dyn Fn(&Mention) -> bool) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    for (i, m) in mentions.iter().enumerate() {
        if m.who.count != Some(1) || m.told > Told::Before || !pick(m) {
            continue;
        }
        let best = out
            .iter()
            .enumerate()
            .filter(|(_, e)| e.who.fits(&m.who) && !apart(e, m, mentions))
            .max_by_key(|(n, e)| (closeness(&e.who, &m.who), *n))
            .map(|(n, _)| n);
        match best {
            Some(n) => {
                let e = &mut out[n];
                e.who.learn(&m.who);
                e.state = e.state.max(m.state);
                e.mentions.push(i);
            }
            None => out.push(Entry { who: m.who.clone(), state: m.state, mentions: vec![i] }),
        }
    }
    out
}

/// How much speaks for two compatible descriptions being of one person.
fn closeness(a: &Who, b: &Who) -> u8 {
    let same = a.entity.is_some() && a.entity == b.entity;
    let name = a.name.iter().any(|w| w.len() > 2 && b.name.contains(w));
    let age = a.age.is_some() && a.age == b.age;
    let sex = a.female.is_some() && a.female == b.female;
    u8::from(same) * 8 + u8::from(name) * 4 + u8::from(age) * 2 + u8::from(sex)
}

/// Whether the words tell of someone other than the entry: another target of the same claim, or "another man".
fn apart(e: &Entry, m: &Mention, mentions: &[Mention]) -> bool {
    let same_entity = e.who.entity.is_some() && e.who.entity == m.who.entity;
    let last = |f: &dyn Fn(&Mention) -> bool| e.mentions.iter().any(|&k| f(&mentions[k]));
    if last(&|o| o.item == m.item && o.start != m.start) {
        return true;
    }
    if same_entity {
        return false;
    }
    // "A man was shot and a man was stabbed": two new ones in a sentence, unless it is one phrase.
    let new = |w: &Who| matches!(w.start, Start::Indefinite | Start::Fresh);
    if new(&m.who) && last(&|o| o.report == m.report && o.sentence == m.sentence && o.start != m.start && new(&o.who)) {
        return true;
    }
    // A second one is none of those of this report, unless the report spoke of a second before.
    m.who.start == Start::Fresh && last(&|o| o.report == m.report) && !last(&|o| o.report == m.report && o.who.start == Start::Fresh)
}

#[cfg(test)]
mod tests {
    use super::super::who;
    use super::*;

    fn mention(item: usize, phrase: &str, state: State) -> Mention {
        let who = who::read(phrase, "", false);
        Mention { item, report: 0, sentence: Some(item), start: 0, state, told: Told::Plain, who, stated: false, part: false }
    }

    #[test]
    fn one_person_told_again_is_one_entry_with_the_worst() {
        let told = [
            mention(0, "a 19-year-old man", State::Struck),
            mention(1, "the victim", State::Killed),
            mention(2, "his sister", State::Struck),
            mention(3, "another man", State::Injured),
        ];
        let entries = enter(&told, &|_| true);
        assert_eq!(entries.iter().map(|e| e.state).collect::<Vec<_>>(), [State::Killed, State::Struck, State::Injured]);
    }
}
