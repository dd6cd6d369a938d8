//! What holds of every report, whatever the input.

use stemma_read::{Defaults, Read, ReadError, Reader};

/// A reader without defaults.
pub fn reader() -> Reader {
    Reader::new(Defaults::default()).expect("no default is malformed")
}

/// Reads all of an input and checks each report.
pub fn all(reports: impl Iterator<Item = Result<Read, ReadError>>) {
    // An input is finite, and so is what is made of it; a reader that goes in circles is a fault.
    for (n, read) in reports.enumerate() {
        assert!(n < 1_000_000, "reports without end");
        if let Ok(read) = read {
            check(&read);
        }
    }
}

/// Blocks are the text, in order, a blank line apart; a credit's span is its words; nothing stands in two blocks.
pub fn check(read: &Read) {
    let report = &read.report;
    let scalars: Vec<char> = report.text.chars().collect();
    let mut at = 0;
    for block in &report.blocks {
        assert!(block.start < block.end && block.end <= scalars.len(), "a block outside of the text");
        assert_eq!(block.start, if at == 0 { 0 } else { at + 2 }, "blocks are one blank line apart");
        assert!(!scalars[block.start..block.end].contains(&'\n'), "a block is one line");
        at = block.end;
    }
    assert_eq!(at, scalars.len(), "text outside of the blocks");
    for credit in &report.credits {
        if let Some(span) = credit.span {
            assert_eq!(scalars[span.start..span.end].iter().collect::<String>(), credit.text, "a credit that is not there");
        }
    }
    for date in [&report.published, &report.updated].into_iter().flatten() {
        assert!(date.len() >= 10 && date.is_char_boundary(10), "{date:?} is no date");
    }
}
