//! The search field: what a line means, what could stand at its end, and the searches that the user keeps.

use super::{Engine, EngineError};
use crate::{
    domain::{
        JobId, Query, State,
        query::{Has, Is, Note, PeriodWord, Token, What},
    },
    dto::{Completion, ErrorCode, SavedSearch, SearchPiece, WallFilter, WallOrder},
    store::{Ask, Marked, Named},
};

/// Completions that are offered at once.
const OFFERED: usize = 12;
/// Values of any token that are offered for a word without one, of each token.
const GUESSES: usize = 3;
/// Signs that a word needs before values are guessed for it.
const GUESSED_FROM: usize = 2;
/// Longest name of a saved search, in signs.
const NAME: usize = 60;
/// Shapes that are offered, the usual ones.
const RATIOS: [(u32, u32); 8] = [
    (16, 9),
    (9, 16),
    (1, 1),
    (4, 3),
    (3, 4),
    (3, 2),
    (2, 3),
    (21, 9),
];

impl Engine {
    /// The pieces of a search line, each with what was understood of it.
    pub fn read_search(line: &str) -> Vec<SearchPiece> {
        let pieces = Query::pieces(line).into_iter();
        pieces
            .map(|piece| SearchPiece {
                chip: match (&piece.term, piece.token, piece.note) {
                    (Some(term), Some(_), None) => Some(term.to_string()),
                    (_, _, _) => None,
                },
                typed: piece.typed,
                token: piece.token,
                note: piece.note,
            })
            .collect()
    }

    /// Which of these jobs the wall shows for a line.
    pub async fn shown(
        &self,
        filter: WallFilter,
        search: &str,
        ids: Vec<JobId>,
    ) -> Result<Vec<JobId>, EngineError> {
        let ask = Ask {
            filter,
            query: Query::read(search),
            order: WallOrder::default(),
            now: self.now(),
        };
        Ok(self.inner.store.shown(ask, ids).await?)
    }

    /// What could stand in place of the last piece of a line, best first.
    pub async fn complete_search(&self, typed: &str) -> Result<Vec<Completion>, EngineError> {
        let (not, typed) = match typed.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", typed),
        };
        let last = Query::pieces(typed)
            .pop()
            .map(|last| (last.token, last.note));
        let mut found = match last {
            Some((Some(token), _)) => {
                let value = typed.split_once([':', '：']).map_or("", |(_, value)| value);
                self.values(token, value.trim_matches('"')).await?
            }
            Some((None, Some(Note::UnknownToken))) => Vec::new(),
            Some((None, _)) | None => self.guesses(typed).await?,
        };
        for completion in &mut found {
            completion.text.insert_str(0, not);
        }
        found.truncate(OFFERED);
        Ok(found)
    }

    /// Tokens whose names begin so, and values of any token in which it stands.
    async fn guesses(&self, typed: &str) -> Result<Vec<Completion>, EngineError> {
        let typed = typed.trim();
        let names = Token::ALL.into_iter().filter(|token| token.begins(typed));
        let mut found: Vec<_> = names
            .map(|token| Completion {
                text: format!("{}:", token.name()),
                token,
                count: None,
            })
            .collect();
        if typed.chars().count() >= GUESSED_FROM {
            for token in [
                Token::Tag,
                Token::Collection,
                Token::Model,
                Token::Server,
                Token::Is,
            ] {
                let values = self.values(token, typed).await?;
                found.extend(values.into_iter().take(GUESSES));
            }
        }
        Ok(found)
    }

    /// The values of a token in which that stands.
    async fn values(&self, token: Token, typed: &str) -> Result<Vec<Completion>, EngineError> {
        let store = &self.inner.store;
        let named = |names: Vec<Named>, make: fn(String) -> What| {
            let named = names.into_iter();
            named.map(move |one| (make(one.name).to_string(), Some(one.count)))
        };
        let all: Vec<(String, Option<u32>)> = match token {
            Token::Model => named(store.model_names().await?, What::Model).collect(),
            Token::Server => named(store.server_names().await?, What::Server).collect(),
            Token::Tag => named(store.tag_names().await?, What::Tag).collect(),
            Token::Collection => named(store.collections().await?, What::Collection).collect(),
            Token::State => state_counts(&store.state_names().await?),
            Token::Is => is_counts(store.marked().await?),
            Token::Has => has_counts(store.marked().await?),
            Token::Ratio => ratio_counts(&store.sizes().await?),
            Token::From => PeriodWord::ALL
                .map(|word| (format!("from:{}", word.name()), None))
                .into(),
            Token::Seconds => examples(token, &["<5", ">5", "4..8", ">=10"]),
            Token::Cost => examples(token, &["free", "unknown", "<0.5", ">0.5", "0.1..1"]),
            Token::Rating => examples(token, &["5", ">=4", ">=3", "0"]),
        };
        let wanted = typed.to_lowercase();
        let mut found: Vec<_> = all
            .into_iter()
            .filter(|(text, _)| {
                let value = text.split_once(':').map_or("", |(_, value)| value);
                value.to_lowercase().contains(&wanted)
            })
            .map(|(text, count)| Completion { text, token, count })
            .collect();
        // What begins so comes before what only has it in it.
        let begins = |one: &Completion| {
            let value = one.text.split_once(':').map_or("", |(_, value)| value);
            !value.to_lowercase().starts_with(&wanted)
        };
        found.sort_by_key(begins);
        Ok(found)
    }

    /// The searches that are kept, the oldest first.
    pub async fn saved_searches(&self) -> Result<Vec<SavedSearch>, EngineError> {
        Ok(self.inner.store.saved_searches().await?)
    }

    /// Keeps a search: a new one, or other words for the one of that id. Returns all that are kept.
    ///
    /// # Errors
    /// `NameTaken`, `InvalidValue` for a name of spaces only.
    pub async fn save_search(
        &self,
        mut saved: SavedSearch,
    ) -> Result<Vec<SavedSearch>, EngineError> {
        saved.name = saved.name.trim().chars().take(NAME).collect();
        if saved.name.is_empty() {
            return Err(EngineError::invalid("name"));
        }
        if saved.id.is_empty() {
            let seed = crate::domain::BatchId::from_seed(self.inner.entropy.seed());
            saved.id = format!("search-{seed}");
        }
        let name = saved.name.clone();
        if !self.inner.store.save_search(saved).await? {
            return Err(EngineError::refused_with(
                ErrorCode::NameTaken,
                "name",
                name,
            ));
        }
        self.saved_searches().await
    }

    /// Forgets a search. Returns all that are kept.
    pub async fn forget_search(&self, id: String) -> Result<Vec<SavedSearch>, EngineError> {
        self.inner.store.forget_search(id).await?;
        self.saved_searches().await
    }
}

fn state_counts(names: &[Named]) -> Vec<(String, Option<u32>)> {
    let count = |state: State| {
        let found = names.iter().find(|one| one.name == state.as_str());
        found.map_or(0, |one| one.count)
    };
    let mut all = State::ALL.map(|state| (format!("state:{}", state.as_str()), Some(count(state))));
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all.into()
}

fn is_counts(marked: Marked) -> Vec<(String, Option<u32>)> {
    let count = |is: Is| match is {
        Is::Favourite => marked.favourite,
        Is::Trashed => marked.trashed,
        Is::Imported => marked.imported,
        Is::Derived => marked.derived,
        Is::Live => marked.live,
        Is::NeedsYou => marked.needs_you,
        Is::Rated => marked.rated,
        Is::Tagged => marked.tagged,
    };
    Is::ALL
        .map(|is| (format!("is:{}", is.name()), Some(count(is))))
        .into()
}

fn has_counts(marked: Marked) -> Vec<(String, Option<u32>)> {
    let count = |has: Has| match has {
        Has::Reference => marked.reference,
        Has::Audio => marked.audio,
        Has::Seed => marked.seed,
    };
    Has::ALL
        .map(|has| (format!("has:{}", has.name()), Some(count(has))))
        .into()
}

/// Each size counts for the usual shapes that it is near to.
fn ratio_counts(sizes: &[(u32, u32, u32)]) -> Vec<(String, Option<u32>)> {
    let near = |(across, down): (u32, u32), width: u32, height: u32| {
        let asked = f64::from(across) / f64::from(down);
        (f64::from(width) / f64::from(height) / asked - 1.0).abs() <= 0.02
    };
    let count = |ratio| {
        let fitting = sizes
            .iter()
            .filter(|(width, height, _)| near(ratio, *width, *height));
        fitting.map(|(_, _, count)| count).sum::<u32>()
    };
    let mut all =
        RATIOS.map(|ratio| (format!("ratio:{}:{}", ratio.0, ratio.1), Some(count(ratio))));
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all.into()
}

fn examples(token: Token, values: &[&str]) -> Vec<(String, Option<u32>)> {
    let text = |value: &&str| (format!("{}:{value}", token.name()), None);
    values.iter().map(text).collect()
}
