"""Channel addresses as text: what kind they are, what may be shown of them, what visitors may give.

An address holds secrets (tokens, passwords), so nothing here ever puts one into a sentence. Nothing
a visitor types becomes part of an address as text: it is matched whole, and rebuilt by us.
"""

import re
from urllib.parse import unquote, urlsplit

MAIL_KINDS = frozenset({"mailto", "mailtos"})
MAIL_SERVICES = frozenset(
    {"mailgun", "sendgrid", "ses", "o365", "azure", "postmark", "smtp2go", "resend", "brevo"}
    | {"mailersend", "sparkpost", "mail"}
    | MAIL_KINDS
)
MARKDOWN_KINDS = frozenset({"slack", "discord", "mmost", "mmosts"})

_WEB_ADDRESSES = {
    "hooks.slack.com": "slack",
    "hooks.slack-gov.com": "slack",
    "discord.com": "discord",
    "discordapp.com": "discord",
    "chat.googleapis.com": "gchat",
}
_SLACK_WEBHOOK = re.compile(
    r"https://hooks\.slack\.com/services/(T[A-Z0-9]{6,20})/(B[A-Z0-9]{6,20})/([A-Za-z0-9]{20,40})"
)
_ANY_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s'\"<>]+")
_SECRET_PARTS = re.compile(r"[\s/?&=:@,;#]+")


def kind_of(url: str) -> str:
    """The schema of a channel's address ("slack", "mailto"), also where it is a plain web address.

    For wording, limits and metrics; "" where there is no schema at all.
    """
    scheme, separator, rest = url.strip().partition("://")
    if not separator:
        return ""
    kind = scheme.lower()
    if kind in {"http", "https"}:
        host = rest.partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
        return _WEB_ADDRESSES.get(host, kind)
    return kind


def shape_of(kind: str) -> str:
    """The shape of message a kind of channel gets: "html", "markdown" or "text"; "" if unknown.

    Unknown are a bare web address and none at all: Apprise may find out what they are.
    """
    if kind in {"", "http", "https"}:
        return ""
    if kind in MAIL_SERVICES:
        return "html"
    return "markdown" if kind in MARKDOWN_KINDS else "text"


def is_mail(url: str) -> bool:
    """Whether this address is a mail server's."""
    return kind_of(url) in MAIL_KINDS


def lane_of(url: str) -> str:
    """Which far end this address talks to, as a key: deliveries of one lane share its limits.

    Every subscriber's mail goes through the one mail server, so they are one lane; Slack's limit
    is per webhook, so each is its own. The key is for memory only: it may hold a token.
    """
    if not is_mail(url):
        return url
    host = urlsplit(url.strip()).hostname or ""
    smtp = re.search(r"[?&]smtp=([^&#]+)", url)
    return f"mail:{unquote(smtp.group(1)) if smtp else host}"


def rate_per_second(kind: str) -> float | None:
    """How many messages a second one address of this kind may get; None: no limit of ours.

    Slack documents one a second for a webhook, Discord 30 a minute, Telegram one a second a chat.
    """
    return {"slack": 1.0, "discord": 0.5, "tgram": 1.0, "mmost": 5.0, "mmosts": 5.0}.get(kind)


def with_defaults(url: str, defaults: dict[str, str]) -> str:
    """`url` with query parameters added where the operator did not set them."""
    present = {part.partition("=")[0].lower() for part in url.partition("?")[2].split("&")}
    for name, value in defaults.items():
        if name not in present:
            url += f"{'&' if '?' in url else '?'}{name}={value}"
    return url


def scrub(text: str, url: str) -> str:
    """`text` on one line without any address in it and without any part of the channel's `url`.

    The schema and the host stay: an operator needs them to see which channel is meant.
    """
    text = _ANY_URL.sub(lambda found: found.group().partition("://")[0] + "://...", text)
    parts = urlsplit(url)
    secret_text = unquote(f"{parts.netloc.rpartition('@')[0]} {parts.path} {parts.query}")
    if kind_of(url) not in MAIL_KINDS | {"json", "jsons", "ntfy", "ntfys", "http", "https"}:
        secret_text += f" {unquote(parts.netloc)}"  # for hosted services the "host" is a token
    secrets = {part for part in _SECRET_PARTS.split(secret_text) if len(part) >= 4}
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "...")
    return " ".join(text.split())[:300]


def visitor_mail_address(text: str) -> str:
    """The one plain mail address a visitor typed, in its normal form, its domain as IDNA writes it.

    A mail server without SMTPUTF8 (RFC 6531) takes nothing but ASCII. Raises ValueError with one
    sentence for anything else: a list, a name, a quoted local part, a parameter, a line break, a
    literal host, letters beyond ASCII before the @.
    """
    if len(text) > 254 or re.search(r"[\s,;<>\"()\[\]\\?&%:/]", text.strip()):
        raise ValueError("This is not one plain e-mail address.")
    from email_validator import (  # noqa: PLC0415  only a sign-up needs it
        EmailNotValidError,
        validate_email,
    )

    try:
        found = validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError:
        raise ValueError("This is not one plain e-mail address.") from None
    return f"{found.local_part}@{found.ascii_domain}"


def visitor_slack_url(webhook: str) -> str:
    """Our own address for the incoming webhook a visitor pasted, rebuilt from its three parts.

    Raises ValueError with one sentence unless the whole text is
    https://hooks.slack.com/services/T.../B.../... and nothing more: no query, no other host.
    """
    match = _SLACK_WEBHOOK.fullmatch(webhook.strip())
    if match is None:
        raise ValueError("This is not the address of a Slack incoming webhook.")
    return "slack://{}/{}/{}/".format(*match.groups())
