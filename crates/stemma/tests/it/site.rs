//! `stemma serve` as a browser meets it: started on a port of its own, asked over the wire.

use crate::program::command;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};

/// A running site; it ends with the value.
pub struct Site {
    child: Child,
    /// `127.0.0.1:43017`.
    pub host: String,
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Page {
    pub status: u16,
    /// Names in small letters.
    pub fields: BTreeMap<String, String>,
    pub body: String,
}

impl Page {
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// The values of an attribute, unescaped.
    pub fn attributes(&self, name: &str) -> Vec<String> {
        let start = format!(" {name}=\"");
        let values = self.body.split(&start).skip(1).filter_map(|rest| rest.split('"').next());
        values.map(|v| v.replace("&#38;", "&").replace("&amp;", "&")).collect()
    }
}

impl Site {
    /// The site of some inputs, in a folder.
    pub fn of(folder: &Path, args: &[&str]) -> Site {
        Site::logged(folder, args, Stdio::inherit())
    }

    /// The same; what it says beside its address goes elsewhere.
    pub fn logged(folder: &Path, args: &[&str], log: impl Into<Stdio>) -> Site {
        Site::started(folder, &[&["serve", "--listen", "127.0.0.1:0", "-q"], args].concat(), log)
    }

    /// What a whole command line serves.
    pub fn started(folder: &Path, args: &[&str], log: impl Into<Stdio>) -> Site {
        let mut child = command(folder, args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("http://").and_then(|l| l.strip_suffix('/'));
        // All addresses of this machine: one of them is asked.
        let host = host.map(|h| h.replace("0.0.0.0", "127.0.0.1"));
        let host = host.unwrap_or_else(|| panic!("the first line is an address: {line:?}"));
        Site { child, host }
    }

    pub fn get(&self, path: &str) -> Page {
        self.ask("GET", path, &[])
    }

    /// The first line of data that an address sends, whenever it comes. What is sent from now on is heard.
    pub fn listen(&self, path: &str) -> Receiver<String> {
        self.hear(path, "")
    }

    /// The same with more fields, each with its line's end.
    pub fn hear(&self, path: &str, fields: &str) -> Receiver<String> {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{fields}\r\n", self.host).as_bytes()).unwrap();
        let mut lines = BufReader::new(stream).lines();
        assert!(lines.next().unwrap().unwrap().ends_with("200 OK"));
        let (told, heard) = channel();
        std::thread::spawn(move || lines.map_while(Result::ok).find(|l| l.starts_with("data: ")).map(|l| told.send(l)));
        heard
    }

    pub fn ask(&self, method: &str, path: &str, fields: &[&str]) -> Page {
        self.send(method, path, fields, "")
    }

    /// Asks with a body.
    pub fn send(&self, method: &str, path: &str, fields: &[&str], body: &str) -> Page {
        sent(&self.host, method, path, fields, body)
    }

    /// Follows every link within the site from `/`: each leads to a page, and each fragment to a place on it. The pages by
    /// their addresses.
    pub fn crawl(&self) -> BTreeMap<String, Page> {
        let mut pages: BTreeMap<String, Page> = BTreeMap::new();
        let mut ahead = vec!["/".to_owned()];
        let mut places: BTreeSet<(String, String, String)> = BTreeSet::new();
        while let Some(path) = ahead.pop() {
            if pages.contains_key(&path) {
                continue;
            }
            assert!(pages.len() < 3000, "the site does not end");
            let page = self.get(&path);
            assert_eq!(page.status, 200, "{path} leads nowhere");
            let links = ["href", "src", "action"]
                .iter()
                .flat_map(|a| page.attributes(a))
                .filter(|l| l.starts_with(['/', '#']))
                // Where forms are sent to, and nothing is to be read.
                .filter(|l| {
                    !l.starts_with("/decision/")
                        && !["/choose", "/merge", "/split", "/same", "/different"].iter().any(|end| l.ends_with(end))
                });
            for link in links {
                let (to, fragment) = link.split_once('#').map_or((link.as_str(), None), |(to, f)| (to, Some(f)));
                let to = if to.is_empty() { path.clone() } else { to.to_owned() };
                if let Some(fragment) = fragment.filter(|f| !f.is_empty()) {
                    places.insert((path.clone(), to.clone(), fragment.to_owned()));
                }
                ahead.push(to);
            }
            pages.insert(path, page);
        }
        for (from, to, fragment) in places {
            let id = format!(" id=\"{fragment}\"");
            assert!(pages[&to].body.contains(&id), "{from} leads to {to}#{fragment}, and there is no such place");
        }
        pages
    }
}

/// Asks a site that runs.
pub fn sent(host: &str, method: &str, path: &str, fields: &[&str], body: &str) -> Page {
    let mut stream = TcpStream::connect(host).unwrap();
    let host = if fields.iter().any(|f| f.starts_with("Host:")) { String::new() } else { format!("Host: {host}\r\n") };
    let mut more: String = fields.iter().map(|f| format!("{f}\r\n")).collect();
    if !body.is_empty() {
        more.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    stream.write_all(format!("{method} {path} HTTP/1.1\r\n{host}{more}Connection: close\r\n\r\n{body}").as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let fields = lines.filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.to_lowercase(), v.to_owned())).collect();
    Page { status, fields, body: body.to_owned() }
}
