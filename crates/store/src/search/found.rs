//! The sentences that a search has found, and how well they answer it.

use super::Hit;
use super::query::Query;
use crate::words::normal;
use std::borrow::Cow;
use std::collections::BTreeSet;
use stemma_model::Range;

/// A report, as search knows it.
#[derive(Clone, Debug, Default)]
pub struct Filed {
    /// Its number.
    pub number: i64,
    /// Its id.
    pub id: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The id of its story.
    pub story: String,
    /// The number of its story.
    pub story_number: i64,
}

/// A claim, as search knows it.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Its number in its report.
    pub n: i64,
    /// Its type.
    pub kind: String,
    /// Whether its sentence stands in the headline.
    pub in_title: bool,
    /// Where its sentence stands.
    pub span: Range,
}

/// Sentences as claims bring them, those with most words apart.
pub struct Found<'q> {
    query: &'q Query,
    /// So many sentences are enough.
    enough: usize,
    /// Whether only those with all words are taken.
    pub whole: bool,
    /// The sentence that claims are being gathered of, and what comes of it: nothing where it is none that answers, else how many of
    /// the words it has.
    open: Option<(Sentence, Option<(usize, Hit)>)>,
    /// Those that are whole.
    hits: Vec<(usize, Hit)>,
    /// How many of them have all words, and how many lack one.
    full: usize,
    nearly: usize,
    /// Whether those with all words are known, but for some of uncommon length, and the rest is looked for.
    resting: bool,
    /// Those that were taken before that.
    known: BTreeSet<(String, bool, usize)>,
}

/// The number of a report, whether its headline is meant, and where in it.
type Sentence = (i64, bool, Range);

impl<'q> Found<'q> {
    /// Nothing yet; so many sentences will be enough.
    pub fn new(query: &'q Query, enough: usize) -> Self {
        let (hits, known) = (Vec::new(), BTreeSet::new());
        Found { query, enough, whole: false, open: None, hits, full: 0, nearly: 0, resting: false, known }
    }

    /// Whether there are enough sentences with all words.
    pub fn is_full(&self) -> bool {
        self.full >= self.enough
    }

    /// From here on sentences are taken that do not have all words, and those that were taken are passed over.
    pub fn rest(&mut self) {
        self.close();
        (self.whole, self.resting) = (false, true);
        self.known = self.hits.iter().map(|(_, h)| (h.report.clone(), h.in_title, h.span.start)).collect();
    }

    /// Takes a claim's sentence out of the text of its report; false once there are enough that no later one can stand before.
    pub fn take(&mut self, filed: &Filed, said: Said, text: &str) -> bool {
        let here = (filed.number, said.in_title, said.span);
        let claim = (format!("{}/c{}", filed.id, said.n), said.kind);
        if let Some((last, hit)) = &mut self.open
            && *last == here
        {
            hit.iter_mut().for_each(|(_, hit)| hit.claims.push(claim.clone()));
            return true;
        }
        self.close();
        let enough = self.full + if self.resting { self.nearly } else { 0 };
        let hit = if self.known.contains(&(filed.id.clone(), said.in_title, said.span.start)) {
            None
        } else {
            let of = if said.in_title { filed.title.as_deref().unwrap_or_default() } else { text };
            let sentence = part(of, said.span);
            let (marks, found) = if self.may_answer(&sentence) { marks(&sentence, self.query) } else { (Vec::new(), 0) };
            // Words alone ask for the sentences that have them; with other parts the whole report may.
            let answers = (found > 0 || !self.query.parts.is_empty()) && (!self.whole || found == self.query.words.len());
            answers.then(|| {
                let hit = Hit {
                    report: filed.id.clone(),
                    outlet: filed.outlet.clone(),
                    published: filed.published.clone(),
                    title: filed.title.clone(),
                    story: filed.story.clone(),
                    in_title: said.in_title,
                    span: said.span,
                    sentence: sentence.into_owned(),
                    marks,
                    claims: vec![claim],
                };
                (found, hit)
            })
        };
        self.open = Some((here, hit));
        enough < self.enough
    }

    /// Whether a sentence of a report may have the words that are wanted of it: no sentence goes on in another paragraph.
    pub fn may_have(&self, title: &str, text: &str) -> bool {
        !self.whole || text.split("\n\n").chain([title]).any(|paragraph| self.may_answer(paragraph))
    }

    /// Whether a sentence may have the words that are wanted of it: its words are told apart only where it may.
    fn may_answer(&self, sentence: &str) -> bool {
        let sentence = normal(sentence);
        let has = |phrase: &Vec<String>| phrase.iter().all(|word| sentence.contains(word.as_str()));
        if self.whole { self.query.words.iter().all(has) } else { self.query.words.iter().any(has) }
    }

    fn close(&mut self) {
        if let Some((found, hit)) = self.open.take().and_then(|(_, hit)| hit) {
            self.full += usize::from(found == self.query.words.len());
            self.nearly += usize::from(found + 1 == self.query.words.len());
            self.hits.push((found, hit));
        }
    }

    /// All that were taken, those with most words first.
    pub fn sorted(mut self) -> Vec<Hit> {
        self.close();
        self.hits.sort_by_key(|(found, _)| std::cmp::Reverse(*found));
        self.hits.into_iter().map(|(_, hit)| hit).collect()
    }
}

/// A range of a text in scalar values; what lies beyond its end is not there.
fn part(text: &str, range: Range) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.get(range.start..range.end.min(text.len())).unwrap_or_default());
    }
    Cow::Owned(text.chars().skip(range.start).take(range.end.saturating_sub(range.start)).collect())
}

/// Where a query's words stand in a sentence, and how many of its words and phrases do.
fn marks(sentence: &str, query: &Query) -> (Vec<Range>, usize) {
    let chars: Vec<char> = sentence.chars().collect();
    let mut words: Vec<(Range, String)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let inside = |c: &char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(*c);
        let end = at + chars[at..].iter().take_while(|c| inside(c)).count();
        if end > at {
            let word: String = chars[at..end].iter().collect();
            words.push((Range { start: at, end }, normal(&word)));
        }
        at = end.max(at) + 1;
    }
    let (mut marks, mut found) = (BTreeSet::new(), 0);
    for phrase in &query.words {
        let places: Vec<usize> = (0..words.len())
            .filter(|&i| phrase.iter().enumerate().all(|(k, word)| words.get(i + k).is_some_and(|w| w.1 == *word)))
            .collect();
        found += usize::from(!places.is_empty());
        marks.extend(places.into_iter().flat_map(|i| words[i..i + phrase.len()].iter().map(|w| w.0)));
    }
    (marks.into_iter().collect(), found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_where_the_words_stand() {
        let query = Query::parse("koiv \"maren dol\" absent").unwrap();
        let (marks, found) = marks("Jüri Kõiv of the Maren Dol.", &query);
        assert_eq!(found, 2);
        assert_eq!(marks, [Range { start: 5, end: 9 }, Range { start: 17, end: 22 }, Range { start: 23, end: 26 }]);
    }

    #[test]
    fn a_part_is_counted_in_scalar_values() {
        let at = |start, end| Range { start, end };
        assert_eq!((part("fire", at(1, 3)), part("fire", at(2, 9)), part("fire", at(9, 12))), ("ir".into(), "re".into(), "".into()));
        assert_eq!(
            (part("J\u{fc}ri", at(1, 3)), part("J\u{fc}ri", at(3, 9)), part("J\u{fc}ri", at(3, 1))),
            ("\u{fc}r".into(), "i".into(), "".into())
        );
    }
}
