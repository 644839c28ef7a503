//! Fingerprints of values.

use std::hash::{Hash, Hasher};

/// Returns 128 bits that stand for a value: two of a million values share them with a probability of 1e-27.
pub fn fingerprint(value: &impl Hash) -> u128 {
    let mut print = Print(0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344);
    value.hash(&mut print);
    u128::from(print.0) << 64 | u128::from(print.1)
}

/// Two hashes by folded multiplication, as of the family of wyhash, with nothing in common.
struct Print(u64, u64);

impl Print {
    fn add(&mut self, word: u64) {
        let fold = |hash: u64, by: u64, odd: u64| {
            let product = u128::from(hash ^ word.wrapping_add(odd)) * u128::from(by);
            (product as u64 ^ (product >> 64) as u64).rotate_left(23).wrapping_add(by)
        };
        self.0 = fold(self.0, 0x9e37_79b9_7f4a_7c15, 0xa409_3822_299f_31d1);
        self.1 = fold(self.1, 0xd6e8_feb8_6659_fd93, 0x082e_fa98_ec4e_6c89);
    }
}

impl Hasher for Print {
    fn finish(&self) -> u64 {
        self.0 ^ self.1
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.add(u64::from_le_bytes(word) ^ (chunk.len() as u64) << 56);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }
}
