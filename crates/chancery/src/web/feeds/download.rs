//! The whole register: the journal as JSON Lines, in the form that `chancery load` takes.
//!
//! It is written while it is sent, so that a large register costs no more memory than a small one.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State as FromState;
use axum::response::Response;
use hyper::body::Frame;
use tokio::sync::mpsc;

use super::file;
use crate::web::State;

/// How many pieces wait between the journal and a slow reader.
const WAITING: usize = 4;

/// Hands what is written to a body that is being sent.
struct Pipe(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Ok(Bytes::copy_from_slice(bytes));
        self.0.blocking_send(piece).map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "the reader went away"))?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The other end of the pipe.
struct Piped(mpsc::Receiver<io::Result<Bytes>>);

impl HttpBody for Piped {
    type Data = Bytes;
    type Error = io::Error;
    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(cx).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

/// The register as a file.
pub(super) async fn register(FromState(state): FromState<State>) -> Response {
    let (sender, receiver) = mpsc::channel(WAITING);
    let on_fault = sender.clone();
    tokio::spawn(async move {
        if let Err(error) = state.app.export(Pipe(sender)).await
            && !on_fault.is_closed()
        {
            tracing::error!(error = error.chain(), "the register could not be exported");
            // The reader must not take a file that breaks off for a whole one.
            let _ = on_fault.send(Err(io::Error::other("the export broke off"))).await;
        }
    });
    file("application/jsonl; charset=utf-8", Some("register.jsonl"), Body::new(Piped(receiver)))
}
