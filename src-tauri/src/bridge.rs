//! Core events to the window: one ordered channel, many small changes put together.
//!
//! A reloaded window subscribes anew and reads the wall itself; nothing is kept for it here.

use crate::{session::Session, shutdown};
use rushes_core::{dto::AppEvent, engine::archiving::Archiving};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tauri::{AppHandle, Manager, ipc::Channel};
use tokio::sync::broadcast::{
    Receiver,
    error::{RecvError, TryRecvError},
};

/// Changes that come within this time travel together: a wall of live tiles must not flood the page.
const GATHER: Duration = Duration::from_millis(40);

/// The window's end of the channel.
#[derive(Default)]
pub struct Bridge {
    channel: Mutex<Option<Channel<AppEvent>>>,
}

impl Bridge {
    /// From now on events go to this channel.
    pub fn connect(&self, channel: Channel<AppEvent>) {
        *self.channel.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
    }

    /// Sends at once, for what the shell itself has to say.
    pub fn send(&self, event: AppEvent) {
        let channel = self.channel.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channel.as_ref()
            && let Err(error) = channel.send(event)
        {
            tracing::debug!(%error, "the window does not listen");
        }
    }
}

/// Work with backups, told to the window. Also where no library could be opened: one may be restored.
pub fn carry_archive(app: &AppHandle) {
    let told = app.clone();
    app.manage(Archiving::new(move |progress| {
        if progress.is_none() {
            shutdown::forget_question();
        }
        told.state::<Bridge>().send(AppEvent::Archive { progress });
    }));
}

/// Carries events for as long as the program runs.
pub fn start(app: &AppHandle, session: &Session) {
    let app = app.clone();
    let events = session.engine.events();
    tauri::async_runtime::spawn(async move { carry(&app, events).await });
}

async fn carry(app: &AppHandle, mut events: Receiver<AppEvent>) {
    loop {
        let mut gathered = Gathered::default();
        match events.recv().await {
            Ok(event) => gathered.add(event),
            Err(RecvError::Lagged(missed)) => gathered.missed(missed),
            Err(RecvError::Closed) => return,
        }
        tokio::time::sleep(GATHER).await;
        gathered.add_waiting(&mut events);
        for event in gathered.events {
            app.state::<Bridge>().send(event);
        }
    }
}

/// Events of one moment in their order; a later tile or byte count replaces an earlier one of the same job.
#[derive(Default)]
struct Gathered {
    events: Vec<AppEvent>,
    transfers: HashMap<String, usize>,
}

impl Gathered {
    /// All that has come by now.
    fn add_waiting(&mut self, events: &mut Receiver<AppEvent>) {
        loop {
            match events.try_recv() {
                Ok(event) => self.add(event),
                Err(TryRecvError::Lagged(missed)) => self.missed(missed),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }

    /// More came at once than the channel holds: what the window shows is not to be relied on.
    fn missed(&mut self, events: u64) {
        tracing::warn!(events, "events were dropped");
        self.add(AppEvent::Missed);
    }

    fn add(&mut self, event: AppEvent) {
        match event {
            AppEvent::Jobs { jobs, counts } => {
                if let Some(AppEvent::Jobs {
                    jobs: known,
                    counts: old,
                }) = self.events.last_mut()
                {
                    known.retain(|tile| jobs.iter().all(|new| new.id != tile.id));
                    known.extend(jobs);
                    *old = counts;
                } else {
                    self.events.push(AppEvent::Jobs { jobs, counts });
                }
            }
            AppEvent::Transfer { id, transfer } => {
                let place = self.transfers.get(id.as_str()).copied();
                let event = AppEvent::Transfer {
                    id: id.clone(),
                    transfer,
                };
                if let Some(place) = place {
                    self.events[place] = event;
                } else {
                    self.transfers.insert(id.to_string(), self.events.len());
                    self.events.push(event);
                }
            }
            AppEvent::Removed { .. }
            | AppEvent::Servers { .. }
            | AppEvent::Budget { .. }
            | AppEvent::Staged { .. }
            | AppEvent::Recipe { .. }
            | AppEvent::Videos { .. }
            | AppEvent::DragOver { .. }
            | AppEvent::Archive { .. }
            | AppEvent::QuitAsked { .. }
            | AppEvent::NewVersion { .. }
            | AppEvent::OpenJob { .. }
            | AppEvent::Missed
            | AppEvent::Notice { .. } => self.events.push(event),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_core::{domain::JobId, dto::TransferView};

    fn transfer(received: u64) -> AppEvent {
        let transfer = TransferView {
            received,
            total: None,
        };
        AppEvent::Transfer {
            id: JobId::from_text("job_1"),
            transfer,
        }
    }

    #[test]
    fn a_window_that_missed_changes_is_told_so() {
        let (events, mut heard) = tokio::sync::broadcast::channel(2);
        for received in 0..3 {
            events.send(transfer(received)).expect("somebody listens");
        }
        let mut gathered = Gathered::default();
        gathered.add_waiting(&mut heard);
        assert_eq!(gathered.events, vec![AppEvent::Missed, transfer(2)]);
    }

    #[test]
    fn only_the_last_byte_count_of_a_moment_travels() {
        let mut gathered = Gathered::default();
        gathered.add(transfer(1));
        gathered.add(transfer(2));
        assert_eq!(gathered.events, vec![transfer(2)]);
    }
}
