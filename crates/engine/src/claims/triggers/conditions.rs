//! Telling the senses of a word apart by the words around it.

use super::super::roles::clause::{self, Clause};
use super::super::roles::phrase;
use crate::lexicon::{ClassSet, Classes, Condition, Entry, Key, Lexicon, Value, WordClass};
use stemma_nlp::Token;

/// Whether all conditions of an entry hold at a head.
pub fn hold(head: Token<'_>, entry: &Entry, words: &[usize], lexicon: &Lexicon) -> bool {
    // "won over", "sold out" are other verbs, unless the entry says so; with harm particles only add force.
    if entry.class == WordClass::Verb && entry.words.len() == 1 && !lexicon.kind(entry.kind).harm && has_particle(head) {
        return false;
    }
    if entry.conditions.is_empty() {
        return true;
    }
    let transitive = lexicon.frame(entry.frame).transitive;
    let clause = if entry.class == WordClass::Verb { Clause::of(head, transitive, lexicon) } else { Clause::default() };
    entry.conditions.iter().all(|c| holds(c, head, entry, &clause, words, lexicon))
}

fn holds(c: &Condition, head: Token<'_>, entry: &Entry, clause: &Clause<'_>, words: &[usize], lexicon: &Lexicon) -> bool {
    let yes = |b: bool| c.values.contains(&Value::Is(b));
    match &c.key {
        Key::Passive => yes(clause.passive),
        Key::Clause => yes(has_clause(head)),
        Key::Plural => yes(matches!(head.tag(), "NNS" | "NNPS")),
        Key::Number => yes(head.children().any(|t| t.dep() == "nummod")),
        Key::Attribute => yes(matches!(head.dep(), "attr" | "oprd")),
        Key::Infinitive => yes(has_infinitive(head)),
        Key::Subject if entry.class == WordClass::Adjective => {
            let bearer = clause::bearer(head, lexicon).or_else(|| head.children().find(|t| t.dep() == "nummod"));
            test(c, bearer.as_slice(), entry, lexicon)
        }
        // The surface subject: in the passive it is what the entry calls subject too.
        Key::Subject => test(c, if clause.passive { clause.object } else { clause.subject }.as_slice(), entry, lexicon),
        Key::Object => {
            let object = clause.object.filter(|o| !words.contains(&o.i));
            test(c, object.as_slice(), entry, lexicon)
        }
        Key::Predicate => {
            let predicate: Vec<Token<'_>> = head.children().filter(|t| matches!(t.dep(), "oprd" | "attr")).collect();
            test(c, &predicate, entry, lexicon)
        }
        Key::Modifier => {
            let modifiers: Vec<Token<'_>> =
                head.children().filter(|t| t.i < head.i && matches!(t.dep(), "amod" | "compound" | "poss" | "nmod")).collect();
            test(c, &modifiers, entry, lexicon)
        }
        Key::Preposition(word) => {
            let mut phrases: Vec<Token<'_>> = Vec::new();
            let doc = head.doc();
            let holders = std::iter::once(head).chain(words.iter().map(|&w| doc.token(w))).chain(clause.object.filter(|_| !clause.passive));
            for holder in holders {
                for p in
                    holder.children().filter(|p| matches!(p.dep(), "prep" | "agent" | "dative" | "prt" | "advmod") && p.lower() == word)
                {
                    phrases.push(p.children().find(|o| matches!(o.dep(), "pobj" | "pcomp")).unwrap_or(p));
                }
            }
            test(c, &phrases, entry, lexicon)
        }
    }
}

fn has_particle(head: Token<'_>) -> bool {
    head.children().any(|c| c.dep() == "prt")
}

fn has_clause(head: Token<'_>) -> bool {
    head.children().any(|c| matches!(c.dep(), "ccomp" | "xcomp") || (c.dep() == "acl" && c.tag() == "VB"))
}

/// "asked them to leave", as against "asked them whether they left".
fn has_infinitive(head: Token<'_>) -> bool {
    head.children().any(|c| matches!(c.dep(), "ccomp" | "xcomp") && c.children().any(|t| t.dep() == "aux" && t.tag() == "TO"))
}

fn test(c: &Condition, fillers: &[Token<'_>], entry: &Entry, lexicon: &Lexicon) -> bool {
    // "sold one" may be anything, but what counts people ("wounded three") counts them in bare numbers too.
    let counts = lexicon.kind(entry.kind).measure.is_some();
    let accepted = |class: ClassSet| if counts && class & Classes::PERSON != 0 { class | Classes::NUMBER } else { class };
    let any = c.values.iter().any(|v| match v {
        Value::Nothing => fillers.is_empty(),
        Value::Any => !fillers.is_empty(),
        Value::Class(class) => fillers.iter().any(|f| of_class(*f, accepted(*class), lexicon)),
        Value::Lemma(lemma) => {
            fillers.iter().any(|f| f.lemma() == lemma || f.lower() == lemma || phrase::content(*f, lexicon).lemma() == lemma)
        }
        Value::Pronoun => fillers.iter().any(|f| f.pos() == "PRON"),
        Value::Is(_) => false,
    });
    any != c.negated
}

fn of_class(filler: Token<'_>, class: ClassSet, lexicon: &Lexicon) -> bool {
    phrase::classes(filler, lexicon) & class != 0
        || phrase::conjuncts(filler).iter().skip(1).any(|f| phrase::classes(*f, lexicon) & class != 0)
}
