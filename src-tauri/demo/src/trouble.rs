//! Trouble on demand: a word in square brackets in the prompt makes the server misbehave in one
//! well-known way, so that everything that can go wrong can be tried without paying for it.

/// One way to misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// `[fail]`: the job fails half way.
    Fail,
    /// `[refuse]`: the prompt is refused for its content.
    Refuse,
    /// `[busy]`: the first request with this prompt is told to come back in a second.
    Busy,
    /// `[slow]`: the job takes a minute more.
    Slow,
    /// `[expire]`: the job completes, and its clip is gone at once.
    Expire,
    /// `[drop]`: the job is accepted, and the connection closes without an answer.
    Drop,
    /// `[invalid]`, `[key]`, `[forbidden]`, `[rate]`, `[broken]`: the request is refused.
    Page(PageError),
    /// `[processing]`: while it runs, the job says `processing`, which is that page's word, and not
    /// the official `in_progress`.
    Processing,
}

/// The errors that the gateways' page prints ([seed0]), every time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageError {
    /// 400
    Invalid,
    /// 401
    Key,
    /// 403
    Forbidden,
    /// 429
    Rate,
    /// 500
    Broken,
}

const WORDS: [(&str, Trouble); 12] = [
    ("[fail]", Trouble::Fail),
    ("[refuse]", Trouble::Refuse),
    ("[busy]", Trouble::Busy),
    ("[slow]", Trouble::Slow),
    ("[expire]", Trouble::Expire),
    ("[drop]", Trouble::Drop),
    ("[invalid]", Trouble::Page(PageError::Invalid)),
    ("[key]", Trouble::Page(PageError::Key)),
    ("[forbidden]", Trouble::Page(PageError::Forbidden)),
    ("[rate]", Trouble::Page(PageError::Rate)),
    ("[broken]", Trouble::Page(PageError::Broken)),
    ("[processing]", Trouble::Processing),
];

/// The troubles that a prompt asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Troubles(Vec<Trouble>);

impl Troubles {
    pub fn of(prompt: &str) -> Self {
        let prompt = prompt.to_lowercase();
        Self(
            WORDS
                .iter()
                .filter(|(word, _)| prompt.contains(word))
                .map(|(_, t)| *t)
                .collect(),
        )
    }

    pub fn has(&self, trouble: Trouble) -> bool {
        self.0.contains(&trouble)
    }

    /// The first of the page's errors that is asked for.
    pub fn page_error(&self) -> Option<PageError> {
        self.0.iter().find_map(|trouble| match trouble {
            Trouble::Page(error) => Some(*error),
            Trouble::Fail
            | Trouble::Refuse
            | Trouble::Busy
            | Trouble::Slow
            | Trouble::Expire
            | Trouble::Drop
            | Trouble::Processing => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_word_in_brackets_is_trouble() {
        assert_eq!(Troubles::of("a fail of a busy day"), Troubles::default());
    }

    #[test]
    fn several_troubles_can_be_had_at_once() {
        let troubles = Troubles::of("[Slow] and [FAIL]");
        assert!(troubles.has(Trouble::Slow) && troubles.has(Trouble::Fail));
    }

    #[test]
    fn an_error_of_the_page_is_found_among_others() {
        let troubles = Troubles::of("[slow] [rate]");
        assert_eq!(troubles.page_error(), Some(PageError::Rate));
    }
}
