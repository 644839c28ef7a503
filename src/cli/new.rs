//! `quorate new`: a scenario to begin with.

use super::exit::{Exit, Failure};
use super::run::print;
use crate::report::Folder;
use crate::scenario::templates::{Choice, Sort, Template, template, templates};
use crate::scenario::{self, LoadError};
use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct NewArguments {
    /// What to begin with; without it all templates are listed.
    template: Option<String>,
    /// The file to write; `-` is standard output [default: <TEMPLATE>.json].
    file: Option<PathBuf>,
    /// Name of the scenario.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// How many nodes of the sort that matters most; of `raid-array` how many disks.
    #[arg(long, value_name = "N", visible_alias = "disks")]
    nodes: Option<String>,
    /// Mean time between failures of one of them, such as 90d.
    #[arg(long, value_name = "TIME")]
    mtbf: Option<String>,
    /// Mean time to repair one, such as 4h; exponential then.
    #[arg(long, value_name = "TIME")]
    mttr: Option<String>,
    /// Ask nothing, also on a terminal.
    #[arg(long)]
    defaults: bool,
    /// Overwrite the file if it is there.
    #[arg(long)]
    force: bool,
}

impl NewArguments {
    /// Returns the option for a sort of values, with what was given.
    fn option(&self, sort: Sort) -> Option<&String> {
        match sort {
            Sort::Name => self.name.as_ref(),
            Sort::Count { .. } => self.nodes.as_ref(),
            Sort::Mtbf => self.mtbf.as_ref(),
            Sort::Mttr => self.mttr.as_ref(),
        }
    }
}

/// Returns the option's name.
fn flag(sort: Sort) -> &'static str {
    match sort {
        Sort::Name => "--name",
        Sort::Count { .. } => "--nodes",
        Sort::Mtbf => "--mtbf",
        Sort::Mttr => "--mttr",
    }
}

/// Writes a scenario made of a template, or lists the templates.
pub(super) fn new(arguments: &NewArguments) -> Result<Exit, Failure> {
    let Some(name) = &arguments.template else {
        print(&list())?;
        return Ok(Exit::Fine);
    };
    let template = template(name).map_err(|(what, hint)| Failure::Unknown { what, hint })?;
    let file = arguments.file.clone().unwrap_or_else(|| format!("{name}.json").into());
    let prints = file.as_os_str() == "-";
    if !prints && !arguments.force && file.exists() {
        // Before anything is asked.
        return Err(exists(&file));
    }
    let mut chosen = given(template, arguments)?;
    if !prints && !arguments.defaults && is_interactive() {
        let open: Vec<Choice> = template
            .all_choices()
            .filter(|c| chosen.iter().all(|(g, _)| g.sort != c.sort))
            .collect();
        let mut out = std::io::stderr();
        let answers = ask(template, &open, &mut std::io::stdin().lock(), &mut out);
        let Some(answers) = answers.map_err(Failure::Print)? else {
            return Err(Failure::Command("no answer: nothing was written".into()));
        };
        chosen.extend(answers);
    }
    let text = template.with(&chosen);
    let shown = file.display().to_string();
    let stem = file.file_stem().map_or("scenario".into(), |s| s.to_string_lossy());
    // Two answers may not go together.
    let source = scenario::parse(&shown, &stem, text.clone()).map_err(LoadError::from)?;
    if prints {
        print(&text)?;
        return Ok(Exit::Fine);
    }
    write(&file, &text, arguments.force)?;
    let mut said = format!("{shown} is written: {}\n", source.scenario.name);
    for warning in &source.warnings {
        let _ = writeln!(said, "warning: {warning}");
    }
    let _ = writeln!(said, "Next: quorate run {}", quoted(&shown));
    print(&said)?;
    Ok(Exit::Fine)
}

/// Returns the templates with what they are.
fn list() -> String {
    let mut text = String::from("Scenarios to begin with:\n");
    for template in templates() {
        let _ = writeln!(text, "  {:<20}  {}", template.name, template.what);
    }
    text.push_str("Next: quorate new TEMPLATE [FILE]\n");
    text
}

/// Reads what the command line says.
fn given(template: &Template, arguments: &NewArguments) -> Result<Vec<(Choice, String)>, Failure> {
    let mut chosen = Vec::new();
    for choice in template.all_choices() {
        if let Some(answer) = arguments.option(choice.sort) {
            let json = choice.sort.read(answer);
            let json =
                json.map_err(|what| Failure::Command(format!("{}: {what}", flag(choice.sort))))?;
            chosen.push((choice, json));
        }
    }
    for sort in [Sort::Count { least: 0 }, Sort::Mtbf, Sort::Mttr] {
        let has = template.choices.iter().any(|c| flag(c.sort) == flag(sort));
        if !has && arguments.option(sort).is_some() {
            let what = format!("`{}` has no {} to choose", template.name, flag(sort));
            let options: Vec<&str> = template.all_choices().map(|c| flag(c.sort)).collect();
            let hint = format!("it has {}; all else is changed in the file", options.join(", "));
            return Err(Failure::Unknown { what, hint });
        }
    }
    Ok(chosen)
}

/// Whether somebody is there to answer.
fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks for each choice until the answer makes sense; an empty one leaves what is in the template. `None` if
/// there are no more answers.
fn ask(
    template: &Template,
    choices: &[Choice],
    from: &mut impl BufRead,
    to: &mut impl Write,
) -> std::io::Result<Option<Vec<(Choice, String)>>> {
    let mut answers = Vec::new();
    for choice in choices {
        loop {
            write!(to, "{} [{}]: ", choice.question, spoken(template.default_of(choice)))?;
            to.flush()?;
            let mut line = String::new();
            if from.read_line(&mut line)? == 0 {
                writeln!(to)?;
                return Ok(None);
            }
            if line.trim().is_empty() {
                break;
            }
            match choice.sort.read(&line) {
                Ok(json) => {
                    answers.push((*choice, json));
                    break;
                }
                Err(what) => writeln!(to, "  {what}")?,
            }
        }
    }
    Ok(Some(answers))
}

/// Returns a JSON value without its brackets and quotes.
fn spoken(json: &str) -> String {
    let bare = json.replace(['{', '}', '"'], " ");
    let words = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace(" :", ":").replace(" ,", ",")
}

/// Writes the file whole, or not at all.
fn write(file: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = Folder::open(parent.unwrap_or(Path::new(".")))?;
    let Some(name) = file.file_name().map(|name| name.to_string_lossy().into_owned()) else {
        return Err(Failure::Command(format!("{} is not a file", file.display())));
    };
    if force {
        folder.write(&name, text.as_bytes())?;
        return Ok(());
    }
    // Someone may have made it meanwhile.
    if folder.write_new(&name, text.as_bytes())? { Ok(()) } else { Err(exists(file)) }
}

fn exists(file: &Path) -> Failure {
    let what = format!("{} is there already", file.display());
    Failure::Unknown { what, hint: "name another file, or overwrite it with --force".into() }
}

/// Returns a path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = path.chars().all(|c| c.is_alphanumeric() || "._/-+@%".contains(c));
    if plain { path.into() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str, input: &str) -> (Option<Vec<String>>, String) {
        let template = template(name).unwrap();
        let choices: Vec<Choice> = template.all_choices().collect();
        let mut out = Vec::new();
        let answers = ask(template, &choices, &mut input.as_bytes(), &mut out).unwrap();
        let answers = answers.map(|all| all.into_iter().map(|(_, json)| json).collect());
        (answers, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_wrong_answer_is_asked_for_again_and_an_empty_one_is_the_default() {
        let (answers, said) = asked("quorum", "Ours\n2\n5\n\n90\n4h\n");
        assert_eq!(answers, Some(vec!["\"Ours\"".into(), "5".into(), "\"4h\"".into()]));
        assert!(said.starts_with("Name of the scenario [Servers with quorum]: "), "{said}");
        assert!(
            said.contains("Number of servers [3]:   `2` is not a whole number from 3"),
            "{said}"
        );
        assert!(said.contains("Mean time between failures of one server [1y]: "), "{said}");
        assert!(said.contains("  `90` has no unit;"), "{said}");
        assert!(
            said.contains("Mean time to repair one [lognormal: median: 60m, mean: 355m]"),
            "{said}"
        );
    }

    #[test]
    fn without_an_answer_there_is_no_scenario() {
        assert_eq!(asked("quorum", "Ours\n5\n").0, None);
        assert_eq!(asked("quorum", "\n\n\n\n").0, Some(Vec::new()));
    }

    #[test]
    fn a_shell_takes_the_path() {
        assert_eq!(quoted("a/b-1.json"), "a/b-1.json");
        assert_eq!(quoted("it's mine.json"), r"'it'\''s mine.json'");
    }
}
