"""A staff list of many rows, imported and validated; beside it, in the same run, the database's own bulk load of the
rows that came of it into the same tables with the same indexes."""

import random
import re
import sqlite3
import subprocess
import time

from machinery import FAIRWIND, FOLDER, environment

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


def imported(url, rows):
    """Seconds and megabytes at the most of the import, into a small organisation of the demonstration."""
    file = staff_list(rows)
    command = [FAIRWIND, "import", "staff", "--organisation", "RHW", file]
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment(url), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    said, most = process.stdout, 0.0
    while process.poll() is None:
        try:
            found = re.search(r"VmHWM:\s+(\d+) kB", open(f"/proc/{process.pid}/status").read())
            most = max(most, int(found[1]) / 1024 if found else 0.0)
        except OSError:
            pass
        time.sleep(0.05)
    seconds, said = time.monotonic() - begun, said.read()
    file.unlink()
    if process.returncode or f"{rows:,} rows read" not in said:
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


def bulk_of_postgres(name, postgres):
    """Seconds of PostgreSQL's `copy` of the same rows into tables with the same columns, checks and indexes."""
    for table in TABLES:
        postgres.psql(
            name,
            f"drop table if exists bulk_{table}",
            f"create table bulk_{table} (like {table} including all)",
            f"\\copy {table} to '{FOLDER}/{table}.copy'",
        )
    begun = time.monotonic()
    copies = [f"\\copy bulk_{table} from '{FOLDER}/{table}.copy'" for table in TABLES]
    postgres.psql(name, "begin", *copies, "commit")
    seconds = time.monotonic() - begun
    postgres.psql(name, *[f"drop table bulk_{table}" for table in TABLES])
    return seconds


def measured(kind, size, postgres):
    """An import of its own database, which is gone afterwards."""
    rows = ROWS[size]
    if kind == "SQLite":
        file = FOLDER / "import.sqlite"
        for old in FOLDER.glob("import.sqlite*"):
            old.unlink()
        url = f"sqlite://{file}"
    else:
        url = postgres.fresh("import")
    demo = [FAIRWIND, "demo", "--people", "1000", "--entries", "1000", "--into", url]
    subprocess.run(demo, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds, megabytes = imported(url, rows)
    bulk = bulk_of_sqlite(url) if kind == "SQLite" else bulk_of_postgres("import", postgres)
    return {"rows": rows, "seconds": seconds, "bulk": bulk, "megabytes": megabytes}
