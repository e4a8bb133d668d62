//! Text on pictures with the fonts of the system. When a system has no font, or none for a script,
//! the rest of the clip is still rendered. Knows nothing of where the text goes.

use std::sync::{Mutex, PoisonError};

use cosmic_text::{
    Attrs, Buffer, Color, Ellipsize, EllipsizeHeightLimit, Family, FontSystem, Metrics, Shaping,
    SwashCache, Weight, Wrap, fontdb,
};

use super::pixel::{Bitmap, over_pixel, scale_pixel, translucent};

/// Reading the system's fonts takes up to a second, so it happens once in a process.
static FONTS: Mutex<Option<FontSystem>> = Mutex::new(None);

/// Families that look right on a slate, the first that is installed wins.
const SANS: [&str; 9] = [
    "Inter",
    "Segoe UI",
    "SF Pro Text",
    "Helvetica Neue",
    "Noto Sans",
    "Open Sans",
    "Cantarell",
    "DejaVu Sans",
    "Liberation Sans",
];

/// Empty room at the right of set text, as a share of the size: letters may stand out of their
/// box a little, as italics and accents do.
pub const OVERHANG: f32 = 0.3;

#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Height of the letters' box in pixels.
    pub size: f32,
    /// Pixels from one line to the next.
    pub leading: f32,
    pub bold: bool,
    /// Space between letters as a share of the size.
    pub tracking: f32,
    pub colour: [f32; 3],
    pub max_lines: usize,
}

/// Text set in lines, cut to its own size; `None` where no font is installed.
pub fn set(text: &str, style: Style, max_width: f32) -> Option<Bitmap> {
    let mut guard = FONTS.lock().unwrap_or_else(PoisonError::into_inner);
    let fonts = fonts_for(&mut guard, locale_of(text));
    if fonts.db().is_empty() {
        return None;
    }
    let family = family(fonts.db());
    let mut attrs = Attrs::new()
        .family(family.as_deref().map_or(Family::SansSerif, Family::Name))
        .letter_spacing(style.tracking);
    if style.bold {
        attrs = attrs.weight(Weight::SEMIBOLD);
    }
    let mut buffer = Buffer::new(fonts, Metrics::new(style.size, style.leading));
    buffer.set_wrap(Wrap::WordOrGlyph);
    buffer.set_ellipsize(Ellipsize::End(EllipsizeHeightLimit::Lines(style.max_lines)));
    buffer.set_size(Some(max_width), None);
    buffer.set_text(&one_paragraph(text), &attrs, Shaping::Advanced, None);
    buffer.shape_until_scroll(fonts, false);
    let lines = buffer.layout_runs().count().min(style.max_lines);
    if lines == 0 {
        return None;
    }
    let width = buffer
        .layout_runs()
        .map(|run| run.line_w)
        .fold(1.0, f32::max);
    let size = |length: f32| crate::scene::pixels(length.ceil()).clamp(1, 4096);
    let mut bitmap = Bitmap::new(
        size(width + style.size * OVERHANG),
        size(lines as f32 * style.leading),
    );
    draw(&mut buffer, fonts, &mut bitmap, style.colour);
    Some(bitmap)
}

fn draw(buffer: &mut Buffer, fonts: &mut FontSystem, bitmap: &mut Bitmap, colour: [f32; 3]) {
    // White, so that a colour glyph (an emoji) can be told apart by its own colours.
    let ink = translucent(colour, 1.0);
    buffer.draw(
        fonts,
        &mut SwashCache::new(),
        Color::rgb(255, 255, 255),
        |x, y, _, _, paint| {
            let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
                return;
            };
            if x >= bitmap.width || y >= bitmap.height {
                return;
            }
            let [red, green, blue, alpha] = paint.as_rgba();
            let pixel = if (red, green, blue) == (255, 255, 255) {
                scale_pixel(ink, u32::from(alpha) + u32::from(alpha >> 7))
            } else {
                translucent(
                    [red, green, blue].map(|c| f32::from(c) / 255.0),
                    f32::from(alpha) / 255.0,
                )
            };
            let target = &mut bitmap.row_mut(y)[x];
            *target = over_pixel(pixel, *target);
        },
    );
}

fn fonts_for<'a>(guard: &'a mut Option<FontSystem>, locale: &str) -> &'a mut FontSystem {
    let current = guard.take().unwrap_or_else(FontSystem::new);
    let fonts = if current.locale() == locale {
        current
    } else {
        // The locale decides which forms of shared ideographs are used.
        let (_, db) = current.into_locale_and_db();
        FontSystem::new_with_locale_and_db(locale.to_owned(), db)
    };
    guard.insert(fonts)
}

fn family(db: &fontdb::Database) -> Option<String> {
    let installed = |name: &str| {
        db.faces()
            .any(|face| face.families.iter().any(|(family, _)| family == name))
    };
    SANS.iter()
        .find(|name| installed(name))
        .map(|name| (*name).to_owned())
}

fn locale_of(text: &str) -> &'static str {
    let has = |low: char, high: char| text.chars().any(|c| (low..=high).contains(&c));
    if has('\u{3040}', '\u{30ff}') {
        "ja"
    } else if has('\u{ac00}', '\u{d7af}') {
        "ko"
    } else {
        "zh-CN"
    }
}

/// Line breaks of a prompt would eat the few lines there are.
fn one_paragraph(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_of_a_prompt_become_spaces() {
        assert_eq!(one_paragraph(" a\n\n b\tc "), "a b c");
    }

    #[test]
    fn kana_call_for_japanese_forms() {
        assert_eq!(
            (locale_of("東京の夜"), locale_of("北京的夜")),
            ("ja", "zh-CN")
        );
    }
}
