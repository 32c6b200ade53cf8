//! How often a password is tried, and whom too many wrong ones keep out: those who typed them.

use crate::{
    access::{
        Acting,
        attempts::{
            Limit, PASSWORD_BY_ACCOUNT, PASSWORD_BY_ADDRESS, PASSWORD_BY_BROWSER,
            PASSWORD_BY_VISITOR, Tried,
        },
        browsers,
        viewer::Visitor,
    },
    kernel::{fault::Answer, ids::AccountId},
};

/// One try of a password, as it was counted.
pub(super) struct Tries {
    by_address: Tried,
    /// By all that the visitor shows of themselves, which is forgotten once one was right.
    own: Tried,
    limit: Limit,
    subject: String,
    /// Of all whose browsers are not known: a right one is taken back, and wrong ones of strangers stay counted.
    by_account: Option<Tried>,
}

impl Tries {
    /// Counts a try at an address, and at its account if there is one: which makes no difference to a visitor whose
    /// browser is not known.
    pub(super) async fn count(
        visitor: &Visitor,
        acting: &Acting,
        email: &str,
        account: Option<AccountId>,
    ) -> Answer<Self> {
        let address = visitor.address();
        let by_address = PASSWORD_BY_ADDRESS.count(acting, &address).await?;
        let known = match visitor.browser() {
            Some(browser) => {
                let account = account.unwrap_or_else(AccountId::new);
                let is_known = browsers::is_known(acting, account, browser).await?;
                is_known.then(|| format!("{account} {}", browser.hash()))
            }
            None => None,
        };
        let by_account = match known {
            Some(_) => None,
            None => Some(PASSWORD_BY_ACCOUNT.count(acting, email).await?),
        };
        let (limit, subject) = match known {
            Some(browser) => (PASSWORD_BY_BROWSER, browser),
            None => (PASSWORD_BY_VISITOR, format!("{email} {address}")),
        };
        let own = limit.count(acting, &subject).await?;
        Ok(Self {
            by_address,
            own,
            limit,
            subject,
            by_account,
        })
    }

    /// Whether none of the limits is reached.
    pub(super) fn are_within(&self) -> bool {
        self.by_address.is_within()
            && self.own.is_within()
            && self.by_account.as_ref().is_none_or(Tried::is_within)
    }

    /// It was refused, which does not make the wait longer.
    pub(super) async fn take_back(self, acting: &Acting) -> Answer<()> {
        self.own.take_back(acting).await?;
        self.by_address.take_back(acting).await?;
        match self.by_account {
            Some(tried) => tried.take_back(acting).await,
            None => Ok(()),
        }
    }

    /// It was right, and so the visitor's earlier ones are forgiven.
    pub(super) async fn are_forgotten(self, acting: &Acting) -> Answer<()> {
        self.limit.forget(acting, &self.subject).await?;
        self.by_address.take_back(acting).await?;
        match self.by_account {
            Some(tried) => tried.take_back(acting).await,
            None => Ok(()),
        }
    }
}
