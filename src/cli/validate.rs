//! `quorate validate` and `quorate schema`: check scenarios without simulating them.

use super::ValidateArguments;
use super::exit::{Exit, Failure};
use super::run::{print, to_json};
use crate::scenario::{self, Names, Source, load_with};

/// Checks every file, also when one is wrong.
pub(super) fn validate(arguments: &ValidateArguments) -> Result<Exit, Failure> {
    let mut good = true;
    for path in &arguments.scenarios {
        match load_with(path, &arguments.set) {
            Ok(source) if arguments.explain => {
                print(&scenario::explain(&source.scenario))?;
                for warning in &source.warnings {
                    anstream::eprintln!("warning: {warning}");
                }
            }
            Ok(source) => print(&verdict(&path.display().to_string(), &source))?,
            Err(error) => good &= Failure::from(error).report() == Exit::Fine,
        }
    }
    Ok(if good { Exit::Fine } else { Exit::Wrong })
}

/// Prints the JSON Schema of scenario files.
pub(super) fn schema() -> Result<Exit, Failure> {
    print(&to_json(&scenario::schema()))?;
    Ok(Exit::Fine)
}

/// Returns a line that says what there is, and one for each thing that is seldom meant.
fn verdict(file: &str, source: &Source) -> String {
    let scenario = &source.scenario;
    let (names, _) = Names::gather(scenario);
    let counted = [
        count(names.components.len(), "component"),
        count(scenario.clusters.len(), "cluster"),
        count(scenario.services.len(), "service"),
    ];
    let mut text = format!("{file}: ok, {}\n", counted.join(", "));
    for warning in &source.warnings {
        text.extend(["warning: ", warning, "\n"]);
    }
    text
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
