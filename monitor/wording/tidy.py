"""PURE: text from outside, made safe for each shape a message has.

A title is read from a page somebody else controls. Here it loses what could break out of a line
(control characters, line breaks), what could turn the reading direction, and its excess of length;
each shape then escapes what means something there.
"""

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

# Controls, lone surrogates, private use; zero widths, direction marks and overrides.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_SPACES = re.compile(r"\s+")
_URL_SAFE = "/:?#@!$&'()*+,;=%~-._"
_LOOK_ALIKES = str.maketrans({"*": "∗", "`": "ʼ", "~": "∼", "\\": "∖", "|": "∣"})
_OUTER_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"^(#|[-+]\s|\d+[.)]\s)")


@lru_cache(maxsize=1024)
def tidy(text: str, limit: int = 300) -> str:
    """One line of at most `limit` characters, without control or direction characters."""
    line = _SPACES.sub(" ", text[: limit * 20])
    line = _UNSEEN.sub("", line).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


@lru_cache(maxsize=1024)
def safe_url(url: str) -> str:
    """A web address fit to be a link in any shape; "" for anything that is not http or https."""
    text = re.sub(r"[\t\r\n]", "", url.strip())
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    return quote(text[:2000], safe=_URL_SAFE)


def markdown(text: str) -> str:
    """Text that means nothing but itself in Markdown, in Slack's too.

    Slack knows no escape for its own signs, so the rare ones that would format become signs that
    look the same; angle and square brackets are escaped, so `<!channel>` stays words.
    """
    plain = _OUTER_UNDERSCORE.sub("ˍ", text.translate(_LOOK_ALIKES))
    plain = _LINE_START.sub(lambda start: "\N{ZERO WIDTH SPACE}" + start.group(), plain)
    return re.sub(r"([<>\[\]])", r"\\\1", plain)
