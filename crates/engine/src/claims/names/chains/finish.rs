//! From resolved mentions to the entities of the report: their order, numbers and names.

use super::{Chains, What};
use crate::claims::names::nominals::Nominal;
use crate::claims::names::{EntityData, Form, Mention, NONE, Names, field_of, slot, spans};
use std::collections::BTreeMap;

impl Chains<'_> {
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
                    // "Mr Verlind's supporters" says more than "his supporters" or "the president's supporters".
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
