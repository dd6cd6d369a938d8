//! The site as it meets those who do not keep to the rules: half requests, too many connections, stores that are busy.

use crate::program::{folder, stemma};
use crate::site::Site;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use stemma_store::Store;
use stemma_store::batch::{Maker, What};

const TEXT: &[u8] = b"Four people died in a fire on the ferry Maren Dol on Tuesday, the coast guard said.";
/// The site's own limits.
const OPEN: usize = 512;
const HEAD: Duration = Duration::from_secs(10);
/// Far more than an answer takes on a machine that does much else.
const LONG: Duration = Duration::from_secs(50);

/// What comes back for some bytes until the other side ends, and how long that took.
fn told(host: &str, sent: &str) -> (String, Duration) {
    let since = Instant::now();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.write_all(sent.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    (String::from_utf8(bytes).unwrap(), since.elapsed())
}

#[test]
fn half_a_request_holds_no_place() {
    let dir = folder(&[("a.txt", TEXT)]);
    let site = Site::of(dir.path(), &["a.txt"]);
    let host = site.host.clone();
    let body = format!("POST /sign-out HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: 40\r\n\r\nhalf");
    let idle = format!("GET /api/v1/health HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let cases = [(format!("GET / HTTP/1.1\r\nHost: {host}\r\nX-Slow: "), ""), (body, "HTTP/1.1 408"), (idle, "HTTP/1.1 200")];
    std::thread::scope(|s| {
        for (sent, answer) in &cases {
            let host = &host;
            s.spawn(move || {
                let (text, took) = told(host, sent);
                assert!(text.starts_with(answer) && (!text.is_empty() || answer.is_empty()), "{sent}: {text}");
                assert!(took + Duration::from_secs(1) > HEAD && took < LONG, "{sent}: {took:?}");
            });
        }
    });
}

#[test]
fn more_connections_than_there_is_room_for_wait_their_turn() {
    let dir = folder(&[("a.txt", TEXT)]);
    let site = Site::of(dir.path(), &["a.txt"]);
    let since = Instant::now();
    let silent: Vec<TcpStream> = (0..OPEN).map(|_| TcpStream::connect(&site.host).unwrap()).collect();
    // All places are taken until the silent ones are sent away.
    assert_eq!(site.get("/").status, 200);
    let took = since.elapsed();
    assert!(took > HEAD / 2 && took < LONG, "{took:?}");
    drop(silent);
    let since = Instant::now();
    assert_eq!(site.get("/").status, 200);
    assert!(since.elapsed() < HEAD / 2);
}

#[test]
fn an_answer_that_takes_too_long_says_so() {
    let dir = folder(&[("a.txt", TEXT)]);
    assert_eq!(stemma(dir.path(), &["add", "-q", "a.txt", "--store", "s.stemma"]).status, 0);
    let mut store = Store::open(&dir.path().join("s.stemma")).unwrap();
    let story = store.stories(Default::default(), 0, 1).unwrap().pop().unwrap();
    let report = store.reports_of(&story.id).unwrap().pop().unwrap().id;
    let site = Site::of(dir.path(), &["--store", "s.stemma", "--patience", "1"]);
    let batch = store.batch().unwrap();
    let _writing = store.writing(What::Add, "2031-05-05T08:00:00Z", batch, &Maker::default()).unwrap();
    let fields = ["Content-Type: application/x-www-form-urlencoded", &format!("Origin: http://{}", site.host)];
    let late = site.send("POST", &format!("/report/{report}/claim/c1"), &fields, "verdict=accept");
    assert_eq!(late.status, 504);
    assert!(late.body.contains("<h1>Took too long</h1>") && late.body.contains("Ask for less"), "{}", late.body);
    assert_eq!(late.field("cache-control"), "no-store");
    let body = format!("{{\"claim\":\"{report}/c1\",\"verdict\":\"accept\"}}");
    let late = site.send("POST", "/api/v1/decisions", &["Content-Type: application/json"], &body);
    assert_eq!((late.status, late.field("content-type")), (504, "application/problem+json"), "{}", late.body);
}

#[test]
fn what_a_search_finds_ends_somewhere() {
    let dir = folder(&[("a.txt", TEXT)]);
    let site = Site::of(dir.path(), &["a.txt"]);
    let far = site.get("/search?q=ferry&page=51");
    assert_eq!(far.status, 400);
    assert!(far.body.contains("50 pages"), "{}", far.body);
    assert_eq!(site.get("/search?q=ferry&page=50").status, 404);
    let far = site.get("/api/v1/search?q=ferry&cursor=search.1001");
    assert_eq!((far.status, far.body.contains("1000")), (400, true), "{}", far.body);
    assert_eq!(site.get("/api/v1/search?q=ferry&cursor=search.1000").status, 200);
}
