//! `preset …`, and what a preset says of a `create`.

use crate::{
    args::{Create, Preset as Command, TypedPath},
    output::{Outcome, Output, Trouble},
    remarks::Remark,
};
use rushes_core::{
    domain::Size,
    dto::{Preset, PresetDraft},
    engine::Engine,
};
use std::str::FromStr;

pub async fn preset(
    engine: &Engine,
    command: Command,
    output: &Output,
) -> Result<Outcome, Trouble> {
    match command {
        Command::List => {
            for preset in engine.presets().await? {
                print(engine, &preset, output).await;
            }
        }
        Command::Show { name } => {
            let preset = engine.preset_named(&name).await?;
            output.object(&preset);
        }
        Command::Rename { name, to } => {
            let Preset { id, settings, .. } = engine.preset_named(&name).await?;
            let draft = PresetDraft {
                id: Some(id),
                name: to,
                settings,
                place: None,
            };
            let renamed = engine.save_preset(draft).await?;
            print(engine, &renamed, output).await;
        }
        Command::Remove { name } => {
            let preset = engine.preset_named(&name).await?;
            engine.remove_preset(preset.id).await?;
        }
        Command::Export { to } => export(engine, to.as_ref(), output).await?,
        Command::Import { file } => {
            let brought = engine.import_presets_from(output.at(&file)).await?;
            if output.json {
                output.object(&brought);
            } else {
                output.line(&format!(
                    "{} presets, {} snippets, {} known",
                    brought.presets, brought.snippets, brought.known
                ));
            }
        }
    }
    Ok(Outcome::Done)
}

async fn print(engine: &Engine, preset: &Preset, output: &Output) {
    if output.json {
        return output.object(preset);
    }
    let settings = &preset.settings;
    let server = match &settings.server {
        Some(id) => engine.server(id).await.map(|server| server.name).ok(),
        None => None,
    };
    let server = server.unwrap_or_else(|| settings.server_name.clone());
    let model = if settings.model.is_empty() {
        "(any)"
    } else {
        &settings.model
    };
    output.line(&format!("{}\t{server}\t{model}", preset.name));
}

async fn export(engine: &Engine, to: Option<&TypedPath>, output: &Output) -> Result<(), Trouble> {
    let text = engine.presets_file().await?;
    let Some(to) = to else {
        output.verbatim(text.trim_end());
        return Ok(());
    };
    let mut options = fs_err::OpenOptions::new();
    let file = options.write(true).create_new(true).open(output.at(to));
    let written = file.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
    written.map_err(|error| Trouble::usage(error.to_string()))
}

/// Fills what the command line left open with what the preset says; what is said twice is as the command line has it.
pub async fn apply(engine: &Engine, asked: &mut Create, output: &Output) -> Result<(), Trouble> {
    let Some(name) = &asked.preset else {
        return Ok(());
    };
    let settings = engine.preset_named(name).await?.settings;
    if asked.server.is_none() {
        let listed = match &settings.server {
            Some(id) => engine.server(id).await.ok().map(|server| server.name),
            None => None,
        };
        asked.server = Some(listed.unwrap_or(settings.server_name));
    }
    if asked.prompt.is_none() && settings.prompt.is_some() {
        // It is written as in the form, where choices and lists mean something.
        (asked.prompt, asked.choices, asked.wildcards) = (settings.prompt, true, true);
    }
    let also = |kind: &str| settings.also.get(kind).map_or(&[][..], Vec::as_slice);
    let own = Some(settings.model).filter(|model| !model.is_empty());
    fill(&mut asked.model, own, also("model"));
    fill(&mut asked.seconds, settings.seconds, also("seconds"));
    let framed = !(asked.size.is_empty() && asked.aspect.is_empty() && asked.tier.is_empty());
    // Pixels and words for the same thing never stand side by side.
    if !framed {
        fill::<Size>(&mut asked.size, settings.size, also("size"));
        fill(&mut asked.aspect, settings.aspect, also("aspect"));
        fill(&mut asked.tier, settings.tier, also("tier"));
    }
    asked.takes = asked
        .takes
        .or(Some(settings.takes).filter(|takes| *takes > 0));
    let seed = settings
        .params
        .get("seed")
        .and_then(|seed| seed.trim().parse().ok());
    fill(&mut asked.seed, seed, also("seed"));
    let params = settings.params.into_iter().filter(|(key, _)| key != "seed");
    let extra = settings
        .extra
        .into_iter()
        .map(|field| (field.name, field.value));
    for (key, text) in params.chain(extra) {
        if !text.trim().is_empty() && asked.set.iter().all(|(name, _)| *name != key) {
            let value = serde_json::from_str(&text).unwrap_or_else(|_| text.into());
            asked.set.push((key, value));
        }
    }
    if !output.json && settings.server.is_none() {
        output.say(Remark::PresetServerByName);
    }
    Ok(())
}

fn fill<T: FromStr>(said: &mut Vec<T>, own: Option<T>, also: &[String]) {
    if said.is_empty() {
        said.extend(own);
        said.extend(also.iter().filter_map(|text| text.parse().ok()));
    }
}
