//! `create --batch`: all rows are read and looked through before the first one is sent.

use super::{create, presets, watch::wait};
use crate::{
    args::{Create, TypedPath},
    batch::{self, Wrong},
    output::{Outcome, Output, Trouble},
    sentences::Language,
};
use rushes_core::{domain::JobId, dto::CreateJobs, engine::Engine};
use std::{io, path::Path};

/// Bytes of a file of rows; more is a mistake.
const MOST: u64 = 64 << 20;

pub async fn run(
    engine: &Engine,
    file: &TypedPath,
    base: Create,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let file = file.typed();
    let text = read(file, output).await;
    let text = text.map_err(|error| Trouble::usage(error.to_string()))?;
    let rows = batch::read(file, &text, &base);
    let rows = rows.map_err(|wrong| Trouble::usage(wrong.text(output.words())))?;
    let mut requests = Vec::new();
    let mut count = 0;
    for (at, row) in rows {
        let looked = looked_through(engine, at, row, output).await;
        let (request, videos) = looked.map_err(|trouble| in_row(at, &trouble, output))?;
        requests.push(request);
        count += videos;
    }
    if base.dry_run {
        for request in &requests {
            create::dry(engine, request, base.python, output).await?;
        }
        return Ok(Outcome::Done);
    }
    create::ask(engine, &requests, count, base.yes, output).await?;
    let mut events = engine.events();
    let mut ids: Vec<JobId> = Vec::new();
    let mut broken = None;
    for request in requests {
        match engine.create_jobs(request).await {
            Ok(made) => ids.extend(made.into_iter().map(|job| job.id)),
            Err(error) => {
                broken = Some(error);
                break;
            }
        }
    }
    // Rows before one that went wrong are ordered: they are followed and told, so that nobody orders them again.
    engine.start();
    wait(engine, &ids, base.no_wait, &mut events, output).await?;
    let outcome = create::report(engine, &ids, base.no_wait, output).await?;
    match broken {
        Some(error) => Err(error.into()),
        None => Ok(outcome),
    }
}

async fn read(file: &Path, output: &Output) -> io::Result<String> {
    let bytes = output.file_or_piped(file, MOST + 1).await?;
    if bytes.len() as u64 > MOST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    text(bytes).ok_or_else(|| {
        let sentence = match output.words() {
            Language::English => "It is no UTF-8. Save it as \"CSV UTF-8\" (in Excel: Save as).",
            Language::Chinese => {
                "文件不是 UTF-8 编码。请另存为“CSV UTF-8”（在 Excel 中选择“另存为”）。"
            }
        };
        io::Error::new(io::ErrorKind::InvalidData, sentence)
    })
}

/// The text of a file of rows: UTF-8, or the UTF-16 of a spreadsheet or a shell that marks it as that; without the mark.
fn text(bytes: Vec<u8>) -> Option<String> {
    let wide = |from: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..)?.chunks_exact(2);
        let units = units.map(|pair| from([pair[0], pair[1]]));
        String::from_utf16(&units.collect::<Vec<_>>()).ok()
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        _ => String::from_utf8(bytes).ok(),
    }
}

/// The request of a row and how many videos it makes, with whatever would be in its way said now.
async fn looked_through(
    engine: &Engine,
    at: usize,
    mut row: Create,
    output: &Output,
) -> Result<(CreateJobs, usize), Trouble> {
    presets::apply(engine, &mut row, output).await?;
    let mut request = create::request(engine, row, output).await?;
    request.client_key = format!("{}-{at}", request.client_key);
    let planned = engine.planned(&request).await?;
    let count = planned.iter().map(|line| line.takes as usize).sum();
    let trouble = planned.into_iter().find_map(|line| line.trouble);
    if let Some(trouble) = trouble.filter(|_| !request.anyway) {
        return Err(Trouble::Engine(trouble));
    }
    // Written as it would be sent: what cannot be written must be known before another row is paid.
    engine
        .preview(&request, |path| path.to_string_lossy().into_owned())
        .await?;
    Ok((request, count))
}

fn in_row(at: usize, trouble: &Trouble, output: &Output) -> Trouble {
    Trouble::usage(Wrong::new(at, output.words_for(trouble)).text(output.words()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_may_come_from_a_spreadsheet_or_a_shell_that_writes_utf_16() {
        let wide: Vec<u8> = "\u{feff}prompt\n夜"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let marked = "\u{feff}prompt\n夜".as_bytes().to_vec();
        let read = [wide, marked].map(text);
        assert_eq!(
            read,
            [Some("prompt\n夜".to_owned()), Some("prompt\n夜".to_owned())]
        );
    }

    #[test]
    fn what_is_no_text_that_we_know_is_no_rows() {
        // "纸船".
        let gbk = vec![0xd6, 0xbd, 0xb4, 0xac];
        assert_eq!(text(gbk), None);
    }
}
