//! Which names are names of one thing.

use super::spans::{Gender, NameSpan, kind_of_label};
use super::spelling;
use super::words::{Class, WORDS};
use std::collections::BTreeMap;
use stemma_model::EntityKind;
use stemma_nlp::Doc;

/// A thing that has a name in the report.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub kind: EntityKind,
    pub gender: Gender,
    /// Indices into the names handed to [`cluster`], in order.
    pub members: Vec<usize>,
}

/// Names that are written alike.
struct Form {
    key: String,
    words: Vec<String>,
    members: Vec<usize>,
    /// Weights by kind: person, organisation, place, group, other.
    votes: [f32; 5],
    /// How often its place in a phrase says that it is a place.
    place_cues: usize,
    kind: EntityKind,
    gender: Gender,
    /// Union–find parent.
    parent: usize,
}

const KINDS: [EntityKind; 5] = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place, EntityKind::Group, EntityKind::Other];

/// Groups the names of a report's documents; `names` pairs each with its document's place in `docs`.
pub(super) fn cluster(docs: &[&Doc], names: &[(usize, NameSpan)]) -> Vec<Named> {
    let mut forms = forms(docs, names);
    link_known(&mut forms);
    link_brackets(docs, names, &mut forms);
    link_persons(&mut forms);
    link_others(&mut forms);
    let mut by_root: BTreeMap<usize, Named> = BTreeMap::new();
    for i in 0..forms.len() {
        let root = find(&forms, i);
        let kind = forms[root].kind;
        let named = by_root.entry(root).or_insert_with(|| Named { kind, ..Default::default() });
        named.members.extend(&forms[i].members);
        if named.gender == Gender::Unknown {
            named.gender = forms[i].gender;
        }
    }
    let mut out: Vec<Named> = by_root.into_values().collect();
    for n in &mut out {
        n.members.sort_unstable();
    }
    out
}

fn forms(docs: &[&Doc], names: &[(usize, NameSpan)]) -> Vec<Form> {
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    let mut forms: Vec<Form> = Vec::new();
    for (n, (d, span)) in names.iter().enumerate() {
        let Some(doc) = docs.get(*d) else { continue };
        let key = spelling::key(doc.slice(span.name.clone()));
        let i = *at.entry(key.clone()).or_insert_with(|| {
            let words: Vec<String> = key.split(' ').map(str::to_owned).collect();
            let parent = forms.len();
            let mut votes = [0.0; 5];
            word_votes(&words, &mut votes, 2.0);
            if let Some((_, kind)) = WORDS.same_name(&key) {
                votes[slot(kind)] += KNOWN;
            }
            forms.push(Form {
                key,
                words,
                members: Vec::new(),
                votes,
                place_cues: 0,
                kind: EntityKind::Other,
                gender: Gender::Unknown,
                parent,
            });
            parent
        });
        let form = &mut forms[i];
        form.members.push(n);
        // What the words say counts at each mention as the analyser's types do, so that it is never outvoted.
        word_votes(&form.words, &mut form.votes, 1.0);
        if let Some(k) = kind_of_label(span.label) {
            form.votes[slot(k)] += 1.0;
        }
        if let Some(g) = span.address {
            form.votes[0] += 3.0;
            if form.gender == Gender::Unknown {
                form.gender = g;
            }
        }
        if !span.titles.is_empty() {
            form.votes[0] += 3.0;
        }
        if span.aged {
            form.votes[0] += 2.5;
        }
        if span.place_cue {
            form.place_cues += 1;
            form.votes[2] += 2.0;
        }
    }
    for f in &mut forms {
        // Ties go to the earlier kind.
        let best = (0..5).fold(0, |b, k| if f.votes[k] > f.votes[b] { k } else { b });
        f.kind = if f.votes[best] > 0.0 { KINDS[best] } else { EntityKind::Other };
        // Initials that nothing else is known of are a body's far more often than anything else's.
        let initials = |m: &usize| {
            let (d, span) = &names[*m];
            docs.get(*d).is_some_and(|doc| span.name.len() == 1 && is_initials(doc.token(span.name.start).text()))
        };
        if f.kind == EntityKind::Other && f.members.iter().all(initials) {
            f.kind = EntityKind::Organisation;
        }
        if f.kind == EntityKind::Person && f.gender == Gender::Unknown && f.words.len() > 1 {
            f.gender = gender_of_name(&f.words);
        }
    }
    forms
}

/// More than any number of mistaken types: the data file knows the name.
const KNOWN: f32 = 1000.0;

/// What the words of a name say by themselves.
fn word_votes(words: &[String], votes: &mut [f32; 5], weight: f32) {
    let class = |w: &String| WORDS.class(w);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    if words.len() < 2 {
        return;
    }
    if words.iter().any(|w| class(w).is(Class::BODY_WORD)) || class(last).is(Class::COMPANY) {
        votes[1] += 1.5 * weight;
    } else if class(last).is(Class::PLACE_END) || class(first).is(Class::PLACE_START) {
        votes[2] += 1.5 * weight;
    } else if class(last).is(Class::PLACE.or(Class::BODY)) {
        // Weaker: "Frank Church" is a man.
        votes[if class(last).is(Class::PLACE) { 2 } else { 1 }] += weight;
    }
    if words.len() <= 4 && class(first).is(Class::MALE_NAME.or(Class::FEMALE_NAME)) {
        votes[0] += 0.75 * weight;
    }
}

/// What a full name says about its bearer's gender.
fn gender_of_name(words: &[String]) -> Gender {
    let c = words.first().map(|w| WORDS.class(w)).unwrap_or_default();
    match (c.is(Class::MALE_NAME), c.is(Class::FEMALE_NAME)) {
        (true, false) => Gender::Male,
        (false, true) => Gender::Female,
        _ => Gender::Unknown,
    }
}

fn slot(kind: EntityKind) -> usize {
    KINDS.iter().position(|k| *k == kind).unwrap_or(4)
}

fn find(forms: &[Form], mut i: usize) -> usize {
    while forms[i].parent != i {
        i = forms[i].parent;
    }
    i
}

/// Joins two forms; the one that comes first in the report stays the root, with the kind given.
fn union(forms: &mut [Form], a: usize, b: usize, kind: EntityKind) {
    let (a, b) = (find(forms, a), find(forms, b));
    let (root, child) = (a.min(b), a.max(b));
    forms[child].parent = root;
    forms[root].kind = kind;
}

/// Names of one thing by the data file, spelling without spaces included.
fn link_known(forms: &mut [Form]) {
    let mut known: BTreeMap<usize, usize> = BTreeMap::new();
    let mut tight: BTreeMap<String, usize> = BTreeMap::new();
    for i in 0..forms.len() {
        if let Some((set, _)) = WORDS.same_name(&forms[i].key) {
            if let Some(&j) = known.get(&set) {
                let kind = forms[find(forms, j)].kind;
                union(forms, i, j, kind);
            } else {
                known.insert(set, i);
            }
        }
        let joined: String = forms[i].words.concat();
        if joined.len() >= 6 {
            if let Some(&j) = tight.get(&joined) {
                let kind = forms[find(forms, j)].kind;
                union(forms, i, j, kind);
            } else {
                tight.insert(joined, i);
            }
        }
    }
}

/// "the national security committee (GKNB)", "Farabundo Marti National Liberation Front (FMLN)": a short form in brackets
/// right after a long one. Only names here; a description before the brackets is joined where descriptions are.
fn link_brackets(docs: &[&Doc], names: &[(usize, NameSpan)], forms: &mut [Form]) {
    let mut form_of = vec![usize::MAX; names.len()];
    for (i, f) in forms.iter().enumerate() {
        for &m in &f.members {
            form_of[m] = i;
        }
    }
    for (n, pair) in names.windows(2).enumerate() {
        let [(da, a), (db, b)] = pair else { continue };
        let Some(doc) = docs.get(*da) else { continue };
        let gap = a.name.end + 1 == b.name.start && da == db && matches!(doc.token(a.name.end).text(), "(" | "[" | "-LRB-");
        let closed = b.name.end < doc.len() && matches!(doc.token(b.name.end).text(), ")" | "]" | "-RRB-");
        if gap
            && closed
            && b.name.len() == 1
            && a.name.len() > 1
            && (acronym_like(doc.token(b.name.start).text()) || doc.token(a.name.end).text() == "[")
        {
            let kind = match forms[form_of[n]].kind {
                EntityKind::Person | EntityKind::Other => EntityKind::Organisation,
                k => k,
            };
            union(forms, form_of[n], form_of[n + 1], kind);
        }
    }
}

pub(super) fn acronym_like(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (2..=8).contains(&letters) && text.chars().filter(|c| c.is_uppercase()).count() * 2 > letters
}

/// "RFLV", "U.R.F.": three to six capitals.
fn is_initials(text: &str) -> bool {
    let letters = || text.chars().filter(|c| *c != '.');
    (3..=6).contains(&letters().count()) && letters().all(|c| c.is_ascii_uppercase())
}

const SUFFIXES: [&str; 7] = ["jr", "sr", "ii", "iii", "iv", "junior", "senior"];

fn core(words: &[String]) -> (&[String], Option<&str>) {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() && SUFFIXES.contains(&last.as_str()) => (rest, Some(last)),
        _ => (words, None),
    }
}

/// Whether two full names may be of one person.
pub(crate) fn same_person(a: &[String], b: &[String]) -> bool {
    let ((a, sa), (b, sb)) = (core(a), core(b));
    if sa != sb && (sa.is_some_and(|s| s.starts_with('s')) || sb.is_some_and(|s| s.starts_with('s')) || sa.is_some() && sb.is_some()) {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (Some(f), Some(l)) = (short.first(), short.last()) else { return false };
    let alike = |x: &String, y: &String| x == y || spelling::similar(x, y);
    let initial =
        |x: &String, y: &String| alike(x, y) || x.len() == 1 && y.starts_with(x.as_str()) || y.len() == 1 && x.starts_with(y.as_str());
    if short.len() < 2 {
        return false;
    }
    // "Alfredo Cristiani" begins "Alfredo Cristiani Burkard"; "Barack Obama" frames "Barack Hussein Obama".
    let begins = short.iter().zip(long).all(|(x, y)| alike(x, y));
    let frames = long.first().is_some_and(|y| initial(f, y))
        && long.last().is_some_and(|y| alike(l, y))
        && short[1..short.len() - 1].iter().all(|x| long.iter().any(|y| initial(x, y)));
    // "Deckhand Mara Ulvik" ends in "Mara Ulvik".
    let ends = long.len() == short.len() + 1 && long[1..].iter().zip(short).all(|(x, y)| x == y);
    begins || ends || frames
}

fn person_like(f: &Form) -> bool {
    f.kind == EntityKind::Person || f.kind == EntityKind::Other && f.votes.iter().all(|v| *v == 0.0)
}

/// How many names may stand between a surname and the first full name that it is short for.
const LATE: usize = 12;

/// Full names with full names, then surnames and first names with the one full name that has them.
fn link_persons(forms: &mut [Form]) {
    let full: Vec<usize> = (0..forms.len()).filter(|&i| forms[i].words.len() > 1 && forms[i].kind == EntityKind::Person).collect();
    for (n, &i) in full.iter().enumerate() {
        let fits: Vec<usize> = full[..n].iter().copied().filter(|&j| same_person(&forms[i].words, &forms[j].words)).collect();
        let mut roots: Vec<usize> = fits.iter().map(|&j| find(forms, j)).collect();
        roots.dedup();
        if let [one] = roots[..] {
            union(forms, one, i, EntityKind::Person);
        }
    }
    for i in 0..forms.len() {
        if forms[i].words.len() != 1 || forms[i].key.len() < 2 {
            continue;
        }
        let word = forms[i].words[0].clone();
        let sure_other = !person_like(&forms[i]);
        let mut surname: Vec<usize> = Vec::new();
        let mut middle: Vec<usize> = Vec::new();
        let mut first: Vec<usize> = Vec::new();
        let mut near: Vec<usize> = Vec::new();
        for &j in &full {
            let (words, _) = core(&forms[j].words);
            let root = find(forms, j);
            if words.len() > 1 && words.last() == Some(&word) {
                surname.push(root);
            } else if words[0] == word {
                first.push(root);
            } else if words[1..].contains(&word) {
                middle.push(root);
            } else if words.last().is_some_and(|l| spelling::similar(l, &word)) {
                near.push(root);
            }
        }
        for v in [&mut surname, &mut first, &mut middle, &mut near] {
            v.sort_unstable();
            v.dedup();
        }
        // One's surname and another's first name: whoever came in first.
        let mut pool = match (surname.first(), first.first()) {
            (Some(s), Some(f)) if forms[*s].members[0] > forms[*f].members[0] => first,
            (Some(_), _) => surname,
            (None, Some(_)) => first,
            _ if !middle.is_empty() => middle,
            _ => near,
        };
        if pool.len() > 1 {
            // Mr and Mrs tell a couple apart; else a surname that was used before the second bearer came in is the first's.
            let g = forms[i].gender;
            let before: Vec<usize> = pool.iter().copied().filter(|&j| forms[j].members[0] < forms[i].members[0]).collect();
            let fits: Vec<usize> = pool.iter().copied().filter(|&j| g != Gender::Unknown && forms[j].gender == g).collect();
            pool = match (&before[..], &fits[..]) {
                (_, [one]) => vec![*one],
                ([one], _) if forms[*one].gender == g || g == Gender::Unknown || forms[*one].gender == Gender::Unknown => vec![*one],
                ([], _) => first_bearer(forms, i, &pool).into_iter().collect(),
                _ => Vec::new(),
            };
        }
        // Who is only named in full long after the surname was first used is someone else (a byline, another Kim).
        pool.retain(|&j| forms[j].members.len() > 1 || forms[j].members[0] < forms[i].members[0] + LATE);
        if let [j] = pool[..] {
            // A place or body of that name stays apart unless it was seldom seen as one and the person is well known.
            let against: f32 = forms[i].votes[1..].iter().sum();
            let late = forms[j].members[0] > forms[i].members[0];
            let place = (forms[i].place_cues > 0 || late) && forms[i].votes[2] >= 2.0 && forms[i].votes[2] > 2.0 * forms[i].votes[0];
            let strong = place || late && against > 3.0 && forms[i].votes[0] == 0.0;
            if !sure_other || !strong && WORDS.same_name(&forms[i].key).is_none() {
                union(forms, j, i, EntityKind::Person);
            }
        }
    }
}

/// Of several bearers of a surname that is used before any of them is named in full: the first, if the surname goes on
/// being used before the next one comes in, and that is long after.
fn first_bearer(forms: &[Form], surname: usize, pool: &[usize]) -> Option<usize> {
    let came = |j: usize| forms[j].members[0];
    let first = pool.iter().copied().min_by_key(|&j| came(j))?;
    let next = pool.iter().copied().filter(|&j| j != first).map(came).min()?;
    let between = forms[surname].members.iter().any(|&m| came(first) < m && m < next);
    let agrees = forms[surname].gender == Gender::Unknown || [Gender::Unknown, forms[surname].gender].contains(&forms[first].gender);
    (between && agrees && came(first) + LATE < next).then_some(first)
}

/// Organisations, places and the rest: acronyms, company suffixes, parts of a longer name, transliterations.
fn link_others(forms: &mut [Form]) {
    for i in 0..forms.len() {
        let kind = forms[find(forms, i)].kind;
        if kind == EntityKind::Person || find(forms, i) != i && kind != EntityKind::Organisation {
            continue;
        }
        let mut pool: Vec<usize> = Vec::new();
        for j in 0..forms.len() {
            let rj = find(forms, j);
            if j == i || rj == find(forms, i) || forms[rj].kind == EntityKind::Person {
                continue;
            }
            if part_of(&forms[i], &forms[j]) {
                pool.push(rj);
            }
        }
        pool.sort_unstable();
        pool.dedup();
        if let [j] = pool[..] {
            let kind = if forms[j].kind == EntityKind::Other { kind } else { forms[j].kind };
            union(forms, j, i, kind);
        }
    }
    // Spellings of one person without a full name, of one place, of one body.
    for i in 0..forms.len() {
        for j in 0..i {
            let (ri, rj) = (find(forms, i), find(forms, j));
            if ri != rj
                && forms[ri].kind == forms[rj].kind
                && forms[i].words.len() == forms[j].words.len()
                && alike(&forms[i].words, &forms[j].words)
            {
                let kind = forms[rj].kind;
                union(forms, i, j, kind);
            }
        }
    }
}

/// Whether all words agree, at least one only nearly and none short and different.
fn alike(a: &[String], b: &[String]) -> bool {
    a.iter().zip(b).all(|(x, y)| spelling::similar(x, y))
}

/// Whether the first name is a short form of the second.
fn part_of(short: &Form, long: &Form) -> bool {
    if spelling::is_acronym(&short.key, &long.key) && short.key.len() >= 3 {
        return true;
    }
    let body = |f: &Form| f.kind == EntityKind::Organisation;
    let bare = |w: &[String]| -> usize { w.iter().rposition(|x| !WORDS.class(x).is(Class::COMPANY)).map_or(0, |p| p + 1) };
    let (s, l) = (&short.words, &long.words);
    // Google Inc. = Google.
    if body(short) && body(long) && s.len() < l.len() && bare(l) < l.len() && s[..] == l[..bare(l)] {
        return true;
    }
    // State National Security Service ⊃ National Security Service: the end of a longer name, two words or more.
    body(short)
        && body(long)
        && s.len() >= 2
        && s.len() < l.len()
        && l.ends_with(s)
        && s.iter().any(|w| !WORDS.class(w).is(Class::BODY_WORD))
        && !WORDS.class(&s[0]).is(Class::BODY_WORD)
}
