//! Invitations: who has an address and no account is sent a link, with which they choose a password.
//!
//! Each form invites once however often it is sent, and whoever was sent a link within the last day is left out unless
//! that is wished: nobody's mailbox is filled by a second click.

use super::{INVITATION_HOURS, Letterhead, emails, store};
use crate::{
    access::{Acting, AdministeredOrganisation, audit::Line, tokens::Token},
    entities::people::person,
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::{PersonId, SignInLinkId, StaffGroupId, SystemId},
        once::{FormToken, Once},
    },
    mail::Mail,
};

/// Seconds for which whoever was sent a link is left out.
const RECENT_SECONDS: i64 = 24 * 3600;

/// Somebody in post who has an address and no account.
#[derive(Clone, Debug)]
pub struct Uninvited {
    /// Who.
    pub person: person::Model,
    /// Whether they were sent a link within the last day, which they have not used.
    pub is_recent: bool,
}

/// How many were invited, and how many were left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitations {
    /// Each of them is sent a mail.
    pub invited: usize,
    /// They were sent a link within the last day.
    pub left_out: usize,
}

/// Whom [`invite`] may invite, by name: everyone in post at an organisation, or of one staff group there, who has an
/// address and no account.
pub async fn list_uninvited(
    organisation: &AdministeredOrganisation,
    group: Option<StaffGroupId>,
) -> Answer<Vec<Uninvited>> {
    store::list_uninvited(organisation, group, RECENT_SECONDS).await
}

/// Invites them, once however often the form is sent; those who were sent a link within the last day only if they are
/// to be invited `again`.
pub async fn invite(
    organisation: &AdministeredOrganisation,
    group: Option<StaffGroupId>,
    again: bool,
    token: FormToken,
    letterhead: &Letterhead,
) -> Answer<Once<Invitations>> {
    let acting = organisation.acting();
    let write = acting.db().write().await?;
    store::hold(organisation, &write).await?;
    let all = store::list_uninvited_within(organisation, &write, group, RECENT_SECONDS).await?;
    let link = |one: &Uninvited| SignInLinkId(token.id_for(one.person.id.0));
    let links: Vec<SignInLinkId> = all.iter().map(link).collect();
    if store::was_sent(&write, &links).await? {
        let left_out = all.iter().filter(|one| one.is_recent).count();
        return Ok(Once::Already(Invitations {
            invited: 0,
            left_out,
        }));
    }
    let people: Vec<&Uninvited> = all.iter().filter(|one| again || !one.is_recent).collect();
    let invited = people
        .iter()
        .map(|one| {
            Ok(store::Invited {
                link: link(one),
                person: one.person.id,
                to: one.person.email.clone().ok_or(Fault::NotFound)?,
            })
        })
        .collect::<Answer<Vec<store::Invited>>>()?;
    let tokens = store::make_links(acting, &write, &invited, INVITATION_HOURS).await?;
    let of = (
        organisation.organisation().name.as_str(),
        organisation.system().id,
    );
    let mails = people
        .iter()
        .zip(&tokens)
        .map(|(one, link)| emails::invited(&one.person, of, letterhead, link))
        .collect::<Answer<Vec<Mail>>>()?;
    let done = Invitations {
        invited: people.len(),
        left_out: all.len() - people.len(),
    };
    if !mails.is_empty() {
        store::queue_all(acting, &write, letterhead, mails).await?;
    }
    Line::of("staff invited")
        .organisation(organisation.id())
        .to(serde_json::json!({ "invited": done.invited, "left out": done.left_out }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Once::Now(done))
}

/// Tells somebody, within the change that gives it, that they have a role: a new secretary, a new administrator. Who
/// has no password yet is invited; who has no address is told nothing.
pub async fn invite_person(
    acting: &Acting,
    write: &Write,
    person: PersonId,
    of: (&str, SystemId),
    letterhead: &Letterhead,
) -> Answer<()> {
    let Some(person) = store::find_addressed(write, person).await? else {
        return Ok(());
    };
    let mail = if store::with_account(write, &[person.id]).await?.is_empty() {
        let token = Token::new();
        let to = (person.id, person.email.as_deref().unwrap_or_default());
        store::make_link(acting, write, to, INVITATION_HOURS, &token).await?;
        emails::invited(&person, of, letterhead, &token)?
    } else {
        emails::given_a_role(&person, of, letterhead)?
    };
    store::queue(acting, write, letterhead, mail).await
}
