//! For each misdeed: at which request it is done, what the job ends as, and how many requests may have cost money.

use super::{
    misdeeds::{self, Misdeed},
    raw::Kind,
};
use rushes_core::domain::State::{self, Expired, Failed, Held, Ready, Unconfirmed};

/// What a misdeed must come to.
pub struct Case {
    pub name: &'static str,
    /// At which kind of request …
    pub at: Kind,
    /// … and at how many of them, before the server behaves.
    pub times: usize,
    pub misdeed: Misdeed,
    pub ends: State,
    pub posts: usize,
}

const fn case(
    name: &'static str,
    (at, times): (Kind, usize),
    misdeed: Misdeed,
    (ends, posts): (State, usize),
) -> Case {
    Case {
        name,
        at,
        times,
        misdeed,
        ends,
        posts,
    }
}

const ONE: (Kind, usize) = (Kind::Create, 1);
const POLLS: (Kind, usize) = (Kind::Poll, 3);
const BYTES: (Kind, usize) = (Kind::Content, 2);
const ALWAYS: usize = usize::MAX;

/// Whatever may have reached the server is never sent again: at most one request, unless each before it was refused.
pub const CASES: &[Case] = &[
    case(
        "cut before the head",
        ONE,
        misdeeds::cut_before_the_head,
        (Unconfirmed, 1),
    ),
    case(
        "cut after the head",
        ONE,
        misdeeds::cut_after_the_head,
        (Unconfirmed, 1),
    ),
    case(
        "cut in the body before the id",
        ONE,
        misdeeds::cut_before_the_id,
        (Unconfirmed, 1),
    ),
    case(
        "cut in the body after the id",
        ONE,
        misdeeds::cut_after_the_id,
        (Ready, 1),
    ),
    case(
        "an answer after the timeout",
        ONE,
        misdeeds::answer_too_late,
        (Unconfirmed, 1),
    ),
    case(
        "a hundred times 100 Continue",
        ONE,
        misdeeds::continue_a_hundred_times,
        (Ready, 1),
    ),
    case(
        "100 Continue and then nothing",
        ONE,
        misdeeds::continue_and_close,
        (Unconfirmed, 1),
    ),
    case(
        "a flood of headers",
        ONE,
        misdeeds::flood_of_headers,
        (Unconfirmed, 1),
    ),
    case(
        "a header without an end",
        ONE,
        misdeeds::endless_header,
        (Unconfirmed, 1),
    ),
    case(
        "a POST redirected with 307",
        ONE,
        misdeeds::redirect_to_a_stranger,
        (Failed, 1),
    ),
    case(
        "a connection that is reset",
        ONE,
        misdeeds::reset,
        (Unconfirmed, 1),
    ),
    case(
        "a connection that is never answered",
        ONE,
        misdeeds::silence,
        (Unconfirmed, 1),
    ),
    case(
        "TLS where none was asked for",
        ONE,
        misdeeds::tls_rubbish,
        (Unconfirmed, 1),
    ),
    case(
        "compressed zeros without end",
        ONE,
        misdeeds::gzip_bomb,
        (Unconfirmed, 1),
    ),
    case("HTTP/1.0", ONE, misdeeds::http_1_0, (Ready, 1)),
    case(
        "more bytes announced than sent",
        ONE,
        misdeeds::length_too_large,
        (Ready, 1),
    ),
    case(
        "fewer bytes announced than sent",
        ONE,
        misdeeds::length_too_small,
        (Unconfirmed, 1),
    ),
    case("two lengths", ONE, misdeeds::two_lengths, (Unconfirmed, 1)),
    case(
        "chunks without end",
        ONE,
        misdeeds::endless_chunks,
        (Unconfirmed, 1),
    ),
    case("one byte at a time", ONE, misdeeds::slow_loris, (Ready, 1)),
    case("busy twice", (Kind::Create, 2), misdeeds::busy, (Ready, 3)),
    case(
        "busy for ever",
        (Kind::Create, ALWAYS),
        misdeeds::busy,
        (Held, 6),
    ),
    case(
        "503 with Retry-After",
        ONE,
        misdeeds::later_in_a_second,
        (Ready, 2),
    ),
    case(
        "503 of a gateway",
        ONE,
        misdeeds::gateway_page,
        (Unconfirmed, 1),
    ),
    case(
        "524 of a gateway",
        ONE,
        misdeeds::gateway_timeout,
        (Unconfirmed, 1),
    ),
    case(
        "questions cut",
        POLLS,
        misdeeds::cut_before_the_head,
        (Ready, 1),
    ),
    case("questions reset", POLLS, misdeeds::reset, (Ready, 1)),
    case(
        "questions answered with TLS",
        POLLS,
        misdeeds::tls_rubbish,
        (Ready, 1),
    ),
    case(
        "questions answered with a bomb",
        (Kind::Poll, 1),
        misdeeds::gzip_bomb,
        (Ready, 1),
    ),
    case(
        "questions answered with endless chunks",
        (Kind::Poll, 1),
        misdeeds::endless_chunks,
        (Ready, 1),
    ),
    case(
        "questions flooded with headers",
        POLLS,
        misdeeds::flood_of_headers,
        (Ready, 1),
    ),
    case(
        "questions sent round in a circle",
        POLLS,
        misdeeds::redirect_to_itself,
        (Ready, 1),
    ),
    case(
        "questions sent to a stranger",
        POLLS,
        misdeeds::redirect_to_a_stranger,
        (Ready, 1),
    ),
    case(
        "questions refused as busy",
        POLLS,
        misdeeds::busy,
        (Ready, 1),
    ),
    case(
        "questions answered by a gateway",
        POLLS,
        misdeeds::gateway_page,
        (Ready, 1),
    ),
    case(
        "another id in each answer",
        POLLS,
        misdeeds::another_id,
        (Ready, 1),
    ),
    case(
        "a status that goes backwards",
        (Kind::Poll, 6),
        misdeeds::to_and_fro,
        (Ready, 1),
    ),
    case(
        "progress over a hundred",
        POLLS,
        misdeeds::progress_over_a_hundred,
        (Ready, 1),
    ),
    case(
        "a job that is not known yet",
        POLLS,
        misdeeds::not_found,
        (Ready, 1),
    ),
    case(
        "bytes cut before the head",
        BYTES,
        misdeeds::cut_before_the_head,
        (Ready, 1),
    ),
    case(
        "bytes cut in the middle",
        BYTES,
        misdeeds::half_a_film,
        (Ready, 1),
    ),
    case(
        "bytes reset in the middle",
        BYTES,
        misdeeds::half_a_film_and_reset,
        (Ready, 1),
    ),
    case(
        "bytes in chunks that stop",
        BYTES,
        misdeeds::half_a_film_in_chunks,
        (Ready, 1),
    ),
    case(
        "bytes compressed unasked",
        BYTES,
        misdeeds::gzip_bomb,
        (Ready, 1),
    ),
    case(
        "bytes sent round in a circle",
        BYTES,
        misdeeds::redirect_to_itself,
        (Ready, 1),
    ),
    case(
        "ten thousand redirects",
        BYTES,
        misdeeds::redirect_ever_on,
        (Ready, 1),
    ),
    case(
        "bytes at a stranger",
        (Kind::Content, 1),
        misdeeds::redirect_to_a_stranger,
        (Ready, 1),
    ),
    case("bytes refused as busy", BYTES, misdeeds::busy, (Ready, 1)),
    case(
        "a completed job that becomes unknown",
        (Kind::Content, ALWAYS),
        misdeeds::not_found,
        (Expired, 1),
    ),
];
