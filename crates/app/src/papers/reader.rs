//! Reading a file that may have been made to do harm: in a process of its own, with limits of memory and time.
//!
//! The process is the same program with a hidden command ([`Request`] goes in as an argument, the bytes on standard
//! input, an [`Answer`] comes back on standard output). It has an empty environment, sets its own limits before it reads
//! the first byte, and is killed when its time is up. What it says is foreign input, too: it is bounded and parsed. A
//! process that dies costs a finding on that file. Files that come with the product are read [`Reader::here`].

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use bytes::Bytes;
use chancery_ingest::papers::{self, Extractor, PaperError, PaperFindingKind, PaperLimits};
use chancery_model::{Lang, MediaType, PaperText};
use serde::{Deserialize, Serialize};

use crate::error::{AppError, ErrorKind};

/// The hidden command of the program that reads one file.
pub const CHILD_COMMAND: &str = "extract-paper";
/// The exit status of a process that was refused memory and could still say so.
pub const OUT_OF_MEMORY: u8 = 12;
/// How often it is looked whether the process has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(2);
/// How long a process may take to end after its last word.
const TIME_TO_LEAVE: Duration = Duration::from_secs(5);
/// How much of what a process complains about is kept.
const MAX_COMPLAINT_BYTES: u64 = 4096;
/// JSON writes a character of text in at most six bytes; clauses repeat the text once.
const ANSWER_BYTES_PER_TEXT_BYTE: u64 = 14;
/// What an answer may have beside its text.
const ANSWER_BYTES_BESIDE: u64 = 16 << 20;

/// What reading one file may use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingLimits {
    /// The limits that the readers keep by themselves.
    pub paper: PaperLimits,
    /// How many seconds a process may run, by the clock and by its work alike.
    pub seconds: u32,
    /// How many bytes of address space a process may have.
    pub memory_bytes: u64,
}

impl Default for ReadingLimits {
    fn default() -> Self {
        ReadingLimits { paper: PaperLimits::default(), seconds: 60, memory_bytes: 2 << 30 }
    }
}

/// What a process is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// What it may use up.
    pub limits: ReadingLimits,
    /// The language that somebody gives for the file.
    pub stated: Option<Lang>,
    /// A program to become after the limits are set, with `-` for its standard input: the second reader.
    pub program: Option<PathBuf>,
}

/// What a process answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The text.
    Read(PaperText),
    /// Why there is none.
    Refused(PaperError),
}

impl Request {
    /// Does what is asked for, within the process.
    pub fn answer(&self, bytes: &[u8]) -> Answer {
        match papers::read_paper(bytes, self.stated.as_ref(), &self.limits.paper) {
            Ok(paper) => Answer::Read(with_clauses(paper)),
            Err(error) => Answer::Refused(error),
        }
    }
}

fn with_clauses(paper: papers::Paper) -> PaperText {
    let clauses = if paper.has_text() { papers::find_clauses(&paper).clauses } else { Vec::new() };
    PaperText { paper, clauses }
}

/// Reads files within limits.
#[derive(Debug, Clone)]
pub struct Reader {
    limits: ReadingLimits,
    apart: Option<Apart>,
}

#[derive(Debug, Clone)]
struct Apart {
    program: PathBuf,
    second: Option<Second>,
}

/// A reader of PDF files of another make, for those in which ours finds no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Second {
    /// Poppler's `pdftotext`.
    pub program: PathBuf,
}

/// How a process ended that gave no answer.
enum Ended {
    /// It ran out of its time.
    Late,
    /// It died; with what it said last.
    Died(ExitStatus, String),
    /// It said more than it may.
    TooMuch,
}

impl Reader {
    /// Reads in this very process: for files that come with the product, and for tests.
    pub fn here(limits: ReadingLimits) -> Reader {
        Reader { limits, apart: None }
    }

    /// Reads in processes of `program`, which must know [`CHILD_COMMAND`].
    pub fn apart(program: PathBuf, second: Option<Second>, limits: ReadingLimits) -> Reader {
        Reader { limits, apart: Some(Apart { program, second }) }
    }

    /// The limits.
    pub fn limits(&self) -> &ReadingLimits {
        &self.limits
    }

    /// Reads a file to its text and clauses. A file that could be kept and cannot be read gives a text without words whose
    /// finding says why.
    ///
    /// Errors: the inner one for a file that is not to be kept; the outer one if no process can be started.
    pub async fn read(&self, bytes: Bytes, stated: Option<&Lang>) -> Result<Result<PaperText, PaperError>, AppError> {
        let (this, stated) = (self.clone(), stated.cloned());
        tokio::task::spawn_blocking(move || this.read_blocking(&bytes, stated)).await.map_err(AppError::bug)?
    }

    fn read_blocking(&self, bytes: &Bytes, stated: Option<Lang>) -> Result<Result<PaperText, PaperError>, AppError> {
        // Who is too large or of no known type need not be carried to another process.
        let media_type = match papers::guess_type(bytes) {
            _ if bytes.is_empty() => return Ok(Err(PaperError::Empty)),
            _ if bytes.len() > self.limits.paper.max_bytes => {
                return Ok(Err(PaperError::TooLarge { size_bytes: bytes.len(), max_bytes: self.limits.paper.max_bytes }));
            }
            Ok(media_type) => media_type,
            Err(error) => return Ok(Err(error)),
        };
        let request = Request { limits: self.limits, stated, program: None };
        let Some(apart) = &self.apart else { return Ok(kept_or_refused(request.answer(bytes))) };
        let first = match apart.ask(&request, bytes)? {
            Ok(answer) => match serde_json::from_slice(&answer) {
                Ok(answer) => kept_or_refused(answer),
                Err(_) => Ok(not_read(media_type, "its reader gave no sensible answer")),
            },
            Err(ended) => Ok(not_read(media_type, &ended.why(&self.limits))),
        };
        let Ok(first) = first else { return Ok(first) };
        match &apart.second {
            Some(second) if media_type == MediaType::Pdf && wants_second(&first) => {
                Ok(Ok(apart.ask_second(second, &request, &first, bytes)?))
            }
            _ => Ok(Ok(first)),
        }
    }
}

/// A PDF file that is broken or locked for us is kept, since other programs may open it; other files are not.
fn kept_or_refused(answer: Answer) -> Result<PaperText, PaperError> {
    match answer {
        Answer::Read(text) => Ok(text),
        Answer::Refused(error) => match &error {
            PaperError::Damaged { media_type: MediaType::Pdf, .. } | PaperError::Encrypted { .. } => {
                let media_type = if let PaperError::Encrypted { media_type } = &error { *media_type } else { MediaType::Pdf };
                Ok(not_read(media_type, &error.to_string()))
            }
            _ => Err(error),
        },
    }
}

fn not_read(media_type: MediaType, reason: &str) -> PaperText {
    PaperText { paper: papers::not_read(media_type, reason), clauses: Vec::new() }
}

fn wants_second(first: &PaperText) -> bool {
    let is_without = |kind| matches!(kind, PaperFindingKind::NoTextLayer | PaperFindingKind::GarbledText | PaperFindingKind::NotRead);
    !first.paper.has_text() && first.paper.findings.iter().any(|finding| is_without(finding.kind))
}

impl Apart {
    fn ask(&self, request: &Request, bytes: &Bytes) -> Result<Result<Vec<u8>, Ended>, AppError> {
        let limits = &request.limits;
        let most = limits.paper.max_text_bytes as u64 * ANSWER_BYTES_PER_TEXT_BYTE + ANSWER_BYTES_BESIDE;
        let argument = serde_json::to_string(request).map_err(AppError::bug)?;
        let mut command = Command::new(&self.program);
        command.arg(CHILD_COMMAND).arg(argument);
        run(command, bytes, Duration::from_secs(u64::from(limits.seconds)), most)
    }

    /// Asks the second reader. What it cannot read either is as the first reader left it.
    fn ask_second(&self, second: &Second, request: &Request, first: &PaperText, bytes: &Bytes) -> Result<PaperText, AppError> {
        let Some(version) = second.version() else { return Ok(first.clone()) };
        let request = Request { program: Some(second.program.clone()), ..request.clone() };
        let Ok(answer) = self.ask(&request, bytes)? else { return Ok(first.clone()) };
        let text = String::from_utf8_lossy(&answer);
        let pages: Vec<String> = text.strip_suffix('\u{c}').unwrap_or(&text).split('\u{c}').map(ToOwned::to_owned).collect();
        let extractor = Extractor { name: "pdftotext".to_owned(), version };
        let paper = papers::of_pages(&first.paper, pages, extractor, request.stated.as_ref(), &request.limits.paper);
        Ok(if paper.has_text() { with_clauses(paper) } else { first.clone() })
    }
}

impl Second {
    /// The version of the program as one number, `22.12.0` as 221200; none if it does not say.
    fn version(&self) -> Option<u32> {
        let mut command = Command::new(&self.program);
        command.arg("-v").env_clear().stdin(Stdio::null());
        let said = command.output().ok()?;
        let said = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
        version_in(&said)
    }
}

fn version_in(said: &str) -> Option<u32> {
    let written = said.split_whitespace().skip_while(|word| *word != "version").nth(1)?;
    let mut parts = written.split('.').map(|part| part.parse::<u32>().ok().filter(|part| *part < 100));
    let (major, minor, patch) = (parts.next()??, parts.next().flatten().unwrap_or(0), parts.next().flatten().unwrap_or(0));
    Some(major * 10_000 + minor * 100 + patch)
}

impl Ended {
    fn why(&self, limits: &ReadingLimits) -> String {
        match self {
            Ended::Late => format!("reading it took longer than {} seconds", limits.seconds),
            Ended::TooMuch => "its reader gave more text than is kept".to_owned(),
            Ended::Died(status, said) if said.contains("memory allocation of") || status.code() == Some(i32::from(OUT_OF_MEMORY)) => {
                format!("reading it needs more than {} MiB of memory", limits.memory_bytes >> 20)
            }
            Ended::Died(status, _) => match signal_of(status) {
                // SIGXCPU; SIGKILL comes when the first is not heeded.
                Some(24) => format!("reading it took longer than {} seconds", limits.seconds),
                Some(signal) => format!("its reader died of signal {signal}"),
                None => format!("its reader stopped with status {}", status.code().unwrap_or(-1)),
            },
        }
    }
}

#[cfg(unix)]
fn signal_of(status: &ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(status)
}

#[cfg(not(unix))]
fn signal_of(_status: &ExitStatus) -> Option<i32> {
    None
}

/// A process that is killed and waited for if it is still there when nobody waits for it any more.
struct Kept(Child);

impl Drop for Kept {
    fn drop(&mut self) {
        // Both fail if it has ended, which is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a process with bytes on its standard input: what it wrote, or how it ended.
fn run(mut command: Command, bytes: &Bytes, time: Duration, most: u64) -> Result<Result<Vec<u8>, Ended>, AppError> {
    let program = PathBuf::from(command.get_program());
    let refuse = |source| unstartable(&program, source);
    command.env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // The program's allocator would set a gibibyte of addresses aside before the process could limit itself to less.
    command.env("MIMALLOC_ARENA_RESERVE", "0");
    out_of_reach_of_the_keyboard(&mut command);
    let started = Instant::now();
    let mut child = Kept(command.spawn().map_err(refuse)?);
    let (stdin, stdout, stderr) = (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take());
    std::thread::scope(|scope| {
        // A process that does not read its input to the end has its reasons; they are in its answer.
        scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(bytes)));
        let out = scope.spawn(|| read_up_to(stdout, most + 1));
        let complaint = scope.spawn(|| read_up_to(stderr, MAX_COMPLAINT_BYTES));
        let mut heard_out = None;
        let status = loop {
            // Who says too much is not heard to the end, and would wait for ever.
            if out.is_finished() && heard_out.get_or_insert_with(Instant::now).elapsed() >= TIME_TO_LEAVE {
                break None;
            }
            match child.0.try_wait().map_err(refuse)? {
                Some(status) => break Some(status),
                None if started.elapsed() >= time => break None,
                None => std::thread::sleep(LOOK_AGAIN),
            }
        };
        if status.is_none() {
            let _ = child.0.kill();
            let _ = child.0.wait();
        }
        let out = out.join().unwrap_or_default();
        let complaint = complaint.join().unwrap_or_default();
        Ok(match status {
            _ if out.len() as u64 > most => Err(Ended::TooMuch),
            None => Err(Ended::Late),
            Some(status) if status.success() => Ok(out),
            Some(status) => Err(Ended::Died(status, String::from_utf8_lossy(&complaint).into_owned())),
        })
    })
}

/// Ctrl-C at a terminal is a word to the program that adds files. A reader that died of it would leave the finding that its
/// file cannot be read.
#[cfg(unix)]
fn out_of_reach_of_the_keyboard(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn out_of_reach_of_the_keyboard(_command: &mut Command) {}

fn read_up_to(stream: Option<impl Read>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(stream) = stream {
        // What came until the stream broke is what there is.
        let _ = stream.take(most).read_to_end(&mut bytes);
    }
    bytes
}

fn unstartable(program: &Path, source: std::io::Error) -> AppError {
    AppError::new(ErrorKind::Io, format!("the reader of papers, {}, cannot be run", program.display())).with_source(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_one_number() {
        assert_eq!(version_in("pdftotext version 22.12.0\nCopyright"), Some(221_200));
        assert_eq!(version_in("pdftotext version 4.05 [www.xpdfreader.com]"), Some(40_500));
        assert_eq!(version_in("no such thing"), None);
    }

    #[tokio::test]
    async fn a_file_that_other_programs_may_open_is_kept_and_others_are_refused() {
        let reader = Reader::here(ReadingLimits::default());
        let read = async |bytes: &'static [u8]| reader.read(Bytes::from_static(bytes), None).await.unwrap();
        let text = read(b"%PDF-1.7\nnothing").await.unwrap();
        assert_eq!(text.paper.findings[0].kind, PaperFindingKind::NotRead);
        assert!(!text.paper.has_text() && text.clauses.is_empty());
        assert_eq!(read(b"").await.unwrap_err(), PaperError::Empty);
        assert!(matches!(read(b"PK\x03\x04 and nothing else").await, Err(PaperError::Damaged { .. })));
        assert!(matches!(read(b"MZ\x90\0").await, Err(PaperError::UnknownType { .. })));
        assert!(!read(b"\x89PNG\r\n\x1a\n....").await.unwrap().paper.has_text());
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_hangs_dies_or_talks_too_much_is_told_apart() {
        let ask = |script: &str, most: u64| {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", script]);
            run(command, &Bytes::from(vec![b'x'; 1 << 20]), Duration::from_millis(600), most).unwrap()
        };
        assert!(matches!(ask("cat >/dev/null; printf done", 100), Ok(out) if out == b"done"));
        assert!(matches!(ask("exec sleep 60", 100), Err(Ended::Late)));
        assert!(matches!(ask("kill -SEGV $$", 100), Err(Ended::Died(status, _)) if signal_of(&status) == Some(11)));
        assert!(matches!(ask("echo 'memory allocation of 9 bytes failed' >&2; exit 134", 100),
            Err(ended @ Ended::Died(..)) if ended.why(&ReadingLimits::default()).contains("more than 2048 MiB")));
        assert!(matches!(ask("printf 12345", 4), Err(Ended::TooMuch)));
    }
}
