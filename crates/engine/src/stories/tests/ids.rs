//! Stories join and split, and their ids go on leading to them.

use super::super::pool::{Pool, Shelf};
use super::super::sketch::Sketch;
use std::collections::{BTreeMap, BTreeSet};

fn pool(reports: usize) -> Pool {
    let mut pool = Pool::new(400);
    for i in 0..reports {
        pool.place(Sketch { report: format!("r{i}"), ..Sketch::default() });
    }
    pool
}

/// Puts all reports into new groups.
fn regroup(pool: &mut Pool, groups: &[&[u32]]) {
    let alive = (0..pool.shelves().len() as u32).filter(|&s| !pool.shelves()[s as usize].members.is_empty()).collect();
    pool.shelve(&alive, groups.iter().map(|g| g.to_vec()).collect());
}

/// The ids of each story's reports, by the story's id; and for each id that ever was, where it leads.
fn seen(pool: &Pool) -> (BTreeMap<String, Vec<u32>>, BTreeMap<String, String>) {
    let mut leads = BTreeMap::new();
    let mut stories = BTreeMap::new();
    for (shelf, merged) in pool.stories() {
        stories.insert(shelf.id.clone(), shelf.members.clone());
        leads.insert(shelf.id.clone(), shelf.id.clone());
        leads.extend(merged.into_iter().map(|id| (id.to_owned(), shelf.id.clone())));
    }
    (stories, leads)
}

#[test]
fn a_story_that_goes_into_a_larger_one_leads_to_it() {
    let mut pool = pool(3);
    regroup(&mut pool, &[&[0, 1], &[2]]);
    let (before, _) = seen(&pool);
    regroup(&mut pool, &[&[0, 1, 2]]);
    let (after, leads) = seen(&pool);
    let of = |members: &[u32]| before.iter().find(|(_, m)| *m == members).unwrap().0.clone();
    assert_eq!(after.keys().collect::<Vec<_>>(), [&of(&[0, 1])]);
    assert_eq!(leads[&of(&[2])], of(&[0, 1]));
}

#[test]
fn the_smaller_part_of_a_split_gets_an_id_and_names_the_story_it_left() {
    let mut pool = pool(3);
    regroup(&mut pool, &[&[0, 1, 2]]);
    let whole = seen(&pool).0.into_keys().next().unwrap();
    regroup(&mut pool, &[&[0], &[1, 2]]);
    let shelves: Vec<&Shelf> = pool.stories().map(|(s, _)| s).collect();
    let large = shelves.iter().find(|s| s.members == [1, 2]).unwrap();
    let small = shelves.iter().find(|s| s.members == [0]).unwrap();
    assert_eq!(large.id, whole);
    assert_eq!(small.split_from.as_ref(), Some(&whole));
    assert_ne!(small.id, whole);
}

#[test]
fn every_id_that_was_ever_given_leads_to_one_story_whatever_joins_and_splits() {
    let mut pool = pool(12);
    let mut ever: BTreeSet<String> = seen(&pool).1.into_keys().collect();
    let mut state = 7u64;
    for round in 0..300 {
        let mut groups: Vec<Vec<u32>> = vec![Vec::new(); 1 + round % 5];
        for report in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let group = (state >> 33) as usize % groups.len();
            groups[group].push(report);
        }
        groups.retain(|g| !g.is_empty());
        regroup(&mut pool, &groups.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let (stories, leads) = seen(&pool);
        let mut members: Vec<u32> = stories.values().flatten().copied().collect();
        members.sort_unstable();
        assert_eq!(members, (0..12).collect::<Vec<u32>>(), "each report in one story");
        ever.extend(stories.keys().cloned());
        assert_eq!(ever.iter().collect::<Vec<_>>(), leads.keys().collect::<Vec<_>>(), "no id is lost");
    }
    assert!(ever.len() > 50);
}

fn resume(pool: &Pool, reports: usize, shelves: &[Shelf]) -> Option<Pool> {
    let links = (0..reports as u32).map(|at| pool.links(at).to_vec()).collect();
    Pool::resume(pool.sketches[..reports].to_vec(), links, shelves.to_vec(), 400)
}

#[test]
fn a_pool_goes_on_where_it_was_left() {
    let mut pool = pool(4);
    regroup(&mut pool, &[&[0, 1], &[2, 3]]);
    regroup(&mut pool, &[&[0, 1, 2, 3]]);
    let again = resume(&pool, 4, pool.shelves()).unwrap();
    assert_eq!(seen(&again), seen(&pool));
}

#[test]
fn what_was_left_is_refused_where_it_does_not_fit() {
    let pool = pool(3);
    let shelves = pool.shelves();
    assert!(resume(&pool, 2, shelves).is_none(), "a story of a report that is not there");
    assert!(resume(&pool, 3, &shelves[..2]).is_none(), "a report without a story");
    let mut twice = shelves.to_vec();
    twice[0].members.push(1);
    assert!(resume(&pool, 3, &twice).is_none(), "a report in two stories");
    let mut circle = shelves.to_vec();
    circle.extend([4, 3].map(|n| Shelf { id: format!("gone{n}"), into: Some(n), ..Shelf::default() }));
    assert!(resume(&pool, 3, &circle).is_none(), "ids that lead in a circle");
    circle[4].into = Some(0);
    assert_eq!(resume(&pool, 3, &circle).unwrap().stories().map(|(_, merged)| merged.len()).sum::<usize>(), 2);
    assert!(Pool::resume(pool.sketches.clone(), vec![vec![(9, 0.5)]; 3], shelves.to_vec(), 400).is_none(), "a link to nowhere");
}
