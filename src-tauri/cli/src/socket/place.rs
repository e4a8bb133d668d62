//! Where the socket of a library lies. It is found from the library's folder alone, by both sides.

use sha2::{Digest as _, Sha256};
use std::{
    fmt::Write as _,
    io,
    os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

/// The folder that the system gives a session for such things, if it does.
pub fn runtime_folder() -> Option<PathBuf> {
    let said = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let said = said.filter(|folder| folder.is_absolute());
    // A job of cron has no variable, and the same folder.
    let usual = || PathBuf::from(format!("/run/user/{}", rustix::process::geteuid().as_raw()));
    Some(said.unwrap_or_else(usual)).filter(|folder| folder.is_dir())
}

/// Where the socket may lie, the better place first: a folder of the session, whose paths are short and on a system's own
/// disk; or the library itself.
pub fn places(library: &Path, runtime: Option<&Path>) -> Vec<PathBuf> {
    let library = fs_err::canonicalize(library).unwrap_or_else(|_| library.to_owned());
    let digest = Sha256::digest(library.as_os_str().as_encoded_bytes());
    let name = digest
        .iter()
        .take(12)
        .fold(String::new(), |mut name, byte| {
            let _ = write!(name, "{byte:02x}");
            name
        });
    let session = runtime.map(|folder| folder.join("rushes").join(format!("{name}.sock")));
    session
        .into_iter()
        .chain([library.join("socket").join("cli.sock")])
        .collect()
}

/// Makes the socket's folder for its owner alone, and takes away a socket that a program left behind. Only who has the lock of
/// the library may call it.
pub fn make_room(socket: &Path) -> io::Result<()> {
    let Some(folder) = socket.parent() else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let about = fs_err::symlink_metadata(folder)?;
    if !about.is_dir() || about.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    fs_err::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    match fs_err::symlink_metadata(socket) {
        Ok(about) if about.file_type().is_socket() => fs_err::remove_file(socket),
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_library_has_one_place_by_whatever_path_it_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let library = folder.path().join("library");
        fs_err::create_dir(&library).expect("a library");
        std::os::unix::fs::symlink(&library, folder.path().join("link")).expect("a link");
        let run = Some(Path::new("/run/user/1"));
        assert_eq!(
            places(&library, run),
            places(&folder.path().join("link/../link"), run)
        );
    }

    #[test]
    fn two_libraries_have_two_places_that_are_short_enough_for_a_socket() {
        let run = Some(Path::new("/run/user/1000"));
        let [one, two] =
            ["a", "b"].map(|name| places(&Path::new("/x").join(name.repeat(200)), run));
        assert_ne!(one[0], two[0]);
        assert!(one[0].as_os_str().len() < 100, "{:?}", one[0]);
    }

    #[test]
    fn only_a_socket_is_ever_taken_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("rushes/a.sock");
        make_room(&place).expect("room");
        fs_err::write(&place, "a file of somebody").expect("written");
        assert!(make_room(&place).is_err() && place.exists());
    }
}
