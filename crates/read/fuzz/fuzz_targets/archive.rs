//! WARC archives: as they are, with a gzip member for each part between marks, and gzipped as a whole; from any offset.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Write as _;
use stemma_read_fuzz::{all, reader};

fuzz_target!(|data: &[u8]| {
    let [choice, from, rest @ ..] = data else { return };
    let reader = if choice & 4 == 0 { reader() } else { reader().from_byte(u64::from(*from) * 16) };
    match choice & 3 {
        // Any bytes, which may be gzip data too.
        0 => all(reader.reports(rest, "a.warc.gz")),
        1 => all(reader.reports(rest, "a.warc")),
        2 => all(reader.reports(gzipped(rest).as_slice(), "a.warc.gz")),
        _ => {
            let members: Vec<u8> = split(rest).into_iter().flat_map(gzipped).collect();
            all(reader.reports(members.as_slice(), "a.warc.gz"));
        }
    }
});

/// At every place where a record seems to begin.
fn split(data: &[u8]) -> Vec<&[u8]> {
    let starts = data.windows(5).enumerate().filter(|(_, w)| *w == b"WARC/").map(|(at, _)| at);
    let mut parts = Vec::new();
    let mut from = 0;
    for at in starts.skip(1) {
        parts.push(&data[from..at]);
        from = at;
    }
    parts.push(&data[from..]);
    parts
}

fn gzipped(data: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(data).and_then(|()| out.finish()).expect("memory")
}
