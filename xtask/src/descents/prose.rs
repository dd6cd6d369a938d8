//! A text as paragraphs of sentences, so that it can be cut and moved as an editor would.

use stemma_model::Report;

/// Paragraphs of sentences.
pub type Prose = Vec<Vec<String>>;

/// The sentences of a report by its blocks; a sentence ends at a full stop, question or exclamation mark before a capital.
pub fn of(report: &Report) -> Prose {
    let letters: Vec<char> = report.text.chars().collect();
    let block = |b: &stemma_model::Block| letters.get(b.start..b.end).map(|c| c.iter().collect::<String>()).unwrap_or_default();
    report.blocks.iter().map(|b| sentences(&block(b))).filter(|p| !p.is_empty()).collect()
}

/// The text of paragraphs.
pub fn text(prose: &[Vec<String>]) -> String {
    prose.iter().map(|p| p.join(" ")).collect::<Vec<_>>().join("\n\n")
}

/// How many words there are.
pub fn words(prose: &[Vec<String>]) -> usize {
    prose.iter().flatten().map(|s| s.split_whitespace().count()).sum()
}

/// The quotations of a text that have eight words or more, as they stand between double marks of one sentence.
pub fn quotations(prose: &[Vec<String>]) -> Vec<String> {
    let mut out = Vec::new();
    for sentence in prose.iter().flatten() {
        let plain = sentence.replace(['“', '”'], "\"");
        for (i, part) in plain.split('"').enumerate() {
            if i % 2 == 1 && plain.matches('"').count() % 2 == 0 && part.split_whitespace().count() >= 8 {
                out.push(part.trim().to_owned());
            }
        }
    }
    out
}

fn sentences(block: &str) -> Vec<String> {
    const TITLES: [&str; 14] = ["Mr.", "Mrs.", "Ms.", "Dr.", "Lt.", "Sgt.", "Capt.", "Det.", "St.", "Gov.", "Sen.", "Rep.", "Cpl.", "No."];
    let words: Vec<&str> = block.split_whitespace().collect();
    let (mut out, mut from) = (Vec::new(), 0);
    for i in 0..words.len() {
        let end = words[i].trim_end_matches(['"', '”', '\'', ')']).ends_with(['.', '?', '!']);
        let capital = words.get(i + 1).is_none_or(|w| w.trim_start_matches(['"', '“', '(']).starts_with(char::is_uppercase));
        let initial = words[i].len() <= 2 || TITLES.contains(&words[i]);
        if i + 1 == words.len() || end && capital && !initial {
            out.push(words[from..=i].join(" "));
            from = i + 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_and_quotations() {
        let prose = vec![sentences("Lt. Ann Roe came. \"We will look under every stone until this is over,\" she said. It rained.")];
        assert_eq!(prose[0].len(), 3);
        assert_eq!(quotations(&prose), ["We will look under every stone until this is over,"]);
    }
}
