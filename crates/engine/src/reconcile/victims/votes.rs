//! How many signals agree on a number: counted by where they come from, so that one that is wrong is outvoted.

/// Signals of one side by where they come from.
type Groups = [(&'static str, &'static [&'static str]); 4];

const KILLED: Groups = [
    ("title", &["k-title", "nk-title", "k-here-title"]),
    ("lead", &["k-lead", "nk-lead", "k-lead-dead", "k-here-lead"]),
    ("stated", &["k-max", "k-first", "nk-max", "k-both", "k-ever", "pk-first", "k-here", "qk-first", "k-self", "k-sum"]),
    ("people", &["k-dead", "k-named", "k-sure", "k-old"]),
];
const INJURED: Groups = [
    ("title", &["i-title", "ni-title", "i-here-title"]),
    ("lead", &["i-lead", "ni-lead", "i-hurt-lead", "i-here-lead"]),
    (
        "stated",
        &[
            "i-max",
            "i-first",
            "ni-max",
            "i-fresh",
            "ni-fresh",
            "i-sum",
            "i-ever",
            "i-any",
            "pi-first",
            "i-here",
            "qi-first",
            "i-fresh-any",
            "s-rest",
        ],
    ),
    ("people", &["i-hurt", "i-sure", "i-old", "i-any-all"]),
];
const TOGETHER: Groups = [
    ("title", &["s-title", "ns-title", "nv-title"]),
    ("lead", &["s-lead", "ns-lead", "s-here-lead"]),
    ("stated", &["s-max", "ns-max", "nv-max", "s-ever", "s-here", "s-any"]),
    ("people", &["s-all", "s-old", "ages", "o-ages"]),
];

/// Signals of a side, the first of which that a report gives is a feature of its own.
const FIRST: [&[&str]; 3] = [
    &[
        "k-title",
        "nk-title",
        "pk-first",
        "k-lead",
        "nk-lead",
        "k-here-lead",
        "k-lead-dead",
        "k-max",
        "nk-max",
        "k-ever",
        "k-here",
        "k-dead",
        "k-old",
    ],
    &[
        "i-title",
        "ni-title",
        "pi-first",
        "i-lead",
        "ni-lead",
        "i-here-lead",
        "i-max",
        "ni-max",
        "i-ever",
        "i-fresh",
        "i-fresh-any",
        "i-here",
        "i-hurt-lead",
        "i-hurt",
        "i-old",
    ],
    &["ns-title", "s-title", "nv-title", "s-lead", "ns-lead", "s-max", "ns-max", "nv-max", "s-here", "ages", "s-all"],
];

/// Counts that are made from single people and so state nothing.
const MADE: [&str; 15] = [
    "k-dead",
    "k-named",
    "k-lead-dead",
    "i-hurt",
    "i-hurt-lead",
    "s-all",
    "k-old",
    "i-old",
    "s-old",
    "ages",
    "o-ages",
    "k-sure",
    "i-sure",
    "k-any-all",
    "i-any-all",
];

/// Whether a signal is a number that a report states of a side: killed `k`, injured `i` (or struck).
pub fn states(name: &str, side: &str) -> bool {
    let kind = name.trim_start_matches(['n', 'p', 'q']);
    !MADE.contains(&name) && (kind.starts_with(side) || side == "i" && kind.starts_with('s'))
}

/// Names how the signals of a side agree with `n`: by group how many say it, say less, say more; and what the first says.
pub fn count(numbers: &[(&'static str, i64)], side: &str, n: i64, add: &mut dyn FnMut(String)) {
    let (groups, first) = match side {
        "k" => (&KILLED, FIRST[0]),
        "i" => (&INJURED, FIRST[1]),
        _ => (&TOGETHER, FIRST[2]),
    };
    let said = |name: &str| numbers.iter().find(|(found, _)| *found == name).map(|(_, x)| *x);
    let mut all = [0; 3];
    for (group, names) in groups {
        let mut votes = [0; 3];
        for x in names.iter().filter_map(|name| said(name)) {
            votes[match x.cmp(&n) {
                std::cmp::Ordering::Equal => 0,
                std::cmp::Ordering::Greater => 1,
                std::cmp::Ordering::Less => 2,
            }] += 1;
        }
        all.iter_mut().zip(votes).for_each(|(a, v)| *a += v);
        match votes {
            [0, 0, 0] => add(format!("of-{group}.none{}", n.min(2))),
            [same, more, less] => add(format!("of-{group}.{},{},{}", same.min(3), more.min(2), less.min(2))),
        }
    }
    add(format!("of-all.{},{},{}", all[0].min(5), all[1].min(3), all[2].min(3)));
    match first.iter().find_map(|name| Some((name, said(name)?))) {
        Some((name, x)) => add(format!("first-{name}.{}", (n - x).clamp(-3, 3))),
        None => add(format!("first.none{}", n.min(3))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_vote_by_group() {
        let mut names = Vec::new();
        count(&[("k-title", 2), ("nk-title", 2), ("k-dead", 1)], "k", 2, &mut |name| names.push(name));
        assert_eq!(names, ["of-title.2,0,0", "of-lead.none2", "of-stated.none2", "of-people.0,0,1", "of-all.2,0,1", "first-k-title.0"]);
        assert!(states("ns-max", "i") && states("pi-first", "i") && !states("i-hurt", "i") && !states("k-max", "i"));
    }
}
