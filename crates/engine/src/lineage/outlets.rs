//! Who published a report, and which outlets a report names as its sources.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use stemma_model::{Range, ReportClaims};

/// Most words of a name.
const LONGEST: usize = 6;
/// Most words between a cue and the name: "told reporters of the …" is none of its.
const BETWEEN: usize = 3;
/// Fewest letters of a name that is looked for in text.
const SHORTEST: usize = 3;

static CITING: LazyLock<Citing> = LazyLock::new(|| toml::from_str(include_str!("../../../../lexicon/citing.toml")).unwrap_or_default());

/// `lexicon/citing.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Citing {
    before: Vec<String>,
    after: Vec<String>,
    common: Vec<String>,
}

/// Whether a name is that of an outlet of its own: "local media" and "The News" are none.
pub fn is_proper(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().filter(|w| !w.eq_ignore_ascii_case("the")).collect();
    let alone = matches!(words.as_slice(), [one] if CITING.common.iter().any(|c| c.eq_ignore_ascii_case(one)));
    let named = |w: &&str| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric()) || ["of", "and", "&", "de"].contains(w);
    !words.is_empty() && !alone && words.iter().all(named)
}

/// Who published a report: its outlet, else the site that it stood on.
pub fn of(report: &ReportClaims) -> Option<&str> {
    report.report.outlet.as_deref().or_else(|| site(report.report.url.as_deref()?))
}

/// The host of an address without `www.`; of an archive's address that of the page that it keeps.
fn site(url: &str) -> Option<&str> {
    let kept = url.split_once("/web/").and_then(|(archive, rest)| archive.contains("archive.org").then_some(rest));
    let url = kept.and_then(|rest| rest.split_once('/')).map_or(url, |(_, page)| page);
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (host.contains('.') && !host.contains(char::is_whitespace)).then_some(host)
}

/// Whether a name, as cited, is that of an outlet: the same words but for case, article and what stands in brackets, or
/// the initials of its words ("CPA" of "Continental Press Agency").
pub fn is_name_of(name: &str, outlet: &str) -> bool {
    let words = |s: &str| -> Vec<String> {
        let plain = s.split(['(', '[']).next().unwrap_or_default();
        let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase);
        words.enumerate().filter(|(i, w)| *i > 0 || w != "the").map(|(_, w)| w).collect()
    };
    let (name_words, outlet_words) = (words(name), words(outlet));
    if name_words.is_empty() || outlet_words.is_empty() {
        return false;
    }
    let initials: String = outlet_words.iter().filter_map(|w| w.chars().next()).collect();
    name_words == outlet_words
        || outlet_words.len() > 1 && name_words.len() == 1 && name_words[0] == initials
        || key(outlet).is_some_and(|k| k.len() > SHORTEST && k == name_words.concat())
}

/// What a name is looked for by: its letters and digits, small, without the article; of a site the label before its suffix
/// ("washingtonpost").
fn key(outlet: &str) -> Option<String> {
    let plain = outlet.split(['(', '[']).next().unwrap_or_default().trim().to_lowercase();
    let is_site = plain.contains('.') && !plain.contains(char::is_whitespace);
    let name = if is_site {
        let labels: Vec<&str> = plain.split('.').collect();
        let suffix = if labels.len() > 2 && labels[labels.len() - 1].len() == 2 && labels[labels.len() - 2].len() <= 3 { 2 } else { 1 };
        labels.get(labels.len().checked_sub(suffix + 1)?)?.to_string()
    } else {
        plain.strip_prefix("the ").unwrap_or(&plain).to_owned()
    };
    let key: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    (key.chars().count() >= SHORTEST).then_some(key)
}

/// For each report the reports whose outlet it names beside a cue, with the words; an outlet with several reports in the
/// story is none, since it is not told which is meant.
pub fn named(reports: &[&ReportClaims]) -> Vec<BTreeMap<usize, Vec<Range>>> {
    let keys: Vec<Option<String>> = reports.iter().map(|r| of(r).and_then(key)).collect();
    let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, key) in keys.iter().enumerate() {
        if let Some(key) = key {
            by_key.entry(key).or_default().push(i);
        }
    }
    let mut out = Vec::with_capacity(reports.len());
    for (i, report) in reports.iter().enumerate() {
        let mut found: BTreeMap<usize, Vec<Range>> = BTreeMap::new();
        let words = Plain::of(&report.report.text);
        for at in 0..words.len() {
            if !words[at].capital {
                continue;
            }
            let mut joined = String::new();
            for to in at..words.len().min(at + LONGEST) {
                if !words[to].near && to > at {
                    break;
                }
                joined.push_str(&words[to].small);
                if let Some(&[other]) = by_key.get(joined.as_str()).map(Vec::as_slice)
                    && other != i
                    && keys[i] != keys[other]
                    && let Some(range) = cited(&words, at, to)
                {
                    found.entry(other).or_default().push(range);
                }
            }
        }
        out.push(found);
    }
    out
}

/// The words of cue and name, where a cue stands beside the name.
fn cited(words: &[Plain], from: usize, to: usize) -> Option<Range> {
    for cue in &CITING.after {
        let n = cue.split(' ').count();
        if words.get(to + 1..to + 1 + n).is_some_and(|w| w.iter().map(|p| p.small.as_str()).eq(cue.split(' ')) && w.iter().all(|p| p.near))
        {
            return Some(Range { start: words[from].at, end: words[to + n].end });
        }
    }
    for gap in 0..=BETWEEN.min(from) {
        let end = from - gap;
        // A cue is of its own sentence.
        if words.get(end).is_some_and(|w| w.opens) {
            return None;
        }
        if words[end..from].iter().any(|w| w.capital && w.small != "the") {
            return None;
        }
        for cue in &CITING.before {
            let n = cue.split(' ').count();
            if end >= n && words[end - n..end].iter().map(|p| p.small.as_str()).eq(cue.split(' ')) {
                return Some(Range { start: words[end - n].at, end: words[to].end });
            }
        }
    }
    None
}

/// A word of a text as it stands.
struct Plain {
    small: String,
    capital: bool,
    /// Whether only a blank or hyphen stands before it.
    near: bool,
    /// Whether a sentence or paragraph ended before it; a short form's dot counts too.
    opens: bool,
    at: usize,
    end: usize,
}

impl Plain {
    fn of(text: &str) -> Vec<Plain> {
        let mut out: Vec<Plain> = Vec::new();
        let (mut open, mut between) = (false, String::new());
        for (at, c) in text.chars().enumerate() {
            if c.is_alphanumeric() {
                if !open {
                    let near = matches!(between.as_str(), " " | "-" | "");
                    let opens = between.contains(['.', '!', '?']) || between.contains("\n\n");
                    out.push(Plain { small: String::new(), capital: c.is_uppercase() || c.is_numeric(), near, opens, at, end: at });
                    between.clear();
                }
                if let Some(word) = out.last_mut() {
                    word.small.extend(c.to_lowercase());
                    word.end = at + 1;
                }
                open = true;
            } else {
                open = false;
                if between.len() < 4 {
                    between.push(c);
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stemma_model::Report;

    #[test]
    fn an_outlet_goes_by_its_name_or_initials() {
        assert!(is_name_of("CPA", "Continental Press Agency (invented)"));
        assert!(is_name_of("Maren Ledger", "The Maren Ledger"));
        assert!(is_name_of("The Maren Ledger", "marenledger.example"));
        assert!(!is_name_of("Maren", "The Maren Ledger"));
        assert!(!is_name_of("", ""));
        assert!(!is_name_of("T", "Today"));
    }

    #[test]
    fn a_site_is_that_of_the_page_not_of_the_archive() {
        assert_eq!(site("http://web.archive.org/web/20140105/http://www.marenledger.example/a?b"), Some("marenledger.example"));
        assert_eq!(site("https://m.maren.example:80/x"), Some("m.maren.example"));
        assert_eq!(site("no address"), None);
        assert_eq!(key("news.maren.co.uk").as_deref(), Some("maren"));
    }

    #[test]
    fn common_words_are_no_names() {
        assert!(is_proper("The Calvessa Post") && is_proper("Voice of Orvel") && is_proper("4 News"));
        assert!(!is_proper("The News") && !is_proper("It") && !is_proper("local media") && !is_proper("the"));
    }

    #[test]
    fn outlets_are_named_beside_a_cue() {
        let report = |outlet: &str, text: &str| ReportClaims {
            report: Report { outlet: Some(outlet.into()), text: text.into(), ..Report::default() },
            ..ReportClaims::default()
        };
        for (text, cites) in [
            ("The mayor told the Maren Ledger that the bridge is shut.", true),
            ("The closing was first reported by the Maren Ledger.", true),
            ("The Maren Ledger first reported the closing.", true),
            ("He walked past the Maren Ledger building.", false),
            ("Nobody had been told. The Maren Ledger building burned.", false),
            ("It was not reported by\n\nMaren Ledger staff left early.", false),
            ("The mayor told Ann Roe of the Maren Ledger Street.", false),
        ] {
            let reports = [report("Orvel Post", text), report("marenledger.example", "The bridge is shut.")];
            let found = named(&reports.iter().collect::<Vec<_>>());
            assert_eq!(found[0].contains_key(&1), cites, "{text}");
        }
    }
}
