"""One folded form for comparing, as long as the text: a place in one is a place in both."""

import re
import unicodedata

_LETTERS = {
    "ł": "l",
    "đ": "d",
    "ø": "o",
    "ħ": "h",
    "ı": "i",
    "ς": "σ",
    "İ": "i",
    "ß": "s",
    "æ": "a",
    "œ": "o",
    "þ": "t",
    "ð": "d",
    "ŧ": "t",
}
_SIGNS = {
    **dict.fromkeys("’‘ʼ`´ʹ′", "'"),
    **dict.fromkeys("–—‑−‒‐―─", "-"),
    **dict.fromkeys("„“”«»‟″", '"'),
    "º": "o",
    "ª": "a",
    "：": ":",
    "\t": " ",
}
_EXPAND = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "\u2026": "..."}
_DROP = [*range(32), 127, *range(128, 160), 0xAD, 0x61C, 0xFEFF, *range(0x200B, 0x2010)]
_DROP += [*range(0x202A, 0x202F), *range(0x2060, 0x2070)]

MAX_CHARS = 120_000
"""What stands further down is not read: no notice is that long, and some pages are bombs."""

_BINARY = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_MOJIBAKE = re.compile("[ÃÂÄÅÎÏĆÐÑ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]")
_BLANK_LINES = re.compile(r"\n[ \n]*\n")


_REMEMBERED = 5000  # letters; no language has more, and what a hostile page holds is not kept


class _Fold(dict[int, str]):
    """Folds one letter at a time and remembers it."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = _SIGNS.get(letter) or _fold_letter(letter)
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


def _fold_letter(letter: str) -> str:
    if letter.isspace():
        return "\n" if letter == "\n" else " "
    lower = letter.lower()
    plain = _LETTERS.get(lower) or unicodedata.normalize("NFD", lower)[:1] or letter
    return _LETTERS.get(plain, plain)


class _Clean(dict[int, str | None]):
    """Keeps what a reader sees, drops what only machines see; remembers each letter."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        seen = " " if letter.isspace() else letter
        if len(self) < _REMEMBERED:
            self[code] = seen
        return seen


_FOLD = _Fold()
_CLEAN = _Clean(dict.fromkeys(_DROP, None))
_CLEAN.update({ord("\n"): "\n", ord("\t"): " ", 0x0B: "\n", 0x0C: "\n", 0x85: "\n"})
_CLEAN.update({0x2028: "\n", 0x2029: "\n"})
_CLEAN.update({ord(key): value for key, value in _EXPAND.items()})


def fold(text: str) -> str:
    """`text` without accents, letter case, curly quotes and long dashes; the same length."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


def clean(text: str) -> str:
    """`text` as a reader sees it: one kind of line end and blank, no invisible marks, NFC.

    What is binary gives the empty text. Anything beyond MAX_CHARS is left out.
    """
    text = text[:MAX_CHARS].replace("\r\n", "\n").replace("\r", "\n")
    if len(_BINARY.findall(text[:4000])) > 0.05 * min(len(text), 4000):
        return ""
    text = _unscramble(text)
    return unicodedata.normalize("NFC", text).translate(_CLEAN)


def _unscramble(text: str) -> str:
    """Undo UTF-8 read as Windows-1252 where that is plainly what happened."""
    if len(_MOJIBAKE.findall(text, 0, 20_000)) < 3:
        return text
    try:
        return _old_bytes(text).decode("utf-8")
    except UnicodeError:
        return text


def _old_bytes(text: str) -> bytes:
    return b"".join(
        letter.encode("cp1252") if ord(letter) > 0x9F else letter.encode("latin-1")
        for letter in text
    )


def squeeze(text: str) -> str:
    """`text` on one line with single blanks."""
    return " ".join(text.split())
