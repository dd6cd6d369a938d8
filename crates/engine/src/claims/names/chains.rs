//! One pass from the left: every mention gets its entity.

use super::cluster::{self, Named};
use super::nominals::{self, Det, Nominal};
use super::pronouns;
use super::spans::{self, Gender, NameSpan, Title};
use super::words::{Class, WORDS};
use super::{EntityData, Form, Mention, NONE, Names, field_of, slot, spelling};
use std::collections::BTreeMap;
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

    /// Apposition and copula: "NAME, the former president", "NAME is the leader of …".
    fn tie_descriptions(&mut self) {
        for i in 0..self.items.len() {
            let What::Nominal(n) = &self.items[i].what else { continue };
            let (d, doc) = (self.items[i].doc, self.docs[self.items[i].doc]);
            let h = doc.token(n.head);
            let mut ties = Vec::new();
            if h.dep() == "appos" {
                ties.push(h.head().i);
            }
            ties.extend(h.children().filter(|c| c.dep() == "appos").map(|c| c.i));
            if h.dep() == "attr" && h.head().lemma() == "be" && !h.head().children().any(|c| c.dep() == "neg") {
                ties.extend(h.head().child("nsubj").map(|s| s.i));
            }
            let n = n.clone();
            for at in ties {
                let Some(j) = self.item(d, at) else { continue };
                let (What::Name(_), Some(e)) = (&self.items[j].what, self.items[j].entity) else { continue };
                if n.det == Det::Counted {
                    continue;
                }
                if !nominals::may_be(&n, self.things[e].kind) {
                    // A name that one apposition says is a body or a person, against the analyser's type alone.
                    let thing = &mut self.things[e];
                    let unsure = thing.titles.is_empty() && !thing.addressed && h.dep() != "attr" && n.kind != EntityKind::Place;
                    let other = matches!(
                        (thing.kind, n.kind),
                        (EntityKind::Person, EntityKind::Organisation) | (EntityKind::Organisation | EntityKind::Other, EntityKind::Person)
                    );
                    if !unsure || !other || n.det == Det::Bare {
                        continue;
                    }
                    thing.kind = n.kind;
                    thing.gender = Gender::Unknown;
                }
                let mut title = n.title.clone();
                if title.owner.is_none() {
                    title.owner = n.owner.map(|o| spelling::key(doc.token(o).text()));
                }
                let thing = &mut self.things[e];
                if thing.gender == Gender::Unknown && thing.kind == EntityKind::Person {
                    thing.gender = gender_of_class(n.class);
                }
                if !thing.titles.contains(&title) {
                    thing.titles.push(title);
                }
                self.items[i].entity = Some(e);
                break;
            }
        }
    }

    /// "the national security committee (GKNB)": a description, then its short form in brackets.
    fn tie_brackets(&mut self) {
        for i in 1..self.items.len() {
            let What::Name(n) = self.items[i].what else { continue };
            let (d, span) = &self.names[n];
            let doc = self.docs[*d];
            let open = span.name.start.checked_sub(1).filter(|&k| matches!(doc.token(k).text(), "(" | "[" | "-LRB-"));
            let closed = span.name.end < doc.len() && matches!(doc.token(span.name.end).text(), ")" | "]" | "-RRB-");
            let short = span.name.len() == 1 && cluster::acronym_like(doc.token(span.name.start).text());
            let Some(before) = open.filter(|_| closed && short).and_then(|k| k.checked_sub(1)) else { continue };
            let Some(j) = self.item(*d, before) else { continue };
            let What::Nominal(x) = &self.items[j].what else { continue };
            if x.kind == EntityKind::Person
                || x.kind == EntityKind::Place
                || self.items[j].entity.is_some_and(|e| Some(e) != self.items[i].entity)
            {
                continue;
            }
            let title = x.title.clone();
            // Without its owner and article: "national security committee".
            let owned = doc.token(x.head).child("poss").map_or(x.tokens.start, |p| p.subtree().end);
            let start = owned + usize::from(doc.token(owned.min(x.head)).tag() == "DT");
            let long = (*d, start.min(x.head)..x.head + 1);
            let Some(e) = self.items[i].entity else { continue };
            self.things[e].long_form.get_or_insert(long);
            if self.things[e].kind != EntityKind::Organisation {
                self.things[e].kind = EntityKind::Organisation;
            }
            self.things[e].titles.push(title);
            self.items[j].entity = Some(e);
        }
    }

    /// The entity of a description: one that it fits, or a new one.
    fn describe(&mut self, i: usize, n: &Nominal) -> usize {
        let d = self.items[i].doc;
        let owner = n.owner.and_then(|o| self.entity_at(d, o));
        if let Some(e) = self.fitting(i, n, owner) {
            return e;
        }
        let gender = match n.kind {
            EntityKind::Person => {
                n.title.modifiers.iter().map(|m| adjective_gender(m)).chain([gender_of_class(n.class)]).find(|g| *g != Gender::Unknown)
            }
            _ => None,
        };
        let gender = gender.unwrap_or_default();
        self.things.push(Thing {
            kind: n.kind,
            gender,
            plural: n.plural,
            titles: vec![n.title.clone()],
            owner,
            counted: matches!(n.det, Det::Counted | Det::Indefinite),
            ..Default::default()
        });
        self.things.len() - 1
    }

    fn fitting(&self, i: usize, n: &Nominal, owner: Option<usize>) -> Option<usize> {
        if matches!(n.det, Det::Counted | Det::Indefinite) {
            return None;
        }
        let item = &self.items[i];
        let doc = self.docs[item.doc];
        // A headline has no articles; a capital inside a sentence makes one thing of a noun ("Parliament", "the President").
        let h = doc.token(n.head);
        let headline = item.doc == 1 || spans::is_proper(h) && n.tokens.len() == 1;
        let owned_by_person =
            owner.is_some_and(|o| matches!(self.things[o].kind, EntityKind::Person | EntityKind::Group) || !self.things[o].named);
        if n.det == Det::Owned && owner.is_none() {
            return None;
        }
        if owned_by_person {
            return self.owned(n, owner);
        }
        // An owner that is a place or body: as a word of the title.
        let owner_key = n.title.owner.clone().or_else(|| n.owner.map(|o| spelling::key(doc.token(o).text())));
        if n.kind == EntityKind::Person {
            if n.det == Det::Bare && !n.title.former && !headline {
                return None;
            }
            return self.titled(i, n, owner_key.as_deref()).or_else(|| self.repeated(i, n, owner));
        }
        if n.kind == EntityKind::Organisation
            && let Some(e) = self.body(n, owner_key.as_deref())
        {
            return Some(e);
        }
        if (n.det == Det::Definite || n.det == Det::Owned)
            && let Some(e) = self.titled(i, n, owner_key.as_deref())
        {
            return Some(e);
        }
        if n.class.is(Class::LOOSE) && n.det == Det::Bare {
            return None;
        }
        self.repeated(i, n, owner)
    }

    /// "his supporters" with "Mr Atambayev's supporters": same head, same owner, same modifiers.
    fn owned(&self, n: &Nominal, owner: Option<usize>) -> Option<usize> {
        if n.kind == EntityKind::Person {
            let mut bearers =
                (0..self.things.len()).filter(|&e| self.things[e].relations.iter().any(|(h, o)| *h == n.title.head && Some(*o) == owner));
            if let (Some(e), None) = (bearers.next(), bearers.next()) {
                return Some(e);
            }
        }
        (0..self.things.len()).find(|&e| {
            let t = &self.things[e];
            t.owner == owner
                && !t.counted
                && t.plural == n.plural
                && t.titles.iter().any(|x| x.head == n.title.head && x.former == n.title.former && x.modifiers == n.title.modifiers)
        })
    }

    /// The one named entity that has this title.
    fn titled(&self, i: usize, n: &Nominal, owner: Option<&str>) -> Option<usize> {
        let leader = WORDS.class(&n.title.head).is(Class::LEADER);
        // 2: same head, 1: both heads of state.
        let fit = |e: usize, t: &Title| -> u8 {
            if t.former != n.title.former {
                return 0;
            }
            let heads = if t.head == n.title.head {
                2
            } else if leader && n.title.head == "leader" && WORDS.class(&t.head).is(Class::LEADER) {
                1
            } else {
                return 0;
            };
            let owners = match (owner, t.owner.as_deref()) {
                (Some(a), Some(b)) => a == b || same_stem(a, b),
                (Some(_), None) => n.title.head != "leader" || self.near(i, e, t),
                _ => true,
            };
            // Every modifier of the description must be the entity's too ("the deputy minister" is no minister).
            let known = n.title.modifiers.iter().all(|m| t.modifiers.contains(m));
            let vice = t.modifiers.iter().any(|m| matches!(m.as_str(), "vice" | "deputy" | "assistant"))
                && !n.title.modifiers.iter().any(|m| t.modifiers.contains(m));
            if owners && known && !vice { heads } else { 0 }
        };
        let mut fits: Vec<usize> = (0..self.things.len())
            .filter(|&e| {
                let t = &self.things[e];
                t.named && nominals::may_be(n, t.kind) && t.titles.iter().any(|x| fit(e, x) > 0)
            })
            .collect();
        if fits.len() > 1 {
            // Several: the only one that the last two sentences and this one speak of.
            let recent = self.recent(i, 2);
            fits.retain(|e| recent.contains(e));
        }
        match fits[..] {
            [e] => Some(e),
            _ => None,
        }
    }

    /// Whether the bearer of a title was named with it earlier in the same sentence.
    fn near(&self, i: usize, entity: usize, title: &Title) -> bool {
        let item = &self.items[i];
        let doc = self.docs[item.doc];
        let sentence = doc.sentence_of(item.head);
        self.items[..i].iter().rev().take_while(|x| x.doc == item.doc && doc.sentence_of(x.head) == sentence).any(|x| match x.what {
            What::Name(n) => x.entity == Some(entity) && self.names[n].1.titles.contains(title),
            _ => false,
        })
    }

    /// Entities of the mentions before `i`, in its sentence and the `back` before.
    fn recent(&self, i: usize, back: usize) -> Vec<usize> {
        let item = &self.items[i];
        let doc = self.docs[item.doc];
        let first = doc.sentence_of(item.head).saturating_sub(back);
        self.items[..i]
            .iter()
            .rev()
            .take_while(|x| x.doc == item.doc && doc.sentence_of(x.head) >= first)
            .filter_map(|x| x.entity)
            .collect()
    }

    /// The named body that a description shortens: "the foreign ministry" for "Foreign Ministry", "Ministry of …".
    fn body(&self, n: &Nominal, owner: Option<&str>) -> Option<usize> {
        if n.plural {
            return None;
        }
        let mut fits = (0..self.things.len()).filter(|&e| {
            let t = &self.things[e];
            t.named
                && matches!(t.kind, EntityKind::Organisation)
                && t.keys.iter().any(|k| {
                    let words: Vec<&str> = k.split(' ').collect();
                    let has = |w: &str| words.contains(&w);
                    words.len() > 1
                        && has(&n.title.head)
                        && n.title.modifiers.iter().all(|m| has(m))
                        && owner.is_none_or(has)
                        && (n.det == Det::Definite || words.len() <= n.title.modifiers.len() + 1 + usize::from(owner.is_some()))
                })
        });
        match (fits.next(), fits.next()) {
            (Some(e), None) => Some(e),
            _ => None,
        }
    }

    /// The last entity without a name that was called so.
    fn repeated(&self, i: usize, n: &Nominal, owner: Option<usize>) -> Option<usize> {
        let item = &self.items[i];
        let mut found: Option<usize> = None;
        for x in self.items[..i].iter().rev() {
            let Some(e) = x.entity else { continue };
            let t = &self.things[e];
            if t.named || t.plural != n.plural || found == Some(e) {
                continue;
            }
            let fits = t.titles.iter().any(|x| {
                (x.head == n.title.head || n.title.head == "old" && t.kind == EntityKind::Person && !n.title.modifiers.is_empty())
                    && x.former == n.title.former
                    && match (&n.title.owner, &x.owner) {
                        (Some(a), Some(b)) => a == b,
                        (Some(_), None) => false,
                        _ => true,
                    }
                    && if n.plural { n.title.modifiers == x.modifiers } else { n.title.modifiers.iter().all(|m| x.modifiers.contains(m)) }
            });
            let owners =
                owner.is_none() || t.owner == owner || t.owner.is_none() && owner.is_some_and(|o| self.things[o].kind == EntityKind::Place);
            // Nouns that fit anyone must be close by.
            if n.plural && n.class.is(Class::LOOSE) && !self.recent(i, 2).contains(&e) {
                return None;
            }
            // A group that was counted ("six soldiers") is not all of its kind, unless "the" says so.
            let counted = t.counted && n.plural && n.det == Det::Bare;
            if !fits || !owners || counted {
                continue;
            }
            if n.plural {
                return Some(e);
            }
            match found {
                None => found = Some(e),
                // Two of the kind: only the one just spoken of will do.
                Some(first) => {
                    let near = self.recent(i, 1);
                    return (near.contains(&first) && !near.contains(&e) && x.doc == item.doc).then_some(first);
                }
            }
        }
        found
    }

    /// Numbers the entities by first mention, the title's first, and names them.
    pub fn finish(self) -> Names {
        let mut order: Vec<usize> = (0..self.items.len()).filter(|&i| self.items[i].entity.is_some()).collect();
        order.sort_by_key(|&i| (slot(field_of(self.items[i].doc)), self.items[i].head));
        let mut number: BTreeMap<usize, usize> = BTreeMap::new();
        let mut out = Names::default();
        for (d, doc) in self.docs.iter().enumerate() {
            out.by_token[slot(field_of(d))] = vec![NONE; doc.len()];
        }
        let mut named: Vec<(usize, String)> = Vec::new();
        for &i in &order {
            let item = &self.items[i];
            let Some(thing) = item.entity else { continue };
            let e = *number.entry(thing).or_insert_with(|| {
                let t = &self.things[thing];
                out.entities.push(EntityData { kind: t.kind, gender: t.gender, named: t.named, ..Default::default() });
                named.push(match &t.long_form {
                    Some((d, r)) => (usize::MAX, self.docs[*d].slice(r.clone()).to_owned()),
                    None => (0, String::new()),
                });
                out.entities.len() - 1
            });
            let doc = self.docs[item.doc];
            let form = match &item.what {
                What::Name(n) => {
                    let name = doc.slice(self.names[*n].1.name.clone());
                    consider(&mut named[e], 1000 + fullness(name), name);
                    alias(&mut out.entities[e], doc.slice(item.tokens.clone()));
                    Form::Name
                }
                What::Nominal(n) => {
                    let words = self.words_of(item.doc, n);
                    let own = n.owner.is_some_and(|o| doc.token(o).tag() == "PRP$");
                    // "Mr Atambayev's supporters" says more than "his supporters" or "the president's supporters".
                    let proper = n.owner.is_some_and(|o| spans::is_proper(doc.token(o)));
                    consider(&mut named[e], if own { 1 } else { 2 + usize::from(proper) }, &words);
                    alias(&mut out.entities[e], &words);
                    Form::Nominal
                }
                What::Pronoun(_) => Form::Pronoun,
            };
            let field = field_of(item.doc);
            let at = out.mentions.len() as u32;
            let map = &mut out.by_token[slot(field)];
            if let What::Name(n) = &item.what {
                for k in self.names[*n].1.name.clone() {
                    if map[k] == NONE {
                        map[k] = at;
                    }
                }
            }
            map[item.head] = at;
            out.mentions.push(Mention { field, tokens: item.tokens.clone(), head: item.head, entity: e, form });
        }
        for (entity, (_, name)) in out.entities.iter_mut().zip(named) {
            entity.aliases.retain(|a| *a != name);
            entity.name = name;
        }
        out
    }

    /// A description with its "of" phrase, without its article.
    fn words_of(&self, d: usize, n: &Nominal) -> String {
        let doc = self.docs[d];
        let mut range = n.tokens.clone();
        if doc.token(range.start).tag() == "DT" && range.len() > 1 {
            range.start += 1;
        }
        if let Some(o) = n.owner.filter(|&o| o > n.head) {
            let end = self.item(d, o).map_or(o + 1, |i| self.items[i].tokens.end);
            range.end = range.end.max(end);
        }
        doc.slice(range).to_owned()
    }
}

fn consider(best: &mut (usize, String), rank: usize, name: &str) {
    if rank > best.0 {
        *best = (rank, name.to_owned());
    }
}

/// More words, then more letters; an acronym loses to what it stands for.
fn fullness(name: &str) -> usize {
    name.split_whitespace().count() * 100 + name.chars().count().min(99)
}

fn alias(entity: &mut EntityData, words: &str) {
    if !entity.aliases.iter().any(|a| a == words) {
        entity.aliases.push(words.to_owned());
    }
}

pub(super) fn gender_of_class(c: Class) -> Gender {
    match (c.is(Class::MALE), c.is(Class::FEMALE)) {
        (true, false) => Gender::Male,
        (false, true) => Gender::Female,
        _ => Gender::Unknown,
    }
}

fn adjective_gender(word: &str) -> Gender {
    match word {
        "female" | "pregnant" => Gender::Female,
        "male" => Gender::Male,
        _ => Gender::Unknown,
    }
}

/// Russia and Russian, Kyrgyzstan and Kyrgyz: one begins like the other.
fn same_stem(a: &str, b: &str) -> bool {
    let n = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    n >= 4 && n + 4 >= a.chars().count().min(b.chars().count()) && n * 2 > a.chars().count().max(b.chars().count())
}
