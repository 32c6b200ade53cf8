"""A staff list of many rows, imported and validated; beside it, in the same run, the database's own bulk load of the
rows that came of it into the same tables with the same indexes; and pages that are read meanwhile."""

import random
import re
import shutil
import sqlite3
import subprocess
import time

from machinery import FAIRWIND, FOLDER, Server, environment, drawn, sign_in

ROWS = {"small": 100_000, "large": 1_500_000}
GROUPS = [
    "Additional Clinical Services",
    "Administrative and Clerical",
    "Allied Health Professionals",
    "Estates and Ancillary",
    "Healthcare Scientists",
    "Medical and Dental",
    "Nursing and Midwifery Registered",
]
SURNAMES = ["Nwosu", "Byrne", "Kowalski", "Osei", "Malik", "Green", "White", "Bailey", "Kumar", "Evans"]
FORENAMES = ["Amara", "Callum", "James", "Sam", "Niamh", "Jamal", "Imogen", "Noor"]
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN"]
TABLES = ["people", "employments", "postings"]


def staff_list(rows):
    """An export of a trust's list with so many rows, each a person with a manager."""
    file = FOLDER / f"staff-{rows}.csv"
    chosen = random.Random(7)
    with open(file, "w") as out:
        out.write("Staff in Post (Assignment Level)\nTrust:,RHW\nEffective date:,31-OCT-2026\n\n")
        out.write(
            "Employee Number,Assignment Number,Last Name,First Name,Email Address,Staff Group,Job Role,Position Title,"
            "Pay Scale,FTE,Latest Start Date,Actual Termination Date,Supervisor Employee Number,Org L4,Location\n"
        )
        for at in range(rows):
            number, surname, forename = 30_000_000 + at, chosen.choice(SURNAMES), chosen.choice(FORENAMES)
            manager = 30_000_000 + at // 12 if at else ""
            out.write(
                f"{number},{number}-1,{surname},{forename},{forename.lower()}.{surname.lower()}{at}@rhw.example,"
                f"{chosen.choice(GROUPS)},Role,Post {at % 40},XN06,1.0,"
                f"{1 + at % 28:02}-{MONTHS[at % 6]}-{2000 + at % 25},,{manager},Ward {at % 50},Reading\n"
            )
    return file


class Import:
    """A list being imported, into a small organisation of the demonstration."""

    def __init__(self, url, rows):
        self.file, self.rows = staff_list(rows), rows
        command = [FAIRWIND, "import", "staff", "--organisation", "RHW", "--ends-at-most", "1000000", self.file]
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            command, env=environment(url), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def is_running(self):
        return self.process.poll() is None

    def done(self):
        """Seconds it took, and megabytes at the most."""
        most = 0.0
        while self.is_running():
            try:
                found = re.search(r"VmHWM:\s+(\d+) kB", open(f"/proc/{self.process.pid}/status").read())
                most = max(most, int(found[1]) / 1024 if found else 0.0)
            except OSError:
                pass
            time.sleep(0.05)
        seconds, said = time.monotonic() - self.begun, self.process.stdout.read()
        self.file.unlink()
        if self.process.returncode or f"{self.rows:,} rows read" not in said:
            raise SystemExit(f"the list was not imported:\n{said}")
        return seconds, most


def bulk_of_sqlite(url):
    """Seconds of sqlite3's `.import` of the same rows into the same tables."""
    full, empty = url.removeprefix("sqlite://"), FOLDER / "bulk.sqlite"
    for old in FOLDER.glob("bulk.sqlite*"):
        old.unlink()
    database = sqlite3.connect(full)
    marks = ", ".join("?" for _ in TABLES)
    schema = database.execute(
        f"select sql from sqlite_master where tbl_name in ({marks}) and sql is not null order by type desc", TABLES
    ).fetchall()
    database.close()
    target = sqlite3.connect(empty)
    target.execute("pragma journal_mode=wal")
    for (statement,) in schema:
        # A CSV has no null: an open end would fail the check, so the bulk load goes without it.
        target.execute(statement.replace(", CHECK (to_on is null or to_on >= from_on)", ""))
    target.close()
    commands = ["pragma synchronous=full", "begin", ".mode csv"]
    for table in TABLES:
        file = FOLDER / f"{table}.csv"
        # Ids are bytes, which no CSV can carry: here they are text of twice the weight.
        columns = sqlite3.connect(full).execute(f"pragma table_info({table})").fetchall()
        words = {"email": "coalesce(email, hex(id))"}
        chosen = ", ".join(f"hex({c[1]})" if "uuid" in c[2] else words.get(c[1], c[1]) for c in columns)
        with open(file, "w") as out:
            select = f"select {chosen} from {table}"
            subprocess.run(["sqlite3", "-csv", full, select], check=True, stdout=out)
        commands.append(f".import {file} {table}")
    begun = time.monotonic()
    subprocess.run(["sqlite3", empty, *commands, "commit"], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


# What the list has made: all of it at one instant, which is no other record's.
MADE = {
    "people": "created_at = (select max(created_at) from employments)",
    "employments": "created_at = (select max(created_at) from employments)",
    "postings": "employment_id in (select id from employments where created_at = (select max(created_at) from employments))",
}


def bulk_of_postgres(before, postgres):
    """Seconds of PostgreSQL's `copy` of the same rows into the very tables: the database as it was before."""
    for table, made in MADE.items():
        postgres.psql("import", f"\\copy (select * from {table} where {made}) to '{FOLDER}/{table}.copy'")
    postgres.psql("postgres", "drop database if exists bulk", f"create database bulk template {before}")
    begun = time.monotonic()
    copies = [f"\\copy {table} from '{FOLDER}/{table}.copy'" for table in TABLES]
    postgres.psql("bulk", "begin", *copies, "commit")
    seconds = time.monotonic() - begun
    postgres.psql("postgres", "drop database bulk")
    return seconds


class Database:
    """A database with a demonstration in it, to be imported into: `again` puts it back to what it was."""

    def __init__(self, kind, postgres):
        self.kind, self.postgres = kind, postgres
        self.before, self.file = FOLDER / "before-import.sqlite", FOLDER / "import.sqlite"
        if kind == "SQLite":
            remove(self.before)
            self.url, made = f"sqlite://{self.file}", f"sqlite://{self.before}"
        else:
            postgres.psql("postgres", "drop database if exists import")
            self.url, made = postgres.url("import"), postgres.fresh("before_import")
        command = [FAIRWIND, "demo", "--people", "1000", "--entries", "1000", "--into", made]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        self.whom = dict(re.findall(r"^  (\S.*?)\s{2,}(\S+@\S+)$", said, re.M))

    def again(self):
        if self.kind == "SQLite":
            remove(self.file)
            shutil.copy(self.before, self.file)
        else:
            again = "create database import template before_import"
            self.postgres.psql("postgres", "drop database if exists import", again)

    def bulk(self):
        if self.kind == "SQLite":
            return bulk_of_sqlite(self.url)
        return bulk_of_postgres("before_import", self.postgres)


def remove(file):
    for old in FOLDER.glob(f"{file.name}*"):
        old.unlink()


def beside(database, rows):
    """The 99th percentile of a page's milliseconds, alone and while a list is imported, by a server of the database."""
    path = "/participation"
    with Server(database.url):
        # Whose employment is in no list that is imported.
        cookie = sign_in(database.whom["System administrator"])
        drawn(path, 2, cookie, 1).done()
        alone = drawn(path, 2, cookie).done()
        running = Import(database.url, rows)
        reading = drawn(path, 2, cookie, 600)
        running.done()
        during = reading.stopped()
    return alone.high, during.high


def measured(kind, size, postgres):
    """Imports into a database of their own, which is gone afterwards."""
    rows = ROWS[size]
    database = Database(kind, postgres)
    database.again()
    seconds, megabytes = Import(database.url, rows).done()
    bulk = database.bulk()
    database.again()
    alone, worst = beside(database, rows)
    return {
        "rows": rows,
        "seconds": seconds,
        "bulk": bulk,
        "megabytes": megabytes,
        "alone": alone,
        "beside": worst,
    }
