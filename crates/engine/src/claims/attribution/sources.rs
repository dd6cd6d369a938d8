//! Sources: the noun phrase that speaks, and what kind of voice it is.

use super::lexicon::{CUES, KINDS, Manner};
use std::ops::Range;
use stemma_model::SourceKind;
use stemma_nlp::{Doc, Token};

/// The noun that speaks for a cue, and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// Head noun of the words that name it in place: the pronoun of "who said".
    pub word: usize,
    /// Head noun of what it refers to inside the sentence: the antecedent of a relative pronoun, else `word`.
    pub head: usize,
    /// How it was found.
    pub how: How,
}

/// How a speaker was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Subject of the cue itself.
    Subject,
    /// Subject of a verb that the cue hangs on ("…, adding that").
    Shared,
    /// "by X" of a passive.
    Agent,
    /// The noun that a participle describes ("a statement saying").
    Described,
    /// What follows an inverted cue but was parsed as its object ("reported AFP").
    Inverted,
    /// A possessor, "by X", "from X" or compound of a nominal cue.
    Nominal,
}

/// Who speaks by the verb `cue`.
pub fn of_verb(doc: &Doc, cue: usize) -> Option<Speaker> {
    let v = doc.token(cue);
    if let Some(s) = trailing(doc, v) {
        return Some(s);
    }
    let passive = is_passive(v);
    if passive {
        let by = v.child("agent").and_then(|a| a.child("pobj"));
        return by.map(|s| Speaker { word: s.i, head: s.i, how: How::Agent });
    }
    if let Some(s) = after_quotation(doc, v) {
        return Some(s);
    }
    if let Some(s) = v.child("nsubj").filter(|s| !dateline(doc, s.i, v.i)) {
        return Some(subject(s, v, How::Subject));
    }
    if let Some(s) = inverted_object(doc, v) {
        return Some(Speaker { word: s.i, head: s.i, how: How::Inverted });
    }
    lent(v).or_else(|| beside(doc, v))
}

/// Up through verbs that lend their subject, or their object ("led the mayor to say").
fn lent(v: Token<'_>) -> Option<Speaker> {
    let (mut at, mut steps) = (v, 0);
    while steps < 6 {
        steps += 1;
        let (up, below) = (at.head(), at);
        if up.i == at.i {
            return None;
        }
        match at.dep() {
            "acl" if at.tag() == "VBG" || at.tag() == "VB" => {
                return noun(up).then_some(Speaker { word: up.i, head: up.i, how: How::Described });
            }
            "acl" => return None,
            "conj" | "xcomp" | "advcl" | "pcomp" | "prep" | "dep" | "ccomp" | "parataxis" | "aux" => at = up,
            _ => return None,
        }
        if matches!(at.pos(), "VERB" | "AUX") {
            let object = at.child("dobj").filter(|o| o.i < below.i && noun(*o) && below.dep() == "xcomp");
            if let Some(o) = object.filter(|_| below.child("aux").is_some_and(|a| a.lower() == "to") && !KEEPS.contains(&at.lemma())) {
                return Some(Speaker { word: o.i, head: o.i, how: How::Shared });
            }
            if let Some(s) = at.child("nsubj") {
                // "He asked police to say": the object of a verb of telling acts, not its subject.
                return Some(subject(s, at, How::Shared));
            }
            if let Some(s) = at.child("nsubjpass") {
                return Some(subject(s, at, How::Shared));
            }
        } else if noun(at) {
            return None;
        }
    }
    None
}

/// Verbs whose subject, not object, does what follows ("used the debate to say").
const KEEPS: [&str; 12] = ["promise", "threaten", "use", "take", "hold", "have", "make", "send", "issue", "release", "give", "write"];

/// Whether a subject is the place that a report is sent from: in capitals at its sentence's start, a dash after it.
fn dateline(doc: &Doc, subject: usize, verb: usize) -> bool {
    let start = doc.sentences()[doc.sentence_of(subject)].start;
    subject < start + 4
        && !doc.token(subject).text().chars().any(char::is_lowercase)
        && (subject + 1..verb).take(8).any(|i| matches!(doc.token(i).text(), "-" | "--" | "–" | "—"))
        && (subject + 1..verb).any(|i| doc.token(i).text().chars().any(char::is_lowercase))
}

/// "…,\" Mr Lee said" and "…,\" said Mr Lee": next to a closing mark a name and a verb that says are one another's,
/// whatever the parser made of the words quoted.
fn after_quotation(doc: &Doc, v: Token<'_>) -> Option<Speaker> {
    if !matches!(v.tag(), "VBD" | "VBZ" | "VBP") || v.i == 0 || !CUES.verb(super::lemma(&v)).contains(&Manner::Say) {
        return None;
    }
    let mark = |i: usize| matches!(doc.token(i).text(), "\"" | "''" | "\u{201d}");
    let closes = |i: usize| {
        mark(i) && i > 0 && (matches!(doc.token(i - 1).text(), "," | "." | "?" | "!") || doc.token(i + 1).start() > doc.token(i).end())
    };
    let name = |i: usize| doc.token(i).pos() == "PROPN" || matches!(doc.token(i).lower(), "he" | "she" | "they");
    let start = doc.sentences()[doc.sentence_of(v.i)].start;
    let found = |i: usize| Some(Speaker { word: i, head: i, how: How::Subject });
    let mut left = v.i;
    while left > start && v.i - left < 8 && name(left - 1) {
        left -= 1;
    }
    if left < v.i && left > start && closes(left - 1) {
        return found(v.i - 1);
    }
    if closes(v.i - 1) {
        let end = doc.sentences()[doc.sentence_of(v.i)].end;
        let within = |i: &usize| matches!(doc.token(*i).pos(), "DET" | "ADJ" | "NOUN" | "PROPN" | "PRON" | "NUM" | "PART");
        let run = (v.i + 1..end).take_while(within);
        return run.filter(|&i| noun(doc.token(i))).last().and_then(found);
    }
    None
}

/// Where the parser found no subject: the noun right before a verb that says ("…, Mr Lee, a lawyer, said of …"), or right
/// after it and a comma or closing mark ("…,\" said Ann Lee").
fn beside<'a>(doc: &'a Doc, v: Token<'a>) -> Option<Speaker> {
    if !matches!(v.tag(), "VBD" | "VBZ" | "VBP") || !CUES.verb(super::lemma(&v)).contains(&Manner::Say) {
        return None;
    }
    let sentence = doc.sentences()[doc.sentence_of(v.i)].clone();
    let at = |i: usize| doc.token(i);
    let found = |i: usize| Some(Speaker { word: i, head: i, how: How::Subject });
    let mut left = v.i;
    while left > sentence.start && matches!(at(left - 1).pos(), "ADV" | "AUX") {
        left -= 1;
    }
    if left > sentence.start {
        let near = left - 1;
        // A surname that is a word too ("Hill said", "Early says") may have been taken for the word.
        let capital = near == sentence.start && at(near).text().starts_with(char::is_uppercase);
        if named(at(near)) || capital && left == v.i && matches!(at(near).pos(), "ADV" | "ADJ" | "NOUN" | "VERB" | "INTJ") {
            return found(near);
        }
        // "Ann Lee, the chief of police, said": the name before the apposition.
        if at(near).text() == ","
            && let Some(comma) = (sentence.start + 1..near).rev().take(15).find(|&k| at(k).text() == ",")
            && at(comma - 1).pos() == "PROPN"
        {
            return found(comma - 1);
        }
    }
    if v.i > sentence.start && matches!(at(v.i - 1).text(), "," | "\"" | "''" | "'" | "?" | "!") {
        let mut right = v.i + 1;
        while right < sentence.end && matches!(at(right).pos(), "DET" | "ADJ" | "PROPN" | "NOUN") {
            right += 1;
        }
        return found(right - 1).filter(|_| right > v.i + 1 && named(at(right - 1)));
    }
    None
}

/// "…, witnesses and officials said.": a noun phrase between a comma and a verb that says, which the parser hung on the words
/// before the comma.
fn trailing(doc: &Doc, v: Token<'_>) -> Option<Speaker> {
    let says = matches!(v.tag(), "VBD" | "VBZ" | "VBN") && CUES.verb(super::lemma(&v)).contains(&Manner::Say);
    if !says || v.child("nsubj").is_some() || v.children().any(|c| matches!(c.dep(), "auxpass" | "aux" | "agent" | "neg")) {
        return None;
    }
    let sentence = doc.sentences()[doc.sentence_of(v.i)].clone();
    let after = (v.i + 1 < sentence.end).then(|| doc.token(v.i + 1));
    if after
        .is_some_and(|a| !a.is_punct() && !matches!(a.lower(), "on" | "in" | "at" | "after" | "late" | "early") && a.ent_type() != "DATE")
    {
        return None;
    }
    let comma = (sentence.start..v.i).rev().take(10).find(|&i| doc.token(i).is_punct())?;
    let run = || (comma + 1..v.i).map(|i| doc.token(i));
    let nominal = |t: Token<'_>| matches!(t.pos(), "DET" | "ADJ" | "NOUN" | "PROPN" | "CCONJ" | "ADP" | "NUM" | "PART");
    let clause = (sentence.start..comma).any(|i| matches!(doc.token(i).tag(), "VBD" | "VBZ" | "VBP" | "MD"));
    if doc.token(comma).text() != "," || !clause || !run().all(nominal) || run().next().is_none_or(|t| t.pos() == "CCONJ") {
        return None;
    }
    let s = run().find(|t| noun(*t) && !(comma + 1..v.i).contains(&t.head().i))?;
    (kind_of(doc, s.i) != SourceKind::Other || named(s)).then_some(Speaker { word: s.i, head: s.i, how: How::Subject })
}

fn named(t: Token<'_>) -> bool {
    t.pos() == "PROPN" && !matches!(t.ent_type(), "DATE" | "TIME") || matches!(t.lower(), "he" | "she" | "they" | "we" | "i")
}

/// Who speaks by the noun `cue` ("the ministry's claim", "a report by AFP", "an AFP report").
pub fn of_noun(doc: &Doc, cue: usize) -> Option<Speaker> {
    let n = doc.token(cue);
    let nominal = |s: Token<'_>| Some(Speaker { word: s.i, head: s.i, how: How::Nominal });
    if let Some(s) = n.child("poss") {
        return nominal(s);
    }
    for p in n.children().filter(|c| c.dep() == "prep" && c.i > cue && matches!(c.lower(), "by" | "from")) {
        if let Some(s) = p.child("pobj") {
            return nominal(s);
        }
    }
    if let Some(s) =
        n.children().filter(|c| c.dep() == "compound").rfind(|c| c.ent_type() == "ORG" || kind_of(doc, c.i) != SourceKind::Other)
    {
        return nominal(s);
    }
    let v = n.head();
    if n.dep() == "dobj" && v.pos() == "VERB" {
        return of_verb(doc, v.i);
    }
    None
}

/// Whether a verb is passive.
pub fn is_passive(v: Token<'_>) -> bool {
    v.children().any(|c| matches!(c.dep(), "auxpass" | "nsubjpass"))
        || v.tag() == "VBN" && v.child("agent").is_some() && !v.children().any(|c| c.dep() == "aux" || c.dep() == "nsubj")
        || v.tag() == "VBN" && matches!(v.dep(), "acl" | "relcl") && !v.children().any(|c| matches!(c.dep(), "nsubj" | "aux"))
}

fn subject(s: Token<'_>, v: Token<'_>, how: How) -> Speaker {
    let relative = matches!(s.tag(), "WP" | "WDT") && v.dep() == "relcl";
    Speaker { word: s.i, head: if relative { v.head().i } else { s.i }, how }
}

/// "…, reported AFP": right after the verb a noun, and right before it a comma or closing mark.
fn inverted_object<'a>(doc: &'a Doc, v: Token<'a>) -> Option<Token<'a>> {
    if v.i == 0 || !matches!(doc.token(v.i - 1).text(), "," | "\"" | "''" | "'" | "?" | "!") || v.tag() == "VBG" {
        return None;
    }
    v.children()
        .find(|c| c.i > v.i && matches!(c.dep(), "dobj" | "oprd" | "attr" | "npadvmod") && matches!(c.pos(), "PROPN" | "PRON" | "NOUN"))
}

fn noun(t: Token<'_>) -> bool {
    matches!(t.pos(), "NOUN" | "PROPN" | "PRON")
}

/// The noun phrase of a head: without its article, apposition, relative clause or participle; with "of …" and other
/// prepositions up to the first comma, and with what is coordinated.
pub fn phrase(doc: &Doc, head: usize) -> Range<usize> {
    let h = doc.token(head);
    let (mut from, mut to) = (head, head + 1);
    for c in h.children().filter(|c| c.i < head) {
        if matches!(
            c.dep(),
            "compound" | "amod" | "nmod" | "poss" | "nummod" | "quantmod" | "advmod" | "appos" | "det" | "npadvmod" | "punct"
        ) {
            from = from.min(c.subtree().start);
        }
    }
    while from < head && (matches!(doc.token(from).dep(), "det" | "predet" | "punct") && !is_pronoun_like(doc.token(from))) {
        from += 1;
    }
    // A comma on the left parts what is not the noun's own.
    if let Some(comma) = (from..head).rev().find(|&i| matches!(doc.token(i).text(), "," | "\"" | ":" | ";" | "--" | "—" | "]" | ")")) {
        from = comma + 1;
    }
    let mut stop = false;
    for c in h.children().filter(|c| c.i > head) {
        if stop {
            break;
        }
        match c.dep() {
            "case" => to = to.max(head + 1),
            "prep" | "amod" | "nummod" | "compound" | "nmod" | "advmod" => {
                let end = c.subtree().end;
                let cut = (c.i..end).find(|&i| {
                    let t = doc.token(i);
                    t.is_punct() && t.text() != "-"
                        || matches!(t.dep(), "relcl" | "acl" | "mark")
                        || matches!(t.tag(), "WP" | "WDT" | "WRB")
                });
                to = to.max(cut.unwrap_or(end));
                stop = cut.is_some();
            }
            "conj" => {
                let inner = phrase(doc, c.i);
                if (to..inner.start).all(|i| {
                    let t = doc.token(i);
                    matches!(t.dep(), "cc" | "det" | "predet") || t.text() == ","
                }) {
                    to = to.max(inner.end);
                }
            }
            "cc" => {}
            "punct" if c.text() == "," => stop = !h.children().any(|x| x.dep() == "conj" && x.i > c.i),
            // "People briefed on the plan", but not a clause with commas of its own.
            "acl"
                if !stop
                    && c.tag() == "VBN"
                    && c.subtree().start == to
                    && c.subtree().all(|i| !matches!(doc.token(i).text(), "," | "\"")) =>
            {
                to = c.subtree().end;
                stop = true;
            }
            "relcl" | "acl" | "appos" => stop = true,
            _ => {}
        }
    }
    from..to.max(from + 1)
}

/// Whom a spokesman speaks for: "for …", "of …", a possessor, or the name or noun before.
fn spoken_for(h: Token<'_>) -> Option<Token<'_>> {
    let after = h.children().find(|c| c.dep() == "prep" && c.i > h.i && matches!(c.lower(), "for" | "of")).and_then(|p| p.child("pobj"));
    after
        .or_else(|| h.child("poss").filter(|p| p.pos() != "PRON"))
        .or_else(|| h.children().rfind(|c| c.i < h.i && matches!(c.dep(), "compound" | "nmod")))
}

/// "those", "this", "some" stand for a noun.
fn is_pronoun_like(t: Token<'_>) -> bool {
    t.pos() == "PRON"
}

/// What kind of voice a noun phrase is, by its head, its title, its apposition, its entity type.
pub fn kind_of(doc: &Doc, head: usize) -> SourceKind {
    let h = doc.token(head);
    kind_at(doc, h, 0)
}

fn kind_at(doc: &Doc, h: Token<'_>, depth: usize) -> SourceKind {
    let entity = h.ent_type();
    let lower = h.lemma().to_lowercase();
    if h.pos() == "PRON" && !matches!(lower.as_str(), "someone" | "one" | "some" | "many" | "other" | "those") {
        return SourceKind::Other;
    }
    // "One of the agreements", "a number of employees": as what there are several of.
    let part =
        matches!(lower.as_str(), "one" | "number" | "majority" | "most" | "hundred" | "thousand" | "dozen" | "group" | "couple" | "half")
            || h.pos() == "NUM";
    let several = |p: &Token<'_>| p.dep() == "prep" && p.lower() == "of" && p.i == h.i + 1;
    if part
        && depth < 2
        && let Some(of) = h.children().find(several).and_then(|p| p.child("pobj"))
    {
        return kind_at(doc, of, depth + 1);
    }
    let before = || h.children().filter(|c| c.i < h.i && matches!(c.dep(), "compound" | "amod" | "nmod" | "poss" | "appos" | "nsubj"));
    if entity == "PERSON" {
        if before().any(|c| matches!(c.lower(), "former" | "ex" | "ex-president")) {
            return SourceKind::Party;
        }
        if let Some(k) = before().filter(|c| c.ent_type() != "PERSON" || c.i + 1 < h.i).find_map(|c| KINDS.title(c.lower())) {
            return k;
        }
        if depth < 2
            && let Some(a) = h.child("appos")
        {
            let k = kind_at(doc, a, depth + 1);
            if k != SourceKind::Other {
                return k;
            }
        }
        return SourceKind::Party;
    }
    // Papers are called Examiner; a medical one is none.
    let medical = |c: &Token<'_>| c.lower() == "examiner" && c.i > 0 && doc.token(c.i - 1).lower() == "medical";
    let news = before()
        .filter(|c| !medical(c))
        .any(|c| matches!(c.lower(), "news" | "media" | "press" | "wire") || KINDS.head(c.lower()) == Some(SourceKind::Media));
    let own = KINDS.head(&lower).or_else(|| KINDS.head(h.lower()));
    // "A spokesman for the union", "an airline spokeswoman": as whom he speaks for.
    if lower.starts_with("spokes")
        && depth < 2
        && let Some(k) = spoken_for(h).map(|b| kind_at(doc, b, depth + 1))
        && matches!(k, SourceKind::Party | SourceKind::Media)
    {
        return k;
    }
    match own {
        Some(SourceKind::Document | SourceKind::Official) if news => return SourceKind::Media,
        Some(SourceKind::Party) if before().any(|c| c.lower() == "police") => return SourceKind::Official,
        Some(SourceKind::Document) if before().any(|c| KINDS.head(c.lower()) == Some(SourceKind::Image)) => return SourceKind::Image,
        Some(SourceKind::Official) if before().any(|c| c.lower() == "former") => return SourceKind::Party,
        Some(k) => return k,
        None if news => return SourceKind::Media,
        None => {}
    }
    if let Some(m) = h.entity() {
        // A body's name: any of its words may tell, the last first.
        let words = (m.start..m.end).rev().map(|i| doc.token(i).lower());
        if let Some(k) =
            words.clone().find_map(|w| KINDS.head(w).filter(|k| matches!(k, SourceKind::Media | SourceKind::Official | SourceKind::Expert)))
        {
            return k;
        }
        match entity {
            "GPE" => return SourceKind::Official,
            "ORG" | "NORP" => return SourceKind::Party,
            _ => {}
        }
    }
    if let Some(of) = h.children().find(|c| c.dep() == "prep" && c.lower() == "of").and_then(|p| p.child("pobj"))
        && depth < 2
        && matches!(h.pos(), "PRON" | "NUM" | "ADJ" | "DET")
    {
        return kind_at(doc, of, depth + 1);
    }
    if let Some(a) = h.child("appos").filter(|_| depth < 2) {
        let k = kind_at(doc, a, depth + 1);
        if k != SourceKind::Other {
            return k;
        }
    }
    if h.pos() == "PROPN" { SourceKind::Party } else { SourceKind::Other }
}
