//! Identifiers that we make ourselves: a prefix that tells the kind, then 16 characters of base 32.
//!
//! They are safe as file names, URL path segments and shell words. A server's own id is never one of these; it is kept
//! as opaque text (`wire.md` 3.A).

use serde::{Deserialize, Serialize};
use std::fmt;

/// Crockford's alphabet in lower case: no `i`, `l`, `o`, `u`, so an id read aloud is not misheard.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Random bytes that one id is made of (80 bits).
pub type Seed = [u8; 10];

fn encode(seed: Seed) -> String {
    let mut out = String::with_capacity(16);
    let mut buffer: u16 = 0;
    let mut bits = 0;
    for byte in seed {
        buffer = (buffer << 8) | u16::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(ALPHABET[usize::from((buffer >> bits) & 31)]));
        }
        buffer &= (1 << bits) - 1;
    }
    out
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(String);

        impl $name {
            /// Makes an id from 80 random bits.
            pub fn from_seed(seed: Seed) -> Self {
                Self(format!(concat!($prefix, "{}"), encode(seed)))
            }

            /// Takes text as it came from the window, a command line or the database. Unknown ids are simply not found.
            pub fn from_text(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// One request for one or more videos, and everything that became of it.
    JobId, "job_"
);
id!(
    /// The jobs that one press of Create made; shown as one stack.
    BatchId, "bat_"
);
id!(
    /// A server in the user's list.
    ServerId, "srv_"
);
id!(
    /// A file of the library.
    AssetId, "ast_"
);
id!(
    /// A picture that was brought in and waits in a slot of the composer.
    StagedId, "pic_"
);

impl ServerId {
    /// The built-in demo server, which is always in the list under this id.
    pub fn demo() -> Self {
        Self("demo".to_owned())
    }

    /// In the place of a server where a video came as a file. It is in no list, and nothing can be asked of it.
    pub fn file() -> Self {
        Self("media".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_its_prefix_and_sixteen_characters() {
        let id = JobId::from_seed([0xff; 10]);
        assert_eq!(id.as_str(), "job_zzzzzzzzzzzzzzzz");
    }

    #[test]
    fn different_seeds_make_different_ids() {
        let mut seed = [0; 10];
        let first = AssetId::from_seed(seed);
        seed[9] = 1;
        assert_ne!(first, AssetId::from_seed(seed));
    }
}
