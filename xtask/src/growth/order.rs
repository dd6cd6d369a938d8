//! The same reports in other orders.

use super::{Grouped, agreement, random, stories};
use stemma_engine::stories::index::WINDOW;
use stemma_engine::stories::pool::Pool;
use stemma_engine::stories::sketch::Sketch;

/// How many random orders are tried.
const ORDERS: u64 = 5;

/// Prints how well the stories of a set agree with its groups and with those made of all reports at once.
pub fn print(set: &Grouped) {
    let settled = stories(&Pool::of(set.sketches.clone(), WINDOW));
    println!("\n{}, {} reports: pair F1 with the groups, with the stories of all reports at once", set.set, set.sketches.len());
    println!("  {:<34} {:.3}", "all at once", agreement(&set.groups, &settled).f1);
    let told = |name: &str, pool: &Pool| {
        let found = stories(pool);
        println!("  {name:<34} {:.3}  {:.3}", agreement(&set.groups, &found).f1, agreement(&settled, &found).f1);
    };
    let mut by_day = set.sketches.clone();
    by_day.sort_by(|a, b| a.order().cmp(&b.order()));
    told("one by one, by day", &placed(&by_day));
    for seed in 0..ORDERS {
        let mut late = by_day.clone();
        shuffle(&mut late, seed);
        let mut pool = placed(&late);
        told(&format!("one by one, random order {}", seed + 1), &pool);
        if seed + 1 == ORDERS {
            pool.settle();
            told("  the same, settled", &pool);
        }
    }
}

fn placed(sketches: &[Sketch]) -> Pool {
    let mut pool = Pool::new(WINDOW);
    sketches.iter().for_each(|s| pool.place(s.clone()));
    pool
}

fn shuffle(list: &mut [Sketch], mut seed: u64) {
    for i in (1..list.len()).rev() {
        list.swap(i, (random(&mut seed) % (i as u64 + 1)) as usize);
    }
}
