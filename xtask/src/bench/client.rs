//! A reader over HTTP: one connection kept open, one request after the other, each timed.
//!
//! It knows as much of HTTP/1.1 as the server speaks to it (lengths and chunks), so that no library stands between the
//! measurement and the server.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// What an answer was.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The validator, where the answer had one.
    pub(crate) etag: Option<String>,
    /// The body as it came, compressed or not.
    pub(crate) body: Vec<u8>,
    /// From the first byte sent to the last byte read.
    pub(crate) time: Duration,
}

/// A connection to the server.
#[derive(Debug)]
pub(crate) struct Client {
    reader: BufReader<TcpStream>,
    host: SocketAddr,
    /// A line of the request's head, or nothing.
    accepts: &'static str,
}

impl Client {
    /// Connects.
    pub(crate) fn connect(host: SocketAddr) -> io::Result<Client> {
        Client::connect_within(host, Duration::from_secs(30))
    }

    /// Connects, and waits no longer than this for anything of an answer.
    pub(crate) fn connect_within(host: SocketAddr, patience: Duration) -> io::Result<Client> {
        let stream = TcpStream::connect_timeout(&host, patience.min(Duration::from_secs(2)))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(patience))?;
        Ok(Client { reader: BufReader::new(stream), host, accepts: "Accept-Encoding: gzip\r\n" })
    }

    /// Takes answers as they are, as programs do, where a browser takes them compressed.
    pub(crate) fn uncompressed(mut self) -> Client {
        self.accepts = "";
        self
    }

    /// Asks for a path; `headers` are whole lines.
    pub(crate) fn get(&mut self, path: &str, headers: &[String]) -> io::Result<Answer> {
        let mut request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{}", self.host, self.accepts);
        for header in headers {
            request.push_str(header);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        let start = Instant::now();
        self.reader.get_mut().write_all(request.as_bytes())?;
        let mut answer = self.read()?;
        answer.time = start.elapsed();
        Ok(answer)
    }

    fn read(&mut self) -> io::Result<Answer> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(|| odd(&first))?;
        let (mut length, mut is_chunked, mut etag) = (None, false, None);
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else { return Err(odd(&line)) };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse::<usize>().ok(),
                "transfer-encoding" => is_chunked = value.trim().eq_ignore_ascii_case("chunked"),
                "etag" => etag = Some(value.trim().to_owned()),
                _ => {}
            }
        }
        let mut body = Vec::new();
        if is_chunked {
            loop {
                let line = self.line()?;
                let size = usize::from_str_radix(line.trim(), 16).map_err(|_| odd(&line))?;
                self.take(size, &mut body)?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else if status != 304 && status != 204 {
            self.take(length.ok_or_else(|| odd("an answer without a length"))?, &mut body)?;
        }
        Ok(Answer { status, etag, body, time: Duration::ZERO })
    }

    fn take(&mut self, size: usize, body: &mut Vec<u8>) -> io::Result<()> {
        let start = body.len();
        body.resize(start + size, 0);
        self.reader.read_exact(&mut body[start..])
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.reader.read_line(&mut line)? == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server closed the connection"));
        }
        Ok(line.trim_end().to_owned())
    }
}

fn odd(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not an answer of HTTP/1.1: {what}"))
}
