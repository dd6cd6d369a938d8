//! The stemma as a drawing: sources to the left, what descends from them to the right, a line for each report, so that
//! no names overlap however many there are.

use super::forest::{Edge, Forest};
use std::fmt::Write as _;
use stemma_model::Basis;

/// Width of a box.
const BOX: usize = 290;
/// Height of a box.
const TALL: usize = 46;
/// From one line to the next.
const LINE: usize = 62;
/// Between a column of boxes and the next: room for the share.
const GAP: usize = 150;
/// Around the whole.
const EDGE: usize = 24;
/// Letters that fit into a box in bold, and in small print.
const LETTERS: (usize, usize) = (30, 44);

/// All stories, one below the other: a file of its own, with its colours.
pub fn draw(forests: &[Forest]) -> String {
    let mut body = String::new();
    let (mut y, mut width) = (EDGE, 2 * EDGE + 2 * BOX + GAP);
    for forest in forests {
        let texts = if forest.origins == 1 { "1 text".to_owned() } else { format!("{} texts", forest.origins) };
        let _ = writeln!(body, "<text x=\"{EDGE}\" y=\"{}\" class=\"t\">{}</text>", y + 14, xml(&clip(&forest.title, 88)));
        let _ = writeln!(body, "<text x=\"{EDGE}\" y=\"{}\" class=\"s\">{texts} shown to be written apart</text>", y + 34);
        let (wide, below) = trees(&mut body, forest, y + 52);
        width = width.max(wide);
        y = below + EDGE;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{y}\" viewBox=\"0 0 {width} {y}\" font-family=\"system-ui, sans-serif\" font-size=\"14\" role=\"img\" aria-label=\"Which report descends from which\">\n\
         <style>.b{{fill:#fff;stroke:#334;stroke-width:1.2}}.w{{fill:#eef2f7;stroke:#334;stroke-width:1.2}}.l{{fill:none;stroke:#334;stroke-width:1.6}}.f{{fill:none;stroke:#8a93a5;stroke-width:1.2}}\
         .n{{font-weight:600;fill:#111}}.s{{font-size:12px;fill:#556}}.e{{font-size:12px;fill:#334;text-anchor:end;paint-order:stroke;stroke:#fff;stroke-width:4px}}.t{{font-size:17px;font-weight:700;fill:#111}}</style>\n\
         <defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#334\"/></marker></defs>\n\
         <rect width=\"{width}\" height=\"{y}\" fill=\"#fff\"/>\n{body}</svg>\n"
    )
}

/// One story as a part of a page, which gives it its colours; whole words of every line stand in its titles.
pub fn part(forest: &Forest) -> String {
    let mut body = String::new();
    let (width, y) = trees(&mut body, forest, EDGE);
    format!(
        "<svg class=\"stemma\" width=\"{width}\" height=\"{y}\" viewBox=\"0 0 {width} {y}\" role=\"img\" aria-label=\"Which report descends from which; the list below says the same in words\">\
         <defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path class=\"m\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n{body}</svg>\n"
    )
}

/// The trees of a story from a height on: how wide they are, and where they end.
fn trees(body: &mut String, forest: &Forest, from: usize) -> (usize, usize) {
    let (mut y, mut width) = (from, 2 * EDGE + BOX);
    let mut places: Vec<Option<(usize, usize)>> = vec![None; forest.nodes.len()];
    for tree in &forest.trees {
        for (k, &(node, depth)) in tree.iter().enumerate() {
            // The first descendant stands on the line of its source.
            if k > 0 && depth <= tree[k - 1].1 {
                y += LINE;
            }
            places[node] = Some((EDGE + depth * (BOX + GAP), y));
            width = width.max(2 * EDGE + depth * (BOX + GAP) + BOX);
        }
        y += LINE;
    }
    // Who is only named beside a main source.
    for (node, place) in places.iter_mut().enumerate() {
        if place.is_none() {
            *place = Some((EDGE, y));
            y += LINE;
            debug_assert!(forest.nodes[node].named.is_some());
        }
    }
    let mut labels = String::new();
    for (e, edge) in forest.edges.iter().enumerate() {
        let hung = forest.main[edge.source] == Some(e);
        let (up, down) = if hung { (edge.child, edge.source) } else { (edge.source, edge.child) };
        if let (Some(from), Some(to)) = (places[up], places[down]) {
            line(body, &mut labels, edge, from, to, forest.main[down] == Some(e));
        }
    }
    for (node, place) in places.iter().enumerate() {
        if let Some((x, y)) = *place {
            named(body, forest, node, x, y);
        }
    }
    body.push_str(&labels);
    (width, y)
}

/// An edge: from the right side of its source to the left side of its descendant where that stands further right, else
/// around the left.
fn line(body: &mut String, labels: &mut String, edge: &Edge, from: (usize, usize), to: (usize, usize), main: bool) {
    let dash = match (edge.directed, edge.basis) {
        (true, Basis::Quote) => " stroke-dasharray=\"2 4\"",
        (true, _) => "",
        (false, _) => " stroke-dasharray=\"6 5\"",
    };
    let arrow = if edge.directed { " marker-end=\"url(#a)\"" } else { "" };
    let class = if main { "l" } else { "f" };
    let (y1, y2) = (from.1 + TALL / 2, to.1 + TALL / 2);
    let title = format!("<title>{}</title>", xml(&edge.what()));
    if to.0 > from.0 {
        let (x1, x2) = (from.0 + BOX, to.0);
        // A further source ends a little lower than the main one.
        let y2 = if main { y2 } else { y2 + 12 };
        let bend = x1 + 34;
        let path = if y1 == y2 { format!("M{x1} {y1}H{x2}") } else { format!("M{x1} {y1}C{bend} {y1} {x1} {y2} {} {y2}H{x2}", bend + 20) };
        let _ = writeln!(body, "<path d=\"{path}\" class=\"{class}\"{dash}{arrow}>{title}</path>");
        if main {
            let _ = writeln!(labels, "<text x=\"{}\" y=\"{}\" class=\"e\">{}</text>", x2 - 12, y2 - 6, xml(&short(edge)));
        }
    } else {
        let (x1, x2) = (from.0, to.0);
        let left = x1.min(x2).saturating_sub(EDGE - 6);
        let path = format!("M{x1} {y1}C{left} {y1} {left} {} {x2} {}", y2 + 12, y2 + 12);
        let _ = writeln!(body, "<path d=\"{path}\" class=\"{class}\"{dash}{arrow}>{title}</path>");
    }
}

/// What stands on an edge.
fn short(edge: &Edge) -> String {
    match (edge.basis, edge.share) {
        (Basis::Copy, Some(s)) => format!("{:.0} %", (s * 100.0).max(1.0)),
        (Basis::Copy, None) => "copy".to_owned(),
        (Basis::Credit, _) => "credit".to_owned(),
        (Basis::Quote, _) => "quotations".to_owned(),
    }
}

/// A node's box with its name and, in small print, its day.
fn named(body: &mut String, forest: &Forest, node: usize, x: usize, y: usize) {
    let n = &forest.nodes[node];
    let (class, round) = if n.named.is_some() { ("w", TALL / 2) } else { ("b", 5) };
    let small = match (n.named, &n.published) {
        (Some(what), _) => format!("{what}, no report of it here"),
        (None, date) => date.clone().unwrap_or_else(|| "no date".to_owned()),
    };
    let whole = format!("{}{}", forest.called(node), n.title.as_ref().map(|t| format!(": {t}")).unwrap_or_default());
    let _ = writeln!(
        body,
        "<g><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{BOX}\" height=\"{TALL}\" rx=\"{round}\" class=\"{class}\"/>",
        xml(&whole)
    );
    let inner = x + if n.named.is_some() { 20 } else { 12 };
    let _ = writeln!(body, "<text x=\"{inner}\" y=\"{}\" class=\"n\">{}</text>", y + 20, xml(&clip(&forest.called(node), LETTERS.0)));
    let _ = writeln!(body, "<text x=\"{inner}\" y=\"{}\" class=\"s\">{}</text></g>", y + 37, xml(&clip(&small, LETTERS.1)));
}

fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
