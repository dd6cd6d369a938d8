//! Feeds: every form, the faults that feeds have, and hostile ones.

use crate::reader;
use std::time::{Duration, Instant};
use stemma_model::{PublishedFrom, Report};
use stemma_read::{Read, subscriptions};

fn entries(feed: &str) -> Vec<Result<Read, String>> {
    reader().reports(feed.as_bytes(), "feed.xml").map(|r| r.map_err(|e| e.to_string())).collect()
}

fn reports(feed: &str) -> Vec<Report> {
    entries(feed).into_iter().map(|r| r.unwrap().report).collect()
}

const FIRE: &str = "A fire on the ferry Maren Dol killed four people off Calvessa on Tuesday, the harbour police said.";

#[test]
fn rss_2_with_the_outlet_that_an_aggregator_names() {
    let feed = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>All news of the coast</title><link>https://all.example/</link><language>en-GB</language>
<atom:link href="https://all.example/rss" rel="self"/>
<item><title>Ferry fire &amp;amp; rescue - Coast Daily</title><link>https://coast.example/fire</link>
<guid isPermaLink="false">x1</guid><dc:creator>Ena Pell</dc:creator><pubDate>Tue, 06 May 2031 10:00 +0200</pubDate>
<source url="https://coast.example/">Coast Daily</source><description>{FIRE}</description></item>
<item><title>Ferry burns</title><guid>https://post.example/2</guid><author>desk@post.example (Orin Vask)</author>
<pubDate>Tue, 06 May 2031 11:00 GMT</pubDate><description><![CDATA[{FIRE} The captain was &quot;unhurt&quot;.]]></description></item>
</channel></rss>"#
    );
    let read = entries(&feed);
    let first = read[0].as_ref().unwrap();
    assert_eq!(first.at.map(|at| at.to_string()).as_deref(), Some("entry 1"));
    assert!(first.warnings[0].starts_with("only a teaser is in the feed (18 words); the article is at https://coast.example/fire"));
    let r = &first.report;
    assert_eq!((r.title.as_deref(), r.outlet.as_deref()), (Some("Ferry fire & rescue"), Some("Coast Daily")));
    assert_eq!((r.url.as_deref(), r.byline.as_deref()), (Some("https://coast.example/fire"), Some("Ena Pell")));
    assert_eq!((r.published.as_deref(), r.published_from), (Some("2031-05-06T10:00:00+02:00"), PublishedFrom::Feed));
    assert_eq!((r.lang.as_deref(), r.text.as_str(), r.updated.as_deref()), (Some("en"), FIRE, None));
    assert_eq!(
        (reports(&feed)[1].outlet.as_deref(), reports(&feed)[1].byline.as_deref()),
        (Some("All news of the coast"), Some("Orin Vask"))
    );
    assert_eq!(reports(&feed)[1].url.as_deref(), Some("https://post.example/2"));
}

#[test]
fn atom_with_prefixes_relative_addresses_and_another_feeds_entry() {
    let feed = format!(
        r#"<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://herald.example/news/">
<a:title>Herald</a:title><a:author><a:name>Herald staff</a:name></a:author>
<a:entry><a:title type="html">Fire &lt;b&gt;kills&lt;/b&gt; four</a:title><a:id>tag:1</a:id><a:link rel="enclosure" href="x.mp3"/>
<a:link href="fire.html"/><a:updated>2031-05-06T10:00:00Z</a:updated><a:content type="text">{FIRE} 2 &lt; 3</a:content></a:entry>
<a:entry><a:title>Second</a:title><a:id>tag:2</a:id><a:published>2031-05-06T09:00:00Z</a:published>
<a:updated>2031-05-06T12:00:00Z</a:updated><a:source><a:title>Coast Daily</a:title></a:source><a:author><a:name>Ena Pell</a:name></a:author>
<a:summary>{FIRE}</a:summary></a:entry></a:feed>"#
    );
    let r = reports(&feed);
    assert_eq!((r[0].title.as_deref(), r[0].url.as_deref()), (Some("Fire kills four"), Some("https://herald.example/news/fire.html")));
    assert_eq!((r[0].published.as_deref(), r[0].updated.as_deref()), (Some("2031-05-06T10:00:00Z"), None));
    assert_eq!((r[0].text.as_str(), r[0].byline.as_deref()), (format!("{FIRE} 2 < 3").as_str(), Some("Herald staff")));
    assert_eq!((r[1].outlet.as_deref(), r[1].updated.as_deref()), (Some("Coast Daily"), Some("2031-05-06T12:00:00Z")));
    assert_eq!(r[1].byline.as_deref(), Some("Ena Pell"));
}

#[test]
fn rss_1_and_0_91() {
    let rdf = format!(
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://p.example/"><title>Post</title><link>https://p.example/</link><items><rdf:Seq/></items></channel>
<item rdf:about="https://p.example/1"><title>Fire</title><link>https://p.example/1</link><description>{FIRE}</description>
<dc:date>2031-05-06T10:00+02:00</dc:date></item></rdf:RDF>"#
    );
    let r = &reports(&rdf)[0];
    assert_eq!((r.outlet.as_deref(), r.published.as_deref()), (Some("Post"), Some("2031-05-06T10:00:00+02:00")));
    let old = format!(
        r#"<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://x.example/rss.dtd"><rss version="0.91"><channel><title>Post</title>
<item><title>Fire</title><link>/1</link><description>{FIRE} &eacute;&nbsp;.</description></item></channel></rss>"#
    );
    assert!(reports(&old)[0].text.starts_with(FIRE));
}

#[test]
fn json_feed() {
    let feed = format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"Post","home_page_url":"https://p.example/","language":"en",
"items":[{{"id":7,"url":"/1","title":"Fire","content_text":"{FIRE}","date_published":"2031-05-06T10:00:00+02:00","authors":[{{"name":"Ena Pell"}}]}},
"no object",{{"id":"8","summary":"{FIRE}"}}]}}"#
    );
    let read = entries(&feed);
    let r = &read[0].as_ref().unwrap().report;
    assert_eq!((r.url.as_deref(), r.outlet.as_deref(), r.byline.as_deref()), (Some("https://p.example/1"), Some("Post"), Some("Ena Pell")));
    assert_eq!((r.text.as_str(), r.published_from), (FIRE, PublishedFrom::Feed));
    assert_eq!(read[1].as_ref().unwrap_err(), "entry 2: it is no JSON object");
    assert!(read[2].as_ref().unwrap().warnings[0].starts_with("only a teaser"));
    // Also where it stands on one line.
    assert_eq!(reports(&feed.replace("\"no object\",", "").replace('\n', "")).len(), 2);
}

#[test]
fn what_is_not_well_formed_is_read_as_far_as_it_can_be_and_named() {
    let feed = format!(
        "<rss version=2.0><channel><title>Fish & Ships</title>\n<item><title>A & B</title><description>{FIRE} 5 < 6 and &unknown; &#x26; &copy</description>\n\
         <item><title>Two</title><description>{FIRE}</item>\n</b><item><title>Three</title><description><![CDATA[{FIRE} And then"
    );
    let read = entries(&feed);
    let all: Vec<&Read> = read.iter().map(|r| r.as_ref().unwrap()).collect();
    assert_eq!(all.iter().map(|r| r.report.title.as_deref().unwrap()).collect::<Vec<_>>(), ["A & B", "Two", "Three"]);
    assert!(all[0].report.text.ends_with("5 < 6 and &unknown; & &copy"), "{}", all[0].report.text);
    assert_eq!(all[0].report.outlet.as_deref(), Some("Fish & Ships"));
    assert!(all[2].report.text.ends_with("And then"));
    let notes = all[0].warnings.join("\n");
    for words in ["line 3: <item> begins before", "line 3: <description> is not ended before </item>", "line 4: </b> ends nothing"] {
        assert!(notes.contains(words), "{words} is not in {notes}");
    }
    assert!(all[2].warnings.iter().any(|w| w.contains("the feed breaks off in this entry")), "{:?}", all[2].warnings);
}

#[test]
fn an_entry_with_a_title_only_is_named_and_a_beginning_is_said_to_be_one() {
    let feed = format!(
        "<rss><channel><title>Post</title><item><title>Ferry burns</title><link>https://p.example/1</link></item>\
         <item><title>B</title><description>{FIRE} The harbour […]</description></item></channel></rss>"
    );
    let read = entries(&feed);
    assert_eq!(
        read[0].as_ref().unwrap_err(),
        "entry 1: only a title is in the feed (\"Ferry burns\"); the article is at https://p.example/1"
    );
    assert!(read[1].as_ref().unwrap().warnings[0].starts_with("only the beginning of the article is in the feed (20 words)"));
}

#[test]
fn the_encoding_that_a_feed_names() {
    let feed = format!(
        "<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>Новости</title><item><title>x</title><description>{FIRE}</description></item></channel></rss>"
    );
    let bytes = encoding_rs::WINDOWS_1251.encode(&feed).0;
    assert_eq!(reader().reports(&bytes[..], "a").next().unwrap().unwrap().report.outlet.as_deref(), Some("Новости"));
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(feed.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(reader().reports(&utf16[..], "a").next().unwrap().unwrap().report.outlet.as_deref(), Some("Новости"));
}

#[test]
fn hostile_feeds_end_soon_and_expand_nothing() {
    let bomb = format!(
        "<!DOCTYPE rss [<!ENTITY a \"{}\"><!ENTITY b \"{}\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>x</title>\
         <description>{FIRE} &b;&b; &f;</description></item></channel></rss>",
        "x".repeat(1000),
        "&a;".repeat(1000)
    );
    assert!(reports(&bomb)[0].text.ends_with("&b;&b; &f;"));
    let head = "<rss><channel><title>t</title>";
    for hostile in [
        format!("{head}{}", "<a>".repeat(500_000)),
        format!("{head}<item>{}", "<item>".repeat(300_000)),
        format!("{head}<item>{}", "<a></a>".repeat(500_000)),
        format!("{head}<item><title>{}", "<![CDATA[".repeat(300_000)),
        format!("{head}<item {}>", "a='b' ".repeat(500_000)),
        format!("{head}<item {}>", "xmlns:a='b' ".repeat(300_000)),
        format!("{head}{}", "</b>".repeat(500_000)),
        format!("{head}<item><title>{}", "&".repeat(2_000_000)),
        format!("{head}<item><title>{}", "<!".repeat(1_000_000)),
        format!("{head}<item><title>{}", "<".repeat(2_000_000)),
        format!("{head}<item><description>{}", "<p x".repeat(500_000)),
    ] {
        let start = Instant::now();
        let _ = entries(&hostile).len();
        assert!(start.elapsed() < Duration::from_secs(5), "{} took {:?}", &hostile[..60], start.elapsed());
    }
}

#[test]
fn lists_of_feeds() {
    let opml = br#"<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Coast"><outline type="rss" text="Coast Daily" xmlUrl="https://coast.example/rss"/>
<outline text="Post" title="The Post" xmlURL="https://post.example/feed"/><outline xmlUrl="https://coast.example/rss"/></outline></body></opml>"#;
    let found = subscriptions(opml).unwrap();
    let found: Vec<_> = found.iter().map(|s| (s.url.as_str(), s.title.as_deref())).collect();
    assert_eq!(found, [("https://coast.example/rss", Some("Coast Daily")), ("https://post.example/feed", Some("The Post"))]);
    assert!(subscriptions(b"<opml><body/></opml>").unwrap_err().to_string().contains("names none"));
    assert!(subscriptions(b"<rss/>").unwrap_err().to_string().contains("no list of feeds"));
}

#[test]
fn no_words_of_an_entry_are_lost() {
    let long = format!("{FIRE} {}", "The fire began in the engine room, said the captain. ".repeat(20));
    let rss = |item: &str| {
        format!("<rss version='2.0'><channel><title>Coast Daily</title><item><title>Fire</title>{item}</item></channel></rss>")
    };
    let picture = rss(&format!("<description>{long}</description><content:encoded><![CDATA[<p><img src='a.png'></p>]]></content:encoded>"));
    assert_eq!(reports(&picture)[0].text, long.trim());
    let two = &reports(&rss(&format!("<description>{FIRE}</description><description>Two boats came to help.</description>")))[0];
    assert!(two.text == FIRE && two.removed.iter().any(|r| r.text == "Two boats came to help."), "{two:?}");
    let xhtml = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Herald</title><entry><title>Fire</title><content type='xhtml'>\
         <x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:p>{FIRE}</x:p><x:title/><x:script src='a'/><x:p><![CDATA[Two boats]]> came.</x:p></x:div>\
         </content></entry></feed>"
    );
    assert_eq!(reports(&xhtml)[0].text, format!("{FIRE}\n\nTwo boats came."));
}
