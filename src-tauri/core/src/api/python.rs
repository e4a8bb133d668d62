//! The exact request as a program in Python, with the key in an environment variable. Never holds a key.
//!
//! Where the official SDK can say it, with the SDK; otherwise with what every Python has. Neither may charge twice or carry
//! the key elsewhere: the SDK's own retries are off, and the other form follows no redirect.

use super::dialect::{Part, PartValue, Request, json_body, parts};
use crate::domain::catalogue::{Auth, Encoding};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::{convert::Infallible, fmt::Write as _, path::Path};

/// What the SDK has arguments for, beside the picture.
const ARGUMENTS: [&str; 4] = ["prompt", "model", "seconds", "size"];
const PICTURE: &str = "input_reference";

/// A program that sends the request once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its text.
    pub text: String,
    /// Whether it needs the package `openai`; otherwise Python alone.
    pub sdk: bool,
}

/// Writes the program. `show_path` decides how a file is named.
pub fn program(
    request: &Request,
    auth: Option<&Auth>,
    show_path: impl Fn(&Path) -> String,
) -> Program {
    let mut inside = Vec::new();
    let mut shown = |path: &Path| -> Result<Vec<u8>, Infallible> {
        let shown = show_path(path);
        inside.push(shown.clone());
        Ok(shown.into_bytes())
    };
    match request.encoding {
        Encoding::Multipart => {
            let Ok(parts) = parts(request, &mut shown);
            let writer = Writer { inside, show_path };
            if let Some(text) = writer.with_sdk(request, auth, &parts) {
                return Program { text, sdk: true };
            }
            let text = writer.plain(request, auth, &writer.multipart(&parts));
            Program { text, sdk: false }
        }
        Encoding::Json => {
            let Ok(body) = json_body(request, &mut shown);
            let writer = Writer { inside, show_path };
            let text = writer.plain(request, auth, &writer.json(&body));
            Program { text, sdk: false }
        }
    }
}

struct Writer<F> {
    /// Pictures whose bytes stand inside texts, by the names that stand for them there.
    inside: Vec<String>,
    show_path: F,
}

/// The part of a program that makes its body.
struct Body {
    modules: &'static [&'static str],
    lines: String,
    content_type: &'static str,
}

impl<F: Fn(&Path) -> String> Writer<F> {
    /// With `openai`, if it can say exactly this.
    fn with_sdk(&self, request: &Request, auth: Option<&Auth>, parts: &[Part]) -> Option<String> {
        let base = request.url.as_str().strip_suffix("/videos")?;
        let auth = auth.filter(|auth| {
            auth.header.eq_ignore_ascii_case("authorization") && auth.format == "Bearer {key}"
        });
        auth?;
        let (mut arguments, mut further) = (String::new(), String::new());
        let mut names: Vec<&str> = Vec::new();
        for part in parts {
            let name = part.name.as_str();
            // Two of one name are no dictionary.
            if names.contains(&name) {
                return None;
            }
            names.push(name);
            match &part.value {
                PartValue::Text(text) if ARGUMENTS.contains(&name) => {
                    let _ = writeln!(arguments, "    {name}={},", self.text(text));
                }
                PartValue::Text(text) => {
                    let _ = writeln!(further, "        {}: {},", literal(name), self.text(text));
                }
                PartValue::File {
                    path,
                    file_name,
                    mime,
                } if name == PICTURE => {
                    let (path, file, mime) = (
                        literal(&(self.show_path)(path)),
                        literal(file_name),
                        literal(mime),
                    );
                    let _ = writeln!(
                        arguments,
                        "    {PICTURE}=({file}, open({path}, \"rb\"), {mime}),"
                    );
                }
                PartValue::File { .. } => return None,
            }
        }
        if !names.contains(&"prompt") {
            return None;
        }
        if !further.is_empty() {
            let _ = writeln!(arguments, "    extra_body={{\n{further}    }},");
        }
        let modules = self.modules(&["os"]);
        Some(format!(
            "{modules}\nfrom openai import OpenAI\n\nclient = OpenAI(\n    base_url={},\n    api_key=os.environ[\"RUSHES_API_KEY\"],\n    \
             max_retries=0,  # a second request may be charged too\n)\nvideo = client.videos.create(\n{arguments})\nprint(video.id, video.status)\n",
            literal(base)
        ))
    }

    /// With `http.client`, which follows no redirect.
    fn plain(&self, request: &Request, auth: Option<&Auth>, body: &Body) -> String {
        let modules = self.modules(body.modules);
        let url = &request.url;
        let host = literal(url.host_str().unwrap_or_default());
        let port = url.port_or_known_default().unwrap_or(443);
        let class = match url.scheme() {
            "http" => "HTTPConnection",
            _ => "HTTPSConnection",
        };
        let target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let mut headers = String::new();
        if let Some(auth) = auth {
            let _ = writeln!(
                headers,
                "    {}: {},",
                literal(&auth.header),
                keyed(&auth.format)
            );
        }
        format!(
            "{modules}\n{}\nheaders = {{\n{headers}    \"Accept\": \"application/json\",\n    \"Content-Type\": {},\n}}\n\
             connection = http.client.{class}({host}, {port})\nconnection.request(\"POST\", {}, body, headers)\n\
             answer = connection.getresponse()\nprint(answer.status, answer.read().decode())\n",
            body.lines,
            body.content_type,
            literal(&target)
        )
    }

    fn json(&self, body: &Value) -> Body {
        let value = self.value(body, 0);
        Body {
            modules: &["http.client", "json", "os"],
            lines: format!(
                "body = json.dumps(\n    {},\n    ensure_ascii=False,\n    separators=(\",\", \":\"),\n).encode()",
                value.replace('\n', "\n    ")
            ),
            content_type: "\"application/json\"",
        }
    }

    fn multipart(&self, parts: &[Part]) -> Body {
        let mut list = String::new();
        for part in parts {
            let name = in_header(&part.name);
            let (header, value) = match &part.value {
                PartValue::Text(text) => (
                    format!("form-data; name=\"{name}\""),
                    format!("{}.encode()", self.text(text)),
                ),
                PartValue::File {
                    path,
                    file_name,
                    mime,
                } => (
                    format!(
                        "form-data; name=\"{name}\"; filename=\"{}\"\r\nContent-Type: {mime}",
                        in_header(file_name)
                    ),
                    format!("open({}, \"rb\").read()", literal(&(self.show_path)(path))),
                ),
            };
            let _ = writeln!(list, "    ({}, {value}),", literal(&header));
        }
        let begin = literal("--{boundary}\r\nContent-Disposition: {about}\r\n\r\n");
        let (line, end) = (literal("\r\n"), literal("--{boundary}--\r\n"));
        Body {
            modules: &["http.client", "os", "secrets"],
            lines: format!(
                "boundary = secrets.token_hex(16)\nbody = b\"\"\nfor about, value in [\n{list}]:\n    \
                 body += f{begin}.encode() + value + {line}.encode()\nbody += f{end}.encode()\n"
            ),
            content_type: "f\"multipart/form-data; boundary={boundary}\"",
        }
    }

    fn modules(&self, modules: &[&str]) -> String {
        let mut modules = modules.to_vec();
        if !self.inside.is_empty() {
            modules.insert(0, "base64");
        }
        let mut out = String::new();
        for module in modules {
            let _ = writeln!(out, "import {module}");
        }
        out
    }

    /// A text, with the bytes of pictures read where they stand in it.
    fn text(&self, text: &str) -> String {
        for path in &self.inside {
            if let Some((before, after)) = text.split_once(&STANDARD.encode(path)) {
                let read = format!(
                    "base64.b64encode(open({}, \"rb\").read()).decode()",
                    literal(path)
                );
                let side = |side: &str| (!side.is_empty()).then(|| self.text(side));
                let all = [side(before), Some(read), side(after)];
                let all: Vec<String> = all.into_iter().flatten().collect();
                return all.join(" + ");
            }
        }
        literal(text)
    }

    fn value(&self, value: &Value, depth: usize) -> String {
        let indent = "    ".repeat(depth + 1);
        let listed = |open: char, items: Vec<String>, close: char| {
            let mut out = format!("{open}\n");
            for item in items {
                let _ = writeln!(out, "{indent}{item},");
            }
            let _ = write!(out, "{}{close}", "    ".repeat(depth));
            out
        };
        match value {
            Value::Null => "None".to_owned(),
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => self.text(text),
            Value::Array(items) if items.is_empty() => "[]".to_owned(),
            Value::Array(items) => {
                let items = items.iter().map(|item| self.value(item, depth + 1));
                listed('[', items.collect(), ']')
            }
            Value::Object(members) if members.is_empty() => "{}".to_owned(),
            Value::Object(members) => {
                let member = |(name, value): (&String, &Value)| {
                    format!("{}: {}", literal(name), self.value(value, depth + 1))
                };
                listed('{', members.iter().map(member).collect(), '}')
            }
        }
    }
}

/// A text as Python writes it: JSON's rules are among its own.
fn literal(text: &str) -> String {
    Value::from(text).to_string()
}

/// A header's value in which the key is put.
fn keyed(format: &str) -> String {
    let pieces: Vec<String> = format
        .split("{key}")
        .map(|piece| {
            if piece.is_empty() {
                String::new()
            } else {
                literal(piece)
            }
        })
        .collect();
    let mut out: Vec<&str> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            out.push("os.environ[\"RUSHES_API_KEY\"]");
        }
        if !piece.is_empty() {
            out.push(piece);
        }
    }
    out.join(" + ")
}

/// A name inside a part's header, as browsers write it.
fn in_header(text: &str) -> String {
    text.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::dialect::{Field, FieldValue};
    use crate::domain::catalogue::Nesting;

    fn request(url: &str, fields: &[(&str, Value)]) -> Request {
        let field = |(to, value): &(&str, Value)| Field {
            to: (*to).to_owned(),
            value: FieldValue::Plain(value.clone()),
        };
        Request {
            url: url.parse().expect("an address"),
            encoding: Encoding::Multipart,
            nesting: Nesting::Brackets,
            idempotency: None,
            fields: fields.iter().map(field).collect(),
        }
    }

    fn bearer() -> Auth {
        Auth {
            header: "Authorization".to_owned(),
            format: "Bearer {key}".to_owned(),
        }
    }

    fn shown(request: &Request, auth: Option<&Auth>) -> Program {
        program(request, auth, |path| path.display().to_string())
    }

    const URL: &str = "https://gateway.example/v1/videos";

    #[test]
    fn what_the_sdk_has_arguments_for_is_an_argument_and_the_rest_is_extra_body() {
        let fields = [
            ("prompt", "it's \"a\"\n船".into()),
            ("seconds", "8".into()),
            ("metadata.style", "anime".into()),
        ];
        let program = shown(&request(URL, &fields), Some(&bearer()));
        assert_eq!(
            program.text,
            r#"import os

from openai import OpenAI

client = OpenAI(
    base_url="https://gateway.example/v1",
    api_key=os.environ["RUSHES_API_KEY"],
    max_retries=0,  # a second request may be charged too
)
video = client.videos.create(
    prompt="it's \"a\"\n船",
    seconds="8",
    extra_body={
        "metadata[style]": "anime",
    },
)
print(video.id, video.status)
"#
        );
    }

    #[test]
    fn what_the_sdk_cannot_say_needs_no_sdk() {
        let prompt = ("prompt", Value::from("x"));
        let other_key = Auth {
            header: "x-key".to_owned(),
            format: "{key}".to_owned(),
        };
        let json = Request {
            encoding: Encoding::Json,
            ..request(URL, std::slice::from_ref(&prompt))
        };
        let list = [prompt.clone(), ("tags", serde_json::json!(["a", "b"]))];
        for (request, auth) in [
            (request(URL, std::slice::from_ref(&prompt)), Some(other_key)),
            (request(URL, std::slice::from_ref(&prompt)), None),
            (
                request("https://a.example/v1/video/create", &[prompt]),
                Some(bearer()),
            ),
            (request(URL, &list), Some(bearer())),
            (json, Some(bearer())),
        ] {
            let program = shown(&request, auth.as_ref());
            assert!(
                !program.sdk && !program.text.contains("openai"),
                "{}",
                program.text
            );
        }
    }
}
