//! The typesetter: Typst as a library, that can read one template, one set of data and our own two fonts, and nothing
//! else: no file, no network, no clock. So the same data make the same bytes, on every machine.

use std::sync::LazyLock;

use serde_json::Value;
use typst::{
    Feature, Features, Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::web::assets;

const TEMPLATE: &str = include_str!("../../../templates/digests/paper.typ");
/// What the template calls its data.
const DATA: &str = "/data.json";
/// What stands for a letter that our font has not.
const NO_LETTER: char = '?';

/// A paper that could not be typeset: a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("the board paper could not be typeset: {0}")]
pub(super) struct Unset(String);

/// What stays the same from one paper to the next.
static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    let fonts: Vec<Font> = [assets::ARIMO_REGULAR, assets::ARIMO_BOLD]
        .into_iter()
        .filter_map(|bytes| Font::new(Bytes::new(bytes), 0))
        .collect();
    // Cells that head a row can only be said to with this.
    let features: Features = [Feature::A11yExtras].into_iter().collect();
    Shop {
        library: LazyHash::new(Library::builder().with_features(features).build()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: file("/paper.typ").map(|id| Source::new(id, TEMPLATE.to_owned())),
    }
});

struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Option<Source>,
}

/// One paper being set.
struct Press {
    main: Source,
    data: Bytes,
}

fn file(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// Typesets a paper from its data: PDF/UA-1, tagged, with a title and alternatives, or a fault that says which is
/// missing.
pub(super) fn typeset(mut data: Value) -> Result<Vec<u8>, Unset> {
    only_letters(&mut data);
    let main = SHOP.template.clone();
    let press = Press {
        main: main.ok_or_else(|| Unset("the template has no name".to_owned()))?,
        data: Bytes::from_string(data.to_string()),
    };
    let document = typst::compile::<PagedDocument>(&press).output;
    let made = document.map_err(|errors| told(&errors)).and_then(|paper| {
        let standards =
            PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|cause| Unset(format!("{cause:?}")))?;
        let options = PdfOptions {
            ident: Smart::Auto,
            creator: Smart::Custom(Some("Fairwind".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&paper, &options).map_err(|errors| told(&errors))
    });
    // What is remembered of one paper is of no use to the next.
    typst::comemo::evict(0);
    made
}

fn told(errors: &[SourceDiagnostic]) -> Unset {
    let said: Vec<String> = errors
        .iter()
        .map(|error| {
            let hints = error.hints.iter().map(|hint| format!(" ({})", hint.v));
            format!("{}{}", error.message, hints.collect::<String>())
        })
        .collect();
    Unset(said.join("; "))
}

/// Leaves only letters that the font has: a paper with a letter that cannot be printed is no PDF/UA, and one emoji in
/// a commentary must not keep a board from its paper.
fn only_letters(value: &mut Value) {
    match value {
        Value::String(text) if !text.chars().all(can_be_printed) => {
            *text = text
                .chars()
                .filter(|c| !is_unseen(*c))
                .map(|c| if can_be_printed(c) { c } else { NO_LETTER })
                .collect();
        }
        Value::Array(values) => values.iter_mut().for_each(only_letters),
        Value::Object(values) => values.values_mut().for_each(only_letters),
        _ => {}
    }
}

/// The letters that become [`NO_LETTER`], each once, as they come.
pub(super) fn letters_without_print(value: &Value) -> Vec<char> {
    let mut found = Vec::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::String(text) => {
                for letter in text.chars() {
                    if !is_unseen(letter) && !can_be_printed(letter) && !found.contains(&letter) {
                        found.push(letter);
                    }
                }
            }
            // The last is looked at first, so they wait backwards.
            Value::Array(values) => waiting.extend(values.iter().rev()),
            Value::Object(values) => waiting.extend(values.values().rev()),
            _ => {}
        }
    }
    found
}

fn can_be_printed(character: char) -> bool {
    let mut fonts = SHOP.fonts.iter();
    fonts.all(|font| font.info().coverage.contains(u32::from(character))) && !is_unseen(character)
}

/// Joiners, marks of direction and variation selectors: they say how other letters are drawn.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &SHOP.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHOP.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if Some(id) == file(DATA) {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHOP.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_cannot_be_printed_are_replaced_and_others_stay() {
        let mut data = serde_json::json!({ "a": ["Café – “£5” \u{1f600}\u{fe0f}Ŵ", 1] });
        only_letters(&mut data);
        assert_eq!(data["a"][0], "Café – “£5” ?Ŵ");
        assert_eq!(data["a"][1], 1);
    }

    #[test]
    fn letters_that_cannot_be_printed_are_named_once_in_their_order() {
        let data = serde_json::json!({ "a": ["Café \u{1f600}\u{fe0f}", ["م and \u{1f600}"], 1] });
        assert_eq!(letters_without_print(&data), ['\u{1f600}', 'م']);
        assert!(letters_without_print(&serde_json::json!(["Ŵ\n£"])).is_empty());
    }
}
