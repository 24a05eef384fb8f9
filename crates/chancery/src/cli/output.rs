//! Where a command writes: facts on standard output, talk on standard error, hints apart.

use std::fmt;
use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::failure::Failure;

/// The two streams of a command. Standard output is buffered and flushed before anything is said.
pub struct Output {
    facts: BufWriter<Box<dyn Write + Send>>,
    talk: Box<dyn Write + Send>,
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").finish_non_exhaustive()
    }
}

impl Output {
    /// The process's own streams.
    pub fn standard() -> Output {
        Output { facts: BufWriter::new(Box::new(io::stdout())), talk: Box::new(io::stderr()) }
    }

    /// Writes one line of facts.
    ///
    /// Errors: the stream is closed or full.
    pub fn fact(&mut self, line: impl fmt::Display) -> Result<(), Failure> {
        writeln!(self.facts, "{line}").map_err(|e| Failure::output(&e))
    }

    /// Writes a value as indented JSON and a line end.
    ///
    /// Errors: the stream is closed or full; our own types always have a JSON form.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer_pretty(&mut self.facts, value).map_err(|e| Failure::output(&e.into()))?;
        writeln!(self.facts).map_err(|e| Failure::output(&e))
    }

    /// Writes bytes as they are.
    ///
    /// Errors: the stream is closed or full.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.facts.write_all(bytes).map_err(|e| Failure::output(&e))
    }

    /// The stream of facts, for what writes itself.
    pub fn writer(&mut self) -> &mut (dyn Write + Send) {
        &mut self.facts
    }

    /// Says something to the person at the terminal; a closed stream is no reason to stop.
    pub fn say(&mut self, line: impl fmt::Display) {
        let _ = self.facts.flush();
        let _ = writeln!(self.talk, "{line}");
    }

    /// Says what to do next, apart from the message.
    pub fn hint(&mut self, line: impl fmt::Display) {
        self.say(format_args!("hint: {line}"));
    }

    /// Says why something failed, with its hint, and gives the exit status.
    pub fn fail(&mut self, failure: &Failure) -> u8 {
        if failure.is_closed_pipe {
            return 0;
        }
        self.say(format_args!("error: {}", failure.message));
        if let Some(hint) = &failure.hint {
            self.hint(hint);
        }
        failure.exit_status
    }

    /// Hands on what is still buffered.
    ///
    /// Errors: the stream is closed or full.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.facts.flush().map_err(|e| Failure::output(&e))
    }
}

/// A number and its noun: `1 meeting`, `21 meetings`.
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A number of batches.
pub fn batches(number: u64) -> String {
    if number == 1 { "1 batch".to_owned() } else { format!("{number} batches") }
}

/// A number of journal entries.
pub fn entries(number: u64) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") }
}
