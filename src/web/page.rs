//! A page: the content that a subject wrote, in the furniture that every page has.

use std::io::Cursor;

use rocket::http::{ContentType, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::assets;
use super::chrome::Chrome;
use super::components::{Link, SummaryList};
use super::forms::{ErrorSummary, Errors};
use super::kept;
use crate::kernel::once::FormToken;
use crate::kernel::templates::{self, View};

/// A view in the furniture of a page; what handlers answer with.
///
/// The template sees the view's own fields and, beside them, `title`,
/// `caption`, `back`, `errors`, `overtaken`, `chrome`, `column` and `assets`, and its
/// layout `content`; a view with a field of one of these names cannot be drawn.
#[derive(Debug)]
pub struct Page<V> {
    status: Status,
    title: String,
    caption: Option<String>,
    back: Option<Link>,
    errors: Option<ErrorSummary>,
    /// What stands now, of a form that was drawn before it did.
    overtaken: Option<SummaryList>,
    wide: bool,
    /// Whether it is kept, and with which tokens of its forms.
    kept: Option<Vec<FormToken>>,
    chrome: Chrome,
    view: V,
}

/// The id of what stands now, in the layout.
const STANDS_NOW: &str = "stands-now";
const OVERTAKEN: &str = "This has been changed since you opened the page, so nothing of yours is saved yet. Compare it with what stands now. If you send it again, it replaces that";

impl<V: View> Page<V> {
    /// A page whose `title` is both what the browser's tab says and the one heading of the first level.
    pub fn new(chrome: Chrome, title: impl Into<String>, view: V) -> Self {
        Self {
            status: Status::Ok,
            title: title.into(),
            caption: None,
            back: None,
            errors: None,
            overtaken: None,
            wide: false,
            kept: None,
            chrome,
            view,
        }
    }

    /// A smaller line over the title: whose, or which step.
    #[must_use]
    pub fn caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// A link back to where the person came from, over everything else.
    #[must_use]
    pub fn back(mut self, address: impl Into<String>, label: impl Into<String>) -> Self {
        self.back = Some(Link::new(label, address));
        self
    }

    /// Lists what was wrong with the form at the top; with anything wrong, the status is 422.
    #[must_use]
    pub fn errors(mut self, errors: &Errors) -> Self {
        if !errors.is_empty() {
            self.errors = Some(errors.summary());
            self.status = Status::UnprocessableEntity;
        }
        self
    }

    /// Says that what the form changes was changed after it was drawn, and shows what stands now beside what was typed.
    /// The form that is drawn has the mark of what stands now, so that sending it again is meant.
    #[must_use]
    pub fn overtaken(mut self, stands: SummaryList) -> Self {
        let mut errors = Errors::new();
        errors.add(STANDS_NOW, OVERTAKEN);
        self.overtaken = Some(stands);
        self.errors(&errors)
    }

    /// Answers with another status than 200.
    #[must_use]
    pub fn status(mut self, status: Status) -> Self {
        self.status = status;
        self
    }

    /// Uses the whole width on a desktop, for tables; text reads better at two thirds.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Keeps the page as it is drawn, for this session, for as long as the database holds the same: see
    /// [`kept`]. For pages made of the database, the day and the address alone. `once` are the tokens in it that tell
    /// one sending of a form from another.
    #[must_use]
    pub fn kept(mut self, once: impl IntoIterator<Item = FormToken>) -> Self {
        self.kept = Some(once.into_iter().collect());
        self
    }
}

impl<V: View> View for Page<V> {
    const TEMPLATE: &'static str = V::TEMPLATE;
    const LAYOUT: Option<&'static str> = Some("layouts/page");

    fn samples() -> Vec<Self> {
        V::samples()
            .into_iter()
            .map(|view| {
                Self::new(Chrome::sample(), "A sample of the page", view)
                    .caption("Thames Valley")
                    .back("/objectives", "Back to objectives")
            })
            .collect()
    }
}

impl<V: View> Serialize for Page<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_map(None)?;
        let column = if self.wide {
            "nhsuk-grid-column-full"
        } else {
            "nhsuk-grid-column-two-thirds"
        };
        let assets = serde_json::json!({
            "style": assets::address("fairwind.css"),
            "script": assets::address("fairwind.js"),
            "icon": assets::address("icon.svg"),
        });
        page.serialize_entry("title", &self.title)?;
        page.serialize_entry("caption", &self.caption)?;
        page.serialize_entry("back", &self.back)?;
        page.serialize_entry("errors", &self.errors)?;
        page.serialize_entry("overtaken", &self.overtaken)?;
        page.serialize_entry("chrome", &self.chrome)?;
        page.serialize_entry("column", column)?;
        page.serialize_entry("assets", &assets)?;
        let ours = [
            "title",
            "caption",
            "back",
            "errors",
            "overtaken",
            "chrome",
            "column",
            "assets",
            "content",
        ];
        match serde_json::to_value(&self.view).map_err(S::Error::custom)? {
            Value::Object(fields) => {
                for (name, value) in fields {
                    if ours.contains(&name.as_str()) {
                        return Err(S::Error::custom(format!(
                            "the view of {} has a field {name}, which is the page's own",
                            V::TEMPLATE
                        )));
                    }
                    page.serialize_entry(&name, &value)?;
                }
            }
            Value::Null => {}
            _ => return Err(S::Error::custom("a view is a struct with named fields")),
        }
        page.end()
    }
}

impl<'r, V: View> Responder<'r, 'static> for Page<V> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let html = templates::render(&self).map_err(|cause| {
            let cause = &cause as &dyn std::error::Error;
            tracing::error!(
                template = V::TEMPLATE,
                route = request.route().map(|route| route.uri.to_string()),
                cause,
                "a page could not be drawn"
            );
            Status::InternalServerError
        })?;
        if let Some(once) = &self.kept
            && self.status == Status::Ok
            && self.chrome.notice.is_none()
        {
            kept::keep(request, &html, &self.chrome.csrf, once);
        }
        Response::build()
            .status(self.status)
            .header(ContentType::HTML)
            .sized_body(html.len(), Cursor::new(html))
            .ok()
    }
}
