"""The feed shapes: general news in RSS or Atom, of which only what names an AMIF call passes.

A feed is never complete: an entry that scrolls away says nothing (decisions C). `FeedSource` reads
the entries themselves. `FollowedFeed` also follows an entry's link where entries are mere teasers:
it is a listing whose list is a feed, with the listing's options; until the page is read, or where
it cannot be, the entry's own text stands in.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sources.base import Answer, Client, Fetched, Memory, Response, SourceInfo
from sources.dates import stamp
from sources.entries import Entry, entries, feed_text, is_feed
from sources.errors import TooMuch
from sources.listing import ListingSource
from sources.markup import Link, whole_text
from sources.reading import Context, Notice, read_entry
from sources.settle import Found, settle
from sources.shape import Shaped, ask, remembered, safely
from sources.teasers import teasers

LIMIT = 5_000_000
_AHEAD = timedelta(days=2)

EntryReading = Callable[[Entry, Context], tuple[Notice, ...]]


def read_words(entry: Entry, context: Context) -> tuple[Notice, ...]:
    """Read an entry's title and body as the reader does."""
    return read_entry(entry.title, entry.body, context)


class FeedSource(Shaped):
    """Reads a feed's entries. A call's name is its code, else the entry's guid or link."""

    def __init__(self, info: SourceInfo, read: EntryReading = read_words) -> None:
        super().__init__(info)
        self.read_of_entry = read

    async def fetch(self, client: Client, memory: Memory) -> Fetched:
        """Ask for the feed, conditionally. Raises FetchError; TooMuch above 5 MB."""
        answers, unchanged = await ask(client, memory, self.addresses, accept=self.info.accept)
        check_size(self.info, answers)
        validators, state = remembered(memory, self.addresses, answers)
        return Fetched(responses=answers, unchanged=unchanged, validators=validators, state=state)

    def parse(self, fetched: Fetched, now: datetime) -> Answer:
        """Read the entries. Raises ParseError for no feed, or a broken one without entries."""
        found: list[Found] = []
        warnings: list[str] = []
        for response in fetched.responses:
            listed, faults = safely(entries, response, self.info)
            warnings.extend(faults)
            for entry in listed:
                found.extend(safely(self._found, entry, now))
        calls = safely(settle, self.info, found)
        return Answer(calls=calls, complete=False, warnings=tuple(warnings))

    def _found(self, entry: Entry, now: datetime) -> list[Found]:
        published = published_on(entry, self.info.zone, now)
        context = self.context(entry.address or self.info.url, published)
        return [
            Found(notice=notice, name=entry.name, url=entry.address, published=published)
            for notice in self.read_of_entry(entry, context)
        ]


class FollowedFeed(ListingSource):
    """Reads the pages a feed's entries lead to, of those entries that match `options["words"]`."""

    async def fetch(self, client: Client, memory: Memory) -> Fetched:
        """Ask for the feed and the pages of its new entries. Raises FetchError."""
        return await super().fetch(client, memory)

    def check(self, answers: tuple[Response, ...]) -> None:
        """Raises TooMuch for a feed above 5 MB, before anything reads it."""
        check_size(self.info, answers)

    def listed_links(self, answer: Response) -> tuple[Link, ...]:
        """The entries as links, each with its own text to stand in for its page."""
        return tuple(
            Link(
                url=entry.address,
                words=entry.title,
                row=f"{entry.title} {whole_text(entry.body)}",
                stamp=_day_of(entry, self.info.zone),
                html=entry.html,
            )
            for entry in teasers(feed_text(answer, self.info), answer.url)
        )

    def recognised(self, answer: Response) -> bool:
        """Whether this looks like a feed: told while fetching, so at a glance."""
        return is_feed(feed_text(answer, self.info))

    def known(self, answer: Response) -> bool:
        """Whether this is the feed we know; raises ParseError or NothingFound where it is not."""
        entries(answer, self.info)
        return True


def check_size(info: SourceInfo, answers: tuple[Response, ...]) -> None:
    """Raises TooMuch for a feed above 5 MB."""
    if any(len(answer.body) > LIMIT for answer in answers):
        raise TooMuch(f"{info.id}: the feed is larger than {LIMIT // 1_000_000} MB.")


def published_on(entry: Entry, zone: str, now: datetime) -> date | None:
    """The entry's day in the source's zone; a day still to come (seen: 2028) is none."""
    for raw in entry.stamps:
        at = stamp(raw, zone)
        if at is not None and at <= now + _AHEAD:
            return at.astimezone(ZoneInfo(zone)).date()
    return entry.address_date


def _day_of(entry: Entry, zone: str) -> str:
    instants = [at for raw in entry.stamps if (at := stamp(raw, zone)) is not None]
    return instants[0].astimezone(ZoneInfo(zone)).date().isoformat() if instants else ""
