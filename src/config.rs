//! Settings: typed, documented here, from `fairwind.toml` and the environment, checked before anything starts.
//!
//! Each is `FAIRWIND_` and its name in capitals in the environment (`FAIRWIND_PORT=9000`), or its name in the
//! file (`port = 9000`); the environment wins. `DATABASE_URL` is taken as it is usually called.

use std::{net::IpAddr, path::PathBuf};

use rocket::figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

/// How the line to the mail server is kept safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// TLS from the first byte; usually port 465.
    Tls,
    /// Plain, then TLS before anything is said; usually port 587.
    Starttls,
    /// No TLS: only for a relay on this machine.
    None,
}

/// How the line to the mailbox of reports is kept safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailboxSecurity {
    /// TLS from the first byte; usually port 993.
    Tls,
    /// No TLS: only for a server on this machine.
    None,
}

/// Every setting with its default.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where SQLite's file and the mail folder are. Default `data`.
    pub data_folder: PathBuf,
    /// `postgres://…` or `sqlite://…`. Default: SQLite in the data folder.
    pub database_url: Option<String>,
    /// How many connections to the database at most. Default 4 to SQLite, each of which has memory of its own and a
    /// thread, and 16 to PostgreSQL, which may be far away.
    pub database_connections: Option<u32>,
    /// The address to listen on. Default 127.0.0.1: a reverse proxy with TLS stands in front.
    pub address: IpAddr,
    /// The port to listen on. Default 8000.
    pub port: u16,
    /// How people reach it, in mails and links: `https://fairwind.example.nhs.uk`. Default: this machine's.
    pub base_url: Option<String>,
    /// The header in which the reverse proxy says a visitor's network address, if there is one.
    /// Default: none, the connection's own address.
    pub proxy_address_header: Option<String>,
    /// What the service calls itself. Default Fairwind.
    pub service_name: String,
    /// Who answers for this installation, as its privacy notice and accessibility statement say.
    /// Default: the organisation that runs it, unnamed.
    pub run_by: String,
    /// The email address that questions about it go to. Default: none.
    pub contact: Option<String>,
    /// The mail server. Default none: mail goes to the mail folder.
    pub smtp_host: Option<String>,
    /// The mail server's port. Default 587.
    pub smtp_port: u16,
    /// `tls`, `starttls` or `none`. Default `starttls`.
    pub smtp_security: MailSecurity,
    /// The name to sign in to the mail server with, if it asks.
    pub smtp_user: Option<String>,
    /// Its password.
    pub smtp_password: Option<String>,
    /// A PEM file with the certificate authority that the mail server's certificate is from, if it is a private one.
    pub smtp_ca_file: Option<PathBuf>,
    /// Seconds to wait for the mail server. Default 30.
    pub smtp_timeout_seconds: u64,
    /// Where mail goes without a mail server. Default `mail` in the data folder.
    pub mail_folder: Option<PathBuf>,
    /// Whom mail is from. Default `fairwind@localhost`.
    pub mail_from: String,
    /// Where answers to mail go. Default: none.
    pub mail_reply_to: Option<String>,
    /// Where reports of mail that did not arrive go (the envelope's sender). Default: `mail_from`.
    pub mail_returned_to: Option<String>,
    /// The folder in which those reports are read and then put aside: a Maildir, or `.eml` files. Default: none.
    pub returns_folder: Option<PathBuf>,
    /// The IMAP server with the mailbox in which those reports are read, beside the folder or instead of it: what is
    /// unseen and a report (`multipart/report`), which is then marked as seen. Default: none.
    pub returns_mailbox_host: Option<String>,
    /// Its port. Default 993.
    pub returns_mailbox_port: u16,
    /// `tls`, or `none` for a server on this machine. Default `tls`.
    pub returns_mailbox_security: MailboxSecurity,
    /// The name to sign in to the mailbox with.
    pub returns_mailbox_user: Option<String>,
    /// Its password.
    pub returns_mailbox_password: Option<String>,
    /// The file with its password, in place of the password itself.
    pub returns_mailbox_password_file: Option<PathBuf>,
    /// The folder of the mailbox. Default `INBOX`.
    pub returns_mailbox_folder: String,
    /// A PEM file with the certificate authority that its certificate is from, if it is a private one.
    pub returns_mailbox_ca_file: Option<PathBuf>,
    /// The domain that mail is signed for (DKIM), which `mail_from` is of. Default: none, mail is not signed here.
    pub dkim_domain: Option<String>,
    /// The name of the key in the DNS: its public half is published at `<selector>._domainkey.<domain>`.
    pub dkim_selector: Option<String>,
    /// The file with the key: RSA of at least 2048 bits, PEM.
    pub dkim_key_file: Option<PathBuf>,
    /// Days for which the link in a digest's mail opens it without signing in. Default 90.
    pub reading_link_days: u32,
    /// Seconds to wait before each further try of a mail that the server did not take now.
    /// Default 1, 5 and 15 minutes, 1, 2, 4 and 8 hours.
    pub mail_retry_seconds: Vec<u64>,
    /// Minutes without a page after which a session ends. Default 30.
    pub session_idle_minutes: u32,
    /// Hours after sign-in at which a session ends, whatever happens. Default 12.
    pub session_hours: u32,
    /// A file with the bank holidays of England for the years it names: gov.uk's `bank-holidays.json`, or a date a
    /// line. Default: none, by the rules.
    pub bank_holidays_file: Option<PathBuf>,
    /// `plain` for people or `json` for machines. Default `plain`.
    pub log_format: String,
    /// What is logged, as `tracing` filters say it. Default `info,rocket=warn,rocket::server::_=off,sqlx=warn`: an
    /// address that leads nowhere is no error of the service.
    pub log_filter: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data_folder: "data".into(),
            database_url: None,
            database_connections: None,
            address: [127, 0, 0, 1].into(),
            port: 8000,
            base_url: None,
            proxy_address_header: None,
            service_name: "Fairwind".into(),
            run_by: "the organisation that runs this service".into(),
            contact: None,
            smtp_host: None,
            smtp_port: 587,
            smtp_security: MailSecurity::Starttls,
            smtp_user: None,
            smtp_password: None,
            smtp_ca_file: None,
            smtp_timeout_seconds: 30,
            mail_folder: None,
            mail_from: "fairwind@localhost".into(),
            mail_reply_to: None,
            mail_returned_to: None,
            returns_folder: None,
            returns_mailbox_host: None,
            returns_mailbox_port: 993,
            returns_mailbox_security: MailboxSecurity::Tls,
            returns_mailbox_user: None,
            returns_mailbox_password: None,
            returns_mailbox_password_file: None,
            returns_mailbox_folder: "INBOX".into(),
            returns_mailbox_ca_file: None,
            dkim_domain: None,
            dkim_selector: None,
            dkim_key_file: None,
            reading_link_days: 90,
            mail_retry_seconds: vec![60, 300, 900, 3600, 7200, 14_400, 28_800],
            session_idle_minutes: 30,
            session_hours: 12,
            bank_holidays_file: None,
            log_format: "plain".into(),
            log_filter: "info,rocket=warn,rocket::server::_=off,sqlx=warn".into(),
        }
    }
}

impl Settings {
    /// Reads the file and the environment; an unknown or ill-formed setting is a sentence, not a guess.
    pub fn read() -> Result<Self, String> {
        Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file("fairwind.toml"))
            .merge(Env::raw().only(&["DATABASE_URL"]))
            // Not settings of the running service: where the build finds packages already fetched.
            .merge(Env::prefixed("FAIRWIND_").ignore(&["node_modules", "axe"]))
            .extract::<Self>()
            .map_err(|cause| format!("A setting is wrong: {cause}."))
    }

    /// Refuses settings that would be unsafe where others can reach the service.
    pub fn check(&self) -> Result<(), String> {
        let base = self.base_url();
        if !base.starts_with("http://") && !base.starts_with("https://") {
            return Err(format!(
                "base_url must begin with https:// (it is {base:?})."
            ));
        }
        if base.trim_end_matches('/').splitn(4, '/').nth(3).is_some() {
            return Err(format!("base_url must not have a path (it is {base:?})."));
        }
        let local_base = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
            .iter()
            .any(|own| {
                base.strip_prefix(own)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
            });
        if !self.address.is_loopback() && (self.base_url.is_none() || local_base) {
            return Err(format!(
                "address is {}, which others can reach, and base_url does not say how: give the https:// address people use.",
                self.address
            ));
        }
        if base.starts_with("http://") && !local_base {
            return Err(format!(
                "base_url is {base:?}: people would sign in without TLS. Put a reverse proxy with TLS in front and say https://."
            ));
        }
        if let Some(host) = &self.smtp_host {
            if self.smtp_security == MailSecurity::None && !is_near(host) {
                return Err(format!(
                    "smtp_security is none and {host} is another machine: mail would cross in the clear."
                ));
            }
            if self.smtp_user.is_some() != self.smtp_password.is_some() {
                return Err(
                    "smtp_user and smtp_password go together: one of them is missing.".into(),
                );
            }
        }
        if !self.mail_from.contains('@') {
            return Err(format!(
                "mail_from must be an email address (it is {:?}).",
                self.mail_from
            ));
        }
        let dkim = [
            self.dkim_domain.is_some(),
            self.dkim_selector.is_some(),
            self.dkim_key_file.is_some(),
        ];
        if dkim.contains(&true) && dkim.contains(&false) {
            return Err(
                "dkim_domain, dkim_selector and dkim_key_file go together: one of them is missing."
                    .into(),
            );
        }
        if !(1..=3650).contains(&self.reading_link_days) {
            return Err(format!(
                "reading_link_days is from 1 to 3650 (it is {}).",
                self.reading_link_days
            ));
        }
        if let Some(folder) = &self.returns_folder
            && !folder.is_dir()
        {
            return Err(format!(
                "returns_folder is {}, which is not a folder.",
                folder.display()
            ));
        }
        self.check_mailbox()?;
        if self.session_idle_minutes == 0
            || self.session_hours == 0
            || self.database_connections == Some(0)
        {
            return Err(
                "session_idle_minutes, session_hours and database_connections must be at least 1."
                    .into(),
            );
        }
        if !["plain", "json"].contains(&self.log_format.as_str()) {
            return Err(format!(
                "log_format is plain or json (it is {:?}).",
                self.log_format
            ));
        }
        Ok(())
    }

    fn check_mailbox(&self) -> Result<(), String> {
        let Some(host) = &self.returns_mailbox_host else {
            let set = [
                self.returns_mailbox_user.is_some(),
                self.returns_mailbox_password.is_some(),
                self.returns_mailbox_password_file.is_some(),
            ];
            return match set.contains(&true) {
                true => {
                    Err("returns_mailbox_host is missing: it says where the mailbox is.".into())
                }
                false => Ok(()),
            };
        };
        if self.returns_mailbox_security == MailboxSecurity::None && !is_near(host) {
            return Err(format!(
                "returns_mailbox_security is none and {host} is another machine: the password would cross in the clear."
            ));
        }
        if self.returns_mailbox_user.is_none() {
            return Err(
                "returns_mailbox_user is missing: the mailbox is not read without one.".into(),
            );
        }
        if self.returns_mailbox_password.is_some() == self.returns_mailbox_password_file.is_some() {
            return Err(
                "returns_mailbox_password or returns_mailbox_password_file says the mailbox’s password: give one of them."
                    .into(),
            );
        }
        if self.returns_mailbox_folder.trim().is_empty() {
            return Err("returns_mailbox_folder must not be empty.".into());
        }
        Ok(())
    }

    /// How people reach it, without a slash at the end.
    pub fn base_url(&self) -> String {
        match &self.base_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}:{}", self.address, self.port),
        }
    }

    /// The host in the base URL, for message ids.
    pub fn host(&self) -> String {
        let base = self.base_url();
        let rest = base
            .split_once("://")
            .map_or(base.as_str(), |(_, rest)| rest);
        rest.split([':', '/'])
            .next()
            .unwrap_or("localhost")
            .to_owned()
    }

    /// How many connections to the database at most.
    pub fn database_connections(&self) -> u32 {
        let few = self.database_url().starts_with("sqlite:");
        self.database_connections
            .unwrap_or(if few { 4 } else { 16 })
    }

    /// The database's URL.
    pub fn database_url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| {
            format!(
                "sqlite://{}",
                self.data_folder.join("fairwind.sqlite").display()
            )
        })
    }

    /// Where mail goes without a mail server.
    pub fn mail_folder(&self) -> PathBuf {
        self.mail_folder
            .clone()
            .unwrap_or_else(|| self.data_folder.join("mail"))
    }
}

fn is_near(host: &str) -> bool {
    ["127.0.0.1", "localhost", "::1"].contains(&host)
}

#[cfg(test)]
mod tests;
