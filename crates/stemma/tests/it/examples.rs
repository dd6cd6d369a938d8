//! The examples show what the README and `examples/README.md` promise.

use crate::program::stemma;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn statuses(example: &str) -> BTreeSet<String> {
    let story = story(example);
    let findings = story["events"].as_array().unwrap().iter().flat_map(|e| e["findings"].as_array().unwrap());
    findings.map(|f| f["status"].as_str().unwrap().to_owned()).collect()
}

fn story(example: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let ran = stemma(&root, &["record", example, "--format", "json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let record: Value = serde_json::from_str(&ran.out).unwrap();
    let stories = record["stories"].as_array().unwrap();
    assert_eq!(stories.len(), 1, "{example} is one happening");
    stories[0].clone()
}

#[test]
fn the_toll_of_the_second_example_is_what_its_reports_state_and_not_that_of_2016() {
    let harm = &story("examples/hadre-valley")["harm"];
    let bounds = |measure: &str| ["best", "low", "high"].map(|b| harm[measure][b].as_i64().unwrap());
    assert_eq!(bounds("killed"), [3, 2, 3]);
    let [best, low, high] = bounds("injured");
    assert!([9, 11].contains(&best) && (low, high) == (9, 11), "{best}, {low} to {high}: nine by two reports, eleven by one");
}

#[test]
fn the_first_example_shows_every_status() {
    let all = ["agreed", "corrected", "denied", "disputed", "fulfilled", "lagged", "refined", "single", "updated"];
    assert_eq!(statuses("examples/port-maren.jsonl"), all.map(str::to_owned).into());
}

#[test]
fn the_second_example_is_one_story_with_a_denial_a_dispute_and_a_plan_carried_out() {
    let shown = statuses("examples/hadre-valley");
    for status in ["agreed", "denied", "disputed", "fulfilled"] {
        assert!(shown.contains(status), "{status} is not in {shown:?}");
    }
}
