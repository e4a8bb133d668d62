//! A start that cannot succeed: the window opens all the same, says why in the user's language, and offers what helps. The
//! program ends with a code for scripts.

use rushes_core::dto::{ErrorCode, ErrorView};
use rushes_core::home::Home;
use std::process::ExitCode;

/// Another Rushes has the library (`EX_TEMPFAIL`), the same number as the command line.
const IN_USE: i32 = 75;

/// Why there is no session.
#[derive(Debug)]
pub struct Failure {
    error: ErrorView,
}

impl Failure {
    /// With the folder that it is about.
    pub fn new(mut error: ErrorView, home: &Home) -> Self {
        let folder = home.library.to_string_lossy().into_owned();
        error.params.insert("folder".to_owned(), folder);
        Self { error }
    }

    /// What the page shows.
    pub fn error(&self) -> ErrorView {
        self.error.clone()
    }

    /// What the program ends with.
    pub fn exit_code(&self) -> i32 {
        if self.error.code == ErrorCode::LibraryInUse {
            IN_USE
        } else {
            1
        }
    }
}

/// Trouble before there is anything to show a window with.
#[expect(clippy::print_stderr, reason = "nothing else is there yet")]
pub fn fatal(text: &str) -> ExitCode {
    tracing::error!(text, "Rushes could not start");
    eprintln!("Rushes could not start: {text}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_core::{engine::EngineError, library::LibraryError};

    fn failed(error: LibraryError) -> Failure {
        let home = Home::below("/mnt/films".as_ref());
        Failure::new(EngineError::from(error).view(), &home)
    }

    #[test]
    fn the_page_is_told_which_folder_it_is_about() {
        let told = failed(LibraryError::InUse).error();
        assert_eq!(told.params["folder"], "/mnt/films/library");
    }

    #[test]
    fn a_script_can_tell_a_library_in_use_from_other_trouble() {
        let codes = [LibraryError::InUse, LibraryError::DiskFull].map(failed);
        assert_eq!(codes.map(|failure| failure.exit_code()), [75, 1]);
    }
}
