//! What became of a file of organisations, for a terminal and for machines.

use serde_json::{Value, json};

use super::{Preview, Remark};
use crate::{kernel::words::counted, organisations::partners::differences};

/// For machines: counts, and the rows that cannot be used.
pub fn json(preview: &Preview, applied: bool) -> String {
    json!({
        "read": preview.read,
        "new": preview.new.len(),
        "changed": preview.changed.len(),
        "unchanged": preview.unchanged,
        "rejected": remarks(&preview.rejected),
        "unusual": remarks(&preview.unusual),
        "applied": applied,
    })
    .to_string()
}

/// For people at a terminal.
pub fn text(preview: &Preview, system: &str, is_new_system: bool, applied: bool) -> String {
    let mut lines = Vec::new();
    if is_new_system {
        lines.push(format!(
            "{system} {} a new system, with the usual staff groups, frameworks and kinds.",
            if applied { "is" } else { "would be" }
        ));
    }
    for change in &preview.new {
        let code = change.to.code.as_deref().unwrap_or("no code");
        lines.push(format!("  new      {} ({code})", change.to.name));
    }
    for change in &preview.changed {
        lines.push(format!("  changed  {}", change.to.name));
        if let Some(from) = &change.from {
            lines.extend(
                differences(from, &change.to)
                    .iter()
                    .map(|d| format!("             {d}")),
            );
        }
    }
    for (word, remarks) in [
        ("unusual ", &preview.unusual),
        ("rejected", &preview.rejected),
    ] {
        let told = |r: &Remark| format!("  {word} line {}: {}", r.line, r.reason);
        lines.extend(remarks.iter().map(told));
    }
    lines.push(format!(
        "{}: {} new, {} changed, {} unchanged, {} rejected.",
        counted(number(preview.read), "row", "rows"),
        preview.new.len(),
        preview.changed.len(),
        preview.unchanged,
        preview.rejected.len()
    ));
    lines.push(
        match (applied, preview.changes_nothing()) {
            (true, true) => "There was nothing to change.",
            (true, false) => "All of it is written.",
            (false, _) => "Nothing is written.",
        }
        .to_owned(),
    );
    lines.join("\n")
}

/// Lines and reasons, for machines.
pub(super) fn remarks(remarks: &[Remark]) -> Vec<Value> {
    let told = |r: &Remark| json!({ "line": r.line, "reason": r.reason });
    remarks.iter().map(told).collect()
}

pub(super) fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
