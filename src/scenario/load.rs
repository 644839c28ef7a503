//! From a file, or a text, to a checked scenario.

use super::check::{check, warnings};
use super::json::{Item, Reader};
use super::limits;
use super::problem::{Place, Problem, Problems};
use super::read;
use super::types::Scenario;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::io::Read;
use std::path::Path;

/// A scenario with what it was read from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The scenario.
    pub scenario: Scenario,
    /// The file's stem, which names the output folder.
    pub stem: String,
    /// SHA-256 of the file's bytes, in hex.
    pub sha256: String,
    /// What is allowed but seldom meant.
    pub warnings: Vec<String>,
}

/// Why a scenario could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot read {file}: {source}")]
    Io {
        /// The file as it was named.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is larger than any scenario.
    #[error("{file} is larger than {} MiB: that is not a scenario", limits::FILE_BYTES >> 20)]
    TooLarge {
        /// The file as it was named.
        file: String,
    },
    /// The scenario is wrong.
    #[error(transparent)]
    Wrong(#[from] Problems),
}

/// Reads and checks a scenario file.
///
/// # Errors
/// If the file cannot be read, or with all problems of the scenario at once.
pub fn load(path: &Path) -> Result<Source, LoadError> {
    let file = path.display().to_string();
    let io = |source| LoadError::Io { file: file.clone(), source };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(path).map_err(io)?;
    opened.take(limits::FILE_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limits::FILE_BYTES {
        return Err(LoadError::TooLarge { file });
    }
    let text = String::from_utf8(bytes)
        .map_err(|e| io(std::io::Error::new(std::io::ErrorKind::InvalidData, e.utf8_error())))?;
    let stem = path.file_stem().map_or("scenario".into(), |s| s.to_string_lossy().into_owned());
    Ok(parse(&file, &stem, text)?)
}

/// Reads and checks a scenario's text; `file` is named in errors, `stem` names the scenario.
///
/// # Errors
/// All problems of the scenario at once.
pub fn parse(file: &str, stem: &str, text: String) -> Result<Source, Problems> {
    let mut sha256 = String::new();
    for byte in Sha256::digest(&text) {
        let _ = write!(sha256, "{byte:02x}");
    }
    match understand(&text, stem) {
        Ok(scenario) => {
            let warnings = warnings(&scenario);
            Ok(Source { scenario, stem: stem.to_owned(), sha256, warnings })
        }
        Err(mut list) => {
            list.sort_by_key(|p| (p.place.start, p.place.end));
            Err(Problems { file: file.to_owned(), text, list })
        }
    }
}

fn understand(text: &str, stem: &str) -> Result<Scenario, Vec<Problem>> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|e| {
        let range = e.range();
        let place = Place { path: String::new(), start: range.start, end: range.end };
        let what = format!("this is not JSON: {}", e.kind().to_string().to_lowercase());
        vec![Problem { place, what, hint: None }]
    })?;
    let Some(value) = parsed.value else {
        let hint = "the smallest scenario: {\"quorate\": 1, \"nodes\": {\"web\": {\"mtbf\": \"90d\", \"mttr\": \"4h\"}}, \"services\": {\"site\": {\"needs\": \"web\"}}}";
        let what = "the file is empty".into();
        return Err(vec![Problem { place: Place::default(), what, hint: Some(hint.into()) }]);
    };
    let mut reader = Reader::default();
    let root = Item { value: &value, path: String::new() };
    let scenario = read::scenario(&mut reader, &root, stem);
    let mut problems = reader.problems;
    if let Some(scenario) = scenario {
        problems.extend(check(&scenario, &reader.unread, problems.is_empty()));
        if problems.is_empty() {
            return Ok(scenario);
        }
    }
    Err(problems)
}
