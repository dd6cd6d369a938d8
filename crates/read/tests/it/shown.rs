//! What a page shows is in the text or among what was removed; what it does not show is no evidence.

use crate::reader;
use proptest::prelude::*;

/// The text, and what was removed.
fn read(page: &str) -> (String, String) {
    let report = reader().page(page.as_bytes(), None).unwrap().report;
    (report.text, report.removed.into_iter().map(|r| r.text + "\n").collect())
}

/// A piece of a page, such as an entry of a feed holds.
fn piece(html: &str) -> (String, String) {
    let row = serde_json::json!({"id": "a", "html": html});
    let report = reader().reports(row.to_string().as_bytes(), "a.jsonl").next().unwrap().unwrap().report;
    (report.text, report.removed.into_iter().map(|r| r.text + "\n").collect())
}

#[test]
fn words_that_are_not_shown_join_none_that_are() {
    for (html, wanted) in [
        (
            "<p>The harbour master said <span style='display:none'>1</span>2 boats were lost.</p>",
            "The harbour master said 2 boats were lost.",
        ),
        ("<p><span style='display:none'>Share</span>Four people were hurt, police said.</p>", "Four people were hurt, police said."),
        ("<p>One</p><p hidden>Two</p><p hidden=until-found>Three</p><p>Four</p>", "One\n\nFour"),
        ("<div style='visibility: hidden'>One <b style='visibility:visible'>two</b></div>", "two"),
        ("<div style='display:none'>One <b style='visibility:visible'>two</b></div><p>Three</p>", "Three"),
        ("<p>The loss is <math><mn>47</mn><annotation>forty</annotation></math> percent.</p>", "The loss is 47 percent."),
    ] {
        assert_eq!(piece(html).0, wanted, "{html}");
    }
    let (text, removed) = piece("<p>One</p><svg><title>no</title><text>Boats lost</text></svg><select><option>Two</select>");
    assert!(text.contains("One") && (text + &removed).contains("Boats lost"));
}

/// Words that are shown begin with S, others with H.
fn markup() -> impl Strategy<Value = String> {
    let word = (0..1000_u32, any::<bool>()).prop_map(|(n, shown)| (n, shown));
    let wrap = prop::sample::select(vec![
        "p",
        "div",
        "span",
        "b",
        "li",
        "h2",
        "section",
        "blockquote",
        "a",
        "nav",
        "aside",
        "footer",
        "figcaption",
    ]);
    prop::collection::vec((word, wrap, 0..3_u8), 1..25).prop_map(|words| {
        words
            .into_iter()
            .enumerate()
            .map(|(at, ((n, shown), tag, how))| {
                let hide = ["hidden", "style='display: none'", "style='visibility:hidden'"][usize::from(how)];
                if shown { format!("<{tag}>S{at}x{n} and more said</{tag}> ") } else { format!("<{tag} {hide}>H{at}x{n}</{tag}>") }
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn each_shown_word_is_there_once_and_no_hidden_one_is_evidence(markup in markup()) {
        let prose = "<p>The old bridge over the Lorn was closed to all traffic on Monday after cracks were found in two piers.</p>".repeat(2);
        for (text, removed) in [
            read(&format!("<!doctype html><title>Bridge closed</title><body><article>{prose}{markup}{prose}</article>")),
            piece(&format!("{prose}{markup}")),
        ] {
            let all = format!("{text}\n{removed}");
            prop_assert!(!text.split(|c: char| !c.is_alphanumeric()).any(|w| w.starts_with('H')), "{text}");
            let shown: Vec<&str> = markup.split(['>', ' ', '<']).filter(|w| w.starts_with('S') && w.contains('x')).collect();
            for word in shown {
                let found = all.split(|c: char| !c.is_alphanumeric()).filter(|w| *w == word).count();
                prop_assert!(found == 1, "{word} is there {found} times: {all}");
            }
        }
    }
}
