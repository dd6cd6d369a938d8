//! Reports that come one by one, in any order.

use super::super::index::WINDOW;
use super::super::pool::Pool;
use super::super::sketch::Sketch;
use super::{ferry, fire, mill};
use std::collections::BTreeSet;
use stemma_model::ReportClaims;

/// The stories as sets of ids.
fn stories(pool: &Pool) -> BTreeSet<Vec<String>> {
    let ids = |members: &[u32]| {
        let mut ids: Vec<String> = members.iter().map(|&i| pool.sketches[i as usize].report.clone()).collect();
        ids.sort();
        ids
    };
    pool.stories().map(|(s, _)| ids(&s.members)).collect()
}

fn reports() -> Vec<ReportClaims> {
    vec![
        fire("a", "2031-03-05"),
        ferry("b", "2031-03-05"),
        fire("c", "2031-03-06"),
        mill("d", "2031-03-07"),
        ferry("e", "2031-03-09"),
        mill("f", "2031-05-30"),
    ]
}

#[test]
fn reports_are_placed_as_they_come_in_any_order() {
    let wanted = stories(&Pool::of(reports().iter().map(Sketch::new).collect(), WINDOW));
    assert_eq!(wanted.len(), 2);
    for turn in 0..6 {
        let mut late = reports();
        late.rotate_left(turn);
        let mut pool = Pool::new(WINDOW);
        late.iter().for_each(|r| pool.place(Sketch::new(r)));
        assert_eq!(stories(&pool), wanted, "first came {}", late[0].report.id);
    }
}

#[test]
fn an_id_stays_while_a_story_grows_and_when_all_is_settled() {
    let mut pool = Pool::new(WINDOW);
    pool.place(Sketch::new(&mill("d", "2031-03-07")));
    let id = pool.story(0).id.clone();
    reports().iter().filter(|r| r.report.id != "d").for_each(|r| pool.place(Sketch::new(r)));
    pool.settle();
    let at = pool.position("d").unwrap();
    assert_eq!(pool.story(at).id, id);
    assert_eq!(pool.story(at).members.len(), 4);
}

#[test]
fn reports_outside_the_window_are_apart() {
    let pool = Pool::of([fire("a", "2031-03-05"), fire("c", "2031-03-16")].iter().map(Sketch::new).collect(), 10);
    assert_eq!(stories(&pool).len(), 2);
    let pool = Pool::of([fire("a", "2031-03-05"), fire("c", "2031-03-15")].iter().map(Sketch::new).collect(), 10);
    assert_eq!(stories(&pool).len(), 1);
}
