//! Work on many items at once with bounded memory; results come out in the order of the items, whatever the threads.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{channel, sync_channel};

/// Runs `work` on the items that `produce` sends, on `threads` threads, and hands the results to `emit` in order.
///
/// At most `4 * threads + 4` items are under way at once, so memory does not grow with the input. `produce` runs on a
/// thread of its own and should stop when its sink says `false`: then `emit` has failed and nobody waits any more. A
/// panic of `work` becomes a `None`, so that one item never takes the others with it.
pub fn ordered<T, R, E>(
    threads: usize,
    produce: impl FnOnce(&mut dyn FnMut(T) -> bool) + Send,
    work: impl Fn(T) -> R + Sync,
    mut emit: impl FnMut(Option<R>) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
{
    let threads = threads.max(1);
    let window = 4 * threads + 4;
    let (permit, permits) = sync_channel::<()>(window);
    let (to_workers, items) = sync_channel::<(u64, T)>(window);
    let (to_emit, results) = channel::<(u64, Option<R>)>();
    let items = Mutex::new(items);
    let (items, work) = (&items, &work);
    std::thread::scope(move |scope| {
        scope.spawn(move || {
            let mut n = 0;
            produce(&mut |item| {
                n += 1;
                permit.send(()).is_ok() && to_workers.send((n - 1, item)).is_ok()
            });
        });
        for _ in 0..threads {
            let to_emit = to_emit.clone();
            scope.spawn(move || {
                // The lock is held while waiting: whoever has it takes the next item, the others wait for the lock.
                while let Some((n, item)) = items.lock().ok().and_then(|r| r.recv().ok()) {
                    let result = catch_unwind(AssertUnwindSafe(|| work(item))).ok();
                    if to_emit.send((n, result)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(to_emit);
        let mut early = BTreeMap::new();
        let mut next = 0;
        for (n, result) in results {
            early.insert(n, result);
            while let Some(result) = early.remove(&next) {
                next += 1;
                // Returning drops the permits and the results, which ends the other threads.
                emit(result)?;
                let _ = permits.recv();
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::ordered;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn order_is_kept_and_few_items_are_under_way() {
        let (under_way, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut out = Vec::new();
        let run: Result<(), ()> = ordered(
            3,
            |sink| {
                for i in 0..500u64 {
                    most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    if !sink(i) {
                        break;
                    }
                }
            },
            |i| {
                if i % 7 == 0 {
                    std::thread::sleep(Duration::from_millis(1));
                }
                i
            },
            |r| {
                under_way.fetch_sub(1, Ordering::SeqCst);
                out.extend(r);
                Ok(())
            },
        );
        assert_eq!(run, Ok(()));
        assert_eq!(out, (0..500).collect::<Vec<_>>());
        assert!(most.into_inner() <= 4 * 3 + 4 + 2);
    }

    #[test]
    fn a_failing_emit_ends_an_endless_input() {
        let run = ordered(2, |sink| while sink(1) {}, |i| i, |_| Err("enough"));
        assert_eq!(run, Err("enough"));
    }

    #[test]
    fn a_panic_costs_one_item() {
        let mut out = Vec::new();
        let work = |i: i32| if i == 1 { std::panic::resume_unwind(Box::new("bad")) } else { i };
        let run: Result<(), ()> = ordered(
            2,
            |sink| (0..3).for_each(|i| assert!(sink(i))),
            work,
            |r| {
                out.push(r);
                Ok(())
            },
        );
        assert_eq!((run, out), (Ok(()), vec![Some(0), None, Some(2)]));
    }
}
