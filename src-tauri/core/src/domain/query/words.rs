//! The names of tokens and of their values. English is what is printed; Chinese is read as well.

use serde::{Deserialize, Serialize};

/// The name of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Token {
    /// `model:sora-2`
    Model,
    /// `server:relay`
    Server,
    /// `tag:night`
    Tag,
    /// `collection:trailer`
    Collection,
    /// `state:ready`
    State,
    /// `is:favourite`
    Is,
    /// `has:reference`
    Has,
    /// `ratio:9:16`
    Ratio,
    /// `seconds:>5`
    Seconds,
    /// `cost:>0.5`
    Cost,
    /// `rating:>=4`
    Rating,
    /// `from:last-week`
    From,
}

impl Token {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 12] = [
        Self::Model,
        Self::Server,
        Self::Tag,
        Self::Collection,
        Self::State,
        Self::Is,
        Self::Has,
        Self::Ratio,
        Self::Seconds,
        Self::Cost,
        Self::Rating,
        Self::From,
    ];

    /// As it is printed.
    pub const fn name(self) -> &'static str {
        self.names()[0]
    }

    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Model => &["model", "模型"],
            Self::Server => &["server", "服务器"],
            Self::Tag => &["tag", "标签"],
            Self::Collection => &["collection", "合集"],
            Self::State => &["state", "状态"],
            Self::Is => &["is", "是"],
            Self::Has => &["has", "有"],
            Self::Ratio => &["ratio", "比例", "画幅"],
            Self::Seconds => &["seconds", "时长", "秒"],
            Self::Cost => &["cost", "费用"],
            Self::Rating => &["rating", "评分"],
            Self::From => &["from", "日期"],
        }
    }

    /// Whether one of its names begins so.
    pub fn begins(self, typed: &str) -> bool {
        let typed = typed.to_lowercase();
        self.names().iter().any(|name| name.starts_with(&typed))
    }

    /// Reads a name, however its letters are written.
    pub fn read(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|token| token.names().contains(&name.as_str()))
    }
}

/// A kind of take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Is {
    /// Marked by the user.
    Favourite,
    /// In the trash.
    Trashed,
    /// Found in a server's list or as a file, not made here.
    Imported,
    /// Made from an earlier video.
    Derived,
    /// The engine works on it.
    Live,
    /// It waits for the user.
    NeedsYou,
    /// The user gave it stars.
    Rated,
    /// The user gave it a tag.
    Tagged,
}

impl Is {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Favourite,
        Self::Rated,
        Self::Tagged,
        Self::Live,
        Self::NeedsYou,
        Self::Imported,
        Self::Derived,
        Self::Trashed,
    ];

    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Favourite => &["favourite", "favorite", "收藏"],
            Self::Trashed => &["trashed", "回收站"],
            Self::Imported => &["imported", "导入"],
            Self::Derived => &["derived", "衍生"],
            Self::Live => &["live", "进行中"],
            Self::NeedsYou => &["needs-you", "待处理"],
            Self::Rated => &["rated", "已评分"],
            Self::Tagged => &["tagged", "有标签"],
        }
    }

    /// As it is printed.
    pub const fn name(self) -> &'static str {
        self.names()[0]
    }

    /// Reads a value of `is:`.
    pub fn read(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|is| is.names().contains(&name.as_str()))
    }
}

/// What a take comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Has {
    /// A picture was sent.
    Reference,
    /// The file has sound.
    Audio,
    /// A seed was sent.
    Seed,
}

impl Has {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Reference, Self::Audio, Self::Seed];

    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Reference => &["reference", "参考图"],
            Self::Audio => &["audio", "声音"],
            Self::Seed => &["seed", "种子"],
        }
    }

    /// As it is printed.
    pub const fn name(self) -> &'static str {
        self.names()[0]
    }

    /// Reads a value of `has:`.
    pub fn read(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|has| has.names().contains(&name.as_str()))
    }
}
