use super::*;

#[test]
fn the_defaults_are_safe() {
    assert_eq!(Settings::default().check(), Ok(()));
}

#[test]
fn unsafe_settings_are_refused_with_a_sentence() {
    let open = Settings {
        address: [0, 0, 0, 0].into(),
        ..Settings::default()
    };
    assert!(
        open.check()
            .expect_err("refused")
            .contains("others can reach")
    );
    let plain = Settings {
        base_url: Some("http://fairwind.example".into()),
        ..Settings::default()
    };
    assert!(plain.check().expect_err("refused").contains("without TLS"));
    let tricky = Settings {
        base_url: Some("http://localhost.example".into()),
        ..Settings::default()
    };
    assert!(tricky.check().is_err());
    let clear = Settings {
        smtp_host: Some("mail.example".into()),
        smtp_security: MailSecurity::None,
        ..Settings::default()
    };
    assert!(clear.check().expect_err("refused").contains("in the clear"));
    let half = Settings {
        dkim_domain: Some("ics.example".into()),
        ..Settings::default()
    };
    assert!(half.check().expect_err("refused").contains("go together"));
    let nowhere = Settings {
        returns_folder: Some("no/such/folder".into()),
        ..Settings::default()
    };
    assert!(
        nowhere
            .check()
            .expect_err("refused")
            .contains("not a folder")
    );
    let mailbox = Settings {
        returns_mailbox_host: Some("imap.example".into()),
        returns_mailbox_user: Some("returns".into()),
        returns_mailbox_password: Some("secret".into()),
        ..Settings::default()
    };
    assert_eq!(mailbox.check(), Ok(()));
    for (wrong, said) in [
        (
            Settings {
                returns_mailbox_security: MailboxSecurity::None,
                ..mailbox.clone()
            },
            "in the clear",
        ),
        (
            Settings {
                returns_mailbox_user: None,
                ..mailbox.clone()
            },
            "returns_mailbox_user is missing",
        ),
        (
            Settings {
                returns_mailbox_password_file: Some("p".into()),
                ..mailbox.clone()
            },
            "give one of them",
        ),
        (
            Settings {
                returns_mailbox_password: None,
                ..mailbox.clone()
            },
            "give one of them",
        ),
        (
            Settings {
                returns_mailbox_host: None,
                ..mailbox.clone()
            },
            "returns_mailbox_host is missing",
        ),
        (
            Settings {
                returns_mailbox_folder: " ".into(),
                ..mailbox.clone()
            },
            "must not be empty",
        ),
    ] {
        let refused = wrong.check().expect_err(said);
        assert!(refused.contains(said), "{refused}");
    }
    let good = Settings {
        address: [0, 0, 0, 0].into(),
        base_url: Some("https://fairwind.example/".into()),
        ..Settings::default()
    };
    assert_eq!(good.check(), Ok(()));
    assert_eq!(good.host(), "fairwind.example");
}
