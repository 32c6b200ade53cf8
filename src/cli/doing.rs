//! What is done for each command that needs the settings.

use std::process::ExitCode;

use super::{Act, Import, say};
use crate::{
    access::{Acting, background},
    config::Settings,
    demo, held,
    kernel::{
        clock::Clock,
        fault::{Answer, Fault},
    },
    organisations, people, running, sign_in, tallies,
};

/// Does what a command asks for, and says how it ended.
pub(super) async fn act(act: Act, settings: Settings) -> Answer<ExitCode> {
    match act {
        Act::Serve => running::serve(settings).await,
        Act::Demo {
            people,
            entries,
            into,
        } => {
            let size = demo::Size {
                people: usize::try_from(people).unwrap_or(usize::MAX),
                entries: usize::try_from(entries).unwrap_or(usize::MAX),
            };
            match into {
                Some(database) => demo::keep(settings, &database, size).await,
                None => demo::run(settings, size).await,
            }
        }
        Act::Migrate => {
            running::open(&settings).await?.close().await;
            Ok(say("The schema is up to date."))
        }
        Act::Import(import) => {
            let letterhead = running::letterhead(&settings);
            let import = async |operator: &Acting| load(operator, import, letterhead).await;
            as_operator(&settings, import).await
        }
        Act::Check { repair } => {
            let check = async |operator: &Acting| check(operator, repair).await;
            as_operator(&settings, check).await
        }
        Act::Held { address } => {
            let print = async |operator: &Acting| print_held(operator, &address).await;
            as_operator(&settings, print).await
        }
        Act::Forget { address, dry_run } => {
            let forget = async |operator: &Acting| forget(operator, &address, dry_run).await;
            as_operator(&settings, forget).await
        }
        Act::Administrator {
            email,
            name,
            system,
            organisation,
        } => {
            let make = async |operator: &Acting| {
                let token =
                    make_administrator(operator, &email, name, system, organisation).await?;
                Ok(say(&format!(
                    "Open this link within 14 days to choose a password:\n{}/sign-in/password/{token}",
                    settings.base_url()
                )))
            };
            as_operator(&settings, make).await
        }
        // They were answered before the settings were read.
        Act::Protect { .. } | Act::Spc { .. } => Ok(ExitCode::SUCCESS),
    }
}

/// Does something to the records of the database, and lets go of it whatever comes of that.
async fn as_operator(
    settings: &Settings,
    work: impl AsyncFnOnce(&Acting) -> Answer<ExitCode>,
) -> Answer<ExitCode> {
    let db = running::open(settings).await?;
    let answer = work(&background::operator(&db, &Clock::system())).await;
    db.close().await;
    answer
}

async fn load(
    operator: &Acting,
    import: Import,
    letterhead: sign_in::Letterhead,
) -> Answer<ExitCode> {
    match import {
        Import::Organisations {
            file,
            system,
            dry_run,
            json,
        } => {
            let report =
                organisations::import::run(operator, &file, &system, dry_run, json).await?;
            Ok(say(report.trim_end()))
        }
        Import::Successions {
            file,
            system,
            dry_run,
            json,
        } => {
            let report =
                organisations::import::successions::run(operator, &file, &system, dry_run, json)
                    .await?;
            Ok(say(report.trim_end()))
        }
        Import::Staff {
            file,
            organisation,
            system,
            maps,
            ends_at_most,
            dry_run,
            json,
        } => {
            let bar = progress_bar(json);
            let show = bar.clone();
            let import = people::Import {
                organisation,
                system,
                file,
                maps,
                ends_at_most,
                dry_run,
                json,
                letterhead,
            };
            let step = move |percent| show.set_position(u64::from(percent));
            let (report, loadable) = people::run_import(operator, &import, step).await?;
            bar.finish_and_clear();
            let said = say(report.trim_end());
            Ok(if loadable { said } else { ExitCode::FAILURE })
        }
    }
}

/// How far a long file has got, on a terminal; nothing where a machine reads the report.
fn progress_bar(json: bool) -> indicatif::ProgressBar {
    if json {
        indicatif::ProgressBar::hidden()
    } else {
        indicatif::ProgressBar::new(100)
    }
}

async fn check(operator: &Acting, repair: bool) -> Answer<ExitCode> {
    let differences = tallies::check(operator).await?;
    if differences.is_empty() {
        return Ok(say("Every tally agrees with the records."));
    }
    let mut report: String = differences
        .iter()
        .map(|difference| format!("{difference}\n"))
        .collect();
    report.push_str(&format!("{} differ.", differences.len()));
    if repair {
        let mended = tallies::repair(operator).await?;
        report.push_str(&format!("\n{mended} were mended."));
        return Ok(say(&report));
    }
    say(&report);
    Ok(ExitCode::FAILURE)
}

async fn print_held(operator: &Acting, address: &str) -> Answer<ExitCode> {
    let records = background::records_of(operator, address).await?;
    Ok(say(&held::everything(&records).await?.to_json()?))
}

async fn forget(operator: &Acting, address: &str, dry_run: bool) -> Answer<ExitCode> {
    let records = background::records_of(operator, address).await?;
    let forgotten = held::forget(&records, dry_run).await?;
    let done = if dry_run { "Would go" } else { "Gone" };
    Ok(say(&format!("{done}: {forgotten}")))
}

async fn make_administrator(
    operator: &Acting,
    email: &str,
    name: Option<String>,
    system: Option<String>,
    organisation: Option<String>,
) -> Answer<String> {
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or(email).to_owned());
    match (system, organisation) {
        (system, Some(code)) => {
            let of = background::organisation_coded(operator, &code, system.as_deref()).await?;
            sign_in::make_administrator(operator, email, &name, sign_in::Over::Organisation(&of))
                .await
        }
        (Some(system), None) => {
            let of = match background::system_named(operator, &system).await? {
                Some(system) => system,
                None => organisations::found(operator, &system).await?,
            };
            sign_in::make_administrator(operator, email, &name, sign_in::Over::System(&of)).await
        }
        (None, None) => Err(Fault::refused(
            "Say of what: --system NAME or --organisation CODE.",
        )),
    }
}
