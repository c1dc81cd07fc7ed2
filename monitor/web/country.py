"""PURE: what is known of a country's part in the fund, beside its calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.countries import Country, countries
from config.countries import Fact as CountryFact
from config.programmes import programme
from config.vocabulary import Money
from monitor.i18n import Translator, format_rate
from monitor.web import wording
from monitor.web.freshness import Watched
from monitor.web.views import Fact, money
from monitor.wording.tidy import safe_url


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeView:
    """A public office as the page names it."""

    role: str
    name: str
    own_name: str
    language: str
    url: str
    mail: str


def country_remark(code: str, watched: Sequence[Watched], t: Translator) -> str:
    """What to know first: no part in the fund, not watched, not yet proven; "" for nothing."""
    if not countries()[code].participates:
        return t.gettext("Denmark takes no part in the fund, so there are no calls to watch.")
    polled = [one for one in watched if one.polled]
    if not polled:
        return t.gettext("Not watched: calls may exist that are not shown here.")
    if not any(one.record.verified_at for one in polled):
        return t.gettext("Not yet verified: no source of this country could be read so far.")
    return ""


def country_offices(country: Country, t: Translator) -> tuple[OfficeView, ...]:
    """The offices to turn to, the managing authority first."""
    language = country.languages[0] if country.languages else "en"
    return tuple(
        OfficeView(
            role=wording.role_name(office.role, t),
            name=office.name,
            own_name=office.own_name if office.own_name != office.name else "",
            language=language,
            url=safe_url(office.url),
            mail=office.mail,
        )
        for office in country.offices
    )


def country_facts(country: Country, t: Translator) -> tuple[Fact, ...]:
    """Programme facts: who runs the money here, and the figures somebody published."""
    if not country.participates:
        return ()
    if country.code == "EU":
        runs = t.gettext("Direct: the European Commission publishes these calls on its own portal.")
    else:
        runs = t.gettext(
            "Shared: the Member State runs its own programme and publishes its own calls."
        )
    known = [Fact(name=t.gettext("management"), value=runs)]
    if country.code == "EU":
        whole = Money(amount=Decimal(programme().envelope_eur), currency="EUR")
        known.append(Fact(name=t.gettext("the whole fund, 2021-2027"), value=money(whole, t)))
    known += [
        Fact(
            name=wording.programme_fact_name(fact.label, t),
            value=_figure(fact, t),
            words=fact.origin,
        )
        for fact in country.facts
    ]
    return tuple(known)


def _figure(fact: CountryFact, t: Translator) -> str:
    amount = money(fact.amount, t)
    share = format_rate(fact.share, t.language) if fact.share is not None else ""
    return f"{amount} ({share})" if amount and share else amount or share
