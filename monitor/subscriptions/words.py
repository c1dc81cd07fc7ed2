"""PURE: the desk's own words for kinds of events, rungs and digests, in the visitor's language."""

from config.vocabulary import EventKind
from monitor.i18n import Translator


def event_words(kind: EventKind, words: Translator) -> str:
    """What a kind of event means, as a box to tick."""
    _ = words.gettext
    return {
        EventKind.OPEN: _("A call opens"),
        EventKind.FORTHCOMING: _("A call is announced"),
        EventKind.CLOSING_SOON: _("A deadline comes near"),
        EventKind.DEADLINE_CHANGED: _("A deadline moves"),
        EventKind.CLOSED: _("A call closes"),
        EventKind.REOPENED: _("A call opens again"),
        EventKind.CHANGED: _("Something else in a call changes"),
        EventKind.WITHDRAWN: _("A call seems to be withdrawn"),
    }[kind]


def rung_words(days: int, words: Translator) -> str:
    """One reminder, as a box to tick."""
    return words.ngettext("%(n)d day before", "%(n)d days before", days) % {"n": days}


def digest_words(key: str, words: Translator) -> str:
    """How often, as one of three to choose."""
    _ = words.gettext
    return {
        "": _("At once"),
        "daily": _("Once a day, at 8 in the morning"),
        "weekly": _("Once a week, Monday at 8 in the morning"),
    }[key]


def refusal_words(status: int, words: Translator) -> tuple[str, str]:
    """Heading and sentence for a form that cannot be taken."""
    _ = words.gettext
    return {
        403: (
            _("Not from here"),
            _("The form was sent from another site. Please use the form on this one."),
        ),
        413: (_("Too large"), _("The form holds more than it can.")),
        429: (_("Too many at once"), _("Please wait a minute and try again.")),
        503: (_("Not available just now"), _("Please try again in a minute.")),
    }.get(status, (_("The form cannot be read"), _("Please fill it in again.")))


def field_names(words: Translator) -> dict[str, str]:
    """The form's fields by name, for telling which one cannot be used."""
    _ = words.gettext
    return {
        "email": _("E-mail address"),
        "language": _("Language of the messages"),
        "country": _("Countries"),
        "objective": _("Objectives"),
        "applicant": _("Who we are"),
        "event": _("Tell me when"),
        "rung": _("Remind me before a deadline"),
        "word": _("Only calls with one of these words"),
        "digest": _("How often"),
        "until": _("Send nothing until"),
        "act": _("The button, or the call it was for"),
    }
