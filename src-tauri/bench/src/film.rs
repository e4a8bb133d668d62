//! A whole MP4 of any length: two seconds that nobody decodes, and behind them a box of nothing.

#[path = "../../core/tests/servers/film.rs"]
mod whole;

/// What the pixels are made of.
const SEED: u8 = 7;

/// The film alone.
pub fn film() -> Vec<u8> {
    whole::film(SEED)
}

/// The film with the beginning of a box behind it that makes it `bytes` long, and how much of that box is missing.
pub fn long_film(bytes: u64) -> (Vec<u8>, u64) {
    let mut file = film();
    let rest = bytes.saturating_sub(file.len() as u64);
    if rest < 16 {
        return (file, 0);
    }
    file.extend(1_u32.to_be_bytes());
    file.extend(b"free");
    file.extend(rest.to_be_bytes());
    (file, rest - 16)
}
