//! What a number counts or measures, and which numbers are no amounts.

use super::ages::{follows_age_of, is_age};
use super::bounds::{self, Number, currency_start, is_currency};
use super::numerals::{Form, money_prefix};
use super::units::{Unit, UnitKind, unit_at, unit_named};
use super::words::words;
use super::{Quantity, QuantityKind};
use stemma_nlp::Doc;

/// The quantity of a number that is not part of a date; None where the words are no number at all.
pub(super) fn classify(doc: &Doc, number: Number, back_to: usize) -> Option<Quantity> {
    let (start, end) = (number.tokens.start, number.tokens.end);
    let form = number.form;
    if form == Form::Word && number.last.len() == 1 && doc.token(start).lower() == "one" && !one_counts(doc, start) {
        return None;
    }
    if number.score {
        return Some(number.into_quantity(doc, QuantityKind::Score));
    }
    if start > 0 && !number.range && words().is_rank(doc.token(start - 1).lower()) && doc.sentence_of(start - 1) == doc.sentence_of(start) {
        return Some(number.into_quantity(doc, QuantityKind::Name));
    }
    // "5G" is a name, no weight.
    if number.glued.as_deref() == Some("g") && number.low <= 6.0 && doc.token(start).text().ends_with('G') {
        return Some(number.into_quantity(doc, QuantityKind::Name));
    }
    if form == Form::Digits
        && let Some(kind) = not_an_amount(doc, &number)
    {
        return Some(number.into_quantity(doc, kind));
    }
    let glued = number.glued.clone();
    let first_start = number.first.start;
    let mut q = number.into_quantity(doc, QuantityKind::Count);
    if form == Form::Fraction {
        q.kind = QuantityKind::Fraction;
    }
    let money = currency_start(doc, first_start);
    let prefix = money_prefix(doc.token(first_start).lower()).map(|(prefix, _)| prefix);
    if let Some(prefix) = prefix {
        q.kind = QuantityKind::Money;
        let sign = if money < first_start { "$" } else { "" };
        q.tokens.start = q.tokens.start.min(money);
        let form = format!("{prefix}{sign}");
        q.unit = Some(unit_named(&form).map_or(form, |u| u.name.clone()));
        per(doc, &mut q, end);
    } else if money < first_start {
        q.kind = QuantityKind::Money;
        q.tokens.start = q.tokens.start.min(money);
        q.unit = Some(currency(doc, money, first_start));
        per(doc, &mut q, end);
    } else if let Some(unit) = glued.as_deref().and_then(unit_named) {
        measured(&mut q, unit);
        per(doc, &mut q, end);
    } else if let Some((unit, after, age)) = unit_after(doc, end) {
        measured(&mut q, unit);
        q.tokens.end = after;
        if age {
            q.kind = QuantityKind::Age;
            q.unit = Some(format!("{} of age", unit.name));
        } else {
            per(doc, &mut q, after);
        }
    } else if let Some(head) = noun_counted(doc, &q, end) {
        q.unit_head = Some(head);
        q.unit = Some(noun_text(doc, head, end));
        q.people = words().is_people(&doc.token(head));
        per(doc, &mut q, head + 1);
        let hyphen = doc.token(end).text() == "-" && !doc.token(end).space_after();
        if hyphen && matches!(doc.token(end + 1).tag(), "NN" | "JJ") {
            q.kind = QuantityKind::Attribute;
            q.unit_head = None;
            q.people = false;
        }
        if form == Form::Zero {
            q.kind = QuantityKind::Count;
        }
    } else if is_age(doc, &q) {
        q.kind = QuantityKind::Age;
        q.unit = Some("year of age".into());
        if follows_age_of(doc, start) {
            q.tokens.start -= 2;
        }
    }
    if form == Form::Zero && doc.token(start).lower() == "nobody" {
        q.people = true;
    }
    let whole = q.kind == QuantityKind::Count && q.value.is_none_or(|v| v.fract() == 0.0);
    bounds::hedge(doc, &mut q, back_to, whole);
    if doc.token(q.number.start).lower().starts_with("sub-") {
        (q.low, q.high, q.bound) = (None, q.value, stemma_model::Bound::AtMost);
    }
    Some(q)
}

fn measured(q: &mut Quantity, unit: &Unit) {
    q.kind = match unit.kind {
        UnitKind::Percent => QuantityKind::Percent,
        UnitKind::Time => QuantityKind::Duration,
        UnitKind::Money => QuantityKind::Money,
        UnitKind::Measure => QuantityKind::Measure,
    };
    q.unit = Some(unit.name.clone());
}

fn currency(doc: &Doc, start: usize, end: usize) -> String {
    let form: String = (start..end).map(|i| doc.token(i).lower()).collect();
    unit_named(&form).map_or(form, |u| u.name.clone())
}

/// The unit of measure after a number, the token after it, and whether it makes an age ("-year-old").
fn unit_after(doc: &Doc, end: usize) -> Option<(&'static Unit, usize, bool)> {
    let limit = doc.sentences().get(doc.sentence_of(end.saturating_sub(1))).map_or(doc.len(), |s| s.end);
    let lower = |i: usize| if i < limit { doc.token(i).lower() } else { "" };
    let mut at = end;
    if lower(at) == "-" {
        at += 1;
    } else {
        // "10.5 million Australian dollars", "20 more minutes", "three long years".
        // "2.1 last year" is no length of time.
        let skipped = |i: usize| matches!(doc.token(i).tag(), "JJ" | "JJR") && !matches!(doc.token(i).lower(), "last" | "next" | "same");
        while at < limit && at < end + 2 && skipped(at) && unit_at(doc, at).is_none() {
            at += 1;
        }
    }
    if at >= limit {
        return None;
    }
    // "37m (121ft)": an "m" that multiplies nothing was not taken with the number.
    if at == end && lower(at) == "m" && !doc.token(end - 1).space_after() {
        return unit_named("metre").map(|unit| (unit, end + 1, false));
    }
    // "4G networks": a generation, no weight.
    if doc.token(at).text() == "G" {
        return None;
    }
    let (unit, after) = unit_at(doc, at)?;
    // "m" and "p" and the like only glued or right after; a verb is no unit ("20 yards" yes, "six second the motion" no).
    let short = lower(at).chars().count() <= 2 && lower(at).chars().all(char::is_alphabetic);
    // "a 40-mm gun"
    let hyphened = at == end + 1 && lower(end) == "-" && !doc.token(end).space_after() && lower(at).len() == 2;
    if short && at != end && !hyphened || doc.token(at).pos() == "VERB" && doc.token(at).tag() != "VBZ" {
        return None;
    }
    let mut old = after;
    if lower(old) == "-" {
        old += 1;
    }
    if unit.kind == UnitKind::Time && matches!(lower(old), "old" | "olds") {
        return Some((unit, old + 1, true));
    }
    if unit.kind == UnitKind::Time && lower(after) == "of" && lower(after + 1) == "age" {
        return Some((unit, after + 2, true));
    }
    Some((unit, after, false))
}

/// "$3,500 a month", "2 percent a year", "800,000 barrels a day": adds what it is per.
fn per(doc: &Doc, q: &mut Quantity, at: usize) {
    if at + 1 >= doc.len() || doc.sentence_of(at) != doc.sentence_of(q.number.start) {
        return;
    }
    let (word, next) = (doc.token(at).lower(), doc.token(at + 1));
    let slash = matches!(word, "/" | "per" | "a" | "an" | "each" | "every");
    let time = super::units::unit_named(next.lower()).is_some_and(|u| matches!(u.kind, UnitKind::Time));
    let counted =
        matches!(next.lower(), "share" | "barrel" | "gallon" | "tonne" | "ton" | "head" | "person" | "unit" | "pound" | "ounce" | "night");
    let fits = matches!(word, "per" | "/") && matches!(next.pos(), "NOUN" | "PROPN" | "ADJ" | "X")
        || slash && (time && next.lower() != "second" || counted && q.kind == QuantityKind::Money);
    if !fits || matches!(next.lower(), "cent" | "capita") {
        return;
    }
    // "a year ago", "a day after", "a week later" are times, not rates.
    if at + 2 < doc.len() && matches!(doc.token(at + 2).lower(), "ago" | "earlier" | "later" | "after" | "before" | "old" | "-") {
        return;
    }
    let mut name =
        unit_named(next.lower()).filter(|u| u.kind == UnitKind::Time).map_or_else(|| next.lower().to_string(), |u| u.name.clone());
    if matches!(next.lower(), "square" | "cubic") && at + 2 < doc.len() {
        name = format!("{name} {}", doc.token(at + 2).lower());
    }
    if let Some(unit) = &mut q.unit {
        unit.push_str(" per ");
        unit.push_str(&name);
    }
}

/// The noun that a number before token `end` counts.
fn noun_counted(doc: &Doc, q: &Quantity, end: usize) -> Option<usize> {
    let sentence = doc.sentences().get(doc.sentence_of(end.saturating_sub(1)))?;
    let mut at = end;
    if at >= sentence.end {
        return None;
    }
    // "six of the officers", "dozens of people"; "six of them" counts nothing that is named.
    if doc.token(at).lower() == "of" && (doc.token(at).dep() == "prep" || q.value.is_none()) {
        let object = doc.token(at).child("pobj").filter(|o| o.i > at && matches!(o.pos(), "NOUN" | "PROPN"));
        return object.map(|o| o.i).or_else(|| last_noun(doc, at + 1, sentence.end));
    }
    let last = doc.token(q.number.end - 1);
    // "2.1 last year"
    if matches!(doc.token(at).lower(), "last" | "next") && super::units::is_unit(doc.tokens().nth(at + 1).map_or("", |t| t.lower())) {
        return None;
    }
    if matches!(doc.token(at).lower(), "-" | "–") {
        at += 1;
    }
    let by_scan = last_noun(doc, at, sentence.end);
    let head = last.head();
    let by_parse = (matches!(last.dep(), "nummod" | "amod" | "compound" | "quantmod" | "nmod") && head.i >= end && head.i < end + 8)
        .then_some(head)
        .filter(|h| matches!(h.pos(), "NOUN" | "PROPN"))
        .filter(|h| {
            !(end..h.i).any(|k| {
                matches!(doc.token(k).pos(), "VERB" | "ADP" | "AUX" | "PUNCT") && doc.token(k).tag() != "VBN" && doc.token(k).tag() != "VBG"
            })
        });
    let by_parse =
        by_parse.filter(|h| !(h.i + 1 < sentence.end && doc.token(h.i + 1).text() == "-" && !h.space_after() && by_scan.is_some()));
    match (by_parse, by_scan) {
        (Some(h), Some(s)) if s >= h.i => Some(s.min(h.i.max(s))),
        (Some(h), _) => Some(h.i),
        (None, s) => s,
    }
}

/// The last noun of the run of adjectives and nouns at `at`.
fn last_noun(doc: &Doc, at: usize, limit: usize) -> Option<usize> {
    let mut found: Option<usize> = None;
    for i in at..limit.min(at + 8) {
        let t = doc.token(i);
        match t.tag() {
            "NNS" | "NNPS" => {
                // "six police officers": a plural ends the phrase unless a noun follows it in one compound.
                found = Some(i);
                if t.dep() != "compound" {
                    break;
                }
            }
            "NN" | "NNP" => found = Some(i),
            // "coal-fired plants", "gas-only options": the hyphened word before the noun is not what is counted.
            _ if i > at && doc.token(i - 1).text() == "-" && !doc.token(i - 1).space_after() => found = None,
            "DT" | "PRP$" if i == at => {}
            "JJ" | "JJR" | "JJS" | "VBN" | "VBG" | "HYPH" | "POS" | "CD" | "RBR" | "RB" if found.is_none() || t.tag() != "RB" => {
                if matches!(t.tag(), "CD") && found.is_some() {
                    break;
                }
                if matches!(t.tag(), "VBN" | "VBG" | "JJ") && found.is_some() {
                    break;
                }
            }
            _ => break,
        }
    }
    found.filter(|&f| !matches!(doc.token(f).pos(), "VERB" | "AUX"))
}

/// The noun as printed with the compound nouns before it, not reaching back before `floor`.
fn noun_text(doc: &Doc, head: usize, floor: usize) -> String {
    let mut start = head;
    while start > floor && doc.token(start - 1).dep() == "compound" && doc.token(start - 1).head().i <= head {
        start -= 1;
    }
    let text = doc.slice(start..head + 1);
    if doc.token(head).pos() == "PROPN" { text.to_string() } else { text.to_lowercase() }
}

/// "one" as a number: not a pronoun for anyone ("one can"), a place holder ("the one that", "this one") or half of "one another".
fn one_counts(doc: &Doc, i: usize) -> bool {
    let next = if i + 1 < doc.len() { doc.token(i + 1).lower() } else { "" };
    let previous = if i > 0 { doc.token(i - 1).lower() } else { "" };
    if matches!(next, "another" | "'s" | "day" | "thing") {
        return false;
    }
    // "Sky One"
    if doc.token(i).text().starts_with(char::is_uppercase) && i > 0 && doc.token(i - 1).pos() == "PROPN" {
        return false;
    }
    if matches!(
        previous,
        "no" | "this"
            | "that"
            | "which"
            | "any"
            | "every"
            | "another"
            | "each"
            | "some"
            | "number"
            | "the"
            | "a"
            | "an"
            | "new"
            | "good"
            | "old"
    ) {
        return false;
    }
    if previous == "-" || next == "-" {
        return unit_at(doc, i + 2).is_some();
    }
    let t = doc.token(i);
    if t.tag() == "PRP" {
        return false;
    }
    let generic = t.dep() == "nsubj"
        && t.head()
            .children()
            .any(|c| c.dep() == "aux" && matches!(c.lower(), "can" | "could" | "should" | "must" | "might" | "may" | "would"));
    !generic
}

/// Why a number in digits is no amount.
fn not_an_amount(doc: &Doc, number: &Number) -> Option<QuantityKind> {
    let (start, end) = (number.first.start, number.last.end);
    if start > 0 && is_currency(doc, start - 1) {
        return None;
    }
    let limit = doc.sentences().get(doc.sentence_of(start)).map_or(doc.len(), |s| s.end);
    let begin = doc.sentences().get(doc.sentence_of(start)).map_or(0, |s| s.start);
    if number.low.fract() == 0.0 && end < limit {
        let mut k = end;
        if matches!(doc.token(k).lower(), "north" | "south" | "east" | "west" | "n." | "s." | "e." | "w.") {
            k += 1;
        }
        while k < limit && k < end + 3 && doc.token(k).pos() == "PROPN" && !words().is_street(doc.token(k).lower()) {
            k += 1;
        }
        let street = k < limit && words().is_street(doc.token(k).lower());
        if street && (k > end && doc.token(k).pos() == "PROPN" || doc.token(k).lower() == "block" && number.low >= 100.0) {
            return Some(QuantityKind::Address);
        }
        if doc.token(end).text() == "-"
            && end + 1 < limit
            && number.low >= 100.0
            && doc.token(end + 1).text().bytes().all(|b| b.is_ascii_digit())
        {
            return Some(QuantityKind::Address);
        }
    }
    if start > begin {
        let before = doc.token(start - 1);
        let counts =
            end < limit && (matches!(doc.token(end).tag(), "NNS" | "NNPS") || unit_at(doc, end).is_some() || doc.token(end).lower() == "%");
        if !counts && !number.range && number.last.len() == 1 && number.glued.is_none() && number.low.fract() == 0.0 {
            let label = words().is_label(before.lower())
                && (before.text().starts_with(char::is_uppercase) || before.i + 1 == start && doc.token(start).head() == before);
            let named = before.pos() == "PROPN"
                && before.space_after()
                && before.ent_type() != "PERSON"
                && !before.text().ends_with(['.', ','])
                && super::super::times::month(before.lower()).is_none();
            let subject = matches!(doc.token(start).dep(), "nsubj" | "nsubjpass" | "dobj");
            if label || named && (!subject || doc.token(start).entity().is_some_and(|e| e.start < start)) {
                return Some(QuantityKind::Name);
            }
        }
        // "AK - 47", "F-16", "Covid-19".
        if before.text() == "-" && start > begin + 1 && doc.token(start - 2).pos() == "PROPN" && !counts {
            return Some(QuantityKind::Name);
        }
    }
    if let Some(e) = doc.token(start).entity() {
        let label = doc.entity_label(e);
        // "Ann Roe, 22, and Lee Low" taken for one name.
        let aside = label == "PERSON" && start > 0 && doc.token(start - 1).lower() == ",";
        if !aside
            && matches!(label, "PERSON" | "ORG" | "PRODUCT" | "WORK_OF_ART" | "FAC" | "EVENT" | "LAW")
            && e.start < start
            && number.low.fract() == 0.0
            && (end >= limit || unit_at(doc, end).is_none())
        {
            return Some(QuantityKind::Name);
        }
    }
    None
}

/// "17 were killed and 20 others", "187 by tender": a number without a noun takes the noun of the number that it is joined
/// to by the parse, when that one counts.
pub(super) fn share_units(found: &mut [Quantity], doc: &Doc) {
    for k in 1..found.len() {
        let (before, rest) = found.split_at_mut(k);
        let (Some(previous), Some(q)) = (before.last_mut(), rest.first_mut()) else { continue };
        lend_back(previous, q, doc);
        if q.unit.is_some() || q.kind != QuantityKind::Count || previous.kind != QuantityKind::Count || previous.unit.is_none() {
            continue;
        }
        let (a, b) = (doc.token(previous.number.end - 1), doc.token(q.number.end - 1));
        let head = previous.unit_head.unwrap_or(a.i);
        if b.dep() == "conj" && (b.head().i == head || b.head() == a) {
            q.unit.clone_from(&previous.unit);
            q.people = previous.people;
        } else if doc.sentence_of(a.i) == doc.sentence_of(b.i) && is_compared(doc, q) {
            q.unit.clone_from(&previous.unit);
        }
    }
}

/// "4.8 to 4.7 percent", "7- or 8-inch": a bare number joined to a measured one is measured so too.
fn lend_back(first: &mut Quantity, second: &Quantity, doc: &Doc) {
    let joint = first.number.end..second.number.start;
    let joined = joint.len() == 1 && matches!(doc.token(joint.start).lower(), "to" | "or" | "and" | "-" | "–");
    if joined
        && first.unit.is_none()
        && first.kind == QuantityKind::Count
        && matches!(second.kind, QuantityKind::Percent | QuantityKind::Measure)
    {
        first.unit.clone_from(&second.unit);
        first.kind = second.kind;
    }
}

/// "compared with 63", "up from 2.4 million", "including 1.5 million": set beside the number before it, of the same things.
fn is_compared(doc: &Doc, q: &Quantity) -> bool {
    let Some(at) = q.tokens.start.checked_sub(1) else { return false };
    let before = if at > 0 { doc.token(at - 1).lower() } else { "" };
    match doc.token(at).lower() {
        "including" | "versus" => true,
        "from" => matches!(before, "up" | "down"),
        "with" | "to" => before == "compared",
        _ => false,
    }
}
