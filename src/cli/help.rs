//! `quorate completions` and `quorate man`: what shells and readers want to know of the commands.

use super::exit::{Exit, Failure};
use super::{Arguments, run::print};
use crate::report::Folder;
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArguments {
    /// Which shell.
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct ManArguments {
    /// The command whose page to print; without it that of the program.
    command: Option<String>,
    /// Write every page into DIR instead: quorate.1, quorate-run.1 and so on.
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    out: Option<PathBuf>,
}

/// Prints a script that lets a shell complete commands and options.
pub(super) fn completions(arguments: &CompletionsArguments) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "quorate", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}

/// Prints the page of the program or of a command, or writes them all.
pub(super) fn man(arguments: &ManArguments) -> Result<Exit, Failure> {
    let mut program = Arguments::command().disable_help_subcommand(true);
    program.build();
    if let Some(out) = &arguments.out {
        let folder = Folder::open(out)?;
        folder.write("quorate.1", &page(&program))?;
        for command in program.get_subcommands() {
            folder.write(&format!("quorate-{}.1", command.get_name()), &page(command))?;
        }
        return Ok(Exit::Fine);
    }
    let page = match &arguments.command {
        None => page(&program),
        Some(name) => match program.find_subcommand(name) {
            Some(command) => page(command),
            None => return Err(unknown(&program, name)),
        },
    };
    print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Fine)
}

fn page(command: &Command) -> Vec<u8> {
    let mut page = Vec::new();
    // Once built, a command knows that its page is called `quorate-run`.
    let version = concat!("quorate ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone().version(env!("CARGO_PKG_VERSION")));
    let man = man.source(version).manual("quorate");
    man.render(&mut page).expect("memory can be written to");
    page
}

fn unknown(program: &Command, name: &str) -> Failure {
    let names: Vec<&str> = program.get_subcommands().map(Command::get_name).collect();
    let what = format!("there is no command `{name}`");
    Failure::Unknown { what, hint: format!("commands: {}", names.join(", ")) }
}
