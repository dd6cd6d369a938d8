//! Decisions are only ever added.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use rusqlite::Connection;
use stemma_model::{Act, Anchor, Decision, Standing};
use stemma_store::Store;
use stemma_store::batch::{Maker, What};
use stemma_store::decisions::Wanted;

const AT: &str = "2031-05-05T08:00:00Z";

fn decision(n: i64, coder: &str, act: Act) -> Decision {
    Decision { decision: n, at: AT.into(), coder: coder.into(), reason: Some("seen in print".into()), act }
}

#[test]
fn no_tool_changes_or_deletes_a_decision() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("s.stemma");
    let mut store = Store::open(&file).unwrap();
    let claim = Anchor { report: "a".into(), kind: "kill".into(), ..Anchor::default() };
    let all = [decision(1, "Ana", Act::Accept { claim }), decision(2, "Bo", Act::Withdraw { of: 1 })];
    let writing = store.writing(What::Review, AT, 0, &Maker::default()).unwrap();
    for d in &all {
        writing.decision(d, Some("s1")).unwrap();
        writing.ruling(d.decision, Standing::Holds, None).unwrap();
    }
    writing.commit().unwrap();
    assert_eq!(store.decisions().unwrap(), all);
    assert_eq!(store.decisions_about("a").unwrap(), all);
    let of = |coder: &str| Wanted { coder: Some(coder.into()), ..Wanted::default() };
    let trail = store.trail(&of("Bo"), 0, 9).unwrap();
    assert_eq!((trail.len(), trail[0].number, trail[0].story.as_deref()), (1, 2, Some("s1")));
    assert_eq!((store.coders().unwrap(), store.next_decision().unwrap()), (vec!["Ana".to_owned(), "Bo".to_owned()], 3));
    assert_eq!(store.verify().unwrap(), []);

    let other = Connection::open(&file).unwrap();
    for sql in [
        "UPDATE decision SET coder = 'Cy'",
        "DELETE FROM decision",
        "UPDATE decision_words SET reason = ''",
        "DELETE FROM decision_words",
        "INSERT OR REPLACE INTO decision_words VALUES (1, '{}', NULL)",
        "DELETE FROM decision_report",
    ] {
        let error = other.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("a decision is never"), "{sql}: {error}");
    }
    // With a report its words may go.
    other.execute("INSERT INTO forgotten VALUES (7, 'a', ?, NULL)", [AT]).unwrap();
    assert_eq!(other.execute("DELETE FROM decision_words", []).unwrap(), 2);
    assert!(store.decisions().unwrap().is_empty());
    assert_eq!(store.trail(&Wanted::default(), 0, 9).unwrap().len(), 2);
}
