"""PURE: text from outside, tidied as in messages, quickly where nothing is to tidy."""

import unicodedata

from monitor.wording.tidy import tidy


def clean(text: str, limit: int = 300) -> str:
    """What `tidy` gives; most texts are clean already, which is seen at once.

    Printable text has no control, direction or private characters and no space but the plain one.
    """
    if len(text) <= limit and text.isprintable() and "  " not in text and text == text.strip():
        return text
    return tidy(text, limit)


def sort_key(name: str) -> str:
    """Names in the order a reader looks for them: accents and case do not count."""
    return unicodedata.normalize("NFKD", name).casefold()
