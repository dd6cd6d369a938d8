//! Every dependency is declared once, in the workspace's manifest, with its reason beside it.

use super::Tree;

/// The workspace's manifest and those of its crates.
pub fn check(tree: &Tree) -> Result<Vec<String>, String> {
    let mut faults = Vec::new();
    for file in tree.files.iter().filter(|f| f.ends_with("Cargo.toml")) {
        let text = tree.text(file).unwrap_or_default();
        faults.extend(check_one(&text, file == "Cargo.toml").into_iter().map(|f| format!("{file}: {f}")));
    }
    Ok(faults)
}

fn check_one(text: &str, workspace: bool) -> Vec<String> {
    let mut faults = Vec::new();
    let mut section = "";
    // A workspace of its own, such as that of the fuzz targets, says its reasons itself.
    let alone = !workspace && text.lines().any(|line| line.trim() == "[workspace]");
    for line in text.lines() {
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']', ' ']);
            continue;
        }
        let Some((name, rest)) = line.split_once('=') else { continue };
        let name = name.trim();
        if line.starts_with('#') || name.is_empty() {
            continue;
        }
        if workspace && section == "workspace.dependencies" || alone && section == "dependencies" {
            let reason = rest.split_once('#').map_or("", |(_, why)| why.trim());
            if !rest.contains("path =") && reason.len() < 8 {
                faults.push(format!("{name} has no reason beside it"));
            }
        } else if section.ends_with("dependencies") && !name.ends_with(".workspace") && !rest.contains("workspace = true") {
            faults.push(format!("{name} is not taken from the workspace"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_reason_is_named() {
        let text = "[workspace.dependencies]\nours = { path = \"x\" }\na = \"1\" # what it is needed for\nb = \"2\"\n";
        assert_eq!(check_one(text, true), ["b has no reason beside it"]);
    }

    #[test]
    fn a_workspace_of_its_own_gives_its_reasons() {
        let text = "[workspace]\n[dependencies]\nours = { path = \"..\" }\na = \"1\" # what it is needed for\nb = \"2\"\n";
        assert_eq!(check_one(text, false), ["b has no reason beside it"]);
    }

    #[test]
    fn a_crate_takes_dependencies_from_the_workspace() {
        let text = "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\nb = { workspace = true, optional = true }\nc = \"1\"\n";
        assert_eq!(check_one(text, false), ["c is not taken from the workspace"]);
    }
}
