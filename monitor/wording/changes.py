"""PURE: what differs between two readings of a call, in the reader's own dates and amounts.

`monitor.changes` writes values down in one neutral form ("EUR 6000000", "2026-05-03 17:00
(Europe/Brussels)"); this is its other half.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from config.vocabulary import Moment, Money
from monitor.i18n import Translator, format_date, translator
from monitor.web.wording import CATALOGUE, field_name
from monitor.wording.cards import money_words
from monitor.wording.moments import opening_words
from monitor.wording.tidy import tidy
from store.records import Change

_MONEY = re.compile(r"(?P<about>about )?(?P<currency>[A-Z]{3}) (?P<amount>\d+(?:\.\d+)?)")
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?: (?P<hour>\d\d:\d\d))? \((?P<zone>[A-Za-z]+/[A-Za-z_/]+)\)"
)


def change_words(change: Change, words: Translator) -> str:
    """One change, old and new; what was not stated is said to be so."""
    named = translator(words.language, CATALOGUE)
    nothing = words.gettext("not stated")
    return words.gettext("%(field)s: %(old)s → %(new)s") % {
        "field": field_name(change.field, named),
        "old": _value(change.old, words) or nothing,
        "new": _value(change.new, words) or nothing,
    }


def _value(text: str, words: Translator) -> str:
    money = _MONEY.fullmatch(text)
    if money:
        amount = Decimal(money["amount"])
        stated = Money(amount=amount, currency=money["currency"], approximate=bool(money["about"]))
        return money_words(stated, words)
    return tidy(_MOMENT.sub(lambda found: _moment(found, words), text))


def _moment(found: re.Match[str], words: Translator) -> str:
    if found["hour"] is None:
        return format_date(date.fromisoformat(found["day"]), words.language)
    try:
        zone = ZoneInfo(found["zone"])
    except (KeyError, ValueError):
        return found[0]
    wall = datetime.fromisoformat(f"{found['day']}T{found['hour']}").replace(tzinfo=zone)
    return opening_words(Moment(at=wall.astimezone(UTC), zone=found["zone"]), words)
