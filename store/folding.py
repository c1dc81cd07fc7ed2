"""Text made comparable for searching: accents, case and kinds of dash do not matter."""

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
