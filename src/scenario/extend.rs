//! `extends`: a scenario that begins with another file.

use super::limits;
use super::load::{LoadError, read_file};
use super::problem::{Problem, shown};
use super::sources::Sources;
use super::syntax;
use super::tree::{Json, Value, place};
use std::path::{Path, PathBuf};

/// Reads a text and what it extends into one tree; problems of keys given twice are added.
///
/// The text is the last of `folders`: where each text begins, with the folder where its paths start.
/// `chain` are the files that led here, the first first.
///
/// # Errors
/// If a text is not JSON, or a file that is extended cannot be had.
pub(super) fn tree(
    sources: &mut Sources,
    folders: &mut Vec<(usize, PathBuf)>,
    chain: &mut Vec<PathBuf>,
    problems: &mut Vec<Problem>,
) -> Result<Json, Problem> {
    let (base, folder) = folders.last().cloned().unwrap_or_default();
    let mut json = syntax::parse(sources.text(base), base)?;
    json.single_keys("", problems);
    let Some(extends) = json.remove("extends") else { return Ok(json) };
    let wrong = |what: String, hint: Option<&str>| {
        let place = place("extends".into(), extends.value.span);
        Problem { place, what, hint: hint.map(Into::into) }
    };
    let Value::Text(name) = &extends.value.value else {
        let hint = "`\"extends\": \"base.json\"`, from the folder of this file";
        return Err(wrong("expected the path of a scenario file".into(), Some(hint)));
    };
    let path = folder.join(name);
    // The same file by another name is the same file.
    let own = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    if chain.contains(&own) {
        let hint = "the chain of `extends` has to end at a file without it";
        return Err(wrong(format!("`{}` extends itself", shown(name)), Some(hint)));
    }
    if chain.len() >= limits::EXTENDS {
        let what = format!("more than {} files extend one another", limits::EXTENDS);
        return Err(wrong(what, None));
    }
    let text = read_file(&path, &path.display().to_string()).map_err(|e| {
        let hint = "the path starts at the folder of the file that it stands in";
        let missing = matches!(e, LoadError::Io { .. });
        wrong(e.to_string(), missing.then_some(hint))
    })?;
    let base = sources.add(&path.display().to_string(), text);
    folders.push((base, path.parent().unwrap_or(Path::new("")).to_owned()));
    chain.push(own);
    let mut whole = tree(sources, folders, chain, problems)?;
    // A variant is not the design that it starts from: it has its own name.
    whole.remove("name");
    whole.remove("$schema");
    whole.merge(json);
    Ok(whole)
}
