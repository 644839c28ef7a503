//! From a file, or a text, to a checked scenario.

use super::check::{check, warnings};
use super::json::{Item, Reader};
use super::problem::{Problem, Problems};
use super::sources::Sources;
use super::tree::Json;
use super::types::Scenario;
use super::{explain, extend, limits, read, set, syntax};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A scenario with what it was read from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The scenario.
    pub scenario: Scenario,
    /// The file's stem, which names the output folder.
    pub stem: String,
    /// SHA-256, in hex, of the file's bytes; of what it extends and what was set too, each after a zero
    /// byte, if there is any.
    pub sha256: String,
    /// What the command line changed in it.
    pub set: Vec<String>,
    /// What is allowed but seldom meant.
    pub warnings: Vec<String>,
    /// The texts: the file, what it extends, what was set.
    pub sources: Sources,
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
    /// The file is not text.
    #[error("{file} is not UTF-8 text: byte {byte:#04x} at {at}, line {line}{}", encoding(*at, *byte))]
    NotText {
        /// The file as it was named.
        file: String,
        /// The first byte that is no text.
        byte: u8,
        /// How many bytes stand before it.
        at: usize,
        /// The line that it stands in.
        line: usize,
    },
    /// The scenario is wrong.
    #[error(transparent)]
    Wrong(#[from] Problems),
}

fn encoding(at: usize, byte: u8) -> &'static str {
    match (at, byte) {
        (0, 0xfe | 0xff) => "; it looks like UTF-16: save it as UTF-8",
        _ => "",
    }
}

/// Reads and checks a scenario file; `-` is standard input.
///
/// # Errors
/// If the file cannot be read, or with all problems of the scenario at once.
pub fn load(path: &Path) -> Result<Source, LoadError> {
    load_with(path, &[])
}

/// Reads a scenario file, sets what arguments such as `nodes.db.mtbf=90d` say, and checks the whole.
///
/// # Errors
/// If the file cannot be read, or with all problems of the scenario at once.
pub fn load_with(path: &Path, sets: &[String]) -> Result<Source, LoadError> {
    Ok(Written::read(path)?.understand(sets)?)
}

/// The text of a scenario, as it was read.
struct Written<'p> {
    file: String,
    stem: String,
    text: String,
    path: Option<&'p Path>,
}

impl Written<'_> {
    fn read(path: &Path) -> Result<Written<'_>, LoadError> {
        if path.as_os_str() == "-" {
            let text = read_text(std::io::stdin().lock(), "<stdin>")?;
            return Ok(Written { file: "<stdin>".into(), stem: "stdin".into(), text, path: None });
        }
        let file = path.display().to_string();
        let text = read_file(path, &file)?;
        let stem = path.file_stem().map_or("scenario".into(), |s| s.to_string_lossy().into_owned());
        Ok(Written { file, stem, text, path: Some(path) })
    }

    fn understand(&self, sets: &[String]) -> Result<Source, Problems> {
        understand(&self.file, &self.stem, self.text.clone(), self.path, sets)
    }
}

/// Reads a scenario file once, and makes a scenario of it for each list of what is set.
///
/// # Errors
/// If the file cannot be read, or with all problems of the first scenario that has any.
pub fn load_each(path: &Path, sets: &[Vec<String>]) -> Result<Vec<Source>, LoadError> {
    let text = Written::read(path)?;
    sets.iter().map(|sets| Ok(text.understand(sets)?)).collect()
}

/// Reads and checks a scenario's text; `file` is named in errors, `stem` names the scenario.
///
/// # Errors
/// All problems of the scenario at once.
pub fn parse(file: &str, stem: &str, text: String) -> Result<Source, Problems> {
    understand(file, stem, text, None, &[])
}

/// Reads a text file of bearable size.
pub(super) fn read_file(path: &Path, file: &str) -> Result<String, LoadError> {
    let io = |source| LoadError::Io { file: file.to_owned(), source };
    read_text(std::fs::File::open(path).map_err(io)?, file)
}

fn read_text(reader: impl Read, file: &str) -> Result<String, LoadError> {
    let file = file.to_owned();
    let mut bytes = Vec::new();
    if let Err(source) = reader.take(limits::FILE_BYTES + 1).read_to_end(&mut bytes) {
        return Err(LoadError::Io { file, source });
    }
    if bytes.len() as u64 > limits::FILE_BYTES {
        return Err(LoadError::TooLarge { file });
    }
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let bytes = e.as_bytes();
        let line = bytes[..at].split(|byte| *byte == b'\n').count();
        LoadError::NotText { file, byte: bytes[at], at, line }
    })
}

/// Makes a scenario of a text, of what it extends and of what is set.
fn understand(
    file: &str,
    stem: &str,
    text: String,
    path: Option<&Path>,
    sets: &[String],
) -> Result<Source, Problems> {
    let mut sources = Sources::default();
    sources.add(file, text);
    match scenario(&mut sources, stem, path, sets) {
        Ok(scenario) => {
            let warnings = warnings(&scenario);
            let sha256 = sha256(&sources);
            let (stem, set) = (stem.to_owned(), sets.to_vec());
            Ok(Source { scenario, stem, sha256, set, warnings, sources })
        }
        Err(mut list) => {
            list.sort_by_key(|p| (p.place.start, p.place.end));
            list.truncate(limits::PROBLEMS);
            Err(Problems { file: file.to_owned(), sources, list })
        }
    }
}

fn scenario(
    sources: &mut Sources,
    stem: &str,
    path: Option<&Path>,
    sets: &[String],
) -> Result<Scenario, Vec<Problem>> {
    let folder = path.and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
    let mut chain: Vec<PathBuf> =
        path.and_then(|path| std::fs::canonicalize(path).ok()).into_iter().collect();
    let mut problems = Vec::new();
    let mut folders = vec![(0, folder.clone())];
    let tree = extend::tree(sources, &mut folders, &mut chain, &mut problems);
    let mut root = tree.map_err(|problem| vec![problem])?;
    for argument in sets {
        let base = sources.add("--set", argument.clone());
        folders.push((base, folder.clone()));
        let before = root.clone();
        let explained = || explained(&before, &folders, stem);
        if let Err(problem) = set::set(&mut root, argument, base, explained) {
            problems.push(problem);
        }
    }
    let mut reader = Reader { problems, folders, ..Reader::default() };
    let scenario = read::scenario(&mut reader, &Item { json: &root, path: String::new() }, stem);
    let mut problems = reader.problems;
    if let Some(scenario) = scenario {
        problems.extend(check(&scenario, &reader.unread, problems.is_empty()));
        if problems.is_empty() {
            return Ok(scenario);
        }
    }
    Err(problems)
}

/// Returns a scenario with every default filled in, as JSON; `None` if it is none.
fn explained(root: &Json, folders: &[(usize, PathBuf)], stem: &str) -> Option<Json> {
    let mut reader = Reader { folders: folders.to_vec(), ..Reader::default() };
    let scenario = read::scenario(&mut reader, &Item { json: root, path: String::new() }, stem)?;
    syntax::parse(&explain(&scenario), 0).ok()
}

fn sha256(sources: &Sources) -> String {
    let mut digest = Sha256::new();
    for (i, text) in sources.texts().enumerate() {
        if i > 0 {
            digest.update([0]);
        }
        digest.update(text);
    }
    digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
