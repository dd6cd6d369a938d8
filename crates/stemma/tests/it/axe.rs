//! Accessibility of the served pages: axe-core (WCAG 2.2, levels A and AA) goes through one page of each kind in a real browser,
//! in light and dark, wide and narrow.
//!
//! Needs Chromium, and axe-core, which npm fetches on first use into a folder below the target folder; it is taken only if it is
//! the file that is known. Where one of the two is missing, the test says so and nothing is checked.

use crate::browser::NAMES;
use crate::coding;
use crate::program::stemma;
use crate::server::{Server, send};
use crate::site::{Site, sent};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The version of axe-core, and the SHA-256 of its axe.min.js.
const AXE: (&str, &str) = ("axe-core@4.14.1", "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c");
/// Widths of a desk's screen and a phone's, in CSS pixels.
const WIDTHS: [u16; 2] = [1280, 360];
/// So many pages of a kind are looked at.
const OF_A_KIND: usize = 2;
/// How long the browser may take for all of them.
const PATIENCE: Duration = Duration::from_secs(400);

/// The script, or what is missing.
fn axe() -> Result<String, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(AXE.0.replace('@', "-"));
    let file = folder.join("node_modules/axe-core/axe.min.js");
    if !file.exists() {
        std::fs::create_dir_all(&folder).unwrap();
        let install = Command::new("npm")
            .args(["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--silent", "--prefix"])
            .arg(&folder)
            .arg(AXE.0)
            .output();
        let out = install.map_err(|e| format!("npm does not run ({e}): install Node.js with npm"))?;
        if !out.status.success() {
            return Err(format!("npm could not get {}: {}", AXE.0, String::from_utf8_lossy(&out.stderr).trim()));
        }
    }
    let script = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    let sum: String = Sha256::digest(script.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(sum, AXE.1, "{} is not the axe-core that this test knows", file.display());
    Ok(script)
}

/// What a page is one of: its address without what differs between those of a kind.
fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').map_or((path, ""), |(p, q)| (p, q));
    let parts: Vec<&str> = path.split('/').collect();
    let fixed = |(n, part): (usize, &&str)| if n < 2 || n % 2 == 1 && parts[1] != "compare" { (*part).to_owned() } else { "*".to_owned() };
    let names: Vec<&str> = query.split('&').filter_map(|q| q.split('=').next()).collect();
    format!("{}?{}", parts.iter().enumerate().map(fixed).collect::<Vec<_>>().join("/"), names.join("&"))
}

/// A page that shows the others one after another in a frame and asks axe about each; then tells what it found.
fn runner(paths: &[String]) -> String {
    let jobs: Vec<(&String, u16)> = paths.iter().flat_map(|p| WIDTHS.map(|w| (p, w))).collect();
    format!(
        "<!doctype html><title>axe</title><body><img src=\"/axe/done\"><script>(async () => {{ const told = []; \
         for (const [path, width] of {jobs}) {{ const f = document.createElement('iframe'); f.width = width; f.height = 900; f.src = path; \
         const loaded = new Promise(r => f.onload = r); document.body.append(f); await loaded; const d = f.contentDocument; \
         for (const e of d.querySelectorAll('details')) e.open = true; let r; \
         try {{ r = await f.contentWindow.axe.run(d, {{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}}); }} \
         catch (e) {{ r = {{passes: [], violations: [{{id: String(e), nodes: []}}]}}; }} \
         told.push({{path, width, dark: f.contentWindow.matchMedia('(prefers-color-scheme: dark)').matches, passes: r.passes.length, \
         wide: d.documentElement.scrollWidth - f.contentWindow.innerWidth, \
         wrong: r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200) + ' ' + n.failureSummary).slice(0, 3).join(' | '))}}); \
         f.remove(); }} await fetch('/axe/told', {{method: 'POST', body: JSON.stringify(told)}}); }})()</script>",
        jobs = serde_json::to_string(&jobs).unwrap()
    )
}

/// A store in which everything is that a page can show: decisions, a sample that is being coded and one that has been.
fn coded() -> tempfile::TempDir {
    let dir = coding::store(2);
    let run = |args: &[&str]| assert_eq!(stemma(dir.path(), &[args, &["--store", "s.stemma"]].concat()).status, 0, "{args:?}");
    coding::fill(dir.path(), "Ana", "kill", "the mayor");
    coding::fill(dir.path(), "Bo", "injure", "the mayor");
    run(&["review", "sample", "2", "--seed", "y", "--coders", "Ana,Bo"]);
    run(&["add", "-q", concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/hadre-valley")]);
    run(&["review", "accept", "strand-1/c1", "--coder", "Ana", "--reason", "looked again"]);
    dir
}

#[test]
fn no_page_breaks_a_rule_of_wcag_a_or_aa() {
    let there =
        |name: &&&str| Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success());
    let Some(browser) = NAMES.iter().find(there) else {
        eprintln!("none of {} is on the path, so axe looked at no page: install Chromium to have it do so", NAMES.join(", "));
        return;
    };
    let script = match axe() {
        Ok(script) => script,
        Err(missing) => {
            eprintln!("axe looked at no page: {missing}");
            return;
        }
    };
    let dir = coded();
    let site = Site::of(dir.path(), &["--store", "s.stemma", "--as", "Ana"]);
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let crawled = site.crawl();
    let pages = crawled.iter().filter(|(_, page)| page.body.contains("<main")).map(|(path, _)| path.clone());
    let more =
        ["/search?q=ferry+OR", "/search?q=colour:red", "/search?q=zzz", "/entity?name=Lena+Orsk", "/story/nobody"].map(str::to_owned);
    for path in pages.chain(more) {
        let of_kind = kinds.entry(kind(&path)).or_default();
        if of_kind.len() < OF_A_KIND || path.contains("q=") || path.contains("nobody") {
            of_kind.push(path);
        }
    }
    let paths: Vec<String> = kinds.into_values().flatten().collect();
    assert!(paths.len() > 10, "{paths:?}");
    let (runner, told) = (runner(&paths), Arc::new(Mutex::new(None::<Value>)));
    let (host, answers) = (site.host.clone(), Arc::clone(&told));
    let server = Server::start(move |asked, out: &mut TcpStream| match asked.path.as_str() {
        "/axe/run" => send(out, 200, &["content-type: text/html; charset=utf-8"], runner.as_bytes()),
        "/axe/script" => send(out, 200, &["content-type: text/javascript"], script.as_bytes()),
        "/axe/told" => {
            *answers.lock().unwrap() = serde_json::from_str(&asked.body).ok();
            send(out, 204, &[], b"");
        }
        // The browser is done when this is: until then the page counts as loading.
        "/axe/done" => {
            let since = Instant::now();
            while answers.lock().unwrap().is_none() && since.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(50));
            }
            send(out, 404, &[], b"");
        }
        // News never end; here there are none.
        path if path.starts_with("/live") || path == "/favicon.ico" => send(out, 404, &[], b""),
        path => {
            let page = sent(&host, "GET", path, &[], "");
            let media = format!("content-type: {}", page.field("content-type"));
            // The rules of the site let no script of others run; here axe is to.
            let body = page.body.replacen("</body>", "<script src=\"/axe/script\"></script></body>", 1);
            send(out, 200, &[&media], body.as_bytes());
        }
    });
    for dark in [false, true] {
        *told.lock().unwrap() = None;
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new(browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-quic"])
            .args(["--disable-component-update", "--disable-sync", "--window-size=1400,1000", "--dump-dom"])
            .arg(format!("--blink-settings=preferredColorScheme={}", u8::from(!dark)))
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(server.url("/axe/run"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let since = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if since.elapsed() > PATIENCE {
                let _ = child.kill();
                let _ = child.wait();
                panic!("{browser} did not end within {PATIENCE:?}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let told = told.lock().unwrap().take().unwrap_or_else(|| panic!("{browser} told nothing"));
        let rows = told.as_array().unwrap();
        assert_eq!(rows.len(), paths.len() * WIDTHS.len());
        let mut wrong = Vec::new();
        for row in rows {
            assert_eq!(row["dark"], dark, "{row}");
            assert!(row["passes"].as_u64().unwrap() > 5 || !row["wrong"].as_array().unwrap().is_empty(), "axe looked at nothing: {row}");
            let at = format!("{} at {} px, {}", row["path"], row["width"], if dark { "dark" } else { "light" });
            wrong.extend(row["wrong"].as_array().unwrap().iter().map(|w| format!("{at}: {w}")));
            if row["wide"].as_i64().unwrap() > 0 {
                wrong.push(format!("{at}: it is {} px wider than its window", row["wide"]));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
