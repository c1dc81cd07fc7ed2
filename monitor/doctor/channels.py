"""Are the channels' addresses understood? Nothing is sent; `channels test NAME` does that."""

from collections.abc import Iterator

from config.settings import Settings
from monitor.doctor.finding import Finding, fault, fine
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
    mail = settings.subscriptions.mail_url.get_secret_value()
    if settings.subscriptions.enabled and mail:
        problem = check_mail_url(mail)
        if problem:
            told = settings.mistake(("subscriptions", "mail_url"), problem)
            yield fault("channels", str(told), "correct the mail server's address")
