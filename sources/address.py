"""Addresses as names: one page under its many spellings is one address. No I/O.

The variants folded here were all met (reference, "Address variants to fold"): large-type and print
views, session ids, navigation ids, `index.php`, `www.`, http beside https, letter case in Domino
paths, tracking parameters. Everything else in the query string stays: Slovakia's ministry keeps a
page's whole identity there.
"""

import base64
import binascii
import re
from urllib.parse import parse_qsl, quote, unquote, urldefrag, urljoin, urlsplit

_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_PHP_INDEX = re.compile(r"/index\.php(?=/|$)", re.IGNORECASE)
_VIEWS = frozenset({"big", "nn", "print", "printview", "css", "jsessionid", "phpsessid", "sid"})
_TRACKERS = ("utm_", "mtm_", "pk_", "fbclid", "gclid")
_MOST_FOLDS = 8
_DOMINO = re.compile(r"\.nsf(/|$)", re.IGNORECASE)


def fold_address(url: str) -> str:
    """The name of the page behind `url`: without scheme, `www.`, view variants and fragment.

    Gives "" for what is no web address. Two addresses of one page give the same name, and a name
    folded again is itself: what was escaped twice is folded until nothing changes.
    """
    folded = _folded(url)
    for _ in range(_MOST_FOLDS):
        again = _folded(f"https://{folded}") if folded else ""
        if again == folded:
            break
        folded = again
    return folded


def _folded(url: str) -> str:
    try:
        parts = urlsplit(_SESSION.sub("", urldefrag(url.strip()).url))
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    path = quote(unquote(_PHP_INDEX.sub("", parts.path)), safe="/:@!$&'()*+,;=-._~").rstrip("/")
    if _DOMINO.search(path):
        path = path.lower()
    query = "&".join(_kept(parts.query))
    return f"{host}{port}{path}" + (f"?{query}" if query else "")


def absolute(url: str, base: str) -> str:
    """`url` as found in a page at `base`, made absolute; "" when it is no web address."""
    try:
        joined = urldefrag(urljoin(base, url.strip())).url
        parts = urlsplit(joined)
    except ValueError:
        return ""
    return joined if parts.scheme in ("http", "https") and parts.hostname else ""


def same_host(one: str, other: str) -> bool:
    """Whether two addresses are on one host; `www.` makes no difference, a port does."""
    first, second = _host(one), _host(other)
    return bool(first) and first == second


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}:{port}" if host and port not in (None, 80, 443) else host


def _kept(query: str) -> list[str]:
    """The parts of a query string that say which page it is, in a steady order."""
    kept: list[str] = []
    for pair in map(str.strip, query.split("&")):
        name, _, value = pair.partition("=")
        folded = name.lower()
        if not pair or folded in _VIEWS or folded.startswith(_TRACKERS):
            continue
        if folded == "q" and _is_print_view(value):
            continue
        kept.append(pair.lower() if not value else pair)
    return sorted(kept)


def _is_print_view(value: str) -> bool:
    """Whether a `q` parameter is mvcr.cz's base64 for a print view ("prn=1")."""
    try:
        words = base64.b64decode(unquote(value), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return False
    return all(name == "prn" for name, _ in parse_qsl(words)) and "prn=" in words
