//! One page under several addresses, and one page as it was at several times: told by address and words together.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use stemma_model::{Report, ReportClaims};
use stemma_read::page_of;

/// What tells a report's page and words from others, without holding them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    /// The pages that its canonical address and its own name, each once.
    pub pages: Vec<String>,
    /// Its words, whatever the white space, punctuation and capitals between them, as a number that no two texts share.
    pub words: [u8; 32],
}

impl Print {
    /// Of a report.
    pub fn of(report: &Report) -> Print {
        let mut hash = Sha256::new();
        // A title is all that some reports have.
        let text = if report.text.is_empty() { report.title.as_deref().unwrap_or("") } else { &report.text };
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            hash.update(word.to_lowercase().as_bytes());
            hash.update([0]);
        }
        Print { pages: pages(report), words: hash.finalize().into() }
    }
}

/// A report's words as [`Print`] takes them, in hexadecimal.
pub fn words_of(report: &Report) -> String {
    Print::of(report).words.iter().map(|b| format!("{b:02x}")).collect()
}

/// The pages of a run's reports so far.
#[derive(Debug, Default)]
pub struct Pages {
    first: BTreeMap<(String, [u8; 32]), String>,
}

impl Pages {
    /// The place of an earlier report of the same page with the same words; else this one is kept for those that follow.
    pub fn same(&mut self, print: &Print, place: &str) -> Option<String> {
        let key = |page: &String| (page.clone(), print.words);
        if let Some(place) = print.pages.iter().find_map(|p| self.first.get(&key(p))) {
            return Some(place.clone());
        }
        self.first.extend(print.pages.iter().map(|p| (key(p), place.to_owned())));
        None
    }
}

/// Says of reports of one page with different words which is a version of which: the later one of the one before it, by when
/// it was last changed, else came out, where all have that; else in their order. What a report says itself stays.
pub fn link_versions(reports: &mut [ReportClaims]) {
    let mut by_page: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, report) in reports.iter().enumerate() {
        // The page that it names as its own counts, where it names one.
        if let Some(page) = pages(&report.report).into_iter().next() {
            by_page.entry(page).or_default().push(at);
        }
    }
    for (_, mut versions) in by_page.into_iter().filter(|(_, v)| v.len() > 1) {
        let when = |at: &usize| {
            let report = &reports[*at].report;
            report.updated.as_deref().and_then(moment).or_else(|| report.published.as_deref().and_then(moment))
        };
        if versions.iter().all(|at| when(at).is_some()) {
            versions.sort_by_key(|at| when(at));
        }
        for pair in versions.windows(2) {
            let earlier = reports[pair[0]].report.id.clone();
            reports[pair[1]].report.version_of.get_or_insert(earlier);
        }
    }
}

/// The canonical page, then that of the address.
fn pages(report: &Report) -> Vec<String> {
    let mut pages: Vec<String> = [&report.canonical, &report.url].into_iter().flatten().filter_map(|a| page_of(a)).collect();
    pages.dedup();
    pages
}

/// A moment; of a day, its first.
fn moment(date: &str) -> Option<Timestamp> {
    date.parse().ok().or_else(|| format!("{}T00:00:00Z", date.get(..10)?).parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(id: &str, url: &str, published: Option<&str>, text: &str) -> Report {
        let (id, url, text) = (id.to_owned(), Some(url.to_owned()), text.to_owned());
        Report { id, url, text, published: published.map(str::to_owned), ..Report::default() }
    }

    #[test]
    fn one_page_with_the_same_words_is_one_report() {
        let mut pages = Pages::default();
        let mut seen = |r: &Report| pages.same(&Print::of(r), &r.id);
        let page = report("a", "https://coast.example/fire", None, "A ferry burned.");
        assert_eq!(seen(&page), None);
        let amp = report("b", "https://amp.coast.example/fire?utm_source=x", None, "A ferry\n\nburned");
        assert_eq!(seen(&amp).as_deref(), Some("a"));
        assert_eq!(seen(&report("c", "https://coast.example/fire", None, "Two ferries burned.")), None);
        assert_eq!(seen(&report("d", "https://post.example/fire", None, "A ferry burned.")), None);
        let elsewhere = Report { canonical: page.url.clone(), ..report("e", "https://print.example/77", None, "A ferry burned.") };
        assert_eq!(seen(&elsewhere).as_deref(), Some("a"));
    }

    #[test]
    fn a_later_text_of_a_page_is_a_version_of_the_earlier() {
        let of = |list: &[(&str, Option<&str>)]| {
            let report = |(id, day): &(&str, Option<&str>)| report(id, "https://coast.example/fire", *day, id);
            let mut all: Vec<_> = list.iter().map(|r| ReportClaims { report: report(r), ..ReportClaims::default() }).collect();
            link_versions(&mut all);
            all.into_iter().map(|r| r.report.version_of).collect::<Vec<_>>()
        };
        let some = |id: &str| Some(id.to_owned());
        assert_eq!(of(&[("a", None), ("b", None), ("c", Some("2031-05-05"))]), [None, some("a"), some("b")]);
        let dated = [("a", Some("2031-05-06")), ("b", Some("2031-05-06T01:00:00+03:00")), ("c", Some("2031-05-06T09:00:00Z"))];
        assert_eq!(of(&dated), [some("b"), None, some("a")]);
    }
}
