"""Measures Fairwind against itself and its neighbours in one run, and writes the table into the README."""

import base64
import hashlib
import itertools
import json
import os
import re
import secrets
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import uuid

import digests
import imports
from machinery import (
    FAIRWIND,
    FOLDER,
    OF_LOAD,
    OF_SERVICE,
    PORT,
    ROOT,
    Nginx,
    Postgres,
    Server,
    drawn,
    get,
    load,
    logging_script,
    page,
    sign_in,
    slow_disk,
)

SIZES = {"small": (12_000, 200_000), "large": (1_500_000, 30_000_000)}
PAGES = {
    "home": ("/", "Member of staff"),
    "team": ("/team", "Manager"),
    "participation": ("/participation", "Member of staff"),
    "a year so far": ("/participation?period=year-{year}-04", "Member of staff"),
    "a quarter against the one before": ("/participation?period=quarter-{year}-07&compare=before", "Member of staff"),
    "trends": ("/trends", "Member of staff"),
    "scorecard": ("/scorecard", "Member of staff"),
    "by partner worked with": ("/participation?by=partner", "Member of staff"),
}
BESIDE_NGINX = ["home", "participation", "trends"]
# Pages of each size are measured so many times.
TURNS = 3
EVERYBODY = ["Member of staff", "Manager", "Board secretary", "Organisation administrator", "System administrator"]
BARE_ROWS = "create table if not exists bare (id bigint generated always as identity primary key, words text not null)"


def say(words):
    print(words, file=sys.stderr, flush=True)


def made(kind, size, postgres):
    """A database of a size, made if it is not there: its address, and what was said when it was made."""
    note = FOLDER / f"{size}-{kind}.json"
    if kind == "SQLite":
        file = FOLDER / f"{size}.sqlite"
        url = f"sqlite://{file}"
        is_there = file.exists() and note.exists()
    else:
        url = postgres.url(size)
        is_there = note.exists() and postgres.has(size)
    if not is_there:
        people, entries = SIZES[size]
        say(f"making {people:,} people and {entries:,} entries on {kind}")
        if kind == "SQLite":
            file.unlink(missing_ok=True)
        else:
            postgres.fresh(size)
        begun = time.monotonic()
        command = [FAIRWIND, "demo", "--people", str(people), "--entries", str(entries), "--into", url]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        whom = dict(re.findall(r"^  (\S.*?)\s{2,}(\S+@\S+)$", said, re.M))
        note.write_text(json.dumps({"seconds": time.monotonic() - begun, "whom": whom}))
        if kind == "PostgreSQL":
            postgres.psql(size, "vacuum analyze")
    return url, json.loads(note.read_text())


def bare_rate(kind, url, postgres, size, settings, seconds=1):
    """Single-row commits a second by one client, as durable as ours, with nothing else in them."""
    if kind == "SQLite":
        command = [sys.executable, ROOT / "tests" / "bench" / "bare.py", url.removeprefix("sqlite://"), str(seconds)]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | settings).stdout
        return float(said)
    postgres.psql(size, BARE_ROWS)
    script = FOLDER / "bare.sql"
    script.write_text("insert into bare (words) values ('entry logged');\n")
    command = [postgres.bin / "pgbench", "-h", postgres.home, "-U", "postgres", "-n", "-c1", "-M", "prepared"]
    said = subprocess.run(
        [*command, "-T", str(seconds), "-f", script, size], check=True, capture_output=True, text=True
    ).stdout
    postgres.psql(size, "drop table bare")
    return float(re.search(r"tps = ([\d.]+)", said)[1])


WITHOUT_ACCOUNT = """
    select e.person_id from employments e
    join people p on p.id = e.person_id
    join organisations o on o.id = e.organisation_id
    where p.email is not null and e.ended_on is null
    and o.system_id = (select id from systems where name = 'Thames Valley')
    and not exists (select 1 from accounts a where a.person_id = p.id)
    order by random() limit 400"""


def of_many(kind, url, postgres, size):
    """Cookies of four hundred people of one system, whose sessions are put into the database as signing in does."""
    tokens = [base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=") for _ in range(400)]
    hashes = [hashlib.sha256(token.encode()).hexdigest() for token in tokens]
    if kind == "SQLite":
        database = sqlite3.connect(url.removeprefix("sqlite://"), timeout=60)
        (now,) = database.execute("select max(created_at) from sessions").fetchone()
        for (person,), hashed in zip(database.execute(WITHOUT_ACCOUNT).fetchall(), hashes):
            account = uuid.uuid4().bytes
            database.execute("insert into accounts (id, person_id, created_at) values (?, ?, ?)", (account, person, now))
            database.execute(
                "insert into sessions (id, account_id, token_hash, created_at, last_seen_at) values (?, ?, ?, ?, ?)",
                (uuid.uuid4().bytes, account, hashed, now, now),
            )
        database.commit()
        database.close()
    else:
        numbered = ", ".join(f"({at}, '{hashed}')" for at, hashed in enumerate(hashes, 1))
        postgres.psql(
            size,
            f"""with made as (
                insert into accounts (id, person_id, created_at)
                select gen_random_uuid(), person_id, date_trunc('second', now()) from ({WITHOUT_ACCOUNT}) as chosen
                returning id
            )
            insert into sessions (id, account_id, token_hash, created_at, last_seen_at)
            select gen_random_uuid(), id, hash, date_trunc('second', now()), date_trunc('second', now())
            from (select id, row_number() over () as n from made) as made
            join (values {numbered}) as hashed (n, hash) using (n)""",
        )
    return [f"__Host-fairwind={token}" for token in tokens]


def of_pages(kind, sizes, postgres):
    """One client, page by page, each drawn anew: the median, of each size; and the most memory, with what a day begins
    with. The sizes take turns, so that a machine that is slower for a while is so for all of them."""
    year = time.localtime().tm_year - (time.localtime().tm_mon < 4)
    found = {size: {name: [] for name in PAGES} for size in sizes}
    megabytes = dict.fromkeys(sizes, 0)
    for turn in range(TURNS):
        for size in sizes:
            url, note = made(kind, size, postgres)
            with Server(url) as server:
                if turn == 0:
                    say(f"{kind}, {size}: at rest after {server.rest():.0f} s")
                cookies = {role: sign_in(note["whom"][role]) for role in EVERYBODY}
                for name, (path, role) in PAGES.items():
                    path = path.format(year=year)
                    status, body, _ = get(path, cookies[role])
                    if status != 200:
                        raise SystemExit(f"{path} answered {status}")
                    found[size][name].append(drawn(path, 1, cookies[role], 2).done().median)
                megabytes[size] = max(megabytes[size], server.megabytes())
    for size, pages in found.items():
        for name, medians in pages.items():
            say(f"    {size}, {name}: {', '.join(f'{median:.2f}' for median in medians)} ms")
    pages = {size: {name: statistics.median(of) for name, of in pages.items()} for size, pages in found.items()}
    return {size: {"pages": pages[size], "megabytes": megabytes[size]} for size in sizes}


def beside_nginx(cookies):
    found = {}
    with Nginx() as nginx:
        for name in BESIDE_NGINX:
            path, role = PAGES[name]
            body = get(path, cookies[role])[1]
            again = page(path, 8, cookies[role]).done()
            anew = drawn(path, 8, cookies[role]).done()
            theirs = nginx.same_size(body, 8)
            found[name] = {
                how: {"rate": load.rate, "median": load.median, "high": load.high}
                for how, load in [("again", again), ("anew", anew), ("nginx", theirs)]
            }
            say(f"    {name}: {again.rate:.0f}/s again, {anew.rate:.0f}/s anew, nginx {theirs.rate:.0f}/s")
    return found


def apart(url, note):
    """Kept pages where load and service have a processor each, so that neither waits for the other's turn: the 99th
    percentile as a part of the median."""
    found = {}
    with Server(url, on=OF_SERVICE) as server:
        server.rest()
        cookies = {role: sign_in(note["whom"][role]) for role in EVERYBODY}
        for name in BESIDE_NGINX:
            path, role = PAGES[name]
            # The first time it is not kept.
            get(path, cookies[role])
            again = page(path, 8, cookies[role], on=OF_LOAD).done()
            found[name] = again.high / again.median
            say(f"    {name} apart: {again.rate:.0f}/s, 99th percentile {again.high:.2f} ms of {again.median:.2f}")
    return found


def in_turns(kind, url, postgres, size, script, settings=None):
    """Bare commits, one client and eight in turns, because the machine is faster at one moment than at another: the
    medians of bare commits a second, and of each turn's ratios to them."""
    to = f"http://127.0.0.1:{PORT}/"
    load(to, 1, 2, script=script).done()
    turns = []
    for _ in range(2 * TURNS - 1):
        before = bare_rate(kind, url, postgres, size, settings or {})
        one, eight = (load(to, clients, 2, script=script).done().rate for clients in [1, 8])
        bare = (before + bare_rate(kind, url, postgres, size, settings or {})) / 2
        turns.append((bare, one / bare, eight / bare))
        say(f"    bare {bare:.0f}/s, one client {one:.0f}/s, eight {eight:.0f}/s: {one / bare:.2f}, {eight / bare:.2f}")
    return dict(zip(["bare", "one", "eight"], (statistics.median(of) for of in zip(*turns))))


def of_logging(kind, url, postgres, size, cookies):
    script = logging_script(of_many(kind, url, postgres, size))
    found = in_turns(kind, url, postgres, size, script)
    path, role = PAGES["participation"]
    # What was written just now is put where it belongs before.
    drawn(path, 2, cookies[role], 2).done()
    alone = drawn(path, 2, cookies[role]).done()
    writing = load(f"http://127.0.0.1:{PORT}/", 8, 7, script=script)
    time.sleep(1)
    beside = drawn(path, 2, cookies[role]).done()
    writing.done()
    say(f"    reads: 99th percentile {alone.high:.1f} ms alone, {beside.high:.1f} ms beside eight writers")
    return found | {"alone": alone.high, "beside": beside.high}


def on_a_slow_disk(kind, url, postgres, size):
    """The same where whatever is made durable takes a millisecond longer."""
    settings = {"LD_PRELOAD": str(slow_disk())}
    if kind == "PostgreSQL":
        postgres.stop()
        postgres.start(settings)
    try:
        with Server(url, settings if kind == "SQLite" else None):
            script = logging_script(of_many(kind, url, postgres, size))
            return in_turns(kind, url, postgres, size, script, settings if kind == "SQLite" else None)
    finally:
        if kind == "PostgreSQL":
            postgres.stop()
            postgres.start()


def measured(kind, size, postgres, first):
    """Everything of a size, with what `of_pages` found of it first."""
    url, note = made(kind, size, postgres)
    found = {"made in": note["seconds"], "pages": first["pages"]}
    with Server(url) as server:
        found["started in"] = server.seconds_to_start
        say(f"{kind}, {size}: started in {server.seconds_to_start:.2f} s")
        cookies = {role: sign_in(note["whom"][role]) for role in EVERYBODY}
        found["nginx"] = beside_nginx(cookies)
        found["logging"] = of_logging(kind, url, postgres, size, cookies)
        # What a password takes comes on top of everything else at its most.
        sign_in(note["whom"]["Manager"])
        found["megabytes"] = max(server.megabytes(), first["megabytes"])
        say(f"    {found['megabytes']:.0f} MB at the most")
    found["apart"] = apart(url, note)
    say("    the same with a disk that takes a millisecond longer")
    found["slowly"] = on_a_slow_disk(kind, url, postgres, size)
    found["digests"] = digests.measured(url, note["whom"])
    found["import"] = imports.measured(kind, size, postgres)
    took = found["import"]
    say(f"    {took['rows']:,} rows imported in {took['seconds']:.1f} s, loaded in {took['bulk']:.1f} s")
    say(f"    reads: 99th percentile {took['alone']:.1f} ms alone, {took['beside']:.1f} ms beside an import")
    return found


def of_all(kind, sizes, postgres):
    first = of_pages(kind, sizes, postgres)
    return {size: measured(kind, size, postgres, first[size]) for size in sizes}


def table(heading, rows):
    lines = ["| " + " | ".join(heading) + " |", "|---" + "|---:" * (len(heading) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def written(found, sizes):
    """The section of the README."""
    parts = []
    for kind, by_size in found.items():
        small, large = by_size["small"], by_size.get("large")
        columns = [kind] + [f"{SIZES[size][0]:,} people, {SIZES[size][1]:,} entries" for size in sizes]
        if large:
            columns.append("ratio")
        each = [by_size[size] for size in sizes]

        def row(name, values, form="{:.1f} ms"):
            ratio = [f"{values[1] / values[0]:.2f}"] if large else []
            return [name, *[form.format(value) for value in values], *ratio]

        rows = [row(f"page: {name}", [it["pages"][name] for it in each]) for name in PAGES]
        rows.append(row("made by `demo --into` in", [it["made in"] for it in each], "{:.0f} s"))
        rows.append(row("started in", [it["started in"] for it in each], "{:.2f} s"))
        rows.append(row("memory at the most", [it["megabytes"] for it in each], "{:.0f} MB"))
        for name in small["nginx"]:
            for how, words in [("again", "nothing has changed"), ("anew", "drawn anew")]:
                ours = [it["nginx"][name][how] for it in each]
                rows.append(row(f"{name}, 8 clients, {words}", [it["rate"] for it in ours], "{:,.0f}/s"))
                part = [it["nginx"][name]["nginx"]["rate"] / it["nginx"][name][how]["rate"] for it in each]
                rows.append(row("… nginx, a file of the same size: times as many", part, "{:.0f}"))
                tail = [it["high"] / it["median"] for it in ours]
                rows.append(row("… 99th percentile of the median", tail, "{:.1f}"))
                if how == "again":
                    tail = [it["apart"][name] for it in each]
                    words = "… where load and service have a processor each: 99th percentile of the median"
                    rows.append(row(words, tail, "{:.1f}"))
            tail = [it["nginx"][name]["nginx"]["high"] / it["nginx"][name]["nginx"]["median"] for it in each]
            rows.append(row("… 99th percentile of the median, of nginx", tail, "{:.1f}"))
        logging = [it["logging"] for it in each]
        rows.append(row("bare single-row commits, 1 client", [it["bare"] for it in logging], "{:,.0f}/s"))
        rows.append(row("entries logged, 1 client: of those", [it["one"] for it in logging], "{:.2f}"))
        rows.append(row("entries logged, 8 clients: of those", [it["eight"] for it in logging], "{:.2f}"))
        slowly = [it["slowly"] for it in each]
        rows.append(row("bare commits on a disk that takes 1 ms longer", [it["bare"] for it in slowly], "{:,.0f}/s"))
        rows.append(row("entries logged there, 1 client: of those", [it["one"] for it in slowly], "{:.2f}"))
        rows.append(row("entries logged there, 8 clients: of those", [it["eight"] for it in slowly], "{:.2f}"))
        beside = [it["beside"] / it["alone"] for it in logging]
        rows.append(row("99th percentile of reads beside 8 writers, of alone", beside, "{:.1f}"))
        mail = [it["digests"] for it in each]
        rows.append(row("1,000 boards' digests composed, issued and delivered", [it["delivered"] for it in mail], "{:.1f}/s"))
        part = [it["ready-made"] / it["delivered"] for it in mail]
        rows.append(row("… the same bytes ready-made: times as many", part, "{:.0f}"))
        lists = [it["import"] for it in each]
        rows.append(row("a staff list imported, rows", [it["rows"] / it["seconds"] for it in lists], "{:,.0f}/s"))
        part = [it["seconds"] / it["bulk"] for it in lists]
        rows.append(row("… of the database's own bulk load: times as long", part, "{:.1f}"))
        rows.append(row("… memory at the most", [it["megabytes"] for it in lists], "{:,.0f} MB"))
        part = [it["beside"] / it["alone"] for it in lists]
        rows.append(row("99th percentile of reads beside an import, of alone", part, "{:.1f}"))
        parts.append(table(columns, rows))
    return "\n\n".join(parts)


def main():
    sizes = ["small"] if "--small" in sys.argv else list(SIZES)
    FOLDER.mkdir(parents=True, exist_ok=True)
    postgres = Postgres()
    try:
        if "--apart-again" in sys.argv:
            # That part alone, beside the rest of the last run.
            found = json.loads((FOLDER / "found.json").read_text())
            for kind, size in itertools.product(found, sizes):
                say(f"{kind}, {size}")
                found[kind][size]["apart"] = apart(*made(kind, size, postgres))
        else:
            found = {kind: of_all(kind, sizes, postgres) for kind in ["SQLite", "PostgreSQL"]}
    finally:
        postgres.stop()
    (FOLDER / "found.json").write_text(json.dumps(found, indent=1))
    section = written(found, sizes)
    print(section)
    if sizes == ["small"]:
        put("--small ", section)
    else:
        put("", section)
        # What was measured of the small size alone is told by these.
        put("--small ", "")


def put(how, section):
    """Writes what was measured into the README, in the place of what was measured so before."""
    readme = ROOT / "README.md"
    begin, end = f"<!-- measured by tests/bench/run {how}-->", f"<!-- end of what was measured {how}-->"
    before, rest = readme.read_text().split(begin)
    _, after = rest.split(end)
    readme.write_text(f"{before}{begin}\n{section}\n{end}{after}")


if __name__ == "__main__":
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: begin with tests/bench/run")
    main()
