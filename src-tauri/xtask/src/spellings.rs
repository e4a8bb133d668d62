//! Looks for a key in files, however it may be spelled there: as it is, as Base64 at any offset, percent-encoded, as JSON or
//! hexadecimal escapes, backwards.
//!
//! Used after the whole suite on everything that it left, and by the crash test on each of its libraries. Must not know what
//! the files are.

use std::{fs, io, path::Path};

/// Files below `folder` that hold the key, each with how it is spelled there.
pub fn find(folder: &Path, key: &str) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    look_below(folder, &spellings(key), &mut found)?;
    Ok(found)
}

fn look_below(
    folder: &Path,
    spellings: &[(&'static str, Vec<u8>)],
    found: &mut Vec<String>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            look_below(&path, spellings, found)?;
        } else if entry.file_type()?.is_file() {
            let bytes = fs::read(&path)?;
            for (how, spelling) in spellings {
                if holds(&bytes, spelling) {
                    found.push(format!("{} ({how})", path.display()));
                }
            }
        }
    }
    Ok(())
}

/// Looks for the first byte first: most files hold nothing like a key.
fn holds(bytes: &[u8], spelling: &[u8]) -> bool {
    let (Some(first), mut rest) = (spelling.first(), bytes) else {
        return false;
    };
    while let Some(place) = rest.iter().position(|byte| byte == first) {
        if rest[place..].starts_with(spelling) {
            return true;
        }
        rest = &rest[place + 1..];
    }
    false
}

/// Every way in which the key may stand in a file.
pub fn spellings(key: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = key.as_bytes();
    let escaped = |escape: fn(u8) -> String, all: bool| -> Vec<u8> {
        let one = |byte: &u8| {
            if all || !(byte.is_ascii_alphanumeric() || b"-_.~".contains(byte)) {
                escape(*byte)
            } else {
                char::from(*byte).to_string()
            }
        };
        bytes.iter().map(one).collect::<String>().into_bytes()
    };
    let mut all = vec![
        ("plain", bytes.to_vec()),
        ("backwards", bytes.iter().rev().copied().collect()),
        ("percent-encoded", escaped(|byte| format!("%{byte:02X}"), false)),
        ("percent-encoded", escaped(|byte| format!("%{byte:02x}"), false)),
        ("JSON escapes", escaped(|byte| format!("\\u{byte:04x}"), false)),
        ("JSON escapes", escaped(|byte| format!("\\u{byte:04x}"), true)),
        ("escaped slashes", key.replace('/', "\\/").into_bytes()),
        ("hexadecimal", escaped(|byte| format!("{byte:02x}"), true)),
        ("UTF-16", bytes.iter().flat_map(|byte| [*byte, 0]).collect()),
    ];
    for offset in 0..3 {
        all.push(("Base64", base64(bytes, offset, false)));
        all.push(("Base64 for addresses", base64(bytes, offset, true)));
    }
    all
}

/// What Base64 makes of the key when `offset` bytes stand before it; without the characters that its neighbours change.
fn base64(key: &[u8], offset: usize, address: bool) -> Vec<u8> {
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
            [18, 12, 6, 0].map(|shift| alphabet[(bits >> shift & 63) as usize])
        })
        .collect()
}
