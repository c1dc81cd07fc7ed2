"""From a channel's address to the notifier that speaks to it."""

import re

from notifiers.addresses import is_mail
from notifiers.apprise_channel import AppriseNotifier
from notifiers.base import Notifier
from notifiers.json_channel import JsonNotifier, behind_proxy, parse_json_url
from notifiers.mail import MailNotifier

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
