//! Who may do what for an organisation: its administrators, and its boards' secretaries.

use serde_json::json;

use super::store::{self, Held};
use crate::{
    access::{AdministeredOrganisation, audit::Line},
    entities::{access::Role, people::person},
    kernel::{
        fault::{Answer, Fault},
        ids::{GrantId, PersonId},
    },
    sign_in::{self, Letterhead},
    tallies,
};

/// Everyone who holds a role over the organisation or a board of it today, administrators first.
pub async fn list(organisation: &AdministeredOrganisation) -> Answer<Vec<Held>> {
    store::grants(organisation).await
}

/// Makes somebody an administrator of the organisation from today, by their work address, and tells them by mail; who
/// has no password yet is invited. The name is for somebody who is on no list. Whoever is on another’s is known here
/// by their address alone: what they are called there is not for everybody who can type it.
///
/// # Errors
/// Refused for somebody who is one already.
pub async fn add_administrator(
    organisation: &AdministeredOrganisation,
    name: &str,
    email: &str,
    letterhead: &Letterhead,
) -> Answer<()> {
    let (acting, email) = (organisation.acting(), email.trim().to_lowercase());
    let write = store::begin(acting).await?;
    tallies::hold(&write, &[organisation.id()]).await?;
    let person = match store::person_addressed(&write, &email).await? {
        Some(person) => person,
        None => {
            let person = person::Model {
                id: PersonId::new(),
                email: Some(email),
                name: name.trim().to_owned(),
                created_at: acting.now(),
            };
            store::insert_person(&write, person.clone()).await?;
            person
        }
    };
    if store::administers(organisation, &write, person.id).await? {
        return Err(Fault::refused(format!(
            "{} administers {} already.",
            person.email.as_deref().unwrap_or_default(),
            organisation.organisation().name
        )));
    }
    let id = store::insert_administrator(organisation, &write, person.id).await?;
    Line::of("role granted")
        .system(organisation.system().id)
        .organisation(organisation.id())
        .subject(id.0)
        .to(json!({ "role": Role::OrganisationAdministrator, "person": person.id }))
        .write(acting, &write)
        .await?;
    let of = (
        organisation.organisation().name.as_str(),
        organisation.system().id,
    );
    sign_in::invite_person(acting, &write, person.id, of, letterhead).await?;
    write.commit().await
}

/// Ends a role from today. Answers whose it was.
///
/// # Errors
/// Refused for the last administrator: somebody must keep the staff list.
pub async fn end(organisation: &AdministeredOrganisation, id: GrantId) -> Answer<PersonId> {
    let acting = organisation.acting();
    let write = store::begin(acting).await?;
    // Two administrators who end each other's role at once take turns.
    tallies::hold(&write, &[organisation.id()]).await?;
    let grant = store::find_grant(organisation, &write, id).await?;
    if grant.role == Role::OrganisationAdministrator
        && store::count_administrators(organisation, &write).await? < 2
    {
        return Err(Fault::refused(
            "This is the organisation\u{2019}s only administrator. Add another first.",
        ));
    }
    store::end_grant(&write, id, acting.today()).await?;
    Line::of("role ended")
        .system(organisation.system().id)
        .organisation(organisation.id())
        .subject(id.0)
        .from(json!({ "role": grant.role, "person": grant.person_id }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(grant.person_id)
}
