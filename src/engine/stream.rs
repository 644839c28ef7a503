//! Random streams that are named, not numbered.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// The generator behind every stream: xoshiro256++ (Blackman and Vigna 2018).
pub type Stream = Xoshiro256PlusPlus;

/// Returns the key of one trial, from which all its streams are derived.
///
/// Both words pass through a full avalanche before they meet: seeding with `seed ^ trial * constant`
/// would make neighbouring trials share parts of the generator's state.
pub fn trial_key(seed: u64, trial: u64) -> u64 {
    mix(mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ trial.wrapping_mul(0xd1b5_4a32_d192_ed03))
}

/// Returns the stream of the activity with this name hash in the trial with this key.
#[inline]
pub fn stream(key: u64, name: u64) -> Stream {
    Stream::seed_from_u64(mix(key ^ name))
}

/// Returns the hash of a name: FNV-1a (Fowler, Noll, Vo) with a final avalanche.
pub fn hash_name(name: &str) -> u64 {
    let fold = |h: u64, byte: u8| (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    mix(name.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
}

/// A bijection of 64 bits in which every input bit reaches every output bit: the finalizer of Murmur hash 3
/// with the constants of Stafford's variant 13.
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn neighbouring_trials_and_names_share_nothing() {
        let mut seen = std::collections::BTreeSet::new();
        for trial in 0..200 {
            for name in ["a", "b", "a-1.failure", "a-2.failure"] {
                let mut s = stream(trial_key(1, trial), hash_name(name));
                for _ in 0..8 {
                    assert!(seen.insert(s.next_u64()));
                }
            }
        }
    }

    #[test]
    fn streams_of_neighbouring_trials_are_uncorrelated() {
        // First draws of 20 000 neighbouring trials, lag-1 correlation: sd 1/sqrt(n) = 0.0071, |z| < 4.
        let first = |t| (stream(trial_key(7, t), 42).next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        let n = 20_000;
        let mut sum = 0.0;
        for t in 0..n {
            sum += (first(t) - 0.5) * (first(t + 1) - 0.5);
        }
        let correlation = sum / n as f64 * 12.0;
        assert!(correlation.abs() < 4.0 / (n as f64).sqrt(), "{correlation}");
    }
}
