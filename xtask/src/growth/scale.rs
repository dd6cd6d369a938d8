//! What a report costs while the pool grows.

use super::{agreement, made, stories};
use std::collections::HashMap;
use stemma_engine::stories::pool::Pool;
use stemma_engine::stories::sketch::Sketch;

/// Prints, for each power of ten up to `most`, what the last reports cost each, what is held in memory, and how far the
/// stories are the happenings that were made.
pub fn curve(kinds: &[Vec<Sketch>], most: usize, window: i32) {
    let plan = made::plan(kinds, most);
    println!("\n{} made reports, compared within {window} days", plan.len());
    println!("  reports  microseconds of a core each (last tenth)  stories  largest  bytes each  pair precision, recall, F1");
    let mut pool = Pool::new(window);
    let before = resident();
    let (mut next, mut from, mut spent) = (1_000, None, 0.0);
    for (n, planned) in plan.iter().enumerate() {
        let sketch = made::make(kinds, planned);
        if from.is_none() && (n + 1) * 10 > next.min(plan.len()) * 9 {
            (from, spent) = (Some(n), 0.0);
        }
        // Clocks are read for a batch of reports together: one alone takes less than what they tell apart.
        let start = used();
        pool.place(sketch);
        spent += used() - start;
        if n + 1 == next || n + 1 == plan.len() {
            let each = spent * 1e6 / (n + 1 - from.take().unwrap_or(n)) as f64;
            let bytes = resident().saturating_sub(before) / (n as u64 + 1);
            let groups: HashMap<String, String> = plan.iter().take(n + 1).map(|p| (made::id(p), p.happening.to_string())).collect();
            let told = agreement(&groups, &stories(&pool));
            let largest = pool.stories().map(|(_, members)| members.len()).max().unwrap_or(0);
            println!(
                "  {:>7}  {each:>40.0}  {:>7}  {largest:>7}  {bytes:>10}  {:.3}  {:.3}  {:.3}",
                n + 1,
                pool.stories().count(),
                told.precision,
                told.recall,
                told.f1
            );
            next *= 10;
        }
    }
}

/// Seconds of processor time that this thread used.
fn used() -> f64 {
    let runtime = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    runtime.and_then(|s| s.split(' ').next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// Bytes of memory that the process holds; 0 where the system does not tell.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok().and_then(|s| s.split(' ').nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * 4096
}
