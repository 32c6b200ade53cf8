//! Browsers that somebody has signed in with: each has a long-lived cookie that shows it, kept here as its hash. It
//! signs nobody in; it only has tries of its own, so that strangers who guess keep nobody out of their own browser.

use rocket::{http::Cookie, time::Duration};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::OnConflict,
};

use super::{Acting, cookies, tokens::Token};
use crate::{
    entities::access::known_browser,
    kernel::{database::Write, fault::Answer, ids::AccountId},
};

/// The cookie.
pub const COOKIE: &str = "__Host-fairwind-browser";

/// Days after which a browser that nobody has signed in with is forgotten.
const KEPT_DAYS: i64 = 365;

/// The cookie that holds a browser's token.
pub fn cookie(token: &Token) -> Cookie<'static> {
    let age = Duration::days(KEPT_DAYS);
    cookies::ours(COOKIE, token.reveal(), Some(age))
}

/// Whether somebody has signed in to this account with this browser.
pub async fn is_known(acting: &Acting, account: AccountId, browser: &Token) -> Answer<bool> {
    let found = known_browser::Entity::find()
        .filter(known_browser::Column::AccountId.eq(account))
        .filter(known_browser::Column::TokenHash.eq(browser.hash()))
        .count(acting.db().read())
        .await?;
    Ok(found > 0)
}

/// Remembers that somebody has just signed in with a browser; gives the token for its cookie, a new one where it has
/// none.
pub async fn remember(
    acting: &Acting,
    write: &Write,
    account: AccountId,
    browser: Option<&Token>,
) -> Answer<Token> {
    let token = browser.cloned().unwrap_or_default();
    let row = known_browser::ActiveModel {
        account_id: Set(account),
        token_hash: Set(token.hash()),
        seen_at: Set(acting.now()),
    };
    let key = [
        known_browser::Column::AccountId,
        known_browser::Column::TokenHash,
    ];
    let again = OnConflict::columns(key)
        .update_column(known_browser::Column::SeenAt)
        .to_owned();
    known_browser::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(write.on())
        .await?;
    Ok(token)
}

/// Forgets every browser of an account: its password is another.
pub async fn forget_all(write: &Write, account: AccountId) -> Answer<()> {
    known_browser::Entity::delete_many()
        .filter(known_browser::Column::AccountId.eq(account))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Forgets browsers that nobody has signed in with for a year.
pub async fn tidy(acting: &Acting) -> Answer<()> {
    let write = acting.db().write().await?;
    write.touches_nothing();
    let long_ago = acting.now().plus_seconds(-KEPT_DAYS * 86_400);
    known_browser::Entity::delete_many()
        .filter(known_browser::Column::SeenAt.lt(long_ago))
        .exec(write.on())
        .await?;
    write.commit().await
}
