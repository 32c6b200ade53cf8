//! How each list is spoken of.

use crate::organisations::keeping::List;

/// How a list is spoken of.
pub(in crate::organisations) struct Words {
    pub(in crate::organisations) heading: &'static str,
    pub(in crate::organisations) one: &'static str,
    pub(in crate::organisations) many: &'static str,
    pub(super) lead: &'static str,
    pub(super) retiring: &'static str,
}

/// How each list is spoken of.
pub(in crate::organisations) fn words(list: List) -> Words {
    let (heading, one, many, lead, retiring) = match list {
        List::StaffGroups => (
            "Staff groups",
            "staff group",
            "staff groups",
            "Every figure is told apart by staff group. Each partner’s own words are mapped to these once.",
            "Partners can no longer map their words to it. Whoever is in it stays in it, and so do its figures.",
        ),
        List::Places => (
            "Places",
            "place",
            "places",
            "Parts of the system. A partner, or someone’s employment, may belong to one.",
            "It can no longer be chosen. Partners and people who belong to it stay, and so do its figures.",
        ),
        List::Priorities => (
            "Priorities",
            "priority",
            "priorities",
            "What the whole system, a place or an organisation wants to achieve. Whoever writes an objective can say which of them it serves, and figures can be looked at by priority.",
            "It can no longer be chosen. Objectives that serve it keep it, and so do its figures.",
        ),
        List::EntryKinds => (
            "Kinds of work",
            "kind of work",
            "kinds of work",
            "What an entry can be: people choose one when they log work with other organisations.",
            "It can no longer be chosen. Entries of this kind stay as they are.",
        ),
        List::TensionKinds => (
            "Kinds of tension",
            "kind of tension",
            "kinds of tension",
            "What gets in the way of working together: people may choose one when they log work.",
            "It can no longer be chosen. What was recorded under it stays as it is.",
        ),
        List::Frameworks => (
            "Frameworks",
            "framework",
            "frameworks",
            "Sets of themes that objectives are tagged with. Add a new version rather than change what a theme means.",
            "Its themes can no longer be chosen. Objectives that have them keep them.",
        ),
        List::Themes(_) => (
            "Themes",
            "theme",
            "themes",
            "Objectives are tagged with these.",
            "It can no longer be chosen. Objectives that have it keep it.",
        ),
    };
    Words {
        heading,
        one,
        many,
        lead,
        retiring,
    }
}
