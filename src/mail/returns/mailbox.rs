//! Reports in a mailbox on a mail server (IMAP, RFC 3501): what is unseen and says of itself that it is a report is read,
//! and marked as seen. Nothing else in the mailbox is touched, and nothing is fetched that was seen.

use std::{fmt, fmt::Debug, path::PathBuf, sync::Arc, time::Duration};

use async_imap::{Client, Session};
use futures_util::TryStreamExt as _;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};

use super::{LARGEST, Report, parse};
use crate::mail::smtp::brief;

/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most reports that are read at once; the rest wait for the next time.
const AT_ONCE: usize = 500;
/// What is searched for: RFC 3464 has every report of this type, and whatever else is in the mailbox is let be.
const UNSEEN_REPORTS: &str = "UNSEEN HEADER Content-Type \"multipart/report\"";

/// The mailbox that reports go to.
#[derive(Clone, PartialEq, Eq)]
pub struct MailboxSettings {
    /// The IMAP server's name; its certificate must be for this name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// TLS from the first byte; otherwise none at all, for a server on the same machine.
    pub is_encrypted: bool,
    /// Who we sign in as.
    pub user: String,
    /// The password to it.
    pub password: String,
    /// The folder: `INBOX`.
    pub folder: String,
    /// A PEM file with the certificate of a private authority, trusted beside those the machine trusts.
    pub root_certificate: Option<PathBuf>,
}

impl Debug for MailboxSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailboxSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// A mailbox that can be opened.
pub struct Mailbox {
    settings: MailboxSettings,
    tls: Option<TlsConnector>,
}

/// A line to a mail server, encrypted or not.
trait Line: AsyncRead + AsyncWrite + Unpin + Debug + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Debug + Send> Line for T {}

/// A mailbox whose folder is open.
pub struct OpenMailbox {
    session: Session<Box<dyn Line>>,
}

impl Mailbox {
    /// Prepares; connects when it is opened. A sentence says which setting is wrong.
    pub fn new(settings: MailboxSettings) -> Result<Self, String> {
        let tls = match settings.is_encrypted {
            true => Some(trust(&settings)?),
            false => None,
        };
        Ok(Self { settings, tls })
    }

    /// Connects, signs in and opens the folder; or says what went wrong, without anybody's address.
    pub async fn open(&self) -> Result<OpenMailbox, String> {
        let settings = &self.settings;
        let mut client = Client::new(within(self.connect()).await?);
        // Whoever answers the telephone says who they are first.
        within(client.read_response())
            .await?
            .ok_or("The mail server hung up at once.")?;
        let signed_in = within(async {
            let signed_in = client.login(&settings.user, &settings.password).await;
            signed_in.map_err(|(cause, _)| cause)
        });
        let mut session = signed_in.await?;
        let opened = within(session.select(&settings.folder)).await;
        match opened {
            Ok(_) => Ok(OpenMailbox { session }),
            Err(cause) => {
                let _ = within(session.logout()).await;
                Err(cause)
            }
        }
    }

    async fn connect(&self) -> Result<Box<dyn Line>, std::io::Error> {
        let settings = &self.settings;
        let line = TcpStream::connect((settings.host.as_str(), settings.port)).await?;
        let Some(tls) = &self.tls else {
            return Ok(Box::new(line));
        };
        let name = ServerName::try_from(settings.host.clone()).map_err(std::io::Error::other)?;
        Ok(Box::new(tls.connect(name, line).await?))
    }
}

impl OpenMailbox {
    /// The numbers (UIDs) of the reports that nobody has seen, the oldest first; so many at the most.
    pub async fn waiting(&mut self) -> Result<Vec<u32>, String> {
        let found = within(self.session.uid_search(UNSEEN_REPORTS)).await?;
        let mut uids: Vec<u32> = found.into_iter().collect();
        uids.sort_unstable();
        uids.truncate(AT_ONCE);
        Ok(uids)
    }

    /// Reads one; `None` for one that is no report after all, or too large for one, or gone.
    pub async fn read(&mut self, uid: u32) -> Result<Option<Report>, String> {
        let size = self.fetch(uid, "(UID RFC822.SIZE)").await?;
        let size = size.and_then(|fetched| fetched.size);
        if size.is_none_or(|size| u64::from(size) > LARGEST) {
            return Ok(None);
        }
        // PEEK: it is marked when it has been written down.
        let Some(message) = self.fetch(uid, "(UID BODY.PEEK[])").await? else {
            return Ok(None);
        };
        let bytes = message.body().unwrap_or_default().to_vec();
        // In a task of its own: whatever is in a message, the rest are read.
        Ok(tokio::task::spawn_blocking(move || parse(&bytes))
            .await
            .unwrap_or(None))
    }

    async fn fetch(
        &mut self,
        uid: u32,
        what: &str,
    ) -> Result<Option<async_imap::types::Fetch>, String> {
        let fetched = within(async {
            let answers = self.session.uid_fetch(uid.to_string(), what).await?;
            answers.try_collect::<Vec<_>>().await
        });
        // A server may tell of others' changes meanwhile.
        let mut fetched = fetched.await?.into_iter();
        Ok(fetched.find(|fetched| fetched.uid == Some(uid)))
    }

    /// Marks one as seen, so that it is not read again.
    pub async fn mark_seen(&mut self, uid: u32) -> Result<(), String> {
        within(async {
            let command = "+FLAGS.SILENT (\\Seen)";
            let answers = self.session.uid_store(uid.to_string(), command).await?;
            answers.try_collect::<Vec<_>>().await
        })
        .await
        .map(drop)
    }

    /// Says goodbye; what was done is done, whatever is answered.
    pub async fn close(mut self) {
        let _ = within(self.session.logout()).await;
    }
}

/// What a server answers in time; or what went wrong, shortened and without anybody's address.
async fn within<T, E: std::fmt::Display>(
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, String> {
    match timeout(PATIENCE, answer).await {
        Ok(answered) => answered.map_err(|cause| brief(&cause.to_string())),
        Err(_) => Err(format!(
            "The mail server did not answer within {} seconds",
            PATIENCE.as_secs()
        )),
    }
}

fn trust(settings: &MailboxSettings) -> Result<TlsConnector, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = &settings.root_certificate {
        let wrong = |cause: String| {
            let file = file.display();
            format!("returns_mailbox_ca_file is {file}, which cannot be used: {cause}.")
        };
        let certificates = CertificateDer::pem_file_iter(file)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|cause| wrong(cause.to_string()))?;
        if certificates.is_empty() {
            return Err(wrong("no PEM certificate in it".into()));
        }
        for certificate in certificates {
            let added = roots.add(certificate);
            added.map_err(|cause| wrong(cause.to_string()))?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|cause| cause.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
