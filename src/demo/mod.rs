//! An invented year in a real system: Thames Valley's partners, about 12,000 people who do not exist, and what they
//! did together since April. The same each time it is made, relative to today's date.

mod board;
mod lists;
mod mailbox;
mod measures;
mod names;
mod people;
mod priorities;
mod store;
mod work;

use std::{collections::HashSet, process::ExitCode};

use indicatif::{ProgressBar, ProgressStyle};
pub use mailbox::{Mailbox, routes, samples};
use rand::{SeedableRng, rngs::StdRng};

use self::people::Cast;
use crate::{
    access::{Acting, AdministeredSystem, background, passwords::Passwords},
    config::Settings,
    entities::access::Role,
    kernel::{
        clock::Clock,
        database::Db,
        fault::{Answer, Fault},
        ids::OrganisationId,
    },
    organisations, running, sign_in, tallies,
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

/// How much is invented.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// People, in as many systems as they fill.
    pub people: usize,
    /// Entries of theirs.
    pub entries: usize,
}

impl Default for Size {
    /// About as many people as the partners have that are invented, in the first year of something new.
    fn default() -> Self {
        Self {
            people: 12_000,
            entries: 14_000,
        }
    }
}

impl Size {
    /// People of one system at the most: 1,500,000 make 36, as many as there are.
    const OF_A_SYSTEM: usize = 41_667;

    /// What each system has of it.
    fn of_each_system(self) -> Vec<Self> {
        let systems = self.people.div_ceil(Self::OF_A_SYSTEM).max(1);
        let share = |whole: usize, at: usize| whole * (at + 1) / systems - whole * at / systems;
        (0..systems)
            .map(|at| Self {
                people: share(self.people, at),
                entries: share(self.entries, at),
            })
            .collect()
    }
}

/// Makes the demo in a folder that is thrown away, and serves it.
pub async fn run(mut settings: Settings, size: Size) -> Answer<ExitCode> {
    let folder = tempfile::Builder::new()
        .prefix("fairwind-demo-")
        .tempdir()
        .map_err(Fault::broken)?;
    // A temporary folder has the rights that the umask leaves; the one within is made for its own account alone.
    settings.data_folder = folder.path().join("data");
    settings.database_url = None;
    settings.mail_folder = None;
    settings.smtp_host = None;
    let db = running::open(&settings).await?;
    let cast = make(&db, &settings, size).await?;
    println!(
        "Fairwind is at {} with an invented year in a real system.\n",
        settings.base_url()
    );
    say_who(&cast);
    println!(
        "Mail that is sent can be read at {}/demo/mail",
        settings.base_url()
    );
    println!("Press Ctrl+C to stop; the database is then thrown away.");
    running::serve_on(settings, db, true).await
}

/// Makes the demo in a database that is kept, and ends. Refuses one in which anything is.
pub async fn keep(mut settings: Settings, database: &str, size: Size) -> Answer<ExitCode> {
    settings.database_url = Some(database.to_owned());
    let db = running::open(&settings).await?;
    if store::has_systems(&db).await? {
        return Err(Fault::refused(
            "There is something in that database already: a demonstration is only made in an empty one.",
        ));
    }
    let cast = make(&db, &settings, size).await?;
    say_who(&cast);
    db.close().await;
    Ok(ExitCode::SUCCESS)
}

fn say_who(cast: &[SignInAs]) {
    println!("Sign in as                     with the address");
    for someone in cast {
        println!("  {:<28} {}", someone.role, someone.email);
    }
    println!("\nEverybody's password is: {PASSWORD}");
}

/// Makes the demo year on an empty database, a system at a time; gives whom to sign in as in the first.
async fn make(db: &Db, settings: &Settings, size: Size) -> Answer<Vec<SignInAs>> {
    let (clock, letterhead) = (&Clock::system(), &running::letterhead(settings));
    let progress = ProgressBar::new((size.people + size.entries) as u64).with_style(
        ProgressStyle::with_template("{wide_bar} {pos} of {len} people and entries, {eta} left")
            .map_err(Fault::broken)?,
    );
    let hash = Passwords::owasp().hash(PASSWORD).await?;
    let mut whom = Vec::new();
    for (copy, size) in size.of_each_system().into_iter().enumerate() {
        let making = Making {
            acting: background::operator(db, clock),
            clock,
            size,
            copy,
            progress: &progress,
        };
        let (system, cast) = making.system(&hash).await?;
        if copy == 0 {
            let is_secretary = |member: &&Cast| member.role == Some(Role::BoardSecretary);
            if let Some(secretary) = cast.iter().find(is_secretary) {
                board::open(&making.acting, &system, secretary, letterhead).await?;
            }
            whom = cast.into_iter().map(|member| member.sign_in).collect();
        }
        measures::keep(&system).await?;
    }
    progress.finish_and_clear();
    Ok(whom)
}

/// One system in the making.
struct Making<'a> {
    acting: Acting,
    clock: &'a Clock,
    size: Size,
    /// 0 for the first.
    copy: usize,
    progress: &'a ProgressBar,
}

impl Making<'_> {
    /// Founds a system with its partners, its people and their year.
    async fn system(&self, hash: &str) -> Answer<(AdministeredSystem, Vec<Cast>)> {
        let (db, clock) = (self.acting.db(), self.clock);
        let name = match self.copy {
            0 => SYSTEM.to_owned(),
            copy => format!("{SYSTEM} (copy {})", copy + 1),
        };
        let system = organisations::found(&self.acting, &name).await?;
        let list = format!(
            "{}\n,{CHARITY},voluntary sector,,\n",
            ORGANISATIONS.trim_end()
        );
        let sheet = organisations::import::sheet::read(list.as_bytes()).map_err(Fault::refused)?;
        organisations::import::apply(&system, &sheet).await?;
        priorities::keep(&system).await?;

        let mut chance = StdRng::seed_from_u64(2018 + self.copy as u64);
        let today = clock.today();
        let from = system.year_start().year_of(today);
        let lists = lists::Lists::read(&system).await?;
        let days = (from, today);
        let staff = people::invent(&mut chance, &lists, days, self.size.people, self.copy);
        let plan = work::plan(&mut chance, &lists, &staff, days, self.size.entries);
        let cast = people::cast(&staff, plan.at_work())?;

        let write = db.write().await?;
        store::put_people(&write, clock, &staff).await?;
        store::put_objectives(&write, clock, &plan.objectives).await?;
        for member in &cast {
            sign_in::set_known_password(&self.acting, &write, member.person, hash.to_owned())
                .await?;
            if let Some(role) = member.role {
                store::put_grant(&write, &system, member, role, from).await?;
            }
        }
        write.commit().await?;
        self.progress.inc(staff.len() as u64);

        let mut rest: HashSet<OrganisationId> = lists.organisations().collect();
        let mut next = 0;
        for theirs in staff.chunk_by(|one, next| one.organisation == next.organisation) {
            let which = next..next + theirs.len();
            next = which.end;
            let Some(organisation) = theirs.first().map(|someone| someone.organisation) else {
                continue;
            };
            let write = db.write().await?;
            store::put_staff_list(&write, clock, organisation, theirs).await?;
            for some in work::chunks(which) {
                let entries = plan.entries(&mut chance, &lists, &staff, some, today);
                store::put_entries(&write, &entries).await?;
                self.progress.inc(entries.len() as u64);
            }
            tallies::recount(&write, organisation, today).await?;
            write.commit().await?;
            rest.remove(&organisation);
        }
        let write = db.write().await?;
        for organisation in rest {
            tallies::recount(&write, organisation, today).await?;
        }
        write.commit().await?;
        Ok((system, cast))
    }
}
