//! `Range` of RFC 9110, 14.1 to 14.4, for one range of bytes. Everything else is ignored, as the RFC allows: the answer is
//! then the whole file.

/// What part of a file to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it, with 200.
    Whole,
    /// These bytes, with 206; `first <= last < length`.
    Bytes { first: u64, last: u64 },
    /// None of the asked bytes exist: 416.
    Unsatisfiable,
}

/// Reads a `Range` field for a file of `length` bytes.
pub(super) fn part(field: &str, length: u64) -> Part {
    let Some((unit, range)) = field.split_once('=') else {
        return Part::Whole;
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
        return Part::Whole;
    }
    let Some((first, last)) = range.trim().split_once('-') else {
        return Part::Whole;
    };
    match (position(first), position(last)) {
        (Position::At(first), Position::At(last)) if last < first => Part::Whole,
        (Position::At(first), Position::At(_) | Position::Open) if first >= length => {
            Part::Unsatisfiable
        }
        (Position::At(first), Position::At(last)) => Part::Bytes {
            first,
            last: last.min(length - 1),
        },
        (Position::At(first), Position::Open) => Part::Bytes {
            first,
            last: length - 1,
        },
        (Position::Open, Position::At(0)) => Part::Unsatisfiable,
        (Position::Open, Position::At(_)) if length == 0 => Part::Unsatisfiable,
        (Position::Open, Position::At(count)) => Part::Bytes {
            first: length.saturating_sub(count),
            last: length - 1,
        },
        (Position::Open, Position::Open) | (Position::Bad, _) | (_, Position::Bad) => Part::Whole,
    }
}

enum Position {
    At(u64),
    Open,
    Bad,
}

fn position(text: &str) -> Position {
    if text.is_empty() {
        return Position::Open;
    }
    // `parse` would take a sign, too.
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Position::Bad;
    }
    // More digits than fit mean "beyond any end".
    Position::At(text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        let bytes = |first, last| Part::Bytes { first, last };
        let cases = [
            ("bytes=0-0", bytes(0, 0)),
            ("bytes=0-", bytes(0, 99)),
            ("bytes=10-19", bytes(10, 19)),
            ("Bytes=10-19", bytes(10, 19)),
            ("bytes=90-1000", bytes(90, 99)),
            ("bytes=-10", bytes(90, 99)),
            ("bytes=-1000", bytes(0, 99)),
            ("bytes=99-99999999999999999999999", bytes(99, 99)),
            ("bytes=-99999999999999999999999", bytes(0, 99)),
            ("bytes=100-", Part::Unsatisfiable),
            ("bytes=100-200", Part::Unsatisfiable),
            ("bytes=-0", Part::Unsatisfiable),
            ("bytes=5-4", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=--5", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("seconds=1-2", Part::Whole),
        ];
        for (field, expected) in cases {
            assert_eq!(part(field, 100), expected, "{field}");
        }
    }

    #[test]
    fn an_empty_file_has_no_bytes_to_ask_for() {
        for field in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
            assert_eq!(part(field, 0), Part::Unsatisfiable, "{field}");
        }
    }

    proptest! {
        #[test]
        fn a_part_lies_inside_the_file(field in "(bytes=)?[-0-9,=a ]{0,24}", length in any::<u64>()) {
            if let Part::Bytes { first, last } = part(&field, length) {
                prop_assert!(first <= last && last < length);
            }
        }

        #[test]
        fn any_text_is_answered(field in any::<String>(), length in 0_u64..4) {
            part(&field, length);
        }

        #[test]
        fn a_range_inside_the_file_is_taken_as_it_is(length in 1_u64.., a in any::<u64>(), b in any::<u64>()) {
            let (first, last) = ((a % length).min(b % length), (a % length).max(b % length));
            prop_assert_eq!(part(&format!("bytes={first}-{last}"), length), Part::Bytes { first, last });
        }
    }
}
