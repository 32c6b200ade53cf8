//! One address on the lines of several employments: one person, or a mistake.

use std::hash::{BuildHasher, RandomState};

use super::employment::{Gathered, differ, in_order};
use super::rows::Warning;
use super::words::{self, BY_NUMBER, quoted};

/// Folds employments with the same address and the same name into one, and rejects those
/// with the same address and different names: mail for one would reach the other, and one of
/// them would sign in as the other.
pub(super) fn settle(gathered: &mut Gathered<'_>) {
    let address = |gathered: &Gathered<'_>, at: usize| {
        gathered.get(at).and_then(|found| found.row.email.clone())
    };
    for same in shared(gathered) {
        let Some(email) = address(gathered, same[0]) else {
            continue;
        };
        settle_one(gathered, &email, &same);
    }
}

/// The places of each address that has several, in their order.
fn shared(gathered: &Gathered<'_>) -> Vec<Vec<usize>> {
    let email = |at: usize| {
        gathered
            .get(at)
            .and_then(|found| found.row.email.as_deref())
    };
    // Hashes are sorted many times as fast as a million addresses, and keep no second copy of them.
    let hashing = RandomState::new();
    let mut hashed: Vec<(u64, usize)> = (0..gathered.len())
        .filter_map(|at| Some((hashing.hash_one(email(at)?), at)))
        .collect();
    hashed.sort_unstable();
    let mut likely: Vec<usize> = hashed
        .chunk_by(|(one, _), (two, _)| one == two)
        .filter(|alike| alike.len() > 1)
        .flatten()
        .map(|&(_, at)| at)
        .collect();
    likely.sort_by_key(|&at| (email(at), at));
    likely
        .chunk_by(|&one, &two| email(one) == email(two))
        .filter(|same| same.len() > 1)
        .map(<[usize]>::to_vec)
        .collect()
}

fn settle_one(gathered: &mut Gathered<'_>, email: &str, same: &[usize]) {
    let found: Vec<_> = same.iter().filter_map(|&at| gathered.get(at)).collect();
    let mut all_lines: Vec<u32> = found.iter().flat_map(|e| e.row.lines.clone()).collect();
    all_lines.sort_unstable();
    // A line whose name could not be read is nobody else's.
    let mut names = found
        .iter()
        .map(|e| e.row.name.as_str())
        .filter(|name| !name.is_empty());
    let one_name = names
        .next()
        .is_none_or(|first| names.all(|name| !differ(first, name)));
    if !one_name {
        let reasons: Vec<(usize, String)> = same
            .iter()
            .filter_map(|&at| Some((at, &gathered.get(at)?.row)))
            .map(|(at, row)| {
                let own = in_order(&row.lines);
                let others: Vec<u32> = all_lines
                    .iter()
                    .copied()
                    .filter(|line| own.binary_search(line).is_err())
                    .take(BY_NUMBER)
                    .collect();
                let reason = format!(
                    "The address {} is also given to somebody else, on {}.",
                    quoted(email),
                    words::lines_of(&others, all_lines.len() - own.len())
                );
                (at, reason)
            })
            .collect();
        for (at, reason) in reasons {
            gathered.reject(at, &reason);
        }
        return;
    }
    let mut numbers: Vec<String> = found
        .iter()
        .filter_map(|e| e.row.employee_number.clone())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.len() > 1 {
        gathered.warnings.push(Warning {
            lines: all_lines,
            reason: format!(
                "Employee numbers {} have the same name and the address {}, \
                 so they are read as one person\u{2019}s.",
                numbers.join(" and "),
                quoted(email)
            ),
        });
    }
    for &later in &same[1..] {
        gathered.fold(same[0], later);
    }
}
