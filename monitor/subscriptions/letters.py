"""PURE: the letters of the desk: the link that confirms, and the code posted to a webhook."""

from dataclasses import dataclass

from monitor.i18n import translator
from monitor.wording.letter import Letter, Link
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
        _(
            "Open the link and press the button to confirm. The link works for 48 hours. If it was"
            " not you, do nothing: you will hear nothing more."
        ),
    ]
    links = [Link(words=_("See what you asked for and confirm"), url=link)]
    if manage:
        paragraphs.append(
            _(
                "You subscribe already. Confirming puts the new choice in the place of"
                " the old one; your own page stays where it is."
            )
        )
        links.append(Link(words=_("Your own page"), url=manage))
    return _mailed(
        target,
        Letter(
            language=words.language,
            title=_("Please confirm: alerts about AMIF calls"),
            headline=_("Please confirm that you want these alerts"),
            paragraphs=tuple(paragraphs),
            links=tuple(links),
            footer=_footer(operator, language),
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
    links = [Link(words=_("See what you asked for and confirm"), url=link)]
    if manage:
        links.append(Link(words=_("Your own page"), url=manage))
    return _mailed(
        target,
        Letter(
            language=words.language,
            title=_("Please confirm: alerts about AMIF calls"),
            headline=_("Somebody asked for alerts about AMIF calls in this Slack channel"),
            paragraphs=(
                _(
                    "Open the link and press the button to confirm. The link works for 48 hours. If"
                    " it was not you, do nothing: you will hear nothing more."
                ),
            ),
            links=tuple(links),
            footer=_footer(operator, language),
        ),
        key,
        slack=True,
    )


def _footer(operator: str, language: str) -> tuple[str, ...]:
    _ = translator(language, CATALOGUE).gettext
    said = (_("Not an official source; the call document decides."),)
    return (*said, _("This service is run by %s.") % operator) if operator else said


def _mailed(target: str, letter: Letter, key: str, *, slack: bool) -> Mailed:
    message = Message(
        key=key,
        title=letter.title,
        text=as_text(letter),
        html="" if slack else as_html(letter),
        markdown=as_markdown(letter) if slack else "",
    )
    return Mailed(target=target, slack=slack, message=message)
