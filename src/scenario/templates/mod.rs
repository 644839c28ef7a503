//! Scenarios to begin with: each is whole and runs as it is, with a few values to be chosen.
//!
//! They take their figures from the catalogue, so that they stay short; the files in `scenarios/` are
//! worked examples with figures of their own.

use super::problem::nearest;
use super::syntax;
use super::tree::{Json, Span, Value};
use super::values;

/// A scenario to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a line.
    pub what: &'static str,
    /// The scenario.
    pub text: &'static str,
    /// What of it can be chosen beside its name.
    pub choices: &'static [Choice],
}

/// A value of a template that can be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// What sort of value it is.
    pub sort: Sort,
    /// Where it stands in the scenario.
    pub path: &'static [&'static str],
    /// What to ask for it.
    pub question: &'static str,
}

/// Sorts of values that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The scenario's name.
    Name,
    /// How many nodes or disks, at least so many.
    Count {
        /// The fewest that make sense.
        least: u32,
    },
    /// Up time to the next failure.
    Mtbf,
    /// Time to repair.
    Mttr,
}

/// What every template lets one choose.
const NAME: Choice = Choice { sort: Sort::Name, path: &["name"], question: "Name of the scenario" };

macro_rules! hardware {
    ($node:literal) => {
        [
            Choice {
                sort: Sort::Mtbf,
                path: &["nodes", $node, "faults", "hardware", "mtbf"],
                question: "Mean time between failures of one server",
            },
            Choice {
                sort: Sort::Mttr,
                path: &["nodes", $node, "faults", "hardware", "mttr"],
                question: "Mean time to repair one",
            },
        ]
    };
}

/// A template whose servers of a name can be chosen, and how many there are.
macro_rules! of_nodes {
    ($name:literal, $what:literal, $node:literal, $least:literal, $question:literal) => {
        Template {
            name: $name,
            what: $what,
            text: include_str!(concat!($name, ".json")),
            choices: &[
                Choice {
                    sort: Sort::Count { least: $least },
                    path: &["nodes", $node, "count"],
                    question: $question,
                },
                hardware!($node)[0],
                hardware!($node)[1],
            ],
        }
    };
    ($name:literal, $what:literal, $node:literal) => {
        Template {
            name: $name,
            what: $what,
            text: include_str!(concat!($name, ".json")),
            choices: &hardware!($node),
        }
    };
}

/// Every template, simple ones first.
const TEMPLATES: [Template; 10] = [
    of_nodes!("single-server", "One server with nothing behind it", "server"),
    of_nodes!("active-passive", "Two servers and a shared disk, with fencing", "db"),
    of_nodes!(
        "quorum",
        "Servers of which a majority acts, three unless you say more",
        "db",
        3,
        "Number of servers"
    ),
    of_nodes!(
        "load-balanced",
        "Web servers that all serve, behind a pair of balancers",
        "web",
        2,
        "Number of web servers"
    ),
    of_nodes!(
        "replicated-database",
        "Two database servers with a copy of the data each, and a witness",
        "db"
    ),
    of_nodes!(
        "stretched",
        "Two sites with half of the servers each, and a witness at a third place",
        "db",
        2,
        "Number of servers, an even one"
    ),
    of_nodes!(
        "kubernetes",
        "Workers and etcd in three zones, pods that are moved",
        "worker",
        5,
        "Number of workers"
    ),
    Template {
        name: "raid-array",
        what: "An array of disks, spares on the shelf, bursts of failures",
        text: include_str!("raid-array.json"),
        choices: &[
            Choice {
                sort: Sort::Count { least: 4 },
                path: &["disks", "raid", "count"],
                question: "Number of disks",
            },
            Choice {
                sort: Sort::Mttr,
                path: &["disks", "raid", "faults", "failure", "mttr"],
                question: "Mean time to replace a disk",
            },
        ],
    },
    of_nodes!("disaster-recovery", "A pair at one site, and a plan for the loss of it", "db"),
    of_nodes!(
        "web-shop",
        "Balancers, web servers, database, racks, releases, patches and an SLA",
        "web",
        2,
        "Number of web servers"
    ),
];

/// Returns every template.
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// Returns the template of a name.
///
/// # Errors
/// What is wrong with the name, and what was probably meant.
pub fn template(name: &str) -> Result<&'static Template, (String, String)> {
    if let Some(found) = TEMPLATES.iter().find(|template| template.name == name) {
        return Ok(found);
    }
    let what = format!("there is no template `{}`", super::problem::shown(name));
    let rest = "`quorate new` lists all";
    let hint = match nearest(name, TEMPLATES.iter().map(|template| template.name)) {
        Some(meant) => format!("did you mean `{meant}`? {rest}"),
        None => rest.into(),
    };
    Err((what, hint))
}

impl Template {
    /// Returns all that can be chosen.
    pub fn all_choices(&self) -> impl Iterator<Item = Choice> {
        std::iter::once(NAME).chain(self.choices.iter().copied())
    }

    /// Returns what stands in the template where a choice is, as it stands there.
    pub fn default_of(&self, choice: &Choice) -> &'static str {
        let span = self.place(choice);
        &self.text[span.start..span.end]
    }

    /// Returns the scenario with these choices, each as JSON, and all else as it was.
    pub fn with(&self, chosen: &[(Choice, String)]) -> String {
        let mut edits: Vec<(Span, &str)> =
            chosen.iter().map(|(choice, json)| (self.place(choice), json.as_str())).collect();
        edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let mut text = self.text.to_owned();
        for (span, json) in edits {
            text.replace_range(span.start..span.end, json);
        }
        text
    }

    fn place(&self, choice: &Choice) -> Span {
        let tree = syntax::parse(self.text, 0).expect("a test parses every template");
        let at = choice.path.iter().try_fold(&tree, |at, key| member(at, key));
        at.expect("a test finds every choice of every template").span
    }
}

fn member<'j>(json: &'j Json, key: &str) -> Option<&'j Json> {
    let Value::Object(properties) = &json.value else { return None };
    properties.iter().find(|p| p.name == key).map(|p| &p.value)
}

impl Sort {
    /// Reads an answer and returns it as JSON.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what is allowed.
    pub fn read(self, answer: &str) -> Result<String, String> {
        let answer = answer.trim();
        match self {
            Sort::Name if answer.is_empty() || answer.chars().any(char::is_control) => {
                Err("a name is a line of text".into())
            }
            Sort::Name => Ok(serde_json::Value::from(answer).to_string()),
            Sort::Count { least } => match answer.parse::<u32>() {
                Ok(n) if (least..=10_000).contains(&n) => Ok(n.to_string()),
                _ => Err(format!("`{answer}` is not a whole number from {least} to 10000")),
            },
            Sort::Mtbf | Sort::Mttr => {
                let span = values::Span::parse(answer)?;
                if self == Sort::Mtbf && span.ns() <= 0.0 {
                    return Err("an MTBF is longer than 0".into());
                }
                Ok(serde_json::Value::from(answer).to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;

    #[test]
    fn every_template_is_a_scenario_without_a_warning() {
        for template in templates() {
            let source = parse(template.name, template.name, template.text.into());
            let source = source.unwrap_or_else(|e| panic!("{}", e.render(false)));
            assert_eq!(source.warnings, [""; 0], "{}", template.name);
            assert!(source.scenario.description.is_some(), "{}", template.name);
        }
    }

    #[test]
    fn what_is_chosen_is_changed_and_nothing_else() {
        for template in templates() {
            let same: Vec<(Choice, String)> =
                template.all_choices().map(|c| (c, template.default_of(&c).to_owned())).collect();
            assert_eq!(template.with(&same), template.text, "{}", template.name);
            let other = |choice: Choice| {
                let answer = match choice.sort {
                    Sort::Name => r#"Ours, "the big one""#,
                    Sort::Count { .. } => "12",
                    Sort::Mtbf => "1000d",
                    Sort::Mttr => "7h",
                };
                (choice, choice.sort.read(answer).unwrap())
            };
            let text = template.with(&template.all_choices().map(other).collect::<Vec<_>>());
            let source = parse(template.name, template.name, text.clone());
            let source = source.unwrap_or_else(|e| panic!("{}", e.render(false)));
            assert_eq!(source.scenario.name, r#"Ours, "the big one""#);
            assert_eq!(text.contains("1000d"), template.text.contains(r#""mtbf": "1y""#));
            assert!(text.contains(r#""mttr": "7h""#), "{}", template.name);
            assert_eq!(text.lines().count(), template.text.lines().count());
        }
    }

    #[test]
    fn wrong_answers_are_refused() {
        for (sort, answer, said) in [
            (Sort::Name, "  ", "a name is a line of text"),
            (Sort::Count { least: 3 }, "2", "`2` is not a whole number from 3 to 10000"),
            (Sort::Count { least: 3 }, "three", "`three` is not a whole number from 3"),
            (Sort::Mtbf, "0s", "an MTBF is longer than 0"),
            (Sort::Mtbf, "90", "`90` has no unit"),
            (Sort::Mttr, "soon", "`soon` is not a duration"),
        ] {
            let found = sort.read(answer).unwrap_err();
            assert!(found.starts_with(said), "{found}");
        }
        assert_eq!(Sort::Mttr.read(" 0s "), Ok("\"0s\"".into()));
    }
}
