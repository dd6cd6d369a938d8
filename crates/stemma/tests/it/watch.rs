//! Watching feeds: what is told and posted, over rounds.

use crate::program::{command, folder, stemma};
use crate::server::{Server, send};
use serde_json::Value;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use stemma::fetch::webhook::sign;

const ITEMS: [(&str, &str, &str); 3] = [
    (
        "Coast Daily",
        "05 May 2031 10:00",
        "A fire on the ferry Maren Dol killed four people off Calvessa on Monday, police said.\n\nThe health ministry said 36 people were injured in the fire.",
    ),
    (
        "Herald",
        "05 May 2031 12:00",
        "Four people died when a fire broke out on the ferry Maren Dol near Calvessa on Monday, police said.\n\nThe captain has been arrested.",
    ),
    (
        "The Post",
        "06 May 2031 09:00",
        "Six people died in the fire on the ferry Maren Dol off Calvessa on Monday, police said on Tuesday.\n\nMore than 50 people were injured in the fire, the health ministry said.",
    ),
];

/// A feed with so many of the reports.
fn feed(count: usize) -> String {
    let item = |(n, (outlet, date, text)): (usize, &(&str, &str, &str))| {
        format!(
            "<item><title>Fire on the ferry Maren Dol</title><guid isPermaLink='false'>{n}</guid><source url='http://x.example'>{outlet}</source><pubDate>{date} GMT</pubDate><description>{text}</description></item>"
        )
    };
    format!("<rss><channel><title>All</title>{}</channel></rss>", ITEMS.iter().take(count).enumerate().map(item).collect::<String>())
}

#[test]
fn news_is_told_once_and_posted_signed_until_it_is_taken() {
    let (count, takes) = (Arc::new(AtomicUsize::new(2)), Arc::new(AtomicUsize::new(0)));
    let (shown, taking) = (Arc::clone(&count), Arc::clone(&takes));
    let server = Server::start(move |asked, out| match asked.path.as_str() {
        "/feed" => send(out, 200, &[], feed(shown.load(Ordering::SeqCst)).as_bytes()),
        "/hook" => send(out, if taking.load(Ordering::SeqCst) == 1 { 204 } else { 400 }, &[], b""),
        _ => send(out, 404, &[], b""),
    });
    let opml = format!("<opml><body><outline text='x' xmlUrl='{}'/></body></opml>", server.url("/feed"));
    let dir = folder(&[("feeds.opml", opml.as_bytes()), ("secret", b"between us\n")]);
    let hook = server.url("/hook");
    let run = || {
        let args =
            ["watch", "feeds.opml", "--once", "--allow-private", "--delay", "0", "--quiet", "--post", &hook, "--secret-file", "secret"];
        stemma(dir.path(), &args)
    };
    let ran = run();
    assert_eq!(ran.out, "new story: Fire on the ferry Maren Dol (Coast Daily, Herald)\n", "{}", ran.err);
    assert!(ran.err.contains("1 to be posted later: the receiver gives status 400") && !ran.err.contains("between us"), "{}", ran.err);
    assert_eq!(server.asked("/hook").len(), 1);

    // Nothing is new, and what waits is posted now.
    takes.store(1, Ordering::SeqCst);
    let ran = run();
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let posted = server.asked("/hook").pop().unwrap();
    let field = |name: &str| posted.head.lines().find_map(|l| l.strip_prefix(&format!("{name}: "))).unwrap().to_owned();
    assert_eq!(field("x-stemma-signature"), sign(b"between us", &field("x-stemma-timestamp"), posted.body.as_bytes()));
    let body: Value = serde_json::from_str(&posted.body).unwrap();
    assert_eq!((&body["event"], &body["title"]), (&"story".into(), &"Fire on the ferry Maren Dol".into()));
    assert_eq!((&body["reports"][1]["outlet"], &body["id"]), (&"Herald".into(), &field("x-stemma-delivery").into()));

    // A report with other figures comes in.
    count.store(3, Ordering::SeqCst);
    let ran = run();
    assert!(ran.out.contains("Fire on the ferry Maren Dol: injured 36 → 51 (from 36) (The Post)"), "{} {}", ran.out, ran.err);
    let posts = server.asked("/hook").len();
    assert!(posts >= 3);
    assert_eq!((run().out.as_str(), server.asked("/hook").len()), ("", posts));
    // The folder is one that other verbs read.
    assert_eq!(stemma(dir.path(), &["read", "watched", "--quiet"]).out.lines().count(), 3);
}

#[test]
fn what_is_watched_goes_into_a_store_and_is_told_as_from_a_folder() {
    let count = Arc::new(AtomicUsize::new(2));
    let shown = Arc::clone(&count);
    let server = Server::start(move |asked, out| match asked.path.as_str() {
        "/feed" => send(out, 200, &[], feed(shown.load(Ordering::SeqCst)).as_bytes()),
        _ => send(out, 404, &[], b""),
    });
    let dir = folder(&[]);
    let url = server.url("/feed");
    let run = || stemma(dir.path(), &["watch", &url, "--once", "--allow-private", "--delay", "0", "--quiet", "--store", "s.stemma"]);
    let ran = run();
    assert_eq!((ran.status, ran.out.as_str()), (0, "new story: Fire on the ferry Maren Dol (Coast Daily, Herald)\n"), "{}", ran.err);
    assert_eq!((run().out.as_str(), run().err.as_str()), ("", ""));
    count.store(3, Ordering::SeqCst);
    let ran = run();
    assert!(ran.out.contains("Fire on the ferry Maren Dol: injured 36 \u{2192} 51 (from 36) (The Post)"), "{} {}", ran.out, ran.err);
    let kept = stemma(dir.path(), &["verify", "--store", "s.stemma"]);
    assert!(kept.out.contains("whole: 3 reports"), "{} {}", kept.out, kept.err);
    // The folder goes on holding what sites sent; only the store has the stories.
    assert!(!dir.path().join("watched/.stemma/record.json").exists());
}

#[test]
fn wrong_sources_and_secrets_are_named() {
    let dir = folder(&[("a.txt", b"A ferry burned."), ("empty", b"\n")]);
    let run = |args: &[&str]| stemma(dir.path(), &[&["watch", "--once", "--quiet"], args].concat());
    for (args, words) in [
        (&["gone.opml"][..], "gone.opml:"),
        (&["a.txt"], "a.txt: it is no list of feeds"),
        (&["https://x.example/", "--post", "desk"], "an address that begins with https://"),
        (&["https://x.example/", "--post", "https://desk.example/", "--secret-file", "empty"], "there is nothing in it"),
    ] {
        let ran = run(args);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_between_two_rounds_and_loses_nothing() {
    let server = Server::start(|asked, out| match asked.path.as_str() {
        "/feed" => send(out, 200, &[], feed(2).as_bytes()),
        _ => send(out, 404, &[], b""),
    });
    let dir = folder(&[]);
    let url = server.url("/feed");
    let args = ["watch", &url, "--allow-private", "--delay", "0", "--every", "5", "--output", "news.txt"];
    let mut child = command(dir.path(), &args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while !dir.path().join("watched/.stemma/record.json").exists() && start.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(50));
    }
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let stopped = Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if stopped.elapsed() > Duration::from_secs(60) => {
                child.kill().unwrap();
                panic!("it did not stop");
            }
            None => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    assert_eq!(status.code(), Some(0));
    let ran = stemma(dir.path(), &["watch", &url, "--allow-private", "--delay", "0", "--once", "--quiet"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}
