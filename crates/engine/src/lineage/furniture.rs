//! Words that stand in reports of many stories: a page's furniture, an agency's standing phrases, a law's wording. Two
//! reports that share them have nothing from each other.

use super::words::Words;
use std::collections::HashMap;
use stemma_model::ReportClaims;

/// Words of a sequence that is counted. Eight words in a row are seldom the same by chance in two stories.
const RUN: usize = 8;
/// A sequence in this many stories is furniture. Two stories may be one happening that was not joined.
pub const STORIES: u8 = 3;

/// A text of which more than this share is furniture has none.
const WHOLE: f64 = 0.8;

/// The sequences of words that stand in reports of three stories or more.
#[derive(Debug, Default)]
pub struct Furniture {
    /// Of each sequence: how many stories, and the last of them.
    seen: HashMap<u64, (u8, u32)>,
}

impl Furniture {
    /// Of stories, each the reports of one happening.
    pub fn of<'a>(stories: impl Iterator<Item = Vec<&'a ReportClaims>>) -> Furniture {
        Furniture::counted(stories.map(|reports| reports.into_iter().map(|r| r.report.text.as_str()).collect::<Vec<_>>()))
    }

    /// Of stories, each the texts of the reports of one happening.
    pub fn counted<T: AsRef<str>>(stories: impl Iterator<Item = Vec<T>>) -> Furniture {
        let mut seen: HashMap<u64, (u8, u32)> = HashMap::new();
        for (story, texts) in stories.enumerate() {
            for gram in texts.iter().flat_map(|t| Words::new(t.as_ref()).grams(RUN).collect::<Vec<_>>()) {
                let (count, last) = seen.entry(gram).or_insert((0, u32::MAX));
                if *last != story as u32 {
                    (*count, *last) = (count.saturating_add(1), story as u32);
                }
            }
        }
        seen.retain(|_, (count, _)| *count >= STORIES);
        Furniture { seen }
    }

    /// Of sequences that [`Furniture::sequences`] gave once.
    pub fn again(sequences: impl IntoIterator<Item = u64>) -> Furniture {
        Furniture { seen: sequences.into_iter().map(|gram| (gram, (STORIES, u32::MAX))).collect() }
    }

    /// The sequences of a text that are counted, each once, in order.
    pub fn counted_in(text: &str) -> Vec<u64> {
        let mut all: Vec<u64> = Words::new(text).grams(RUN).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether a sequence is furniture.
    pub fn has(&self, sequence: u64) -> bool {
        self.seen.contains_key(&sequence)
    }

    /// Says of a sequence whether it is furniture from now on.
    pub fn set(&mut self, sequence: u64, is: bool) {
        if is {
            self.seen.insert(sequence, (STORIES, u32::MAX));
        } else {
            self.seen.remove(&sequence);
        }
    }

    /// Its sequences as numbers, in order.
    pub fn sequences(&self) -> Vec<u64> {
        let mut all: Vec<u64> = self.seen.keys().copied().collect();
        all.sort_unstable();
        all
    }

    /// One a word of a text: whether it is furniture.
    pub fn marks(&self, words: &Words) -> Vec<bool> {
        let mut marks = vec![false; words.len()];
        if self.seen.is_empty() {
            return marks;
        }
        for (at, gram) in words.grams(RUN).enumerate() {
            if self.seen.contains_key(&gram) {
                marks[at..at + RUN].fill(true);
            }
        }
        // A text that is nothing else was printed in stories that were not joined.
        if marks.iter().filter(|m| **m).count() as f64 > WHOLE * marks.len() as f64 {
            marks.fill(false);
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stemma_model::Report;

    #[test]
    fn what_stands_in_three_stories_is_furniture() {
        let line = "write to our desk on Quay Street with news of your own";
        let report = |text: String| ReportClaims { report: Report { text, ..Report::default() }, ..ReportClaims::default() };
        let reports: Vec<ReportClaims> =
            ["one", "two", "three"].iter().map(|n| report(format!("{} {line}", format!("{n} ").repeat(7)))).collect();
        let marks = |n: usize| {
            let furniture = Furniture::of(reports.iter().take(n).map(|r| vec![r]));
            furniture.marks(&Words::new(&reports[0].report.text)).iter().filter(|m| **m).count()
        };
        assert_eq!((marks(2), marks(3)), (0, 12));
        // What was kept of it marks the same.
        let kept = Furniture::again(Furniture::of(reports.iter().map(|r| vec![r])).sequences());
        assert_eq!(kept.marks(&Words::new(&reports[0].report.text)).iter().filter(|m| **m).count(), 12);
        // In one story as often as you like.
        let twice = Furniture::of([reports.iter().collect::<Vec<_>>()].into_iter());
        assert!(twice.marks(&Words::new(line)).iter().all(|m| !m));
    }
}
