"""Which paths are what, and the security headers each kind carries."""

from monitor.web.cache import Header

# Open data: any site may read these from a browser.
OPEN_PREFIXES = ("/api/",)
OPEN_PATHS = frozenset({"/calendar.ics", "/feed.atom", "/feed.json", "/calls.csv", "/badge.svg"})

# Only these may be answered from the cache: nothing on them depends on who asks.
_CACHED_PATHS = OPEN_PATHS | {"/", "/sources", "/embed", "/robots.txt", "/favicon.ico"}
_CACHED_PREFIXES = (*OPEN_PREFIXES, "/calls/", "/countries/", "/static/")

# These speak no human language, so they have no address under /sv/ and the like.
_NO_LANGUAGE = ("/api/", "/static/", "/live", "/ready", "/metrics", "/favicon.ico", "/robots.txt")

_PAGE_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; img-src 'self'; style-src 'self'; "
    "script-src 'self'; connect-src 'self'; frame-ancestors {ancestors}"
)

# Their addresses hold what opens a subscriber's page: kept by nobody, told to nobody, errors too.
_PRIVATE_PREFIX = "/subscribe"

_COMMON: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (
        b"permissions-policy",
        b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def is_open_data(path: str) -> bool:
    """Whether programs on other sites may read `path` (no language prefix in it)."""
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


def is_cacheable(path: str, query: bytes) -> bool:
    """Whether an answer may be kept: never with free words, of which there is no end."""
    if path not in _CACHED_PATHS and not path.startswith(_CACHED_PREFIXES):
        return False
    return not any(part.startswith(b"q=") and len(part) > 2 for part in query.split(b"&"))


def has_languages(path: str) -> bool:
    """Whether `path` exists under a language's prefix too."""
    return not path.startswith(_NO_LANGUAGE)


def _discretion(path: str) -> tuple[Header, ...]:
    if not path.startswith(_PRIVATE_PREFIX):
        return ((b"referrer-policy", b"same-origin"),)
    return (
        (b"referrer-policy", b"no-referrer"),
        (b"cache-control", b"no-store"),
        (b"x-robots-tag", b"noindex, nofollow"),
    )


def security_headers(path: str) -> tuple[Header, ...]:
    """The headers every answer for `path` carries; frames are allowed on `/embed` alone."""
    framed = path == "/embed"
    policy = _PAGE_POLICY.format(ancestors="*" if framed else "'none'")
    headers: tuple[Header, ...] = (*_COMMON, *_discretion(path))
    headers += ((b"content-security-policy", policy.encode()),)
    if not framed:
        headers += ((b"x-frame-options", b"DENY"),)
    if is_open_data(path):
        headers += (
            (b"access-control-allow-origin", b"*"),
            (b"access-control-expose-headers", b"ETag, Link"),
            (b"cross-origin-resource-policy", b"cross-origin"),
        )
    elif not framed:
        headers += ((b"cross-origin-resource-policy", b"same-origin"),)
    return headers


PREFLIGHT: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"If-None-Match, Accept, Accept-Language"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, OPTIONS"),
    (b"content-length", b"0"),
)
