//! Web pages that are built to be expensive: refused or read, within bounded time and on a small stack, never an abort.

use crate::reader;
use std::time::{Duration, Instant};

/// What a page may take here, on a busy machine and a build that is not optimised; quiet release builds take a tenth.
const BOUND: Duration = Duration::from_secs(60);

/// Reads a page on a thread with the stack that a thread has by default. The text, or why it was refused.
fn read(name: &str, page: String) -> Result<String, String> {
    let bytes = page.len();
    let begun = Instant::now();
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    let done = thread.spawn(move || reader().page(page.as_bytes(), None).map(|r| r.report.text).map_err(|e| e.to_string()));
    let outcome = done.unwrap().join().unwrap();
    let (took, what) = (begun.elapsed(), outcome.as_ref().map_or_else(|e| e.as_str(), |t| t.get(..40).unwrap_or("read")));
    println!("{name}: {bytes} bytes, {} ms: {what}", took.as_millis());
    assert!(took < BOUND, "{name} took {took:?}");
    outcome
}

/// A page around some markup, with an article in it.
fn around(markup: &str) -> String {
    let words = "The old bridge over the Lorn was closed to all traffic on Monday after cracks were found in two of its piers.";
    format!("<!doctype html><html><head><title>Bridge closed</title></head><body><article><p>{words}</p>{markup}<p>{words} So it said.</p>")
}

#[test]
fn hostile_pages_are_refused_before_they_are_parsed() {
    for (name, markup, says) in [
        ("100,000 levels", "<div>".repeat(100_000), "deep"),
        ("100,000 levels of two kinds", "<b><section>".repeat(50_000), "deep"),
        ("a million attributes on one tag", format!("<p {}>", "a=1 ".repeat(1_000_000)), "attributes"),
        ("a million attributes on many tags", "<p a b c d e f g h i j k l m n o p q r s t>".repeat(50_000), "attributes"),
        ("a million tags", "<i>x</i>".repeat(1_000_000), "tags"),
        ("levels that look closed", "<div/>".repeat(50_000), "deep"),
        ("levels behind a comment that looks open", format!("<!-- --!>{}", "<div>".repeat(50_000)), "deep"),
        ("formatting that is made again in each paragraph", (0..8_000).map(|n| format!("<p><b id={n}></x>y")).collect(), "deep"),
        ("200 MB", "words and more words ".repeat(10_000_000), "longer than 16 MiB"),
    ] {
        let error = read(name, around(&markup)).unwrap_err();
        assert!(error.contains(says) && error.contains("give the article's text"), "{name}: {error}");
    }
}

#[test]
fn pages_at_the_limits_are_read_or_refused_in_bounded_time() {
    let sneaky = "<div><!--></div>-->".repeat(5_000);
    for (name, markup) in [
        ("as deep as may be", "<div>".repeat(390)),
        ("unclosed paragraphs", "<p>one more".repeat(30_000)),
        ("unclosed formatting", "<b><i><u><a href=x>one".repeat(90)),
        ("unclosed list items and cells", "<li>one<td>two<tr>three<dd>four".repeat(10_000)),
        ("line breaks", "one<br>".repeat(50_000)),
        ("links", "<a href=x>one two</a> ".repeat(25_000)),
        ("nested tables", "<table><tr><td>".repeat(120)),
        ("a table of many cells", format!("<table>{}</table>", "<tr><td>one</td><td>two</td></tr>".repeat(15_000))),
        ("repeated paragraphs", "<p>The same words over and over again, said the harbour master of Port Maren.</p>".repeat(25_000)),
        ("attributes at the limit", format!("<p {}>one</p>", "a=1 ".repeat(250)).repeat(1_000)),
        ("long words", format!("<p>{}</p>", "a".repeat(8 << 20))),
        ("NUL bytes", "\0".repeat(4 << 20)),
        ("an open tag", format!("<p {}", "x ".repeat(100))),
        ("open comment", format!("<!-- {}", "x".repeat(4 << 20))),
        ("end tags only", "</div></p></b>".repeat(100_000)),
        ("entities", "&amp;&lt;&#x41;&nosuch;".repeat(200_000)),
        ("comments that hide end tags", sneaky),
        ("foreign elements", "<svg><style><div>".repeat(120)),
        ("levels in a select", format!("<select><title>{}", "<div>".repeat(50_000))),
        ("levels in a frameset", format!("<frameset><style>{}", "<div>".repeat(50_000))),
        ("levels in a template", format!("<template><svg><title>{}", "<div>".repeat(380))),
        ("headings in one another", format!("{}{}", "<h1><span>".repeat(150), "words and ".repeat(300_000))),
        ("dates in one another", format!("{}{}", "<time>".repeat(300), "words and ".repeat(300_000))),
        ("formatting that goes on", (0..100).map(|n| format!("<font color={n}>")).chain(["<p>x</p>".repeat(1_000)]).collect()),
        ("JSON-LD of brackets", format!("<script type='application/ld+json'>{}</script>", "[".repeat(1 << 20))),
    ] {
        let _ = read(name, around(&markup));
    }
}

#[test]
fn a_page_of_200_mb_is_not_held() {
    // An input that never ends: what is read of it is bounded.
    let endless = std::io::Read::chain(&b"<!doctype html><html><body><p>"[..], std::io::repeat(b'x'));
    let error = reader().reports(endless, "a.html").next().unwrap().unwrap_err();
    assert!(error.message().contains("16 MiB"), "{error}");
}

#[test]
fn character_sets_come_from_the_transport_before_the_page() {
    let page = b"<html><head><meta charset=windows-1252></head><body><article><p>\xcc\xee\xf1\xf2 \xe7\xe0\xea\xf0\xfb\xf2, \xf1\xee\xee\xe1\xf9\xe8\xeb\xe0 \xef\xee\xeb\xe8\xf6\xe8\xff \xef\xee\xf0\xf2\xee\xe2\xee\xe3\xee \xe3\xee\xf0\xee\xe4\xe0 \xe2 \xef\xee\xed\xe5\xe4\xe5\xeb\xfc\xed\xe8\xea.</p></article>";
    let read = reader().page(page, Some("text/html; charset=windows-1251")).unwrap();
    assert!(read.report.text.starts_with("Мост закрыт, сообщила полиция"), "{}", read.report.text);
}

#[test]
fn a_page_in_utf_16_is_a_page() {
    let page: Vec<u8> = [0xfeff].into_iter().chain(around("").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let read = reader().reports(page.as_slice(), "a.html").next().unwrap().unwrap();
    assert_eq!(read.report.title.as_deref(), Some("Bridge closed"));
    assert!(read.report.text.starts_with("The old bridge"), "{}", read.report.text);
}

#[test]
fn a_row_with_only_html_is_read_and_what_it_gives_wins() {
    let row = serde_json::json!({"id": "a", "url": "https://post.example/2024/05/02/bridge", "title": "Given", "html": around("")});
    let read = reader().reports(row.to_string().as_bytes(), "a.jsonl").next().unwrap().unwrap().report;
    assert_eq!((read.title.as_deref(), read.published.as_deref()), (Some("Given"), Some("2024-05-02")));
    assert_eq!(serde_json::to_value(read.published_from).unwrap(), "url");
}

#[test]
fn no_visible_word_vanishes() {
    let page = around(
        "<nav>Menu one</nav><aside>Aside two</aside><ul><li>Item <b>three</b></li></ul><table><tr><td>four</td><td>five</td></table>",
    );
    let report = reader().page(page.as_bytes(), None).unwrap().report;
    let all = report.removed.iter().fold(report.text, |all, removed| all + " " + &removed.text);
    for word in ["Menu one", "Aside two", "Item three", "four five", "So it said."] {
        assert!(all.contains(word), "{word:?} is not in {all:?}");
    }
}
