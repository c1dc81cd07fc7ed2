"""The table of what is watched, country by country: docs/sources.md, made from the sources.

`python -m sources.overview > docs/sources.md` writes it anew.
"""

import sys
from collections.abc import Iterable

from config.countries import Country, countries, participating
from sources.base import Rank, Shape, SourceInfo
from sources.registry import builtin_sources

_HEAD = """# What is watched

Made from the source files by `python -m sources.overview > docs/sources.md`; do not edit by hand.

- **Evidence** says how sure an address is: *seen* stands in a stored public page or in public code,
  *inferred* is the usual address of that site's software. No address was fetched live.
- **Proven** is the same for all national sources: on samples of our own making, written in the
  site's shape. A source is *unverified* until its first true success, and shown as such.
- *Relay* sources fill in and add; they never open, close or move what the authority itself shows.
- `amif-monitor sources check ID` fetches one source once, shows what was read, and keeps the page.

| country | sources | watched by | not watched, or not known |
| --- | --- | --- | --- |
"""

_SHAPES = {
    Shape.PORTAL: "search API",
    Shape.FEED: "feed",
    Shape.PAGE: "page",
    Shape.LISTING: "list of pages",
}


def overview(infos: Iterable[SourceInfo]) -> str:
    """The whole document, in Markdown."""
    by_country: dict[str, list[SourceInfo]] = {}
    for info in infos:
        by_country.setdefault(info.country, []).append(info)
    places = [countries()["EU"], *participating()]
    rows = [_row(country, by_country.get(country.code, [])) for country in places]
    rows.append("| Denmark | 0 | | takes no part in the fund |")
    parts = [_part(country, by_country.get(country.code, [])) for country in places]
    return _HEAD + "\n".join(rows) + "\n\n" + "\n".join(parts)


def _row(country: Country, infos: list[SourceInfo]) -> str:
    watched = [info for info in infos if not info.blind_spot]
    kinds = sorted({_kind(info) for info in watched})
    gaps = [f"{info.own_name or info.name}: {info.blind_spot}" for info in infos if info.blind_spot]
    gaps += [info.notes for info in infos if info.notes]
    return f"| {country.name} | {len(watched)} | {', '.join(kinds)} | {'; '.join(gaps)} |"


def _kind(info: SourceInfo) -> str:
    relay = "relay's " if info.rank is Rank.RELAY else ""
    return f"{relay}{_SHAPES[info.shape]} ({info.evidence})"


def _part(country: Country, infos: list[SourceInfo]) -> str:
    lines = [f"## {country.name}", ""]
    offices = [
        f"{office.name} ({office.role}{'; general knowledge' if office.evidence != 'seen' else ''})"
        for office in country.offices
    ]
    lines += [f"Authorities: {'; '.join(offices)}.", ""]
    for info in infos:
        lines += _source(info)
    return "\n".join([*lines, ""])


def _source(info: SourceInfo) -> list[str]:
    own = f" ({info.own_name})" if info.own_name and info.own_name != info.name else ""
    if info.blind_spot:
        return [f"- **{info.id}**: {info.name}{own}. {info.blind_spot}"]
    complete = "" if info.complete else "; absence from it means nothing"
    notes = f" Note: {info.notes}." if info.notes else ""
    kind = _kind(info)
    how = f"{kind[0].upper()}{kind[1:]}{complete}.{notes}"
    return [f"- **{info.id}**: {info.name}{own}. {how} <{info.url}>"]


if __name__ == "__main__":
    sys.stdout.write(overview(source.info for source in builtin_sources().values()))
