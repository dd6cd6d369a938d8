//! The stemma for the terminal: an indented tree, each report with what it has from where and the first words that show it.

use super::forest::{Edge, Forest};
use std::fmt::Write as _;
use stemma_model::Basis;

/// Narrowest terminal on which two passages stand side by side.
const BESIDE: usize = 90;
/// Words of a passage that are shown where passages are not asked for.
const SHOWN: usize = 9;

/// All stories; with `passages` every shared passage in full.
pub fn draw(forests: &[Forest], width: usize, passages: bool) -> String {
    let width = width.clamp(40, 160);
    let mut out = String::new();
    for (i, forest) in forests.iter().enumerate() {
        let (bold, dim) = (anstyle::Style::new().bold(), anstyle::Style::new().dimmed());
        let reports = forest.nodes.iter().filter(|n| n.named.is_none()).count();
        let texts = if forest.origins == 1 { "1 text".to_owned() } else { format!("{} texts", forest.origins) };
        let _ = writeln!(out, "{}{bold}{}{bold:#}", if i > 0 { "\n" } else { "" }, forest.title);
        let reports = if reports == 1 { "1 report".to_owned() } else { format!("{reports} reports") };
        let _ = writeln!(out, "{dim}{reports}, {texts} shown to be written apart{dim:#}\n");
        for tree in &forest.trees {
            // Whether a later node of the tree stands at this depth: then its line goes on.
            for (k, &(node, depth)) in tree.iter().enumerate() {
                let goes_on = |d: usize| tree[k + 1..].iter().find(|n| n.1 <= d).is_some_and(|n| n.1 == d);
                let mut lead: String = (1..depth).map(|d| if goes_on(d) { "│  " } else { "   " }).collect();
                let under = lead.clone()
                    + if depth == 0 {
                        ""
                    } else if goes_on(depth) {
                        "│  "
                    } else {
                        "   "
                    };
                if depth > 0 {
                    lead.push_str(if goes_on(depth) { "├─ " } else { "└─ " });
                }
                let deeper = tree.get(k + 1).is_some_and(|n| n.1 > depth);
                let below = format!("{under}{}", if deeper { "│  " } else { "   " });
                let n = &forest.nodes[node];
                let mut head = format!("{bold}{}{bold:#}", forest.called(node));
                match (n.named, &n.published) {
                    (Some(what), _) => head += &format!(" {dim}({what}, no report of it here){dim:#}"),
                    (None, Some(date)) => head += &format!(" · {date}"),
                    (None, None) => head += &format!(" · {dim}no date{dim:#}"),
                }
                let _ = writeln!(out, "{lead}{head}");
                let main = forest.main[node].map(|e| &forest.edges[e]);
                for edge in main.into_iter().chain(forest.further(node)) {
                    let beside = main.is_none_or(|m| !std::ptr::eq(m, edge));
                    told(&mut out, forest, (edge, node), &below, beside, width, passages);
                }
            }
        }
    }
    out
}

/// One edge under its report: what it has, from whom, and the words.
fn told(out: &mut String, forest: &Forest, (edge, node): (&Edge, usize), lead: &str, beside: bool, width: usize, passages: bool) {
    let hung = edge.source == node;
    let from = forest.called(if hung { edge.child } else { edge.source });
    let line = match (edge.basis, edge.directed) {
        (Basis::Credit, _) => format!("credits {from}"),
        (Basis::Copy, true) => format!("{} from {from}", edge.what()),
        (Basis::Copy, false) if hung => {
            let share = edge.share.map(|s| format!("{:.0} % ", s * 100.0)).unwrap_or_default();
            format!("{share}of the words of {from} are its too; which came first is not known")
        }
        (Basis::Copy, false) => format!("{} as in {from}; which came first is not known", edge.what()),
        (Basis::Quote, true) => format!("same quotations as {from} before it"),
        (Basis::Quote, false) => format!("same quotations as {from}"),
    };
    let many =
        if edge.passages.len() > 1 && edge.basis == Basis::Copy { format!(", {} passages", edge.passages.len()) } else { String::new() };
    let sign = if beside && edge.basis == Basis::Copy { "and " } else { "" };
    wrap(out, lead, &format!("{sign}{line}{many}"), width);
    if passages {
        for (here, there) in &edge.passages {
            columns(out, lead, here, there.as_deref(), width);
        }
    } else if let Some((words, _)) = edge.passages.iter().max_by_key(|p| p.0.len()) {
        let dim = anstyle::Style::new().dimmed();
        let first: Vec<&str> = words.split(' ').take(SHOWN).collect();
        let more = if words.split(' ').count() > SHOWN { " …" } else { "" };
        let quoted = clip(&format!("“{}{more}”", first.join(" ")), width.saturating_sub(lead.chars().count() + 2).max(12));
        let _ = writeln!(out, "{lead}  {dim}{quoted}{dim:#}");
    }
}

fn wrap(out: &mut String, lead: &str, text: &str, width: usize) {
    let room = width.saturating_sub(lead.chars().count()).max(20);
    for (i, line) in textwrap::wrap(text, room.saturating_sub(2)).iter().enumerate() {
        let _ = writeln!(out, "{lead}{}{line}", if i == 0 { "" } else { "  " });
    }
}

/// A passage as it stands in both reports: side by side where there is room, else one after the other.
fn columns(out: &mut String, lead: &str, here: &str, there: Option<&str>, width: usize) {
    let dim = anstyle::Style::new().dimmed();
    let room = width.saturating_sub(lead.chars().count() + 2);
    let Some(there) = there else {
        wrap(out, &format!("{lead}  "), &format!("“{here}”"), width);
        return;
    };
    if width < BESIDE || here == there {
        wrap(out, &format!("{lead}  "), &format!("“{here}”"), width);
        if here != there {
            wrap(out, &format!("{lead}  "), &format!("{dim}there:{dim:#} “{there}”"), width);
        }
        return;
    }
    let half = (room.saturating_sub(3) / 2).max(20);
    let (left, right) = (textwrap::wrap(here, half), textwrap::wrap(there, half));
    for i in 0..left.len().max(right.len()) {
        let (l, r) = (left.get(i).map_or("", |l| l.as_ref()), right.get(i).map_or("", |r| r.as_ref()));
        let pad = " ".repeat(half.saturating_sub(textwrap::core::display_width(l)));
        let _ = writeln!(out, "{lead}  {l}{pad} {dim}│{dim:#} {r}");
    }
    let _ = writeln!(out, "{}", lead.trim_end());
}

fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most.saturating_sub(1)).chain(['…']).collect() }
}
