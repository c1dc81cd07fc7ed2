"""Message -> Apprise: every channel but plain mail leaves here.

One fresh Apprise object per delivery: an object kept would sleep between its own sends, and
`Apprise.notify` would queue behind a pool of a few threads that the whole process shares. Apprise
answers only yes or no and logs the reason, so the reason is taken from its log, thread by thread,
and only as far as we can word it without the address: the log itself may hold tokens.
"""

import re

from notifiers.addresses import kind_of, scrub, shape_of, with_defaults
from notifiers.answers import refused
from notifiers.base import Message, NotifyError
from notifiers.loading import instantiate, listening, schemas

_TIMEOUTS = {"cto": "5", "rto": "10"}
_SLACK_DEFAULTS = {"footer": "no", "image": "no"}
_STATUS = re.compile(r"error=(\d{3})\b")
_PING = re.compile(r"@(?=(?:everyone|here|channel|all|room)\b|\*\*)", re.IGNORECASE)
_CHAT_MARKUP = re.compile(r"<(?=[!@#&]|users/)|\](?=\()")  # mentions, and links under other words
_CAUSES = (
    ("timed out", "the connection timed out"),
    ("timeout", "the connection timed out"),
    ("refused", "the connection was refused"),
    ("name resolution", "its host name is not known"),
    ("name or service not known", "its host name is not known"),
    ("failed to resolve", "its host name is not known"),
    ("certificate", "its certificate could not be trusted"),
    ("redirect", "it redirected us, which is not followed"),
)


class AppriseNotifier:
    """Sends messages to one operator-written Apprise address; see notifiers.base.Notifier.

    `format` "json" puts the event's JSON into the message; otherwise each kind of channel gets the
    shape it shows best. Nothing is fetched, and redirects are followed only where the operator's
    own address says so.
    """

    def __init__(self, url: str, *, format: str = "") -> None:  # noqa: A002  the setting's name
        self.kind = kind_of(url)
        self._url = with_defaults(
            url.strip(), _TIMEOUTS | (_SLACK_DEFAULTS if self.kind == "slack" else {})
        )
        self._format = format

    def send(self, message: Message) -> None:
        """Send once; blocks at most about as long as the connect and read limits (5 s, 10 s)."""
        plugin = instantiate(self._url)
        if plugin is None:
            raise NotifyError(check_url(self._url) or "Apprise could not use the channel's address")
        body, body_format = self._body(message)
        with listening() as lines:
            try:
                accepted = plugin.notify(
                    body=body,
                    title=self._title(message.title),
                    body_format=body_format,
                    overflow="truncate" if 0 < plugin.body_maxlen < 1500 else None,
                )
            except Exception as error:  # whatever a plugin raises is this delivery's failure
                sentence = scrub(f"{type(error).__name__}: {error}", self._url)
                raise NotifyError(f"{self.kind}: {sentence}") from None
        if not accepted:
            raise _failure(self.kind, lines, self._url)

    def _body(self, message: Message) -> tuple[str, str]:
        """The body and Apprise's name of its format."""
        if self._format == "json":
            return message.json or message.text, "text"
        shape = shape_of(self.kind)
        if shape == "markdown":
            return _defused(message.markdown), "markdown"
        if shape == "html":
            return message.html, "html"
        return _plain(message.text), "text"

    def _title(self, title: str) -> str:
        """The title, where the channel has a place for it that is not read as markup."""
        if self._format == "json" or shape_of(self.kind) == "html":
            return title
        if shape_of(self.kind) == "markdown" and self.kind != "slack":
            return ""  # would be put in front of the Markdown unescaped, and says nothing more
        return _plain(title)


def check_url(url: str) -> str | None:
    """One sentence, without any secret, on what is wrong with a channel's address; None if nothing.

    Loads Apprise (about a second, the first time). Nothing is sent and no host is asked.
    """
    kind = kind_of(url)
    if not kind:
        return "the address has no schema; it should look like slack://... or mailto://..."
    if instantiate(url) is not None:
        return None
    known = schemas()
    if kind not in known:
        return f'"{kind}" is no kind of address Apprise knows, or something it needs is missing'
    templates = getattr(known[kind], "templates", ())
    form = str(templates[0]).format_map(_Names(schema=kind)) if templates else f"{kind}://..."
    return f"the {kind} address is incomplete or malformed; it should look like {form}"


def warm_up() -> None:
    """Load Apprise and all its plugins, about a second of work: call it once, in a thread."""
    instantiate("json://127.0.0.1/")


class _Names(dict[str, str]):
    """Fills an address template with the names of its parts: slack://TOKEN_A/..."""

    def __missing__(self, key: str) -> str:
        return key.upper()


def _failure(kind: str, lines: list[str], url: str) -> NotifyError:
    """Apprise's log of a refused message as an error with a sentence of our own."""
    text = "\n".join(lines)
    status = _STATUS.search(text)
    if status:
        return refused(kind, int(status.group(1)), text)
    lowered = text.lower()
    for sign, cause in _CAUSES:
        if sign in lowered:
            return NotifyError(f"{kind}: {cause}")
    said = next((scrub(line, url) for line in lines if line), "")
    return NotifyError(f"{kind} did not accept the message" + (f": {said}" if said else ""))


def _defused(text: str) -> str:
    """Words that call everybody in a chat ("@everyone") become plain words, looking the same."""
    return _PING.sub("@\N{ZERO WIDTH SPACE}", text)


def _plain(text: str) -> str:
    """As `_defused`, for text that some chats read as markup though it is sent as plain text."""
    return _CHAT_MARKUP.sub(lambda sign: sign.group() + "\N{ZERO WIDTH SPACE}", _defused(text))
