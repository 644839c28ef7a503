//! Files that are whole or not there.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {source}")]
pub struct WriteError {
    path: String,
    source: std::io::Error,
}

/// A folder into which results are written.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// Whether it was made when it was opened.
    is_new: bool,
}

impl Folder {
    /// Opens a folder, making it if it is not there.
    ///
    /// # Errors
    /// If it cannot be made, or no file can be made in it.
    pub fn open(path: impl Into<PathBuf>) -> Result<Folder, WriteError> {
        let path = path.into();
        let is_new = !path.exists();
        std::fs::create_dir_all(&path)
            .and_then(|()| tempfile::tempfile_in(&path))
            .map_err(|source| failed(&path, source))?;
        Ok(Folder { path, is_new })
    }

    /// Leaves things as they were before the folder was opened, if nothing was written into it.
    pub fn leave(self) {
        if self.is_new {
            // It is there still if something has come into it, which is then not ours to remove.
            let _ = std::fs::remove_dir(&self.path);
        }
    }

    /// Opens a folder inside this one.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn inner(&self, name: &str) -> Result<Folder, WriteError> {
        Folder::open(self.path.join(name))
    }

    /// Where the folder is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file beside its place and renames it in, so that whoever looks finds the old one or
    /// the new one, never half of one.
    ///
    /// # Errors
    /// If it cannot be written; the old one is still there then.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.write_with(name, |file| file.write_all(bytes))
    }

    /// Writes a file as [`write`](Self::write) does, piece by piece.
    ///
    /// # Errors
    /// If it cannot be written; the old one is still there then.
    pub fn write_with(
        &self,
        name: &str,
        pieces: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), WriteError> {
        let path = self.path.join(name);
        let write = || {
            self.beside(pieces)?.persist(&path)?;
            Ok(())
        };
        write().map_err(|source| failed(&path, source))
    }

    /// Writes a file as [`write`](Self::write) does, unless there is one already; returns whether it did.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_new(&self, name: &str, bytes: &[u8]) -> Result<bool, WriteError> {
        let path = self.path.join(name);
        let write = || match self.beside(|file| file.write_all(bytes))?.persist_noclobber(&path) {
            Err(e) if e.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(e) => Err(e.error),
            Ok(_) => Ok(true),
        };
        write().map_err(|source| failed(&path, source))
    }

    /// Writes a file that is still without its name.
    fn beside(
        &self,
        pieces: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> std::io::Result<tempfile::NamedTempFile> {
        let file = tempfile::Builder::new().prefix(".").tempfile_in(&self.path)?;
        let mut file = BufWriter::new(file);
        pieces(&mut file)?;
        let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        readable(file.as_file())?;
        Ok(file)
    }

    /// Removes a file of an earlier run that this one does not write, if it is there.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), WriteError> {
        let path = self.path.join(name);
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(failed(&path, e)),
            _ => Ok(()),
        }
    }
}

/// Temporary files are private; results are for everyone whom the folder lets in.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

fn failed(path: &Path, source: std::io::Error) -> WriteError {
    WriteError { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path().join("a/b")).unwrap();
        folder.write("x.txt", b"one").unwrap();
        folder.write("x.txt", b"two").unwrap();
        assert_eq!(std::fs::read(folder.path().join("x.txt")).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside");
        assert!(!folder.write_new("x.txt", b"three").unwrap());
        assert_eq!(std::fs::read(folder.path().join("x.txt")).unwrap(), b"two");
        folder.remove("x.txt").unwrap();
        folder.remove("x.txt").unwrap();
        assert!(folder.write_new("x.txt", b"three").unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside");
    }
}
