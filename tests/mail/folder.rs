//! Mail in a folder, where there is no mail server.

use fairwind::mail::{Mail, Mailer, folder};

use super::{HOST, Outbox, to};
use crate::support::database::TestDatabase;

on_both! {
    async fn a_folder_of_mail_is_read_as_a_mailbox(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let place = tempfile::tempdir().expect("a temporary folder");
        let path = place.path().join("not made yet");
        assert_eq!(folder::list(&path, 10).expect("no folder, no mail"), []);
        let png = b"\x89PNG and so on";
        let picture = Some(outbox.picture(png).await);
        let sender = outbox.sender(Mailer::Folder(path.clone()));
        let first = outbox.queue(Mail { subject: "Yr un gyntaf – café".into(), picture, html: "<img src=\"cid:picture\" alt=\"\">\n".into(), ..to("ann@trust.example") }).await;
        sender.deliver_due().await.expect("a round");
        outbox.pass(61);
        outbox.queue(to("ben@trust.example")).await;
        sender.deliver_due().await.expect("a round");

        let listed = folder::list(&path, 10).expect("a folder");
        let people: Vec<&str> = listed.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(people, ["ben@trust.example", "ann@trust.example"]);
        assert_eq!(listed[1].subject, "Yr un gyntaf – café");
        assert_eq!(listed[0].sent_at, outbox.clock.now());
        assert!(listed[1].name.starts_with("20260302T090000Z-"));
        assert_eq!(folder::list(&path, 1).expect("a folder"), listed[..1]);

        let reading = folder::read(&path, &listed[1].name).expect("a folder").expect("a mail");
        assert_eq!((reading.to.as_str(), reading.to_name.as_str()), ("ann@trust.example", "Ann Other"));
        assert_eq!(reading.subject, "Yr un gyntaf – café");
        assert_eq!(reading.sent_at, Some(listed[1].sent_at));
        assert_eq!(reading.text, to("").text);
        let (before, shown) = reading.html.split_once("data:image/png;base64,").expect("the picture in the page");
        assert_eq!(before, "<img src=\"");
        assert_eq!(shown, "iVBORyBhbmQgc28gb24=\" alt=\"\">\n");
        let envelope = std::fs::read_to_string(path.join(format!("{}.json", listed[1].name))).expect("an envelope");
        assert!(envelope.contains(&format!("<{first}@{HOST}>")), "{envelope}");
        let left: Vec<_> = std::fs::read_dir(&path).expect("a folder").flatten().map(|file| file.path()).collect();
        assert_eq!(left.len(), 4, "{left:?}");
        #[cfg(unix)]
        for file in left.iter().chain([&path]) {
            use std::os::unix::fs::PermissionsExt as _;
            let rights = std::fs::metadata(file).expect("it is there").permissions().mode();
            assert_eq!(rights & 0o077, 0, "{} is read by others", file.display());
        }
    }

    async fn no_name_leads_out_of_the_folder(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let place = tempfile::tempdir().expect("a temporary folder");
        let inner = place.path().join("inner");
        outbox.queue(to("ann@trust.example")).await;
        outbox.sender(Mailer::Folder(place.path().into())).deliver_due().await.expect("a round");
        std::fs::create_dir(&inner).expect("made");
        let name = folder::list(place.path(), 1).expect("a folder").remove(0).name;
        assert!(folder::read(place.path(), &name).expect("a folder").is_some());
        let long = "a".repeat(300);
        for name in [long, format!("../{name}"), format!("{}/{name}", place.path().display()), String::new(), "..".into()] {
            assert_eq!(folder::read(&inner, &name).expect("refused quietly"), None, "{name}");
        }
    }
}
