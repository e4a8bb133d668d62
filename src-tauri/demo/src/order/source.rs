//! Which picture a create request brings, and how: one field by the official page
//! (`input_reference`) or by the gateways' (`image`, [seed1]), each as a file or as text.

use super::fields::missing;
use crate::http::error::ApiError;
use crate::http::form::{File, Form};
use rushes_film::{PictureError, inspect};

/// A reference picture.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// Here it is.
    Here(&'a File),
    /// It lies elsewhere, and is fetched from there.
    Elsewhere { field: &'static str, url: &'a str },
}

/// The text fields that may hold a picture or say where it is, and how an error calls them.
pub const TEXTS: [(&str, &str); 3] = [
    ("input_reference", "input_reference"),
    ("input_reference[image_url]", "input_reference"),
    ("image", "image"),
];

/// The reference picture of a create request, if there is one. A picture that came with the request
/// is looked at; data URIs and Base64 have become files by now (`http::inline`).
pub fn reference(form: &Form) -> Result<Option<Source<'_>>, ApiError> {
    if form.get("input_reference[file_id]").is_some() {
        return Err(ApiError::field(
            "input_reference",
            "unsupported_file_id",
            "The demo server keeps no uploaded files.",
        ));
    }
    let files = ["input_reference", "image"]
        .into_iter()
        .filter_map(|field| Some((field, Source::Here(form.file(field)?))));
    let texts = TEXTS.into_iter().filter_map(|(name, field)| {
        let url = form.get(name)?;
        Some((field, Source::Elsewhere { field, url }))
    });
    let found: Vec<(&'static str, Source<'_>)> = files.chain(texts).collect();
    match found[..] {
        [] if form.text.iter().any(|(name, _)| is_empty_object(name)) => {
            Err(missing("input_reference"))
        }
        [] => Ok(None),
        [(field, source)] => {
            if let Source::Here(file) = source {
                check(field, &file.bytes)?;
            }
            Ok(Some(source))
        }
        [..] => Err(ApiError::field(
            "image",
            "invalid_value",
            "Send one picture: 'input_reference' or 'image', not both.",
        )),
    }
}

/// An official reference object without any of its two keys.
fn is_empty_object(name: &str) -> bool {
    name.starts_with("input_reference[")
}

/// Looks at the header of a picture.
pub fn check(field: &'static str, bytes: &[u8]) -> Result<(), ApiError> {
    inspect(bytes)
        .map(drop)
        .map_err(|error| refusal(field, &error))
}

fn refusal(field: &'static str, error: &PictureError) -> ApiError {
    let code = match error {
        PictureError::TooLarge(_) => "image_too_large",
        PictureError::Format => "invalid_image_format",
        PictureError::Decode(_) | PictureError::Read(_) | PictureError::Scale => "invalid_image",
    };
    ApiError::field(field, code, format!("Invalid '{field}': {error}."))
}
