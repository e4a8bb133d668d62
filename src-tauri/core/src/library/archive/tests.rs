use super::*;
use crate::domain::sha256_hex;
use std::path::{Path, PathBuf};

const WHEN: Timestamp = Timestamp(1_795_512_605_000);
/// Longer than a header has room for.
const LONG: &str = "media/2026-11/一只纸船在月光下的河上慢慢漂流穿过睡着的城市和桥洞直到海边的灯塔那里停下来-abc123.mp4";

fn always(_: u64, _: u64) -> bool {
    true
}

/// The beginning of a database of that shape.
fn history(shape: u8) -> Vec<u8> {
    let mut bytes = b"SQLite format 3\0".to_vec();
    bytes.resize(100, 0);
    bytes[63] = shape;
    bytes
}

/// A library with a picture and two videos, and its backup.
struct Packed {
    folder: tempfile::TempDir,
    archive: PathBuf,
    archived: Archived,
}

impl Packed {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("library");
        let library = Library::open(&root).expect("a library");
        fs_err::write(root.join("inputs/a.png"), b"a picture").expect("written");
        fs_err::create_dir_all(root.join("media/2026-11")).expect("a folder");
        fs_err::write(root.join("media/2026-11/a.mp4"), vec![7; 700_000]).expect("written");
        fs_err::write(root.join(LONG), b"long").expect("written");
        fs_err::write(root.join("rushes.db"), history(3)).expect("written");
        prepare(&root);
        let archive = folder.path().join("backup.tar");
        let members = library.members(&library.database(), true).expect("listed");
        let archived = pack(&members, true, &archive, WHEN, &always).expect("a backup");
        Self {
            folder,
            archive,
            archived,
        }
    }

    fn to(&self) -> PathBuf {
        self.folder.path().join("back")
    }

    fn bytes(&self) -> Vec<u8> {
        fs_err::read(&self.archive).expect("bytes")
    }

    fn write(&self, bytes: &[u8]) {
        fs_err::write(&self.archive, bytes).expect("written");
    }

    fn restore(&self) -> Result<Archived, ArchiveError> {
        let place = Place::take(&self.to())?;
        let archived = unpack(&self.archive, &place, &always)?;
        place.settle()?;
        Ok(archived)
    }

    /// Says why, once it is sure that nothing is left of it.
    fn refused(&self) -> (BackupFlaw, Option<String>) {
        let refused = match self.restore() {
            Err(ArchiveError::Broken { flaw, name }) => (flaw, name),
            other => panic!("{other:?}"),
        };
        // Whoever only looks is told the same.
        match inspect(&self.archive, &always) {
            Err(ArchiveError::Broken { flaw, name }) => assert_eq!((flaw, name), refused),
            other => panic!("{other:?}"),
        }
        assert!(!self.to().exists(), "{refused:?}");
        let outside: Vec<_> = fs_err::read_dir(self.folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name())
            .filter(|name| name != "library" && name != "backup.tar")
            .collect();
        assert!(outside.is_empty(), "{outside:?}");
        refused
    }
}

/// An archive with any member in front of a list that names it.
fn hostile(header: tar::Header, name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut header = header;
    header.as_gnu_mut().expect("a header of GNU").name[..name.len()].copy_from_slice(name);
    header.set_cksum();
    let mut tar = tar::Builder::new(Vec::new());
    tar.append(&header, bytes).expect("written");
    let name = String::from_utf8_lossy(name);
    let list = format!("{SHAPE}\n{}  {name}\n# end 1\n", sha256_hex(bytes));
    let mut about = tar::Header::new_gnu();
    about.set_size(list.len() as u64);
    about.set_mode(0o644);
    tar.append_data(&mut about, MANIFEST, list.as_bytes())
        .expect("written");
    tar.into_inner().expect("an archive")
}

fn plain(size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o644);
    header
}

#[test]
fn what_goes_in_comes_out() {
    let packed = Packed::new();
    let archived = packed.restore().expect("restored");
    for name in ["inputs/a.png", "media/2026-11/a.mp4", LONG, "rushes.db"] {
        let before = fs_err::read(packed.folder.path().join("library").join(name));
        let after = fs_err::read(packed.to().join(name));
        assert_eq!(after.expect("there"), before.expect("there"), "{name}");
    }
    assert_eq!((archived, archived.files), (packed.archived, 4));
}

#[test]
fn whoever_looks_into_a_backup_is_told_what_is_in_it() {
    let packed = Packed::new();
    let contents = inspect(&packed.archive, &always).expect("whole");
    let told = Contents {
        files: 4,
        bytes: packed.archived.bytes,
        videos: true,
        clips: 2,
        made_at: Some(WHEN),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        shape: 3,
    };
    assert_eq!(contents, told);
}

#[test]
fn looking_into_a_backup_can_be_stopped() {
    let packed = Packed::new();
    let stopped = inspect(&packed.archive, &|done, _| done < 300_000);
    assert!(matches!(stopped, Err(ArchiveError::Stopped)), "{stopped:?}");
}

#[test]
fn a_backup_whose_history_is_none_is_refused_by_whoever_looks() {
    let packed = Packed::with(|root| {
        fs_err::write(root.join("rushes.db"), b"history").expect("written");
    });
    let refused = inspect(&packed.archive, &always);
    let flaw = BackupFlaw::Database;
    assert!(
        matches!(refused, Err(ArchiveError::Broken { flaw: found, .. }) if found == flaw),
        "{refused:?}"
    );
}

#[test]
fn nothing_of_the_restoring_is_left_in_the_library() {
    let packed = Packed::new();
    packed.restore().expect("restored");
    let mut names: Vec<_> = fs_err::read_dir(packed.to())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "backup.sha256",
            "inputs",
            "library.lock",
            "library.restored",
            "media",
            "rushes.db"
        ]
        .into_iter()
        .filter(|name| *name != "backup.sha256")
        .collect::<Vec<_>>()
    );
}

#[test]
fn any_tar_lists_it_and_any_sha256sum_checks_it() {
    let packed = Packed::new();
    let out = packed.to();
    fs_err::create_dir(&out).expect("a folder");
    let run = |program: &str, arguments: &[&str]| {
        std::process::Command::new(program)
            .args(arguments)
            .current_dir(&out)
            .output()
    };
    let Ok(unpacked) = run("tar", &["xf", "../backup.tar"]) else {
        return;
    };
    assert!(unpacked.status.success(), "{unpacked:?}");
    let Ok(checked) = run("sha256sum", &["--strict", "-c", "backup.sha256"]) else {
        return;
    };
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn a_changed_byte_is_noticed_and_nothing_is_left() {
    let packed = Packed::new();
    let mut bytes = packed.bytes();
    let at = bytes.windows(64).position(|part| part == [7; 64]);
    bytes[at.expect("the video") + 100] = 8;
    packed.write(&bytes);
    let video = Some("media/2026-11/a.mp4".to_owned());
    assert_eq!(packed.refused(), (BackupFlaw::Changed, video));
}

#[test]
fn a_backup_that_was_cut_short_is_noticed_wherever_it_ends() {
    let packed = Packed::new();
    let bytes = packed.bytes();
    let whole = bytes.len();
    // Up to the end of the list; behind it stand only blocks of zeros.
    for end in (0..whole - 1_100).step_by(whole / 300) {
        packed.write(&bytes[..end]);
        packed.refused();
    }
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let packed = Packed::new();
    for name in [
        "../evil",
        "media/../../evil",
        "/tmp/evil",
        "./rushes.db",
        "media//a",
        "media",
        "evil",
        "keys.json",
        "library.lock",
        "media/a\\b",
        "media/c:evil",
        "media/nul\u{1}",
        "media/dot.",
        "backup/rushes.db",
    ] {
        packed.write(&hostile(plain(4), name.as_bytes(), b"evil"));
        assert_eq!(packed.refused().0, BackupFlaw::ForeignFile, "{name}");
    }
}

#[test]
fn links_devices_and_folders_are_refused() {
    let packed = Packed::new();
    for kind in [
        tar::EntryType::Symlink,
        tar::EntryType::Link,
        tar::EntryType::Char,
        tar::EntryType::Fifo,
        tar::EntryType::Directory,
        tar::EntryType::GNUSparse,
        tar::EntryType::XHeader,
    ] {
        let mut header = plain(0);
        header.set_entry_type(kind);
        header.set_link_name("/etc").expect("a name");
        packed.write(&hostile(header, b"media/2026-11", b""));
        assert_eq!(packed.refused().0, BackupFlaw::ForeignFile, "{kind:?}");
    }
}

#[test]
fn a_name_that_claims_gigabytes_is_refused_at_its_beginning() {
    let packed = Packed::new();
    let mut header = plain(8 << 30);
    header.set_entry_type(tar::EntryType::GNULongName);
    packed.write(&hostile(header, b"././@LongLink", &vec![b'a'; 4096]));
    assert_eq!(packed.refused(), (BackupFlaw::BadName, None));
}

#[test]
fn a_file_that_claims_more_than_there_is_is_refused() {
    let packed = Packed::new();
    for size in [1 << 20, 1 << 40, u64::MAX / 4] {
        packed.write(&hostile(plain(size), b"media/2026-11/a.mp4", b"four"));
        packed.refused();
    }
}

#[test]
fn a_list_of_which_the_end_is_missing_is_refused() {
    let packed = Packed::new();
    let mut tar = tar::Builder::new(Vec::new());
    let digest = sha256_hex(b"history");
    for (name, text) in [
        ("rushes.db", "history".to_owned()),
        (MANIFEST, format!("{SHAPE}\n{digest}  rushes.db\n")),
    ] {
        tar.append_data(&mut plain(text.len() as u64), name, text.as_bytes())
            .expect("written");
    }
    packed.write(&tar.into_inner().expect("an archive"));
    assert_eq!(packed.refused(), (BackupFlaw::CutShort, None));
}

#[test]
fn a_later_shape_of_a_backup_is_refused() {
    let packed = Packed::new();
    let bytes = packed.bytes();
    let at = bytes
        .windows(SHAPE.len())
        .position(|part| part == SHAPE.as_bytes());
    let mut later = bytes.clone();
    later[at.expect("a list") + SHAPE.len() - 1] = b'2';
    packed.write(&later);
    assert_eq!(packed.refused(), (BackupFlaw::Foreign, None));
}

#[test]
fn something_that_is_no_archive_at_all_is_refused() {
    let packed = Packed::new();
    for bytes in [&b""[..], &[0; 4096], &[0xff; 4096], b"{}"] {
        packed.write(bytes);
        packed.refused();
    }
}

#[test]
fn a_library_is_restored_into_an_empty_folder_only() {
    let packed = Packed::new();
    fs_err::create_dir(packed.to()).expect("a folder");
    let own = packed.to().join("mine.txt");
    fs_err::write(&own, b"mine").expect("written");
    assert!(matches!(packed.restore(), Err(ArchiveError::NotEmpty)));
    assert_eq!(fs_err::read(own).expect("still there"), b"mine");
}

#[test]
fn an_empty_folder_stays_and_stays_empty_when_the_backup_is_broken() {
    let packed = Packed::new();
    fs_err::create_dir(packed.to()).expect("a folder");
    packed.write(&packed.bytes()[..5_000]);
    assert!(packed.restore().is_err());
    assert_eq!(
        fs_err::read_dir(packed.to()).expect("still there").count(),
        0
    );
}

#[test]
fn what_an_interrupted_restore_left_is_in_nobodys_way() {
    let packed = Packed::new();
    let half = packed.to().join("restoring.tmp/media");
    fs_err::create_dir_all(&half).expect("a folder");
    fs_err::write(half.join("half.mp4"), b"half").expect("written");
    packed.restore().expect("restored");
    assert!(!packed.to().join("media/half.mp4").exists());
}

#[test]
fn a_backup_never_overwrites_a_file() {
    let packed = Packed::new();
    let before = packed.bytes();
    let again = pack(
        &pack::Members::default(),
        false,
        &packed.archive,
        WHEN,
        &always,
    );
    assert!(matches!(again, Err(ArchiveError::Exists)));
    assert_eq!(packed.bytes(), before);
}

#[test]
fn a_backup_that_is_stopped_leaves_no_file() {
    let packed = Packed::new();
    let to = packed.folder.path().join("second.tar");
    let library = Library::open(&packed.folder.path().join("library")).expect("a library");
    let members = library.members(&library.database(), true).expect("listed");
    let stopped = pack(&members, true, &to, WHEN, &|done, _| done < 300_000);
    assert!(matches!(stopped, Err(ArchiveError::Stopped)));
    assert!(!to.exists() && !packed.folder.path().join("second.tar.part").exists());
}

#[test]
fn a_restore_that_is_stopped_leaves_nothing() {
    let packed = Packed::new();
    let place = Place::take(&packed.to()).expect("free");
    let stopped = unpack(&packed.archive, &place, &|done, _| done < 300_000);
    assert!(matches!(stopped, Err(ArchiveError::Stopped)));
    drop(place);
    assert!(!packed.to().exists());
}

#[cfg(unix)]
#[test]
fn links_in_the_library_are_counted_and_left_out() {
    let secret = tempfile::NamedTempFile::new().expect("a file");
    fs_err::write(secret.path(), b"secret").expect("written");
    let packed = Packed::with(|root| {
        fs_err::os::unix::fs::symlink(secret.path(), root.join("media/link.mp4")).expect("a link");
    });
    assert_eq!(packed.archived.left_out, 1);
    let bytes = packed.bytes();
    assert!(!bytes.windows(6).any(|part| part == b"secret"));
}

#[test]
fn a_place_that_is_no_folder_is_told_apart_from_a_broken_backup() {
    let packed = Packed::new();
    let library = Library::open(&packed.folder.path().join("library")).expect("a library");
    let members = library.members(&library.database(), false).expect("listed");
    let nowhere = packed.folder.path().join("nowhere/backup.tar");
    let refused = pack(&members, false, &nowhere, WHEN, &always);
    assert!(
        matches!(refused, Err(ArchiveError::Place(_))),
        "{refused:?}"
    );
}

#[test]
fn the_name_of_a_backup_tells_its_moment() {
    assert_eq!(backup_name(WHEN), "rushes-backup-2026-11-24-093005.tar");
}
