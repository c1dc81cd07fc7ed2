"""Text made ready: to be compared (accents, case, kinds of dash do not matter), to be stored."""

import unicodedata

# Letters that Unicode does not take apart, and the dashes people and word processors use.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"}
    | dict.fromkeys("‐‑‒–—―−", "-")
)


def fold(text: str) -> str:
    """Small letters without accents, single blanks: "Förderung – Łódź" is "forderung - lodz"."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    apart = unicodedata.normalize("NFKD", apart)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.translate(_LETTERS).split())


def storable(text: str) -> str:
    """The text without what no database takes: halves of surrogate pairs and NUL characters."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
