"""What every source is: its description, what it fetches, and the notices it reads from that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from config.vocabulary import CallFacts, StatusWord


class Shape(StrEnum):
    """How a source publishes."""

    PORTAL = "portal"
    FEED = "feed"
    PAGE = "page"
    LISTING = "listing"


class Rank(StrEnum):
    """Whose word counts when two sources show one call (decisions F)."""

    PORTAL = "portal"  # decides EU-level calls
    AUTHORITY = "authority"  # decides its own calls
    RELAY = "relay"  # fills in; never opens, closes or moves what its authority shows


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """One place we read, as data.

    `zone` is the IANA zone its bare dates mean. `landmarks` are words that stand on the page even
    when no call is listed; all of them gone means the page is not what we know. `complete` says
    that every current call is listed, so that absence means something (never true of a feed).
    `evidence` is "seen" or "inferred": how sure the address is. `every` overrides the default
    interval. `encoding` outranks what the server declares. `watched` is empty, or says in one
    sentence why this source is a declared blind spot and is never polled.
    """

    id: str
    name: str
    country: str
    zone: str
    url: str
    shape: Shape
    own_name: str = ""
    authority: str = ""
    languages: tuple[str, ...] = ("en",)
    landmarks: tuple[str, ...] = ()
    rank: Rank = Rank.AUTHORITY
    complete: bool = True
    evidence: str = "seen"
    every: timedelta | None = None
    accept: str = "*/*"
    encoding: str | None = None
    blind_spot: str = ""
    notes: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSeen:
    """A notice: what one source says about one call at one moment.

    `key` is the call's steady name within its source (decisions F 0): a code, else what the
    source's file names, else the folded title. It never contains a date.
    """

    source: str
    key: str
    word: StatusWord
    facts: CallFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "has it changed?" with."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer; `body` is inflated and within the size limit, `url` the final one."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    not_modified: bool = False
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What one poll brought home. `unchanged` means: the same as last time, nothing to parse."""

    responses: tuple[Response, ...]
    unchanged: bool = False
    validators: Mapping[str, Validators] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one poll says: its notices, and whether a call not among them is missing.

    `landmarks_shown` is what turns an unverified source into a verified one. `warnings` are
    sentences for the operator about rows that could not be read. `state` is what reading added to
    the source's notebook (a listing notes which pages' calls still run): kept on top of
    `Fetched.state`.
    """

    calls: tuple[CallSeen, ...]
    complete: bool = True
    landmarks_shown: bool = True
    warnings: tuple[str, ...] = ()
    state: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the store remembers for a source between polls: validators by address, and its state.

    `state` is the source's own small notebook (a listing keeps the hash of each detail page it
    has read there); `first` says that the source has never succeeded.
    """

    validators: Mapping[str, Validators] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    first: bool = False


class Client(Protocol):
    """The one HTTP door, as sources see it. All errors are `sources.errors.FetchError`s."""

    async def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        validators: Validators | None = None,
    ) -> Response:
        """Fetch `url`; with validators the answer may be `not_modified` with an empty body."""
        ...

    async def post_parts(self, url: str, parts: Mapping[str, str]) -> Response:
        """POST `parts` as multipart/form-data, each part JSON text of type application/json."""
        ...


class Source(Protocol):
    """One place we read. `fetch` stays dull; `parse` is pure and may run in another process."""

    info: SourceInfo

    async def fetch(self, client: Client, memory: Memory) -> Fetched:
        """Bring home what `parse` needs. Raises FetchError."""
        ...

    def parse(self, fetched: Fetched, now: datetime) -> Answer:
        """Read the notices. Raises ParseError or NothingFound, nothing else, whatever came."""
        ...

    async def still_shown(self, client: Client, seen: CallSeen) -> bool | None:
        """Whether the call's own detail address still shows it; None: it could not be told."""
        ...
