//! Dates, which go-yaml takes some plain scalars for.

/// Whether go-yaml v3 reads `text` as a point in time (go-yaml/yaml, `resolve.go`): a date, `2001-1-31`, alone or with a
/// time of day, `2001-01-31T12:30:59.5Z` or `2001-01-31 12:30:59`.
pub(super) fn is_timestamp(text: &str) -> bool {
    let Some((year, rest)) = text.split_once('-') else { return false };
    let Some((month, rest)) = rest.split_once('-') else { return false };
    let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    let Some((day, rest)) = rest.split_at_checked(end) else { return false };
    if year.len() != 4 {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    if day == 0 || day > days_of(month, year) {
        return false;
    }
    if rest.is_empty() {
        return true;
    }
    if let Some(time) = rest.strip_prefix(' ') {
        return is_time_of_day(time);
    }
    let Some(rest) = rest.strip_prefix(['T', 't']) else { return false };
    if let Some(time) = rest.strip_suffix('Z') {
        return is_time_of_day(time);
    }
    match rest.rsplit_once(['+', '-']) {
        Some((time, offset)) => is_time_of_day(time) && is_offset(offset),
        None => false,
    }
}

fn number(text: &str, most_digits: usize) -> Option<u32> {
    let fits = (1..=most_digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn days_of(month: u32, year: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

fn is_time_of_day(text: &str) -> bool {
    let mut parts = text.splitn(3, ':');
    let (Some(hour), Some(minute), Some(second)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (second, fraction) = match second.split_once(['.', ',']) {
        Some((second, fraction)) => (second, Some(fraction)),
        None => (second, None),
    };
    number(hour, 2).is_some_and(|hour| hour < 24)
        && number(minute, 2).is_some_and(|minute| minute < 60)
        && number(second, 2).is_some_and(|second| second < 60)
        && fraction
            .is_none_or(|fraction| !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_offset(text: &str) -> bool {
    match text.split_once(':') {
        Some((hour, minute)) => {
            hour.len() == 2
                && minute.len() == 2
                && number(hour, 2).is_some_and(|hour| hour <= 24)
                && number(minute, 2).is_some_and(|minute| minute < 60)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_timestamp;

    #[test]
    fn dates_are_told_from_texts() {
        for text in [
            "2001-01-01",
            "2001-1-1",
            "2004-02-29",
            "2001-12-14t21:59:43.10-05:00",
            "2001-12-15 2:59:43.10",
            "2002-12-14T00:00:00Z",
        ] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in [
            "2001-13-01",
            "2001-02-29",
            "201-01-01",
            "2001-01-011",
            "2001-12-14 21:59:43.10 -5",
            "2001-01-01T",
            "2001-01",
        ] {
            assert!(!is_timestamp(text), "{text}");
        }
    }
}
