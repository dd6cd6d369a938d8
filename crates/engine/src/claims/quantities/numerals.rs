//! Numerals: how a number is written, in digits, words or both.

use super::words::{NumberWord, words};
use std::ops::Range;
use stemma_nlp::Doc;

/// A number as written, before anything is known of what it counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Numeral {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The number, or the least that a vague word can mean.
    pub value: f64,
    /// How it is written.
    pub form: Form,
    /// A unit glued to the digits, lower case ("mm" of "1.5mm").
    pub glued: Option<String>,
    /// What a scale word or letter multiplied ("million"), for a range that shares it ("5 to 10 million").
    pub scale: f64,
}

/// How a numeral is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Begins with digits.
    Digits,
    /// Begins with a number word.
    Word,
    /// "dozens", "hundreds of thousands": an unknown multiple.
    Plural,
    /// "several", "a few": no number at all.
    Indefinite,
    /// "two-thirds", "half", "one in five".
    Fraction,
    /// "none", "nobody".
    Zero,
}

/// The numeral that begins at token `i`, the longest there is.
pub(crate) fn numeral_at(doc: &Doc, i: usize) -> Option<Numeral> {
    let limit = doc.sentences().get(doc.sentence_of(i)).map_or(doc.len(), |s| s.end);
    let at = Reader { doc, limit };
    let first = at.lower(i);
    if matches!(first, "a" | "an") {
        return at.with_article(i);
    }
    if first == "half"
        && matches!(at.lower(i + 1), "a" | "an")
        && let Some(NumberWord::Scale(v)) = at.word(i + 2)
    {
        return Some(Numeral { tokens: i..i + 3, value: v / 2.0, form: Form::Word, glued: None, scale: v });
    }
    // "sixfold"
    if let Some(NumberWord::Cardinal(value)) = first.strip_suffix("fold").and_then(|f| words().number(f.trim_end_matches('-'))) {
        return Some(Numeral { tokens: i..i + 1, value, form: Form::Word, glued: Some("fold".into()), scale: 1.0 });
    }
    match at.word(i) {
        Some(NumberWord::Plural(v)) => at.plural(i, v),
        Some(NumberWord::Indefinite(v)) if first != "couple" => at.indefinite(i, i, v),
        Some(NumberWord::Zero) => Some(Numeral { tokens: i..i + 1, value: 0.0, form: Form::Zero, glued: None, scale: 1.0 }),
        Some(NumberWord::Fraction(n)) => at.bare_fraction(i, n),
        Some(NumberWord::Symbol(v)) => Some(Numeral { tokens: i..i + 1, value: v, form: Form::Digits, glued: None, scale: 1.0 }),
        Some(NumberWord::Cardinal(_)) => at.composed(i),
        Some(NumberWord::Scale(v)) if (v == 12.0 || v >= 100.0) && at.before(i) != "per" => at.composed(i),
        _ if digits(first).is_some() => at.composed(i),
        _ => None,
    }
}

struct Reader<'a> {
    doc: &'a Doc,
    limit: usize,
}

impl<'a> Reader<'a> {
    fn lower(&self, i: usize) -> &'a str {
        if i < self.limit { self.doc.token(i).lower() } else { "" }
    }

    fn before(&self, i: usize) -> &'a str {
        if i > 0 { self.doc.token(i - 1).lower() } else { "" }
    }

    fn word(&self, i: usize) -> Option<NumberWord> {
        words().number(self.lower(i))
    }

    /// "a dozen", "a hundred and ten", "a couple of dozen", "a few", "a third".
    fn with_article(&self, i: usize) -> Option<Numeral> {
        match self.word(i + 1)? {
            NumberWord::Scale(v) if v != 20.0 => {
                let mut n = self.composed(i + 1)?;
                n.tokens.start = i;
                Some(n)
            }
            NumberWord::Indefinite(v) => self.indefinite(i, i + 1, v),
            NumberWord::Fraction(n) if n > 2.0 && self.is_share(i + 2) => Some(self.fraction(i..i + 2, 1.0 / n)),
            _ => None,
        }
    }

    /// "several", "a few dozen", "a couple of hundred".
    fn indefinite(&self, start: usize, at: usize, least: f64) -> Option<Numeral> {
        let mut end = at + 1;
        let of = usize::from(self.lower(end) == "of");
        if let Some(NumberWord::Scale(v) | NumberWord::Plural(v)) = self.word(end + of) {
            end += of + 1;
            return Some(Numeral { tokens: start..end, value: least * v, form: Form::Plural, glued: None, scale: v });
        }
        Some(Numeral { tokens: start..end, value: least, form: Form::Indefinite, glued: None, scale: 1.0 })
    }

    /// "dozens", "tens of thousands": at least two of the outer, one of the inner.
    fn plural(&self, i: usize, v: f64) -> Option<Numeral> {
        if v == 20.0 && self.lower(i + 1) != "of" {
            return None;
        }
        let (mut end, mut value) = (i + 1, 2.0 * v);
        if matches!(self.lower(end), "of" | "or")
            && let Some(NumberWord::Plural(inner)) = self.word(end + 1)
        {
            // "hundreds or thousands" is no product: the least is the smaller of the two.
            value = if self.lower(end) == "of" { value * inner } else { value.min(2.0 * inner) };
            end += 2;
        }
        Some(Numeral { tokens: i..end, value, form: Form::Plural, glued: None, scale: v })
    }

    fn fraction(&self, tokens: Range<usize>, value: f64) -> Numeral {
        Numeral { tokens, value, form: Form::Fraction, glued: None, scale: 1.0 }
    }

    /// "half of", "half the"; a bare "third" is an ordinal.
    fn bare_fraction(&self, i: usize, n: f64) -> Option<Numeral> {
        let noun = i > 0 && matches!(self.doc.token(i - 1).tag(), "JJ" | "CD" | "JJR" | "DT" | "PRP$" | "POS") && self.before(i) != "a";
        (n == 2.0 && self.lower(i) == "half" && self.is_share(i + 1) && !noun).then(|| self.fraction(i..i + 1, 0.5))
    }

    /// Whether what stands at `i` says of what something is a share.
    fn is_share(&self, i: usize) -> bool {
        matches!(self.lower(i), "of" | "the" | "its" | "their" | "his" | "her" | "our" | "those" | "all" | "that" | "these" | "this")
    }

    /// A number in digits and words: "250", "3.5 million", "two hundred and fifty thousand", "two-thirds", "1 1/2".
    fn composed(&self, i: usize) -> Option<Numeral> {
        let (mut total, mut current, mut scale) = (0.0f64, None::<f64>, 1.0);
        let (mut at, mut end) = (i, i);
        let mut form = Form::Word;
        let mut glued = None;
        while at < self.limit {
            let word = self.lower(at);
            if let Some(d) = digits(word) {
                if at != i {
                    let half = current.is_some() && form == Form::Digits && word.contains('/') && d.value < 1.0;
                    if half {
                        current = current.map(|c| c + d.value);
                        end = at + 1;
                    }
                    break;
                }
                form = Form::Digits;
                current = Some(d.value);
                glued = d.rest.map(str::to_string);
                scale = d.scale;
                end = at + 1;
                if glued.is_none()
                    && scale == 1.0
                    && let Some(s) = self.detached_letter(i)
                {
                    current = Some(d.value * s);
                    scale = s;
                    end += 1;
                }
                if i > 0 && self.doc.token(i - 1).text() == "-" && !self.doc.token(i - 1).space_after() && self.minus(i - 1) {
                    current = current.map(|c| -c);
                }
                // "minus 40", "minus-40"
                let dash = usize::from(self.before(i) == "-" && i > 1);
                if self.before(i - dash) == "minus" {
                    current = current.map(|c| -c.abs());
                }
                if glued.is_some() || scale > 1.0 {
                    break;
                }
            } else {
                match words().number(word) {
                    Some(NumberWord::Cardinal(v)) => match current {
                        None => current = Some(v),
                        Some(c) if form == Form::Word && joins(c, v) => current = Some(c + v),
                        _ => break,
                    },
                    Some(NumberWord::Scale(v)) => {
                        if v == 20.0 && form == Form::Word && current.is_none() {
                            break;
                        }
                        if v >= 1000.0 {
                            total += current.take().unwrap_or(1.0) * v;
                        } else {
                            current = Some(current.unwrap_or(1.0) * v);
                        }
                        scale = v;
                    }
                    Some(NumberWord::Symbol(v)) if current.is_some() => {
                        current = current.map(|c| c + v);
                    }
                    Some(NumberWord::Fraction(n)) if at > i && form == Form::Word && total == 0.0 => {
                        // "two thirds", "two-thirds"; the plural tells them from "two quarter finals".
                        let plural = word.ends_with('s') || current == Some(1.0) && self.lower(at - 1) == "-" || self.is_share(at + 1);
                        return if plural && n > 2.0 && current.is_some_and(|c| c < n) {
                            Some(self.fraction(i..at + 1, current.unwrap_or(1.0) / n))
                        } else {
                            self.done(i, end, total, current, form, glued, scale)
                        };
                    }
                    _ => break,
                }
                end = at + 1;
            }
            at = self.over_joint(end, form, current, total);
        }
        let n = self.done(i, end, total, current, form, glued, scale)?;
        Some(self.and_a_half(n))
    }

    /// "m" of "$3.5m" and "1.2m tons", which the tokenizer cuts off; alone it is a metre.
    fn detached_letter(&self, i: usize) -> Option<f64> {
        if self.doc.token(i).space_after() {
            return None;
        }
        let &scale = words().suffixes.get(self.lower(i + 1))?;
        let money = i > 0 && super::bounds::is_currency(self.doc, i - 1);
        let noun = i + 2 < self.limit && matches!(self.doc.token(i + 2).tag(), "NNS" | "NNPS");
        let letter = self.lower(i + 1);
        (money || matches!(letter, "bn" | "mn" | "mln" | "bln" | "tn" | "trn") || letter == "m" && noun).then_some(scale)
    }

    /// Whether the hyphen at `i` is a minus: a space or bracket before it, none after.
    fn minus(&self, i: usize) -> bool {
        i == 0 || self.doc.token(i - 1).space_after() || self.doc.token(i - 1).text() == "("
    }

    /// Where the next part of the number may stand: past a hyphen of words or the "and" of "hundred and six".
    fn over_joint(&self, end: usize, form: Form, current: Option<f64>, total: f64) -> usize {
        let next = self.word(end + 1);
        match self.lower(end) {
            "-" if form == Form::Word && next.is_some() => end + 1,
            "-" if matches!(next, Some(NumberWord::Scale(v)) if v > 100.0) => end + 1,
            "and" => {
                let tail = matches!(next, Some(NumberWord::Cardinal(_)));
                let open = current.is_some_and(|c| c >= 100.0 && c % 100.0 == 0.0) || current.is_none() && total > 0.0;
                if tail && open && form == Form::Word { end + 1 } else { end }
            }
            _ => end,
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn done(
        &self,
        i: usize,
        end: usize,
        total: f64,
        current: Option<f64>,
        form: Form,
        glued: Option<String>,
        scale: f64,
    ) -> Option<Numeral> {
        (end > i).then(|| Numeral { tokens: i..end, value: total + current.unwrap_or(0.0), form, glued, scale })
    }

    /// "two and a half (million)", "one in five", "four out of five".
    fn and_a_half(&self, mut n: Numeral) -> Numeral {
        let end = n.tokens.end;
        if self.lower(end) == "and" && matches!(self.lower(end + 1), "a" | "one") {
            let at = end + 2 + usize::from(self.lower(end + 2) == "-");
            if let Some(NumberWord::Fraction(d)) = self.word(at)
                && (d == 2.0 || d == 4.0)
            {
                n.value += 1.0 / d;
                n.tokens.end = at + 1;
                if let Some(NumberWord::Scale(v)) = self.word(at + 1) {
                    n.value *= v;
                    n.scale = v;
                    n.tokens.end = at + 2;
                }
                return n;
            }
        }
        let of = match (self.lower(end), self.lower(end + 1)) {
            ("in", "every") => 2,
            ("in", _) => 1,
            ("out", "of") => 2,
            _ => return n,
        };
        // "one in five", not "one in 1991" nor "50 in two villages": both small, or the first is one.
        let small = n.scale == 1.0 && n.value >= 1.0 && n.value.fract() == 0.0 && n.glued.is_none();
        if small
            && (of == 2 || n.value <= 1.0 || self.lower(end + 2).is_empty())
            && let Some(d) = self.composed_small(end + of)
        {
            let next = self.doc.tokens().nth(d.tokens.end).map_or("", |t| t.pos());
            let year = (1900.0..2100.0).contains(&d.value) && d.form == Form::Digits;
            if d.value > n.value && !year && (of == 2 || !matches!(next, "NOUN" | "PROPN") || self.is_people(d.tokens.end)) {
                return self.fraction(n.tokens.start..d.tokens.end, n.value / d.value);
            }
        }
        n
    }

    fn is_people(&self, i: usize) -> bool {
        i < self.limit && words().is_people(&self.doc.token(i))
    }

    fn composed_small(&self, i: usize) -> Option<Numeral> {
        let word = self.lower(i);
        let value = match words().number(word) {
            Some(NumberWord::Cardinal(v)) => (v, Form::Word),
            _ => (digits(word).filter(|d| d.rest.is_none() && d.scale == 1.0)?.value, Form::Digits),
        };
        Some(Numeral { tokens: i..i + 1, value: value.0, form: value.1, glued: None, scale: 1.0 })
    }
}

/// Whether a cardinal continues a number: "twenty" + "five", "hundred" + "ten".
fn joins(current: f64, next: f64) -> bool {
    if current >= 100.0 && current % 100.0 == 0.0 {
        return next < 100.0;
    }
    (20.0..100.0).contains(&(current % 100.0)) && current % 10.0 == 0.0 && (1.0..10.0).contains(&next)
}

/// Digits with what is glued to them.
pub(crate) struct Digits<'a> {
    /// The number, scaled.
    pub value: f64,
    /// 1, or what a glued letter multiplied by ("1.2bn").
    pub scale: f64,
    /// A glued unit ("mm").
    pub rest: Option<&'a str>,
}

/// Reads a token (lower case) that begins with digits: "1,200", "-1.3", ".5", "1/2", "25k", "1.2bn", "40min", "3½".
pub(crate) fn digits(form: &str) -> Option<Digits<'_>> {
    let form = money_prefix(form).map_or(form, |(_, rest)| rest);
    // "sub-7": how it is bounded is told where hedges are.
    let form = form.strip_prefix("sub-").unwrap_or(form);
    let (minus, form) = form.strip_prefix("minus-").map_or((1.0, form), |rest| (-1.0, rest));
    let (sign, body) = match form.as_bytes().first()? {
        b'-' if form.len() > 1 => (-1.0, &form[1..]),
        b'+' | b'~' | b'=' if form.len() > 1 => (1.0, &form[1..]),
        _ => (1.0, form),
    };
    let sign: f64 = sign * minus;
    let end = body.bytes().position(|b| !(b.is_ascii_digit() || matches!(b, b',' | b'.'))).unwrap_or(body.len());
    let mut number = &body[..end];
    let mut rest = &body[end..];
    if number.len() > 1 && number.ends_with(['.', ',']) {
        number = &number[..number.len() - 1];
    }
    if !number.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut value = plain_number(number)?;
    if let Some(denominator) = rest.strip_prefix('/') {
        let d = plain_number(denominator)?;
        let small = value < d && d <= 100.0 && !number.contains(['.', ',']);
        return small.then_some(Digits { value: sign * value / d, scale: 1.0, rest: None });
    }
    if let Some(c) = rest.chars().next()
        && let Some(NumberWord::Symbol(v)) = words().number(&rest[..c.len_utf8()])
    {
        value += v;
        rest = &rest[c.len_utf8()..];
    }
    if rest.is_empty() {
        return Some(Digits { value: sign * value, scale: 1.0, rest: None });
    }
    if let Some(&scale) = words().suffixes.get(rest) {
        return Some(Digits { value: sign * value * scale, scale, rest: None });
    }
    // "7- or 8-inch": the unit comes with the second number.
    if rest == "-" {
        return Some(Digits { value: sign * value, scale: 1.0, rest: None });
    }
    let unit = rest.trim_start_matches('-');
    // "22nd" is an ordinal, "1990s" a decade, "5g" a name, "a380"-like forms models.
    let unit_like = unit.chars().all(|c| c.is_alphabetic() || matches!(c, '%' | '°' | '/' | '.' | '″'));
    let ordinal = matches!(unit, "st" | "nd" | "rd" | "th" | "s");
    (unit_like && !ordinal && super::units::is_unit(unit)).then_some(Digits { value: sign * value, scale: 1.0, rest: Some(unit) })
}

/// Letters of money glued before digits: "ps8.1bn", "us55,000" (after "$"), "y=28,030", "rm79".
pub(crate) fn money_prefix(form: &str) -> Option<(&str, &str)> {
    let at = form.find(|c: char| c.is_ascii_digit()).filter(|&at| at > 0)?;
    let (prefix, rest) = form.split_at(at);
    let known = matches!(
        prefix,
        "ps" | "us"
            | "rm"
            | "rs"
            | "rs."
            | "inr"
            | "usd"
            | "gbp"
            | "eur"
            | "aud"
            | "cad"
            | "sgd"
            | "hkd"
            | "chf"
            | "jpy"
            | "cny"
            | "rmb"
            | "y="
            | "hk"
            | "au"
            | "nz"
            | "us$"
            | "a$"
            | "c$"
            | "hk$"
            | "£"
            | "$"
            | "€"
            | "a"
            | "c"
    );
    // One letter and digits is a road or a plane ("A380") unless the digits are grouped.
    (known && (prefix.len() > 1 || rest.contains(','))).then_some((prefix, rest))
}

/// "1,200.5", "1200", ".5"; groups of three after a comma, one dot at most.
fn plain_number(s: &str) -> Option<f64> {
    if let Some((head, tail)) = s.split_once(',') {
        let groups = tail.split('.').next().unwrap_or(tail);
        let lengths_fit =
            groups.split(',').all(|g| g.len() == 3 || g.len() == 2) && groups.rsplit(',').next().is_some_and(|g| g.len() == 3);
        if !lengths_fit || head.is_empty() || head.len() > 3 {
            return None;
        }
        return s.replace(',', "").parse().ok();
    }
    s.parse().ok()
}
