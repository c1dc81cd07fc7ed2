"""PURE: the letters of the desk: the link that confirms, and the code posted to a webhook."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.i18n import Translator, translator
from monitor.wording.letter import Letter, Link
from monitor.wording.parcel import SubscriberLinks
from monitor.wording.shapes import as_html, as_markdown, as_text
from notifiers.base import Message

CATALOGUE = "subscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """One message of the desk on its way: to a mail address, or to a webhook."""

    target: str
    slack: bool
    message: Message


def confirm_mail(
    target: str, *, link: str, manage: str, language: str, key: str, operator: str
) -> Mailed:
    """The mail with the one link that confirms; `manage` is set for who subscribes already."""
    words = translator(language, CATALOGUE)
    _ = words.gettext
    paragraphs = [
        _(
            "Somebody, probably you, asked for alerts about calls of the Asylum, Migration and"
            " Integration Fund at this address."
        ),
        _what_to_do(words),
    ]
    if manage:
        paragraphs.append(
            _(
                "You subscribe already. Confirming puts the new choice in the place of"
                " the old one; your own page stays where it is."
            )
        )
    return _mailed(
        target,
        Letter(
            language=words.language,
            title=_("Please confirm: alerts about AMIF calls"),
            headline=_("Please confirm that you want these alerts"),
            paragraphs=tuple(paragraphs),
            links=_leading(link, manage, words),
            footer=_footer(operator, words),
        ),
        key,
        slack=False,
    )


def slack_code(
    target: str, *, link: str, manage: str, language: str, key: str, operator: str
) -> Mailed:
    """What is posted to a webhook to prove that its owner asked."""
    words = translator(language, CATALOGUE)
    _ = words.gettext
    return _mailed(
        target,
        Letter(
            language=words.language,
            title=_("Please confirm: alerts about AMIF calls"),
            headline=_("Somebody asked for alerts about AMIF calls in this Slack channel"),
            paragraphs=(_what_to_do(words),),
            links=_leading(link, manage, words),
            footer=_footer(operator, words),
        ),
        key,
        slack=True,
    )


def still_wanted(
    target: str, *, slack: bool, links: SubscriberLinks, language: str, key: str, operator: str
) -> Mailed:
    """The question to somebody who has done nothing for two years; no answer changes nothing."""
    words = translator(language, CATALOGUE)
    _ = words.gettext
    return _mailed(
        target,
        Letter(
            language=words.language,
            title=_("Do you still want alerts about AMIF calls?"),
            headline=_("Do you still want these alerts?"),
            paragraphs=(
                _(
                    "You subscribed to alerts about calls of the Asylum, Migration and Integration"
                    " Fund, and have changed nothing for two years. If you still want them, open"
                    " your own page and say so; if not, leave with one click."
                ),
            ),
            links=(
                Link(words=_("Your own page"), url=links.manage),
                Link(words=_("End these alerts and erase my address"), url=links.leave),
            ),
            footer=_footer(operator, words),
        ),
        key,
        slack=slack,
        headers=links.headers,
    )


def _what_to_do(words: Translator) -> str:
    """How to confirm, and that nothing happens without it."""
    return words.gettext(
        "Open the link and press the button to confirm. The link works for 48 hours. If it was"
        " not you, do nothing: you will hear nothing more."
    )


def _leading(link: str, manage: str, words: Translator) -> tuple[Link, ...]:
    """To where one confirms, and to the own page of who has one."""
    confirm = Link(words=words.gettext("See what you asked for and confirm"), url=link)
    own = Link(words=words.gettext("Your own page"), url=manage)
    return (confirm, own) if manage else (confirm,)


def _footer(operator: str, words: Translator) -> tuple[str, ...]:
    _ = words.gettext
    said = (_("Not an official source; the call document decides."),)
    return (*said, _("This service is run by %s.") % operator) if operator else said


def _mailed(
    target: str,
    letter: Letter,
    key: str,
    *,
    slack: bool,
    headers: Mapping[str, str] | None = None,
) -> Mailed:
    message = Message(
        key=key,
        title=letter.title,
        text=as_text(letter),
        html="" if slack else as_html(letter),
        markdown=as_markdown(letter) if slack else "",
        headers=headers or {},
    )
    return Mailed(target=target, slack=slack, message=message)
