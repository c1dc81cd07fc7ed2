"""Languages: catalogues, and dates, amounts and names as a reader of each language writes them.

Catalogues are the `.po` files under `locale/<language>/LC_MESSAGES/`, read when a language is first
asked for (no compiled files to forget). English is the source language and needs none. What a
catalogue lacks appears in English, never as a hole.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from config.vocabulary import Money

SOURCE_LANGUAGE = "en"
OFFICIAL = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
LOCALE_FOLDER = Path(__file__).parent / "locale"

_BABEL_NAMES = {"en": "en_GB", "pt": "pt_PT"}  # day before month, and European Portuguese
_TWELVE_HOURS = {"el": "HH:mm"}  # CLDR's Greek clock counts to twelve; calls do not


@dataclass(frozen=True, slots=True)
class Language:
    """One language people can choose. `reviewed` is true once a speaker has read the catalogue."""

    code: str
    own_name: str
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Translator:
    """A language's voice: `gettext` and `ngettext` of one catalogue, for code and templates."""

    language: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]


@cache
def translator(language: str, domain: str = "messages") -> Translator:
    """The voice of `language` ("sv", "pt-BR" ...); an unknown language speaks English.

    `domain` names the catalogue file: "messages" for alerts, another for other rooms' wording.
    """
    code = normalise(language)
    catalogue = _catalogue(code, domain)
    return Translator(code, catalogue.gettext, catalogue.ngettext)


def normalise(language: str) -> str:
    """One of the official codes for a language tag; English for what is unknown."""
    code = language.strip().lower().replace("_", "-").split("-")[0]
    return code if code in OFFICIAL else SOURCE_LANGUAGE


def catalogue_path(language: str, domain: str = "messages") -> Path:
    """Where the catalogue of a language lives, whether or not it exists yet."""
    return LOCALE_FOLDER / language / "LC_MESSAGES" / f"{domain}.po"


@cache
def languages() -> tuple[Language, ...]:
    """The languages there are catalogues for, by code, with whether a speaker reviewed each."""
    return tuple(
        Language(code, own_name(code), _reviewed(code))
        for code in OFFICIAL
        if code == SOURCE_LANGUAGE or catalogue_path(code).is_file()
    )


@cache
def own_name(language: str) -> str:
    """A language's name in itself, as a list of languages shows it ("svenska")."""
    name = Locale.parse(normalise(language)).get_display_name()
    return str(name or language)


def negotiate(accept_language: str) -> str:
    """The best language we have for an Accept-Language header (RFC 9110); English if none fits."""
    have = {language.code for language in languages()}
    for _, _, code in sorted(_wishes(accept_language[:500])):
        if code in have:
            return code
    return SOURCE_LANGUAGE


def _wishes(header: str) -> list[tuple[float, int, str]]:
    """(-quality, position, primary language) for each readable wish with a quality above 0."""
    wishes = []
    for position, part in enumerate(header.split(",")):
        tag, _, parameter = part.partition(";")
        name, _, value = parameter.strip().partition("=")
        try:
            quality = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            continue
        if 0 < quality <= 1:
            wishes.append((-quality, position, tag.strip().lower().split("-")[0]))
    return wishes


@cache
def _catalogue(language: str, domain: str) -> NullTranslations:
    """Read and compile one catalogue in memory; about 10 ms, once per language and process."""
    path = catalogue_path(language, domain)
    if language == SOURCE_LANGUAGE or not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, domain=domain)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _reviewed(language: str) -> bool:
    """Whether the catalogue's header says that a speaker of the language has read it."""
    if language == SOURCE_LANGUAGE:
        return True
    header = catalogue_path(language).read_text(encoding="utf-8").partition("\n\n")[0]
    return '"X-Reviewed-By-Speaker: yes\\n"' in header


@cache
def locale_of(language: str) -> Locale:
    """Babel's locale for one of our languages."""
    code = normalise(language)
    return Locale.parse(_BABEL_NAMES.get(code, code))


def format_date(day: date | datetime, language: str, zone: str | None = None) -> str:
    """A day in words: "21 August 2024". An instant is taken in `zone` (IANA; UTC if not given)."""
    if isinstance(day, datetime):
        day = day.astimezone(ZoneInfo(zone or "UTC")).date()
    return str(babel_date(day, format="long", locale=locale_of(language)))


def format_time(at: datetime, language: str, zone: str) -> str:
    """An instant's hour and minute on the clock of `zone`: "17:00"."""
    wall = at.astimezone(ZoneInfo(zone)).time().replace(tzinfo=None)
    pattern = _TWELVE_HOURS.get(normalise(language), "short")
    return str(babel_time(wall, format=pattern, locale=locale_of(language)))


def format_moment(at: datetime, language: str, zone: str) -> str:
    """An instant and its zone's city, for stamps: "21 August 2024, 17:00 Brussels"."""
    return (
        f"{format_date(at, language, zone)}, {format_time(at, language, zone)} "
        f"{zone_name(zone, language)}"
    )


@cache
def zone_name(zone: str, language: str) -> str:
    """The city a zone is known by, in the reader's language: "Brussels", "Λευκωσία"."""
    if zone in {"UTC", "Etc/UTC", "Etc/GMT", "GMT"}:
        return "UTC"
    known = locale_of(language).time_zones.get(_current_zone_name(zone), {})
    return str(known.get("city") or zone.rpartition("/")[2].replace("_", " "))


def _current_zone_name(zone: str) -> str:
    """CLDR keeps the older of two names for a few cities."""
    return {"Europe/Nicosia": "Asia/Nicosia", "Europe/Kyiv": "Europe/Kiev"}.get(zone, zone)


def format_number(number: Decimal | float, language: str) -> str:
    """A number with the reader's separators; whole numbers without decimals."""
    pattern = "#,##0" if number == int(number) else "#,##0.00"
    return str(format_decimal(number, format=pattern, locale=locale_of(language)))


def format_money(money: Money, language: str) -> str:
    """An amount in its own currency: "€6,000,000", "30 000 000 SEK"; never converted.

    Euro has its sign, others their code: "kr" is three currencies. Whether the amount is
    approximate is the caller's to word.
    """
    number = format_number(money.amount, language)
    sign = "€" if money.currency == "EUR" else money.currency
    standard = locale_of(language).currency_formats["standard"].pattern
    if not standard.startswith("¤"):
        return f"{number}\N{NO-BREAK SPACE}{sign}"
    tight = sign == "€" and not standard.startswith("¤\N{NO-BREAK SPACE}")
    return f"{sign}{number}" if tight else f"{sign}\N{NO-BREAK SPACE}{number}"


def format_rate(rate: float, language: str) -> str:
    """A fraction as per cent: 0.75 is "75%"; half per cents are kept."""
    pattern = None if round(rate * 100, 4) == round(rate * 100) else "#,##0.##%"
    return str(format_percent(rate, format=pattern, locale=locale_of(language)))


def country_name(code: str, language: str) -> str:
    """A country's name ("SE": "Sweden"); the code itself where CLDR knows none."""
    known = {"EL": "GR", "UK": "GB"}.get(code.upper(), code.upper())
    return str(locale_of(language).territories.get(known, code))


def join_list(items: list[str] | tuple[str, ...], language: str) -> str:
    """ "a, b and c", as the language joins them."""
    from babel.lists import format_list  # noqa: PLC0415  only messages with lists need it

    return str(format_list(list(items), locale=locale_of(language))) if items else ""
