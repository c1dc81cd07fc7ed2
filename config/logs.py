"""structlog for the whole service: JSON lines in a container, pretty on a terminal.

Everything goes to standard error, because standard output belongs to `--json`. Other people's
libraries log through the same lines, from "warning" on. What looks like a secret never passes.
"""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "***"

# Credentials inside an address, tokens in its query, and webhooks that are a secret as a whole.
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@?#]*@(?=[^/\s])")
_SECRET_QUERY = re.compile(
    r"(?i)([?&;](?:[\w-]*(?:token|secret|pass(?:word|wd)?|key|sig(?:nature)?|auth|pwd))=)[^&\s\"'<>]+"
)
_SLACK_HOOK = re.compile(r"(?i)(hooks\.slack\.com/(?:services|workflows)/)[^\s\"'<>]+")
_CHANNEL = re.compile(
    r"(?i)(?<![a-z0-9+.-])(?!https?:|sqlite:|postgresql(?:\+\w+)?:|file:)([a-z][a-z0-9+.-]*://)[^\s\"'<>]+"
)
_MANAGE_LINK = re.compile(r"(/subscribe/(?:confirm|manage|leave)/)[^\s\"'<>/?]+")
_SECRET_FIELD = re.compile(r"(?i)(?:^|_)(?:password|token|secret|authorization|cookie)$")
# Apprise is not among them: what it logs is heard by notifiers.loading alone, down to "debug".
_LOUD = ("apscheduler", "httpx", "httpcore", "asyncio", "procrastinate", "alembic",
         "uvicorn", "feedparser", "psycopg", "psycopg.pool")  # fmt: skip
_FIRST = ("timestamp", "level", "event")


def set_up_logs(
    *,
    form: str = "",
    level: str = "info",
    stream: TextIO | None = None,
    secrets: Iterable[str] = (),
) -> None:
    """Point every log of this process at `stream` (standard error). May be called again.

    `form` is "json", "pretty" or "" (pretty on a terminal). `secrets` are exact texts that are
    masked wherever they turn up, whatever they look like.
    """
    stream = stream or sys.stderr
    pretty = form == "pretty" or (form == "" and stream.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        Redaction(secrets),
    ]
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _in_reading_order,
                _renderer(pretty=pretty, colours=stream.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    for name in _LOUD:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without passwords, tokens and channel addresses; for stored errors too."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    text = _CREDENTIALS.sub(f"{MASK}@", text)
    text = _SLACK_HOOK.sub(rf"\1{MASK}", text)
    text = _MANAGE_LINK.sub(rf"\1{MASK}", text)
    text = _CHANNEL.sub(rf"\1{MASK}", text)
    return _SECRET_QUERY.sub(rf"\1{MASK}", text)


class Redaction:
    """A structlog processor: the last look at every value before it is written."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """`secrets` shorter than 4 signs are left out: they would mask ordinary words."""
        self._secrets = tuple(secret for secret in secrets if len(secret) >= 4)

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """The same line with every secret masked."""
        return {
            key: MASK if _SECRET_FIELD.search(key) and value else self._clean(value)
            for key, value in event.items()
        }

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            return redacted(value, self._secrets)
        if isinstance(value, dict):
            return {key: self._clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(item) for item in value]
        if isinstance(value, BaseException):
            return redacted(str(value), self._secrets)
        return value


def _in_reading_order(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """When, how bad and what first; then the particulars."""
    first = {key: event.pop(key) for key in _FIRST if key in event}
    return {**first, **event}


def _renderer(*, pretty: bool, colours: bool) -> Processor:
    if pretty:
        return structlog.dev.ConsoleRenderer(colors=colours)
    return structlog.processors.JSONRenderer(ensure_ascii=False)
