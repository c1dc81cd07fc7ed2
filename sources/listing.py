"""The listing shape: a page of links to detail pages, followed within limits.

Only new pages, and pages whose row in the listing changed, are fetched; what was read before is
kept in the notebook, so that every answer still names every call. A quiet pass costs two requests:
the listing, and one detail page looked at again (sources/follow.py).

Options:
    pages      further listing addresses
    links      regular expression: which addresses are followed (searched in the full address)
    select     CSS: which links are looked at; all if not given (without `links` too, those of
               menus, heads and feet are left out)
    words      regular expression a link's row must match, in small letters without accents
    name       regular expression with one group: what in a detail's address names its call; the
               whole address if not given, or where it does not match
    most       how many details are kept, the first in the listing; 30 if not given
    whole_row  False: a row's words change without meaning (view counters), only the link's count
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from config.vocabulary import StatusWord
from sources.address import fold_address, same_host
from sources.base import Answer, Client, Fetched, Memory, Response
from sources.dates import date_in_address, date_in_row
from sources.errors import NothingFound, ParseError
from sources.follow import LIVE, Visit
from sources.markup import Link, fold, links, skeleton
from sources.notebook import Page, digest, pages, written
from sources.quoted import quoted_names
from sources.reading import main_text
from sources.settle import Found, settle
from sources.shape import Shaped, ask, remembered, safely

FIRST_PASS = 10
MOST = 30
_READ_ALL_EVERY = 8  # passes: a quiet source is read through again about once a day
_FILES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".odt", ".ods", ".zip", ".jpg", ".png", ".mp4")
_PASS = "pass"  # noqa: S105  the notebook's count of passes


class ListingSource(Shaped):
    """Reads the detail pages a listing links to. A call's name is its code, else its address."""

    async def fetch(self, client: Client, memory: Memory) -> Fetched:
        """Ask for the listing and for what is new on it. Raises FetchError."""
        answers, quiet = await ask(client, memory, self.addresses, accept=self.info.accept)
        self.check(answers)
        validators, state = remembered(memory, self.addresses, answers)
        number = int(memory.state.get(_PASS, "0")) + 1
        kept = pages(memory.state)
        visit = Visit(client, self.text, self.info.accept, kept, number, validators)
        if not quiet:
            listed = self._listed(answers, kept, memory.state)
            if listed is None:
                return Fetched(responses=answers, state=memory.state, validators=memory.validators)
            visit.kept, visit.changed = listed, list(listed) != list(kept)
        if not await visit.read_new(FIRST_PASS - len(answers)):
            await visit.look_again(memory.state)
        if visit.failed and not any(page.packed for page in visit.kept.values()):
            raise visit.failed
        unchanged = quiet and not visit.changed and number % _READ_ALL_EVERY != 0
        state |= written(visit.kept.values()) | {_PASS: str(number)}
        if unchanged:
            state |= {key: value for key, value in memory.state.items() if key.startswith(LIVE)}
        return Fetched(
            responses=answers, unchanged=unchanged, validators=visit.validators, state=state
        )

    def parse(self, fetched: Fetched, now: datetime) -> Answer:
        """Read the kept pages. Raises NothingFound when the listing's landmarks are gone."""
        bodies = [answer for answer in fetched.responses if not answer.not_modified]
        known = [safely(self.known, body) for body in bodies]
        found: list[Found] = []
        warnings: list[str] = []
        kept = pages(fetched.state).values()
        for page in kept:
            try:
                found.extend(safely(self._notices, page))
            except ParseError as error:
                warnings.append(f"{page.url}: {error}")
        unread = any(not page.digest and not page.gone for page in kept)
        calls = safely(settle, self.info, found)
        return Answer(
            calls=calls,
            complete=self.info.complete and not unread and not warnings,
            landmarks_shown=any(known) or not bodies or bool(calls),
            warnings=tuple(warnings),
            state=_live(found, now),
        )

    def check(self, answers: tuple[Response, ...]) -> None:
        """Raises FetchError for an answer that should not be read at all; none by default."""

    def recognised(self, answer: Response) -> bool:
        """Whether this is the listing we know, before its links are followed."""
        try:
            self.known(answer)
        except NothingFound:
            return False
        return True

    def known(self, answer: Response) -> bool:
        """Whether the listing shows its landmarks; raises NothingFound when they are gone."""
        return self.check_landmarks(self.text(answer))

    def listed_links(self, answer: Response) -> tuple[Link, ...]:
        """The links of one listing page; without options those of menus and feet are left out."""
        options = self.info.options
        chosen = "links" in options or "select" in options
        return links(self.text(answer), answer.url, options.get("select", ""), chosen=chosen)

    def followed(self, answer: Response) -> tuple[Link, ...]:
        """The links of a listing that lead to its details: same host, as `options` say."""
        options = self.info.options
        pattern = re.compile(options.get("links", "."))
        words = re.compile(options.get("words", ""))
        own = {fold_address(address) for address in self.addresses}
        return tuple(
            link
            for link in self.listed_links(answer)
            if same_host(link.url, answer.url)
            and pattern.search(link.url)
            and words.search(fold(link.row))
            and fold_address(link.url) not in own
            and not link.url.lower().endswith(_FILES)
        )

    def _listed(
        self, answers: tuple[Response, ...], kept: Mapping[str, Page], state: Mapping[str, str]
    ) -> dict[str, Page] | None:
        """The listing's pages in its order; None when this is not the listing we know.

        A page of a running call stays though it scrolled off a listing that is never complete.
        """
        found: dict[str, Page] = {}
        for answer in answers:
            if not self.recognised(answer):
                return None
            for link in self.followed(answer):
                page = self._page(link, kept)
                found.setdefault(page.name, page)
        found = dict(list(found.items())[: self.info.options.get("most", MOST)])
        if not self.info.complete:
            running = {name: page for name, page in kept.items() if LIVE + name in state}
            found |= {name: page for name, page in running.items() if name not in found}
        return found

    def _page(self, link: Link, kept: Mapping[str, Page]) -> Page:
        """The kept page a link leads to; due to be read (again) when new or its row has changed."""
        whole = self.info.options.get("whole_row", True)
        row = digest(link.row if whole else link.words)
        published = date_in_address(link.url) or date_in_row(link.row, link.stamp)
        dated = published.isoformat() if published else ""
        known = kept.get(fold_address(link.url))
        if known is not None and known.row == row:
            return known
        page = replace(known or Page(url=link.url), row=row, published=dated, due=True, tries=0)
        if link.html and not page.digest:
            return replace(page.holding(skeleton(link.html), "", 0), due=True)
        return page

    def _notices(self, page: Page) -> list[Found]:
        if page.gone or not page.packed:
            return []
        published = date.fromisoformat(page.published) if page.published else None
        html = page.html
        named = re.search(self.info.options.get("name", "$^"), page.url)
        name = named[1] if named else page.name
        notices = self.read(html, self.context(page.url, published))
        quoted = quoted_names(main_text(html)) if len(notices) == 1 else frozenset[str]()
        return [
            Found(notice=notice, name=name, url=page.url, published=published, quoted=quoted)
            for notice in notices
        ]


def _live(found: list[Found], now: datetime) -> dict[str, str]:
    """The pages whose call still runs, each with its next deadline ("" when it states none)."""
    live: dict[str, str] = {}
    for item in found:
        facts = item.notice.facts
        ahead = [deadline.at for deadline in facts.deadlines if deadline.at > now]
        ended = item.notice.word in (StatusWord.CLOSED, StatusWord.WITHDRAWN)
        if not ended and (ahead or not facts.deadlines):
            live[LIVE + fold_address(item.url)] = min(ahead).isoformat() if ahead else ""
    return live
