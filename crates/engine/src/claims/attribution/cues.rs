//! Cues: which words bring what someone says. Every verb and noun that may is a candidate; learned weights decide.

use super::features::{features, frame, quotation_near};
use super::lexicon::{CUES, Manner};
use super::quotes::Quotes;
use super::sources::{self, Speaker};
use stemma_nlp::{Doc, Token};

/// A word that may be a cue.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The word.
    pub head: usize,
    /// A verb, else a noun.
    pub verb: bool,
    /// Who would speak.
    pub speaker: Option<Speaker>,
    /// How it would put it.
    pub manner: Manner,
}

/// The candidates of a text, in order: verbs and nouns that the lexicon or training knows as cues; with `all`, every one,
/// for training.
pub fn candidates(doc: &Doc, all: bool) -> Vec<Candidate> {
    let mut out = Vec::new();
    for t in doc.tokens() {
        let verb = t.pos() == "VERB";
        if !verb && t.pos() != "NOUN" {
            continue;
        }
        let lemma = lemma(&t);
        let manners = if verb { CUES.verb(lemma) } else { CUES.noun(lemma) };
        let known = !manners.is_empty() || CUES.is_weighed(lemma, verb);
        let leads = !known && verb && leads_quotation(&t);
        if !all && !known && !leads {
            continue;
        }
        if verb && lemma == "accord" {
            continue;
        }
        let speaker = if verb { sources::of_verb(doc, t.i) } else { sources::of_noun(doc, t.i) };
        let manner = if leads { Manner::Say } else { manner(t, verb, manners) };
        out.push(Candidate { head: t.i, verb, speaker, manner });
    }
    out
}

/// "…,\" Lee retorted" and "Lee quipped, \"…": a finite verb whose clause a quotation's end or beginning touches.
fn leads_quotation(t: &Token<'_>) -> bool {
    if !matches!(t.tag(), "VBD" | "VBZ") {
        return false;
    }
    let doc = t.doc();
    let mark = |i: usize| matches!(doc.token(i).text(), "\"" | "''" | "``");
    let after = t.i + 2 < doc.len() && matches!(doc.token(t.i + 1).text(), "," | ":") && mark(t.i + 2);
    let before = (1..=5).filter_map(|k| t.i.checked_sub(k)).find(|&i| mark(i)).is_some_and(|i| {
        i > 0
            && matches!(doc.token(i - 1).text(), "," | "?" | "!")
            && (i + 1..t.i).all(|k| !matches!(doc.token(k).pos(), "VERB" | "AUX" | "PUNCT"))
    });
    before || after
}

/// The lemma as the lexicon has it; the lemmatizer makes "hop" of "hoped".
pub fn lemma<'a>(t: &Token<'a>) -> &'a str {
    match (t.lemma(), t.lower()) {
        ("hop", _) => "hope",
        ("shoot", "shot") => "shoot",
        (l, _) => l,
    }
}

/// Verbs that bring words only with a clause.
const FINDS: [&str; 12] =
    ["find", "see", "feel", "hear", "discover", "sense", "recognize", "publish", "release", "print", "broadcast", "question"];

/// Of several manners the one that the construction goes with.
fn manner(t: Token<'_>, verb: bool, manners: &[Manner]) -> Manner {
    let clause = t.children().any(|c| c.dep() == "ccomp");
    // Words that only training knows ("ignored", "voted") show an attitude, unless a clause says what they say.
    let Some(&first) = manners.first() else { return if clause { Manner::Say } else { Manner::Stance } };
    // "Found two bodies", "published figures": whoever finds or prints a thing does not say it.
    if verb && !clause && FINDS.contains(&t.lemma()) && t.children().any(|c| c.dep() == "dobj") {
        return Manner::Stance;
    }
    if t.lemma() == "call" && verb {
        let wanted = t.children().any(|c| c.dep() == "prep" && matches!(c.lower(), "for" | "on") || c.dep() == "xcomp");
        return if wanted { Manner::Demand } else { Manner::Say };
    }
    if !verb || manners.len() == 1 {
        return first;
    }
    let has = |m| manners.contains(&m);
    let infinitive =
        t.children().any(|c| matches!(c.dep(), "xcomp" | "ccomp") && c.children().any(|x| x.dep() == "aux" && x.lower() == "to"));
    let for_object = t.children().any(|c| c.dep() == "prep" && c.lower() == "for");
    if infinitive || for_object {
        for m in [Manner::Order, Manner::Demand, Manner::Plan, Manner::Refuse] {
            if has(m) {
                return m;
            }
        }
    }
    if has(Manner::Deny) {
        return Manner::Deny;
    }
    if !clause && has(Manner::Stance) && t.children().any(|c| c.dep() == "dobj") {
        return Manner::Stance;
    }
    *manners.iter().find(|m| !matches!(m, Manner::Order | Manner::Demand | Manner::Plan | Manner::Stance)).unwrap_or(&first)
}

/// Whether a candidate is a cue.
pub fn is_cue(doc: &Doc, quotes: &Quotes, c: &Candidate) -> bool {
    // A noun with its own clause ("rumours that", "a report that") is rare in the training articles and always one.
    if !c.verb && matches!(c.manner, Manner::Rumour | Manner::Claim | Manner::Say) && has_that_clause(doc.token(c.head)) {
        return true;
    }
    // Nothing was learned of a user's own cue: it is one wherever someone says something with it.
    if CUES.is_own(lemma(&doc.token(c.head)), c.verb) {
        let t = doc.token(c.head);
        return c.speaker.is_some() && (frame(t, c.verb) != "bare" || matches!(quotation_near(doc, quotes, t), "q-touch" | "q-far"));
    }
    let mut sum = CUES.bias();
    features(doc, quotes, c, &mut |parts| sum += CUES.weight(parts));
    let named = !if c.verb { CUES.verb(lemma(&doc.token(c.head))) } else { CUES.noun(lemma(&doc.token(c.head))) }.is_empty();
    sum > match (named, c.speaker) {
        (false, _) => UNNAMED,
        (true, Some(_)) => THRESHOLD,
        (true, None) => NOBODY,
    }
}

/// Where the F-measure of cues was highest in cross-validation over the training articles.
const THRESHOLD: f32 = -0.47;

/// Without anyone who says it a cue must be surer: that it is one tells less. Set by hand.
const NOBODY: f32 = -0.4;

/// Words that only training knows must be surer: most do something else in other news than the training articles'.
const UNNAMED: f32 = 0.2;

/// "rumours that more troops will come"; a report of the day may part the two ("a report on Thursday that").
fn has_that_clause(t: Token<'_>) -> bool {
    t.children().any(|c| matches!(c.dep(), "acl" | "ccomp" | "relcl") && c.children().any(|x| x.dep() == "mark" && x.lower() == "that"))
}
