//! The furniture of pages: their layout, components, addresses of files, headers and compression.
//!
//! A subject writes a [`View`](crate::kernel::templates::View) and a template,
//! and answers with a [`page::Page`] of it; everything around the content is here.

pub mod answer;
pub mod api;
pub mod assets;
pub mod catchers;
pub mod chrome;
pub mod components;
pub mod compression;
pub mod download;
pub mod errors;
pub mod forms;
pub mod frame;
pub mod headers;
pub mod kept;
pub mod page;
pub mod patients;
pub mod posted;
pub mod public;
pub mod statements;
pub mod unlisted;

#[cfg(test)]
mod tests;
