//! Tokenizer patterns, matched as Python's `re` does, in time linear in the text.
//!
//! Patterns are alternatives of which most look at one or two characters, so each is asked only where its first (for
//! one that ends the text: last) character stands. Matching backtracks, but in a long run never twice from one place
//! of the program at one place of the text.

mod parse;

use parse::{Node, Set, parse};

/// A compiled pattern.
#[derive(Debug)]
pub struct Pattern {
    alternatives: Vec<Alternative>,
    /// By ASCII character, the alternatives that may begin (end) with it, in order.
    first: Vec<Vec<u16>>,
    last: Vec<Vec<u16>>,
    /// Characters without which there is no match.
    required: Vec<char>,
    /// Whether every alternative matches only at the text's start, or only at its end.
    at_start: bool,
    at_end: bool,
}

#[derive(Debug)]
struct Alternative {
    program: Program,
    first: Reach,
    last: Reach,
    /// Characters that a match may consume.
    all: Vec<Set>,
    /// The most characters that a match consumes.
    width: Option<usize>,
    at_start: bool,
}

/// The sets one of which holds the first (last) consumed character; `open` when there may be none.
#[derive(Debug, Default, Clone)]
struct Reach {
    sets: Vec<Set>,
    open: bool,
}

#[derive(Debug, Default)]
struct Program {
    code: Vec<Op>,
    sets: Vec<Set>,
    looks: Vec<Look>,
}

#[derive(Debug, Clone, Copy)]
enum Op {
    Set(u32),
    /// Tries the first, then the second.
    Split(u32, u32),
    Jump(u32),
    Start,
    End,
    Look(u32),
    Match,
}

#[derive(Debug)]
struct Look {
    program: Program,
    negative: bool,
    /// How many characters back it begins; `None` for one that looks ahead.
    back: Option<usize>,
}

/// Steps after which a run begins again with an account of where it has been. News text takes under 200.
const MAX_FREE_STEPS: usize = 2_000;

struct Exhausted;

/// Buffers of a match.
#[derive(Debug, Default)]
struct Memory {
    seen: Vec<u64>,
    stack: Vec<(u32, usize)>,
}

impl Pattern {
    /// Compiles a pattern; an error says what is not understood.
    pub fn new(source: &str) -> Result<Pattern, String> {
        let node = parse(source)?;
        let required = required(&node);
        let nodes = match node {
            Node::Alt(nodes) => nodes,
            node => vec![node],
        };
        let mut alternatives = Vec::new();
        let mut at_end = true;
        let (mut first, mut last) = (vec![Vec::new(); 128], vec![Vec::new(); 128]);
        for (k, node) in nodes.iter().enumerate() {
            let mut program = Program::default();
            program.compile(node)?;
            program.code.push(Op::Match);
            let mut all = Vec::new();
            consumed(node, &mut all);
            let a = Alternative {
                program,
                first: reach(node, false),
                last: reach(node, true),
                all,
                width: width(node).1,
                at_start: ends_with(node, false),
            };
            at_end &= ends_with(node, true) && !a.last.open;
            let k = u16::try_from(k).map_err(|_| "too many alternatives")?;
            for c in 0..128u8 {
                let holds = |reach: &Reach| reach.sets.iter().any(|s| s.contains(c as char));
                if a.first.open || holds(&a.first) {
                    first[c as usize].push(k);
                }
                if holds(&a.last) {
                    last[c as usize].push(k);
                }
            }
            alternatives.push(a);
        }
        let at_start = alternatives.iter().all(|a| a.at_start);
        Ok(Pattern { alternatives, first, last, required, at_start, at_end })
    }

    /// Whether there is a match that begins where the text does.
    pub fn matches_start(&self, text: &str) -> bool {
        self.required.iter().all(|&c| text.contains(c)) && self.at(text, 0, &mut Memory::default()).is_some()
    }

    /// The first match at or after a byte position.
    pub fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let mut memory = Memory::default();
        if self.at_start {
            return if from == 0 { self.at(text, 0, &mut memory).map(|end| (0, end)) } else { None };
        }
        let from = if self.at_end && !text.ends_with('\n') { from.max(self.earliest(text)?) } else { from };
        for (i, c) in text[from..].char_indices() {
            if self.first.get(c as usize).is_some_and(Vec::is_empty) {
                continue;
            }
            if let Some(end) = self.at(text, from + i, &mut memory) {
                return Some((from + i, end));
            }
        }
        self.at(text, text.len(), &mut memory).map(|end| (text.len(), end))
    }

    /// All matches that do not overlap, in order.
    pub fn find_all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        let mut from = Some(0);
        std::iter::from_fn(move || {
            let (start, end) = self.find(text, from?)?;
            from = if end > start { Some(end) } else { text[end..].chars().next().map(|c| end + c.len_utf8()) };
            Some((start, end))
        })
    }

    fn at(&self, text: &str, at: usize, memory: &mut Memory) -> Option<usize> {
        let c = text[at..].chars().next();
        let run = |a: &Alternative| if a.at_start && at > 0 { None } else { a.program.run(text, at, memory) };
        match c.and_then(|c| self.first.get(c as usize)) {
            Some(few) => few.iter().map(|&k| &self.alternatives[k as usize]).find_map(run),
            None => {
                let open = |a: &&Alternative| a.first.open || c.is_some_and(|c| a.first.sets.iter().any(|s| s.contains(c)));
                self.alternatives.iter().filter(open).find_map(run)
            }
        }
    }

    /// For a pattern that ends the text: no match begins before this position; `None` when there is none at all.
    fn earliest(&self, text: &str) -> Option<usize> {
        let last = text.chars().next_back()?;
        let mut earliest = None;
        let (few, all) = match self.last.get(last as usize) {
            Some(few) => (few.as_slice(), [].iter()),
            None => ([].as_slice(), self.alternatives.iter()),
        };
        let ends = |a: &&Alternative| a.last.sets.iter().any(|s| s.contains(last));
        for a in few.iter().map(|&k| &self.alternatives[k as usize]).chain(all.filter(ends)) {
            let at = match a.width {
                Some(0) => text.len(),
                Some(n) => text.char_indices().nth_back(n - 1).map_or(0, |(i, _)| i),
                None => {
                    let inside = |c: char| a.all.iter().any(|s| s.contains(c));
                    text.char_indices().rev().take_while(|&(_, c)| inside(c)).last().map_or(text.len(), |(i, _)| i)
                }
            };
            earliest = Some(earliest.map_or(at, |e: usize| e.min(at)));
        }
        earliest
    }
}

impl Program {
    fn compile(&mut self, node: &Node) -> Result<(), String> {
        if self.code.len() > 20_000 {
            return Err("a pattern that is too large".into());
        }
        match node {
            Node::Empty => {}
            Node::Set(set) => {
                self.sets.push(set.clone());
                self.code.push(Op::Set(self.sets.len() as u32 - 1));
            }
            Node::Start => self.code.push(Op::Start),
            Node::End => self.code.push(Op::End),
            Node::Concat(nodes) => nodes.iter().try_for_each(|n| self.compile(n))?,
            Node::Alt(nodes) => {
                let mut jumps = Vec::new();
                for (i, n) in nodes.iter().enumerate() {
                    let split = self.code.len();
                    if i + 1 < nodes.len() {
                        self.code.push(Op::Match);
                    }
                    self.compile(n)?;
                    if i + 1 < nodes.len() {
                        jumps.push(self.code.len());
                        self.code.push(Op::Match);
                        self.code[split] = Op::Split(split as u32 + 1, self.code.len() as u32);
                    }
                }
                let end = self.code.len() as u32;
                jumps.into_iter().for_each(|j| self.code[j] = Op::Jump(end));
            }
            Node::Repeat { node, min, max, greedy } => self.compile_repeat(node, *min, *max, *greedy)?,
            Node::Look { ahead, negative, node } => {
                let back = match (ahead, width(node)) {
                    (true, _) => None,
                    (false, (min, Some(max))) if min == max => Some(min),
                    _ => return Err("a look behind of varying width".into()),
                };
                let mut program = Program::default();
                program.compile(node)?;
                program.code.push(Op::Match);
                self.looks.push(Look { program, negative: *negative, back });
                self.code.push(Op::Look(self.looks.len() as u32 - 1));
            }
        }
        Ok(())
    }

    fn compile_repeat(&mut self, node: &Node, min: u32, max: Option<u32>, greedy: bool) -> Result<(), String> {
        let split = |inside: usize, after: usize| {
            let (a, b) = (inside as u32, after as u32);
            if greedy { Op::Split(a, b) } else { Op::Split(b, a) }
        };
        for _ in 0..min {
            self.compile(node)?;
        }
        match max {
            None => {
                let start = self.code.len();
                self.code.push(Op::Match);
                self.compile(node)?;
                self.code.push(Op::Jump(start as u32));
                self.code[start] = split(start + 1, self.code.len());
            }
            Some(max) => {
                let mut splits = Vec::new();
                for _ in min..max {
                    splits.push(self.code.len());
                    self.code.push(Op::Match);
                    self.compile(node)?;
                }
                let end = self.code.len();
                splits.into_iter().for_each(|s| self.code[s] = split(s + 1, end));
            }
        }
        Ok(())
    }

    /// The end of the preferred match that begins at `at`.
    fn run(&self, text: &str, at: usize, memory: &mut Memory) -> Option<usize> {
        // Most runs end after a few steps; only one that does not keeps account of where it has been, one bit for
        // each place of the program at each place of the text from `at` on.
        if let Ok(end) = self.steps(text, at, memory, Some(MAX_FREE_STEPS)) {
            return end;
        }
        let span = text.len() - at + 1;
        memory.seen.clear();
        memory.seen.resize((self.code.len() * span).div_ceil(64), 0);
        self.steps(text, at, memory, None).ok().flatten()
    }

    fn steps(&self, text: &str, at: usize, memory: &mut Memory, free: Option<usize>) -> Result<Option<usize>, Exhausted> {
        let span = text.len() - at + 1;
        let mut left = free.unwrap_or(usize::MAX);
        memory.stack.clear();
        memory.stack.push((0, at));
        while let Some((pc, mut pos)) = memory.stack.pop() {
            let mut pc = pc as usize;
            loop {
                left = left.checked_sub(1).ok_or(Exhausted)?;
                if free.is_none() {
                    let bit = pc * span + pos - at;
                    if memory.seen[bit / 64] >> (bit % 64) & 1 == 1 {
                        break;
                    }
                    memory.seen[bit / 64] |= 1 << (bit % 64);
                }
                match self.code[pc] {
                    Op::Match => return Ok(Some(pos)),
                    Op::Jump(to) => pc = to as usize,
                    Op::Split(a, b) => {
                        memory.stack.push((b, pos));
                        pc = a as usize;
                    }
                    Op::Set(set) => match text[pos..].chars().next().filter(|&c| self.sets[set as usize].contains(c)) {
                        Some(c) => {
                            pos += c.len_utf8();
                            pc += 1;
                        }
                        None => break,
                    },
                    Op::Start if pos == 0 => pc += 1,
                    Op::End if pos == text.len() || &text[pos..] == "\n" => pc += 1,
                    Op::Look(look) if self.looks[look as usize].holds(text, pos) => pc += 1,
                    Op::Start | Op::End | Op::Look(_) => break,
                }
            }
        }
        Ok(None)
    }
}

impl Look {
    fn holds(&self, text: &str, pos: usize) -> bool {
        let from = match self.back {
            None | Some(0) => Some(pos),
            Some(n) => text[..pos].char_indices().nth_back(n - 1).map(|(i, _)| i),
        };
        from.is_some_and(|from| self.program.run(text, from, &mut Memory::default()).is_some()) != self.negative
    }
}

/// The fewest and most characters that a node consumes.
fn width(node: &Node) -> (usize, Option<usize>) {
    match node {
        Node::Empty | Node::Start | Node::End | Node::Look { .. } => (0, Some(0)),
        Node::Set(_) => (1, Some(1)),
        Node::Concat(nodes) => nodes.iter().map(width).fold((0, Some(0)), |(a, b), (min, max)| (a + min, b.zip(max).map(|(b, m)| b + m))),
        Node::Alt(nodes) => {
            let all: Vec<_> = nodes.iter().map(width).collect();
            let max = all.iter().map(|w| w.1).try_fold(0, |a, b| b.map(|b| a.max(b)));
            (all.iter().map(|w| w.0).min().unwrap_or(0), max)
        }
        Node::Repeat { node, min, max, .. } => {
            let (low, high) = width(node);
            (low * *min as usize, high.zip(*max).map(|(h, m)| h * m as usize))
        }
    }
}

fn reach(node: &Node, backwards: bool) -> Reach {
    match node {
        Node::Empty | Node::Start | Node::End | Node::Look { .. } => Reach { sets: Vec::new(), open: true },
        Node::Set(set) => Reach { sets: vec![set.clone()], open: false },
        Node::Alt(nodes) => nodes.iter().map(|n| reach(n, backwards)).fold(Reach::default(), |mut all, r| {
            all.sets.extend(r.sets);
            all.open |= r.open;
            all
        }),
        Node::Concat(nodes) => {
            let mut all = Reach { sets: Vec::new(), open: true };
            let mut items: Vec<&Node> = nodes.iter().collect();
            if backwards {
                items.reverse();
            }
            for n in items {
                if !all.open {
                    break;
                }
                let r = reach(n, backwards);
                all.sets.extend(r.sets);
                all.open = r.open;
            }
            all
        }
        Node::Repeat { node, min, .. } => {
            let r = reach(node, backwards);
            Reach { open: r.open || *min == 0, sets: r.sets }
        }
    }
}

fn consumed(node: &Node, out: &mut Vec<Set>) {
    match node {
        Node::Set(set) => out.push(set.clone()),
        Node::Concat(nodes) | Node::Alt(nodes) => nodes.iter().for_each(|n| consumed(n, out)),
        Node::Repeat { node, .. } => consumed(node, out),
        Node::Empty | Node::Start | Node::End | Node::Look { .. } => {}
    }
}

/// Whether the node matches only at the text's end (or start).
fn ends_with(node: &Node, end: bool) -> bool {
    match node {
        Node::End => end,
        Node::Start => !end,
        Node::Concat(nodes) => if end { nodes.last() } else { nodes.first() }.is_some_and(|n| ends_with(n, end)),
        Node::Alt(nodes) => nodes.iter().all(|n| ends_with(n, end)),
        _ => false,
    }
}

/// Single characters that every match consumes.
fn required(node: &Node) -> Vec<char> {
    match node {
        Node::Set(set) => set.single().into_iter().collect(),
        Node::Concat(nodes) => nodes.iter().flat_map(required).collect(),
        Node::Alt(nodes) => {
            let mut all = nodes.iter().map(required);
            let first = all.next().unwrap_or_default();
            all.fold(first, |common, r| common.into_iter().filter(|c| r.contains(c)).collect())
        }
        Node::Repeat { node, min, .. } if *min > 0 => required(node),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(pattern: &str, text: &str) -> Option<(usize, usize)> {
        Pattern::new(pattern).unwrap().find(text, 0)
    }

    #[test]
    fn alternatives_are_tried_in_order_at_the_leftmost_place() {
        assert_eq!(find("^a|^ab", "abc"), Some((0, 1)));
        assert_eq!(find("^ab|^a", "abc"), Some((0, 2)));
        assert_eq!(find("c$|bc$", "abc"), Some((1, 3)));
        assert_eq!(find(r"\.\.+$|x$", "a...."), Some((1, 5)));
        assert_eq!(find(r"\.\.+$|x$", "a."), None);
    }

    #[test]
    fn looks_around() {
        assert_eq!(find(r"(?<=[0-9])(?:km|k)$", "10km"), Some((2, 4)));
        assert_eq!(find(r"(?<=[0-9])(?:km|k)$", "akm"), None);
        assert_eq!(find(r"^\+(?![0-9])", "+1"), None);
        assert_eq!(find(r"^\+(?![0-9])", "+a"), Some((0, 1)));
        assert_eq!(find(r"(?<=[a-zé])-(?=[a-z])", "é-b"), Some((2, 3)));
    }

    #[test]
    fn counts_and_classes() {
        assert_eq!(find(r"^\d{2,3}$", "1234"), None);
        assert_eq!(find(r"^\d{2,3}$", "123"), Some((0, 3)));
        assert_eq!(find(r"[^\W\d]+?x", "1abx"), Some((1, 4)));
        assert_eq!(find(r"[\u00e0-\u00ff]", "aé"), Some((1, 3)));
    }

    #[test]
    fn matches_follow_each_other() {
        let p = Pattern::new(r"[-–]").unwrap();
        assert_eq!(p.find_all("a-b–c").collect::<Vec<_>>(), [(1, 2), (3, 6)]);
    }

    #[test]
    fn nested_repetition_takes_linear_time() {
        let p = Pattern::new(r"^(?:\S+(?::\S*)?@)?(?:a+)+b$").unwrap();
        let text = format!("{}c", "a:".repeat(5_000));
        assert!(!p.matches_start(&text));
    }
}
