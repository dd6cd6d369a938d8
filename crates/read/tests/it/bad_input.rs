//! Bad input gives a message or a report, never a panic, and takes linear time.

use crate::{reader, text};
use std::time::{Duration, Instant};
use stemma_read::{Defaults, Reader};

fn message(bytes: &[u8], name: &str) -> String {
    reader().reports(bytes, name).next().unwrap().unwrap_err().to_string()
}

#[test]
fn says_what_it_cannot_read() {
    assert_eq!(message(b"", "a.txt"), "it is empty");
    assert_eq!(message(b" \n\r\n\t", "a.txt"), "it is empty");
    assert!(message(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.txt").contains("not text"));
    assert!(message(&[7; 5000], "a.txt").contains("not text"));
    assert!(message(b"<?xml version='1.0'?><rss/>", "a.xml").contains("a feed without entries"));
    assert!(message(b"<?xml version='1.0'?><nitf><body/></nitf>", "a.xml").contains("outermost element is <nitf>"));
    assert!(message(b"WARC/1.0\r\n", "a.warc").contains("header does not end"));
    let from = reader().from_byte(10);
    assert!(from.reports(&b"Two people were hurt."[..], "a.txt").next().unwrap().unwrap_err().to_string().contains("only WARC archives"));
    assert!(message(b"[{\"text\":\"x\"}]", "a.json").contains("one object a line"));
    assert!(message(b"\x1f\x8b\x08\x00broken", "a.txt.gz").contains("could not be read"));
}

#[test]
fn reads_odd_text() {
    assert_eq!(text("Fire").report.text, "Fire");
    assert_eq!(text("\u{feff}One\0two\u{7}.\r\n\r\nThree.\rFour.").report.text, "One two .\n\nThree.\n\nFour.");
    let latin = reader().text(b"La polic\xeda dijo que hubo dos muertos en Bogot\xe1.", "a.txt").unwrap();
    assert_eq!(latin.report.text, "La policía dijo que hubo dos muertos en Bogotá.");
    assert_eq!(latin.warnings.len(), 1);
    let utf16: Vec<u8> = [0xfeff_u16].into_iter().chain("Zwei Tote – so die Polizei.".encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(reader().text(&utf16, "a.txt").unwrap().report.text, "Zwei Tote – so die Polizei.");
    let rtl = "قُتل شخصان وأصيب خمسة آخرون في انفجار وقع يوم الاثنين في العاصمة بحسب ما أعلنته الشرطة.";
    assert_eq!(text(rtl).report.text, rtl);
    assert_eq!(text(rtl).report.lang.as_deref(), Some("ar"));
    let combining = "Cafe\u{301} owner Zoe\u{308} was hurt, police said.";
    let read = text(combining).report;
    assert_eq!((read.text.as_str(), read.blocks[0].end), (combining, combining.chars().count()));
}

#[test]
fn long_inputs_take_linear_time() {
    let sentence = "Two people were hurt in the fire on Monday night, the police said (AP Photo/Jane Doe), and AFP reported more. ";
    let inputs = [
        "\n".repeat(1_000_000) + "Two people were hurt.",
        sentence.repeat(2_000_000 / sentence.len()),
        "a".repeat(2_000_000),
        "(".repeat(2_000_000),
        "word ".repeat(400_000),
        "Related stories\nOne more fire in the same street\n".repeat(40_000),
        "- ".repeat(500_000),
    ];
    for input in inputs {
        let begun = Instant::now();
        text(&input);
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?} for {:?}…", begun.elapsed(), &input[..20]);
    }
}

#[test]
fn defaults_are_checked_and_given() {
    assert!(Reader::new(Defaults { published: Some("8 August".into()), ..Defaults::default() }).is_err());
    assert!(Reader::new(Defaults { lang: Some("English".into()), ..Defaults::default() }).is_err());
    let defaults = Defaults { published: Some("2024-05-02".into()), outlet: Some(" Daily  Post ".into()), lang: Some("EN-gb".into()) };
    let read = Reader::new(defaults).unwrap().text("Dos personas murieron.".as_bytes(), "a.txt").unwrap().report;
    assert_eq!(
        (read.published.as_deref(), read.outlet.as_deref(), read.lang.as_deref()),
        (Some("2024-05-02"), Some("Daily Post"), Some("en"))
    );
}
