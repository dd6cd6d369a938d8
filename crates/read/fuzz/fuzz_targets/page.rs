//! Web pages: any bytes, by themselves and as an article's neighbours, under any character set.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stemma_read_fuzz::{check, reader};

fuzz_target!(|data: &[u8]| {
    let reader = reader();
    let Some((choice, page)) = data.split_first() else { return };
    let transport = ["", "text/html; charset=utf-8", "text/html; charset=windows-1251", "text/html; charset=shift_jis"];
    let transport = transport.get(usize::from(choice & 7)).copied().filter(|t| !t.is_empty());
    if choice & 8 == 0 {
        let _ = reader.page(page, transport).map(|read| check(&read));
        return;
    }
    let words = "The old bridge over the Lorn was closed to all traffic on Monday after cracks were found in two of its piers.";
    let around = [
        format!("<!doctype html><html><head><title>Bridge closed</title></head><body><article><p>{words}</p>").as_bytes(),
        page,
        format!("<p>{words} So it said.</p>").as_bytes(),
    ]
    .concat();
    let _ = reader.page(&around, transport).map(|read| check(&read));
});
