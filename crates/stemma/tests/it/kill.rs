//! A run of `stemma add` that is killed at any instant: what it told of is there, nothing is half there, and it goes on.

use crate::program::{command, folder, stemma};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// So many kills in the suite; STEMMA_KILLS asks for others.
const KILLS: usize = 24;
const REPORTS: usize = 40;

fn reports() -> String {
    let places = ["Port Maren", "Velmara", "Corvan", "Sorvik", "Hadre"];
    let report = |n: usize| {
        let (place, day) = (places[n / 4 % places.len()], 1 + n / 20);
        let text = format!(
            "A fire at warehouse {} of {place} killed {} people on Tuesday, the coast guard said.\n\nAnother {} were hurt, and {} houses \
             were emptied, the mayor of {place} told reporters.",
            n / 4,
            2 + n % 4,
            10 + n,
            3 + n
        );
        json!({"id": format!("r{n}"), "outlet": format!("Outlet {}", n % 7), "published": format!("2031-05-{day:02}"), "text": text})
    };
    (0..REPORTS).map(|n| format!("{}\n", report(n))).collect()
}

fn ids(dir: &Path) -> BTreeSet<String> {
    let read = stemma(dir, &["read", "--store", "s.stemma"]);
    read.out.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_killed_run_loses_nothing_that_it_told_of() {
    let kills = std::env::var("STEMMA_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let dir = folder(&[("in.jsonl", reports().as_bytes())]);
    let args = ["add", "in.jsonl", "--store", "s.stemma", "--batch", "2", "--format", "jsonl", "-q"];
    // Once whole, so that the model is there and the time it takes is known.
    let begun = std::time::Instant::now();
    assert_eq!(stemma(dir.path(), &args).status, 0);
    let whole = begun.elapsed();
    let (mut seed, mut told, mut cut) = (20_310_505u64, BTreeSet::new(), 0);
    for kill in 0..kills {
        if told.len() == REPORTS || kill == 0 {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(dir.path().join(format!("s.stemma{end}")));
            }
            told.clear();
        }
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let out = dir.path().join("out.jsonl");
        let file = File::create(&out).unwrap();
        let mut run = command(dir.path(), &args).stdin(Stdio::null()).stdout(file).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros((seed >> 33) % (whole.as_micros() as u64)));
        let ended = run.try_wait().unwrap().is_some();
        let _ = run.kill();
        run.wait().unwrap();
        let lines = std::fs::read_to_string(&out).unwrap();
        // A last line that was cut was not told.
        let whole_lines = lines.rsplit_once('\n').map_or("", |(whole, _)| whole);
        told.extend(whole_lines.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["report"].as_str().unwrap().to_owned()));
        cut += usize::from(!ended && !told.is_empty());
        if !dir.path().join("s.stemma").exists() || std::fs::metadata(dir.path().join("s.stemma")).unwrap().len() == 0 {
            assert!(told.is_empty());
            continue;
        }
        let verified = stemma(dir.path(), &["verify", "--store", "s.stemma"]);
        if verified.status != 0 && told.is_empty() {
            // Killed while it was made: it is made by the next run.
            assert!(verified.err.contains("older version"), "kill {kill}: {}{}", verified.out, verified.err);
            continue;
        }
        assert_eq!(verified.status, 0, "kill {kill}: {}{}", verified.out, verified.err);
        let there = ids(dir.path());
        assert!(told.is_subset(&there), "kill {kill}: {:?} were told of and are lost", told.difference(&there));
        // What is there and was not told of is told of as there already by the next run.
        told = there;
    }
    eprintln!("{kills} kills, {cut} of them after the first batch and before the end");
    assert!(cut * 4 > kills, "too few of the kills hit a run at work: {cut} of {kills}");
    let ran = stemma(dir.path(), &args);
    assert_eq!((ran.status, ids(dir.path()).len()), (0, REPORTS));
    assert_eq!(stemma(dir.path(), &["verify", "--store", "s.stemma"]).status, 0);
}
