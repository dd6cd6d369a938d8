//! What two reports have in common and what sets them apart, as figures with names.

use super::facts::{Facts, Person};
use super::sketch::{CLAIM_PHRASES, PARTS, Sketch, Term, VECTORS, View};

/// Each figure of [`compare`]: its name, and what it tells. One that cannot be told of two reports is NaN.
pub const FIGURES: [(&str, &str); COUNT] = [
    ("words", "how alike their words are"),
    ("names", "how alike the names in them are"),
    ("opening", "how alike their openings are"),
    ("numbers", "how alike their numbers are"),
    ("opening-in-words", "how much of the one's opening is like the other as a whole"),
    ("days", "days between their publication"),
    ("phrases", "how alike their rare words in a row are"),
    ("rare-phrases", "how many rare words in a row they share"),
    ("rare-names", "how many rare names they share"),
    ("title", "how alike their headlines are"),
    ("title-covered-least", "how much of a headline stands in the other report, the lesser share"),
    ("title-covered-most", "the same, the greater share"),
    ("claims", "how alike the sentences are that tell what happened"),
    ("claims-covered-least", "how much of such sentences' words stands in the other, the lesser share"),
    ("claims-covered-most", "the same, the greater share"),
    ("names-covered-least", "how much of the names stands in the other, the lesser share"),
    ("names-covered-most", "the same, the greater share"),
    ("opening-names-covered-least", "how much of the opening's names stands in the other, the lesser share"),
    ("opening-names-covered-most", "the same, the greater share"),
    ("words-covered-least", "how much of the words stands in the other, the lesser share"),
    ("words-covered-most", "the same, the greater share"),
    ("claim-phrases", "how alike words in a row are where they tell what happened"),
    ("rare-claim-phrases", "how many rare ones of these they share"),
    ("rarest-phrase", "how rare the rarest words in a row are that they share"),
    ("second-rarest-phrase", "how rare the second rarest are"),
    ("opening-phrases-covered-least", "how much of the opening's words in a row stands in the other, the lesser share"),
    ("opening-phrases-covered-most", "the same, the greater share"),
    ("rare-numbers", "how many rare numbers they share"),
    ("opening-numbers-covered-least", "how much of the opening's numbers stands in the other, the lesser share"),
    ("opening-numbers-covered-most", "the same, the greater share"),
    ("full-names", "whom both name in full, the rarer and the more prominent the more"),
    ("last-names", "whom both name by last name"),
    ("people-covered-least", "how much of the people named is named in the other, the lesser share"),
    ("people-covered-most", "the same, the greater share"),
    ("harmed", "whether they name the same people as killed or hurt"),
    ("held", "whether they name the same people as arrested or as having harmed"),
    ("harmed-or-held", "whether they name the same people as one or the other"),
    ("other-first-name", "whom they give one last name and different first names"),
    ("ages", "what share of the ages they give is the same"),
    ("ages-shared", "how many ages are the same"),
    ("spots", "whether it happens at the same places"),
    ("distance", "kilometres between their main places"),
    ("country", "whether their main places are in one country"),
    ("event-days", "whether it happens on the same days"),
    ("event-days-apart", "days between the nearest days that they tell of"),
    ("main-days-apart", "days between the days that they tell of most"),
    ("published-after", "days between what the one tells of and the other's publication"),
    ("kinds", "whether the same kinds of things happen"),
    ("main-kind", "whether the main kind of thing is the same"),
    ("killed", "how far the first numbers of killed are apart"),
    ("most-killed", "how far the highest numbers of killed are apart"),
    ("injured", "how far the first numbers of injured are apart"),
    ("years", "what share of the years they name is the same"),
    ("years-apart", "years between the latest that they name"),
    ("words-least", "how long the shorter is"),
    ("words-most", "how long the longer is"),
    ("people-most", "how many people the one names that names more"),
    ("ages-most", "how many ages the one gives that gives more"),
    ("outlet", "whether one outlet has both"),
    ("rare-claims", "how many rare words they share where they tell what happened"),
    ("first-person-least", "whether the other names the most prominent person, of both"),
    ("first-person-most", "the same, of either"),
    ("numbers-covered-least", "how much of the numbers stands in the other, the lesser share"),
    ("numbers-covered-most", "the same, the greater share"),
    ("rare-title", "how many rare words their headlines share"),
    ("main-name-least", "how weighty the main name is in the other, the lesser"),
    ("main-name-most", "the same, the greater"),
    ("main-names", "how alike the weightiest names are"),
    ("main-names-missing-least", "how weighty a name is that the other lacks, the lesser"),
    ("main-names-missing-most", "the same, the greater"),
    ("opening-names-missing-least", "how weighty a name of the opening is that the other lacks, the lesser"),
    ("opening-names-missing-most", "the same, the greater"),
    ("rarest-name", "how rare the rarest name is that they share"),
    ("second-rarest-name", "how rare the second rarest is"),
    ("third-rarest-name", "how rare the third rarest is"),
    ("rarest-phrases", "how many words in a row they share that are hardly shared by chance"),
];

/// How many figures a comparison gives.
pub const COUNT: usize = 76;

/// Terms less rare than this add nothing to rare matter; last names half of it.
const RARE: f32 = 4.0;
/// So rare a phrase is hardly shared by chance.
const RAREST: f32 = 7.0;
/// Tolls above this are as good as this.
const LARGE: u16 = 1000;

/// The figures of two weighed reports, in the order of [`FIGURES`].
pub fn compare(a: &Sketch, b: &Sketch) -> [f32; COUNT] {
    filled(a, b).figures
}

fn filled(a: &Sketch, b: &Sketch) -> Row {
    let mut row = Row { figures: [f32::NAN; COUNT], at: 0 };
    let s = Shared::new(a, b);
    let cosine = |v: View| ratio(s.products[v as usize], a.lengths[v as usize], b.lengths[v as usize]);
    let rare = |v: View| s.rare[v as usize].ln_1p();
    let part = |i: usize| (share(s.covered[i][0], a.parts[i]), share(s.covered[i][1], b.parts[i]));
    let (opening, words) = (View::Opening as usize, View::Words as usize);
    row.put(cosine(View::Words));
    row.put(cosine(View::Names));
    row.put(cosine(View::Opening));
    row.put(cosine(View::Numbers));
    let across = [ratio(s.across[0], a.lengths[opening], b.lengths[words]), ratio(s.across[1], a.lengths[words], b.lengths[opening])];
    row.put((across[0] + across[1]) / 2.0);
    row.put(maybe(a.day.zip(b.day).map(|(x, y)| days_apart((x, x), (y, y)))));
    row.put(cosine(View::Phrases));
    row.put(rare(View::Phrases));
    row.put(rare(View::Names));
    row.put(cosine(View::Title));
    row.both(part(0));
    row.put(cosine(View::Claims));
    row.both(part(1));
    row.both(part(2));
    row.both(part(3));
    row.both(part(4));
    row.put(ratio(s.products[CLAIM_PHRASES], a.lengths[CLAIM_PHRASES], b.lengths[CLAIM_PHRASES]));
    row.put(s.rare[CLAIM_PHRASES].ln_1p());
    s.phrases.iter().for_each(|rarity| row.put(*rarity));
    row.both(part(5));
    row.put(rare(View::Numbers));
    row.both(part(6));
    who(&mut row, a, b);
    let ages = a.ages.iter().filter(|x| b.ages.contains(x)).count() as f32;
    row.put(share(ages, a.ages.len().min(b.ages.len()) as f32));
    row.put(ages);
    place(&mut row, &a.facts, &b.facts);
    when(&mut row, a, b);
    what(&mut row, &a.facts, &b.facts);
    let (f, g) = (&a.facts, &b.facts);
    let years = f.years.iter().filter(|x| g.years.contains(x)).count() as f32;
    row.put(share(years, f.years.len().min(g.years.len()) as f32));
    row.put(maybe(f.years.last().zip(g.years.last()).map(|(x, y)| f32::from(x.abs_diff(*y)))));
    row.put(f32::from(a.words.min(b.words)).ln_1p());
    row.put(f32::from(a.words.max(b.words)).ln_1p());
    row.put(f.people.len().max(g.people.len()) as f32);
    row.put(a.ages.len().max(b.ages.len()) as f32);
    row.put(maybe(f.outlet.zip(g.outlet).map(|(x, y)| yes(x == y))));
    row.put(rare(View::Claims));
    let first = |f: &Facts, other: &Sketch| maybe(prominent(&f.people, |p| p.weight).map(|p| yes(other.weight(p.last).is_some())));
    row.both((first(f, b), first(g, a)));
    row.both(part(7));
    row.put(rare(View::Title));
    names(&mut row, a, b);
    s.names.iter().for_each(|rarity| row.put(*rarity));
    row.put(s.rarest);
    row
}

/// The figures being put in their order.
struct Row {
    figures: [f32; COUNT],
    at: usize,
}

impl Row {
    fn put(&mut self, figure: f32) {
        if let Some(place) = self.figures.get_mut(self.at) {
            *place = figure;
        }
        self.at += 1;
    }

    /// The lesser, then the greater.
    fn both(&mut self, (x, y): (f32, f32)) {
        self.put(x.min(y));
        self.put(x.max(y));
    }
}

fn who(row: &mut Row, a: &Sketch, b: &Sketch) {
    let (p, q) = (&a.facts.people, &b.facts.people);
    let (mut full, mut last, mut other) = (0.0, 0.0, 0.0);
    for (x, y) in p.iter().flat_map(|x| q.iter().filter(|y| y.last == x.last).map(move |y| (x, y))) {
        let weight = (x.weight * y.weight).sqrt().ln_1p();
        if x.full != 0 && x.full == y.full {
            full += weight * (x.rarity.1 - RARE).max(0.0);
        } else if x.full != 0 && y.full != 0 {
            other += weight;
        }
        last += weight * (x.rarity.0 - RARE / 2.0).max(0.0);
    }
    row.put(f32::ln_1p(full));
    row.put(f32::ln_1p(last));
    let covered = |people: &[Person], other: &Sketch| {
        let there = people.iter().filter(|x| other.weight(x.last).is_some()).map(|x| x.weight).sum();
        share(there, people.iter().map(|x| x.weight).sum())
    };
    row.both((covered(p, b), covered(q, a)));
    let same = |x: &Person, y: &Person| x.last == y.last && (x.full == y.full || x.full == 0 || y.full == 0);
    let common = |pick: fn(&Person) -> bool| {
        let count = |people: &[Person]| people.iter().filter(|x| pick(x)).count();
        let both = p.iter().filter(|x| pick(x) && q.iter().any(|y| pick(y) && same(x, y))).count();
        share(both as f32, count(p).min(count(q)) as f32)
    };
    row.put(common(|x| x.harmed));
    row.put(common(|x| x.held));
    row.put(common(|x| x.held || x.harmed));
    row.put(other);
}

fn place(row: &mut Row, f: &Facts, g: &Facts) {
    let square = |f: &Facts| f.spots.iter().map(|s| s.weight * s.weight).sum::<f32>();
    let same = f.spots.iter().flat_map(|x| g.spots.iter().filter(|y| y.geonames == x.geonames).map(move |y| x.weight * y.weight));
    row.put(share(same.sum(), (square(f) * square(g)).sqrt()));
    row.put(maybe(way(f, g).map(f32::ln_1p)));
    let main = prominent(&f.spots, |s| s.weight).zip(prominent(&g.spots, |s| s.weight));
    row.put(maybe(main.map(|(x, y)| yes(x.country == y.country))));
}

/// Kilometres between the main places of two reports.
pub fn way(f: &Facts, g: &Facts) -> Option<f32> {
    let (x, y) = (prominent(&f.spots, |s| s.weight)?, prominent(&g.spots, |s| s.weight)?);
    Some(kilometres((x.lat, x.lon), (y.lat, y.lon)))
}

fn when(row: &mut Row, a: &Sketch, b: &Sketch) {
    let (f, g) = (&a.facts.days, &b.facts.days);
    let (mut same, mut apart) = (0.0, f32::NAN);
    for (x, y) in f.iter().flat_map(|x| g.iter().map(move |y| (x, y))) {
        let gap = days_apart((x.0, x.1), (y.0, y.1));
        if gap == 0.0 {
            same += (x.2 * y.2).sqrt();
        }
        apart = gap.min(apart);
    }
    let total = |days: &[(i32, i32, f32)]| days.iter().map(|d| d.2).sum::<f32>();
    row.put(share(same, (total(f) * total(g)).sqrt()));
    row.put(apart);
    let main = |days| prominent(days, |d: &(i32, i32, f32)| d.2);
    row.put(maybe(main(f).zip(main(g)).map(|(x, y)| days_apart((x.0, x.1), (y.0, y.1)))));
    let after = |day: Option<i32>, days| maybe(day.zip(main(days)).map(|(x, y)| days_apart((x, x), (y.0, y.0))));
    row.put(after(a.day, g).max(after(b.day, f)));
}

fn what(row: &mut Row, f: &Facts, g: &Facts) {
    let square = |f: &Facts| f.kinds.iter().map(|k| k.1 * k.1).sum::<f32>();
    let same = f.kinds.iter().flat_map(|x| g.kinds.iter().filter(|y| y.0 == x.0).map(move |y| x.1 * y.1));
    row.put(share(same.sum(), (square(f) * square(g)).sqrt()));
    row.put(maybe(prominent(&f.kinds, |k| k.1).zip(prominent(&g.kinds, |k| k.1)).map(|(x, y)| yes(x.0 == y.0))));
    let apart = |x: u16, y: u16| f32::from(x.min(LARGE).abs_diff(y.min(LARGE))).ln_1p();
    row.put(maybe(f.killed.zip(g.killed).map(|(x, y)| apart(x.0, y.0))));
    row.put(maybe(f.killed.zip(g.killed).map(|(x, y)| apart(x.1, y.1))));
    row.put(maybe(f.injured.zip(g.injured).map(|(x, y)| apart(x.0, y.0))));
}

fn names(row: &mut Row, a: &Sketch, b: &Sketch) {
    let (p, q) = (&a.heaviest, &b.heaviest);
    // How heavy the heaviest name of the one is in the other, beside the other's own heaviest.
    let main = |x: &Sketch, y: &Sketch| {
        let (own, there) = (x.heaviest[0][0], y.heaviest[0][0]);
        if own.1 > 0.0 { share(y.weight(own.0).unwrap_or(0.0), there.1) } else { f32::NAN }
    };
    row.both((main(a, b), main(b, a)));
    let square = |names: &[(u32, f32)]| names.iter().map(|x| x.1 * x.1).sum::<f32>();
    let same = p[0].iter().flat_map(|x| q[0].iter().filter(|y| y.0 == x.0).map(move |y| x.1 * y.1));
    row.put(share(same.sum(), (square(&p[0]) * square(&q[0])).sqrt()));
    let missing = |names: &[(u32, f32)], other: &Sketch| {
        names.iter().filter(|x| x.1 > 0.0 && other.weight(x.0).is_none()).map(|x| x.1).fold(0.0, f32::max)
    };
    row.both((missing(&p[0], b), missing(&q[0], a)));
    row.both((missing(&p[1], b), missing(&q[1], a)));
}

/// Sums over the terms that two reports share.
#[derive(Default)]
struct Shared {
    /// Products of weights, by vector.
    products: [f32; VECTORS],
    /// Products of the first's opening with the second's words, and the other way round.
    across: [f32; 2],
    /// How much rare matter, by vector, whatever the length of the reports.
    rare: [f32; VECTORS],
    /// How much of each part of the one stands anywhere in the other.
    covered: [[f32; 2]; PARTS],
    /// How rare the rarest phrases are, and the rarest names.
    phrases: [f32; 2],
    names: [f32; 3],
    /// How many phrases are hardly shared by chance.
    rarest: f32,
}

impl Shared {
    fn new(a: &Sketch, b: &Sketch) -> Shared {
        let mut sums = Shared::default();
        shared(a, b, |x, y| sums.add(x, y));
        sums
    }

    fn add(&mut self, x: &Term, y: &Term) {
        let (product, rarity) = (x.weight * y.weight, x.rarity());
        let both = x.vectors() & y.vectors();
        for vector in (0..VECTORS).filter(|v| both & (1 << v) != 0) {
            self.products[vector] += product;
            self.rare[vector] += (rarity - RARE).max(0.0);
        }
        for (covered, (p, q)) in self.covered.iter_mut().zip(x.parts().into_iter().zip(y.parts())) {
            covered[0] += p;
            covered[1] += q;
        }
        if x.is(View::Phrases) {
            insert(&mut self.phrases, rarity);
            self.rarest += yes(rarity > RAREST);
            return;
        }
        if x.is(View::Names) && y.is(View::Names) {
            insert(&mut self.names, rarity);
        }
        for (sum, (p, q)) in self.across.iter_mut().zip([(x, y), (y, x)]) {
            if p.is(View::Opening) && q.is(View::Words) {
                *sum += product;
            }
        }
    }
}

/// Calls `both` with each term that two reports share.
pub fn shared(a: &Sketch, b: &Sketch, mut both: impl FnMut(&Term, &Term)) {
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.terms.get(i), b.terms.get(j)) {
        match x.hash.cmp(&y.hash) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both(x, y);
                i += 1;
                j += 1;
            }
        }
    }
}

/// Keeps the largest, the largest first.
fn insert(largest: &mut [f32], mut value: f32) {
    for place in largest {
        if value > *place {
            std::mem::swap(place, &mut value);
        }
    }
}

fn prominent<T: Copy>(all: &[T], weight: impl Fn(&T) -> f32) -> Option<T> {
    all.iter().copied().max_by(|x, y| weight(x).total_cmp(&weight(y)))
}

/// A cosine; 0 where one has nothing.
fn ratio(product: f32, x: f32, y: f32) -> f32 {
    if x * y > 0.0 { product / (x * y) } else { 0.0 }
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { f32::NAN }
}

fn maybe(figure: Option<f32>) -> f32 {
    figure.unwrap_or(f32::NAN)
}

fn yes(is: bool) -> f32 {
    f32::from(u8::from(is))
}

/// Days between two spans of days, as a logarithm; 0 where they meet.
fn days_apart(x: (i32, i32), y: (i32, i32)) -> f32 {
    (x.0.saturating_sub(y.1).max(y.0.saturating_sub(x.1)).max(0) as f32).ln_1p()
}

/// The way over a round Earth between two points, in degrees north and east.
fn kilometres(x: (f32, f32), y: (f32, f32)) -> f32 {
    const DIAMETER: f32 = 12_742.0;
    let (a, b) = (x.0.to_radians(), y.0.to_radians());
    let h = ((b - a) / 2.0).sin().powi(2) + a.cos() * b.cos() * ((y.1 - x.1).to_radians() / 2.0).sin().powi(2);
    DIAMETER * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_put_and_two_empty_reports_break_nothing() {
        let (a, b) = (Sketch::default(), Sketch::default());
        assert_eq!(filled(&a, &b).at, COUNT);
        let mut row = Row { figures: [0.0; COUNT], at: 0 };
        let (before, f) = (row.at, Facts::default());
        who(&mut row, &a, &b);
        place(&mut row, &f, &f);
        when(&mut row, &a, &b);
        what(&mut row, &f, &f);
        names(&mut row, &a, &b);
        assert_eq!(row.at - before, 8 + 3 + 4 + 5 + 7);
        assert_eq!(FIGURES.iter().position(|f| f.0 == "rarest-phrases"), Some(COUNT - 1));
    }

    #[test]
    fn distance_is_that_of_the_globe() {
        assert!((kilometres((0.0, 0.0), (0.0, 180.0)) - 20_015.0).abs() < 20.0);
        assert!(kilometres((52.5, 13.4), (52.5, 13.4)) < 0.01);
    }

    #[test]
    fn spans_that_meet_are_no_days_apart() {
        assert_eq!(days_apart((3, 5), (5, 9)), 0.0);
        assert_eq!(days_apart((9, 9), (5, 6)), 3.0f32.ln_1p());
    }
}
