//! Sets of dense indices.

/// A set of indices below a fixed size, one bit each.
///
/// Sets are compared and copied with plain loops over a word or two: a call into the C library costs
/// more than what it does here.
#[derive(Debug, Default, Eq)]
pub struct Bits {
    words: Vec<u64>,
}

impl PartialEq for Bits {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        let pairs = self.words.iter().zip(&other.words);
        self.words.len() == other.words.len() && pairs.fold(0, |d, (a, b)| d | (a ^ b)) == 0
    }
}

impl std::hash::Hash for Bits {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.words.hash(state);
    }
}

impl Clone for Bits {
    fn clone(&self) -> Self {
        Bits { words: self.words.clone() }
    }

    #[inline]
    fn clone_from(&mut self, source: &Self) {
        if self.words.len() == source.words.len() {
            for (to, from) in self.words.iter_mut().zip(&source.words) {
                *to = *from;
            }
        } else {
            self.words.clone_from(&source.words);
        }
    }
}

impl Bits {
    /// Returns the empty set of indices below `size`.
    pub fn none(size: usize) -> Self {
        Bits { words: vec![0; size.div_ceil(64)] }
    }

    /// Returns the set of all indices below `size`.
    pub fn all(size: usize) -> Self {
        let mut bits = Bits { words: vec![u64::MAX; size.div_ceil(64)] };
        if !size.is_multiple_of(64)
            && let Some(last) = bits.words.last_mut()
        {
            *last = (1 << (size % 64)) - 1;
        }
        bits
    }

    /// Whether an index is in the set.
    #[inline]
    pub fn has(&self, i: usize) -> bool {
        self.words[i / 64] >> (i % 64) & 1 == 1
    }

    /// Whether nothing is in the set.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Adds an index.
    #[inline]
    pub fn add(&mut self, i: usize) {
        self.words[i / 64] |= 1 << (i % 64);
    }

    /// Removes an index.
    #[inline]
    pub fn remove(&mut self, i: usize) {
        self.words[i / 64] &= !(1 << (i % 64));
    }

    /// Removes every index.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Replaces one word.
    #[inline]
    pub fn set_word(&mut self, i: usize, word: u64) {
        self.words[i] = word;
    }

    /// Returns the words, 64 indices each, the lowest first.
    #[inline]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Removes and returns the lowest index of the set.
    #[inline]
    pub fn pop(&mut self) -> Option<usize> {
        let (i, word) = self.words.iter_mut().enumerate().find(|(_, word)| **word != 0)?;
        let bit = word.trailing_zeros() as usize;
        *word &= *word - 1;
        Some(i * 64 + bit)
    }
}

/// Iterates over the set bits of a word, the lowest first.
#[inline]
pub fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            bit
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_sets() {
        let mut bits = Bits::all(70);
        assert_eq!(bits.words().iter().map(|w| w.count_ones()).sum::<u32>(), 70);
        bits.remove(69);
        assert!(!bits.has(69) && bits.has(68));
        let mut none = Bits::none(70);
        none.add(65);
        none.add(3);
        assert_eq!((none.pop(), none.pop(), none.pop()), (Some(3), Some(65), None));
        assert_eq!(ones(0b1010).collect::<Vec<_>>(), [1, 3]);
    }
}
