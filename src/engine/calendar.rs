//! The future event list: every lane always in a 4-ary indexed heap.

use super::{Lane, Ns, Slot};
use std::hint::select_unpredictable;

/// Up to this many lanes a scan beats the heap.
const SCAN: usize = 8;

/// Children of a heap node.
const ARITY: usize = 4;

/// What is due next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// When it is due; [`Ns::MAX`] if nothing is armed.
    pub at: Ns,
    /// What is due.
    pub slot: Slot,
}

/// Every lane with the slot that is armed on it and when that is due.
///
/// A lane that is not armed stands at the end of time, so nothing is inserted or removed after
/// construction: no allocation, no stale entries, and a copy is a plain copy. Ties are fired by slot.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// By lane: when its slot is due.
    times: Vec<Ns>,
    /// By lane: which slot is armed on it.
    slots: Vec<Slot>,
    /// Time, slot and lane, packed so that one comparison orders them, in heap order; empty if there
    /// are few enough lanes to scan. Padded with [`u128::MAX`], so that children are always four.
    heap: Vec<u128>,
    /// By lane: where its key stands in the heap.
    places: Vec<u32>,
    /// The lane whose slot is being fired; it is put right once, when its rule has run.
    firing: Lane,
}

/// No lane is being fired.
const NONE: Lane = Lane::MAX;

#[inline]
fn pack(at: Ns, slot: Slot, lane: Lane) -> u128 {
    u128::from(at) << 64 | u128::from(slot) << 32 | u128::from(lane)
}

#[inline]
fn lane_of(key: u128) -> usize {
    key as u32 as usize
}

/// Returns where the least key stands; chosen without a branch, because it is anybody's guess.
#[inline]
fn first_of_four(keys: &[u128; ARITY]) -> usize {
    let left = select_unpredictable(keys[1] < keys[0], 1, 0);
    let right = select_unpredictable(keys[3] < keys[2], 3, 2);
    select_unpredictable(keys[right] < keys[left], right, left)
}

impl Calendar {
    /// Returns a calendar of so many lanes with nothing armed.
    pub fn new(lanes: usize) -> Self {
        let (heap, places) = if lanes <= SCAN {
            (Vec::new(), Vec::new())
        } else {
            (vec![u128::MAX; 1 + (lanes - 1).next_multiple_of(ARITY)], vec![0; lanes])
        };
        let (times, slots) = (vec![Ns::MAX; lanes], vec![Slot::MAX; lanes]);
        let mut calendar = Calendar { times, slots, heap, places, firing: NONE };
        calendar.clear();
        calendar
    }

    /// Disarms everything.
    pub fn clear(&mut self) {
        self.times.fill(Ns::MAX);
        self.slots.fill(Slot::MAX);
        for (lane, (key, place)) in self.heap.iter_mut().zip(&mut self.places).enumerate() {
            *key = pack(Ns::MAX, Slot::MAX, lane as Lane);
            *place = lane as u32;
        }
        self.firing = NONE;
    }

    /// Returns what is due next; [`Ns::MAX`] if nothing is.
    #[inline]
    pub fn next(&self) -> Due {
        match self.heap.first() {
            Some(key) => Due { at: (key >> 64) as Ns, slot: (key >> 32) as Slot },
            None => self.scan(),
        }
    }

    #[inline]
    fn scan(&self) -> Due {
        let times = &self.times[..];
        if times.is_empty() {
            return Due { at: Ns::MAX, slot: Slot::MAX };
        }
        // Which lane is first is anybody's guess, so it is chosen without a branch; that two are due
        // at once is rare, so it is asked afterwards.
        let mut first = 0;
        for i in 1..times.len() {
            first = select_unpredictable(times[i] < times[first], i, first);
        }
        let at = times[first];
        let ties: u32 = times.iter().map(|time| u32::from(*time == at)).sum();
        let slot = if ties == 1 { self.slots[first] } else { self.first_of(at) };
        Due { at, slot }
    }

    /// Returns the lowest of the slots that are due at this very time.
    #[cold]
    fn first_of(&self, at: Ns) -> Slot {
        let due = self.times.iter().zip(&self.slots).filter(|(time, _)| **time == at);
        due.map(|(_, slot)| *slot).min().unwrap_or(Slot::MAX)
    }

    /// Takes a lane off the calendar because its slot is being fired.
    ///
    /// Must be followed by [`Calendar::fired`] before the next call of [`Calendar::next`].
    #[inline]
    pub fn fire(&mut self, lane: Lane) {
        self.times[lane as usize] = Ns::MAX;
        self.slots[lane as usize] = Slot::MAX;
        self.firing = lane;
    }

    /// Puts the fired lane right, whatever its rule has armed on it.
    #[inline]
    pub fn fired(&mut self) {
        let lane = self.firing as usize;
        self.firing = NONE;
        if !self.heap.is_empty() {
            self.restore(lane);
        }
    }

    /// Arms a slot on its lane, in place of what was armed there.
    #[inline]
    pub fn arm(&mut self, lane: Lane, slot: Slot, at: Ns) {
        self.set(lane, slot, at);
    }

    /// Disarms a lane.
    #[inline]
    pub fn disarm(&mut self, lane: Lane) {
        self.set(lane, Slot::MAX, Ns::MAX);
    }

    /// Returns when a slot is due on its lane, or `None` if it is not armed.
    #[inline]
    pub fn due(&self, lane: Lane, slot: Slot) -> Option<Ns> {
        (self.slots[lane as usize] == slot).then_some(self.times[lane as usize])
    }

    #[inline]
    fn set(&mut self, lane: Lane, slot: Slot, at: Ns) {
        self.times[lane as usize] = at;
        self.slots[lane as usize] = slot;
        if lane != self.firing && !self.heap.is_empty() {
            self.restore(lane as usize);
        }
    }

    /// Moves a lane's key to where it belongs, in O(log lanes).
    fn restore(&mut self, lane: usize) {
        let key = pack(self.times[lane], self.slots[lane], lane as Lane);
        let heap = &mut self.heap[..];
        let start = self.places[lane] as usize;
        let mut at = start;
        while at > 0 {
            let parent = (at - 1) / ARITY;
            let above = heap[parent];
            if above <= key {
                break;
            }
            heap[at] = above;
            self.places[lane_of(above)] = at as u32;
            at = parent;
        }
        if at == start {
            while let Some(children) = heap.get(ARITY * at + 1..).and_then(<[_]>::first_chunk) {
                let child = first_of_four(children);
                let least = children[child];
                if least >= key {
                    break;
                }
                heap[at] = least;
                self.places[lane_of(least)] = at as u32;
                at = ARITY * at + 1 + child;
            }
        }
        heap[at] = key;
        self.places[lane] = at as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Step {
        Arm(usize, u64),
        Disarm(usize),
        Fire(Option<u64>),
    }

    fn steps() -> impl Strategy<Value = (usize, Vec<Step>)> {
        (1usize..60).prop_flat_map(|lanes| {
            let step = prop_oneof![
                (0..lanes, 0u64..50).prop_map(|(l, d)| Step::Arm(l, d)),
                (0..lanes).prop_map(Step::Disarm),
                proptest::option::of(0u64..50).prop_map(Step::Fire),
            ];
            (Just(lanes), proptest::collection::vec(step, 0..200))
        })
    }

    proptest! {
        /// The calendar against a list that is searched from end to end.
        #[test]
        fn agrees_with_a_plain_list((lanes, steps) in steps()) {
            let mut calendar = Calendar::new(lanes);
            let mut list: Vec<Option<(u64, u32)>> = vec![None; lanes];
            let mut now = 0;
            for step in steps {
                match step {
                    Step::Arm(lane, delay) => {
                        calendar.arm(lane as Lane, lane as Slot, now + delay);
                        list[lane] = Some((now + delay, lane as u32));
                    }
                    Step::Disarm(lane) => {
                        calendar.disarm(lane as Lane);
                        list[lane] = None;
                    }
                    Step::Fire(again) => {
                        let Some((at, slot)) = list.iter().flatten().min().copied() else { continue };
                        prop_assert_eq!(calendar.next(), Due { at, slot });
                        now = at;
                        calendar.fire(slot);
                        list[slot as usize] = None;
                        if let Some(delay) = again {
                            calendar.arm(slot, slot, now + delay);
                            list[slot as usize] = Some((now + delay, slot));
                        }
                        let other = (slot as usize + 1) % lanes;
                        if other != slot as usize {
                            calendar.arm(other as Lane, other as Slot, now);
                            list[other] = Some((now, other as u32));
                        }
                        calendar.fired();
                    }
                }
                let least = list.iter().flatten().min().copied();
                prop_assert_eq!(calendar.next().at, least.map_or(Ns::MAX, |l| l.0));
            }
        }
    }
}
