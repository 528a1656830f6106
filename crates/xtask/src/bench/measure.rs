//! Running a program several times and looking at the clocks.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often a command is run, after one run that does not count.
pub(super) const RUNS: usize = 21;

/// What a command takes, in milliseconds.
pub(super) struct Times {
    /// Of the processors: what a machine that does something else besides does not change much.
    pub(super) processor: Spread,
    /// From the start of the process to its end.
    pub(super) wall: Spread,
}

/// The least, the median and the most of several runs.
pub(super) struct Spread {
    pub(super) least: f64,
    pub(super) median: f64,
    pub(super) most: f64,
}

/// Runs `command`, whatever its exit code, and reads all that it prints.
///
/// # Errors
/// The program cannot be started, or the system does not tell how long it ran.
pub(super) fn measure(command: &mut Command) -> Result<Times, String> {
    let (mut processor, mut wall) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        let (start, before) = (Instant::now(), processor_time()?);
        command
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cannot run {}: {error}", command.get_program().to_string_lossy()))?;
        if run > 0 {
            wall.push(start.elapsed().as_secs_f64() * 1000.0);
            processor.push(processor_time()?.saturating_sub(before).as_secs_f64() * 1000.0);
        }
    }
    Ok(Times { processor: spread(processor), wall: spread(wall) })
}

fn spread(mut times: Vec<f64>) -> Spread {
    times.sort_by(f64::total_cmp);
    let at = |index: usize| times.get(index).copied().unwrap_or_default();
    Spread { least: at(0), median: at(RUNS / 2), most: at(RUNS - 1) }
}

/// What all processes that were started and have ended took of the processors.
#[cfg(unix)]
fn processor_time() -> Result<Duration, String> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let microseconds = [usage.user_time(), usage.system_time()]
        .into_iter()
        .map(|time| time.tv_sec() * 1_000_000 + time.tv_usec())
        .sum::<i64>();
    Ok(Duration::from_micros(u64::try_from(microseconds).unwrap_or_default()))
}

/// Elsewhere there is no such clock among the libraries that are used here.
#[cfg(not(unix))]
fn processor_time() -> Result<Duration, String> {
    Err("times of the processors can only be told on Unix".to_owned())
}
