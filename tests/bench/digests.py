"""A thousand boards' digests of one system: composed, rendered, issued and delivered to a mail server of our own.

Beside it, in the same run, the same messages as they were delivered, sent ready-made to the same server.
"""

import concurrent.futures
import re
import smtplib
import subprocess
import sys
import threading
import time

from machinery import FOLDER, ROOT, Browser, Server, sign_in

BOARDS = 1_000
CLIENTS = 2
WITH_STAFF = {
    "Berkshire Healthcare NHS Foundation Trust",
    "NHS Thames Valley Integrated Care Board",
    "Reading Borough Council",
    "Royal Berkshire NHS Foundation Trust",
}


class MailServer:
    """Takes every message, and keeps it in memory; `with` stops it."""

    PROGRAM = """
import asyncio, sys
from aiosmtpd.smtp import SMTP

class Keeping:
    def __init__(self):
        self.taken = 0
    async def handle_DATA(self, server, session, envelope):
        self.taken += 1
        if sys.argv[1] != "-":
            with open(f"{sys.argv[1]}/{self.taken:05}.eml", "wb") as file:
                file.write(envelope.content)
        print(self.taken, flush=True)
        return "250 Taken"

async def serve():
    keeping = Keeping()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(keeping), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

asyncio.run(serve())
"""

    def __init__(self, folder=None):
        python = ROOT / "target" / "test-python" / "bin" / "python"
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob("*.eml"):
                old.unlink()
        self.process = subprocess.Popen(
            [python, "-c", self.PROGRAM, str(folder or "-")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.port = int(self.process.stdout.readline())
        self.taken, self.last = 0, time.monotonic()
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self):
        for line in self.process.stdout:
            self.taken, self.last = int(line), time.monotonic()

    def wait_for(self, many, seconds=1_800):
        """The moment at which so many had been taken."""
        until = time.monotonic() + seconds
        while self.taken < many:
            if time.monotonic() > until:
                raise SystemExit(f"only {self.taken} of {many} messages arrived")
            time.sleep(0.02)
        return self.last

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(20)


def opened(administrator, secretary, address):
    """Boards of one system's partners, with one secretary and one recipient each."""
    system = re.search(r'href="/systems/([0-9a-f-]{36})', administrator.get("/"))[1]
    page = administrator.get(f"/systems/{system}/boards/new")
    options = re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>([^<]+)<', page)
    # The demonstration's other partners have no staff, and nothing to tell a board.
    organisations = [id for id, name in options if name.strip() in WITH_STAFF]
    if not organisations:
        raise SystemExit("there is no partner whose board could be opened")
    known = set(re.findall(r"/boards/([0-9a-f-]{36})", secretary.get("/boards")))
    begun = int(time.time())
    for number in range(BOARDS):
        fields = {
            "organisation": organisations[number % len(organisations)],
            "name": f"Board {begun}-{number}",
            "period": "month",
            "secretary_name": "Board secretary",
            "secretary_email": address,
        }
        administrator.post(f"/systems/{system}/boards", fields)
    boards = [id for id in dict.fromkeys(re.findall(r"/boards/([0-9a-f-]{36})", secretary.get("/boards")))]
    boards = [id for id in boards if id not in known]
    if len(boards) < BOARDS:
        raise SystemExit(f"{len(boards)} boards were opened")
    for number, board in enumerate(boards):
        secretary.post(f"/boards/{board}/recipients", {"name": "Chair", "email": f"chair{number}@board.example"})
    return boards


def issue(cookie, boards):
    """Composes, checks and issues each board's digest of the last period, as a secretary does."""
    secretary = Browser(cookie)
    for board in boards:
        page = secretary.get(f"/boards/{board}")
        period = re.search(r'<option value="(month-[0-9-]+)"', page)[1]
        digest = secretary.post(f"/boards/{board}/digests", {"period": period})
        checked = re.search(r'name="checked" value="([^"]+)"', secretary.get(f"{digest}/issue"))[1]
        secretary.post(f"{digest}/issue", {"checked": checked})


def ready_made(folder):
    """Messages a second, of the same bytes over one connection."""
    messages = [file.read_bytes() for file in sorted(folder.glob("*.eml"))]
    with MailServer() as server:
        begun = time.monotonic()
        with smtplib.SMTP("127.0.0.1", server.port) as line:
            for message in messages:
                line.sendmail("digests@fairwind.example", ["chair@board.example"], message)
        return len(messages) / (server.wait_for(len(messages)) - begun)


def measured(url, whom):
    folder = FOLDER / "delivered"
    with MailServer(folder) as mail:
        settings = {
            "FAIRWIND_SMTP_HOST": "127.0.0.1",
            "FAIRWIND_SMTP_PORT": str(mail.port),
            "FAIRWIND_SMTP_SECURITY": "none",
        }
        with Server(url, settings):
            address = whom["Board secretary"]
            administrator = Browser(sign_in(whom["System administrator"]))
            cookie = sign_in(address)
            boards = opened(administrator, Browser(cookie), address)
            # Whatever was said about the new boards is not counted.
            time.sleep(2)
            before, begun = mail.taken, time.monotonic()
            shares = [boards[at::CLIENTS] for at in range(CLIENTS)]
            with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
                for client in [clients.submit(issue, cookie, share) for share in shares]:
                    client.result()
            issued = time.monotonic() - begun
            delivered = mail.wait_for(before + len(boards)) - begun
    weight = sum(file.stat().st_size for file in folder.glob("*.eml")) / max(1, len(list(folder.glob("*.eml"))))
    rate = ready_made(folder)
    print(
        f"    {len(boards)} digests: issued in {issued:.0f} s, delivered in {delivered:.0f} s;"
        f" ready-made {rate:.0f}/s of {weight / 1000:.0f} kB",
        file=sys.stderr,
    )
    return {"delivered": len(boards) / delivered, "ready-made": rate, "kilobytes": weight / 1000}
