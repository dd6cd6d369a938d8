//! What speaks for a place being the one that a name means.

use super::super::gazetteer::{Gazetteer, Kind, fold};
use super::Published;
use super::groups::{Choice, Form, Group};
use super::senses::Senses;
use super::weights::Weights;
use std::collections::HashMap;

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident)+) => {
        #[derive(Clone, Copy)]
        enum F { $($(#[$doc])* $name),+ }
        /// What a weight is about; the order of the features.
        pub const NAMES: [&str; [$(stringify!($name)),+].len()] = [$(stringify!($name)),+];
    };
}

features! {
    /// Inhabitants, as a logarithm from 0 to about 1.
    Population
    /// A town of unknown size.
    Unknown
    Country State County City Region
    /// Not the place's first name.
    OtherName
    Trimmed Part Nature
    /// A country's capital.
    Capital
    /// Another place of the name is one.
    BesideCapital
    /// Always known, whatever is installed.
    Known
    /// The most populous of all that bear the name.
    Largest
    /// How much smaller than that, as a logarithm.
    Smaller
    /// A county, and the text says so; a county, and it does not.
    CountySaid CountyNotSaid
    /// In the place named behind it; not in it.
    Inside Outside
    /// Holds a place that is named before it.
    Contains
    /// How many of the other names lie in its country, its state.
    SameCountry SameState
    /// Whether its country, its state, its county is named.
    CountryNamed StateNamed CountyNamed
    /// Whether another name lies within so many kilometres.
    Near25 Near80 Near250
    /// How many do within 80.
    Crowd
    /// Whether any place of another name, likely or not, is its county; lies in it; lies near it; lies in its state.
    CountyAny HoldsAny CrowdAny StateAny
    /// Near the first name of the text; in its state; in its country.
    LeadNear LeadState LeadCountry
    /// Its country, state or name is in the address or name of the outlet.
    HostCountry HostState HostName HostNameSize
    UnitedStates
    /// For none of them.
    None NoneKnown NoneSole NonePart NoneNature NoneTrimmed NoneMany NoneSmall NoneOutside NoneAddress NoneFar NoneUnnamed
}

/// One value a feature.
pub(super) type Values = [f32; NAMES.len()];

/// A report's groups with what is the same in each round.
pub(super) struct Scene<'a> {
    groups: &'a [Group],
    /// What does not depend on other groups, by group and option; last for none.
    alone: Vec<Vec<Values>>,
    /// The groups that each group is the container of.
    held: Vec<Vec<usize>>,
    senses: Senses,
}

/// Cosines of 25, 80 and 250 km on the earth's ball.
pub(super) const NEAR: [f64; 3] = [0.999_992_301, 0.999_921_16, 0.999_230_2];
/// What is less probable is not looked at.
const LEAST: f64 = 0.02;
/// How many names of a report say where the others lie: more than all but lists of places have.
const LOOKED_AT: usize = 150;

impl<'a> Scene<'a> {
    pub fn new(groups: &'a [Group], published: Published<'_>, gazetteer: &Gazetteer) -> Scene<'a> {
        let mut held = vec![Vec::new(); groups.len()];
        for (i, g) in groups.iter().enumerate() {
            if let Some(c) = g.container {
                held[c].push(i);
            }
        }
        let mut host = Host::new(published);
        let alone = groups.iter().map(|g| alone(g, &mut host, gazetteer)).collect();
        Scene { groups, alone, held, senses: Senses::new(groups) }
    }

    /// The probability of each group's options, none of them last, where `before` are those of the round before.
    pub fn odds(&self, weights: &Weights, before: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let before = Before::new(before);
        let of = |i: usize| {
            if self.groups[i].options.is_empty() {
                return vec![1.0];
            }
            let mut scores: Vec<f64> = self.weighed(i, &before).iter().map(|f| weights.score(f)).collect();
            // A user's own name is never meant otherwise.
            if let Some(none) = scores.last_mut().filter(|_| self.groups[i].options.iter().any(|o| o.place.own)) {
                *none = f64::NEG_INFINITY;
            }
            let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let all: f64 = scores.iter().map(|s| (s - most).exp()).sum();
            scores.iter().map(|s| (s - most).exp() / all).collect()
        };
        (0..self.groups.len()).map(of).collect()
    }

    /// What speaks for each option of group `i`, and for none of them.
    pub fn features(&self, i: usize, before: &[Vec<f64>]) -> Vec<Values> {
        self.weighed(i, &Before::new(before))
    }

    fn weighed(&self, i: usize, before: &Before) -> Vec<Values> {
        let mut out = self.alone[i].clone();
        let group = &self.groups[i];
        let last = group.options.len();
        if let Some(c) = group.container {
            let container = &self.groups[c];
            let mut any = false;
            for (option, values) in group.options.iter().zip(&mut out) {
                let odds = |n: usize| before.of(c, n);
                let inside =
                    (0..container.options.len()).filter(|&n| is_inside(option, &container.options[n])).map(odds).fold(0.0, f64::max);
                any |= inside > 0.0;
                values[F::Inside as usize] = inside as f32;
                values[F::Outside as usize] = f32::from(u8::from(inside == 0.0 && !container.options.is_empty()));
            }
            out[last][F::NoneOutside as usize] = f32::from(u8::from(!any));
        }
        for &h in &self.held[i] {
            let child = &self.groups[h];
            for (option, values) in group.options.iter().zip(&mut out) {
                let odds = |n: usize| before.of(h, n);
                let holds = (0..child.options.len()).filter(|&n| is_inside(&child.options[n], option)).map(odds).fold(0.0, f64::max);
                let slot = &mut values[F::Contains as usize];
                *slot = slot.max(holds as f32);
            }
        }
        if !before.odds.is_empty() {
            self.context(i, before, &mut out);
        }
        out
    }

    /// Where the other names probably lie.
    fn context(&self, i: usize, before: &Before, out: &mut [Values]) {
        let group = &self.groups[i];
        let last = group.options.len();
        let (mut far, mut unnamed) = (true, true);
        for (n, option) in group.options.iter().enumerate() {
            let p = &option.place;
            let (mut all, mut country, mut state, mut crowd) = (0.0, 0.0, 0.0, 0.0);
            let mut apart = [1.0f64; 3];
            let (mut named_country, mut named_state, mut named_county) = (0.0f64, 0.0f64, 0.0f64);
            for (h, likely) in before.likely.iter().enumerate().filter(|&(h, _)| h != i) {
                let mut near = [0.0; 3];
                let (mut in_country, mut in_state) = (0.0, 0.0);
                for &(o, odds) in likely {
                    let o = &self.groups[h].options[o];
                    let q = &o.place;
                    all += odds;
                    if p.country[0] != b' ' && q.country == p.country {
                        in_country += odds;
                        if q.kind == Kind::Country && p.kind != Kind::Country {
                            named_country = named_country.max(odds);
                        }
                    }
                    let of_state = p.state != 0 && (q.state == p.state || q.id == p.state) || p.kind == Kind::State && q.state == p.id;
                    if of_state || p.kind == Kind::Country && q.country == p.country {
                        in_state += odds;
                    }
                    if p.state != 0 && q.id == p.state {
                        named_state = named_state.max(odds);
                    }
                    if p.county != 0 && q.id == p.county {
                        named_county = named_county.max(odds);
                    }
                    if !matches!(q.kind, Kind::Country | Kind::State) && matches!(o.form, Form::Whole | Form::Trimmed) {
                        let cosine = o.at[0] * option.at[0] + o.at[1] * option.at[1] + o.at[2] * option.at[2];
                        near.iter_mut().zip(NEAR).filter(|(_, least)| cosine >= *least).for_each(|(n, _)| *n += odds);
                    }
                }
                country += in_country;
                state += in_state;
                crowd += near[1];
                for k in 0..3 {
                    apart[k] *= 1.0 - 0.9 * f64::min(near[k], 1.0);
                }
                if self.groups[h].leads {
                    out[n][F::LeadNear as usize] = near[2] as f32;
                    out[n][F::LeadState as usize] = in_state as f32;
                    out[n][F::LeadCountry as usize] = in_country as f32;
                }
            }
            let any = self.senses.beside(i, option);
            let mut set = |f: F, value: f64| out[n][f as usize] = value as f32;
            set(F::SameCountry, country / (all + 0.5));
            set(F::SameState, state / (all + 0.5));
            set(F::Crowd, crowd / (all + 0.5));
            set(F::CountyAny, any.county);
            set(F::HoldsAny, any.held);
            set(F::CrowdAny, any.near);
            set(F::StateAny, any.state);
            set(F::Near25, 1.0 - apart[0]);
            set(F::Near80, 1.0 - apart[1]);
            set(F::Near250, 1.0 - apart[2]);
            set(F::CountryNamed, named_country);
            set(F::StateNamed, named_state);
            set(F::CountyNamed, named_county);
            far &= apart[2] > 0.5;
            unnamed &= named_state < 0.5 && named_county < 0.5;
        }
        if group.options.iter().all(|o| o.place.kind == Kind::City) {
            out[last][F::NoneFar as usize] = f32::from(u8::from(far));
            out[last][F::NoneUnnamed as usize] = f32::from(u8::from(unnamed));
        }
    }
}

/// The outcome of the round before: each group's odds, and its options that are not out of the question.
struct Before<'a> {
    odds: &'a [Vec<f64>],
    likely: Vec<Vec<(usize, f64)>>,
}

impl<'a> Before<'a> {
    fn new(odds: &'a [Vec<f64>]) -> Before<'a> {
        // The last of the odds is that of none. Of a report that names very many places, those named first are looked at.
        let likely = |o: &Vec<f64>| o.iter().copied().enumerate().take(o.len() - 1).filter(|(_, p)| *p >= LEAST).collect();
        let likely = odds.iter().enumerate().map(|(i, o)| if i < LOOKED_AT { likely(o) } else { Vec::new() }).collect();
        Before { odds, likely }
    }

    fn of(&self, group: usize, option: usize) -> f64 {
        self.odds.get(group).and_then(|o| o.get(option)).copied().unwrap_or(1.0)
    }
}

/// Whether one place lies in another.
fn is_inside(a: &Choice, b: &Choice) -> bool {
    let (p, q) = (&a.place, &b.place);
    match q.kind {
        Kind::Country => p.country == q.country && p.kind != Kind::Country,
        Kind::State => p.state == q.id && p.id != q.id,
        Kind::County => p.county == q.id && p.id != q.id,
        // "Harlem, New York": near is enough.
        Kind::City | Kind::Region => p.id != q.id && a.at.iter().zip(&b.at).map(|(x, y)| x * y).sum::<f64>() >= NEAR[1],
    }
}

fn alone(group: &Group, host: &mut Host, gazetteer: &Gazetteer) -> Vec<Values> {
    let largest = group.options.iter().map(|o| o.place.population).max().unwrap_or(0);
    let mut out: Vec<Values> = Vec::with_capacity(group.options.len() + 1);
    for option in &group.options {
        let p = &option.place;
        let mut values: Values = [0.0; NAMES.len()];
        let mut set = |f: F, value: f32| values[f as usize] = value;
        let size = |n: u32| (f64::from(n) + 1.0).ln() as f32 / 16.0;
        set(F::Population, size(p.population));
        set(F::Unknown, f32::from(u8::from(p.population == 0 && p.kind == Kind::City)));
        set([F::Country, F::State, F::County, F::City, F::Region][p.kind as usize], 1.0);
        set(F::OtherName, f32::from(u8::from(!p.main)));
        set(F::Trimmed, f32::from(u8::from(option.form == Form::Trimmed)));
        set(F::Part, f32::from(u8::from(option.form == Form::Part)));
        set(F::Nature, f32::from(u8::from(option.form == Form::Nature)));
        set(F::Capital, f32::from(u8::from(p.capital)));
        set(F::BesideCapital, f32::from(u8::from(!p.capital && group.options.iter().any(|o| o.place.capital))));
        set(F::Known, f32::from(u8::from(p.is_region())));
        set(F::Largest, f32::from(u8::from(p.population == largest)));
        set(F::Smaller, size(largest) - size(p.population));
        let said = if group.county { F::CountySaid } else { F::CountyNotSaid };
        set(said, f32::from(u8::from(p.kind == Kind::County)));
        set(F::UnitedStates, f32::from(u8::from(p.country == *b"US")));
        set(F::HostCountry, f32::from(u8::from(host.country == Some(p.country))));
        if host.holds(&group.name) {
            set(F::HostName, 1.0);
            set(F::HostNameSize, size(p.population));
        }
        if !host.words.is_empty() && p.state != 0 {
            set(F::HostState, f32::from(u8::from(host.holds_state(p.state, gazetteer))));
        }
        out.push(values);
    }
    let mut none: Values = [0.0; NAMES.len()];
    let all = |form: Form| f32::from(u8::from(group.options.iter().all(|o| o.form == form)));
    none[F::None as usize] = 1.0;
    none[F::NoneKnown as usize] = f32::from(u8::from(group.options.iter().any(|o| o.place.is_region() && o.form == Form::Whole)));
    none[F::NoneSole as usize] = if group.options.len() == 1 { none[F::NoneKnown as usize] } else { 0.0 };
    none[F::NoneNature as usize] = all(Form::Nature);
    none[F::NonePart as usize] = all(Form::Part);
    none[F::NoneTrimmed as usize] = all(Form::Trimmed);
    none[F::NoneMany as usize] = (group.options.len() as f32).ln().max(0.0) / 4.0;
    none[F::NoneSmall as usize] = 1.0 - (f64::from(largest) + 1.0).ln() as f32 / 16.0;
    none[F::NoneAddress as usize] = f32::from(u8::from(group.address));
    out.push(none);
    out
}

/// Where a report was published, as far as its address and its outlet's name tell.
struct Host {
    /// Both in small letters without spaces.
    words: String,
    country: Option<[u8; 2]>,
    /// Whether the states asked for so far are named.
    states: HashMap<u32, bool>,
}

impl Host {
    fn new(published: Published<'_>) -> Host {
        let host = published.url.map_or("", host_of).to_ascii_lowercase();
        let ending = host.rsplit('.').next().filter(|e| e.len() == 2);
        let country = ending.and_then(|e| match e {
            "uk" => Some(*b"GB"),
            "eu" | "tv" | "fm" | "me" | "io" | "co" => None,
            e => e.to_ascii_uppercase().as_bytes().try_into().ok(),
        });
        let outlet: String = published.outlet.unwrap_or("").chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        Host {
            words: if host.is_empty() && outlet.is_empty() { String::new() } else { format!("{host} {outlet}") },
            country,
            states: HashMap::new(),
        }
    }

    fn holds_state(&mut self, id: u32, gazetteer: &Gazetteer) -> bool {
        if let Some(&known) = self.states.get(&id) {
            return known;
        }
        let found = gazetteer.by_id(id).is_some_and(|s| self.holds(&fold(&gazetteer.name(&s))));
        self.states.insert(id, found);
        found
    }

    /// Whether the name is in it; short names would be found in any word.
    fn holds(&self, name: &str) -> bool {
        name.len() >= 5 && !self.words.is_empty() && self.words.contains(&name.replace(' ', ""))
    }
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, r)| r);
    rest.split(['/', '?', ':']).next().unwrap_or("")
}
