"""What the web room is given: values, the store, a clock. It reads no settings itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fastapi import APIRouter

from sources.base import SourceInfo
from store.database import Database

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the process lives and may be sent visitors; `reasons` are sentences for operators.

    The reasons stand on `/live` and `/ready`, which are public: they name no address and no path.
    """

    live: bool = True
    ready: bool = True
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebDeps:
    """Everything the pages need, chosen by the operator or made by the service.

    `database` None means that nothing is stored yet: every list is empty. `sources` are all known
    ones by id; `hidden` are those the operator keeps out of the public eye (decisions H 5),
    `disabled` those that are not polled, `intervals` how often the others are. `clock` gives aware
    instants. `metrics` answers Prometheus text, or None where `[web] metrics` is off.
    `page_links` are further entries of the menu, each a path and an English label that is
    translated when shown.
    """

    public_url: str
    clock: Clock
    sources: Mapping[str, SourceInfo]
    probe: Callable[[], Health]
    database: Database | None = None
    operator: str = ""
    contact: str = ""
    imprint_url: str = ""
    hidden: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()
    intervals: Mapping[str, timedelta] = field(default_factory=dict)
    trusted_proxies: tuple[str, ...] = ()
    metrics: Callable[[], bytes] | None = None
    routers: tuple[APIRouter, ...] = ()
    page_links: tuple[tuple[str, str], ...] = ()

    @property
    def base_url(self) -> str:
        """The public address without a closing slash."""
        return self.public_url.rstrip("/")
