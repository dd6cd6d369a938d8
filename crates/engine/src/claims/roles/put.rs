//! Putting a noun phrase into a role, with all that is coordinated with it, unless what it is forbids the role.

use super::{Filling, Phrase, is_placelike, phrase};
use crate::lexicon::{Classes, Role, WordClass};
use stemma_nlp::Token;

impl<'a> Filling<'a> {
    /// Puts someone who does something; things that do harm are its instruments.
    pub(super) fn doer(&mut self, head: Token<'a>, role: Option<Role>) {
        if role != Some(Role::Actor) {
            return self.put(head, role);
        }
        for t in phrase::conjuncts(head) {
            let classes = phrase::classes(t, self.lexicon);
            let person = classes & (Classes::PERSON | Classes::GROUP) != 0;
            let thing = classes & (Classes::WEAPON | Classes::VEHICLE | Classes::DISEASE) != 0;
            let happening = t.pos() == "NOUN" && self.lexicon.knows(WordClass::Noun, t.lemma());
            let harm = self.lexicon.kind(self.trigger.kind).harm;
            if !person && happening && !thing && !harm {
                continue;
            }
            let role = if !person && (thing || happening) { Role::Instrument } else { Role::Actor };
            self.push(t, role);
            if role == Role::Actor {
                self.named_places(t);
            }
        }
    }

    /// Puts a phrase that a noun's "of" or possessor gives: a place as target of what befalls people is a place.
    pub(super) fn put_typed(&mut self, head: Token<'a>, role: Option<Role>) {
        let classes = phrase::classes(head, self.lexicon);
        if matches!(head.ent_type(), "DATE" | "TIME" | "ORDINAL") && classes & Classes::PERSON == 0 {
            return;
        }
        self.put(head, role);
        if role.is_some() {
            self.attached(head);
        }
    }

    pub(super) fn put(&mut self, head: Token<'a>, role: Option<Role>) {
        let Some(role) = role else { return };
        let people = Classes::PERSON | Classes::GROUP;
        let someone = phrase::classes(head, self.lexicon) & people != 0;
        for t in phrase::conjuncts(head) {
            // "arrest the leader and the abduction of …": people and happenings are no conjuncts of each other.
            let apart = t.i != head.i
                && someone
                && self.lexicon.knows(WordClass::Noun, t.lemma())
                && phrase::classes(t, self.lexicon) & people == 0;
            if apart {
                continue;
            }
            self.push(t, role);
            if role == Role::Target {
                self.named(t);
            }
        }
    }

    /// "Two reporters, A and B, were killed", "the injured were A and B": the names of those whom a plural tells of.
    fn named(&mut self, head: Token<'a>) {
        let plural = matches!(head.tag(), "NNS" | "NNPS" | "CD")
            || matches!(head.lower(), "those" | "injured" | "dead" | "wounded" | "couple" | "pair");
        if !plural
            || phrase::classes(head, self.lexicon) & (Classes::PERSON | Classes::GROUP | Classes::NUMBER) == 0 && head.lower() != "those"
        {
            return;
        }
        let apposed = head.children().filter(|c| c.dep() == "appos");
        let verb = head.head();
        let subject = matches!(head.dep(), "nsubj" | "nsubjpass");
        let equated = verb.children().filter(|c| subject && verb.lemma() == "be" && c.dep() == "attr" && c.i > head.i);
        let heads: Vec<Token<'a>> = apposed.chain(equated).flat_map(phrase::conjuncts).filter(|c| c.ent_type() == "PERSON").collect();
        for name in heads {
            self.push(name, Role::Target);
            if !self.roles.uncounted.contains(&name.i) && name.i != self.trigger.head {
                self.roles.uncounted.push(name.i);
            }
        }
    }

    fn push(&mut self, head: Token<'a>, role: Role) {
        let expletive = head.dep() == "expl" || head.lower() == "there";
        // "Killed 70 last year": a time does and suffers nothing.
        let aged = matches!(head.lower(), "old" | "olds") || head.lower().ends_with("-old") || head.lower().ends_with("-olds");
        let time = matches!(head.ent_type(), "DATE" | "TIME") && !aged && phrase::classes(head, self.lexicon) & Classes::PERSON == 0;
        if expletive
            || time && !matches!(role, Role::Topic | Role::Place)
            || self.trigger.words.contains(&head.i)
            || head.i == self.trigger.head && self.trigger.form == WordClass::Verb
        {
            return;
        }
        if role == Role::Place && !is_placelike(head, phrase::classes(head, self.lexicon)) && head.pos() != "PROPN" {
            return;
        }
        self.push_checked(head, role);
    }

    /// A word of the trigger itself that fills a role: "claimed 12 lives".
    pub(super) fn put_word(&mut self, word: Token<'a>, role: Role) {
        self.push_checked(word, role);
    }

    fn push_checked(&mut self, head: Token<'a>, role: Role) {
        let list = match role {
            Role::Actor => &mut self.roles.actor,
            Role::Target => &mut self.roles.target,
            Role::Instrument => &mut self.roles.instrument,
            Role::Place => &mut self.roles.place,
            Role::Topic => &mut self.roles.topic,
        };
        if !list.iter().any(|p| p.head == head.i) {
            list.push(Phrase::of(head, self.lexicon));
        }
    }
}
