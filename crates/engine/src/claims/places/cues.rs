//! Whether a capitalised name is a place: what the parser calls it, what is known, and the words around it.

use super::names::{Known, names};
use std::collections::HashMap;
use std::ops::Range;
use stemma_nlp::{Doc, Token};

/// A name taken for a place.
pub(super) struct Candidate {
    pub tokens: Range<usize>,
    /// The country of an adjective.
    pub adjective: Option<String>,
    /// Whether its words alone, or the words beside it, prove it: other mentions of the same name follow.
    pub sure: bool,
}

/// Reads a document's names, knowing which of them it also uses for people.
pub(super) struct Cues<'a> {
    doc: &'a Doc,
    people: HashMap<&'a str, u32>,
    /// Whether the text is in capitals, so that a capital tells nothing.
    shouting: bool,
}

impl<'a> Cues<'a> {
    pub fn new(doc: &'a Doc) -> Cues<'a> {
        let mut people: HashMap<&str, u32> = HashMap::new();
        for m in doc.entities().iter().filter(|m| doc.entity_label(m) == "PERSON") {
            let titled = m.start > 0 && names().titles.contains(doc.token(m.start - 1).lower());
            if m.end > m.start + 1 || titled {
                let last = doc.token((m.end - 1).min(doc.len() - 1));
                let name = if last.lower() == "'s" && m.end > m.start + 1 { doc.token(m.end - 2) } else { last };
                *people.entry(name.text()).or_default() += 1;
                if !titled {
                    *people.entry(doc.token(m.start).text()).or_default() += 1;
                }
            }
        }
        let letters = doc.text().chars().filter(|c| c.is_alphabetic()).take(2000);
        let (all, upper) = letters.fold((0u32, 0u32), |(n, u), c| (n + 1, u + u32::from(c.is_uppercase())));
        Cues { doc, people, shouting: upper * 2 > all }
    }

    fn token(&self, i: usize) -> Option<Token<'a>> {
        (i < self.doc.len()).then(|| self.doc.token(i))
    }

    fn lower(&self, i: usize) -> &'a str {
        self.token(i).map_or("", |t| t.lower())
    }

    fn before(&self, i: usize) -> &'a str {
        if i > 0 && self.doc.sentence_of(i - 1) == self.doc.sentence_of(i) { self.lower(i - 1) } else { "" }
    }

    /// Whether token `i` begins with a capital letter.
    pub fn capital(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| t.text().starts_with(char::is_uppercase))
    }

    /// The place that begins at token `i`, by the strongest proof there is.
    pub fn at(&self, i: usize) -> Option<Candidate> {
        let entity = self.doc.token(i).entity().copied();
        let label = entity.map_or("", |e| self.doc.entity_label(&e));
        if let Some(c) = self.known(i, label) {
            return Some(c);
        }
        if let Some(e) = entity.filter(|e| matches!(label, "GPE" | "LOC" | "FAC") && e.start.max(self.skip_opening(e.start)) == i) {
            return self.entity(i, e.end.min(self.doc.len()), label);
        }
        if !self.capital(i) || matches!(label, "GPE" | "LOC" | "FAC" | "DATE" | "TIME") {
            return None;
        }
        if i > 0 && self.capital(i - 1) && self.doc.sentence_of(i - 1) == self.doc.sentence_of(i) && self.in_run(i - 1) {
            return None;
        }
        self.by_cue(i)
    }

    fn skip_opening(&self, mut i: usize) -> usize {
        while self
            .token(i)
            .is_some_and(|t| matches!(t.pos(), "DET" | "SPACE" | "PUNCT" | "ADP") || matches!(t.lower(), "downtown" | "capital"))
        {
            i += 1;
        }
        i
    }

    /// A name of the lexicon: not part of a person's name, and an adjective only before what it describes.
    fn known(&self, i: usize, label: &str) -> Option<Candidate> {
        if !self.capital(i) {
            return None;
        }
        let doc = self.doc;
        let (len, known) = names().known(|k| self.lower(i + k))?;
        let tokens = i..i + len;
        let last = doc.token(i + len - 1);
        let text = doc.token(i).text();
        // "us", "IT" and short forms: as printed.
        if matches!(self.lower(i), "us" | "uk" | "eu" | "la." | "man." | "miss." | "ind." | "mass.")
            && text.len() <= 3
            && !text.chars().all(char::is_uppercase)
        {
            return None;
        }
        if self.shouting && matches!(self.lower(i), "us" | "miss." | "chad" | "turkey" | "georgia" | "reading") && label != "GPE" {
            return None;
        }
        if label == "PERSON" {
            let e = doc.token(i).entity()?;
            let whole = e.start == i && e.end <= i + len + 1;
            let joined = i > 0 && doc.token(i - 1).text() == "-";
            if !whole && !joined || self.titled(i) {
                return None;
            }
        }
        if let Known::Adjective(country) = known {
            let next = self.token(i + len)?;
            // "Indian Ocean" is no country's.
            if matches!(next.text(), "Ocean" | "Sea" | "Gulf" | "Peninsula") {
                return Some(Candidate { tokens: i..i + len + 1, adjective: None, sure: false });
            }
            let describes =
                matches!(last.dep(), "amod" | "compound" | "nmod" | "poss" | "conj" | "npadvmod" | "punct") && last.head().i > last.i;
            let noun = matches!(next.pos(), "NOUN" | "PROPN" | "ADJ" | "NUM") || matches!(next.lower(), "-" | "and" | "/" | ",");
            return (describes && noun && label != "LANGUAGE").then(|| Candidate { tokens, adjective: Some(country.clone()), sure: false });
        }
        // A longer name that the parser found goes first: "New York City", "Georgia Tech" stays what it is.
        if let Some(e) = doc.token(i).entity().filter(|e| matches!(label, "GPE" | "LOC" | "FAC") && e.end > i + len) {
            let end = e.end.min(doc.len());
            let tail = doc.token(i + len);
            if tail.text() != "," && tail.lower() != "'s" && e.start == i {
                return self.entity(i, end, label);
            }
        }
        let place = matches!(known, Known::State | Known::Country)
            || matches!(label, "GPE" | "LOC" | "FAC" | "ORG" | "" | "NORP" | "PERSON" | "PRODUCT");
        let named = doc.token(i).pos() == "PROPN" || label == "GPE" || len > 1 || matches!(known, Known::State);
        (place && named).then_some(Candidate { tokens, adjective: None, sure: false })
    }

    /// What the parser calls a place, trimmed; None where the document shows it to be something else.
    fn entity(&self, i: usize, end: usize, label: &str) -> Option<Candidate> {
        let doc = self.doc;
        let mut tokens = i..end;
        while !tokens.is_empty()
            && matches!(doc.token(tokens.end - 1).lower(), "'s" | "'" | "," | "." | "-" | "village" | "s")
            && tokens.len() > 1
        {
            tokens.end -= 1;
        }
        // "City, State" in one entity is two places; the first stands.
        if let Some(comma) = tokens.clone().find(|&k| doc.token(k).text() == ",") {
            tokens.end = comma;
        }
        if tokens.is_empty() || !tokens.clone().any(|k| self.capital(k)) {
            return None;
        }
        let name = doc.token(tokens.end - 1);
        let proof = self.region_follows(tokens.end);
        if proof {
            return Some(Candidate { tokens, adjective: None, sure: true });
        }
        if label == "FAC"
            && tokens.clone().all(|k| !names().features.contains(doc.token(k).lower()))
            && tokens.len() == 1
            && !self.placed(i)
        {
            return None;
        }
        let acronym = !self.shouting && name.text().len() <= 5 && name.text().chars().all(char::is_uppercase) && tokens.len() == 1;
        if acronym && !self.placed(i) && name.text().chars().count() <= 5 && !self.dateline(i) {
            return None;
        }
        let person = self.people.get(name.text()).is_some_and(|&n| n > 0) && tokens.len() == 1;
        let cue = self.placed(i);
        if (person || self.titled(i)) && !cue {
            return None;
        }
        let human = tokens.len() == 1 && name.dep() == "nsubj" && names().people.contains(name.head().lemma());
        if human {
            return None;
        }
        Some(Candidate { tokens, adjective: None, sure: cue || label == "GPE" })
    }

    /// Whether a title stands before the name.
    fn titled(&self, i: usize) -> bool {
        names().titles.contains(self.before(i))
    }

    /// Whether the word before makes a place of the name.
    fn placed(&self, i: usize) -> bool {
        let before = self.before(i);
        names().prepositions.contains(before) || before == "the" && i > 1 && names().prepositions.contains(self.lower(i - 2))
    }

    /// ", Ohio" or ", Iraq" after a name.
    fn region_follows(&self, end: usize) -> bool {
        self.lower(end) == ","
            && self.capital(end + 1)
            && matches!(names().known(|k| self.lower(end + 1 + k)), Some((_, Known::State | Known::Country)))
    }

    /// "BISHKEK (AFP) -", "CHATTANOOGA (AP) —", "PATASKALA -- City officials" at the head of a sentence.
    fn dateline(&self, i: usize) -> bool {
        let Some(sentence) = self.doc.sentences().get(self.doc.sentence_of(i)) else { return false };
        if i != sentence.start {
            return false;
        }
        let mut at = i;
        while at < i + 4 && self.capital(at) {
            at += 1;
        }
        if self.lower(at) == "," {
            at += 1;
            while at < i + 8 && (self.capital(at) || self.lower(at).starts_with(|c: char| c.is_ascii_digit())) {
                at += 1;
            }
        }
        let wire = self.lower(at) == "(" && (self.lower(at + 2) == ")" || self.lower(at + 3) == ")");
        let dash = matches!(self.lower(at), "-" | "--" | "—" | "–")
            && self.token(at).is_some_and(|t| t.space_after() && at > 0 && self.doc.token(at - 1).space_after());
        let caps =
            self.doc.token(i).text().chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && self.doc.token(i).text().len() > 2;
        wire && at > i || dash && caps
    }

    fn in_run(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| matches!(t.pos(), "PROPN" | "ADJ" | "NOUN") && t.text().starts_with(char::is_uppercase))
            && !matches!(self.doc.token(i).ent_type(), "DATE" | "TIME")
    }

    /// The end of the run of capitalised words from `i`.
    fn run(&self, i: usize) -> usize {
        let mut end = i;
        while end < i + 7 && self.in_run(end) && (end == i || self.doc.sentence_of(end) == self.doc.sentence_of(i)) {
            end += 1;
        }
        end
    }

    /// A name that the parser does not call a place, made one by the words in and around it.
    fn by_cue(&self, i: usize) -> Option<Candidate> {
        let doc = self.doc;
        let end = self.run(i);
        if end == i || doc.token(i).pos() != "PROPN" && end == i + 1 {
            return None;
        }
        let whole = || Candidate { tokens: i..end, adjective: None, sure: true };
        if self.dateline(i) && !self.shouting {
            return Some(whole());
        }
        let titled = self.titled(i);
        let label = doc.token(i).ent_type();
        if !titled && self.region_follows(end) && label != "PERSON" || label == "PERSON" && self.region_follows(end) && self.placed(i) {
            return Some(whole());
        }
        if self.shouting {
            return None;
        }
        let person = matches!(label, "PERSON") && doc.token(i).entity().is_some_and(|e| e.end > e.start + 1);
        let last = doc.token(end - 1);
        // "Forsyth County", "Royal Street": the name of the thing on the ground.
        if end > i + 1 && names().features.contains(last.lower()) && !titled {
            return Some(Candidate { tokens: i..end, adjective: None, sure: false });
        }
        if let Some(k) = (i + 1..end).find(|&k| names().institutions.contains(self.lower(k))) {
            let head = doc.token(i);
            let generic = names().institutions.contains(head.lower()) || head.pos() != "PROPN" || self.is_acronym(&head);
            if !generic && !titled && (!person || names().features.contains(self.lower(k))) && k <= i + 3 {
                return Some(Candidate { tokens: i..k, adjective: None, sure: false });
            }
        }
        let lower_body = end < doc.len()
            && doc.token(end).pos() == "NOUN"
            && matches!(self.lower(end), "police" | "residents" | "resident" | "firefighters" | "native" | "area" | "county" | "district");
        if lower_body && !person && !titled && !self.is_acronym(&last) {
            return Some(whole());
        }
        let known_person = self.people.get(last.text()).is_some_and(|&n| n > 0);
        let preposition = self.placed(i) && self.before(i) != "the" && end <= i + 3;
        let body = label == "ORG" && end > i + 1;
        if preposition
            && !person
            && !known_person
            && !titled
            && !body
            && !self.is_acronym(&last)
            && self.lower(end) != "'s"
            && doc.token(i).pos() == "PROPN"
        {
            return Some(whole());
        }
        None
    }

    fn is_acronym(&self, t: &Token<'_>) -> bool {
        t.text().len() <= 5 && t.text().chars().all(char::is_uppercase) && !self.shouting
    }

    /// Whether another mention of a proven name is one too: not within a longer name of a person.
    pub fn repeats(&self, i: usize, len: usize) -> bool {
        let within_person = self.doc.token(i).entity().is_some_and(|e| self.doc.entity_label(e) == "PERSON" && e.end - e.start > len + 1);
        !within_person && !self.titled(i)
    }
}
