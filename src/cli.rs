//! The command line: what the operator of an installation can do, and how the service is started.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use fairwind_methods::{protect, spc};

use crate::{config::Settings, demo, kernel::fault::Fault, running};

mod doing;

/// Records appraisal objectives about working across an integrated care system, and shows who takes part.
#[derive(Parser)]
#[command(name = "fairwind", version)]
struct Command {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Serves the pages, sends the mail and keeps the schedule, until it is told to stop.
    Serve,
    /// Serves an invented year of a real system from a database that is thrown away afterwards.
    Demo {
        /// How many people there are, in as many systems as they fill: 1,500,000 in 36.
        #[arg(long, default_value_t = demo::Size::default().people as u64,
            value_parser = clap::value_parser!(u64).range(1_000..=3_000_000))]
        people: u64,
        /// How many entries they have made.
        #[arg(long, default_value_t = demo::Size::default().entries as u64,
            value_parser = clap::value_parser!(u64).range(..=100_000_000))]
        entries: u64,
        /// Makes it in this empty database, keeps it, and serves nothing: `sqlite://FILE` or `postgres://…`.
        #[arg(long = "into", value_name = "DATABASE")]
        into: Option<String>,
    },
    /// Brings the database's schema up to date, and nothing else.
    Migrate,
    /// Loads a file: partner organisations, their successions, or an organisation's staff list.
    #[command(subcommand)]
    Import(Import),
    /// Recounts every tally from the records and names each difference; exits with 1 if there is any.
    Check {
        /// Mends what differs.
        #[arg(long)]
        repair: bool,
    },
    /// Prints all that is held on one person, as JSON: what they see of themselves when they sign in.
    Held {
        /// Their work email address.
        address: String,
    },
    /// Forgets one person at once: name, address, account, mails and every word they wrote. What is counted stays, and
    /// no figure changes. Refused while they are in post or hold a role. There is no way back.
    Forget {
        /// Their work email address.
        address: String,
        /// Says what would go, and changes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Says what may be shown of a table of counts of people, as JSON: what is hidden for its own sake, what is hidden so
    /// that nothing can be worked out, and what an attacker is left with. Needs no database.
    Protect {
        /// A CSV file: columns for the dimensions, `Total` for a total, `count`, and perhaps `of` for the denominator.
        table: PathBuf,
        /// The least count that may be shown.
        #[arg(long)]
        threshold: i64,
        /// Another table of the same people, to be shown as well.
        #[arg(long = "linked", value_name = "OTHER.csv")]
        linked: Vec<PathBuf>,
        /// What this command printed of the same table before: it is known already.
        #[arg(long = "released", value_name = "EARLIER.json")]
        released: Vec<PathBuf>,
        /// A column whose values are somebody each who knows their own figures, such as partners: none of them may work
        /// out another's.
        #[arg(long = "known-by", value_name = "COLUMN")]
        known_by: Vec<String>,
    },
    /// Reads a series over time as a process control chart (XmR), as JSON. Needs no database.
    Spc {
        /// A CSV file with the columns `date` and `value`.
        series: PathBuf,
        /// Which way is better.
        #[arg(long, default_value = "neither", value_parser = ["higher", "lower", "neither"])]
        good: String,
        /// What is aimed at.
        #[arg(long, allow_hyphen_values = true, value_parser = finite)]
        target: Option<f64>,
        /// A day from which the mean and the limits begin afresh.
        #[arg(long = "recalculate-at", value_name = "DATE")]
        recalculate_at: Vec<jiff::civil::Date>,
        /// How many points at the start set the limits.
        #[arg(long, value_parser = clap::value_parser!(u32).range(2..))]
        baseline: Option<u32>,
    },
    /// Makes someone an administrator, of a system or of an organisation, and prints a link to choose a password.
    Administrator {
        /// Their work email address.
        email: String,
        /// Their name, if they are not on a staff list yet.
        #[arg(long)]
        name: Option<String>,
        /// The system, by name. It is founded if there is none of that name.
        #[arg(long)]
        system: Option<String>,
        /// The organisation, by code or name, for an administrator of one organisation.
        #[arg(long)]
        organisation: Option<String>,
    },
}

#[derive(Subcommand)]
enum Import {
    /// Loads partner organisations into a system, which is founded if there is none of that name.
    Organisations {
        /// A CSV file with the columns code, name, kind, opened_on and closed_on.
        file: PathBuf,
        /// The system, by name.
        #[arg(long)]
        system: String,
        /// Shows what would change, and changes nothing.
        #[arg(long)]
        dry_run: bool,
        /// Prints the report as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Loads who succeeded whom among a system's partners; what is about other systems is only counted.
    Successions {
        /// A CSV file with the columns predecessor, predecessor_name, successor, successor_name, kind and legal_date.
        file: PathBuf,
        /// The system, by name.
        #[arg(long)]
        system: String,
        /// Shows what would change, and changes nothing.
        #[arg(long)]
        dry_run: bool,
        /// Prints the report as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Loads an organisation's staff list.
    Staff {
        /// The file as the employer's system exports it.
        file: PathBuf,
        /// The organisation, by code or name.
        #[arg(long)]
        organisation: String,
        /// The system, by name, where several have that organisation.
        #[arg(long)]
        system: Option<String>,
        /// What their words for a staff group mean: 'their words=our group'. Remembered.
        #[arg(long = "map", value_name = "THEIR WORDS=OUR GROUP")]
        maps: Vec<String>,
        /// Loads even a list that ends more than a tenth of the employments in post (and more than 5), if no more than
        /// so many.
        #[arg(long, value_name = "N")]
        ends_at_most: Option<usize>,
        /// Shows what would change, and changes nothing.
        #[arg(long)]
        dry_run: bool,
        /// Prints the report as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Reads the command line and does it.
pub fn main() -> ExitCode {
    let command = Command::parse();
    if let Some(report) = by_method(&command.act) {
        return match report {
            Ok(report) => say(&report),
            Err(sentence) => refuse(&sentence),
        };
    }
    let settings = match Settings::read().and_then(|settings| settings.check().map(|()| settings)) {
        Ok(settings) => settings,
        Err(sentence) => return refuse(&sentence),
    };
    running::log_to_stderr(&settings, matches!(command.act, Act::Serve));
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(cause) => return refuse(&format!("The process could not start: {cause}.")),
    };
    match runtime.block_on(doing::act(command.act, settings)) {
        Ok(code) => code,
        Err(Fault::Refused(sentence)) => refuse(&sentence),
        Err(fault) => {
            tracing::error!(%fault, "the command failed");
            refuse(&format!("A fault of ours: {fault}."))
        }
    }
}

/// What the methods say of files, without settings and without a database.
fn by_method(act: &Act) -> Option<Result<String, String>> {
    match act {
        Act::Protect {
            table,
            threshold,
            linked,
            released,
            known_by,
        } => Some(protect::run(table, *threshold, linked, released, known_by)),
        Act::Spc {
            series,
            good,
            target,
            recalculate_at,
            baseline,
        } => {
            let reading = spc::Reading {
                good: match good.as_str() {
                    "higher" => spc::Good::Higher,
                    "lower" => spc::Good::Lower,
                    _ => spc::Good::Neither,
                },
                target: *target,
                recalculate_at: recalculate_at.clone(),
                baseline: baseline.and_then(|points| usize::try_from(points).ok()),
            };
            Some(spc::run(series, &reading))
        }
        _ => None,
    }
}

/// A number that a series can reach.
fn finite(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| format!("“{text}” is no number"))
}

/// Prints what a command answers. Whoever reads it may have had enough of it before its end.
fn say(report: &str) -> ExitCode {
    use std::io::Write as _;
    match writeln!(std::io::stdout().lock(), "{report}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(cause) => refuse(&format!("The answer could not be written: {cause}.")),
    }
}

fn refuse(sentence: &str) -> ExitCode {
    eprintln!("{sentence}");
    ExitCode::FAILURE
}
