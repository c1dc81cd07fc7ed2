"""What comes in with a POST: the form's fields, and whether our own page sent them."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from fastapi import HTTPException, Request

_MOST_FIELDS = 300
_LARGEST = 20_000  # bytes of a form
_OURS = ("", "same-origin", "none")

Form = Mapping[str, Sequence[str]]


async def read_form(request: Request) -> Form:
    """The fields of a form, each a list. Raises 413 or 422 for what no browser sends."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise HTTPException(413)
    try:
        return parse_qs(
            body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except (UnicodeError, ValueError):
        raise HTTPException(422) from None


def read_query(request: Request) -> Form:
    """The fields in an address, each a list; short, see the front's limit. Raises 422 as above."""
    try:
        return parse_qs(request.url.query, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(422) from None


def is_foreign(request: Request, public_url: str) -> bool:
    """Whether a browser says that another site's page sent this.

    A program says nothing and is let in: it carries nobody's rights. "null" is what a browser says
    on pages without a referrer, such as ours; then only `Sec-Fetch-Site` speaks.
    """
    if request.headers.get("sec-fetch-site", "") not in _OURS:
        return True
    origin = request.headers.get("origin", "null")
    if origin == "null":
        return False
    return urlsplit(origin).netloc not in (request.headers.get("host"), urlsplit(public_url).netloc)
