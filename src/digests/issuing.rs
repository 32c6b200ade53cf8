//! Issuing: what was checked is frozen and queued for each recipient, once, in one transaction.

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{Digest, Frozen, Issued, compose, emails, find, links::Links, picture, read, store};
use crate::{
    access::{KeptBoard, audit::Line},
    entities::boards::Wants,
    kernel::fault::{Answer, Fault},
    mail::{self, Mail},
    sign_in::Letterhead,
};

/// A mark of what was read, by which issuing knows that nothing has moved since.
pub fn fingerprint(frozen: &Frozen) -> Answer<String> {
    let words = serde_json::to_vec(frozen).map_err(Fault::broken)?;
    Ok(data_encoding::HEXLOWER.encode(&Sha256::digest(words)))
}

/// Issues a draft as it was checked: freezes it and queues one mail for each recipient.
///
/// # Errors
/// Refused where the board has no recipients.
pub async fn issue(
    board: &KeptBoard,
    digest: &Digest,
    checked: &str,
    letterhead: &Letterhead,
) -> Answer<Issued> {
    if !digest.is_draft() {
        return Ok(Issued::Before);
    }
    let frozen = read(board, digest, &letterhead.base_url).await?;
    if fingerprint(&frozen)? != checked {
        return Ok(Issued::Changed);
    }
    let (html, text) = (
        emails::html(&frozen.content, None)?,
        emails::text(&frozen.content, None)?,
    );
    let chart = picture::png(compose::chart(&frozen.account, &frozen.content)).await?;
    let figures = serde_json::to_string(&frozen).map_err(Fault::broken)?;
    let checksum = checksum(&figures, &html, &text, &chart);

    let acting = board.acting();
    let write = store::begin(acting).await?;
    let reply_to = store::own_address(board, &write).await?;
    let recipients = store::recipients(board, &write).await?;
    if recipients.is_empty() {
        return Err(Fault::refused(
            "Nobody would get this digest. Add a recipient who wants it and can be reached first.",
        ));
    }
    let chart_id = mail::keep_picture(&write, chart, &frozen.content.chart_says).await?;
    let parts = store::Parts {
        subject: frozen.content.subject.clone(),
        figures,
        html,
        text,
        chart_id,
        checksum,
    };
    // Only a draft with the commentary that was read turns into an issued digest, so one of two who press at once wins.
    if !store::freeze(acting, &write, digest, &parts).await? {
        drop(write);
        let issued = !find(board, digest.id()).await?.is_draft();
        return Ok(if issued {
            Issued::Before
        } else {
            Issued::Changed
        });
    }
    let links: Vec<Links> = recipients
        .iter()
        .map(|_| Links::new(acting.now(), letterhead))
        .collect();
    let mails = recipients
        .iter()
        .zip(&links)
        .map(|(recipient, links)| {
            let mail = emails::own::mail(&frozen.content, recipient, links, letterhead)?;
            Ok(Mail {
                picture: (recipient.wants == Wants::Whole).then_some(chart_id),
                reply_to: reply_to.clone(),
                system: Some(board.system().id),
                ..mail
            })
        })
        .collect::<Answer<Vec<Mail>>>()?;
    let queued = mail::queue_many(&write, acting.now(), &letterhead.host, mails).await?;
    let deliveries = store::add_deliveries(&write, digest.id(), &recipients, &queued).await?;
    store::links::add(&write, &deliveries, &links).await?;
    Line::of("digest issued")
        .organisation(board.organisation().id)
        .subject(digest.id().0)
        .to(json!({
            "board": board.id(), "period": digest.period().key(), "version": digest.row.version,
            "recipients": recipients.len(), "checksum": parts.checksum,
        }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Issued::Now)
}

fn checksum(figures: &str, html: &str, text: &str, chart: &[u8]) -> String {
    let mut sum = Sha256::new();
    for part in [figures.as_bytes(), html.as_bytes(), text.as_bytes(), chart] {
        // The length before each part, so that nothing can move from one to the next.
        sum.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        sum.update(part);
    }
    data_encoding::HEXLOWER.encode(&sum.finalize())
}

/// Whether an issued digest is still what was issued, to the last byte.
pub async fn is_as_issued(board: &KeptBoard, digest: &Digest) -> Answer<bool> {
    let row = &digest.row;
    let Some(chart) = row.chart_id else {
        return Ok(false);
    };
    let chart = store::picture(board, chart).await?.unwrap_or_default();
    Ok(match (&row.figures, &row.html, &row.text, &row.checksum) {
        (Some(figures), Some(html), Some(text), Some(kept)) => {
            checksum(figures, html, text, &chart) == *kept
        }
        _ => false,
    })
}

/// The chart as it was issued, or, of a draft, as the records stand now: PNG.
pub async fn chart_png(board: &KeptBoard, digest: &Digest) -> Answer<Vec<u8>> {
    if let Some(id) = digest.row.chart_id {
        return store::picture(board, id).await?.ok_or(Fault::NotFound);
    }
    // Where the figures can be read in full is not in the chart.
    let draft = read(board, digest, "").await?;
    picture::png(compose::chart(&draft.account, &draft.content)).await
}
