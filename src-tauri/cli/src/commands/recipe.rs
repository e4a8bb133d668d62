//! `recipe` and `save`, and what `create --recipe` takes from a file.

use crate::{
    args::{Create, TypedPath},
    output::{Outcome, Output, Trouble},
    remarks::Remark,
};
use rushes_core::{
    domain::ServerId,
    dto::{ErrorCode, InputDraft, RecalledPicture, RecipeView},
    engine::{Engine, EngineError},
};

/// The field that every model may have.
const SEED: &str = "seed";

/// Prints a recipe as a recipe file has it.
pub async fn show(engine: &Engine, from: &str, output: &Output) -> Result<Outcome, Trouble> {
    let path = output.at_text(from);
    let recipe = match engine.job_named(from).await {
        Ok(job) => engine.recipe_of_job(&job.id).await?,
        Err(error) if error.view().code != ErrorCode::NotFound => return Err(error.into()),
        Err(error) if !path.exists() => return Err(error.into()),
        Err(_) => engine.recipe_in(path).await?,
    };
    if output.json {
        output.object(&recipe);
    } else {
        output.line(&serde_json::to_string_pretty(&recipe).unwrap_or_default());
    }
    Ok(Outcome::Done)
}

/// Copies a video. Nothing that is there is overwritten.
pub async fn save(
    engine: &Engine,
    job: &str,
    to: &TypedPath,
    without_recipe: bool,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    let name = engine.copy_name(&job.id).await?;
    let to = output.at(to);
    let to = if to.is_dir() { to.join(name) } else { to };
    if to.exists() {
        return Err(EngineError::refused(ErrorCode::BackupExists).into());
    }
    engine
        .save_copy(&job.id, to.clone(), without_recipe)
        .await?;
    let file = to.to_string_lossy();
    if output.json {
        output.object(&serde_json::json!({ "id": job.id, "file": file }));
    } else {
        output.line(&file);
    }
    Ok(Outcome::Done)
}

/// What a recipe says where the command line says nothing; its pictures, where none were given.
pub async fn fill(
    engine: &Engine,
    server: &ServerId,
    asked: &mut Create,
    output: &Output,
) -> Result<Vec<InputDraft>, Trouble> {
    let Some(path) = asked.recipe.take() else {
        return Ok(Vec::new());
    };
    let recipe = engine.recipe_in(output.at(&path)).await?;
    let recipe = engine.recall(recipe).await?;
    let shaped = !(asked.size.is_empty() && asked.aspect.is_empty() && asked.tier.is_empty());
    if !shaped {
        asked.size.extend(recipe.size);
        asked.aspect.extend(recipe.aspect.clone());
        asked.tier.extend(recipe.tier.clone());
    }
    if asked.model.is_empty() && !recipe.model.is_empty() {
        asked.model.push(recipe.model.clone());
    }
    if asked.seconds.is_empty() {
        asked.seconds.extend(recipe.seconds);
    }
    asked.prompt.get_or_insert_with(|| recipe.prompt.clone());
    fill_set(engine, server, asked, &recipe, output).await?;
    let pictured = !asked.image.is_empty() || asked.last_frame.is_some();
    tell(&recipe, pictured, output);
    Ok(if pictured { Vec::new() } else { inputs(recipe) })
}

/// Parameters that this model does not list are told and not sent, as in the window's form.
async fn fill_set(
    engine: &Engine,
    server: &ServerId,
    asked: &mut Create,
    recipe: &RecipeView,
    output: &Output,
) -> Result<(), Trouble> {
    let model = asked.model.first().map_or("", String::as_str);
    let model = engine.describe_model(server, model).await?;
    let listed = |name: &str| {
        !model.known || name == SEED || model.params.iter().any(|param| param.key == name)
    };
    let said: Vec<String> = asked.set.iter().map(|(name, _)| name.clone()).collect();
    let seeded = !asked.seed.is_empty();
    let known = |name: &str| said.iter().any(|one| one == name) || seeded && name == SEED;
    let mut strange = Vec::new();
    for (name, value) in recipe
        .params
        .iter()
        .filter(|(name, _)| !known(name.as_str()))
    {
        if listed(name) {
            asked.set.push((name.clone(), value.clone()));
        } else {
            strange.push(name.clone());
        }
    }
    let fields = recipe
        .extra
        .iter()
        .filter(|(name, _)| !known(name.as_str()));
    asked
        .set
        .extend(fields.map(|(name, value)| (name.clone(), value.clone())));
    say_names(Remark::NotListed, &strange, output);
    Ok(())
}

fn say_names(remark: Remark, names: &[String], output: &Output) {
    if !names.is_empty() {
        output.remark(&format!("{} {}", output.text(remark), names.join(", ")));
    }
}

/// What the recipe could not bring along.
fn tell(recipe: &RecipeView, pictured: bool, output: &Output) {
    say_names(Remark::RecipeLeftOut, &recipe.left_out, output);
    let lost = recipe.pictures.iter().any(|one| one.staged.is_none());
    if lost && !pictured {
        output.say(Remark::RecipeLacksPictures);
    }
}

fn inputs(recipe: RecipeView) -> Vec<InputDraft> {
    let input = |picture: RecalledPicture| {
        Some(InputDraft {
            role: picture.role,
            fit: picture.fit,
            staged: Some(picture.staged?.id),
            url: None,
            crop: None,
            frame_of: None,
        })
    };
    recipe.pictures.into_iter().filter_map(input).collect()
}
