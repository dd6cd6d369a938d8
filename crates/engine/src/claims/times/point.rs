//! Points on the calendar: a value with the days that it covers.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A TIMEX3 value with its first and last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// "1989-11-02", "1989-W44", "XXXX-WXX-3".
    pub value: String,
    /// First and last day; None when it is not resolved.
    pub days: Option<(Date, Date)>,
}

impl Point {
    /// A value that covers no known days.
    pub fn open(value: impl Into<String>) -> Point {
        Point { value: value.into(), days: None }
    }

    /// One day.
    pub fn day(d: Date) -> Point {
        Point { value: d.to_string(), days: Some((d, d)) }
    }

    /// The ISO week that holds a day.
    pub fn week(d: Date) -> Point {
        let iso = d.iso_week_date();
        let first = start_of_week(d);
        Point { value: format!("{:04}-W{:02}", iso.year(), iso.week()), days: add(first, 6).map(|last| (first, last)) }
    }

    /// Saturday and Sunday of the week that holds a day.
    pub fn weekend(d: Date) -> Point {
        let iso = d.iso_week_date();
        let first = start_of_week(d);
        let days = add(first, 5).zip(add(first, 6));
        Point { value: format!("{:04}-W{:02}-WE", iso.year(), iso.week()), days }
    }

    /// A month.
    pub fn month(year: i16, month: i8) -> Point {
        let first = Date::new(year, month, 1).ok();
        Point { value: format!("{year:04}-{month:02}"), days: first.map(|f| (f, f.last_of_month())) }
    }

    /// A quarter, 1 to 4.
    pub fn quarter(year: i16, quarter: i8) -> Point {
        let first = Date::new(year, quarter * 3 - 2, 1).ok();
        let last = Date::new(year, quarter * 3, 1).ok().map(|d| d.last_of_month());
        Point { value: format!("{year:04}-Q{quarter}"), days: first.zip(last) }
    }

    /// A year.
    pub fn year(year: i16) -> Point {
        let days = Date::new(year, 1, 1).ok().zip(Date::new(year, 12, 31).ok());
        Point { value: format!("{year:04}"), days }
    }

    /// A decade, by its first year ("197").
    pub fn decade(year: i16) -> Point {
        let first = year.div_euclid(10) * 10;
        let days = Date::new(first, 1, 1).ok().zip(Date::new(first + 9, 12, 31).ok());
        Point { value: format!("{:03}", year.div_euclid(10)), days }
    }

    /// A century, by its number ("the 20th" is "19").
    pub fn century(n: i16) -> Point {
        let days = Date::new((n - 1) * 100 + 1, 1, 1).ok().zip(Date::new((n * 100).min(9999), 12, 31).ok());
        Point { value: format!("{:02}", n - 1), days }
    }

    /// A season; winter is that which begins in the year.
    pub fn season(year: i16, letters: &str) -> Point {
        let months = match letters {
            "SP" => Some((3, 5)),
            "SU" => Some((6, 8)),
            "FA" => Some((9, 11)),
            _ => None,
        };
        let days = months.and_then(|(a, b)| Date::new(year, a, 1).ok().zip(Date::new(year, b, 1).ok().map(|d| d.last_of_month())));
        Point { value: format!("{year:04}-{letters}"), days }
    }
}

/// The day `n` days later.
pub(super) fn add(d: Date, n: i64) -> Option<Date> {
    d.checked_add(n.days()).ok()
}

/// The day `n` months later, the month's last when it is shorter.
pub(super) fn add_months(d: Date, n: i64) -> Option<Date> {
    d.checked_add(n.months()).ok()
}

/// Monday of the week.
pub(super) fn start_of_week(d: Date) -> Date {
    add(d, -i64::from(d.weekday().to_monday_zero_offset())).unwrap_or(d)
}

/// The day with this weekday (Monday is 1) that is last on or before `d`.
pub(super) fn weekday_before(d: Date, weekday: i8) -> Option<Date> {
    let back = (d.weekday().to_monday_one_offset() - weekday).rem_euclid(7);
    add(d, -i64::from(back))
}

/// The day with this weekday that is next on or after `d`.
pub(super) fn weekday_after(d: Date, weekday: i8) -> Option<Date> {
    let on = (weekday - d.weekday().to_monday_one_offset()).rem_euclid(7);
    add(d, i64::from(on))
}

/// The fourth Thursday of November.
pub(super) fn thanksgiving(year: i16) -> Option<Date> {
    Date::new(year, 11, 1).ok()?.nth_weekday_of_month(4, Weekday::Thursday).ok()
}

/// The quarter that holds a day.
pub(super) fn quarter_of(d: Date) -> i8 {
    (d.month() + 2) / 3
}
