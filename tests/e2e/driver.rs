//! The few commands of the W3C `WebDriver` protocol that the scenarios use, spoken to tauri-driver.

use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// The key under which `WebDriver` names an element (W3C `WebDriver` 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What the driver refused, in its words.
#[derive(Debug)]
pub struct Refused(pub String);

type Answer<T> = Result<T, Refused>;

/// A window under control.
pub struct Session {
    agent: ureq::Agent,
    base: String,
}

/// An element of the page.
#[derive(Debug, Clone)]
pub struct Element(String);

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(90)))
        .build()
        .new_agent()
}

/// Whether a driver answers at `address`.
pub fn answers(address: &str) -> bool {
    agent().get(format!("{address}/status")).call().is_ok()
}

impl Session {
    /// Starts the program as a window under control.
    pub fn open(address: &str, program: &Path) -> Answer<Self> {
        let agent = agent();
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "tauri:options": { "application": program },
        } } });
        let sent = agent.post(format!("{address}/session")).send_json(&wanted);
        let session = value(sent)?;
        let id = session["sessionId"].as_str();
        let id = id.ok_or_else(|| Refused(format!("no session: {session}")))?;
        Ok(Self {
            base: format!("{address}/session/{id}"),
            agent,
        })
    }

    fn post(&self, path: &str, body: &Value) -> Answer<Value> {
        value(
            self.agent
                .post(format!("{}/{path}", self.base))
                .send_json(body),
        )
    }

    /// Ends the session, which closes the window.
    pub fn close(&self) {
        let _ = self.agent.delete(&self.base).call();
    }

    /// The first element that the selector matches now.
    pub fn find(&self, selector: &str) -> Answer<Element> {
        let found = self.post(
            "element",
            &json!({ "using": "css selector", "value": selector }),
        )?;
        let id = found[ELEMENT].as_str();
        Ok(Element(
            id.ok_or_else(|| Refused(format!("no element: {found}")))?
                .to_owned(),
        ))
    }

    pub fn click(&self, element: &Element) -> Answer<()> {
        self.post(&format!("element/{}/click", element.0), &json!({}))
            .map(drop)
    }

    pub fn clear(&self, element: &Element) -> Answer<()> {
        self.post(&format!("element/{}/clear", element.0), &json!({}))
            .map(drop)
    }

    pub fn type_into(&self, element: &Element, text: &str) -> Answer<()> {
        self.post(
            &format!("element/{}/value", element.0),
            &json!({ "text": text }),
        )
        .map(drop)
    }

    /// A key for whatever has the focus. Special keys are code points of W3C `WebDriver` 17.4.2.
    pub fn press(&self, key: &str) -> Answer<()> {
        let press = [
            json!({ "type": "keyDown", "value": key }),
            json!({ "type": "keyUp", "value": key }),
        ];
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": press }] });
        self.post("actions", &actions).map(drop)
    }

    /// The body of a function, run in the page; its value.
    pub fn run(&self, script: &str, args: &[Value]) -> Answer<Value> {
        self.post("execute/sync", &json!({ "script": script, "args": args }))
    }

    /// The body of an async function, run in the page; what it resolves to.
    pub fn run_async(&self, script: &str, args: &[Value]) -> Answer<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const args = Array.from(arguments).slice(0, -1);
             (async (...args) => {{ {script} }})(...args)
               .then((value) => done({{ value: value === undefined ? null : value }}))
               .catch((error) => done({{ error: JSON.stringify(error) + ' ' + error }}));"
        );
        let answer = self.post("execute/async", &json!({ "script": script, "args": args }))?;
        match answer.get("error") {
            Some(error) => Err(Refused(error.to_string())),
            None => Ok(answer["value"].clone()),
        }
    }
}

fn value(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer<Value> {
    let mut response = sent.map_err(|error| Refused(error.to_string()))?;
    let fine = response.status().is_success();
    let body = response
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_json::<Value>();
    let mut body = body.map_err(|error| Refused(error.to_string()))?;
    let value = body["value"].take();
    if fine {
        Ok(value)
    } else {
        Err(Refused(value.to_string()))
    }
}
