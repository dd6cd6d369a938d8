//! Fetching, against a server on loopback that gives awkward answers. Each test is bounded in seconds.

use crate::program::{folder, stemma};
use crate::server::{Asked, Server, send};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use stemma::fetch::client::{Answer, Limits};
use stemma::fetch::guard::Guard;
use stemma::fetch::{Fetcher, Got, Manner, Validators};

/// One that may ask this server only, and has little patience.
fn fetcher(server: &Server) -> Fetcher {
    Fetcher::new(manner(server))
}

fn manner(server: &Server) -> Manner {
    let s = Duration::from_secs;
    Manner {
        contact: Some("desk@coast.example".into()),
        delay: Duration::ZERO,
        back_off: Duration::from_millis(20),
        guard: Guard { addresses: vec![server.address], ..Guard::default() },
        limits: Limits { connect: s(2), first_byte: s(2), total: s(3), bytes: 1 << 20 },
        ..Manner::default()
    }
}

/// What an address gives; robots.txt is answered with 404.
fn get(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> (Result<Answer, String>, Server, Duration) {
    let server = Server::start(move |asked, out| if asked.path == "/robots.txt" { send(out, 404, &[], b"") } else { answer(asked, out) });
    let start = Instant::now();
    let got = fetcher(&server).get(&server.url("/page"), &Validators::default());
    let got = match got {
        Ok(Got::Page(answer, _)) => Ok(answer),
        Ok(Got::Same) => Err("same".into()),
        Err(failed) => Err(failed.to_string()),
    };
    (got, server, start.elapsed())
}

#[track_caller]
fn fails(with: &str, answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Server {
    let (got, server, took) = get(answer);
    let why = got.map(|a| a.status).unwrap_err();
    assert!(why.contains(with), "{why}");
    assert!(took < Duration::from_secs(20), "{took:?}");
    server
}

#[test]
fn it_says_who_asks_and_asks_robots_first() {
    let (got, server, _) = get(|_, out| send(out, 200, &["content-type: text/plain"], b"A ferry burned."));
    assert_eq!(got.unwrap().body, b"A ferry burned.");
    let head = &server.asked("/page")[0].head;
    assert!(head.contains(concat!("user-agent: stemma/", env!("CARGO_PKG_VERSION"), " (+desk@coast.example)")), "{head}");
    assert_eq!(server.asked("/robots.txt").len(), 1);
}

#[test]
fn what_robots_disallow_is_not_asked_for() {
    let server = Server::start(|asked, out| match asked.path.as_str() {
        "/robots.txt" => {
            send(out, 200, &[], b"User-agent: other\nDisallow: /\n\nUser-agent: stemma\nDisallow: /private\nAllow: /private/open\n")
        }
        _ => send(out, 200, &[], b"A ferry burned."),
    });
    let mut fetcher = fetcher(&server);
    let why = fetcher.get(&server.url("/private/page"), &Validators::default()).unwrap_err();
    assert!(why.to_string().contains("robots.txt asks programs not to read it"), "{why}");
    for open in ["/page", "/private/open"] {
        assert!(fetcher.get(&server.url(open), &Validators::default()).is_ok());
    }
    assert_eq!((server.asked("/private/page").len(), server.asked("/robots.txt").len()), (0, 1));

    // A site in trouble is left alone.
    let server = Server::start(|_, out| send(out, 500, &[], b""));
    let why = Fetcher::new(manner(&server)).get(&server.url("/page"), &Validators::default()).unwrap_err();
    assert!(why.to_string().contains("robots.txt cannot be had"), "{why}");
    assert!(server.asked("/page").is_empty());
}

#[test]
fn a_page_that_is_the_same_is_not_sent_again() {
    let server = Server::start(|asked, out| {
        match asked.head.contains("if-none-match: \"v1\"\r\nif-modified-since: tue, 06 may 2031 10:00:00 gmt") {
            true => send(out, 304, &[], b""),
            false => send(out, 200, &[], b"A ferry burned."),
        }
    });
    let known = Validators { etag: Some("\"v1\"".into()), modified: Some("Tue, 06 May 2031 10:00:00 GMT".into()) };
    assert!(matches!(fetcher(&server).get(&server.url("/page"), &known), Ok(Got::Same)));
}

#[test]
fn servers_in_trouble_are_asked_again_when_they_say_so() {
    let (got, server, took) = get(|asked, out| match asked.before {
        0 => send(out, 429, &["retry-after: 1"], b""),
        _ => send(out, 200, &[], b"ok"),
    });
    assert!(got.is_ok() && server.asked("/page").len() == 2 && took >= Duration::from_secs(1), "{took:?}");
    let (got, server, _) = get(|asked, out| send(out, if asked.before < 2 { 500 } else { 200 }, &[], b"ok"));
    assert!(got.is_ok() && server.asked("/page").len() == 3);
    let server = fails("the server is in trouble (status 503) (3 tries)", |_, out| send(out, 503, &[], b""));
    assert_eq!(server.asked("/page").len(), 3);
    let server = fails("asks to be left alone for 99999 s", |_, out| send(out, 429, &["retry-after: 99999"], b""));
    assert_eq!(server.asked("/page").len(), 1);
    let server = fails("there is no such page (status 404)", |_, out| send(out, 404, &[], b"<html>Not found"));
    assert_eq!(server.asked("/page").len(), 1);
}

#[test]
fn redirects_are_followed_and_bounded() {
    let (got, server, _) = get(|asked, out| match asked.path.as_str() {
        "/page" => send(out, 301, &["location: ../other?x=1#top"], b""),
        _ => send(out, 200, &[], b"ok"),
    });
    assert!(got.is_ok() && server.asked("/other?x=1").len() == 1);
    fails("more than 8 redirects", |_, out| send(out, 302, &["location: /page"], b""));
    fails("without saying where", |_, out| send(out, 302, &[], b""));
    fails("file: addresses are not fetched", |_, out| send(out, 302, &["location: file:///etc/passwd"], b""));
}

#[test]
fn private_addresses_are_refused_also_behind_a_redirect() {
    for inside in
        ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://[::1]:80/", "http://0x7f000001:1/", "http://localhost:1/"]
    {
        let to = format!("location: {inside}");
        let start = Instant::now();
        fails("is not on the public internet", move |_, out| send(out, 302, &[&to], b""));
        assert!(start.elapsed() < Duration::from_secs(5));
    }
    let dir = folder(&[]);
    let ran = stemma(dir.path(), &["fetch", "http://127.0.0.1:9/", "--contact", "me@coast.example"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("is not on the public internet; give --allow-private if it is meant"), "{}", ran.err);
}

#[test]
fn a_name_that_leads_elsewhere_the_second_time_is_refused() {
    let server = Server::start(|asked, out| match asked.path.as_str() {
        "/robots.txt" => send(out, 404, &[], b""),
        _ => send(out, 200, &[], b"ok"),
    });
    let (looked, address) = (Arc::new(AtomicUsize::new(0)), server.address);
    let count = Arc::clone(&looked);
    let lookup = move |host: &str, _: u16| {
        assert_eq!(host, "coast.example");
        // For robots.txt and the first page it is what it was.
        vec![if count.fetch_add(1, Ordering::SeqCst) < 2 { address } else { "10.0.0.1:80".parse().unwrap() }]
    };
    let mut how = manner(&server);
    how.guard.lookup = Some(Arc::new(lookup));
    let mut fetcher = Fetcher::new(how);
    assert!(fetcher.get("http://coast.example/page", &Validators::default()).is_ok());
    let why = fetcher.get("http://coast.example/page", &Validators::default()).unwrap_err();
    assert!(why.to_string().contains("coast.example leads to 10.0.0.1, which is not on the public internet"), "{why}");
    assert_eq!((looked.load(Ordering::SeqCst), server.asked("/page").len()), (3, 1));
}

#[test]
fn answers_without_end_or_size_are_cut() {
    fails("longer than 1 MiB", |_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while out.write_all(&[b'x'; 65536]).is_ok() {}
    });
    fails("longer than 1 MiB", |_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\nx");
    });
    let server = fails("a decompression bomb", |_, out| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&vec![b' '; 30 << 20]).unwrap();
        send(out, 200, &["content-encoding: gzip"], &packed.finish().unwrap());
    });
    assert_eq!(server.asked("/page").len(), 1);
    fails("head of the answer is longer", |_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\n");
        for i in 0..5000 {
            let _ = out.write_all(format!("x-{i}: {}\r\n", "y".repeat(100)).as_bytes());
        }
        let _ = out.write_all(b"\r\n");
    });
}

#[test]
fn answers_that_come_too_slowly_or_break_off_are_no_pages() {
    let start = Instant::now();
    let server = Server::start(|asked, out| {
        if asked.path == "/robots.txt" {
            return send(out, 404, &[], b"");
        }
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
        for _ in 0..100 {
            std::thread::sleep(Duration::from_millis(100));
            if out.write_all(b"x").is_err() {
                break;
            }
        }
    });
    let mut how = manner(&server);
    (how.tries, how.limits.total) = (1, Duration::from_secs(1));
    let why = Fetcher::new(how).get(&server.url("/page"), &Validators::default()).unwrap_err();
    assert!(why.passing && why.to_string().contains("not complete within 1 s"), "{why}");
    assert!(start.elapsed() < Duration::from_secs(6));

    let server = fails("breaks off", |_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\nA ferry \r\n9\r\nbur");
    });
    assert_eq!(server.asked("/page").len(), 3);
    fails("breaks off", |_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nA ferry ");
    });
    fails("no ", |_, out| {
        let _ = out.write_all(b"nonsense\r\n\r\n");
    });
}

#[test]
fn a_host_is_not_asked_faster_than_it_should_be() {
    let server = Server::start(|asked, out| match asked.path.as_str() {
        "/robots.txt" => send(out, 200, &[], b"User-agent: *\nCrawl-delay: 1\n"),
        _ => send(out, 200, &[], b"ok"),
    });
    let mut fetcher = fetcher(&server);
    let start = Instant::now();
    (0..3).for_each(|n| drop(fetcher.get(&server.url(&format!("/{n}")), &Validators::default()).unwrap()));
    assert!(start.elapsed() >= Duration::from_secs(2), "{:?}", start.elapsed());
}

const FIRE: &str = "A fire on the ferry Maren Dol killed four people off Calvessa on Tuesday, the harbour police said.\n\n\
    The health ministry said 19 people were injured in the fire, and that two of them were in danger of their lives.\n";

fn feed(server: &str) -> String {
    format!(
        "<rss><channel><title>Coast Daily</title><item><title>Ferry burns</title><link>{server}/fire.txt</link>\
         <pubDate>Tue, 06 May 2031 10:00:00 GMT</pubDate><description>A ferry has burned off Calvessa.</description></item>\
         <item><title>Shut</title><link>{server}/gone.txt</link><description>The harbour of Calvessa was shut.</description></item></channel></rss>"
    )
}

fn rows(path: &std::path::Path) -> Vec<Value> {
    std::fs::read_to_string(path).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn an_archive_goes_on_where_it_was_and_keeps_versions() {
    let edited = Arc::new(AtomicUsize::new(0));
    let edition = Arc::clone(&edited);
    let server = Server::start(move |asked, out| {
        let host = asked.head.lines().find_map(|l| l.strip_prefix("host: ")).unwrap_or("").to_owned();
        match asked.path.as_str() {
            "/feed" => send(out, 200, &["content-type: application/rss+xml"], feed(&format!("http://{host}")).as_bytes()),
            "/fire.txt" => {
                let n = edition.load(Ordering::SeqCst);
                let etag = format!("etag: \"{n}\"");
                match asked.head.contains(&format!("if-none-match: \"{n}\"")) {
                    true => send(out, 304, &[], b""),
                    // The character set that its head names is wrong.
                    false => send(
                        out,
                        200,
                        &[&etag, "content-type: text/plain; charset=windows-1251"],
                        FIRE.replace("19", ["19", "23"][n]).as_bytes(),
                    ),
                }
            }
            _ => send(out, 404, &[], b""),
        }
    });
    let dir = folder(&[]);
    let (feed, page) = (server.url("/feed"), server.url("/fire.txt"));
    let run = |urls: &[&str]| {
        stemma(dir.path(), &[&["fetch", "--into", "archive", "--allow-private", "--delay", "0", "--contact", "x"], urls].concat())
    };
    let ran = run(&[&feed]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(
        ran.err.contains("its page cannot be read (there is no such page (status 404)); what the feed says of it is kept"),
        "{}",
        ran.err
    );
    let file = dir.path().join("archive/reports.jsonl");
    let first = rows(&file);
    assert_eq!(first.len(), 2);
    assert_eq!((&first[0]["outlet"], &first[0]["published_from"]), (&"Coast Daily".into(), &"feed".into()));
    assert!(first[0]["text"].as_str().unwrap().contains("19 people"));
    assert_eq!(first[1]["text"], "The harbour of Calvessa was shut.");

    // Nothing has changed, and nothing is sent or kept twice.
    let ran = run(&[&feed, &page]);
    assert!(ran.err.contains("0 new, 0 changed"), "{}", ran.err);
    assert_eq!(rows(&file).len(), 2);
    edited.store(1, Ordering::SeqCst);
    let ran = run(&[&page]);
    assert!(ran.err.contains("0 new, 1 changed") && ran.err.contains("its new text is a version of the old"), "{}", ran.err);
    let last = rows(&file).pop().unwrap();
    assert_eq!(last["version_of"], first[0]["id"]);

    // A line that was not written whole is cut off, and what it was comes again.
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &text[..text.len() - 20]).unwrap();
    run(&[&page]);
    assert_eq!(rows(&file).len(), 3);

    // What came is there as it came.
    let mut raw = String::new();
    let packed = std::fs::File::open(dir.path().join("archive/.stemma/raw.warc.gz")).unwrap();
    flate2::read::MultiGzDecoder::new(packed).read_to_string(&mut raw).unwrap();
    assert!(raw.starts_with("WARC/1.1\r\n") && raw.contains(&format!("WARC-Target-URI: {page}")) && raw.contains("23 people"));
    assert_eq!(stemma(dir.path(), &["read", "archive", "--quiet"]).out.lines().count(), 3);
}

#[test]
fn reports_go_to_standard_output_and_what_fails_is_named() {
    let server = Server::start(|asked, out| match asked.path.as_str() {
        "/fire.txt" => send(out, 200, &["content-type: text/plain"], FIRE.as_bytes()),
        _ => send(out, 404, &[], b""),
    });
    let dir = folder(&[]);
    let (page, gone) = (server.url("/fire.txt"), server.url("/gone"));
    let ran = stemma(dir.path(), &["fetch", "--allow-private", "--delay", "0", "--quiet", &page, &gone, &format!("{page}?utm_source=x")]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.err, format!("stemma: skipped {gone}: there is no such page (status 404)\n"));
    let rows: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!((rows.len(), &rows[0]["url"]), (1, &page.into()));
    assert_eq!(stemma(dir.path(), &["fetch", "--allow-private", "--delay", "0", "--quiet", &gone]).status, 2);
}
