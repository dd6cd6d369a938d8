//! The links of one report.

use super::gold::{Chain, Gold};
use crate::judged::hash;
use std::ops::Add;
use stemma_engine::claims::analysis::Analysis;
use stemma_engine::claims::names::{Form, Names};
use stemma_model::Field;
use stemma_nlp::Doc;

/// Links of one form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// To what the mention refers to.
    pub right: usize,
    /// To something else.
    pub wrong: usize,
    /// None, though there is something to link to.
    pub missed: usize,
}

/// Sums of B-cubed (Bagga and Baldwin 1998) over mentions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cubed {
    /// Of the shares of a mention's found chain that belong to it.
    pub precision: f64,
    /// Of the shares of its true chain that were found.
    pub recall: f64,
    /// Mentions.
    pub of: usize,
}

/// What came of a report.
#[derive(Debug, Default)]
pub struct Told {
    /// By [`FORMS`](super::FORMS).
    pub links: [Count; 3],
    /// Of the mentions that were annotated whole.
    pub cubed: Cubed,
    /// Annotated mentions.
    pub mentions: usize,
    /// Annotated mentions that no token begins.
    pub lost: usize,
    /// What is wrong, in words.
    pub errors: Vec<String>,
}

impl Add for Count {
    type Output = Count;
    fn add(self, o: Count) -> Count {
        Count { right: self.right + o.right, wrong: self.wrong + o.wrong, missed: self.missed + o.missed }
    }
}

impl Add for Cubed {
    type Output = Cubed;
    fn add(self, o: Cubed) -> Cubed {
        Cubed { precision: self.precision + o.precision, recall: self.recall + o.recall, of: self.of + o.of }
    }
}

/// An annotated mention with what the program says of it.
struct Mention<'a> {
    gold: &'a Gold,
    field: Field,
    token: usize,
    entity: Option<usize>,
}

impl Mention<'_> {
    /// Whether it names or describes.
    fn speaks(&self) -> bool {
        self.gold.form != Some(1)
    }

    fn one(&self, other: &Mention<'_>) -> bool {
        matches!(self.gold.chain, Chain::Of(_)) && self.gold.chain == other.gold.chain
    }
}

/// A pronoun's link is that to the nearest annotated name or description of its entity, rather before it than after; that
/// of a name or description is to the nearest before it.
pub fn score(gold: &[&Gold], analysis: &Analysis, names: &Names) -> Told {
    let mut told = Told { mentions: gold.iter().filter(|g| g.form.is_some()).count(), ..Default::default() };
    let mut all: Vec<Mention<'_>> = gold.iter().filter_map(|g| place(g, analysis, names)).collect();
    told.lost = gold.len() - all.len();
    all.sort_by_key(|m| (m.field != Field::Title, m.token));
    for (i, m) in all.iter().enumerate() {
        let Some(form) = m.gold.form.filter(|_| m.speaks() && m.gold.whole || !m.speaks()) else { continue };
        let speaking = |o: &&Mention<'_>| o.speaks();
        let found = |o: &&Mention<'_>| o.speaks() && m.entity.is_some() && o.entity == m.entity;
        let before = all[..i].iter().rev().find(found);
        let (link, any) = if m.speaks() {
            (before, all[..i].iter().filter(speaking).any(|o| m.one(o)))
        } else {
            (before.or_else(|| all[i + 1..].iter().find(found)), all.iter().filter(speaking).any(|o| m.one(o)))
        };
        let spoken = m.entity.is_some_and(|e| names.mentions.iter().any(|x| x.entity == e && x.form != Form::Pronoun));
        let count = &mut told.links[form];
        let what = match link {
            Some(o) if m.one(o) => {
                count.right += 1;
                continue;
            }
            Some(_) => "wrong",
            // A pronoun with a name or description that nobody took it for.
            None if !m.speaks() && spoken && (any || m.gold.chain == Chain::Nothing) => "wrong",
            None if any => "missed",
            None => continue,
        };
        count.wrong += usize::from(what == "wrong");
        count.missed += usize::from(what == "missed");
        let name = m.entity.and_then(|e| names.entities.get(e)).map_or("-", |e| e.name.as_str());
        let should: Vec<String> = all.iter().filter(|o| o.speaks() && m.one(o)).take(3).map(|o| word(o, analysis)).collect();
        told.errors.push(format!("{what} {} is {name}, not {} :: {}", word(m, analysis), should.join(" / "), around(m, analysis)));
    }
    told.cubed = cubed(&all);
    told
}

fn doc(analysis: &Analysis, field: Field) -> Option<&Doc> {
    match field {
        Field::Title => analysis.title.as_ref(),
        Field::Text => Some(&analysis.text),
    }
}

fn place<'a>(gold: &'a Gold, analysis: &Analysis, names: &Names) -> Option<Mention<'a>> {
    let field = if gold.title { Field::Title } else { Field::Text };
    let doc = doc(analysis, field)?;
    let sentence = doc.sentences().iter().find(|s| hash(doc.slice((*s).clone())) == gold.sentence)?;
    let base = doc.token(sentence.start).start();
    let t = doc.tokens().find(|t| t.start() == base + gold.offset && t.end() == t.start() + gold.length)?;
    Some(Mention { gold, field, token: t.i, entity: names.at(field, t.i) })
}

fn cubed(all: &[Mention<'_>]) -> Cubed {
    let of: Vec<&Mention<'_>> = all.iter().filter(|m| m.gold.whole && matches!(m.gold.chain, Chain::Of(_))).collect();
    let mut out = Cubed { of: of.len(), ..Default::default() };
    for m in &of {
        let same = |o: &&&Mention<'_>| std::ptr::eq(**o, *m) || m.entity.is_some() && o.entity == m.entity;
        let one = |o: &&&Mention<'_>| m.one(o);
        let both = of.iter().filter(|o| same(o) && one(o)).count() as f64;
        out.precision += both / of.iter().filter(same).count() as f64;
        out.recall += both / of.iter().filter(one).count() as f64;
    }
    out
}

fn word(m: &Mention<'_>, analysis: &Analysis) -> String {
    doc(analysis, m.field).map_or_else(String::new, |d| d.token(m.token).text().to_owned())
}

fn around(m: &Mention<'_>, analysis: &Analysis) -> String {
    let Some(d) = doc(analysis, m.field) else { return String::new() };
    d.sentences().get(d.sentence_of(m.token)).map_or_else(String::new, |s| d.slice(s.clone()).replace('\n', " "))
}
