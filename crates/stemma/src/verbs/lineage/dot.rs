//! The stemma in the DOT language, for Graphviz.

use super::forest::Forest;
use std::fmt::Write as _;

/// All stories in one graph, each in a cluster of its own.
pub fn draw(forests: &[Forest]) -> String {
    let mut out = String::from(
        "digraph stemma {\n  rankdir=LR; node [shape=box, style=rounded, fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    for (s, forest) in forests.iter().enumerate() {
        let _ = writeln!(out, "  subgraph cluster_{s} {{\n    label={}; color=gray;", quoted(&forest.title));
        for (n, node) in forest.nodes.iter().enumerate() {
            let shape = if node.named.is_some() { ", shape=ellipse" } else { "" };
            let date = node.published.as_ref().map(|d| format!("\n{d}")).unwrap_or_default();
            let _ = writeln!(out, "    n{s}_{n} [label={}{shape}];", quoted(&(forest.called(n) + &date)));
        }
        for edge in &forest.edges {
            let style = if edge.directed { "" } else { ", dir=none, style=dashed" };
            let _ = writeln!(out, "    n{s}_{} -> n{s}_{} [label={}{style}];", edge.source, edge.child, quoted(&edge.what()));
        }
        out.push_str("  }\n");
    }
    out.push_str("}\n");
    out
}

/// A string of the DOT language.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
