//! The icon in the desktop's tray, and whether there is a tray at all: GNOME has none unless somebody installed it, and a window
//! that hides where nothing brings it back is lost.
//!
//! By D-Bus alone. Tauri's own tray needs a library while it runs, libayatana-appindicator, that many desktops lack.

use crate::{autostart, shutdown, window, words::Words};
use futures_util::{Stream, StreamExt as _, future, stream};
use ksni::{MenuItem, ToolTip, TrayMethods as _, menu::StandardItem};
use std::time::Duration;
use tauri::AppHandle;
use zbus::{Connection, MatchRule, MessageStream, fdo::DBusProxy, message::Type};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
/// A desktop that does not answer within this time has no tray.
const ANSWER: Duration = Duration::from_secs(1);

/// Whether a tray is shown now.
pub async fn is_there() -> bool {
    let asked = async { shows(&Connection::session().await?).await };
    match tokio::time::timeout(ANSWER, asked).await {
        Ok(Ok(shown)) => shown,
        Ok(Err(error)) => {
            tracing::debug!(%error, "there is no tray");
            false
        }
        Err(_) => false,
    }
}

async fn shows(bus: &Connection) -> zbus::Result<bool> {
    let asked = (WATCHER, "IsStatusNotifierHostRegistered");
    let answer = bus
        .call_method(Some(WATCHER), PATH, Some(PROPERTIES), "Get", &asked)
        .await?;
    let value: zbus::zvariant::OwnedValue = answer.body().deserialize()?;
    Ok(bool::try_from(value)?)
}

/// Tells each time that the tray may have come or gone.
pub async fn changes() -> zbus::Result<impl Stream<Item = ()> + Unpin> {
    let bus = Connection::session().await?;
    let names = DBusProxy::new(&bus).await?;
    let owners = names
        .receive_name_owner_changed_with_args(&[(0, WATCHER)])
        .await?;
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(WATCHER)?
        .build();
    let signals = MessageStream::for_match_rule(rule, &bus, None).await?;
    let signals = signals.filter(|message| {
        let host = message.as_ref().is_ok_and(|message| {
            let header = message.header();
            header
                .member()
                .is_some_and(|name| name.starts_with("StatusNotifierHost"))
        });
        future::ready(host)
    });
    Ok(stream::select(owners.map(drop), signals.map(drop)))
}

/// The icon, for as long as this lives and is not taken away.
pub struct Icon(ksni::Handle<Item>);

impl Icon {
    /// Puts it into the tray. `None`: the desktop does not take it.
    pub async fn put(app: &AppHandle, words: &'static Words, live: u32) -> Option<Self> {
        let item = Item {
            app: app.clone(),
            picture: picture(app),
            words,
            live,
        };
        let put = item
            .disable_dbus_name(autostart::is_sandboxed())
            .spawn()
            .await;
        match put {
            Ok(handle) => Some(Self(handle)),
            Err(error) => {
                tracing::debug!(%error, "the tray takes no icon");
                None
            }
        }
    }

    /// Says how many jobs are live, in the language that is set.
    pub async fn say(&self, words: &'static Words, live: u32) {
        let told = self.0.update(|item| {
            item.words = words;
            item.live = live;
        });
        if told.await.is_none() {
            tracing::debug!("the icon is gone");
        }
    }

    /// Takes it away.
    pub async fn take_away(self) {
        self.0.shutdown().await;
    }
}

struct Item {
    app: AppHandle,
    picture: Vec<ksni::Icon>,
    words: &'static Words,
    live: u32,
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "rushes".to_owned()
    }

    fn title(&self) -> String {
        "Rushes".to_owned()
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.picture.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: "Rushes".to_owned(),
            description: self.words.live(self.live),
            ..ToolTip::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        window::raise(&self.app);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let entry = |label: &str, does: fn(&AppHandle)| -> MenuItem<Self> {
            StandardItem {
                label: label.to_owned(),
                activate: Box::new(move |item: &mut Self| does(&item.app)),
                ..StandardItem::default()
            }
            .into()
        };
        vec![
            entry(self.words.show, window::raise),
            MenuItem::Separator,
            entry(self.words.quit, shutdown::on_quit),
        ]
    }
}

/// The program's picture, as trays want it: alpha first.
fn picture(app: &AppHandle) -> Vec<ksni::Icon> {
    let Some(image) = app.default_window_icon() else {
        return Vec::new();
    };
    let side = |length: u32| i32::try_from(length).unwrap_or_default();
    vec![ksni::Icon {
        width: side(image.width()),
        height: side(image.height()),
        data: alpha_first(image.rgba()),
    }]
}

fn alpha_first(rgba: &[u8]) -> Vec<u8> {
    let mut data = rgba.to_vec();
    data.chunks_exact_mut(4)
        .for_each(|pixel| pixel.rotate_right(1));
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_begins_with_its_alpha() {
        assert_eq!(
            alpha_first(&[1, 2, 3, 4, 5, 6, 7, 8]),
            [4, 1, 2, 3, 8, 5, 6, 7]
        );
    }
}
