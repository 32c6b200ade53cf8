//! Starting and stopping: the database, the mailer, the clockwork and the Rocket, put together from the settings.

use std::{process::ExitCode, sync::Arc};

use tokio::sync::watch;

use crate::{
    access::{passwords::Passwords, sessions::SessionLimits, viewer::Gate},
    app::{self, Parts},
    boards::calendar::Holidays,
    clockwork::{self, Returns},
    config::{MailSecurity, MailboxSecurity, Settings},
    kernel::{
        clock::Clock,
        database::{self, Db},
        fault::{Answer, Fault},
        private,
    },
    mail::{
        self, FromAddress, Mailer, Schedule, Security, Sender, Signature, SmtpSettings,
        returns::mailbox::{Mailbox, MailboxSettings},
    },
    sign_in::Letterhead,
};

/// Logs to standard error: everything while serving, and only what is wrong from other commands.
pub fn log_to_stderr(settings: &Settings, serving: bool) {
    let filter = if serving {
        settings.log_filter.as_str()
    } else {
        "warn,rocket=off"
    };
    let filter = tracing_subscriber::EnvFilter::new(filter);
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let done = if settings.log_format == "json" {
        log.json().try_init()
    } else {
        log.try_init()
    };
    if done.is_err() {
        eprintln!("The log was started already.");
    }
}

/// Opens the database with its schema up to date, or refuses with a sentence.
pub async fn open(settings: &Settings) -> Answer<Db> {
    if settings.database_url.is_none() {
        private::make_folder(&settings.data_folder).map_err(|cause| {
            Fault::refused(format!(
                "The data folder {} cannot be written to: {cause}.",
                settings.data_folder.display()
            ))
        })?;
    }
    let url = settings.database_url();
    database::migrate(&url).await.map_err(|cause| {
        tracing::error!(%cause, "the database could not be brought up to date");
        Fault::refused(format!(
            "The database could not be opened or its schema not be brought up to date: {cause}."
        ))
    })?;
    Ok(Db::open(&url, settings.database_connections()).await?)
}

/// Serves until the process is told to stop.
pub async fn serve(settings: Settings) -> Answer<ExitCode> {
    let db = open(&settings).await?;
    serve_on(settings, db, false).await
}

/// Serves on an open database.
pub async fn serve_on(settings: Settings, db: Db, demo: bool) -> Answer<ExitCode> {
    for warning in warnings(&settings) {
        tracing::warn!("{warning}");
    }
    let holidays = holidays(&settings)?;
    let clock = Clock::system();
    let mailer = mailer(&settings)?;
    let returns = Returns {
        folder: settings.returns_folder.clone(),
        mailbox: mailbox(&settings)?,
    };
    let from = from_address(&settings).map_err(Fault::refused)?;
    let schedule = Schedule {
        retries: settings.mail_retry_seconds.clone(),
        ..Schedule::default()
    };
    let sender = Arc::new(Sender::new(
        db.clone(),
        clock.clone(),
        mailer,
        from,
        schedule,
    ));
    sender.reclaim_all().await?;
    let limits = SessionLimits {
        idle_seconds: i64::from(settings.session_idle_minutes) * 60,
        absolute_seconds: i64::from(settings.session_hours) * 3600,
    };
    let gate = Gate {
        db: db.clone(),
        clock: clock.clone(),
        passwords: Passwords::owasp(),
        limits,
    };
    let letterhead = letterhead(&settings);
    let (stop, stopped) = watch::channel(false);
    let rocket = app::build(Parts {
        settings,
        gate,
        demo,
        holidays: holidays.clone(),
    })
    .ignite()
    .await
    .map_err(Fault::broken)?;
    let outbox = tokio::spawn(mail::run(sender, until(stopped.clone()), db.mail()));
    let schedule = tokio::spawn(clockwork::run(
        db.clone(),
        clock,
        limits,
        (holidays, letterhead, returns),
        until(stopped),
    ));
    let launched = rocket.launch().await;
    // Whatever ended the serving ends the rest; each finishes what it has in hand.
    let _ = stop.send(true);
    let _ = tokio::join!(outbox, schedule);
    db.close().await;
    match launched {
        Ok(_) => Ok(ExitCode::SUCCESS),
        Err(cause) => {
            let sentence = format!("The service could not be started: {}.", cause.kind());
            // Rocket insists that a launch error was looked at; it has been.
            Err(Fault::refused(sentence))
        }
    }
}

/// How mails name the installation.
pub fn letterhead(settings: &Settings) -> Letterhead {
    Letterhead {
        service: settings.service_name.clone(),
        base_url: settings.base_url(),
        host: settings.host(),
        reading_link_days: i64::from(settings.reading_link_days),
    }
}

/// What is allowed and yet hardly meant, said once, when the service starts.
fn warnings(settings: &Settings) -> Vec<String> {
    let mut warnings = Vec::new();
    if settings.base_url().starts_with("https://") && settings.proxy_address_header.is_none() {
        warnings.push(
            "base_url begins with https:// and proxy_address_header is not set: behind a reverse proxy everybody looks \
             like one network address, and limits on attempts are everybody's together."
                .to_owned(),
        );
    }
    if settings.database_url.is_none() && private::is_open_to_others(&settings.data_folder) {
        warnings.push(format!(
            "the data folder {} is open to others on this machine: `chmod 700` closes it.",
            settings.data_folder.display()
        ));
    }
    warnings
}

/// The bank holidays, of the file that the settings name, or a sentence that says what is wrong with it.
fn holidays(settings: &Settings) -> Answer<Holidays> {
    let Some(file) = &settings.bank_holidays_file else {
        return Ok(Holidays::bundled());
    };
    std::fs::read_to_string(file)
        .map_err(|cause| cause.to_string())
        .and_then(|text| Holidays::read(&text))
        .map_err(|cause| {
            Fault::refused(format!(
                "bank_holidays_file is {}, which cannot be used: {cause}.",
                file.display()
            ))
        })
}

/// Whom mail is from, where answers and reports go, and how it is signed; or a sentence that says which setting is
/// wrong.
fn from_address(settings: &Settings) -> Result<FromAddress, String> {
    let mut from = FromAddress::new(&settings.service_name, &settings.mail_from)?;
    if let Some(reply_to) = &settings.mail_reply_to {
        from = from.answered_at(reply_to)?;
    }
    if let Some(returned_to) = &settings.mail_returned_to {
        from = from.returned_to(returned_to)?;
    }
    if let (Some(domain), Some(selector), Some(file)) = (
        &settings.dkim_domain,
        &settings.dkim_selector,
        &settings.dkim_key_file,
    ) {
        let refused =
            |cause: String| format!("Mail cannot be signed with {}: {cause}", file.display());
        let pem = std::fs::read_to_string(file).map_err(|cause| refused(cause.to_string()))?;
        let signature = Signature::new(domain, selector, &pem).map_err(refused)?;
        from = from.signed(signature).map_err(refused)?;
    }
    Ok(from)
}

async fn until(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

fn mailer(settings: &Settings) -> Answer<Mailer> {
    let Some(host) = &settings.smtp_host else {
        return Ok(Mailer::Folder(settings.mail_folder()));
    };
    let smtp = SmtpSettings {
        host: host.clone(),
        port: settings.smtp_port,
        security: match settings.smtp_security {
            MailSecurity::Tls => Security::Tls,
            MailSecurity::Starttls => Security::StartTls,
            MailSecurity::None => Security::None,
        },
        user: settings.smtp_user.clone(),
        password: settings.smtp_password.clone(),
        root_certificate: settings.smtp_ca_file.clone(),
        timeout_seconds: settings.smtp_timeout_seconds,
    };
    Mailer::smtp(smtp).map_err(Fault::refused)
}

/// The mailbox that reports of undelivered mail are read in, where the settings name one; or a sentence that says which
/// setting is wrong.
fn mailbox(settings: &Settings) -> Answer<Option<Mailbox>> {
    let (Some(host), Some(user)) = (
        &settings.returns_mailbox_host,
        &settings.returns_mailbox_user,
    ) else {
        return Ok(None);
    };
    let password = match &settings.returns_mailbox_password_file {
        None => settings
            .returns_mailbox_password
            .clone()
            .unwrap_or_default(),
        Some(file) => std::fs::read_to_string(file)
            .map(|password| password.trim_end_matches(['\r', '\n']).to_owned())
            .map_err(|cause| {
                Fault::refused(format!(
                    "returns_mailbox_password_file is {}, which cannot be read: {cause}.",
                    file.display()
                ))
            })?,
    };
    Mailbox::new(MailboxSettings {
        host: host.clone(),
        port: settings.returns_mailbox_port,
        is_encrypted: settings.returns_mailbox_security == MailboxSecurity::Tls,
        user: user.clone(),
        password,
        folder: settings.returns_mailbox_folder.clone(),
        root_certificate: settings.returns_mailbox_ca_file.clone(),
    })
    .map(Some)
    .map_err(Fault::refused)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_file_of_bank_holidays_that_is_none_stops_the_start_with_a_sentence() {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        for file in [own, "no/such/file.json".into()] {
            let settings = Settings {
                bank_holidays_file: Some(file.clone()),
                ..Settings::default()
            };
            let refused = holidays(&settings).expect_err("refused").to_string();
            assert!(refused.contains(&file.display().to_string()), "{refused}");
        }
        assert_eq!(
            holidays(&Settings::default()).expect("the rules"),
            Holidays::bundled()
        );
    }

    #[test]
    fn a_proxy_that_does_not_say_who_asks_is_warned_of() {
        let folder = tempfile::tempdir().expect("a folder");
        let behind = Settings {
            base_url: Some("https://fairwind.example".into()),
            data_folder: folder.path().join("data"),
            ..Settings::default()
        };
        private::make_folder(&behind.data_folder).expect("a folder");
        let warned = warnings(&behind);
        assert!(
            matches!(warned.as_slice(), [one] if one.contains("proxy_address_header")),
            "{warned:?}"
        );
        let said = Settings {
            proxy_address_header: Some("X-Real-IP".into()),
            ..behind
        };
        assert_eq!(warnings(&said), Vec::<String>::new());
    }

    #[test]
    fn files_of_the_mailbox_that_cannot_be_used_stop_the_start_with_a_sentence() {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let settings = Settings {
            returns_mailbox_host: Some("imap.example".into()),
            returns_mailbox_user: Some("returns".into()),
            returns_mailbox_password_file: Some(own.clone()),
            ..Settings::default()
        };
        assert!(mailbox(&settings).expect("a mailbox").is_some());
        for wrong in [
            Settings {
                returns_mailbox_password_file: Some("no/such/file".into()),
                ..settings.clone()
            },
            Settings {
                returns_mailbox_ca_file: Some("no/such/file".into()),
                ..settings.clone()
            },
            Settings {
                returns_mailbox_ca_file: Some(own),
                ..settings
            },
        ] {
            let refused = mailbox(&wrong).err().expect("refused").to_string();
            assert!(refused.ends_with('.'), "{refused}");
        }
    }
}
