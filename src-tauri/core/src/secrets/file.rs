//! Keys in a file, for machines without a keychain whose user chose that. Mode 0600 and nothing more: no pretended
//! encryption with a key that lies beside it.

use super::{SecretError, SecretStore};
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::BTreeMap,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Largest file that is read. A key has some hundred bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Keys in a JSON file, by account.
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
    /// Reading, changing and writing is one step.
    turn: Mutex<()>,
}

impl FileStore {
    /// Keys in this file. It need not exist, and is made when the first key is kept.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            turn: Mutex::new(()),
        }
    }

    fn read(&self) -> Result<BTreeMap<String, String>, SecretError> {
        let bytes = match fs_err::metadata(&self.path) {
            Ok(found) if found.len() > MAX_BYTES => return Err(damaged()),
            Ok(_) => fs_err::read(&self.path).map_err(|error| failed(&error))?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(failed(&error)),
        };
        // The parser's own words could repeat a piece of the file.
        serde_json::from_slice(&bytes).map_err(|_| damaged())
    }

    fn write(&self, keys: &BTreeMap<String, String>) -> Result<(), SecretError> {
        let text = serde_json::to_vec_pretty(keys).map_err(|_| damaged())?;
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut scratch = self.path.clone().into_os_string();
        scratch.push(format!(".{}.tmp", std::process::id()));
        let scratch = PathBuf::from(scratch);
        let written = fs_err::create_dir_all(folder)
            .and_then(|()| write_private(&scratch, &text))
            .and_then(|()| fs_err::rename(&scratch, &self.path));
        if written.is_err() {
            fs_err::remove_file(&scratch).ok();
        }
        written.map_err(|error| failed(&error))
    }
}

impl SecretStore for FileStore {
    fn probe(&self) -> Result<(), SecretError> {
        self.read().map(drop)
    }

    fn get(&self, account: &str) -> Result<Option<SecretString>, SecretError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.read()?.remove(account).map(SecretString::from))
    }

    fn put(&self, account: &str, secret: &SecretString) -> Result<(), SecretError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut keys = self.read()?;
        keys.insert(account.to_owned(), secret.expose_secret().to_owned());
        self.write(&keys)
    }

    fn delete(&self, account: &str) -> Result<bool, SecretError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut keys = self.read()?;
        if keys.remove(account).is_none() {
            return Ok(false);
        }
        self.write(&keys)?;
        Ok(true)
    }
}

/// Private from the first byte on, not only after a `chmod`.
fn write_private(path: &Path, text: &[u8]) -> std::io::Result<()> {
    // One that a crash left behind may have any mode.
    fs_err::remove_file(path).ok();
    let mut options = fs_err::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    fs_err::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text)?;
    file.sync_data()
}

fn failed(error: &std::io::Error) -> SecretError {
    SecretError::Backend(error.to_string())
}

fn damaged() -> SecretError {
    SecretError::Backend("the file of keys is damaged".to_owned())
}
