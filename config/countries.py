"""Countries as data: zone, languages, the offices to turn to, and what is known of their programme.

The facts stand in countries.toml, beside this file. Offices and their public addresses only, no
people. Denmark takes no part in the fund and is kept so that a page can say so.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from config.vocabulary import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A public office. `role`: managing, delegated, handling, reception, return, integration,
    advice, commission. `evidence` is "seen" (in a stored public page) or "general" (knowledge).
    """

    role: str
    name: str
    own_name: str = ""
    url: str = ""
    mail: str = ""
    evidence: str = "seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure of a programme 2021-2027: an amount, a share (0.395) or both, and who said so."""

    label: str
    origin: str
    amount: Money | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country, or "EU" for the EU level. `fund` is what the fund is called there."""

    code: str
    name: str
    own_name: str
    zone: str
    languages: tuple[str, ...]
    fund: str
    participates: bool = True
    offices: tuple[Office, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def authority(self) -> str:
        """The name of its managing authority, in English; "" where none is known."""
        return next((office.name for office in self.offices), "")


@cache
def countries() -> Mapping[str, Country]:
    """Every country by its code (Greece is GR), "EU" first, Denmark last."""
    raw = tomllib.loads(files("config").joinpath("countries.toml").read_text(encoding="utf-8"))
    return MappingProxyType({code: _country(code, table) for code, table in raw.items()})


def participating() -> tuple[Country, ...]:
    """The 26 Member States that take part, by code."""
    return tuple(
        country
        for code, country in sorted(countries().items())
        if country.participates and code != "EU"
    )


def _country(code: str, table: Mapping[str, Any]) -> Country:
    values = dict(table)
    return Country(
        code=code,
        languages=tuple(values.pop("languages")),
        offices=tuple(Office(**office) for office in values.pop("offices", ())),
        facts=tuple(_fact(fact) for fact in values.pop("facts", ())),
        **values,
    )


def _fact(table: Mapping[str, Any]) -> Fact:
    amount = None
    if "amount" in table:
        amount = Money(
            amount=Decimal(table["amount"]),
            currency=table.get("currency", "EUR"),
            approximate=table.get("approximate", False),
        )
    return Fact(
        label=table["label"], origin=table["origin"], amount=amount, share=table.get("share")
    )
