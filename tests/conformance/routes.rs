//! Every route as every role, against one written table. A route that is not in it fails.

use std::collections::BTreeMap;

use rocket::http::Method;

use crate::support::{
    actors::{Actor, Seen},
    app::App,
    database::TestDatabase,
    everything::{Everything, KEYS},
};

/// Who asks. The second half hold the same roles, of another organisation or of another system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Anonymous,
    Staff,
    Manager,
    Secretary,
    OrganisationAdministrator,
    SystemAdministrator,
    OtherStaff,
    OtherManager,
    OtherSecretary,
    OtherOrganisationAdministrator,
    OtherSystemAdministrator,
}

use Who::*;

const EVERYONE: &[Who] = &[
    Anonymous,
    Staff,
    Manager,
    Secretary,
    OrganisationAdministrator,
    SystemAdministrator,
    OtherStaff,
    OtherManager,
    OtherSecretary,
    OtherOrganisationAdministrator,
    OtherSystemAdministrator,
];
const SIGNED_IN: &[Who] = EVERYONE.split_at(1).1;
const OF_THE_SYSTEM: &[Who] = &[
    Staff,
    Manager,
    Secretary,
    OrganisationAdministrator,
    SystemAdministrator,
    OtherStaff,
    OtherManager,
    OtherSecretary,
    OtherOrganisationAdministrator,
];
const OWNER_AND_MANAGER: &[Who] = &[Staff, Manager];
const OWNER: &[Who] = &[Staff];
const MANAGER: &[Who] = &[Manager];
const SECRETARY: &[Who] = &[Secretary];
const ORGANISATION: &[Who] = &[OrganisationAdministrator];
const SYSTEM: &[Who] = &[SystemAdministrator];
/// Who keeps a board's meetings.
const SCHEDULERS: &[Who] = &[Secretary, SystemAdministrator];
const SECRETARIES: &[Who] = &[Secretary, OtherSecretary];
const ORGANISATIONS: &[Who] = &[OrganisationAdministrator, OtherOrganisationAdministrator];
/// Whoever is employed somewhere.
const STAFF: &[Who] = &[
    Staff,
    Manager,
    Secretary,
    OrganisationAdministrator,
    OtherStaff,
    OtherManager,
    OtherSecretary,
    OtherOrganisationAdministrator,
];
/// Nobody has what the address or the empty form asks for: a link that was never made, the chart of a draft, an
/// objective for no employment.
const NOBODY: &[Who] = &[];

impl Who {
    fn email(self) -> &'static str {
        match self {
            Anonymous => "",
            Staff => "sam@rhw.example",
            Manager => "maya@rhw.example",
            Secretary => "beth@rhw.example",
            OrganisationAdministrator => "olive@rhw.example",
            SystemAdministrator => "amir@icb.example",
            OtherStaff => "sam@rwx.example",
            OtherManager => "maya@rwx.example",
            OtherSecretary => "beth@rwx.example",
            OtherOrganisationAdministrator => "olive@rwx.example",
            OtherSystemAdministrator => "zoe@elsewhere.example",
        }
    }
}

/// Sent by mail programs, which have no page of ours: RFC 8058.
const WITHOUT_FORM: &[&str] = &["POST /unsubscribe/<token>", "POST /summaries/<token>"];

include!("routes.table.rs");

on_both! {
    async fn every_route_answers_those_it_is_for_and_is_not_found_by_others(database: TestDatabase) {
        let app = App::on(&database).await;
        let everything = Everything::make(&app).await;
        let mut complaints = compare_with_table(&app);
        let mut actors = Vec::new();
        for who in EVERYONE {
            let actor = match who {
                Anonymous => app.stranger(),
                who => app.actor(who.email()).await,
            };
            actors.push((*who, actor));
        }
        // Reading first: what is changed may lead to what is not there any more.
        for changing in [false, true] {
            for (route, address, allowed) in TABLE {
                if route.starts_with("GET") != changing {
                    let address = everything.fill(address);
                    if address.starts_with("/api/") {
                        complaints.extend(ask(route, &address, &mut actors).await);
                        continue;
                    }
                    complaints.extend(walk(route, &address, allowed, &mut actors).await);
                }
            }
        }
        assert!(complaints.is_empty(), "{complaints:#?}");
    }
}

fn compare_with_table(app: &App) -> Vec<String> {
    let mut wanted: BTreeMap<String, bool> = TABLE
        .iter()
        .map(|(route, ..)| ((*route).to_owned(), false))
        .collect();
    let mut complaints = Vec::new();
    for route in app.client.rocket().routes() {
        let path = route.uri.as_str().split('?').next().unwrap_or_default();
        let key = format!("{} {path}", route.method);
        match wanted.get_mut(&key) {
            Some(seen) => *seen = true,
            None => complaints.push(format!("{key} is not in the table: say whom it is for")),
        }
    }
    complaints.extend(
        wanted
            .into_iter()
            .filter(|(_, seen)| !seen)
            .map(|(key, _)| format!("{key} has gone")),
    );
    complaints
}

async fn walk(
    route: &str,
    address: &str,
    allowed: &[Who],
    actors: &mut [(Who, Actor<'_>)],
) -> Vec<String> {
    let mut complaints = Vec::new();
    let changes = route.starts_with("POST");
    // Those it is for come last: what they do may change what the others find.
    let (before, after): (Vec<_>, Vec<_>) = actors
        .iter_mut()
        .partition(|(who, _)| !allowed.contains(who));
    let offered = |actor: &Actor<'_>| -> Vec<String> {
        let names = actor.offered(address).filter(|name| *name != "csrf");
        names.map(str::to_owned).collect()
    };
    let offered = after.iter().map(|entry| offered(&entry.1));
    let names = offered.reduce(|one, other| if one.is_empty() { other } else { one });
    let names = names.unwrap_or_default();
    for (who, actor) in before.into_iter().chain(after) {
        let has_form = changes && !WITHOUT_FORM.contains(&route);
        if has_form && (*who != Anonymous || allowed.contains(who)) {
            let seen = actor.post_without_token(address, &[]).await;
            if seen.status != 403 {
                complaints.push(format!(
                    "{route} as {who:?} without the form's token: {}",
                    seen.status
                ));
            }
        }
        let seen = match changes {
            true if route.contains("staff-lists") && address.ends_with("staff-lists")
                || route.ends_with("partners/import")
                || route == "POST /boards/<board>/calendar/file"
                || route == "POST /boards/<board>/recipients/list"
                || route == "POST /measures/values" =>
            {
                actor
                    .upload(address, "list.csv", b"nothing of use", &[])
                    .await
            }
            true => match actor.post(address, &[]).await {
                // One of which fields must be there, even if they are empty: whoever it is for has seen its page.
                seen if seen.status == 400 => {
                    let empty: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "")).collect();
                    actor.post(address, &empty).await
                }
                seen => seen,
            },
            false => actor.get(address).await,
        };
        if let Some(complaint) = judge(*who, allowed, &seen) {
            complaints.push(format!("{route} as {who:?} ({address}): {complaint}"));
        }
        // Signing out, or anything else that ends the session, is made good again.
        if *who != Anonymous && actor.get("/account").await.status != 200 {
            actor
                .sign_in(who.email(), crate::support::world::PASSWORD)
                .await;
        }
    }
    complaints
}

/// Routes for programs: whoever has no key is told so, signed in or not, and a key reaches its own system alone.
async fn ask(route: &str, address: &str, actors: &mut [(Who, Actor<'_>)]) -> Vec<String> {
    let mut complaints = Vec::new();
    let method: Method = route
        .split(' ')
        .next()
        .and_then(|word| word.parse().ok())
        .expect("a method");
    for (who, actor) in actors.iter_mut() {
        for key in [None, Some("fairwind_never-made")] {
            let seen = actor.ask(method, address, key, "{}").await;
            let is_told = seen.status == 401
                && seen.header("WWW-Authenticate").is_some()
                && seen.header("Set-Cookie").is_none()
                && seen.json()["error"].is_string();
            if !is_told {
                let status = seen.status;
                complaints.push(format!("{route} as {who:?} with {key:?}: {status}"));
            }
        }
    }
    let (_, nobody) = &mut actors[0];
    let of_the_system = if method == Method::Get { 200 } else { 422 };
    // A list is of the key's own system, whichever that is.
    let elsewhere = if address.ends_with("/measures") {
        200
    } else {
        404
    };
    for (key, expected) in KEYS.into_iter().zip([of_the_system, elsewhere]) {
        let seen = nobody.ask(method, address, Some(key), "{}").await;
        if seen.status != expected || !seen.json().is_object() {
            let status = seen.status;
            complaints.push(format!("{route} with {key}: {status}, not {expected}"));
        }
    }
    complaints
}

fn judge(who: Who, allowed: &[Who], seen: &Seen) -> Option<String> {
    let to_sign_in = seen
        .location
        .as_deref()
        .is_some_and(|to| to.starts_with("/sign-in?"));
    if allowed.contains(&who) {
        let answered = [200, 303, 307, 409, 422].contains(&seen.status) && !to_sign_in;
        return (!answered).then(|| format!("is for them, and answers {}", seen.status));
    }
    if who == Anonymous && (!allowed.is_empty() || to_sign_in) {
        return (!to_sign_in)
            .then(|| format!("should lead to sign-in, and answers {}", seen.status));
    }
    (seen.status != 404).then(|| format!("should not be found, and answers {}", seen.status))
}
