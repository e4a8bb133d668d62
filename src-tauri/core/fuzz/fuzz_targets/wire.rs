//! Any bytes as a server's answer: nothing may panic, and what is promised of every answer must hold (`wire.md` 3).

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use rushes_core::api::{Fault, Reply, Sent, classify, wire};

/// Statuses that are read differently.
const STATUSES: [u16; 10] = [200, 202, 302, 400, 401, 404, 408, 429, 500, 503];

fuzz_target!(|body: &[u8]| {
    if let Some(value) = wire::parse(body) {
        let answer = wire::read(&value);
        assert!(answer.progress.is_none_or(|it| (0.0..=100.0).contains(&it)));
        assert!(answer.seconds.is_none_or(|it| it > 0.0));
        assert!(answer.created_at.is_none_or(|it| it.0 >= 0));
        assert_eq!(wire::results(&value).first(), wire::result(&value).as_ref());
        let _ = (
            wire::message(&value),
            wire::stills(&value),
            wire::list(&value),
        );
    }
    let _ = (wire::parse_cut(body), wire::path_on_server(body));
    let status = STATUSES[body.len() % STATUSES.len()];
    let reply = Ok(Reply {
        status,
        body: Bytes::copy_from_slice(body),
        wait: None,
        location: None,
    });
    let cut = Err(Fault::Cut {
        why: String::new(),
        status,
        body: Bytes::copy_from_slice(body),
    });
    let _ = (
        classify::created(&reply, Sent::Maybe),
        classify::created(&cut, Sent::Maybe),
        classify::polled(&reply),
    );
});
