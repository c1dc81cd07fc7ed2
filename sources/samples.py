"""Saved pages: what a source answered once, kept as files, and played back as if it answered again.

A sample is `<date>-<what>.html` (or `.xml` for a feed): the answer of the source's first address.
Detail pages and further addresses stand beside it as `<date>-<what>--<slug>.html`. `sources check`
saves them, the tests play them back.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from sources.address import fold_address
from sources.base import Client, Fetched, Memory, Response, Source, Validators
from sources.errors import FetchError

_UNFIT = re.compile(r"[^\w]+")
_PASSES = 5


def slug(url: str) -> str:
    """A file-name-like word for an address: its last parts, folded."""
    folded = _UNFIT.sub("-", fold_address(url).partition("/")[2] or fold_address(url)).strip("-")
    return folded[-80:].strip("-").lower()


def sample_paths(folder: Path) -> tuple[Path, ...]:
    """The samples in a folder: the first page of each, oldest first."""
    found = [*folder.glob("*.html"), *folder.glob("*.xml")]
    return tuple(sorted(path for path in found if "--" not in path.name))


def save(folder: Path, stem: str, url: str, responses: Mapping[str, Response]) -> tuple[Path, ...]:
    """Write what came from each address into `folder` under `stem`; `url` is the first address."""
    written: list[Path] = []
    if responses:
        folder.mkdir(parents=True, exist_ok=True)
    for address, response in responses.items():
        first = fold_address(address) == fold_address(url)
        ending = _ending(response.body)
        path = folder / (f"{stem}.{ending}" if first else f"{stem}--{slug(address)}.{ending}")
        path.write_bytes(response.body)
        written.append(path)
    return tuple(written)


def _ending(body: bytes) -> str:
    start = body.lstrip()[:5]
    return "xml" if start == b"<?xml" else "json" if start[:1] in (b"{", b"[") else "html"


class Recording:
    """A client that passes everything on to another and keeps what came back, by address."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.responses: dict[str, Response] = {}

    async def get(
        self, url: str, *, accept: str = "*/*", validators: Validators | None = None
    ) -> Response:
        """As the other client; the answer is kept."""
        response = await self._client.get(url, accept=accept, validators=validators)
        self.responses[url] = response
        return response

    async def post_parts(self, url: str, parts: Mapping[str, str]) -> Response:
        """As the other client; the answer is kept."""
        response = await self._client.post_parts(url, parts)
        self.responses[url] = response
        return response


class Played:
    """A client that answers from a saved sample; addresses that were not saved are not found."""

    def __init__(self, sample: Path, url: str) -> None:
        self._sample = sample
        self._url = fold_address(url)
        self.asked: list[str] = []

    async def get(
        self, url: str, *, accept: str = "*/*", validators: Validators | None = None
    ) -> Response:
        """The saved answer for `url`; raises FetchError (not_found) where there is none."""
        del accept, validators
        self.asked.append(url)
        path = self._path(url)
        if path is None:
            raise FetchError(f"{url} is not in this sample", cause="not_found")
        kind = "application/xml" if path.suffix == ".xml" else "text/html"
        return Response(url=url, status=200, headers={"content-type": kind}, body=path.read_bytes())

    async def post_parts(self, url: str, parts: Mapping[str, str]) -> Response:
        """Samples are of pages asked for with GET."""
        raise FetchError(f"{url} is not in this sample ({len(parts)} parts)", cause="not_found")

    def _path(self, url: str) -> Path | None:
        if fold_address(url) == self._url:
            return self._sample
        beside = self._sample.parent.glob(f"{self._sample.stem}--{slug(url)}.*")
        return next(iter(sorted(beside)), None)


async def play(source: Source, sample: Path) -> tuple[Fetched, Played]:
    """Let a source fetch a saved sample until nothing is left to read (a listing: passes)."""
    client = Played(sample, source.info.url)
    memory = Memory(first=True)
    fetched = await source.fetch(client, memory)
    for _ in range(_PASSES):
        if '"due":true' not in "".join(fetched.state.values()):
            break
        state = fetched.state
        fetched = await source.fetch(client, Memory(state=state))
    return fetched, client
