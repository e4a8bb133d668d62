//! Pictures of pages as files: each as a PNG of its own, or all of them as one PDF.
//!
//! The window draws the pages, because it has the letters of every script. What it hands over is looked at before it is
//! written: a file is what its name says. Must not know what is on a page.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};

/// A4 in points of 1/72 inch.
const A4: (f32, f32) = (595.28, 841.89);
/// Most pages of one file.
const MOST: usize = 200;

/// What the pages become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagesKind {
    /// A picture each.
    Png,
    /// One document; its pages are JPEGs.
    Pdf,
}

impl PagesKind {
    /// The ending of its files.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// Reads the word of a window.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Png, Self::Pdf]
            .into_iter()
            .find(|kind| kind.extension() == word)
    }
}

/// The files that these pictures become; `None` if one of them is not what its kind takes, or there are none or too many.
pub fn files(kind: PagesKind, pages: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    if pages.is_empty() || pages.len() > MOST {
        return None;
    }
    match kind {
        PagesKind::Png => {
            let fine = pages
                .iter()
                .all(|page| size(page, image::ImageFormat::Png).is_some());
            fine.then(|| pages.to_vec())
        }
        PagesKind::Pdf => Some(vec![document(pages)?]),
    }
}

/// The pixels of a picture of that format.
fn size(bytes: &[u8], format: image::ImageFormat) -> Option<(u32, u32)> {
    if image::guess_format(bytes).ok()? != format {
        return None;
    }
    let decoder = rushes_pixels::decoder(bytes, format).ok()?;
    Some(image::ImageDecoder::dimensions(&decoder))
}

/// One JPEG a page, as it is: a PDF takes its bytes unchanged.
fn document(pages: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut next = 0;
    let mut fresh = || {
        next += 1;
        Ref::new(next)
    };
    let (catalog, tree, about) = (fresh(), fresh(), fresh());
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.document_info(about).producer(TextStr("Rushes"));
    let mut ids = Vec::with_capacity(pages.len());
    for jpeg in pages {
        let (across, down) = size(jpeg, image::ImageFormat::Jpeg)?;
        let (id, picture, content) = (fresh(), fresh(), fresh());
        ids.push(id);
        let mut page = pdf.page(id);
        page.media_box(Rect::new(0.0, 0.0, A4.0, A4.1));
        page.parent(tree).contents(content);
        page.resources().x_objects().pair(Name(b"Page"), picture);
        page.finish();
        let mut image = pdf.image_xobject(picture, jpeg);
        image.filter(Filter::DctDecode);
        image.width(i32::try_from(across).ok()?);
        image.height(i32::try_from(down).ok()?);
        image.color_space().device_rgb();
        image.bits_per_component(8);
        image.finish();
        let mut drawing = Content::new();
        drawing.transform(placed(across, down));
        drawing.x_object(Name(b"Page"));
        pdf.stream(content, &drawing.finish());
    }
    let count = i32::try_from(ids.len()).ok()?;
    pdf.pages(tree).kids(ids).count(count);
    Some(pdf.finish())
}

/// As large as the page allows, from its upper edge, in its own shape.
fn placed(across: u32, down: u32) -> [f32; 6] {
    let (across, down) = (across as f32, down as f32);
    let scale = (A4.0 / across).min(A4.1 / down);
    let (width, height) = (across * scale, down * scale);
    [width, 0.0, 0.0, height, (A4.0 - width) / 2.0, A4.1 - height]
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat};

    fn picture(format: ImageFormat) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        DynamicImage::new_rgb8(40, 56)
            .write_to(&mut bytes, format)
            .expect("a picture");
        bytes.into_inner()
    }

    #[test]
    fn a_document_has_every_page_with_its_bytes_unchanged() {
        let jpeg = picture(ImageFormat::Jpeg);
        let made = files(PagesKind::Pdf, &[jpeg.clone(), jpeg.clone()]).expect("a document");
        let [pdf] = made.as_slice() else {
            panic!("one file");
        };
        let holds = pdf.windows(jpeg.len()).filter(|part| *part == jpeg);
        assert_eq!(holds.count(), 2);
        let text = String::from_utf8_lossy(pdf);
        assert!(text.starts_with("%PDF-") && text.trim_end().ends_with("%%EOF"));
        assert!(text.contains("/Count 2"));
    }

    #[test]
    fn pictures_are_a_file_each() {
        let png = picture(ImageFormat::Png);
        let made = files(PagesKind::Png, &[png.clone(), png.clone()]);
        assert_eq!(made, Some(vec![png.clone(), png]));
    }

    #[test]
    fn what_is_no_such_picture_becomes_no_file() {
        let (png, jpeg) = (picture(ImageFormat::Png), picture(ImageFormat::Jpeg));
        for (kind, page) in [
            (PagesKind::Png, jpeg),
            (PagesKind::Pdf, png),
            (PagesKind::Pdf, b"#!/bin/sh".to_vec()),
        ] {
            assert_eq!(files(kind, &[page]), None);
        }
        assert_eq!(files(PagesKind::Png, &[]), None);
    }

    #[test]
    fn a_page_is_not_drawn_out_of_shape() {
        let [width, _, _, height, left, _] = placed(100, 400);
        assert!((height / width - 4.0).abs() < 0.01 && left > 0.0);
    }
}
