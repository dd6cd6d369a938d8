//! What people say of stories, laid over them.

use super::super::ties::{Tie, Ties};
use std::collections::BTreeSet;

fn ids(list: &str) -> Vec<String> {
    list.chars().map(String::from).collect()
}

fn tie(together: bool, one: &str, other: &str) -> Tie {
    Tie { together, one: ids(one), other: ids(other) }
}

/// The stories of reports a, b, … as they were found and as they are with what is said; a report is as likely one story with another
/// as their letters are near.
fn laid(found: &[&str], said: &[Tie]) -> (BTreeSet<String>, Vec<bool>) {
    let names: Vec<String> = ('a'..='z').map(String::from).collect();
    let (ties, holds) = Ties::of(said);
    let groups = found.iter().map(|g| g.bytes().map(|b| u32::from(b - b'a')).collect()).collect();
    let out = ties.lay(groups, &|at| &names[at as usize], &|a, b| 1.0 / (1.0 + a.abs_diff(b) as f32));
    let name = |mut g: Vec<u32>| {
        g.sort_unstable();
        g.into_iter().map(|at| char::from(b'a' + at as u8)).collect::<String>()
    };
    (out.into_iter().map(name).collect(), holds)
}

fn stories(found: &[&str], said: &[Tie]) -> Vec<String> {
    laid(found, said).0.into_iter().collect()
}

#[test]
fn what_is_not_spoken_of_stays_as_it_was_found() {
    assert_eq!(stories(&["abc", "de"], &[]), ["abc", "de"]);
    assert_eq!(stories(&["abc", "de", "f"], &[tie(true, "d", "f")]), ["abc", "def"]);
}

#[test]
fn stories_that_belong_together_are_one_with_all_that_was_found_with_them() {
    assert_eq!(stories(&["abx", "cdy", "e"], &[tie(true, "ab", "cd")]), ["abcdxy", "e"]);
    // Found in pieces, what belongs together is one all the same.
    assert_eq!(stories(&["a", "b", "c", "d"], &[tie(true, "ab", "cd")]), ["abcd"]);
}

#[test]
fn a_story_is_divided_along_what_belongs_apart_and_the_rest_goes_to_its_likes() {
    assert_eq!(stories(&["abcyz"], &[tie(false, "z", "ab")]), ["abc", "yz"]);
    assert_eq!(stories(&["abc", "yz"], &[tie(false, "z", "ab")]), ["abc", "yz"], "what was found apart stays so");
    // Those that are taken out together stay together.
    assert_eq!(stories(&["abcdmz"], &[tie(false, "mz", "abcd")]), ["abcd", "mz"]);
}

#[test]
fn the_later_holds_where_two_contradict_each_other_and_only_there() {
    let merge = || tie(true, "ab", "yz");
    assert_eq!(laid(&["ab", "yz"], &[merge(), tie(false, "yz", "ab")]).1, [false, true]);
    assert_eq!(stories(&["ab", "yz"], &[merge(), tie(false, "yz", "ab")]), ["ab", "yz"]);
    let (some, holds) = laid(&["ab", "yz"], &[merge(), tie(false, "z", "aby")]);
    assert_eq!((some.into_iter().collect::<Vec<_>>(), holds), (vec!["aby".to_owned(), "z".to_owned()], vec![true, true]));
    // Two that are each one with a third are one.
    let (all, holds) = laid(&["a", "b", "c"], &[tie(false, "a", "c"), tie(true, "a", "b"), tie(true, "b", "c")]);
    assert_eq!((all.into_iter().collect::<Vec<_>>(), holds), (vec!["abc".to_owned()], vec![false, true, true]));
}

#[test]
fn no_story_has_reports_that_belong_apart_whatever_was_found_and_said() {
    let mut state = 11u64;
    let mut pick = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    for _ in 0..300 {
        let mut found = vec![String::new(); 3];
        ('a'..='l').for_each(|c| found[pick(3)].push(c));
        let some = |pick: &mut dyn FnMut(usize) -> usize| ('a'..='l').filter(|_| pick(4) == 0).collect::<String>();
        let mut said = Vec::new();
        for _ in 0..1 + pick(4) {
            let (one, other) = (some(&mut pick), some(&mut pick));
            let other: String = other.chars().filter(|c| !one.contains(*c)).collect();
            said.push(tie(pick(2) == 0, &one, &other));
        }
        let groups: Vec<&str> = found.iter().map(String::as_str).filter(|g| !g.is_empty()).collect();
        let (stories, holds) = laid(&groups, &said);
        let mut all: Vec<char> = stories.iter().flat_map(|s| s.chars()).collect();
        all.sort_unstable();
        assert_eq!(all, ('a'..='l').collect::<Vec<_>>(), "each report in one story");
        // What was said last holds to the letter.
        let (last, holds) = (said.last().unwrap(), *holds.last().unwrap());
        assert_eq!(holds, !last.one.is_empty() && !last.other.is_empty());
        let story = |id: &String| stories.iter().position(|s| s.contains(id.as_str()));
        for (a, b) in last.one.iter().flat_map(|a| last.other.iter().map(move |b| (a, b))) {
            assert_eq!(story(a) == story(b), last.together, "{groups:?} {said:?}: {stories:?}");
        }
    }
}
