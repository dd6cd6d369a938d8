//! Whether the clause around a token looks back or ahead.

use stemma_nlp::{Doc, Token};

/// Which way a clause looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Past tense.
    Back,
    /// Future, or something intended.
    Ahead,
    /// Present, or no verb.
    Unknown,
}

/// The direction of the nearest verb above token `i`.
pub(super) fn direction(doc: &Doc, i: usize) -> Direction {
    let token = doc.token(i);
    match (i > 0).then(|| doc.token(i - 1).lower()) {
        Some("since") => return Direction::Back,
        Some("effective" | "payable") => return Direction::Ahead,
        _ => {}
    }
    // "A June agreement" has no tense of its own, and a clause that only begins after the time is not the one it stands in.
    if token.dep() == "compound" && !matches!(token.head().ent_type(), "DATE" | "TIME") {
        return Direction::Unknown;
    }
    let later = |t: &Token<'_>| t.i > i && t.children().any(|c| c.dep() == "mark" && c.lower() == "that" && c.i > i);
    let verb = std::iter::once(token).chain(token.ancestors()).find(|t| matches!(t.pos(), "VERB" | "AUX") && !later(t));
    let Some(verb) = verb else { return Direction::Unknown };
    of_verb(verb, 3)
}

fn of_verb(verb: Token<'_>, depth: u8) -> Direction {
    for child in verb.children() {
        if matches!(child.dep(), "aux" | "auxpass") {
            match child.lower() {
                "will" | "'ll" | "wo" | "shall" => return Direction::Ahead,
                "had" | "was" | "were" | "did" | "has" | "have" | "'ve" => return Direction::Back,
                "would" | "could" | "may" | "might" | "should" | "must" | "can" => return Direction::Ahead,
                _ => {}
            }
        }
    }
    match verb.tag() {
        "VBD" => return Direction::Back,
        "VBN" => {
            // A bare participle: "the shooting reported on Friday".
            return Direction::Back;
        }
        _ => {}
    }
    // "scheduled to meet", "plans to vote": an infinitive lies ahead of what governs it, unless that looks back on a deed.
    let infinitive = verb.children().any(|c| c.dep() == "aux" && c.lower() == "to");
    if infinitive {
        // A purpose takes the day of the deed it serves: "came to arrest him Wednesday", "was raiding it to detain him Wednesday".
        let above = verb.ancestors().find(|t| matches!(t.pos(), "VERB" | "AUX")).filter(|_| depth > 0);
        let past =
            |up: &Token<'_>| up.children().any(|c| matches!(c.dep(), "aux" | "auxpass") && c.lower() == "had") || up.lower() == "had";
        return match (verb.dep(), above) {
            // "Had been due to expire Friday": by now it is known that it did not, or did.
            ("xcomp", Some(up)) if past(&up) => Direction::Back,
            ("advcl", Some(up)) if of_verb(up, depth - 1) == Direction::Back => Direction::Back,
            ("acl", Some(up)) if up.tag() == "VBG" && of_verb(up, depth - 1) == Direction::Back => Direction::Back,
            _ => Direction::Ahead,
        };
    }
    if matches!(verb.tag(), "VBG" | "VB") && depth > 0 && !verb.is_root() {
        let up = verb.ancestors().find(|t| matches!(t.pos(), "VERB" | "AUX"));
        if let Some(up) = up {
            return of_verb(up, depth - 1);
        }
    }
    Direction::Unknown
}
