"""Following a listing's links politely: what is new is read, what is known is looked at in turn.

A quiet pass asks for one known page beside the listing; a pass with news reads at most as many new
pages as the budget allows, and leaves the rest for the next. Pages that fail are tried three times
before they wait for their turn like the others. Plumbing: what is read is decided by the listing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sources.base import Client, Response, Validators
from sources.errors import FetchError
from sources.markup import skeleton, whole_text
from sources.notebook import Page, digest
from sources.shape import GONE_CAUSES

LIVE = "live:"
_TRIES = 3
_CHANGED_A_PASS = 2
_FAILURES_A_PASS = 2


@dataclass(slots=True)
class Visit:
    """One pass under way: what is kept, what changed, what went wrong."""

    client: Client
    text: Callable[[Response], str]
    accept: str
    kept: dict[str, Page]
    number: int
    validators: dict[str, Validators]
    changed: bool = False
    failures: int = 0
    failed: FetchError | None = None

    async def read_new(self, budget: int) -> bool:
        """Read the pages that are due, as far as the budget goes; False when there were none.

        Of pages read before, whose row changed, two a pass: rows that say "3 hours ago" change
        always, and must not cost a site all its details each time.
        """
        due = sorted((page for page in self.kept.values() if page.due), key=_turn)
        new = [page for page in due if not page.digest]
        changed = [page for page in due if page.digest]
        for page in [*new, *changed[:_CHANGED_A_PASS]][:budget]:
            if self.failures >= _FAILURES_A_PASS:
                break
            await self._read(page)
        return bool(due)

    async def look_again(self, state: Mapping[str, str]) -> None:
        """Ask one known page whether it changed: on odd passes the one whose call closes next."""
        page = self._next_look(state)
        if page is None:
            return
        try:
            response = await self.client.get(
                page.url, accept=self.accept, validators=self.validators.get(page.url)
            )
        except FetchError as error:
            self._failed(page, error)
            return
        if response.not_modified:
            self.kept[page.name] = replace(page, checked=self.number)
        else:
            self._hold(page, response)

    def _next_look(self, state: Mapping[str, str]) -> Page | None:
        there = [page for page in self.kept.values() if not page.gone]
        closing = [page for page in there if state.get(LIVE + page.name)]
        if closing and self.number % 2:
            return min(closing, key=lambda page: state[LIVE + page.name])
        return min(there, key=lambda page: page.checked, default=None)

    async def _read(self, page: Page) -> None:
        try:
            response = await self.client.get(page.url, accept=self.accept)
        except FetchError as error:
            self._failed(page, error)
            return
        self._hold(page, response)

    def _hold(self, page: Page, response: Response) -> None:
        html = "" if response.body.startswith(b"%PDF") else self.text(response)
        words = digest(whole_text(html))
        if words == page.digest and not page.due:
            self.kept[page.name] = replace(page, checked=self.number)
        else:
            self.changed = True
            self.kept[page.name] = page.holding(skeleton(html), words, self.number)
        if response.validators != Validators():
            self.validators[page.url] = response.validators

    def _failed(self, page: Page, error: FetchError) -> None:
        """A page not found is gone, unless a feed entry stands in; others are tried again."""
        self.failures += 1
        self.failed = error
        missing = error.cause in GONE_CAUSES
        tries = page.tries + 1
        gone = missing and not page.stands_in
        self.changed = self.changed or gone != page.gone
        self.kept[page.name] = replace(
            page,
            gone=gone,
            checked=self.number,
            tries=tries,
            due=page.due and not missing and tries < _TRIES,
        )


def _turn(page: Page) -> tuple[int, int]:
    return page.tries, page.checked
