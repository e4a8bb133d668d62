//! `server …` and `models`.

use crate::{
    args::Server as Command,
    output::{Outcome, Output, Trouble},
};
use rushes_core::{
    domain::{ServerId, plain::plain_line},
    dto::{Check, ErrorCode, KeyBackend, PasteDraft, ServerDraft, ServerTest, ServerView},
    engine::{Engine, EngineError},
};
use secrecy::SecretString;
use std::path::Path;

pub async fn run(engine: &Engine, command: Command, output: &Output) -> Result<Outcome, Trouble> {
    match command {
        Command::Add {
            name,
            url,
            key_env,
            key_stdin,
            profile,
        } => {
            // Read first: a server must not be half added because the pipe broke.
            let key = if key_stdin {
                Some(key(output).await?)
            } else {
                None
            };
            let view = add(engine, name, url, profile).await?;
            if let Some(variable) = key_env {
                engine.set_key_variable(&view.id, variable).await?;
            }
            if let Some(key) = key {
                engine.set_key(&view.id, key, KeyBackend::Keychain).await?;
            }
            list_one(engine, &view.id, output).await
        }
        Command::Paste {
            file,
            name,
            url,
            profile,
        } => paste(engine, &file, name, url, profile, output).await,
        Command::Kinds => Ok(kinds(engine, output)),
        Command::Lessons { name } => lessons(engine, &name, output).await,
        Command::Forget { name, lesson } => {
            let server = engine.server_named(&name).await?;
            engine.forget_lesson(&server.id, &lesson).await?;
            Ok(Outcome::Done)
        }
        Command::List => list(engine, output).await,
        Command::Balance { name } => super::money::balance(engine, &name, output).await,
        Command::Test { name } => test(engine, &name, output).await,
        Command::Remove { name } => {
            let server = engine.server_named(&name).await?;
            engine.remove_server(&server.id).await?;
            Ok(Outcome::Done)
        }
    }
}

async fn add(
    engine: &Engine,
    name: String,
    url: String,
    profile: Option<String>,
) -> Result<ServerView, Trouble> {
    let known = match engine.server_named(&name).await {
        Ok(server) if server.id != ServerId::demo() => Some(server.id),
        Ok(_) => return Err(EngineError::refused_with(ErrorCode::NameTaken, "name", name).into()),
        Err(_) => None,
    };
    Ok(engine
        .save_server(ServerDraft {
            id: known,
            name,
            base_url: url,
            profile,
        })
        .await?)
}

fn kinds(engine: &Engine, output: &Output) -> Outcome {
    for kind in engine.profiles() {
        if output.json {
            output.object(&kind);
        } else {
            output.line(&format!("{}\t{}", kind.id, kind.title));
        }
    }
    Outcome::Done
}

/// What refusals taught, one line each.
async fn lessons(engine: &Engine, name: &str, output: &Output) -> Result<Outcome, Trouble> {
    let server = engine.server_named(name).await?;
    for lesson in engine.catalogue().lessons(&server.id) {
        if output.json {
            output.object(&lesson);
            continue;
        }
        let model = if lesson.model.is_empty() {
            output.words().any()
        } else {
            &lesson.model
        };
        let says = serde_json::to_string(&lesson.taught.says).unwrap_or_default();
        output.line(&format!(
            "{}\t{model}\t{}\t{says}\t{}",
            lesson.id, lesson.taught.field, lesson.words
        ));
    }
    Ok(Outcome::Done)
}

/// Says what was understood, and what was not, before the server is there.
async fn paste(
    engine: &Engine,
    file: &str,
    name: String,
    url: Option<String>,
    profile: Option<String>,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let text = pasted_text(file, output)
        .await
        .map_err(|error| Trouble::usage(format!("{file} could not be read: {error}")))?;
    let understood = engine.read_paste(&text)?;
    let draft = PasteDraft {
        text,
        name,
        base_url: url,
        profile,
    };
    let view = engine
        .connect_paste(draft, None, KeyBackend::Keychain)
        .await?;
    if output.json {
        output.object(&serde_json::json!({ "server": view, "understood": understood }));
        return Ok(Outcome::Done);
    }
    for field in &understood.fields {
        let values: Vec<String> = field.values.iter().map(ToString::to_string).collect();
        output.line(&format!("field\t{}\t{}", field.name, values.join(", ")));
    }
    for left in &understood.unplaced {
        output.line(&output.words().unplaced(left));
    }
    print(&view, output);
    Ok(Outcome::Done)
}

/// At most a little more than a paste may be long; more is refused by whoever reads it.
async fn pasted_text(file: &str, output: &Output) -> std::io::Result<String> {
    const MOST: u64 = 4 << 20;
    let bytes = output.file_or_piped(Path::new(file), MOST).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn key(output: &Output) -> Result<SecretString, Trouble> {
    let bytes = output.piped(64 << 10).await;
    bytes
        .and_then(|bytes| String::from_utf8(bytes).map_err(std::io::Error::other))
        .map(SecretString::from)
        .map_err(|error| Trouble::usage(format!("The key could not be read: {error}")))
}

async fn list_one(engine: &Engine, id: &ServerId, output: &Output) -> Result<Outcome, Trouble> {
    for view in engine.servers().await?.iter().filter(|view| view.id == *id) {
        print(view, output);
    }
    Ok(Outcome::Done)
}

async fn list(engine: &Engine, output: &Output) -> Result<Outcome, Trouble> {
    for view in engine.servers().await? {
        print(&view, output);
    }
    Ok(Outcome::Done)
}

fn print(view: &ServerView, output: &Output) {
    if output.json {
        return output.object(view);
    }
    if view.is_demo {
        return output.line(&format!("demo\t{}", output.words().demo()));
    }
    let key = output.words().key(&view.key);
    output.line(&format!(
        "{}\t{}\t{}\t{key}",
        view.name, view.base_url, view.profile
    ));
}

async fn test(engine: &Engine, name: &str, output: &Output) -> Result<Outcome, Trouble> {
    let server = engine.server_named(name).await?;
    let test: ServerTest = engine.test_server(&server.id).await?;
    if output.json {
        output.object(&test);
    } else {
        for check in &test.checks {
            print_check(check, output);
        }
        if test.ok {
            output.line(output.words().connected());
        }
    }
    Ok(if test.ok {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}

fn print_check(check: &Check, output: &Output) {
    let words = output.words();
    let (what, how) = (words.check(check.kind), words.outcome(check.outcome));
    let count = check
        .count
        .map(|count| words.models(count, check.known))
        .unwrap_or_default();
    let can: Vec<&str> = check.can.iter().map(|one| one.as_str()).collect();
    let can = if can.is_empty() {
        String::new()
    } else {
        format!(" ({})", can.join(", "))
    };
    output.line(&format!("{what}: {how}{count}{can}"));
    if let Some(error) = &check.error {
        output.line(&format!("  {}", output.sentence(error)));
    }
}

pub async fn models(engine: &Engine, server: &str, output: &Output) -> Result<Outcome, Trouble> {
    let server = engine.server_named(server).await?;
    for model in engine.models(&server.id).await? {
        if output.json {
            output.object(&model);
        } else {
            output.line(&plain_line(&model.id));
        }
    }
    Ok(Outcome::Done)
}
