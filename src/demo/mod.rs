//! An invented year in a real system: Thames Valley's partners, about 12,000 people who do not exist, and what they
//! did together since April. The same each time it is made, relative to today's date.

mod mailbox;
mod measures;
mod names;
mod people;
mod priorities;
mod store;
mod work;

use std::process::ExitCode;

pub use mailbox::{Mailbox, routes, samples};
use rand::{SeedableRng, rngs::StdRng};

use self::people::Cast;
use crate::{
    access::{Acting, AdministeredSystem, background, passwords::Passwords},
    boards,
    config::Settings,
    entities::access::Role,
    kernel::{
        clock::Clock,
        database::Db,
        fault::{Answer, Fault},
        periods::PeriodKind,
    },
    organisations, running,
    sign_in::{self, Letterhead},
    tallies,
};

/// Everybody's password in the demo.
pub const PASSWORD: &str = "teapot marble cycle";
/// The system whose year it is.
const SYSTEM: &str = "Thames Valley";
/// Public facts: the partners' codes, names, kinds and dates.
const ORGANISATIONS: &str = include_str!("organisations.csv");
/// The charity, which has no code and is in no public list.
const CHARITY: &str = "Reading Voluntary Action";

/// Someone to sign in as.
#[derive(Clone, Debug)]
pub struct SignInAs {
    /// In what role.
    pub role: &'static str,
    /// With which address.
    pub email: String,
    /// Who it is.
    pub name: String,
}

/// Makes the demo in a folder that is thrown away, and serves it.
pub async fn run(mut settings: Settings) -> Answer<ExitCode> {
    let folder = tempfile::Builder::new()
        .prefix("fairwind-demo-")
        .tempdir()
        .map_err(Fault::broken)?;
    settings.data_folder = folder.path().to_owned();
    settings.database_url = None;
    settings.mail_folder = None;
    settings.smtp_host = None;
    let db = running::open(&settings).await?;
    let cast = make(&db, &Clock::system(), &Passwords::owasp()).await?;
    println!(
        "Fairwind is at {} with an invented year in a real system.\n",
        settings.base_url()
    );
    println!("Sign in as                     with the address");
    for someone in &cast {
        println!("  {:<28} {}", someone.role, someone.email);
    }
    println!("\nEverybody's password is: {PASSWORD}");
    println!(
        "Mail that is sent can be read at {}/demo/mail",
        settings.base_url()
    );
    println!("Press Ctrl+C to stop; the database is then thrown away.");
    running::serve_on(settings, db, true).await
}

/// Makes the demo year on an empty database; gives whom to sign in as.
pub async fn make(db: &Db, clock: &Clock, passwords: &Passwords) -> Answer<Vec<SignInAs>> {
    let acting = background::operator(db, clock);
    let system = organisations::found(&acting, SYSTEM).await?;
    let list = format!(
        "{}\n,{CHARITY},voluntary sector,,\n",
        ORGANISATIONS.trim_end()
    );
    let sheet = organisations::import::sheet::read(list.as_bytes()).map_err(Fault::refused)?;
    organisations::import::apply(&system, &sheet).await?;
    priorities::keep(&system).await?;

    let mut chance = StdRng::seed_from_u64(2018);
    let today = clock.today();
    let from = system.year_start().year_of(today);
    let lists = store::Lists::read(&system).await?;
    let staff = people::invent(&mut chance, &lists, from, today);
    let done = work::invent(&mut chance, &lists, &staff, from, today);
    let cast = people::cast(&staff)?;
    let hash = passwords.hash(PASSWORD).await?;

    let write = db.write().await?;
    store::put_people(&write, clock, &staff).await?;
    store::put_work(&write, clock, &done).await?;
    for member in &cast {
        sign_in::set_known_password(&acting, &write, member.person, hash.clone()).await?;
        if let Some(role) = member.role {
            store::put_grant(&write, &system, member, role, from).await?;
        }
    }
    for organisation in lists.organisations() {
        store::put_staff_list(&write, clock, organisation, &staff).await?;
        tallies::recount(&write, organisation, today).await?;
    }
    write.commit().await?;
    keep_a_board(&acting, &system, &cast).await?;
    measures::keep(&system).await?;
    Ok(cast.into_iter().map(|member| member.sign_in).collect())
}

/// Opens the first trust's board, with its secretary and three recipients.
async fn keep_a_board(acting: &Acting, system: &AdministeredSystem, cast: &[Cast]) -> Answer<()> {
    let Some(secretary) = cast
        .iter()
        .find(|member| member.role == Some(Role::BoardSecretary))
    else {
        return Ok(());
    };
    // The secretary has a password: no invitation is sent, so the letterhead is not used.
    let letterhead = Letterhead {
        service: "Fairwind".into(),
        base_url: String::new(),
        host: "localhost".into(),
    };
    let board = boards::NewBoard {
        organisation: secretary.organisation,
        name: "Trust board".into(),
        period_kind: PeriodKind::Month,
        secretary: boards::Addressee {
            name: secretary.sign_in.name.clone(),
            email: secretary.sign_in.email.clone(),
        },
    };
    boards::open(system, &board, &letterhead).await?;
    for board in background::boards(acting).await? {
        for (name, email) in [
            ("Chair of the board", "chair@royalberkshire.example"),
            ("Chief executive", "chief.executive@royalberkshire.example"),
            (
                "Non-executive director",
                "non-executive@royalberkshire.example",
            ),
        ] {
            let recipient = boards::Addressee {
                name: name.into(),
                email: email.into(),
            };
            boards::add_recipient(&board, &recipient).await?;
        }
    }
    Ok(())
}
