//! Everything that is tested from outside, in one binary: a file for each thing that is claimed.

mod at_risk;
mod begin;
mod check;
mod command;
mod common;
mod compare;
mod console;
mod cost;
mod coverage;
mod ending;
mod language;
mod metamorphic;
mod metrics;
mod printed;
mod properties;
mod real_cluster;
mod results;
mod sla;
mod state_space;
mod sweep;
mod timeline;
mod trace;
mod truth;
