//! `stemma lineage`: the stemma of each story.

use super::record::{reconcile, write_json};
use crate::brief::{Brief, Descends, StoryBrief, harmless, layout};
use crate::cli::{Drawing, Reconciling};
use crate::error::Failure;
use crate::session::Session;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use stemma_model::{Descent, StoryReport};

#[derive(Serialize)]
struct Lineage<'a> {
    story: &'a str,
    title: &'a str,
    reports: &'a [StoryReport],
    lineage: &'a [Descent],
}

/// `stemma lineage`
pub fn lineage(s: &mut Session, paths: &[PathBuf], format: Drawing, how: Reconciling) -> Result<(), Failure> {
    let corpus = s.corpus(paths)?;
    let record = reconcile(s, &corpus, how);
    if format == Drawing::Json {
        let list: Vec<Lineage> =
            record.stories.iter().map(|t| Lineage { story: &t.id, title: &t.title, reports: &t.reports, lineage: &t.lineage }).collect();
        return write_json(s, &list);
    }
    let (record, reports, places) = harmless((record, corpus.reports, corpus.paths))?;
    let brief = layout(&record, &reports, &places);
    let drawn = match format {
        Drawing::Dot => dot(&brief),
        Drawing::Svg => svg(&brief),
        Drawing::Text | Drawing::Json => return s.print_styled(&text(&brief)),
    };
    let mut out = s.output()?;
    out.write_all(drawn.as_bytes())?;
    Ok(out.flush()?)
}

/// Stories with more than one report, or all when there is no such.
fn shown(brief: &Brief) -> impl Iterator<Item = &StoryBrief> {
    let any = brief.stories.iter().any(|s| s.sources.len() > 1);
    brief.stories.iter().filter(move |s| !any || s.sources.len() > 1)
}

fn text(brief: &Brief) -> String {
    let mut out = String::new();
    for (i, s) in shown(brief).enumerate() {
        let bold = anstyle::Style::new().bold();
        let _ = writeln!(out, "{}{bold}{}{bold:#}", if i > 0 { "\n" } else { "" }, s.title);
        for source in &s.sources {
            let date = source.published.as_ref().map(|d| format!(" · {d}")).unwrap_or_default();
            let _ = writeln!(out, "  [{}] {}{date}", source.label, source.name);
            let mine: Vec<&Descends> = s.lineage.iter().filter(|d| d.source == source.label).collect();
            for d in &mine {
                let _ = writeln!(out, "      └ {}", s.descent(d));
            }
            if mine.is_empty() {
                let _ = writeln!(out, "      └ no other report or agency found in it");
            }
        }
    }
    out
}

/// A name as a quoted string of the DOT language.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn dot(brief: &Brief) -> String {
    let mut out = String::from(
        "digraph stemma {\n  rankdir=TB; node [shape=box, fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    for s in shown(brief) {
        for source in &s.sources {
            let _ = writeln!(out, "  {} [label={}];", quoted(&source.label), quoted(&format!("{} {}", source.label, source.name)));
        }
        for d in &s.lineage {
            let (from, style) = ends(d);
            if d.wire.is_some() {
                let _ = writeln!(out, "  {} [label={}, shape=ellipse];", quoted(&from), quoted(d.wire.as_deref().unwrap_or_default()));
            }
            let _ = writeln!(out, "  {} -> {} [label={}{style}];", quoted(&from), quoted(&d.source), quoted(&edge_label(d)));
        }
    }
    out.push_str("}\n");
    out
}

fn ends(d: &Descends) -> (String, &'static str) {
    let from = d.wire.as_ref().map(|w| format!("wire:{w}")).or_else(|| d.from.clone()).unwrap_or_default();
    (from, if d.directed { "" } else { ", dir=none, style=dashed" })
}

fn edge_label(d: &Descends) -> String {
    let basis = match d.basis {
        stemma_model::Basis::Credit => "credit",
        stemma_model::Basis::Copy => "copy",
        stemma_model::Basis::Quote => "quotations",
    };
    d.share.map_or_else(|| basis.to_owned(), |s| format!("{basis} {:.0} %", s * 100.0))
}

/// Origins above, what descends from them below: a row a generation.
fn svg(brief: &Brief) -> String {
    const W: usize = 190;
    const H: usize = 40;
    const GAP: usize = 70;
    let mut body = String::new();
    let (mut y, mut width) = (20, 400);
    for s in shown(brief) {
        let mut nodes: Vec<(String, String)> = Vec::new();
        for d in &s.lineage {
            let (from, _) = ends(d);
            if let Some(w) = d.wire.as_ref().filter(|_| !nodes.iter().any(|n| n.0 == from)) {
                nodes.push((from, w.clone()));
            }
        }
        nodes.extend(s.sources.iter().map(|x| (x.label.clone(), format!("{} {}", x.label, x.name))));
        // A node's row is one below the lowest of what it descends from; as many rounds as nodes settle any tree, and a
        // circle ends with them.
        let mut row = vec![0usize; nodes.len()];
        let at = |id: &str| nodes.iter().position(|n| n.0 == id);
        for _ in 0..nodes.len() {
            for d in &s.lineage {
                if let (Some(a), Some(b)) = (at(&ends(d).0), at(&d.source)) {
                    row[b] = row[b].max((row[a] + 1).min(nodes.len()));
                }
            }
        }
        let _ = writeln!(body, "<text x=\"20\" y=\"{}\" class=\"t\">{}</text>", y + 10, xml(&clip(&s.title, 70)));
        y += 30;
        let mut places = Vec::new();
        for i in 0..nodes.len() {
            let column = row[..i].iter().filter(|r| **r == row[i]).count();
            places.push((20 + column * (W + 30), y + row[i] * (H + GAP)));
            width = width.max(20 + (column + 1) * (W + 30));
        }
        for d in &s.lineage {
            if let (Some(a), Some(b)) = (at(&ends(d).0), at(&d.source)) {
                let ((x1, y1), (x2, y2)) = (places[a], places[b]);
                let dash = if d.directed { "" } else { " stroke-dasharray=\"5 4\"" };
                let (y1, y2) = if y1 < y2 { (y1 + H, y2) } else { (y1 + H / 2, y2 + H / 2) };
                let _ = writeln!(body, "<line x1=\"{}\" y1=\"{y1}\" x2=\"{}\" y2=\"{y2}\"{dash}/>", x1 + W / 2, x2 + W / 2);
                let (mx, my) = ((x1 + x2) / 2 + W / 2 + 6, (y1 + y2) / 2);
                let _ = writeln!(body, "<text x=\"{mx}\" y=\"{my}\" class=\"e\">{}</text>", xml(&edge_label(d)));
            }
        }
        for ((id, name), (x, y)) in nodes.iter().zip(&places) {
            let round = if id.starts_with("wire:") { H / 2 } else { 4 };
            let _ = writeln!(body, "<rect x=\"{x}\" y=\"{y}\" width=\"{W}\" height=\"{H}\" rx=\"{round}\"/>");
            let _ = writeln!(body, "<text x=\"{}\" y=\"{}\" class=\"n\">{}</text>", x + W / 2, y + H / 2 + 5, xml(&clip(name, 24)));
        }
        y += (row.iter().max().unwrap_or(&0) + 1) * (H + GAP);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{y}\" viewBox=\"0 0 {width} {y}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"Which report descends from which\">\n<style>rect{{fill:#fff;stroke:#222}}line{{stroke:#222}}.n{{text-anchor:middle}}.e{{font-size:11px;fill:#444}}.t{{font-weight:bold}}</style>\n<rect x=\"0\" y=\"0\" width=\"100%\" height=\"100%\" style=\"stroke:none\"/>\n{body}</svg>\n"
    )
}

fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
