"""Single-row commits a second into a file of SQLite's by one client: `bare.py FILE SECONDS` prints how many."""

import sqlite3
import sys
import time

file, seconds = sys.argv[1], float(sys.argv[2])
database = sqlite3.connect(file, isolation_level=None, timeout=60)
database.execute("pragma journal_mode=wal")
database.execute("pragma synchronous=full")
database.execute("create table if not exists bare (id integer primary key, words text not null)")
begun, many = time.monotonic(), 0
while time.monotonic() - begun < seconds:
    database.execute("insert into bare (words) values ('entry logged')")
    many += 1
database.execute("drop table bare")
database.close()
print(many / seconds)
