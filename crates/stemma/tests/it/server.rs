//! A web server of our own on loopback, which answers as tests want, well or badly.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub path: String,
    /// The head, in small letters.
    pub head: String,
    pub body: String,
    /// How many requests for this path there were before.
    pub before: usize,
}

/// A server; it ends with the test's process.
pub struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// One that answers with what `answer` writes. There is no robots.txt unless `answer` gives one for that path.
    pub fn start(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (log, answer, open) = (Arc::clone(&asked), Arc::new(answer), Arc::new(AtomicUsize::new(0)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if open.fetch_add(1, Ordering::SeqCst) > 64 {
                    break;
                }
                let (log, answer, open) = (Arc::clone(&log), Arc::clone(&answer), Arc::clone(&open));
                std::thread::spawn(move || {
                    let mut stream = stream;
                    if let Some(mut asked) = request(&stream) {
                        {
                            let mut log = log.lock().unwrap();
                            asked.before = log.iter().filter(|a| a.path == asked.path).count();
                            log.push(asked.clone());
                        }
                        answer(&asked, &mut stream);
                    }
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Server { address, asked }
    }

    /// An address on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests for a path.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        self.asked.lock().unwrap().iter().filter(|a| a.path == path).cloned().collect()
    }
}

fn request(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut head = String::new();
    while reader.read_line(&mut head).ok()? > 2 && !head.ends_with("\r\n\r\n") {}
    let path = head.split(' ').nth(1)?.to_owned();
    let head = head.to_lowercase();
    let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")?.trim().parse::<usize>().ok()).unwrap_or(0);
    let mut body = vec![0; length.min(1 << 20)];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { path, head, body: String::from_utf8_lossy(&body).into_owned(), before: 0 })
}

/// A whole answer: status, header lines, body.
pub fn send(stream: &mut TcpStream, status: u16, fields: &[&str], body: &[u8]) {
    let mut answer = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    fields.iter().for_each(|f| answer.push_str(&format!("{f}\r\n")));
    let _ = stream.write_all(&[answer.as_bytes(), b"\r\n", body].concat());
}
