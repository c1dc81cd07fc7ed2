"""Apprise, loaded late and once: it takes about a second and imports modules Python has deprecated.

Its log is heard thread by thread and goes nowhere else, because it may hold addresses.
"""

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_loading = threading.Lock()


class _Ear(logging.Handler):
    """Hears what Apprise says in this thread, and keeps it from every other log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        lines: list[str] | None = getattr(self.heard, "lines", None)
        if lines is not None and len(lines) < 50:
            lines.append(record.getMessage()[:2000])


@cache
def _ear() -> _Ear:
    """The one listener on Apprise's log."""
    ear = _Ear()
    logger = logging.getLogger("apprise")
    logger.addHandler(ear)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logging.getLogger("urllib3").setLevel(logging.INFO)  # its debug lines name paths, so tokens
    return ear


@contextmanager
def listening() -> Iterator[list[str]]:
    """The lines Apprise logs in this thread while the block runs."""
    heard = _ear().heard
    before = getattr(heard, "lines", None)
    lines: list[str] = []
    heard.lines = lines
    try:
        yield lines
    finally:
        heard.lines = before


def instantiate(url: str) -> Any:
    """A fresh Apprise plugin object for an address; None where Apprise cannot use it."""
    apprise, asset = _apprise()
    with listening():
        return apprise.Apprise.instantiate(url, asset=asset)


def schemas() -> Any:
    """Apprise's plugins by schema, as a mapping."""
    _apprise()
    from apprise.manager_plugins import NotificationManager  # noqa: PLC0415  see _apprise

    manager: Any = NotificationManager
    return manager()


def read_mail_url(url: str) -> Any:
    """A mail address as Apprise's own mail plugin object; None where it is incomplete."""
    reader = _mail_plugin()
    with listening():
        try:
            parsed = reader.parse_url(url.strip())
            return reader(**parsed) if parsed else None
        except TypeError:  # Apprise's way of saying "improperly configured"
            return None


@cache
def _apprise() -> tuple[Any, Any]:
    """Apprise and its settings: no plugin folders, no redirects, no threads or limits of its own.

    The first address makes it load all its plugins, so that is done here, once, behind a lock.
    """
    with _loading, warnings.catch_warnings(), listening():
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise  # noqa: PLC0415  slow to load; `warm_up` says when

        asset = apprise.AppriseAsset(
            app_id="amif-monitor",
            app_desc="amif-monitor",
            app_url="",
            image_url_mask="",  # no picture from another site in anybody's message
            image_url_logo="",
            plugin_paths=[],
            http_redirects=False,
            async_mode=False,
            service_timeout=0,
        )
        apprise.Apprise.instantiate("json://127.0.0.1/", asset=asset)
    return apprise, asset


@cache
def _mail_plugin() -> Any:
    """Apprise's mail plugin alone: a fifth of the time all its plugins take."""
    with _loading, warnings.catch_warnings(), listening():
        warnings.simplefilter("ignore", DeprecationWarning)
        from apprise.plugins.email.base import NotifyEmail  # noqa: PLC0415  as above
    return NotifyEmail
