"""What the benchmarks stand on: databases, servers, signed-in people, and load."""

import html.parser
import http.client
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "target" / "bench"
FAIRWIND = ROOT / "target" / "release" / "fairwind"
PASSWORD = "teapot marble cycle"
# Where load and service each have a processor of their own: as where those who ask are elsewhere.
OF_LOAD, OF_SERVICE = ["taskset", "-c", "0"], ["taskset", "-c", "1"]
PORT = 8765
NGINX_PORT = 8766


class Postgres:
    """A PostgreSQL server of our own on a socket in the folder, with durable commits; started, and stopped at the end."""

    def __init__(self):
        self.bin = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.home = FOLDER / "postgres"
        self.home.mkdir(parents=True, exist_ok=True)
        # The server refuses to be root.
        self.as_user = []
        if os.getuid() == 0:
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            shutil.chown(self.home, "postgres", "postgres")
        data = self.home / "data"
        if not data.exists():
            self._run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
            with open(data / "postgresql.conf", "a") as settings:
                settings.write(
                    f"listen_addresses=''\nunix_socket_directories='{self.home}'\n"
                    "shared_buffers=1GB\nmax_wal_size=2GB\n"
                )
        self.start()

    def _run(self, program, *arguments, settings=None):
        command = [*self.as_user, self.bin / program, *arguments]
        settings = os.environ | (settings or {})
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.home, env=settings)

    def start(self, settings=None):
        data, log = self.home / "data", self.home / "log"
        self._run("pg_ctl", "-D", data, "-l", log, "-w", "-t", "120", "start", settings=settings)

    def stop(self):
        self._run("pg_ctl", "-D", self.home / "data", "-m", "fast", "stop")

    def url(self, name):
        return f"postgres://postgres@localhost/{name}?host={self.home}"

    def psql(self, database, *statements):
        command = ["psql", "-h", str(self.home), "-U", "postgres", "-qAt", "-v", "ON_ERROR_STOP=1", database]
        for statement in statements:
            command += ["-c", statement]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{database} refused {statements}:\n{done.stderr}")
        return done.stdout.strip()

    def has(self, name):
        return self.psql("postgres", f"select 1 from pg_database where datname = '{name}'") == "1"

    def fresh(self, name):
        self.psql("postgres", f'drop database if exists "{name}"', f'create database "{name}"')
        return self.url(name)


def slow_disk():
    """What is preloaded to have a slow disk: made of its source."""
    source, library = ROOT / "tests" / "bench" / "slow_disk.c", FOLDER / "slow_disk.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    # PostgreSQL's user loads it too.
    library.chmod(0o755)
    return library


def environment(url):
    """The service's settings for a database."""
    return os.environ | {
        "DATABASE_URL": url,
        "FAIRWIND_DATA_FOLDER": str(FOLDER / "data"),
        "FAIRWIND_PORT": str(PORT),
        "FAIRWIND_LOG_FILTER": "error",
    }


class Server:
    """`fairwind serve` on a database; `with` stops it."""

    def __init__(self, url, settings=None, on=()):
        begun = time.monotonic()
        command = [*on, FAIRWIND, "serve"]
        self.process = subprocess.Popen(command, env=environment(url) | (settings or {}), cwd=FOLDER)
        while True:
            try:
                if get("/ready")[0] == 200:
                    break
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() - begun > 120:
                raise SystemExit("the service did not start")
            time.sleep(0.01)
        self.seconds_to_start = time.monotonic() - begun

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def rest(self):
        """Waits until it has done what it begins a day with (the nightly check, above all), and says how long that took."""
        begun, still = time.monotonic(), 0
        while still < 3:
            before = self.processor_seconds()
            time.sleep(1)
            still = still + 1 if self.processor_seconds() - before < 0.03 else 0
        return time.monotonic() - begun - still

    def processor_seconds(self):
        """What it has had of the processors so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self):
        """The most memory it has had at once."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def get(path, cookie=None):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), answer.headers


class Form(html.parser.HTMLParser):
    """What a browser would send of the form with an action, untouched."""

    def __init__(self, page, action):
        super().__init__()
        self.action, self.inside, self.select, self.fields = action, False, None, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag == "form":
            self.inside = has.get("action") == self.action
        elif self.inside and tag == "input" and has.get("name"):
            if has.get("type") not in ("checkbox", "radio") or "checked" in has:
                self.fields.append((has["name"], has.get("value") or ""))
        elif self.inside and tag == "textarea":
            self.fields.append((has["name"], ""))
        elif self.inside and tag == "select":
            self.select = has["name"]
        elif self.inside and tag == "option" and "selected" in has:
            self.fields.append((self.select, has.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def sign_in(email):
    """Signs somebody of the demonstration in, and gives their cookie."""
    _, page, headers = get("/sign-in")
    cookie = headers["Set-Cookie"].split(";")[0]
    fields = dict(Form(page, "/sign-in").fields) | {"email": email, "password": PASSWORD}
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    connection.request(
        "POST",
        "/sign-in",
        urllib.parse.urlencode(fields),
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
            "Origin": f"http://127.0.0.1:{PORT}",
        },
    )
    answer = connection.getresponse()
    answer.read()
    if answer.status != 303:
        raise SystemExit(f"{email} could not sign in: {answer.status}")
    # Beside the session's there is one that shows which browser it is.
    cookies = [cookie.split(";")[0] for cookie in answer.headers.get_all("Set-Cookie")]
    return next(cookie for cookie in cookies if cookie.startswith("__Host-fairwind="))


class Browser:
    """One client on one connection, signed in, who sends forms as a page of ours does."""

    def __init__(self, cookie):
        self.cookie, self.csrf = cookie, None
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=300)

    def get(self, path):
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        found = re.search(r'name="csrf" value="([^"]+)"', body)
        self.csrf = found[1] if found else self.csrf
        return body

    def post(self, path, fields):
        """Sends a form, and says where it leads."""
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{PORT}",
        }
        self.connection.request("POST", path, urllib.parse.urlencode(fields | {"csrf": self.csrf}), headers)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if answer.status != 303:
            said = re.findall(r'nhsuk-error-message[^>]*>(.*?)</span>', body)
            raise SystemExit(f"{path} answered {answer.status}: {said}")
        return answer.headers["Location"]


LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)$", re.M)
UNIT = {"us": 1e-3, "ms": 1.0, "s": 1e3}


class Load:
    """What wrk found: requests a second, and the median and the 99th percentile in milliseconds."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def stopped(self):
        """The same of load that goes on until it is told to end."""
        self.process.send_signal(signal.SIGINT)
        return self.done()

    def done(self):
        said, _ = self.process.communicate()
        failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
        if failed or "Socket errors" in said:
            raise SystemExit(f"requests failed under load:\n{said}")
        found = {percent: float(number) * UNIT[unit] for percent, number, unit in LATENCY.findall(said)}
        self.median, self.high = found["50"], found["99"]
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
        return self


def load(url, clients, seconds=5, cookie=None, script=None, on=()):
    """Begins load by wrk; `.done()` waits for it."""
    command = [*on, "wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency", "--timeout", "60s"]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    if script:
        command += ["-s", str(script)]
    return Load([*command, url])


def page(path, clients, cookie, seconds=5, on=()):
    """A page that is asked for again and again, while nothing changes: it is sent as it was drawn."""
    return load(f"http://127.0.0.1:{PORT}{path}", clients, seconds, cookie, on=on)


def drawn(path, clients, cookie, seconds=5):
    """The same page at an address that is new each time, so that it is drawn each time."""
    script = FOLDER / "drawn.lua"
    script.write_text(
        f"""local number = {time.time_ns() // 1000}
local before = "{path}" .. (string.find("{path}", "?", 1, true) and "&" or "?") .. "again="
request = function()
  number = number + 1
  return wrk.format("GET", before .. string.format("%d", number))
end
"""
    )
    return load(f"http://127.0.0.1:{PORT}{path}", clients, seconds, cookie, script)


def logging_script(cookies):
    """A script for wrk: entries, each with a form token of its own, by these people in turn."""
    posts = []
    for cookie in cookies:
        fields = [field for field in Form(get("/entries/new", cookie)[1], "/entries").fields if field[0] != "token"]
        # How long it took is theirs to say; a day has room for 1,440 entries of a minute.
        fields = [(name, "1" if name == "minutes" else value) for name, value in fields]
        # Whoever has logged nothing yet has no partner chosen for them.
        if any(name == "partners" for name, _ in fields):
            posts.append((cookie, urllib.parse.urlencode(fields)))
    if len(posts) < 50:
        raise SystemExit(f"only {len(posts)} people have a form that can be sent as it is")
    people = ",\n".join(f"{{cookie = [[{cookie}]], body = [[{body}]]}}" for cookie, body in posts)
    script = FOLDER / "logging.lua"
    script.write_text(
        f"""local people = {{{people}}}
local befores = {{}}
local number, sent = 0, 0
-- Each run has tokens of its own: a form that was sent before makes no entry. As a form has it, the moment stands in
-- front, so that later ones sort after earlier ones.
local chance = io.open("/dev/urandom", "rb")
local a, b, c, d, e = chance:read(5):byte(1, 5)
chance:close()
local token = string.format("%08x-%02x%02x-7%02x0-8%02x0-%02x", os.time() / 65.536, a, b, c, d, e)
-- Requests are put together before, so that what is measured is not the client.
function init()
  for at, person in ipairs(people) do
    local whole = wrk.format("POST", "/entries", {{
      ["Cookie"] = person.cookie,
      ["Content-Type"] = "application/x-www-form-urlencoded",
      ["Origin"] = "http://127.0.0.1:{PORT}",
    }}, person.body .. "&token=" .. string.rep("0", 36))
    befores[at] = string.sub(whole, 1, -37) .. token
  end
end
function request()
  number = number % #befores + 1
  sent = sent + 1
  return befores[number] .. string.format("%010x", sent)
end
"""
    )
    return script


class Nginx:
    """nginx with two workers, serving files of a folder as they are."""

    def __init__(self):
        self.folder = FOLDER / "nginx"
        (self.folder / "files").mkdir(parents=True, exist_ok=True)
        settings = self.folder / "nginx.conf"
        user = "user root;" if os.getuid() == 0 else ""
        settings.write_text(
            f"""{user} worker_processes 2; daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log;
events {{}}
http {{ access_log off; default_type text/html; client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi; scgi_temp_path {self.folder}/scgi;
sendfile on;
server {{ listen 127.0.0.1:{NGINX_PORT}; root {self.folder}/files; }} }}
"""
        )
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([program, "-c", settings], stderr=subprocess.DEVNULL)
        time.sleep(0.5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def same_size(self, body, clients):
        (self.folder / "files" / "page.html").write_text(body)
        return load(f"http://127.0.0.1:{NGINX_PORT}/page.html", clients).done()
