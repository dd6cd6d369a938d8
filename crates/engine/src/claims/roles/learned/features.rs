//! What the classifier sees of a trigger and a candidate: where the candidate stands in the parse, what it is, and what
//! the frame says.

use super::{Candidate, Sink};
use crate::claims::roles::clause;
use crate::claims::triggers::{Share, Trigger};
use crate::lexicon::{ClassSet, Classes, Lexicon, Role, WordClass};
use stemma_nlp::{Doc, Token};

/// The longest way between candidate and trigger that is spelled out; longer ones only say so.
const LONGEST: usize = 7;

/// What is the same for all candidates of one trigger.
pub struct View<'a> {
    doc: &'a Doc,
    trigger: &'a Trigger,
    head: Token<'a>,
    kind: &'a str,
    family: &'a str,
    frame: &'a str,
    form: &'static str,
    /// Which roles the frame has filled.
    filled: &'static str,
    /// The trigger and its heads up to the root.
    up: Vec<usize>,
}

impl<'a> View<'a> {
    /// The trigger with what its frame has filled.
    pub fn new(doc: &'a Doc, trigger: &'a Trigger, lexicon: &'a Lexicon, candidates: &[Candidate]) -> View<'a> {
        let head = doc.token(trigger.head);
        let kind = lexicon.kind(trigger.kind);
        let has = |role| candidates.iter().any(|c| c.frame == Some(role));
        View {
            doc,
            trigger,
            head,
            kind: &kind.name,
            family: &kind.family,
            frame: &lexicon.frame(trigger.frame).name,
            form: form(trigger, head),
            filled: match (has(Role::Actor), has(Role::Target)) {
                (true, true) => "actor-target",
                (true, false) => "actor",
                (false, true) => "target",
                (false, false) => "neither",
            },
            up: std::iter::once(head).chain(head.ancestors()).take(2 * LONGEST).map(|t| t.i).collect(),
        }
    }

    /// The features of one candidate.
    pub fn features(&self, c: &Candidate, sink: &mut dyn Sink) {
        let t = self.doc.token(c.head);
        let frame = c.frame.map_or("no", name);
        let what = c.what;
        let (way, steps, over) = self.way(t);
        let way = way.as_slice();
        let prep = preposition(t);
        let side = if t.i < self.head.i { "before" } else { "after" };
        let far = bucket(t.i.abs_diff(self.head.i));
        let lemma = t.lemma();
        let step = bucket(steps);
        let mut put = |template: &'static str, parts: &[&str]| sink.put(template, parts);
        put("bias", &[]);
        put("frame", &[frame]);
        put("frame form", &[frame, self.form]);
        put("frame what", &[frame, what]);
        put("frame kind", &[frame, self.kind]);
        put("frame far", &[frame, far]);
        put("frame way", &[frame, step, prep]);
        put("what", &[what, self.form]);
        put("what family", &[what, self.family, side]);
        put("what kind", &[what, self.kind]);
        put("what prep", &[what, prep]);
        put("what far", &[what, far, side]);
        put("what step", &[what, step, t.dep()]);
        put("what filled", &[what, self.filled, side, step]);
        put("rank", &[what, c.rank, side]);
        put("rank prep", &[what, c.rank, prep, step]);
        put("few", &[what, c.among]);
        put("prep kind", &[prep, self.kind]);
        put("prep frame", &[prep, self.frame, what]);
        put("prep step", &[prep, step, side]);
        put("dep", &[t.dep(), side, step]);
        put("lemma", &[lemma]);
        put("lemma family", &[lemma, self.family]);
        put("trigger", &[self.head.lemma(), what, side]);
        put("trigger prep", &[self.head.lemma(), prep, t.dep()]);
        put("way", way);
        let mut with = vec![self.form];
        with.extend_from_slice(way);
        put("way form", &with);
        with[0] = self.frame;
        put("way frame", &with);
        with[0] = what;
        put("way what", &with);
        with[0] = self.kind;
        put("way kind", &with);
        with[0] = frame;
        put("way says", &with);
        put("filled", &[self.filled, frame, self.form]);
        put("beside", &[c.beside, what]);
        put("beside form", &[c.beside, self.form, what]);
        put("governor", &[t.head().lemma(), t.dep(), side]);
        if steps > 1 {
            put("over", &[over, way[0], self.form]);
        }
        if let Some(w) = way.first().filter(|_| steps > 1) {
            put("first", &[w, what, self.form]);
        }
    }

    /// The way from the candidate up to the word that governs both and down to the trigger, its length, and that word.
    fn way(&self, t: Token<'a>) -> (Vec<&'a str>, usize, &'a str) {
        let mut parts: Vec<&'a str> = Vec::with_capacity(LONGEST + 2);
        let mut at = t;
        let mut up = 0;
        let meeting = loop {
            if let Some(k) = self.up.iter().position(|&i| i == at.i) {
                break k;
            }
            if at.is_root() || up > LONGEST {
                return (vec!["far"], LONGEST + 1, "");
            }
            parts.push(if at.pos() == "ADP" { at.lower() } else { at.dep() });
            up += 1;
            at = at.head();
        };
        parts.push("<");
        let steps = up + meeting;
        if steps > LONGEST {
            return (vec!["far"], steps, at.lemma());
        }
        for &i in self.up[..meeting].iter().rev() {
            let d = self.doc.token(i);
            parts.push(if d.pos() == "ADP" { d.lower() } else { d.dep() });
        }
        if self.trigger.light.as_ref().is_some_and(|l| l.verb == at.i) {
            parts.push("light");
        }
        (parts, steps, at.lemma())
    }
}

/// What a candidate is, as far as its words show.
pub fn what(t: Token<'_>, classes: ClassSet, lexicon: &Lexicon) -> &'static str {
    let has = |c| classes & c != 0;
    match t.ent_type() {
        "PERSON" => return "name-person",
        "NORP" => return "norp",
        "ORG" => return "name-org",
        "GPE" => return "name-gpe",
        "LOC" => return "name-loc",
        "FAC" => return "name-fac",
        "DATE" | "TIME" if !has(Classes::PERSON) => return "time",
        "MONEY" | "PERCENT" => return "money",
        _ => {}
    }
    if t.pos() == "PRON" || t.tag() == "PRP$" {
        return match t.lower() {
            "it" | "its" => "it",
            "this" | "that" | "these" | "those" => "this",
            "who" | "whom" | "whose" => "who",
            "which" | "what" => "which",
            "i" | "we" | "you" | "me" | "us" | "my" | "our" | "your" => "we",
            "they" | "them" | "their" => "they",
            _ => "he",
        };
    }
    if has(Classes::PERSON) {
        if has(Classes::GROUP) { "people-group" } else { "person" }
    } else if has(Classes::WEAPON) {
        if has(Classes::GROUP) { "weapon-group" } else { "weapon" }
    } else if has(Classes::VEHICLE) {
        "vehicle"
    } else if has(Classes::GROUP) {
        if has(Classes::PLACE | Classes::BUILDING) { "group-place" } else { "group" }
    } else if has(Classes::BUILDING) {
        "building"
    } else if has(Classes::PLACE) {
        "place"
    } else if has(Classes::BODY) {
        "body"
    } else if has(Classes::DOCUMENT) {
        "document"
    } else if has(Classes::MONEY) {
        "money"
    } else if has(Classes::CRIME | Classes::DISEASE) {
        "crime-disease"
    } else if has(Classes::CONTEST | Classes::MEETING) {
        "meeting"
    } else if t.pos() == "PROPN" {
        "name"
    } else if t.pos() == "NUM" {
        "number"
    } else if lexicon.knows(WordClass::Noun, t.lemma()) {
        "event"
    } else {
        "thing"
    }
}

/// The name of a role in features and weights.
pub fn name(role: Role) -> &'static str {
    match role {
        Role::Actor => "actor",
        Role::Target => "target",
        Role::Place => "place",
        Role::Instrument => "instrument",
        Role::Topic => "topic",
    }
}

fn form(trigger: &Trigger, head: Token<'_>) -> &'static str {
    match (trigger.form, trigger.light.as_ref().map(|l| l.share)) {
        (WordClass::Verb, _) if clause::is_passive(head) => "passive",
        (WordClass::Verb, _) => "active",
        (WordClass::Noun, Some(Share::Agent)) => "noun-done",
        (WordClass::Noun, Some(Share::Patient)) => "noun-suffered",
        (WordClass::Noun, _) => "noun",
        (WordClass::Adjective, _) => "adjective",
    }
}

/// The preposition that governs a candidate, through its conjuncts; else "possessor", "modifier" or "none".
fn preposition<'a>(t: Token<'a>) -> &'a str {
    let mut at = t;
    for _ in 0..4 {
        match at.dep() {
            "pobj" | "pcomp" => return at.head().lower(),
            "conj" | "appos" => at = at.head(),
            "poss" => return "possessor",
            "compound" | "amod" | "nmod" => return "modifier",
            _ => break,
        }
    }
    "none"
}

fn bucket(n: usize) -> &'static str {
    match n {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        4 => "4",
        5..=6 => "5",
        7..=9 => "7",
        10..=14 => "10",
        15..=24 => "15",
        _ => "25",
    }
}
