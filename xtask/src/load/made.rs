//! Invented reports of invented happenings, as many as are wanted, in order of arrival and always the same.

use crate::growth::random;
use serde_json::{Value, json};
use std::io::{self, Write};

/// So many reports are published on a day.
const A_DAY: usize = 250;
/// How many reports a story has, with how many of a hundred stories have so many.
const SIZES: [(usize, u64); 7] = [(1, 52), (2, 18), (3, 10), (5, 10), (8, 6), (15, 3), (30, 1)];
/// Parts that names of places are made of.
const STARTS: [&str; 24] = [
    "Vel", "Mar", "Cor", "Had", "Tes", "Bra", "Lun", "Ost", "Quar", "Dol", "Fen", "Gal", "Hes", "Ister", "Jal", "Kor", "Lim", "Mod", "Nar",
    "Orm", "Pel", "Rav", "Sel", "Tor",
];
const MIDDLES: [&str; 16] = ["a", "e", "o", "an", "er", "im", "ol", "und", "ari", "eno", "is", "ath", "ova", "ele", "ur", "in"];
const ENDS: [&str; 16] =
    ["mara", "van", "den", "holt", "wick", "dra", "ford", "mouth", "stead", "bria", "gate", "lund", "minster", "ness", "ville", "moor"];
const GIVEN: [&str; 20] = [
    "Ana", "Bela", "Carl", "Dina", "Edo", "Fara", "Goran", "Hana", "Ivo", "Jana", "Karel", "Lena", "Milo", "Nadia", "Otto", "Petra",
    "Rolf", "Sara", "Tomas", "Vera",
];
const OUTLETS: [&str; 14] = [
    "Maren Post",
    "Coast Radio",
    "Velmara Courier",
    "Hadre Times",
    "Northern Dispatch",
    "Inland Gazette",
    "Harbour News",
    "Daily Corvan",
    "Evening Star of Tessel",
    "Public Voice",
    "Quarry Herald",
    "Channel Nine",
    "The Lowland Observer",
    "Island Mail",
];
const AGENCIES: [&str; 3] = ["CNA", "Maren Press Agency", "Northwire"];

/// Sentences of few words that are rare in news: what tells happenings apart is their names, as it is in the world. `{p}` is the
/// place, `{s}` a street, `{c}` and `{b}` firms, `{r}` a river or hill, `{x}` a person, `{n}` the killed, `{i}` the injured, `{k}`
/// another number, `{d}` the day of the week, `{o}` an outlet.
const HEADLINES: [&str; 10] = [
    "{n} killed at {c} site in {p}",
    "Police arrest {k} in {p}",
    "{c} to close its {p} works",
    "Fire in {p} kills {n}",
    "{x} elected mayor of {p}",
    "Bridge over the {r} collapses in {p}",
    "{b} buys {c}",
    "{p} court jails {x}",
    "Storm hits {p}",
    "Workers at {c} walk out",
];
const LEADS: [&str; 10] = [
    "{n} people were killed at the {c} site in {p} on {d}, police said.",
    "Police in {p} arrested {k} people on {d} after clashes in {s}.",
    "{c} said on {d} it would close its works in {p} and dismiss {k} people.",
    "A fire in {s} killed {n} people in {p} on {d}.",
    "Voters in {p} elected {x} as mayor on {d}.",
    "The bridge over the {r} at {p} collapsed on {d} and injured {i} people.",
    "{b} bought {c} for {k} million on {d}, the two firms said.",
    "A court in {p} sentenced {x} to {i} months in prison on {d}.",
    "A storm killed {n} people in {p} on {d} and cut off {k} homes along the {r}.",
    "{k} workers of {c} in {p} went on strike on {d}.",
];
const TOLLS: [&str; 4] = [
    "The hospital in {p} said {i} people were injured.",
    "Officials said {n} people were killed and {i} were injured.",
    "{x}, the police chief, told the {o} that {n} people had died.",
    "The number of dead rose to {n}, the mayor of {p} said.",
];
const MORE: [&str; 20] = [
    "{x} of {c} said the firm would help the families.",
    "\"We have lost everything,\" said {x}, who lives in {s}.",
    "{b} denied that it had known of the danger.",
    "The governor visited {p} and spoke with {x}.",
    "Police searched the offices of {c} in {s}.",
    "{x} accused {b} of hiding the truth.",
    "{x}, a lawyer for {c}, declined to comment.",
    "Soldiers closed the road along the {r}.",
    "The {o} quoted {x} as saying that {b} had been warned.",
    "A meeting of {c} and {b} was called off.",
    "People from {s} gathered at the {r}.",
    "{x} is expected to speak in {p} on {d}.",
    "Police arrested {x} near the {r}.",
    "Two friends of {x} were released.",
    "{c} has {k} employees in {p}.",
    "{x} said that {x} had left {p}.",
    "The council of {p} will meet on {d}.",
    "{b} said it had paid {k} people in {s}.",
    "The {r} rose by a metre.",
    "{x} called the decision of {b} a mistake.",
];

const WEEKDAYS: [&str; 7] = ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

/// A happening that reports are written of.
struct Happening {
    number: usize,
    kind: usize,
    place: String,
    street: String,
    firms: [String; 2],
    water: String,
    people: [String; 6],
    killed: u64,
    injured: u64,
    other: u64,
    day: usize,
}

impl Happening {
    fn person(&self, state: &mut u64) -> &str {
        &self.people[(random(state) % self.people.len() as u64) as usize]
    }
}

/// Writes at least so many reports as JSON Lines. Reports of one happening come on up to four days, between those of others.
pub fn write(least: usize, out: &mut dyn Write) -> io::Result<usize> {
    let mut state = 7;
    let mut planned: Vec<(usize, u64, usize, usize)> = Vec::new();
    let mut happenings = Vec::new();
    while planned.len() < least {
        let at = random(&mut state) % 100;
        let mut sum = 0;
        let size = SIZES
            .iter()
            .find(|s| {
                sum += s.1;
                at < sum
            })
            .map_or(1, |s| s.0);
        let happening = happening(happenings.len(), planned.len() / A_DAY, &mut state);
        for nth in 0..size {
            let late = if nth == 0 { 0 } else { (random(&mut state) % 4) as usize };
            planned.push((happening.day + late, random(&mut state), happenings.len(), nth));
        }
        happenings.push(happening);
    }
    planned.sort_unstable();
    for (day, seed, which, nth) in &planned {
        let Some(happening) = happenings.get(*which) else { continue };
        serde_json::to_writer(&mut *out, &report(happening, *day, *nth, *seed))?;
        out.write_all(b"\n")?;
    }
    Ok(planned.len())
}

fn pick(list: &[&'static str], state: &mut u64) -> &'static str {
    list[(random(state) % list.len() as u64) as usize]
}

fn happening(number: usize, day: usize, state: &mut u64) -> Happening {
    let name =
        |state: &mut u64| format!("{}{}{}{}", pick(&STARTS, state), pick(&MIDDLES, state), pick(&MIDDLES, state), pick(&ENDS, state));
    let person =
        |state: &mut u64| format!("{} {}{}{}", pick(&GIVEN, state), pick(&STARTS, state), pick(&MIDDLES, state), pick(&ENDS, state));
    Happening {
        number,
        day,
        kind: (random(state) % HEADLINES.len() as u64) as usize,
        place: name(state),
        street: format!("{} Street", name(state)),
        firms: [format!("{} Group", name(state)), format!("{} Bank", name(state))],
        water: name(state),
        people: std::array::from_fn(|_| person(state)),
        killed: 2 + random(state) % 30,
        injured: 3 + random(state) % 90,
        other: 10 + random(state) % 400,
    }
}

/// The nth report of a happening: later ones know of more dead, and every fourth repeats sentences of the one before.
fn report(h: &Happening, day: usize, nth: usize, seed: u64) -> Value {
    let copies = nth % 4 == 3;
    let mut state = if copies { h.number as u64 * 31 + nth as u64 - 1 } else { h.number as u64 * 31 + nth as u64 };
    let killed = h.killed + (nth as u64 / 2) % 9;
    let fill = |text: &str, state: &mut u64| {
        let mut out = text.to_owned();
        while out.contains("{x}") {
            out = out.replacen("{x}", h.person(state), 1);
        }
        out.replace("{p}", &h.place)
            .replace("{s}", &h.street)
            .replace("{c}", &h.firms[0])
            .replace("{b}", &h.firms[1])
            .replace("{r}", &h.water)
            .replace("{n}", &killed.to_string())
            .replace("{i}", &(h.injured + (nth as u64 % 3) * 4).to_string())
            .replace("{k}", &h.other.to_string())
            .replace("{d}", WEEKDAYS[h.day % 7])
            .replace("{o}", pick(&OUTLETS, state))
    };
    let title = fill(HEADLINES[h.kind], &mut state);
    let mut paragraphs = vec![fill(LEADS[h.kind], &mut state)];
    let deadly = HEADLINES[h.kind].contains("{n}") || LEADS[h.kind].contains("{n}");
    for n in 0..6 + random(&mut state) % 10 {
        let from: &[&str] = if deadly && n % 4 == 0 { &TOLLS } else { &MORE };
        let sentence = fill(pick(from, &mut state), &mut state);
        if !paragraphs.contains(&sentence) {
            paragraphs.push(sentence);
        }
    }
    let mut own = seed;
    let outlet = pick(&OUTLETS, &mut own);
    let credit = random(&mut own).is_multiple_of(3);
    if credit {
        paragraphs[0] = format!("{} ({}) — {}", h.place.to_uppercase(), pick(&AGENCIES, &mut own), paragraphs[0]);
    }
    let date = jiff::civil::date(2031, 3, 1).checked_add(jiff::Span::new().days(day as i64)).unwrap_or_default();
    json!({
        "id": format!("m{}-{nth}", h.number),
        "outlet": outlet,
        "title": title,
        "published": format!("{date}T{:02}:{:02}:00Z", random(&mut own) % 24, random(&mut own) % 60),
        "url": format!("https://{}.example/{}/{nth}", outlet.to_lowercase().replace(' ', "-"), h.number),
        "lang": "en",
        "text": paragraphs.join("\n\n"),
    })
}
