"""The EU Funding & Tenders portal: every AMIF topic, whatever its status, in one question.

What may be believed is decided here. A row of another type, programme, language or store means that
the portal ignored the filter, so the whole answer is worth nothing. An empty answer is normal for
months, and counts only when a second question shows that the search is alive.
"""

from datetime import datetime
from urllib.parse import quote

from config.programmes import programme as fund
from sources.base import (
    Answer,
    CallSeen,
    Client,
    Fetched,
    Memory,
    Rank,
    Response,
    Shape,
    SourceInfo,
)
from sources.errors import FetchError, NothingFound, ParseError
from sources.portal_answer import MOST_PAGES, Gathered, Page, gather, read_json, read_page
from sources.portal_request import canary_parts, search_parts, search_url
from sources.portal_topic import AUTHORITY, topic

SOURCE_ID = "eu_portal"
SEARCH_URL = "https://api.tech.ec.europa.eu/search-api/prod/rest/search"
DETAILS_URL = "https://ec.europa.eu/info/funding-tenders/opportunities/data/topicDetails/"
HORIZON_EUROPE = "43108390"  # the canary: it always has topics
_MOST_PASSES = 3
_CANARY = "canary"


class EuPortal:
    """The portal as a source.

    `programme` is its code of the fund that is watched (AMIF if not given), `canary` that of one
    that is never empty.
    """

    def __init__(
        self,
        url: str = SEARCH_URL,
        details_url: str = DETAILS_URL,
        *,
        programme: str | None = None,
        canary: str = HORIZON_EUROPE,
    ) -> None:
        self.info = SourceInfo(
            id=SOURCE_ID,
            name="EU Funding & Tenders portal",
            country="EU",
            zone="Europe/Brussels",
            url=url,
            shape=Shape.PORTAL,
            authority=AUTHORITY,
            rank=Rank.PORTAL,
            accept="application/json",
        )
        self.details_url = details_url
        self.programme = programme or fund().portal_code
        self.canary = canary

    async def fetch(self, client: Client, memory: Memory) -> Fetched:  # noqa: ARG002  no validators
        """All pages of the search; the canary's answer last when there was nothing in them.

        Raises FetchError. An answer that cannot be read comes home too: `parse` says why.
        """
        responses: list[Response] = []
        try:
            pages = await self._walk(client, responses)
            if not any(page.total or page.rows for page in pages):
                responses.append(await self._ask_canary(client))
                return Fetched(responses=tuple(responses), state={_CANARY: "asked"})
        except ParseError:
            pass  # parse meets the same answer and raises the same, where it belongs
        return Fetched(responses=tuple(responses), state={_CANARY: ""})

    async def _walk(self, client: Client, responses: list[Response]) -> list[Page]:
        """Pass over all pages until nothing can be missing, three times at most."""
        parts = search_parts(self.programme)
        pages: list[Page] = []
        for _ in range(_MOST_PASSES):
            number, last = 1, 1
            while number <= last:
                url = search_url(self.info.url, page=number)
                responses.append(await client.post_parts(url, parts))
                pages.append(read_page(responses[-1]))
                last = pages[-1].pages if number == 1 else last
                number += 1
                if last > MOST_PAGES or self._foreign(pages[-1]):
                    return pages  # the filter was ignored: more of it would tell nothing
            if gather(pages).complete:
                break
        return pages

    async def _ask_canary(self, client: Client) -> Response:
        url = search_url(self.info.url, size=1)
        return await client.post_parts(url, canary_parts(self.canary))

    def parse(self, fetched: Fetched, now: datetime) -> Answer:
        """The topics of an answer. Raises ParseError or NothingFound."""
        if not fetched.responses:
            raise ParseError("the portal gave no answer to read")
        asked = fetched.state.get(_CANARY) == "asked" and len(fetched.responses) > 1
        searched = fetched.responses[:-1] if asked else fetched.responses
        pages = [read_page(response) for response in searched]
        for page in pages:
            if reason := self._foreign(page):
                raise ParseError(
                    f"the portal ignored the filter: it gave a row of {reason}",
                    cause="filter_ignored",
                )
        gathered = gather(pages)
        if not gathered.rows:
            self._check_empty(gathered, fetched.responses[-1] if asked else None)
        calls = tuple(topic(row, self.info.id, now) for row in gathered.rows)
        return Answer(calls=calls, complete=gathered.complete, warnings=_warnings(gathered))

    def _foreign(self, page: Page) -> str | None:
        return next((why for row in page.rows if (why := row.foreign(self.programme))), None)

    def _check_empty(self, gathered: Gathered, canary: Response | None) -> None:
        """Raises unless the empty answer is a true one: the canary's must not be empty."""
        if gathered.total or gathered.lost:
            raise ParseError(f"the portal announced {gathered.total} rows and gave none to read")
        if canary is None:
            raise NothingFound("the portal's empty answer was not checked against another question")
        rows = read_page(canary).rows
        if not rows:
            raise NothingFound("the portal's search gives nothing at all, whatever it is asked")
        programmes = {code for row in rows for code in row.all("frameworkProgramme")}
        if programmes and self.canary not in programmes:
            raise ParseError("the portal ignored the filter of the canary", cause="filter_ignored")

    async def still_shown(self, client: Client, seen: CallSeen) -> bool | None:
        """Whether the topic's own file is there. None: it could not be told.

        Only a plain "not found" means no; an error object or an HTML page with status 200 is met.
        """
        if not seen.facts.identifier:
            return None
        url = f"{self.details_url.rstrip('/')}/{_file_name(seen.facts.identifier)}"
        try:
            response = await client.get(url, accept="application/json")
            whole = read_json(response)
        except FetchError as error:
            return False if error.cause == "not_found" else None
        except ParseError:
            return None
        return True if isinstance(whole, dict) and whole.get("TopicDetails") else None


def _file_name(identifier: str) -> str:
    return f"{quote(identifier.lower(), safe='')}.json"


def _warnings(gathered: Gathered) -> tuple[str, ...]:
    found = []
    if not gathered.complete:
        found.append(
            f"the portal announced {gathered.total} rows and {len(gathered.rows)} could be had;"
            " what is missing among them means nothing"
        )
    if gathered.lost:
        found.append(f"{gathered.lost} rows of the portal could not be read")
    return tuple(found)
