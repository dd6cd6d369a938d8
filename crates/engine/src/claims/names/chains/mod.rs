//! One pass from the left: every mention gets its entity.

mod describe;
mod finish;
mod ties;

use super::cluster::{self, Named};
use super::nominals::{self, Nominal};
use super::pronouns;
use super::spans::{self, Gender, NameSpan, Title};
use super::words::{Class, WORDS};
use super::{NONE, spelling};
use std::ops::Range;
use stemma_model::EntityKind;
use stemma_nlp::Doc;

/// What a mention is, before it has an entity.
#[derive(Debug)]
pub(super) enum What {
    Name(usize),
    Nominal(Nominal),
    Pronoun(pronouns::Pronoun),
}

/// A mention in the order of reading.
#[derive(Debug)]
pub(super) struct Item {
    pub doc: usize,
    pub head: usize,
    pub tokens: Range<usize>,
    pub what: What,
    pub entity: Option<usize>,
}

/// An entity in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Thing {
    pub kind: EntityKind,
    pub gender: Gender,
    pub plural: bool,
    pub named: bool,
    /// Whether "Mr", "Mrs" or a title stands before one of its names.
    pub addressed: bool,
    /// What it is called: titles, appositions, its first description.
    pub titles: Vec<Title>,
    /// Who it belongs to.
    pub owner: Option<usize>,
    /// Keys of its names.
    pub keys: Vec<String>,
    /// Whose wife, successor, … it is: the noun and the owner.
    pub relations: Vec<(String, usize)>,
    /// How often it is named.
    pub count: usize,
    /// The description that its short form in brackets stands for: its fullest name.
    pub long_form: Option<(usize, Range<usize>)>,
    /// Whether a counted or indefinite phrase brought it in.
    pub counted: bool,
}

/// The state of resolving a report.
pub(super) struct Chains<'a> {
    pub docs: &'a [&'a Doc],
    pub names: Vec<(usize, NameSpan)>,
    pub items: Vec<Item>,
    pub things: Vec<Thing>,
    /// By document and token: the item that the token heads.
    pub item_at: Vec<Vec<u32>>,
    pub quotes: Vec<pronouns::Quotes>,
}

impl<'a> Chains<'a> {
    pub fn new(docs: &'a [&'a Doc]) -> Self {
        let mut names = Vec::new();
        for (d, doc) in docs.iter().enumerate() {
            names.extend(spans::names(doc).into_iter().map(|n| (d, n)));
        }
        let named = cluster::cluster(docs, &names);
        let mut chains = Chains {
            docs,
            names,
            items: Vec::new(),
            things: Vec::new(),
            item_at: docs.iter().map(|d| vec![NONE; d.len()]).collect(),
            quotes: docs.iter().map(|d| pronouns::Quotes::new(d)).collect(),
        };
        let mut entity_of = vec![0; chains.names.len()];
        for n in &named {
            for &m in &n.members {
                entity_of[m] = chains.things.len();
            }
            let thing = chains.thing_of(n);
            chains.things.push(thing);
        }
        chains.collect(&entity_of);
        chains
    }

    fn thing_of(&self, n: &Named) -> Thing {
        let mut thing = Thing {
            kind: n.kind,
            gender: n.gender,
            named: true,
            count: n.members.len(),
            plural: n.kind == EntityKind::Group,
            ..Default::default()
        };
        for &m in &n.members {
            let (d, span) = &self.names[m];
            let key = spelling::key(self.docs[*d].slice(span.name.clone()));
            if !thing.keys.contains(&key) {
                thing.keys.push(key);
            }
            thing.addressed |= span.address.is_some() || !span.titles.is_empty();
            for t in &span.titles {
                let c = WORDS.class(&t.head);
                if thing.gender == Gender::Unknown && n.kind == EntityKind::Person {
                    thing.gender = gender_of_class(c);
                }
                if n.kind == EntityKind::Person && !thing.titles.contains(t) {
                    thing.titles.push(t.clone());
                }
            }
        }
        thing
    }

    /// Lists the mentions of all documents in order of their heads.
    fn collect(&mut self, entity_of: &[usize]) {
        for (d, &doc) in self.docs.iter().enumerate() {
            // Tokens of names and of the titles printed before them are no descriptions of their own.
            let mut taken = vec![false; doc.len()];
            let mut items: Vec<Item> = Vec::new();
            for (n, (_, span)) in self.names.iter().enumerate().filter(|(_, (nd, _))| *nd == d) {
                taken[span.tokens.clone()].fill(true);
                items.push(Item { doc: d, head: span.head, tokens: span.tokens.clone(), what: What::Name(n), entity: Some(entity_of[n]) });
            }
            for i in (0..doc.len()).filter(|&i| !taken[i]) {
                let what = match pronouns::pronoun(doc, i) {
                    Some(p) => Some((i..i + 1, What::Pronoun(p))),
                    None => nominals::nominal(doc, i).filter(|n| !self.is_title(d, n)).map(|n| (n.tokens.clone(), What::Nominal(n))),
                };
                if let Some((tokens, what)) = what {
                    items.push(Item { doc: d, head: i, tokens, what, entity: None });
                }
            }
            items.sort_by_key(|x| x.head);
            self.items.extend(items);
        }
        for (n, item) in self.items.iter().enumerate() {
            self.item_at[item.doc][item.head] = n as u32;
        }
    }

    /// Whether a noun is a lower-case title that a name took ("president NAME"), so that the name speaks for it.
    fn is_title(&self, d: usize, n: &Nominal) -> bool {
        let h = self.docs[d].token(n.head);
        matches!(h.dep(), "compound" | "nmod") && h.head().i > h.i
    }

    pub fn item(&self, doc: usize, head: usize) -> Option<usize> {
        let n = *self.item_at.get(doc)?.get(head)?;
        (n != NONE).then_some(n as usize)
    }

    /// The entity of the mention that token `head` heads, or the name it is in.
    pub fn entity_at(&self, doc: usize, head: usize) -> Option<usize> {
        self.item(doc, head).and_then(|i| self.items[i].entity)
    }

    pub fn resolve(mut self) -> Self {
        self.tie_descriptions();
        self.tie_brackets();
        // What stands in quotations waits until all else is known: its speaker is often named after it.
        let (inside, outside): (Vec<usize>, Vec<usize>) =
            (0..self.items.len()).partition(|&i| self.quotes[self.items[i].doc].quote_of(self.items[i].head) != 0);
        for i in outside.into_iter().chain(inside) {
            self.resolve_item(i);
        }
        self
    }

    fn resolve_item(&mut self, i: usize) {
        let entity = match &self.items[i].what {
            What::Name(n) => return self.relate_name(i, *n),
            What::Nominal(n) if self.items[i].entity.is_some() => return self.relate(i, n.title.head.clone(), n.owner),
            What::Nominal(n) => {
                let n = n.clone();
                Some(self.described_by_pronoun(i, &n).unwrap_or_else(|| self.describe(i, &n)))
            }
            What::Pronoun(p) => {
                let p = p.clone();
                let e = pronouns::antecedent(self, i, &p);
                // Once called "she", a person is not "he" later.
                if let Some(x) = e.map(|e| &mut self.things[e]).filter(|x| x.gender == Gender::Unknown && x.kind == EntityKind::Person) {
                    x.gender = p.gender();
                }
                e
            }
        };
        self.items[i].entity = entity;
    }

    /// "He was a pilot": the pilot is he.
    fn described_by_pronoun(&mut self, i: usize, n: &Nominal) -> Option<usize> {
        let h = self.docs[self.items[i].doc].token(n.head);
        if n.kind != EntityKind::Person || h.dep() != "attr" || h.head().lemma() != "be" || h.head().children().any(|c| c.dep() == "neg") {
            return None;
        }
        let subject = self.item(self.items[i].doc, h.head().child("nsubj")?.i)?;
        let e = self.items[subject].entity.filter(|_| matches!(self.items[subject].what, What::Pronoun(_)))?;
        (self.things[e].kind == EntityKind::Person && !self.things[e].plural).then_some(e)
    }

    /// "his successor NAME": NAME is a successor of whom "his" stands for.
    fn relate_name(&mut self, i: usize, n: usize) {
        let span = &self.names[n].1;
        if let (Some(owner), Some(t)) = (span.of_pronoun, span.titles.first()) {
            let head = t.head.clone();
            self.relate(i, head, Some(owner));
        }
    }

    fn relate(&mut self, i: usize, head: String, owner: Option<usize>) {
        let owner = owner.and_then(|o| self.entity_at(self.items[i].doc, o));
        if let (Some(o), Some(e)) = (owner, self.items[i].entity)
            && o != e
            && self.things[e].kind == EntityKind::Person
            && !self.things[e].relations.contains(&(head.clone(), o))
        {
            self.things[e].relations.push((head, o));
        }
    }
}

pub(super) fn gender_of_class(c: Class) -> Gender {
    match (c.is(Class::MALE), c.is(Class::FEMALE)) {
        (true, false) => Gender::Male,
        (false, true) => Gender::Female,
        _ => Gender::Unknown,
    }
}
