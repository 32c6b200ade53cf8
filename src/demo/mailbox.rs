//! The mail that the demo has sent, readable in the browser. This exists in the demo only.

use rocket::{
    Route, State, get,
    http::{ContentType, Header},
    routes,
};
use serde::Serialize;

use crate::{
    kernel::{
        fault::{Answer, Fault},
        templates::{Sample, View, samples_of},
    },
    mail::folder,
    web::{
        chrome::Chrome,
        components::{Column, Link, Row, SummaryList, SummaryRow, Table},
        download::Download,
        page::Page,
    },
};

/// Where the demo's mail is.
pub struct Mailbox(pub std::path::PathBuf);

/// The most mails that are listed.
const LISTED: usize = 100;

/// The routes of the demo's mailbox.
pub fn routes() -> Vec<Route> {
    routes![list, read, html, attached]
}

/// A sample of every template of the demo.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<ListView>>(),
        samples_of::<Page<ReadView>>(),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .collect()
}

#[derive(Serialize)]
struct ListView {
    mails: Table,
}

impl View for ListView {
    const TEMPLATE: &'static str = "demo/mail";

    fn samples() -> Vec<Self> {
        vec![Self {
            mails: table(Vec::new()),
        }]
    }
}

#[derive(Serialize)]
struct ReadView {
    about: SummaryList,
    text: String,
    html_address: String,
}

impl View for ReadView {
    const TEMPLATE: &'static str = "demo/letter";

    fn samples() -> Vec<Self> {
        vec![Self {
            about: SummaryList::new([SummaryRow::new("To", "Niamh Malik")]),
            text: "Dear Niamh Malik,\n\nThis is a mail.".into(),
            html_address: "/demo/mail/x/html".into(),
        }]
    }
}

fn table(mails: Vec<folder::Listed>) -> Table {
    Table::new(
        "mails",
        "Mail sent by the demo, newest first",
        [
            Column::new("Subject"),
            Column::new("To"),
            Column::new("Sent"),
        ],
    )
    .rows(mails.into_iter().map(|mail| {
        Row::default()
            .cell(Link::new(mail.subject, format!("/demo/mail/{}", mail.name)))
            .cell(mail.to)
            .cell(mail.sent_at.long())
    }))
    .empty("No mail has been sent yet.")
}

#[get("/demo/mail")]
async fn list(chrome: Chrome, mailbox: &State<Mailbox>) -> Answer<Page<ListView>> {
    let mails = folder::list(&mailbox.0, LISTED).map_err(Fault::broken)?;
    Ok(Page::new(
        chrome,
        "Mail sent by the demo",
        ListView {
            mails: table(mails),
        },
    )
    .wide())
}

#[get("/demo/mail/<name>")]
async fn read(chrome: Chrome, mailbox: &State<Mailbox>, name: &str) -> Answer<Page<ReadView>> {
    let mail = folder::read(&mailbox.0, name)
        .map_err(Fault::broken)?
        .ok_or(Fault::NotFound)?;
    let carried = mail.attached.iter().enumerate().map(|(at, file)| {
        let save = Link::new("Save", format!("/demo/mail/{name}/attached/{at}"));
        SummaryRow::new("Attached", &file.name).action(save.about(&file.name))
    });
    let about = [
        SummaryRow::new("To", format!("{} <{}>", mail.to_name, mail.to)),
        SummaryRow::new("Sent", mail.sent_at.map(|at| at.long()).unwrap_or_default()),
    ];
    let view = ReadView {
        about: SummaryList::new(about.into_iter().chain(carried)),
        text: mail.text,
        html_address: format!("/demo/mail/{name}/html"),
    };
    Ok(Page::new(chrome, mail.subject, view).back("/demo/mail", "Back to all mail"))
}

/// The HTML part as a mail program shows it: with its own styles, and with nothing that could run.
#[derive(rocket::Responder)]
#[response(content_type = "html")]
struct MailHtml(String, Header<'static>);

#[get("/demo/mail/<name>/html")]
async fn html(mailbox: &State<Mailbox>, name: &str) -> Answer<MailHtml> {
    let mail = folder::read(&mailbox.0, name)
        .map_err(Fault::broken)?
        .ok_or(Fault::NotFound)?;
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-top-navigation-by-user-activation";
    Ok(MailHtml(
        mail.html,
        Header::new("Content-Security-Policy", policy),
    ))
}

/// A file that a mail carries, by its place among them.
#[get("/demo/mail/<name>/attached/<at>")]
async fn attached(mailbox: &State<Mailbox>, name: &str, at: usize) -> Answer<Download> {
    let mail = folder::read(&mailbox.0, name)
        .map_err(Fault::broken)?
        .ok_or(Fault::NotFound)?;
    let file = mail.attached.into_iter().nth(at).ok_or(Fault::NotFound)?;
    Ok(Download::new(ContentType::PDF, &file.name, file.bytes))
}
