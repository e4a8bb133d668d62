//! Names of files: readable for people in a file manager, the same on every run, and safe on every file system.
//!
//! Never made from a server's words or an address (`platform.md` 1.8, rule 8).

use super::Library;
use crate::domain::{JobId, Timestamp};
use icu_normalizer::{ComposingNormalizerBorrowed, properties::CanonicalCombiningClassMapBorrowed};

/// Longest readable part, in characters. In UTF-8 at most 192 bytes, well below the 255 that file systems allow.
const SLUG_CHARS: usize = 48;

const MS_PER_DAY: i64 = 86_400_000;

impl Library {
    /// The final name of a job's video: `media/2026-11/<words of the prompt>-<last 6 of the id>.<extension>`.
    ///
    /// The same job always gets the same name, so that recovery finds a file whose row was never written. The month is that
    /// of `created_at` in UTC.
    pub fn final_name(job: &JobId, prompt: &str, created_at: Timestamp, extension: &str) -> String {
        let month = month(created_at);
        let tail = tail(job);
        let slug = slug(prompt);
        let extension = id_as_file_name(extension);
        format!("media/{month}/{slug}-{tail}.{extension}")
    }
}

/// The folder of a month in UTC, such as `2026-11`.
pub(super) fn month(at: Timestamp) -> String {
    let (year, month, _) = civil(at);
    format!("{year:04}-{month:02}")
}

/// A day in UTC, such as `2026-11-24`.
pub(super) fn day(at: Timestamp) -> String {
    let (_, _, day) = civil(at);
    format!("{}-{day:02}", month(at))
}

/// Hours, minutes and seconds in UTC, such as `093005`.
pub(super) fn time_of_day(at: Timestamp) -> String {
    let seconds = at.0.max(0) % MS_PER_DAY / 1000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}{minutes:02}{:02}", seconds % 60)
}

/// Keeps ASCII letters, digits, `_` and `-`: all that our own ids consist of.
pub(super) fn id_as_file_name(id: &str) -> String {
    id.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        .collect()
}

/// The last six signs of an id: enough to tell the takes of one prompt apart.
pub(super) fn tail(job: &JobId) -> String {
    let id = id_as_file_name(job.as_str());
    id[id.len().saturating_sub(6)..].to_owned()
}

/// `name.mp4` → `name-2.mp4`.
pub(super) fn numbered(name: &str, number: u32) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{number}.{extension}"),
        None => format!("{name}-{number}"),
    }
}

/// Letters and digits of any script in lower case, everything between them as one `-`.
///
/// NFC, because macOS and Linux would otherwise disagree whether two names are the same. Reserved names of Windows
/// (`CON`, `NUL`) need no care of their own: an id always follows.
pub(super) fn slug(prompt: &str) -> String {
    let combining = CanonicalCombiningClassMapBorrowed::new();
    // Also bounds the work for a prompt of megabytes.
    let beginning: String = prompt.chars().take(SLUG_CHARS * 4).collect();
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(&beginning);
    let mut slug = String::new();
    let mut length = 0;
    let mut gap = false;
    for c in composed.chars() {
        let mark = combining.get_u8(c) != 0;
        let word = c.is_alphanumeric() || (mark && length > 0);
        if !word {
            gap = length > 0;
            continue;
        }
        let needed = usize::from(gap) + c.to_lowercase().count();
        if length + needed > SLUG_CHARS {
            break;
        }
        if std::mem::take(&mut gap) {
            slug.push('-');
        }
        slug.extend(c.to_lowercase());
        length += needed;
    }
    if slug.is_empty() {
        "clip".to_owned()
    } else {
        slug
    }
}

/// Civil year, month and day of a moment in UTC (Hinnant's `civil_from_days`). Moments before 1970 count as 1970-01-01.
fn civil(at: Timestamp) -> (i64, i64, i64) {
    let days = at.0.max(0) / MS_PER_DAY + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(prompt: &str) -> String {
        Library::final_name(
            &JobId::from_text("job_0123456789abcdef"),
            prompt,
            Timestamp(1_795_305_600_000),
            "mp4",
        )
    }

    #[test]
    fn a_name_has_the_month_the_words_and_the_end_of_the_id() {
        assert_eq!(
            name("A fox, running!"),
            "media/2026-11/a-fox-running-abcdef.mp4"
        );
    }

    #[test]
    fn chinese_words_are_kept() {
        assert_eq!(
            name("雪中的狐狸,慢镜头"),
            "media/2026-11/雪中的狐狸-慢镜头-abcdef.mp4"
        );
    }

    #[test]
    fn decomposed_letters_are_composed() {
        assert_eq!(name("cafe\u{301}"), "media/2026-11/café-abcdef.mp4");
    }

    #[test]
    fn a_prompt_without_letters_is_called_clip() {
        assert_eq!(name("… / .. \0"), "media/2026-11/clip-abcdef.mp4");
    }

    #[test]
    fn a_reserved_name_of_windows_is_never_alone() {
        assert_eq!(name("CON"), "media/2026-11/con-abcdef.mp4");
    }

    #[test]
    fn a_name_fits_every_file_system_however_long_the_prompt() {
        let long = "\u{1f469}字".repeat(10_000);
        assert!(name(&long).len() < 255);
    }

    #[test]
    fn no_reserved_name_of_windows_begins_a_file_name() {
        for word in [
            "con",
            "PRN",
            "aux",
            "nul",
            "COM1",
            "lpt9",
            "CONIN$",
            "com\u{b9}",
            "con.",
            "nul.mp4",
            "aux .txt",
        ] {
            let name = name(word);
            let file = name.strip_prefix("media/2026-11/").expect("the month");
            let device = file.split('.').next().expect("a part");
            assert!(device.ends_with("-abcdef"), "{word:?} gave {file}");
        }
    }

    #[test]
    fn what_hides_or_turns_a_name_is_left_out() {
        for (prompt, words) in [
            ("fox\u{202e}4pm.exe", "fox-4pm-exe"),
            ("\u{2066}fox\u{2069}", "fox"),
            ("fo\u{200b}x\u{feff}", "fo-x"),
            ("fox\r\n\0\u{1b}[31m", "fox-31m"),
            ("fox... ", "fox"),
            ("../../etc/passwd", "etc-passwd"),
            ("a%2f..%5cb", "a-2f-5cb"),
            ("\u{1f98a}", "clip"),
        ] {
            assert_eq!(name(prompt), format!("media/2026-11/{words}-abcdef.mp4"));
        }
    }

    #[test]
    fn a_numbered_name_of_the_widest_letters_fits_as_well() {
        for letter in ["\u{20000}", "\u{6f22}", "\u{e9}"] {
            let long = numbered(&name(&letter.repeat(300)), u32::MAX);
            let file = long.rsplit('/').next().expect("a name");
            assert!(
                file.len() <= 255 && file.starts_with(letter),
                "{}",
                file.len()
            );
        }
    }

    #[test]
    fn a_number_goes_before_the_extension() {
        assert_eq!(numbered("media/a-b.mp4", 2), "media/a-b-2.mp4");
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let cases = [
            (0, (1970, 1)),
            (951_782_400_000, (2000, 2)),
            (951_868_800_000, (2000, 3)),
            (1_735_689_599_999, (2024, 12)),
            (-5, (1970, 1)),
        ];
        for (ms, expected) in cases {
            let (year, month, _) = civil(Timestamp(ms));
            assert_eq!((year, month), expected, "{ms}");
        }
    }

    #[test]
    fn days_are_counted_as_in_the_calendar() {
        for (ms, expected) in [
            (0, "1970-01-01"),
            (951_782_400_000, "2000-02-29"),
            (1_795_478_399_999, "2026-11-23"),
            (1_795_478_400_000, "2026-11-24"),
            (1_798_761_599_999, "2026-12-31"),
        ] {
            assert_eq!(day(Timestamp(ms)), expected, "{ms}");
        }
    }

    proptest! {
        #[test]
        fn any_prompt_makes_one_safe_file_name(prompt in any::<String>()) {
            let name = name(&prompt);
            let file = name.strip_prefix("media/2026-11/").expect("the month");
            prop_assert!(!file.starts_with(['.', ' ', '-']));
            prop_assert!(file.chars().count() <= SLUG_CHARS + 11);
            let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.')
                || CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0;
            prop_assert!(file.chars().all(allowed), "{file:?}");
        }
    }
}
