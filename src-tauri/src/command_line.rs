//! Answers `rushes-cli`, and a second start of Rushes, for as long as the window has the library. A library that no socket can
//! be made for is as before: they say that it is in use. So does the command line on Windows.
//!
//! What is asked for, and how it is answered, is not decided here.

use rushes_core::{engine::Engine, home::Home};
use tokio_util::sync::CancellationToken;

#[cfg(unix)]
mod offered {
    use super::{CancellationToken, Engine, Home};
    use crate::handed;
    use rushes_cli::socket::{Show, Socket, client, runtime_folder};
    use std::sync::{Arc, Mutex, PoisonError};
    use tauri::AppHandle;
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

        /// From now on callers are answered; a second start brings the window of `app` to the front.
        pub fn answer(&self, app: &AppHandle, engine: &Engine, stop: &CancellationToken) {
            if let Place::Waiting(socket) = self.take() {
                let serving = socket.serve(engine.clone(), show(app), stop.clone());
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

    fn show(app: &AppHandle) -> Show {
        let app = app.clone();
        Arc::new(move |words, folder| handed::on_second_start(&app, words, folder))
    }

    /// Whether the Rushes that has the library came to the front with the files of this start: the way without a bus.
    pub async fn shown(home: &Home) -> bool {
        client::show(&home.library).await
    }
}

#[cfg(not(unix))]
mod offered {
    use super::{CancellationToken, Engine, Home};
    use tauri::AppHandle;

    pub struct CommandLine;

    impl CommandLine {
        pub fn open(_home: &Home) -> Self {
            Self
        }

        pub fn answer(&self, _app: &AppHandle, _engine: &Engine, _stop: &CancellationToken) {}

        pub async fn ended(&self) {}
    }

    /// There the system itself tells the first Rushes of the second.
    pub async fn shown(_home: &Home) -> bool {
        false
    }
}

pub use offered::{CommandLine, shown};
