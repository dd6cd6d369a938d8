//! Descriptions that the grammar ties to a name: appositions, copulas, short forms in brackets.

use super::{Chains, What, gender_of_class};
use crate::claims::names::nominals::{self, Det};
use crate::claims::names::spans::Gender;
use crate::claims::names::{cluster, spelling};
use stemma_model::EntityKind;

impl Chains<'_> {
    /// Apposition and copula: "NAME, the former president", "NAME is the leader of …".
    pub(super) fn tie_descriptions(&mut self) {
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
    pub(super) fn tie_brackets(&mut self) {
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
}
