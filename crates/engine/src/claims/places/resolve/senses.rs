//! All places that the names of a report may mean, likely or not, indexed by where they lie.

use super::super::gazetteer::Kind;
use super::features::NEAR;
use super::groups::{Choice, Form, Group};
use std::collections::HashMap;

/// What lies beside a place among the senses of the other names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beside {
    /// 1 where one may be its county.
    pub county: f64,
    /// 1 where it is a county and one may lie in it.
    pub held: f64,
    /// Which share of the names may lie within 80 km, in its state; a name of many senses counts for little.
    pub near: f64,
    /// The same for its state.
    pub state: f64,
}

/// A group and the direction of a place that its name may mean.
type Sense = (usize, [f64; 3]);

/// The senses of a report's names.
#[derive(Debug, Default)]
pub(super) struct Senses {
    /// What each group counts for.
    share: Vec<f64>,
    all: f64,
    /// Groups by the state, county or own id of a sense, each once.
    by_state: HashMap<u32, Vec<usize>>,
    by_id: HashMap<u32, Vec<usize>>,
    by_county: HashMap<u32, Vec<usize>>,
    /// Senses by whole degree north and east.
    by_square: HashMap<(i16, i16), Vec<Sense>>,
}

impl Senses {
    pub fn new(groups: &[Group]) -> Senses {
        let mut out = Senses { share: vec![0.0; groups.len()], ..Senses::default() };
        let once = |list: &mut Vec<usize>, i: usize| {
            if list.last() != Some(&i) {
                list.push(i);
            }
        };
        for (i, group) in groups.iter().enumerate().filter(|(_, g)| !g.options.is_empty()) {
            out.share[i] = 1.0 / (group.options.len() as f64).sqrt();
            out.all += out.share[i];
            for o in group.options.iter().filter(|o| matches!(o.form, Form::Whole | Form::Trimmed)) {
                let p = &o.place;
                once(out.by_id.entry(p.id).or_default(), i);
                for (map, id) in [(&mut out.by_state, p.state), (&mut out.by_county, p.county)] {
                    if id != 0 {
                        once(map.entry(id).or_default(), i);
                    }
                }
                if p.kind == Kind::State {
                    once(out.by_state.entry(p.id).or_default(), i);
                } else if p.kind != Kind::Country {
                    out.by_square.entry(square(o)).or_default().push((i, o.at));
                }
            }
        }
        out
    }

    /// What lies beside an option of group `i`.
    pub fn beside(&self, i: usize, option: &Choice) -> Beside {
        let p = &option.place;
        let any = |map: &HashMap<u32, Vec<usize>>, id: u32| f64::from(u8::from(map.get(&id).is_some_and(|l| l.iter().any(|&h| h != i))));
        let share = |list: &[usize]| list.iter().filter(|&&h| h != i).map(|&h| self.share[h]).sum::<f64>();
        let all = self.all - self.share[i] + 0.5;
        Beside {
            county: if p.county == 0 { 0.0 } else { any(&self.by_id, p.county) },
            held: if p.kind == Kind::County { any(&self.by_county, p.id) } else { 0.0 },
            near: share(&self.near(option)) / all,
            state: if p.state == 0 { 0.0 } else { self.by_state.get(&p.state).map_or(0.0, |l| share(l)) / all },
        }
    }

    /// The groups with a sense within 80 km, in order.
    fn near(&self, option: &Choice) -> Vec<usize> {
        let (lat, lon) = square(option);
        // A degree north is 111 km; one east is less towards the poles.
        let wide = if option.place.lat.abs() < 44.0 {
            1
        } else if option.place.lat.abs() < 68.0 {
            2
        } else {
            5
        };
        let mut out = Vec::new();
        for y in lat - 1..=lat + 1 {
            for x in lon - wide..=lon + wide {
                for (h, at) in self.by_square.get(&(y, x)).into_iter().flatten() {
                    if at.iter().zip(&option.at).map(|(a, b)| a * b).sum::<f64>() >= NEAR[1] {
                        out.push(*h);
                    }
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

fn square(option: &Choice) -> (i16, i16) {
    (option.place.lat.floor() as i16, option.place.lon.floor() as i16)
}
