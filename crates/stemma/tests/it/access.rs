//! Who is let in to `stemma serve`, to do what, and what is refused.

use crate::program::{folder, stemma};
use crate::site::{Page, Site};
use std::fs::File;
use tempfile::TempDir;

/// A store with one report.
fn store() -> TempDir {
    let dir = folder(&[("a.txt", b"Four people died in a fire on the ferry Maren Dol on Tuesday, police said.")]);
    assert_eq!(stemma(dir.path(), &["add", "-q", "a.txt", "--store", "s.stemma"]).status, 0);
    dir
}

/// A new token, and what it is called.
fn token(dir: &TempDir, role: &str, name: &str) -> (String, String) {
    let ran = stemma(dir.path(), &["token", "new", "--role", role, "--name", name, "--store", "s.stemma"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let called = ran.err.split("called ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    (ran.out.trim().to_owned(), called)
}

/// The store as others than this machine meet it.
fn served(dir: &TempDir, more: &[&str]) -> Site {
    Site::of(dir.path(), &[&["--store", "s.stemma", "--name", "desk.example"], more].concat())
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}")
}

/// Signs in; the cookie.
fn sign_in(site: &Site, token: &str) -> String {
    let origin = format!("Origin: http://{}", site.host);
    let form = ["Content-Type: application/x-www-form-urlencoded", origin.as_str()];
    let page = site.send("POST", "/sign-in", &form, &format!("token={token}&to=%2Freview"));
    assert_eq!((page.status, page.field("location")), (303, "/review"), "{}", page.body);
    page.field("set-cookie").to_owned()
}

#[test]
fn without_a_token_nobody_reads_and_readers_change_nothing() {
    let dir = store();
    let ran = stemma(dir.path(), &["serve", "--store", "s.stemma", "--name", "desk.example"]);
    assert!(ran.status == 2 && ran.err.contains("nobody has a token") && ran.err.contains("stemma token new"), "{}", ran.err);
    let ((ada, _), (ben, _)) = (token(&dir, "coder", "Ada"), token(&dir, "reader", "Ben"));
    let site = served(&dir, &[]);
    for path in ["/", "/review", "/search?q=fire", "/live", "/nowhere", "/api/v1/stories"] {
        let page = site.get(path);
        assert_eq!((page.status, page.field("www-authenticate")), (401, "Bearer realm=\"stemma\""), "{path}");
        assert!(!page.body.contains("Maren Dol"), "{path}");
        assert_eq!(page.field("content-type").contains("problem+json"), path.starts_with("/api/"), "{path}");
    }
    let css = site.get("/").attributes("href").into_iter().find(|h| h.ends_with(".css")).unwrap();
    assert_eq!(site.get(&css).status, 200, "the page to sign in has its style");
    let page = site.ask("GET", "/", &[&bearer(&ben)]);
    assert!(page.status == 200 && page.field("cache-control") == "private, no-cache");
    for wrong in ["Authorization: Bearer stemma_0", &bearer(&ada[..ada.len() - 1]), "Authorization: Basic YTpi", "Authorization: x"] {
        let page = site.ask("GET", "/", &[wrong]);
        assert!(page.status == 401 && page.field("www-authenticate").contains("invalid_token"), "{wrong}");
    }
    let changes = |token: &str| site.send("POST", "/", &[&bearer(token)], "x=1");
    let refused = changes(&ben);
    assert!(refused.status == 403 && refused.body.contains("Ben may read here"), "{}", refused.body);
    assert_eq!(changes(&ada).status, 405, "a coder gets as far as the page");
    assert_eq!(site.send("POST", "/", &[], "x=1").status, 401);
}

#[test]
fn who_signs_in_gets_a_cookie_that_is_no_token_and_ends_with_it() {
    let dir = store();
    let (ada, called) = token(&dir, "coder", "Ada");
    let site = served(&dir, &[]);
    let cookie = sign_in(&site, &ada);
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict") && !cookie.contains(&ada[8..24]), "{cookie}");
    let shown = format!("Cookie: {}", cookie.split(';').next().unwrap());
    let me = site.ask("GET", "/sign-in", &[&shown]);
    assert!(me.body.contains("<strong dir=\"auto\">Ada</strong>, and may read and review") && me.body.contains("Sign out"), "{}", me.body);
    // Out again.
    let other = format!("Cookie: {}", sign_in(&site, &ada).split(';').next().unwrap());
    let out = site.ask("POST", "/sign-out", &[&shown, "Sec-Fetch-Site: same-origin"]);
    assert!(out.status == 303 && out.field("set-cookie").contains("Max-Age=0"));
    assert_eq!((site.ask("GET", "/", &[&shown]).status, site.ask("GET", "/", &[&other]).status), (401, 200));
    // A token that is revoked lets nobody in, at once.
    assert_eq!(stemma(dir.path(), &["token", "revoke", &called, "--store", "s.stemma"]).status, 0);
    assert_eq!((site.ask("GET", "/", &[&other]).status, site.ask("GET", "/", &[&bearer(&ada)]).status), (401, 401));
    let list = stemma(dir.path(), &["token", "list", "--store", "s.stemma"]).out;
    assert!(list.contains(&called) && list.contains("Ada  revoked ") && !list.contains(&ada[8..24]), "{list}");
    assert_eq!(stemma(dir.path(), &["token", "revoke", &called, "--store", "s.stemma"]).status, 2);
}

#[test]
fn where_everyone_may_read_other_names_still_lead_nowhere() {
    let dir = store();
    let args = ["serve", "--store", "s.stemma", "--listen", "0.0.0.0:0", "--public-reading", "-q"];
    let site = Site::started(dir.path(), &args, std::process::Stdio::inherit());
    assert_eq!(site.get("/").status, 200, "an address in numbers is nobody's name");
    assert_eq!(site.ask("GET", "/", &["Host: elsewhere.example"]).status, 421);
    assert_eq!(site.ask("GET", "/api/v1/stories", &["Host: elsewhere.example:80"]).status, 421);
}

#[test]
fn what_another_site_sends_is_refused() {
    let dir = store();
    let (ada, _) = token(&dir, "coder", "Ada");
    let site = served(&dir, &[]);
    let cookie = sign_in(&site, &ada);
    let shown = format!("Cookie: {}", cookie.split(';').next().unwrap());
    let own = format!("Origin: http://{}", site.host);
    for fields in [
        &["Sec-Fetch-Site: cross-site"][..],
        &["Sec-Fetch-Site: same-site", &own],
        &["Origin: https://elsewhere.example"],
        &["Origin: null"],
        &[],
    ] {
        let page = site.send("POST", "/sign-out", &[fields, &[shown.as_str()]].concat(), "x=1");
        assert!(page.status == 403 && page.body.contains("not sent from a page of this site"), "{fields:?}: {}", page.status);
    }
    assert_eq!(site.ask("GET", "/", &[&shown]).status, 200, "nothing was done");
    // Nobody can be signed in from elsewhere either.
    let form = ["Content-Type: application/x-www-form-urlencoded", "Origin: https://elsewhere.example"];
    assert_eq!(site.send("POST", "/sign-in", &form, &format!("token={ada}&to=%2F")).status, 403);
    // Without a token, on this machine alone, the same holds.
    let dir = store();
    let local = Site::of(dir.path(), &["--store", "s.stemma", "--as", "Cleo"]);
    assert!(local.get("/sign-in").body.contains("Cleo"));
    assert_eq!(local.send("POST", "/", &["Origin: https://elsewhere.example"], "x=1").status, 403);
    assert_eq!(local.send("POST", "/", &[&format!("Origin: http://{}", local.host)], "x=1").status, 405);
}

#[test]
fn what_comes_through_a_proxy_is_not_from_this_machine() {
    let dir = store();
    let local = Site::of(dir.path(), &["--store", "s.stemma"]);
    assert_eq!(local.get("/").status, 200);
    for field in ["X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Forwarded-Host: localhost"] {
        let page = local.ask("GET", "/", &[field]);
        assert!(page.status == 403 && page.body.contains("--proxied"), "{field}");
    }
    // Once there is a token, it is asked for here too.
    let (ada, _) = token(&dir, "reader", "Ada");
    assert_eq!((local.get("/").status, local.ask("GET", "/", &[&bearer(&ada)]).status), (401, 200));
    // Behind a proxy that speaks TLS the cookie goes nowhere else.
    let behind = served(&dir, &["--proxied"]);
    let fields = ["X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.7", "Content-Type: application/x-www-form-urlencoded"];
    let page = behind.send("POST", "/sign-in", &fields, &format!("token={ada}"));
    let cookie = page.field("set-cookie");
    assert!(cookie.starts_with("__Host-stemma=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[test]
fn who_asks_too_often_waits_and_others_do_not() {
    let dir = store();
    let ((ada, _), (ben, _)) = (token(&dir, "reader", "Ada"), token(&dir, "reader", "Ben"));
    let site = served(&dir, &["--rate", "1"]);
    let asked: Vec<Page> = (0..14).map(|_| site.ask("GET", "/sign-in", &[&bearer(&ada)])).collect();
    let last = asked.last().unwrap();
    assert_eq!((asked[0].status, last.status), (200, 429));
    assert!((1..=2).contains(&last.field("retry-after").parse::<u64>().unwrap()));
    assert_eq!(site.ask("GET", "/", &[&bearer(&ben)]).status, 200);
    // Nobody gets around it by saying to be somebody else.
    let other = |n: usize| site.ask("GET", "/", &[&format!("X-Forwarded-For: 203.0.113.{n}")]).status;
    assert!((0..14).map(other).any(|status| status == 429));
}

#[test]
fn more_than_a_form_holds_is_refused() {
    let dir = store();
    let site = Site::of(dir.path(), &["--store", "s.stemma"]);
    let page = site.ask("POST", "/sign-in", &["Content-Length: 70000"]);
    assert!(page.status == 413 && page.body.contains("64 KiB at most"), "{}", page.status);
    let api = site.ask("POST", "/api/v1/decisions", &["Content-Length: 70000", "Content-Type: application/json"]);
    assert_eq!((api.status, api.field("content-type")), (413, "application/problem+json"));
}

#[test]
fn a_token_stands_in_no_log_and_on_no_page() {
    let dir = store();
    let (ada, _) = token(&dir, "coder", "Ada");
    let log = dir.path().join("log");
    let args = ["--store", "s.stemma", "--name", "desk.example"];
    let site = Site::logged(dir.path(), &args, File::create(&log).unwrap());
    let cookie = sign_in(&site, &ada);
    let shown = format!("Cookie: {}", cookie.split(';').next().unwrap());
    let wrong = format!("{ada}0");
    let form = ["Content-Type: application/x-www-form-urlencoded"];
    let mut pages = vec![
        site.ask("GET", "/nowhere", &[&bearer(&ada)]),
        site.ask("POST", "/", &[&bearer(&ada)]),
        site.ask("GET", "/sign-in", &[&shown]),
        site.ask("GET", "/", &[&bearer(&wrong)]),
        site.send("POST", "/sign-in", &form, &format!("token={wrong}&to=%2F")),
        site.send("POST", "/sign-in", &form, &format!("tok={ada}")),
        site.ask("GET", "/story/none", &[&shown]),
    ];
    // While the file of tokens cannot be read, nobody comes in, and what is said of it has no token in it.
    std::fs::write(dir.path().join("s.stemma.tokens"), format!("{{\"token\":\"{ada}\"}}\n")).unwrap();
    let broken = site.ask("GET", "/", &[&bearer(&ada)]);
    assert_eq!(broken.status, 503);
    pages.push(broken);
    drop(site);
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("s.stemma.tokens: line 1 cannot be read"), "{log}");
    let value = cookie.split(['=', ';']).nth(1).unwrap();
    for secret in [&ada[7..], value] {
        assert!(!log.contains(secret));
        assert!(pages.iter().all(|p| !p.body.contains(secret) && !format!("{:?}", p.fields).contains(secret)));
    }
}
