//! What a recipient without an account can do with the links in their mail: read that one digest, and choose what to
//! get. Whoever has a link may do what it is for; the database knows only their hashes.

use serde_json::json;

use super::{Digest, Frozen, store};
use crate::{
    access::{Acting, KeptBoard, audit::Line, tokens::Token, viewer::Visitor},
    entities::boards::{Wants, board, recipient},
    kernel::{
        fault::{Answer, Fault},
        ids::DeliveryId,
        time::Instant,
    },
    sign_in::Letterhead,
};

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// Both links of one delivery, before they are sent.
pub(super) struct Links {
    pub(super) reading: Token,
    pub(super) choosing: Token,
    /// Until when the digest is opened.
    pub(super) expires_at: Instant,
}

impl Links {
    /// New ones, for a mail that is queued now.
    pub(super) fn new(now: Instant, letterhead: &Letterhead) -> Self {
        Self {
            reading: Token::new(),
            choosing: Token::new(),
            expires_at: now.plus_seconds(letterhead.reading_link_days * SECONDS_OF_A_DAY),
        }
    }

    /// Where the digest is read.
    pub(super) fn reading_url(&self, letterhead: &Letterhead) -> String {
        format!("{}/read/{}", letterhead.base_url, self.reading.reveal())
    }

    /// Where its recipient chooses, and where a POST stops it.
    pub(super) fn choosing_url(&self, letterhead: &Letterhead) -> String {
        format!(
            "{}/unsubscribe/{}",
            letterhead.base_url,
            self.choosing.reveal()
        )
    }
}

/// What a link to a digest opens.
pub enum Opened {
    /// The digest.
    Digest(Box<ReadDigest>),
    /// Nothing any more: it has expired, or a secretary withdrew it.
    Ended,
}

/// An issued digest that whoever asks has a link to.
pub struct ReadDigest {
    acting: Acting,
    digest: Digest,
}

/// What a recipient gets of a board's digests, for them to choose.
pub struct OwnChoice {
    acting: Acting,
    recipient: recipient::Model,
    board: board::Model,
    organisation: String,
}

impl ReadDigest {
    /// What is frozen of it.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub fn frozen(&self) -> Answer<Frozen> {
        self.digest.frozen()?.ok_or(Fault::NotFound)
    }

    /// The mail's plain text as issued.
    pub fn text(&self) -> String {
        self.digest.row().text.clone().unwrap_or_default()
    }

    /// The chart as issued: PNG.
    ///
    /// # Errors
    /// Not found where there is none.
    pub async fn chart(&self) -> Answer<Vec<u8>> {
        let id = self.digest.row().chart_id.ok_or(Fault::NotFound)?;
        store::links::picture(&self.acting, id)
            .await?
            .ok_or(Fault::NotFound)
    }
}

impl OwnChoice {
    /// What they get now.
    pub fn wants(&self) -> Wants {
        self.recipient.wants
    }

    /// Whose digests they are: the board and its organisation.
    pub fn board(&self) -> String {
        format!("{}, {}", self.board.name, self.organisation)
    }
}

/// What a link to a digest opens.
///
/// # Errors
/// Not found for a link that was never made.
pub async fn open(visitor: &Visitor, token: &str) -> Answer<Opened> {
    let token = Token::returned(token).ok_or(Fault::NotFound)?;
    let acting = visitor.acting_by_link();
    let (link, row) = store::links::by_reading(&acting, &token.hash())
        .await?
        .ok_or(Fault::NotFound)?;
    if link.withdrawn_at.is_some() || link.expires_at <= acting.now() {
        return Ok(Opened::Ended);
    }
    let digest = Digest { row };
    Ok(Opened::Digest(Box::new(ReadDigest { acting, digest })))
}

/// The choice that a link in a mail gives.
///
/// # Errors
/// Not found for a link that was never made.
pub async fn choice(visitor: &Visitor, token: &str) -> Answer<OwnChoice> {
    let token = Token::returned(token).ok_or(Fault::NotFound)?;
    let acting = visitor.acting_by_link();
    let (recipient, board, organisation) = store::links::by_choosing(&acting, &token.hash())
        .await?
        .ok_or(Fault::NotFound)?;
    Ok(OwnChoice {
        acting,
        recipient,
        board,
        organisation,
    })
}

/// Keeps what a recipient chose; from the next digest on. Choosing the same again changes nothing.
pub async fn choose(choice: &OwnChoice, wants: Wants) -> Answer<()> {
    let OwnChoice {
        acting,
        recipient,
        board,
        ..
    } = choice;
    let write = store::begin(acting).await?;
    if !store::links::set_wants(&write, recipient.id, wants).await? {
        return Ok(());
    }
    Line::of("digest chosen")
        .organisation(board.organisation_id)
        .subject(recipient.id.0)
        .from(json!({ "board": board.id, "email": recipient.email, "wants": recipient.wants }))
        .to(json!({ "wants": wants }))
        .write(acting, &write)
        .await?;
    write.commit().await
}

/// Withdraws the link with which a recipient reads a digest: it opens nothing from now on.
///
/// # Errors
/// Not found for another digest's delivery, or one without a link.
pub async fn withdraw(board: &KeptBoard, digest: &Digest, delivery: DeliveryId) -> Answer<()> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    // Also shows that the delivery is this digest's.
    store::mail_of(&write, digest.id(), delivery).await?;
    if !store::links::withdraw(&write, delivery, acting.now()).await? {
        return Ok(());
    }
    Line::of("digest link withdrawn")
        .organisation(board.organisation().id)
        .subject(delivery.0)
        .to(json!({ "digest": digest.id() }))
        .write(acting, &write)
        .await?;
    write.commit().await
}
