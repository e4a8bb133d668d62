//! `bring` and `cut`: clips that nobody asked a server for.

use crate::{
    args::{Piece, TypedPath},
    output::{Outcome, Output, Trouble},
};
use rushes_core::{
    domain::plain::plain_line,
    dto::{CutForm, CutRequest, ErrorCode, JobView},
    engine::{Engine, EngineError},
};
use std::path::Path;

/// Each file by itself: one that cannot be taken keeps no other out.
pub async fn bring(
    engine: &Engine,
    files: Vec<TypedPath>,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let brought = engine
        .bring(files.iter().map(|file| output.at(file)).collect())
        .await;
    if output.json {
        output.object(&brought);
    } else {
        for job in &brought.jobs {
            line(job, output);
        }
        for error in &brought.refused {
            output.remark(&output.sentence(error));
        }
    }
    Ok(if brought.refused.is_empty() {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}

pub async fn cut(engine: &Engine, piece: Piece, output: &Output) -> Result<Outcome, Trouble> {
    let job = engine.job_named(&piece.job).await?;
    let to = piece.to.map(|to| output.at(&to));
    let asked = CutRequest {
        job: job.id.clone(),
        from: piece.from,
        to: piece.until,
        form: to.as_deref().map_or(CutForm::Clip, form),
        width: piece.width,
    };
    let Some(to) = to else {
        let made = engine.cut_into_library(asked).await?;
        if output.json {
            output.object(&made);
        } else {
            line(&made, output);
        }
        return Ok(Outcome::Done);
    };
    if to.exists() {
        return Err(EngineError::refused(ErrorCode::BackupExists).into());
    }
    engine.cut_to_file(asked, to.clone()).await?;
    let file = to.to_string_lossy();
    if output.json {
        output.object(&serde_json::json!({ "id": job.id, "file": file }));
    } else {
        output.line(&file);
    }
    Ok(Outcome::Done)
}

fn form(to: &Path) -> CutForm {
    let ending = to.extension().unwrap_or_default().to_ascii_lowercase();
    match ending.to_str() {
        Some("gif") => CutForm::Gif,
        Some("webp") => CutForm::Webp,
        Some("png" | "apng") => CutForm::Apng,
        Some(_) | None => CutForm::Clip,
    }
}

fn line(job: &JobView, output: &Output) {
    let prompt: String = plain_line(&job.prompt).chars().take(60).collect();
    output.line(&format!("{}\t{}\t{prompt}", job.id, job.state));
}
