//! A PDF as somebody reads it who cannot see it: by its tags, in their order, with alternatives in the place of
//! pictures.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, content::Content};

/// One tag, with what is in it.
#[derive(Debug)]
pub struct Tag {
    /// `H1`, `P`, `Table`, `TH`, `Figure` …
    pub kind: String,
    /// What is said in the place of a picture.
    pub alternative: Option<String>,
    /// `Row` or `Column`, of a cell that heads one.
    pub scope: Option<String>,
    pub parts: Vec<Part>,
}

/// What is in a tag.
#[derive(Debug)]
pub enum Part {
    Text(String),
    Tag(Tag),
}

/// A PDF that was read.
pub struct Paper {
    document: Document,
    pub root: Tag,
}

/// The words of each page by the number of their mark.
type Marked = BTreeMap<(ObjectId, i64), String>;

impl Paper {
    pub fn read(bytes: &[u8]) -> Self {
        let document = Document::load_mem(bytes).expect("it is a PDF");
        let marked = marked(&document);
        let catalog = document.catalog().expect("a catalog");
        let tree = get(&document, catalog, b"StructTreeRoot").expect("it is tagged");
        let tree = tree.as_dict().expect("a structure tree");
        let mut root = Tag {
            kind: "Root".into(),
            alternative: None,
            scope: None,
            parts: Vec::new(),
        };
        let kids = get(&document, tree, b"K").expect("the tree has content");
        read_kids(&document, &marked, kids, None, &mut root.parts);
        Self { document, root }
    }

    /// A text of the catalog: its language.
    pub fn language(&self) -> String {
        let catalog = self.document.catalog().expect("a catalog");
        text(get(&self.document, catalog, b"Lang").expect("a language"))
    }

    /// The title, and whether readers show it rather than the name of the file.
    pub fn title(&self) -> (String, bool) {
        let trailer = &self.document.trailer;
        let facts = get(&self.document, trailer, b"Info").expect("facts");
        let title =
            get(&self.document, facts.as_dict().expect("facts"), b"Title").expect("a title");
        let catalog = self.document.catalog().expect("a catalog");
        let shown = get(&self.document, catalog, b"ViewerPreferences")
            .and_then(|wishes| get(&self.document, wishes.as_dict().ok()?, b"DisplayDocTitle"))
            .and_then(|shown| shown.as_bool().ok());
        (text(title), shown == Some(true))
    }

    /// Whether it says that everything in it is marked.
    pub fn is_marked(&self) -> bool {
        let catalog = self.document.catalog().expect("a catalog");
        get(&self.document, catalog, b"MarkInfo")
            .and_then(|marks| get(&self.document, marks.as_dict().ok()?, b"Marked"))
            .and_then(|marked| marked.as_bool().ok())
            == Some(true)
    }

    /// What it says of itself for machines, as XML.
    pub fn metadata(&self) -> String {
        let catalog = self.document.catalog().expect("a catalog");
        let stream = get(&self.document, catalog, b"Metadata").expect("metadata");
        let stream = stream.as_stream().expect("a stream");
        let bytes = stream
            .decompressed_content()
            .unwrap_or_else(|_| stream.content.clone());
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub fn pages(&self) -> usize {
        self.document.page_iter().count()
    }

    /// Every tag of a kind, in order.
    pub fn all<'a>(&'a self, kind: &str) -> Vec<&'a Tag> {
        let mut found = Vec::new();
        self.root.collect(kind, &mut found);
        found
    }

    /// Everything in reading order.
    pub fn text(&self) -> String {
        self.root.text()
    }
}

impl Tag {
    /// Its words in reading order; of a picture its alternative.
    pub fn text(&self) -> String {
        if let Some(alternative) = &self.alternative {
            return alternative.clone();
        }
        let words = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Tag(tag) => tag.text(),
        });
        let words = words.collect::<Vec<_>>().join(" ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn collect<'a>(&'a self, kind: &str, found: &mut Vec<&'a Tag>) {
        if self.kind == kind {
            found.push(self);
        }
        for part in &self.parts {
            if let Part::Tag(tag) = part {
                tag.collect(kind, found);
            }
        }
    }

    /// Every kind of tag in it, in order.
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds = vec![self.kind.as_str()];
        for part in &self.parts {
            if let Part::Tag(tag) = part {
                kinds.extend(tag.kinds());
            }
        }
        kinds
    }
}

fn get<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let object = dictionary.get(key).ok()?;
    Some(document.dereference(object).ok()?.1)
}

fn text(object: &Object) -> String {
    lopdf::decode_text_string(object).expect("a text")
}

fn read_kids(
    document: &Document,
    marked: &Marked,
    kids: &Object,
    page: Option<ObjectId>,
    parts: &mut Vec<Part>,
) {
    let kids = document.dereference(kids).expect("an object").1;
    match kids {
        Object::Array(kids) => {
            for kid in kids {
                read_kids(document, marked, kid, page, parts);
            }
        }
        Object::Integer(mark) => {
            let page = page.expect("a mark is on a page");
            parts.extend(marked.get(&(page, *mark)).cloned().map(Part::Text));
        }
        Object::Dictionary(kid) => {
            let own = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
            match get(document, kid, b"Type").and_then(|name| name.as_name().ok()) {
                Some(b"MCR") => {
                    let mark = get(document, kid, b"MCID").expect("a mark");
                    read_kids(document, marked, mark, own, parts);
                }
                Some(b"OBJR") => {}
                _ => parts.push(Part::Tag(read_tag(document, marked, kid, own))),
            }
        }
        other => panic!("a tag holds {other:?}"),
    }
}

fn read_tag(document: &Document, marked: &Marked, tag: &Dictionary, page: Option<ObjectId>) -> Tag {
    let kind = get(document, tag, b"S").and_then(|name| name.as_name().ok());
    let mut parts = Vec::new();
    if let Ok(kids) = tag.get(b"K") {
        read_kids(document, marked, kids, page, &mut parts);
    }
    Tag {
        kind: String::from_utf8_lossy(kind.expect("a kind")).into_owned(),
        alternative: get(document, tag, b"Alt").map(text),
        scope: scope(document, tag),
        parts,
    }
}

fn scope(document: &Document, tag: &Dictionary) -> Option<String> {
    let attributes = get(document, tag, b"A")?;
    let all = match attributes {
        Object::Array(all) => all.iter().collect(),
        one => vec![one],
    };
    all.into_iter().find_map(|attributes| {
        let attributes = document.dereference(attributes).ok()?.1.as_dict().ok()?;
        let scope = get(document, attributes, b"Scope")?.as_name().ok()?;
        Some(String::from_utf8_lossy(scope).into_owned())
    })
}

/// Reads every page's content: what is drawn between the beginning and the end of each mark.
fn marked(document: &Document) -> Marked {
    let mut marked = Marked::new();
    for page in document.page_iter() {
        let fonts = document.get_page_fonts(page).expect("fonts");
        let content = document.get_page_content(page);
        let content = Content::decode(&content).expect("a page's content");
        let (mut marks, mut font): (Vec<Option<i64>>, Option<&Dictionary>) = (Vec::new(), None);
        for operation in &content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "BDC" => marks.push(
                    operands
                        .get(1)
                        .and_then(|properties| properties.as_dict().ok())
                        .and_then(|properties| properties.get(b"MCID").ok()?.as_i64().ok()),
                ),
                "BMC" => marks.push(None),
                "EMC" => {
                    marks.pop();
                }
                "Tf" => {
                    let name = operands[0].as_name().expect("a font's name");
                    font = fonts.get(name).copied();
                }
                "Tj" | "TJ" => {
                    let Some(mark) = marks.iter().rev().find_map(|mark| *mark) else {
                        continue;
                    };
                    let encoding = font
                        .expect("a font")
                        .get_font_encoding(document)
                        .expect("letters that can be read");
                    let words = marked.entry((page, mark)).or_default();
                    for string in strings(operands) {
                        words.push_str(&Document::decode_text(&encoding, string).expect("letters"));
                    }
                }
                _ => {}
            }
        }
    }
    marked
}

fn strings(operands: &[Object]) -> Vec<&[u8]> {
    operands
        .iter()
        .flat_map(|operand| match operand {
            Object::Array(all) => all.iter().collect(),
            one => vec![one],
        })
        .filter_map(|operand| operand.as_str().ok())
        .collect()
}
