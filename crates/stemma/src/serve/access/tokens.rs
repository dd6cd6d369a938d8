//! The file of tokens: a line for each that was made and for each that was revoked, in order. Lines are only added, so that who
//! had access when can be read in it, two runs can add at once, and a run that is killed spoils nothing.
//!
//! It stands beside the store and not in it: a copy of the store that is given on gives nobody's access away.

use super::token::{Print, Role, Secret};
use crate::error::Failure;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Made(Holder),
    Revoked { revoked: String, at: String },
}

/// Somebody who was given a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// What the token is called: no secret.
    pub token: String,
    /// Whose it is.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// When it was made, RFC 3339.
    pub made: String,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<String>,
    /// SHA-256 of the token, in hexadecimal digits.
    pub sha256: String,
}

/// The tokens of a file, read again whenever it has grown.
#[derive(Debug)]
pub struct Tokens {
    path: PathBuf,
    /// How long the file was when it was read, and what it said.
    read: Mutex<(u64, Arc<Vec<Holder>>)>,
}

/// The file beside a store.
pub fn beside(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".tokens");
    name.into()
}

impl Tokens {
    /// Those of a file, which need not be there.
    pub fn of(path: PathBuf) -> Self {
        Tokens { path, read: Mutex::default() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All that were ever made, in order.
    ///
    /// # Errors
    /// When the file cannot be read, or has a line that is none: then nobody can be let in, since it may be that which revoked.
    pub fn all(&self) -> Result<Arc<Vec<Holder>>, Failure> {
        // Only a file that is not there says that no token was made: one that cannot be looked at may hold some.
        let length = match std::fs::metadata(&self.path) {
            Ok(found) => found.len(),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => 0,
            Err(e) => return Err(self.failure(&e.to_string())),
        };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        // A file that is only added to says by its length whether it is another.
        if read.0 != length {
            let mut text = String::new();
            if length > 0 {
                File::open(&self.path).and_then(|mut f| f.read_to_string(&mut text)).map_err(|e| self.failure(&e.to_string()))?;
            }
            *read = (length, Arc::new(self.holders(&text)?));
        }
        Ok(Arc::clone(&read.1))
    }

    /// Who a token was given to; none where it is nobody's or was revoked.
    pub fn holder(&self, token: &str) -> Result<Option<Holder>, Failure> {
        let print = Print::of(token);
        let all = self.all()?;
        // All are compared, so that time does not tell which one it was.
        let mut found = None;
        for holder in all.iter() {
            if Print::read(&holder.sha256).is_some_and(|p| p.is(&print)) {
                found = Some(holder);
            }
        }
        Ok(found.filter(|h| h.revoked.is_none()).cloned())
    }

    /// Who goes by what a token is called; none where it was revoked.
    pub fn called(&self, token: &str) -> Result<Option<Holder>, Failure> {
        Ok(self.all()?.iter().find(|h| h.token == token && h.revoked.is_none()).cloned())
    }

    /// Makes a token for somebody. It is on the disk before it is given out, and stands nowhere else.
    pub fn make(&self, name: &str, role: Role, at: &str) -> Result<(Holder, String), Failure> {
        let (secret, called) = (Secret::new()?.token(), Secret::new()?);
        let holder = Holder {
            token: format!("t{}", called.reveal().get(..8).unwrap_or_default()),
            name: name.to_owned(),
            role,
            made: at.to_owned(),
            revoked: None,
            sha256: Print::of(&secret).digits(),
        };
        self.all()?;
        self.add(&Line::Made(holder.clone()))?;
        Ok((holder, secret))
    }

    /// Revokes a token by what it is called; none where there is no such token that still holds.
    pub fn revoke(&self, token: &str, at: &str) -> Result<Option<Holder>, Failure> {
        let Some(holder) = self.called(token)? else { return Ok(None) };
        self.add(&Line::Revoked { revoked: token.to_owned(), at: at.to_owned() })?;
        Ok(Some(holder))
    }

    fn holders(&self, text: &str) -> Result<Vec<Holder>, Failure> {
        let mut out: Vec<Holder> = Vec::new();
        for (at, line) in text.split_inclusive('\n').enumerate() {
            // A last line without its end is one that a killed run left: nobody was told that it holds.
            let Some(line) = line.strip_suffix('\n').map(str::trim) else { continue };
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match serde_json::from_str(line) {
                Ok(Line::Made(holder)) => out.push(holder),
                Ok(Line::Revoked { revoked, at }) => {
                    out.iter_mut().filter(|h| h.token == revoked).for_each(|h| h.revoked = Some(at.clone()));
                }
                Err(_) => return Err(self.failure(&format!("line {} cannot be read", at + 1))),
            }
        }
        Ok(out)
    }

    fn add(&self, line: &Line) -> Result<(), Failure> {
        let write = || -> std::io::Result<()> {
            let mut how = OpenOptions::new();
            how.read(true).append(true).create(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
            let mut file = how.open(&self.path)?;
            file.lock()?;
            let length = file.metadata()?.len();
            let mut last = [b'\n'];
            if length > 0 {
                file.seek(SeekFrom::Start(length - 1))?;
                file.read_exact(&mut last)?;
            }
            let mut bytes = serde_json::to_vec(line)?;
            bytes.push(b'\n');
            if last != [b'\n'] {
                // What a killed run left is not made part of this line, nor a line of its own.
                let whole = whole(&mut file)?;
                file.set_len(whole)?;
            }
            file.write_all(&bytes)?;
            file.sync_all()
        };
        write().map_err(|e| self.failure(&e.to_string()))
    }

    fn failure(&self, what: &str) -> Failure {
        Failure::store(format!("{}: {what}", self.path.display()))
            .hint("this file says who may come in; while it cannot be read, nobody can")
    }
}

/// How long the file is up to the end of its last whole line.
fn whole(file: &mut File) -> std::io::Result<u64> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at as u64 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "2031-05-05T08:00:00Z";

    #[test]
    fn tokens_let_in_until_they_are_revoked_and_stand_nowhere_in_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let (server, line) = (Tokens::of(dir.path().join("t")), Tokens::of(dir.path().join("t")));
        assert!(server.all().unwrap().is_empty());
        let (ada, token) = line.make("Ada", Role::Coder, AT).unwrap();
        let (_, other) = line.make("Ben", Role::Reader, AT).unwrap();
        assert_eq!(server.holder(&token).unwrap(), Some(ada.clone()));
        assert_eq!(server.holder(&format!("{token}0")).unwrap(), None);
        let file = std::fs::read_to_string(dir.path().join("t")).unwrap();
        assert!(!file.contains(&token[8..]) && !file.contains(&token[8..24]));
        assert!(line.revoke(&ada.token, AT).unwrap().is_some() && line.revoke(&ada.token, AT).unwrap().is_none());
        assert_eq!((server.holder(&token).unwrap(), server.called(&ada.token).unwrap()), (None, None));
        assert_eq!(server.holder(&other).unwrap().unwrap().name, "Ben");
        assert_eq!(server.all().unwrap().len(), 2, "who was revoked is still listed");
    }

    #[test]
    fn what_a_killed_run_left_is_passed_over_and_what_cannot_be_read_lets_nobody_in() {
        let dir = tempfile::tempdir().unwrap();
        let tokens = Tokens::of(dir.path().join("t"));
        let (ada, token) = tokens.make("Ada", Role::Admin, AT).unwrap();
        let add = |bytes: &[u8]| OpenOptions::new().append(true).open(tokens.path()).unwrap().write_all(bytes).unwrap();
        add(b"{\"revoked\":\"t");
        assert_eq!(tokens.holder(&token).unwrap(), Some(ada));
        let (_, second) = tokens.make("Ben", Role::Reader, AT).unwrap();
        assert!(tokens.holder(&token).unwrap().is_some() && tokens.holder(&second).unwrap().is_some());
        add(b"{\"revoked\":7}\n");
        assert!(tokens.holder(&token).unwrap_err().to_string().contains("line 3 cannot be read"));
    }

    #[test]
    fn a_file_that_cannot_be_looked_at_lets_nobody_in() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("file"), "").unwrap();
        // Below what is no folder nothing can be looked at: that is not the same as a file that is not there.
        let tokens = Tokens::of(dir.path().join("file").join("tokens"));
        assert!(tokens.all().is_err() && tokens.holder("t").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_who_made_the_file_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let tokens = Tokens::of(dir.path().join("t"));
        tokens.make("Ada", Role::Reader, AT).unwrap();
        assert_eq!(std::fs::metadata(tokens.path()).unwrap().permissions().mode() & 0o077, 0);
    }
}
