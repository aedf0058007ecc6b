//! Where and when the measurement was taken.

use std::{
	fs,
	time::{SystemTime, UNIX_EPOCH},
};

/// Name of the processor.
pub fn cpu() -> String {
	let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
	let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
	name.map_or_else(|| "unknown".into(), |(_, name)| name.trim().into())
}

/// How this program, and with it the host functions, was compiled. Weights measured with debug
/// assertions are too high by the time that these take.
pub fn profile() -> &'static str {
	if cfg!(debug_assertions) {
		"with debug assertions"
	} else {
		"optimised"
	}
}

/// The day of today, UTC, as `2026-01-31`.
pub fn date() -> String {
	let seconds = SystemTime::now()
		.duration_since(UNIX_EPOCH)
		.map_or(0, |elapsed| elapsed.as_secs());
	civil(seconds / 86_400)
}

/// The calendar day that is `days` after 1970-01-01.
fn civil(days: u64) -> String {
	let leap = |year: u64| {
		year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
	};
	let (mut year, mut day) = (1970, days);
	while day >= 365 + u64::from(leap(year)) {
		day -= 365 + u64::from(leap(year));
		year += 1;
	}
	let february = 28 + u64::from(leap(year));
	let mut month = 1;
	for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
		if day < length {
			break;
		}
		day -= length;
		month += 1;
	}
	format!("{year}-{month:02}-{:02}", day + 1)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn days_should_be_counted_through_leap_years() {
		assert_eq!(civil(0), "1970-01-01");
		assert_eq!(civil(11_016), "2000-02-29");
		assert_eq!(civil(11_017), "2000-03-01");
		assert_eq!(civil(20_453), "2025-12-31");
		assert_eq!(civil(20_454), "2026-01-01");
	}
}
