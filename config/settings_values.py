"""The kinds of value a setting can have, each with the sentence that says what is wrong with it.

Every function takes what the operator wrote and gives the value used, or raises ValueError with
one sentence. Sentences never repeat text that may hold a password.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum
from ipaddress import ip_network
from typing import Annotated, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, SecretStr

from config.settings_mistakes import did_you_mean
from config.vocabulary import Applicant, EventKind, Objective

# fmt: off
LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)
COUNTRIES = (
    "EU",
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    "CH", "IS", "LI", "NO",  # associated: they take part in other home affairs funds
)
# fmt: on
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_WAIT = timedelta(days=30)
MOST_RUNG_DAYS = 365

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d{1,6})\s*([smhd])")
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
_DIGEST = re.compile(rf"daily {_CLOCK}|weekly ({'|'.join(WEEKDAYS)}) {_CLOCK}")
_QUIET = re.compile(rf"({_CLOCK})-({_CLOCK})")
_SCHEMA = re.compile(r"([a-z][a-z0-9+.-]*)://\S+", re.IGNORECASE)
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_NAME = re.compile(r"\w[\w .-]{0,63}")

Word = TypeVar("Word", bound=StrEnum)


def duration(value: object) -> timedelta | None:
    """`5s`, `15m`, `6h`, `1d` as a timedelta; "" as None."""
    if value is None or isinstance(value, timedelta):
        return value
    if value == "":
        return None
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise ValueError('must be a number and a unit in quotes, such as "5s", "15m", "6h", "1d"')
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def duration_text(value: timedelta | None) -> str:
    """A timedelta as it is written in the settings; "" for None."""
    if value is None:
        return ""
    seconds = int(value.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _interval(value: timedelta | None) -> timedelta | None:
    if value is not None and not timedelta(seconds=1) <= value <= LONGEST_WAIT:
        raise ValueError("must be between 1s and 30d")
    return value


def zone(value: str) -> str:
    """An IANA zone name that this machine knows."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = available_timezones()
        if not known:
            raise ValueError(
                "cannot be checked: this machine has no time zone data; install tzdata"
            ) from None
        hint = did_you_mean(value, known)
        raise ValueError(f'"{value}" is no time zone such as "Europe/Brussels"{hint}') from None
    return value


def one_of(known: Iterable[str], what: str) -> Callable[[object], str]:
    """A validator for one word out of `known`, in any case; `what` names it ("a language")."""
    words = {word.lower(): word for word in known}

    def check(value: object) -> str:
        if not isinstance(value, str):
            raise ValueError("must be text in quotes")  # noqa: TRY004  pydantic gathers ValueErrors
        if value.lower() not in words:
            hint = did_you_mean(value, words.values()) or f"; known: {', '.join(words.values())}"
            raise ValueError(f'"{value}" is not {what}{hint}')
        return words[value.lower()]

    return check


def word_of(kind: type[Word], what: str) -> Callable[[object], Word]:
    """The same for the shared words of config.vocabulary."""
    check = one_of([str(member) for member in kind], what)
    return lambda value: kind(check(value))


def country(value: object) -> str:
    """A two-letter code of a participating state, or EU; Greece is GR."""
    if isinstance(value, str) and value.upper() == "EL":
        raise ValueError('Greece is "GR" here, not "EL"')
    return one_of(COUNTRIES, 'a country code such as "SE", or "EU"')(value)


def rungs(value: tuple[int, ...]) -> tuple[int, ...]:
    """Days before a deadline: each once, the largest first."""
    if any(not 0 <= days <= MOST_RUNG_DAYS for days in value):
        raise ValueError(f"each number of days must be between 0 and {MOST_RUNG_DAYS}")
    return tuple(sorted(set(value), reverse=True))


def digest(value: str) -> str:
    """ "", "daily HH:MM" or "weekly DAY HH:MM"."""
    text = " ".join(value.lower().split())
    if text and not _DIGEST.fullmatch(text):
        raise ValueError('must be empty, "daily 08:00" or "weekly mon 08:00"')
    return text


def quiet_hours(value: str) -> str:
    """ "" or "HH:MM-HH:MM", from and until different."""
    text = value.replace(" ", "")
    match = _QUIET.fullmatch(text)
    if text and (not match or match[1] == match[3]):
        raise ValueError('must be empty or two different times such as "22:00-07:00"')
    return text


def slug(value: str) -> str:
    """A source's id: small letters, digits, "-" and "_"."""
    if not _ID.fullmatch(value):
        raise ValueError('must be 1 to 64 small letters, digits, "-" or "_"')
    return value


def name(value: str) -> str:
    """A channel's name: it stands in messages, in the store and on command lines."""
    if not _NAME.fullmatch(value):
        raise ValueError('must be 1 to 64 letters, digits, spaces, ".", "-" or "_"')
    return value


def web_address(value: str) -> str:
    """An http(s) address without a user name or password, which logs and pages would show."""
    if any(sign.isspace() or not sign.isprintable() for sign in value):
        raise ValueError("must be one web address without spaces")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not a web address that can be read") from None
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise ValueError("must be a web address that starts with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold a user name or password")
    return value


def optional_web_address(value: str) -> str:
    """The same, or "" for none."""
    return web_address(value) if value else value


def base_address(value: str) -> str:
    """Where the page is seen from outside: no query, no fragment, no slash at the end."""
    parts = urlsplit(web_address(value))
    if parts.query or parts.fragment:
        raise ValueError('must be an address without "?" and "#"')
    return value.rstrip("/")


def secret_web_address(value: SecretStr) -> SecretStr:
    """An http(s) address that is a secret as a whole (a heartbeat's), or ""."""
    if value.get_secret_value():
        scheme = urlsplit(value.get_secret_value()).scheme.lower()
        if scheme not in ("http", "https"):
            raise ValueError("must be a web address that starts with http:// or https://")
    return value


def channel_address(value: SecretStr) -> SecretStr:
    """An Apprise address as far as its form tells; what it means is the notifiers' matter."""
    if value.get_secret_value() and not _SCHEMA.fullmatch(value.get_secret_value()):
        raise ValueError('must be an Apprise address such as "slack://..." or "mailto://..."')
    return value


def mail_address(value: SecretStr) -> SecretStr:
    """A mail server as an Apprise address, without a recipient."""
    text = value.get_secret_value()
    if text and not re.match(r"mailtos?://", text, re.IGNORECASE):
        raise ValueError('must be a mail address such as "mailto://..." or "mailtos://..."')
    if re.search(r"[?&](to|cc|bcc)=", text, re.IGNORECASE):
        raise ValueError("must name no recipient: each subscriber gets their own mail")
    if re.search(r"[?&](pgp|wkd)=(?!no\b)", text, re.IGNORECASE):
        raise ValueError("cannot be encrypted (pgp, wkd): there are no keys of subscribers")
    return value


def store_address(value: SecretStr) -> SecretStr:
    """`sqlite:///FILE` or `postgresql://...`."""
    text = value.get_secret_value()
    if text.startswith("postgres://"):
        raise ValueError("must start with postgresql://, not postgres://")
    if re.match(r"sqlite:///(?!:memory:).", text) or re.match(r"postgresql(\+psycopg)?://\S", text):
        return value
    raise ValueError('must be "sqlite:///FILE" or "postgresql://USER:PASSWORD@HOST/NAME"')


def network(value: str) -> str:
    """An IP address or network in its usual form."""
    try:
        return str(ip_network(value, strict=False))
    except ValueError:
        raise ValueError(
            f'"{value}" is no IP address or network such as "10.0.0.1" or "10.0.0.0/8"'
        ) from None


def header_text(value: str) -> str:
    """Text that can stand in brackets in a user agent."""
    if not re.fullmatch(r"[ -'*-~]{0,200}", value):
        raise ValueError("must be at most 200 plain letters and signs, without brackets")
    return value


def pattern(value: str) -> str:
    """A regular expression; "" for none."""
    if len(value) > 200:
        raise ValueError("must be at most 200 signs long")
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error.msg}") from None
    return value


def as_text(value: object) -> object:
    """TOML's own dates, numbers and lists as the text a correction is read from."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) else value


Every = Annotated[timedelta | None, BeforeValidator(duration), AfterValidator(_interval)]
Keep = Annotated[timedelta | None, BeforeValidator(duration)]
Wait = Annotated[timedelta, BeforeValidator(duration)]
Limit = Annotated[timedelta, BeforeValidator(duration), AfterValidator(_interval)]
Zone = Annotated[str, AfterValidator(zone)]
Country = Annotated[str, BeforeValidator(country)]
Language = Annotated[str, BeforeValidator(one_of(LANGUAGES, "a language of the EU"))]
Event = Annotated[EventKind, BeforeValidator(word_of(EventKind, "an event"))]
Aim = Annotated[Objective, BeforeValidator(word_of(Objective, "an objective"))]
Who = Annotated[Applicant, BeforeValidator(word_of(Applicant, "an applicant"))]
Rungs = Annotated[tuple[int, ...], AfterValidator(rungs)]
WebAddress = Annotated[str, AfterValidator(web_address)]
OptionalWebAddress = Annotated[str, AfterValidator(optional_web_address)]
