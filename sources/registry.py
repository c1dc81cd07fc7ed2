"""Every source there is: the portal, each file under `national`, and the operator's own.

A file of `sources.national` defines `SOURCE`, or `SOURCES` where one authority has several places.
There is no list to edit.
"""

import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import timedelta
from importlib import import_module

from sources import national
from sources.base import Shape, Source, SourceInfo
from sources.eu_portal import EuPortal


def builtin_sources() -> dict[str, Source]:
    """All built-in sources by id: the portal first, then the national ones in order of id.

    Raises ValueError when two share an id: that is a mistake in the program.
    """
    found: dict[str, Source] = {}
    for source in (EuPortal(), *sorted(_national(), key=lambda each: each.info.id)):
        if source.info.id in found:
            raise ValueError(f"two sources are called {source.info.id}")
        found[source.info.id] = source
    return found


def configure(source: Source, *, url: str | None = None, details_url: str | None = None) -> Source:
    """The source at the operator's own addresses; unchanged where none is given.

    `details_url` means something to the portal only.
    """
    if isinstance(source, EuPortal):
        return EuPortal(
            url or source.info.url,
            details_url or source.details_url,
            programme=source.programme,
            canary=source.canary,
        )
    if not url:
        return source
    elsewhere = copy(source)
    elsewhere.info = replace(source.info, url=url)
    return elsewhere


def custom_source(
    *,
    id: str,  # noqa: A002  the settings' own word
    kind: str,
    url: str,
    country: str,
    language: str = "en",
    timezone: str = "Europe/Brussels",
    every: timedelta | None = None,
    name: str = "",
    authority: str = "",
    landmarks: Sequence[str] = (),
    encoding: str = "",
    links: str = "",
    words: str = "",
) -> Source:
    """A source of the operator's own (`[[feeds]]`). Raises ValueError for an unknown kind.

    `links` and `words` are regular expressions that narrow what a listing follows.
    """
    makers = _makers()
    if kind not in makers:
        raise ValueError(f"a source is a {', a '.join(makers)}, not a {kind}")
    info = SourceInfo(
        id=id,
        name=name or id,
        country=country,
        zone=timezone,
        url=url,
        shape=Shape(kind),
        authority=authority,
        languages=(language,),
        landmarks=tuple(landmarks),
        complete=kind != Shape.FEED,
        every=every,
        encoding=encoding or None,
        options={key: one for key, one in (("links", links), ("words", words)) if one},
    )
    return makers[kind](info)


def _makers() -> Mapping[str, Callable[[SourceInfo], Source]]:
    # Imported when a source of one's own is made: the portal alone needs none of the three.
    from sources.feed import FeedSource  # noqa: PLC0415
    from sources.listing import ListingSource  # noqa: PLC0415
    from sources.page import PageSource  # noqa: PLC0415

    return {"feed": FeedSource, "page": PageSource, "listing": ListingSource}


def _national() -> Iterator[Source]:
    for module in pkgutil.iter_modules(national.__path__):
        if module.name.startswith("_"):
            continue
        loaded = import_module(f"{national.__name__}.{module.name}")
        yield from getattr(loaded, "SOURCES", None) or (loaded.SOURCE,)
