//! Figures over time, drawn: who gave which number in which report, between which bounds.

use super::address;
use super::look::day;
use crate::brief::words::capital;
use crate::brief::{HarmLine, StoryBrief};
use std::collections::BTreeMap;
use stemma_model::Amount;

/// Width of the drawing.
const WIDE: f64 = 900.0;
/// Height of the part where figures stand.
const TALL: f64 = 190.0;
/// Room around it: left for numbers, right for names, above, below for days.
const ROOM: (f64, f64, f64, f64) = (46.0, 190.0, 14.0, 34.0);
/// The least that two reports stand apart.
const APART: f64 = 22.0;
/// How many voices get a line and a name; the others are dots that say theirs when asked.
const NAMED: usize = 5;

/// A drawn measure.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// `killed`.
    pub measure: String,
    /// What it shows, in one sentence.
    pub summary: String,
    /// Size of the whole.
    pub size: (u32, u32),
    /// Where the horizontal lines end.
    pub right: f64,
    /// Horizontal lines: height and number.
    pub grid: Vec<(f64, String)>,
    /// Days under it: place and words.
    pub days: Vec<(f64, String)>,
    /// What the codebook took to be possible: an area.
    pub band: String,
    /// What it chose: a line of steps.
    pub best: String,
    /// A line for each voice with two figures or more: class, path.
    pub lines: Vec<(usize, String)>,
    /// Names beside the last figure of each voice: place, class, name.
    pub names: Vec<(f64, f64, usize, String)>,
    /// The figures.
    pub dots: Vec<Dot>,
    /// Whether the reports carry the times that order them.
    pub dated: bool,
}

/// A figure of one report.
#[derive(Clone, Debug, Default)]
pub struct Dot {
    /// Where it stands.
    pub x: f64,
    /// At the number, or at the only bound.
    pub y: f64,
    /// Of two bounds, where the other one stands.
    pub to: Option<f64>,
    /// `exact`, `least`, `most`, `range`.
    pub shape: &'static str,
    /// The voice's class, from 0.
    pub voice: usize,
    /// Where the sentence stands.
    pub at: String,
    /// All of it in words.
    pub words: String,
    /// The report's letter.
    pub letter: String,
    /// The figure in words of the report.
    pub value: String,
    /// Who says it.
    pub who: String,
    /// When it was published, for people.
    pub when: String,
}

impl Dot {
    /// A path for the shape: a disc, an arrow up or down, a bar.
    pub fn path(&self) -> String {
        let (x, y) = (self.x, self.y);
        match (self.shape, self.to) {
            ("least", _) => format!("M{x:.1} {y:.1}v-26m-4 6l4 -7l4 7"),
            ("most", _) => format!("M{x:.1} {y:.1}v26m-4 -6l4 7l4 -7"),
            ("range", Some(to)) => format!("M{:.1} {y:.1}h8m-4 0V{to:.1}m-4 0h8", x - 4.0),
            _ => String::new(),
        }
    }
}

/// A figure before it has its place.
struct Told {
    letter: String,
    published: Option<String>,
    low: Option<i64>,
    high: Option<i64>,
    value: String,
    voice: String,
    at: String,
}

/// The charts of a story's harm: those measures of which two reports or more give figures that are not all alike.
pub fn charts(s: &StoryBrief, harm: &stemma_model::Harm) -> Vec<Chart> {
    s.harm.iter().filter_map(|h| chart(s, h, harm.get(&h.measure)?)).collect()
}

fn chart(s: &StoryBrief, h: &HarmLine, figure: &stemma_model::HarmFigure) -> Option<Chart> {
    let told = told(s, h);
    let reports: Vec<&str> = s.sources.iter().map(|r| r.label.as_str()).filter(|l| told.iter().any(|t| t.letter == *l)).collect();
    let alike = told.iter().all(|t| told.first().is_some_and(|f| (f.low, f.high) == (t.low, t.high)));
    if reports.len() < 2 || alike {
        return None;
    }
    let published = |l: &str| s.source(l).and_then(|r| r.published.clone());
    let dated = reports.iter().all(|l| published(l).is_some());
    let places = places(&reports.iter().map(|l| published(l)).collect::<Vec<_>>());
    let x_of = |letter: &str| reports.iter().position(|l| *l == letter).and_then(|i| places.get(i)).copied().unwrap_or(ROOM.0);
    let most = told.iter().flat_map(|t| [t.low, t.high]).chain([figure.best, figure.high, figure.low]).flatten().max().unwrap_or(1).max(1);
    let (top, step) = scale(most);
    let y_of = |n: i64| ROOM.2 + TALL - TALL * n.clamp(0, top) as f64 / top as f64;
    // Voices in the order of how many figures they give, then by name.
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    told.iter().for_each(|t| *counts.entry(&t.voice).or_default() += 1);
    let mut voices: Vec<&str> = counts.keys().copied().collect();
    voices.sort_by_key(|v| (std::cmp::Reverse(counts[v]), *v));
    let class = |voice: &str| voices.iter().position(|v| *v == voice).unwrap_or(NAMED).min(NAMED);
    let mut dots: Vec<Dot> = told.iter().map(|t| dot(s, t, x_of(&t.letter), &y_of, class(&t.voice))).collect();
    dots.sort_by(|a, b| a.x.total_cmp(&b.x));
    let (mut lines, mut names) = (Vec::new(), Vec::new());
    for (c, voice) in voices.iter().take(NAMED).enumerate() {
        let own: Vec<&Dot> = dots.iter().filter(|d| d.voice == c).collect();
        if own.len() > 1 {
            let path: Vec<String> = own.iter().map(|d| format!("{:.1} {:.1}", d.x, d.y)).collect();
            lines.push((c, format!("M{}", path.join("L"))));
        }
        if let Some(last) = own.last() {
            names.push((last.x, last.y, c, clip(voice, 24)));
        }
    }
    apart(&mut names);
    let grid = (0..=top / step).map(|i| (y_of(i * step), (i * step).to_string())).collect();
    let (band, best) = fused(figure, &x_of, s, y_of, ROOM.2, WIDE - ROOM.1 + 6.0);
    let said: Vec<String> = dots.iter().map(|d| d.words.clone()).collect();
    Some(Chart {
        measure: h.measure.clone(),
        summary: format!("{}, as {} reports give it: {}", capital(&h.measure), reports.len(), said.join("; ")),
        right: WIDE - ROOM.1,
        size: (WIDE as u32, (TALL + ROOM.2 + ROOM.3) as u32),
        grid,
        days: if dated { days(&reports, &places, published) } else { Vec::new() },
        band,
        best,
        lines,
        names,
        dots,
        dated,
    })
}

fn told(s: &StoryBrief, h: &HarmLine) -> Vec<Told> {
    let mut out: Vec<Told> = Vec::new();
    for v in h.points.iter().flat_map(|p| &p.values).filter(|v| v.put.is_none() && (v.low.is_some() || v.high.is_some())) {
        for (letter, voices) in &v.cited {
            let quote = v.quotes.iter().find(|q| q.source == *letter || q.also.contains(letter));
            let own = || s.source(letter).map_or_else(|| letter.clone(), |r| r.name.clone());
            let t = Told {
                letter: letter.clone(),
                published: s.source(letter).and_then(|r| r.published.clone()),
                low: v.low.and_then(Amount::whole),
                high: v.high.and_then(Amount::whole),
                value: v.value.clone(),
                voice: voices.first().cloned().unwrap_or_else(own),
                at: quote.filter(|q| q.source == *letter).map_or_else(|| address::labelled(s, letter), address::quote),
            };
            if !out.iter().any(|o| (&o.letter, o.low, o.high, &o.voice) == (&t.letter, t.low, t.high, &t.voice)) {
                out.push(t);
            }
        }
    }
    out
}

fn dot(s: &StoryBrief, t: &Told, x: f64, y_of: &impl Fn(i64) -> f64, voice: usize) -> Dot {
    let (shape, y, to) = match (t.low, t.high) {
        (Some(l), Some(h)) if l == h => ("exact", y_of(l), None),
        (Some(l), Some(h)) => ("range", y_of(l), Some(y_of(h))),
        (Some(l), None) => ("least", y_of(l), None),
        (None, Some(h)) => ("most", y_of(h), None),
        (None, None) => ("exact", y_of(0), None),
    };
    let name = s.source(&t.letter).map_or_else(|| t.letter.clone(), |r| r.name.clone());
    let when = t.published.as_deref().map_or_else(|| "no date given".to_owned(), crate::brief::date);
    let who = if t.voice == name { name.clone() } else { format!("{}, in {name}", t.voice) };
    let words = format!("{}: {}, {who}, {when}", t.letter, t.value);
    Dot { x, y, to, shape, voice, at: t.at.clone(), words, letter: t.letter.clone(), value: t.value.clone(), who, when }
}

/// Where reports stand, from the left: by their times where all have one, but never closer than can be told apart.
fn places(published: &[Option<String>]) -> Vec<f64> {
    let (from, wide) = (ROOM.0 + 14.0, WIDE - ROOM.0 - ROOM.1 - 28.0);
    let times: Option<Vec<f64>> = published.iter().map(|p| seconds(p.as_deref()?)).collect();
    let n = published.len();
    let even = || (0..n).map(|i| from + wide * i as f64 / (n.max(2) - 1) as f64).collect::<Vec<_>>();
    let Some(times) = times else { return even() };
    let (first, last) = times.iter().fold((f64::MAX, f64::MIN), |(a, b), t| (a.min(*t), b.max(*t)));
    if last <= first || n as f64 * APART > wide {
        return even();
    }
    let mut out: Vec<f64> = times.iter().map(|t| from + wide * (t - first) / (last - first)).collect();
    for i in 1..n {
        out[i] = out[i].max(out[i - 1] + APART);
    }
    // What was pushed over the edge goes back, and pushes what stands before it.
    for i in (0..n).rev() {
        let edge = if i + 1 == n { from + wide } else { out[i + 1] - APART };
        out[i] = out[i].min(edge);
    }
    out
}

/// A day or moment on a line of seconds; a day counts from its middle.
fn seconds(iso: &str) -> Option<f64> {
    if let Ok(at) = iso.parse::<jiff::Timestamp>() {
        return Some(at.as_second() as f64);
    }
    let day: jiff::civil::Date = iso.get(..10)?.parse().ok()?;
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = day.since((jiff::Unit::Day, epoch)).ok()?.get_days();
    Some(f64::from(days) * 86_400.0 + 43_200.0)
}

/// The top of a scale and the step between its lines: 1, 2 or 5 times a power of ten, four lines or so.
fn scale(most: i64) -> (i64, i64) {
    let mut step = 1i64;
    loop {
        for times in [1, 2, 5] {
            let s = step.saturating_mul(times);
            if most / s < 5 {
                return ((most / s + 1).saturating_mul(s), s);
            }
        }
        step = step.saturating_mul(10);
    }
}

fn days(reports: &[&str], places: &[f64], published: impl Fn(&str) -> Option<String>) -> Vec<(f64, String)> {
    let mut out: Vec<(f64, String)> = Vec::new();
    for (label, &x) in reports.iter().zip(places) {
        let words = published(label).map(|p| day(&p)).unwrap_or_default();
        let words = words.rsplit_once(' ').map_or(words.clone(), |(d, _)| d.to_owned());
        if out.last().is_none_or(|(at, last)| *last != words && x - at > 70.0) {
            out.push((x, words));
        }
    }
    out
}

/// What the codebook chose, report by report: the area between low and high, and the line of best.
fn fused(
    figure: &stemma_model::HarmFigure,
    x_of: &impl Fn(&str) -> f64,
    s: &StoryBrief,
    y_of: impl Fn(i64) -> f64,
    top: f64,
    right: f64,
) -> (String, String) {
    let label = |id: &Option<String>| s.sources.iter().find(|r| Some(&r.id) == id.as_ref()).map(|r| r.label.clone());
    let states: Vec<(f64, &stemma_model::State)> = figure.history.iter().filter_map(|st| Some((x_of(&label(&st.report)?), st))).collect();
    if states.len() != figure.history.len() || states.windows(2).any(|w| w[1].0 < w[0].0) {
        return (String::new(), String::new());
    }
    let (mut upper, mut lower, mut best) = (Vec::new(), Vec::new(), String::new());
    for (i, (x, st)) in states.iter().enumerate() {
        let to = states.get(i + 1).map_or(right, |n| n.0);
        let high = st.high.map_or(top, &y_of);
        let low = y_of(st.low.unwrap_or(0));
        upper.extend([format!("{x:.1} {high:.1}"), format!("{to:.1} {high:.1}")]);
        lower.extend([format!("{x:.1} {low:.1}"), format!("{to:.1} {low:.1}")]);
        if let Some(b) = st.best.map(&y_of) {
            best.push_str(&if best.is_empty() { format!("M{x:.1} {b:.1}H{to:.1}") } else { format!("V{b:.1}H{to:.1}") });
        }
    }
    lower.reverse();
    let band = if upper.is_empty() { String::new() } else { format!("M{}L{}z", upper.join("L"), lower.join("L")) };
    (band, best)
}

/// Names go to the right edge, each beside its last figure as far as they do not cover each other.
fn apart(names: &mut [(f64, f64, usize, String)]) {
    const LINE: f64 = 17.0;
    names.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut least = ROOM.2 + 4.0;
    for name in names.iter_mut() {
        name.0 = WIDE - ROOM.1 + 14.0;
        name.1 = (name.1 + 4.0).max(least);
        least = name.1 + LINE;
    }
    let mut most = ROOM.2 + TALL + 4.0;
    for name in names.iter_mut().rev() {
        name.1 = name.1.min(most);
        most = name.1 - LINE;
    }
}

fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::{WIDE, places, scale};

    #[test]
    fn scales_have_few_round_lines() {
        for (most, want) in [(1, (2, 1)), (8, (10, 2)), (61, (80, 20)), (36, (40, 10)), (880, (1000, 200)), (4, (5, 1))] {
            assert_eq!(scale(most), want, "{most}");
        }
        assert!(scale(i64::MAX).1 > 0);
    }

    #[test]
    fn reports_stand_in_the_order_of_their_times_and_apart() {
        let at = |list: &[Option<&str>]| places(&list.iter().map(|p| p.map(str::to_owned)).collect::<Vec<_>>());
        let x = at(&[Some("2031-01-01"), Some("2031-01-01T12:01:00Z"), Some("2031-01-05"), Some("2031-01-05")]);
        assert!(x.windows(2).all(|w| w[1] - w[0] >= 21.9), "{x:?}");
        assert!(x[0] > 0.0 && x[3] < WIDE);
        let undated = at(&[None, None, Some("2031-01-01")]);
        assert!((undated[1] - undated[0] - (undated[2] - undated[1])).abs() < 0.01);
    }
}
