//! Blind double coding in pages: one claim at a time, nothing of what others gave, and the same answers as in sheets.

use crate::program::{folder, stemma};
use crate::site::{Page, Site};
use serde_json::Value;
use std::path::Path;

const PORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/port-maren.jsonl");
const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

/// A store with a sample of some claims for Ana and Bo.
pub fn store(claims: usize) -> tempfile::TempDir {
    let dir = folder(&[]);
    assert_eq!(stemma(dir.path(), &["add", "-q", PORT, "--store", "s.stemma"]).status, 0);
    good(dir.path(), &["sample", &claims.to_string(), "--seed", "x", "--coders", "Ana,Bo"]);
    dir
}

fn good(dir: &Path, args: &[&str]) -> String {
    let ran = stemma(dir, &[&["review"], args, &["--store", "s.stemma"]].concat());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{args:?}");
    ran.out
}

/// Fills in a coder's sheet: every claim is one of a type, said by somebody.
pub fn fill(dir: &Path, coder: &str, kind: &str, source: &str) {
    let sheet = good(dir, &["sheet", "--coder", coder]);
    let mut table = csv::Reader::from_reader(sheet.as_bytes());
    let head = table.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|h| h == name).unwrap();
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&head).unwrap();
    for row in table.records() {
        let mut row: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        (row[at("claim")], row[at("type")], row[at("source")]) = ("yes".into(), kind.into(), source.into());
        out.write_record(&row).unwrap();
    }
    std::fs::write(dir.join("sheet.csv"), out.into_inner().unwrap()).unwrap();
    good(dir, &["code", "sheet.csv", "--coder", coder]);
}

fn send(site: &Site, path: &str, body: &str) -> Page {
    site.send("POST", path, &[FORM, &format!("Origin: http://{}", site.host)], body)
}

#[test]
fn a_coder_codes_in_pages_what_another_codes_in_a_sheet_and_neither_sees_the_other() {
    let dir = store(3);
    let dir = dir.path();
    fill(dir, "Bo", "injure", "Quillonas Vrandt");
    let site = Site::of(dir, &["--store", "s.stemma", "--as", "Ana"]);
    let list = site.get("/coding").body;
    assert!(list.contains("0 of 3") && list.contains("3 of 3") && list.contains(">Begin<"), "{list}");
    let page = site.get("/coding/1");
    assert_eq!((page.status, page.field("cache-control")), (200, "no-store"));
    // The words of the sheet, and nothing filled in.
    let sheet = good(dir, &["sheet", "--coder", "Ana"]);
    let row = csv::Reader::from_reader(sheet.as_bytes()).records().next().unwrap().unwrap();
    let marked = row[5].split("[[").nth(1).unwrap().split("]]").next().unwrap().to_owned();
    assert!(page.body.contains(&format!("<mark>{marked}</mark>")) && page.body.contains("Claim 1 of 3"), "{}", page.body);
    let chosen: Vec<&str> = page.body.split("<option value=\"").filter(|o| o.contains("\" selected")).collect();
    assert!(!chosen.is_empty() && chosen.iter().all(|o| o.starts_with("\" selected")), "{chosen:?}");
    assert!(page.attributes("value").iter().all(|v| !v.contains("/c")) && !page.body.contains(" checked"));
    for path in ["/coding", "/coding/1", "/coding/1/2", "/coding/1/3"] {
        let body = site.get(path).body;
        assert!(!body.contains("Vrandt") && !body.contains("/claim/") && !body.contains("sure to"), "{path}");
    }
    assert!(!site.get("/coding").body.contains("/agreement"));
    let refused = site.get("/coding/1/agreement");
    assert!(refused.status == 403 && refused.body.contains("until then nobody") && !refused.body.contains("Vrandt"), "{}", refused.body);

    // What cannot be kept is said, and what was written stays on the page.
    for (sent, words) in [("type=kill", "Say first whether"), ("claim=yes&low=many&source=the+mayor", "give a whole number")] {
        let page = send(&site, "/coding/1/1", sent);
        assert!(page.status == 422 && page.body.contains(words) && page.body.contains("Nothing was kept of it"), "{}", page.body);
        assert_eq!(page.body.contains("value=\"the mayor\""), sent.contains("mayor"));
    }
    assert!(site.get("/coding").body.contains("0 of 3"));
    let elsewhere = site.send("POST", "/coding/1/1", &[FORM, "Origin: https://elsewhere.example"], "claim=no");
    assert_eq!(elsewhere.status, 403);
    let kept = send(&site, "/coding/1/1", "claim=yes&type=kill&source=the+mayor");
    assert_eq!((kept.status, kept.field("location")), (303, "/coding/1/2"));
    // It goes on to what is not coded yet, also where one was left out.
    assert_eq!(send(&site, "/coding/1/3", "claim=no&type=kill").field("location"), "/coding/1/2");
    let own = good(dir, &["sheet", "--coder", "Ana"]);
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(own.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!((&rows[0][7], &rows[0][8], &rows[1][7], &rows[2][7], &rows[2][8]), ("yes", "kill", "", "no", ""));
    assert!(site.get("/coding/1/1").body.contains("value=\"the mayor\""));
    assert!(!site.get("/coding").body.contains("/agreement"));
    assert_eq!(send(&site, "/coding/1/2", "claim=yes&type=injure").field("location"), "/coding/1");

    // Now both have finished: they see the same as the command says, and what they gave stays.
    assert!(site.get("/coding/1").body.contains("You have finished"));
    let page = site.get("/coding/1/agreement").body;
    let told: Value = serde_json::from_str(&good(dir, &["agreement", "--format", "json"])).unwrap();
    let kind = told["attributes"].as_array().unwrap().iter().find(|r| r["attribute"] == "type").unwrap();
    assert_eq!((&kind["units"], &kind["same"]), (&2.into(), &0.5.into()));
    let row = format!(
        "<td>nominal</td><td class=\"n\">{:.3}</td><td class=\"n\">50 %</td><td class=\"n\">2</td>",
        kind["alpha"].as_f64().unwrap()
    );
    assert!(page.contains(&row), "{row}: {page}");
    assert!(page.contains("Quillonas Vrandt") && page.contains("the mayor") && page.contains("Claim 3</h3>"), "{page}");
    let late = send(&site, "/coding/1/1", "claim=no");
    assert!(late.status == 422 && late.body.contains("would not be blind"), "{}", late.body);
    assert!(site.get("/coding/1/1").body.contains("answers stay as they are"));
    site.crawl();
}

#[test]
fn who_codes_no_sample_is_told_so_and_an_admin_compares_at_any_time() {
    let dir = store(2);
    fill(dir.path(), "Bo", "injure", "Quillonas Vrandt");
    let site = Site::of(dir.path(), &["--store", "s.stemma", "--as", "Cy"]);
    assert!(site.get("/coding/1").body.contains("not drawn for <bdi>Cy</bdi>"));
    let refused = send(&site, "/coding/1/1", "claim=no");
    assert!(refused.status == 422 && refused.body.contains("is no coder of sample 1"), "{}", refused.body);
    assert!(site.get("/coding").body.contains("/coding/1/agreement"));
    assert_eq!(site.get("/coding/1/agreement").status, 200);
    for path in ["/coding/2", "/coding/1/3", "/coding/1/0", "/coding/1/-4", "/coding/2/agreement", "/coding/1/agreement?page=2"] {
        assert_eq!(site.get(path).status, 404, "{path}");
    }
    assert_eq!(site.get("/coding/one").status, 400);
    site.crawl();
    drop(site);
    // With tokens a coder of no sample compares nothing, and a reader codes nothing.
    let token = |role: &str, name: &str| {
        let ran = stemma(dir.path(), &["token", "new", "--role", role, "--name", name, "--store", "s.stemma"]);
        format!("Authorization: Bearer {}", ran.out.trim())
    };
    let (cy, ana) = (token("coder", "Cy"), token("reader", "Ana"));
    let site = Site::of(dir.path(), &["--store", "s.stemma", "--name", "desk.example", "--public-reading"]);
    for who in [&[][..], &[cy.as_str()], &[ana.as_str()]] {
        assert_eq!(site.ask("GET", "/coding/1/agreement", who).status, 403, "{who:?}");
        assert!(!site.ask("GET", "/coding/1/1", who).body.contains("<mark>"), "{who:?}");
    }
    assert_eq!(site.send("POST", "/coding/1/1", &[FORM, &ana], "claim=no").status, 403);
}

#[test]
fn a_claim_whose_report_was_forgotten_holds_nobody_up() {
    let dir = store(100);
    let dir = dir.path();
    let site = Site::of(dir, &["--store", "s.stemma", "--as", "Ana"]);
    let reports: Vec<String> = ["strand-1", "courier-1", "cpa-1"].map(str::to_owned).to_vec();
    for report in &reports {
        assert_eq!(stemma(dir, &["forget", report, "--store", "s.stemma"]).status, 0);
    }
    let units: Vec<usize> = good_rows(dir);
    let all = site.get("/coding").body.split("0 of ").nth(1).unwrap().split('<').next().unwrap().parse::<usize>().unwrap();
    assert!(!units.is_empty() && units.len() < all, "{units:?} of {all}");
    let gone = (1..=all).find(|n| !units.contains(n)).unwrap();
    assert!(site.get(&format!("/coding/1/{gone}")).body.contains("not there any more"));
    assert_eq!(send(&site, &format!("/coding/1/{gone}"), "claim=no").status, 422);
    let mut to = site.get("/coding/1").attributes("action").into_iter().find(|a| a.starts_with("/coding/")).unwrap();
    for _ in &units {
        assert!(to.split('/').nth(3).is_some_and(|n| units.contains(&n.parse().unwrap())), "{to}");
        to = send(&site, &to, "claim=no").field("location").to_owned();
    }
    assert_eq!(to, "/coding/1");
    let page = site.get("/coding/1").body;
    assert!(page.contains("You have finished") && page.contains("cannot be coded"), "{page}");
}

/// The units that a sheet still has.
fn good_rows(dir: &Path) -> Vec<usize> {
    let ran = stemma(dir, &["review", "sheet", "--coder", "Ana", "--store", "s.stemma"]);
    assert_eq!(ran.status, 0);
    csv::Reader::from_reader(ran.out.as_bytes()).records().map(|r| r.unwrap()[1].parse().unwrap()).collect()
}
