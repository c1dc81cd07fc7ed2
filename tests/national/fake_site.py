"""A site of local bytes: pages by address, with validators, counting what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sources.base import Response, Validators
from sources.errors import FetchError
from sources.notebook import digest


@dataclass
class Site:
    """Answers as a polite server would. `broken` maps an address to the cause of its error."""

    pages: dict[str, bytes]
    etags: bool = True
    broken: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def get(
        self, url: str, *, accept: str = "*/*", validators: Validators | None = None
    ) -> Response:
        """The page, 304 where the validator fits, not_found where there is none."""
        self.asked.append(url)
        if url in self.broken:
            raise FetchError(f"{url} is broken", cause=self.broken[url])
        if url not in self.pages:
            raise FetchError(f"{url} answered 404 Not Found", cause="not_found")
        body = self.pages[url]
        told = Validators(etag=f'"{digest(body)}"') if self.etags else Validators()
        if validators and validators.etag and validators.etag == told.etag:
            return Response(
                url=url, status=304, headers={}, body=b"", not_modified=True, validators=told
            )
        return Response(url=url, status=200, headers={}, body=body, validators=told)

    async def post_parts(self, url: str, parts: Mapping[str, str]) -> Response:
        """Nobody posts here."""
        raise AssertionError(f"POST to {url}")

    def requests(self) -> list[str]:
        """What was asked since the last time, and forget it."""
        asked, self.asked = self.asked, []
        return asked
