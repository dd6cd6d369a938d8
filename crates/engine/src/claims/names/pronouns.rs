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

impl Pronoun {
    pub fn gender(&self) -> Gender {
        match self.sort {
            Sort::He => Gender::Male,
            Sort::She => Gender::Female,
            _ => Gender::Unknown,
        }
    }
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
    /// For each sentence, how many before it are not wholly quoted.
    told: Vec<u32>,
}

impl Quotes {
    pub fn new(doc: &Doc) -> Quotes {
        let mut q = Quotes {
            inside: vec![0; doc.len()],
            speaker: vec![None],
            paragraph: Vec::with_capacity(doc.sentences().len()),
            told: Vec::new(),
        };
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
                if matches!(doc.token(i).text(), "\"" | "``" | "''" | "\u{201c}" | "\u{201d}") {
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
        let mut told = 0;
        for s in doc.sentences() {
            q.told.push(told);
            told += u32::from(s.clone().any(|i| q.inside[i] == 0 && !doc.token(i).is_punct() && !doc.token(i).is_space()));
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

    /// How many sentences lie between token `k` and token `i` after it, for one who reads `i`: outside a quotation, quoted
    /// sentences do not count.
    fn back(&self, doc: &Doc, k: usize, i: usize) -> usize {
        let (a, b) = (doc.sentence_of(k), doc.sentence_of(i));
        if self.quote_of(i) != 0 || self.quote_of(k) != 0 || a == b {
            return b - a;
        }
        match (self.told.get(a), self.told.get(b)) {
            (Some(x), Some(y)) => (y.saturating_sub(*x) as usize).max(1),
            _ => b - a,
        }
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
            for i in s.clone() {
                let q = self.inside[i] as usize;
                if q != 0 && self.speaker[q].is_none() {
                    self.speaker[q] = subject;
                }
            }
        }
        // A quotation without a speech verb of its own goes on with the voice of the sentence before it.
        let mut last = (None, 0);
        for (n, s) in doc.sentences().iter().enumerate() {
            for i in s.clone() {
                let q = self.inside[i] as usize;
                if q == 0 {
                    continue;
                }
                match self.speaker[q] {
                    None if last.1 + 1 >= n => self.speaker[q] = last.0,
                    None => {}
                    found => last = (found, n),
                }
            }
            let cue = s.clone().filter(|&i| self.inside[i] == 0 && WORDS.class(doc.token(i).lemma()).is(Class::SAYS));
            if let Some(x) = cue.filter_map(|i| doc.token(i).child("nsubj")).next_back() {
                last = (Some(x.i), n);
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
        Sort::I => {
            let s = chains.quotes[item.doc].speaker_of(item.head)?;
            return chains.entity_at(item.doc, s).filter(|&e| chains.things[e].kind == EntityKind::Person);
        }
        _ => {}
    }
    if p.reflexive {
        let s = subject_of(governor(t))?;
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
    subject(t)
        && (v.lemma() == "be"
            || matches!(v.lemma(), "seem" | "appear" | "take" | "rain" | "happen" | "come" | "turn" | "look" | "sound" | "feel"))
}

/// The subject of a verb: its own, or the one that it shares with the verb it depends on ("accused X of lying": X).
fn subject_of(verb: Token<'_>) -> Option<Token<'_>> {
    let mut at = verb;
    for _ in 0..4 {
        if let Some(s) = at.children().find(|c| subject(*c)) {
            return Some(s);
        }
        let up = at.head();
        if up.i == at.i || !matches!(at.dep(), "conj" | "xcomp" | "advcl" | "pcomp" | "prep") {
            return None;
        }
        let governed =
            at.dep() == "xcomp" || at.dep() == "prep" && !matches!(at.lower(), "by" | "after" | "before" | "while" | "in" | "without");
        if let Some(o) = up.child("dobj").filter(|_| governed) {
            return Some(o);
        }
        at = up;
    }
    None
}

/// What a pronoun may stand for, with its weight; `None` for a thing that is no entity, which only keeps others away.
struct Candidate {
    entity: Option<usize>,
    token: usize,
    score: i32,
}

/// Weights of sentences back, from the pronoun's own.
const NEAR: [i32; 4] = [72, 45, 26, 12];

/// Weight of a thing that a sentence is about, against a body. Reading half of `xtask/chains.tsv` set it.
const THING: i32 = 20;

/// Weighs what the sentence and those before it speak of. The weights and margins were set by reading some hundred
/// pronouns of news reports, for few wrong links rather than many links.
fn best(chains: &Chains<'_>, i: usize, p: &Pronoun) -> Option<usize> {
    let item = &chains.items[i];
    let doc = chains.docs[item.doc];
    let t = doc.token(item.head);
    let quotes = &chains.quotes[item.doc];
    let sentence = doc.sentence_of(item.head);
    let quote = quotes.quote_of(item.head);
    let clause = governor(t);
    let own_subject = subject_of(clause).map(|s| s.i);
    let cue = subject(t) && !p.possessive && WORDS.class(clause.lemma()).is(Class::SAYS);
    let reach = if matches!(p.sort, Sort::He | Sort::She) { 3 } else { 1 };
    // Quoted sentences are skipped over, up to a point.
    let far = if quote == 0 { reach + 8 } else { reach };
    let first = doc.sentences().get(sentence.saturating_sub(far)).map_or(0, |s| s.start);
    let mut barred = barred(chains, i, p, own_subject);
    if quote != 0 {
        barred.extend(quotes.speaker_of(item.head).and_then(|s| chains.entity_at(item.doc, s)));
    }
    let mut found: Vec<Candidate> = Vec::new();
    for k in (first..item.head).rev() {
        let x = doc.token(k);
        let at = chains.item(item.doc, k);
        let entity = at.and_then(|n| chains.items[n].entity);
        match entity {
            Some(e) if agrees(chains, e, p.sort) && !barred.contains(&e) => {}
            Some(_) => continue,
            None if competes(x, p.sort) => {}
            None => continue,
        }
        let back = quotes.back(doc, k, item.head);
        if back > reach {
            continue;
        }
        let its_quote = quotes.quote_of(k);
        let mut score = NEAR[back.min(3)];
        if subject(x) {
            score += 20;
            if x.head().is_root() {
                // What a sentence is about keeps "it" from a body that it only mentions, but for "the body said it …".
                score += if entity.is_none() && p.sort == Sort::It && clause.dep() != "ccomp" { THING } else { 5 };
            }
            if subject(t) && !p.possessive {
                score += 8;
                // "X said that he …", "who hoped he …".
                if clause.dep() == "ccomp" && clause.head().i == x.head().i {
                    score += 15;
                }
            }
            // A quotation speaks of those in the story rather than of the last witness.
            if quote != 0 && WORDS.class(x.head().lemma()).is(Class::SAYS) {
                score -= 12;
            }
            if p.possessive && back == 0 && own_subject == Some(k) && argument(t.head(), clause) {
                score += 15;
            }
        } else if matches!(x.dep(), "dobj" | "agent") {
            score += 6;
        } else if x.dep() == "poss" && subject(x.head()) {
            score += 10;
        } else if matches!(x.dep(), "compound" | "nmod" | "npadvmod") {
            score -= 25;
        }
        if back == 0 && p.possessive {
            score -= ((item.head - k) as i32 / 2).min(15);
        }
        if let Some(e) = entity {
            let thing = &chains.things[e];
            score += match at.map(|n| &chains.items[n].what) {
                Some(What::Name(_)) => 6,
                Some(What::Pronoun(_)) => 10,
                _ => 0,
            };
            score += 2 * thing.count.min(5) as i32 + if thing.named { 6 } else { 0 };
            if p.sort == Sort::He && thing.gender == Gender::Male || p.sort == Sort::She && thing.gender == Gender::Female {
                score += 12;
            }
            if p.sort == Sort::They && !thing.plural {
                // "A and B … they" is both.
                if x.dep() == "conj" || x.children().any(|c| c.dep() == "conj") {
                    continue;
                }
                score -= 12;
            }
            if p.sort == Sort::It && (!subject(x) || its_quote != quote) {
                score -= 25;
            }
        }
        if its_quote != quote {
            // Whoever closes a quotation is not whom it speaks of.
            score -= if cue && its_quote != 0 { 40 } else { 8 };
        } else if cue && subject(x) && WORDS.class(x.head().lemma()).is(Class::SAYS) {
            score += 15;
        }
        if quotes.paragraph.get(doc.sentence_of(k)) != quotes.paragraph.get(sentence) {
            score -= 6;
        }
        match found.iter_mut().find(|c| c.entity == entity && (entity.is_some() || c.token == k)) {
            Some(c) => c.score = c.score.max(score),
            None => found.push(Candidate { entity, token: k, score }),
        }
    }
    decide(found, p)
}

/// Whether a token that is no entity may be what the pronoun stands for all the same: a thing, or several people in a row.
fn competes(x: Token<'_>, sort: Sort) -> bool {
    if matches!(x.dep(), "compound" | "amod" | "nmod" | "npadvmod") || matches!(x.ent_type(), "DATE" | "TIME") {
        return false;
    }
    match sort {
        Sort::They => x.tag() == "NNS" || x.tag() == "NNPS",
        Sort::It => matches!(x.tag(), "NN" | "VBG" | "NNP"),
        _ => false,
    }
}

fn decide(mut found: Vec<Candidate>, p: &Pronoun) -> Option<usize> {
    found.sort_by_key(|c| (-c.score, std::cmp::Reverse(c.token)));
    let person = matches!(p.sort, Sort::He | Sort::She);
    let (margin, least) = if person { (5, 0) } else { (10, 55) };
    let best = found.first()?;
    let second = found.iter().find(|c| c.entity != best.entity || c.entity.is_none() && c.token != best.token);
    let clear = second.is_none_or(|s| best.score - s.score >= margin);
    best.entity.filter(|_| clear && best.score >= least)
}

/// Entities that the pronoun cannot stand for: the subject of its own clause ("X saw him"), and what it owns.
fn barred(chains: &Chains<'_>, i: usize, p: &Pronoun, own_subject: Option<usize>) -> Vec<usize> {
    let item = &chains.items[i];
    let doc = chains.docs[item.doc];
    let t = doc.token(item.head);
    let mut out = Vec::new();
    if p.possessive {
        let owned = t.head();
        out.extend(chains.entity_at(item.doc, owned.i));
        out.extend(owned.children().filter(|c| c.dep() == "appos").filter_map(|c| chains.entity_at(item.doc, c.i)));
    } else if let Some(s) = own_subject.filter(|&s| s != item.head && !nominative(t) && in_clause(t, governor(t))) {
        out.extend(chains.entity_at(item.doc, s));
    }
    // "A and he": not A.
    if t.dep() == "conj" {
        out.extend(chains.entity_at(item.doc, t.head().i));
    }
    out
}

/// Whether a noun phrase is an object of the verb, straight or through one preposition.
fn argument(noun: Token<'_>, verb: Token<'_>) -> bool {
    noun.head().i == verb.i || noun.head().dep() == "prep" && noun.head().head().i == verb.i
}

/// A form that is a subject whatever the parse says.
fn nominative(t: Token<'_>) -> bool {
    matches!(t.lower(), "he" | "she" | "they" | "i")
}

/// Whether a pronoun hangs on the clause's verb itself or on a preposition of it.
fn in_clause(t: Token<'_>, verb: Token<'_>) -> bool {
    t.head().i == verb.i || t.head().dep() == "prep" && t.head().head().i == verb.i || t.dep() == "pobj"
}
