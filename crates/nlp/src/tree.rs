//! Dependency trees after parsing: edges of subtrees, sentence starts, and arcs put back where labels say.

/// Heads, labels and sentence starts, token by token; a root is its own head.
#[derive(Debug, Clone)]
pub struct Tree {
    pub heads: Vec<u32>,
    pub labels: Vec<u16>,
    pub sent_start: Vec<bool>,
}

impl Tree {
    /// Undoes the lifting that training made trees projective with: a label `X||Y` means that the head is the first
    /// token labelled Y at or below the present head, breadth first. Then finds the sentences.
    /// `split` gives (X, Y) of such a label as label numbers.
    pub fn finish(&mut self, split: &[Option<(u16, u16)>], is_space: &[bool]) {
        let mut edges = Edges::new(self.heads.len());
        edges.widen(&self.heads);
        let lifted = |l: u16| split.get(l as usize).copied().flatten();
        if self.labels.iter().any(|&l| lifted(l).is_some()) {
            let mut children = Children::new(&self.heads);
            for i in 0..self.heads.len() {
                if let Some((label, head_label)) = lifted(self.labels[i]) {
                    let old = self.heads[i] as usize;
                    let new = self.find_head(i, head_label, &children, &edges, is_space);
                    children.remove(old, i);
                    children.insert(new, i);
                    self.heads[i] = new as u32;
                    self.labels[i] = label;
                }
            }
            edges = Edges::new(self.heads.len());
            edges.widen(&self.heads);
        }
        for i in 0..self.heads.len() {
            if self.heads[i] as usize == i {
                self.sent_start[edges.left[i] as usize] = true;
            }
        }
    }

    fn find_head(&self, token: usize, label: u16, children: &Children, edges: &Edges, is_space: &[bool]) -> usize {
        let head = self.heads[token] as usize;
        let mut queue = vec![head];
        let mut at = 0;
        // Every token is queued at most once in a tree; the bound is for what is none.
        while at < queue.len() && at <= self.heads.len() {
            let q = queue[at];
            at += 1;
            for child in children.of(q) {
                let seen = child >= edges.left[q] as usize && child <= edges.right[q] as usize;
                if !seen || child == q || child == token || is_space[child] {
                    continue;
                }
                if self.labels[child] == label {
                    return child;
                }
                queue.push(child);
            }
        }
        head
    }
}

/// The leftmost and rightmost token below each token.
struct Edges {
    left: Vec<u32>,
    right: Vec<u32>,
}

impl Edges {
    fn new(n: usize) -> Edges {
        Edges { left: (0..n as u32).collect(), right: (0..n as u32).collect() }
    }

    /// Passes over the tokens until every head is inside its token's sentence, at most twelve times, like the
    /// reference: the outcome of a non-projective tree depends on it.
    fn widen(&mut self, heads: &[u32]) {
        for _ in 0..12 {
            let pairs = heads.iter().map(|&h| h as usize).enumerate();
            for (i, h) in pairs.clone().chain(pairs.rev()) {
                self.left[h] = self.left[h].min(self.left[i]);
                self.right[h] = self.right[h].max(self.right[i]);
            }
            if self.heads_within_sentences(heads) {
                return;
            }
        }
    }

    fn heads_within_sentences(&self, heads: &[u32]) -> bool {
        let n = heads.len();
        let mut starts = vec![false; n];
        for i in 0..n {
            if heads[i] as usize == i {
                starts[self.left[i] as usize] = true;
            }
        }
        let mut from = 0;
        for i in 0..n {
            if (i > 0 && starts[i]) || i + 1 == n {
                if heads[from..i].iter().any(|&h| (h as usize) < from || h as usize > i) {
                    return false;
                }
                from = i;
            }
        }
        true
    }
}

/// Children of each token in text order, as they change.
struct Children(Vec<Vec<u32>>);

impl Children {
    fn new(heads: &[u32]) -> Children {
        let mut lists = vec![Vec::new(); heads.len()];
        for (i, &h) in heads.iter().enumerate() {
            lists[h as usize].push(i as u32);
        }
        Children(lists)
    }

    fn of(&self, head: usize) -> impl Iterator<Item = usize> {
        self.0[head].iter().map(|&c| c as usize)
    }

    fn remove(&mut self, head: usize, child: usize) {
        if let Ok(at) = self.0[head].binary_search(&(child as u32)) {
            self.0[head].remove(at);
        }
    }

    fn insert(&mut self, head: usize, child: usize) {
        if let Err(at) = self.0[head].binary_search(&(child as u32)) {
            self.0[head].insert(at, child as u32);
        }
    }
}
