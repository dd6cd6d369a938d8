//! Factiva: tagged fields, and the plain layout for reading.

use super::layouts::{Factiva, LAYOUTS};
use super::{Export, remove, words};
use crate::row::Row;
use crate::written::written;
use stemma_model::RemovedWhy;

/// The articles of a text in one of the two layouts. Each ends with "Document" and its number.
pub(super) fn read(lines: &[&str]) -> Option<Export> {
    let layout = &LAYOUTS.factiva;
    // Among tagged fields the line may stand behind its tag.
    let end = |i: usize| layout.end.captures(tag(lines[i], layout).filter(|(kind, _)| *kind == "id").map_or(lines[i], |(_, rest)| rest));
    let ends: Vec<usize> = (0..lines.len()).filter(|i| end(*i).is_some()).collect();
    let footer = lines.iter().position(|l| layout.footer.matches(l)).filter(|f| ends.last().is_some_and(|e| f > e));
    // The number may stand on the line below.
    let pairs = (0..lines.len()).map(|i| [lines[i], lines.get(i + 1).copied().unwrap_or("")].join(" "));
    let announced = footer.and_then(|from| pairs.skip(from).find_map(|pair| layout.announced.number(pair.trim(), 1)));
    let mut export = Export { announced, ..Export::default() };
    let mut from = 0;
    for at in &ends {
        let chunk: Vec<&str> = lines[from..*at].iter().copied().filter(|l| !layout.page.matches(l)).collect();
        let row = tagged(&chunk, layout).or_else(|| plain(&chunk, layout))?;
        let number = end(*at).and_then(|c| c.get(1)).map(|m| m.as_str().to_owned());
        export.articles.push(Row { id: row.id.clone().or(number), ..row });
        from = at + 1;
    }
    if export.articles.is_empty() {
        return None;
    }
    export.around = words(&lines[footer.unwrap_or(from).max(from)..]);
    Some(export)
}

/// A tag at the start of a line, and the words behind it.
fn tag<'l>(line: &'l str, layout: &'static Factiva) -> Option<(&'static str, &'l str)> {
    let end = line.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    // "IN  i501 : Retail" is a tag, "IN THE town" a sentence: two spaces, a tab, or nothing behind it.
    let apart = rest.is_empty() || rest.starts_with("  ") || rest.starts_with('\t');
    layout.tags.kind(name).filter(|_| apart).map(|kind| (kind, rest.trim()))
}

/// An article with tagged fields; none when it has no tag for the headline.
fn tagged(lines: &[&str], layout: &'static Factiva) -> Option<Row> {
    lines.iter().find(|l| tag(l, layout).is_some_and(|(kind, _)| kind == "title"))?;
    let mut fields: Vec<(&'static str, Vec<&str>)> = Vec::new();
    let mut before = Vec::new();
    for line in lines {
        match (tag(line, layout), fields.last_mut()) {
            (Some((kind, first)), _) => fields.push((kind, vec![first])),
            (None, Some((_, field))) => field.push(line),
            (None, None) => before.push(*line),
        }
    }
    let mut row = Row::default();
    remove(&mut row, RemovedWhy::Metadata, &before.join(" "));
    let mut text: Vec<String> = Vec::new();
    for (kind, field) in fields {
        let value = field.join("\n").trim().to_owned();
        let line = field.iter().filter(|l| !l.is_empty()).copied().collect::<Vec<_>>().join(" ");
        if value.is_empty() {
            continue;
        }
        match kind {
            "text" => text.push(value),
            "title" if row.title.is_none() => row.title = Some(line),
            "byline" if row.byline.is_none() => row.byline = Some(without_by(&line)),
            "outlet" if row.outlet.is_none() => row.outlet = Some(line),
            "published" if row.published.is_none() && written(&line, None).is_some() => row.published = written(&line, None),
            "lang" if row.lang.is_none() && LAYOUTS.language(&line).is_some() => row.lang = LAYOUTS.language(&line),
            "id" if row.id.is_none() => row.id = Some(line.trim_start_matches("Document ").to_owned()),
            "rights" => remove(&mut row, RemovedWhy::Rights, &line),
            _ => remove(&mut row, RemovedWhy::Metadata, &line),
        }
    }
    row.text = Some(text.join("\n\n"));
    Some(row)
}

fn without_by(line: &str) -> String {
    let by = line.get(..3).filter(|by| by.eq_ignore_ascii_case("by "));
    by.map_or(line, |_| &line[3..]).trim().to_owned()
}

/// How many lines stand between the count of words and the body, at most: date, time, outlet, code, page, edition,
/// volume, language and the rights notice.
const HEADER: usize = 12;

/// An article for reading: section, headline, byline, "355 words", date, time, outlet, its code, language, rights; then
/// the body. None when there is no count of words with a date behind it.
fn plain(lines: &[&str], layout: &'static Factiva) -> Option<Row> {
    let filled: Vec<usize> = (0..lines.len()).filter(|i| !lines[*i].is_empty()).collect();
    let count = filled.iter().position(|i| layout.words.matches(lines[*i]))?;
    let mut row = Row::default();
    let date = filled.get(count + 1).and_then(|i| written(lines[*i], None))?;
    row.published = Some(date);
    // Above: headline, then the byline. A section may stand over the headline in one short line.
    let mut above: Vec<&str> = filled[..count].iter().map(|i| lines[*i]).collect();
    let is_byline = |l: &&str| l.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by ")) || l.contains('@');
    if above.len() > 1 && above.last().is_some_and(is_byline) {
        row.byline = above.pop().map(without_by);
    }
    if above.len() > 1 && above[0].split(' ').count() <= 3 && above[1].split(' ').count() > 3 {
        remove(&mut row, RemovedWhy::Metadata, above.remove(0));
    }
    row.title = (!above.is_empty()).then(|| above.join(" "));
    remove(&mut row, RemovedWhy::Metadata, lines[filled[count]]);
    let is_time = |l: &str| l.len() <= 12 && l.starts_with(|c: char| c.is_ascii_digit()) && l.contains(':');
    let (mut body, mut outlet_seen) = (count + 2, false);
    for (at, i) in filled.iter().enumerate().skip(count + 2).take(HEADER) {
        let line = lines[*i];
        let is_code = outlet_seen && line.len() <= 10 && line.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !outlet_seen && !is_time(line) {
            outlet_seen = true;
            row.outlet = Some(line.to_owned());
        } else if LAYOUTS.language(line).is_some() && row.lang.is_none() {
            row.lang = LAYOUTS.language(line);
        } else if is_rights(line) {
            remove(&mut row, RemovedWhy::Rights, line);
            body = at + 1;
            break;
        } else if is_time(line) || is_code || line.split(' ').count() <= 6 && row.lang.is_none() {
            // Page, edition and volume stand above the language.
            remove(&mut row, RemovedWhy::Metadata, line);
        } else {
            break;
        }
        body = at + 1;
    }
    let start = filled.get(body).copied().unwrap_or(lines.len());
    row.text = Some(lines[start..].join("\n"));
    Some(row)
}

fn is_rights(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["copyright", "©", "(c)"].iter().any(|s| lower.starts_with(s)) || lower.contains("rights reserved")
}
