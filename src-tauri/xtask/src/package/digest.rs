//! Sizes and SHA-256 of what was made, for people and as a file that `sha256sum --check` reads.

use anyhow::Result;
use sha2::{Digest as _, Sha256};
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

/// Path, size and digest of a file in one line.
pub fn describe(path: &Path) -> Result<String> {
    let bytes = fs_err::metadata(path)?.len();
    Ok(format!(
        "{}  {:.2} MB  SHA-256 {}",
        path.display(),
        bytes as f64 / 1e6,
        sha256(path)?
    ))
}

/// Writes `SHA256SUMS` beside the files.
pub fn write_sums(folder: &Path, files: &[PathBuf]) -> Result<PathBuf> {
    let mut lines = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        lines.push(format!("{}  {name}\n", sha256(file)?));
    }
    let path = folder.join("SHA256SUMS");
    fs_err::write(&path, lines.concat())?;
    Ok(path)
}

fn sha256(path: &Path) -> Result<String> {
    let mut file = BufReader::new(fs_err::File::open(path)?);
    let mut digest = Sha256::new();
    let mut piece = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        digest.update(&piece[..read]);
    }
    Ok(hex(&digest.finalize()))
}

/// Bytes as small hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_in_the_form_that_sha256sum_checks() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.deb");
        fs_err::write(&file, "abc").expect("a file");
        let sums = write_sums(folder.path(), &[file]).expect("sums");
        // FIPS 180-2, B.1.
        assert_eq!(
            fs_err::read_to_string(sums).expect("the file"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.deb\n"
        );
    }
}
