//! What became of a file of successions, for a terminal and for machines.

use serde_json::json;

use super::Preview;
use crate::{
    kernel::words::counted,
    organisations::{
        import::{
            Remark,
            report::{number, remarks},
        },
        partners::differences,
    },
};

/// For machines: counts, and the rows that cannot be used.
pub fn json(preview: &Preview, applied: bool) -> String {
    json!({
        "read": preview.read,
        "successions": preview.successions.len(),
        "new": preview.new.len(),
        "changed": preview.changed.len(),
        "unchanged": preview.unchanged,
        "not_of_this_system": preview.elsewhere,
        "rejected": remarks(&preview.rejected),
        "unusual": remarks(&preview.unusual),
        "applied": applied,
    })
    .to_string()
}

/// For people at a terminal.
pub fn text(preview: &Preview, applied: bool) -> String {
    let mut lines = Vec::new();
    for succeeds in &preview.successions {
        lines.push(format!(
            "  succession  {} → {}, {} ({})",
            succeeds.predecessor.1,
            succeeds.successor.1,
            succeeds.happened_on.long(),
            succeeds.kind.word()
        ));
    }
    for change in &preview.new {
        let code = change.to.code.as_deref().unwrap_or("no code");
        lines.push(format!("  new         {} ({code})", change.to.name));
    }
    for change in &preview.changed {
        lines.push(format!("  changed     {}", change.to.name));
        if let Some(from) = &change.from {
            lines.extend(
                differences(from, &change.to)
                    .iter()
                    .map(|d| format!("                {d}")),
            );
        }
    }
    for (word, remarks) in [
        ("unusual ", &preview.unusual),
        ("rejected", &preview.rejected),
    ] {
        let told = |r: &Remark| format!("  {word}    line {}: {}", r.line, r.reason);
        lines.extend(remarks.iter().map(told));
    }
    lines.push(format!(
        "{}: {} new, {} known, {} not of this system, {} rejected.",
        counted(number(preview.read), "row", "rows"),
        counted(
            number(preview.successions.len()),
            "succession",
            "successions"
        ),
        preview.unchanged,
        preview.elsewhere,
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
