//! The Rocket: every mount, catcher and fairing on one screen. `serve`, the demo and the tests build the same.

use rocket::{
    Build, Rocket,
    data::{Limits, ToByteUnit},
    figment::Figment,
};

use crate::{
    access::viewer::Gate,
    boards::{self, calendar::Holidays},
    config::Settings,
    demo, digests, engagement, held, home,
    kernel::templates::Sample,
    measures, monthly, objectives, organisations, participation, people, sending, sign_in,
    web::{
        api, assets, catchers, compression::Compression, frame::House, headers::Headers, kept,
        posted::UPLOAD_LIMIT_MIB, public, statements::RunBy,
    },
};

/// What the application is put together from.
pub struct Parts {
    /// The settings, checked.
    pub settings: Settings,
    /// Database, clock, passwords and session limits.
    pub gate: Gate,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// The bank holidays that boards' calendars keep.
    pub holidays: Holidays,
}

/// Puts the application together.
pub fn build(parts: Parts) -> Rocket<Build> {
    let settings = &parts.settings;
    let house = House {
        service: settings.service_name.clone(),
        base_url: settings.base_url(),
        host: settings.host(),
        reading_link_days: i64::from(settings.reading_link_days),
        demo: parts.demo,
        run_by: RunBy {
            organisation: settings.run_by.clone(),
            contact: settings.contact.clone(),
        },
    };
    let secure = house.base_url.starts_with("https://");
    let rocket = rocket::custom(rocket_figment(settings))
        .manage(parts.gate)
        .manage(house)
        .manage(parts.holidays)
        .attach(Headers { secure })
        .attach(Compression)
        .register("/", catchers::all())
        .register("/api", api::catchers())
        .mount("/", kept::routes())
        .mount("/", assets::routes())
        .mount("/", public::routes())
        .mount("/", sign_in::routes())
        .mount("/", organisations::routes())
        .mount("/", people::routes())
        .mount("/", objectives::routes())
        .mount("/", engagement::routes())
        .mount("/", participation::routes())
        .mount("/", measures::routes())
        .mount("/", boards::routes())
        .mount("/", digests::routes())
        .mount("/", sending::routes())
        .mount("/", monthly::routes())
        .mount("/", held::routes())
        .mount("/", home::routes());
    if parts.demo {
        let mailbox = demo::Mailbox(settings.mail_folder());
        return rocket.manage(mailbox).mount("/", demo::routes());
    }
    rocket
}

/// A sample of every template, for the test that renders them all.
pub fn samples() -> Vec<Sample> {
    [
        catchers::samples(),
        public::samples(),
        sign_in::samples(),
        organisations::samples(),
        people::samples(),
        objectives::samples(),
        engagement::samples(),
        participation::samples(),
        measures::samples(),
        boards::samples(),
        digests::samples(),
        sending::samples(),
        monthly::samples(),
        held::samples(),
        home::samples(),
        demo::samples(),
    ]
    .concat()
}

fn rocket_figment(settings: &Settings) -> Figment {
    let limits = Limits::default()
        .limit("data-form", (UPLOAD_LIMIT_MIB + 1).mebibytes())
        .limit("file", UPLOAD_LIMIT_MIB.mebibytes());
    let figment = rocket::Config::figment()
        .merge(("address", settings.address))
        .merge(("port", settings.port))
        .merge(("ident", false))
        .merge(("cli_colors", false))
        .merge(("limits", limits));
    match &settings.proxy_address_header {
        Some(header) => figment.merge(("ip_header", header.clone())),
        None => figment.merge(("ip_header", false)),
    }
}
