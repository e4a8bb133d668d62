//! What all scripted products need: the jobs they took, in the order in which they came, and the usual checks.

use crate::{
    desk::KEY,
    scripted::{Answer, Asked},
};
use serde_json::{Value, json};

/// A job as a server keeps it.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: String,
    pub prompt: String,
    pub model: String,
    /// How often it was asked about.
    pub polls: u32,
    pub deleted: bool,
}

#[derive(Debug, Default)]
pub struct Orders(pub Vec<Order>);

impl Orders {
    /// Keeps a new job under that id.
    pub fn take(&mut self, id: &str, asked: &Asked) -> Order {
        let said = |name: &str| {
            let body = asked.body();
            body[name].as_str().unwrap_or_default().to_owned()
        };
        let order = Order {
            id: id.to_owned(),
            prompt: said("prompt"),
            model: said("model"),
            polls: 0,
            deleted: false,
        };
        self.0.push(order.clone());
        order
    }

    /// The job of that id, asked about once more.
    pub fn poll(&mut self, id: &str) -> Option<Order> {
        let found = self.find(id)?;
        found.polls += 1;
        Some(found.clone())
    }

    pub fn find(&mut self, id: &str) -> Option<&mut Order> {
        self.0
            .iter_mut()
            .find(|order| order.id == id && !order.deleted)
    }

    pub fn next(&self) -> usize {
        self.0.len() + 1
    }
}

/// Whether the usual key came in the usual header.
pub fn has_key(asked: &Asked) -> bool {
    asked.header("authorization") == Some(&format!("Bearer {KEY}"))
}

/// The first field that is not among those.
pub fn unknown_field(asked: &Asked, known: &[&str]) -> Option<String> {
    let mut names = asked.names().into_iter();
    names.find(|name| !known.contains(&name.as_str()))
}

/// OpenAI's shape of an error.
pub fn error(status: u16, message: &str, param: Option<&str>, code: Option<&str>) -> Answer {
    let kind = "invalid_request_error";
    let error = json!({ "message": message, "type": kind, "param": param, "code": code });
    Answer::json(status, &json!({ "error": error }))
}

/// FastAPI's shape of an error.
pub fn detail(status: u16, detail: impl Into<Value>) -> Answer {
    Answer::json(status, &json!({ "detail": detail.into() }))
}

/// What FastAPI says of one field that does not validate.
pub fn invalid(field: &str, kind: &str, message: &str) -> Answer {
    let one = json!({ "type": kind, "loc": ["body", field], "msg": message, "input": null });
    detail(422, json!([one]))
}
