//! Attributes of a claim as words: what is shown, compared and set is the same everywhere.

use crate::lexicon::Lexicon;
use jiff::civil::Date;
use std::str::FromStr;
use stemma_model::{
    Attribute, Attribution, Bound, Claim, Entity, EntityKind, Figure, Filler, Modality, PlaceValue, ReportClaims, Scope, SourceKind,
    TimeValue,
};

/// How a figure can be given, by the names of the interface.
const BOUNDS: [(Bound, &str); 6] = [
    (Bound::Exact, "exact"),
    (Bound::AtLeast, "at-least"),
    (Bound::AtMost, "at-most"),
    (Bound::About, "about"),
    (Bound::Range, "range"),
    (Bound::Vague, "vague"),
];
/// How a claim can be put, the plainest first.
const MODALITIES: [(Modality, &str); 10] = [
    (Modality::Asserted, "asserted"),
    (Modality::Claimed, "claimed"),
    (Modality::Possible, "possible"),
    (Modality::Rumoured, "rumoured"),
    (Modality::Planned, "planned"),
    (Modality::Demanded, "demanded"),
    (Modality::Ordered, "ordered"),
    (Modality::Attempted, "attempted"),
    (Modality::Failed, "failed"),
    (Modality::Denied, "denied"),
];
/// The most characters of a value.
pub const LONGEST: usize = 400;

/// What a claim has for an attribute; none where it has nothing.
pub fn of(claim: &Claim, attribute: Attribute) -> Option<String> {
    let figure = claim.figure.as_ref();
    match attribute {
        Attribute::Type => Some(claim.kind.clone()),
        Attribute::Measure => figure.map(|f| f.measure.clone()),
        Attribute::Low => figure?.low.map(|n| n.to_string()),
        Attribute::High => figure?.high.map(|n| n.to_string()),
        Attribute::Bound => figure.map(|f| name(&BOUNDS, f.bound)),
        Attribute::Modality => Some(name(&MODALITIES, claim.modality)),
        Attribute::Negated => Some(claim.negated.to_string()),
        Attribute::Background => Some(claim.background.to_string()),
        Attribute::Actor => names(&claim.roles.actor),
        Attribute::Target => names(&claim.roles.target),
        Attribute::Place => claim.place.as_ref().map(|p| p.name.clone().unwrap_or_else(|| p.text.clone())),
        Attribute::Day => {
            let time = claim.time.as_ref()?;
            let day = |moment: &Option<String>| moment.as_ref().map(|m| m.get(..10).unwrap_or(m).to_owned());
            match (day(&time.start)?, day(&time.end)) {
                (a, Some(b)) if a != b => Some(format!("{a}/{b}")),
                (a, _) => Some(a),
            }
        }
        Attribute::Source => claim.attribution.first().map(|a| a.source.clone()),
    }
}

/// The values that an attribute can have; none where they are not numbered.
pub fn choices(attribute: Attribute, lexicon: &Lexicon) -> Option<Vec<String>> {
    match attribute {
        Attribute::Type => {
            let mut all: Vec<String> = lexicon.types().iter().map(|t| t.name.clone()).collect();
            all.push("statement".into());
            all.sort();
            all.dedup();
            Some(all)
        }
        Attribute::Measure => {
            let mut all: Vec<String> = lexicon.types().iter().filter_map(|t| t.measure.clone()).collect();
            all.sort();
            all.dedup();
            Some(all)
        }
        Attribute::Bound => Some(BOUNDS.iter().map(|v| v.1.to_owned()).collect()),
        Attribute::Modality => Some(MODALITIES.iter().map(|v| v.1.to_owned()).collect()),
        Attribute::Negated | Attribute::Background => Some(vec!["false".to_owned(), "true".to_owned()]),
        _ => None,
    }
}

/// A value as it is kept: without white space around it, none for an empty one.
///
/// # Errors
/// In words for people, when the attribute cannot have it.
pub fn checked(attribute: Attribute, value: Option<&str>, lexicon: &Lexicon) -> Result<Option<String>, String> {
    let value = value.map(str::trim).filter(|v| !v.is_empty());
    let wrong = |what: &str| Err(format!("{} {:?}: {what}", attribute.name(), value.unwrap_or_default()));
    let Some(text) = value else {
        return match attribute {
            Attribute::Type | Attribute::Modality | Attribute::Negated | Attribute::Background => {
                Err(format!("{}: every claim has one; give it", attribute.name()))
            }
            _ => Ok(None),
        };
    };
    if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        return wrong(&format!("give at most {LONGEST} characters in one line"));
    }
    // A measure may be one that the lexicon does not have.
    if attribute != Attribute::Measure
        && let Some(all) = choices(attribute, lexicon)
        && !all.iter().any(|v| v == text)
    {
        let hint = if attribute == Attribute::Type {
            "no such type; stemma types lists them".to_owned()
        } else {
            format!("give one of {}", all.join(", "))
        };
        return wrong(&hint);
    }
    match attribute {
        Attribute::Low | Attribute::High if i64::from_str(text).ok().is_none_or(|n| n < 0) => wrong("give a whole number, 0 or more"),
        Attribute::Day => match days(text) {
            Some((a, b)) if a == b => Ok(Some(a.to_string())),
            Some((a, b)) if a < b => Ok(Some(format!("{a}/{b}"))),
            _ => wrong("give a day such as 2031-05-04, or the first and the last with a slash between them"),
        },
        _ => Ok(Some(text.to_owned())),
    }
}

fn days(text: &str) -> Option<(Date, Date)> {
    let (a, b) = text.split_once('/').unwrap_or((text, text));
    Some((a.trim().parse().ok()?, b.trim().parse().ok()?))
}

/// Sets an attribute of a claim to a value that was [`checked`]. `report` is what the names in it are known from; `machine` the
/// machine's reading of the claim.
pub fn set(claim: &mut Claim, attribute: Attribute, value: Option<&str>, report: &ReportClaims) {
    match attribute {
        Attribute::Type => claim.kind = value.unwrap_or("statement").to_owned(),
        Attribute::Measure => match (value, claim.figure.as_mut()) {
            (None, _) => claim.figure = None,
            (Some(measure), Some(figure)) => measure.clone_into(&mut figure.measure),
            (Some(measure), None) => claim.figure = Some(Figure { measure: measure.to_owned(), ..figure() }),
        },
        Attribute::Low | Attribute::High => {
            let number = value.and_then(|v| v.parse().ok());
            if claim.figure.is_none() && number.is_none() {
                return;
            }
            let trigger = claim.trigger.as_ref().map(stemma_model::SpanText::range);
            let figure = claim.figure.get_or_insert_with(figure);
            *if attribute == Attribute::Low { &mut figure.low } else { &mut figure.high } = number;
            // Codebooks read the words of a figure again: they are those of the coder now. A number stands somewhere, else it would
            // be taken for that of a singular noun phrase: where the machine's stood, or what says so.
            figure.text = words(figure);
            figure.span = figure.span.or(trigger);
        }
        Attribute::Bound => {
            if let Some(figure) = claim.figure.as_mut() {
                figure.bound = value.and_then(|v| named(&BOUNDS, v)).unwrap_or_default();
                figure.text = words(figure);
            }
        }
        Attribute::Modality => claim.modality = value.and_then(|v| named(&MODALITIES, v)).unwrap_or_default(),
        Attribute::Negated => claim.negated = value == Some("true"),
        Attribute::Background => claim.background = value == Some("true"),
        Attribute::Actor => claim.roles.actor = fillers(value, &claim.roles.actor, claim, report),
        Attribute::Target => claim.roles.target = fillers(value, &claim.roles.target, claim, report),
        Attribute::Place => {
            claim.roles.place = fillers(value, &claim.roles.place, claim, report);
            // A place of this name that the report has elsewhere is where it lies.
            let alike = |p: &&PlaceValue| p.resolved && value.is_some_and(|v| p.name.as_deref() == Some(v) || p.text == v);
            let known = report.claims.iter().filter_map(|c| c.place.as_ref()).find(alike);
            claim.place = value.map(|v| {
                let bare = || PlaceValue { text: v.to_owned(), name: Some(v.to_owned()), ..PlaceValue::default() };
                known.cloned().unwrap_or_else(bare)
            });
        }
        Attribute::Day => {
            let was = claim.time.take();
            claim.time = value.and_then(days).map(|(a, b)| {
                let (start, end, resolved) = (Some(a.to_string()), Some(b.to_string()), true);
                let was = was.unwrap_or_default();
                TimeValue { text: was.text, span: was.span, start, end, resolved }
            });
        }
        Attribute::Source => {
            let at = claim.evidence.start;
            claim.attribution = value.map_or_else(Vec::new, |v| {
                let entity = entity(v, report);
                let (source, cue, source_span, cue_span) = (v.to_owned(), String::new(), None, None);
                let kind = claim.attribution.first().map_or(SourceKind::Other, |a| a.kind);
                vec![Attribution { source, cue, kind, source_span, cue_span, start: at, end: at, entity: entity.map(|e| e.id.clone()) }]
            });
        }
    }
}

/// A figure that a coder gives.
fn figure() -> Figure {
    Figure {
        measure: String::new(),
        low: None,
        high: None,
        bound: Bound::Exact,
        text: String::new(),
        unit: None,
        scope: Scope::default(),
        cumulative: None,
        subset_of: None,
        span: None,
    }
}

/// The numbers of a figure in words.
fn words(f: &Figure) -> String {
    match (f.low, f.high) {
        (Some(a), Some(b)) if a == b && f.bound == Bound::About => format!("about {a}"),
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("at least {a}"),
        (None, Some(b)) => format!("up to {b}"),
        (None, None) => String::new(),
    }
}

/// Names as fillers of a role: those that the machine had stay as they are; others stand where the sentence has them, else at its
/// beginning, without length.
fn fillers(value: Option<&str>, was: &[Filler], claim: &Claim, report: &ReportClaims) -> Vec<Filler> {
    let each = value.into_iter().flat_map(|v| v.split(';')).map(str::trim).filter(|n| !n.is_empty());
    let filler = |given: &str| {
        if let Some(kept) = was.iter().find(|f| f.name.as_deref() == Some(given) || f.text == given) {
            return kept.clone();
        }
        let known = entity(given, report);
        let at = claim.evidence.text.find(given).map(|at| claim.evidence.start + claim.evidence.text[..at].chars().count());
        let start = at.unwrap_or(claim.evidence.start);
        Filler {
            start,
            end: start + at.map_or(0, |_| given.chars().count()),
            text: given.to_owned(),
            entity: known.map(|e| e.id.clone()),
            name: Some(known.map_or_else(|| given.to_owned(), |e| e.name.clone())),
            kind: known.map_or(EntityKind::Other, |e| e.kind),
        }
    };
    each.map(filler).collect()
}

/// Who goes by a name in a report.
fn entity<'r>(given: &str, report: &'r ReportClaims) -> Option<&'r Entity> {
    report.entities.iter().find(|e| e.name == given).or_else(|| report.entities.iter().find(|e| e.aliases.iter().any(|a| a == given)))
}

fn names(list: &[Filler]) -> Option<String> {
    let all: Vec<&str> = list.iter().map(|f| f.name.as_deref().unwrap_or(&f.text)).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// A value by the name that the interface gives it.
fn named<T: Copy>(all: &[(T, &str)], name: &str) -> Option<T> {
    all.iter().find(|v| v.1 == name).map(|v| v.0)
}

/// The name that the interface gives a value.
fn name<T: Copy + PartialEq>(all: &[(T, &str)], value: T) -> String {
    all.iter().find(|v| v.0 == value).map_or("", |v| v.1).to_owned()
}
