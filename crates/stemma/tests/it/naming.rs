//! Merging and splitting the entities of a story: it holds whenever the story is reconciled, and can be taken back.

use crate::review::{FORM, good, run, store};
use crate::site::Site;
use serde_json::Value;
use std::path::Path;

fn story(dir: &Path) -> Value {
    serde_json::from_str::<Value>(&good(dir, &["record"])).unwrap()["stories"][0].take()
}

/// The entity that joins a member, by its id with its members.
fn of(dir: &Path, member: &str) -> (String, Vec<String>) {
    let story = story(dir);
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let joins = |e: &&Value| e["members"].as_array().unwrap().iter().any(|m| m == member);
    let found = story["entities"].as_array().unwrap().iter().find(joins).unwrap_or_else(|| panic!("{member} is in no entity"));
    (text(&found["id"]), found["members"].as_array().unwrap().iter().map(text).collect())
}

/// The member of a report that goes by a name there.
fn member(dir: &Path, report: &str, name: &str) -> String {
    let line = good(dir, &["claims"]).lines().map(|l| serde_json::from_str::<Value>(l).unwrap()).find_map(|c| {
        let roles = c["roles"].as_object().unwrap().values().flat_map(|f| f.as_array().unwrap().clone()).collect::<Vec<_>>();
        roles.into_iter().find(|f| c["report"] == report && f["name"] == name).map(|f| f["entity"].as_str().unwrap().to_owned())
    });
    line.unwrap_or_else(|| panic!("{report} names no {name:?}"))
}

fn states(dir: &Path) -> Vec<String> {
    let out = good(dir, &["review", "decisions", "--format", "jsonl"]);
    let state = |l: &str| serde_json::from_str::<Value>(l).unwrap()["state"].as_str().unwrap().to_owned();
    out.lines().rev().map(state).collect()
}

#[test]
fn two_names_are_one_and_one_is_two_until_it_is_withdrawn() {
    let dir = store();
    let dir = dir.path();
    let before = good(dir, &["record"]);
    let id = story(dir)["id"].as_str().unwrap().to_owned();
    let (boss, director) = (member(dir, "today-1", "Viktor Sarne"), member(dir, "ledger-1", "director of the terminal"));
    let ((one, of_boss), (other, _)) = (of(dir, &boss), of(dir, &director));
    assert_ne!(one, other);
    good(dir, &["review", "same", &id, &one, &other, "--coder", "Ana", "--because", "he is the director"]);
    let (now, joined) = of(dir, &director);
    assert!(joined.contains(&boss) && joined.len() == of_boss.len() + 1, "{joined:?}");
    assert!(good(dir, &["rebuild", "--threads", "1"]).contains("Nothing differs"));
    good(dir, &["verify"]);
    // By another codebook too.
    let book: Value = serde_json::from_str(&good(dir, &["record", "--codebook", "ucdp"])).unwrap();
    assert!(book["stories"][0]["entities"].as_array().unwrap().iter().any(|e| {
        let members = e["members"].as_array().unwrap();
        members.contains(&boss.as_str().into()) && members.contains(&director.as_str().into())
    }));
    // What was said before is taken out again, and what was found with it stays where it was.
    good(dir, &["review", "different", &id, &now, &director, "--coder", "Bo"]);
    assert_eq!((of(dir, &boss).1, of(dir, &director).1), (of_boss.clone(), vec![director.clone()]));
    assert_eq!(states(dir), ["replaced", "holds"]);
    good(dir, &["review", "withdraw", "1", "--coder", "Ana"]);
    good(dir, &["review", "withdraw", "2", "--coder", "Ana"]);
    assert_eq!(good(dir, &["record"]), before);
    // One of what was found to be one.
    let (whole, all) = of(dir, &boss);
    good(dir, &["review", "different", &id, &whole, &boss, "--coder", "Bo"]);
    assert_eq!((of(dir, &boss).1, of(dir, all.iter().find(|m| **m != boss).unwrap()).1.len()), (vec![boss.clone()], all.len() - 1));
    assert!(good(dir, &["rebuild"]).contains("Nothing differs"));
    // With a report that is forgotten its names go from the decision, and the rest of it stays.
    assert_eq!(run(dir, &["forget", all.iter().find(|m| **m != boss).unwrap().rsplit_once('/').unwrap().0]).status, 0);
    assert_eq!(states(dir).last().unwrap(), "holds");
    good(dir, &["verify"]);
    assert!(good(dir, &["rebuild"]).contains("Nothing differs"));
}

#[test]
fn names_stay_one_when_any_report_that_named_them_is_forgotten() {
    let reports = ["courier-1", "cpa-1", "ledger-1", "today-1"];
    for forgotten in reports {
        let dir = store();
        let dir = dir.path();
        let all = story(dir);
        let called = |name: &str| {
            let is = |e: &&Value| e["name"] == name || e["aliases"].as_array().unwrap().iter().any(|a| a == name);
            all["entities"].as_array().unwrap().iter().rev().find(is).unwrap()["id"].as_str().unwrap().to_owned()
        };
        let (boss, director) = (called("Viktor Sarne"), called("director of the terminal"));
        good(dir, &["review", "same", all["id"].as_str().unwrap(), &boss, &director, "--coder", "Ana"]);
        assert_eq!(run(dir, &["forget", forgotten]).status, 0);
        let before = good(dir, &["record"]);
        let held = states(dir);
        assert!(good(dir, &["rebuild"]).contains("Nothing differs"), "{forgotten}");
        assert!(good(dir, &["record"]) == before && states(dir) == held, "{forgotten}: {held:?}");
    }
}

#[test]
fn what_cannot_be_said_of_names_is_told_and_nothing_is_written() {
    let dir = store();
    let dir = dir.path();
    let id = story(dir)["id"].as_str().unwrap().to_owned();
    let (one, _) = of(dir, &member(dir, "today-1", "Viktor Sarne"));
    let refused = [
        (&["review", "same", "nowhere", &one, "E1", "--coder", "Ana"][..], "there is no story"),
        (&["review", "same", &id, &one, "E999", "--coder", "Ana"], "has no entity"),
        (&["review", "same", &id, &one, &one, "--coder", "Ana"], "are one entity already"),
        (&["review", "different", &id, &one, "cpa-1/e999", "--coder", "Ana"], "is no member"),
    ];
    for (args, words) in refused {
        let ran = run(dir, args);
        assert!(ran.status == 2 && ran.err.contains(words), "{args:?}: {}", ran.err);
    }
    assert!(states(dir).is_empty());
}

#[test]
fn forms_on_an_entity_s_page_say_what_is_one() {
    let dir = store();
    let dir = dir.path();
    let id = story(dir)["id"].as_str().unwrap().to_owned();
    let (boss, director) = (member(dir, "today-1", "Viktor Sarne"), member(dir, "ledger-1", "director of the terminal"));
    let site = Site::of(dir, &["--store", "s.stemma", "--as", "Ana Lind"]);
    let here = format!("Origin: http://{}", site.host);
    let page = format!("/story/{id}/entity/{}", of(dir, &boss).0);
    let (same, different) = (format!("{page}/same"), format!("{page}/different"));
    let actions = site.get(&page).attributes("action");
    assert!(actions.contains(&same) && actions.contains(&different));
    let sent = format!("other={}&reason=he+is+the+director", of(dir, &director).0);
    assert_eq!(site.send("POST", &same, &[FORM, "Origin: https://elsewhere.example"], &sent).status, 403);
    let answer = site.send("POST", &same, &[FORM, &here], &sent);
    assert_eq!((answer.status, answer.field("location")), (303, format!("/story/{id}").as_str()), "{}", answer.body);
    assert_eq!(of(dir, &boss), of(dir, &director));
    let different = format!("/story/{id}/entity/{}/different", of(dir, &boss).0);
    assert_eq!(site.send("POST", &different, &[FORM, &here], "reason=x").status, 422);
    let answer = site.send("POST", &different, &[FORM, &here], &format!("member={}", director.replace('/', "%2F")));
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_ne!(of(dir, &boss), of(dir, &director));
    let trail = site.get("/decisions").body;
    assert!(
        trail.contains("said that two names are one")
            && trail.contains("said that one name is two")
            && trail.contains("he is the director")
    );
    site.crawl();
}
