//! Words for people, in the window's two languages. What a script reads is `--json`, whose names never change. Must not know
//! where a word is printed.

mod money;
mod servers;

use crate::sentences::Language;

impl Language {
    /// One of two.
    const fn of(self, english: &'static str, chinese: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }

    pub const fn any(self) -> &'static str {
        self.of("(any)", "（任意）")
    }
}
