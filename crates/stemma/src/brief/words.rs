//! The plain words of headings, statuses and slots; the same in every rendering.

use super::{Point, Quote, Source, StoryBrief, Value, put, quotes};
use stemma_model::{Basis, Chosen, RemovedWhy, SourceKind, Status};

/// What a report is called that has no outlet: the name of its file, without folders.
pub fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

/// A status, for people.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Agreed => "agreed",
        Status::Refined => "agreed, one report is more exact",
        Status::Updated => "updated",
        Status::Corrected => "corrected",
        Status::Disputed => "disputed",
        Status::Denied => "denied",
        Status::Fulfilled => "planned, then done",
        Status::Lagged => "older value printed later",
        Status::Single => "one report only",
    }
}

/// ISO dates, date-times and months, also two with " to " between them, as people write them: `5 March 2024, 19:40 UTC`.
/// What is of another form stays as it is.
pub fn date(iso: &str) -> String {
    iso.split(" to ").map(|d| one_date(d).unwrap_or_else(|| d.to_owned())).collect::<Vec<_>>().join(" to ")
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn one_date(iso: &str) -> Option<String> {
    let (day, time) = iso.split_once('T').map_or((iso, None), |(day, time)| (day, Some(time)));
    let mut parts = day.split('-');
    let year = parts.next().filter(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))?;
    let Some(month) = parts.next() else { return Some(year.to_owned()) };
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    let Some(day) = parts.next() else { return Some(format!("{month} {year}")) };
    let day: u8 = day.parse().ok()?;
    let Some(time) = time else { return Some(format!("{day} {month} {year}")) };
    let clock = time.get(..5).filter(|c| c.as_bytes()[2] == b':')?;
    let zone = time[5..].trim_start_matches(|c: char| c == ':' || c == '.' || c.is_ascii_digit());
    let zone = if zone == "Z" { "UTC" } else { zone };
    Some(format!("{day} {month} {year}, {clock} {zone}").trim_end().to_owned())
}

/// A status, as a short class name.
pub fn status_class(status: Status) -> &'static str {
    match status {
        Status::Agreed | Status::Refined => "agreed",
        Status::Updated | Status::Corrected | Status::Fulfilled | Status::Lagged => "updated",
        Status::Disputed | Status::Denied => "disputed",
        Status::Single => "single",
    }
}

/// A slot, for people.
pub fn slot(slot: &str) -> String {
    match slot {
        "occurrence" => "whether it happened".into(),
        "statement" => "what was said".into(),
        "actor" => "who".into(),
        "target" => "to whom or what".into(),
        "instrument" => "with what".into(),
        "place" => "where".into(),
        "time" => "when".into(),
        other => match other.strip_prefix("figure:") {
            Some("age") => "how old".into(),
            // Measures are participles ("killed"), what else is counted has the name of a thing ("home").
            Some(measure) if measure.ends_with("ed") || measure == "missing" => format!("how many {measure}"),
            Some(unit) => format!("how many or how much ({unit})"),
            None => other.to_owned(),
        },
    }
}

/// A kind of voice, for people; nothing for those that say nothing.
pub fn voice_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Official => "official",
        SourceKind::Party => "involved",
        SourceKind::Witness => "witness",
        SourceKind::Media => "media",
        SourceKind::Document => "document",
        SourceKind::Image => "picture or video",
        SourceKind::Expert => "expert",
        SourceKind::Anonymous => "not named",
        SourceKind::Other => "",
    }
}

/// Why something was taken out, for people.
pub fn why_removed(why: RemovedWhy) -> &'static str {
    match why {
        RemovedWhy::Player => "media player",
        RemovedWhy::CaptionCredit => "picture credit",
        RemovedWhy::CommentForm => "comment form",
        RemovedWhy::Byline => "byline",
        RemovedWhy::Share => "share buttons",
        RemovedWhy::Related => "related links",
        RemovedWhy::Navigation => "navigation",
        RemovedWhy::Advert => "advertising",
        RemovedWhy::Duplicate => "there twice",
        RemovedWhy::WireCredit => "agency credit",
        RemovedWhy::Rights => "rights notice",
        RemovedWhy::Metadata => "what a database says of it",
        RemovedWhy::Quoted => "quoted or forwarded mail",
    }
}

/// `7`, `19 or more`, `between 4 and 7`; nothing where nothing is known.
pub fn range(best: Option<i64>, low: Option<i64>, high: Option<i64>) -> String {
    let show = |n: Option<i64>, none: &str| n.map_or(none.to_owned(), |n| n.to_string());
    match (low, high) {
        (Some(l), Some(h)) if l == h && best.is_none_or(|b| b == l) => String::new(),
        _ => format!("best {}, low {}, high {}", show(best, "unknown"), show(low, "unknown"), show(high, "open")),
    }
}

/// Who chose which value, when and why.
pub fn chosen(c: &Chosen) -> String {
    let because = c.reason.as_ref().map_or_else(String::new, |r| format!(": {}", r.trim_end_matches('.')));
    format!("{} chose “{}” on {}{because}.", c.coder, c.value, date(c.at.get(..10).unwrap_or(&c.at)))
}

/// A measure as the start of a line: `Killed`.
pub fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

impl Point {
    /// Who chose which of the values; nothing where nobody did.
    pub fn chosen_words(&self) -> String {
        self.decided.as_deref().map_or_else(String::new, chosen)
    }

    /// How it came about, in one line: `36 until 8 August 2019, then more than 50`. What is disputed has not ended:
    /// `36 from 7 August 2019, more than 50 from 8 August 2019`. Nothing where there is nothing to tell.
    pub fn history_words(&self) -> String {
        let stands = |s: &super::Step| matches!(s.status, Some(Status::Disputed | Status::Refined | Status::Lagged));
        let mut out = String::new();
        for (i, step) in self.history.iter().enumerate() {
            let before = i.checked_sub(1).map(|k| &self.history[k]);
            let again = self.history[..i].iter().any(|s| s.value == step.value);
            let day = date(&step.since);
            out.push_str(&match before {
                None if self.history.get(1).is_some_and(stands) => format!("{} from {day}", step.value),
                None => step.value.clone(),
                Some(_) if again => format!("; {} again on {day}", step.value),
                Some(_) if stands(step) => format!(", {} from {day}", step.value),
                Some(b) if stands(b) => format!(", then {} from {day}", step.value),
                Some(_) => format!(" until {day}, then {}", step.value),
            });
        }
        out
    }

    /// The sentences of all values, each once.
    pub fn quotes(&self) -> Vec<Quote> {
        let mut out = Vec::new();
        for q in self.values.iter().flat_map(|v| &v.quotes) {
            quotes::add(&mut out, q.clone());
        }
        out
    }
}

/// `The Calvessa Post`; several joined; only their number where they are many.
pub fn names(sources: &[Source], labels: &[String]) -> String {
    // Three names still read as a list; more hide the value they stand behind.
    if labels.len() > 3 {
        return format!("{} reports", labels.len());
    }
    let name = |l: &String| sources.iter().find(|s| s.label == *l).map_or(l.clone(), |s| s.name.clone());
    list(&labels.iter().map(name).collect::<Vec<_>>())
}

impl StoryBrief {
    /// The report that goes by a label.
    pub fn source(&self, label: &str) -> Option<&Source> {
        self.sources.iter().find(|s| s.label == label)
    }

    /// `The Calvessa Post`; several joined; only their number where they are many.
    pub fn names(&self, labels: &[String]) -> String {
        names(&self.sources, labels)
    }

    /// Whose word a value is: [`put::whose`].
    pub fn whose(&self, value: &Value) -> String {
        put::whose(&self.sources, value)
    }

    /// One line of the lineage in words.
    pub fn descent(&self, d: &super::Descends) -> String {
        let name = |l: &str| self.source(l).map_or(l.to_owned(), |s| s.name.clone());
        let (who, share) = (name(&d.source), d.share.map(|s| format!("{:.0} %", s * 100.0)));
        match (d.wire.as_ref().or(d.outlet.as_ref()), &d.from, d.basis, d.directed) {
            (Some(wire), _, Basis::Credit, _) => format!("{who} credits {wire}"),
            (Some(wire), ..) => format!("{who} carries words of {wire}"),
            (None, Some(from), Basis::Credit, _) => format!("{who} credits {}", name(from)),
            (None, Some(from), Basis::Copy, true) => match share {
                Some(s) => format!("{who} takes {s} of its words from {}", name(from)),
                None => format!("{who} copies {}", name(from)),
            },
            (None, Some(from), Basis::Copy, false) => match share {
                Some(s) => format!("{who} shares {s} of its words with {}; which came first is not known", name(from)),
                None => format!("{who} and {} share text; which came first is not known", name(from)),
            },
            (None, Some(from), Basis::Quote, _) => format!("{who} and {} carry the same quotations", name(from)),
            (None, None, ..) => who,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_read_as_people_write_them() {
        for (iso, words) in [
            ("2024-03-05", "5 March 2024"),
            ("2024-03-05T19:40:00Z", "5 March 2024, 19:40 UTC"),
            ("2024-03-05T19:40:00.5+02:00", "5 March 2024, 19:40 +02:00"),
            ("2024-03-05T12:00", "5 March 2024, 12:00"),
            ("2019", "2019"),
            ("2019-06", "June 2019"),
            ("2024-03-05 to 2024-03-07", "5 March 2024 to 7 March 2024"),
            ("noon", "noon"),
            ("2019-13-01", "2019-13-01"),
            ("2019-01-01Té", "2019-01-01Té"),
        ] {
            assert_eq!(date(iso), words);
        }
    }
}
