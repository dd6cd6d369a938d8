//! Pronouns: what he, she, they, it, who and I refer to.

use super::chains::{Chains, What};
use super::spans::Gender;
use super::words::{Class, WORDS};
use stemma_model::EntityKind;
use stemma_nlp::{Doc, Token};

/// Whom a pronoun may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    He,
    She,
    They,
    It,
    I,
    /// The head of the relative clause.
    Relative,
}

/// A pronoun.
#[derive(Clone, Debug)]
pub(super) struct Pronoun {
    pub sort: Sort,
    pub reflexive: bool,
    pub possessive: bool,
}

/// The pronoun that token `i` is, if it is one that refers.
pub(super) fn pronoun(doc: &Doc, i: usize) -> Option<Pronoun> {
    let t = doc.token(i);
    if !matches!(t.tag(), "PRP" | "PRP$" | "WP" | "WDT" | "WP$" | "NNP" | "NN" | "DT" | "IN" | "FW") {
        return None;
    }
    let sort = match t.lower() {
        "he" | "him" | "his" | "himself" => Sort::He,
        "she" | "her" | "hers" | "herself" => Sort::She,
        "they" | "them" | "their" | "theirs" | "themselves" => Sort::They,
        "it" | "its" | "itself" => Sort::It,
        "i" | "me" | "my" | "myself" if t.tag().starts_with("PRP") => Sort::I,
        "who" | "whom" | "which" | "that" | "whose" if relative_verb(t).is_some() => Sort::Relative,
        _ => return None,
    };
    if t.dep() == "expl" {
        return None;
    }
    Some(Pronoun {
        sort,
        reflexive: t.lower().ends_with("self") || t.lower().ends_with("selves"),
        possessive: matches!(t.tag(), "PRP$" | "WP$") || t.dep() == "poss",
    })
}

/// The verb of the relative clause that a pronoun belongs to.
fn relative_verb(t: Token<'_>) -> Option<Token<'_>> {
    let up = if t.dep() == "poss" || t.dep() == "pobj" { t.head() } else { t };
    std::iter::once(up).chain(up.ancestors()).take(4).find(|a| a.dep() == "relcl" && a.head().i < t.i)
}

/// Quotations of a document, and who speaks in each.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    /// For each token the quotation that it stands in, from 1; 0 outside.
    inside: Vec<u16>,
    /// For each quotation, the head of its speaker's phrase.
    speaker: Vec<Option<usize>>,
    /// For each sentence, its paragraph.
    pub paragraph: Vec<u32>,
}

impl Quotes {
    pub fn new(doc: &Doc) -> Quotes {
        let mut q = Quotes { inside: vec![0; doc.len()], speaker: vec![None], paragraph: Vec::with_capacity(doc.sentences().len()) };
        let mut paragraph = 0;
        let mut open: Option<usize> = None;
        for s in doc.sentences() {
            if s.start > 0 && doc.slice(s.start - 1..s.start + 1).contains('\n') {
                paragraph += 1;
                if let Some(from) = open.take() {
                    q.close(doc, from, s.start);
                }
            }
            q.paragraph.push(paragraph);
            for i in s.clone() {
                if matches!(doc.token(i).text(), "\"" | "``" | "''") {
                    match open.take() {
                        None => open = Some(i),
                        Some(from) => q.close(doc, from, i + 1),
                    }
                }
            }
        }
        if let Some(from) = open {
            q.close(doc, from, doc.len());
        }
        q.find_speakers(doc);
        q
    }

    fn close(&mut self, _doc: &Doc, from: usize, to: usize) {
        let id = self.speaker.len() as u16;
        self.inside[from..to].fill(id);
        self.speaker.push(None);
    }

    pub fn quote_of(&self, i: usize) -> u16 {
        self.inside.get(i).copied().unwrap_or(0)
    }

    pub fn speaker_of(&self, i: usize) -> Option<usize> {
        self.speaker.get(self.quote_of(i) as usize).copied().flatten()
    }

    /// The subject of a speech verb outside the quotation, in the sentence where the quotation begins or ends.
    fn find_speakers(&mut self, doc: &Doc) {
        for s in doc.sentences() {
            let mut subject = None;
            for i in s.clone() {
                if self.inside[i] != 0 {
                    continue;
                }
                let t = doc.token(i);
                if t.pos() == "VERB"
                    && WORDS.class(t.lemma()).is(Class::SAYS)
                    && let Some(x) = t.child("nsubj")
                    && self.inside[x.i] == 0
                {
                    subject.get_or_insert(x.i);
                }
            }
            if let Some(x) = subject {
                for i in s.clone() {
                    let q = self.inside[i] as usize;
                    if q != 0 && self.speaker[q].is_none() {
                        self.speaker[q] = Some(x);
                    }
                }
            }
        }
    }
}

/// What a candidate must be.
fn agrees(chains: &Chains<'_>, e: usize, sort: Sort) -> bool {
    let t = &chains.things[e];
    match sort {
        Sort::He => t.kind == EntityKind::Person && t.gender != Gender::Female && !t.plural,
        Sort::She => t.kind == EntityKind::Person && t.gender != Gender::Male && !t.plural,
        Sort::They => t.plural || t.kind == EntityKind::Group || t.kind == EntityKind::Organisation,
        Sort::It => matches!(t.kind, EntityKind::Organisation | EntityKind::Place) && !t.plural,
        Sort::I | Sort::Relative => true,
    }
}

/// The verb that governs a mention's phrase as subject, object or through a preposition.
fn governor(t: Token<'_>) -> Token<'_> {
    let mut at = t;
    for _ in 0..4 {
        let up = at.head();
        if up.i == at.i || matches!(up.pos(), "VERB" | "AUX") {
            return up;
        }
        at = up;
    }
    at
}

fn subject(t: Token<'_>) -> bool {
    matches!(t.dep(), "nsubj" | "nsubjpass")
}

/// The entity that the pronoun of item `i` stands for, from what comes before it.
pub(super) fn antecedent(chains: &Chains<'_>, i: usize, p: &Pronoun) -> Option<usize> {
    let item = &chains.items[i];
    let doc = chains.docs[item.doc];
    let t = doc.token(item.head);
    match p.sort {
        Sort::Relative => {
            let verb = relative_verb(t)?;
            return chains.entity_at(item.doc, verb.head().i);
        }
        Sort::I => return None,
        _ => {}
    }
    if p.reflexive {
        let s = governor(t).child("nsubj").or_else(|| governor(t).child("nsubjpass"))?;
        return chains.entity_at(item.doc, s.i).filter(|&e| agrees(chains, e, p.sort));
    }
    if p.sort == Sort::It && pleonastic(t) {
        return None;
    }
    best(chains, i, p)
}

/// "it is clear that", "it rained": it stands for nothing.
fn pleonastic(t: Token<'_>) -> bool {
    let v = t.head();
    subject(t) && (v.lemma() == "be" || matches!(v.lemma(), "seem" | "appear" | "take" | "rain" | "happen"))
}

/// Weighs what the sentence and the three before it speak of.
fn best(chains: &Chains<'_>, i: usize, p: &Pronoun) -> Option<usize> {
    let item = &chains.items[i];
    let doc = chains.docs[item.doc];
    let t = doc.token(item.head);
    let quotes = &chains.quotes[item.doc];
    let sentence = doc.sentence_of(item.head);
    let quote = quotes.quote_of(item.head);
    let speaker = quotes.speaker_of(item.head).and_then(|s| chains.entity_at(item.doc, s));
    let clause = governor(t);
    let mut scores: Vec<(usize, i32)> = Vec::new();
    let mut barred: Vec<usize> = Vec::new();
    if quote != 0 {
        barred.extend(speaker);
    }
    let reach = if matches!(p.sort, Sort::He | Sort::She) { 3 } else { 1 };
    for x in chains.items[..i].iter().rev() {
        if x.doc != item.doc {
            break;
        }
        let back = sentence - doc.sentence_of(x.head);
        if back > reach {
            break;
        }
        let Some(e) = x.entity else { continue };
        let xt = doc.token(x.head);
        // Not of one verb with its own subject ("X saw him"), unless it owns something ("X lost his gun").
        if back == 0 && !p.possessive && subject(xt) && xt.head().i == clause.i && !subject(t) && in_clause(t, clause) {
            barred.push(e);
        }
        // "his successor NAME" is not NAME's.
        if !agrees(chains, e, p.sort) {
            continue;
        }
        let mut score = match back {
            0 => 60,
            1 => 45,
            2 => 28,
            _ => 15,
        };
        if subject(xt) {
            score += 22;
            if xt.head().is_root() {
                score += 6;
            }
            if subject(t) && !p.possessive {
                score += 8;
            }
            if p.possessive && back == 0 && xt.head().i == clause.i {
                score += 15;
            }
        } else if matches!(xt.dep(), "dobj" | "agent") {
            score += 8;
        } else if matches!(xt.dep(), "compound" | "nmod" | "npadvmod") {
            score -= 20;
        }
        match x.what {
            What::Name(_) => score += 8,
            What::Pronoun(_) => score += 12,
            What::Nominal(_) => {}
        }
        score += 3 * chains.things[e].count.min(6) as i32;
        let gender = chains.things[e].gender;
        if p.sort == Sort::He && gender == Gender::Male || p.sort == Sort::She && gender == Gender::Female {
            score += 12;
        }
        if quotes.quote_of(x.head) != quote && back > 0 {
            score -= 10;
        }
        if quotes.paragraph.get(doc.sentence_of(x.head)) != quotes.paragraph.get(sentence) {
            score -= 6;
        }
        match scores.iter_mut().find(|(o, _)| *o == e) {
            Some((_, s)) => *s = (*s).max(score),
            None => scores.push((e, score)),
        }
    }
    // What the phrase that it owns refers to is not its owner.
    if p.possessive {
        let owned = t.head();
        barred.extend(chains.entity_at(item.doc, owned.i));
        barred.extend(owned.children().filter(|c| c.dep() == "appos").filter_map(|c| chains.entity_at(item.doc, c.i)));
    }
    scores.retain(|(e, _)| !barred.contains(e));
    scores.sort_by_key(|&(e, s)| (-s, e));
    let margin = match p.sort {
        Sort::He | Sort::She => 5,
        _ => 10,
    };
    match scores[..] {
        [] => None,
        [(e, s)] => (s >= 45 || matches!(p.sort, Sort::He | Sort::She)).then_some(e),
        [(e, s), (_, r), ..] => (s - r >= margin && s >= 45).then_some(e),
    }
}

/// Whether a pronoun hangs on the clause's verb itself or on a preposition of it.
fn in_clause(t: Token<'_>, verb: Token<'_>) -> bool {
    t.head().i == verb.i || t.head().dep() == "prep" && t.head().head().i == verb.i || t.dep() == "pobj"
}

/// What can only be told once all else is known: I is the speaker; he is whom the next words name.
pub(super) fn after(chains: &Chains<'_>, i: usize, p: &Pronoun) -> Option<usize> {
    let item = &chains.items[i];
    if p.sort == Sort::I {
        let quotes = &chains.quotes[item.doc];
        let s = quotes.speaker_of(item.head)?;
        return chains.entity_at(item.doc, s).filter(|&e| chains.things[e].kind == EntityKind::Person);
    }
    None
}
