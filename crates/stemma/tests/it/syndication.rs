//! One page under several addresses, and one page as it was at two times.

use crate::program::{folder, stemma};
use serde_json::Value;

const PAGES: &[u8] = br#"{"id":"a","url":"https://coast.example/fire","outlet":"Coast Daily","published":"2031-05-06T10:00:00Z","text":"A fire on the ferry Maren Dol killed four people on Tuesday.\n\nThe health ministry said 19 people were injured."}
{"id":"b","url":"https://amp.coast.example/fire?utm_source=feed","outlet":"Coast Daily","published":"2031-05-06T10:00:00Z","text":"A fire on the ferry Maren Dol killed four people on Tuesday. The health ministry said 19 people were injured."}
{"id":"c","url":"http://www.coast.example/fire#top","outlet":"Coast Daily","published":"2031-05-06T12:00:00Z","text":"A fire on the ferry Maren Dol killed six people on Tuesday.\n\nThe health ministry said 19 people were injured."}
"#;

#[test]
fn an_amp_page_is_counted_once_and_named_and_an_edited_page_is_kept() {
    let dir = folder(&[("pages.jsonl", PAGES)]);
    let ran = stemma(dir.path(), &["record", "pages.jsonl", "--one-story"]);
    assert_eq!(ran.status, 0);
    assert!(ran.err.contains("pages.jsonl:2: the same page as pages.jsonl:1, with the same words; counted once"), "{}", ran.err);
    let record: Value = serde_json::from_str(&ran.out).unwrap();
    let ids: Vec<&str> = record["stories"][0]["reports"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "c"]);
}
