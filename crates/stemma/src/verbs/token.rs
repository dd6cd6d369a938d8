//! `stemma token new`, `list` and `revoke`.

use crate::brief::harmless;
use crate::cli::{Listed, Token};
use crate::error::Failure;
use crate::fetch::gather::now;
use crate::serve::access::token::Role;
use crate::serve::access::tokens::{Holder, Tokens, beside};
use crate::session::Session;
use serde_json::json;
use std::io::Write as _;
use std::path::PathBuf;

/// `stemma token`
pub fn token(s: &mut Session, what: Token) -> Result<(), Failure> {
    match what {
        Token::New { role, name, tokens } => new(s, role, &name, &file(s, tokens)?),
        Token::List { format, tokens } => list(s, format, &file(s, tokens)?),
        Token::Revoke { called, tokens } => revoke(s, &called, &file(s, tokens)?),
    }
}

fn file(s: &Session, given: Option<PathBuf>) -> Result<Tokens, Failure> {
    let path = given.or_else(|| s.store().map(beside));
    let hint = "give the store that is served (--store coast.stemma), or a file of tokens (--tokens FILE)";
    path.map(Tokens::of).ok_or_else(|| Failure::usage("it is not said for which store").hint(hint))
}

fn new(s: &Session, role: Role, name: &str, tokens: &Tokens) -> Result<(), Failure> {
    let name = name.trim();
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().nth(100).is_some() {
        return Err(Failure::usage("a name has 1 to 100 characters, on one line"));
    }
    let first = tokens.all()?.is_empty();
    let (holder, secret) = tokens.make(name, role, &now())?;
    let mut out = s.output()?;
    writeln!(out, "{secret}")?;
    out.flush()?;
    s.note(&format!("this is {name}'s token ({}), called {}; it is shown this once and kept nowhere", role.name(), holder.token));
    if first {
        s.note("from now on everybody needs a token to come in, on this machine too");
    }
    Ok(())
}

fn list(s: &Session, format: Listed, tokens: &Tokens) -> Result<(), Failure> {
    let all = tokens.all()?;
    let mut out = s.output()?;
    if format == Listed::Jsonl {
        for h in all.iter() {
            let row = json!({"token": h.token, "name": h.name, "role": h.role, "made": h.made, "revoked": h.revoked});
            writeln!(out, "{row}")?;
        }
        return Ok(out.flush()?);
    }
    if all.is_empty() {
        s.note(&format!("{}: no token was made yet", tokens.path().display()));
    }
    let all: Vec<Holder> = harmless(all.to_vec())?;
    for h in &all {
        let end = h.revoked.as_ref().map_or_else(String::new, |at| format!("  revoked {at}"));
        writeln!(out, "{}  {:6}  {}  {}{end}", h.token, h.role.name(), h.made, h.name)?;
    }
    Ok(out.flush()?)
}

fn revoke(s: &Session, called: &str, tokens: &Tokens) -> Result<(), Failure> {
    match tokens.revoke(called, &now())? {
        Some(holder) => {
            s.note(&format!("{}'s token {called} is revoked; who is signed in with it is not any more", holder.name));
            Ok(())
        }
        None => Err(Failure::usage(format!("{}: no token that holds is called {called:?}", tokens.path().display()))
            .hint("stemma token list says what each is called; the token itself is not its name")),
    }
}
