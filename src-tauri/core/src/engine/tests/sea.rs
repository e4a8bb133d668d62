//! A server for rough weather: it makes jobs, keeps them, and in a storm does to each answer what networks, gateways and
//! overload do. It counts what a user would be charged for.

use super::fake::painted;
use crate::{
    api::{
        self, Access, Exchange, Fault, Reply, Resume, Sent, Source, Trace, VideoApi,
        dialect::{FieldValue, Request},
    },
    domain::Timestamp,
    engine::clock::Clock,
};
use bytes::Bytes;
use futures_util::{StreamExt, future::BoxFuture, stream};
use proptest::{prelude::Rng, test_runner::TestRng};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

/// A job of the server. Whoever asked for it pays.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: String,
    pub prompt: String,
    at: Timestamp,
    polls_left: u32,
    end: &'static str,
}

#[derive(Default)]
pub struct Books {
    pub made: Vec<Made>,
    /// Requests that came in, or would have, by prompt.
    pub posts: HashMap<String, u32>,
    /// Those of them that provably made nothing, by prompt.
    pub proved: HashMap<String, u32>,
    pub storm: bool,
}

pub struct Sea {
    books: Mutex<Books>,
    chance: Mutex<TestRng>,
    clock: Arc<dyn Clock>,
}

/// What becomes of one request to make something.
enum Fate {
    Accepted,
    NoConnection,
    TooMany,
    Overloaded,
    Refused,
    LostBefore,
    LostAfter,
    WebPage,
    Late,
    TimedOut,
    WithoutId,
    CutBehindTheId,
    Never,
}

impl Sea {
    pub fn new(chance: TestRng, clock: Arc<dyn Clock>) -> Self {
        Self {
            books: Mutex::default(),
            chance: Mutex::new(chance),
            clock,
        }
    }

    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("one test at a time")
    }

    fn roll(&self, sides: u32) -> u32 {
        self.chance.lock().expect("one test at a time").next_u32() % sides
    }

    fn rough(&self) -> bool {
        self.books().storm && self.roll(2) == 0
    }

    fn fate(&self) -> Fate {
        if !self.rough() {
            return Fate::Accepted;
        }
        match self.roll(12) {
            0 => Fate::NoConnection,
            1 => Fate::TooMany,
            2 => Fate::Overloaded,
            3 => Fate::Refused,
            4 => Fate::LostBefore,
            5 => Fate::LostAfter,
            6 => Fate::WebPage,
            7 => Fate::Late,
            8 => Fate::TimedOut,
            9 => Fate::WithoutId,
            10 => Fate::CutBehindTheId,
            _ => Fate::Never,
        }
    }

    fn make(&self, prompt: &str) -> String {
        let end = match self.roll(12) {
            0 => "failed",
            1 => "expired",
            _ => "completed",
        };
        let polls_left = self.roll(6);
        let mut books = self.books();
        let id = format!("video_{}", books.made.len());
        books.made.push(Made {
            id: id.clone(),
            prompt: prompt.to_owned(),
            at: self.clock.now(),
            polls_left,
            end,
        });
        id
    }

    async fn creates(&self, prompt: &str) -> Exchange {
        *self.books().posts.entry(prompt.to_owned()).or_default() += 1;
        let fate = self.fate();
        let nothing = matches!(
            fate,
            Fate::NoConnection | Fate::TooMany | Fate::Overloaded | Fate::Refused
        );
        if nothing {
            *self.books().proved.entry(prompt.to_owned()).or_default() += 1;
        }
        let broken = || Err(Fault::Broken("reset".to_owned()));
        let outcome = match fate {
            Fate::Accepted => Ok(accepted(&self.make(prompt))),
            Fate::NoConnection => {
                return exchange(Err(Fault::Connect("no route".to_owned())), Sent::Nothing);
            }
            Fate::TooMany => Ok(asks_to_wait(429, "slow down", Duration::from_secs(20))),
            Fate::Overloaded => Ok(says(503, "overloaded, try again later")),
            Fate::Refused => Ok(says(400, "no such size")),
            Fate::LostBefore => broken(),
            Fate::LostAfter => {
                self.make(prompt);
                broken()
            }
            Fate::WebPage => {
                self.make(prompt);
                Ok(answer(502, "<html>Bad gateway</html>"))
            }
            Fate::Late => {
                let id = self.make(prompt);
                tokio::time::sleep(Duration::from_secs(40)).await;
                Ok(accepted(&id))
            }
            Fate::TimedOut => {
                self.make(prompt);
                Err(Fault::Timeout)
            }
            Fate::WithoutId => {
                self.make(prompt);
                Ok(answer(200, "{}"))
            }
            Fate::CutBehindTheId => {
                let id = self.make(prompt);
                Err(Fault::Cut {
                    why: "the connection was closed".to_owned(),
                    status: 200,
                    body: Bytes::from(format!(r#"{{"id":"{id}","status":"que"#)),
                })
            }
            Fate::Never => {
                self.make(prompt);
                std::future::pending().await
            }
        };
        exchange(outcome, Sent::Maybe)
    }

    fn asked(&self, id: &str) -> Result<Reply, Fault> {
        if self.rough() {
            return match self.roll(6) {
                0 => Err(Fault::Broken("reset".to_owned())),
                1 => Err(Fault::Connect("no route".to_owned())),
                2 => Ok(asks_to_wait(429, "slow down", Duration::from_secs(30))),
                3 => Ok(answer(500, "oops")),
                4 => Ok(answer(200, "<html>please log in</html>")),
                _ => Ok(says(404, "no such video")),
            };
        }
        let mut books = self.books();
        let Some(made) = books.made.iter_mut().find(|made| made.id == id) else {
            return Ok(says(404, "no such video"));
        };
        made.polls_left = made.polls_left.saturating_sub(1);
        Ok(answer(200, entry(made).to_string()))
    }

    fn list(&self) -> Reply {
        if self.rough() {
            return answer(500, "oops");
        }
        let data: Vec<Value> = self.books().made.iter().rev().map(entry).collect();
        answer(200, json!({"object": "list", "data": data}).to_string())
    }

    fn opens(&self, id: &str, resume: Option<&Resume>) -> Result<api::Content, Fault> {
        let rough = self.rough();
        let bytes = film(id);
        let from = resume.map_or(0, |resume| usize::try_from(resume.from).expect("small"));
        let rest = Bytes::from(bytes[from.min(bytes.len())..].to_vec());
        let status = if from > 0 { 206 } else { 200 };
        let content = |status, body: Bytes, length: usize, broken: bool| {
            let start = (status == 206).then_some(from as u64);
            let cut = broken.then(|| Err(Fault::Broken("reset".to_owned())));
            api::Content {
                status,
                length: Some(length as u64),
                range: start.map(|start| (start, Some(bytes.len() as u64))),
                complete: None,
                resumable: true,
                validator: Some(format!("\"{id}\"")),
                wait: None,
                body: stream::iter(std::iter::once(Ok(body)).chain(cut)).boxed(),
            }
        };
        if !rough {
            return Ok(content(status, rest.clone(), rest.len(), false));
        }
        match self.roll(4) {
            0 => Err(Fault::Connect("no route".to_owned())),
            1 => Ok(content(500, Bytes::from_static(b"oops"), 4, false)),
            2 => Ok(content(
                status,
                rest.slice(..rest.len() / 2),
                rest.len(),
                true,
            )),
            // It ends as if that were all.
            _ => Ok(content(
                status,
                rest.slice(..rest.len() / 3),
                rest.len(),
                false,
            )),
        }
    }
}

/// The bytes of a job's video.
pub fn film(id: &str) -> Vec<u8> {
    let number = id.trim_start_matches("video_").parse().expect("ours");
    painted(number)
}

fn entry(made: &Made) -> Value {
    let status = match made.polls_left {
        0 => made.end,
        1..=2 => "in_progress",
        _ => "queued",
    };
    json!({"id": made.id, "object": "video", "model": "wan", "prompt": made.prompt, "status": status,
           "created_at": made.at.0 / 1000})
}

fn answer(status: u16, body: impl Into<String>) -> Reply {
    Reply {
        status,
        body: Bytes::from(body.into()),
        wait: None,
        location: None,
    }
}

fn accepted(id: &str) -> Reply {
    answer(200, json!({"id": id, "status": "queued"}).to_string())
}

fn says(status: u16, words: &str) -> Reply {
    answer(status, json!({"error": {"message": words}}).to_string())
}

fn asks_to_wait(status: u16, words: &str, wait: Duration) -> Reply {
    Reply {
        wait: Some(wait),
        ..says(status, words)
    }
}

fn exchange(outcome: Result<Reply, Fault>, sent: Sent) -> Exchange {
    let trace = Trace {
        method: "POST",
        status: outcome.as_ref().ok().map(|reply| reply.status),
        ..Trace::default()
    };
    Exchange {
        trace,
        outcome,
        sent,
    }
}

impl VideoApi for Sea {
    fn create<'a>(&'a self, _: &'a Access, request: &'a Request) -> BoxFuture<'a, Exchange> {
        let prompt = request.fields.iter().find(|field| field.to == "prompt");
        let prompt = match prompt.map(|field| &field.value) {
            Some(FieldValue::Plain(Value::String(text))) => text.clone(),
            other => panic!("a request without a prompt: {other:?}"),
        };
        Box::pin(async move { self.creates(&prompt).await })
    }

    fn get<'a>(&'a self, _: &'a Access, url: url::Url) -> BoxFuture<'a, Exchange> {
        let last = url.path_segments().and_then(Iterator::last);
        let outcome = match last.expect("a path") {
            "videos" => Ok(self.list()),
            id => self.asked(id),
        };
        Box::pin(async { exchange(outcome, Sent::Maybe) })
    }

    fn delete<'a>(&'a self, _: &'a Access, _: url::Url) -> BoxFuture<'a, Exchange> {
        Box::pin(async { exchange(Ok(answer(405, "")), Sent::Maybe) })
    }

    fn content<'a>(
        &'a self,
        _: &'a Access,
        source: &'a Source,
        resume: Option<Resume>,
    ) -> BoxFuture<'a, (Trace, Result<api::Content, Fault>)> {
        let (Source::Endpoint(url) | Source::Named(url)) = source;
        let id = url.path_segments().expect("a path").nth_back(1);
        let opened = self.opens(id.expect("an id"), resume.as_ref());
        Box::pin(async { (Trace::default(), opened) })
    }
}
