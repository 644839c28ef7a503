//! One history: the state and the rules, a file per rule.
//!
//! A rule changes the [`State`] and arms or disarms clocks through a [`Door`]; it never sees time or
//! chance. The [`Simulator`] behind that door draws delays from named streams, fires what is due and
//! remembers what rules did about it; the
//! exact solver behind the same door explores every branch. The rules are written once: [`fire`].
//!
//! After every event the consequences settle in one fixed order: components, arrays, network, membership,
//! quorum, planned work, fencing, failover, split brain, disaster recovery, service. No rule calls back up. A cluster in which another keeps
//! its lock settles before that one, and touches it if its answer has changed.

mod active_active;
mod arbiter;
mod array;
mod balancer;
mod cluster;
mod component;
mod copies;
mod door;
mod failback;
mod failover;
mod fencing;
mod fire;
mod load;
mod maintenance;
mod membership;
mod network;
mod overload;
mod phase;
mod process;
mod quorum;
mod recovery;
mod repair;
mod risk;
mod run;
mod service;
mod sessions;
mod shock;
mod simulator;
mod split_brain;
mod state;
mod storage;
mod unsettled;
mod watchdog;
mod wear;

pub use copies::{Copies, DataState};
pub use door::{Door, From};
pub use fire::{begin, fire};
pub use maintenance::Stage;
pub use phase::Shown;
pub use recovery::{Plan, RecoveryState};
pub use risk::Risk;
pub use run::{Run, Shot, Step, Why};
pub use simulator::{Simulator, Stuck};
pub use state::{
    ArrayState, BalancerState, CheckState, ClusterState, CrewState, Health, SpareState, State,
};
pub use unsettled::World;
pub use wear::pace;
