//! A mail, from what is to be said to the bytes that go over the wire, and back.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use data_encoding::BASE64;
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use mail_parser::{MessageParser, MimeHeaders as _};

use super::Signature;
use crate::{
    entities::mail::outgoing_mail,
    kernel::{
        ids::{MailAttachmentId, MailPictureId, SystemId},
        time::Instant,
        words::without_marks,
    },
};

/// What the HTML calls its picture by: `<img src="cid:picture" alt="…">`.
const PICTURE: &str = "picture";

/// A mail to one person, before it is queued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// The recipient's address.
    pub to_email: String,
    /// The recipient's name; may be empty.
    pub to_name: String,
    /// The subject, on one line.
    pub subject: String,
    /// The whole mail in words, for those who read without HTML. Never empty.
    pub text: String,
    /// The same as an HTML document; empty for a mail of text alone.
    pub html: String,
    /// A picture that the HTML shows as `cid:picture`.
    pub picture: Option<MailPictureId>,
    /// A file that it carries, said to be there in its words.
    pub attachment: Option<MailAttachmentId>,
    /// Where an answer goes, if not to the service's own address.
    pub reply_to: Option<String>,
    /// Whose mail it is, if it is a system's: its administrators can look at it and hold it.
    pub system: Option<SystemId>,
    /// Where a POST stops mails like it (RFC 8058): an `https` address with a token of the recipient's.
    pub unsubscribe_url: Option<String>,
}

/// A PDF that a mail carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The file's name.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Whom the service's mail comes from, where answers to it go, and how it is signed.
#[derive(Clone, Debug)]
pub struct FromAddress {
    mailbox: Mailbox,
    reply_to: Option<Mailbox>,
    returned_to: Option<Address>,
    signature: Option<Arc<Signature>>,
}

impl FromAddress {
    /// A name, which may be empty, and an address; or a sentence that says what is wrong with it.
    pub fn new(name: &str, email: &str) -> Result<Self, String> {
        let mailbox = mailbox(name, email)
            .ok_or_else(|| format!("“{email}” is not an email address that mail can come from."))?;
        Ok(Self {
            mailbox,
            reply_to: None,
            returned_to: None,
            signature: None,
        })
    }

    /// Has reports of mail that did not arrive go elsewhere (the envelope's sender, `Return-Path`).
    pub fn returned_to(mut self, email: &str) -> Result<Self, String> {
        let address = email.trim().parse().map_err(|_| {
            format!("“{email}” is not an email address that undelivered mail can go to.")
        })?;
        self.returned_to = Some(address);
        Ok(self)
    }

    /// Signs every mail; or a sentence, where nobody would see the signature as that of the address.
    pub fn signed(mut self, signature: Signature) -> Result<Self, String> {
        let email = self.mailbox.email.to_string();
        if !signature.fits(&email) {
            return Err(format!(
                "mail is from “{email}”, which is not of the domain {} it would be signed for.",
                signature.domain()
            ));
        }
        self.signature = Some(Arc::new(signature));
        Ok(self)
    }

    /// Has answers go elsewhere, except to mails that have an address of their own for that.
    pub fn answered_at(mut self, email: &str) -> Result<Self, String> {
        let mailbox = mailbox("", email)
            .ok_or_else(|| format!("“{email}” is not an email address that answers can go to."))?;
        self.reply_to = Some(mailbox);
        Ok(self)
    }
}

/// A mail as it goes over the wire.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    pub(super) envelope: Envelope,
    message_id: String,
    sent_at: Instant,
    raw: Vec<u8>,
}

impl Letter {
    /// Builds a queued mail; or says why it cannot be built, in words that hold nothing of it.
    pub(super) fn build(
        from: &FromAddress,
        sent_at: Instant,
        mail: &outgoing_mail::Model,
        picture: Option<Vec<u8>>,
        attached: Option<Attached>,
    ) -> Result<Self, String> {
        let to = mailbox(&mail.to_name, &mail.to_email)
            .ok_or("The recipient’s address is not an email address.")?;
        if mail.attachment_id.is_some() && attached.is_none() {
            return Err("The file that the mail carries is not there any more.".to_owned());
        }
        let sender = from.returned_to.as_ref().unwrap_or(&from.mailbox.email);
        let envelope = Envelope::new(Some(sender.clone()), vec![to.email.clone()])
            .map_err(|_| "The recipient’s address is not an email address.")?;
        let date = Duration::from_secs(u64::try_from(sent_at.unix()).unwrap_or(0));
        let mut message = Message::builder()
            .message_id(Some(mail.message_id.clone()))
            .date(SystemTime::UNIX_EPOCH + date)
            .from(from.mailbox.clone())
            .to(to)
            .subject(flat(&mail.subject))
            // RFC 3834: nobody's absence notice need answer; the second is how Exchange is told.
            .raw_header(said("Auto-Submitted", "auto-generated"))
            .raw_header(said("X-Auto-Response-Suppress", "All"));
        if let Some(url) = &mail.unsubscribe_url {
            // RFC 8058: one click in the mail program, and nothing but a POST stops it.
            message = message
                .raw_header(said("List-Unsubscribe", &format!("<{}>", flat(url))))
                .raw_header(said("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let reply_to = match &mail.reply_to {
            None => from.reply_to.clone(),
            Some(email) => {
                Some(mailbox("", email).ok_or("The address for answers is not an email address.")?)
            }
        };
        if let Some(reply_to) = reply_to {
            message = message.reply_to(reply_to);
        }
        let text = SinglePart::plain(lines(&mail.text));
        let words = if mail.html.is_empty() {
            Words::Text(text)
        } else {
            let html = SinglePart::html(lines(&mail.html));
            let both = MultiPart::alternative().singlepart(text);
            Words::Both(match picture {
                None => both.singlepart(html),
                Some(png) => both.multipart(
                    MultiPart::related()
                        .singlepart(html)
                        .singlepart(inline(png)?),
                ),
            })
        };
        let built = match (words, attached) {
            (Words::Text(text), None) => message.singlepart(text),
            (Words::Both(both), None) => message.multipart(both),
            (Words::Text(text), Some(file)) => {
                message.multipart(MultiPart::mixed().singlepart(text).singlepart(apart(file)?))
            }
            (Words::Both(both), Some(file)) => {
                message.multipart(MultiPart::mixed().multipart(both).singlepart(apart(file)?))
            }
        };
        let mut built = built.map_err(|_| "The mail cannot be built.")?;
        if let Some(signature) = &from.signature {
            signature.sign(&mut built);
        }
        Ok(Self {
            envelope,
            message_id: mail.message_id.clone(),
            sent_at,
            raw: built.formatted(),
        })
    }

    /// The recipient's address.
    pub fn to(&self) -> &str {
        self.envelope.to().first().map_or("", AsRef::as_ref)
    }

    /// The address it comes from.
    pub fn from(&self) -> &str {
        self.envelope.from().map_or("", AsRef::as_ref)
    }

    /// `<…@…>`, the same on every try.
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// What it is called by on its envelope, in reports of what became of it: the first part of its Message-ID.
    pub fn envelope_id(&self) -> &str {
        let id = self.message_id.trim_start_matches('<');
        id.split('@').next().unwrap_or(id)
    }

    /// When it was handed over.
    pub fn sent_at(&self) -> Instant {
        self.sent_at
    }

    /// The message itself (RFC 5322).
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The message as its recipient sees it.
    pub fn read(&self) -> Option<Reading> {
        Reading::parse(&self.raw)
    }
}

/// A mail's words as parts of the message.
enum Words {
    Text(SinglePart),
    Both(MultiPart),
}

impl fmt::Debug for Letter {
    // What was written to whom is nothing for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("message_id", &self.message_id)
            .finish_non_exhaustive()
    }
}

/// A message as its recipient sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The recipient's address.
    pub to: String,
    /// The recipient's name; may be empty.
    pub to_name: String,
    /// The subject.
    pub subject: String,
    /// When it was handed over, as the message says.
    pub sent_at: Option<Instant>,
    /// The text.
    pub text: String,
    /// The HTML, its pictures inside it as `data:` addresses; empty where there is none.
    pub html: String,
    /// The files that it carries.
    pub attached: Vec<Attached>,
}

impl Reading {
    /// Reads a message; `None` for what is not one.
    pub fn parse(raw: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(raw)?;
        let to = message.to().and_then(|to| to.first());
        let mut html = message
            .html_bodies()
            .find(|part| part.is_text_html())
            .and_then(|part| part.text_contents())
            .unwrap_or_default()
            .to_owned();
        let mut attached = Vec::new();
        for part in message.attachments() {
            if let (Some(id), Some(kind)) = (part.content_id(), part.content_type()) {
                let kind = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default());
                let shown = format!("data:{kind};base64,{}", BASE64.encode(part.contents()));
                html = html.replace(&format!("cid:{id}"), &shown);
            } else if let Some(name) = part.attachment_name() {
                attached.push(Attached {
                    name: name.to_owned(),
                    bytes: part.contents().to_vec(),
                });
            }
        }
        let text = message
            .text_bodies()
            .find(|part| part.is_text() && !part.is_text_html());
        Some(Self {
            to: to.and_then(|to| to.address()).unwrap_or_default().into(),
            to_name: to.and_then(|to| to.name()).unwrap_or_default().into(),
            subject: message.subject().unwrap_or_default().into(),
            sent_at: message
                .date()
                .and_then(|date| jiff::Timestamp::from_second(date.to_timestamp()).ok())
                .map(Instant::new),
            text: text
                .and_then(|part| part.text_contents())
                .unwrap_or_default()
                .replace("\r\n", "\n"),
            html: html.replace("\r\n", "\n"),
            attached,
        })
    }
}

/// A header that lettre has no type for.
fn said(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A picture within the HTML.
fn inline(png: Vec<u8>) -> Result<SinglePart, String> {
    let kind = ContentType::parse("image/png").map_err(|cause| cause.to_string())?;
    Ok(
        Attachment::new_inline_with_name(PICTURE.to_owned(), format!("{PICTURE}.png"))
            .body(png, kind),
    )
}

/// A PDF beside the words.
fn apart(file: Attached) -> Result<SinglePart, String> {
    let kind = ContentType::parse("application/pdf").map_err(|cause| cause.to_string())?;
    Ok(Attachment::new(flat(&file.name)).body(file.bytes, kind))
}

/// A name and an address; `None` where the address is not one.
fn mailbox(name: &str, email: &str) -> Option<Mailbox> {
    let address: Address = email.trim().parse().ok()?;
    let name = flat(name);
    Some(Mailbox::new((!name.is_empty()).then_some(name), address))
}

/// On one line, so that no header can be smuggled in, without what nobody sees, and short enough for a header.
fn flat(text: &str) -> String {
    let one_line: String = without_marks(text)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(500)
        .collect();
    one_line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// With one kind of line end, which lettre then makes those of mail.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests;
