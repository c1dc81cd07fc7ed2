"""Pages, listings and feeds of a made-up fund, and the poll that reads them through a shape."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fake_site import Site

from sources.base import Answer, Fetched, Memory, Shape, Source, SourceInfo
from sources.listing import ListingSource
from sources.page import PageSource

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BASE = "https://fund.example.org"
AT = f"{BASE}/calls"
CALL = (
    "<p>The Ministry has opened a call for proposals under the Asylum, Migration and Integration"
    " Fund (AMIF) 2021-2027.</p><p>The deadline for applications is {day} at 12:00.</p>"
)
TEXT = (
    "A call for proposals under the Asylum, Migration and Integration Fund is open."
    " The deadline for applications is 15 January 2027."
)


def page(title: str, body: str) -> bytes:
    return (
        f"<html lang='en'><head><title>{title}</title></head><body><nav><a href='/'>Home</a>"
        f"<a href='/about'>About</a></nav><main><h1>{title}</h1>{body}</main>"
        "<footer><a href='/legal'>Legal</a></footer></body></html>"
    ).encode()


def call_page(title: str, day: str = "15 January 2027") -> bytes:
    return page(title, CALL.format(day=day))


def listing(*rows: tuple[str, str]) -> bytes:
    items = "".join(f"<li><a href='{href}'>{text}</a></li>" for href, text in rows)
    return page("Our calls", f"<p>Calls for proposals</p><ul>{items}</ul>")


def rss(*items: tuple[str, str, str]) -> bytes:
    entries = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<description>{text}</description>"
        "<pubDate>Mon, 16 Nov 2026 09:00:00 +0000</pubDate></item>"
        for title, link, text in items
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>News</title>"
        f"<link>{BASE}</link>{entries}</channel></rss>"
    ).encode()


def info(shape: Shape, **more: Any) -> SourceInfo:
    values: dict[str, Any] = {
        "landmarks": ("Calls for proposals",),
        "authority": "Ministry",
    } | more
    return SourceInfo(
        id="test", name="Test", country="IE", zone="Europe/Dublin", url=AT, shape=shape, **values
    )


@dataclass
class Poller:
    """Plays the part of the poll: keeps what is to be kept, and only after a success."""

    source: Source
    site: Site
    memory: Memory = field(default_factory=lambda: Memory(first=True))
    fetched: Fetched | None = None

    async def poll(self) -> Answer | None:
        """One pass; None when nothing changed."""
        self.fetched = await self.source.fetch(self.site, self.memory)
        read = {} if self.fetched.unchanged else None
        answer = None if self.fetched.unchanged else self.source.parse(self.fetched, NOW)
        if answer is not None:
            read = dict(answer.state)
        self.memory = Memory(
            validators=self.fetched.validators, state={**self.fetched.state, **(read or {})}
        )
        return answer


def page_source(**more: Any) -> PageSource:
    return PageSource(info(Shape.PAGE, **more))


def listing_source(**more: Any) -> ListingSource:
    options = more.pop("options", {"links": r"/call/"})
    return ListingSource(info(Shape.LISTING, options=options, **more))


def two_calls() -> Site:
    return Site(
        {
            AT: listing(("/call/one", "Call one"), ("/call/two", "Call two"), ("/news", "News")),
            f"{BASE}/call/one": call_page("Call one for integration"),
            f"{BASE}/call/two": call_page("Call two for reception", "5 March 2027"),
        }
    )


async def seen_of(poller: Poller) -> Any:
    answer = await poller.poll()
    assert answer is not None
    return answer.calls[0]
