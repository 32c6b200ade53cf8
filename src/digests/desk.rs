//! What a secretary tries out before a digest goes to others, and sees of it afterwards: the mail as each recipient
//! gets it, and a test of it to themselves.

use data_encoding::BASE64;
use serde_json::json;

use super::{
    Digest, Frozen, chart_png, deliveries,
    emails::own::{Addressed, addressed},
    file_name, read, store,
};
use crate::{
    access::{KeptBoard, attempts::TEST_BY_PERSON, audit::Line},
    boards,
    entities::boards::Wants,
    kernel::{
        fault::{Answer, Fault},
        ids::RecipientId,
    },
    mail::{self, Mail},
    sign_in::Letterhead,
};

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;
const TEST: &str = "This is a test, sent to you alone: the digest is a draft, and its figures can still change. The links at its end lead to your own pages; each recipient gets links of their own.";

/// A digest's mail as one recipient gets it.
pub struct Preview {
    /// The mail; where the recipient's own tokens stand, it has "…".
    pub mail: Mail,
    /// The form it has: whole or a link alone.
    pub wants: Wants,
    /// Whether they would get it at all; of an issued digest, whether they were sent it.
    pub gets_it: bool,
    /// The name of the paper that it carries.
    pub attached: Option<String>,
}

/// What came of asking for a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestSent {
    /// It is on its way to this address.
    To(String),
    /// So many were sent within an hour that this one is not.
    TooMany,
}

/// The mail as a recipient of the board would get it of a draft, or was sent it of an issued digest.
///
/// Nobody's links are in it: the database does not know them.
///
/// # Errors
/// Not found for another board's recipient, or one who was not sent the issued digest.
pub async fn preview(
    board: &KeptBoard,
    digest: &Digest,
    recipient: RecipientId,
    letterhead: &Letterhead,
) -> Answer<Preview> {
    let acting = board.acting();
    let days = letterhead.reading_link_days;
    let would_expire = acting.now().plus_seconds(days * SECONDS_OF_A_DAY);
    let (name, email, wants, expires_at, gets_it) = if digest.is_draft() {
        let all = boards::recipients(board).await?;
        let own = all.into_iter().find(|known| known.id == recipient);
        let own = own.ok_or(Fault::NotFound)?;
        let gets_it = boards::gets_digests(&own);
        (own.name, own.email, own.wants, would_expire, gets_it)
    } else {
        // The latest sending is the last of a recipient's.
        let all = deliveries(board, digest).await?;
        let own = all
            .into_iter()
            .rev()
            .find(|sent| sent.recipient == recipient);
        let own = own.ok_or(Fault::NotFound)?;
        let expires_at = own.link.map_or(would_expire, |(until, _)| until);
        (own.name, own.email, own.wants, expires_at, true)
    };
    let wants = if wants == Wants::Link {
        Wants::Link
    } else {
        Wants::Whole
    };
    let Frozen { account, content } = read(board, digest, &letterhead.base_url).await?;
    let is_attached = account.paper_is_attached && wants == Wants::Whole;
    let attached = is_attached.then(|| file_name(board, digest, "pdf"));
    let to = Addressed {
        name: &name,
        email: &email,
        wants,
        read_address: format!("{}/read/…", letterhead.base_url),
        choose_address: format!("{}/unsubscribe/…", letterhead.base_url),
        attached: attached.clone(),
        expires_at,
        warning: None,
    };
    Ok(Preview {
        mail: addressed(&content, to, letterhead)?,
        wants,
        gets_it,
        attached,
    })
}

impl Preview {
    /// The mail's HTML as a document that needs nothing else: its picture is inside.
    pub async fn document(self, board: &KeptBoard, digest: &Digest) -> Answer<String> {
        if !self.mail.html.contains("cid:picture") {
            return Ok(self.mail.html);
        }
        let png = chart_png(board, digest).await?;
        let inside = format!("data:image/png;base64,{}", BASE64.encode(&png));
        Ok(self.mail.html.replace("cid:picture", &inside))
    }
}

/// Sends whoever acts the mail of a draft, said to be a test in its subject and its first line. It is no delivery.
///
/// # Errors
/// Refused of an issued digest, and for who has no address.
pub async fn send_test(
    board: &KeptBoard,
    digest: &Digest,
    letterhead: &Letterhead,
) -> Answer<TestSent> {
    let acting = board.acting();
    if !digest.is_draft() {
        return Err(Fault::refused(
            "This digest has been issued. A test is sent of a draft.",
        ));
    }
    let person = acting.person().ok_or(Fault::NotFound)?.to_string();
    let tried = TEST_BY_PERSON.count(acting, &person).await?;
    if !tried.is_within() {
        tried.take_back(acting).await?;
        return Ok(TestSent::TooMany);
    }
    let frozen = read(board, digest, &letterhead.base_url).await?;
    let paper = match frozen.account.paper_is_attached {
        true => Some(super::paper::pdf(&frozen, true).await?),
        false => None,
    };
    let Frozen { account, content } = frozen;
    let chart = match super::compose::chart(&account, &content) {
        Some(svg) => Some(super::picture::png(svg).await?),
        None => None,
    };
    let write = store::begin(acting).await?;
    let own = store::oneself(board, &write).await?;
    let (name, email) = own.ok_or_else(|| {
        Fault::refused("You have no email address here that a test could be sent to.")
    })?;
    let picture = match chart.zip(content.chart()) {
        Some((png, words)) => Some(mail::keep_picture(&write, png, &words.says).await?),
        None => None,
    };
    let attached = paper
        .is_some()
        .then(|| file_name(board, digest, "draft.pdf"));
    let attachment = match (paper, &attached) {
        (Some(bytes), Some(name)) => {
            let kept = mail::Kept::ForOneMail(bytes);
            Some(mail::keep_attachment(&write, name, kept).await?)
        }
        _ => None,
    };
    let to = Addressed {
        name: &name,
        email: &email,
        wants: Wants::Whole,
        read_address: content.page.clone(),
        choose_address: format!("{}/boards/{}/recipients", letterhead.base_url, board.id()),
        attached,
        expires_at: acting
            .now()
            .plus_seconds(letterhead.reading_link_days * SECONDS_OF_A_DAY),
        warning: Some(TEST),
    };
    let made = addressed(&content, to, letterhead)?;
    let test = Mail {
        subject: format!("Test: {}", made.subject),
        picture,
        attachment,
        system: Some(board.system().id),
        ..made
    };
    mail::queue(&write, acting.now(), &letterhead.host, test).await?;
    Line::of("digest tested")
        .organisation(board.organisation().id)
        .subject(digest.id().0)
        .to(json!({ "email": email }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(TestSent::To(email))
}
