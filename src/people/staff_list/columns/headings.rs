//! The headings that are known for columns of staff lists.

use super::Field;

/// Headings as employers write them, the likelier first: where two columns of one file could
/// be the same field, the earlier word wins. Written as [`super::heading`] makes them.
/// A manager's number or address is these same words after "manager" or "supervisor".
#[rustfmt::skip] // One word a line would hide the table.
pub(super) const HEADINGS: &[(Field, &[&str])] = &[
    (
        Field::EmployeeNumber,
        &[
            "employee number", "staff number", "payroll number", "personnel number",
            "esr employee number", "esr number", "employee id", "staff id", "person number",
            "payroll id", "personnel id", "worker id", "person id", "employee reference",
            "payroll reference", "employee ref", "payroll ref",
        ],
    ),
    (
        Field::AssignmentNumber,
        &[
            "assignment number", "esr assignment number", "assignment id", "job number",
        ],
    ),
    (
        Field::Name,
        &[
            "full name", "name", "employee name", "staff name", "employee full name",
            "display name", "name of employee", "staff member", "volunteer name", "worker name",
        ],
    ),
    (
        Field::FamilyName,
        &[
            "last name", "surname", "family name", "lastname", "employee last name",
            "employee surname",
        ],
    ),
    (
        Field::GivenName,
        &[
            "first name", "forename", "given name", "firstname", "forenames", "first names",
            "given names", "employee first name", "employee forename", "preferred name",
            "known as",
        ],
    ),
    (
        Field::Email,
        &[
            "work email address", "work email", "business email", "business email address",
            "office email address", "email address", "email", "employee email address",
            "employee email", "staff email", "email work", "nhs email address", "nhs email",
            "contact email",
        ],
    ),
    (
        Field::StaffGroup,
        &[
            "staff group", "staff group name", "staff group description", "staff group code",
            "staff groups", "staff category", "occupational group", "occupation group",
            "workforce group", "professional group", "service area",
        ],
    ),
    (
        Field::JobRole,
        &[
            "job role", "role", "job title", "role title", "job", "role name", "job role name",
        ],
    ),
    (
        Field::PositionTitle,
        &[
            "position title", "post title", "position", "post", "position name", "post name",
        ],
    ),
    (
        Field::Band,
        &[
            "band", "pay band", "afc band", "pay scale", "grade", "pay grade", "salary grade",
            "pay scale name", "pay scale description", "pay scale grade", "grade name",
        ],
    ),
    (
        Field::Fte,
        &[
            "fte", "wte", "contracted fte", "contracted wte", "fte contracted", "wte contracted",
            "assignment fte", "full time equivalent", "whole time equivalent", "fte actual",
        ],
    ),
    (
        Field::WeeklyHours,
        &[
            "hours per week", "weekly hours", "contracted hours per week", "contracted hours",
            "contract hours", "contracted weekly hours", "weekly contracted hours",
            "hours a week", "hours week", "hrs per week", "weekly hrs", "hours",
        ],
    ),
    (
        Field::StartedOn,
        &[
            "latest start date", "start date", "started on", "started", "employment start date",
            "date started", "latest hire date", "hire date", "date joined", "joined",
            "joining date", "date of joining", "assignment start date", "start",
        ],
    ),
    (
        Field::EndedOn,
        &[
            "actual termination date", "termination date", "leaving date", "leave date",
            "employment end date", "end date", "ended on", "ended", "date left", "leaver date",
            "date of leaving", "left", "last working day", "assignment end date",
        ],
    ),
    (
        Field::PaidOrVolunteer,
        &[
            "paid volunteer", "paid or volunteer", "volunteer or paid", "volunteer paid",
            "paid voluntary", "paid unpaid", "paid or unpaid", "staff or volunteer",
            "staff volunteer", "paid staff or volunteer", "paid volunteer trustee",
        ],
    ),
    (
        Field::Place,
        &[
            "place", "place name", "locality", "borough", "neighbourhood",
        ],
    ),
];

/// Words before the manager's number or address.
pub(super) const MANAGERS: [&str; 9] = [
    "line managers ",
    "line manager ",
    "managers ",
    "manager ",
    "supervisors ",
    "supervisor ",
    "reports to ",
    "reporting manager ",
    "reporting to ",
];
