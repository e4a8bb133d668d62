//! cURL's command line: which options take a value (`curl --help all`). Knows nothing of what they mean.

/// An option with its value, or a word that is none.
#[derive(Debug, PartialEq)]
pub enum Argument<'w> {
    /// `-H value`, `--header value`, `--header=value`; by its long name.
    Option(&'static str, &'w str),
    /// An option without a value, by its long name.
    Switch(&'static str),
    /// An option that is not known.
    Unknown(&'w str),
    /// An address.
    Word(&'w str),
}

/// Long name, short name, whether it takes a value. Options that say nothing about a request are `""`.
const OPTIONS: [(&str, char, bool); 62] = [
    ("request", 'X', true),
    ("header", 'H', true),
    ("form", 'F', true),
    ("form-string", '\0', true),
    ("data", 'd', true),
    ("data-raw", '\0', true),
    ("data-ascii", '\0', true),
    ("data-binary", '\0', true),
    ("data-urlencode", '\0', true),
    ("json", '\0', true),
    ("user", 'u', true),
    ("url", '\0', true),
    ("url-query", '\0', true),
    ("oauth2-bearer", '\0', true),
    ("get", 'G', false),
    ("head", 'I', false),
    ("next", ':', false),
    ("output", 'o', true),
    ("user-agent", 'A', true),
    ("cookie", 'b', true),
    ("cookie-jar", 'c', true),
    ("referer", 'e', true),
    ("max-time", 'm', true),
    ("proxy", 'x', true),
    ("upload-file", 'T', true),
    ("write-out", 'w', true),
    ("config", 'K', true),
    ("cert", 'E', true),
    ("continue-at", 'C', true),
    ("range", 'r', true),
    ("speed-time", 'y', true),
    ("speed-limit", 'Y', true),
    ("time-cond", 'z', true),
    ("telnet-option", 't', true),
    ("dump-header", 'D', true),
    ("ftp-port", 'P', true),
    ("quote", 'Q', true),
    ("proxy-user", 'U', true),
    ("connect-timeout", '\0', true),
    ("retry", '\0', true),
    ("retry-delay", '\0', true),
    ("cacert", '\0', true),
    ("key", '\0', true),
    ("resolve", '\0', true),
    ("interface", '\0', true),
    ("output-dir", '\0', true),
    ("limit-rate", '\0', true),
    ("silent", 's', false),
    ("show-error", 'S', false),
    ("location", 'L', false),
    ("insecure", 'k', false),
    ("verbose", 'v', false),
    ("include", 'i', false),
    ("fail", 'f', false),
    ("globoff", 'g', false),
    ("remote-name", 'O', false),
    ("remote-header-name", 'J', false),
    ("no-buffer", 'N', false),
    ("progress-bar", '#', false),
    ("compressed", '\0', false),
    ("http1.1", '\0', false),
    ("fail-with-body", '\0', false),
];

/// Reads the words of a command.
pub fn arguments(words: &[String]) -> Vec<Argument<'_>> {
    let mut out = Vec::new();
    let mut words = words.iter().map(String::as_str).peekable();
    while let Some(word) = words.next() {
        // Documents set with "smart" dashes.
        let dashes = word.trim_start_matches(['–', '—']);
        if let Some(long) = word
            .strip_prefix("--")
            .or_else(|| (dashes.len() < word.len()).then_some(dashes))
        {
            out.push(long_option(long, &mut words));
        } else if word.len() > 1 && word.starts_with('-') {
            cluster(&word[1..], &mut words, &mut out);
        } else if !word.is_empty() {
            out.push(Argument::Word(word));
        }
    }
    out
}

fn long_option<'w>(long: &'w str, words: &mut impl Iterator<Item = &'w str>) -> Argument<'w> {
    let (name, glued) = match long.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (long, None),
    };
    match OPTIONS.iter().find(|(known, ..)| *known == name) {
        Some((known, _, true)) => {
            Argument::Option(known, glued.or_else(|| words.next()).unwrap_or_default())
        }
        Some((known, _, false)) => Argument::Switch(known),
        None => Argument::Unknown(name),
    }
}

/// `-sSL`, `-XPOST`, `-H"…"`.
fn cluster<'w>(
    letters: &'w str,
    words: &mut impl Iterator<Item = &'w str>,
    out: &mut Vec<Argument<'w>>,
) {
    for (at, letter) in letters.char_indices() {
        let rest = &letters[at + letter.len_utf8()..];
        match OPTIONS
            .iter()
            .find(|(_, short, _)| *short == letter && letter != '\0')
        {
            Some((known, _, true)) => {
                let value = if rest.is_empty() {
                    words.next().unwrap_or_default()
                } else {
                    rest
                };
                out.push(Argument::Option(known, value));
                return;
            }
            Some((known, _, false)) => out.push(Argument::Switch(known)),
            None => {
                if !letter.is_ascii_digit() && !"anpqRZjlMB".contains(letter) {
                    out.push(Argument::Unknown(letters));
                    return;
                }
            }
        }
    }
}
