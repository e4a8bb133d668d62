//! Byte ranges (RFC 9110, 14). One range is served; of several, none, which the RFC allows.

/// What a `Range` header asks of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Whole,
    /// First and last byte, both inside the file.
    Part(u64, u64),
    Unsatisfiable,
}

/// Reads a `Range` header for a file of `length` bytes.
pub fn wanted(header: Option<&str>, length: u64) -> Wanted {
    let Some(spec) = header.and_then(|value| value.trim().strip_prefix("bytes=")) else {
        return Wanted::Whole;
    };
    let Some((first, last)) = spec.split_once('-') else {
        return Wanted::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first > last => Wanted::Whole,
        (Ok(first), _) if first >= length => Wanted::Unsatisfiable,
        (Ok(first), Ok(last)) => Wanted::Part(first, last.min(length - 1)),
        (Ok(first), Err(_)) if last.is_empty() => Wanted::Part(first, length - 1),
        (Err(_), Ok(0)) if first.is_empty() => Wanted::Unsatisfiable,
        (Err(_), Ok(_)) if first.is_empty() && length == 0 => Wanted::Unsatisfiable,
        (Err(_), Ok(tail)) if first.is_empty() => {
            Wanted::Part(length.saturating_sub(tail), length - 1)
        }
        // Anything else is not a valid range, and RFC 9110 14.2 wants it ignored.
        (Ok(_) | Err(_), Ok(_) | Err(_)) => Wanted::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_range_is_cut_to_the_file() {
        assert_eq!(wanted(Some("bytes=10-999"), 100), Wanted::Part(10, 99));
    }

    #[test]
    fn an_open_range_runs_to_the_end() {
        assert_eq!(wanted(Some("bytes=10-"), 100), Wanted::Part(10, 99));
    }

    #[test]
    fn a_suffix_range_counts_from_the_end() {
        assert_eq!(wanted(Some("bytes=-10"), 100), Wanted::Part(90, 99));
        assert_eq!(wanted(Some("bytes=-500"), 100), Wanted::Part(0, 99));
    }

    #[test]
    fn a_range_behind_the_end_cannot_be_satisfied() {
        assert_eq!(wanted(Some("bytes=100-"), 100), Wanted::Unsatisfiable);
        assert_eq!(wanted(Some("bytes=-0"), 100), Wanted::Unsatisfiable);
    }

    #[test]
    fn other_units_many_ranges_and_nonsense_are_ignored() {
        for header in [
            "items=0-1",
            "bytes=0-1,5-6",
            "bytes=b-a",
            "bytes=9-1",
            "bytes",
        ] {
            assert_eq!(wanted(Some(header), 100), Wanted::Whole, "{header}");
        }
    }
}
