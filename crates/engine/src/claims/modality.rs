//! How a claim is put: asserted, planned, denied, …; whether it is negated; PLOVER mode.
//!
//! [`of`] walks from the trigger up the parse as long as what governs it also decides whether it happened: through
//! complements ("tried to flee"), through nouns and their prepositions ("an attempt at fleeing"), from a noun to the verb
//! that only lends itself to it ("launched an attack"), and from coordinated verbs to the first. It stops where what it
//! came from is taken for granted ("condemned the attack", "after the attack"). Every word on the way that decides
//! something is collected; the first modality in the interface's order wins.

use super::attribution::Voices;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;
use stemma_model::{Modality, Mode};
use stemma_nlp::{Doc, Token};

/// How a trigger is put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The first that fits in the interface's order.
    pub modality: Modality,
    /// Whether the sentence says that it did not happen.
    pub negated: bool,
    /// PLOVER's mode, where words of the clause show it.
    pub mode: Option<Mode>,
    /// Tokens of the word that decided the modality; none when it is asserted.
    pub evidence: Option<Range<usize>>,
}

/// How the trigger with head `trigger` (a verb, noun or adjective) is put.
pub fn of(doc: &Doc, trigger: usize, voices: &Voices) -> Judgement {
    if trigger >= doc.len() {
        return Judgement::default();
    }
    let mut w = Walk { doc, voices, found: Vec::new(), negated: false, future: false, hypothetical: false, depth: 0 };
    w.run(doc.token(trigger));
    let best = w.found.iter().min_by_key(|(m, _)| rank(*m)).cloned();
    let (modality, evidence) = best.map_or((Modality::Asserted, None), |(m, e)| (m, Some(e)));
    let mode = match modality {
        _ if w.hypothetical => Some(Mode::Hypothetical),
        Modality::Planned | Modality::Ordered | Modality::Demanded => Some(Mode::Future),
        _ if w.future => Some(Mode::Future),
        Modality::Asserted | Modality::Claimed if in_a_year(doc.token(trigger)) => Some(Mode::Historical),
        _ => None,
    };
    Judgement { modality, negated: w.negated, mode, evidence }
}

/// The interface's order.
const ORDER: [Modality; 9] = [
    Modality::Denied,
    Modality::Failed,
    Modality::Attempted,
    Modality::Ordered,
    Modality::Demanded,
    Modality::Planned,
    Modality::Rumoured,
    Modality::Possible,
    Modality::Claimed,
];

fn rank(m: Modality) -> usize {
    ORDER.iter().position(|x| *x == m).unwrap_or(ORDER.len())
}

struct Walk<'a> {
    doc: &'a Doc,
    voices: &'a Voices,
    found: Vec<(Modality, Range<usize>)>,
    negated: bool,
    future: bool,
    hypothetical: bool,
    /// Walks within walks, bounded in case heads go round in a circle.
    depth: usize,
}

impl<'a> Walk<'a> {
    fn run(&mut self, trigger: Token<'a>) {
        let mut at = trigger;
        self.describe(at, true);
        for _ in 0..12 {
            match self.up(at) {
                Some(next) => at = next,
                None => break,
            }
        }
    }

    fn note(&mut self, m: Modality, t: Token<'_>) {
        self.found.push((m, t.i..t.i + 1));
    }

    /// What the words that hang on `t` say about it.
    fn describe(&mut self, t: Token<'a>, is_trigger: bool) {
        let verb = matches!(t.pos(), "VERB" | "AUX");
        let mut modal: Option<Token<'a>> = None;
        let mut perfect = false;
        for c in t.children() {
            match c.dep() {
                "neg" if !only_follows(c) => self.negated = true,
                "aux" | "auxpass" => match c.lower() {
                    "will" | "'ll" | "shall" => {
                        self.note(Modality::Planned, c);
                        self.future = true;
                    }
                    "would" | "'d" if c.tag() == "MD" => modal = Some(c),
                    "have" | "has" | "had" | "'ve" => perfect = true,
                    "wo" => {
                        self.note(Modality::Planned, c);
                        self.future = true;
                    }
                    w if LEX.possible_modals.contains(w) => {
                        self.note(Modality::Possible, c);
                    }
                    w if LEX.demand_modals.contains(w) => {
                        self.note(Modality::Demanded, c);
                    }
                    _ => {}
                },
                "amod" | "compound" | "nmod" | "advmod" | "acl" | "det" if c.i < t.i || c.dep() == "advmod" => {
                    if let Some(m) = LEX.describing(c) {
                        self.note(m, c);
                    }
                    if c.dep() == "det" && LEX.none.contains(c.lower()) {
                        self.negated = true;
                    }
                    if c.dep() == "advmod" && c.lower() == "never" {
                        self.negated = true;
                    }
                }
                "nsubj" | "nsubjpass" | "dobj" if verb && is_trigger && is_none(c) => self.negated = true,
                "mark" if LEX.hypothetical.contains(c.lower()) => {
                    self.note(Modality::Possible, c);
                    self.hypothetical = true;
                }
                "preconj" if c.lower() == "neither" => self.negated = true,
                "relcl" if LEX.governs(c) == Some(Modality::Denied) && c.i > t.i => self.note(Modality::Denied, c),
                _ => {}
            }
        }
        if let Some(c) = modal {
            let reported = self.voices.list.iter().any(|v| v.says(t.i)) || said_in_the_past(t);
            let conditional = t.children().any(|x| x.dep() == "advcl" && x.children().any(|y| LEX.hypothetical.contains(y.lower())));
            if perfect || conditional || !reported {
                self.note(Modality::Possible, c);
                self.hypothetical = true;
            } else {
                self.note(Modality::Planned, c);
                self.future = true;
            }
        }
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
            // "did not flee but surrendered"
            if at.children().chain(h.children()).any(|c| c.dep() == "cc" && c.lower() == "but") {
                self.negated = negated;
            }
        }
        Some(h)
    }

    /// From a participle or infinitive to the noun that it belongs to ("an attempt to flee", "the man accused").
    fn of_noun(&mut self, at: Token<'a>, h: Token<'a>) -> Option<Token<'a>> {
        if let Some(m) = LEX.governs(h).filter(|_| h.pos() == "NOUN" && (has_to(at) || at.children().any(|c| c.dep() == "mark"))) {
            self.note(m, h);
            self.describe(h, false);
            return Some(h);
        }
        if LEX.refusal.contains(h.lemma()) {
            self.negated = true;
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
        let mut inner = Walk { doc, voices, found: Vec::new(), negated: false, future: false, hypothetical: false, depth };
        inner.run(h);
        if let Some(hit) = inner.found.into_iter().find(|(m, _)| matches!(m, Modality::Failed | Modality::Attempted | Modality::Denied)) {
            self.found.push(hit);
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
        let m = LEX.governs(h)?;
        if !LEX.preps.get(&m).is_some_and(|set| set.contains(p.lower())) {
            return None;
        }
        if matches!(h.pos(), "VERB") && m == Modality::Failed {
            return None;
        }
        self.note(m, h);
        self.describe(h, false);
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
                self.describe(h, false);
                return Some(h);
            }
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

/// "not only" denies nothing.
fn only_follows(neg: Token<'_>) -> bool {
    let doc = neg.doc();
    neg.i + 1 < doc.len() && matches!(doc.token(neg.i + 1).lower(), "only" | "just" | "merely" | "least")
}

/// "no one", "nobody", "no arrests", "none of them".
fn is_none(t: Token<'_>) -> bool {
    matches!(t.lower(), "nobody" | "none" | "nothing" | "neither")
        || t.children().any(|c| c.dep() == "det" && matches!(c.lower(), "no" | "neither"))
}

fn has_to(t: Token<'_>) -> bool {
    t.children().any(|c| c.dep() == "aux" && c.tag() == "TO")
}

fn passive(t: Token<'_>) -> bool {
    t.children().any(|c| matches!(c.dep(), "auxpass" | "nsubjpass"))
}

/// Whether a verb of the past governs the clause: "said that he would".
fn said_in_the_past(t: Token<'_>) -> bool {
    t.ancestors().take(6).any(|a| matches!(a.tag(), "VBD" | "VBN" | "VBG") && a.children().any(|c| c.dep() == "ccomp"))
}

/// "ended in failure", "met with failure", "was a failure".
fn ends_in_failure(v: Token<'_>) -> bool {
    v.children().any(|p| {
        p.lemma() == "failure"
            || p.dep() == "prep"
                && p.children().any(|o| o.lemma() == "failure" || o.children().any(|c| c.dep() == "conj" && c.lemma() == "failure"))
    })
}

/// Whether the clause says "in" and a year and nothing finer: reports do not speak of today so.
fn in_a_year(t: Token<'_>) -> bool {
    t.children().filter(|p| p.dep() == "prep" && matches!(p.lower(), "in" | "since")).any(|p| {
        p.children().any(|y| {
            let s = y.text();
            s.len() == 4 && s.bytes().all(|b| b.is_ascii_digit()) && (s.starts_with("19") || s.starts_with("20"))
        })
    })
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Group {
    verbs: String,
    nouns: String,
    adjectives: String,
    governing_adjectives: String,
    adverbs: String,
    subjects: String,
    preps: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Scope {
    light: String,
    occur: String,
    transparent: String,
    purposeful: String,
    refuse: String,
    refusal: String,
    modals_possible: String,
    modals_demanded: String,
    hypothetical: String,
    none: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    denied: Group,
    failed: Group,
    attempted: Group,
    ordered: Group,
    demanded: Group,
    planned: Group,
    rumoured: Group,
    possible: Group,
    claimed: Group,
    scope: Scope,
}

#[derive(Default)]
struct Lexicon {
    verbs: HashMap<String, Modality>,
    nouns: HashMap<String, Modality>,
    adjectives: HashMap<String, Modality>,
    governing_adjectives: HashMap<String, Modality>,
    adverbs: HashMap<String, Modality>,
    subjects: HashSet<String>,
    preps: HashMap<Modality, HashSet<String>>,
    light: HashSet<String>,
    occur: HashSet<String>,
    transparent: HashSet<String>,
    purposeful: HashSet<String>,
    refuse: HashSet<String>,
    refusal: HashSet<String>,
    possible_modals: HashSet<String>,
    demand_modals: HashSet<String>,
    hypothetical: HashSet<String>,
    none: HashSet<String>,
}

impl Lexicon {
    /// The modality that a verb or noun gives to what it governs.
    fn governs(&self, t: Token<'_>) -> Option<Modality> {
        let table = match t.pos() {
            "VERB" => &self.verbs,
            "NOUN" => &self.nouns,
            _ => return None,
        };
        table.get(super::attribution::lemma(&t)).copied()
    }

    /// The modality that an adjective, participle or adverb gives to what it describes.
    fn describing(&self, t: Token<'_>) -> Option<Modality> {
        match t.pos() {
            "ADV" => self.adverbs.get(t.lower()).copied(),
            "ADJ" | "VERB" => self.adjectives.get(t.lower()).copied(),
            "NOUN" | "PROPN" if t.dep() == "amod" => self.adjectives.get(t.lower()).copied(),
            _ => None,
        }
    }
}

static LEX: LazyLock<Lexicon> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../../lexicon/modality.toml")).unwrap_or_default();
    let mut lex = Lexicon::default();
    let groups = [
        &file.denied,
        &file.failed,
        &file.attempted,
        &file.ordered,
        &file.demanded,
        &file.planned,
        &file.rumoured,
        &file.possible,
        &file.claimed,
    ];
    let fill = |into: &mut HashMap<String, Modality>, words: &str, m| {
        for w in words.split_whitespace() {
            into.entry(w.to_owned()).or_insert(m);
        }
    };
    let set = |words: &str| -> HashSet<String> { words.split_whitespace().map(str::to_owned).collect() };
    for (m, g) in ORDER.into_iter().zip(groups) {
        fill(&mut lex.verbs, &g.verbs, m);
        fill(&mut lex.nouns, &g.nouns, m);
        fill(&mut lex.adjectives, &g.adjectives, m);
        fill(&mut lex.governing_adjectives, &g.governing_adjectives, m);
        fill(&mut lex.adverbs, &g.adverbs, m);
        lex.subjects.extend(set(&g.subjects));
        lex.preps.insert(m, set(&g.preps));
    }
    let s = &file.scope;
    lex.light = set(&s.light);
    lex.occur = set(&s.occur);
    lex.transparent = set(&s.transparent);
    lex.purposeful = set(&s.purposeful);
    lex.refuse = set(&s.refuse);
    lex.refusal = set(&s.refusal);
    lex.possible_modals = set(&s.modals_possible);
    lex.demand_modals = set(&s.modals_demanded);
    lex.hypothetical = set(&s.hypothetical);
    lex.none = set(&s.none);
    lex
});

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::claims::attribution::{self, frozen};

    /// Invented sentences, analysed once; `id` is the sentence with its trigger in brackets, the modality, and 1 when negated.
    #[test]
    fn sentences_are_put_as_they_say() {
        let mut wrong = Vec::new();
        for (id, doc) in frozen::docs(include_str!("../../tests/data/put.jsonl")) {
            let mut parts = id.split('|');
            let (sentence, modality, negated) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap() == "1");
            let at = sentence.find('[').unwrap();
            let trigger = doc.tokens().find(|t| t.start() == at).unwrap();
            let got = of(&doc, trigger.i, &attribution::find(&doc, &[]));
            if format!("{:?}", got.modality).to_lowercase() != modality || got.negated != negated {
                wrong.push(format!("{id}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
