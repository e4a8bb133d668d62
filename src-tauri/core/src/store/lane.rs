//! A thread that owns a connection and does one piece of work after the other.
//!
//! SQLite blocks; async code hands it closures and awaits the answer. No connection ever crosses an `.await`.

use super::StoreError;
use rusqlite::Connection;
#[cfg(test)]
use std::sync::{Arc, Weak};
use tokio::sync::{mpsc, oneshot};

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

/// Pieces of work that may wait; past that, callers wait before they hand over.
const QUEUE: usize = 256;

#[derive(Debug, Clone)]
pub(super) struct Lane {
    queue: mpsc::Sender<Work>,
    /// The thread holds the other half until its connection is closed.
    #[cfg(test)]
    open: Weak<()>,
}

impl Lane {
    /// Starts the thread. It ends, and closes its connection, when the last clone of the lane is gone.
    pub(super) fn start(name: &str, mut connection: Connection) -> std::io::Result<Self> {
        let (queue, mut waiting) = mpsc::channel::<Work>(QUEUE);
        #[cfg(test)]
        let held = Arc::new(());
        #[cfg(test)]
        let open = Arc::downgrade(&held);
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                while let Some(work) = waiting.blocking_recv() {
                    work(&mut connection);
                }
                drop(connection);
                #[cfg(test)]
                drop(held);
            })?;
        Ok(Self {
            queue,
            #[cfg(test)]
            open,
        })
    }

    /// Counts to zero when the connection is closed.
    #[cfg(test)]
    pub(super) fn open(&self) -> Weak<()> {
        self.open.clone()
    }

    /// Runs `work` on the thread.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let boxed: Work = Box::new(move |connection| {
            // The caller may be gone; then nobody wants to know.
            drop(answer.send(work(connection)));
        });
        self.queue
            .send(boxed)
            .await
            .map_err(|_| StoreError::Closed)?;
        wait(answered).await.map_err(|_| StoreError::Closed)?
    }
}

#[cfg(not(test))]
async fn wait<T>(answered: oneshot::Receiver<T>) -> Result<T, oneshot::error::RecvError> {
    answered.await
}

/// A paused test clock jumps ahead whenever the runtime is idle, also while this thread works; a blocking task holds it.
#[cfg(test)]
async fn wait<T: Send + 'static>(
    answered: oneshot::Receiver<T>,
) -> Result<T, oneshot::error::RecvError> {
    let waiting = tokio::task::spawn_blocking(move || answered.blocking_recv());
    waiting.await.expect("waiting does not panic")
}
