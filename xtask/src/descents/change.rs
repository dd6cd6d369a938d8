//! What an editor does to a text: cut, a new lead, another order, quotations taken over, two texts woven together, other
//! words. Each takes a text and gives one that descends from it.

use super::chance::Chance;
use super::prose::{self, Prose};
use std::collections::HashMap;

/// New words for a lead; nothing of any report.
const LEADS: [&str; 14] = [
    "What is known so far leaves more questions than answers, and those who live nearby want to hear more.",
    "The case has been talked about all over the area since the news broke.",
    "It was the second time this season that emergency crews had to work through the night here.",
    "Neighbours woke to flashing lights and a closed road.",
    "There is still no full account of what led up to it.",
    "Our newsroom has put together what officials have given out until now.",
    "More than a day later the picture is becoming clearer, if only slowly.",
    "Those in charge have promised to say more once the facts are settled.",
    "A quiet corner of the region found itself in the headlines.",
    "Candles and flowers stood at the spot by the next evening.",
    "Calls for answers grew louder as the hours went by.",
    "Few expected the day to end as it did.",
    "Readers have asked us what happened and in what order.",
    "It began like any other day of the week.",
];

/// Lines of page furniture; nothing of any report.
const FURNITURE: [&str; 3] = [
    "Get the day's most important headlines in your inbox every morning before breakfast by signing up for the briefing that our editors put together for members.",
    "We welcome your thoughts on this page, but ask that you stay on topic, keep it civil and do not post the private details of other people, or the remark goes.",
    "Weather, traffic and school closings on your phone at any hour: take our free application along wherever you go and never miss what matters around you.",
];

/// How an editor made one report of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Thirty to seventy per cent of it, from the top or picked.
    Trim,
    /// A new lead over its body, which is cut too.
    Retop,
    /// Its paragraphs in another order.
    Reorder,
    /// Only quotations of it, in a report written apart.
    Requote,
    /// Parts of it and of another report.
    Merge,
    /// Of the words that have others, 15 %.
    Light,
    /// Forty to eighty per cent of it with half of the words that have others, and clauses turned.
    Paraphrase,
    /// The same with all words that have others.
    Heavy,
}

/// A page's furniture by its number.
pub fn furniture(n: usize) -> &'static str {
    FURNITURE[n % FURNITURE.len()]
}

/// Words that may stand for each other.
#[derive(Debug, Default)]
pub struct Synonyms(HashMap<String, Vec<String>>);

impl Synonyms {
    /// Reads `xtask/paraphrase.tsv`.
    pub fn new(text: &str) -> Synonyms {
        let mut map: HashMap<String, Vec<String>> = HashMap::new();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            if let Some((a, b)) = line.split_once('\t') {
                map.entry(a.to_owned()).or_default().push(b.to_owned());
                map.entry(b.to_owned()).or_default().push(a.to_owned());
            }
        }
        Synonyms(map)
    }

    /// A sentence with this share of its replaceable words replaced; quotations stay.
    fn replace(&self, sentence: &str, share: f64, chance: &mut Chance) -> String {
        let words: Vec<&str> = sentence.split(' ').collect();
        let (mut out, mut i, mut quoted): (Vec<String>, usize, bool) = (Vec::new(), 0, false);
        while i < words.len() {
            let marks = words[i].matches(['"', '“', '”']).count();
            let mut took = 1;
            let mut word = words[i].to_owned();
            if !quoted && marks == 0 {
                for n in (1..=4.min(words.len() - i)).rev() {
                    let raw = words[i..i + n].join(" ");
                    let bare = raw.trim_end_matches(['.', ',', ';', ':']);
                    if let Some(others) = self.0.get(&bare.to_lowercase())
                        && bare.chars().skip(1).all(|c| !c.is_uppercase())
                        && chance.holds(share)
                    {
                        let other = &others[chance.below(others.len())];
                        let capital = bare.starts_with(char::is_uppercase);
                        word = if capital { capitalised(other) } else { other.clone() } + &raw[bare.len()..];
                        took = n;
                        break;
                    }
                }
            }
            if marks % 2 == 1 {
                quoted = !quoted;
            }
            out.push(word);
            i += took;
        }
        out.join(" ")
    }
}

/// A descendant of `source` by one change; `apart` is a report written apart, for the changes that need one, and `other`
/// a second source.
pub fn change(how: Change, source: &Prose, apart: &Prose, other: &Prose, words: &Synonyms, chance: &mut Chance) -> Prose {
    match how {
        Change::Trim => {
            let part = cut(source, chance.between(0.3, 0.7), chance.holds(0.5), chance);
            reword(&part, 0.05, false, words, chance)
        }
        Change::Retop => {
            let mut all: Vec<&str> = LEADS.to_vec();
            chance.shuffle(&mut all);
            let lead: Vec<String> = all[..2 + chance.below(3)].iter().map(|s| (*s).to_owned()).collect();
            let skip = 1 + chance.below(2);
            let body = without_first(source, skip);
            let part = cut(&body, chance.between(0.4, 0.9), chance.holds(0.7), chance);
            let mut out = vec![lead];
            out.extend(reword(&part, 0.1, false, words, chance));
            out
        }
        Change::Reorder => {
            let mut out: Prose = source.iter().flat_map(|p| p.chunks(2).map(<[String]>::to_vec)).collect();
            chance.shuffle(&mut out);
            let keep = out.len() - out.len() / 8;
            out.truncate(keep);
            reword(&out, 0.05, false, words, chance)
        }
        Change::Requote => {
            let mut quotations = prose::quotations(source);
            chance.shuffle(&mut quotations);
            let mut out = apart.clone();
            for quotation in quotations.into_iter().take(1 + chance.below(3)) {
                let at = chance.below(out.len() + 1);
                let plain = quotation.trim_end_matches(['.', ',']);
                out.insert(at, vec![format!("“{plain},” was how it was put.")]);
            }
            out
        }
        Change::Merge => {
            let (a, b) = (
                cut(source, chance.between(0.4, 0.7), chance.holds(0.5), chance),
                cut(other, chance.between(0.4, 0.7), chance.holds(0.5), chance),
            );
            let mut out = Vec::new();
            let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
            while a.peek().is_some() || b.peek().is_some() {
                out.extend(a.by_ref().take(1 + chance.below(2)));
                out.extend(b.by_ref().take(1 + chance.below(2)));
            }
            reword(&out, 0.05, false, words, chance)
        }
        Change::Light => reword(source, 0.15, false, words, chance),
        Change::Paraphrase | Change::Heavy => {
            let part = cut(source, chance.between(0.4, 0.8), chance.holds(0.5), chance);
            reword(&part, if how == Change::Heavy { 1.0 } else { 0.5 }, true, words, chance)
        }
    }
}

/// A share of the words: whole sentences, from the top or here and there in order.
fn cut(source: &Prose, share: f64, top: bool, chance: &mut Chance) -> Prose {
    let goal = (prose::words(source) as f64 * share) as usize;
    let mut keep: Vec<usize> = (0..source.iter().map(Vec::len).sum()).collect();
    if !top {
        chance.shuffle(&mut keep);
    }
    let lengths: Vec<usize> = source.iter().flatten().map(|s| s.split_whitespace().count()).collect();
    let mut sum = 0;
    let kept: std::collections::HashSet<usize> = keep
        .into_iter()
        .take_while(|&i| {
            let more = sum < goal;
            sum += lengths[i];
            more
        })
        .collect();
    let mut n = 0;
    let mut out = Vec::new();
    for paragraph in source {
        let mut left = Vec::new();
        for sentence in paragraph {
            if kept.contains(&n) {
                left.push(sentence.clone());
            }
            n += 1;
        }
        if !left.is_empty() {
            out.push(left);
        }
    }
    out
}

fn without_first(source: &Prose, sentences: usize) -> Prose {
    let mut left = sentences;
    let mut out = Vec::new();
    for paragraph in source {
        let skip = left.min(paragraph.len());
        left -= skip;
        if skip < paragraph.len() {
            out.push(paragraph[skip..].to_vec());
        }
    }
    out
}

fn reword(source: &Prose, share: f64, turned: bool, words: &Synonyms, chance: &mut Chance) -> Prose {
    let one = |s: &String, chance: &mut Chance| {
        let s = if turned && chance.holds(share) { turn(s) } else { s.clone() };
        words.replace(&s, share, chance)
    };
    source.iter().map(|p| p.iter().map(|s| one(s, chance)).collect()).collect()
}

/// The same sentence with a clause moved: who says it from the end to the front or back, a time from the front to the
/// end, or a plain active made passive.
fn turn(sentence: &str) -> String {
    let Some(body) = sentence.strip_suffix('.').filter(|b| !b.contains(['"', '“'])) else { return sentence.to_owned() };
    if let Some((what, who)) = body.rsplit_once(", ")
        && let Some(name) = who.strip_suffix(" said")
        && name.split(' ').count() <= 6
    {
        return format!("{} said {}.", capitalised(name), lowered(what));
    }
    if let Some((who, what)) = body.split_once(" said ")
        && who.split(' ').count() <= 4
        && !who.contains(',')
    {
        return format!("{}, {} said.", capitalised(what.trim_start_matches("that ")), lowered(who));
    }
    for lead in ["According to ", "On ", "At ", "After ", "During ", "In "] {
        if let Some(rest) = body.strip_prefix(lead)
            && let Some((time, what)) = rest.split_once(", ")
            && time.split(' ').count() <= 6
        {
            return format!("{} {}{}.", capitalised(what), lead.to_lowercase(), time);
        }
    }
    for (active, passive) in [("arrested", "was arrested"), ("found", "was found"), ("charged", "was charged"), ("took", "was taken")] {
        if let Some((who, what)) = body.split_once(&format!(" {active} "))
            && ["Police", "Officers", "Deputies", "Investigators", "Authorities"].contains(&who)
            && !what.contains(',')
        {
            return format!("{} {passive} by {}.", capitalised(what), lowered(who));
        }
    }
    sentence.to_owned()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// With a small letter where the first word is one that is small within a sentence.
fn lowered(text: &str) -> String {
    const SMALL: [&str; 26] = [
        "the",
        "a",
        "an",
        "police",
        "officers",
        "two",
        "three",
        "one",
        "he",
        "she",
        "they",
        "it",
        "there",
        "no",
        "that",
        "his",
        "her",
        "authorities",
        "investigators",
        "deputies",
        "detectives",
        "officials",
        "witnesses",
        "another",
        "when",
        "both",
    ];
    let first = text.split(' ').next().unwrap_or_default().to_lowercase();
    if !SMALL.contains(&first.as_str()) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_turn() {
        assert_eq!(turn("The road is closed, Sheriff Tor Haldane said."), "Sheriff Tor Haldane said the road is closed.");
        assert_eq!(turn("Police said the road is closed."), "The road is closed, police said.");
        assert_eq!(turn("Officers arrested two men."), "Two men was arrested by officers.");
        assert_eq!(turn("On Friday, the road was closed."), "The road was closed on Friday.");
    }

    #[test]
    fn words_are_replaced_but_quotations_stay() {
        let words = Synonyms::new("home\thouse\nwas taken to\twas brought to\n");
        let mut chance = Chance::new(1);
        assert_eq!(
            words.replace("She was taken to a home, “my home,” he said.", 1.0, &mut chance),
            "She was brought to a house, “my home,” he said."
        );
    }
}
