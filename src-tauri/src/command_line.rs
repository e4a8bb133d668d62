//! Answers `rushes-cli` for as long as the window has the library. A library that no socket can be made for is as before: the
//! command line says that it is in use. So it is on Windows.
//!
//! What is asked for, and how it is answered, is not decided here.

use rushes_core::{engine::Engine, home::Home};
use tokio_util::sync::CancellationToken;

#[cfg(unix)]
mod offered {
    use super::{CancellationToken, Engine, Home};
    use rushes_cli::socket::{Socket, runtime_folder};
    use std::sync::{Mutex, PoisonError};
    use tokio::task::JoinHandle;

    /// Before the library is open, while it is, at the end.
    enum Place {
        Waiting(Socket),
        Answering(JoinHandle<()>),
        Nobody,
    }

    pub struct CommandLine(Mutex<Place>);

    impl CommandLine {
        /// Whoever asks from now on waits for [`CommandLine::answer`]. The library must be locked.
        pub fn open(home: &Home) -> Self {
            let socket = Socket::open(&home.library, runtime_folder().as_deref());
            Self(Mutex::new(match socket {
                Ok(socket) => Place::Waiting(socket),
                Err(error) => {
                    tracing::warn!(%error, "the command line cannot ask while the window is open");
                    Place::Nobody
                }
            }))
        }

        fn take(&self) -> Place {
            let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut place, Place::Nobody)
        }

        pub fn answer(&self, engine: &Engine, stop: &CancellationToken) {
            if let Place::Waiting(socket) = self.take() {
                let serving = socket.serve(engine.clone(), stop.clone());
                let task = tokio::runtime::Handle::current().spawn(serving);
                let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                *place = Place::Answering(task);
            }
        }

        /// Waits until everybody was told.
        pub async fn ended(&self) {
            if let Place::Answering(task) = self.take()
                && task.await.is_err()
            {
                tracing::error!("the command line was not answered to the end");
            }
        }
    }
}

#[cfg(not(unix))]
mod offered {
    use super::{CancellationToken, Engine, Home};

    pub struct CommandLine;

    impl CommandLine {
        pub fn open(_home: &Home) -> Self {
            Self
        }

        pub fn answer(&self, _engine: &Engine, _stop: &CancellationToken) {}

        pub async fn ended(&self) {}
    }
}

pub use offered::CommandLine;
