"""Telling a block page, a challenge or a login page from content. Pure.

Firewalls answer them with status 200 as readily as with 403, so the words decide. Only signs that
no page about funding carries are used: a contact form with a captcha is no block page.
"""

import re

from selectolax.lexbor import LexborHTMLParser

_SUPPORT_ID = re.compile(
    r"(?:support|incident|ray|reference)\s*(?:id|number|#)?\s*(?:is)?\s*[:#]\s*([\w.\-]{6,60})",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"^(?:request rejected|access denied|attention required|just a moment|403 forbidden"
    r"|pardon our interruption|are you (?:a )?(?:human|robot)|security check|bot verification"
    r"|eu login|ecas|human verification|please wait\b.*|web application firewall.*"
    r"|sucuri website firewall.*|ddos.guard)",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"the requested url was rejected|_incapsula_resource|/cdn-cgi/challenge-platform"
    r"|enable javascript and cookies to continue|window\.gokuprops|awswafcookiedomainlist"
    r"|has been blocked by (?:the|our) (?:web application )?firewall",
    re.IGNORECASE,
)
_SMALL = 40_000  # characters; block pages are small, and a long page quoting one is content
_LOOKED_AT = 200_000


def is_html(content_type: str, body: bytes) -> bool:
    """Whether an answer is an HTML page, by what the server says or by how it begins."""
    if "html" in content_type.lower():
        return True
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def block_sentence(host: str, body: bytes) -> str | None:
    """One sentence with the support id if `body` is a block page, else None."""
    page = body[:_LOOKED_AT].decode("utf-8", "replace")
    if not _is_block(page):
        return None
    words = LexborHTMLParser(page).text(separator=" ")
    found = _SUPPORT_ID.search(words)
    told = f", support id {found[1]}" if found else ""
    return f"{host} answered a block page{told}"


def _is_block(page: str) -> bool:
    if _SIGNS.search(page):
        return len(page) <= _SMALL
    title = LexborHTMLParser(page).css_first("title")
    words = " ".join(title.text().split()) if title else ""
    return len(page) <= _SMALL and bool(_TITLES.search(words))
