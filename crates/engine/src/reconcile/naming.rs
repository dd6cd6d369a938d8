//! What an entity of several reports is called.

use super::entities::bare;
use stemma_model::{Entity, EntityKind};

/// Of entities of reports that are one: its name is the fullest, its kind the most frequent.
pub fn entity(n: usize, members: &[&Entity]) -> Entity {
    let mut names: Vec<(&str, usize)> = Vec::new();
    let mut kinds: Vec<(EntityKind, usize)> = Vec::new();
    for e in members {
        count(&mut names, e.name.as_str());
        count(&mut kinds, e.kind);
    }
    // A name beats a description, a fuller name of a person or body a shorter one, then the more frequent, then the first.
    let rank = |&(name, times): &(&str, usize)| {
        let (words, named) = bare(name);
        let place = kinds.first().is_some_and(|k| k.0 == EntityKind::Place);
        (named, if place { 0 } else { words.len() }, times)
    };
    let mut name = names.first().copied().unwrap_or_default();
    for other in &names {
        if rank(other) > rank(&name) {
            name = *other;
        }
    }
    // Not "other" if any report knows better.
    let kind = kinds.iter().filter(|k| k.0 != EntityKind::Other).fold((EntityKind::Other, 0), |b, k| if k.1 > b.1 { *k } else { b }).0;
    let mut aliases: Vec<String> = Vec::new();
    for e in members {
        for a in std::iter::once(&e.name).chain(&e.aliases) {
            if a != name.0 && !aliases.contains(a) {
                aliases.push(a.clone());
            }
        }
    }
    Entity { id: format!("E{}", n + 1), name: name.0.to_owned(), kind, aliases, members: members.iter().map(|e| e.id.clone()).collect() }
}

fn count<T: PartialEq>(list: &mut Vec<(T, usize)>, value: T) {
    match list.iter_mut().find(|(v, _)| *v == value) {
        Some((_, n)) => *n += 1,
        None => list.push((value, 1)),
    }
}
