//! Which entity a description speaks of: one that bears its title, one that was called so before, or a new one.

use super::{Chains, Thing, What, gender_of_class};
use crate::claims::names::nominals::{self, Det, Nominal};
use crate::claims::names::spans::{self, Gender, Title};
use crate::claims::names::spelling;
use crate::claims::names::words::{Class, WORDS};
use stemma_model::EntityKind;

/// In so many sentences a report comes to whom its headline speaks of.
const LEAD: usize = 3;

impl Chains<'_> {
    /// The entity of a description: one that it fits, or a new one.
    pub(super) fn describe(&mut self, i: usize, n: &Nominal) -> usize {
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
        let item = &self.items[i];
        let doc = self.docs[item.doc];
        if item.doc == 1
            && let Some(e) = self.lead(i, n)
        {
            return Some(e);
        }
        if matches!(n.det, Det::Counted | Det::Indefinite) {
            return None;
        }
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

    /// "Man held after blaze": the one man of the first sentence that speaks of any, if the headline speaks of one too.
    fn lead(&self, i: usize, n: &Nominal) -> Option<usize> {
        let alike = |x: &Nominal| x.kind == EntityKind::Person && x.title.head == n.title.head;
        let here = |d: usize| {
            self.items.iter().enumerate().filter(move |(_, x)| x.doc == d).filter_map(|(k, x)| match &x.what {
                What::Nominal(y) => Some((k, x, y)),
                _ => None,
            })
        };
        if n.kind != EntityKind::Person || n.owner.is_some() || here(1).any(|(k, _, y)| k != i && alike(y)) {
            return None;
        }
        let doc = self.docs[0];
        let of_sentence = |s: usize| here(0).filter(move |(_, x, y)| doc.sentence_of(x.head) == s && alike(y));
        let first = (0..LEAD.min(doc.sentences().len())).find(|&s| of_sentence(s).next().is_some())?;
        let mut found = of_sentence(first).filter_map(|(_, x, _)| x.entity);
        let e = found.next()?;
        let clash =
            |m: &String| !n.title.modifiers.contains(m) && n.title.modifiers.iter().any(|o| o.ends_with("-year") && m.ends_with("-year"));
        (found.all(|o| o == e) && !self.things[e].titles.iter().flat_map(|t| &t.modifiers).any(clash)).then_some(e)
    }

    /// "his supporters" with "Mr Verlind's supporters": same head, same owner, same modifiers.
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
                    // "Front Command" is no front: a name ends in what it names, or goes on with "of".
                    let ends = |p: usize| words.get(p + 1).is_none_or(|w| matches!(*w, "of" | "for"));
                    words.len() > 1
                        && words.iter().enumerate().any(|(p, w)| *w == n.title.head && ends(p))
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
