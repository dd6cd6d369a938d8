//! The walk up the parse from a trigger: every word on the way that decides whether it happened.

use super::lexicon::LEX;
use crate::claims::attribution::Voices;
use std::ops::Range;
use stemma_model::Modality;
use stemma_nlp::{Doc, Token};

/// One walk and what it has found so far.
pub(super) struct Walk<'a> {
    doc: &'a Doc,
    pub(super) voices: &'a Voices,
    /// What was decided, by which token.
    pub(super) found: Vec<(Modality, Range<usize>)>,
    pub(super) negated: bool,
    pub(super) future: bool,
    pub(super) hypothetical: bool,
    /// Walks within walks, bounded in case heads go round in a circle.
    depth: usize,
}

impl<'a> Walk<'a> {
    /// A walk that has not begun.
    pub(super) fn new(doc: &'a Doc, voices: &'a Voices, depth: usize) -> Self {
        Walk { doc, voices, found: Vec::new(), negated: false, future: false, hypothetical: false, depth }
    }

    /// Walks from the trigger to where what governs it is taken for granted.
    pub(super) fn run(&mut self, trigger: Token<'a>) {
        let mut at = trigger;
        self.describe(at, true);
        for _ in 0..12 {
            match self.up(at) {
                Some(next) => at = next,
                None => break,
            }
        }
    }

    pub(super) fn note(&mut self, m: Modality, t: Token<'_>) {
        self.found.push((m, t.i..t.i + 1));
    }

    /// One step up; none where the walk ends.
    fn up(&mut self, at: Token<'a>) -> Option<Token<'a>> {
        let h = at.head();
        if h.i == at.i {
            return None;
        }
        let noun = matches!(at.pos(), "NOUN" | "PROPN" | "ADJ" | "PRON");
        match at.dep() {
            "xcomp" | "ccomp" | "acomp" | "oprd" => self.complement(at, h),
            "conj" => self.conjunct(at, h),
            "aux" | "auxpass" => Some(h),
            "amod" | "acl" if !noun || at.dep() == "acl" => self.of_noun(at, h),
            "advcl" => {
                if has_to(at) {
                    // "Went on to win", "only to be caught": it came to that.
                    if h.lemma() == "go" && h.children().any(|c| c.lower() == "on") || only_to(at) {
                        self.describe(h, false);
                        return Some(h);
                    }
                    self.note(Modality::Planned, at);
                    return self.stop_unless_undone(h);
                }
                for c in at.children().filter(|c| c.dep() == "mark" || c.dep() == "advmod") {
                    if LEX.hypothetical.contains(c.lower()) {
                        self.hypothetical = true;
                    }
                }
                None
            }
            "pcomp" | "pobj" => self.preposition(h, at),
            "dobj" | "nsubjpass" | "nsubj" | "attr" | "dative" if noun || at.tag() == "VBG" => self.argument(at, h),
            "compound" | "appos" | "nmod" | "poss" => {
                // "the raid attempt", "kidnap plot", "bomb threat".
                let m = LEX.governs(h)?;
                self.note(m, h);
                self.describe(h, false);
                Some(h)
            }
            _ => None,
        }
    }

    /// From an infinitive or clause to what governs it.
    fn complement(&mut self, at: Token<'a>, h: Token<'a>) -> Option<Token<'a>> {
        let infinitive = at.dep() == "xcomp" || has_to(at);
        if LEX.refuse.contains(h.lemma()) && infinitive {
            self.negated = true;
            return None;
        }
        if (h.pos() == "ADJ" || h.tag() == "VBN" && LEX.adjectives.contains_key(h.lower()))
            && let Some(&m) = LEX.governing_adjectives.get(h.lower())
        {
            self.note(m, h);
            return Some(h);
        }
        if h.lemma() == "be" && infinitive && at.i > h.i {
            self.note(Modality::Planned, h);
            return None;
        }
        if h.lemma() == "go" && h.tag() == "VBG" && infinitive {
            self.note(Modality::Planned, h);
            return None;
        }
        match LEX.governs(h) {
            // A clause is what someone thinks or claims; only an infinitive is what someone tries or plans.
            Some(Modality::Possible)
                if !infinitive && !passive(h) && !matches!(h.lemma(), "fear" | "suspect" | "doubt" | "wonder" | "speculate") =>
            {
                None
            }
            Some(Modality::Attempted | Modality::Failed) if !infinitive => None,
            Some(Modality::Demanded) if h.lemma() == "call" && !infinitive => None,
            Some(Modality::Planned) if h.lemma() == "expect" && passive(h) || h.lemma() == "set" && !passive(h) => {
                self.note(if h.lemma() == "set" { Modality::Possible } else { Modality::Planned }, h);
                Some(h)
            }
            Some(m) => {
                self.note(m, h);
                self.describe(h, false);
                Some(h)
            }
            // "A raid was launched to arrest him", "troops were deployed to restore order": what something is done for.
            None if at.dep() == "xcomp" && has_to(at) && passive(h) && LEX.purposeful.contains(h.lemma()) => {
                self.note(Modality::Planned, h);
                Some(h)
            }
            // "Rumours spread that he had died": the clause is the content of the noun, behind its verb.
            None if !infinitive && at.children().any(|c| c.dep() == "mark" && c.lower() == "that") => {
                let subject = h.child("nsubj")?;
                let m = LEX.governs(subject).filter(|m| matches!(m, Modality::Rumoured | Modality::Possible))?;
                self.note(m, subject);
                None
            }
            None if infinitive && (LEX.transparent.contains(h.lemma()) || at.dep() == "xcomp") => {
                self.describe(h, false);
                Some(h)
            }
            None => None,
        }
    }

    /// From a coordinated word to the first: a shared auxiliary or governor holds for both.
    fn conjunct(&mut self, at: Token<'a>, h: Token<'a>) -> Option<Token<'a>> {
        let own_subject = at.children().any(|c| matches!(c.dep(), "nsubj" | "nsubjpass"));
        let own_aux = at.children().any(|c| matches!(c.dep(), "aux" | "auxpass") && c.tag() != "TO");
        if own_subject {
            return None;
        }
        let (negated, finite) = (self.negated, at.tag() == "VBD" || at.tag() == "VBZ" || at.tag() == "VBP");
        if finite && h.tag() != at.tag() {
            // "will meet and said": the second verb is of another kind.
            return None;
        }
        if !own_aux && !finite || at.pos() == "NOUN" {
            self.describe(h, false);
            // "Did not flee but surrendered"; "not say a word and end up firing", where no auxiliary carries the "not" on.
            let carried = at.pos() == "NOUN" || h.children().any(|c| matches!(c.dep(), "aux" | "auxpass"));
            if !carried || at.children().chain(h.children()).any(|c| c.dep() == "cc" && c.lower() == "but") {
                self.negated = negated;
            }
        }
        Some(h)
    }

    /// From a participle or infinitive to the noun that it belongs to ("an attempt to flee", "the man accused").
    fn of_noun(&mut self, at: Token<'a>, h: Token<'a>) -> Option<Token<'a>> {
        // "In order to flee" is a purpose.
        if h.lower() == "order" && h.i > 0 && self.doc.token(h.i - 1).lower() == "in" {
            self.note(Modality::Planned, at);
            return None;
        }
        if let Some(m) = LEX.governs(h).filter(|_| h.pos() == "NOUN" && (has_to(at) || at.children().any(|c| c.dep() == "mark"))) {
            self.note(m, h);
            self.describe(h, false);
            return Some(h);
        }
        if LEX.refusal.contains(h.lemma()) {
            self.negated = true;
            return None;
        }
        // "Dismissed reports that he had fled": who denies the report denies what it says.
        if at.dep() == "acl" && h.dep() == "dobj" && at.children().any(|c| c.dep() == "mark" && c.lower() == "that") {
            let verb = h.head();
            if LEX.governs(verb) == Some(Modality::Denied) {
                self.note(Modality::Denied, verb);
                self.describe(verb, false);
            }
            return None;
        }
        if at.dep() == "acl" && has_to(at) && h.pos() == "NOUN" {
            // "an operation to detain": what it is for; it fails when the operation does.
            self.note(Modality::Planned, at);
            return self.stop_unless_undone(h);
        }
        None
    }

    /// What something is for did not happen when that something failed or was only tried; nothing else carries over.
    fn stop_unless_undone(&mut self, h: Token<'a>) -> Option<Token<'a>> {
        if self.depth > 3 {
            return None;
        }
        let (doc, voices, depth) = (self.doc, self.voices, self.depth + 1);
        let mut inner = Walk::new(doc, voices, depth);
        inner.run(h);
        // "An attempted raid to arrest him ended in failure": the arrest failed too.
        let undone = [Modality::Denied, Modality::Failed, Modality::Attempted];
        if let Some(hit) = undone.iter().find_map(|m| inner.found.iter().find(|(found, _)| found == m)) {
            self.found.push(hit.clone());
        }
        None
    }

    /// From the object of a preposition to what the preposition hangs on, where that decides ("accused of").
    fn preposition(&mut self, p: Token<'a>, _at: Token<'a>) -> Option<Token<'a>> {
        if p.lower() == "without" {
            self.negated = true;
            return None;
        }
        let h = p.head();
        if h.i == p.i || p.dep() == "agent" {
            return None;
        }
        // "ended in failure" says it of its subject, not here; "in an attempt to" is reached through its noun.
        if h.pos() == "ADP" {
            return None;
        }
        // "The child was not under attack".
        if h.lemma() == "be" && p.lower() == "under" {
            self.describe(h, false);
            return None;
        }
        // "Information leading to an arrest": there may be one.
        if h.lemma() == "lead" && p.lower() == "to" && h.dep() == "acl" && LEX.leads.contains(h.head().lemma()) {
            self.note(Modality::Possible, h);
            self.hypothetical = true;
            return None;
        }
        let m = LEX.governs(h)?;
        if !LEX.preps.get(&m).is_some_and(|set| set.contains(p.lower())) {
            return None;
        }
        // "Sentenced for the murder": that is what happened before.
        if matches!(h.pos(), "VERB") && (m == Modality::Failed || h.lemma() == "sentence") {
            return None;
        }
        self.note(m, h);
        let negated = self.negated;
        self.describe(h, false);
        // "There are no charges in this shooting": there was a shooting.
        if m == Modality::Claimed {
            self.negated = negated;
        }
        Some(h)
    }

    /// From a noun to the verb whose object or subject it is.
    fn argument(&mut self, at: Token<'a>, h: Token<'a>) -> Option<Token<'a>> {
        let subject = at.dep() == "nsubj";
        if subject {
            if LEX.subjects.contains(h.lemma()) || ends_in_failure(h) {
                self.note(Modality::Failed, h);
                return None;
            }
            if let Some((c, m)) = h.children().filter(|c| matches!(c.dep(), "acomp" | "attr")).find_map(|c| Some((c, LEX.describing(c)?))) {
                self.note(m, c);
            }
            if LEX.occur.contains(h.lemma()) || h.children().any(|c| c.dep() == "xcomp" && LEX.occur.contains(c.lemma())) {
                let negated = self.negated;
                self.describe(h, false);
                // "The shooting did not occur on school property": it was elsewhere.
                let behind = |c: &Token<'_>| c.i > h.i && matches!(c.dep(), "prep" | "advmod" | "npadvmod");
                if !is_indefinite(at) && h.children().any(|c| behind(&c)) {
                    self.negated = negated;
                }
                return Some(h);
            }
            // "A win would change the race": nobody has won yet.
            if is_indefinite(at) && !passive(h) && is_conditional(h) {
                self.note(Modality::Possible, h);
                self.hypothetical = true;
            }
            return None;
        }
        // "Called the raid a crime" names what happened.
        if h.lemma() == "call" && at.dep() == "dobj" {
            return None;
        }
        // "Barriers to prevent attacks", "could stop an attack": nothing is said to have been tried.
        if LEX.governs(h) == Some(Modality::Failed) && (has_to(h) || h.children().any(|c| c.tag() == "MD")) {
            self.note(Modality::Possible, h);
            self.hypothetical = true;
            return None;
        }
        if let Some(m) = LEX.governs(h) {
            // "fear attacks", "denies attacks", "planned an attack", "thwarted the attack".
            if !matches!(
                h.lemma(),
                "stop"
                    | "end"
                    | "halt"
                    | "block"
                    | "set"
                    | "decide"
                    | "direct"
                    | "press"
                    | "push"
                    | "defeat"
                    | "think"
                    | "believe"
                    | "see"
                    | "consider"
            ) || h.lemma() == "stop" && at.tag() != "NNS"
            {
                self.note(m, h);
            }
            self.describe(h, false);
            return Some(h);
        }
        if LEX.light.contains(h.lemma()) || at.dep() == "nsubjpass" && matches!(h.lemma(), "report" | "hold" | "make") {
            self.describe(h, false);
            return Some(h);
        }
        None
    }
}

/// Whether no article, possessor, clause or name makes a noun's event one that is known of.
fn is_indefinite(noun: Token<'_>) -> bool {
    noun.pos() == "NOUN"
        && !noun.children().any(|c| match c.dep() {
            "det" => !matches!(c.lower(), "a" | "an" | "any" | "another"),
            "poss" => c.pos() == "PRON",
            "relcl" | "acl" | "appos" | "nummod" => true,
            _ => false,
        })
}

/// "Would", "could", "may", "might" and not "would have".
fn is_conditional(verb: Token<'_>) -> bool {
    let aux = |words: &[&str]| verb.children().any(|c| c.dep() == "aux" && words.contains(&c.lower()));
    aux(&["would", "could", "may", "might"]) && !aux(&["have"])
}

fn has_to(t: Token<'_>) -> bool {
    t.children().any(|c| c.dep() == "aux" && c.tag() == "TO")
}

/// "Only to be caught".
fn only_to(t: Token<'_>) -> bool {
    let start = t.subtree().start;
    let doc = t.doc();
    doc.token(start).lower() == "only" || start > 0 && doc.token(start - 1).lower() == "only"
}

fn passive(t: Token<'_>) -> bool {
    t.children().any(|c| matches!(c.dep(), "auxpass" | "nsubjpass"))
}

/// "ended in failure", "met with failure", "was a failure".
fn ends_in_failure(v: Token<'_>) -> bool {
    v.children().any(|p| {
        p.lemma() == "failure" && p.i > v.i
            || p.dep() == "prep"
                && p.children().any(|o| o.lemma() == "failure" || o.children().any(|c| c.dep() == "conj" && c.lemma() == "failure"))
    })
}
