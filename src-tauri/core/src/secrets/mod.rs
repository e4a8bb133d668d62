//! Keys of servers: where they are kept and who may see them.
//!
//! Keys go into the system's keychain. Where there is none they stay in memory, and only where the user says so they go into a
//! file, which is called what it is: not encrypted. Never silently from one to the other (`platform.md` 1.5). Must not know of
//! servers or requests; an account is any text. Nothing here prints, logs or puts a secret into an error.

mod file;
mod keychain;
mod session;
mod vault;

pub use file::FileStore;
pub use keychain::Keychain;
pub use session::SessionStore;
pub use vault::{Vault, environment_variable, hint};

use secrecy::SecretString;

/// Under which the keychain lists our keys.
pub const SERVICE: &str = "app.rushes.Rushes";

/// Why a key cannot be read or kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is no keychain: no session bus, or nobody on it who keeps secrets.
    #[error("no keychain answers")]
    Unavailable,
    /// The keychain is locked, and was not unlocked when it asked.
    #[error("the keychain is locked")]
    Locked,
    /// It did not answer in time. It may have asked the user something.
    #[error("the keychain did not answer in time")]
    Timeout,
    /// Anything else, in words without secrets.
    #[error("the key store failed: {0}")]
    Backend(String),
}

/// A place for keys. Its calls block, and may wait for the user to type a password.
pub trait SecretStore: Send + Sync {
    /// Whether it can be used, without asking the user anything.
    fn probe(&self) -> Result<(), SecretError>;

    /// The key of an account, or `None` if it has none.
    fn get(&self, account: &str) -> Result<Option<SecretString>, SecretError>;

    /// Keeps a key, over one that was there.
    fn put(&self, account: &str, secret: &SecretString) -> Result<(), SecretError>;

    /// Removes a key. Tells whether there was one.
    fn delete(&self, account: &str) -> Result<bool, SecretError>;
}

#[cfg(test)]
mod tests;
