"""Every source's sample behind one local server: what a whole pass costs and reads, over HTTP."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sources.base import Memory, Source
from sources.errors import FetchError
from sources.http import HttpClient
from sources.registry import builtin_sources, configure
from sources.samples import Played, sample_paths

SAMPLES = Path(__file__).parents[1] / "samples"
_NO_CALL = ("empty", "redesign")


def polled() -> dict[str, Source]:
    """The national sources and the EU's other sites, blind spots left out."""
    return {
        id_: source
        for id_, source in builtin_sources().items()
        if id_ != "eu_portal" and not source.info.blind_spot
    }


@dataclass
class SampleSite:
    """Answers for all sources, each under its own path; counts requests and bytes by source."""

    sources: dict[str, Source] = field(default_factory=polled)
    requests: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/robots.txt", lambda _: Response(status_code=404)),
                Route("/{id}/{rest:path}", self._answer),
            ]
        )

    def at(self, base: str) -> dict[str, Source]:
        """The sources, re-addressed to this site."""
        there = {}
        for id_, source in self.sources.items():
            parts = urlsplit(source.info.url)
            query = f"?{parts.query}" if parts.query else ""
            there[id_] = configure(source, url=f"{base}/{id_}{parts.path or '/'}{query}")
        return there

    async def _answer(self, request: Request) -> Response:
        id_ = request.path_params["id"]
        info = self.sources[id_].info
        self.requests[id_] += 1
        origin = f"{urlsplit(info.url).scheme}://{urlsplit(info.url).netloc}"
        query = f"?{request.url.query}" if request.url.query else ""
        sample = next(p for p in sample_paths(SAMPLES / id_) if not p.stem.endswith(_NO_CALL))
        try:
            played = await Played(sample, info.url).get(
                f"{origin}/{request.path_params['rest']}{query}"
            )
        except FetchError:
            return Response(status_code=404)
        here = f"{request.base_url}{id_}".encode()
        body = played.body
        for scheme in ("https://", "http://"):
            for www in ("www.", ""):
                host = urlsplit(info.url).netloc.removeprefix("www.")
                body = body.replace(f"{scheme}{www}{host}".encode(), here)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"etag": etag})
        self.sent[id_] += len(body)
        return Response(body, headers={"etag": etag}, media_type=played.headers["content-type"])


async def one_pass(
    sources: dict[str, Source], client: HttpClient, memories: dict[str, Memory]
) -> dict[str, bool]:
    """Poll each source once, one after the other; gives whether each was unchanged."""
    from datetime import UTC, datetime

    unchanged = {}
    for id_, source in sources.items():
        fetched = await source.fetch(client, memories.get(id_, Memory(first=True)))
        read = {}
        if not fetched.unchanged:
            answer = source.parse(fetched, datetime(2026, 11, 23, 12, tzinfo=UTC))
            read = dict(answer.state)
        memories[id_] = Memory(validators=fetched.validators, state={**fetched.state, **read})
        unchanged[id_] = fetched.unchanged
    return unchanged
