//! Who did what to whom: from a trigger and its frame to noun phrases.
//!
//! All roles of a trigger come from its own clause; what the grammar does not give stays empty.

pub mod clause;
pub mod phrase;

use super::triggers::{Share, Trigger};
use crate::lexicon::{Classes, Frame, Lexicon, Role, WordClass};
use clause::Clause;
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
}

/// The roles of one trigger of `doc`.
pub fn fill(doc: &Doc, trigger: &Trigger, lexicon: &Lexicon) -> RawRoles {
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

struct Filling<'a> {
    doc: &'a Doc,
    lexicon: &'a Lexicon,
    trigger: &'a Trigger,
    frame: &'a Frame,
    roles: RawRoles,
}

impl<'a> Filling<'a> {
    fn verb(&mut self, verb: Token<'a>) {
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
            if word.children().any(|c| c.dep() == "nummod") && matches!(word.lemma(), "life") {
                return self.put_word(word, Role::Target);
            }
            // "took six policemen hostage" parsed as one noun phrase.
            let taken = matches!(word.lemma(), "hostage" | "prisoner" | "captive");
            if let Some(n) =
                word.children().filter(|_| taken).find(|c| c.i < word.i && matches!(c.dep(), "compound" | "nmod") && c.pos() != "NUM")
            {
                return self.put(n, self.frame.object);
            }
        }
    }

    fn noun(&mut self, noun: Token<'a>) {
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
            self.preposition_phrases(self.doc.token(w));
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
        } else if matches!(noun.dep(), "dobj" | "nsubj" | "nsubjpass" | "pobj") {
            let verb = if noun.dep() == "pobj" { noun.head().head() } else { noun.head() };
            if clause::is_verbal(verb) {
                self.places(verb);
            }
        }
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

    fn adjective(&mut self, word: Token<'a>) {
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
            self.doer(s, Some(Role::Actor));
        }
    }

    /// The phrases after a word's prepositions.
    fn preposition_phrases(&mut self, holder: Token<'a>) {
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
            return;
        }
        let place = placelike && self.lexicon.light().place_prepositions.contains(word);
        let instrument = thing && self.lexicon.light().instrument_prepositions.contains(word);
        if p.dep() == "agent" || (word == "by" && of_noun) {
            return self.doer(object, self.frame.subject);
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

    /// Places (and "with" weapons) that the parser hung on the object's noun, and parts of it that are counted.
    fn attached(&mut self, noun: Token<'a>) {
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
    fn named_places(&mut self, noun: Token<'a>) {
        for p in noun.children().filter(|c| c.dep() == "prep" && matches!(c.lower(), "in" | "at" | "near" | "inside" | "outside")) {
            let Some(object) = p.child("pobj") else { continue };
            let after = noun.i > self.trigger.head && is_placelike(object, phrase::classes(object, self.lexicon));
            if after || matches!(object.ent_type(), "GPE" | "LOC" | "FAC") {
                self.put(object, Some(Role::Place));
            }
        }
    }

    /// Places of the verb of an event noun.
    fn places(&mut self, verb: Token<'a>) {
        for p in verb.children().filter(|c| c.dep() == "prep") {
            let Some(object) = p.child("pobj") else { continue };
            let classes = phrase::classes(object, self.lexicon);
            if matches!(p.lower(), "in" | "at" | "near" | "outside" | "inside" | "on" | "across" | "throughout" | "around")
                && is_placelike(object, classes)
            {
                self.put(object, Some(Role::Place));
                self.attached(object);
            }
        }
    }

    /// A place that stands with the verb that this one is a conjunct, infinitive or participle of.
    fn shared_places(&mut self, verb: Token<'a>) {
        let own = verb.children().any(|c| matches!(c.dep(), "nsubj" | "nsubjpass"));
        if !own && self.roles.place.is_empty() && matches!(verb.dep(), "conj" | "xcomp") && clause::is_verbal(verb.head()) {
            self.places(verb.head());
        }
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

    /// Puts someone who does something; things that do harm are its instruments.
    fn doer(&mut self, head: Token<'a>, role: Option<Role>) {
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
    fn put_typed(&mut self, head: Token<'a>, role: Option<Role>) {
        let classes = phrase::classes(head, self.lexicon);
        if matches!(head.ent_type(), "DATE" | "TIME" | "ORDINAL") && classes & Classes::PERSON == 0 {
            return;
        }
        self.put(head, role);
        if role.is_some() {
            self.attached(head);
        }
    }

    fn put(&mut self, head: Token<'a>, role: Option<Role>) {
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
        }
    }

    fn push(&mut self, head: Token<'a>, role: Role) {
        let expletive = head.dep() == "expl" || head.lower() == "there";
        if expletive || self.trigger.words.contains(&head.i) || head.i == self.trigger.head && self.trigger.form == WordClass::Verb {
            return;
        }
        if role == Role::Place && !is_placelike(head, phrase::classes(head, self.lexicon)) && head.pos() != "PROPN" {
            return;
        }
        self.push_checked(head, role);
    }

    /// A word of the trigger itself that fills a role: "claimed 12 lives".
    fn put_word(&mut self, word: Token<'a>, role: Role) {
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
                self.roles.subset.extend(phrase::conjuncts(object).into_iter().map(|t| Phrase::of(t, self.lexicon)));
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

fn is_thing(noun: Token<'_>, lexicon: &Lexicon) -> bool {
    let classes = phrase::classes(noun, lexicon);
    classes & Classes::WEAPON != 0 && classes & (Classes::PERSON | Classes::GROUP | Classes::BUILDING) == 0
}

fn is_placelike(noun: Token<'_>, classes: u32) -> bool {
    matches!(noun.ent_type(), "GPE" | "LOC" | "FAC")
        || classes & (Classes::PLACE | Classes::BUILDING) != 0 && !matches!(noun.ent_type(), "DATE" | "TIME")
}
