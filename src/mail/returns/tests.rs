use super::*;

/// A report as Postfix writes it.
fn report(action: &str, status: &str, returned: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n\
         To: fairwind@ics.example\r\n\
         Subject: Undelivered Mail Returned to Sender\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\
         Message-ID: <of-the-report@mx.example>\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nIt did not work.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\n\
         Original-Envelope-Id: 0199-7\r\n\
         Arrival-Date: Mon, 16 Nov 2026 10:00:00 +0000\r\n\r\n\
         Final-Recipient: rfc822; ann@trust.example\r\n\
         Action: {action}\r\n\
         Status: {status}\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 <ann@trust.example>: Recipient\r\n    address rejected\r\n\
         --b\r\n{returned}\r\n--b--\r\n"
    )
}

const WHOLE: &str = "Content-Type: message/rfc822\r\n\r\nFrom: fairwind@ics.example\r\nMessage-ID: <1@fairwind.example>\r\nSubject: A digest\r\n\r\nWords\r\n";
const HEAD: &str = "Content-Type: text/rfc822-headers\r\n\r\nFrom: fairwind@ics.example\r\nMessage-ID: <1@fairwind.example>\r\nSubject: A digest\r\n";

#[test]
fn a_report_tells_which_mail_and_what_became_of_it() {
    for returned in [WHOLE, HEAD] {
        for (action, status, fate) in [
            ("failed", "5.1.1", Fate::Refused),
            ("Failed", "4.4.7", Fate::GivenUp),
            ("delayed", "4.2.2", Fate::Delayed),
            ("relayed", "2.0.0", Fate::Well),
        ] {
            let read = parse(report(action, status, returned).as_bytes()).expect("a report");
            assert_eq!(read.fate, fate, "{action} {status}");
            assert_eq!(read.message_id.as_deref(), Some("<1@fairwind.example>"));
            assert_eq!(read.envelope_id.as_deref(), Some("0199-7"));
            assert_eq!(
                read.said,
                format!("{status} 550 5.1.1 … Recipient address rejected")
            );
        }
    }
}

#[test]
fn a_report_without_the_mail_is_known_by_its_envelope() {
    let without = report("failed", "5.1.1", "Content-Type: text/plain\r\n\r\nNothing");
    let read = parse(without.as_bytes()).expect("a report");
    assert_eq!(
        (read.message_id, read.envelope_id.as_deref()),
        (None, Some("0199-7"))
    );
}

#[test]
fn the_worst_of_several_recipients_counts() {
    let raw = report("relayed", "2.0.0", WHOLE).replace(
        "Final-Recipient: rfc822; ann@",
        "Final-Recipient: rfc822; bob@trust.example\r\nAction: failed\r\nStatus: 5.2.1\r\n\r\nFinal-Recipient: rfc822; ann@",
    );
    assert_eq!(
        parse(raw.as_bytes()).map(|read| read.fate),
        Some(Fate::Refused)
    );
}

#[test]
fn what_is_no_report_is_told_from_one() {
    for raw in [
        "",
        "\0\0\0",
        "From: ann@trust.example\r\nSubject: I am away\r\n\r\nUntil Monday\r\n",
        "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed",
    ] {
        assert_eq!(parse(raw.as_bytes()), None, "{raw}");
    }
}
