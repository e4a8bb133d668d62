//! `__name__` in a prompt: reads the lists that a press needs, and draws for each video. What is wrong with a list is said
//! before anything is stored, whatever the dice would have been.

use super::{Engine, EngineError, blocking};
use crate::{
    domain::wildcard::{self, BadWildcard, Lists},
    dto::{CreateJobs, ErrorCode, WildcardView},
    library::{Library, ListFile},
};

/// Most lists that one press reads.
const MOST_LISTS: usize = 500;

/// A request of one kind of video, with its prompt as it is sent.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub asked: CreateJobs,
    /// The prompt as it was written, where something was drawn.
    pub written: Option<String>,
}

impl Engine {
    /// The lists that there are.
    pub async fn wildcards(&self) -> Result<Vec<WildcardView>, EngineError> {
        let library = self.inner.library.clone();
        blocking(move || {
            let mut found = Vec::new();
            for name in library.wildcard_names()? {
                let lines = match library.wildcard(&name)? {
                    ListFile::Text(text) => wildcard::lines(&text).len(),
                    ListFile::Missing | ListFile::Unreadable => 0,
                };
                let lines = u32::try_from(lines).unwrap_or(u32::MAX);
                found.push(WildcardView { name, lines });
            }
            Ok(found)
        })
        .await
    }

    /// What the prompts of a plan draw from; `None`: nobody asked for that.
    ///
    /// # Errors
    /// `WildcardUnknown`, `WildcardEmpty`, `WildcardTooDeep`, `WildcardUnreadable`, each with the list's name.
    pub(super) async fn lists(
        &self,
        asked: &CreateJobs,
        plan: &[CreateJobs],
    ) -> Result<Option<Lists>, EngineError> {
        if !asked.sweep.wildcards {
            return Ok(None);
        }
        let prompts: Vec<String> = plan.iter().map(|one| one.prompt.clone()).collect();
        let library = self.inner.library.clone();
        let lists = blocking(move || {
            let lists = read(&library, &prompts)?;
            for prompt in &prompts {
                wildcard::longest(prompt, &lists).map_err(refused)?;
            }
            Ok(lists)
        })
        .await?;
        Ok(Some(lists))
    }

    /// The requests of one line of a plan. Where something is drawn, each take is one of its own and draws for itself.
    pub(super) fn drawn(
        &self,
        one: CreateJobs,
        lists: Option<&Lists>,
    ) -> Result<Vec<Drawn>, EngineError> {
        let Some(lists) = lists else {
            return Ok(vec![Drawn {
                asked: one,
                written: None,
            }]);
        };
        let draws = wildcard::draws(&one.prompt);
        let draw = |takes| {
            let mut pick = |of| self.pick(of);
            let prompt = wildcard::draw(&one.prompt, lists, &mut pick).map_err(refused)?;
            Ok(Drawn {
                written: draws.then(|| one.prompt.trim().to_owned()),
                asked: CreateJobs {
                    prompt,
                    takes,
                    ..one.clone()
                },
            })
        };
        in_parts(one.takes, draws).into_iter().map(draw).collect()
    }

    /// One of so many, counted from 0.
    fn pick(&self, of: usize) -> usize {
        let [.., a, b, c, d] = self.inner.entropy.seed();
        u32::from_be_bytes([a, b, c, d]) as usize % of.max(1)
    }
}

/// How the takes of a line are asked for: together, or each by itself where each draws something else.
pub(super) fn in_parts(takes: u32, draws: bool) -> Vec<u32> {
    if draws && takes > 1 {
        vec![1; takes as usize]
    } else {
        vec![takes]
    }
}

/// The lists that the prompts name, and those that these name.
fn read(library: &Library, prompts: &[String]) -> Result<Lists, EngineError> {
    let mut lists = Lists::new();
    let names = |text: &String| wildcard::names(text);
    let mut wanted: Vec<String> = prompts.iter().flat_map(names).collect();
    while let Some(name) = wanted.pop() {
        if lists.contains_key(&name) {
            continue;
        }
        if lists.len() >= MOST_LISTS {
            return Err(refused(BadWildcard::TooDeep(name)));
        }
        let lines = match library.wildcard(&name)? {
            ListFile::Text(text) => wildcard::lines(&text),
            ListFile::Missing => return Err(refused(BadWildcard::Unknown(name))),
            ListFile::Unreadable => {
                return Err(EngineError::refused_with(
                    ErrorCode::WildcardUnreadable,
                    "name",
                    name,
                ));
            }
        };
        wanted.extend(lines.iter().flat_map(names));
        lists.insert(name, lines);
    }
    Ok(lists)
}

pub(super) fn refused(bad: BadWildcard) -> EngineError {
    let (code, name) = match bad {
        BadWildcard::Unknown(name) => (ErrorCode::WildcardUnknown, name),
        BadWildcard::Empty(name) => (ErrorCode::WildcardEmpty, name),
        BadWildcard::TooDeep(name) => (ErrorCode::WildcardTooDeep, name),
    };
    EngineError::refused_with(code, "name", name)
}
