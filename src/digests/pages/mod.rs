//! The pages of boards and their digests, for a board's secretary.

mod boards;
mod digest;
mod discarding;
mod files;
mod issue;
mod preview;
mod reading;
mod shown;
mod stories;
mod to_do;

use rocket::{Route, routes};

use crate::{
    access::KeptBoard,
    kernel::{
        periods::Period,
        templates::{Sample, samples_of},
    },
    web::page::Page,
};

use super::{
    Digest,
    emails::{
        DigestHtml, DigestText,
        own::{EndHtml, EndText, LinkHtml, LinkText, WarningHtml},
    },
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    routes![
        boards::boards,
        boards::board,
        boards::draft,
        digest::digest,
        digest::commentary,
        digest::correction,
        digest::issued::repeat,
        issue::check,
        issue::issue,
        files::html,
        files::text,
        files::json,
        files::chart,
        digest::issued::withdraw_link,
        stories::see,
        stories::choose,
        reading::read,
        reading::chart,
        reading::choose,
        reading::keep_choice,
        reading::one_click,
        files::paper,
        preview::see,
        preview::html,
        preview::test,
        discarding::ask,
        discarding::discard
    ]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<boards::BoardsView>>(),
        samples_of::<Page<boards::BoardView>>(),
        samples_of::<Page<digest::DigestView>>(),
        samples_of::<Page<issue::IssueView>>(),
        samples_of::<Page<reading::ReadingView>>(),
        samples_of::<Page<reading::EndedView>>(),
        samples_of::<Page<reading::ChoosingView>>(),
        samples_of::<Page<stories::StoriesView>>(),
        samples_of::<Page<preview::PreviewView>>(),
        samples_of::<Page<discarding::DiscardView>>(),
        samples_of::<WarningHtml>(),
        samples_of::<EndHtml>(),
        samples_of::<EndText>(),
        samples_of::<LinkHtml>(),
        samples_of::<LinkText>(),
        samples_of::<DigestHtml>(),
        samples_of::<DigestText>(),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .collect()
}

fn board_address(board: &KeptBoard) -> String {
    format!("/boards/{}", board.id())
}

fn address(board: &KeptBoard, digest: &Digest) -> String {
    format!("/boards/{}/digests/{}", board.id(), digest.id())
}

fn title_of_board(board: &KeptBoard) -> String {
    format!("{}, {}", board.board().name, board.organisation().name)
}

/// "Digest for October 2026", and which version if there are several.
fn title_of_digest(board: &KeptBoard, digest: &Digest) -> String {
    title_of(board, digest.period(), digest.row().version)
}

fn title_of(board: &KeptBoard, period: Period, version: i32) -> String {
    let period = period.name(board.year_start());
    match version {
        1 => format!("Digest for {period}"),
        version => format!("Digest for {period}, version {version}"),
    }
}
