//! Merging and splitting stories: reports go where a coder says, now and whenever stories are grouped again, until it is withdrawn.

use crate::program::folder;
use crate::review::{FORM, good, run};
use crate::site::Site;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Three reports of a fire, and two of a vote elsewhere.
fn reports() -> String {
    let fire = |n: usize, outlet: &str, words: &str| {
        let text = format!(
            "A fire at the cotton warehouse of Port Maren killed four people on Tuesday, {words} said.\n\nThe coast guard of Port Maren brought \
             19 workers out of the warehouse. Firemen fought the fire at the warehouse until {n} in the morning."
        );
        json!({"id": format!("fire-{n}"), "outlet": outlet, "published": format!("2031-05-0{}", n + 5),
               "title": "Four killed in fire at Port Maren warehouse", "text": text})
    };
    let vote = |n: usize, outlet: &str| {
        let text = format!(
            "Voters in Sorvik elected Ines Dahl as mayor on Sunday, the electoral commission said.\n\nDahl won {n} percent of the votes. \
             Her rival Otto Brandt conceded defeat in Sorvik."
        );
        json!({"id": format!("vote-{n}"), "outlet": outlet, "published": "2031-05-12", "title": "Sorvik elects Ines Dahl as mayor", "text": text})
    };
    let all = [
        fire(1, "Maren Post", "the mayor"),
        fire(2, "Coast Radio", "the police"),
        fire(3, "Ledger", "the hospital"),
        vote(54, "Sorvik Times"),
        vote(55, "Northern Wire"),
    ];
    all.iter().map(|r| format!("{r}\n")).collect()
}

/// A store of both stories.
fn store() -> tempfile::TempDir {
    let dir = folder(&[("in.jsonl", reports().as_bytes())]);
    good(dir.path(), &["add", "-q", "in.jsonl"]);
    let stories = stories(dir.path());
    assert_eq!(stories.len(), 2, "{stories:?}");
    dir
}

/// The reports of each story, by its id.
fn stories(dir: &Path) -> BTreeMap<String, Vec<String>> {
    let out = good(dir, &["record", "--format", "jsonl"]);
    let story = |line: &str| -> (String, Vec<String>) {
        let story: Value = serde_json::from_str(line).unwrap();
        let mut reports: Vec<String> = story["reports"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
        reports.sort();
        (story["id"].as_str().unwrap().to_owned(), reports)
    };
    out.lines().map(story).collect()
}

/// The id of the story that a report is in.
fn of(dir: &Path, report: &str) -> String {
    stories(dir).into_iter().find(|(_, reports)| reports.iter().any(|r| r == report)).unwrap().0
}

fn states(dir: &Path) -> Vec<String> {
    let out = good(dir, &["review", "decisions", "--format", "jsonl"]);
    let state = |l: &str| serde_json::from_str::<Value>(l).unwrap()["state"].as_str().unwrap().to_owned();
    out.lines().rev().map(state).collect()
}

/// The store is whole, and deriving everything anew changes nothing.
fn holds(dir: &Path) {
    let before = stories(dir);
    good(dir, &["verify"]);
    let ran = run(dir, &["rebuild"]);
    assert_eq!((ran.status, stories(dir)), (0, before), "{}", ran.err);
    good(dir, &["verify"]);
}

#[test]
fn merged_stories_stay_one_and_come_apart_when_it_is_withdrawn() {
    let dir = store();
    let dir = dir.path();
    let before = good(dir, &["record"]);
    let (fire, vote) = (of(dir, "fire-1"), of(dir, "vote-54"));
    good(dir, &["review", "merge", &vote, &fire, "--coder", "Ana", "--because", "the fire decided the vote"]);
    let merged = stories(dir);
    assert_eq!(merged.keys().collect::<Vec<_>>(), [&fire], "the one with most reports keeps its id");
    assert_eq!(merged[&fire].len(), 5);
    let led: Value = serde_json::from_str(&good(dir, &["record", "--format", "jsonl", "--story", &vote])).unwrap();
    assert_eq!(led["id"], fire.as_str(), "the other leads to it");
    let record: Value = serde_json::from_str(&good(dir, &["record"])).unwrap();
    let told = record["stories"][0]["events"].as_array().unwrap().len();
    assert!(told > 2);
    assert!(good(dir, &["search", "Dahl", "--format", "jsonl"]).contains(&fire));
    holds(dir);
    // What comes later goes where its likes went.
    let late = reports().lines().nth(3).unwrap().replace("vote-54", "vote-late").replace("Sorvik Times", "Evening Paper");
    std::fs::write(dir.join("late.jsonl"), late).unwrap();
    good(dir, &["add", "-q", "late.jsonl"]);
    assert_eq!(of(dir, "vote-late"), fire);
    holds(dir);
    assert_eq!(run(dir, &["forget", "vote-late"]).status, 0);
    good(dir, &["review", "withdraw", "1", "--coder", "Bo"]);
    assert_eq!(good(dir, &["record"]), before, "both are as they were, under their own ids");
    assert_eq!(states(dir), ["withdrawn", "holds"]);
    holds(dir);
    good(dir, &["review", "withdraw", "2", "--coder", "Ana"]);
    assert_eq!(stories(dir), BTreeMap::from([(fire, merged.into_values().next().unwrap())]));
    holds(dir);
}

#[test]
fn reports_that_are_split_off_stay_apart_whatever_comes_later() {
    let dir = store();
    let dir = dir.path();
    let before = good(dir, &["record"]);
    let fire = of(dir, "fire-1");
    good(dir, &["review", "split", &fire, "fire-2", "--coder", "Ana", "--because", "another fire"]);
    let own = of(dir, "fire-2");
    assert_ne!(own, fire);
    let now = stories(dir);
    assert_eq!((now.len(), now[&own].as_slice(), now[&fire].len()), (3, &["fire-2".to_owned()][..], 2));
    holds(dir);
    let reprint = |of: &str, id: &str| {
        let line = reports().lines().find(|l| l.contains(&format!("\"{of}\""))).unwrap().to_owned();
        std::fs::write(dir.join("late.jsonl"), line.replace(of, id).replace("Port Maren warehouse\"", "warehouse\"")).unwrap();
        good(dir, &["add", "-q", "late.jsonl"]);
    };
    reprint("fire-2", "again-2");
    reprint("fire-3", "again-3");
    // What comes later may be like both: it goes to one of them, and brings them together no more.
    assert!([&own, &fire].iter().all(|s| stories(dir).contains_key(*s)) && stories(dir).len() == 3);
    assert_ne!(of(dir, "fire-1"), of(dir, "fire-2"));
    holds(dir);
    for report in ["again-2", "again-3"] {
        assert_eq!(run(dir, &["forget", report]).status, 0);
    }
    good(dir, &["review", "withdraw", "1", "--coder", "Ana"]);
    assert_eq!(good(dir, &["record"]), before);
    let led: Value = serde_json::from_str(&good(dir, &["record", "--format", "jsonl", "--story", &own])).unwrap();
    assert_eq!(led["id"], fire.as_str(), "no id is lost");
    holds(dir);
}

#[test]
fn of_what_contradicts_the_later_holds_and_the_trail_says_so() {
    let dir = store();
    let dir = dir.path();
    let (fire, vote) = (of(dir, "fire-1"), of(dir, "vote-54"));
    let apart = stories(dir);
    good(dir, &["review", "merge", &fire, &vote, "--coder", "Ana"]);
    good(dir, &["review", "split", &fire, "vote-54", "vote-55", "--coder", "Bo"]);
    assert_eq!((stories(dir), states(dir)), (apart.clone(), vec!["replaced".to_owned(), "holds".to_owned()]));
    holds(dir);
    // One report alone that is taken out leaves the rest merged.
    good(dir, &["review", "withdraw", "2", "--coder", "Bo"]);
    good(dir, &["review", "split", &fire, "vote-55", "--coder", "Bo"]);
    assert_eq!(states(dir), ["holds", "withdrawn", "holds", "holds"]);
    assert_eq!((of(dir, "vote-54"), stories(dir).len()), (fire.clone(), 2));
    assert_ne!(of(dir, "vote-55"), fire);
    holds(dir);
    // What names a report that is forgotten goes on holding; only its reason goes.
    assert_eq!(run(dir, &["forget", "fire-2"]).status, 0);
    assert_eq!((states(dir)[0].as_str(), of(dir, "vote-54")), ("holds", fire));
    holds(dir);
}

#[test]
fn what_cannot_be_merged_or_split_is_told_and_nothing_is_written() {
    let dir = store();
    let dir = dir.path();
    let (fire, vote) = (of(dir, "fire-1"), of(dir, "vote-54"));
    let refused = [
        (&["review", "merge", &fire, "s000000000000", "--coder", "Ana"][..], "there is no story \"s000000000000\""),
        (&["review", "merge", &fire, &fire, "--coder", "Ana"], "are one story already"),
        (&["review", "split", &fire, "vote-54", "--coder", "Ana"], "is not in the story"),
        (&["review", "split", &vote, "vote-54", "vote-55", "--coder", "Ana"], "leaves some in it"),
        (&["review", "merge", &fire, &vote, "--coder", ""], "the name of who made it"),
    ];
    for (args, words) in refused {
        let ran = run(dir, args);
        assert!(ran.status == 2 && ran.err.contains(words), "{args:?}: {}", ran.err);
    }
    assert!(states(dir).is_empty());
}

#[test]
fn forms_on_a_story_s_page_merge_and_split() {
    let dir = store();
    let (fire, vote) = (of(dir.path(), "fire-1"), of(dir.path(), "vote-54"));
    let site = Site::of(dir.path(), &["--store", "s.stemma", "--as", "Ana Lind"]);
    let here = format!("Origin: http://{}", site.host);
    let page = format!("/story/{fire}");
    let (merge, split) = (format!("{page}/merge"), format!("{page}/split"));
    let actions = site.get(&page).attributes("action");
    assert!(actions.contains(&merge) && actions.contains(&split));
    assert_eq!(site.send("POST", &merge, &[FORM, "Origin: https://elsewhere.example"], &format!("other={vote}")).status, 403);
    assert_eq!(site.send("POST", &merge, &[FORM, &here], "reason=x").status, 400);
    assert_eq!(site.send("POST", &split, &[FORM, &here], "reason=x").status, 422);
    // The address of the other's page does as well as its id.
    let other = format!("other=http%3A%2F%2F{}%2Fstory%2F{vote}%23harm&reason=one+and+the+same", site.host.replace(':', "%3A"));
    let answer = site.send("POST", &merge, &[FORM, &here], &other);
    assert_eq!((answer.status, answer.field("location")), (303, page.as_str()), "{}", answer.body);
    assert!(site.get(&page).body.contains("5 reports"));
    assert_eq!(site.ask("GET", &format!("/story/{vote}"), &[]).field("location"), page);
    let answer = site.send("POST", &split, &[FORM, &here], "report=vote-54&report=vote-55&reason=on+second+thoughts");
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(site.get(&page).body.contains("3 reports") && site.get(&format!("/story/{vote}")).body.contains("2 reports"));
    let trail = site.get("/decisions").body;
    assert!(
        trail.contains("put two stories together") && trail.contains("took reports out of a story") && trail.contains("second thoughts")
    );
    assert!(trail.contains("a later decision took its place"));
    for story in [&fire, &vote] {
        assert!(site.get(&format!("/decisions?story={story}")).body.contains("took reports out of a story"), "{story}");
    }
    // The trail of a story that went into another is that of the other, for programs too.
    let again = site.send("POST", &merge, &[FORM, &here], &format!("other={vote}"));
    assert_eq!(again.status, 303, "{}", again.body);
    let trail = |story: &str| site.get(&format!("/api/v1/decisions?story={story}")).body;
    assert_eq!(trail(&vote), trail(&fire));
    // Reports are called by their titles, and what was withdrawn is led to.
    let answer = site.send("POST", "/decision/3/withdraw", &[FORM, &here], "reason=x");
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = site.get("/decisions").body;
    assert!(page.contains("<bdi>Sorvik elects Ines Dahl as mayor</bdi></a>") && page.contains("href=\"/decisions?after=decisions..4#d3\""));
    site.crawl();
}
