use super::*;
use crate::{
    entities::mail::MailState,
    kernel::ids::{MailAttachmentId, MailPictureId, OutgoingMailId},
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n not quite, but never looked into";

fn now() -> Instant {
    Instant::new("2026-04-01T08:30:00Z".parse().expect("a timestamp"))
}

fn queued() -> outgoing_mail::Model {
    outgoing_mail::Model {
        id: OutgoingMailId::new(),
        message_id: "<1@fairwind.example>".into(),
        to_email: "sian@trust.example".into(),
        to_name: "Siân O’Brien, “Shaz”".into(),
        subject: "Golwg ar y cydweithio – 3 organisations & one café".into(),
        text: "Annwyl Siân,\n\nSee you.\n".into(),
        html: "<p>Annwyl Siân</p><img src=\"cid:picture\" alt=\"\">\n".into(),
        picture_id: Some(MailPictureId::new()),
        attachment_id: None,
        reply_to: Some("secretary@trust.example".into()),
        system_id: None,
        unsubscribe_url: None,
        state: MailState::Sending,
        created_at: now(),
        due_at: now(),
        attempts: 1,
        leased_until: None,
        settled_at: None,
        last_answer: None,
        returned_at: None,
    }
}

fn built(mail: &outgoing_mail::Model) -> Letter {
    let from =
        FromAddress::new("Fairwind – a service", "fairwind@ics.example").expect("an address");
    Letter::build(&from, now(), mail, Some(PNG.to_vec()), None).expect("a letter")
}

fn raw(letter: &Letter) -> String {
    String::from_utf8(letter.raw().to_vec()).expect("ASCII")
}

#[test]
fn what_is_read_is_what_was_written() {
    let mail = queued();
    let letter = built(&mail);
    let reading = letter.read().expect("readable");
    assert_eq!(reading.to, mail.to_email);
    assert_eq!(reading.to_name, mail.to_name);
    assert_eq!(reading.subject, mail.subject);
    assert_eq!(reading.sent_at, Some(now()));
    assert_eq!(reading.text, mail.text);
    let shown = format!("data:image/png;base64,{}", BASE64.encode(PNG));
    assert_eq!(reading.html, mail.html.replace("cid:picture", &shown));
}

#[test]
fn a_long_line_is_wrapped_for_the_wire_and_whole_for_the_reader() {
    let mut mail = queued();
    mail.text = format!("{}\n.\n..dots\nFrom here\n", "word ".repeat(400));
    mail.html = format!("<p>{}é</p>", "x".repeat(5_000));
    let letter = built(&mail);
    assert!(letter.raw().is_ascii());
    for line in raw(&letter).split("\r\n") {
        assert!(line.len() <= 78, "{} characters: {line}", line.len());
        assert!(!line.contains(['\r', '\n']));
    }
    let reading = letter.read().expect("readable");
    assert_eq!(reading.text, mail.text);
    assert_eq!(reading.html, mail.html);
}

#[test]
fn every_mail_says_who_and_when_and_that_no_machine_need_answer() {
    let letter = built(&queued());
    let raw = raw(&letter);
    for header in [
        "Message-ID: <1@fairwind.example>\r\n",
        "Date: Wed, 01 Apr 2026 08:30:00 +0000\r\n",
        "Reply-To: secretary@trust.example\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "MIME-Version: 1.0\r\n",
    ] {
        assert!(raw.contains(header), "{header} is not in\n{raw}");
    }
    assert!(raw.contains("<fairwind@ics.example>\r\n"), "{raw}");
    assert_eq!(letter.from(), "fairwind@ics.example");
    assert_eq!(letter.to(), "sian@trust.example");
}

#[test]
fn answers_go_where_the_mail_says_or_else_where_the_service_says() {
    let from = FromAddress::new("", "fairwind@ics.example")
        .and_then(|from| from.answered_at("help@ics.example"))
        .expect("addresses");
    let mut mail = queued();
    let reply_to = |mail: &outgoing_mail::Model| {
        let raw = raw(&Letter::build(&from, now(), mail, None, None).expect("a letter"));
        let line = raw.lines().find(|line| line.starts_with("Reply-To: "));
        line.unwrap_or_default().to_owned()
    };
    assert_eq!(reply_to(&mail), "Reply-To: secretary@trust.example");
    mail.reply_to = None;
    assert_eq!(reply_to(&mail), "Reply-To: help@ics.example");
}

#[test]
fn text_and_html_are_alternatives_and_the_picture_belongs_to_the_html() {
    let raw = raw(&built(&queued()));
    let places: Vec<usize> = [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "Content-ID: <picture>",
    ]
    .iter()
    .map(|part| raw.find(part).or_else(|| panic!("no {part} in\n{raw}")))
    .map(Option::unwrap_or_default)
    .collect();
    // The picture's headers may be in any order; the parts may not.
    assert!(places[..5].is_sorted(), "{places:?}\n{raw}");
}

#[test]
fn what_a_mail_carries_stands_beside_its_words_and_is_read_byte_for_byte() {
    let from = FromAddress::new("", "fairwind@ics.example").expect("an address");
    let file = Attached {
        name: "royal-berkshire-digest.pdf".into(),
        bytes: (0..=255).cycle().take(5_000).collect(),
    };
    let mut mail = queued();
    mail.attachment_id = Some(MailAttachmentId::new());
    for html in [mail.html.clone(), String::new()] {
        mail.html = html;
        let picture = Some(PNG.to_vec());
        let letter = Letter::build(&from, now(), &mail, picture, Some(file.clone()));
        let letter = letter.expect("a letter");
        let message = raw(&letter);
        let [mixed, text, pdf] = ["multipart/mixed", "text/plain", "application/pdf"]
            .map(|part| message.find(part).unwrap_or_else(|| panic!("no {part}")));
        assert!(mixed < text && text < pdf, "{message}");
        let reading = letter.read().expect("readable");
        assert_eq!(reading.attached, std::slice::from_ref(&file));
        assert_eq!(reading.text.trim_end(), mail.text.trim_end());
    }
    // Its words say that it is there: without it, it is not sent.
    let refused = Letter::build(&from, now(), &mail, None, None);
    assert!(refused.is_err_and(|why| why.contains("not there any more")));
}

#[test]
fn a_mail_of_text_alone_has_one_part() {
    let mut mail = queued();
    mail.html.clear();
    let letter = built(&mail);
    assert!(!raw(&letter).contains("multipart"));
    let reading = letter.read().expect("readable");
    assert_eq!(reading.text.trim_end(), mail.text.trim_end());
    assert_eq!(reading.html, "");
}

#[test]
fn no_header_can_be_smuggled_in() {
    let mut mail = queued();
    mail.subject = "Hello\r\nBcc: everyone@trust.example\r\n\r\nBody".into();
    mail.to_name = "Ann\nBcc: everyone@trust.example".into();
    let letter = built(&mail);
    assert!(!raw(&letter).contains("\nBcc:"));
    assert_eq!(letter.envelope.to().len(), 1);
    let subject = letter.read().expect("readable").subject;
    assert_eq!(subject, "Hello Bcc: everyone@trust.example Body");
    mail.subject = "Your \u{202e}link\u{200b}".into();
    mail.to_name = "\u{2067}Ann\u{2069} Other".into();
    let seen = built(&mail).read().expect("readable");
    assert_eq!(
        (seen.subject.as_str(), seen.to_name.as_str()),
        ("Your link", "Ann Other")
    );
}

#[test]
fn what_is_not_an_address_is_not_written_to() {
    let from = FromAddress::new("", "fairwind@ics.example").expect("an address");
    for email in [
        "",
        "ann",
        "ann@",
        "a b@c.example",
        "a@b.example\r\nX: y",
        "a@b.example, c@d.example",
    ] {
        let mail = outgoing_mail::Model {
            to_email: email.into(),
            ..queued()
        };
        let refused = Letter::build(&from, now(), &mail, None, None);
        assert!(refused.is_err(), "{email}");
    }
    assert!(FromAddress::new("Fairwind", "nobody").is_err());
}

#[test]
fn a_letter_in_a_log_says_nothing_of_what_is_in_it() {
    let shown = format!("{:?}", built(&queued()));
    assert!(
        !shown.contains("sian") && !shown.contains("Annwyl"),
        "{shown}"
    );
}

#[test]
fn only_a_mail_that_can_be_stopped_says_how() {
    let mut mail = queued();
    assert!(!raw(&built(&mail)).contains("List-Unsubscribe"));
    let url = format!(
        "https://fairwind.ics.example/unsubscribe/{}",
        "f".repeat(64)
    );
    mail.unsubscribe_url = Some(url.clone());
    let raw = raw(&built(&mail)).replace("\r\n ", " ").replace("  ", " ");
    assert!(
        raw.contains(&format!("List-Unsubscribe: <{url}>\r\n")),
        "{raw}"
    );
    assert!(
        raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
        "{raw}"
    );
}

#[test]
fn what_did_not_arrive_is_reported_where_the_settings_say() {
    let from = FromAddress::new("", "fairwind@ics.example")
        .and_then(|from| from.returned_to("bounces@ics.example"))
        .expect("addresses");
    let letter = Letter::build(&from, now(), &queued(), None, None).expect("a letter");
    assert_eq!(letter.from(), "bounces@ics.example");
    assert!(raw(&letter).contains("From: fairwind@ics.example\r\n"));
}
