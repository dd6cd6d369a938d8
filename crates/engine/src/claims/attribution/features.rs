//! What speaks for a verb or noun being a cue: its word, what it governs, who would speak, where it stands.

use super::cues::{Candidate, lemma};
use super::lexicon::{CUES, Manner};
use super::quotes::Quotes;
use super::sources::{self, How, Speaker};
use stemma_model::SourceKind;
use stemma_nlp::{Doc, Token};

/// The features of a candidate; each is named by parts joined with dots. The first part is `V` or `N` for what the word
/// itself weighs, `v` or `n` for what holds for all.
pub fn features(doc: &Doc, quotes: &Quotes, c: &Candidate, emit: &mut dyn FnMut(&[&str])) {
    let t = doc.token(c.head);
    let word = lemma(&t);
    let mark = if c.verb { "V" } else { "N" };
    let manners = if c.verb { CUES.verb(word) } else { CUES.noun(word) };
    let general = if c.verb { "v" } else { "n" };
    let group = if manners.is_empty() { "none" } else { name(c.manner) };
    let frame = frame(t, c.verb);
    let quoted = quotes.at(c.head).is_some();
    let near = quotation_near(doc, quotes, t);
    let who = who(doc, c.speaker);
    let tense = t.tag();

    emit(&[mark, word, ""]);
    emit(&[mark, word, frame]);
    if near != "q0" {
        emit(&[mark, word, near]);
    }
    if quoted {
        emit(&[mark, word, "quoted"]);
    }
    emit(&[mark, word, who_class(who)]);
    let sense = if c.verb { CUES.sense(word) } else { "" };
    if !sense.is_empty() {
        emit(&["v", "wn", sense]);
        emit(&["v", "wn", sense, frame]);
        emit(&["v", "wn", sense, who_class(who)]);
        emit(&["v", "wn", sense, tense]);
    }
    around(t, c, &[mark, word], general, group, emit);
    above(t, &[mark, word], general, group, emit);
    beside(t, &[mark, word], general, group, emit);
    let inside = if quoted { "q" } else { "u" };
    emit(&[general, "qw", inside, who, group]);
    emit(&[general, "qf", inside, frame, group]);
    emit(&[general, "qt", inside, tense]);
    for p in t.children().filter(|x| x.dep() == "prep" && x.i > c.head).take(2) {
        emit(&[mark, word, "p", p.lower()]);
        emit(&[general, "p", p.lower(), group]);
    }
    if let Some(prt) = t.child("prt") {
        emit(&[mark, word, "prt", prt.lower()]);
    }
    let mut both = |f: &str| {
        emit(&[general, f]);
        emit(&[general, f, group]);
    };
    both(frame);
    both(near);
    both(who);
    both(tense);
    both(t.dep());
    both(if quoted { "quoted" } else { "unquoted" });
    if !c.verb {
        return;
    }
    for x in t.children() {
        match (x.dep(), x.lower()) {
            ("aux", "would" | "'d") => both("would"),
            ("aux", "will" | "'ll" | "shall") => both("will"),
            ("aux", "can" | "could" | "may" | "might" | "must" | "should") => both("can"),
            ("aux", "to") => both("to"),
            ("aux", "have" | "has" | "had" | "'ve") => both("have"),
            ("aux", "is" | "are" | "was" | "were" | "be" | "'s" | "'re" | "been") => both("be"),
            ("aux", "do" | "does" | "did") => both("do"),
            ("neg", _) => both("neg"),
            ("mark", "if" | "when" | "because" | "as" | "while" | "after" | "before" | "that" | "whether") => both("mark"),
            ("advmod", "when" | "how" | "why" | "where") => both("wh"),
            ("prt", _) => both("prt"),
            ("dative" | "dobj", _) if x.i > c.head => {
                both(if x.pos() == "PRON" {
                    "obj-pron"
                } else if x.ent_type() == "PERSON" {
                    "obj-person"
                } else {
                    "obj-noun"
                });
            }
            _ => {}
        }
    }
    if matches!(t.dep(), "xcomp" | "ccomp" | "advcl" | "conj" | "pcomp" | "acl" | "relcl") {
        let up = t.head();
        if CUES.verb(lemma(&up)).is_empty() {
            both("under-other");
        } else {
            both("under-cue");
        }
    }
    emit(&[frame, near, who_class(who)]);
    emit(&[frame, group, who_class(who)]);
    emit(&[frame, group, tense]);
}

/// Whether a word may be learned as a neighbour: cue words and verbs of saying, thinking and feeling, so that no name is.
fn is_plain(t: &Token<'_>) -> bool {
    let word = lemma(t);
    t.pos() != "PROPN" && (!CUES.verb(word).is_empty() || !CUES.noun(word).is_empty() || !CUES.sense(word).is_empty())
}

/// The words around a candidate: its object, adverbs, what it hangs on.
fn around(t: Token<'_>, c: &Candidate, own: &[&str; 2], general: &str, group: &str, emit: &mut dyn FnMut(&[&str])) {
    if c.speaker.is_none() {
        emit(&[own[0], own[1], t.dep()]);
    }
    for x in t.children() {
        match x.dep() {
            "advmod" => emit(&[general, "av", x.lower()]),
            "dobj" | "oprd" | "attr" if c.verb => {
                let noun = lemma(&x);
                if is_plain(&x) {
                    emit(&[own[0], own[1], "o", noun]);
                }
                if let Some(m) = CUES.noun(noun).first() {
                    emit(&[general, "o-cue", name(*m)]);
                    emit(&[own[0], own[1], "o-cue"]);
                }
                emit(&[own[0], own[1], "oe", x.ent_type()]);
            }
            "ccomp" | "xcomp" => {
                let mark = x.children().find(|m| m.dep() == "mark").map_or("", |m| m.lower());
                emit(&[general, "cm", mark, group]);
                emit(&[general, "ct", x.tag(), group]);
            }
            _ => {}
        }
    }
    let up = t.head();
    if up.i != t.i && is_plain(&up) {
        emit(&[general, "up", lemma(&up)]);
        if !c.verb || matches!(t.dep(), "xcomp" | "pcomp" | "dobj") {
            emit(&[own[0], own[1], "up", lemma(&up)]);
        }
    }
}

/// How far up the tree features look.
const HEIGHT: usize = 12;

/// What a candidate hangs on: whether it stands in what another cue brings, and the way to the next verb above it.
fn above(t: Token<'_>, own: &[&str; 2], general: &str, group: &str, emit: &mut dyn FnMut(&[&str])) {
    let mut at = t;
    let mut held = "top";
    let mut path = [""; 3];
    let (mut steps, mut verb) = (0, None);
    while at.head().i != at.i && steps < HEIGHT {
        let up = at.head();
        if verb.is_none() && steps < path.len() {
            path[steps] = at.dep();
        }
        steps += 1;
        if verb.is_none() && up.pos() == "VERB" {
            verb = Some(kind_of_verb(&up));
        }
        match at.dep() {
            "ccomp" if CUES.verb(lemma(&up)).contains(&Manner::Say) => {
                held = if at.i > up.i { "said" } else { "said-before" };
                break;
            }
            "ccomp" => held = "content",
            "relcl" if held == "top" => held = "rel",
            _ => {}
        }
        at = up;
    }
    let verb = verb.unwrap_or("top");
    emit(&[general, "in", held]);
    emit(&[general, "in", held, group]);
    emit(&[general, "in", held, t.tag()]);
    emit(&[general, "path", path[0], path[1], path[2]]);
    emit(&[general, "path", path[0], path[1], path[2], verb]);
    emit(&[general, "over", path[0], verb, group]);
    emit(&[own[0], own[1], "over", verb]);
}

/// A verb's manner, else its class in WordNet.
fn kind_of_verb(t: &Token<'_>) -> &'static str {
    CUES.verb(lemma(t)).first().map_or_else(|| CUES.sense(lemma(t)), |m| name(*m))
}

/// How many clear cues stand in the sentence: before the candidate, after it, below it.
fn beside(t: Token<'_>, own: &[&str; 2], general: &str, group: &str, emit: &mut dyn FnMut(&[&str])) {
    let doc = t.doc();
    let (mut before, mut after, mut below) = (0, 0, 0);
    let subtree = t.subtree();
    for i in doc.sentences()[doc.sentence_of(t.i)].clone().filter(|&i| i != t.i) {
        if !says(doc.token(i)) {
            continue;
        }
        if subtree.contains(&i) {
            below += 1;
        } else if i < t.i {
            before += 1;
        } else {
            after += 1;
        }
    }
    let count = |n: usize| ["0", "1", "2"][n.min(2)];
    emit(&[general, "before", count(before), group]);
    emit(&[general, "after", count(after), group]);
    emit(&[general, "below", count(below), group]);
    emit(&[general, "beside", count(before), count(after), count(below)]);
    emit(&[own[0], own[1], "beside", count(before + after + below)]);
}

/// Whether a word is a cue beyond doubt: "according", a verb of saying with a subject or a clause.
fn says(t: Token<'_>) -> bool {
    match t.pos() {
        "VERB" if t.lower() != "according" => {
            CUES.verb(lemma(&t)).first() == Some(&Manner::Say) && t.children().any(|c| matches!(c.dep(), "ccomp" | "nsubj"))
        }
        _ => t.lower() == "according",
    }
}

/// The name of a manner in features and data files.
fn name(m: Manner) -> &'static str {
    super::lexicon::MANNERS.iter().find(|(_, x)| *x == m).map_or("say", |(n, _)| n)
}

/// What the cue governs.
pub fn frame(t: Token<'_>, verb: bool) -> &'static str {
    if !verb {
        let mut best = "bare";
        for c in t.children() {
            match c.dep() {
                "acl" | "ccomp" if c.children().any(|x| matches!(x.dep(), "mark" | "aux" | "nsubj")) => return "that",
                "relcl" => best = "rel",
                "prep" if c.i > t.i && best == "bare" => best = "prep",
                _ => {}
            }
        }
        return best;
    }
    let (mut ccomp, mut after, mut xcomp, mut object, mut prep, mut passive) = (false, false, false, false, false, false);
    for c in t.children() {
        match c.dep() {
            "ccomp" => {
                ccomp = true;
                after |= c.i > t.i;
            }
            "xcomp" => xcomp = true,
            "dobj" | "oprd" => object = true,
            "prep" => prep = true,
            "nsubjpass" | "auxpass" => passive = true,
            _ => {}
        }
    }
    let paren = matches!(t.dep(), "parataxis" | "ccomp" | "advcl") && !ccomp && t.i > 0 && {
        let s = t.subtree();
        let doc = t.doc();
        let comma = |i: usize| matches!(doc.token(i).text(), "," | "." | "\"");
        s.start > 0 && comma(s.start) | comma(s.start - 1) && (s.end >= doc.len() || comma(s.end) || comma(s.end - 1))
    };
    match (passive, ccomp, xcomp, object, prep) {
        (false, true, ..) if after => "clause",
        (false, true, ..) => "clause-before",
        _ if paren && !object => "paren",
        (false, _, true, ..) => "inf",
        (false, _, _, true, _) => "object",
        (false, _, _, _, true) => "prep",
        (false, ..) => "bare",
        (true, true, ..) => "clause-pass",
        (true, _, true, ..) => "inf-pass",
        (true, ..) => "pass",
    }
}

/// Whether a quotation stands in the cue's sentence, outside of which the cue is: touching it or not.
pub fn quotation_near(doc: &Doc, quotes: &Quotes, t: Token<'_>) -> &'static str {
    if quotes.at(t.i).is_some() {
        return "q0";
    }
    let s = doc.sentences()[doc.sentence_of(t.i)].clone();
    let at = quotes.list.partition_point(|q| q.span.end <= s.start);
    let mut found = "q0";
    for q in quotes.list[at..].iter().take_while(|q| q.span.start < s.end) {
        if q.span.end <= t.i && t.i - q.span.end <= 4 || q.span.start > t.i && q.span.start - t.i <= 4 {
            return if q.is_scare(doc) { "q-scare" } else { "q-touch" };
        }
        found = "q-far";
    }
    // A quotation that ends the sentence before, or begins the next.
    found
}

/// Who would speak, coarsely.
fn who(doc: &Doc, s: Option<Speaker>) -> &'static str {
    let Some(s) = s else { return "s-none" };
    let w = doc.token(s.word);
    let shared = matches!(s.how, How::Shared | How::Described);
    if w.pos() == "PRON" || matches!(w.tag(), "WP" | "WDT" | "PRP" | "PRP$") {
        return match (w.lower(), shared) {
            ("he" | "she" | "his" | "her", false) => "s-he",
            ("he" | "she" | "his" | "her", true) => "s-he-shared",
            ("i" | "we" | "my" | "our", _) => "s-i",
            ("you" | "your", _) => "s-you",
            ("they" | "their", _) => "s-they",
            ("who", _) => "s-who",
            ("it" | "its", _) => "s-it",
            ("that" | "which" | "what", _) => "s-which",
            _ => "s-pron",
        };
    }
    match (w.ent_type(), shared) {
        ("PERSON", false) => return "s-person",
        ("PERSON", true) => return "s-person-shared",
        ("ORG" | "GPE" | "NORP", false) => return "s-body",
        ("ORG" | "GPE" | "NORP", true) => return "s-body-shared",
        _ => {}
    }
    match (sources::kind_of(doc, s.word), shared) {
        (SourceKind::Other, false) => "s-noun",
        (SourceKind::Other, true) => "s-noun-shared",
        (SourceKind::Document | SourceKind::Image, _) => "s-document",
        (_, false) => "s-people",
        (_, true) => "s-people-shared",
    }
}

/// Who would speak, more coarsely still.
fn who_class(who: &'static str) -> &'static str {
    match who {
        "s-none" => "s-none",
        "s-i" | "s-you" => "s-i",
        "s-noun" | "s-noun-shared" | "s-it" | "s-which" | "s-pron" => "s-thing",
        "s-document" => "s-document",
        _ => "s-people",
    }
}
