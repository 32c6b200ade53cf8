//! A site of a few fixed pages, for the tests of what looks at sites.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// What the site is asked: `GET /page`, its `Cookie` header, and the body.
pub struct Asked {
    /// Method and address, as in the first line of a request.
    pub what: String,
    /// The cookies sent with it.
    pub cookies: String,
    /// What was posted.
    pub body: String,
}

/// Answers every request on a loopback port of its own until the tests end, and returns the site's address.
///
/// An answer is what comes after `HTTP/1.1 `, with `\n` for line ends in its head.
pub fn serve(answer: impl Fn(Asked) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = listener.local_addr().expect("a bound port has an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A browser that goes away in the middle is no concern of a test.
            let _ = respond(stream, &answer);
        }
    });
    format!("http://{address}")
}

fn respond(mut stream: TcpStream, answer: &impl Fn(Asked) -> String) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        head.push(line.trim_end().to_owned());
    }
    let header = |name: &str| {
        head.iter()
            .filter_map(|line| line.split_once(": "))
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
            .unwrap_or_default()
    };
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let first = head.first().cloned().unwrap_or_default();
    let answered = answer(Asked {
        what: first.trim_end_matches(" HTTP/1.1").to_owned(),
        cookies: header("cookie"),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    let (head, body) = answered.split_once("\n\n").unwrap_or((&answered, ""));
    write!(
        stream,
        "HTTP/1.1 {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        head.replace('\n', "\r\n"),
        body.len()
    )
}
