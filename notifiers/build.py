"""From a channel's address to the notifier that speaks to it."""

import re
from collections.abc import Iterable

from notifiers.addresses import is_mail
from notifiers.apprise_channel import AppriseNotifier, check_url, warm_up
from notifiers.base import Notifier
from notifiers.json_channel import JsonNotifier, behind_proxy, parse_json_url
from notifiers.mail import MailNotifier, check_mail_url

_ENCRYPTED_MAIL = re.compile(r"[?&](?:pgp|wkd)=(?!no\b)", re.IGNORECASE)


def build(url: str, *, format: str = "", recipient: str | None = None) -> Notifier:  # noqa: A002
    """The notifier for an address; cheap, so that each delivery may have its own.

    `format` is the channel's ("" or "json"). `recipient` is a subscriber's mail address: `url` is
    then `[subscriptions] mail_url`. Mail and plain json addresses are sent from here, everything
    else by Apprise; so is encrypted mail (pgp=, wkd= in the address).
    """
    if is_mail(url) and not _ENCRYPTED_MAIL.search(url):
        return MailNotifier(url, recipient=recipient, format=format)
    receiver = parse_json_url(url)
    if receiver is not None and not behind_proxy():
        return JsonNotifier(url, receiver, format=format)
    return AppriseNotifier(url, format=format)


def problem(url: str) -> str | None:
    """What is wrong with a channel's address, in one sentence without any secret; None if nothing.

    Apprise, which is slow to load and large, is asked only about what it would send.
    """
    notifier = build(url)
    if isinstance(notifier, MailNotifier):
        return check_mail_url(url)
    return check_url(url) if isinstance(notifier, AppriseNotifier) else None


def prepare(urls: Iterable[str]) -> None:
    """Load what the first message to any of these would wait for. Blocking."""
    if any(isinstance(build(url), AppriseNotifier) for url in urls):
        warm_up()
