//! Civil days and instants, as the records keep them and as people read them.
//!
//! A [`Day`] is a civil date in Europe/London; an [`Instant`] is UTC and whole seconds, because SQLite keeps
//! instants as text and text with a variable number of decimals sorts wrongly.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use sea_orm::{
    ColIdx, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{self, ArrayType, ColumnType, Nullable, ValueTypeErr},
};
use serde::{Deserialize, Serialize};

/// A civil date, in Europe/London where an instant decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub Date);

/// A moment, UTC, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(Timestamp);

/// The one time zone of the service: the boards, appraisal years and bank holidays it serves are England's.
pub fn london() -> TimeZone {
    TimeZone::get("Europe/London").expect("the zone is bundled")
}

impl Day {
    /// A day by its numbers; `None` where the calendar has no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// This many days later (or earlier, if negative).
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// The same date this many years earlier; 28 February for a 29th that was not.
    pub fn years_before(self, years: i32) -> Self {
        Self(self.0.saturating_sub(jiff::Span::new().years(years)))
    }

    /// Days from this one to `later`; negative if it lies before.
    pub fn days_until(self, later: Self) -> i32 {
        self.0.until(later.0).map_or(0, |span| span.get_days())
    }

    /// The first day of this day's month.
    pub fn first_of_month(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// "6 August 2018", the NHS's way to write a date.
    pub fn long(self) -> String {
        self.0.strftime("%-d %B %Y").to_string()
    }

    /// "August 2018".
    pub fn month_and_year(self) -> String {
        self.0.strftime("%B %Y").to_string()
    }

    /// "2018-08-06", for addresses, exports and form values.
    pub fn iso(self) -> String {
        self.0.to_string()
    }

    /// Reads "2018-08-06".
    pub fn parse_iso(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }

    /// This hour of the day in London, 0 to 23; the hour after, where the clocks leave it out.
    pub fn at_hour(self, hour: i8) -> Instant {
        let at = self.0.at(hour.clamp(0, 23), 0, 0, 0);
        Instant::new(london().to_timestamp(at).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    pub(super) fn to_time(self) -> time::Date {
        let month = u8::try_from(self.0.month()).unwrap_or(1);
        let day = u8::try_from(self.0.day()).unwrap_or(1);
        let month = time::Month::try_from(month).expect("a civil month is 1 to 12");
        time::Date::from_calendar_date(i32::from(self.0.year()), month, day)
            .expect("both calendars are the proleptic Gregorian")
    }

    fn from_time(date: time::Date) -> Option<Self> {
        Self::new(
            i16::try_from(date.year()).ok()?,
            i8::try_from(u8::from(date.month())).ok()?,
            i8::try_from(date.day()).ok()?,
        )
    }
}

// A day may be part of a key, which the database never makes up.
impl sea_orm::TryFromU64 for Day {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("Day"))
    }
}

impl Instant {
    /// A timestamp cut to whole seconds.
    pub fn new(timestamp: Timestamp) -> Self {
        Self(Timestamp::from_second(timestamp.as_second()).unwrap_or(timestamp))
    }

    /// Midday of a day in London.
    pub fn midday(day: Day) -> Self {
        let noon = day.0.at(12, 0, 0, 0);
        Self::new(london().to_timestamp(noon).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// The civil day this moment falls on in London.
    pub fn day(self) -> Day {
        Day(self.0.to_zoned_datetime(london()).date())
    }

    /// This many seconds later (or earlier).
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(
            self.0
                .saturating_add(jiff::SignedDuration::from_secs(seconds))
                .unwrap_or(self.0),
        )
    }

    /// Seconds from `earlier` to this moment.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.as_second() - earlier.0.as_second()
    }

    /// Seconds since 1970, for ids and cookies.
    pub fn unix(self) -> i64 {
        self.0.as_second()
    }

    /// The underlying timestamp.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }

    /// "6 August 2018 at 5:30pm", in London; midday and midnight in words, as the NHS writes times.
    pub fn long(self) -> String {
        let zoned = self.0.to_zoned_datetime(london());
        let time = match (zoned.hour(), zoned.minute()) {
            (0, 0) => "midnight".to_owned(),
            (12, 0) => "midday".to_owned(),
            (_, 0) => zoned.strftime("%-I%P").to_string(),
            _ => zoned.strftime("%-I:%M%P").to_string(),
        };
        format!("{} at {time}", self.day().long())
    }

    pub(super) fn to_time(self) -> time::OffsetDateTime {
        time::OffsetDateTime::from_unix_timestamp(self.0.as_second())
            .unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
    }

    fn from_time(at: time::OffsetDateTime) -> Option<Self> {
        Timestamp::from_second(at.unix_timestamp()).ok().map(Self)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.long())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.long())
    }
}

impl FromStr for Day {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Stores a newtype through one of the `time` crate's types, which is what SeaORM knows.
macro_rules! stored_as {
    ($ours:ty, $theirs:ty, $column:expr, $array:expr) => {
        impl From<$ours> for Value {
            fn from(value: $ours) -> Self {
                value.to_time().into()
            }
        }

        impl TryGetable for $ours {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
                let stored = <$theirs as TryGetable>::try_get_by(row, index)?;
                Self::from_time(stored).ok_or_else(|| {
                    TryGetError::DbErr(sea_orm::DbErr::Type(format!("{stored} is out of range")))
                })
            }
        }

        impl sea_query::ValueType for $ours {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                let stored = <$theirs as sea_query::ValueType>::try_from(value)?;
                Self::from_time(stored).ok_or(ValueTypeErr)
            }

            fn type_name() -> String {
                stringify!($ours).to_owned()
            }

            fn array_type() -> ArrayType {
                $array
            }

            fn column_type() -> ColumnType {
                $column
            }
        }

        impl Nullable for $ours {
            fn null() -> Value {
                <$theirs as Nullable>::null()
            }
        }

        impl sea_orm::IntoActiveValue<$ours> for $ours {
            fn into_active_value(self) -> sea_orm::ActiveValue<$ours> {
                sea_orm::ActiveValue::Set(self)
            }
        }
    };
}

stored_as!(Day, time::Date, ColumnType::Date, ArrayType::TimeDate);
stored_as!(
    Instant,
    time::OffsetDateTime,
    ColumnType::TimestampWithTimeZone,
    ArrayType::TimeDateTimeWithTimeZone
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_read_as_the_nhs_writes_them() {
        let summer: Timestamp = "2018-08-06T16:30:09.75Z".parse().expect("a timestamp");
        let at = Instant::new(summer);
        assert_eq!(at.long(), "6 August 2018 at 5:30pm");
        assert_eq!(at.timestamp().subsec_nanosecond(), 0);
        let noon = Instant::new("2018-12-06T12:00:00Z".parse().expect("a timestamp"));
        assert_eq!(noon.long(), "6 December 2018 at midday");
    }

    #[test]
    fn a_late_evening_in_summer_is_the_next_day_in_london() {
        let at = Instant::new("2026-06-30T23:30:00Z".parse().expect("a timestamp"));
        assert_eq!(at.day(), Day::new(2026, 7, 1).expect("a day"));
    }

    #[test]
    fn days_survive_the_database_type() {
        let day = Day::new(2024, 2, 29).expect("a day");
        assert_eq!(Day::from_time(day.to_time()), Some(day));
        assert_eq!(day.plus(1).iso(), "2024-03-01");
        assert_eq!(day.days_until(day.plus(400)), 400);
    }
}
