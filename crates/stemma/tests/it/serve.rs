//! The pages of `stemma serve`: what they show, that they hang together, and what is refused.

use crate::program::{folder, stemma};
use crate::site::Site;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// One site for the tests that only read it. It ends with the last of them that holds it: what is left in a static would
/// outlive the tests.
fn examples() -> Arc<Site> {
    static SITE: Mutex<Weak<Site>> = Mutex::new(Weak::new());
    let mut kept = SITE.lock().unwrap_or_else(PoisonError::into_inner);
    kept.upgrade().unwrap_or_else(|| {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples"));
        let site = Arc::new(Site::of(folder, &["port-maren.jsonl", "hadre-valley"]));
        *kept = Arc::downgrade(&site);
        site
    })
}

/// The address of the story whose title has some words.
fn story(site: &Site, words: &str) -> String {
    let list = site.get("/");
    let row = list.body.split("<li class=\"card\">").find(|r| r.contains(words)).unwrap_or_else(|| panic!("{words} is not listed"));
    row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn stories_are_listed_with_their_footing_and_their_harm() {
    let site = examples();
    let list = site.get("/");
    assert_eq!((list.status, list.field("content-type")), (200, "text/html; charset=utf-8"));
    for words in ["Four killed in blast", "5 to 8 March 2024", "5 reports, 3 texts shown to be written apart", "rose</span> killed: 7 to 8"]
    {
        assert!(list.body.contains(words), "{words} is not in the list");
    }
    let rising = site.get("/?order=rising").body;
    assert!(rising.find("Four killed").unwrap() < rising.find("Gunmen attacked").unwrap());
}

#[test]
fn a_story_shows_each_value_with_its_sentence_and_who_says_it() {
    let site = examples();
    let page = site.get(&story(&site, "Four killed")).body;
    for words in ["Disputed", "36 and 61 or more cannot both hold", "Greta Lund, in Velmara Today (invented)", "<mark>More than 60</mark>"]
    {
        assert!(page.contains(words), "{words} is not on the page");
    }
    // The sentence leads to the claim in its report, and the claim back to the finding.
    assert!(page.contains("href=\"/report/today-1#c"));
    assert!(site.get("/report/today-1").body.contains(&format!("{}/findings#ev", story(&site, "Four killed"))));
}

#[test]
fn a_report_has_its_claims_marked_and_what_was_taken_out_folded_away() {
    let site = examples();
    let page = site.get("/report/ledger-1").body;
    for words in [
        "<span class=\"k figure\">at least 20</span>",
        "<span class=\"k voice\">health ministry</span>",
        "6 March 2024, 05:10 UTC (given with it)",
        "Share this article on Facebook",
        "Picture credit",
    ] {
        assert!(page.contains(words), "{words} is not on the page");
    }
}

#[test]
fn what_people_would_rather_look_at_is_drawn_and_told_in_words_too() {
    let site = examples();
    let page = site.get(&story(&site, "Four killed")).body;
    // The chart of the injured: a bound has an arrow, each figure its sentence and its words.
    let chart = page.split("<svg class=\"chart\"").skip(1).find(|c| c.contains("More than 60")).unwrap();
    for words in ["<title>C: More than 60, Greta Lund, in Velmara Today (invented), 6 March 2024", "class=\"v0 least\"", "As a table"] {
        assert!(chart.contains(words), "{words} is not in the chart");
    }
    // Equal values have equal signs: the two that print 4, against those that say otherwise.
    let matrix = page.split_once("<table class=\"matrix\">").unwrap().1;
    let row = matrix.split("<tr>").find(|r| r.contains("How many killed")).unwrap();
    assert_eq!((row.matches("●").count(), row.matches("▲").count()), (3, 1), "{row}");
    assert!(page.contains("<svg class=\"stemma\"") && page.contains("takes 8"), "the tree, and the same in words");
}

#[test]
fn two_reports_stand_side_by_side_with_what_they_share_and_where_they_differ() {
    let site = examples();
    let page = site.get("/compare/cpa-1/today-1").body;
    let row = page.split("<tr class=\"differs\">").chain(page.split("<tr>")).find(|r| r.contains("How many killed")).unwrap();
    assert!(row.contains("they differ") && row.contains("Four") && row.contains("Seven"), "{row}");
    let copy = site.get("/compare/cpa-1/ledger-1").body;
    assert!(copy.contains("They share") && copy.contains("class=\"shared\" id=\"p0-1\"") && copy.contains("href=\"#p1-1\""));
    assert_eq!(site.get("/compare/cpa-1/none").status, 404);
}

#[test]
fn an_entity_has_a_page_and_namesakes_are_only_said_to_share_a_name() {
    let site = examples();
    let page = site.get(&story(&site, "Four killed"));
    let link = page.attributes("href").into_iter().find(|h| h.contains("/entity/")).unwrap();
    let entity = site.get(&link);
    assert_eq!(entity.status, 200);
    let name = entity.attributes("href").into_iter().find(|h| h.starts_with("/entity?name=")).unwrap();
    let name = site.get(&name).body;
    assert!(name.contains(&link) && name.contains("Stemma does not say that they are the same"));
    assert_eq!(site.get("/entity").status, 400);
}

#[test]
fn the_queue_for_review_begins_with_disputes() {
    let site = examples();
    let page = site.get("/review").body;
    let queue = page.split("<section").find(|q| q.contains("Four killed")).unwrap();
    let at = |words: &str| queue.find(words).unwrap_or_else(|| panic!("{words} is not in the queue"));
    assert!(at("36 and 61 or more cannot both hold") < at("· sure to"));
}

#[test]
fn a_search_leads_to_the_sentence_in_its_report_and_to_its_story() {
    let site = examples();
    // The box is on every page, with its label, and needs no script.
    for path in ["/", "/review", "/report/today-1", "/nowhere"] {
        let page = site.get(path).body;
        assert!(page.contains("<form class=\"find\" role=\"search\" action=\"/search\"><label for=\"find\">"), "{path}");
    }
    let page = site.get("/search?q=dockers+injured:%3E60");
    assert_eq!(page.status, 200);
    let row = page.body.split("<li class=\"card\">").find(|r| r.contains("More than 60 people")).unwrap();
    assert!(row.contains("<mark>dockers</mark>") && row.contains("Velmara Today (invented)") && row.contains("6 March 2024"), "{row}");
    assert!(row.contains(&story(&site, "Four killed")), "{row}");
    let at = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    let (report, claim) = at.split_once('#').unwrap();
    let sentence = site.get(report).body;
    let sentence = sentence.split(&format!("id=\"{claim}\"")).nth(1).unwrap();
    let words: String = sentence.split("</p>").next().unwrap().split('<').filter_map(|s| s.split_once('>')).map(|s| s.1).collect();
    assert!(words.starts_with("&#34;More than 60 people were injured"), "the place is that of the sentence: {words}");
    assert!(page.body.contains("value=\"dockers injured:&#62;60\""), "what was asked for stays in the box");
    assert!(site.get("/search?q=zeppelin").body.contains("No sentence answers that"));
}

#[test]
fn what_is_found_has_pages() {
    let site = examples();
    let first = site.get("/search?q=after:2000");
    assert!(first.body.contains("Sentences 1 to 20, and there are more."));
    let next = first.attributes("href").into_iter().find(|h| h.contains("page=2")).unwrap();
    let second = site.get(&next);
    assert!(second.body.contains("Sentences 21 to "));
    let hits = |page: &crate::site::Page| {
        let of = |b: &str| b.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        page.body.split("<blockquote").skip(1).map(of).collect::<std::collections::BTreeSet<_>>()
    };
    assert!(hits(&first).len() == 20 && hits(&first).is_disjoint(&hits(&second)));
    assert_eq!(site.get("/search?q=after:2000&page=49").status, 404);
}

#[test]
fn a_search_that_cannot_be_read_says_what_is_possible() {
    let site = examples();
    let long = format!("/search?q={}", "x".repeat(401));
    for (path, words) in [
        ("/search?q=fire+colour:red", "Colour: is nothing that can be asked for; there are words"),
        ("/search?q=status:wrong", "There are agreed, refined"),
        ("/search?q=killed:many", "killed:&#62;30"),
        ("/search?q=%22port+maren", "A quotation mark is opened and not closed"),
        ("/search?q=%3F%3F", "There is nothing to search for"),
        (long.as_str(), "400 characters at most"),
    ] {
        let page = site.get(path);
        assert_eq!(page.status, 400, "{path}");
        assert!(page.body.contains(words) && page.body.contains("How to search"), "{path}: {}", page.body);
        assert!(page.field("content-security-policy").contains("default-src 'none'"));
    }
    // Nothing asked for is no fault: examples stand there, and each finds something here.
    let help = site.get("/search?q=+");
    assert_eq!(help.status, 200);
    let tries: Vec<String> = help.attributes("href").into_iter().filter(|h| h.starts_with("/search?")).collect();
    assert!(tries.len() >= 8 && tries.iter().all(|t| site.get(t).body.contains("<blockquote")), "{tries:?}");
}

#[test]
fn what_is_searched_for_stays_text() {
    let site = examples();
    let many = ["a"; 200].join("+");
    for q in [
        "%22%3E%3Cscript%3Ealert(1)%3C/script%3E%22",
        "x:%22%3E%3Cscript%3Ealert(1)",
        "%3Cscript%3Ealert",
        "%00%ff%22*%22",
        "NEAR(a,b)+OR+*",
        &many,
    ] {
        let page = site.get(&format!("/search?q={q}"));
        assert!(matches!(page.status, 200 | 400), "{q}: {}", page.status);
        assert!(!page.body.contains("<script>alert") && page.body.contains("<h1>Search</h1>"), "{q}: {}", page.body);
    }
}

#[test]
fn every_link_leads_to_a_page_and_every_fragment_to_a_place_on_it() {
    let site = examples();
    let pages = site.crawl();
    let of = |start: &str| pages.keys().filter(|p| p.starts_with(start)).count();
    let entities = pages.keys().filter(|p| p.contains("/entity/")).count();
    let findings = pages.keys().filter(|p| p.ends_with("/findings")).count();
    let claims = pages.keys().filter(|p| p.contains("/claim/")).count();
    let lists = ["agreed", "matrix", "voices", "timeline", "background", "single"];
    let parts = pages.keys().filter(|p| p.starts_with("/story/") && lists.iter().any(|l| p.ends_with(&format!("/{l}")))).count();
    assert!(parts > 0, "long lists have pages of their own");
    assert_eq!((of("/story/") - entities - findings - parts, findings, of("/report/") - claims), (2, 2, 9));
    assert!(entities > 0 && of("/compare/") > 0 && of("/review") > 0 && of("/search?q=") > 8);
    for (path, page) in pages.iter().filter(|(p, _)| !p.starts_with("/assets/")) {
        let ids = page.attributes("id");
        let mut once = ids.clone();
        once.sort();
        once.dedup();
        assert_eq!(ids.len(), once.len(), "an id stands twice on {path}");
        assert!(!page.body.contains(" style=") && !page.body.contains("<style") && !page.body.contains(" onclick"), "{path}");
    }
}

#[test]
fn pages_are_guarded_and_kept_by_browsers_until_they_change() {
    let site = examples();
    let page = site.get("/");
    let csp = page.field("content-security-policy");
    assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
    assert_eq!((page.field("x-content-type-options"), page.field("cache-control")), ("nosniff", "no-cache"));
    let again = site.ask("GET", "/", &[&format!("If-None-Match: {}", page.field("etag"))]);
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let css = page.attributes("href").into_iter().find(|h| h.ends_with(".css")).unwrap();
    let css = site.get(&css);
    assert_eq!((css.status, css.field("cache-control")), (200, "public, max-age=31536000, immutable"));
    assert!(!css.body.contains("http"), "nothing is asked for elsewhere");
}

#[test]
fn what_is_not_there_or_not_allowed_is_said_in_plain_words() {
    let site = examples();
    let long = format!("/?order={}", "x".repeat(5000));
    for (path, status, words) in [
        ("/nowhere", 404, "There is no page at this address"),
        ("/story/s0", 404, "No story has this id"),
        ("/report/none", 404, "No report has this id"),
        ("/assets/stemma-0.css", 404, "There is no such file"),
        ("/?order=best", 400, "newest, disputed, rising or reports"),
        ("/?order=rising&after=newest.31.7", 400, "no place in this list"),
        ("/review?before=7", 400, "no place in this list"),
        ("/search?q=fire&page=0", 400, "The number of a page is 1 or more"),
        ("/story/%ff", 400, "The address cannot be read"),
        (long.as_str(), 414, "longer than any"),
    ] {
        let page = site.get(path);
        assert_eq!(page.status, status, "{path}");
        assert!(page.body.contains(words) && page.body.contains("<h1>"), "{path}: {}", page.body);
        assert!(!page.field("content-security-policy").is_empty());
    }
    let sent = site.ask("POST", "/", &["Content-Length: 0", "Sec-Fetch-Site: same-origin"]);
    assert_eq!((sent.status, sent.field("allow")), (405, "GET,HEAD"));
    // A name of somebody else's that leads to this machine.
    assert_eq!(site.ask("GET", "/", &["Host: elsewhere.example"]).status, 421);
    assert_eq!(site.ask("GET", "/", &["Host: localhost:99"]).status, 200);
}

#[test]
fn what_reports_say_stays_text() {
    let bad = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";
    let row = |id: &str, say: &str| {
        let report = serde_json::json!({"id": id, "outlet": bad, "title": format!("Blast {bad} kills 4"), "byline": bad,
            "url": "javascript:alert(3)", "published": "2031-01-02", "lang": "en",
            "text": format!("A blast at the {bad} market in Corvan killed {say} people on Tuesday, the {bad} ministry said.\n\nShare this {bad} on Facebook")});
        format!("{report}\n")
    };
    let rows = [row("a/b?c#d\"<é>", "four"), row("..", "five"), row("plain", "six")].concat();
    let dir = folder(&[("hostile.jsonl", rows.as_bytes())]);
    let site = Site::of(dir.path(), &["hostile.jsonl"]);
    for (path, page) in site.crawl() {
        for word in ["<script>alert", "<img", "href=\"javascript"] {
            assert!(!page.body.contains(word), "{path} has {word}");
        }
    }
}

#[test]
fn an_open_page_hears_of_what_is_added_to_the_store() {
    let dir = folder(&[
        ("a.txt", b"Four people died in a fire on the ferry Maren Dol on Tuesday, police said."),
        ("b.txt", b"Port Maren closed its schools on Friday after a storm took the roofs of three houses."),
    ]);
    assert_eq!(stemma(dir.path(), &["add", "a.txt", "--store", "coast.stemma"]).status, 0);
    let site = Site::of(dir.path(), &["--store", "coast.stemma"]);
    let heard = site.listen("/live");
    assert_eq!(stemma(dir.path(), &["add", "b.txt", "--store", "coast.stemma"]).status, 0);
    let event = heard.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
    let told: serde_json::Value = serde_json::from_str(event.strip_prefix("data: ").unwrap()).unwrap();
    let at = told[0]["at"].as_str().unwrap();
    assert_eq!(site.get(at).status, 200, "{event}");
    assert!(site.get("/").body.contains(at), "the list has it too");
    // One that was made before, or was not seen meanwhile, hears of it too; one that has heard of it does not again.
    let before: i64 = site.get("/").attributes("data-batch")[0].parse().unwrap();
    let missed = site.listen(&format!("/live?since={}", before - 1)).recv_timeout(std::time::Duration::from_secs(20)).unwrap();
    assert!(missed.contains(at), "{missed}");
    let heard = site.listen(&format!("/live?since={before}"));
    assert!(heard.recv_timeout(std::time::Duration::from_secs(3)).is_err());
    let tag = site.get("/").field("etag").to_owned();
    assert_eq!(site.ask("GET", "/", &[&format!("If-None-Match: {tag}")]).status, 304);
    let both = stemma(dir.path(), &["serve", "a.txt", "--store", "coast.stemma"]);
    assert_eq!((both.status, both.err.contains("give files or --store")), (2, true), "{}", both.err);
}

#[test]
fn other_machines_are_let_in_only_on_demand() {
    let dir = folder(&[("a.txt", b"Four people died in a fire on Tuesday.")]);
    let ran = stemma(dir.path(), &["serve", "a.txt", "--listen", "0.0.0.0:0"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("everyone there could read every report") && ran.err.contains("--public-reading"), "{}", ran.err);
}
