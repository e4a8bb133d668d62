//! What a scripted server does with each request: the words that tests say it in.

use super::*;
use std::collections::VecDeque;

/// What the server does with one small request.
#[derive(Debug, Clone)]
pub enum Step {
    Answer(u16, String),
    Wait(u16, String, Duration),
    /// The answer comes after that long.
    Slow(u16, String, Duration),
    /// The status of a redirect, and where it leads.
    Moved(u16, &'static str),
    Broken,
    NoConnection,
    Hang,
}

/// What the server does with one download.
#[derive(Debug, Clone)]
pub enum Content {
    Body {
        status: u16,
        bytes: Vec<u8>,
        length: Option<u64>,
        start: Option<u64>,
        end: End,
        tag: Option<&'static str>,
        wait: Option<Duration>,
    },
    /// All of it, after that long.
    After(Duration, Vec<u8>),
    Hang,
    /// It would lead where nobody may go.
    Forbidden,
}

/// What comes after the bytes of a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Closed,
    Broken,
    /// Nothing, ever.
    Stalled,
    /// A byte every ten seconds.
    Dripping,
    /// The end, after bytes that came one by one, a millisecond apart.
    Fine,
}

/// The name of the file's bytes.
const TAG: Option<&str> = Some("\"v1\"");

impl Content {
    /// The same with another name of the bytes; without one nothing can be continued.
    pub fn tagged(mut self, with: Option<&'static str>) -> Self {
        if let Self::Body { tag, .. } = &mut self {
            *tag = with;
        }
        self
    }

    /// The same, whatever it announces.
    pub fn announcing(mut self, bytes: u64) -> Self {
        if let Self::Body { length, .. } = &mut self {
            *length = Some(bytes);
        }
        self
    }

    /// The same without a length.
    pub fn chunked(mut self) -> Self {
        if let Self::Body { length, .. } = &mut self {
            *length = None;
        }
        self
    }

    /// The same, and asks to wait.
    pub fn later(mut self, after: Duration) -> Self {
        if let Self::Body { wait, .. } = &mut self {
            *wait = Some(after);
        }
        self
    }

    /// A 416 that says how long the whole is.
    pub fn beyond(total: u64) -> Self {
        let mut refused = Self::answer(416, "");
        if let Self::Body { length, .. } = &mut refused {
            *length = Some(total);
        }
        refused
    }

    pub fn whole(bytes: Vec<u8>) -> Self {
        let length = Some(bytes.len() as u64);
        Self::Body {
            status: 200,
            bytes,
            length,
            start: None,
            end: End::Closed,
            tag: TAG,
            wait: None,
        }
    }

    pub fn answer(status: u16, text: &str) -> Self {
        let bytes = text.as_bytes().to_vec();
        Self::Body {
            status,
            length: Some(bytes.len() as u64),
            bytes,
            start: None,
            end: End::Closed,
            tag: TAG,
            wait: None,
        }
    }

    /// Announces all of it and ends after `at` bytes.
    pub fn cut(bytes: &[u8], at: usize, end: End) -> Self {
        let length = Some(bytes.len() as u64);
        Self::Body {
            status: 200,
            bytes: bytes[..at].to_vec(),
            length,
            start: None,
            end,
            tag: TAG,
            wait: None,
        }
    }

    /// A 206 that begins at `at`.
    pub fn rest(bytes: &[u8], at: usize) -> Self {
        let length = Some((bytes.len() - at) as u64);
        let start = Some(at as u64);
        Self::Body {
            status: 206,
            bytes: bytes[at..].to_vec(),
            length,
            start,
            end: End::Closed,
            tag: TAG,
            wait: None,
        }
    }
}

/// Decides on an answer by method and address.
type Rule<T> = Box<dyn FnMut(&str, &url::Url) -> Option<T> + Send>;

#[derive(Default)]
pub struct Scripted {
    rule: Option<Rule<Step>>,
    content_rule: Option<Rule<Content>>,
    creates: VecDeque<Step>,
    gets: VecDeque<Step>,
    contents: VecDeque<Content>,
}

impl Scripted {
    /// Answers what the lists have no step for.
    pub fn by_rule(
        mut self,
        rule: impl FnMut(&str, &url::Url) -> Option<Step> + Send + 'static,
    ) -> Self {
        self.rule = Some(Box::new(rule));
        self
    }

    /// The same for downloads.
    pub fn files_by_rule(
        mut self,
        rule: impl FnMut(&str, &url::Url) -> Option<Content> + Send + 'static,
    ) -> Self {
        self.content_rule = Some(Box::new(rule));
        self
    }

    pub(super) fn step(&mut self, method: &str, url: &url::Url) -> Option<Step> {
        let list = if method == "POST" {
            &mut self.creates
        } else {
            &mut self.gets
        };
        let next = list.pop_front();
        next.or_else(|| self.rule.as_mut()?(method, url))
    }

    pub(super) fn content(&mut self, url: &url::Url) -> Option<Content> {
        let next = self.contents.pop_front();
        next.or_else(|| self.content_rule.as_mut()?("GET", url))
    }

    pub fn on_create(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.creates.extend(steps);
        self
    }

    pub fn on_get(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.gets.extend(steps);
        self
    }

    pub fn on_content(mut self, steps: impl IntoIterator<Item = Content>) -> Self {
        self.contents.extend(steps);
        self
    }
}
