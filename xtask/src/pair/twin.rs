//! Makes the twin of reports: other words, blocks in another order.

use std::path::{Path, PathBuf};

/// Writes the twins of `reports` into `folder` and returns their paths.
pub fn write(reports: &[PathBuf], folder: &Path, words: &[(String, String)], swap: &[Vec<usize>]) -> Result<Vec<PathBuf>, String> {
    std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    reports
        .iter()
        .enumerate()
        .map(|(i, path)| {
            let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
            let mut blocks: Vec<&str> = text.split("\n\n").collect();
            for pair in swap.get(i).map_or(&[][..], |s| s.as_slice()).windows(2) {
                if pair.iter().all(|&b| b < blocks.len()) {
                    blocks.swap(pair[0], pair[1]);
                }
            }
            let out = folder.join(path.file_name().unwrap_or_default());
            std::fs::write(&out, replace(&blocks.join("\n\n"), words)).map_err(|e| format!("{}: {e}", out.display()))?;
            Ok(out)
        })
        .collect()
}

/// Replaces every word of the table, at one pass, so that no replacement is replaced again. Earlier entries win.
pub fn replace(text: &str, words: &[(String, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    'next: while let Some(c) = rest.chars().next() {
        for (from, to) in words {
            if let Some(after) = rest.strip_prefix(from.as_str()) {
                out.push_str(to);
                rest = after;
                continue 'next;
            }
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_is_replaced_twice() {
        let table = [("one".to_owned(), "two".to_owned()), ("two".to_owned(), "three".to_owned())];
        assert_eq!(super::replace("one two", &table), "two three");
    }
}
