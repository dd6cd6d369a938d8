//! The API of `stemma serve`: that it is as it is described, that its objects are those of the verbs, and what it refuses.

use crate::program::{folder, stemma};
use crate::site::{Page, Site};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
const UNDATED: &[u8] = b"Nine people were hurt when a tram left its rails in Corvan, the fire brigade said.";

/// A store of the examples and a report without a date, and its site.
fn site() -> (TempDir, Site) {
    let dir = folder(&[("undated.txt", UNDATED)]);
    let what = [&format!("{EXAMPLES}/port-maren.jsonl"), &format!("{EXAMPLES}/hadre-valley"), "undated.txt"];
    assert_eq!(stemma(dir.path(), &[&["add", "-q", "--store", "s.stemma"][..], &what].concat()).status, 0);
    let site = Site::of(dir.path(), &["--store", "s.stemma"]);
    (dir, site)
}

fn json_of(page: &Page) -> Value {
    serde_json::from_str(&page.body).unwrap_or_else(|e| panic!("{e}: {}", page.body))
}

fn get(site: &Site, path: &str) -> Value {
    let page = site.get(path);
    assert_eq!((page.status, page.field("content-type")), (200, "application/json"), "{path}: {}", page.body);
    json_of(&page)
}

/// Holds a value to a schema of the description.
fn hold(description: &Value, schema: &Value, value: &Value, what: &str) {
    let whole =
        json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "components": description["components"], "allOf": [schema]});
    let validator = jsonschema::draft202012::new(&whole).unwrap();
    let faults: Vec<String> = validator.iter_errors(value).take(3).map(|e| format!("{} at {}", e, e.instance_path())).collect();
    assert!(faults.is_empty(), "{what}: {faults:?}");
}

#[test]
fn every_answer_is_as_it_is_described() {
    let (dir, site) = site();
    let description = get(&site, "/api/openapi.json");
    let printed = stemma(dir.path(), &["serve", "--openapi"]);
    assert_eq!((printed.status, serde_json::from_str::<Value>(&printed.out).unwrap()), (0, description.clone()));
    let story = get(&site, "/api/v1/stories?order=reports")["stories"][0]["id"].as_str().unwrap().to_owned();
    let page = site.get("/api").body;
    for (path, methods) in description["paths"].as_object().unwrap() {
        assert!(page.contains(&format!("<code>GET {path}</code>")), "the page for people has no {path}");
        assert_eq!(page.contains(&format!("<code>POST {path}</code>")), methods["post"].is_object(), "{path}");
        let query = if path.ends_with("/search") { "?q=killed:%3E0" } else { "" };
        let at = format!("{}{query}", path.replace("{story}", &story).replace("{report}", "today-1"));
        // What is not described is not possible, and is told as described.
        let post = site.ask("PUT", &at, &["Content-Length: 0", "Sec-Fetch-Site: same-origin"]);
        let allowed = if methods["post"].is_object() { "GET,HEAD,POST" } else { "GET,HEAD" };
        assert_eq!((post.status, post.field("allow"), post.field("content-type")), (405, allowed, "application/problem+json"), "{at}");
        hold(&description, &json!({"$ref": "#/components/schemas/Problem"}), &json_of(&post), &at);
        let answer = &methods["get"]["responses"]["200"]["content"];
        if path.ends_with("/live") {
            assert!(answer["text/event-stream"].is_object());
            continue;
        }
        let found = site.get(&at);
        assert_eq!((found.status, found.field("content-type")), (200, "application/json"), "{at}: {}", found.body);
        hold(&description, &answer["application/json"]["schema"], &json_of(&found), &at);
        let head = site.ask("HEAD", &at, &[]);
        assert_eq!((head.status, head.body.as_str(), head.field("etag")), (200, "", found.field("etag")), "{at}");
        let again = site.ask("GET", &at, &[&format!("If-None-Match: {}", found.field("etag"))]);
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{at}");
        assert_eq!(site.ask("GET", &at, &["Accept: text/html"]).status, 406, "{at}");
    }
}

#[test]
fn objects_are_those_that_the_verbs_write() {
    let (dir, site) = site();
    for story in get(&site, "/api/v1/stories")["stories"].as_array().unwrap() {
        let id = story["id"].as_str().unwrap();
        let ran = |args: &[&str]| stemma(dir.path(), &[args, &["--store", "s.stemma", "--story", id]].concat()).out;
        assert_eq!(site.get(&format!("/api/v1/stories/{id}/record")).body, ran(&["record"]));
        assert_eq!(site.get(&format!("/api/v1/stories/{id}")).body, ran(&["record", "--format", "jsonl"]));
        let whole: Value = get(&site, &format!("/api/v1/stories/{id}"));
        assert_eq!(get(&site, &format!("/api/v1/stories/{id}/entities"))["entities"], whole["entities"]);
        assert_eq!(get(&site, &format!("/api/v1/stories/{id}/lineage"))["lineage"], whole["lineage"]);
        let findings = get(&site, &format!("/api/v1/stories/{id}/findings"));
        let of_events: Vec<&Value> = whole["events"].as_array().unwrap().iter().flat_map(|e| e["findings"].as_array().unwrap()).collect();
        assert_eq!(findings["findings"].as_array().unwrap().iter().map(|f| &f["finding"]).collect::<Vec<_>>(), of_events);
        let disputed = get(&site, &format!("/api/v1/stories/{id}/findings?status=disputed"));
        assert_eq!(disputed["findings"].as_array().unwrap().len() as u64, story["disputed"].as_u64().unwrap());
        let mut claims: Vec<String> = Vec::new();
        for report in get(&site, &format!("/api/v1/stories/{id}/reports"))["reports"].as_array().unwrap() {
            let said = get(&site, &format!("/api/v1/reports/{}/claims", report["id"].as_str().unwrap()));
            claims.extend(said["claims"].as_array().unwrap().iter().map(Value::to_string));
        }
        let mut written: Vec<String> = ran(&["claims"]).lines().map(str::to_owned).collect();
        claims.sort();
        written.sort();
        assert_eq!(claims, written);
    }
    let read = stemma(dir.path(), &["read", "--store", "s.stemma"]).out;
    let line = read.lines().find(|l| l.contains("\"id\":\"today-1\"")).unwrap();
    assert_eq!(site.get("/api/v1/reports/today-1").body.trim_end(), line);
    let found = stemma(dir.path(), &["search", "dockers", "--store", "s.stemma", "--format", "jsonl"]).out;
    let found: Vec<Value> = found.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(get(&site, "/api/v1/search?q=dockers")["sentences"], Value::from(found));
    let queue = get(&site, "/api/v1/review");
    let first = &queue["stories"][0];
    let disputed = first["disputed"].as_array().unwrap().iter().map(|d| d["finding"]["status"].as_str().unwrap());
    assert!(disputed.collect::<BTreeSet<_>>() == BTreeSet::from(["denied", "disputed"]) && first["unsure"][0]["confidence"].is_f64());
}

#[test]
fn pages_hold_everything_once_also_while_more_is_added() {
    let (dir, site) = site();
    // The addresses that `Link` gives lead from page to page.
    let all = |path: &str, list: &str, id: &str| -> Vec<String> {
        let (mut at, mut out) = (path.to_owned(), Vec::new());
        for _ in 0..500 {
            let page = site.get(&at);
            assert_eq!(page.status, 200, "{at}: {}", page.body);
            let body = json_of(&page);
            out.extend(body[list].as_array().unwrap().iter().map(|s| s[id].to_string()));
            let Some(next) = page.field("link").strip_prefix('<').and_then(|l| l.strip_suffix(">; rel=\"next\"")) else {
                assert_eq!(body["next"], Value::Null);
                return out;
            };
            assert!(next.ends_with(body["next"].as_str().unwrap()));
            at = next.to_owned();
        }
        panic!("{path} does not end");
    };
    for order in ["newest", "disputed", "rising", "reports"] {
        let whole = all(&format!("/api/v1/stories?order={order}"), "stories", "id");
        assert_eq!(whole.len(), 3);
        assert_eq!(all(&format!("/api/v1/stories?limit=1&order={order}"), "stories", "id"), whole, "{order}");
    }
    assert_eq!(all("/api/v1/review?limit=1", "stories", "id").len(), 3);
    let reports = all("/api/v1/reports?limit=4", "reports", "id");
    assert_eq!((reports.len(), reports.iter().collect::<BTreeSet<_>>().len()), (10, 10));
    assert_eq!(
        all("/api/v1/search?limit=7&q=after:2000", "sentences", "sentence"),
        all("/api/v1/search?limit=100&q=after:2000", "sentences", "sentence")
    );
    // A story that comes between two pages moves nothing.
    let first = get(&site, "/api/v1/stories?limit=1");
    let more =
        [("new.jsonl", json!({"published": "2031-01-02", "text": "Four people died in a fire on the ferry Maren Dol, police said."}))];
    std::fs::write(dir.path().join(more[0].0), format!("{}\n", more[0].1)).unwrap();
    assert_eq!(stemma(dir.path(), &["add", "-q", "new.jsonl", "--store", "s.stemma"]).status, 0);
    let second = get(&site, &format!("/api/v1/stories?limit=5&cursor={}", first["next"].as_str().unwrap()));
    let ids: BTreeSet<String> =
        [&first, &second].iter().flat_map(|p| p["stories"].as_array().unwrap()).map(|s| s["id"].to_string()).collect();
    assert_eq!((ids.len(), second["stories"].as_array().unwrap().len()), (3, 2));
    assert_eq!(all("/api/v1/stories", "stories", "id").len(), 4);
}

#[test]
fn what_changed_is_told_to_who_asks_and_to_who_listens() {
    let (dir, site) = site();
    let before = get(&site, "/api/v1/changes?limit=2");
    assert_eq!(before["stories"].as_array().unwrap().len(), 2);
    let rest = get(&site, &format!("/api/v1/changes?limit=2&cursor={}", before["next"].as_str().unwrap()));
    assert_eq!((rest["stories"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
    let batch = before["batch"].as_i64().unwrap();
    let since = format!("/api/v1/changes?since={batch}");
    assert_eq!(get(&site, &since)["stories"], json!([]));
    let heard = site.listen("/api/v1/live");
    std::fs::write(dir.path().join("new.txt"), "Four people died in a fire on the ferry Maren Dol on Tuesday, police said.").unwrap();
    assert_eq!(stemma(dir.path(), &["add", "-q", "new.txt", "--store", "s.stemma"]).status, 0);
    let event = heard.recv_timeout(Duration::from_secs(20)).unwrap();
    let event: Value = serde_json::from_str(event.strip_prefix("data: ").unwrap()).unwrap();
    let new = get(&site, "/api/v1/reports?limit=1")["reports"][0].clone();
    assert_eq!(event["batch"], batch + 1);
    assert!(event["stories"].as_array().unwrap().iter().any(|s| s["id"] == new["story"]), "{event}");
    let description = get(&site, "/api/openapi.json");
    let schema = &description["paths"]["/api/v1/live"]["get"]["responses"]["200"]["content"]["text/event-stream"]["x-event-data"];
    hold(&description, schema, &event, "an event");
    let changes = get(&site, &since);
    assert_eq!((&changes["stories"], &changes["batch"]), (&event["stories"], &event["batch"]));
    // Who comes back hears what they missed.
    let again = site.hear("/api/v1/live", &format!("Last-Event-ID: {batch}\r\n"));
    let again = again.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!(serde_json::from_str::<Value>(again.strip_prefix("data: ").unwrap()).unwrap(), event);
    // A story whose last report is forgotten is gone.
    let ran = stemma(dir.path(), &["forget", new["id"].as_str().unwrap(), "--store", "s.stemma"]);
    assert!(matches!(ran.status, 0 | 2), "{}", ran.err);
    let gone = get(&site, &format!("/api/v1/changes?since={}", batch + 1))["gone"].clone();
    assert!(gone.as_array().unwrap().contains(&json!({"id": new["story"], "is_now": null})), "{gone}");
}

#[test]
fn what_cannot_be_answered_is_told_in_plain_words() {
    let (_dir, site) = site();
    let description = get(&site, "/api/openapi.json");
    let cursor = get(&site, "/api/v1/stories?limit=1")["next"].as_str().unwrap().to_owned();
    for (path, status, words) in [
        ("/api/v1/stories?order=best", 400, "one of newest, disputed, rising, reports"),
        ("/api/v1/stories?limit=0", 400, "a whole number from 1 to 100"),
        ("/api/v1/stories?lmit=5", 400, "\"lmit\" is nothing that can be asked for here; there is order, limit, cursor"),
        ("/api/v1/stories?cursor=x", 400, "\"cursor\" has to be `next`"),
        (&format!("/api/v1/stories?order=rising&cursor={cursor}"), 400, "\"cursor\" has to be `next`"),
        (&format!("/api/v1/review?cursor={cursor}"), 400, "\"cursor\" has to be `next`"),
        ("/api/v1/stories/none", 404, "No story has this id"),
        ("/api/v1/stories/none/findings", 404, "No story has this id"),
        ("/api/v1/reports/none/claims", 404, "No report has this id"),
        ("/api/v1/stories/%ff", 400, "The address cannot be read"),
        ("/api/v1/search", 400, "\"q\" has to be given"),
        ("/api/v1/search?q=colour:red", 400, "colour: is nothing that can be asked for"),
        ("/api/v1/search?q=%3F", 400, "The query cannot be read"),
        ("/api/v1/nowhere", 404, "There is no page at this address"),
        ("/api/v2/stories", 404, "There is no page at this address"),
    ] {
        let page = site.get(path);
        assert_eq!((page.status, page.field("content-type")), (status, "application/problem+json"), "{path}: {}", page.body);
        let problem = json_of(&page);
        assert!(problem["detail"].as_str().unwrap().contains(words), "{path}: {problem}");
        assert_eq!(problem["status"], status);
        hold(&description, &json!({"$ref": "#/components/schemas/Problem"}), &problem, path);
    }
}

#[test]
fn a_coder_decides_and_the_trail_says_so() {
    let dir = folder(&[("undated.txt", UNDATED)]);
    assert_eq!(stemma(dir.path(), &["add", "-q", "undated.txt", "--store", "s.stemma"]).status, 0);
    let token = |role: &str, name: &str| {
        let ran = stemma(dir.path(), &["token", "new", "--role", role, "--name", name, "--store", "s.stemma"]);
        format!("Authorization: Bearer {}", ran.out.trim())
    };
    let (coder, reader) = (token("coder", "Ada"), token("reader", "Ben"));
    let site = Site::of(dir.path(), &["--store", "s.stemma", "--name", "desk.example"]);
    let ask = |path: &str| json_of(&site.ask("GET", path, &[&coder]));
    let report = ask("/api/v1/reports")["reports"][0]["id"].as_str().unwrap().to_owned();
    let claim = ask(&format!("/api/v1/reports/{report}/claims"))["claims"][0]["id"].as_str().unwrap().to_owned();
    let decide = |who: &str, kind: &str, body: &Value| site.send("POST", "/api/v1/decisions", &[who, kind], &body.to_string());
    let (json_kind, accept) = ("Content-Type: application/json", json!({"verdict": "accept", "claim": claim, "reason": "It says so."}));
    let written = decide(&coder, json_kind, &accept);
    assert_eq!((written.status, json_of(&written)), (201, json!({"decision": 1})), "{}", written.body);
    let correct = json!({"verdict": "correct", "claim": claim, "changes": {"low": "8", "high": "8"}});
    assert_eq!(decide(&coder, json_kind, &correct).status, 201);
    let trail = ask("/api/v1/decisions?coder=Ada&limit=1");
    let description = ask("/api/openapi.json");
    hold(&description, &json!({"$ref": "#/components/schemas/DecisionList"}), &trail, "the trail");
    assert_eq!((&trail["decisions"][0]["act"], &trail["decisions"][0]["state"]), (&json!("correct"), &json!("holds")));
    let earlier = ask(&format!("/api/v1/decisions?coder=Ada&limit=1&cursor={}", trail["next"].as_str().unwrap()));
    assert_eq!((&earlier["decisions"][0]["decision"]["reason"], &earlier["next"]), (&json!("It says so."), &Value::Null));
    // Who may not, and what is no decision.
    assert_eq!(decide(&reader, json_kind, &accept).status, 403);
    assert_eq!(decide("X-Nobody: 1", json_kind, &accept).status, 401);
    assert_eq!(decide(&coder, "Content-Type: text/plain", &accept).status, 415);
    for wrong in
        [json!({}), json!({"verdict": "maybe", "claim": claim}), json!({"verdict": "accept", "claim": claim, "more": 1}), json!([])]
    {
        let page = decide(&coder, json_kind, &wrong);
        assert!(page.status == 400 && page.body.contains("no decision like"), "{wrong}: {}", page.body);
    }
    let nowhere = decide(&coder, json_kind, &json!({"verdict": "reject", "claim": "none/c1"}));
    assert_eq!((nowhere.status, nowhere.field("content-type")), (422, "application/problem+json"), "{}", nowhere.body);
}

#[test]
fn admins_see_who_has_a_token_and_others_do_not() {
    let dir = folder(&[("undated.txt", UNDATED)]);
    assert_eq!(stemma(dir.path(), &["add", "-q", "undated.txt", "--store", "s.stemma"]).status, 0);
    let token = |role: &str, name: &str| {
        let ran = stemma(dir.path(), &["token", "new", "--role", role, "--name", name, "--store", "s.stemma"]);
        format!("Authorization: Bearer {}", ran.out.trim())
    };
    let (admin, coder) = (token("admin", "Dara"), token("coder", "Ada"));
    let site = Site::of(dir.path(), &["--store", "s.stemma", "--name", "desk.example", "--public-reading"]);
    let refused = site.ask("GET", "/api/v1/tokens", &[&coder]);
    assert!(refused.status == 403 && refused.body.contains("Ada has the role coder"), "{}", refused.body);
    let unknown = site.get("/api/v1/tokens");
    assert_eq!((unknown.status, unknown.field("www-authenticate")), (401, "Bearer realm=\"stemma\""));
    let list = site.ask("GET", "/api/v1/tokens", &[&admin]);
    let names: Vec<Value> = json_of(&list)["tokens"].as_array().unwrap().iter().map(|t| t["name"].clone()).collect();
    assert_eq!(names, ["Dara", "Ada"]);
    assert!(!list.body.contains(&coder[30..50]) && !list.body.contains("sha256"));
    assert_eq!(json_of(&site.ask("GET", "/api/v1/me", &[&coder])), json!({"name": "Ada", "role": "coder"}));
    assert_eq!(get(&site, "/api/v1/me"), json!({"name": null, "role": null}));
    assert_eq!(get(&site, "/api/v1/health")["status"], "ok");
    assert!(Path::new(&dir.path().join("s.stemma.tokens")).exists());
}
