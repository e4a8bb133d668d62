//! Start, settings, and what the engine tells the window.

use super::{
    ArchiveProgress, Counts, ErrorView, JobView, RecipeView, ServerView, StagedPicture,
    TransferView,
};
use crate::domain::{JobId, Money, Role, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Always dark.
    Dark,
    /// Always light.
    Light,
}

/// Language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub enum Language {
    /// As the system has it.
    #[default]
    #[serde(rename = "system")]
    System,
    /// English.
    #[serde(rename = "en")]
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    ZhCn,
}

/// What the user can set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the window"
)]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// Language.
    pub language: Language,
    /// The way to all servers but those on this computer: empty as the system says, [`crate::api::http::DIRECT`] past every proxy, or the
    /// address of a proxy, `http://host:port`, `socks5://host:port` or `socks5h://…` that also looks names up.
    pub proxy: String,
    /// Another way for single servers, by the origin of their address (`https://host:port`). Not empty.
    pub routes: BTreeMap<String, String>,
    /// Certificates in PEM that are trusted beside those of the system: those of a company, or of a box at home.
    pub certificates: String,
    /// Keys of the user's own: an action such as `create`, and the chord that does it in every place that has it; empty: none.
    pub shortcuts: BTreeMap<String, String>,
    /// Whether the system tells of clips that are done while the window is not in front.
    #[ts(as = "bool")]
    pub notifications: Notifications,
    /// Whether new versions of the program are looked for once a day, where it can update itself.
    pub look_for_updates: bool,
    /// Whether a closed window only hides, as long as a tray is there to bring it back.
    pub background: bool,
    /// Whether keys may be kept in a file that is not encrypted.
    pub keys_in_file: bool,
    /// The composer as it was left.
    #[ts(type = "Record<string, unknown>")]
    pub composer: serde_json::Map<String, serde_json::Value>,
    /// Zoom of the wall: row height in pixels, 120 to 480; 0 for the usual one.
    pub row_height: u32,
    /// More videos of one press than this are asked about first.
    #[ts(as = "u32")]
    pub ask_above: AskAbove,
    /// What may be spent in one day; what would go beyond it waits for the user.
    pub budget: Option<Money>,
    /// Whether a video gets its recipe put behind it, so that the file alone brings it back.
    #[ts(as = "bool")]
    pub recipe_in_files: RecipeInFiles,
    /// How many videos may come at a time, 1 to [`Downloads::MOST`].
    #[ts(as = "u32")]
    pub downloads: Downloads,
    /// Whether small pictures of clips are kept beside them, for the wall and for a hovering pointer.
    #[ts(as = "bool")]
    pub thumbnails: Thumbnails,
    /// The template for names of copies, such as `{date}-{prompt}`; empty: as the library names them.
    pub file_names: String,
    /// How large everything in the window is, in hundredths of its usual size: [`Zoom::LEAST`] to [`Zoom::MOST`].
    #[ts(as = "u32")]
    pub zoom: Zoom,
    /// Whether the first steps were closed once, or a clip was made: they are not offered again then.
    pub guided: bool,
}

/// Whether the system tells of clips. A type of its own for its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Notifications(pub bool);

impl Default for Notifications {
    fn default() -> Self {
        Self(true)
    }
}

/// How many videos come at a time. A type of its own for its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Downloads(pub u32);

impl Downloads {
    /// Servers cut off who asks for more, and a line is full long before.
    pub const MOST: u32 = 8;
}

impl Default for Downloads {
    fn default() -> Self {
        Self(3)
    }
}

/// How large everything in the window is. A type of its own for its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zoom(pub u32);

impl Zoom {
    /// Smaller, the smallest texts cannot be read.
    pub const LEAST: u32 = 75;
    /// Larger, a small screen has no room for what belongs together.
    pub const MOST: u32 = 200;
}

impl Default for Zoom {
    fn default() -> Self {
        Self(100)
    }
}

/// Whether small pictures of clips are kept. A type of its own for its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Thumbnails(pub bool);

impl Default for Thumbnails {
    fn default() -> Self {
        Self(true)
    }
}

/// Whether videos carry their recipe. A type of its own for its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecipeInFiles(pub bool);

impl Default for RecipeInFiles {
    fn default() -> Self {
        Self(true)
    }
}

/// How many videos one press may make before the user is asked. A type of its own for its default: a choice too many in a
/// prompt must not become a bill. 0 asks always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AskAbove(pub u32);

impl Settings {
    /// Heights of a row of the wall, in pixels.
    pub const ROWS: std::ops::RangeInclusive<u32> = 120..=480;
}

impl Default for AskAbove {
    fn default() -> Self {
        Self(8)
    }
}

/// How the history was made again after its database was damaged or gone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Rebuilt {
    /// Folder of the library with what was there before, if there was anything.
    pub aside: Option<String>,
    /// Whether an earlier copy of the database was the beginning.
    pub from_copy: bool,
    /// Jobs that journals told of.
    pub jobs: u32,
    /// Videos that were found by their files alone.
    pub files: u32,
}

/// What the window needs to know at start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Bootstrap {
    /// Version of Rushes.
    pub version: String,
    /// The list of servers, the demo last.
    pub servers: Vec<ServerView>,
    /// Settings.
    pub settings: Settings,
    /// Numbers on the chips.
    pub counts: Counts,
    /// `http://127.0.0.1:PORT/TOKEN/`; append an asset, staged picture or job-input id.
    pub media_base: String,
    /// The clock of the engine, to place times.
    pub now: Timestamp,
    /// Whether the keychain answers.
    pub keychain: bool,
    /// A command that installs what is missing to play H.264 on this distribution, if one is known.
    pub codec_command: Option<String>,
    /// Whether files can be put on the clipboard here.
    pub copies_files: bool,
    /// The system's language as a tag such as `zh-CN`.
    pub system_language: String,
    /// Milliseconds of undo before a request is sent.
    pub undo_ms: u32,
    /// The history had to be made again.
    pub rebuilt: Option<Rebuilt>,
    /// Work on a backup that is going on: the page was loaded anew meanwhile.
    pub archive: Option<ArchiveProgress>,
}

/// What goes on without this program when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Leaving {
    /// Jobs on servers elsewhere: they are rendered there and collected at the next start.
    pub live: u32,
    /// Presses of Create that were not sent yet: they wait for the user at the next start.
    pub unsent: u32,
    /// When the first of the results goes, as far as servers said.
    pub expires_at: Option<Timestamp>,
}

/// Banners and short messages that Rust asks the window to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A second instance was started; this window was brought to the front.
    AlreadyRunning,
    /// The disk is full; downloads wait.
    DiskFull,
    /// Single rows of the history cannot be read and are left out; `error` says how many.
    RowsUnreadable,
    /// A dropped or pasted file could not be used; `error` says why.
    PictureRefused,
    /// A dropped file has no recipe that could be used; `error` says why.
    RecipeRefused,
}

/// What the engine tells the window. One ordered channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AppEvent {
    /// These tiles are new or changed.
    Jobs {
        /// Whole tiles, not differences.
        jobs: Vec<JobView>,
        /// The numbers on the chips.
        counts: Counts,
    },
    /// These tiles are gone.
    Removed {
        /// Their ids.
        ids: Vec<JobId>,
        /// The numbers on the chips.
        counts: Counts,
    },
    /// A download moved, at most ten times a second and job.
    Transfer {
        /// The job.
        id: JobId,
        /// Bytes.
        transfer: TransferView,
    },
    /// The list of servers changed.
    Servers {
        /// All of it.
        servers: Vec<ServerView>,
    },
    /// What may be spent in one day was set elsewhere than in the window.
    Budget {
        /// `None`: no limit.
        budget: Option<Money>,
    },
    /// A picture came by drop or by dialog.
    Staged {
        /// The slot that asked for it, if one did.
        role: Option<Role>,
        /// The picture.
        picture: StagedPicture,
    },
    /// A recipe came by drop.
    Recipe {
        /// What it says.
        recipe: Box<RecipeView>,
    },
    /// Videos came by drop. They wait until the window says what is to become of them.
    Videos {
        /// Their names without folders.
        names: Vec<String>,
        /// The recipe in it, if it is one video that has one.
        recipe: Option<Box<RecipeView>>,
    },
    /// Something is dragged over the window.
    DragOver {
        /// Whether it is still there.
        active: bool,
    },
    /// Work on a backup moved, at most ten times a second; without `progress` it ended.
    Archive {
        /// How far it is.
        progress: Option<ArchiveProgress>,
    },
    /// Somebody wants to close the window while a backup is written or jobs are live; the window asks what is to become of it.
    QuitAsked {
        /// What goes on elsewhere, if anything does.
        leaving: Option<Leaving>,
    },
    /// There is a newer version of the program.
    NewVersion {
        /// Which.
        version: String,
    },
    /// The user pressed a notification about this job.
    OpenJob {
        /// The job.
        id: JobId,
    },
    /// Changes were lost on their way to the window, because there were too many: what it shows has to be read anew.
    Missed,
    /// Something to tell.
    Notice {
        /// What.
        kind: NoticeKind,
        /// Why.
        error: Option<ErrorView>,
    },
}
