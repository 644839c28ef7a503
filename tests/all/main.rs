//! Everything that is tested from outside, in one binary: a file for each thing that is claimed.

mod command;
mod common;
mod ending;
mod language;
mod properties;
mod timeline;
mod truth;
mod wild;
