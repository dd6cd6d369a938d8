//! Documents for tests, sketched without a parser.

use stemma_nlp::{Annotations, Doc, TokenAnnotation};

/// One sentence from words with a space between them, tagged by their looks: digits are numbers, capitals names, a final
/// "s" a plural, the rest singular nouns. `word|TAG` gives a tag, `word|TAG|TYPE` an entity type too. Every word hangs on the
/// first verb (tag `V…`), else on the first word. `_` before a word leaves its space out.
pub(crate) fn sketch(spec: &str) -> Doc {
    let mut text = String::new();
    let mut tokens: Vec<TokenAnnotation> = Vec::new();
    for item in spec.split(' ') {
        let glued = item.starts_with('_');
        let mut parts = item.trim_start_matches('_').split('|');
        let form = parts.next().unwrap_or_default();
        let given = parts.next().filter(|t| !t.is_empty());
        let ent_type = parts.next().unwrap_or_default().to_string();
        let first = form.chars().next().unwrap_or(' ');
        let tag = given.unwrap_or(match first {
            c if c.is_ascii_digit() => "CD",
            c if c.is_uppercase() => "NNP",
            c if !c.is_alphanumeric() => ",",
            _ if form.ends_with('s') && form.len() > 3 => "NNS",
            _ => "NN",
        });
        let pos = match tag {
            "CD" => "NUM",
            "NNP" => "PROPN",
            "," | "HYPH" => "PUNCT",
            "IN" => "ADP",
            "DT" => "DET",
            "RB" => "ADV",
            "JJ" | "JJR" => "ADJ",
            t if t.starts_with('V') => "VERB",
            _ => "NOUN",
        };
        if !text.is_empty() && !glued {
            text.push(' ');
        }
        let start = text.chars().count() as u32;
        text.push_str(form);
        let end = text.chars().count() as u32;
        let same = tokens.last().is_some_and(|t| t.ent_type == ent_type);
        let iob = match (ent_type.is_empty(), same) {
            (true, _) => "O",
            (_, true) => "I",
            _ => "B",
        };
        tokens.push(TokenAnnotation {
            start,
            end,
            tag: tag.into(),
            pos: pos.into(),
            lemma: if tag == "NNS" { form.trim_end_matches('s').to_lowercase() } else { form.to_lowercase() },
            dep: "dep".into(),
            sent_start: tokens.is_empty(),
            iob: iob.into(),
            ent_type,
            ..Default::default()
        });
    }
    let head = tokens.iter().position(|t| t.pos == "VERB").unwrap_or(0);
    for (i, t) in tokens.iter_mut().enumerate() {
        t.head = head as u32;
        if i == head {
            t.dep = "ROOT".into();
        }
    }
    Doc::from_annotations(&Annotations { text, tokens })
}
