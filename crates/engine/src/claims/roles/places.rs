//! What prepositions give: phrases of the trigger's frame, instruments, and places wherever the parser hung them.

use super::clause;
use super::{Filling, is_placelike, phrase};
use crate::lexicon::{Classes, Role, WordClass};
use stemma_nlp::Token;

impl<'a> Filling<'a> {
    /// The phrases after a word's prepositions.
    pub(super) fn preposition_phrases(&mut self, holder: Token<'a>) {
        for p in holder.children() {
            if !matches!(p.dep(), "prep" | "agent" | "dative") || p.pos() == "NOUN" {
                continue;
            }
            let nominal = self.trigger.form == WordClass::Noun && holder.i == self.trigger.head;
            self.preposition_phrase(p, nominal);
        }
    }

    fn preposition_phrase(&mut self, p: Token<'a>, of_noun: bool) {
        let Some(object) = p.child("pobj") else {
            // "from inside the house", "according to": a chain of prepositions.
            if let Some(inner) = p.child("prep").filter(|_| p.lower() == "from" || p.lower() == "out") {
                self.preposition_phrase(inner, of_noun);
            }
            return;
        };
        let word = p.lower();
        if word == "including" {
            return;
        }
        let classes = phrase::classes(object, self.lexicon);
        // After "in" and "near" an unknown name is a place.
        let unknown = matches!(p.lower(), "in" | "near") && object.pos() == "PROPN" && matches!(object.ent_type(), "" | "PERSON");
        let placelike = is_placelike(object, classes) || unknown;
        let thing = classes & (Classes::WEAPON | Classes::VEHICLE) != 0 && classes & (Classes::PERSON | Classes::GROUP) == 0;
        if matches!(object.ent_type(), "DATE" | "TIME") && classes & Classes::PERSON == 0 {
            return self.attached(object);
        }
        let place = placelike && self.lexicon.light().place_prepositions.contains(word);
        let instrument = thing && self.lexicon.light().instrument_prepositions.contains(word);
        if p.dep() == "agent" || (word == "by" && of_noun) {
            self.doer(object, self.frame.subject);
            if of_noun {
                self.behind_doer(object);
            }
            return;
        }
        if of_noun && word == "of" {
            let someone = classes & (Classes::PERSON | Classes::GROUP | Classes::NUMBER) != 0;
            // "a boycott of the vote": things do nothing.
            let role = if self.frame.of == Some(Role::Actor) && !someone { self.frame.object } else { self.frame.of };
            return self.put_typed(object, role);
        }
        let role = match self.frame.preposition(word) {
            // "an attack at the hotel" is in it, "an attack on the hotel" against it.
            Some(Some(Role::Target)) if place && matches!(word, "at" | "in") => Some(Role::Place),
            // "talks with knives" there are none: things are no partners.
            Some(Some(_)) if instrument && matches!(word, "with") => Some(Role::Instrument),
            Some(role) => role,
            None if place => Some(Role::Place),
            None if instrument && word != "in" && word != "of" => Some(Role::Instrument),
            None => None,
        };
        self.put(object, role);
        if role.is_some() && role != Some(Role::Place) {
            self.attached(object);
        }
    }

    /// "The killing by police of a boy": whoever stands behind the doer is whom it was done to, not part of the doer.
    fn behind_doer(&mut self, doer: Token<'a>) {
        let noun = self.doc.token(self.trigger.head);
        let own = noun.children().any(|c| c.dep() == "prep" && c.lower() == "of");
        let of = doer.children().find(|c| c.dep() == "prep" && c.lower() == "of" && c.i > doer.i);
        let Some((of, object)) = of.filter(|_| !own).and_then(|of| Some((of, of.child("pobj")?))) else { return };
        let one = object.ent_type() == "PERSON"
            || object.children().any(|c| c.dep() == "nummod" || c.dep() == "det" && matches!(c.lower(), "a" | "an"));
        let someone = phrase::classes(object, self.lexicon) & (Classes::PERSON | Classes::GROUP) != 0;
        // "By members of a militia" they are members of it.
        let partitive = doer.lemma() == "member" || self.lexicon.light().quantifiers.contains(doer.lemma()) || doer.pos() == "NUM";
        if !one || !someone || partitive {
            return;
        }
        for phrase in self.roles.actor.iter_mut().filter(|a| a.head == doer.i) {
            phrase.tokens.end = phrase.tokens.end.min(of.i);
        }
        self.put_typed(object, self.frame.of);
    }

    /// Places (and "with" weapons) that the parser hung on the object's noun, and parts of it that are counted.
    pub(super) fn attached(&mut self, noun: Token<'a>) {
        for p in noun.children().filter(|c| c.dep() == "prep") {
            let Some(object) = p.child("pobj") else { continue };
            let classes = phrase::classes(object, self.lexicon);
            match p.lower() {
                "of" if noun.ent_type() == "PERSON" || noun.pos() == "PRON" => {
                    self.put(object, self.frame.preposition("of").flatten());
                }
                "with" | "using" if classes & Classes::WEAPON != 0 && classes & Classes::PERSON == 0 => {
                    self.put(object, Some(Role::Instrument))
                }
                "in" | "at" | "near" | "outside" | "inside" | "on" if is_placelike(object, classes) => {
                    self.put(object, Some(Role::Place));
                    self.attached(object);
                }
                _ => {}
            }
        }
    }

    /// Places that stand with the doer: "protesters in Iran stormed …", "was taken by rebels outside the town". Before
    /// the trigger only names, since what else stands there mostly tells who, not where.
    pub(super) fn named_places(&mut self, noun: Token<'a>) {
        for p in noun.children().filter(|c| c.dep() == "prep" && matches!(c.lower(), "in" | "at" | "near" | "inside" | "outside")) {
            let Some(object) = p.child("pobj") else { continue };
            let after = noun.i > self.trigger.head && is_placelike(object, phrase::classes(object, self.lexicon));
            if after || matches!(object.ent_type(), "GPE" | "LOC" | "FAC") {
                self.put(object, Some(Role::Place));
            }
        }
    }

    /// Places of the verb of an event noun, or of the time when it was ("at 2 a.m. on Harbour Street").
    pub(super) fn places(&mut self, verb: Token<'a>) {
        for time in verb.children().filter(|c| c.dep() == "npadvmod") {
            self.attached(time);
        }
        // The parser hangs "on Harbour Street" on the noun of "took place".
        let noun = verb.child("dobj").filter(|o| o.lower() == "place");
        for p in std::iter::once(verb).chain(noun).flat_map(|h| h.children()).filter(|c| c.dep() == "prep") {
            let Some(object) = p.child("pobj") else { continue };
            let classes = phrase::classes(object, self.lexicon);
            if matches!(p.lower(), "in" | "at" | "near" | "outside" | "inside" | "on" | "across" | "throughout" | "around")
                && is_placelike(object, classes)
            {
                self.put(object, Some(Role::Place));
                self.attached(object);
            } else if matches!(object.ent_type(), "DATE" | "TIME") {
                self.attached(object);
            }
        }
    }

    /// A place that stands with the verb that this one is a conjunct, infinitive or participle of; or that its clause is told
    /// of: "Dag, where two guards were shot".
    pub(super) fn shared_places(&mut self, verb: Token<'a>) {
        let own = verb.children().any(|c| matches!(c.dep(), "nsubj" | "nsubjpass"));
        if !own && self.roles.place.is_empty() && matches!(verb.dep(), "conj" | "xcomp") && clause::is_verbal(verb.head()) {
            self.places(verb.head());
        }
        if self.roles.place.is_empty()
            && let Some(place) = self.told_of(verb)
        {
            self.put(place, Some(Role::Place));
        }
    }

    /// The place right before the "where" of a verb's clause, or of the clause that it goes on with.
    fn told_of(&self, verb: Token<'a>) -> Option<Token<'a>> {
        let opens = |v: Token<'a>| v.children().find(|c| c.dep() == "advmod" && c.lower() == "where" && c.i < v.i);
        let joined = |t: &Token<'a>| matches!(t.dep(), "conj" | "advcl") && clause::is_verbal(t.head());
        let mut up = verb;
        let mut found = opens(up).or_else(|| up.children().filter(|c| c.dep() == "conj").find_map(opens));
        while found.is_none() && joined(&up) {
            up = up.head();
            found = opens(up);
        }
        let at = found?.i;
        let sentence = self.doc.sentences().get(self.doc.sentence_of(at))?.start;
        let before = (sentence..at).rev().map(|i| self.doc.token(i)).find(|t| !t.is_punct())?;
        is_placelike(before, phrase::classes(before, self.lexicon)).then_some(before)
    }
}
