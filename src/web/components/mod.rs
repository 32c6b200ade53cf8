//! The parts that pages are made of: one type and one template in `templates/components` each.
//!
//! A view holds them as fields and its template draws them where they belong:
//! `{{> components/input purpose}}`. All are of the NHS.UK design system.

mod buttons;
mod choices;
mod fields;
mod gallery;
mod messages;
mod pagination;
mod summaries;
mod tables;

pub use buttons::{Button, Link};
pub use choices::{Checkboxes, Choice, Radios, Revealed, Select};
pub use fields::{DateInput, FileUpload, Input, Textarea};
pub use gallery::Gallery;
pub use messages::{Callout, Chart, Colour, DefinitionNote, Details, Inset, Tag};
pub use pagination::{PageLink, Pagination, which_page};
pub use summaries::{SummaryList, SummaryRow};
pub use tables::{Cell, Column, Row, Table};

#[cfg(test)]
mod tests;
