//! Words about money.

use crate::sentences::Language;
use rushes_core::domain::{BadMoney, Money, Totals};

impl Language {
    pub const fn today(self) -> &'static str {
        self.of("today", "今日")
    }

    pub const fn all(self) -> &'static str {
        self.of("all", "合计")
    }

    pub const fn own_unit(self) -> &'static str {
        self.of("(the server's own unit)", "（服务器自有单位）")
    }

    pub const fn no_limit(self) -> &'static str {
        self.of("without a limit", "无限额")
    }

    pub fn a_day(self, budget: &Money) -> String {
        match self {
            Self::English => format!("{budget} a day"),
            Self::Chinese => format!("每日 {budget}"),
        }
    }

    /// What was typed is no money.
    pub const fn bad_money(self, bad: BadMoney) -> &'static str {
        match bad {
            BadMoney::Amount => {
                self.of("That is no amount such as 0.10.", "金额无效，应类似 0.10。")
            }
            BadMoney::Currency => {
                self.of("That is no currency such as USD.", "货币无效，应类似 USD。")
            }
        }
    }

    /// `about 0.80 USD`, `about 0.80 USD + 2 of unknown price`, `price unknown`, `free`.
    pub fn about(self, totals: &Totals) -> String {
        if totals.free == totals.requests {
            return self.of("free", "免费").to_owned();
        }
        let mut parts: Vec<String> = totals.sums.iter().map(Money::to_string).collect();
        if parts.is_empty() {
            return self.of("price unknown", "价格未知").to_owned();
        }
        if totals.unknown > 0 {
            let unknown = totals.unknown;
            parts.push(match self {
                Self::English => format!("{unknown} of unknown price"),
                Self::Chinese => format!("{unknown} 个价格未知"),
            });
        }
        format!("{} {}", self.of("about", "约"), parts.join(" + "))
    }

    /// One amount a currency, and what they leave out.
    pub fn spent(self, totals: &Totals) -> String {
        let sums = totals.sums.iter().map(Money::to_string);
        let count = |number: u32, english: &str, chinese: &str| {
            let text = match self {
                Self::English => format!("{number} {english}"),
                Self::Chinese => format!("{number} 个{chinese}"),
            };
            (number > 0).then_some(text)
        };
        let mut parts = vec![match self {
            Self::English => format!("{} sent", totals.requests),
            Self::Chinese => format!("已发送 {} 个", totals.requests),
        }];
        parts.extend(sums);
        parts.extend(count(totals.free, "free", "免费"));
        parts.extend(count(totals.unknown, "price unknown", "价格未知"));
        parts.join("\t")
    }

    /// More videos than one asks for lightly: the question in place of sending.
    pub fn too_many_to_guess(self, count: usize, totals: &Totals) -> String {
        let price = self.about(totals);
        match self {
            Self::English => format!(
                "That is {count} videos, {price}. Say --yes if you mean it; --dry-run shows the first request."
            ),
            Self::Chinese => format!(
                "共 {count} 个视频，{price}。确认请使用 --yes；--dry-run 可查看第一个请求。"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals() -> Totals {
        Totals {
            requests: 5,
            free: 1,
            unknown: 2,
            sums: vec![Money::parse("0.80", "USD").expect("money")],
        }
    }

    #[test]
    fn what_it_costs_is_said_in_the_language_of_the_user() {
        let said = [Language::English, Language::Chinese].map(|tongue| tongue.about(&totals()));
        assert_eq!(
            said,
            [
                "about 0.80 USD + 2 of unknown price",
                "约 0.80 USD + 2 个价格未知"
            ]
        );
    }

    #[test]
    fn the_question_before_many_videos_names_their_number_and_price() {
        let said = Language::Chinese.too_many_to_guess(40, &totals());
        assert!(said.starts_with("共 40 个视频，约 0.80 USD"), "{said}");
    }
}
