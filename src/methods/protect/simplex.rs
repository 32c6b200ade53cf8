//! The simplex method for changes of a table: what may be added to its cells so that every equation still holds.
//!
//! No change at all fits, so there is nothing to be found before the search can begin; and every basis will do to
//! begin with. Variables have bounds, and one that is not in the basis may rest anywhere between its own.

/// Less than this is nothing.
pub(super) const TOLERANCE: f64 = 1e-7;

/// Equations in the form in which each basic variable is said by the others.
#[derive(Clone, Debug)]
pub(super) struct Tableau {
    columns: usize,
    /// Row by row: the coefficients of all variables, 1 for the row's own basic variable.
    rows: Vec<Vec<f64>>,
    /// The basic variable of each row.
    basis: Vec<usize>,
    /// The row of each basic variable.
    row_of: Vec<Option<usize>>,
    /// Steps taken.
    pub work: usize,
    /// A search ends after so many steps of the whole, where it stands.
    pub most_work: usize,
}

/// What a variable's change lies between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub least: f64,
    pub most: f64,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At the greatest value, or where `enough` said so.
    Reached,
    /// Nothing bounds it.
    Unbounded,
}

impl Tableau {
    /// From equations, each a list of variables and their coefficients, whose sum is zero.
    pub fn new(columns: usize, equations: &[Vec<(usize, f64)>]) -> Self {
        let mut tableau = Self {
            columns,
            rows: Vec::with_capacity(equations.len()),
            basis: Vec::new(),
            row_of: vec![None; columns],
            work: 0,
            most_work: usize::MAX,
        };
        for equation in equations {
            let mut row = vec![0.0; columns];
            for &(variable, coefficient) in equation {
                row[variable] += coefficient;
            }
            for (at, &basic) in tableau.basis.iter().enumerate() {
                let factor = row[basic];
                if factor != 0.0 {
                    subtract(&mut row, &tableau.rows[at], factor);
                }
            }
            // An equation that the others imply leaves nothing.
            let Some(own) = (0..columns).find(|&column| row[column].abs() > TOLERANCE) else {
                continue;
            };
            let scale = row[own];
            row.iter_mut().for_each(|coefficient| *coefficient /= scale);
            for other in &mut tableau.rows {
                let factor = other[own];
                if factor != 0.0 {
                    subtract(other, &row, factor);
                }
            }
            tableau.row_of[own] = Some(tableau.rows.len());
            tableau.basis.push(own);
            tableau.rows.push(row);
        }
        tableau
    }

    /// Moves `change` to where the sum of `worth` times each variable is greatest, `seen` being told of each place on
    /// the way and saying whether that is enough.
    pub fn climb(
        &mut self,
        worth: &[f64],
        bounds: &[Bounds],
        change: &mut [f64],
        mut seen: impl FnMut(&[f64]) -> bool,
    ) -> End {
        let mut still = 0;
        let mut gains = vec![0.0; self.columns];
        // Long before this, every basis has been tried that a table of this kind comes through.
        for _ in 0..50 * (self.rows.len() + self.columns) {
            if self.work >= self.most_work {
                break;
            }
            gains.copy_from_slice(worth);
            for (row, &basic) in self.rows.iter().zip(&self.basis) {
                if worth[basic] != 0.0 {
                    subtract(&mut gains, row, worth[basic]);
                }
            }
            let Some((column, sign)) = self.entering(bounds, change, &gains, still > 20) else {
                return End::Reached;
            };
            match self.step(column, sign, bounds, change) {
                None => return End::Unbounded,
                Some(length) => still = if length > TOLERANCE { 0 } else { still + 1 },
            }
            if seen(change) {
                return End::Reached;
            }
        }
        End::Reached
    }

    /// The variable out of the basis by which most is gained, and which way; the first of them, if it has long stood
    /// still, which keeps it from going in circles.
    fn entering(
        &self,
        bounds: &[Bounds],
        change: &[f64],
        gains: &[f64],
        first: bool,
    ) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        for (column, &gain) in gains.iter().enumerate() {
            if self.row_of[column].is_some() || gain.abs() <= TOLERANCE {
                continue;
            }
            let room = if gain > 0.0 {
                bounds[column].most - change[column]
            } else {
                change[column] - bounds[column].least
            };
            if room <= TOLERANCE {
                continue;
            }
            if first {
                return Some((column, gain.signum()));
            }
            if best.is_none_or(|(_, most)| gain.abs() > most.abs()) {
                best = Some((column, gain));
            }
        }
        best.map(|(column, gain)| (column, gain.signum()))
    }

    /// Moves a variable as far as the others let it, which takes it into the basis unless its own bound is first. How
    /// far that was; none if nothing stops it.
    fn step(
        &mut self,
        column: usize,
        sign: f64,
        bounds: &[Bounds],
        change: &mut [f64],
    ) -> Option<f64> {
        self.work += 1;
        let mut length = if sign > 0.0 {
            bounds[column].most - change[column]
        } else {
            change[column] - bounds[column].least
        };
        let mut leaving: Option<usize> = None;
        for (at, (row, &basic)) in self.rows.iter().zip(&self.basis).enumerate() {
            let rate = -row[column] * sign;
            if rate.abs() <= TOLERANCE {
                continue;
            }
            let room = if rate > 0.0 {
                (bounds[basic].most - change[basic]) / rate
            } else {
                (change[basic] - bounds[basic].least) / -rate
            };
            let room = room.max(0.0);
            let ties =
                |at: usize| leaving.is_some_and(|other| basic < self.basis[other] && at != other);
            if room < length - TOLERANCE
                || room <= length + TOLERANCE && leaving.is_some() && ties(at)
            {
                length = room.min(length);
                leaving = Some(at);
            }
        }
        if length.is_infinite() {
            return None;
        }
        for (row, &basic) in self.rows.iter().zip(&self.basis) {
            change[basic] -= row[column] * sign * length;
        }
        change[column] += sign * length;
        if let Some(row) = leaving {
            self.pivot(row, column);
        }
        Some(length)
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let scale = self.rows[row][column];
        self.rows[row].iter_mut().for_each(|coefficient| {
            *coefficient /= scale;
            if coefficient.abs() < 1e-11 {
                *coefficient = 0.0;
            }
        });
        let own = std::mem::take(&mut self.rows[row]);
        for other in &mut self.rows {
            if let Some(&factor) = other.get(column)
                && factor != 0.0
            {
                subtract(other, &own, factor);
                other[column] = 0.0;
            }
        }
        self.rows[row] = own;
        self.row_of[self.basis[row]] = None;
        self.row_of[column] = Some(row);
        self.basis[row] = column;
    }
}

fn subtract(from: &mut [f64], row: &[f64], factor: f64) {
    for (coefficient, other) in from.iter_mut().zip(row) {
        *coefficient -= factor * other;
    }
}
