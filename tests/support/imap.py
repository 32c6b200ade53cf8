"""A mailbox for tests: hands messages over as an IMAP server does, as much of it as is asked, and fails as it is told to.

Arguments: the folder, the kind of TLS (none or implicit), a user and a password.
It prints its port, and ends when its standard input does, taking the folder with it.

    7.eml       the message of UID 7
    7.seen      it was seen
    said.log    each command but for how somebody signs in, one a line
    fault       "shut": nobody signs in; "cut 7": hangs up in the middle of message 7
"""

import asyncio
import re
import shutil
import ssl
import subprocess
import sys
from email import message_from_bytes
from pathlib import Path

CERTIFICATE = """
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = DNS:localhost, IP:127.0.0.1
"""


def encryption(folder):
    (folder / "openssl.cnf").write_text(CERTIFICATE)
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -config openssl.cnf"
    subprocess.run(
        [*command.split(), "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


class Mailbox:
    def __init__(self, folder, user, password):
        self.folder = folder
        self.sign_in = f'LOGIN "{user}" "{password}"'

    def fault(self):
        try:
            return (self.folder / "fault").read_text()
        except FileNotFoundError:
            return ""

    def uids(self):
        return sorted(int(file.stem) for file in self.folder.glob("*.eml"))

    def found(self, wanted):
        """UNSEEN HEADER <name> "<words>", and no other search."""
        name, words = re.fullmatch(r'UNSEEN HEADER (\S+) "([^"]*)"', wanted).groups()
        for uid in self.uids():
            if not (self.folder / f"{uid}.seen").exists():
                message = message_from_bytes((self.folder / f"{uid}.eml").read_bytes())
                if words.lower() in str(message[name] or "").lower():
                    yield uid

    def answer(self, command):
        """What is said to a command before its OK; or None, where it is refused."""
        if command.startswith("LOGIN"):
            return b"" if command == self.sign_in and self.fault() != "shut" else None
        with (self.folder / "said.log").open("a") as log:
            log.write(command + "\n")
        if command.startswith("SELECT"):
            if command != 'SELECT "INBOX"':
                return None
            return b"* FLAGS (\\Seen)\r\n* %d EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] valid\r\n" % len(self.uids())
        if search := re.fullmatch("UID SEARCH (.*)", command):
            return ("* SEARCH " + " ".join(map(str, self.found(search[1]))) + "\r\n").encode()
        if fetch := re.fullmatch(r"UID FETCH (\d+) \(UID (RFC822.SIZE|BODY.PEEK\[\])\)", command):
            uid = int(fetch[1])
            if uid not in self.uids():
                return b""
            message = (self.folder / f"{uid}.eml").read_bytes()
            place = self.uids().index(uid) + 1
            if fetch[2] == "RFC822.SIZE":
                return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (place, uid, len(message))
            begun = b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (place, uid, len(message))
            if self.fault() == f"cut {uid}":
                raise ConnectionResetError(begun + message[:20])
            return begun + message + b")\r\n"
        if store := re.fullmatch(r"UID STORE (\d+) \+FLAGS.SILENT \(\\Seen\)", command):
            (self.folder / f"{store[1]}.seen").touch()
            return b""
        return b"* BYE\r\n" if command == "LOGOUT" else None

    async def serve(self, reader, writer):
        writer.write(b"* OK ready\r\n")
        try:
            while line := await reader.readline():
                tag, command = line.decode(errors="replace").rstrip("\r\n").partition(" ")[::2]
                said = self.answer(command)
                done = b"NO refused for returns@ics.example" if said is None else b"OK done"
                writer.write((said or b"") + tag.encode() + b" " + done + b"\r\n")
                await writer.drain()
        except ConnectionResetError as cut:
            writer.write(cut.args[0] if isinstance(cut.args[0], bytes) else b"")
        writer.close()


async def main(folder, tls, user, password):
    server = await asyncio.start_server(
        Mailbox(folder, user, password).serve,
        host="127.0.0.1",
        port=0,
        ssl=encryption(folder) if tls == "implicit" else None,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)


place = Path(sys.argv[1])
try:
    asyncio.run(main(place, *sys.argv[2:]))
finally:
    # However it ends: also when nobody is there any more to hear the port.
    shutil.rmtree(place, ignore_errors=True)
