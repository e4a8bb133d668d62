//! The exact request as a cURL command, with the key as a variable. Never holds a key.

use super::dialect::{Part, PartValue, Request, json_body, parts};
use crate::domain::catalogue::{Auth, Encoding};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{convert::Infallible, fmt::Write as _, path::Path};

/// The variable that stands for the key.
const KEY_VARIABLE: &str = "$RUSHES_API_KEY";
/// Reads standard input as the body.
const BODY: &str = "--json @-";

/// Writes the command. `show_path` decides how a file is named: scripts want its path, a window must not learn it.
pub fn command(
    request: &Request,
    auth: Option<&Auth>,
    show_path: impl Fn(&Path) -> String,
) -> String {
    let mut out = format!("curl {}", quote(request.url.as_str()));
    if let Some(auth) = auth {
        let header = format!("{}: {}", auth.header, auth.format);
        let _ = write!(out, " \\\n  -H {}", with_variable(&header));
    }
    out.push_str(" \\\n  -H 'Accept: application/json'");
    // Where picture bytes stand inside text, the shell reads them from their file.
    let mut inside = Vec::new();
    let shown = |path: &Path| -> Result<Vec<u8>, Infallible> {
        let shown = show_path(path);
        inside.push(shown.clone());
        Ok(shown.into_bytes())
    };
    match request.encoding {
        Encoding::Multipart => {
            let Ok(parts) = parts(request, shown);
            for part in &parts {
                out.push_str(" \\\n  ");
                out.push_str(&written(part, &inside, &show_path));
            }
            out
        }
        Encoding::Json => {
            let Ok(body) = json_body(request, shown);
            match piped(&body.to_string(), &inside) {
                // No argument may be as long as a picture is.
                Some(text) => format!("{{ {text}; }} |\n  {out} \\\n  {BODY}"),
                None => format!("{out} \\\n  --json {}", quote(&body.to_string())),
            }
        }
    }
}

/// Commands that print a text in which pictures stand as Base64; `None`: there is none in it. `printf` is the shell's own,
/// so nothing here is bound by the length of an argument.
fn piped(text: &str, inside: &[String]) -> Option<String> {
    let mut pieces = vec![(text.to_owned(), None)];
    for path in inside {
        let code = STANDARD.encode(path);
        let Some(at) = pieces.iter().position(|(text, _)| text.contains(&code)) else {
            continue;
        };
        let (whole, after) = pieces.remove(at);
        let (before, rest) = whole.split_once(&code)?;
        pieces.insert(at, (before.to_owned(), Some(path)));
        pieces.insert(at + 1, (rest.to_owned(), after));
    }
    if pieces.len() < 2 {
        return None;
    }
    let print = |(text, picture): &(String, Option<&String>)| {
        let mut commands = Vec::new();
        if !text.is_empty() {
            commands.push(format!("printf %s {}", quote(text)));
        }
        if let Some(path) = picture {
            commands.push(format!("base64 < {} | tr -d '\\n'", quote(path)));
        }
        commands
    };
    let commands: Vec<String> = pieces.iter().flat_map(print).collect();
    Some(commands.join("; "))
}

fn written(part: &Part, inside: &[String], show_path: impl Fn(&Path) -> String) -> String {
    if let PartValue::Text(text) = &part.value
        && let Some(printed) = piped(text, inside)
    {
        // The shell gives the name of a file in which that can be read; bash and zsh know how.
        return format!("-F {}<({printed})", quote(&format!("{}=<", part.name)));
    }
    match &part.value {
        // --form-string, because -F would read a prompt that begins with @ or < as a file name.
        PartValue::Text(text) => {
            format!("--form-string {}", quote(&format!("{}={text}", part.name)))
        }
        PartValue::File {
            path,
            file_name,
            mime,
        } => {
            let form = format!(
                "{}=@{};type={mime};filename={}",
                part.name,
                in_form(&show_path(path)),
                in_form(file_name)
            );
            format!("-F {}", quote(&form))
        }
    }
}

/// A value inside `-F`: without its quotes a `;` or `,` would end it.
fn in_form(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A header in which the shell puts the key. Only the variable needs double quotes; what a description says around it may
/// hold signs that mean something there.
fn with_variable(header: &str) -> String {
    let harmless = |letter: char| !matches!(letter, '"' | '$' | '`' | '\\' | '!');
    if header.replace("{key}", "").chars().all(harmless) {
        return format!("\"{}\"", header.replace("{key}", KEY_VARIABLE));
    }
    let pieces: Vec<String> = header.split("{key}").map(quote).collect();
    pieces.join(&format!("\"{KEY_VARIABLE}\""))
}

/// One word for a POSIX shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::dialect::{Field, FieldValue, Picture, PictureSource};
    use crate::domain::catalogue::{Form, Nesting};
    use serde_json::Value;

    fn request(prompt: &str) -> Request {
        Request {
            url: "https://gateway.example/v1/videos"
                .parse()
                .expect("an address"),
            encoding: Encoding::Multipart,
            nesting: Nesting::Brackets,
            idempotency: None,
            fields: vec![Field {
                to: "prompt".to_owned(),
                value: FieldValue::Plain(Value::from(prompt)),
            }],
        }
    }

    #[test]
    fn a_prompt_cannot_leave_its_quotes() {
        let shown = command(&request("it's @home; rm -rf $HOME"), None, |_| {
            String::new()
        });
        assert!(
            shown.contains(r"--form-string 'prompt=it'\''s @home; rm -rf $HOME'"),
            "{shown}"
        );
    }

    #[test]
    fn a_picture_inside_json_is_read_by_the_shell() {
        let picture = Picture {
            source: PictureSource::File {
                path: "first.png".into(),
                file_name: "first.png".to_owned(),
                mime: "image/png".to_owned(),
            },
            form: Form::DataUri,
            with: serde_json::Map::new(),
        };
        let mut request = request("x");
        request.encoding = Encoding::Json;
        request.fields.push(Field {
            to: "image".to_owned(),
            value: FieldValue::Picture(picture),
        });
        let shown = command(&request, None, |path| path.display().to_string());
        assert!(
            shown.starts_with(
                r#"{ printf %s '{"prompt":"x","image":"data:image/png;base64,'; base64 < 'first.png' | tr -d '\n'; printf %s '"}'; } |"#
            ) && shown.ends_with("--json @-"),
            "{shown}"
        );
    }

    #[test]
    fn signs_in_a_described_header_mean_nothing_to_the_shell() {
        let auth = Auth {
            header: "X-Key".to_owned(),
            format: "a$b `c` \"{key}\" it's!".to_owned(),
        };
        let shown = command(&request("x"), Some(&auth), |_| String::new());
        let ran = std::process::Command::new("bash")
            .args([
                "-c",
                &format!("curl() {{ printf '%s\\n' \"$@\"; }}; {shown}"),
            ])
            .env("RUSHES_API_KEY", "the 'key'")
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(
            said.contains("\nX-Key: a$b `c` \"the 'key'\" it's!\n"),
            "{shown}\n{said}"
        );
    }

    #[test]
    fn a_files_name_and_place_stay_inside_their_field() {
        let part = Part {
            name: "image".to_owned(),
            value: PartValue::File {
                path: "x".into(),
                file_name: "a \"b\";c,d.png".to_owned(),
                mime: "image/png".to_owned(),
            },
        };
        assert_eq!(
            written(&part, &[], |_| "/tmp/it's; \"a\\b\".png".to_owned()),
            r#"-F 'image=@"/tmp/it'\''s; \"a\\b\".png";type=image/png;filename="a \"b\";c,d.png"'"#
        );
    }

    #[test]
    fn the_key_is_a_variable() {
        let auth = Auth {
            header: "Authorization".to_owned(),
            format: "Bearer {key}".to_owned(),
        };
        let shown = command(&request("x"), Some(&auth), |_| String::new());
        assert!(
            shown.contains("-H \"Authorization: Bearer $RUSHES_API_KEY\""),
            "{shown}"
        );
    }
}
