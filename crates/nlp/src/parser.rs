//! The arc-eager dependency parser: shift, reduce, arcs left and right, and sentence breaks, each chosen greedily.

use crate::error::LoadError;
use crate::files::Network;
use crate::rows::Rows;
use crate::transitions::{Features, Scorer, read_moves};
use crate::tree::Tree;
use std::path::Path;

/// A trained parser.
#[derive(Debug)]
pub struct Parser {
    scorer: Scorer,
    actions: Vec<Action>,
    /// Dependency labels; `Tree::labels` index into it.
    pub labels: Vec<String>,
    root: u16,
}

#[derive(Clone, Copy, Debug)]
struct Action {
    kind: Move,
    label: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

const NONE: u32 = u32::MAX;

/// Where a parse stands.
struct State {
    len: usize,
    stack: Vec<u32>,
    /// Tokens put back in front of the buffer, the first one last.
    rebuffer: Vec<u32>,
    next: usize,
    heads: Vec<u32>,
    arcs: Vec<Arc>,
    /// The newest arc to a child on the left (right) of each token, as a list through `Arc::older`.
    left: Vec<u32>,
    right: Vec<u32>,
    unshiftable: Vec<bool>,
    sent_start: Vec<bool>,
}

#[derive(Clone, Copy)]
struct Arc {
    child: u32,
    head: u32,
    label: u16,
    older: u32,
    alive: bool,
}

impl Parser {
    pub fn load(dir: &Path) -> Result<Parser, LoadError> {
        let path = dir.join("moves");
        let mut labels = vec![String::new()];
        let mut actions = Vec::new();
        for (id, label) in read_moves(&path)? {
            let kind = match id {
                0 => Move::Shift,
                1 => Move::Reduce,
                2 => Move::Left,
                3 => Move::Right,
                4 => Move::Break,
                _ => return Err(LoadError::unsupported(&path, format!("move {id}"))),
            };
            if label == "subtok" {
                return Err(LoadError::unsupported(&path, "merging of subtokens"));
            }
            actions.push(Action { kind, label: intern(&mut labels, &label) });
        }
        let root = intern(&mut labels, "ROOT");
        let net = Network::read(dir.join("model"))?;
        let scorer = Scorer::load(&net, actions.len())?;
        if !matches!(scorer.places, 8 | 13) {
            return Err(net.unsupported(format!("a parser state of {} tokens", scorer.places)));
        }
        Ok(Parser { scorer, actions, labels, root })
    }

    /// Works out the features of the tokens of one or more documents.
    pub fn features(&self, vectors: (&[f32], Rows<'_>), out: &mut Features) {
        self.scorer.features(vectors, out);
    }

    /// The tree of the document whose `len` tokens begin at `offset` in the features.
    pub fn parse(&self, features: &mut Features, offset: usize, len: usize) -> Tree {
        let mut state = State::new(len);
        let mut context = vec![None; self.scorer.places];
        while !state.is_final() {
            state.context(&mut context);
            for c in context.iter_mut().flatten() {
                *c += offset;
            }
            let scores = self.scorer.score(features, &context);
            let valid = state.valid();
            let mut best: Option<usize> = None;
            for (i, a) in self.actions.iter().enumerate() {
                if valid[a.kind as usize] && best.is_none_or(|b| scores[i] > scores[b]) {
                    best = Some(i);
                }
            }
            match best {
                Some(i) => state.act(self.actions[i]),
                None => break,
            }
        }
        let mut tree = Tree { heads: (0..len as u32).collect(), labels: vec![0; len], sent_start: vec![false; len] };
        // Arcs to the left first: a token that has kept one of each gets the right one.
        for left in [true, false] {
            for a in state.arcs.iter().filter(|a| a.alive && (a.head > a.child) == left) {
                tree.heads[a.child as usize] = a.head;
                tree.labels[a.child as usize] = a.label;
            }
        }
        for i in 0..len {
            if tree.heads[i] as usize == i {
                tree.labels[i] = self.root;
            }
        }
        tree
    }
}

fn intern(labels: &mut Vec<String>, label: &str) -> u16 {
    let at = labels.iter().position(|l| l == label).unwrap_or_else(|| {
        labels.push(label.to_owned());
        labels.len() - 1
    });
    at as u16
}

impl State {
    fn new(len: usize) -> State {
        let mut sent_start = vec![false; len];
        if let Some(first) = sent_start.first_mut() {
            *first = true;
        }
        State {
            len,
            stack: Vec::new(),
            rebuffer: Vec::new(),
            next: 0,
            heads: vec![NONE; len],
            arcs: Vec::new(),
            left: vec![NONE; len],
            right: vec![NONE; len],
            unshiftable: vec![false; len],
            sent_start,
        }
    }

    fn s(&self, i: usize) -> Option<usize> {
        self.stack.len().checked_sub(i + 1).map(|at| self.stack[at] as usize)
    }

    fn b(&self, i: usize) -> Option<usize> {
        match self.rebuffer.len().checked_sub(i + 1) {
            Some(at) => Some(self.rebuffer[at] as usize),
            None => Some(self.next + i - self.rebuffer.len()).filter(|&b| b < self.len),
        }
    }

    fn buffer_len(&self) -> usize {
        self.len - self.next + self.rebuffer.len()
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffer_len() == 0
    }

    fn child(&self, list: &[u32], head: Option<usize>, nth: usize) -> Option<usize> {
        let mut at = list[head?];
        for _ in 1..nth {
            at = self.arcs.get(at as usize)?.older;
        }
        Some(self.arcs.get(at as usize)?.child as usize)
    }

    fn l(&self, head: Option<usize>, nth: usize) -> Option<usize> {
        self.child(&self.left, head, nth)
    }

    fn r(&self, head: Option<usize>, nth: usize) -> Option<usize> {
        self.child(&self.right, head, nth)
    }

    fn context(&self, out: &mut [Option<usize>]) {
        let (b0, b1, s0, s1, s2) = (self.b(0), self.b(1), self.s(0), self.s(1), self.s(2));
        match out {
            [_, _, _, _, _, _, _, _] => {
                out.copy_from_slice(&[b0, b1, s0, s1, s2, self.l(b0, 1), self.l(s0, 1), self.r(s0, 1)]);
            }
            [_, _, _, _, _, _, _, _, _, _, _, _, _] => out.copy_from_slice(&[
                b0,
                b1,
                s0,
                s1,
                s2,
                self.l(s0, 1),
                self.r(s0, 1),
                self.l(b0, 1),
                self.r(s0, 2),
                self.l(s1, 1),
                self.l(s1, 2),
                self.r(s1, 1),
                self.r(s1, 2),
            ]),
            _ => {}
        }
    }

    /// Which moves may be made, by `Move as usize`.
    fn valid(&self) -> [bool; 5] {
        let (stack, buffer) = (self.stack.len(), self.buffer_len());
        let (b0, b1) = (self.b(0), self.b(1));
        let starts = |b: Option<usize>| b.is_some_and(|b| self.sent_start[b]);
        let shift = stack == 0 || (buffer >= 2 && !starts(b0) && !b0.is_some_and(|b| self.unshiftable[b]));
        let arc = stack > 0 && buffer > 0 && !starts(b0);
        let breaks = buffer >= 2 && b0.is_some_and(|b| b1 == Some(b + 1)) && !starts(b1);
        [shift, stack > 0, arc, arc, breaks]
    }

    fn act(&mut self, action: Action) {
        match action.kind {
            Move::Shift => self.push(),
            Move::Reduce => {
                if let Some(s0) = self.stack.pop()
                    && self.heads[s0 as usize] == NONE
                    && !self.stack.is_empty()
                {
                    self.unshiftable[s0 as usize] = true;
                    self.rebuffer.push(s0);
                }
            }
            Move::Left => {
                if let (Some(b0), Some(s0)) = (self.b(0), self.s(0)) {
                    self.add_arc(b0, s0, action.label);
                    // The stack changes, so shifting again cannot go round in circles.
                    self.unshiftable[b0] = false;
                    self.stack.pop();
                }
            }
            Move::Right => {
                if let (Some(b0), Some(s0)) = (self.b(0), self.s(0)) {
                    self.add_arc(s0, b0, action.label);
                    self.push();
                }
            }
            Move::Break => {
                if let Some(b1) = self.b(1) {
                    self.sent_start[b1] = true;
                }
            }
        }
    }

    fn push(&mut self) {
        let b0 = self.rebuffer.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next as u32 - 1
        });
        self.stack.push(b0);
    }

    fn add_arc(&mut self, head: usize, child: usize, label: u16) {
        if self.heads[child] != NONE {
            self.del_arc(self.heads[child] as usize, child);
        }
        let list = if head > child { &mut self.left } else { &mut self.right };
        self.arcs.push(Arc { child: child as u32, head: head as u32, label, older: list[head], alive: true });
        list[head] = self.arcs.len() as u32 - 1;
        self.heads[child] = head as u32;
    }

    /// Forgets an arc if it is its head's newest on that side. Others stay: the reference clears a copy of them, and
    /// the weights were trained with that.
    fn del_arc(&mut self, head: usize, child: usize) {
        let list = if head > child { &mut self.left } else { &mut self.right };
        if let Some(arc) = self.arcs.get_mut(list[head] as usize).filter(|a| a.child as usize == child) {
            arc.alive = false;
            list[head] = arc.older;
        }
    }
}
