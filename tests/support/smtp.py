"""A mail server for tests: keeps each message in a folder, and fails as it is told to.

Arguments: the folder, the kind of TLS (none, starttls or implicit), and a user and a password where it wants them.
It prints its port, and ends when its standard input does, taking the folder with it.

    0001.eml, 0001.json   a message and its envelope, on disk before the 250 that takes charge of it
    attempts.log          one recipient a line, each time one is named
    faults.json           {"recipient or *": {"kind": ..., "times": ..., "seconds": ..., "number": ...}}, read at each attempt;
                          the number tells one fault from the same one set again
"""

import asyncio
import json
import logging
import os
import re
import shutil
import ssl
import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

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


class Dropped(ConnectionResetError):
    """We hung up."""


class Mailbox:
    """What is said to each command, and where messages are kept."""

    def __init__(self, folder):
        self.folder = folder
        self.failed = Counter()
        self.count = 0

    def fault(self, recipient):
        """The fault to show this recipient now, if there is one and it has not been shown often enough."""
        try:
            faults = json.loads((self.folder / "faults.json").read_text())
        except FileNotFoundError:
            return {}
        fault = faults.get(recipient, faults.get("*", {}))
        times = fault.get("times")
        if times is not None and self.failed[fault["number"]] >= times:
            return {}
        self.failed[fault.get("number")] += 1
        return fault

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return ["250-DSN", *responses]

    async def handle_RCPT(self, server, session, envelope, address, options):
        with open(self.folder / "attempts.log", "a") as log:
            log.write(address + "\n")
        fault = self.fault(address)
        match fault.get("kind"):
            case "later":
                return "450 4.2.0 Mailbox busy, try again later"
            case "full":
                return "452 4.2.2 Insufficient storage"
            case "never":
                return "550 5.1.1 No such mailbox"
            case "refused" | "put-off" | "cut":
                pass
            case "closing":
                await server.push("421 4.3.2 Service closing")
                server.transport.close()
                raise Dropped
        envelope.rcpt_tos.append(address)
        if fault:
            session.fault = fault
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        fault = getattr(session, "fault", {})
        session.fault = {}
        match fault.get("kind"):
            case "refused":
                return "554 5.6.0 Message refused"
            case "put-off":
                return "451 4.3.0 Try again later"
        self.keep(server, session, envelope)
        if fault.get("kind") == "silence":
            server.transport.abort()
            raise Dropped
        await asyncio.sleep(fault.get("seconds", 0))
        return "250 OK"

    def keep(self, server, session, envelope):
        self.count += 1
        name = f"{self.count:04}"
        self.write(name + ".eml", envelope.original_content)
        said = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "user": session.auth_data,
            "envelope_id": getattr(session, "envelope_id", ""),
            "encrypted": server.transport.get_extra_info("sslcontext") is not None,
        }
        self.write(name + ".json", json.dumps(said).encode())

    def write(self, name, content):
        partly = self.folder / (name + ".part")
        with open(partly, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partly.rename(self.folder / name)
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


class Server(SMTP):
    """One that takes what a mail is called by on its envelope, and can hang up in the middle of a message."""

    async def smtp_MAIL(self, arg):
        self.session.envelope_id = ""
        if found := re.search(r" ENVID=(\S+)", arg or ""):
            self.session.envelope_id = found[1]
        await super().smtp_MAIL(re.sub(r" (ENVID|RET)=\S+", "", arg or ""))

    async def smtp_DATA(self, arg):
        fault = getattr(self.session, "fault", {})
        if fault.get("kind") != "cut":
            await super().smtp_DATA(arg)
            return
        self.session.fault = {}
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        await self._reader.read(64)
        self.transport.abort()
        raise Dropped


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


async def main(folder, tls, user=None, password=None):
    logging.disable()
    # It would rather that passwords were asked for over TLS alone; some of our partners' servers are not so.
    warnings.simplefilter("ignore")
    context = None if tls == "none" else encryption(folder)

    def authenticate(server, session, envelope, mechanism, said):
        right = (said.login.decode(), said.password.decode()) == (user, password)
        return AuthResult(success=right, handled=False, auth_data=user)

    mailbox = Mailbox(folder)
    options = {"enable_SMTPUTF8": True, "hostname": "localhost", "data_size_limit": None}
    if user is not None:
        options |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    if tls == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    server = await asyncio.get_running_loop().create_server(
        lambda: Server(mailbox, **options),
        host="127.0.0.1",
        port=0,
        ssl=context if tls == "implicit" else None,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)


place = Path(sys.argv[1])
try:
    asyncio.run(main(place, *sys.argv[2:]))
finally:
    # However it ends: also when nobody is there any more to hear the port.
    shutil.rmtree(place, ignore_errors=True)
