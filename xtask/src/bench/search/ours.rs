//! The product over HTTP: each kind of query, many clients at once, what was just published, and queries that mean harm.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::queries::{Ask, Query};
use super::tables::Columns;
use crate::bench::chance::Chance;
use crate::bench::client::Client;
use crate::bench::report::Times;
use crate::bench::server::{Program, Server};
use crate::bench::{BenchError, Result, percent, write_lines};

/// How an answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Ids, titles and dates of what has the words as typed: what other engines answer.
    Literal,
    /// With other names, counts and passages.
    Full,
    /// The same of as many hits as a page shows.
    FullOfAPage,
    /// The page that a reader sees.
    Page,
}

impl Style {
    fn path(self, query: &Query) -> String {
        let path = match self {
            Style::Literal if query.ask == Ask::Filtered => "/api/v1/search?literal=1&passages=0&limit=10",
            Style::Literal => "/api/v1/search?literal=1&passages=0&facets=0&limit=10",
            Style::Full => "/api/v1/search?limit=10",
            Style::FullOfAPage => "/api/v1/search?limit=20",
            Style::Page => "/en/search?",
        };
        let topic = query.topic.as_ref().map_or_else(String::new, |topic| format!("&topic={topic}"));
        let key = if self == Style::Page { "after" } else { "offset" };
        let offset = if query.offset > 0 { format!("&{key}={}", query.offset) } else { String::new() };
        format!("{path}{}q={}{topic}{offset}", if path.ends_with('?') { "" } else { "&" }, query.typed())
    }
}

fn ask(client: &mut Client, path: String) -> Result<(Duration, Vec<u8>)> {
    let answer = client.get(&path, &[])?;
    if answer.status == 200 { Ok((answer.time, answer.body)) } else { Err(BenchError::Status { path, status: answer.status }) }
}

/// Asks every query once, after an eighth of them to warm up.
pub(super) fn each_kind(server: &Server, style: Style, queries: &[Query]) -> Result<Columns> {
    let mut client = server.client()?.uncompressed();
    for query in queries.iter().step_by(8) {
        ask(&mut client, style.path(query))?;
    }
    let mut columns = Columns::default();
    for query in queries {
        columns.push(query.ask, ask(&mut client, style.path(query))?.0);
    }
    Ok(columns)
}

/// How many requests a second eight clients get answered over some seconds, literally and without misspelt words.
pub(super) fn throughput(address: SocketAddr, queries: &[Query], seconds: u64) -> Result<f64> {
    let paths: Vec<String> = queries.iter().filter(|query| query.ask != Ask::Typo).map(|query| Style::Literal.path(query)).collect();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let start = Instant::now();
    let until = Duration::from_secs(seconds);
    thread::scope(|scope| {
        let client = || -> Result<()> {
            let mut client = Client::connect(address)?.uncompressed();
            while start.elapsed() < until {
                // A stride that shares nothing with the number of kinds mixes them.
                let at = next.fetch_add(1, Ordering::Relaxed) * 97 % paths.len();
                ask(&mut client, paths[at].clone())?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        };
        let clients: Vec<_> = (0..8).map(|_| scope.spawn(client)).collect();
        clients.into_iter().try_for_each(|client| client.join().unwrap_or(Ok(())))
    })?;
    Ok(done.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64())
}

/// Publishes changed meetings one by one beside the server; the times from the command's end to the first answer with it.
pub(super) fn freshness(program: &Program, server: &Server, folder: &std::path::Path, writer: &super::texts::Writer) -> Result<Times> {
    let mut times = Times::default();
    let mut client = server.client()?.uncompressed();
    let mut chance = Chance::new(99);
    for n in 0..40 {
        let word = format!("zyzzyva{n}qx");
        let mut meeting = writer.meeting(n, &mut chance).meeting;
        meeting.accounts[0].outcomes[0].text = format!("Agreed on {word}.");
        let path = folder.join("change.jsonl");
        write_lines(&path, &[chancery_model::Record::Meeting(meeting)])?;
        program.run(&["put", &path.to_string_lossy()])?;
        let start = Instant::now();
        let question = format!("/api/v1/search?literal=1&passages=0&facets=0&q={word}");
        loop {
            let (_, body) = ask(&mut client, question.clone())?;
            if !String::from_utf8_lossy(&body).contains("\"total\":0") {
                break;
            }
            if start.elapsed() > Duration::from_secs(30) {
                return Err(BenchError::Refused { command: "put".to_owned(), said: format!("{word} is not found") });
            }
            thread::sleep(Duration::from_micros(500));
        }
        times.push(start.elapsed());
    }
    Ok(times)
}

/// Queries that mean harm, by name.
fn hostile(queries: &[Query]) -> Vec<(&'static str, String)> {
    let words: Vec<&str> =
        queries.iter().filter(|query| query.ask == Ask::Common).filter_map(|query| query.words.first()).map(String::as_str).collect();
    let repeat = |count: usize, part: &dyn Fn(usize) -> String, between: &str| (0..count).map(part).collect::<Vec<_>>().join(between);
    let word = |n: usize| words[n % words.len()].to_owned();
    let fields = ["kind", "topic", "level", "mechanism", "party", "host", "place", "year", "type", "lang", "in"];
    vec![
        ("10,000 words", repeat(10_000, &word, " ")),
        ("one letter and a star in every field", format!("a* {}", repeat(fields.len(), &|n| format!("{}:a*", fields[n]), " "))),
        ("26 beginnings of a letter", repeat(26, &|n| format!("{}*", char::from(b'a' + n as u8)), " ")),
        ("26 beginnings of two letters or more", repeat(26, &|n| format!("{}e*", char::from(b'a' + n as u8)), " OR ")),
        ("200 phrases", repeat(200, &|n| format!("\"{} {}\"", word(n), word(n + 1)), " ")),
        ("1,000 ORs", repeat(1_000, &word, " OR ")),
        ("300 exclusions", format!("{} {}", word(0), repeat(300, &|n| format!("-{}", word(n + 1)), " "))),
        ("300 misspelt words", repeat(300, &|n| format!("{}x", word(n)), " ")),
        ("a run of 600 characters", repeat(200, &|n| char::from_u32(0x4e00 + n as u32 * 17).map_or_else(String::new, String::from), "")),
        ("200 single characters", repeat(200, &|n| char::from_u32(0x4e00 + n as u32 * 17).map_or_else(String::new, String::from), " ")),
        ("5,000 quotation marks and brackets", "\"(".repeat(2_500)),
        ("400 stars", "* ".repeat(400)),
    ]
}

/// The slowest answer to each, and how long a rare word takes another client alone and meanwhile.
pub(super) struct Harm {
    pub(super) slowest: Vec<(&'static str, Duration)>,
    pub(super) alone: Times,
    pub(super) meanwhile: Times,
}

pub(super) fn harm(server: &Server, queries: &[Query]) -> Result<Harm> {
    let mut client = server.client()?.uncompressed();
    let mut slowest = Vec::new();
    let paths: Vec<(&str, String)> =
        hostile(queries).into_iter().map(|(name, text)| (name, format!("/api/v1/search?q={}", percent(&text)))).collect();
    let mut taken = Vec::new();
    for (name, path) in paths {
        let mut worst = Duration::ZERO;
        let mut is_answered = true;
        for _ in 0..5 {
            let start = Instant::now();
            match client.get(&path, &[]) {
                Ok(answer) => is_answered = answer.status == 200,
                // An address too long for the server ends the connection.
                Err(_) => client = server.client()?.uncompressed(),
            }
            worst = worst.max(start.elapsed());
        }
        slowest.push((name, worst));
        if is_answered {
            taken.push(path);
        }
    }
    let rare: Vec<String> = queries.iter().filter(|query| query.ask == Ask::Rare).map(|query| Style::Literal.path(query)).collect();
    let mut times = |count: usize| -> Result<Times> {
        let mut times = Times::default();
        for n in 0..count {
            times.push(ask(&mut client, rare[n % rare.len()].clone())?.0);
        }
        Ok(times)
    };
    let alone = times(300)?;
    let is_over = AtomicBool::new(false);
    let meanwhile = thread::scope(|scope| {
        scope.spawn(|| {
            let Ok(mut other) = server.client() else { return };
            for path in taken.iter().cycle() {
                if is_over.load(Ordering::Relaxed) || other.get(path, &[]).is_err() {
                    return;
                }
            }
        });
        let times = times(300);
        is_over.store(true, Ordering::Relaxed);
        times
    })?;
    Ok(Harm { slowest, alone, meanwhile })
}
