//! Words about servers, their keys, what a test of them found, and what a pasted text said beside it.

use crate::sentences::Language;
use rushes_core::{
    api::paste::{Leftover, Unplaced},
    dto::{CheckKind, CheckOutcome, KeyBackend, KeyStatus},
};

impl Language {
    pub const fn demo(self) -> &'static str {
        self.of("built in, free", "内置，免费")
    }

    pub const fn connected(self) -> &'static str {
        self.of(
            "Connected. Nothing was charged.",
            "连接成功，未产生任何费用。",
        )
    }

    /// Where a server's key is.
    pub const fn key(self, key: &KeyStatus) -> &'static str {
        if key.asking {
            return self.of("the keychain has not answered", "钥匙串尚未应答");
        }
        match (key.present, key.backend) {
            (true, Some(KeyBackend::Keychain)) => {
                self.of("key in the keychain", "密钥在系统钥匙串中")
            }
            (true, Some(KeyBackend::Session)) => {
                self.of("key for this session", "密钥仅本次运行有效")
            }
            (true, Some(KeyBackend::File)) => {
                self.of("key in a file, not encrypted", "密钥在未加密的文件中")
            }
            (true, Some(KeyBackend::Environment)) => {
                self.of("key in the environment", "密钥在环境变量中")
            }
            (false, Some(KeyBackend::Environment)) => {
                self.of("key variable not set", "未设置密钥的环境变量")
            }
            (_, None) | (false, Some(_)) => self.of("no key", "无密钥"),
        }
    }

    /// What was looked at.
    pub const fn check(self, kind: CheckKind) -> &'static str {
        match kind {
            CheckKind::Reachable => self.of("reachable", "可以连接"),
            CheckKind::Key => self.of("key accepted", "密钥有效"),
            CheckKind::Models => self.of("lists models", "可列出模型"),
            CheckKind::ListsVideos => self.of("lists videos", "可列出视频"),
            CheckKind::Verbs => self.of("remix, edit, extend, delete", "重制、编辑、延长、删除"),
        }
    }

    /// What came of it.
    pub const fn outcome(self, outcome: CheckOutcome) -> &'static str {
        match outcome {
            CheckOutcome::Passed => self.of("yes", "是"),
            CheckOutcome::Failed => self.of("NO", "否"),
            CheckOutcome::Absent => self.of("not there", "不支持"),
            CheckOutcome::Skipped => self.of("not tried", "未测试"),
        }
    }

    /// How many models a server has, and how many of them Rushes knows.
    pub fn models(self, count: u32, known: Option<u32>) -> String {
        match (self, known) {
            (Self::English, Some(known)) => format!(" ({count}, {known} known here)"),
            (Self::Chinese, Some(known)) => format!("（{count} 个，其中已知 {known} 个）"),
            (Self::English, None) => format!(" ({count})"),
            (Self::Chinese, None) => format!("（{count} 个）"),
        }
    }

    /// Something of a pasted text that has no place.
    pub fn unplaced(self, left: &Unplaced) -> String {
        let what = self.leftover(left.what);
        let head = self.of("not placed", "未能归类");
        if left.name.is_empty() {
            format!("{head}\t{what}")
        } else {
            format!("{head}\t{what}\t{}", left.name)
        }
    }

    const fn leftover(self, what: Leftover) -> &'static str {
        match what {
            Leftover::Address => self.of("the address", "地址"),
            Leftover::Server => self.of("incomplete server address", "不完整的服务器地址"),
            Leftover::OtherServer => self.of("another server", "另一个服务器"),
            Leftover::Request => self.of("another request", "其他请求"),
            Leftover::OtherCreate => self.of("another way to create", "另一种创建方式"),
            Leftover::NoCreate => {
                self.of("nothing in it creates a video", "其中没有创建视频的操作")
            }
            Leftover::Option => self.of("option of cURL", "cURL 选项"),
            Leftover::Words => self.of("words that belong to no option", "不属于任何选项的内容"),
            Leftover::Header => self.of("header", "请求头"),
            Leftover::Query => self.of("query parameter", "查询参数"),
            Leftover::Security => self.of("way to sign in", "认证方式"),
            Leftover::Password => self.of("password from a variable", "来自变量的密码"),
            Leftover::Members => self.of("members of a list", "列表中的成员"),
            Leftover::AlsoTakes => self.of("another form of the request", "请求的另一种格式"),
            Leftover::BodyFile => self.of("a body that is in a file", "文件中的请求体"),
            Leftover::BodyForm => self.of("a URL-encoded body", "URL 编码的请求体"),
            Leftover::BodyUnread => self.of("a body that cannot be read", "无法读取的请求体"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_paste_could_not_place_is_said_in_the_language_of_the_user() {
        let left = Unplaced::named(Leftover::Header, "X-Team");
        let said = [Language::English, Language::Chinese].map(|tongue| tongue.unplaced(&left));
        assert_eq!(
            said,
            ["not placed\theader\tX-Team", "未能归类\t请求头\tX-Team"]
        );
    }
}
