"""Which fund is watched, as data: portal code, names in every language, objectives, code forms.

AMIF is the default. Everything that knows a fund by name reads it from `programmes.toml`, so that
watching ISF or BMVI is a choice of settings, not a change of program.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.vocabulary import Objective

DEFAULT_PROGRAMME = "AMIF"
_FILE = Path(__file__).with_name("programmes.toml")
_OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One fund. `names` are term patterns per language, `codes` regular expressions of call codes.

    `short` are abbreviations in any language; `objectives` gives an objective's name by language.
    `envelope_eur` is the fund's whole money, 0 where we do not keep it. `sites` are hosts that
    speak of this fund alone, so that their pages need not name it.
    """

    key: str
    portal_code: str
    title: str
    periods: tuple[str, ...]
    short: tuple[str, ...]
    codes: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    objectives: Mapping[Objective, Mapping[str, str]]
    envelope_eur: int = 0
    sites: tuple[str, ...] = ()

    def terms(self) -> tuple[str, ...]:
        """Every name and abbreviation in every language."""
        named = tuple(name for names in self.names.values() for name in names)
        return (*self.short, *named)

    def speaks_at(self, url: str) -> bool:
        """Whether an address is on a site of this fund alone."""
        try:
            host = (urlsplit(url).hostname or "").lower()
        except ValueError:
            return False
        return any(host == site or host.endswith(f".{site}") for site in self.sites)

    def objective_name(self, objective: Objective, language: str) -> str:
        """The objective's name in `language`, in English where that language is missing."""
        names = self.objectives.get(objective, {})
        return names.get(language) or names.get("en", objective.value)


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def programmes() -> Mapping[str, Programme]:
    """Every fund we know by key: AMIF, ISF, BMVI."""
    return {key: _programme(key, table) for key, table in _raw().items() if key != _OTHERS}


def programme(key: str = DEFAULT_PROGRAMME) -> Programme:
    """The fund named `key`, in any letter case. Raises KeyError for one we do not know."""
    return programmes()[key.upper()]


@cache
def other_fund_terms(key: str = DEFAULT_PROGRAMME) -> tuple[str, ...]:
    """Names of every fund that is not `key`: a call of theirs must not be taken for ours."""
    siblings = [
        term for other in programmes().values() if other.key != key for term in other.terms()
    ]
    names: list[str] = _raw()[_OTHERS]["names"]
    return (*siblings, *names)


def _programme(key: str, table: Mapping[str, Any]) -> Programme:
    return Programme(
        key=key,
        portal_code=table["portal_code"],
        title=table["title"],
        periods=tuple(table["periods"]),
        short=tuple(table["short"]),
        codes=tuple(table.get("codes", ())),
        names={language: tuple(names) for language, names in table["names"].items()},
        objectives={
            Objective(code): dict(names) for code, names in table.get("objectives", {}).items()
        },
        envelope_eur=table.get("envelope_eur", 0),
        sites=tuple(table.get("sites", ())),
    )
