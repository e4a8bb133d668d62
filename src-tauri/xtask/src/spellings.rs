//! Looks for a key in files, however it may be spelled there: as it is, as Base64 at any offset, percent-encoded, as JSON or
//! hexadecimal escapes, backwards.
//!
//! Used after the whole suite on everything that it left, and by the crash test on each of its libraries. Must not know what
//! the files are.

use std::{io, path::Path};

/// Files below `folder` that hold the key, each with how it is spelled there.
pub fn find(folder: &Path, key: &str) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    look_below(folder, &spellings(key), &mut found)?;
    Ok(found)
}

fn look_below(
    folder: &Path,
    spellings: &[(&'static str, String)],
    found: &mut Vec<String>,
) -> io::Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            look_below(&path, spellings, found)?;
        } else if entry.file_type()?.is_file() {
            let bytes = fs_err::read(&path)?;
            // All spellings are ASCII, which this leaves as it is; the search in text is fast also in a debug build.
            let text = String::from_utf8_lossy(&bytes);
            for (how, spelling) in spellings {
                if text.contains(spelling) {
                    found.push(format!("{} ({how})", path.display()));
                }
            }
        }
    }
    Ok(())
}

/// Every way in which the key may stand in a file.
pub fn spellings(key: &str) -> Vec<(&'static str, String)> {
    let bytes = key.as_bytes();
    let escaped = |escape: fn(u8) -> String, all: bool| -> String {
        let one = |byte: &u8| {
            if all || !(byte.is_ascii_alphanumeric() || b"-_.~".contains(byte)) {
                escape(*byte)
            } else {
                char::from(*byte).to_string()
            }
        };
        bytes.iter().map(one).collect()
    };
    let mut all = vec![
        ("plain", key.to_owned()),
        ("backwards", key.chars().rev().collect()),
        (
            "percent-encoded",
            escaped(|byte| format!("%{byte:02X}"), false),
        ),
        (
            "percent-encoded",
            escaped(|byte| format!("%{byte:02x}"), false),
        ),
        (
            "JSON escapes",
            escaped(|byte| format!("\\u{byte:04x}"), false),
        ),
        (
            "JSON escapes",
            escaped(|byte| format!("\\u{byte:04x}"), true),
        ),
        ("escaped slashes", key.replace('/', "\\/")),
        ("hexadecimal", escaped(|byte| format!("{byte:02x}"), true)),
        ("UTF-16", key.chars().flat_map(|c| [c, '\0']).collect()),
    ];
    for offset in 0..3 {
        all.push(("Base64", base64(bytes, offset, false)));
        all.push(("Base64 for addresses", base64(bytes, offset, true)));
    }
    all
}

/// What Base64 makes of the key when `offset` bytes stand before it; without the characters that its neighbours change.
fn base64(key: &[u8], offset: usize, address: bool) -> String {
    let alphabet: &[u8; 64] = if address {
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    } else {
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    };
    let skipped = (3 - offset) % 3;
    let whole = key.get(skipped..).unwrap_or_default().chunks_exact(3);
    whole
        .flat_map(|three| {
            let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
            [18, 12, 6, 0].map(|shift| char::from(alphabet[(bits >> shift & 63) as usize]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk-planted+3f/9c0d4e5b6a1827==";

    fn spellings_in(text: &[u8]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        fs_err::create_dir(folder.path().join("deep")).expect("a folder");
        fs_err::write(folder.path().join("deep/file.db-wal"), text).expect("a file");
        find(folder.path(), KEY).expect("it can be read")
    }

    #[test]
    fn a_key_is_found_however_it_is_spelled() {
        for (how, spelling) in spellings(KEY) {
            let text = [b"\xff\0before", spelling.as_bytes(), b"after\xfe"].concat();
            let found = spellings_in(&text);
            assert!(found.iter().any(|found| found.contains(how)), "{how}");
        }
    }

    #[test]
    fn base64_is_found_whatever_stood_before_the_key() {
        // base64 of "a", "ab" and "abc" before the key, and of a basic header.
        for text in [
            "YXNrLXBsYW50ZWQrM2YvOWMwZDRlNWI2YTE4Mjc9PQ==",
            "YWJzay1wbGFudGVkKzNmLzljMGQ0ZTViNmExODI3PT0=",
            "YWJjc2stcGxhbnRlZCszZi85YzBkNGU1YjZhMTgyNz09",
        ] {
            assert!(!spellings_in(text.as_bytes()).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_file_without_the_key_is_not_found() {
        assert!(spellings_in(b"sk-planted+3f/9c0d4e5b6a1828==").is_empty());
    }
}
