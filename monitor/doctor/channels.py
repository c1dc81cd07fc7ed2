"""Are the channels' addresses understood? Nothing is sent; `channels test NAME` does that."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from config.addresses import is_plainly_private
from config.settings import Settings
from monitor.doctor.finding import Finding, fault, fine, warning
from monitor.world import channel_mistakes
from notifiers.mail import check_mail_url


def check_channels(settings: Settings) -> Iterator[Finding]:
    """One finding for all channels that are understood, one for each that is not."""
    wrong = channel_mistakes(settings)
    for mistake in wrong:
        yield fault("channels", str(mistake), "correct the address; the handbook has examples")
    well = len(settings.channels) - len(wrong)
    if well:
        yield fine("channels", f"{well} understood; `amif-monitor channels test NAME` sends one")
    if settings.subscriptions.enabled:
        yield from _check_self_service(settings)


def _check_self_service(settings: Settings) -> Iterator[Finding]:
    """Is the mail server's address understood, and are subscribers' own links worth their name?"""
    mail = settings.subscriptions.mail_url.get_secret_value()
    problem = check_mail_url(mail) if mail else None
    if problem:
        told = settings.mistake(("subscriptions", "mail_url"), problem)
        yield fault("channels", str(told), "correct the mail server's address")
    url = settings.web.public_url
    if urlsplit(url).scheme == "http" and not is_plainly_private(url):
        yield warning(
            "channels",
            f"{url} is not https: subscribers' own links travel in the clear, and mail programs"
            " offer no one-click leaving (RFC 8058)",
            "serve the page over https, and write that address into [web] public_url",
        )
