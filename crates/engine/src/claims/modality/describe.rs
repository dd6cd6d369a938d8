//! What the words that hang on a verb or noun say about it: auxiliaries, negations, adjectives, conditions.

use super::lexicon::LEX;
use super::walk::Walk;
use stemma_model::Modality;
use stemma_nlp::Token;

impl<'a> Walk<'a> {
    /// What the words that hang on `t` say about it.
    pub(super) fn describe(&mut self, t: Token<'a>, is_trigger: bool) {
        let verb = matches!(t.pos(), "VERB" | "AUX");
        if verb && is_trigger && is_ahead(t) {
            self.note(Modality::Planned, t);
            self.future = true;
        }
        // "There were no reports of injuries."
        if is_trigger && t.dep() == "pobj" && t.head().lower() == "of" && t.head().head().lemma() == "report" && is_none(t.head().head()) {
            self.negated = true;
        }
        let mut modal: Option<Token<'a>> = None;
        let mut perfect = false;
        for c in t.children() {
            match c.dep() {
                "neg" if !only_follows(c) && !is_of_degree(c, t) => self.negated = true,
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
}

/// "Minister to visit Belmo" in a headline, "before the mayor takes office": what is still to come.
fn is_ahead(t: Token<'_>) -> bool {
    let has = |dep: &str, words: &[&str]| t.children().any(|c| c.dep() == dep && words.contains(&c.lower()));
    let announced = t.is_root() && has("aux", &["to"]) && t.children().any(|c| matches!(c.dep(), "nsubj" | "nsubjpass"));
    let awaited = matches!(t.tag(), "VBZ" | "VBP") && (has("mark", &["before", "until", "till", "once"]) || has("advmod", &["once"]));
    announced || awaited
}

/// "not only" denies nothing.
fn only_follows(neg: Token<'_>) -> bool {
    let doc = neg.doc();
    neg.i + 1 < doc.len() && matches!(doc.token(neg.i + 1).lower(), "only" | "just" | "merely" | "least")
}

/// "Was not seriously hurt" says that he was hurt.
fn is_of_degree(neg: Token<'_>, verb: Token<'_>) -> bool {
    verb.children().any(|c| c.dep() == "advmod" && c.i > neg.i && c.i < verb.i && LEX.degrees.contains(c.lower()))
}

/// "no one", "nobody", "no arrests", "none of them".
fn is_none(t: Token<'_>) -> bool {
    matches!(t.lower(), "nobody" | "none" | "nothing" | "neither")
        || t.children().any(|c| c.dep() == "det" && matches!(c.lower(), "no" | "neither"))
}

/// Whether a verb of the past governs the clause: "said that he would".
fn said_in_the_past(t: Token<'_>) -> bool {
    t.ancestors().take(6).any(|a| matches!(a.tag(), "VBD" | "VBN" | "VBG") && a.children().any(|c| c.dep() == "ccomp"))
}
