//! Plain text in any encoding, exports of press databases, JSON Lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stemma_read_fuzz::{all, check, reader};

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let reader = reader();
    match choice & 3 {
        0 => all(reader.reports(rest, "a.txt")),
        1 => all(reader.reports(rest, "a.jsonl")),
        2 => {
            let read = reader.text(rest, "a.txt");
            if let Ok(read) = &read {
                check(read);
            }
            assert_eq!(read, reader.text(rest, "a.txt"), "the same bytes gave another report");
        }
        _ => all(reader.fetched(rest, "https://post.example/a", Some("text/plain; charset=koi8-r"))),
    }
});
