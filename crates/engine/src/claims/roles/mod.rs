//! Who did what to whom: from a trigger and its frame to noun phrases.
//!
//! All roles of a trigger come from its own clause; what the grammar does not give stays empty.

mod across;
pub mod clause;
mod heads;
pub mod learned;
pub mod listed;
pub mod phrase;
mod places;
mod put;

use super::triggers::Trigger;
use crate::lexicon::{Classes, Frame, Lexicon, WordClass};
pub use across::{lend_victims, part_victims};
pub use phrase::Phrase;
use stemma_nlp::{Doc, Token};

/// The noun phrases that fill a trigger's roles, each in text order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawRoles {
    /// Who did it.
    pub actor: Vec<Phrase>,
    /// To whom or what.
    pub target: Vec<Phrase>,
    /// With what.
    pub instrument: Vec<Phrase>,
    /// Where.
    pub place: Vec<Phrase>,
    /// About what.
    pub topic: Vec<Phrase>,
    /// Parts of the target that are counted within it ("36 people, including several officers").
    pub subset: Vec<Phrase>,
    /// Heads of targets that only the classifier gave: no figure counts them.
    pub uncounted: Vec<usize>,
}

impl RawRoles {
    /// The targets that a figure counts.
    pub fn counted(&self) -> Vec<Phrase> {
        self.target.iter().filter(|p| !self.uncounted.contains(&p.head)).cloned().collect()
    }
}

/// The roles of one trigger of `doc`: what its frame proposes, settled by the classifier.
pub fn fill(doc: &Doc, trigger: &Trigger, lexicon: &Lexicon) -> RawRoles {
    learned::settle(doc, trigger, propose(doc, trigger, lexicon), lexicon)
}

/// The roles that the trigger's frame gives.
pub fn propose(doc: &Doc, trigger: &Trigger, lexicon: &Lexicon) -> RawRoles {
    let frame = lexicon.frame(trigger.frame);
    let mut filling = Filling { doc, lexicon, trigger, frame, roles: RawRoles::default() };
    let head = doc.token(trigger.head);
    match trigger.form {
        WordClass::Verb => filling.verb(head),
        WordClass::Noun => filling.noun(head),
        WordClass::Adjective => filling.adjective(head),
    }
    filling.finish()
}

/// The roles of one trigger in the making.
struct Filling<'a> {
    doc: &'a Doc,
    lexicon: &'a Lexicon,
    trigger: &'a Trigger,
    frame: &'a Frame,
    roles: RawRoles,
}

impl Filling<'_> {
    /// "36 people were hurt in clashes, including several officers": people counted within the target, wherever in the
    /// trigger's clause the parser hung them.
    fn subsets(&mut self) {
        if self.lexicon.kind(self.trigger.kind).measure.is_none() || self.roles.target.is_empty() {
            return;
        }
        let doc = self.doc;
        let sentence = doc.sentences()[doc.sentence_of(self.trigger.head)].clone();
        let first = self.roles.target.iter().map(|p| p.head).chain([self.trigger.head]).min().unwrap_or(sentence.start);
        for i in first..sentence.end {
            let p = doc.token(i);
            if p.lower() != "including" {
                continue;
            }
            let object = p.child("pobj").or_else(|| p.child("dobj"));
            let Some(object) = object.filter(|o| phrase::classes(*o, self.lexicon) & (Classes::PERSON | Classes::GROUP) != 0) else {
                continue;
            };
            let belongs = p.ancestors().take(6).any(|a| a.i == self.trigger.head || self.roles.target.iter().any(|t| t.head == a.i));
            if belongs {
                for t in phrase::conjuncts(object) {
                    // Whoever is named is told of; a number is counted within the whole.
                    if t.ent_type() == "PERSON" && !self.roles.target.iter().any(|p| p.head == t.i) {
                        self.roles.target.push(Phrase::of(t, self.lexicon));
                        self.roles.uncounted.push(t.i);
                    }
                    self.roles.subset.push(Phrase::of(t, self.lexicon));
                }
            }
        }
    }

    fn finish(mut self) -> RawRoles {
        self.subsets();
        let r = &mut self.roles;
        for list in [&mut r.actor, &mut r.target, &mut r.instrument, &mut r.place, &mut r.topic, &mut r.subset] {
            list.sort_by_key(|p| p.head);
        }
        // Nobody is both sides of one act: the target is the better founded.
        let targets: Vec<usize> = r.target.iter().map(|p| p.head).collect();
        r.actor.retain(|p| !targets.contains(&p.head));
        self.roles
    }
}

fn is_placelike(noun: Token<'_>, classes: u32) -> bool {
    matches!(noun.ent_type(), "GPE" | "LOC" | "FAC")
        || classes & (Classes::PLACE | Classes::BUILDING) != 0 && !matches!(noun.ent_type(), "DATE" | "TIME")
}
