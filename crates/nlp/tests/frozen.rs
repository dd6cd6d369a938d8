//! The analyses of invented texts are those that spaCy gives (`expected.jsonl`, made by `parity/reference.py`).
//!
//! These tests need the model: `STEMMA_MODEL`, or the user's data folder, where `cargo run -p stemma -- model install`
//! puts it (`cargo xtask ci` does that first).
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::path::PathBuf;
use stemma_nlp::{Annotations, Pipeline};

fn model() -> PathBuf {
    let default = || {
        let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
        let data = std::env::var_os("XDG_DATA_HOME").map_or_else(|| home.join(".local/share"), PathBuf::from);
        data.join("stemma/models/en_core_web_sm-3.8.0")
    };
    let dir = std::env::var_os("STEMMA_MODEL").filter(|v| !v.is_empty()).map_or_else(default, PathBuf::from);
    assert!(
        dir.join("config.cfg").is_file(),
        "no model in {}: run `cargo run -p stemma -- model install`, or set STEMMA_MODEL to a model folder",
        dir.display()
    );
    dir
}

fn expected() -> Vec<Annotations> {
    include_str!("expected.jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn analyses_are_those_of_the_reference_one_by_one_and_in_batches() {
    let pipeline = Pipeline::load(&model()).unwrap();
    let expected = expected();
    let texts: Vec<&str> = expected.iter().map(|a| a.text.as_str()).collect();
    let batch = pipeline.analyse_batch(&texts);
    for (want, from_batch) in expected.iter().zip(batch) {
        let alone = pipeline.analyse(&want.text).to_annotations();
        assert_eq!(&alone, want, "analysis of {:?}", want.text);
        assert_eq!(&from_batch.to_annotations(), want, "analysis of {:?} in a batch", want.text);
    }
}

#[test]
fn threads_share_one_pipeline() {
    let pipeline = Pipeline::load(&model()).unwrap();
    let expected = expected();
    std::thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                for want in expected.iter().rev() {
                    assert_eq!(&pipeline.analyse(&want.text).to_annotations(), want);
                }
            });
        }
    });
}

#[test]
fn bad_input_is_analysed_in_bounded_time() {
    let pipeline = Pipeline::load(&model()).unwrap();
    for text in ["x".repeat(1 << 20), "a:".repeat(12_000), "\n".repeat(1_000_000), "-".repeat(200_000), "é.".repeat(5_000)] {
        let doc = pipeline.analyse(&text);
        assert!(!doc.is_empty());
        assert_eq!(doc.token(doc.len() - 1).end(), text.chars().count());
    }
}
