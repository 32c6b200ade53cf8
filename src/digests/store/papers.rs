//! Board papers as issued, and why a digest corrects another, in the database.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::OnConflict,
};

use crate::{
    access::KeptBoard,
    digests::emails,
    entities::{
        boards::{digest_correction, digest_paper},
        mail::mail_attachment,
    },
    kernel::{database::Write, fault::Answer, ids::DigestId},
};

/// The bytes of a paper.
pub(in crate::digests) async fn paper(
    board: &KeptBoard,
    digest: DigestId,
) -> Answer<Option<Vec<u8>>> {
    let row = digest_paper::Entity::find_by_id(digest)
        .one(board.acting().db().read())
        .await?;
    Ok(row.map(|row| row.bytes))
}

/// The checksum of a paper, without its bytes.
pub(in crate::digests) async fn checksum(
    board: &KeptBoard,
    digest: DigestId,
) -> Answer<Option<String>> {
    Ok(digest_paper::Entity::find_by_id(digest)
        .select_only()
        .column(digest_paper::Column::Checksum)
        .into_tuple()
        .one(board.acting().db().read())
        .await?)
}

pub(in crate::digests) async fn add_paper(
    write: &Write,
    digest: DigestId,
    bytes: Vec<u8>,
    checksum: String,
) -> Answer<()> {
    digest_paper::ActiveModel {
        digest_id: Set(digest),
        bytes: Set(bytes),
        checksum: Set(checksum),
    }
    .insert(write.on())
    .await?;
    Ok(())
}

/// The paper as the mails of an issued digest carry it; none of one whose mails carry none.
pub(in crate::digests) async fn carried(
    write: &Write,
    digest: DigestId,
) -> Answer<Option<emails::own::Paper>> {
    let row = mail_attachment::Entity::find()
        .filter(mail_attachment::Column::DigestId.eq(digest))
        .one(write.on())
        .await?;
    Ok(row.map(|row| emails::own::Paper {
        name: row.name,
        attachment: row.id,
    }))
}

pub(in crate::digests) async fn correction(
    board: &KeptBoard,
    digest: DigestId,
) -> Answer<Option<digest_correction::Model>> {
    Ok(digest_correction::Entity::find_by_id(digest)
        .one(board.acting().db().read())
        .await?)
}

/// Says why a draft corrects an issued digest, or says it anew.
pub(in crate::digests) async fn set_reason(
    write: &Write,
    draft: DigestId,
    corrects: DigestId,
    reason: &str,
) -> Answer<()> {
    let row = digest_correction::ActiveModel {
        digest_id: Set(draft),
        corrects_id: Set(corrects),
        reason: Set(reason.to_owned()),
    };
    digest_correction::Entity::insert(row)
        .on_conflict(
            OnConflict::column(digest_correction::Column::DigestId)
                .update_column(digest_correction::Column::Reason)
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}
