"""PURE: what is known of a country's part in the fund, beside its calls."""

from collections.abc import Sequence

from monitor.i18n import Translator
from monitor.web.freshness import Watched
from monitor.web.views import Fact

# The Member States; all but Denmark take part in the fund (Regulation (EU) 2021/1147, recital 64).
_MEMBERS = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
_APART = "DK"


def is_country(code: str) -> bool:
    """Whether there is a page for `code`: a Member State, or EU for the EU level."""
    return code in _MEMBERS or code == "EU"


def country_remark(code: str, watched: Sequence[Watched], t: Translator) -> str:
    """What to know first: no part in the fund, not watched, not yet proven; "" for nothing."""
    if code == _APART:
        return t.gettext("Denmark takes no part in the fund, so there are no calls to watch.")
    polled = [one for one in watched if one.polled]
    if not polled:
        return t.gettext("Not watched: calls may exist that are not shown here.")
    if not any(one.record.verified_at for one in polled):
        return t.gettext("Not yet verified: no source of this country could be read so far.")
    return ""


def country_facts(code: str, t: Translator) -> tuple[Fact, ...]:
    """Programme facts: who runs the money here."""
    if code == _APART:
        return ()
    name = t.gettext("management")
    if code == "EU":
        value = t.gettext(
            "Direct: the European Commission publishes these calls on its own portal."
        )
    else:
        value = t.gettext(
            "Shared: the Member State runs its own programme and publishes its own calls."
        )
    return (Fact(name=name, value=value),)
