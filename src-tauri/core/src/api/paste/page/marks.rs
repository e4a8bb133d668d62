//! Where in a text something else begins, and what holds at a place. Knows no text.

use crate::api::paste::Endpoint;

/// Which endpoint the text is about from here on.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// The same as before.
    Same,
    /// This one; `None` is one that the video format does not have.
    At(Option<Endpoint>),
}

/// Where in the text something else begins.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    pub at: usize,
    pub place: Place,
    /// It is about an answer.
    pub answer: bool,
}

/// In order, and each mark with the endpoint that holds there: asking is a binary search, never a walk back.
pub fn settle(marks: &mut [Mark]) {
    marks.sort_by_key(|mark| mark.at);
    let mut holds = Place::Same;
    for mark in marks {
        match mark.place {
            Place::Same => mark.place = holds,
            Place::At(_) => holds = mark.place,
        }
    }
}

fn state(marks: &[Mark], at: usize) -> (Option<Endpoint>, bool, bool) {
    let known = marks.partition_point(|mark| mark.at <= at);
    let answer = known.checked_sub(1).is_some_and(|last| marks[last].answer);
    let place = known
        .checked_sub(1)
        .and_then(|last| match marks[last].place {
            Place::Same => None,
            Place::At(endpoint) => Some(endpoint),
        });
    (place.flatten(), place.is_some(), answer)
}

/// Whether what stands there belongs to the request of create.
pub fn is_create(marks: &[Mark], at: usize) -> bool {
    let (endpoint, known, answer) = state(marks, at);
    !answer && (!known || endpoint == Some(Endpoint::Create))
}
