//! How a command ends.

use crate::report::WriteError;
use crate::scenario::LoadError;
use crate::study::StudyError;
use std::process::{ExitCode, Termination};

/// Exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything was done.
    Fine = 0,
    /// An assertion failed or a regression was proven.
    Failed = 1,
    /// The command line or a scenario is wrong, or results could not be written.
    Wrong = 2,
    /// What was asked could not be decided within the trials.
    Undecided = 3,
    /// Someone pressed Ctrl-C.
    Interrupted = 130,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Study(#[from] StudyError),
    #[error(transparent)]
    Write(#[from] WriteError),
    /// What was asked for is not there.
    #[error("{what}\nhint: {hint}")]
    Unknown { what: String, hint: String },
    /// What was asked for makes no sense.
    #[error("{0}")]
    Command(String),
    #[error("cannot write to standard output: {0}")]
    Print(std::io::Error),
}

impl Failure {
    /// Prints the failure and returns the exit code that goes with it.
    pub(super) fn report(self) -> Exit {
        match self {
            // Whoever reads our output has seen enough: that is no error.
            Failure::Print(e) if e.kind() == std::io::ErrorKind::BrokenPipe => return Exit::Fine,
            Failure::Load(LoadError::Wrong(problems)) => {
                // Rendered in colour; the stream takes the colours out where they are not wanted.
                anstream::eprint!("{}", problems.render(true));
            }
            failure => anstream::eprintln!("error: {failure}"),
        }
        Exit::Wrong
    }
}
