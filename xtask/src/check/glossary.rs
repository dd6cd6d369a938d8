//! Names in code keep to GLOSSARY.md: the words of its last column name no type, function or module.

use super::Tree;

/// Every name that the code of the crates declares.
pub fn check(tree: &Tree) -> Result<Vec<String>, String> {
    let never = never(&tree.text("GLOSSARY.md").unwrap_or_default());
    let mut faults = Vec::new();
    if never.is_empty() {
        faults.push("GLOSSARY.md gives no word in its last column".into());
    }
    for file in tree.files.iter().filter(|f| f.starts_with("crates/") && f.ends_with(".rs")) {
        let text = tree.text(file).unwrap_or_default();
        for (at, line) in text.lines().enumerate() {
            if let Some(name) = declared(line) {
                let parts = parts(name);
                faults.extend(
                    never
                        .iter()
                        .filter(|n| parts.contains(n))
                        .map(|n| format!("{file}:{}: {name}: the glossary has another word for {n}", at + 1)),
                );
            }
        }
    }
    Ok(faults)
}

/// The words of the last column of the glossary's table.
fn never(glossary: &str) -> Vec<String> {
    glossary
        .lines()
        .filter(|l| l.starts_with("| ") && !l.starts_with("| word"))
        .filter_map(|l| l.trim_end_matches(['|', ' ']).rsplit('|').next().filter(|_| l.matches('|').count() == 4 && !l.ends_with("| |")))
        .flat_map(|cell| cell.split(',').map(|w| w.trim().to_owned()))
        .filter(|w| !w.is_empty())
        .collect()
}

/// The name that a line declares.
fn declared(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip_while(|w| matches!(*w, "const" | "async" | "unsafe") || w.starts_with("pub"));
    match words.next()? {
        "struct" | "enum" | "trait" | "type" | "fn" | "mod" => {}
        _ => return None,
    }
    words.next().map(|w| w.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
}

/// `StoryGroup` and `story_group` → story, group.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in name.chars() {
        if c == '_' || c.is_uppercase() {
            parts.push(String::new());
        }
        if let Some(last) = parts.last_mut().filter(|_| c != '_') {
            last.extend(c.to_lowercase());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(declared("    pub(crate) fn story_group(x: u8) {"), Some("story_group"));
        assert_eq!(declared("pub struct StoryGroup<'a> {"), Some("StoryGroup"));
        assert_eq!(declared("let fn_ = 1;"), None);
        assert!(parts("StoryGroup").contains(&"group".into()));
        assert!(!parts("clusters_of").contains(&"cluster".into()));
    }

    #[test]
    fn the_last_column_is_read() {
        let table = "| word | means | never in names |\n|---|---|---|\n| story | the reports | cluster, topic |\n| wire | an agency | |\n";
        assert_eq!(never(table), ["cluster", "topic"]);
    }
}
