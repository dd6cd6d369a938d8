//! The address of everything: made here and nowhere else, so that no page leads to a place that is not there.

use crate::brief::words::status_class;
use crate::brief::{Quote, StoryBrief};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use stemma_model::Status;

/// All but the unreserved characters of RFC 3986, section 2.3.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An id or a name as a segment of a path, a value of a query or a fragment.
pub fn encoded(id: &str) -> String {
    utf8_percent_encode(id, ENCODED).to_string()
}

/// A story's page.
pub fn story(id: &str) -> String {
    format!("/story/{}", segment(id))
}

/// A finding: on its story's page where the page shows all of its status, else in the list of all findings.
pub fn finding(story_id: &str, id: &str, status: Status) -> String {
    match status_class(status) {
        "disputed" | "updated" => format!("{}#{id}", story(story_id)),
        _ => format!("{}#{id}", findings(story_id)),
    }
}

/// All findings of a story.
pub fn findings(story_id: &str) -> String {
    format!("{}/findings", story(story_id))
}

/// A list of a story, whole, by the name of the list.
pub fn part(story_id: &str, name: &str) -> String {
    format!("{}/{name}", story(story_id))
}

/// Where a choice between the values of one of a story's findings is sent.
pub fn choose(story_id: &str) -> String {
    format!("{}/choose", story(story_id))
}

/// A report's page.
pub fn report(id: &str) -> String {
    format!("/report/{}", segment(id))
}

/// An id as a segment of a path. Browsers take `.` and `..` for a way through folders, however they are encoded, so these
/// get a `~` before them, and so does what begins with one.
pub fn segment(id: &str) -> String {
    let guard = matches!(id, "." | "..") || id.starts_with('~');
    format!("{}{}", if guard { "~" } else { "" }, encoded(id))
}

/// The id that a segment stands for, once it is decoded.
pub fn id(segment: &str) -> &str {
    segment.strip_prefix('~').unwrap_or(segment)
}

/// Two reports side by side.
pub fn compare(a: &str, b: &str) -> String {
    format!("/compare/{}/{}", segment(a), segment(b))
}

/// An entity of a story.
pub fn entity(story_id: &str, id: &str) -> String {
    format!("{}/entity/{}", story(story_id), segment(id))
}

/// What goes by a name in any story.
pub fn name(name: &str) -> String {
    format!("/entity?name={}", encoded(name))
}

/// What a query finds.
pub fn search(query: &str) -> String {
    format!("/search?q={}", encoded(query))
}

/// A claim on its report's page; a report's page where the id is no claim's.
pub fn claim(id: &str) -> String {
    match id.rsplit_once('/') {
        Some((of, n)) => format!("{}#{n}", report(of)),
        None => report(id),
    }
}

/// A claim's own page; a report's where the id is no claim's.
pub fn of_claim(id: &str) -> String {
    match id.rsplit_once('/') {
        Some((of, n)) => format!("{}/claim/{}", report(of), encoded(n)),
        None => report(id),
    }
}

/// The decisions about a story.
pub fn decisions(story_id: &str) -> String {
    format!("/decisions?story={}", encoded(story_id))
}

/// The page of the report that goes by a letter in a brief; the brief's own page where there is none.
pub fn labelled(s: &StoryBrief, label: &str) -> String {
    s.source(label).map_or_else(|| story(&s.id), |r| report(&r.id))
}

/// The sentence of a quotation, in its report.
pub fn quote(q: &Quote) -> String {
    claim(&q.claim)
}

#[cfg(test)]
mod tests {
    use super::{claim, id, report};

    #[test]
    fn ids_of_any_form_make_one_segment() {
        assert_eq!(report("a/b?c#d e\"<é"), "/report/a%2Fb%3Fc%23d%20e%22%3C%C3%A9");
        assert_eq!(claim("news/7/c12"), "/report/news%2F7#c12");
        for (given, segment) in [("..", "~.."), ("~x", "~~x"), ("x~", "x~")] {
            assert_eq!((report(given), id(segment)), (format!("/report/{segment}"), given));
        }
    }
}
