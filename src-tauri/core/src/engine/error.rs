//! Everything that can go wrong below the window, and the one place where it becomes a code with its values.

use crate::domain::catalogue::Misfit;
use crate::{
    api::http::SetupError,
    domain::JobError,
    dto::{ErrorCode, ErrorView},
    library::{
        LibraryError,
        archive::ArchiveError,
        picture::PictureError,
        staging::StageError,
        template::{BadTemplate, Token},
    },
    secrets::SecretError,
    store::StoreError,
};
use std::collections::BTreeMap;

/// Trouble, as the engine reports it.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// What was asked for cannot be done; nothing was changed.
    #[error("{code:?} {params:?}")]
    Refused {
        /// Which sentence.
        code: ErrorCode,
        /// Values for it.
        params: BTreeMap<String, String>,
    },
    /// What a server said instead of doing it.
    #[error("{:?}: {}", .0.code, .0.message.as_deref().unwrap_or_default())]
    Server(JobError),
    /// The history.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The files.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// A reference picture.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The keys.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The HTTP client.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The demo server.
    #[error("the demo could not start: {0}")]
    Demo(String),
    /// A blocking task was torn down; the program is ending.
    #[error("the program is ending")]
    Ending,
}

impl EngineError {
    /// A refusal without values.
    pub fn refused(code: ErrorCode) -> Self {
        Self::Refused {
            code,
            params: BTreeMap::new(),
        }
    }

    /// A refusal with one value.
    pub fn refused_with(code: ErrorCode, name: &str, value: impl Into<String>) -> Self {
        Self::Refused {
            code,
            params: BTreeMap::from([(name.to_owned(), value.into())]),
        }
    }

    /// A field has a value that it cannot take.
    pub fn invalid(field: &str) -> Self {
        Self::refused_with(ErrorCode::InvalidValue, "field", field)
    }

    /// A value does not fit the model.
    pub fn misfit(misfit: &Misfit) -> Self {
        let mut params = BTreeMap::from([("field".to_owned(), misfit.field.clone())]);
        let words = |value: &serde_json::Value| match value.as_str() {
            Some(text) => text.to_owned(),
            None => value.to_string(),
        };
        let allowed: Vec<String> = misfit.allowed.iter().map(words).collect();
        let range = match (misfit.min, misfit.max) {
            (Some(min), Some(max)) => Some(format!("{min}–{max}")),
            (Some(min), None) => Some(format!("≥ {min}")),
            (None, Some(max)) => Some(format!("≤ {max}")),
            (None, None) => None,
        };
        let said: Vec<String> = allowed.into_iter().chain(range).collect();
        if !said.is_empty() {
            params.insert("allowed".to_owned(), said.join(", "));
        }
        if !misfit.because.is_empty() {
            params.insert("because".to_owned(), misfit.because.join(", "));
        }
        Self::Refused {
            code: ErrorCode::DoesNotFit,
            params,
        }
    }

    /// The form for a window or a script.
    pub fn view(&self) -> ErrorView {
        match self {
            Self::Refused { code, params } => view(*code, params.clone()),
            Self::Server(error) => super::view::error_view(error.clone()),
            Self::Store(error) => store_view(error),
            Self::Library(error) => library_view(error),
            Self::Picture(error) => picture_view(error),
            Self::Secret(error) => match error {
                SecretError::Unavailable => view(ErrorCode::KeychainUnavailable, BTreeMap::new()),
                SecretError::Locked | SecretError::Timeout => {
                    view(ErrorCode::KeychainLocked, BTreeMap::new())
                }
                SecretError::Backend(text) => with(ErrorCode::KeychainUnavailable, "detail", text),
            },
            Self::Setup(error) => with(ErrorCode::Internal, "detail", error),
            Self::Demo(detail) => with(ErrorCode::DemoUnavailable, "detail", detail),
            Self::Ending => with(ErrorCode::Internal, "detail", self),
        }
    }
}

impl From<crate::home::Away> for EngineError {
    fn from(away: crate::home::Away) -> Self {
        let folder = away.0.to_string_lossy();
        Self::refused_with(ErrorCode::LibraryAway, "detail", folder)
    }
}

impl From<crate::home::ChoiceError> for EngineError {
    fn from(error: crate::home::ChoiceError) -> Self {
        match error {
            crate::home::ChoiceError::Other => Self::refused(ErrorCode::NoLibraryThere),
            crate::home::ChoiceError::Io(error) => Self::Library(error.into()),
        }
    }
}

impl From<ArchiveError> for EngineError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Broken { flaw, name } => {
                let reason = ("reason".to_owned(), flaw.as_str().to_owned());
                let name = name.map(|name| ("name".to_owned(), name));
                Self::Refused {
                    code: ErrorCode::BackupBroken,
                    params: std::iter::once(reason).chain(name).collect(),
                }
            }
            ArchiveError::Exists => Self::refused(ErrorCode::BackupExists),
            ArchiveError::NotEmpty => Self::refused(ErrorCode::FolderNotEmpty),
            ArchiveError::Inside => Self::refused(ErrorCode::PlaceInLibrary),
            ArchiveError::NoRoom { needed, free } => Self::Refused {
                code: ErrorCode::NoRoom,
                params: BTreeMap::from([
                    // Rounded so that the sentence is never wrong: what is needed up, what is free down.
                    ("needed".to_owned(), needed.div_ceil(1_000_000).to_string()),
                    ("free".to_owned(), (free / 1_000_000).to_string()),
                ]),
            },
            ArchiveError::Place(error) => {
                Self::refused_with(ErrorCode::PlaceUnwritable, "detail", error.to_string())
            }
            ArchiveError::Library(error) => Self::Library(error),
            ArchiveError::Stopped => Self::refused(ErrorCode::Stopped),
        }
    }
}

impl From<BadTemplate> for EngineError {
    fn from(error: BadTemplate) -> Self {
        match error {
            BadTemplate::Unknown(name) => {
                let known = Token::ALL.map(|token| format!("{{{}}}", token.as_str()));
                Self::Refused {
                    code: ErrorCode::TemplateUnknown,
                    params: BTreeMap::from([
                        ("name".to_owned(), name),
                        ("allowed".to_owned(), known.join(" ")),
                    ]),
                }
            }
            BadTemplate::Unfinished => Self::refused(ErrorCode::TemplateUnfinished),
            BadTemplate::TooLong => Self::refused(ErrorCode::TemplateTooLong),
        }
    }
}

impl From<StageError> for EngineError {
    fn from(error: StageError) -> Self {
        match error {
            StageError::Picture(error) => Self::Picture(error),
            StageError::Library(error) => Self::Library(error),
            StageError::Gone => Self::refused(ErrorCode::PictureGone),
        }
    }
}

impl From<tokio::task::JoinError> for EngineError {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::Ending
    }
}

fn view(code: ErrorCode, params: BTreeMap<String, String>) -> ErrorView {
    ErrorView {
        code,
        message: None,
        http_status: None,
        params,
    }
}

fn with(code: ErrorCode, name: &str, value: &dyn ToString) -> ErrorView {
    view(code, BTreeMap::from([(name.to_owned(), value.to_string())]))
}

fn store_view(error: &StoreError) -> ErrorView {
    match error {
        StoreError::Newer { .. } => view(ErrorCode::LibraryNewer, BTreeMap::new()),
        StoreError::DiskFull => view(ErrorCode::DiskFull, BTreeMap::new()),
        StoreError::Stale => view(ErrorCode::NotAllowedNow, BTreeMap::new()),
        StoreError::Corrupt(_) | StoreError::Sqlite(_) | StoreError::Io(_) => {
            with(ErrorCode::LibraryUnavailable, "detail", error)
        }
        StoreError::Closed => with(ErrorCode::Internal, "detail", error),
    }
}

fn library_view(error: &LibraryError) -> ErrorView {
    match error {
        LibraryError::InUse => view(ErrorCode::LibraryInUse, BTreeMap::new()),
        LibraryError::DiskFull => view(ErrorCode::DiskFull, BTreeMap::new()),
        LibraryError::Gone => view(ErrorCode::LibraryGone, BTreeMap::new()),
        LibraryError::ReadOnly { detail } => with(ErrorCode::LibraryReadOnly, "detail", detail),
        LibraryError::Io(_) => with(ErrorCode::LibraryUnavailable, "detail", error),
        LibraryError::Outside(_) => with(ErrorCode::Internal, "detail", error),
    }
}

fn picture_view(error: &PictureError) -> ErrorView {
    match error {
        PictureError::Empty | PictureError::Unreadable => {
            view(ErrorCode::PictureUnreadable, BTreeMap::new())
        }
        PictureError::Kind { kind } => with(ErrorCode::PictureKind, "kind", kind),
        // Whoever asks for something else meanwhile is told by an answer without a picture.
        PictureError::Unwanted => view(ErrorCode::NotAllowedNow, BTreeMap::new()),
        PictureError::TooLarge { limit } => with(ErrorCode::PictureTooLarge, "limit", limit),
    }
}
