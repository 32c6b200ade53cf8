//! Words for staff groups whose meaning is beyond doubt.

/// What words mean, where that is beyond doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    MedicalAndDental,
    Students,
    NursingAndMidwifery,
    AlliedHealth,
    ScientificAndTechnical,
    HealthcareScientists,
    ClinicalServices,
    AdministrativeAndClerical,
    EstatesAndAncillary,
    SupplementaryRoles,
    CareManagerial,
    CareRegulated,
    CareDirect,
    CareOther,
    PublicHealth,
    Children,
    Corporate,
    Housing,
    Paid,
    Volunteers,
    Trustees,
}

use Meaning::*;

/// Words by which partners and systems name the same group, folded. Words that could mean
/// two groups ("nursing", "clinical support", "social care") are left out, so that people
/// are asked. The codes are those of the NHS Data Dictionary; the four social-care groups
/// those of Skills for Care.
#[rustfmt::skip] // One word a line would hide the table.
const WORDS: &[(Meaning, Option<&str>, &[&str])] = &[
    (
        MedicalAndDental,
        Some("01"),
        &[
            "medical and dental", "medical dental", "doctors and dentists",
        ],
    ),
    (Students, Some("02"), &["students", "student"]),
    (
        NursingAndMidwifery,
        Some("03"),
        &[
            "nursing and midwifery registered", "registered nursing and midwifery",
            "nursing midwifery registered", "registered nurses and midwives",
            "nursing and midwifery registered staff",
        ],
    ),
    (
        AlliedHealth,
        Some("04"),
        &[
            "allied health professionals", "allied health professional", "ahp", "ahps",
        ],
    ),
    (
        ScientificAndTechnical,
        Some("05"),
        &[
            "additional professional scientific and technical",
            "additional professional scientific and technic", "add prof scientific and technic",
            "add prof scientific and technical", "add prof sci and tech",
            "additional prof scientific and technical", "professional scientific and technical",
        ],
    ),
    (
        HealthcareScientists,
        Some("06"),
        &[
            "healthcare scientists", "healthcare scientist", "health care scientists",
        ],
    ),
    (
        ClinicalServices,
        Some("07"),
        &[
            "additional clinical services", "add clinical services",
            "additional clinical service",
        ],
    ),
    (
        AdministrativeAndClerical,
        Some("08"),
        &[
            "administrative and clerical", "admin and clerical", "administration and clerical",
            "administrative clerical",
        ],
    ),
    (
        EstatesAndAncillary,
        Some("09"),
        &[
            "estates and ancillary", "estates ancillary", "estate and ancillary",
        ],
    ),
    (
        SupplementaryRoles,
        Some("10"),
        &["supplementary roles", "supplementary role"],
    ),
    (
        CareManagerial,
        None,
        &[
            "managerial", "managers", "social care managerial", "social care managers",
        ],
    ),
    (
        CareRegulated,
        None,
        &[
            "regulated professional", "regulated professionals",
            "social care regulated professional", "social care regulated professionals",
        ],
    ),
    (
        CareDirect,
        None,
        &[
            "direct care", "social care direct care", "direct care workers",
        ],
    ),
    (CareOther, None, &["social care other", "other social care"]),
    (
        PublicHealth,
        None,
        &[
            "public health", "council public health", "public health staff",
        ],
    ),
    (
        Children,
        None,
        &[
            "childrens services", "council childrens services", "social care childrens services",
            "childrens social care",
        ],
    ),
    (
        Corporate,
        None,
        &[
            "corporate", "corporate services", "council corporate", "council corporate services",
        ],
    ),
    (
        Housing,
        None,
        &["housing", "housing services", "council housing"],
    ),
    (
        Paid,
        None,
        &[
            "paid", "paid staff", "paid employee", "paid employees",
            "voluntary sector paid staff", "voluntary sector paid",
        ],
    ),
    (
        Volunteers,
        None,
        &[
            "volunteers", "volunteer", "voluntary", "voluntary sector volunteers",
            "unpaid volunteer",
        ],
    ),
    (
        Trustees,
        None,
        &[
            "trustees", "trustee", "voluntary sector trustees", "charity trustee",
            "charity trustees",
        ],
    ),
];

/// What folded words mean; "adult social care" says no more here than "social care".
pub(super) fn meaning(folded: &str) -> Option<Meaning> {
    let folded = folded.strip_prefix("adult ").unwrap_or(folded);
    WORDS
        .iter()
        .find(|(_, _, words)| words.contains(&folded))
        .map(|(meaning, _, _)| *meaning)
}

/// The national code of a meaning, where there is one.
pub(super) fn code(meaning: Meaning) -> Option<&'static str> {
    WORDS.iter().find(|(found, _, _)| *found == meaning)?.1
}
