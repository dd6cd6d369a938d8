//! The search page: sentences of the store that answer a query, each with the way to its evidence.

use super::address;
use super::http::SEARCHED;
use super::look::{Frame, count, day};
use crate::brief::Quote;
use askama::Template;
use stemma_model::{Field, Range};
use stemma_store::search::Hit;
pub use stemma_store::search::query::LONGEST;
use stemma_store::search::query::{Query, QueryError};

/// The page.
#[derive(Debug, Default, Template)]
#[template(path = "serve/search.html")]
pub struct SearchPage {
    frame: Frame,
    /// What of the query cannot be read, and what is possible there.
    wrong: Option<(String, String)>,
    /// What was found; none where nothing was searched for.
    found: Option<Vec<Row>>,
    page: usize,
    more: bool,
    /// In which order the sentences stand.
    order: &'static str,
    /// How many stand before this page.
    before: usize,
    /// Queries to try, with what they ask for.
    examples: Vec<(String, String)>,
}

/// A sentence that was found.
#[derive(Debug)]
struct Row {
    quote: Quote,
    at: String,
    in_title: bool,
    /// The report: headline, who published it, when.
    title: String,
    report: String,
    outlet: Option<String>,
    published: Option<String>,
    /// The types of its claims and where each stands.
    claims: Vec<(String, String)>,
    story: (String, String),
}

/// What can stand before a colon, for people.
pub const POSSIBLE: &str = "type:, actor:, target:, place:, country: (its code of two letters), source: (who says it), origin: (whose word a \
    value is), status:, modality:, outlet:, story:, after:, before:, and numbers of killed, injured, captured, arrested, missing, displaced";

/// Queries that show what is possible, whatever a store holds.
const EXAMPLES: [(&str, &str); 7] = [
    ("injured:>30", "sentences that tell of more than 30 injured; there are killed, captured, arrested, missing and displaced too"),
    ("killed:1..10", "from 1 to 10 killed"),
    ("status:disputed", "what reports tell differently"),
    ("status:updated killed:>0", "numbers of killed that a later report replaced"),
    ("modality:denied", "what is denied; others are asserted, claimed, rumoured, possible, planned, ordered, …"),
    ("type:arrest", "one type of claim; the types of what was found stand below each sentence"),
    ("\"health ministry\"", "these words in a row; without the quotation marks, both words, wherever they stand in a report"),
];

/// What a reader asks for, or the page to show where there is nothing to search for or it cannot be read.
pub fn asked(text: &str) -> Result<Query, Box<SearchPage>> {
    if text.trim().is_empty() {
        return Err(Box::new(SearchPage::help()));
    }
    let wrong = |part, why| Box::new(SearchPage { wrong: Some((part, why)), ..SearchPage::of(text) });
    Query::parse(text).map_err(|QueryError { part, why }| wrong(part, why))
}

impl SearchPage {
    fn of(text: &str) -> Self {
        let title = if text.trim().is_empty() { "Search".to_owned() } else { format!("Search: {}", text.trim()) };
        let examples = EXAMPLES.iter().map(|(q, words)| ((*q).to_owned(), (*words).to_owned())).collect();
        SearchPage { frame: Frame { title, part: "search", query: text.trim().to_owned() }, page: 1, examples, ..SearchPage::default() }
    }

    fn help() -> Self {
        SearchPage::of("")
    }

    /// The help with queries to try that the newest story answers: its outlet, and what came out since its last day.
    pub fn with_examples(mut self, outlet: Option<&String>, last: Option<&String>) -> Self {
        // A quotation mark within a name would end what the example holds together.
        let outlet = outlet.filter(|o| !o.chars().any(|c| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')));
        self.examples.extend(outlet.map(|o| (format!("outlet:\"{o}\""), format!("what {o} published"))));
        let since = last.and_then(|l| l.get(..10)).filter(|d| Query::parse(&format!("after:{d}")).is_ok());
        self.examples.extend(since.map(|d| (format!("after:{d}"), format!("published on {} or later; before: is before a day", day(d)))));
        self
    }

    /// Whether the query could not be read.
    pub fn is_wrong(&self) -> bool {
        self.wrong.is_some()
    }

    /// What was found for a query: sentences with the titles of their stories, on one page; whether there are more, and how many
    /// stand before.
    pub fn found(text: &str, query: &Query, hits: Vec<(Hit, String)>, page: usize, before: usize, more: bool) -> Self {
        let found = Some(hits.into_iter().map(|(hit, story)| Row::of(hit, story)).collect());
        let order = match query.words.len() {
            0 | 1 => "Those of the latest reports first.",
            _ => "Those with most of the words first, then those of the latest reports.",
        };
        SearchPage { found, page, more, before, order, ..SearchPage::of(text) }
    }

    /// Whether the page says how to search: where nothing was searched for, or nothing found.
    fn helps(&self) -> bool {
        self.found.as_ref().is_none_or(Vec::is_empty)
    }

    /// Whether there is a page behind this one.
    fn onward(&self) -> bool {
        self.more && self.page < SEARCHED
    }

    fn tally(&self, rows: &[Row]) -> String {
        match (rows.len(), self.before, self.more) {
            (0, ..) => "No sentence answers that.".to_owned(),
            (n, 0, false) => format!("{} found.", count(n, "sentence")),
            (n, before, more) => {
                let end = match (more, self.onward()) {
                    (false, _) => "",
                    (true, true) => ", and there are more",
                    (true, false) => ", and there are more than are shown: say more of what you look for",
                };
                format!("Sentences {} to {}{end}.", before + 1, before + n)
            }
        }
    }

    fn at(&self, page: usize) -> String {
        format!("{}&page={page}", address::search(&self.frame.query))
    }
}

impl Row {
    fn of(hit: Hit, story: String) -> Self {
        let Hit { report, outlet, published, title, story: id, in_title, span, sentence, marks, claims } = hit;
        let first = claims.first().map_or_else(|| report.clone(), |c| c.0.clone());
        Row {
            at: address::claim(&first),
            quote: Quote {
                source: report.clone(),
                also: Vec::new(),
                claim: first,
                field: if in_title { Field::Title } else { Field::Text },
                start: span.start,
                end: span.end,
                text: sentence,
                marks: marks.into_iter().map(|Range { start, end }| (span.start + start, span.start + end)).collect(),
                voices: Vec::new(),
                anchor: String::new(),
                unsure: false,
                decided: Vec::new(),
            },
            in_title,
            report: address::report(&report),
            title: title.or_else(|| outlet.clone()).unwrap_or(report),
            outlet,
            published: published.as_deref().map(day),
            claims: claims.into_iter().map(|(id, kind)| (address::claim(&id), kind)).collect(),
            story: (address::story(&id), story),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EXAMPLES, LONGEST, SearchPage, asked};

    #[test]
    fn every_example_can_be_searched_for() {
        for (query, _) in EXAMPLES {
            assert!(asked(query).is_ok(), "{query}");
        }
        let page = SearchPage::help().with_examples(Some(&"The \"Maren\" Post".to_owned()), Some(&"2031-05-02T10:00:00Z".to_owned()));
        let more: Vec<&str> = page.examples[EXAMPLES.len()..].iter().map(|e| e.0.as_str()).collect();
        assert_eq!(more, ["after:2031-05-02"], "a name with quotation marks makes no example");
    }

    #[test]
    fn what_is_too_long_is_refused_as_such() {
        assert!(asked(&"ö".repeat(LONGEST)).is_ok());
        let page = asked(&"ö".repeat(LONGEST + 1)).unwrap_err();
        assert!(page.wrong.unwrap().1.contains("400 characters"));
    }
}
