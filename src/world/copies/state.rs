//! What is known of the copies of a cluster's data.

use crate::model::{Cluster, Members};
use crate::world::state::clone_in_place;

/// The copies of a cluster's data at a moment; empty where none are kept.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct Copies {
    /// By member: whom the storage plane lets it reach, itself too.
    pub linked: Vec<Members>,
    /// By instance.
    pub data: Vec<DataState>,
    /// By instance and member: of whom of those adrift it knows that they lack something; it was near when
    /// that was written, or has heard of it, and keeps it in mind when it boots.
    pub knows: Vec<Members>,
    /// Holders that go on though nobody else has what they write.
    pub alone: Members,
    /// Holders whose writes hang.
    pub stalled: Members,
    /// Holders that are about to notice that the last other copy in sync is out.
    pub severing: Members,
    /// Holders whose writes hang and that have noticed why.
    pub severed: Members,
}

/// The copies of the data of one instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DataState {
    /// The member that wrote last, of those whose writes count; only where one member serves.
    pub newest: u8,
    /// Members whose last writes may be nowhere else.
    pub unsent: Members,
    /// Members that lack something and know it, or that the others know it of.
    pub behind: Members,
    /// Members that lack something and hear nobody who knows it: they believe that they have everything.
    pub adrift: Members,
    /// Of whom of those adrift it is known where the cluster's lock is kept that they lack something.
    pub lock_knows: Members,
    /// Members to which a holder's writes come.
    pub fed: Members,
    /// Members that catch up.
    pub resyncing: Members,
    /// Members of those adrift that a writing holder leaves ever further behind.
    pub missing: Members,
    /// Whether others write beside who wrote last.
    pub beside: bool,
    /// Members that have written since double service began.
    pub writers: Members,
}

clone_in_place!(Copies { linked, data, knows, alone, stalled, severing, severed });

impl Copies {
    /// Returns the copies at time 0: all in sync.
    pub(in crate::world) fn new(cluster: &Cluster) -> Copies {
        let Some(policy) = cluster.copies else { return Copies::default() };
        let writers = |i: u8| if cluster.shares { cluster.all() } else { 1 << i };
        let unsent = |i| if policy.sync { 0 } else { writers(i) };
        let data = |i| DataState { newest: i, unsent: unsent(i), ..DataState::default() };
        Copies {
            linked: vec![cluster.all(); cluster.members.len()],
            data: (0..cluster.active).map(data).collect(),
            knows: vec![0; cluster.members.len() * cluster.active as usize],
            ..Copies::default()
        }
    }
}

impl DataState {
    /// Returns the members whose copies lack nothing, as far as anyone who hears them knows.
    pub(in crate::world) fn in_sync(&self) -> Members {
        !(self.behind | self.adrift)
    }
}
