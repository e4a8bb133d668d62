//! Keeps the computer from falling asleep by itself for as long as the core says so, and not a moment longer. Who closes the
//! lid or asks for sleep by hand is asked or obeyed by the desktop, as it is set up there.
//!
//! Spoken with logind. Without one, in a sandbox, or where a policy refuses, the computer sleeps as it always did: a download
//! goes on where it was. Elsewhere than on Linux nothing is inhibited yet.

use crate::words::Words;
use rushes_core::engine::at_work::Awake;
use std::time::Duration;
use tokio::time::Instant;

/// Between two requests when the first was refused.
const AGAIN: Duration = Duration::from_secs(60);

/// Whoever can keep a computer awake.
pub trait Keeper {
    /// For as long as this lives the computer stays awake.
    type Hold;

    /// Asks for it, with a reason that the desktop may show.
    async fn hold(&mut self, why: &str) -> Option<Self::Hold>;
}

/// What is held.
pub struct Sleep<K: Keeper> {
    keeper: K,
    held: Option<(Awake, K::Hold)>,
    refused: Option<Instant>,
}

impl<K: Keeper> Sleep<K> {
    /// Nothing yet.
    pub fn new(keeper: K) -> Self {
        Self {
            keeper,
            held: None,
            refused: None,
        }
    }

    /// Does what the core says.
    pub async fn heed(&mut self, awake: Option<Awake>, words: &Words) {
        let Some(why) = awake else {
            self.held = None;
            self.refused = None;
            return;
        };
        let same = self.held.as_ref().is_some_and(|(of, _)| *of == why);
        if same || self.refused.is_some_and(|at| at.elapsed() < AGAIN) {
            return;
        }
        // The new one first: in between the computer might sleep.
        match self.keeper.hold(words.awake(why)).await {
            Some(hold) => {
                self.held = Some((why, hold));
                self.refused = None;
            }
            None => self.refused = Some(Instant::now()),
        }
    }
}

/// The system's own.
pub fn of_the_system() -> Sleep<system::System> {
    Sleep::new(system::System::default())
}

#[cfg(target_os = "linux")]
mod system {
    use super::Keeper;
    use zbus::{Connection, zvariant::OwnedFd};

    const LOGIND: &str = "org.freedesktop.login1";
    const PATH: &str = "/org/freedesktop/login1";
    const INTERFACE: &str = "org.freedesktop.login1.Manager";

    /// logind, once it was needed.
    #[derive(Default)]
    pub struct System(Option<Connection>);

    impl System {
        async fn ask(&mut self, why: &str) -> zbus::Result<OwnedFd> {
            let bus = match &self.0 {
                Some(bus) => bus,
                None => self.0.insert(Connection::system().await?),
            };
            let arguments = ("sleep", "Rushes", why, "block");
            let answer = bus
                .call_method(Some(LOGIND), PATH, Some(INTERFACE), "Inhibit", &arguments)
                .await?;
            answer.body().deserialize()
        }
    }

    impl Keeper for System {
        type Hold = OwnedFd;

        async fn hold(&mut self, why: &str) -> Option<OwnedFd> {
            match self.ask(why).await {
                Ok(hold) => Some(hold),
                Err(error) => {
                    tracing::debug!(%error, "the computer may sleep");
                    // A bus that went away comes back as another one.
                    self.0 = None;
                    None
                }
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::Keeper;

    /// None yet.
    #[derive(Default)]
    pub struct System;

    impl Keeper for System {
        type Hold = ();

        async fn hold(&mut self, _why: &str) -> Option<()> {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_core::dto::Language;
    use std::{cell::Cell, rc::Rc};

    /// Counts the requests and what is held.
    #[derive(Default, Clone)]
    struct Fake {
        asked: Rc<Cell<u32>>,
        held: Rc<()>,
        refuses: Rc<Cell<bool>>,
    }

    impl Keeper for Fake {
        type Hold = Rc<()>;

        async fn hold(&mut self, _why: &str) -> Option<Rc<()>> {
            self.asked.set(self.asked.get() + 1);
            (!self.refuses.get()).then(|| Rc::clone(&self.held))
        }
    }

    impl Fake {
        /// Requests so far, and what is held now: the two here are the fake's own.
        fn told(&self) -> (u32, usize) {
            (self.asked.get(), Rc::strong_count(&self.held) - 2)
        }
    }

    async fn heed(sleep: &mut Sleep<Fake>, awake: Option<Awake>) {
        sleep.heed(awake, Words::of(Language::En, None)).await;
    }

    #[tokio::test]
    async fn it_is_asked_for_once_and_let_go_when_it_is_over() {
        let fake = Fake::default();
        let mut sleep = Sleep::new(fake.clone());
        heed(&mut sleep, Some(Awake::Downloading)).await;
        heed(&mut sleep, Some(Awake::Downloading)).await;
        assert_eq!(fake.told(), (1, 1), "while it lasts");
        heed(&mut sleep, None).await;
        assert_eq!(fake.told(), (1, 0), "when it is over");
    }

    #[tokio::test]
    async fn another_reason_takes_the_place_of_the_first() {
        let fake = Fake::default();
        let mut sleep = Sleep::new(fake.clone());
        heed(&mut sleep, Some(Awake::Downloading)).await;
        heed(&mut sleep, Some(Awake::Expiring)).await;
        assert_eq!(fake.told(), (2, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_not_asked_about_all_the_time() {
        let fake = Fake::default();
        fake.refuses.set(true);
        let mut sleep = Sleep::new(fake.clone());
        for _ in 0..5 {
            heed(&mut sleep, Some(Awake::Downloading)).await;
        }
        assert_eq!(fake.told(), (1, 0), "at once");
        fake.refuses.set(false);
        tokio::time::advance(AGAIN).await;
        heed(&mut sleep, Some(Awake::Downloading)).await;
        assert_eq!(fake.told(), (2, 1), "later");
    }
}
