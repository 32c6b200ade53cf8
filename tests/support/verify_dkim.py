"""Verifies the signature of the message on standard input, with the key given as the DNS would answer.

Arguments: the name at which the key is, and the TXT record there. Prints the headers that are signed, one a line, and
ends with 0 where dkimpy, which is not ours, finds the signature good.
"""

import sys

import dkim

name, record = sys.argv[1].encode(), sys.argv[2].encode()


def answer(asked, timeout=5):
    return record if asked.rstrip(b".") == name else None


signature = dkim.DKIM(sys.stdin.buffer.read())
good = signature.verify(dnsfunc=answer)
for header in signature.include_headers or []:
    print(header.decode().lower())
sys.exit(0 if good else 1)
