//! Runs of name tokens and where they are cut: at titles and at the analyser's borders, joined where it cut wrongly.

use super::{BEFORE_TITLE, NameSpan, TITLE, class, finish, is_proper, namely, number_like, static_label};
use crate::claims::names::words::Class;
use std::ops::Range;
use stemma_nlp::Doc;

/// Whether token `i` goes on the run of name tokens that ends before it.
pub(super) fn joins(doc: &Doc, i: usize, caps: bool) -> bool {
    let t = doc.token(i);
    if namely(t, caps) {
        return true;
    }
    // A hyphen without spaces between two parts of a name: Kara-Balta.
    t.text() == "-"
        && !t.space_after()
        && !doc.token(i - 1).space_after()
        && i + 1 < doc.len()
        && namely(doc.token(i + 1), caps)
        && !number_like(t.ent_type())
}

/// Cuts a run of name tokens at titles and at the analyser's borders, and joins what it cut wrongly.
pub(super) fn pieces(doc: &Doc, run: Range<usize>, caps: bool, out: &mut Vec<NameSpan>) {
    let mut parts: Vec<(Range<usize>, &'static str)> = Vec::new();
    let mut i = run.start;
    while i < run.end {
        let t = doc.token(i);
        let c = class(t);
        let is_title = (c.is(TITLE) || (c.is(BEFORE_TITLE) && title_follows(doc, i + 1..run.end)))
            && !(c.is(Class::ADDRESS) && t.lower().starts_with("st") && t.ent_type() == "GPE")
            && title_here(doc, i, &run, parts.last());
        if is_title
            || matches!(t.text(), "'s" | "'" | "\"" | "," | "(" | ")" | ";" | ":" | "-" | "--" | "`" | "``" | "''" | "&")
                && !(inside(doc, i, &run) && (matches!(t.text(), "-" | "&") || possessive_name(doc, i)))
        {
            i += 1;
            continue;
        }
        let label = static_label(t.ent_type());
        let mut end = i + 1;
        if let (false, Some(m)) = (label.is_empty(), t.entity()) {
            while end < m.end.min(run.end) && !cut_inside(doc, end, &run) {
                end += 1;
            }
        } else {
            while end < run.end && static_label(doc.token(end).ent_type()).is_empty() && !cut_inside(doc, end, &run) {
                end += 1;
            }
        }
        parts.push((i..end, label));
        i = end;
    }
    join_parts(doc, &mut parts);
    for (range, label) in parts {
        if let Some(name) = finish(doc, range, label, caps, out.last().map_or(0, |n| n.name.end)) {
            out.push(name);
        }
    }
}

/// Whether a token of a run starts something new: a title before a name, a possessive, a bracket.
fn cut_inside(doc: &Doc, i: usize, run: &Range<usize>) -> bool {
    let t = doc.token(i);
    match t.text() {
        "'s" | "'" => !possessive_name(doc, i),
        "\"" | "," | "(" | ")" | ";" | ":" | "``" | "''" => true,
        _ => {
            let c = class(t);
            t.ent_type() != "ORG"
                && (c.is(Class::OFFICE) || c.is(Class::ADDRESS) && i + 1 < run.end)
                && i < run.end
                && title_here(doc, i, run, None)
        }
    }
}

/// Whether the title word `i` stands before a name, or closes the run as a common noun does ("Ferguson Police Chief").
fn title_here(doc: &Doc, i: usize, run: &Range<usize>, before: Option<&(Range<usize>, &'static str)>) -> bool {
    let t = doc.token(i);
    if t.ent_type() == "ORG" {
        // "Justice Department", "General Electric": titles inside a body's name are part of it.
        let end = t.entity().map_or(i + 1, |m| m.end.min(run.end));
        let body = (i..end).any(|k| class(doc.token(k)).is(Class::BODY_WORD.or(Class::COMPANY)));
        return !body
            && end - i >= 2
            && before.is_none()
            && class(t).is(Class::OFFICE)
            && (i + 1..end).all(|k| is_proper(doc.token(k)))
            && t.lower() != "general";
    }
    // "Prince Olav's County": a title inside a place's name is part of it.
    if let (Some(m), "GPE" | "LOC") = (t.entity(), t.ent_type())
        && (i + 1..m.end.min(run.end)).any(|k| possessive_name(doc, k) && doc.token(k).tag() == "POS")
    {
        return false;
    }
    let next_is_body = i + 1 < run.end && class(doc.token(i + 1)).is(Class::BODY_WORD) && !class(doc.token(i + 1)).is(TITLE);
    !next_is_body
}

fn title_follows(doc: &Doc, mut rest: Range<usize>) -> bool {
    rest.find(|&i| !class(doc.token(i)).is(BEFORE_TITLE) && doc.token(i).text() != "-").is_some_and(|i| class(doc.token(i)).is(TITLE))
}

fn inside(doc: &Doc, i: usize, run: &Range<usize>) -> bool {
    let _ = doc;
    i > run.start && i + 1 < run.end
}

/// Whether an apostrophe belongs to a name ("People's Republic", "Women's Institute").
fn possessive_name(doc: &Doc, i: usize) -> bool {
    if i == 0 || i + 1 >= doc.len() {
        return false;
    }
    if matches!(doc.token(i).ent_type(), "EVENT" | "WORK_OF_ART" | "LAW" | "FAC" | "PRODUCT") {
        return doc.token(i).entity() == doc.token(i + 1).entity();
    }
    // "Prince Olav's County", "Dorvik Sheriff's Office": the analyser saw one thing, and what is owned ends such a name.
    let (owner, owned) = (doc.token(i - 1), doc.token(i + 1));
    if is_proper(owned) && doc.token(i).entity().is_some() && doc.token(i).entity() == owned.entity() {
        let place = matches!(owned.ent_type(), "GPE" | "LOC") && class(owned).is(Class::PLACE_END);
        let office = owned.ent_type() == "ORG" && class(owner).is(Class::OFFICE) && class(owned).is(Class::BODY_WORD);
        if place || office {
            return true;
        }
    }
    matches!(doc.token(i - 1).lower(), "people" | "women" | "men" | "children" | "veterans" | "workers") && is_proper(doc.token(i + 1))
}

/// Joins parts that are one name: a first name taken for a place, a last word that the analyser left out.
fn join_parts(doc: &Doc, parts: &mut Vec<(Range<usize>, &'static str)>) {
    let mut i = 0;
    while i + 1 < parts.len() {
        let ((a, la), (b, lb)) = (parts[i].clone(), parts[i + 1].clone());
        let hyphen = a.end + 1 == b.start && doc.token(a.end).text() == "-" && !doc.token(a.end).space_after();
        let touch = a.end == b.start || hyphen;
        let tied = |from: &Range<usize>, to: &Range<usize>| {
            from.clone().any(|k| {
                let t = doc.token(k);
                matches!(t.dep(), "compound" | "flat" | "nmod" | "amod" | "punct") && to.contains(&t.head().i)
            })
        };
        let linked = touch && (tied(&a, &b) || tied(&b, &a));
        let label = match (la, lb) {
            _ if !linked => None,
            ("", l) | (l, "") if !(l == "GPE" && class(doc.token(b.end - 1)).is(Class::PERSON)) => Some(l),
            ("PERSON", "PERSON") if a.len() + b.len() <= 4 => Some("PERSON"),
            // A first name taken for a place or body, unless it is one elsewhere in the report.
            ("GPE" | "ORG" | "NORP", "PERSON") if a.len() == 1 && b.len() == 1 && !alone_elsewhere(doc, a.start) => Some("PERSON"),
            ("PERSON", "GPE" | "ORG" | "NORP") if a.len() == 1 && b.len() == 1 && !alone_elsewhere(doc, b.start) => Some("PERSON"),
            _ => None,
        };
        match label {
            Some(label) => {
                parts[i] = (a.start..b.end, label);
                parts.remove(i + 1);
            }
            None => i += 1,
        }
    }
}

/// Whether the word at `i` is, somewhere else in the document, a whole entity mention that is no person.
fn alone_elsewhere(doc: &Doc, i: usize) -> bool {
    let word = doc.token(i).lower();
    doc.entities().iter().any(|m| {
        m.end == m.start + 1 && m.start != i && doc.token(m.start).lower() == word && {
            let (m, t) = (m.start, doc.token(m.start));
            matches!(t.ent_type(), "GPE" | "LOC") && !(m + 1 < doc.len() && is_proper(doc.token(m + 1)))
        }
    })
}
