//! Connections: how many there are at once, and how long one may take. Whoever sends half a request, or takes no answer, would else
//! hold a place for ever (slow-loris).

use super::http::Site;
use super::trouble;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::Sleep;

/// So many connections are open at once; more wait in the system's queue until one ends. Each costs two buffers of some kilobytes,
/// and half of what a process may usually open (1,024 files) is left to the store.
pub const OPEN: usize = 512;
/// A request's head has to be there within this time, and so has the next one of a connection that stays open.
const HEAD: Duration = Duration::from_secs(10);
/// What a request brings has to be there within this time: 64 KiB at most.
const BODY: Duration = Duration::from_secs(10);
/// The most bytes that a request may bring: forms and decisions are small.
pub const MOST: usize = 64 << 10;
/// An answer of which nothing is taken for this long is given up.
const TAKEN: Duration = Duration::from_secs(30);
/// After an accept that failed, as when no more files can be opened.
const PAUSE: Duration = Duration::from_millis(200);

/// Answers whoever connects, until the listener is dropped.
pub async fn answer(listener: TcpListener, router: Router) {
    let room = Arc::new(Semaphore::new(OPEN));
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let Ok((stream, peer)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // Pages are written whole: nothing is gained by holding back the last packet of one.
        let _ = stream.set_nodelay(true);
        let pages = TowerToHyperService::new(router.clone());
        let named = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            pages.call(request)
        });
        let connection = http.serve_connection(TokioIo::new(Patient::new(stream, TAKEN)), named);
        tokio::spawn(async move {
            let _place = place;
            // How it ends is the other side's business.
            let _ = connection.await;
        });
    }
}

/// Takes what a request brings before anything is done with it, and gives up on an answer that takes too long.
pub async fn bounded(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let (head, body) = request.into_parts();
    let brings = head.headers.contains_key(header::CONTENT_LENGTH) || head.headers.contains_key(header::TRANSFER_ENCODING);
    let body = if brings {
        match tokio::time::timeout(BODY, to_bytes(body, MOST)).await {
            Ok(Ok(bytes)) => Body::from(bytes),
            Ok(Err(_)) => return trouble::too_much(&path, MOST),
            Err(_) => {
                let what = "What was sent did not come to its end in time, so nothing was done.";
                return ended(trouble::answer(&path, StatusCode::REQUEST_TIMEOUT, "Not all came", what));
            }
        }
    } else {
        Body::empty()
    };
    match tokio::time::timeout(site.patience, next.run(Request::from_parts(head, body))).await {
        Ok(answer) => answer,
        Err(_) => {
            let what = "This took longer than the site waits for an answer. Ask for less, or try again in a while.";
            trouble::answer(&path, StatusCode::GATEWAY_TIMEOUT, "Took too long", what)
        }
    }
}

/// An answer after which the connection ends: the rest of what was sent would be taken for a request.
fn ended(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CONNECTION, axum::http::HeaderValue::from_static("close"));
    answer
}

/// A stream whose other side has to take what is written.
struct Patient<S> {
    stream: S,
    most: Duration,
    /// Runs while nothing is taken.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    fn new(stream: S, most: Duration) -> Self {
        Patient { stream, most, waiting: None }
    }

    /// What the stream says, or that it took too long.
    fn within<T>(&mut self, told: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if told.is_ready() {
            self.waiting = None;
            return told;
        }
        let most = self.most;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(most)));
        waiting.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, to)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let told = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.within(told, cx)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let told = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.within(told, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let told = Pin::new(&mut self.stream).poll_flush(cx);
        self.within(told, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let told = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.within(told, cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncWriteExt as _;

    #[test]
    fn who_takes_nothing_is_given_up_and_who_reads_is_not() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (ours, theirs) = tokio::io::duplex(16);
            let mut stream = Patient::new(ours, Duration::from_millis(40));
            let told = stream.write_all(&[7; 64]).await;
            assert_eq!(told.map_err(|e| e.kind()), Err(io::ErrorKind::TimedOut));
            drop(theirs);
            let (ours, mut theirs) = tokio::io::duplex(16);
            let reading = tokio::spawn(async move { tokio::io::copy(&mut theirs, &mut tokio::io::sink()).await });
            let mut stream = Patient::new(ours, Duration::from_secs(20));
            assert!(stream.write_all(&[7; 4096]).await.is_ok());
            drop(stream);
            assert_eq!(reading.await.unwrap().unwrap(), 4096);
        });
    }
}
