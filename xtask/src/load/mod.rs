//! A store under load (`cargo xtask load`): so many invented reports are added, then pages are asked for while more are added, and
//! the same tables of Datasette where it is given.

mod made;

use crate::run;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// So many reports are on the way while pages are asked for.
const MEANWHILE: usize = 10_000;
/// Each address is asked once; so many of a kind.
const ASKED: usize = 60;
/// What an answer may take.
const PATIENCE: Duration = Duration::from_secs(120);
/// Adding ends after so long, with what is there then.
const ADDING: Duration = Duration::from_secs(25 * 60);
/// Reports that are added by themselves once the store is there, on one thread.
const MORE: usize = 1_000;

/// The views that Datasette is asked for.
const VIEWS: [&str; 4] = ["stories", "reports", "claims", "findings"];
/// What of ours is most like them.
const OURS: [(&str, &str); 4] = [
    ("stories", "/api/v1/stories?"),
    ("reports", "/api/v1/reports?"),
    ("claims with a number", "/api/v1/search?q=killed:%3E0&"),
    ("claims of disputes", "/api/v1/search?q=status:disputed&"),
];

/// Makes the store in a folder, unless an earlier run made it, and measures.
pub fn run(root: &Path, count: &str, folder: &str, datasette: Option<&str>) -> Result<(), String> {
    let count: usize = count.parse().map_err(|_| format!("{count}: give a number of reports"))?;
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    run::shown(root, &run::cargo(), &["build", "--release", "--quiet", "-p", "stemma"])?;
    let program = run::target(root)?.join("release/stemma").display().to_string();
    let [all, some, more] = ["first.jsonl", "some.jsonl", "more.jsonl"].map(|name| folder.join(name));
    if !more.exists() {
        write(count, [&all, &some, &more])?;
    }
    let store = folder.join("load.stemma").display().to_string();
    let since = Instant::now();
    let add = |file: &Path| {
        let mut command = Command::new(&program);
        command.args(["add", "-q", "--store", &store]).arg(file).current_dir(&folder).stdout(Stdio::null());
        command
    };
    // What is there already is passed over, so that a run that was stopped goes on.
    let ended = ended(add(&all).spawn().map_err(|e| format!("{program} does not run: {e}"))?)?;
    let size = std::fs::metadata(&store).map_or(0, |m| m.len());
    println!("{count} reports: {:.0} s, {} MB, add {ended}, load {}", since.elapsed().as_secs_f64(), size >> 20, busy());
    let since = Instant::now();
    add(&some).args(["--threads", "1"]).status().map_err(|e| e.to_string())?;
    let took = since.elapsed().as_secs_f64();
    println!("{MORE} more, one thread: {took:.1} s with opening, {:.0} a second, load {}", MORE as f64 / took, busy());
    let site = Server::start(Command::new(&program).args(["serve", "-q", "--listen", "127.0.0.1:0", "--store", &store]))?;
    let paths = paths(&site)?;
    for adding in [false, true] {
        println!("\n{}", if adding { "while add runs" } else { "alone" });
        let adder = adding.then(|| add(&more).spawn()).transpose().map_err(|e| e.to_string())?;
        let adder = adder.map(Running);
        for (name, paths) in &paths {
            print(name, &site.address, paths)?;
        }
        drop(adder);
    }
    if let Some(datasette) = datasette {
        println!("\nDatasette, the same file");
        let port = "8397";
        let mut command = Command::new(datasette);
        command.args(["serve", "--immutable", &store, "--port", port, "--setting", "sql_time_limit_ms", "60000"]);
        let _running = Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(|e| format!("{datasette}: {e}"))?);
        let address = format!("127.0.0.1:{port}");
        let begun = Instant::now();
        while TcpStream::connect(&address).is_err() && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(100));
        }
        for size in [20, 100] {
            for view in VIEWS {
                // Without what Datasette counts beside: how many rows there are, and how many of each value.
                let page = |n: usize| format!("/load/{view}?_size={size}&_nocount=1&_nofacet=1&_offset={}", n * size);
                print(&format!("view {view}, {size} rows"), &address, &(0..10).map(page).collect::<Vec<_>>())?;
            }
        }
        println!("\nthe same by our lists; of claims and findings there are only searches");
        for size in [20, 100] {
            for (name, from) in OURS {
                print(&format!("{name}, {size} rows"), &site.address, &following(&site, &format!("{from}limit={size}"))?)?;
            }
        }
    }
    Ok(())
}

/// Writes the invented reports: those of the store, those that are added to it then, and those that come in while pages are asked for.
fn write(count: usize, to: [&Path; 3]) -> Result<(), String> {
    let wrong = |e: std::io::Error| format!("{}: {e}", to[0].display());
    let mut bytes = Vec::new();
    made::write(count + MORE + MEANWHILE, &mut bytes).map_err(wrong)?;
    let mut files = Vec::new();
    for path in to {
        files.push(BufWriter::new(File::create(path).map_err(wrong)?));
    }
    for (n, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        files[usize::from(n >= count) + usize::from(n >= count + MORE)].write_all(line).map_err(wrong)?;
    }
    files.iter_mut().try_for_each(|f| f.flush()).map_err(wrong)
}

/// Waits for a run that adds, as long as it may take; how it ended.
fn ended(run: Child) -> Result<String, String> {
    let mut run = Running(run);
    let since = Instant::now();
    while since.elapsed() < ADDING {
        if let Some(status) = run.0.try_wait().map_err(|e| e.to_string())? {
            return Ok(format!("ended with {status}"));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    Ok(format!("was ended after {} minutes", ADDING.as_secs() / 60))
}

/// How much the machine does beside: the load average of the last minute, where the system tells it.
fn busy() -> String {
    let told = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').next().filter(|l| !l.is_empty()).unwrap_or("not known").to_owned()
}

/// A program that ends with the value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A site that tells its address on its first line, and ends with the value.
pub struct Server {
    /// `127.0.0.1:43017`.
    pub address: String,
    _running: Running,
}

impl Server {
    /// Starts it.
    pub fn start(command: &mut Command) -> Result<Server, String> {
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| e.to_string())?;
        let mut line = String::new();
        let out = child.stdout.take().ok_or("the site tells nothing")?;
        BufReader::new(out).read_line(&mut line).map_err(|e| e.to_string())?;
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Ok(Server { address, _running: Running(child) })
    }
}

/// The addresses that are asked for, by kind: stories and reports as the lists name them.
fn paths(site: &Server) -> Result<Vec<(&'static str, Vec<String>)>, String> {
    let linked = |from: &str, to: &str| -> Result<Vec<String>, String> {
        let (body, _) = get(&site.address, from)?;
        let found = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|l| l.starts_with(to));
        Ok(found.map(|l| l.split('#').next().unwrap_or(l).to_owned()).collect())
    };
    // Page after page, as a reader goes.
    let pages = |first: &str, most: usize| -> Result<Vec<String>, String> {
        let mut pages = vec![first.to_owned()];
        while pages.len() < most {
            let (body, _) = get(&site.address, &pages[pages.len() - 1])?;
            let next = body.split("href=\"").find_map(|l| l.split_once("\" rel=\"next\"").map(|(to, _)| to.replace("&#38;", "&")));
            let Some(next) = next else { break };
            pages.push(next);
        }
        Ok(pages)
    };
    let (newest, disputed) = (pages("/?order=newest", 20)?, pages("/?order=disputed", 20)?);
    let (mut stories, mut large, mut reports) = (Vec::new(), Vec::new(), Vec::new());
    for page in newest.iter().chain(&disputed) {
        stories.extend(linked(page, "/story/")?.into_iter().take(3));
    }
    for page in pages("/?order=reports", 5)? {
        large.extend(linked(&page, "/story/")?);
    }
    let deep = pages("/?order=newest", 400)?;
    let mut names = Vec::new();
    for story in stories.iter().take(20) {
        let entity = linked(story, "/story/")?.into_iter().find(|l| l.contains("/entity/"));
        names.extend(entity.map(|e| linked(&e, "/entity?")).transpose()?.into_iter().flatten().take(1));
    }
    for story in stories.iter().take(ASKED) {
        reports.extend(linked(story, "/report/")?.into_iter().take(1));
    }
    [&mut stories, &mut large, &mut reports].into_iter().for_each(|l| l.truncate(ASKED));
    let words = ["strike", "hospital", "mayor", "lawyer", "storm", "bridge", "court", "fire", "governor", "police"];
    Ok(vec![
        ("story, from lists", stories),
        ("story, the largest", large),
        ("report", reports),
        ("list, newest", newest),
        ("list, newest, deep down", deep.into_iter().rev().take(20).collect()),
        ("list, most disputed", disputed),
        ("review", pages("/review", 5)?),
        ("name", names),
        ("name, a common one", vec!["/entity?name=police".to_owned()]),
        ("search, a word", words.iter().map(|w| format!("/search?q={w}")).collect()),
        ("search, two words", words.windows(2).map(|w| format!("/search?q={}+{}", w[0], w[1])).collect()),
        ("search, killed:>20", (1..=5).map(|page| format!("/search?q=killed:%3E20&page={page}")).collect()),
        ("search, status:disputed", (1..=5).map(|page| format!("/search?q=status:disputed&page={page}")).collect()),
    ])
}

/// Ten pages of a list of the API, each as the one before leads to it.
fn following(site: &Server, first: &str) -> Result<Vec<String>, String> {
    let mut pages = vec![first.to_owned()];
    while pages.len() < 10 {
        let (body, _) = get(&site.address, &pages[pages.len() - 1])?;
        let next = body.lines().take_while(|l| !l.is_empty()).find_map(|l| l.strip_suffix(">; rel=\"next\"")?.split_once('<'));
        let Some((_, next)) = next else { break };
        pages.push(next.to_owned());
    }
    Ok(pages)
}

/// The body of an answer and how long it took.
fn get(address: &str, path: &str) -> Result<(String, Duration), String> {
    let wrong = |e: std::io::Error| format!("{address}{path}: {e}");
    let since = Instant::now();
    let mut stream = TcpStream::connect(address).map_err(wrong)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(wrong)?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes()).map_err(wrong)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(wrong)?;
    let took = since.elapsed();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match text.split(' ').nth(1) {
        Some("200") => Ok((text, took)),
        status => Err(format!("{address}{path}: status {}", status.unwrap_or("none"))),
    }
}

/// A line: median and 95th of a hundred, in milliseconds, and the largest answer.
fn print(name: &str, address: &str, paths: &[String]) -> Result<(), String> {
    let (mut times, mut largest) = (Vec::new(), 0);
    for path in paths {
        let (body, took) = get(address, path)?;
        times.push(took.as_secs_f64() * 1000.0);
        largest = largest.max(body.len());
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).or(times.last()).copied().unwrap_or_default();
    let (count, size) = (times.len(), largest >> 10);
    println!("{name:26} {count:3} asked  median {:7.1} ms  p95 {:7.1} ms  {size:5} KB  load {}", at(0.5), at(0.95), busy());
    Ok(())
}
