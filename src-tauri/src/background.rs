//! Working on without a window: where the user wants it and a tray is there, the cross hides the window, and the icon brings it
//! back. Where the tray goes, the window comes back by itself; nobody may be left with a program that he cannot see.
//!
//! Decides only about the window. What is live is told to it.

#[cfg(target_os = "linux")]
use crate::autostart;
use crate::words::Words;
use rushes_core::{
    dto::{Language, NotOffered, Settings},
    home::Home,
};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tauri::{AppHandle, Manager};
use tokio::sync::watch;

/// In the folder of the configuration, from one process to the next.
const RESTARTED: &str = "restarted";

/// What the icon depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Wish {
    on: bool,
    language: Language,
    live: u32,
}

/// Where the window stands. Under one lock: a tray that goes while the window hides must not be missed.
#[derive(Debug, Default)]
struct Place {
    /// The icon is in the tray.
    tray: bool,
    /// The window is hidden because of it.
    hidden: bool,
}

/// Hiding and coming back.
pub struct Background {
    wish: watch::Sender<Wish>,
    place: Mutex<Place>,
}

impl Default for Background {
    fn default() -> Self {
        Self {
            wish: watch::Sender::new(Wish::default()),
            place: Mutex::default(),
        }
    }
}

impl Background {
    /// Takes what is set now.
    pub fn set(&self, settings: &Settings) {
        self.change(|wish| {
            wish.on = settings.background;
            wish.language = settings.language;
        });
    }

    /// Takes how many jobs are live.
    pub fn live(&self, live: u32) {
        self.change(|wish| wish.live = live);
    }

    /// What the desktop shows outside of the window, in the language that is set.
    pub fn words(&self) -> &'static Words {
        let language = self.wish.borrow().language;
        Words::of(language, sys_locale::get_locale().as_deref())
    }

    fn change(&self, with: impl FnOnce(&mut Wish)) {
        self.wish.send_if_modified(|wish| {
            let before = *wish;
            with(wish);
            *wish != before
        });
    }

    /// Whether a press on the cross hides the window; it counts as hidden then.
    pub fn hides(&self) -> bool {
        let mut place = self.place();
        let hides = place.tray && self.wish.borrow().on;
        place.hidden |= hides;
        hides
    }

    /// Whether the window is to stay hidden.
    pub fn is_hidden(&self) -> bool {
        self.place().hidden
    }

    /// The window is shown again.
    pub fn shown(&self) {
        self.place().hidden = false;
    }

    /// The icon came or went. `true`: the window has to come back.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "for the tray, which is Linux's alone yet")
    )]
    fn tray_is(&self, there: bool) -> bool {
        let mut place = self.place();
        place.tray = there;
        place.hidden && !there
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why it is not offered; `None`: it is.
#[cfg(target_os = "linux")]
pub async fn refused() -> Option<NotOffered> {
    (!crate::tray::is_there().await).then_some(NotOffered::NoTray)
}

/// None yet.
#[cfg(not(target_os = "linux"))]
pub async fn refused() -> Option<NotOffered> {
    Some(NotOffered::System)
}

/// Whether this start is to be without a window.
#[cfg(any(target_os = "linux", test))]
fn starts_hidden(at_login: bool, restarted: bool, settings: &Settings) -> bool {
    at_login && !restarted && settings.background
}

/// The program starts again, with the arguments that it has, because somebody at its window wanted that: it is not to hide.
pub fn comes_back(home: &Home) {
    if let Err(error) = fs_err::write(home.config.join(RESTARTED), []) {
        tracing::debug!(%error, "the next start may hide");
    }
}

/// Whether that was the last thing before this start. Said once.
#[cfg(any(target_os = "linux", test))]
fn came_back(home: &Home) -> bool {
    fs_err::remove_file(home.config.join(RESTARTED)).is_ok()
}

/// Begins, before there is a window.
pub fn start(app: &AppHandle, settings: &Settings) {
    let background = app.state::<Background>();
    background.set(settings);
    #[cfg(target_os = "linux")]
    {
        let restarted = came_back(&app.state::<Home>());
        let at_login = autostart::is_this_start();
        background.place().hidden = starts_hidden(at_login, restarted, settings);
        let app = app.clone();
        tauri::async_runtime::spawn(async move { linux::keep(&app).await });
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{Background, Wish};
    use crate::{
        tray::{self, Icon},
        window,
    };
    use futures_util::{Stream, StreamExt as _, future::Either, stream};
    use std::time::Duration;
    use tauri::{AppHandle, Manager};

    /// At login the tray may come later than Rushes.
    const TRAY_COMES: Duration = Duration::from_secs(20);

    /// Keeps the icon in the tray while it is wanted and there is a tray.
    pub async fn keep(app: &AppHandle) {
        let background = app.state::<Background>();
        let mut wishes = background.wish.subscribe();
        // Who does not want it pays nothing for it.
        if wishes.wait_for(|wish| wish.on).await.is_err() {
            return;
        }
        let mut changes = changes().await;
        let mut there = tray::is_there().await;
        if background.is_hidden() {
            there = comes(&mut changes, there).await;
        }
        let mut icon = None;
        loop {
            let wish = *wishes.borrow_and_update();
            icon = fit(app, icon, wish, there).await;
            if background.tray_is(icon.is_some()) {
                window::raise(app);
            }
            tokio::select! {
                changed = wishes.changed() => if changed.is_err() { return },
                Some(()) = changes.next() => there = tray::is_there().await,
            }
        }
    }

    /// Without a bus there are none.
    async fn changes() -> impl Stream<Item = ()> + Unpin {
        match tray::changes().await {
            Ok(changes) => Either::Left(changes),
            Err(error) => {
                tracing::debug!(%error, "nobody tells of the tray");
                Either::Right(stream::pending())
            }
        }
    }

    /// Waits for a tray that a desktop is about to show.
    async fn comes(changes: &mut (impl Stream<Item = ()> + Unpin), mut there: bool) -> bool {
        let waiting = async {
            while !there && changes.next().await.is_some() {
                there = tray::is_there().await;
            }
            there
        };
        tokio::time::timeout(TRAY_COMES, waiting)
            .await
            .unwrap_or(false)
    }

    async fn fit(app: &AppHandle, icon: Option<Icon>, wish: Wish, there: bool) -> Option<Icon> {
        let words = app.state::<Background>().words();
        match (icon, wish.on && there) {
            (Some(icon), true) => {
                icon.say(words, wish.live).await;
                Some(icon)
            }
            (None, true) => Icon::put(app, words, wish.live).await,
            (Some(icon), false) => {
                icon.take_away().await;
                None
            }
            (None, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(background: bool) -> Settings {
        Settings {
            background,
            ..Settings::default()
        }
    }

    #[test]
    fn the_cross_hides_only_where_it_is_wanted_and_an_icon_brings_the_window_back() {
        let hides = |wanted, tray| {
            let background = Background::default();
            background.set(&settings(wanted));
            background.tray_is(tray);
            background.hides()
        };
        let told = [(false, false), (false, true), (true, false), (true, true)];
        assert_eq!(
            told.map(|(wanted, tray)| hides(wanted, tray)),
            [false, false, false, true]
        );
    }

    #[test]
    fn a_hidden_window_comes_back_when_the_icon_goes() {
        let background = Background::default();
        background.set(&settings(true));
        background.tray_is(true);
        background.hides();
        assert!(background.tray_is(false), "it is hidden");
        background.shown();
        assert!(!background.tray_is(false), "it is there already");
    }

    #[test]
    fn a_start_is_hidden_only_at_login_and_where_it_is_wanted() {
        let told = [(false, true), (true, false), (true, true)]
            .map(|(at_login, wanted)| starts_hidden(at_login, false, &settings(wanted)));
        assert_eq!(told, [false, false, true]);
    }

    #[test]
    fn who_has_it_start_again_sees_it_again_and_the_login_after_that_is_hidden() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::below(folder.path());
        fs_err::create_dir_all(&home.config).expect("a folder");
        comes_back(&home);
        let told = [(); 2].map(|()| starts_hidden(true, came_back(&home), &settings(true)));
        assert_eq!(told, [false, true]);
    }

    #[test]
    fn the_icon_is_told_only_of_what_is_another_number() {
        let background = Background::default();
        let mut wishes = background.wish.subscribe();
        background.live(2);
        assert!(wishes.has_changed().is_ok_and(|changed| changed));
        wishes.mark_unchanged();
        background.live(2);
        assert!(wishes.has_changed().is_ok_and(|changed| !changed));
    }
}
