//! Signing in: a link by mail with which a password is chosen, sign-in, sign-out, and invitations.
//!
//! Whoever is on a staff list, or holds a grant, can ask for a link at their work address. Nothing here tells
//! whether an account exists: the answers are the same, and take as long.

mod emails;
mod forms;
mod pages;
mod store;

pub use pages::{routes, samples};

use crate::{
    access::{
        Acting, AdministeredOrganisation, AdministeredSystem, Viewer,
        attempts::{LINK_BY_ACCOUNT, LINK_BY_ADDRESS, PASSWORD_BY_ACCOUNT, PASSWORD_BY_ADDRESS},
        audit::Line,
        passwords, sessions,
        tokens::Token,
        viewer::Visitor,
    },
    entities::{access::Role, people::person},
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::{PersonId, SignInLinkId, StaffGroupId, SystemId},
    },
    mail::Mail,
};

/// Hours for which a link that someone asked for can be used.
const ASKED_LINK_HOURS: i64 = 2;
/// Hours for which an invitation can be used; after that the person asks for a link.
const INVITATION_HOURS: i64 = 14 * 24;

/// How the mails of this installation name and address it.
#[derive(Clone, Debug)]
pub struct Letterhead {
    /// What the service calls itself.
    pub service: String,
    /// How people reach it, without a slash at the end.
    pub base_url: String,
    /// The host in it, for message ids.
    pub host: String,
    /// Days for which a link to a digest opens it.
    pub reading_link_days: i64,
}

impl From<&crate::web::frame::House> for Letterhead {
    fn from(house: &crate::web::frame::House) -> Self {
        Self {
            service: house.service.clone(),
            base_url: house.base_url.clone(),
            host: house.host.clone(),
            reading_link_days: house.reading_link_days,
        }
    }
}

/// What came of an attempt to sign in.
pub enum SignedIn {
    /// The token for the new session's cookie.
    Yes(Token),
    /// The address or the password is wrong; which of them is not told.
    No,
    /// Too many attempts; try again in a quarter of an hour.
    TooOften,
}

/// A link that can still be used: whoever has it may choose the password of this person.
pub struct UsableLink {
    acting: Acting,
    id: SignInLinkId,
    person: person::Model,
}

impl UsableLink {
    /// Whose password is chosen with it.
    pub fn person(&self) -> &person::Model {
        &self.person
    }
}

/// Signs in with an address and a password.
pub async fn sign_in(visitor: &Visitor, email: &str, password: &str) -> Answer<SignedIn> {
    let (acting, email) = (visitor.acting(), folded(email));
    let address = visitor.address();
    let by_account = PASSWORD_BY_ACCOUNT.count(&acting, &email).await?;
    let by_address = PASSWORD_BY_ADDRESS.count(&acting, &address).await?;
    if !(by_account.is_within() && by_address.is_within()) {
        by_account.take_back(&acting).await?;
        by_address.take_back(&acting).await?;
        return Ok(SignedIn::TooOften);
    }
    let found = store::find_account(&acting, &email).await?;
    let hash = found
        .as_ref()
        .and_then(|(account, _)| account.password_hash.as_deref());
    // A password longer than any we accept cannot be right; hashing it would only cost time.
    let typed = if password.chars().count() > passwords::LONGEST {
        ""
    } else {
        password
    };
    let right = visitor.passwords().verify(typed, hash).await?;
    match found {
        Some((account, person)) if right => {
            PASSWORD_BY_ACCOUNT.forget(&acting, &email).await?;
            by_address.take_back(&acting).await?;
            let acting = visitor.acting_for(&person);
            let write = acting.db().write().await?;
            write.touches_nothing();
            let token = sessions::begin(&acting, &write, account.id).await?;
            Line::of("session begun")
                .subject(person.id.0)
                .write(&acting, &write)
                .await?;
            write.commit().await?;
            Ok(SignedIn::Yes(token))
        }
        _ => Ok(SignedIn::No),
    }
}

/// Ends this browser's session.
pub async fn sign_out(viewer: &Viewer) -> Answer<()> {
    sessions::end(viewer.acting(), viewer.session()).await
}

/// Mails a link to an address, if it is somebody's; says nothing of whether it was.
pub async fn ask_for_link(visitor: &Visitor, letterhead: &Letterhead, email: &str) -> Answer<()> {
    let (acting, email) = (visitor.acting(), folded(email));
    let address = visitor.address();
    let by_account = LINK_BY_ACCOUNT.count(&acting, &email).await?;
    let by_address = LINK_BY_ADDRESS.count(&acting, &address).await?;
    if !(by_account.is_within() && by_address.is_within()) {
        return Ok(());
    }
    if let Some(person) = store::find_entitled(&acting, &email).await? {
        let write = acting.db().write().await?;
        write.touches_nothing();
        let link = store::make_link(&acting, &write, person.id, ASKED_LINK_HOURS).await?;
        store::queue(
            &acting,
            &write,
            letterhead,
            emails::asked(&person, letterhead, &link)?,
        )
        .await?;
        write.commit().await?;
    }
    Ok(())
}

/// The link of a token, if it can still be used.
pub async fn usable_link(visitor: &Visitor, token: &str) -> Answer<Option<UsableLink>> {
    let acting = visitor.acting();
    let Some(token) = Token::returned(token) else {
        return Ok(None);
    };
    let found = store::find_link(&acting, &token).await?;
    Ok(found.map(|(id, person)| UsableLink {
        acting: visitor.acting_for(&person),
        id,
        person,
    }))
}

/// Chooses the password with a link, which is then used up; ends every other session and begins one.
///
/// None if the link was used in the meantime.
pub async fn choose_password(
    visitor: &Visitor,
    link: UsableLink,
    password: &str,
) -> Answer<Option<Token>> {
    let hash = visitor.passwords().hash(password).await?;
    let acting = &link.acting;
    let write = acting.db().write().await?;
    write.touches_nothing();
    if !store::use_up(acting, &write, link.id).await? {
        return Ok(None);
    }
    let account = store::set_password(acting, &write, link.person.id, hash).await?;
    sessions::end_all(&write, account).await?;
    let token = sessions::begin(acting, &write, account).await?;
    Line::of("password chosen")
        .subject(link.person.id.0)
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Some(token))
}

/// Changes the password of someone signed in; ends every session of theirs and begins a new one.
///
/// None if the present password is not the one typed.
pub async fn change_password(
    viewer: &Viewer,
    present: &str,
    chosen: &str,
) -> Answer<Option<Token>> {
    let acting = viewer.acting();
    let tried = PASSWORD_BY_ACCOUNT.count(acting, viewer.email()).await?;
    if !tried.is_within() {
        tried.take_back(acting).await?;
        return Ok(None);
    }
    let hash = store::password_hash(acting, viewer.account()).await?;
    if !viewer.passwords().verify(present, hash.as_deref()).await? {
        return Ok(None);
    }
    tried.take_back(acting).await?;
    let hash = viewer.passwords().hash(chosen).await?;
    let write = acting.db().write().await?;
    write.touches_nothing();
    let account = store::set_password(acting, &write, viewer.person_id(), hash).await?;
    sessions::end_all(&write, account).await?;
    let token = sessions::begin(acting, &write, account).await?;
    Line::of("password changed")
        .subject(viewer.person_id().0)
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Some(token))
}

/// Invites everyone in post at an organisation, or of one staff group there, who has an address and no password
/// yet. Gives how many were invited.
pub async fn invite(
    organisation: &AdministeredOrganisation,
    group: Option<StaffGroupId>,
    letterhead: &Letterhead,
) -> Answer<usize> {
    let acting = organisation.acting();
    let people = store::list_uninvited(organisation, group).await?;
    let write = acting.db().write().await?;
    let links = store::make_links(acting, &write, &people, INVITATION_HOURS).await?;
    let mails = people
        .iter()
        .zip(&links)
        .map(|(person, link)| {
            let of = (
                organisation.organisation().name.as_str(),
                organisation.system().id,
            );
            emails::invited(person, of, letterhead, link)
        })
        .collect::<Answer<Vec<Mail>>>()?;
    store::queue_all(acting, &write, letterhead, mails).await?;
    Line::of("staff invited")
        .organisation(organisation.id())
        .to(serde_json::json!({ "invited": people.len() }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(people.len())
}

/// How many [`invite`] would invite.
pub async fn count_uninvited(
    organisation: &AdministeredOrganisation,
    group: Option<StaffGroupId>,
) -> Answer<usize> {
    Ok(store::list_uninvited(organisation, group).await?.len())
}

/// Invites one person within another change: a new secretary, a new administrator. Does nothing for someone who
/// has a password or no address.
pub async fn invite_person(
    acting: &Acting,
    write: &Write,
    person: PersonId,
    (organisation_name, system): (&str, SystemId),
    letterhead: &Letterhead,
) -> Answer<()> {
    if let Some(person) = store::find_without_password(write, person).await? {
        let link = store::make_link(acting, write, person.id, INVITATION_HOURS).await?;
        let of = (organisation_name, system);
        let mail = emails::invited(&person, of, letterhead, &link)?;
        store::queue(acting, write, letterhead, mail).await?;
    }
    Ok(())
}

/// Gives a person a password outright: for the demo, whose passwords are printed. Never by a page.
pub async fn set_known_password(
    acting: &Acting,
    write: &Write,
    person: PersonId,
    hash: String,
) -> Answer<()> {
    store::set_password(acting, write, person, hash)
        .await
        .map(|_| ())
}

/// Forgets sessions, links and attempts that have ended by time; nightly.
pub async fn tidy(acting: &Acting, limits: sessions::SessionLimits) -> Answer<()> {
    sessions::tidy(acting, limits).await?;
    crate::access::attempts::tidy(acting).await?;
    store::delete_old_links(acting).await
}

fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

/// What an administrator administers.
pub enum Over<'a> {
    /// A system.
    System(&'a AdministeredSystem),
    /// One organisation.
    Organisation(&'a AdministeredOrganisation),
}

/// Makes someone an administrator, found by address or added by name; gives the token of a link with which they
/// choose a password. For the operator: the first administrator of an installation.
pub async fn make_administrator(
    acting: &Acting,
    email: &str,
    name: &str,
    over: Over<'_>,
) -> Answer<String> {
    let email = folded(email);
    if !email.contains('@') {
        return Err(Fault::refused(format!(
            "{email:?} is not an email address."
        )));
    }
    let write = acting.db().write().await?;
    let person = store::find_or_add_person(acting, &write, &email, name).await?;
    let (role, system, organisation) = match over {
        Over::System(system) => (Role::SystemAdministrator, system.id(), None),
        Over::Organisation(of) => (
            Role::OrganisationAdministrator,
            of.system().id,
            Some(of.id()),
        ),
    };
    store::add_grant(acting, &write, person, role, system, organisation).await?;
    let mut line = Line::of("administrator made")
        .system(system)
        .subject(person.0);
    if let Some(organisation) = organisation {
        line = line.organisation(organisation);
    }
    line.to(serde_json::json!({ "role": role.word(), "email": email }))
        .write(acting, &write)
        .await?;
    let token = store::make_link(acting, &write, person, INVITATION_HOURS).await?;
    write.commit().await?;
    Ok(token.reveal().to_owned())
}
