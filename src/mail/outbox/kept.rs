//! What mails carry and refer to: pictures and papers, kept once for all of them.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::super::Attached;
use crate::{
    entities::{
        boards::digest_paper,
        mail::{mail_attachment, mail_picture},
    },
    kernel::{
        database::{Db, Write},
        fault::Answer,
        ids::{DigestId, MailAttachmentId, MailPictureId},
    },
};

/// Keeps a PNG that mails show as `cid:picture`, once for all of them. `alternative` says what it shows.
pub async fn keep_picture(
    write: &Write,
    bytes: Vec<u8>,
    alternative: &str,
) -> Answer<MailPictureId> {
    let id = MailPictureId::new();
    mail_picture::ActiveModel {
        id: Set(id),
        bytes: Set(bytes),
        alternative: Set(alternative.to_owned()),
    }
    .insert(write.on())
    .await?;
    Ok(id)
}

/// Where the bytes of a file are that mails carry.
pub enum Kept {
    /// With the digest whose board paper it is.
    PaperOf(DigestId),
    /// Here, until the one mail that carries it is sent.
    ForOneMail(Vec<u8>),
}

/// Keeps a PDF that mails carry under this name, once for all of them: they refer to it, and it is read when they are
/// sent.
pub async fn keep_attachment(write: &Write, name: &str, kept: Kept) -> Answer<MailAttachmentId> {
    let id = MailAttachmentId::new();
    let (bytes, digest_id) = match kept {
        Kept::PaperOf(digest) => (None, Some(digest)),
        Kept::ForOneMail(bytes) => (Some(bytes), None),
    };
    mail_attachment::ActiveModel {
        id: Set(id),
        name: Set(name.to_owned()),
        bytes: Set(bytes),
        digest_id: Set(digest_id),
    }
    .insert(write.on())
    .await?;
    Ok(id)
}

/// What a mail carries; none where it is gone.
pub(super) async fn attached(db: &Db, id: MailAttachmentId) -> Answer<Option<Attached>> {
    let row = mail_attachment::Entity::find_by_id(id)
        .one(db.read())
        .await?;
    let Some(mail_attachment::Model {
        name,
        bytes,
        digest_id,
        ..
    }) = row
    else {
        return Ok(None);
    };
    let bytes = match digest_id {
        None => bytes,
        Some(digest) => digest_paper::Entity::find_by_id(digest)
            .one(db.read())
            .await?
            .map(|paper| paper.bytes),
    };
    Ok(bytes.map(|bytes| Attached { name, bytes }))
}

/// Forgets the file that one mail alone has carried.
pub(super) async fn forget_attached(write: &Write, id: MailAttachmentId) -> Answer<()> {
    let without = mail_attachment::ActiveModel {
        bytes: Set(None),
        ..Default::default()
    };
    mail_attachment::Entity::update_many()
        .set(without)
        .filter(mail_attachment::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    Ok(())
}
