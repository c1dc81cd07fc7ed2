"""PURE: what stands at the foot of every message (decisions I): why, from whom, how sure."""

from config.vocabulary import EventKind
from monitor.i18n import Translator, country_name, join_list, translator
from monitor.web.wording import CATALOGUE, applicant_name
from monitor.wording.letter import Link
from monitor.wording.parcel import Parcel
from monitor.wording.tidy import safe_url, tidy


def footer(parcel: Parcel, words: Translator) -> tuple[str, ...]:
    """Why the reader gets this, that it is not official, and who runs the service."""
    return (
        words.gettext("Not an official source; the call document decides."),
        why(parcel, words),
        *_house(parcel, words),
    )


def why(parcel: Parcel, words: Translator) -> str:
    """ "You get this because ..." with the filters in words."""
    asked = "; ".join(_asked(parcel, words))
    if parcel.links is not None:
        plain = words.gettext("You get this because you signed up with this address.")
        wanted = words.gettext("You asked for: %s.") % asked
        return f"{plain} {wanted}"
    pattern = words.gettext("You get this because the channel “%(name)s” asks for: %(asked)s.")
    return pattern % {"name": tidy(parcel.channel.name), "asked": asked}


def _asked(parcel: Parcel, words: Translator) -> list[str]:
    channel, language = parcel.channel, words.language
    named = translator(language, CATALOGUE)
    asked = [join_list([kind_words(kind, words) for kind in channel.events], language)]
    if channel.countries:
        places = [country_name(code, language) for code in channel.countries]
        asked.append(words.gettext("countries: %s") % ", ".join(places))
    if channel.objectives:
        asked.append(words.gettext("objectives: %s") % ", ".join(channel.objectives))
    if channel.applicants:
        people = [applicant_name(applicant, named) for applicant in channel.applicants]
        asked.append(words.gettext("applicants: %s") % ", ".join(people))
    if channel.keywords:
        asked.append(words.gettext("words: %s") % ", ".join(map(tidy, channel.keywords)))
    return [part for part in asked if part]


def kind_words(kind: EventKind, words: Translator) -> str:
    """An event kind inside a sentence, as something to be told of."""
    return {
        EventKind.FORTHCOMING: words.gettext("announced calls"),
        EventKind.OPEN: words.gettext("new open calls"),
        EventKind.CLOSING_SOON: words.gettext("deadlines coming near"),
        EventKind.CLOSED: words.gettext("closed calls"),
        EventKind.DEADLINE_CHANGED: words.gettext("moved deadlines"),
        EventKind.REOPENED: words.gettext("reopened calls"),
        EventKind.CHANGED: words.gettext("other changes"),
        EventKind.WITHDRAWN: words.gettext("withdrawn calls"),
        EventKind.SOURCE_DEGRADED: words.gettext("sources that cannot be read"),
        EventKind.SOURCE_RECOVERED: words.gettext("sources that can be read again"),
    }[kind]


def _house(parcel: Parcel, words: Translator) -> tuple[str, ...]:
    house = parcel.house
    said: list[str] = []
    if house.operator:
        said.append(words.gettext("Run by %s.") % tidy(house.operator))
    if house.contact:
        said.append(words.gettext("To report an error: %s.") % tidy(house.contact))
    return (" ".join(said),) if said else ()


def links(parcel: Parcel, words: Translator) -> tuple[Link, ...]:
    """The status page, the imprint, and a subscriber's own pages."""
    found = [
        (words.gettext("All calls and sources"), parcel.house.public_url),
        (words.gettext("Imprint"), parcel.house.imprint_url),
    ]
    if parcel.links is not None:
        found += [
            (words.gettext("Change what you are told"), parcel.links.manage),
            (words.gettext("Leave"), parcel.links.leave),
        ]
    return tuple(Link(words=name, url=safe_url(url)) for name, url in found if safe_url(url))
