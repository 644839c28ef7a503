//! Blocks merged as a binary tree over their numbers.

/// Something that two neighbouring ranges of blocks add up to.
pub(super) trait Merge {
    /// Adds what the blocks right after these have left.
    fn merge(&mut self, later: Self);
}

/// The complete subtrees of the blocks so far, the largest first.
///
/// Like a binary counter: a block is merged with its left sibling as soon as both are complete. The
/// tree depends on how many blocks there are and on nothing else.
#[derive(Clone, Debug)]
pub(super) struct Forest<T> {
    trees: Vec<(u32, T)>,
}

impl<T: Merge> Forest<T> {
    pub(super) fn new() -> Self {
        Forest { trees: Vec::new() }
    }

    /// Adds the next block.
    pub(super) fn push(&mut self, block: T) {
        let (mut level, mut tree) = (0, block);
        while let Some((_, mut left)) = self.trees.pop_if(|(other, _)| *other == level) {
            left.merge(tree);
            tree = left;
            level += 1;
        }
        self.trees.push((level, tree));
    }

    /// Returns one thing of all blocks so far, merged as [`finish`](Self::finish) merges them.
    pub(super) fn read<U>(&self, of: impl Fn(&T) -> U, merge: impl Fn(U, U) -> U) -> Option<U> {
        let mut trees = self.trees.iter().rev().map(|(_, tree)| of(tree));
        let last = trees.next()?;
        Some(trees.fold(last, |all, left| merge(left, all)))
    }

    /// Returns all blocks together; `None` if there were none.
    pub(super) fn finish(mut self) -> Option<T> {
        let (_, mut all) = self.trees.pop()?;
        while let Some((_, mut left)) = self.trees.pop() {
            left.merge(all);
            all = left;
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Merge for String {
        fn merge(&mut self, later: Self) {
            *self = format!("({self}{later})");
        }
    }

    #[test]
    fn the_tree_depends_on_the_number_of_blocks_alone() {
        let mut forest = Forest::new();
        for block in ["a", "b", "c", "d", "e", "f", "g"] {
            forest.push(block.to_owned());
        }
        let read = forest.read(Clone::clone, |left, right| format!("({left}{right})"));
        assert_eq!(read.unwrap(), "(((ab)(cd))((ef)g))");
        assert_eq!(forest.finish().unwrap(), "(((ab)(cd))((ef)g))");
        assert!(Forest::<String>::new().finish().is_none());
    }
}
