//! Running the steps: the lanes side by side, until all is done or a step fails.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{SigSet, Signal, killpg};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::unistd::Pid;

use super::log::Logs;
use super::step::{Lane, Step};
use crate::tally::Tally;

/// How long what is told to end may take to clean up before it is ended by force.
const GRACE: Duration = Duration::from_secs(20);

/// Runs `steps`, tells the result of each with all that it printed when it ends, and at last how long each took.
/// When one fails, or this process is told to end, everything that runs is ended.
///
/// # Errors
/// A step fails, or waits for one that does not stand before it.
pub(crate) fn run(steps: Vec<Step>, logs: &Logs) -> Result<(), String> {
    let mut lanes: BTreeMap<Lane, Vec<Step>> = BTreeMap::new();
    let mut known = BTreeSet::new();
    for step in steps {
        if let Some(unknown) = step.after.iter().find(|name| !known.contains(*name)) {
            return Err(format!("{} waits for {unknown}, which does not stand before it", step.name));
        }
        known.insert(step.name);
        lanes.entry(step.lane).or_default().push(step);
    }
    let begin = Instant::now();
    let run = Run { state: Mutex::default(), ended: Condvar::new(), logs };
    let told = signals().map_err(|error| error.to_string())?;
    thread::scope(|scope| {
        let running: Vec<_> = lanes.into_values().map(|steps| scope.spawn(|| run.lane(steps))).collect();
        while running.iter().any(|lane| !lane.is_finished()) {
            if let Ok(Some(signal)) = told.read_signal() {
                run.state().fail(format!("told to end (signal {})", signal.ssi_signo));
            }
            run.wait_a_moment();
        }
    });
    let state = run.state();
    println!("\n── summary");
    for (name, time) in &state.ended {
        println!("{:>8.1} s  {name}", time.as_secs_f64());
    }
    println!("{:>8.1} s  all", begin.elapsed().as_secs_f64());
    println!("{}", state.tests);
    state.failure.clone().map_or(Ok(()), |(problem, _)| Err(problem))
}

/// The signals by which somebody ends this program, to be read instead of obeyed: what runs is in process groups of its own, and
/// would outlive it.
fn signals() -> nix::Result<SignalFd> {
    let mut signals = SigSet::empty();
    signals.extend([Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP]);
    // The threads inherit this, the programs that they start do not.
    signals.thread_block()?;
    SignalFd::with_flags(&signals, SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC)
}

#[derive(Debug)]
struct Run<'a> {
    state: Mutex<State>,
    /// Told whenever a step ends.
    ended: Condvar,
    logs: &'a Logs,
}

impl Run<'_> {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a step ends, but not for long; and ends by force what does not end.
    fn wait_a_moment(&self) {
        let moment = Duration::from_millis(200);
        let (state, _) =
            self.ended.wait_timeout(self.state(), moment).unwrap_or_else(PoisonError::into_inner);
        if state.failure.as_ref().is_some_and(|(_, since)| since.elapsed() > GRACE) {
            state.signal(Signal::SIGKILL);
        }
    }

    /// Runs the steps of one lane, until one fails anywhere.
    fn lane(&self, steps: Vec<Step>) {
        for step in steps {
            if !self.may_start(&step) {
                return;
            }
            let begin = Instant::now();
            let outcome = self.run(step.name, step.commands);
            self.state().end(step.name, begin.elapsed(), outcome, &self.logs.text(step.name));
            self.ended.notify_all();
        }
    }

    /// Waits for the steps that `step` is to wait for. Whether they succeeded.
    fn may_start(&self, step: &Step) -> bool {
        let mut state = self.state();
        while state.failure.is_none() && !step.after.iter().all(|name| state.done.contains(name)) {
            state = self.ended.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.failure.is_none()
    }

    fn run(&self, name: &'static str, commands: Vec<Command>) -> Result<(), String> {
        let log = self.logs.start(name)?;
        for mut command in commands {
            let program = command.get_program().to_string_lossy().into_owned();
            let failure = |error: std::io::Error| format!("cannot run {program}: {error}");
            command.stdin(Stdio::null()).process_group(0);
            command.stdout(log.try_clone().map_err(failure)?).stderr(log.try_clone().map_err(failure)?);
            let Some(mut child) = self.state().start(name, &mut command).map_err(failure)? else {
                return Err("not run".to_owned());
            };
            let status = child.wait().map_err(failure);
            self.state().running.remove(name);
            if !status.as_ref().is_ok_and(ExitStatus::success) {
                return Err(
                    status.map_or_else(|problem| problem, |status| format!("{program} failed ({status})"))
                );
            }
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
struct State {
    /// The steps that have succeeded.
    done: BTreeSet<&'static str>,
    /// The process group of each step that runs.
    running: BTreeMap<&'static str, Pid>,
    /// Why everything is to end, and since when.
    failure: Option<(String, Instant)>,
    /// What has ended, and how long it took.
    ended: Vec<(String, Duration)>,
    tests: Tally,
}

impl State {
    /// Starts `command`, unless everything is to end.
    fn start(&mut self, name: &'static str, command: &mut Command) -> std::io::Result<Option<Child>> {
        if self.failure.is_some() {
            return Ok(None);
        }
        let child = command.spawn()?;
        if let Ok(id) = i32::try_from(child.id()) {
            self.running.insert(name, Pid::from_raw(id));
        }
        Ok(Some(child))
    }

    /// Tells how a step ended, and with it all that it printed.
    fn end(&mut self, name: &'static str, time: Duration, outcome: Result<(), String>, log: &str) {
        log.lines().for_each(|line| self.tests.add_line(line));
        match outcome {
            Ok(()) => {
                println!("\n── {name} ({:.1} s)\n{log}", time.as_secs_f64());
                self.done.insert(name);
                self.ended.push((name.to_owned(), time));
            }
            // It was ended because of what failed first, which is what is to be read.
            Err(_) if self.failure.is_some() => self.ended.push((format!("{name} (ended)"), time)),
            Err(problem) => {
                println!("\n── {name} FAILED ({:.1} s)\n{log}", time.as_secs_f64());
                self.ended.push((format!("{name} FAILED"), time));
                self.fail(format!("{name}: {problem}"));
            }
        }
    }

    fn fail(&mut self, problem: String) {
        if self.failure.is_none() {
            self.failure = Some((problem, Instant::now()));
            self.signal(Signal::SIGTERM);
        }
    }

    /// Sends `signal` to all that runs.
    fn signal(&self, signal: Signal) {
        for group in self.running.values() {
            // What has just ended cannot be told anything any more.
            let _ = killpg(*group, signal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project;

    fn step(lane: Lane, name: &'static str, script: &str) -> Step {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Step::new(lane, name, [command])
    }

    fn logs() -> Logs {
        Logs::in_folder(project::target().join("ci/lanes")).unwrap()
    }

    #[test]
    fn a_step_that_fails_ends_the_others() {
        let begin = Instant::now();
        let steps = vec![
            step(Lane::Beside, "sleeps", "sleep 60; :"),
            step(Lane::Checkout, "fails", "echo told; exit 3"),
            step(Lane::Checkout, "never runs", "exit 0").after("sleeps"),
        ];
        let outcome = run(steps, &logs());
        assert_eq!(outcome, Err("fails: sh failed (exit status: 3)".to_owned()));
        assert!(begin.elapsed() < GRACE);
        assert_eq!(logs().text("fails"), "told\n");
        assert!(!logs().path("never runs").exists());
    }

    #[test]
    fn a_step_waits_for_those_it_names() {
        let logs = logs();
        let made = logs.path("makes");
        let steps = vec![
            step(Lane::Beside, "makes", "sleep 0.3; echo made"),
            step(Lane::Checkout, "reads", &format!("cat {}", made.display())).after("makes"),
        ];
        assert_eq!(run(steps, &logs), Ok(()));
        assert_eq!(logs.text("reads"), "made\n");
    }

    #[test]
    fn a_step_that_waits_for_what_never_comes_is_refused() {
        let steps = vec![step(Lane::Beside, "waits", "exit 0").after("nobody")];
        assert!(run(steps, &logs()).is_err_and(|problem| problem.contains("nobody")));
    }
}
