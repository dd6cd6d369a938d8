//! The dialect of Python's `re` that tokenizer patterns are written in, as a tree.

use crate::chars::{is_alpha, is_digit, is_space};

/// What a pattern is made of.
#[derive(Clone, Debug)]
pub enum Node {
    Empty,
    Set(Set),
    Concat(Vec<Node>),
    Alt(Vec<Node>),
    Repeat { node: Box<Node>, min: u32, max: Option<u32>, greedy: bool },
    Start,
    End,
    Look { ahead: bool, negative: bool, node: Box<Node> },
}

/// A set of characters.
#[derive(Clone, Debug, Default)]
pub struct Set {
    ascii: u128,
    ranges: Vec<(u32, u32)>,
    classes: Vec<(Class, bool)>,
    negated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Word,
    Digit,
    Space,
}

impl Class {
    fn contains(self, c: char) -> bool {
        match self {
            Class::Word => c == '_' || is_alpha(c) || is_digit(c),
            Class::Digit => is_digit(c),
            Class::Space => is_space(c),
        }
    }
}

impl Set {
    pub fn contains(&self, c: char) -> bool {
        if c.is_ascii() { self.ascii >> (c as u32) & 1 == 1 } else { self.contains_slowly(c) }
    }

    /// The only character of the set.
    pub fn single(&self) -> Option<char> {
        match self.ranges[..] {
            [(a, b)] if a == b && self.classes.is_empty() && !self.negated => char::from_u32(a),
            _ => None,
        }
    }

    fn contains_slowly(&self, c: char) -> bool {
        let at = self.ranges.partition_point(|&(_, last)| last < c as u32);
        let found = self.ranges.get(at).is_some_and(|&(first, _)| first <= c as u32)
            || self.classes.iter().any(|&(class, not)| class.contains(c) != not);
        found != self.negated
    }

    fn finish(mut self) -> Set {
        self.ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::new();
        for (a, b) in self.ranges.drain(..) {
            match merged.last_mut() {
                Some(last) if a <= last.1.saturating_add(1) => last.1 = last.1.max(b),
                _ => merged.push((a, b)),
            }
        }
        self.ranges = merged;
        for b in 0..128u8 {
            if self.contains_slowly(b as char) {
                self.ascii |= 1 << b;
            }
        }
        self
    }

    fn of(c: char) -> Set {
        Set { ranges: vec![(c as u32, c as u32)], ..Default::default() }.finish()
    }
}

/// Parses a pattern; an error says what is not understood.
pub fn parse(source: &str) -> Result<Node, String> {
    let chars: Vec<char> = source.chars().collect();
    let mut p = Parser { chars: &chars, at: 0, depth: 0 };
    let node = p.alternatives()?;
    if p.at < chars.len() { Err(p.error("an unmatched ')'")) } else { Ok(node) }
}

struct Parser<'a> {
    chars: &'a [char],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn error(&self, what: &str) -> String {
        format!("{what} at character {}", self.at)
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn eat(&mut self, s: &str) -> bool {
        let n = s.chars().count();
        let found = self.chars[self.at..].iter().take(n).copied().eq(s.chars());
        if found {
            self.at += n;
        }
        found
    }

    fn alternatives(&mut self) -> Result<Node, String> {
        let mut all = vec![self.sequence()?];
        while self.eat("|") {
            all.push(self.sequence()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Node::Alt(all) })
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut items = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let item = self.item()?;
            items.push(self.repeated(item)?);
        }
        Ok(match items.len() {
            0 => Node::Empty,
            1 => items.remove(0),
            _ => Node::Concat(items),
        })
    }

    fn item(&mut self) -> Result<Node, String> {
        let any = || Set { ranges: vec![(10, 10)], negated: true, ..Default::default() }.finish();
        match self.next() {
            Some('(') => self.group(),
            Some('[') => self.class().map(Node::Set),
            Some('^') => Ok(Node::Start),
            Some('$') => Ok(Node::End),
            Some('.') => Ok(Node::Set(any())),
            Some('\\') => match self.escape()? {
                Ok(c) => Ok(Node::Set(Set::of(c))),
                Err(class) => Ok(Node::Set(Set { classes: vec![class], ..Default::default() }.finish())),
            },
            Some(c) if "*+?".contains(c) => Err(self.error("nothing to repeat")),
            Some(c) => Ok(Node::Set(Set::of(c))),
            None => Ok(Node::Empty),
        }
    }

    fn group(&mut self) -> Result<Node, String> {
        let look = |ahead, negative| Some((ahead, negative));
        let kind = if self.eat("?u)") {
            return Ok(Node::Empty);
        } else if self.eat("?:") {
            None
        } else if self.eat("?=") {
            look(true, false)
        } else if self.eat("?!") {
            look(true, true)
        } else if self.eat("?<=") {
            look(false, false)
        } else if self.eat("?<!") {
            look(false, true)
        } else if self.peek() == Some('?') {
            return Err(self.error("a group of unknown kind"));
        } else {
            None
        };
        self.depth += 1;
        if self.depth > 200 {
            return Err(self.error("groups nested too deep"));
        }
        let node = self.alternatives()?;
        self.depth -= 1;
        if !self.eat(")") {
            return Err(self.error("a group that is not closed"));
        }
        Ok(match kind {
            None => node,
            Some((ahead, negative)) => Node::Look { ahead, negative, node: Box::new(node) },
        })
    }

    fn repeated(&mut self, mut node: Node) -> Result<Node, String> {
        loop {
            let (min, max) = match self.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => match self.counts() {
                    Some(counts) => counts,
                    None => return Ok(node),
                },
                _ => return Ok(node),
            };
            // Past the sign, or the closing brace that `counts` has stopped on.
            self.at += 1;
            if max.is_some_and(|m| m > 1000 || m < min) || min > 1000 {
                return Err(self.error("a repetition that is too large"));
            }
            let greedy = !self.eat("?");
            node = Node::Repeat { node: Box::new(node), min, max, greedy };
        }
    }

    /// `{m}`, `{m,}`, `{,n}` or `{m,n}`; stops on the closing brace. What is none of these stands for itself.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let close = self.chars[self.at..].iter().position(|&c| c == '}')? + self.at;
        let inside: String = self.chars[self.at + 1..close].iter().collect();
        let counts = match inside.split_once(',') {
            None => inside.parse().ok().map(|n| (n, Some(n))),
            Some((a, b)) => {
                let min = if a.is_empty() { Some(0) } else { a.parse().ok() };
                let max = if b.is_empty() { Some(None) } else { b.parse().ok().map(Some) };
                min.zip(max)
            }
        }?;
        self.at = close;
        Some(counts)
    }

    /// A character, or a class and whether it is the complement.
    fn escape(&mut self) -> Result<Result<char, (Class, bool)>, String> {
        let c = self.next().ok_or_else(|| self.error("a lone backslash"))?;
        let hex = |p: &mut Self, n: usize| -> Result<Result<char, (Class, bool)>, String> {
            let end = (p.at + n).min(p.chars.len());
            let digits: String = p.chars[p.at..end].iter().collect();
            p.at = end;
            let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
            code.map(Ok).ok_or_else(|| p.error("a bad code point"))
        };
        match c {
            'w' => Ok(Err((Class::Word, false))),
            'W' => Ok(Err((Class::Word, true))),
            'd' => Ok(Err((Class::Digit, false))),
            'D' => Ok(Err((Class::Digit, true))),
            's' => Ok(Err((Class::Space, false))),
            'S' => Ok(Err((Class::Space, true))),
            'x' => hex(self, 2),
            'u' => hex(self, 4),
            'U' => hex(self, 8),
            'n' => Ok(Ok('\n')),
            't' => Ok(Ok('\t')),
            'r' => Ok(Ok('\r')),
            'f' => Ok(Ok('\u{c}')),
            'v' => Ok(Ok('\u{b}')),
            c if c.is_ascii_alphanumeric() => Err(self.error("an unknown escape")),
            c => Ok(Ok(c)),
        }
    }

    fn class(&mut self) -> Result<Set, String> {
        let mut set = Set { negated: self.eat("^"), ..Default::default() };
        let mut first = true;
        loop {
            let c = self.next().ok_or_else(|| self.error("a class that is not closed"))?;
            if c == ']' && !first {
                return Ok(set.finish());
            }
            first = false;
            let low = match if c == '\\' { self.escape()? } else { Ok(c) } {
                Ok(c) => c,
                Err(class) => {
                    set.classes.push(class);
                    continue;
                }
            };
            let range = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|&c| c != ']');
            if !range {
                set.ranges.push((low as u32, low as u32));
                continue;
            }
            self.at += 1;
            let c = self.next().ok_or_else(|| self.error("a class that is not closed"))?;
            match if c == '\\' { self.escape()? } else { Ok(c) } {
                Ok(high) if high >= low => set.ranges.push((low as u32, high as u32)),
                _ => return Err(self.error("a bad range")),
            }
        }
    }
}
