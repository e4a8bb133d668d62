//! Pictures that came as text: data URIs and plain Base64 become files, so that nothing further on
//! has to know how a picture travelled (wire.md 2.1). Addresses stay text.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::error::ApiError;
use super::form::{File, Form};

/// Clients forget the padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Unfolds every picture that is written out in a text field. `fields` names those fields, each
/// with the name that an error calls it by. An empty text counts as none.
pub fn unfold(form: &mut Form, fields: &[(&str, &'static str)]) -> Result<(), ApiError> {
    for (name, field) in fields {
        let Some(at) = form.text.iter().position(|(text, _)| text == name) else {
            continue;
        };
        if is_address(&form.text[at].1) {
            continue;
        }
        let (_, text) = form.text.remove(at);
        if !text.trim().is_empty() {
            form.files.push(file(field, &text)?);
        }
    }
    Ok(())
}

fn is_address(text: &str) -> bool {
    let scheme = text.trim_start().get(..8).unwrap_or_default();
    scheme.to_ascii_lowercase().starts_with("http://") || scheme.eq_ignore_ascii_case("https://")
}

fn file(field: &'static str, text: &str) -> Result<File, ApiError> {
    let bad = || {
        let message = format!(
            "Invalid '{field}': it must be a picture file, an http or https address, a Base64 data \
             URI, or Base64."
        );
        ApiError::field(field, "invalid_value", message)
    };
    let text = text.trim();
    let (content_type, data) = match text.split_at_checked(5) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("data:") => {
            let (kind, data) = rest.split_once(',').ok_or_else(bad)?;
            let kind = kind.strip_suffix(";base64").ok_or_else(bad)?;
            (Some(kind.to_owned()), data)
        }
        _ => (None, text),
    };
    let digits: Vec<u8> = data
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    let bytes = BASE64.decode(digits).map_err(|_| bad())?;
    Ok(File {
        field: field.into(),
        filename: None,
        content_type,
        bytes: bytes.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_uri_becomes_a_file() {
        let file = file("image", "data:image/png;base64,AAEC").unwrap();
        assert_eq!(
            (&file.bytes[..], file.content_type.as_deref()),
            (&[0, 1, 2][..], Some("image/png"))
        );
    }

    #[test]
    fn base64_may_be_broken_into_lines_unpadded_or_of_the_url_alphabet() {
        assert_eq!(file("image", "-_\n8").unwrap().bytes[..], [0xfb, 0xff]);
    }

    #[test]
    fn other_schemes_and_nonsense_are_refused() {
        for text in [
            "ftp://example.com/a.png",
            "file:///etc/passwd",
            "a cat!",
            "data:,x",
        ] {
            assert_eq!(
                file("image", text).unwrap_err().param,
                Some("image"),
                "{text}"
            );
        }
    }
}
