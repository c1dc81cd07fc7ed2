"""What a web channel's refusal means: told in fixed words, permanent or not, when to try again."""

import re

from notifiers.base import NotifyError

_RETRY_AFTER = re.compile(r"""["']retry_after["']:\s*([0-9.]{1,12})""")
_HOSTED = frozenset({"slack", "discord", "gchat", "workflow", "workflows", "tgram"})
_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    410: "Gone",
    413: "Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def refused(kind: str, status: int, text: str = "", retry_after: str = "") -> NotifyError:
    """The error for an answer that is no success.

    `text` is the answer's body, in which some services say when to try again; `retry_after` its
    header. Permanent are "gone", and "not found" from a hosted service (a deleted webhook); a "not
    found" from an operator's own server may be a deployment in progress.
    """
    words = f" ({_WORDS[status]})" if status in _WORDS else ""
    stated = _RETRY_AFTER.search(text)
    wait = retry_after if retry_after.isdigit() else stated.group(1) if stated else ""
    return NotifyError(
        f"{kind} answered {status}{words}",
        permanent=status == 410 or (status == 404 and kind in _HOSTED),
        retry_after=float(wait) if wait else None,
    )
