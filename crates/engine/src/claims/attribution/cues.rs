//! Cues: which words bring what someone says. Every verb and noun that may is a candidate; learned weights decide.

use super::lexicon::{CUES, Manner};
use super::quotes::Quotes;
use super::sources::{self, How, Speaker};
use stemma_model::SourceKind;
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
        if !all && manners.is_empty() && !CUES.is_weighed(lemma, verb) {
            continue;
        }
        if verb && lemma == "accord" {
            continue;
        }
        let speaker = if verb { sources::of_verb(doc, t.i) } else { sources::of_noun(doc, t.i) };
        out.push(Candidate { head: t.i, verb, speaker, manner: manner(t, verb, manners) });
    }
    out
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
const THRESHOLD: f32 = -0.7;

/// Without anyone who says it a cue must be surer: that it is one tells less. Set by hand.
const NOBODY: f32 = 0.0;

/// Words that only training knows must be surer: most do something else in other news than the training articles'.
const UNNAMED: f32 = 0.4;

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

/// "rumours that more troops will come"; a report of the day may part the two ("a report on Thursday that").
fn has_that_clause(t: Token<'_>) -> bool {
    t.children().any(|c| matches!(c.dep(), "acl" | "ccomp" | "relcl") && c.children().any(|x| x.dep() == "mark" && x.lower() == "that"))
}

/// The name of a manner in features and data files.
fn name(m: Manner) -> &'static str {
    super::lexicon::MANNERS.iter().find(|(_, x)| *x == m).map_or("say", |(n, _)| n)
}

/// What the cue governs.
fn frame(t: Token<'_>, verb: bool) -> &'static str {
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
fn quotation_near(doc: &Doc, quotes: &Quotes, t: Token<'_>) -> &'static str {
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
