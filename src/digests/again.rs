//! An issued digest goes to one recipient once more.
//!
//! A mail that failed is tried again as it is. One that the mail server took is another delivery, with the content as
//! issued, a Message-ID and links of its own; those of the first keep opening what they open.

use serde_json::json;

use super::{Digest, emails, links::Links, store};
use crate::{
    access::{KeptBoard, audit::Line},
    boards::gets_digests,
    entities::{
        boards::{Wants, delivery, recipient},
        mail::MailState,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::DeliveryId,
    },
    mail::{self, Mail},
    sign_in::Letterhead,
};

/// Most often that one digest goes to one recipient.
pub const MOST_SENDINGS: i32 = 5;

const ON_ITS_WAY: &str = "The digest is on its way to this recipient already. Wait for what becomes of it before you send it again.";

/// Sends a digest to one of its recipients once more: to the address they have now, in the form they want now.
///
/// # Errors
/// Not found for another digest's delivery; refused while one to them is on its way, where it was sent
/// [`MOST_SENDINGS`] times, and where they are removed, want no more or cannot be reached.
pub async fn send_again(
    board: &KeptBoard,
    digest: &Digest,
    delivery: DeliveryId,
    letterhead: &Letterhead,
) -> Answer<()> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    let sendings = store::again::sendings(&write, digest.id(), delivery).await?;
    let on_its_way = |state| matches!(state, MailState::Waiting | MailState::Sending);
    if sendings.iter().any(|(_, mail)| on_its_way(mail.state)) {
        return Err(Fault::refused(ON_ITS_WAY));
    }
    let (latest, mail) = sendings.first().ok_or(Fault::NotFound)?;
    let recipient = wanting(board, &write, latest).await?;
    if mail.state == MailState::Failed {
        mail::send_again(&write, acting.now(), mail.id).await?;
        store::returns::forget_told(&write, latest.id).await?;
        Line::of("delivery repeated")
            .organisation(board.organisation().id)
            .subject(latest.id.0)
            .write(acting, &write)
            .await?;
        return write.commit().await;
    }
    if latest.sending >= MOST_SENDINGS {
        return Err(Fault::refused(format!(
            "The digest was sent to this recipient {MOST_SENDINGS} times. Download it and send it to them yourself."
        )));
    }
    let links = Links::new(acting.now(), letterhead);
    let queued = queue_copy(board, digest, &write, (&recipient, &links), letterhead).await?;
    let added =
        store::again::add_delivery(&write, digest.id(), &recipient, queued, latest.sending + 1);
    let Some(added) = added.await? else {
        return Err(Fault::refused(ON_ITS_WAY));
    };
    store::links::add(&write, &[added], &[links]).await?;
    Line::of("digest sent again")
        .organisation(board.organisation().id)
        .subject(added.0)
        .from(json!({ "delivery": latest.id }))
        .to(json!({ "digest": digest.id(), "email": recipient.email, "sending": latest.sending + 1 }))
        .write(acting, &write)
        .await?;
    write.commit().await
}

/// The recipient of a delivery, who still wants the board's digests.
async fn wanting(
    board: &KeptBoard,
    write: &Write,
    delivery: &delivery::Model,
) -> Answer<recipient::Model> {
    match store::again::recipient(board, write, delivery.recipient_id).await? {
        Some(recipient) if recipient.wants == Wants::Nothing => Err(Fault::refused(
            "This recipient chose to get no more of these digests. Only they can change it.",
        )),
        Some(recipient) if !gets_digests(&recipient) => Err(Fault::refused(
            "Mail does not arrive at this address. See to it under recipients, then send the digest again.",
        )),
        Some(recipient) => Ok(recipient),
        None => Err(Fault::refused(
            "This recipient was removed. Add them again under recipients, then send the digest again.",
        )),
    }
}

async fn queue_copy(
    board: &KeptBoard,
    digest: &Digest,
    write: &Write,
    (recipient, links): (&recipient::Model, &Links),
    letterhead: &Letterhead,
) -> Answer<crate::kernel::ids::OutgoingMailId> {
    let content = digest.frozen()?.ok_or(Fault::NotFound)?.content;
    // As it was decided when it was issued, whatever the board wants of its next.
    let paper = store::papers::carried(write, digest.id()).await?;
    let mail = Mail {
        picture: digest
            .row
            .chart_id
            .filter(|_| recipient.wants == Wants::Whole),
        reply_to: store::own_address(board, write).await?,
        system: Some(board.system().id),
        ..emails::own::mail(&content, recipient, (links, paper.as_ref()), letterhead)?
    };
    mail::queue(write, board.acting().now(), &letterhead.host, mail).await
}
