"""PURE: the filters as links: each value a link that adds it, or takes it away again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from config.vocabulary import Applicant, CallStatus, Objective
from monitor.i18n import Translator
from monitor.web import wording
from monitor.web.parameters import Filters
from monitor.web.text import sort_key
from monitor.web.views import place
from sources.base import SourceInfo


class Frame(Protocol):
    """What is needed of the page: links that keep its language."""

    def link(self, path: str) -> str:
        """`path` under the visitor's language prefix."""
        ...


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One value: where its link leads, and whether it is chosen now."""

    code: str
    name: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """The values of one filter, and those chosen in words."""

    name: str
    choices: tuple[FilterChoice, ...]
    chosen: str
    open: bool


def groups(
    filters: Filters, sources: Iterable[SourceInfo], frame: Frame, t: Translator
) -> tuple[FilterGroup, ...]:
    """Status, country, objective and applicant, in this order."""
    codes = {info.country for info in sources} | set(filters.country)
    places = [(code, place(code, t).name) for code in codes if code != "EU"]
    places.sort(key=lambda pair: sort_key(pair[1]))
    if "EU" in codes:
        places.insert(0, ("EU", place("EU", t).name))
    objectives = [(str(o), wording.objective_name(o, t)) for o in Objective]
    applicants = [(str(a), wording.applicant_name(a, t)) for a in Applicant]
    statuses = [(str(s), wording.status_name(s, t)) for s in _STATUSES]
    return (
        _group("status", t.gettext("Status"), statuses, filters, frame, coded=False),
        _group("country", t.gettext("Country"), places, filters, frame),
        _group("objective", t.gettext("Objective"), objectives, filters, frame),
        _group("applicant", t.gettext("Who may apply"), applicants, filters, frame, coded=False),
    )


_STATUSES = (
    CallStatus.OPEN,
    CallStatus.FORTHCOMING,
    CallStatus.UNKNOWN,
    CallStatus.CLOSED,
    CallStatus.WITHDRAWN,
)


def _group(
    field: str,
    name: str,
    values: list[tuple[str, str]],
    filters: Filters,
    frame: Frame,
    *,
    coded: bool = True,
) -> FilterGroup:
    chosen = [str(value) for value in getattr(filters, field)]
    choices = []
    for code, label in values:
        picked = code in chosen
        rest = [value for value in chosen if value != code]
        narrowed = filters.model_copy(update={field: rest if picked else [*chosen, code]})
        href = frame.link("/") + narrowed.query()
        choices.append(FilterChoice(code if coded else "", label, href, picked))
    names = [label for code, label in values if code in chosen]
    return FilterGroup(name, tuple(choices), ", ".join(names), bool(names))
