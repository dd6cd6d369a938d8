//! Nothing vanishes, and offsets are right, whatever the text.

use crate::reader;
use proptest::prelude::*;
use std::collections::BTreeMap;
use stemma_read::Read;

/// Every character that is not white space or a control character, with how often it stands there.
fn characters<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for c in texts.into_iter().flat_map(str::chars).filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{feff}') {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

fn check(input: &str, read: &Read) {
    let report = &read.report;
    let out = std::iter::once(report.text.as_str()).chain(report.removed.iter().map(|r| r.text.as_str()));
    assert_eq!(characters([input]), characters(out), "something vanished or came from nowhere in {input:?}");
    let scalars: Vec<char> = report.text.chars().collect();
    let mut at = 0;
    for block in &report.blocks {
        assert!(block.start < block.end && block.end <= scalars.len());
        assert_eq!(block.start, if at == 0 { 0 } else { at + 2 }, "blocks are apart by one blank line");
        assert!(scalars[at..block.start].iter().all(|c| *c == '\n'));
        assert!(!scalars[block.start..block.end].contains(&'\n'));
        at = block.end;
    }
    assert_eq!(at, scalars.len());
    for credit in &report.credits {
        if let Some(span) = credit.span {
            assert_eq!(scalars[span.start..span.end].iter().collect::<String>(), credit.text);
        }
    }
}

fn line() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Media playback is unsupported on your device",
        "Media captionPeople began to run as smoke rose",
        "Image copyright Reuters Image caption The bridge was closed on Monday",
        "Image copyright AFP",
        "Image caption",
        "Getty Images",
        "(AP Photo/Jane Doe)",
        "The bridge was closed. (AP Photo/Jane Doe) Photo: Jane Doe",
        "By Jane Doe, Staff Writer",
        "Updated 5:13 PM",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "Related stories:",
        "One more fire in the same street this week",
        "READ MORE: Fire in the same street",
        "Share this",
        "Advertisement",
        "with inputs from Reuters",
        "PARIS (Reuters) - Two people were hurt, police told AFP on Monday.",
        "ANCHORAGE –",
        "Copyright 2016 The Associated Press. All rights reserved.",
        "What happened?",
        "• Population 6 million",
        "- two boats",
        "Area: 20 square miles",
        "___",
        "× ",
        "1:31 Fire in the same street",
        "The fire began late on Sunday, in a kitchen on the second floor of the house, and",
        "spread to the roof, officials said.",
        "",
        "   ",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,80}", 1 => "[a-zA-Z0-9 ,.()/:–“”’-]{0,120}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_characters(input in "(?s).{0,300}") {
        if let Ok(read) = reader().text(input.as_bytes(), "a.txt") {
            check(&input, &read);
        }
    }

    #[test]
    fn any_lines(lines in prop::collection::vec(line(), 0..24), separator in prop::sample::select(vec!["\n", "\n\n", "\r\n", " ", ""])) {
        let input = lines.join(separator);
        if let Ok(read) = reader().text(input.as_bytes(), "a.txt") {
            check(&input, &read);
        }
    }

    #[test]
    fn any_bytes(input in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = reader().reports(input.as_slice(), "a.txt").count();
        let _ = reader().reports(input.as_slice(), "a.jsonl").count();
    }
}

fn markup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<article>",
        "</article>",
        "<ul><li>",
        "</ul>",
        "<table><tr><td>",
        "</table>",
        "<b>",
        "</i>",
        "<a href=x>",
        "</a>",
        "<br>",
        "<br><br>",
        "<h1>",
        "</h2>",
        "<figcaption>",
        "<aside class=related>",
        "<svg><style>",
        "</svg>",
        "<script>",
        "</script>",
        "<select>",
        "<template>",
        "<!--",
        "-->",
        "<title>",
        "<textarea>",
        "<div style='display: none'>",
        "<time datetime='2024-05-02T10:00:00Z'>",
        "<meta name=date content='5/6/2024'>",
        "<script type='application/ld+json'>{\"@type\":",
        "\"NewsArticle\",\"datePublished\":[\"2024\"]}",
        "&#0;",
        "&amp",
        "<",
        ">",
        "\"",
        "\0",
        "é",
        "数",
        "The old bridge over the Lorn was closed to all traffic on Monday after cracks were found in two of its piers. ",
        "Updated 5 March 2024 at 25:99 pm XYZ",
        "Subscribe to continue reading",
        "404",
        "By Ada Roe ",
        " words ",
    ]);
    let piece = prop_oneof![8 => pieces.prop_map(str::to_owned), 1 => "\\PC{0,12}"];
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_page_gives_blocks_that_are_its_text(markup in markup(), whole in any::<bool>()) {
        let page = if whole { format!("<html><body>{markup}") } else { markup };
        if let Ok(read) = reader().page(page.as_bytes(), None) {
            let report = &read.report;
            let scalars: Vec<char> = report.text.chars().collect();
            let blocks: Vec<String> = report.blocks.iter().map(|b| scalars[b.start..b.end].iter().collect()).collect();
            prop_assert_eq!(blocks.join("\n\n"), report.text.as_str());
        }
    }

    #[test]
    fn any_bytes_are_decoded(bytes in prop::collection::vec(any::<u8>(), 0..400), label in "[a-z0-9=;/ \"-]{0,24}") {
        let page = [b"<meta charset=".as_slice(), label.as_bytes(), b">", &bytes].concat();
        let _ = reader().page(&page, Some(&label));
        let _ = reader().page(&bytes, None);
    }
}
