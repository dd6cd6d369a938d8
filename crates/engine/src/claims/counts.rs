//! How many of its targets a claim counts, and of what kind they are.

use super::assemble::{Context, Part};
use super::quantities::{self, Quantity};
use super::roles;
use super::triggers::Trigger;
use crate::lexicon::WordClass;
use crate::reconcile::items::head_word;
use stemma_model::{Bound, EntityKind, Figure, Scope, ScopeOf};
use stemma_nlp::{Doc, Token};

/// "Opened fire on a crowd of hundreds", "shot at them": who is aimed at is not said to be hit.
fn is_aimed_at(doc: &Doc, phrase: &roles::Phrase) -> bool {
    let mut top = doc.token(phrase.head);
    // "A crowd of several hundred": the number hangs on what is aimed at.
    for _ in 0..4 {
        match top.dep() {
            "conj" => top = top.head(),
            "pobj" if top.head().lower() == "of" => top = top.head().head(),
            _ => break,
        }
    }
    let by = top.head();
    // "Three officers were shot at".
    if top.dep() == "nsubjpass" && matches!(by.lemma(), "shoot" | "fire") {
        return by.children().any(|c| matches!(c.lower(), "at" | "on" | "upon") && c.i > by.i && c.child("pobj").is_none());
    }
    if top.dep() != "pobj" || !matches!(by.lower(), "at" | "on" | "upon" | "into" | "toward" | "towards") {
        return false;
    }
    let fired = by.head();
    matches!(fired.lemma(), "shoot" | "fire" | "open" | "return" | "snipe")
}

/// The first of the words that one is joined to.
fn first_conjunct(doc: &Doc, word: usize) -> Token<'_> {
    let mut top = doc.token(word);
    while top.dep() == "conj" {
        top = top.head();
    }
    top
}

/// Words beside a number that set it apart from those counted before.
const FRESH: [&str; 8] = ["another", "more", "other", "others", "new", "else", "further", "additional"];

/// The "no" of a noun.
fn no_before<'a>(noun: &Token<'a>) -> Option<Token<'a>> {
    noun.children().find(|c| c.dep() == "det" && c.lower() == "no" && c.i < noun.i)
}

/// The reports that an event noun is the content of: "reports of injuries".
fn reported<'a>(noun: &Token<'a>) -> Option<Token<'a>> {
    let of = (noun.dep() == "pobj").then(|| noun.head()).filter(|of| of.lower() == "of")?;
    Some(of.head()).filter(|reports| reports.lemma() == "report")
}

impl Context<'_> {
    /// The targets that add up: a name in apposition is no further victim ("the two men who died, A and B").
    fn counted<'p>(&self, doc: &'p Doc, targets: &'p [roles::Phrase]) -> impl Iterator<Item = &'p roles::Phrase> {
        targets.iter().filter(move |p| !is_aimed_at(doc, p)).filter(move |p| {
            let top = first_conjunct(doc, p.head);
            p.listed || top.dep() != "appos" || !targets.iter().any(|o| o.head == top.head().i)
        })
    }

    /// Whether a target is people: by its words, its entity, or as a number or pronoun alone ("capturing six", "three of them").
    fn is_people(&self, part: &Part<'_>, phrase: &roles::Phrase) -> bool {
        let head = part.doc.token(phrase.head);
        let kind =
            || self.names.entity_of_phrase(part.doc, part.field, phrase.tokens.clone(), phrase.head).map(|e| self.names.entities[e].kind);
        // "9700 W Ferris Branch" is an address.
        let first = phrase.tokens.start;
        let address = phrase.tokens.len() > 1
            && part.doc.token(first).pos() == "NUM"
            && part.doc.token(first + 1).tag() == "NNP"
            && matches!(head.tag(), "CD" | "NNP");
        // "The army" is struck; nobody counts it.
        let body = || phrase.number.is_none() && head.pos() != "PRON" && kind() == Some(EntityKind::Organisation);
        // "Six of those incidents" are no people, as far as the noun says.
        let of_things = head.pos() == "NUM"
            && head.children().any(|c| c.dep() == "prep" && c.lower() == "of" && c.child("pobj").is_some_and(|o| o.pos() == "NOUN"));
        let alone = matches!(head.pos(), "NUM" | "PRON") && !of_things || head.lower() == "another";
        (phrase.people || alone || quantities::is_no_one(&head)) && !address && !body()
            || matches!(kind(), Some(EntityKind::Person | EntityKind::Group))
    }

    /// How many people a target is; none where the grammar does not tell.
    fn count(&self, part: &Part<'_>, phrase: &roles::Phrase) -> Option<Quantity> {
        let head = part.doc.token(phrase.head);
        quantities::count_of_phrase(part.doc, phrase.head, phrase.tokens.clone()).or_else(|| {
            // Headlines and second conjuncts leave the article out: "Man, child injured".
            let entity = self.names.entity_of_phrase(part.doc, part.field, phrase.tokens.clone(), phrase.head);
            let group = entity.is_some_and(|e| self.names.entities[e].kind == EntityKind::Group);
            let pronoun = matches!(head.lower(), "he" | "she" | "him" | "her" | "himself" | "herself");
            (pronoun || head.lower() == "another" || matches!(head.tag(), "NN" | "NNP") && !group).then(|| Quantity {
                tokens: phrase.head..phrase.head + 1,
                number: phrase.head..phrase.head + 1,
                value: Some(1.0),
                low: Some(1.0),
                high: Some(1.0),
                bound: Bound::Exact,
                kind: quantities::QuantityKind::Count,
                unit: Some(head.lower().to_owned()),
                unit_head: Some(phrase.head),
                people: true,
            })
        })
    }

    /// Whom the figure of these targets counts: what all of them are.
    fn scope(&self, part: &Part<'_>, targets: &[roles::Phrase]) -> ScopeOf {
        let of = |p: &roles::Phrase| self.words.scope_of(&head_word(part.doc.slice(p.head..p.head + 1)));
        let mut each = targets.iter().map(of);
        let first = each.next().unwrap_or_default();
        if each.all(|x| x == first) { first } else { ScopeOf::All }
    }

    /// Nobody, where an event noun says so: "no injuries", "no further arrests", "no reports of injuries".
    pub(super) fn nobody(&self, part: &Part<'_>, measure: &str, trigger: &Trigger) -> Option<Figure> {
        if trigger.form != WordClass::Noun {
            return None;
        }
        let head = part.doc.token(trigger.head);
        let no = no_before(&head).or_else(|| no_before(&reported(&head)?))?;
        let all = no.i..trigger.head + 1;
        Some(Figure {
            measure: measure.to_owned(),
            low: Some(0),
            high: Some(0),
            bound: Bound::Exact,
            text: part.words(all.clone()),
            unit: None,
            span: Some(part.offsets(all.clone())),
            scope: Scope::default(),
            cumulative: Some(!part.doc.slice(all).to_lowercase().split(' ').any(|w| FRESH.contains(&w))),
            subset_of: None,
        })
    }

    /// The number of a claim: that of its target, fillers added up where each has one.
    pub(super) fn figure(&self, part: &Part<'_>, measure: &str, targets: &[roles::Phrase], negated: bool) -> Option<Figure> {
        // Whoever is killed is people, even where a name is taken for a place's.
        let people: Vec<&roles::Phrase> = self
            .counted(part.doc, targets)
            .filter(|p| self.is_people(part, p) || measure == "killed" && part.doc.token(p.head).tag() == "NNP")
            .collect();
        // Only what is joined adds up ("a man and a boy"): of phrases that stand apart one is often no target at all ("the
        // death of his son by Judge Ann Roe").
        let first = people.first().map(|p| first_conjunct(part.doc, p.head).i);
        let people: Vec<_> = people.into_iter().filter(|p| p.listed || Some(first_conjunct(part.doc, p.head).i) == first).collect();
        let counts: Option<Vec<Quantity>> = people.iter().map(|p| self.count(part, p)).collect();
        let mut counts = counts.filter(|c| !c.is_empty())?;
        // "Two reporters, A and B": as many names as were counted are the counted, however they are joined to them.
        let named = |p: &&roles::Phrase| part.doc.token(p.head).ent_type() == "PERSON";
        if counts.len() > 2 && counts[0].value == Some((counts.len() - 1) as f64) && people[1..].iter().all(named) {
            counts.truncate(1);
        }
        let whole = |v: f64| (v.abs() < 9e15).then_some(v.round() as i64);
        let sum = |side: &dyn Fn(&Quantity) -> Option<f64>| counts.iter().map(side).sum::<Option<f64>>().and_then(whole);
        let (low, high) = (sum(&|q| q.low.or(q.value)), sum(&|q| q.high.or(q.value.filter(|_| q.bound == Bound::Exact))));
        let bound = counts.iter().map(|q| q.bound).find(|b| *b != Bound::Exact).unwrap_or(Bound::Exact);
        let all = counts.first()?.tokens.start..counts.last()?.tokens.end;
        // "A policeman" counts one without a number: its words are the noun itself.
        let said = counts.len() > 1 || counts.iter().any(|q| !q.unit_head.is_some_and(|h| q.number.contains(&h)));
        let text = part.words(all.clone());
        let is_fresh = |p: &roles::Phrase| part.doc.slice(p.tokens.clone()).to_lowercase().split(' ').any(|w| FRESH.contains(&w));
        let fresh = targets.iter().any(is_fresh);
        Some(Figure {
            measure: measure.to_owned(),
            low,
            high: if negated && low == Some(0) { Some(0) } else { high },
            bound,
            unit: counts.iter().find_map(|q| q.unit.clone()),
            span: said.then(|| part.offsets(all)),
            text,
            scope: Scope { of: self.scope(part, targets), ..Scope::default() },
            cumulative: Some(!fresh),
            subset_of: None,
        })
    }
}
