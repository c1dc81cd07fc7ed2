"""The call names a notice quotes: how an extension says which call it extends. Pure.

"Prorogato l'avviso «Servizi per l'alloggio e l'autonomia abitativa»": the announcement quotes the
same words on another page. The fund's own name is quoted everywhere and names no call.
"""

import re
from functools import cache

from config.programmes import programme
from sources.markup import fold

_QUOTED = re.compile(r"[\"“”„«»‘’]([^\"“”„«»\n]{12,250})[\"“”«»’]")
_WORDS = re.compile(r"\w+")
_LEAST_WORDS = 3


def quoted_names(text: str) -> frozenset[str]:
    """The quoted phrases of at least three words, folded, the fund's names left out."""
    found = (_plain(match[1]) for match in _QUOTED.finditer(text[:100_000]))
    return frozenset(name for name in found if is_name(name))


def is_name(plain: str) -> bool:
    """Whether words (folded, without signs) can name a call: three at least beside the fund's."""
    words = [word for word in _fund().sub(" ", plain).split() if not word.isdigit()]
    if len(words) < _LEAST_WORDS:
        return False
    return not any(all(form.fullmatch(word) for word in words) for form in _fund_words())


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(fold(text)))


@cache
def _fund() -> re.Pattern[str]:
    """The fund's names in every language, from their patterns ("*" stands for any ending)."""
    names = (name for names in programme("AMIF").names.values() for name in names)
    forms = [r"\W+".join(re.escape(w).replace(r"\*", r"\w*") for w in n.split()) for n in names]
    return re.compile("|".join(sorted(forms, key=len, reverse=True)))


@cache
def _fund_words() -> tuple[re.Pattern[str], ...]:
    """For each name of the fund, what matches one of its words: „Убежище, миграция и ...“ alone."""
    names = (name for names in programme("AMIF").names.values() for name in names)
    return tuple(
        re.compile("|".join(re.escape(w).replace(r"\*", r"\w*") for w in name.split()))
        for name in names
    )


def plain_title(title: str) -> str:
    """A title in the form quoted names have."""
    return _plain(title)
