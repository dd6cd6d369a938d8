//! `stemma types`: what claims can say, and what other codebooks call it.

use super::record::write_json;
use crate::cli::TextJson;
use crate::error::Failure;
use crate::session::Session;
use anstyle::Style;
use std::fmt::Write;

/// `stemma types`
pub fn types(s: &mut Session, format: TextJson) -> Result<(), Failure> {
    let types = s.engine.lexicon.types();
    if format == TextJson::Json {
        return write_json(s, &types);
    }
    // A family's types may stand in several files; people read them together.
    let mut families: Vec<&str> = Vec::new();
    types.iter().for_each(|t| {
        if !families.contains(&t.family.as_str()) {
            families.push(&t.family);
        }
    });
    let types = families.iter().flat_map(|f| types.iter().filter(move |t| t.family == *f));
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let width = types.clone().map(|t| t.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    let mut family = "";
    for t in types {
        if t.family != family {
            family = &t.family;
            let _ = writeln!(out, "{}{bold}{}{bold:#}", if out.is_empty() { "" } else { "\n" }, family.to_uppercase());
        }
        let codes = [("PLOVER", t.plover.clone()), ("ACLED", t.acled.join(", ")), ("CAMEO", t.cameo.clone())];
        let codes: Vec<String> = codes.into_iter().filter(|(_, c)| !c.is_empty()).map(|(name, c)| format!("{name} {c}")).collect();
        let _ = writeln!(out, "  {bold}{:width$}{bold:#}  {}", t.name, t.gloss);
        if !codes.is_empty() {
            let _ = writeln!(out, "  {:width$}  {dim}{}{dim:#}", "", codes.join(" · "));
        }
    }
    s.print_styled(&out)
}
