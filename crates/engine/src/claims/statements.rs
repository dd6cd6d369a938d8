//! What a report says without any of the lexicon's happenings: statements.

use super::assemble::{Context, Part, evidence, span_text};
use super::told::said;
use super::triggers::Trigger;
use std::ops::Range;
use stemma_model::{Claim, Field, Modality, Roles};
use stemma_nlp::{Doc, Token};

impl Context<'_> {
    /// Adds the statements of a field: of each sentence without a claim, of each that has claims but none for one of its main
    /// clauses, and of each voice whose words no claim carries. `told` says which sentences have a claim.
    pub(super) fn state(&self, part: &Part<'_>, triggers: &[Trigger], told: &[bool], out: &mut Vec<Claim>) {
        for ((sentence, told), voices) in told.iter().enumerate().zip(self.unheard(part, out)) {
            if voices.is_empty() {
                let clause = self.untold(part, sentence, triggers).or_else(|| (!told).then(|| root(part.doc, sentence)));
                out.extend(clause.and_then(|head| self.statement(part, sentence, head, None)));
            }
            // What someone says without telling of a happening is a statement of its own.
            for said in voices {
                out.extend(self.statement(part, sentence, root(part.doc, sentence), Some(said)));
            }
        }
    }

    /// The first of a sentence's main clauses that no claim is about, by its verb: "the man who was arrested on Monday
    /// *teaches* chemistry", "he was arrested and *taught* again".
    fn untold(&self, part: &Part<'_>, sentence: usize, triggers: &[Trigger]) -> Option<usize> {
        let cue = |verb: usize| part.voices.list.iter().any(|v| v.cue_head == Some(verb));
        let carries =
            |t: &Trigger, verb: usize| t.head == verb || t.words.contains(&verb) || t.light.as_ref().is_some_and(|l| l.verb == verb);
        let told = |verb: usize| triggers.iter().any(|t| carries(t, verb));
        let mut clauses = vec![root(part.doc, sentence)];
        let mut at = 0;
        // What is said is as good as what the report itself says; beside it stands what is coordinated.
        while let Some(&verb) = clauses.get(at) {
            let beside = |c: &Token<'_>| c.dep() == "conj" || c.dep() == "ccomp" && cue(verb);
            clauses.extend(part.doc.token(verb).children().filter(beside).map(|c| c.i));
            at += 1;
        }
        clauses.into_iter().find(|&verb| self.main_verb(part.doc, verb).is_some() && !cue(verb) && !told(verb))
    }

    /// The words of a sentence as a claim, and who says them. Its trigger is the word that brings what is said, without such
    /// a word the verb of the clause that `head` heads.
    fn statement(&self, part: &Part<'_>, sentence: usize, head: usize, said_by: Option<usize>) -> Option<Claim> {
        let range = part.doc.sentences()[sentence].clone();
        let evidence = evidence(part, sentence);
        if !evidence.text.chars().any(char::is_alphanumeric) {
            return None;
        }
        let attribution = said_by.map_or_else(|| self.attribution(part, head), |v| self.chain(part, v));
        let trigger = said_by.map_or_else(|| self.main_verb(part.doc, head), |v| self.cue(part, v, &range));
        Some(Claim {
            id: String::new(),
            report: self.analysis.report.id.clone(),
            sentence,
            evidence,
            kind: "statement".to_owned(),
            trigger: trigger.map(|tokens| span_text(part, tokens)),
            roles: Roles::default(),
            figure: None,
            time: None,
            as_of: None,
            place: None,
            modality: said(Modality::Asserted, &attribution),
            negated: false,
            accusation: None,
            mode: None,
            background: part.field == Field::Text && self.analysis.block_of.get(sentence).and_then(|&b| self.history.get(b)) == Some(&true),
            confidence: 0.0,
            attribution,
            decided: None,
            again: None,
        })
    }

    /// The verb of a clause with this head; none where it only links ("is"), or is no verb.
    fn main_verb(&self, doc: &Doc, head: usize) -> Option<Range<usize>> {
        let t = doc.token(head);
        let tells = t.tag().starts_with("VB") && t.pos() == "VERB" && t.text().chars().count() > 2;
        (tells && !self.links(t)).then(|| head..head + 1)
    }

    /// The verb or noun of a voice's cue, where it stands in the sentence.
    fn cue(&self, part: &Part<'_>, voice: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let head = part.voices.list[voice].cue_head.filter(|h| sentence.contains(h))?;
        let t = part.doc.token(head);
        (t.tag().starts_with(['V', 'N']) && !self.links(t)).then(|| head..head + 1)
    }

    fn links(&self, verb: Token<'_>) -> bool {
        self.words.linking_verbs.iter().any(|w| w == verb.lemma())
    }
}

/// The root of a sentence's parse.
fn root(doc: &Doc, sentence: usize) -> usize {
    let range = doc.sentences()[sentence].clone();
    range.clone().find(|&i| doc.token(i).is_root() && !doc.token(i).is_space()).unwrap_or(range.start)
}
