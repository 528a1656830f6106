//! Running programs several times and looking at the clocks.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often a command is run at most, after one run that does not count.
const ROUNDS: u64 = 201;

/// How long one command is run in all: a round that starts after that is without it.
const BUDGET: Duration = Duration::from_secs(10);

/// How often a command is run that is compared with none.
const RUNS_ALONE: usize = 20;

/// A command that takes longer is not measured.
const PATIENCE: Duration = Duration::from_secs(60);

/// A command that takes more memory is not measured, in bytes.
const MEMORY: u64 = 8 << 30;

/// What a command takes, in milliseconds.
pub(super) struct Times {
    /// Of the processors: what a machine that does something else besides does not change much.
    pub(super) processor: Spread,
    /// From the start of the process to its end.
    pub(super) wall: Spread,
}

/// The least and the median of several numbers.
pub(super) struct Spread {
    pub(super) least: f64,
    pub(super) median: f64,
}

impl Spread {
    pub(super) fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut numbers: Vec<f64> = numbers.collect();
        numbers.sort_by(f64::total_cmp);
        let at = |index: usize| numbers.get(index).copied().unwrap_or_default();
        Self { least: at(0), median: at(numbers.len() / 2) }
    }
}

/// A command to measure.
pub(super) struct Work<'a> {
    /// Puts everything as it is before each run; its time does not count.
    pub(super) before: Box<dyn Fn() -> Result<(), String> + 'a>,
    /// What is run. Its standard output goes into `output`.
    pub(super) command: Box<dyn Fn() -> Command + 'a>,
    pub(super) output: PathBuf,
}

impl<'a> Work<'a> {
    /// A command that needs nothing to be done before it.
    pub(super) fn of(command: impl Fn() -> Command + 'a, output: PathBuf) -> Self {
        Self { before: Box::new(|| Ok(())), command: Box::new(command), output }
    }
}

/// What a command takes, alone and beside the first one.
pub(super) struct Compared {
    pub(super) times: Times,
    /// How many times as long as the first command it takes in the same round: the median of all rounds. Of a machine whose clock
    /// changes, two commands that run one after the other see the same, and two best times perhaps do not.
    pub(super) ratio: f64,
}

/// Runs all of `works` once in each round, in another order each time, so that what the machine does besides, and what the one
/// before left in its caches, concerns all alike.
///
/// The result is in the order of `works`: what each takes, or why that is not known.
pub(super) fn measure(works: &[&Work<'_>]) -> Vec<Result<Compared, String>> {
    let mut runs: Vec<Result<Vec<Run>, String>> = works
        .iter()
        .map(|work| {
            once(work, true).and_then(|run| if run.success { Ok(Vec::new()) } else { Err(failure(work)) })
        })
        .collect();
    for round in 0..ROUNDS {
        let mut turns: Vec<_> = works.iter().zip(&mut runs).collect();
        fastrand::Rng::with_seed(round).shuffle(&mut turns);
        for (work, done) in turns {
            let Ok(list) = done else { continue };
            let spent: Duration = list.iter().map(|run| run.wall).sum();
            if spent < BUDGET {
                match once(work, false) {
                    Ok(run) => list.push(run),
                    Err(problem) => *done = Err(problem),
                }
            }
        }
    }
    // A command is in all rounds from the first on, up to the one that it has no time left for.
    let first: Vec<Duration> =
        runs.first().and_then(|runs| runs.as_ref().ok()).into_iter().flatten().map(|run| run.wall).collect();
    let compared = |runs: Vec<Run>| {
        let ratios = runs.iter().zip(&first).map(|(run, first)| run.wall.as_secs_f64() / first.as_secs_f64());
        Compared { ratio: Spread::of(ratios).median, times: times(&runs) }
    };
    runs.into_iter().map(|runs| runs.map(compared)).collect()
}

/// Runs one command several times, whatever its exit code.
///
/// # Errors
/// The program cannot be started, or the system does not tell how long it ran.
pub(super) fn measure_alone(work: &Work<'_>) -> Result<Times, String> {
    once(work, false)?;
    (0..RUNS_ALONE).map(|_| once(work, false)).collect::<Result<Vec<Run>, String>>().map(|runs| times(&runs))
}

struct Run {
    wall: Duration,
    processor: Duration,
    success: bool,
}

fn once(work: &Work<'_>, guarded: bool) -> Result<Run, String> {
    (work.before)()?;
    let output = File::create(&work.output).map_err(|error| format!("{}: {error}", work.output.display()))?;
    let complaints = output.try_clone().map_err(|error| error.to_string())?;
    let mut command = (work.command)();
    command.stdin(Stdio::null()).stdout(output);
    if guarded {
        command.stderr(complaints);
    } else {
        command.stderr(Stdio::null());
    }
    let (start, before) = (Instant::now(), processor_time()?);
    let mut child = command
        .spawn()
        .map_err(|error| format!("cannot run {}: {error}", command.get_program().to_string_lossy()))?;
    if guarded {
        guard(&mut child)?;
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    let wall = start.elapsed();
    Ok(Run { wall, processor: processor_time()?.saturating_sub(before), success: status.success() })
}

/// Waits for the end of a process, and ends it when it takes too much.
fn guard(child: &mut Child) -> Result<(), String> {
    let start = Instant::now();
    loop {
        if child.try_wait().map_err(|error| error.to_string())?.is_some() {
            return Ok(());
        }
        let pages = fs::read_to_string(format!("/proc/{}/statm", child.id())).unwrap_or_default();
        let resident = pages.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0_u64) * 4096;
        let problem = if resident > MEMORY {
            Some(format!("more than {} GB", MEMORY >> 30))
        } else if start.elapsed() > PATIENCE {
            Some(format!("more than {} s", PATIENCE.as_secs()))
        } else {
            None
        };
        if let Some(problem) = problem {
            let _ = child.kill();
            let _ = child.wait();
            return Err(problem);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn failure(work: &Work<'_>) -> String {
    let printed = fs::read(&work.output).unwrap_or_default();
    let text = String::from_utf8_lossy(&printed);
    format!("failed: {}", text.trim().lines().last().unwrap_or("it says nothing"))
}

fn times(runs: &[Run]) -> Times {
    let spread = |of: fn(&Run) -> Duration| Spread::of(runs.iter().map(|run| of(run).as_secs_f64() * 1000.0));
    Times { processor: spread(|run| run.processor), wall: spread(|run| run.wall) }
}

/// What all processes that were started and have ended took of the processors.
#[cfg(unix)]
fn processor_time() -> Result<Duration, String> {
    let usage = usage()?;
    let microseconds = [usage.user_time(), usage.system_time()]
        .into_iter()
        .map(|time| time.tv_sec() * 1_000_000 + time.tv_usec())
        .sum::<i64>();
    Ok(Duration::from_micros(u64::try_from(microseconds).unwrap_or_default()))
}

#[cfg(unix)]
fn usage() -> Result<nix::sys::resource::Usage, String> {
    use nix::sys::resource::{UsageWho, getrusage};
    getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())
}

/// Elsewhere there is no such clock among the libraries that are used here.
#[cfg(not(unix))]
fn processor_time() -> Result<Duration, String> {
    Err("times of the processors can only be told on Unix".to_owned())
}

/// The most memory that a command has at one time, in megabytes. The system tells it of all processes that a process has started, so
/// this program is started anew for each command, and prints it: see [`print_peak`].
pub(super) fn peak(command: &Command) -> Result<f64, String> {
    let itself = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut asked = Command::new(itself);
    asked.args(["bench", "--peak", "--"]).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        asked.current_dir(folder);
    }
    let printed = crate::process::output(&mut asked)?;
    printed.parse().map_err(|_| format!("no number of megabytes: {printed}"))
}

/// Runs a command, and prints the most memory it had, in megabytes.
///
/// # Errors
/// It cannot be run, or the system does not tell.
pub(super) fn print_peak(command: &[&str]) -> Result<(), String> {
    let (program, arguments) = command.split_first().ok_or("there is no command")?;
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    println!("{:.1}", peak_of_children()?);
    Ok(())
}

#[cfg(unix)]
fn peak_of_children() -> Result<f64, String> {
    let kilobytes = u32::try_from(usage()?.max_rss()).map_err(|error| error.to_string())?;
    Ok(f64::from(kilobytes) / 1024.0)
}

#[cfg(not(unix))]
fn peak_of_children() -> Result<f64, String> {
    Err("the memory of a process can only be told on Unix".to_owned())
}
