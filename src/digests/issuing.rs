//! Issuing: what was checked is frozen and queued for each recipient, once, in one transaction.

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{
    Digest, Frozen, Issued, compose, emails, file_name, find, links::Links, paper, picture, read,
    store,
};
use crate::{
    access::{KeptBoard, audit::Line},
    boards,
    entities::boards::{Wants, recipient},
    kernel::fault::{Answer, Fault},
    mail::{self, Mail},
    sign_in::Letterhead,
};

/// A mark of what was read and of whom it goes to, by which issuing knows that nothing has moved since.
pub fn fingerprint(frozen: &Frozen, recipients: &[recipient::Model]) -> Answer<String> {
    let mut to: Vec<_> = recipients
        .iter()
        .map(|recipient| (recipient.id, &recipient.email, recipient.wants))
        .collect();
    to.sort_by_key(|(id, ..)| *id);
    let words = serde_json::to_vec(&(frozen, to)).map_err(Fault::broken)?;
    Ok(data_encoding::HEXLOWER.encode(&Sha256::digest(words)))
}

/// Those who get the board's next digest, by name.
pub async fn addressed(board: &KeptBoard) -> Answer<Vec<recipient::Model>> {
    let mut recipients = boards::recipients(board).await?;
    recipients.retain(boards::gets_digests);
    Ok(recipients)
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
    if fingerprint(&frozen, &addressed(board).await?)? != checked {
        return Ok(Issued::Changed);
    }
    let (html, text) = (
        emails::html(&frozen.content, None)?,
        emails::text(&frozen.content, None)?,
    );
    let chart = match compose::chart(&frozen.account, &frozen.content) {
        Some(svg) => Some(picture::png(svg).await?),
        None => None,
    };
    let paper = paper::pdf(&frozen, false).await?;
    let figures = serde_json::to_string(&frozen).map_err(Fault::broken)?;
    let drawn = chart.as_deref().unwrap_or_default();
    let checksum = checksum(&figures, &html, &text, drawn, Some(&paper));

    let acting = board.acting();
    let write = store::begin(acting).await?;
    let reply_to = store::own_address(board, &write).await?;
    let recipients = store::recipients(board, &write).await?;
    // Whoever was added while the paper was set is somebody whom nobody checked.
    if fingerprint(&frozen, &recipients)? != checked {
        return Ok(Issued::Changed);
    }
    if recipients.is_empty() {
        return Err(Fault::refused(
            "Nobody would get this digest. Add a recipient who wants it and can be reached first.",
        ));
    }
    let chart_id = match chart.zip(frozen.content.chart()) {
        Some((png, words)) => Some(mail::keep_picture(&write, png, &words.says).await?),
        None => None,
    };
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
    let sum = data_encoding::HEXLOWER.encode(&Sha256::digest(&paper));
    store::papers::add_paper(&write, digest.id(), paper, sum).await?;
    let carried = if frozen.account.paper_is_attached {
        let name = file_name(board, digest, "pdf");
        let paper = mail::Kept::PaperOf(digest.id());
        let attachment = mail::keep_attachment(&write, &name, paper).await?;
        Some(emails::own::Paper { name, attachment })
    } else {
        None
    };
    let links: Vec<Links> = recipients
        .iter()
        .map(|_| Links::new(acting.now(), letterhead))
        .collect();
    let mails = recipients
        .iter()
        .zip(&links)
        .map(|(recipient, links)| {
            let own = (links, carried.as_ref());
            let mail = emails::own::mail(&frozen.content, recipient, own, letterhead)?;
            Ok(Mail {
                picture: chart_id.filter(|_| recipient.wants == Wants::Whole),
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

/// Over everything that was issued; of a digest that was issued before there were papers, without one.
fn checksum(figures: &str, html: &str, text: &str, chart: &[u8], paper: Option<&[u8]>) -> String {
    let mut sum = Sha256::new();
    let parts = [figures.as_bytes(), html.as_bytes(), text.as_bytes(), chart];
    for part in parts.into_iter().chain(paper) {
        // The length before each part, so that nothing can move from one to the next.
        sum.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        sum.update(part);
    }
    data_encoding::HEXLOWER.encode(&sum.finalize())
}

/// Whether an issued digest is still what was issued, to the last byte.
pub async fn is_as_issued(board: &KeptBoard, digest: &Digest) -> Answer<bool> {
    let row = &digest.row;
    let chart = match row.chart_id {
        Some(id) => store::picture(board, id).await?.unwrap_or_default(),
        None => Vec::new(),
    };
    let paper = store::papers::paper(board, digest.id()).await?;
    Ok(match (&row.figures, &row.html, &row.text, &row.checksum) {
        (Some(figures), Some(html), Some(text), Some(kept)) => {
            checksum(figures, html, text, &chart, paper.as_deref()) == *kept
        }
        _ => false,
    })
}

/// The files of an issued digest, each with its SHA-256, as anybody can work it out from what they have downloaded.
pub async fn checksums(board: &KeptBoard, digest: &Digest) -> Answer<Vec<(&'static str, String)>> {
    let row = &digest.row;
    let texts = [
        ("digest.html", &row.html),
        ("digest.txt", &row.text),
        ("digest.json", &row.figures),
    ];
    let mut checksums: Vec<(&str, String)> = texts
        .into_iter()
        .filter_map(|(name, text)| {
            let sum = Sha256::digest(text.as_deref()?);
            Some((name, data_encoding::HEXLOWER.encode(&sum)))
        })
        .collect();
    let paper = store::papers::checksum(board, digest.id()).await?;
    checksums.extend(paper.map(|checksum| ("paper.pdf", checksum)));
    Ok(checksums)
}

/// The chart as it was issued, or, of a draft, as the records stand now: PNG.
///
/// # Errors
/// Not found of a digest without a chart.
pub async fn chart_png(board: &KeptBoard, digest: &Digest) -> Answer<Vec<u8>> {
    if let Some(id) = digest.row.chart_id {
        return store::picture(board, id).await?.ok_or(Fault::NotFound);
    }
    if !digest.is_draft() {
        return Err(Fault::NotFound);
    }
    // Where the figures can be read in full is not in the chart.
    let draft = read(board, digest, "").await?;
    let svg = compose::chart(&draft.account, &draft.content).ok_or(Fault::NotFound)?;
    picture::png(svg).await
}
