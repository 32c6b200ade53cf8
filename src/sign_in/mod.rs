//! Signing in: a link by mail with which a password is chosen, sign-in, sign-out, and invitations.
//!
//! Whoever is on a staff list, or holds a grant, can ask for a link at their work address. Nothing here tells
//! whether an account exists: the answers are the same, and take as long.

pub mod inviting;

mod emails;
mod forms;
mod pages;
mod store;
mod tries;

pub use inviting::invite_person;
pub use pages::{routes, samples};

use crate::{
    access::{
        Acting, AdministeredOrganisation, AdministeredSystem, Viewer,
        attempts::{self, CHANGE_BY_ACCOUNT, LINK_BY_ADDRESS, LINK_BY_VISITOR},
        audit::Line,
        browsers, passwords, sessions,
        tokens::Token,
        viewer::Visitor,
    },
    entities::{access::Role, people::person},
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::{AccountId, PersonId, SignInLinkId},
    },
    mail::Mail,
};

use tries::Tries;

/// Hours for which a link that someone asked for can be used.
const ASKED_LINK_HOURS: i64 = 2;
/// Hours for which an invitation can be used; after that the person asks for a link.
const INVITATION_HOURS: i64 = 14 * 24;

/// Seconds after a link that was asked for, in which no other is sent to the same address.
const FRESH_SECONDS: i64 = 10 * 60;
/// People in one statement: far below either database's limit on parameters.
const AT_ONCE: usize = 500;

/// How the mails of this installation name and address it.
#[derive(Clone, Debug, Default)]
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

/// A session that has begun, in a browser that is known from then on.
pub struct Begun {
    /// The token for the session's cookie.
    pub session: Token,
    /// The token for the browser's cookie.
    pub browser: Token,
}

/// Somebody whose address is another from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readdressed {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The address they had until now.
    pub from: String,
}

/// What came of an attempt to sign in.
pub enum SignedIn {
    /// They are who they say.
    Yes(Begun),
    /// The address or the password is wrong; which of them is not told.
    No,
    /// Too many attempts; try again in a quarter of an hour.
    TooOften,
}

/// A link that can still be used: whoever has it may choose the password of this person.
pub struct UsableLink {
    acting: Acting,
    id: SignInLinkId,
    token: Token,
    person: person::Model,
}

impl UsableLink {
    /// Whose password is chosen with it.
    pub fn person(&self) -> &person::Model {
        &self.person
    }
}

/// Signs in with an address and a password.
///
/// Strangers who guess keep nobody out: wrong passwords count against who typed them, and a browser that somebody has
/// signed in with before has tries of its own.
pub async fn sign_in(visitor: &Visitor, email: &str, password: &str) -> Answer<SignedIn> {
    let (acting, email) = (visitor.acting(), folded(email));
    let found = store::find_account(&acting, &email).await?;
    let account = found.as_ref().map(|(account, _)| account);
    let tried = Tries::count(visitor, &acting, &email, account.map(|account| account.id)).await?;
    if !tried.are_within() {
        tried.take_back(&acting).await?;
        return Ok(SignedIn::TooOften);
    }
    let hash = account.and_then(|account| account.password_hash.as_deref());
    // A password longer than any we accept cannot be right; hashing it would only cost time.
    let typed = if password.chars().count() > passwords::LONGEST {
        ""
    } else {
        password
    };
    let right = visitor.passwords().verify(typed, hash).await?;
    match found {
        Some((account, person)) if right => {
            tried.are_forgotten(&acting).await?;
            let acting = visitor.acting_for(&person);
            let write = acting.db().write().await?;
            write.touches_nothing();
            let begun = begin(visitor, &acting, &write, account.id).await?;
            Line::of("session begun")
                .subject(person.id.0)
                .write(&acting, &write)
                .await?;
            write.commit().await?;
            Ok(SignedIn::Yes(begun))
        }
        _ => Ok(SignedIn::No),
    }
}

/// Begins a session in a browser, which is known from then on.
async fn begin(
    visitor: &Visitor,
    acting: &Acting,
    write: &Write,
    account: AccountId,
) -> Answer<Begun> {
    Ok(Begun {
        session: sessions::begin(acting, write, account).await?,
        browser: browsers::remember(acting, write, account, visitor.browser()).await?,
    })
}

/// Ends this browser's session.
pub async fn sign_out(viewer: &Viewer) -> Answer<()> {
    sessions::end(viewer.acting(), viewer.session()).await
}

/// Mails a link to an address, if it is somebody's; says nothing of whether it was. Nobody is sent another within ten
/// minutes: the one they have opens as well, and strangers who ask fill nobody's mailbox.
pub async fn ask_for_link(visitor: &Visitor, letterhead: &Letterhead, email: &str) -> Answer<()> {
    let (acting, email) = (visitor.acting(), folded(email));
    let address = visitor.address();
    let by_visitor = LINK_BY_VISITOR
        .count(&acting, &format!("{email} {address}"))
        .await?;
    let by_address = LINK_BY_ADDRESS.count(&acting, &address).await?;
    if !(by_visitor.is_within() && by_address.is_within()) {
        return Ok(());
    }
    // An address that is nobody's goes the same way, so that the time it takes tells nothing: the same questions, a mail
    // that is drawn, and a change of as many rows.
    let found = store::find_entitled(&acting, &email).await?;
    let is_somebodys = found.is_some();
    let person = found.unwrap_or_else(|| nobody(&acting, &email));
    let token = Token::new();
    let mail = emails::asked(&person, letterhead, &token)?;
    let write = acting.db().write().await?;
    write.touches_nothing();
    let lately = (FRESH_SECONDS, ASKED_LINK_HOURS);
    let has_one = store::has_fresh_link(&acting, &write, &person, lately).await?;
    if is_somebodys && !has_one {
        let to = (person.id, email.as_str());
        store::make_link(&acting, &write, to, ASKED_LINK_HOURS, &token).await?;
        store::queue(&acting, &write, letterhead, mail).await?;
    } else {
        attempts::stand_in(&acting, &write).await?;
    }
    write.commit().await
}

/// Stands for the person an address would be of.
fn nobody(acting: &Acting, email: &str) -> person::Model {
    person::Model {
        id: PersonId::new(),
        email: Some(email.to_owned()),
        name: email.to_owned(),
        created_at: acting.now(),
    }
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
        token,
        person,
    }))
}

/// Chooses the password with a link, which is then used up; ends every other session and begins one.
///
/// None if meanwhile the link was used, or its person has another address or has left.
pub async fn choose_password(
    visitor: &Visitor,
    link: UsableLink,
    password: &str,
) -> Answer<Option<Begun>> {
    let hash = visitor.passwords().hash(password).await?;
    let acting = &link.acting;
    let write = acting.db().write().await?;
    write.touches_nothing();
    let whose = (link.id, link.person.id);
    let is_usable = store::is_usable(acting, &write, &link.token).await?;
    if !is_usable || !store::use_up(acting, &write, whose).await? {
        return Ok(None);
    }
    let account = store::set_password(acting, &write, link.person.id, hash).await?;
    sessions::end_all(&write, account).await?;
    browsers::forget_all(&write, account).await?;
    let begun = begin(visitor, acting, &write, account).await?;
    Line::of("password chosen")
        .subject(link.person.id.0)
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Some(begun))
}

/// What follows, within a change that gives people other addresses: links sent to the address before open nothing, they
/// are signed out, and whoever has an account is told at the address before. Mail to that may by now be read by
/// somebody else; and whoever only married signs in once more.
pub async fn readdress(
    acting: &Acting,
    write: &Write,
    people: &[Readdressed],
    organisation: &str,
    letterhead: &Letterhead,
) -> Answer<()> {
    for some in people.chunks(AT_ONCE) {
        let ids: Vec<PersonId> = some.iter().map(|one| one.person).collect();
        store::end_links(acting, write, &ids).await?;
        sessions::end_of(write, &ids).await?;
        let can_sign_in = store::with_account(write, &ids).await?;
        let mails = some
            .iter()
            .filter(|one| can_sign_in.contains(&one.person))
            .map(|one| emails::readdressed(one, organisation, letterhead))
            .collect::<Answer<Vec<Mail>>>()?;
        if !mails.is_empty() {
            store::queue_all(acting, write, letterhead, mails).await?;
        }
    }
    Ok(())
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
    let account = viewer.account().to_string();
    let tried = CHANGE_BY_ACCOUNT.count(acting, &account).await?;
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
    browsers::forget_all(&write, account).await?;
    let token = sessions::begin(acting, &write, account).await?;
    Line::of("password changed")
        .subject(viewer.person_id().0)
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Some(token))
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
    attempts::tidy(acting).await?;
    browsers::tidy(acting).await?;
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
    let token = Token::new();
    let to = (person, email.as_str());
    store::make_link(acting, &write, to, INVITATION_HOURS, &token).await?;
    write.commit().await?;
    Ok(token.reveal().to_owned())
}
