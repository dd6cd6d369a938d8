//! What a verb, noun or adjective that is a trigger gives directly: its clause, possessor, modifiers and counts.

use super::clause::{self, Clause};
use super::{Filling, phrase};
use crate::claims::attribution::CUES;
use crate::claims::triggers::Share;
use crate::lexicon::{Classes, Lexicon, Role, WordClass};
use stemma_nlp::Token;

impl<'a> Filling<'a> {
    pub(super) fn verb(&mut self, verb: Token<'a>) {
        if let Some(n) = self.count_before(verb) {
            self.put(n, Some(Role::Target));
            self.preposition_phrases(verb);
            return self.left_by(verb.head());
        }
        let clause = Clause::of(verb, self.frame.transitive, self.lexicon);
        let object = clause.object.filter(|o| !self.trigger.words.contains(&o.i));
        let subject_role = if object.is_none() && !clause.passive { self.frame.alone } else { self.frame.subject };
        if let Some(s) = clause.subject {
            self.doer(s, subject_role);
        }
        if let Some(o) = object {
            let weapon = self.frame.name == "act" && is_thing(o, self.lexicon);
            let role = if weapon { Some(Role::Instrument) } else { self.frame.object };
            let classes = phrase::classes(o, self.lexicon);
            let someone = classes & (Classes::PERSON | Classes::GROUP | Classes::NUMBER) != 0;
            // "ordered the killing": what is ordered is no one who is told.
            let event = self.frame.name == "tell" && !someone && self.lexicon.knows(WordClass::Noun, o.lemma());
            self.put(o, if event { Some(Role::Topic) } else { role });
            self.attached(o);
            if someone {
                self.split_of(o);
            }
        }
        if let Some(o) = clause.indirect {
            self.put(o, self.frame.indirect.or(Some(Role::Target)));
        }
        self.phrase_object(&clause);
        self.preposition_phrases(verb);
        for &w in &self.trigger.words {
            let word = self.doc.token(w);
            self.preposition_phrases(word);
            // "set fire to the hall": a preposition of the trigger governs its object.
            if let Some(o) = word.child("pobj").filter(|_| word.pos() == "ADP") {
                self.put(o, self.frame.preposition(word.lower()).flatten().or(self.frame.object));
            }
        }
        self.shared_places(verb);
        self.used(verb);
    }

    /// In "took six men hostage", "claimed 20 lives" what stands in the gap is the object.
    fn phrase_object(&mut self, clause: &Clause<'a>) {
        if !self.roles.target.is_empty() || clause.passive {
            return;
        }
        for &w in &self.trigger.words {
            let word = self.doc.token(w);
            if word.pos() != "NOUN" {
                continue;
            }
            if phrase::classes(word, self.lexicon) & Classes::WEAPON != 0 {
                self.put_word(word, Role::Instrument);
                continue;
            }
            // "expressed his support": an event noun's possessor is its doer.
            if self.lexicon.knows(WordClass::Noun, word.lemma()) {
                continue;
            }
            if let Some(owner) = word
                .child("poss")
                .or_else(|| word.children().find(|c| c.dep() == "prep" && c.lower() == "of").and_then(|p| p.child("pobj")))
            {
                return self.put(owner, self.frame.object);
            }
            // "Took six policemen hostage" parsed as one noun phrase, and "hold 200 captives".
            let taken = matches!(word.lemma(), "hostage" | "prisoner" | "captive");
            if word.children().any(|c| c.dep() == "nummod") && (word.lemma() == "life" || taken && word.tag() == "NNS") {
                return self.put_word(word, Role::Target);
            }
            if let Some(n) =
                word.children().filter(|_| taken).find(|c| c.i < word.i && matches!(c.dep(), "compound" | "nmod") && c.pos() != "NUM")
            {
                return self.put(n, self.frame.object);
            }
        }
    }

    pub(super) fn noun(&mut self, noun: Token<'a>) {
        for c in noun.children() {
            match c.dep() {
                "poss" => self.put_typed(c, self.frame.possessor),
                "compound" | "nmod" | "amod" => self.modifier(c),
                "acl" if clause::is_passive(c) && self.lexicon.light().agent.contains_key(c.lemma()) => {
                    if let Some(by) = Clause::of(c, false, self.lexicon).subject {
                        self.doer(by, self.frame.subject);
                    }
                    self.preposition_phrases(c);
                }
                _ => {}
            }
        }
        self.preposition_phrases(noun);
        for &w in &self.trigger.words {
            let word = self.doc.token(w);
            self.preposition_phrases(word);
            // "a knife attack", "a bomb blast": the trigger says with what.
            if word.i < noun.i && is_thing(word, self.lexicon) && word.pos() == "NOUN" {
                self.put_word(word, Role::Instrument);
            }
        }
        if let Some(light) = &self.trigger.light {
            let verb = self.doc.token(light.verb);
            match light.share {
                Share::Agent if self.roles.actor.is_empty() => {
                    if let Some(s) = Clause::of(verb, false, self.lexicon).subject {
                        self.doer(s, self.frame.subject);
                    }
                    self.preposition_phrases(verb);
                }
                Share::Patient if self.roles.target.is_empty() => {
                    if let Some(s) = clause::surface_subject(verb, self.lexicon, 4) {
                        self.put(s, Some(Role::Target));
                    }
                    self.preposition_phrases(verb);
                }
                _ => self.places(verb),
            }
        } else if let Some(who) = self.blamed(noun).filter(|_| self.roles.actor.is_empty() && self.frame.subject == Some(Role::Actor)) {
            self.doer(who, self.frame.subject);
        } else if let Some(who) = self.speaker(noun).filter(|_| self.roles.actor.is_empty()) {
            self.put(who, Some(Role::Actor));
        } else if let Some(who) =
            self.sufferer(noun).filter(|_| self.roles.target.is_empty() && self.lexicon.kind(self.trigger.kind).name == "injure")
        {
            self.put(who, Some(Role::Target));
        } else if matches!(noun.dep(), "dobj" | "nsubj" | "nsubjpass" | "pobj") {
            let verb = if noun.dep() == "pobj" { noun.head().head() } else { noun.head() };
            if clause::is_verbal(verb) {
                self.places(verb);
            }
        }
    }

    /// "Blamed the rebels for the attack", "held them responsible for it", "was convicted of the murder".
    fn blamed(&self, noun: Token<'a>) -> Option<Token<'a>> {
        let p = noun.head();
        if noun.dep() != "pobj" || !matches!(p.lower(), "for" | "of" | "in" | "with") {
            return None;
        }
        let verb = p.head();
        if verb.lower() == "responsible" {
            return clause::bearer(verb, self.lexicon);
        }
        if !clause::is_verbal(verb) || !self.lexicon.light().blame.contains(verb.lemma()) {
            return None;
        }
        let clause = Clause::of(verb, true, self.lexicon);
        clause.object.filter(|o| phrase::classes(*o, self.lexicon) & (Classes::PERSON | Classes::GROUP) != 0)
    }

    /// "police raid", "knife attack", "Kabul bombing".
    fn modifier(&mut self, word: Token<'a>) {
        let classes = phrase::classes(word, self.lexicon);
        let nominal = word.pos() == "NOUN" || word.pos() == "PROPN";
        let role = if nominal && classes & (Classes::WEAPON | Classes::VEHICLE) != 0 && classes & (Classes::PERSON | Classes::GROUP) == 0 {
            Some(Role::Instrument)
        } else if matches!(word.ent_type(), "GPE" | "LOC" | "FAC") {
            Some(Role::Place)
        } else if word.ent_type() == "NORP" {
            Some(Role::Actor).filter(|_| self.frame.compound == Some(Role::Actor))
        } else if nominal && classes & (Classes::PERSON | Classes::GROUP) != 0 {
            self.frame.compound
        } else if nominal && classes & (Classes::BUILDING | Classes::PLACE) != 0 {
            Some(if self.frame.compound == Some(Role::Target) { Role::Target } else { Role::Place })
        } else if nominal && self.frame.compound == Some(Role::Topic) {
            Some(Role::Topic)
        } else {
            None
        };
        self.put(word, role);
    }

    /// "three dead and 20 wounded": a bare number right before a participle or adjective that counts people.
    fn count_before(&self, word: Token<'a>) -> Option<Token<'a>> {
        self.lexicon.kind(self.trigger.kind).measure.as_ref()?;
        if word.i == 0
            || word.children().any(|c| matches!(c.dep(), "auxpass" | "aux" | "nsubjpass" | "dobj"))
            || !matches!(word.tag(), "VBN" | "VBD" | "JJ" | "NN" | "NNS")
        {
            return None;
        }
        let n = self.doc.token(word.i - 1);
        let number = n.pos() == "NUM" || matches!(n.lower(), "dozens" | "hundreds" | "scores" | "several" | "many");
        let free = n.head().i == word.i || n.head().i < n.i && matches!(n.dep(), "conj" | "dobj" | "appos");
        (number
            && free
            && self.doc.sentence_of(n.i) == self.doc.sentence_of(word.i)
            && phrase::classes(n, self.lexicon) & Classes::MONEY == 0
            && n.dep() != "nsubj")
            .then_some(n)
    }

    /// "stripped the minister of her immunity" parsed as "the minister of …": a thing after a person's "of" belongs to
    /// the verb when the verb takes one.
    fn split_of(&mut self, person: Token<'a>) {
        if self.frame.preposition("of") != Some(Some(Role::Topic)) {
            return;
        }
        let Some(p) = person.children().find(|c| c.dep() == "prep" && c.lower() == "of" && c.i > person.i) else { return };
        let Some(o) = p.child("pobj") else { return };
        let members = Classes::PERSON | Classes::GROUP | Classes::PLACE | Classes::BUILDING | Classes::NUMBER;
        if phrase::classes(o, self.lexicon) & members != 0 || self.lexicon.light().quantifiers.contains(person.lemma()) {
            return;
        }
        for f in self.roles.target.iter_mut().filter(|f| f.head == person.i) {
            f.tokens.end = f.tokens.end.min(p.i);
        }
        self.put(o, Some(Role::Topic));
    }

    pub(super) fn adjective(&mut self, word: Token<'a>) {
        // "two dead", "the wounded": the number, or the word itself, is who.
        if let Some(n) = self.count_before(word) {
            self.put(n, Some(Role::Target));
            self.left_by(word.head());
        } else if let Some(n) = word.children().find(|c| c.dep() == "nummod" && c.i < word.i) {
            self.put(n, Some(Role::Target));
        } else if let Some(b) = clause::bearer(word, self.lexicon) {
            self.put(b, Some(Role::Target));
        } else if word.tag().starts_with("NN") || word.children().any(|c| c.dep() == "det") {
            self.put(word, Some(Role::Target));
        }
        self.preposition_phrases(word);
        let head = word.head();
        if matches!(word.dep(), "acomp" | "oprd" | "xcomp" | "ccomp" | "attr") && clause::is_verbal(head) {
            self.places(head);
            self.left_by(head);
        } else if word.dep() == "dobj" {
            self.left_by(head);
        } else if matches!(word.dep(), "conj") && matches!(head.head().lemma(), "leave") {
            self.left_by(head.head());
        }
    }

    /// "The attack left two dead": who or what left them so.
    fn left_by(&mut self, verb: Token<'a>) {
        if verb.lemma() == "leave"
            && let Some(s) = Clause::of(verb, false, self.lexicon).subject
        {
            let person = phrase::classes(s, self.lexicon) & (Classes::PERSON | Classes::GROUP) != 0;
            let happening = s.pos() == "NOUN" && self.lexicon.knows(WordClass::Noun, s.lemma());
            // "an incident that left two dead": nobody did it.
            if person || happening || is_thing(s, self.lexicon) {
                self.doer(s, Some(Role::Actor));
            }
        }
    }

    /// "was treated for injuries", "walked in with a gunshot wound", "treatment of his wounds": whoever the verb tells of
    /// has the injury.
    fn sufferer(&self, noun: Token<'a>) -> Option<Token<'a>> {
        let someone = |t: &Token<'a>| phrase::classes(*t, self.lexicon) & (Classes::PERSON | Classes::GROUP | Classes::NUMBER) != 0;
        let mut p = noun.head();
        if noun.dep() != "pobj" || !matches!(p.lower(), "with" | "for" | "from" | "of") {
            return None;
        }
        let mut holder = p.head();
        if matches!(holder.lemma(), "treatment" | "surgery" | "care") && holder.dep() == "pobj" {
            p = holder.head();
            holder = p.head();
        }
        if p.lower() == "with" && clause::is_nominal(holder) {
            return Some(holder).filter(someone);
        }
        if !clause::is_verbal(holder) || p.lower() == "of" {
            return None;
        }
        let clause = Clause::of(holder, true, self.lexicon);
        let object = clause.object.filter(someone);
        object.or_else(|| clause.subject.filter(|s| !clause.passive && someone(s)))
    }

    /// "said in an interview", "told a news conference": whoever speaks there holds it.
    fn speaker(&self, noun: Token<'a>) -> Option<Token<'a>> {
        let kind = self.lexicon.kind(self.trigger.kind);
        let p = noun.head();
        let held = matches!(kind.name.as_str(), "meet" | "announce");
        if !held || noun.dep() != "pobj" || !matches!(p.lower(), "in" | "during" | "at") || p.dep() != "prep" {
            return None;
        }
        let verb = p.head();
        let says = clause::is_verbal(verb) && !CUES.verb(verb.lemma()).is_empty();
        let speaker = clause::surface_subject(verb, self.lexicon, 2).filter(|_| says && !clause::is_passive(verb))?;
        (phrase::classes(speaker, self.lexicon) & (Classes::PERSON | Classes::GROUP) != 0).then_some(speaker)
    }

    /// "used a knife to kill", "killed him using a knife".
    fn used(&mut self, verb: Token<'a>) {
        let head = verb.head();
        let user = if matches!(verb.dep(), "xcomp" | "advcl") && head.lemma() == "use" {
            Some(head)
        } else {
            verb.children().find(|c| c.lemma() == "use" && matches!(c.dep(), "advcl" | "acl" | "xcomp"))
        };
        if let Some(o) = user.and_then(clause::object)
            && phrase::classes(o, self.lexicon) & Classes::PERSON == 0
        {
            self.put(o, Some(Role::Instrument));
        }
    }
}

fn is_thing(noun: Token<'_>, lexicon: &Lexicon) -> bool {
    let classes = phrase::classes(noun, lexicon);
    classes & Classes::WEAPON != 0 && classes & (Classes::PERSON | Classes::GROUP | Classes::BUILDING) == 0
}
