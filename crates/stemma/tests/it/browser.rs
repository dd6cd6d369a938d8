//! The main paths through `stemma serve` in a real browser: what a page is once its style, its script and its rules have been
//! at work, not only what the server sent.

use crate::site::{Page, Site};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The names that Chromium goes by.
pub const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// How long a page may take to be shown.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with a profile of its own.
struct Browser {
    name: &'static str,
    profile: tempfile::TempDir,
}

impl Browser {
    /// The one that is on the path.
    fn found() -> Option<Browser> {
        let there = |name: &&str| {
            Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
        };
        let name = NAMES.into_iter().find(there)?;
        Some(Browser { name, profile: tempfile::tempdir().unwrap() })
    }

    /// The document of an address after its script has run. Nothing may have been refused by the page's rules or have failed.
    fn shows(&self, site: &Site, path: &str) -> Page {
        let mut child = Command::new(self.name)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync", "--disable-quic", "--enable-logging=stderr", "--dump-dom"])
            .arg(format!("--user-data-dir={}", self.profile.path().display()))
            .arg(format!("http://{}{path}", site.host))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let told = |mut from: Box<dyn std::io::Read + Send>| {
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                let _ = from.read_to_end(&mut bytes);
                String::from_utf8_lossy(&bytes).into_owned()
            })
        };
        let (out, err) = (told(Box::new(child.stdout.take().unwrap())), told(Box::new(child.stderr.take().unwrap())));
        let since = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if since.elapsed() > PATIENCE {
                let _ = child.kill();
                let _ = child.wait();
                panic!("{} did not show {path} within {PATIENCE:?}", self.name);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let (body, log) = (out.join().unwrap(), err.join().unwrap());
        let complaints: Vec<&str> = log.lines().filter(|l| l.contains("CONSOLE")).collect();
        assert!(complaints.is_empty(), "{path}: {complaints:?}");
        assert!(body.contains("<main"), "{path}: {body}");
        Page { status: 200, fields: BTreeMap::new(), body }
    }
}

/// What stands between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("{from} is not there")).1;
    rest.split_once(to).map_or(rest, |r| r.0)
}

#[test]
fn a_browser_finds_a_story_opens_its_evidence_and_searches() {
    let Some(browser) = Browser::found() else {
        eprintln!(
            "none of {} is on the path, so no browser went through the served pages (a story found from the list, its evidence \
             opened, a claim in its report, a search): install Chromium to have one do so",
            NAMES.join(", ")
        );
        return;
    };
    let site = Site::of(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples")), &["port-maren.jsonl"]);
    // A fragment that cannot be decoded stops no script: its complaint would be seen.
    browser.shows(&site, "/#%E0%A4%A");
    // From the list to the story.
    let list = browser.shows(&site, "/").body;
    let story = between(between(&list, "<li class=\"card\">", "</li>"), "href=\"", "\"").to_owned();
    let page = browser.shows(&site, &story).body;
    assert!(between(&page, "<h1", "</h1>").contains("Four killed in blast at Velmara grain terminal"));
    assert!(!page.contains("<details open") && !page.contains(" open=\"\""), "nothing is unfolded that nobody asked for");
    // The address of what is agreed on unfolds its evidence.
    let agreed = between(between(&page, "aria-labelledby=\"agreed\"", "</section>"), "<div class=\"card\" id=\"", "\"").to_owned();
    let unfolded = browser.shows(&site, &format!("{story}#{agreed}")).body;
    let evidence = between(&unfolded, "<details open=\"\"><summary>What each report says</summary>", "</details>");
    assert_eq!(unfolded.matches(" open=\"\"").count(), 1, "only what was asked for is unfolded");
    // Its sentence leads to the report, where it is marked, and the note beside it opens too.
    let sentence = between(between(evidence, "<blockquote", "</blockquote>"), " href=\"", "\"").to_owned();
    let (report, claim) = sentence.split_once('#').unwrap();
    let text = browser.shows(&site, &format!("{report}#{claim}-note")).body;
    let place = between(&text, &format!("id=\"{claim}\""), "</p>");
    assert!(place.contains("<span class=\"k "), "{place}");
    assert!(text.contains(&format!("<details class=\"note\" id=\"{claim}-note\" open=\"\">")), "the note is open");
    // The search box of that page finds the sentence again.
    let form = between(&text, "<form class=\"find\"", "</form>");
    let (action, field) = (between(form, "action=\"", "\""), between(form, "name=\"", "\""));
    let found = browser.shows(&site, &format!("{action}?{field}=dockers+injured:%3E60")).body;
    let hit = between(&found, "<li class=\"card\">", "</li>");
    assert!(hit.contains("More than 60 people") && hit.contains("<mark>dockers</mark>") && hit.contains(&story), "{hit}");
    let at = between(hit, "href=\"", "\"");
    let (report, claim) = at.split_once('#').unwrap();
    assert!(browser.shows(&site, report).body.contains(&format!("id=\"{claim}\"")));
}

#[test]
fn what_a_coder_corrects_in_a_browser_stands_in_the_trail_and_in_the_export() {
    let Some(browser) = Browser::found() else {
        eprintln!("none of {} is on the path: install Chromium to have a correction gone through in it", NAMES.join(", "));
        return;
    };
    let dir = crate::program::folder(&[]);
    let port = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/port-maren.jsonl");
    let run = |args: &[&str]| crate::program::stemma(dir.path(), &[args, &["-q", "--store", "s.stemma"]].concat());
    assert_eq!(run(&["add", port]).status, 0);
    let site = Site::of(dir.path(), &["--store", "s.stemma", "--as", "Ana Lind"]);
    // From the list to the story, to its evidence, to the claim's own page.
    let list = browser.shows(&site, "/").body;
    let story = between(between(&list, "<li class=\"card\">", "</li>"), "href=\"", "\"").to_owned();
    let page = browser.shows(&site, &story).body;
    let sentence = between(page.split_once("<blockquote").unwrap().1, " href=\"", "\"").to_owned();
    let (report, claim) = sentence.split_once('#').unwrap();
    let note = browser.shows(&site, &format!("{report}#{claim}-note")).body;
    let own = between(&note, &format!("id=\"{claim}-note\""), "</details>");
    let form = between(own, "<form method=\"post\" action=\"", "\"").to_owned();
    assert_eq!(form, format!("{report}/claim/{claim}"));
    let shown = browser.shows(&site, &form).body;
    assert!(shown.contains("<option value=\"statement\">"));
    // What the form of that page sends, as the browser sends it.
    let fields = [
        "Content-Type: application/x-www-form-urlencoded".to_owned(),
        format!("Origin: http://{}", site.host),
        "Sec-Fetch-Site: same-origin".to_owned(),
    ];
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let sent = site.send("POST", &form, &fields, "verdict=correct&source=Quay+Warden+Ilsa+Brandt&reason=misheard");
    assert_eq!((sent.status, sent.field("location")), (303, form.as_str()));
    let shown = browser.shows(&site, &form).body;
    assert!(shown.contains("Corrected by Ana Lind"));
    let trail = browser.shows(&site, "/decisions").body;
    assert!(trail.contains("<ins>Quay Warden Ilsa Brandt</ins>") && trail.contains("misheard"));
    assert!(run(&["export", "--as", "claims"]).out.contains("Quay Warden Ilsa Brandt"));
}
