//! Feeds in XML and JSON, and lists of feeds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stemma_read::subscriptions;
use stemma_read_fuzz::{all, reader};

fuzz_target!(|data: &[u8]| {
    let _ = subscriptions(data);
    let reader = reader();
    all(reader.reports(data, "feed.xml"));
    all(reader.fetched(data, "https://post.example/feed", Some("application/rss+xml")));
});
