"""Simulated national sites, one in each shape: Sweden's page, Italy's news list, Latvia's feed.

The calls are made up; the shapes are the real sites'. What a site shows follows the world's clock:
a notice appears on its day, is extended on another, and stays as old news. Each site can be made to
go wrong in the ways sites do.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SWEDEN, ITALY, LATVIA = "se_migrationsverket", "it_integrazionemigranti", "lv_km_news"
PATHS = {SWEDEN: "/se/utlysningar", ITALY: "/it/Ricerca-news", LATVIA: "/lv/rss/articles"}
_SV = "januari februari mars april maj juni juli augusti september oktober november december"
_IT = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
)

Writer = Callable[["NationalWorld", Request], str | None]


class Mood(StrEnum):
    """How a site behaves."""

    OK = "ok"
    EMPTY = "empty"  # alive, with nothing on offer
    REDESIGN = "redesign"  # another page answers: what always stood there is gone
    DOWN = "down"  # 503
    WITHOUT_VALIDATORS = "without_validators"  # no ETag, so nothing is ever "not modified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A call as a site announces it: shown from `published`, its deadline moved on `moves_on`."""

    number: int
    title: str
    published: date
    opens: date
    closes: date
    moves_on: date | None = None
    moved_to: date | None = None
    money: str = ""

    def deadline(self, today: date) -> date:
        """The deadline as the site states it on this day."""
        moved = self.moves_on is not None and self.moved_to is not None and today >= self.moves_on
        return self.moved_to if moved and self.moved_to else self.closes

    def moved(self, today: date) -> bool:
        """Whether the deadline has been moved by then."""
        return self.deadline(today) != self.closes


STORY = {
    SWEDEN: (
        Notice(
            number=1,
            title="Utlysning till kommuner och civilsamhälle för projekt inom integrationsområdet",
            published=date(2024, 6, 10),
            opens=date(2024, 9, 2),
            closes=date(2024, 10, 18),
            money="Ca 120 MSEK",
        ),
    ),
    ITALY: (
        Notice(
            number=4395,
            title="FAMI, nuovo avviso per i minori stranieri non accompagnati",
            published=date(2025, 1, 20),
            opens=date(2025, 2, 3),
            closes=date(2025, 3, 14),
            moves_on=date(2025, 3, 10),
            moved_to=date(2025, 3, 28),
            money="24 milioni di euro",
        ),
    ),
    LATVIA: (
        Notice(
            number=7,
            title="Izsludināts PMIF projektu konkurss latviešu valodas apguvei",
            published=date(2025, 5, 12),
            opens=date(2025, 5, 12),
            closes=date(2025, 6, 16),
        ),
    ),
}


@dataclass(slots=True)
class NationalWorld:
    """What is true at the simulated sites now. `asked` counts requests by path."""

    clock: Callable[[], datetime]
    notices: dict[str, tuple[Notice, ...]] = field(default_factory=lambda: dict(STORY))
    moods: dict[str, Mood] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def shown(self, site: str) -> tuple[Notice, ...]:
        """The notices a site shows today, the newest first."""
        if self.moods.get(site) is Mood.EMPTY:
            return ()
        today = self.today()
        shown = [notice for notice in self.notices[site] if notice.published <= today]
        return tuple(sorted(shown, key=lambda notice: notice.published, reverse=True))

    def today(self) -> date:
        """The day by the world's clock."""
        return self.clock().date()


def addresses(base: str) -> dict[str, str]:
    """The simulated address of each source, for the settings (`[sources.<id>] url`)."""
    return {site: f"{base}{path}" for site, path in PATHS.items()}


def national_app(world: NationalWorld) -> Starlette:
    """The three sites as one application."""
    html, xml = "text/html; charset=utf-8", "application/rss+xml; charset=utf-8"
    detail = PATHS[ITALY] + "/Dettaglio-news/id/{number:int}"
    return Starlette(
        routes=[
            _route(world, SWEDEN, PATHS[SWEDEN], _sweden, html),
            _route(world, ITALY, PATHS[ITALY], _italy, html),
            _route(world, ITALY, detail, _italian_notice, html),
            _route(world, LATVIA, PATHS[LATVIA], _latvia, xml),
            _route(world, LATVIA, "/lv/jaunums/{number:int}", _latvian_notice, html),
        ]
    )


def _route(world: NationalWorld, site: str, path: str, write: Writer, kind: str) -> Route:
    async def answer(request: Request) -> Response:
        world.asked[request.url.path] += 1
        mood = world.moods.get(site, Mood.OK)
        if mood is Mood.DOWN:
            return Response("Service unavailable", 503, media_type="text/plain")
        body = _another_page() if mood is Mood.REDESIGN else write(world, request)
        if body is None:
            return Response("Not found", 404, media_type="text/plain")
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        headers = {} if mood is Mood.WITHOUT_VALIDATORS else {"etag": etag}
        if headers and request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type=kind)

    return Route(path, answer)


def _another_page() -> str:
    return _page("en", "Welcome", "<p>Our new website: find what you need in three clicks.</p>", "")


def _sweden(world: NationalWorld, _: Request) -> str:
    calls = []
    for notice in world.shown(SWEDEN):
        fields = (
            ("Tillgängliga medel", notice.money),
            ("Stöd från AMIF", "75 %"),
            ("Öppnar", _day(notice.opens, _SV)),
            ("Stänger", _day(notice.deadline(world.today()), _SV)),
        )
        rows = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in fields)
        calls.append(
            f"<h2>{escape(notice.title)}</h2>"
            f"<p>Konkurrerande utlysning inom AMIF, specifikt mål 2.</p><dl>{rows}</dl>"
        )
    nothing = "<p>Just nu finns inga planerade utlysningar.</p>"
    return _page("sv", "Planerade utlysningar", "".join(calls) or nothing, "Vi använder kakor.")


def _italy(world: NationalWorld, _: Request) -> str:
    rows = "".join(
        f"<article><h3><a href='{PATHS[ITALY]}/Dettaglio-news/id/{notice.number}'>"
        f"{escape(notice.title)}{' (prorogato)' if notice.moved(world.today()) else ''}</a></h3>"
        f"<p>{_day(notice.published, _IT)}</p></article>"
        for notice in world.shown(ITALY)
    )
    return _page(
        "it", "Ricerca News", rows or "<p>Nessun risultato.</p>", "Questo sito usa cookie."
    )


def _italian_notice(world: NationalWorld, request: Request) -> str | None:
    notice = _numbered(world, ITALY, request)
    if notice is None:
        return None
    today = world.today()
    opens, closes = _day(notice.opens, _IT), _day(notice.deadline(today), _IT)
    moved = "<p>La scadenza è stata prorogata.</p>" if notice.moved(today) else ""
    body = (
        f"<p>{_day(notice.published, _IT)}</p>{moved}<p>Avviso pubblico a valere sul Fondo Asilo"
        " Migrazione e Integrazione 2021-2027, Obiettivo Specifico 1. La dotazione è di"
        f" {notice.money}.</p><p>Le proposte si presentano a partire dalle ore 12:00 del giorno"
        f" {opens} ed entro e non oltre le ore 12:00 del giorno {closes}.</p>"
    )
    return _page("it", notice.title, body, "Questo sito usa cookie.")


def _latvia(world: NationalWorld, request: Request) -> str:
    base = str(request.base_url).rstrip("/")
    items = "".join(
        f"<item><title>{escape(notice.title)}</title><link>{base}/lv/jaunums/{notice.number}</link>"
        f"<guid>{base}/lv/jaunums/{notice.number}</guid>"
        f"<pubDate>{notice.published:%a, %d %b %Y} 09:00:00 EEST</pubDate>"
        "<description>Projektu iesniegumu atlase.</description></item>"
        for notice in world.shown(LATVIA)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Kultūras ministrija</title><link>{base}</link>{items}</channel></rss>"
    )


def _latvian_notice(world: NationalWorld, request: Request) -> str | None:
    notice = _numbered(world, LATVIA, request)
    if notice is None:
        return None
    closes = notice.deadline(world.today())
    body = (
        f"<p>{notice.published:%d.%m.%Y}.</p><p>Kultūras ministrija izsludina projektu iesniegumu"
        " konkursu Patvēruma, migrācijas un integrācijas fonda 2021.-2027. gada programmā.</p>"
        f"<p>Iesniegšanas beigu termiņš ir {closes:%d.%m.%Y}.</p>"
    )
    return _page("lv", notice.title, body, "Vietne izmanto sīkdatnes.")


def _numbered(world: NationalWorld, site: str, request: Request) -> Notice | None:
    number = request.path_params["number"]
    return next((notice for notice in world.shown(site) if notice.number == number), None)


def _day(day: date, months: str) -> str:
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


def _page(language: str, title: str, body: str, cookies: str) -> str:
    banner = f"<div class='cookie-banner' role='dialog'><p>{cookies}</p></div>" if cookies else ""
    return (
        f"<!DOCTYPE html><html lang='{language}'><head><meta charset='utf-8'>"
        f"<title>{escape(title)}</title></head><body><nav><a href='/'>Start</a></nav>"
        f"<main><h1>{escape(title)}</h1>{body}</main><footer><a href='/om'>Info</a></footer>"
        f"{banner}</body></html>"
    )
