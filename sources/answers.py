"""What the head of an HTTP answer means to us: status, validators, how long to wait. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from sources.base import Response, Validators
from sources.errors import FetchError
from sources.guard import Place

_DAY = 86_400.0
_LONGEST_FRESH = 6 * 3_600.0
_DIRECTIVE = re.compile(r"([\w-]+)\s*(?:=\s*\"?(\d{1,12}))?")
_VALIDATOR_LENGTH = 500  # a longer one is not worth keeping, nor sending back


@dataclass(frozen=True, slots=True)
class Hop:
    """One answer of one host, before it is judged. Header names are in lower case."""

    place: Place
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    def response(self, validators: Validators, *, not_modified: bool = False) -> Response:
        """The answer as sources see it."""
        return Response(
            url=self.url,
            status=self.status,
            headers=self.headers,
            body=self.body,
            not_modified=not_modified,
            validators=validators,
        )


def check_status(hop: Hop) -> None:
    """Raises FetchError unless the status is a success (2xx)."""
    if 200 <= hop.status < 300:
        return
    raise FetchError(
        f"{hop.place} answered {_in_words(hop.status)}",
        cause=_cause(hop.status),
        retry_after=retry_after(hop.headers),
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How long the server asks us to stay away, in seconds, a day at most; None if it does not.

    A date is measured against the server's own `Date`, so that no clock of ours is needed.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return min(float(value), _DAY)
    try:
        until = parsedate_to_datetime(value)
        asked = parsedate_to_datetime(headers.get("date", ""))
        seconds = (until - asked).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _DAY)


def fresh_for(headers: Mapping[str, str]) -> float:
    """For how many seconds the answer need not be asked for again (Cache-Control), 6 h at most."""
    asked = dict(_DIRECTIVE.findall(headers.get("cache-control", "").lower()))
    if "no-cache" in asked or "no-store" in asked:
        return 0.0
    age = headers.get("age", "").strip()
    passed = float(age) if re.fullmatch(r"\d{1,9}", age) else 0.0
    return min(max(float(asked.get("max-age") or 0) - passed, 0.0), _LONGEST_FRESH)


def told_validators(headers: Mapping[str, str], sent: Validators) -> Validators:
    """What to ask "has it changed?" with next time; what was sent stays good where none is told."""
    etag = headers.get("etag", "")
    modified = headers.get("last-modified", "")
    return Validators(
        etag=(etag if len(etag) <= _VALIDATOR_LENGTH else "") or sent.etag,
        last_modified=(modified if len(modified) <= _VALIDATOR_LENGTH else "")
        or sent.last_modified,
    )


def _in_words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _cause(status: int) -> str:
    if status in (404, 410):
        return "not_found"
    if status in (401, 403, 407, 451):
        return "forbidden"
    if status == 429:
        return "rate_limited"
    if status >= 500:
        return "server_error"
    return "redirected" if 300 <= status < 400 else "refused"
