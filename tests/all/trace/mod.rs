//! One history told: it is the one that a study plays, and its words are right.

mod command;
mod random;
mod same;
mod stories;
