//! LexisNexis: the numbered documents of the old academic service, and those of Nexis Uni, which end with a line that says so.

use super::layouts::{LAYOUTS, Nexis};
use super::{Export, remove, words};
use crate::row::Row;
use crate::written::written;
use std::ops::Range;
use stemma_model::RemovedWhy;

/// The articles of a text in one of the two layouts.
pub(super) fn read(lines: &[&str]) -> Option<Export> {
    let layout = &LAYOUTS.nexis;
    let starts: Vec<usize> = (0..lines.len()).filter(|i| layout.start.matches(lines[*i])).collect();
    if !starts.is_empty() {
        return numbered(lines, &starts, layout);
    }
    let ends: Vec<usize> = (0..lines.len()).filter(|i| layout.end.matches(lines[*i])).collect();
    // One such line may be anybody's words; with a label or a body beside it, it is not.
    let is_export = !ends.is_empty()
        && lines.iter().any(|l| label(l, layout).is_some_and(|(name, ..)| name.eq_ignore_ascii_case("load-date")) || *l == "Body");
    is_export.then(|| closed(lines, &ends, layout))
}

fn numbered(lines: &[&str], starts: &[usize], layout: &'static Nexis) -> Option<Export> {
    let number = |line: usize, group: usize| layout.start.number(lines[line], group);
    // One line that looks so and nothing else that an export has is a report about documents.
    let has_labels = lines.iter().filter(|l| label(l, layout).is_some()).count() >= starts.len();
    if !has_labels {
        return None;
    }
    let mut export = Export { around: words(&lines[..starts[0]]), ..Export::default() };
    let numbers: Vec<usize> = starts.iter().filter_map(|s| number(*s, 1)).collect();
    let (first, last) = (*numbers.iter().min()?, *numbers.iter().max()?);
    let head = &lines[..starts[0]];
    let asked = head.iter().find_map(|l| Some((layout.asked.number(l, 1)?, layout.asked.number(l, 2)?)));
    let (from, to) = asked.unwrap_or((first, last));
    let total = starts.iter().filter_map(|s| number(*s, 2)).max();
    export.announced = if asked.is_some() { Some((to + 1).saturating_sub(from)) } else { total };
    // Numbers far apart are no list of what is missing.
    if to.saturating_sub(from) < 100_000 {
        export.missing = (from..=to).filter(|n| !numbers.contains(n)).collect();
    }
    for (i, start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(lines.len());
        export.articles.push(article(&lines[start + 1..end], layout, true));
    }
    Some(export)
}

fn closed(lines: &[&str], ends: &[usize], layout: &'static Nexis) -> Export {
    let mut export = Export { announced: lines[..ends[0]].iter().find_map(|l| layout.announced.number(l, 1)), ..Export::default() };
    let mut from = 0;
    for end in ends {
        let mut chunk = &lines[from..*end];
        if from == 0 {
            let begin = behind_cover(chunk, layout);
            export.around += words(&chunk[..begin]);
            chunk = &chunk[begin..];
        }
        if words(chunk) > 0 {
            export.articles.push(article(chunk, layout, false));
        }
        from = end + 1;
    }
    export.around += words(&lines[from..]);
    export
}

/// Where the first article begins: behind a cover page that lists the titles, at the first of them told again.
fn behind_cover(chunk: &[&str], layout: &'static Nexis) -> usize {
    let Some(listed) = chunk.iter().position(|l| layout.announced.matches(l)) else { return 0 };
    let title = chunk[listed..].iter().find_map(|l| l.strip_prefix("1.")).map(str::trim).filter(|t| !t.is_empty());
    let body = chunk.iter().position(|l| layout.body.matches(l)).unwrap_or(chunk.len());
    let again = title.and_then(|t| (listed..body).rev().find(|i| chunk[*i] == t));
    again.unwrap_or(listed + 1)
}

/// A label's name, what it stands for, and the words behind it on its line.
fn label<'l>(line: &'l str, layout: &'static Nexis) -> Option<(&'l str, &'static str, &'l str)> {
    let (name, value) = line.split_once(':')?;
    let kind = layout.labels.kind(name)?;
    // "Section:" and "SECTION:" are labels, "country: rain" within a sentence is none.
    let capital = name.chars().next().is_some_and(char::is_uppercase);
    capital.then(|| (name, kind, value.trim()))
}

/// Paragraphs: runs of lines between blank ones.
fn paragraphs(lines: &[&str]) -> Vec<Range<usize>> {
    let mut list: Vec<Range<usize>> = Vec::new();
    for (i, _) in lines.iter().enumerate().filter(|(_, l)| !l.is_empty()) {
        match list.last_mut() {
            Some(last) if last.end == i => last.end = i + 1,
            _ => list.push(i..i + 1),
        }
    }
    list
}

fn is_rights(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.starts_with("copyright") || lower.starts_with('©') || lower.contains("all rights reserved")
}

/// One article's lines. `numbered` is the old layout, where the headline may stand behind the date.
fn article(lines: &[&str], layout: &'static Nexis, numbered: bool) -> Row {
    let mut row = Row::default();
    let body = body_start(lines, layout);
    let end = body_end(lines, body, layout);
    header(&mut row, &lines[..body], layout, numbered);
    let text = lines[body..end].join("\n");
    row.text = Some(text);
    trailer(&mut row, &lines[end..], layout);
    row
}

/// Where the body begins: behind the line that says so, else behind the labels that open the article.
fn body_start(lines: &[&str], layout: &'static Nexis) -> usize {
    if let Some(at) = lines.iter().position(|l| layout.body.matches(l)) {
        return at + 1;
    }
    let mut start = 0;
    for part in paragraphs(lines) {
        if label(lines[part.start], layout).is_some_and(|(name, ..)| !opens_trailer(name)) {
            start = part.end;
        } else if start > 0 {
            break;
        }
    }
    start
}

/// Labels that only stand behind a body.
fn opens_trailer(name: &str) -> bool {
    ["LOAD-DATE", "LANGUAGE", "SPRACHE", "LANGUE", "GRAPHIC", "GRAFIK", "PUBLICATION-TYPE", "JOURNAL-CODE", "DOCUMENT-TYPE"]
        .contains(&name.to_uppercase().as_str())
}

/// Where the body ends: at the first label behind it, or at the rights notice that closes an article.
fn body_end(lines: &[&str], body: usize, layout: &'static Nexis) -> usize {
    let rest = paragraphs(&lines[body..]);
    let is_end = |part: &Range<usize>| {
        let line = lines[body + part.start];
        let alone = part.len() == 1 && layout.labels.kind(line).is_some() && line.len() > 4;
        label(line, layout).is_some_and(|(name, ..)| name == name.to_uppercase() || opens_trailer(name)) || alone
    };
    if let Some(part) = rest.iter().find(|part| is_end(part)) {
        return body + part.start;
    }
    match rest.last().filter(|part| is_rights(lines[body + part.start])) {
        Some(part) => body + part.start,
        None => lines.len(),
    }
}

fn header(row: &mut Row, lines: &[&str], layout: &'static Nexis, numbered: bool) {
    let (mut before, mut after): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut labelled = false;
    for part in paragraphs(lines) {
        let joined = lines[part.clone()].join(" ");
        if layout.body.matches(&joined) {
            continue;
        }
        if label(lines[part.start], layout).is_some() {
            labelled = true;
            labels(row, &lines[part], layout);
        } else if is_rights(&joined) {
            remove(row, RemovedWhy::Rights, &joined);
        } else if row.published.is_none() && part.clone().any(|i| written(lines[i], None).is_some()) {
            // The date may stand in one paragraph with the outlet above it and the edition below.
            let mut dated = false;
            for line in &lines[part] {
                match written(line, None).filter(|_| !dated) {
                    Some(date) => {
                        dated = true;
                        row.published = Some(date);
                        remove(row, RemovedWhy::Metadata, line);
                    }
                    None if dated => remove(row, RemovedWhy::Metadata, line),
                    None if is_rights(line) => remove(row, RemovedWhy::Rights, line),
                    None => before.push((*line).to_owned()),
                }
            }
        } else if row.published.is_none() {
            if numbered { before.push(joined) } else { before.extend(lines[part].iter().map(|l| (*l).to_owned())) }
        } else if !labelled {
            after.push(joined);
        } else {
            remove(row, RemovedWhy::Metadata, &joined);
        }
    }
    if numbered {
        // The outlet stands above the date, the headline, where it has no label, below.
        row.outlet = before.pop();
        for other in before {
            remove(row, RemovedWhy::Metadata, &other);
        }
        if row.title.is_none() && !after.is_empty() {
            row.title = Some(after.remove(0));
        }
    } else if before.len() > 1 {
        row.outlet = before.pop();
        row.title = row.title.take().or_else(|| Some(before.join(" ")));
    } else {
        row.title = row.title.take().or_else(|| before.pop());
    }
    for other in after {
        remove(row, RemovedWhy::Metadata, &other);
    }
}

/// Labels with their values, which may go on over lines.
fn labels(row: &mut Row, lines: &[&str], layout: &'static Nexis) {
    let mut at = 0;
    while at < lines.len() {
        let mut end = at + 1;
        while end < lines.len() && label(lines[end], layout).is_none() {
            end += 1;
        }
        let joined = lines[at..end].join(" ");
        let value = label(lines[at], layout).map(|(_, kind, first)| {
            let rest = lines[at + 1..end].join(" ");
            (kind, format!("{first} {rest}").trim().to_owned())
        });
        match value {
            Some(("title", value)) if row.title.is_none() && !value.is_empty() => row.title = Some(value),
            Some(("byline", value)) if row.byline.is_none() && !value.is_empty() => row.byline = Some(value),
            Some(("lang", value)) if row.lang.is_none() && LAYOUTS.language(&value).is_some() => row.lang = LAYOUTS.language(&value),
            Some(("caption", _)) => remove(row, RemovedWhy::CaptionCredit, &joined),
            _ => remove(row, RemovedWhy::Metadata, &joined),
        }
        at = end;
    }
}

fn trailer(row: &mut Row, lines: &[&str], layout: &'static Nexis) {
    let mut caption = false;
    for part in paragraphs(lines) {
        let joined = lines[part.clone()].join(" ");
        if label(lines[part.start], layout).is_some() {
            caption = false;
            labels(row, &lines[part], layout);
        } else if is_rights(&joined) {
            remove(row, RemovedWhy::Rights, &joined);
        } else {
            // "Graphic" on a line of its own opens the words under pictures.
            caption = layout.labels.kind(&joined).map_or(caption, |kind| kind == "caption");
            remove(row, if caption { RemovedWhy::CaptionCredit } else { RemovedWhy::Metadata }, &joined);
        }
    }
}
