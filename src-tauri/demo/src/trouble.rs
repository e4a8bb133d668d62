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
}

const WORDS: [(&str, Trouble); 6] = [
    ("[fail]", Trouble::Fail),
    ("[refuse]", Trouble::Refuse),
    ("[busy]", Trouble::Busy),
    ("[slow]", Trouble::Slow),
    ("[expire]", Trouble::Expire),
    ("[drop]", Trouble::Drop),
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
}
