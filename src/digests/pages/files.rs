//! A digest as files: of an issued one, the very bytes that were frozen.

use rocket::{get, http::ContentType};

use crate::{
    access::Viewer,
    digests::{self, emails, file_name as name},
    kernel::{
        fault::{Answer, Fault},
        ids::{BoardId, DigestId},
    },
    web::{download::Download, frame::House},
};

#[get("/boards/<board>/digests/<digest>/digest.html")]
pub(super) async fn html(
    viewer: &Viewer,
    house: &House,
    board: BoardId,
    digest: DigestId,
) -> Answer<Download> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let html = match &digest.row().html {
        Some(html) => html.clone(),
        None => emails::html(
            &digests::read(&board, &digest, &house.base_url)
                .await?
                .content,
            None,
        )?,
    };
    Ok(Download::new(
        // Not as a page: whatever a browser makes of it, it is not one of ours.
        ContentType::Binary,
        &name(&board, &digest, "html"),
        html,
    ))
}

#[get("/boards/<board>/digests/<digest>/digest.txt")]
pub(super) async fn text(
    viewer: &Viewer,
    house: &House,
    board: BoardId,
    digest: DigestId,
) -> Answer<Download> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let text = match &digest.row().text {
        Some(text) => text.clone(),
        None => emails::text(
            &digests::read(&board, &digest, &house.base_url)
                .await?
                .content,
            None,
        )?,
    };
    Ok(Download::new(
        ContentType::Plain,
        &name(&board, &digest, "txt"),
        text,
    ))
}

#[get("/boards/<board>/digests/<digest>/digest.json")]
pub(super) async fn json(
    viewer: &Viewer,
    house: &House,
    board: BoardId,
    digest: DigestId,
) -> Answer<Download> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let figures = match &digest.row().figures {
        Some(figures) => figures.clone(),
        None => {
            let draft = digests::read(&board, &digest, &house.base_url).await?;
            serde_json::to_string(&draft).map_err(Fault::broken)?
        }
    };
    Ok(Download::new(
        ContentType::JSON,
        &name(&board, &digest, "json"),
        figures,
    ))
}

#[get("/boards/<board>/digests/<digest>/chart.png")]
pub(super) async fn chart(
    viewer: &Viewer,
    board: BoardId,
    digest: DigestId,
) -> Answer<(ContentType, Vec<u8>)> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let png = digests::chart_png(&board, &digest).await?;
    Ok((ContentType::PNG, png))
}

#[get("/boards/<board>/digests/<digest>/paper.pdf")]
pub(super) async fn paper(
    viewer: &Viewer,
    house: &House,
    board: BoardId,
    digest: DigestId,
) -> Answer<Download> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let pdf = digests::paper(&board, &digest, &house.base_url).await?;
    Ok(Download::new(
        ContentType::PDF,
        &name(&board, &digest, "pdf"),
        pdf,
    ))
}
