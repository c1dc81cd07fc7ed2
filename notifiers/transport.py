"""What our own senders share: how certificates are checked, and what went wrong in plain words."""

import socket
import ssl
from functools import cache

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "did not answer in time"),
    (ConnectionRefusedError, "refused the connection"),
    (socket.gaierror, "has a host name that nobody knows"),
    (ssl.SSLError, "offered no connection that can be trusted"),
    (UnicodeError, "was given an address with letters that cannot be carried"),
)


@cache
def trust(verify: bool = True) -> ssl.SSLContext:
    """How servers' certificates are checked; loading the roots takes 20 ms, so it is done once."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def reason(error: Exception) -> str:
    """What went wrong on the way to a server, as the end of a sentence about it."""
    if "timed out" in str(error):  # smtplib words a silent server as a closed connection
        return "did not answer in time"
    for kind, words in _REASONS:
        if isinstance(error, kind):
            return words
    return f"failed: {type(error).__name__}: {error}"
