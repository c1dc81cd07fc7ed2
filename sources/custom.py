"""Sources of the operator's own, from the settings (`[[feeds]]`): the three shapes, same powers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sources.base import Shape, Source, SourceInfo
from sources.feed import FeedSource
from sources.listing import ListingSource
from sources.page import PageSource

_SHAPES: Mapping[str, type[FeedSource] | type[PageSource] | type[ListingSource]] = {
    "feed": FeedSource,
    "page": PageSource,
    "listing": ListingSource,
}


def custom_source(
    id: str,  # noqa: A002  the key's name in the settings
    kind: str,
    url: str,
    country: str,
    *,
    language: str = "",
    timezone: str = "Europe/Brussels",
    every: timedelta | None = None,
    name: str = "",
    authority: str = "",
    landmarks: Sequence[str] = (),
    encoding: str = "",
    options: Mapping[str, Any] | None = None,
) -> Source:
    """A source from one `[[feeds]]` table. Landmarks are optional: a call found verifies it too.

    `kind` is "feed", "page" or "listing"; language "" lets the reader tell it; `options`
    are the shape's own (sources/listing.py). Raises ValueError for another kind.
    """
    if kind not in _SHAPES:
        raise ValueError(f"{kind!r} is no kind of source; feed, page and listing are.")
    info = SourceInfo(
        id=id,
        name=name or id,
        country=country,
        zone=timezone,
        url=url,
        shape=Shape(kind),
        authority=authority,
        languages=(language,) if language else (),
        landmarks=tuple(landmarks),
        complete=kind == "page",
        every=every,
        encoding=encoding or None,
        evidence="settings",
        options=dict(options or {}),
    )
    return _SHAPES[kind](info)
