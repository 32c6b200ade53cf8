//! A conversation with an SMTP server, taken phase by phase: only what the server says about the recipient or the
//! message can be final; what it says about us (sign-in, certificate, our address) is put right by an operator.

use std::{fmt, fs, path::PathBuf, sync::Mutex, time::Duration};

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, Certificate, TlsParameters},
    commands::{Data, Ehlo, Mail, Rcpt},
    extension::{ClientId, Extension, MailBodyParameter, MailParameter},
};
use tokio::{net::TcpStream, time::timeout};

use super::{Letter, Refusal};

/// How the connection to the server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte, usually on port 465.
    Tls,
    /// A plain beginning that must become TLS before anything is said, usually on port 587.
    StartTls,
    /// Not at all: for a relay on the same machine or in the same closed network.
    None,
}

/// The SMTP server that takes the service's mail.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Its name; its certificate must be for this name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Who we sign in as, where it wants that.
    pub user: Option<String>,
    /// The password to it.
    pub password: Option<String>,
    /// A PEM file with the certificate of a private authority, trusted beside those the machine trusts.
    pub root_certificate: Option<PathBuf>,
    /// Seconds for one whole mail, from the first byte to the server's last answer.
    pub timeout_seconds: u64,
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

/// An SMTP server and, while there is more to send, the connection to it.
pub struct Smtp {
    settings: SmtpSettings,
    tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
    hello: ClientId,
    idle: Mutex<Option<Line>>,
}

/// A connection on which the server has greeted us.
struct Line {
    connection: AsyncSmtpConnection,
    /// Whether it takes what we call a mail by on its envelope, and repeats it in its reports (DSN, RFC 3461).
    takes_envelope_ids: bool,
}

impl Smtp {
    /// Prepares; connects when there is something to send. A sentence says which setting is wrong.
    pub(super) fn new(settings: SmtpSettings) -> Result<Self, String> {
        if settings.timeout_seconds == 0 {
            return Err("The mail server needs at least one second to answer".into());
        }
        let tls = match settings.security {
            Security::None => None,
            Security::Tls | Security::StartTls => Some(trust(&settings)?),
        };
        let credentials = match (&settings.user, &settings.password) {
            (Some(user), Some(password)) => Some(Credentials::new(user.clone(), password.clone())),
            (None, None) => None,
            _ => return Err("The mail server needs both a user and a password, or neither".into()),
        };
        Ok(Self {
            settings,
            tls,
            credentials,
            hello: ClientId::default(),
            idle: Mutex::default(),
        })
    }

    /// The longest that [`Smtp::send`] takes, in seconds.
    pub(super) fn timeout_seconds(&self) -> u64 {
        self.settings.timeout_seconds + PARTING.as_secs()
    }

    /// Hands one letter over.
    pub(super) async fn send(&self, letter: &Letter) -> Result<(), Refusal> {
        let limit = Duration::from_secs(self.settings.timeout_seconds);
        let (line, outcome) = match timeout(limit, self.hand_over(letter)).await {
            Ok(Ok(ended)) => ended,
            Ok(Err(answer)) => return Err(Refusal::Later(answer)),
            Err(_) => {
                return Err(Refusal::Later(format!(
                    "The mail server did not answer within {} seconds",
                    limit.as_secs()
                )));
            }
        };
        match outcome {
            Ok(()) => self.keep(Some(line)),
            Err(_) => part(line).await,
        }
        outcome
    }

    /// Ends the connection that was kept for the next letter.
    pub(super) async fn hang_up(&self) {
        if let Some(line) = self.kept() {
            part(line).await;
        }
    }

    /// Opens the conversation, says everything, and gives the connection back with what came of it.
    async fn hand_over(&self, letter: &Letter) -> Result<(Line, Result<(), Refusal>), String> {
        let mut line = self.begin(letter).await?;
        let outcome = converse(&mut line.connection, letter)
            .await
            .map_err(|error| refusal(&error));
        Ok((line, outcome))
    }

    /// A connection on which the server has heard whom the letter is from. Nothing that can go wrong until here is
    /// about the recipient or the message.
    async fn begin(&self, letter: &Letter) -> Result<Line, String> {
        // A server may have tired of a kept connection; nothing has been said on it about this letter.
        if let Some(mut line) = self.kept()
            && introduce(&mut line, letter).await.is_ok()
        {
            return Ok(line);
        }
        let mut line = self.connect().await?;
        introduce(&mut line, letter)
            .await
            .map_err(|error| answer(&error))?;
        Ok(line)
    }

    async fn connect(&self) -> Result<Line, String> {
        let settings = &self.settings;
        let server = (settings.host.as_str(), settings.port);
        let said = |error: Error| answer(&error);
        let mut connection = if settings.security == Security::Tls {
            AsyncSmtpConnection::connect_tokio1(server, None, &self.hello, self.tls.clone(), None)
                .await
                .map_err(said)?
        } else {
            let stream = TcpStream::connect(server)
                .await
                .map_err(|error| brief(&error.to_string()))?;
            // Otherwise each message waits some 40 ms for an acknowledgement.
            let _ = stream.set_nodelay(true);
            AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello)
                .await
                .map_err(said)?
        };
        if let (Security::StartTls, Some(tls)) = (settings.security, &self.tls) {
            connection
                .starttls(tls.clone(), &self.hello)
                .await
                .map_err(said)?;
        }
        // lettre keeps only the extensions that it knows, and this is none of them: asked once a connection.
        let can = connection
            .command(Ehlo::new(self.hello.clone()))
            .await
            .map_err(said)?;
        let takes_envelope_ids = can.message().any(|line| line.eq_ignore_ascii_case("DSN"));
        if let Some(credentials) = &self.credentials {
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], credentials)
                .await
                .map_err(said)?;
        }
        Ok(Line {
            connection,
            takes_envelope_ids,
        })
    }

    fn kept(&self) -> Option<Line> {
        self.idle.lock().ok()?.take()
    }

    fn keep(&self, line: Option<Line>) {
        if let Ok(mut idle) = self.idle.lock() {
            *idle = line;
        }
    }
}

/// How long a server may take to say goodbye.
const PARTING: Duration = Duration::from_secs(2);

async fn part(mut line: Line) {
    let _ = timeout(PARTING, line.connection.abort()).await;
}

/// `MAIL FROM`.
async fn introduce(line: &mut Line, letter: &Letter) -> Result<(), Error> {
    let mut parameters = Vec::new();
    let connection = &mut line.connection;
    if line.takes_envelope_ids {
        for (keyword, value) in [("ENVID", letter.envelope_id()), ("RET", "HDRS")] {
            parameters.push(MailParameter::Other {
                keyword: keyword.into(),
                value: Some(value.into()),
            });
        }
    }
    let server = connection.server_info();
    if !letter.to().is_ascii() && server.supports_feature(Extension::SmtpUtfEight) {
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !letter.raw().is_ascii() && server.supports_feature(Extension::EightBitMime) {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let from = letter.envelope.from().cloned();
    connection.command(Mail::new(from, parameters)).await?;
    Ok(())
}

/// The recipient and the message.
async fn converse(connection: &mut AsyncSmtpConnection, letter: &Letter) -> Result<(), Error> {
    for recipient in letter.envelope.to() {
        connection
            .command(Rcpt::new(recipient.clone(), Vec::new()))
            .await?;
    }
    connection.command(Data).await?;
    connection.message(letter.raw()).await?;
    Ok(())
}

/// Sign-in that a server asks for only when it hears a recipient is still about us (RFC 4954).
const ABOUT_US: [u16; 4] = [530, 534, 535, 538];

fn refusal(error: &Error) -> Refusal {
    let about_us = error
        .status()
        .is_some_and(|code| ABOUT_US.contains(&code.into()));
    if error.is_permanent() && !about_us {
        Refusal::Never(answer(error))
    } else {
        Refusal::Later(answer(error))
    }
}

/// What a server answered, or what went wrong on the way to it.
fn answer(error: &Error) -> String {
    let text = match (error.status(), std::error::Error::source(error)) {
        (Some(code), Some(words)) => format!("{code} {words}"),
        _ => error.to_string(),
    };
    brief(&text)
}

/// Shortened, and without the addresses and links that servers like to repeat.
pub(super) fn brief(text: &str) -> String {
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| {
            if word.contains('@') || word.contains("://") {
                "…"
            } else {
                word
            }
        })
        .collect();
    words.join(" ").chars().take(200).collect()
}

fn trust(settings: &SmtpSettings) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.root_certificate {
        let wrong = |cause: String| {
            format!(
                "The mail server’s root certificate {}: {cause}",
                path.display()
            )
        };
        let pem = fs::read(path).map_err(|cause| wrong(cause.to_string()))?;
        // A file without a certificate in it is read as none at all.
        if !pem.windows(10).any(|bytes| bytes == b"-----BEGIN") {
            return Err(wrong("no PEM certificate in it".into()));
        }
        let certificate = Certificate::from_pem(&pem).map_err(|cause| wrong(cause.to_string()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|cause| cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_short_and_names_nobody() {
        let said = "5.1.1 <ann@example.org>:\r\n see https://mail.example/?p=NoSuchUser unknown";
        assert_eq!(brief(said), "5.1.1 … see … unknown");
        assert_eq!(brief(&"long ".repeat(100)).chars().count(), 200);
    }
}
