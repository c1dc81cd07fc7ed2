"""The fixed words of the pages: names of codes, explanations of flags, causes of failures.

Written as functions of a translator, so that extraction finds every message.
"""

from collections.abc import Callable, Mapping

from config.programmes import programme
from config.vocabulary import (
    Applicant,
    CallStatus,
    DeadlineKind,
    EventKind,
    Flag,
    Management,
    Objective,
    Stage,
)
from monitor.i18n import Translator
from sources.base import Shape

CATALOGUE = "web"


def status_name(status: CallStatus, t: Translator) -> str:
    """A status as a label."""
    names: Mapping[CallStatus, str] = {
        CallStatus.FORTHCOMING: t.gettext("Coming"),
        CallStatus.OPEN: t.gettext("Open"),
        CallStatus.CLOSED: t.gettext("Closed"),
        CallStatus.WITHDRAWN: t.gettext("Withdrawn"),
        CallStatus.UNKNOWN: t.gettext("Not clear"),
    }
    return names[status]


def objective_name(objective: Objective, t: Translator) -> str:
    """An objective's official name in the reader's language; its code stands beside it."""
    return programme().objective_name(objective, t.language)


def applicant_name(applicant: Applicant, t: Translator) -> str:
    """Who may apply, as a label."""
    names: Mapping[Applicant, str] = {
        Applicant.NGO: t.gettext("Non-governmental organisations"),
        Applicant.PUBLIC: t.gettext("Public bodies"),
        Applicant.LOCAL: t.gettext("Local and regional authorities"),
        Applicant.EDUCATION_RESEARCH: t.gettext("Education and research"),
        Applicant.COMPANY: t.gettext("Companies"),
        Applicant.INTERNATIONAL: t.gettext("International organisations"),
        Applicant.SOCIAL_PARTNER: t.gettext("Social partners"),
    }
    return names[applicant]


def management_name(management: Management, t: Translator) -> str:
    """Who runs the money."""
    names: Mapping[Management, str] = {
        Management.DIRECT: t.gettext("Direct: the European Commission"),
        Management.SHARED: t.gettext("Shared: the Member State"),
        Management.INDIRECT: t.gettext("Indirect: an entrusted body"),
    }
    return names[management]


def kind_name(kind: EventKind, t: Translator) -> str:
    """What happened, as a title begins."""
    names: Mapping[EventKind, str] = {
        EventKind.FORTHCOMING: t.gettext("Announced"),
        EventKind.OPEN: t.gettext("Open"),
        EventKind.CLOSING_SOON: t.gettext("Closing soon"),
        EventKind.CLOSED: t.gettext("Closed"),
        EventKind.DEADLINE_CHANGED: t.gettext("Deadline moved"),
        EventKind.REOPENED: t.gettext("Open again"),
        EventKind.CHANGED: t.gettext("Changed"),
        EventKind.WITHDRAWN: t.gettext("Withdrawn"),
        EventKind.SOURCE_DEGRADED: t.gettext("Source cannot be read"),
        EventKind.SOURCE_RECOVERED: t.gettext("Source can be read again"),
    }
    return names[kind]


def stage_name(stage: Stage, t: Translator) -> str:
    """Which deadline of several; "" for the only one."""
    names: Mapping[Stage, str] = {
        Stage.SINGLE: "",
        Stage.FIRST: t.gettext("First stage"),
        Stage.SECOND: t.gettext("Second stage"),
        Stage.CUTOFF: t.gettext("Cut-off date"),
    }
    return names[stage]


def undated_short(kind: DeadlineKind, t: Translator) -> str:
    """What stands in large letters where a list would say "in 6 days"."""
    if kind in (DeadlineKind.ROLLING, DeadlineKind.RELATIVE):
        return t.gettext("no fixed date")
    return t.gettext("date not stated")


def undated(kind: DeadlineKind, t: Translator) -> str:
    """What stands where a deadline would: why there is no date to show."""
    names: Mapping[DeadlineKind, str] = {
        DeadlineKind.ROLLING: t.gettext("open until the money is spent"),
        DeadlineKind.RELATIVE: t.gettext("counted from another date, see the page"),
        DeadlineKind.FIXED: t.gettext("deadline not clear, see the page"),
        DeadlineKind.UNKNOWN: t.gettext("deadline not stated"),
    }
    return names[kind]


def flag_words(flag: Flag, t: Translator) -> str:
    """What a reader should know before trusting a call's data."""
    return _flags(t.gettext)[flag]


def _flags(_: Callable[[str], str]) -> Mapping[Flag, str]:
    return {
        Flag.DEADLINE_BEFORE_OPENING: _(
            "The stated deadline lies before the opening, so it is shown but not counted on."
        ),
        Flag.DEADLINE_TOO_FAR: _(
            "The stated deadline is more than five years away, so it is shown but not counted on."
        ),
        Flag.YEAR_CONTRADICTED: _(
            "The text contradicts the year of the deadline, so it is shown but not counted on."
        ),
        Flag.DEADLINES_CONTRADICT: _("The text states more than one deadline for the same thing."),
        Flag.DEADLINE_NO_LONGER_READABLE: _(
            "The deadline can no longer be read on the page; the last one known is shown."
        ),
        Flag.STATUS_CONTRADICTS: _("The source says two things at once about the call's state."),
        Flag.STATUS_UNKNOWN: _("The source describes the call's state in words not known here."),
        Flag.SOURCES_DISAGREE: _("Two sources state different deadlines; both are shown."),
        Flag.PART_UNREADABLE: _("A part of the notice could not be read."),
        Flag.OTHER_PERIOD: _("This call belongs to the funding period 2014-2020."),
        Flag.CORRECTED: _("Some values were corrected by hand; the reason stands beside them."),
    }


def role_name(role: str, t: Translator) -> str:
    """What an office does in a country's programme."""
    names = {
        "managing": t.gettext("managing authority"),
        "delegated": t.gettext("delegated authority"),
        "handling": t.gettext("handles applications"),
        "reception": t.gettext("reception"),
        "return": t.gettext("return"),
        "integration": t.gettext("integration"),
        "advice": t.gettext("advice"),
        "commission": t.gettext("European Commission"),
    }
    return names.get(role, role)


def programme_fact_name(label: str, t: Translator) -> str:
    """A figure of a country's programme (config/countries.toml) as a label."""
    names = {
        "AMIF money over the whole period": t.gettext("AMIF money over the whole period"),
        "For projects over the whole period": t.gettext("For projects over the whole period"),
        "National programme": t.gettext("National programme"),
        "Programme in all": t.gettext("Programme in all"),
        "European Union co-financing": t.gettext("European Union co-financing"),
        "National co-financing": t.gettext("National co-financing"),
        "For integration": t.gettext("For integration"),
    }
    return names.get(label, label)


def cause_words(cause: str | None, t: Translator) -> str:
    """Why a source could not be read, in fixed words that may be public (decisions H 5)."""
    names = {
        "unreachable": t.gettext("it cannot be reached"),
        "timeout": t.gettext("it answers too slowly"),
        "blocked": t.gettext("it answers with a block page"),
        "refused_address": t.gettext("its address leads where this service does not go"),
        "redirected": t.gettext("it leads somewhere else"),
        "robots": t.gettext("it asks not to be read by programs"),
        "tls": t.gettext("its secure connection cannot be trusted"),
        "too_much": t.gettext("its answer is too large or too slow"),
        "garbled": t.gettext("its answer is broken"),
        "wrong_type": t.gettext("its answer is not what it should be"),
        "unreadable": t.gettext("its answer cannot be read"),
        "not_found": t.gettext("its page is no longer there"),
        "gone": t.gettext("its page is no longer there"),
        "landmarks_gone": t.gettext("its page no longer looks as it did"),
        "filter_ignored": t.gettext("its answer is not about this fund"),
    }
    return names.get(cause or "", t.gettext("it could not be read"))


def menu_name(label: str, t: Translator) -> str:
    """An entry of the menu that another room brought (WebDeps.page_links), translated."""
    names = {"Subscribe": t.gettext("Subscribe")}
    return names.get(label, label)


def state_name(state: str, t: Translator) -> str:
    """A source's public state as a label."""
    names = {
        "ok": t.gettext("Watched"),
        "degraded": t.gettext("Cannot be read"),
        "unverified": t.gettext("Not yet verified"),
        "blind": t.gettext("Not watched"),
        "disabled": t.gettext("Switched off"),
    }
    return names[state]


def shape_name(shape: Shape, t: Translator) -> str:
    """How a source publishes."""
    names: Mapping[Shape, str] = {
        Shape.PORTAL: t.gettext("Search service"),
        Shape.FEED: t.gettext("News feed"),
        Shape.PAGE: t.gettext("Web page"),
        Shape.LISTING: t.gettext("List of pages"),
    }
    return names[shape]


def field_name(field: str, t: Translator) -> str:
    """A field of a call as a label, for history and corrections."""
    names = {
        "title": t.gettext("title"),
        "status": t.gettext("status"),
        "word": t.gettext("status"),
        "deadline": t.gettext("deadline"),
        "deadlines": t.gettext("deadline"),
        "deadline_kind": t.gettext("kind of deadline"),
        "opens": t.gettext("opening"),
        "budget": t.gettext("budget"),
        "conditions": t.gettext("conditions"),
        "documents": t.gettext("documents"),
        "objectives": t.gettext("objectives"),
        "closed_objectives": t.gettext("objectives already closed"),
        "applicants": t.gettext("who may apply"),
        "authority": t.gettext("authority"),
        "cofinancing_rate": t.gettext("EU share"),
        "grant_min": t.gettext("smallest grant"),
        "grant_max": t.gettext("largest grant"),
        "flat_rate": t.gettext("flat rate"),
        "project_start": t.gettext("start of projects"),
        "minimum_score": t.gettext("points needed"),
        "restricted": t.gettext("restricted"),
        "url": t.gettext("address"),
        "identifier": t.gettext("identifier"),
        "call_identifier": t.gettext("call identifier"),
        "updates": t.gettext("remarks"),
    }
    return names.get(field, field.replace("_", " "))
