//! Where the names of a document stand: entity mentions of the analyser, trimmed, split and joined, and runs of proper
//! nouns that it missed.

use super::words::{Class, WORDS};
use std::collections::HashSet;
use std::ops::Range;
use stemma_model::EntityKind;
use stemma_nlp::{Doc, Token};

/// What stands before a name, or beside it, and says who its bearer is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Title {
    /// The noun ("president"), as [`super::words::Words::canon`] gives it.
    pub head: String,
    /// Whether it is a past office ("former", "ex-").
    pub former: bool,
    /// The key of the name that owns it ("Russian", "Kyrgyzstan's").
    pub owner: Option<String>,
    /// Its other modifiers.
    pub modifiers: Vec<String>,
}

/// A name as it stands in a document.
#[derive(Clone, Debug)]
pub(super) struct NameSpan {
    /// Tokens with the titles that are printed as part of it ("Mr Atambayev").
    pub tokens: Range<usize>,
    /// Tokens of the name alone.
    pub name: Range<usize>,
    /// The token that heads it.
    pub head: usize,
    /// The analyser's type, "" when it saw none.
    pub label: &'static str,
    /// Titles before it.
    pub titles: Vec<Title>,
    /// The possessive pronoun that owns its title ("his successor NAME").
    pub of_pronoun: Option<usize>,
    /// Whether a form of address says that it is a person; and of which gender.
    pub address: Option<Gender>,
    /// Set by "in NAME", "the village of NAME", "NAME village".
    pub place_cue: bool,
    /// Set by an age: "NAME, 23,".
    pub aged: bool,
}

/// What pronouns a person goes by, as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gender {
    /// He.
    Male,
    /// She.
    Female,
    /// Not known.
    #[default]
    Unknown,
}

/// Type names are static so that spans need not borrow the document.
fn static_label(label: &str) -> &'static str {
    match label {
        "PERSON" => "PERSON",
        "ORG" => "ORG",
        "GPE" => "GPE",
        "LOC" => "LOC",
        "FAC" => "FAC",
        "NORP" => "NORP",
        "PRODUCT" => "PRODUCT",
        "EVENT" => "EVENT",
        "WORK_OF_ART" => "WORK_OF_ART",
        "LAW" => "LAW",
        _ => "",
    }
}

/// What the analyser's type says a thing is.
pub(super) fn kind_of_label(label: &str) -> Option<EntityKind> {
    match label {
        "PERSON" => Some(EntityKind::Person),
        "ORG" => Some(EntityKind::Organisation),
        "GPE" | "LOC" | "FAC" => Some(EntityKind::Place),
        "NORP" => Some(EntityKind::Group),
        "PRODUCT" | "EVENT" | "WORK_OF_ART" | "LAW" => Some(EntityKind::Other),
        _ => None,
    }
}

/// Whether most letters of a document are capitals, so that case says nothing.
pub(super) fn all_caps(doc: &Doc) -> bool {
    let (mut upper, mut lower) = (0usize, 0usize);
    for c in doc.text().chars().take(2000) {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper > lower
}

pub(super) fn is_proper(t: Token<'_>) -> bool {
    matches!(t.tag(), "NNP" | "NNPS")
}

fn number_like(label: &str) -> bool {
    matches!(label, "DATE" | "TIME" | "MONEY" | "PERCENT" | "CARDINAL" | "ORDINAL" | "QUANTITY" | "LANGUAGE")
}

/// Whether a token may be part of a name.
fn namely(t: Token<'_>, caps: bool) -> bool {
    let label = t.ent_type();
    if number_like(label) || t.is_space() {
        return false;
    }
    if label == "NORP" {
        // "Russian" in "the Russian leader" is no thing; "the Taliban" is.
        let plural = t.tag() == "NNPS" || t.i > 0 && t.doc().token(t.i - 1).lower() == "the";
        return is_proper(t) && plural && !matches!(t.dep(), "amod" | "compound" | "nmod" | "advmod");
    }
    if !label.is_empty() && !static_label(label).is_empty() {
        return true;
    }
    if caps {
        return false;
    }
    // A first name that the tagger does not know.
    let unknown = t.dep() == "compound"
        && t.head().i > t.i
        && is_proper(t.head())
        && matches!(t.tag(), "JJ" | "NN" | "NNS" | "VBN" | "FW")
        && t.text().starts_with(char::is_uppercase)
        && class(t) == Class::default();
    unknown || is_proper(t) && t.text().chars().next().is_some_and(char::is_alphanumeric)
}

fn class(t: Token<'_>) -> Class {
    WORDS.class(t.lower())
}

const TITLE: Class = Class::ADDRESS.or(Class::OFFICE);
const BEFORE_TITLE: Class = Class::FORMER.or(Class::PLAIN);

/// The names of a document, in order.
pub(super) fn names(doc: &Doc) -> Vec<NameSpan> {
    let caps = all_caps(doc);
    let mut out = Vec::new();
    let mut i = 0;
    while i < doc.len() {
        if !namely(doc.token(i), caps) {
            i += 1;
            continue;
        }
        let sentence = doc.sentence_of(i);
        let mut end = i + 1;
        while end < doc.len() && doc.sentence_of(end) == sentence && joins(doc, end, caps) {
            end += 1;
        }
        pieces(doc, i..end, caps, &mut out);
        i = end;
    }
    missed(doc, caps, &mut out);
    out
}

/// Adds words that are a known name, or the surname of one, where the analyser saw none.
fn missed(doc: &Doc, caps: bool, out: &mut Vec<NameSpan>) {
    if caps {
        return;
    }
    let mut known: HashSet<&str> = HashSet::new();
    let mut covered = vec![false; doc.len()];
    for n in out.iter() {
        covered[n.tokens.clone()].fill(true);
        if n.label == "PERSON" || n.address.is_some() || n.aged || !n.titles.is_empty() {
            known.insert(doc.token(n.name.end - 1).text());
        }
    }
    let before = out.len();
    for i in (0..doc.len()).filter(|&i| !covered[i]) {
        let t = doc.token(i);
        if !known.contains(t.text()) || !t.text().starts_with(char::is_uppercase) || t.text().len() < 3 {
            continue;
        }
        let determined = i > 0 && matches!(doc.token(i - 1).tag(), "DT" | "PRP$" | "POS");
        // At the start of a sentence any word has a capital: what follows must be its verb.
        let verb = i + 1 < doc.len() && matches!(doc.token(i + 1).tag(), "VBD" | "VBZ" | "MD" | "POS");
        if !determined && (is_proper(t) || verb) && doc.sentence_of(i) == doc.sentence_of(t.head().i) {
            out.extend(plain(doc, i..i + 1, "", 0));
        }
    }
    if out.len() > before {
        out.sort_by_key(|n| n.name.start);
    }
}

/// Whether token `i` goes on the run of name tokens that ends before it.
fn joins(doc: &Doc, i: usize, caps: bool) -> bool {
    let t = doc.token(i);
    if namely(t, caps) {
        return true;
    }
    // A hyphen without spaces between two parts of a name: Koi-Tash.
    t.text() == "-"
        && !t.space_after()
        && !doc.token(i - 1).space_after()
        && i + 1 < doc.len()
        && namely(doc.token(i + 1), caps)
        && !number_like(t.ent_type())
}

/// Cuts a run of name tokens at titles and at the analyser's borders, and joins what it cut wrongly.
fn pieces(doc: &Doc, run: Range<usize>, caps: bool, out: &mut Vec<NameSpan>) {
    let mut parts: Vec<(Range<usize>, &'static str)> = Vec::new();
    let mut i = run.start;
    while i < run.end {
        let t = doc.token(i);
        let c = class(t);
        let is_title = (c.is(TITLE) || (c.is(BEFORE_TITLE) && title_follows(doc, i + 1..run.end)))
            && !(c.is(Class::ADDRESS) && t.lower().starts_with("st") && t.ent_type() == "GPE")
            && title_here(doc, i, &run, parts.last());
        if is_title
            || matches!(t.text(), "'s" | "'" | "\"" | "," | "(" | ")" | ";" | ":" | "-" | "--" | "`" | "``" | "''" | "&")
                && !(inside(doc, i, &run) && (matches!(t.text(), "-" | "&") || possessive_name(doc, i)))
        {
            i += 1;
            continue;
        }
        let label = static_label(t.ent_type());
        let mut end = i + 1;
        if let (false, Some(m)) = (label.is_empty(), t.entity()) {
            while end < m.end.min(run.end) && !cut_inside(doc, end, &run) {
                end += 1;
            }
        } else {
            while end < run.end && static_label(doc.token(end).ent_type()).is_empty() && !cut_inside(doc, end, &run) {
                end += 1;
            }
        }
        parts.push((i..end, label));
        i = end;
    }
    join_parts(doc, &mut parts);
    for (range, label) in parts {
        if let Some(name) = finish(doc, range, label, caps, out.last().map_or(0, |n| n.name.end)) {
            out.push(name);
        }
    }
}

/// Whether a token of a run starts something new: a title before a name, a possessive, a bracket.
fn cut_inside(doc: &Doc, i: usize, run: &Range<usize>) -> bool {
    let t = doc.token(i);
    match t.text() {
        "'s" | "'" => !possessive_name(doc, i),
        "\"" | "," | "(" | ")" | ";" | ":" | "``" | "''" => true,
        _ => {
            let c = class(t);
            t.ent_type() != "ORG"
                && (c.is(Class::OFFICE) || c.is(Class::ADDRESS) && i + 1 < run.end)
                && i < run.end
                && title_here(doc, i, run, None)
        }
    }
}

/// Whether the title word `i` stands before a name, or closes the run as a common noun does ("Ferguson Police Chief").
fn title_here(doc: &Doc, i: usize, run: &Range<usize>, before: Option<&(Range<usize>, &'static str)>) -> bool {
    let t = doc.token(i);
    if t.ent_type() == "ORG" {
        // "Justice Department", "General Electric": titles inside a body's name are part of it.
        let end = t.entity().map_or(i + 1, |m| m.end.min(run.end));
        let body = (i..end).any(|k| class(doc.token(k)).is(Class::BODY_WORD.or(Class::COMPANY)));
        return !body
            && end - i >= 2
            && before.is_none()
            && class(t).is(Class::OFFICE)
            && (i + 1..end).all(|k| is_proper(doc.token(k)))
            && t.lower() != "general";
    }
    let next_is_body = i + 1 < run.end && class(doc.token(i + 1)).is(Class::BODY_WORD) && !class(doc.token(i + 1)).is(TITLE);
    !next_is_body
}

fn title_follows(doc: &Doc, mut rest: Range<usize>) -> bool {
    rest.find(|&i| !class(doc.token(i)).is(BEFORE_TITLE) && doc.token(i).text() != "-").is_some_and(|i| class(doc.token(i)).is(TITLE))
}

fn inside(doc: &Doc, i: usize, run: &Range<usize>) -> bool {
    let _ = doc;
    i > run.start && i + 1 < run.end
}

/// Whether an apostrophe belongs to a name ("People's Republic", "Women's Institute").
fn possessive_name(doc: &Doc, i: usize) -> bool {
    if i == 0 || i + 1 >= doc.len() {
        return false;
    }
    if matches!(doc.token(i).ent_type(), "EVENT" | "WORK_OF_ART" | "LAW" | "FAC" | "PRODUCT") {
        return doc.token(i).entity() == doc.token(i + 1).entity();
    }
    matches!(doc.token(i - 1).lower(), "people" | "women" | "men" | "children" | "veterans" | "workers") && is_proper(doc.token(i + 1))
}

/// Joins parts that are one name: a first name taken for a place, a last word that the analyser left out.
fn join_parts(doc: &Doc, parts: &mut Vec<(Range<usize>, &'static str)>) {
    let mut i = 0;
    while i + 1 < parts.len() {
        let ((a, la), (b, lb)) = (parts[i].clone(), parts[i + 1].clone());
        let hyphen = a.end + 1 == b.start && doc.token(a.end).text() == "-" && !doc.token(a.end).space_after();
        let touch = a.end == b.start || hyphen;
        let tied = |from: &Range<usize>, to: &Range<usize>| {
            from.clone().any(|k| {
                let t = doc.token(k);
                matches!(t.dep(), "compound" | "flat" | "nmod" | "amod" | "punct") && to.contains(&t.head().i)
            })
        };
        let linked = touch && (tied(&a, &b) || tied(&b, &a));
        let label = match (la, lb) {
            _ if !linked => None,
            ("", l) | (l, "") if !(l == "GPE" && class(doc.token(b.end - 1)).is(Class::PERSON)) => Some(l),
            ("PERSON", "PERSON") if a.len() + b.len() <= 4 => Some("PERSON"),
            // A first name taken for a place or body, unless it is one elsewhere in the report.
            ("GPE" | "ORG" | "NORP", "PERSON") if a.len() == 1 && b.len() == 1 && !alone_elsewhere(doc, a.start) => Some("PERSON"),
            ("PERSON", "GPE" | "ORG" | "NORP") if a.len() == 1 && b.len() == 1 && !alone_elsewhere(doc, b.start) => Some("PERSON"),
            _ => None,
        };
        match label {
            Some(label) => {
                parts[i] = (a.start..b.end, label);
                parts.remove(i + 1);
            }
            None => i += 1,
        }
    }
}

/// Whether the word at `i` is, somewhere else in the document, a whole entity mention that is no person.
fn alone_elsewhere(doc: &Doc, i: usize) -> bool {
    let word = doc.token(i).lower();
    doc.entities().iter().any(|m| {
        m.end == m.start + 1 && m.start != i && doc.token(m.start).lower() == word && {
            let (m, t) = (m.start, doc.token(m.start));
            matches!(t.ent_type(), "GPE" | "LOC") && !(m + 1 < doc.len() && is_proper(doc.token(m + 1)))
        }
    })
}

/// Trims a part and collects what stands before it.
fn finish(doc: &Doc, range: Range<usize>, label: &'static str, caps: bool, floor: usize) -> Option<NameSpan> {
    let (mut start, mut end) = (range.start, range.end);
    let trim = |t: Token<'_>| {
        !t.text().chars().any(char::is_alphanumeric)
            || matches!(t.pos(), "DET" | "PUNCT" | "SPACE" | "PART" | "PRON" | "SYM" | "CCONJ" | "ADP")
            || matches!(t.text(), "'s" | "'" | "\"" | "-" | "&" | "(" | ")" | "'S" | "THE" | "the" | "The")
    };
    while start < end && trim(doc.token(start)) {
        start += 1;
    }
    while start < end && trim(doc.token(end - 1)) {
        end -= 1;
    }
    if start >= end || !(start..end).any(|i| doc.token(i).text().chars().any(char::is_alphabetic)) {
        return None;
    }
    // The analyser labels common words ("police") and times now and then; a name has a capital.
    if !caps && !(start..end).any(|i| doc.token(i).text().chars().any(char::is_uppercase)) {
        return None;
    }
    if end - start == 1 && !caps {
        let t = doc.token(start);
        let (_, c) = super::nominals::lemma_class(t);
        // One capitalised noun for people or a body ("Police", "Parliament") is a description.
        if c.is(Class::GROUP) || c.is(Class::PERSON.or(Class::BODY)) && (label.is_empty() || label == "ORG") {
            return None;
        }
        // A lone title or common noun with a capital is a description, not a name.
        if c.is(TITLE.or(Class::FORMER)) || (!is_proper(t) && (c.is(Class::PERSON.or(Class::GROUP)) || label.is_empty())) || common(t) {
            return None;
        }
        if matches!(t.tag(), "PRP" | "PRP$" | "UH" | "WP" | "RB" | "VBD" | "VBZ" | "VB" | "MD" | "IN" | "DT") {
            return None;
        }
        if label.is_empty() && matches!(t.dep(), "amod" | "compound" | "nmod") && WORDS.class(t.lower()).is(Class::PLAIN) {
            return None;
        }
    }
    plain(doc, start..end, label, floor)
}

/// The name at these tokens.
fn plain(doc: &Doc, range: Range<usize>, label: &'static str, floor: usize) -> Option<NameSpan> {
    let (start, end) = (range.start, range.end);
    let head = (start..end).find(|&i| !(start..end).contains(&doc.token(i).head().i) || doc.token(i).is_root()).unwrap_or(end - 1);
    let mut span = NameSpan {
        tokens: start..end,
        name: start..end,
        head,
        label,
        titles: Vec::new(),
        of_pronoun: None,
        address: None,
        place_cue: false,
        aged: aged(doc, end),
    };
    titles_before(doc, &mut span, floor);
    place_cue(doc, &mut span);
    Some(span)
}

/// A capitalised common noun at the start of a sentence or in a headline.
fn common(t: Token<'_>) -> bool {
    matches!(t.tag(), "NN" | "NNS" | "JJ") && t.ent_type().is_empty()
}

/// Reads the titles left of a name: "Kyrgyzstan's former president NAME", "Mr NAME", "his successor NAME".
fn titles_before(doc: &Doc, span: &mut NameSpan, floor: usize) {
    let sentence = doc.sentence_of(span.name.start);
    let first = doc.sentences().get(sentence).map_or(0, |s| s.start).max(floor);
    let mut i = span.name.start;
    let mut title: Option<Title> = None;
    while i > first {
        let t = doc.token(i - 1);
        let c = class(t);
        let noun = matches!(t.tag(), "NN" | "NNP" | "NNPS" | "NNS");
        if c.is(Class::ADDRESS) && title.is_none() {
            span.address = Some(if c.is(Class::ADDRESS_MALE) {
                Gender::Male
            } else if c.is(Class::ADDRESS_FEMALE) {
                Gender::Female
            } else {
                Gender::Unknown
            });
            span.tokens.start = i - 1;
        } else if c.is(Class::FORMER) && title.is_some() {
            if let Some(x) = &mut title {
                x.former = true;
                if span.tokens.start == i && t.text().starts_with(char::is_uppercase) {
                    span.tokens.start = i - 1;
                }
            }
        } else if noun && t.tag() != "NNS" && c.is(Class::PERSON.or(Class::OFFICE)) && governs(doc, i - 1, span) {
            if title.is_none() {
                title = Some(Title { head: WORDS.canon(t.lower()).to_owned(), ..Default::default() });
                if t.text().chars().next().is_some_and(char::is_uppercase) {
                    span.tokens.start = i - 1;
                }
            } else if let Some(x) = &mut title {
                x.modifiers.push(t.lower().to_owned());
            }
        } else if let (Some(x), true) = (&mut title, matches!(t.tag(), "JJ" | "NN" | "NNP" | "HYPH" | "VBN" | "VBG")) {
            if matches!(t.ent_type(), "GPE" | "NORP" | "ORG") || is_proper(t) {
                x.owner.get_or_insert_with(|| super::spelling::key(t.text()));
            } else if t.text() != "-" {
                x.modifiers.push(t.lower().to_owned());
            }
        } else {
            break;
        }
        i -= 1;
    }
    // "ROK President NAME": the name before the title owns it.
    if let (Some(x), true) = (&mut title, i == first && i > 0 && floor == i) {
        let t = doc.token(i - 1);
        if matches!(t.ent_type(), "GPE" | "NORP" | "ORG") || is_proper(t) {
            x.owner.get_or_insert_with(|| super::spelling::key(t.text()));
        } else if t.tag() == "POS" && i >= 2 {
            x.owner.get_or_insert_with(|| super::spelling::key(doc.token(i - 2).text()));
        }
    }
    if let (Some(x), true) = (&mut title, i > first) {
        let t = doc.token(i - 1);
        if t.tag() == "POS" && i >= 2 {
            x.owner = Some(super::spelling::key(doc.token(i - 2).text()));
        } else if t.tag() == "PRP$" {
            span.of_pronoun = Some(i - 1);
        }
    }
    span.titles.extend(title);
}

/// Whether the noun at `i` is a title of the name after it, by the parse: it modifies it, or is in apposition.
fn governs(doc: &Doc, i: usize, span: &NameSpan) -> bool {
    let t = doc.token(i);
    let within = |k: usize| span.name.contains(&k);
    within(t.head().i) || within(t.head().head().i) || span.name.clone().any(|k| doc.token(k).head().i == i)
}

/// ", 23," or ", 23 " after a name.
fn aged(doc: &Doc, end: usize) -> bool {
    end + 1 < doc.len()
        && doc.token(end).text() == ","
        && doc.token(end + 1).text().parse::<u8>().is_ok_and(|n| (1..=110).contains(&n))
        && (end + 2 >= doc.len() || matches!(doc.token(end + 2).text(), "," | "." | ")" | "and"))
}

/// "in NAME", "the village of NAME", "NAME village".
fn place_cue(doc: &Doc, span: &mut NameSpan) {
    let head = doc.token(span.head);
    let parent = head.head();
    let before = span.name.start.checked_sub(1).map(|i| doc.token(i));
    if head.dep() == "pobj" && matches!(parent.lower(), "in" | "near" | "outside" | "at") && before.is_some_and(|b| b.i == parent.i) {
        span.place_cue = parent.lower() != "at" || span.label != "PERSON";
    }
    if parent.lower() == "of" && WORDS.class(parent.head().lower()).is(Class::PLACE_END) && before.is_some_and(|b| b.i == parent.i) {
        span.place_cue = true;
    }
    if span.name.end < doc.len() {
        let next = doc.token(span.name.end);
        span.place_cue |= next.tag() == "NN" && WORDS.class(next.lower()).is(Class::PLACE_END) && head.head().i == next.i;
    }
}
