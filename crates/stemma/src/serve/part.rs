//! What a story's page folds: of its long lists it shows what a reader needs first, and leads to a page that has the whole list. So
//! a story of forty reports is no larger to open than one of ten.

use super::address;
use super::library::Kept;
use super::look::Frame;
use super::matrix::Matrix;
use crate::brief::text::Caps;
use crate::brief::{Moment, Point, Quote, SingleGroup, StoryBrief, Voice, layout};
use askama::Template;
use std::collections::BTreeSet;
use stemma_model::Record;

/// What is shown first is what a brief shows unless everything is asked for.
const FIRST: Caps = Caps::READING;
/// Moments of the timeline that are shown: a page has more room than a terminal.
const MOMENTS: usize = 20;
/// Sentences that one report alone has are shown of all reports together, at least three of each: of ten reports as many as of a
/// brief's.
const SINGLE: usize = 60;

/// A list of a story that has a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What reports agree on.
    Agreed,
    /// Which report says what.
    Matrix,
    /// Who says what.
    Voices,
    /// What happened when.
    Timeline,
    /// What lies before the story.
    Background,
    /// What only one report says.
    Single,
}

impl Part {
    const ALL: [(Part, &'static str, &'static str); 6] = [
        (Part::Agreed, "agreed", "What the reports agree on"),
        (Part::Matrix, "matrix", "Which report says what"),
        (Part::Voices, "voices", "Who says what"),
        (Part::Timeline, "timeline", "Timeline"),
        (Part::Background, "background", "Background: before this story"),
        (Part::Single, "single", "What only one report says"),
    ];

    /// By its name in an address.
    pub fn named(name: &str) -> Option<Part> {
        Part::ALL.iter().find(|p| p.1 == name).map(|p| p.0)
    }

    /// Its name in an address.
    pub fn name(self) -> &'static str {
        Part::ALL.iter().find(|p| p.0 == self).map_or("", |p| p.1)
    }

    /// Its heading.
    pub fn title(self) -> &'static str {
        Part::ALL.iter().find(|p| p.0 == self).map_or("", |p| p.2)
    }
}

/// Something with sentences of which only the first may be there.
#[derive(Debug)]
pub struct Folded<T> {
    /// What it is, with the sentences that are shown.
    pub of: T,
    /// How many sentences it has.
    pub all: usize,
    /// Where the others are.
    pub more: Option<String>,
}

/// How many of each list the page of a story leaves to the list's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Points that are agreed on.
    pub agreed: usize,
    /// Rows of the table of which report says what.
    pub matrix: usize,
    /// Voices.
    pub voices: usize,
    /// Moments of the timeline.
    pub timeline: usize,
    /// Moments of the background.
    pub background: usize,
}

/// The lists that come apart when a story is folded: each with what is shown of its sentences.
#[derive(Debug, Default)]
pub struct Lists {
    /// What reports agree on.
    pub agreed: Vec<Folded<Point>>,
    /// Who says what.
    pub voices: Vec<Folded<Voice>>,
    /// What happened when.
    pub timeline: Vec<Folded<Moment>>,
    /// What lies before the story.
    pub background: Vec<Folded<Moment>>,
    /// What one report alone says.
    pub single: Vec<Folded<SingleGroup>>,
}

/// Keeps of the long lists of a story what is shown first.
pub fn fold(s: &mut StoryBrief) -> Left {
    let cut = |all: usize, most: usize| all.saturating_sub(most);
    let left = Left {
        agreed: cut(s.agreed.len(), FIRST.points),
        matrix: 0,
        voices: cut(s.voices.len(), FIRST.voices),
        timeline: cut(s.timeline.len(), MOMENTS),
        background: cut(s.background.len(), FIRST.moments),
    };
    s.agreed.truncate(FIRST.points);
    told_most(&mut s.timeline, MOMENTS);
    told_most(&mut s.background, FIRST.moments);
    s.voices.truncate(FIRST.voices);
    left
}

/// Takes the lists out of a story; `first` alone of the sentences of each thing, with where the others stand, or all of them.
pub fn apart(s: &mut StoryBrief, first: bool) -> Lists {
    let at = |part: Part, place: String| first.then(|| format!("{}{place}", address::part(&s.id, part.name())));
    let cut = |quotes: &mut Vec<Quote>, more: Option<String>| {
        let all = quotes.len();
        if first {
            quotes.truncate(FIRST.sentences);
        }
        (all, more.filter(|_| all > quotes.len()))
    };
    let agreed = std::mem::take(&mut s.agreed).into_iter().map(|mut of| {
        let all = of.quotes().len();
        let place = if of.finding.is_empty() { String::new() } else { format!("#{}", of.finding) };
        let mut shorter = false;
        for value in &mut of.values {
            let all = value.quotes.len();
            cut(&mut value.quotes, None);
            shorter |= value.quotes.len() < all;
        }
        // Who, where and when stand beside it: for each a sentence is enough to begin with.
        for value in of.details.iter_mut().flat_map(|d| &mut d.values).filter(|_| first) {
            shorter |= value.quotes.len() > 1;
            value.quotes.truncate(1);
        }
        Folded { all, more: at(Part::Agreed, place).filter(|_| shorter), of }
    });
    let agreed = agreed.collect();
    let voices = std::mem::take(&mut s.voices).into_iter().map(|mut of| {
        let (all, more) = cut(&mut of.quotes, at(Part::Voices, String::new()));
        Folded { all, more, of }
    });
    let voices = voices.collect();
    let moments = |list: Vec<Moment>, part: Part| -> Vec<Folded<Moment>> {
        let moment = |mut of: Moment| {
            let (all, more) = cut(&mut of.quotes, at(part, String::new()));
            Folded { all, more, of }
        };
        list.into_iter().map(moment).collect()
    };
    let timeline = moments(std::mem::take(&mut s.timeline), Part::Timeline);
    let background = moments(std::mem::take(&mut s.background), Part::Background);
    let each = (SINGLE / s.single.len().max(1)).clamp(3, FIRST.single);
    let single = std::mem::take(&mut s.single).into_iter().map(|mut of| {
        let all = of.quotes.len();
        let shown = of.shown(if first { each } else { usize::MAX });
        let mut n = 0;
        of.quotes.retain(|_| {
            n += 1;
            shown.contains(&(n - 1))
        });
        Folded { all, more: at(Part::Single, format!("#of-{}", of.source)).filter(|_| all > of.quotes.len()), of }
    });
    let single = single.collect();
    Lists { agreed, voices, timeline, background, single }
}

/// The moments that most reports tell, in the order in which they were.
fn told_most(moments: &mut Vec<Moment>, most: usize) {
    if moments.len() <= most {
        return;
    }
    let mut order: Vec<usize> = (0..moments.len()).collect();
    order.sort_by_key(|&n| (std::cmp::Reverse(moments[n].sources.len()), n));
    order.truncate(most);
    let mut n = 0;
    moments.retain(|_| {
        n += 1;
        order.contains(&(n - 1))
    });
}

/// One list of a story, whole.
#[derive(Debug, Template)]
#[template(path = "serve/part.html")]
pub struct PartPage {
    frame: Frame,
    part: Part,
    /// The story's page.
    at: String,
    /// The story, with the list alone.
    s: StoryBrief,
    matrix: Option<Matrix>,
    lists: Lists,
}

impl PartPage {
    /// Of a story.
    pub fn of(kept: &Kept, part: Part) -> Self {
        let story = &kept.story;
        let record = Record { stories: vec![story.clone()], ..Record::default() };
        let mut s = layout(&record, &kept.reports, &kept.paths).stories.pop().unwrap_or_default();
        let mut matrix = if part == Part::Matrix { Matrix::of(&s) } else { None };
        if let Some(matrix) = &mut matrix {
            matrix.lead(&BTreeSet::new(), &story.id);
        }
        PartPage {
            frame: Frame::stories(format!("{}: {}", part.title(), s.title)),
            part,
            at: address::story(&story.id),
            matrix,
            lists: apart(&mut s, false),
            s,
        }
    }

    fn is(&self, name: &str) -> bool {
        self.part.name() == name
    }

    fn title(&self) -> &'static str {
        self.part.title()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::Source;
    use stemma_model::Field;

    fn quote(n: usize) -> Quote {
        Quote {
            source: "A".into(),
            also: Vec::new(),
            claim: format!("a/c{n}"),
            field: Field::Text,
            start: n,
            end: n + 1,
            text: n.to_string(),
            marks: Vec::new(),
            voices: Vec::new(),
            anchor: String::new(),
            unsure: false,
            decided: Vec::new(),
        }
    }

    #[test]
    fn of_one_report_s_own_sentences_the_typed_are_shown_first_and_the_rest_has_an_address() {
        let group = |source: &str| SingleGroup {
            source: source.into(),
            quotes: (0..9).map(quote).collect(),
            typed: (0..9).map(|n| n > 6).collect(),
        };
        let single: Vec<SingleGroup> = ["A", "B"].map(group).into_iter().collect();
        let mut s = StoryBrief { id: "s1".into(), single, sources: vec![Source::default()], ..StoryBrief::default() };
        let left = fold(&mut s);
        let Lists { voices, single, .. } = apart(&mut s, true);
        let told: Vec<&str> = single[0].of.quotes.iter().map(|q| q.text.as_str()).collect();
        assert_eq!((told.join(""), single[0].all), ("012378".to_owned(), 9));
        assert_eq!(single[1].more.as_deref(), Some("/story/s1/single#of-B"));
        assert_eq!((left, voices.len()), (Left::default(), 0));
    }
}
