//! Of a digest that was issued: its versions, its files, and what is done about a delivery of it.

use rocket::post;

use super::{super::address, FILES};
use crate::{
    access::{KeptBoard, Viewer},
    digests::{self, Digest, Version, links},
    kernel::{
        fault::Answer,
        ids::{BoardId, DeliveryId, DigestId},
    },
    sign_in::Letterhead,
    web::{
        answer::{WayOn, done},
        components::{Cell, Column, Link, Row, Table},
        frame::House,
        posted::{Nothing, Posted},
    },
};

/// What is said while a system's mail is held.
pub(super) const HELD: &str = "What waits is held: an administrator of the system has stopped its mail for now. It is sent when they let it go.";

/// Every version of a digest: which it is, when it was issued, and why it corrects the one before.
pub(super) fn versions_table(board: &KeptBoard, shown: &Digest, versions: &[Version]) -> Table {
    let rows = versions.iter().map(|version| {
        let digest = &version.digest;
        let name = format!("Version {}", digest.row().version);
        let name = if digest.id() == shown.id() {
            Cell::new(name).note("This one")
        } else {
            Cell::link(Link::new(name, address(board, digest)))
        };
        let issued = digest
            .row()
            .issued_at
            .map_or_else(|| "Not issued".to_owned(), |at| at.day().long());
        Row::default()
            .cell(name)
            .cell(Cell::new(issued))
            .cell(Cell::new(version.reason.clone().unwrap_or_default()))
    });
    let columns = ["Version", "Issued", "Why it was corrected"].map(Column::new);
    Table::new("versions", "Versions of this digest", columns).rows(rows)
}

pub(super) async fn kept_files(board: &KeptBoard, digest: &Digest, at: &str) -> Answer<Table> {
    let rows = digests::checksums(board, digest).await?;
    let rows = FILES.iter().filter_map(|(name, label)| {
        let (_, checksum) = rows.iter().find(|(file, _)| file == name)?;
        Some(file_row(label, &format!("{at}/{name}"), checksum))
    });
    Ok(files_table(rows))
}

pub(super) fn file_row(label: &str, address: &str, checksum: &str) -> Row {
    Row::default()
        .cell(Cell::link(Link::new(label, address)))
        .cell(Cell::new(checksum))
}

pub(super) fn files_table(rows: impl IntoIterator<Item = Row>) -> Table {
    let columns = ["File", "SHA-256"].map(Column::new);
    Table::new("files", "Files as they were issued", columns)
        .hidden_caption()
        .rows(rows)
}

#[post(
    "/boards/<board>/digests/<digest>/deliveries/<delivery>/repeat",
    data = "<_form>"
)]
pub(in super::super) async fn repeat(
    viewer: &Viewer,
    house: &House,
    board: BoardId,
    digest: DigestId,
    delivery: DeliveryId,
    _form: Posted<Nothing>,
) -> Answer<WayOn> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    digests::send_again(&board, &digest, delivery, &Letterhead::from(house)).await?;
    Ok(done(
        address(&board, &digest),
        "The digest will be sent to this address again",
    ))
}

#[post(
    "/boards/<board>/digests/<digest>/deliveries/<delivery>/link-withdrawal",
    data = "<_form>"
)]
pub(in super::super) async fn withdraw_link(
    viewer: &Viewer,
    board: BoardId,
    digest: DigestId,
    delivery: DeliveryId,
    _form: Posted<Nothing>,
) -> Answer<WayOn> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    links::withdraw(&board, &digest, delivery).await?;
    Ok(done(
        address(&board, &digest),
        "The link opens nothing any more. The mail that was sent stays with its recipient",
    ))
}
