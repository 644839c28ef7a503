//! The `quorate` program.

use clap::Parser;
use quorate::cli::{Arguments, Exit, execute};

fn main() -> Exit {
    execute(&Arguments::parse())
}
