"""What the three shapes share: asking politely, reading safely, asking whether a call is gone."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

from sources.address import fold_address
from sources.base import CallSeen, Client, Memory, Response, SourceInfo, Validators
from sources.errors import FetchError, NothingFound, ParseError, SourceError
from sources.markup import decode, fold, shown, tame, whole_text
from sources.notebook import digest
from sources.reading import Context, Notice, read_html

Reading = Callable[[str, Context], tuple[Notice, ...]]
T = TypeVar("T")
P = ParamSpec("P")

_READ_BY = "read_by"
_HASH = "hash:"
_FEW_WORDS = 40  # letters: an empty shell that a script would fill
GONE_CAUSES = ("not_found",)


class Shaped:
    """A source as data: `info` says where and how, `read` turns one page into notices.

    `read` is the reader's `read_html` unless a site's structure is known better; it is pure.
    """

    def __init__(self, info: SourceInfo, read: Reading = read_html) -> None:
        self.info = info
        self.read = read

    @property
    def addresses(self) -> tuple[str, ...]:
        """The standing addresses asked on each pass: the source's own, and `options["pages"]`."""
        return (self.info.url, *self.info.options.get("pages", ()))

    def context(self, url: str, published: date | None = None) -> Context:
        """What the reader must know to read a page of this source."""
        return Context(
            country=self.info.country,
            zone=self.info.zone,
            language=self.info.languages[0] if len(self.info.languages) == 1 else None,
            published=published,
            url=url,
            authority=self.info.authority,
        )

    def text(self, response: Response) -> str:
        """A page's text, in the source's encoding where it has one, safe to be parsed."""
        return tame(decode(response, self.info.encoding, self.info.languages))

    def check_landmarks(self, html: str) -> bool:
        """Whether the page is the one we know; True without landmarks only when asked later.

        Raises NothingFound when the source has landmarks and none of them is on the page (H 2).
        """
        if not self.info.landmarks:
            return False
        if not shown(self.info.landmarks, whole_text(html)):
            raise NothingFound(
                f"{self.info.id}: none of the words that always stand on this page are there "
                f"({', '.join(self.info.landmarks[:3])}); it was redesigned or replaced."
            )
        return True

    async def still_shown(self, client: Client, seen: CallSeen) -> bool | None:
        """Ask the call's own address: False for 404 and 410, or when nothing of it is there now.

        Its title, or any call where it stood, is enough to say True. None when it could not be
        told: the page did not answer, has hardly a word, or is a standing page we do not know.
        """
        address = seen.facts.url or self.info.url
        try:
            response = await client.get(address, accept=self.info.accept)
        except FetchError as error:
            return False if error.cause in GONE_CAUSES else None
        html = self.text(response)
        words = fold(whole_text(html))
        if fold(seen.facts.title) in words:
            return True
        if fold_address(address) in {fold_address(page) for page in self.addresses}:
            return self._on_standing_page(seen, html, response.url)
        if len(words) < _FEW_WORDS:
            return None
        try:
            return bool(safely(self.read, html, self.context(response.url)))
        except ParseError:
            return None

    def _on_standing_page(self, seen: CallSeen, html: str, url: str) -> bool | None:
        """A page rewritten in place no longer has the title: gone only if it is still that page."""
        try:
            known = self.check_landmarks(html)
            notices = safely(self.read, html, self.context(url))
        except (NothingFound, ParseError):
            return None
        titles = {fold(notice.facts.title) for notice in notices}
        return True if fold(seen.facts.title) in titles else (False if known else None)


def safely(read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a reading step; whatever it stumbles over comes out as ParseError (the promise)."""
    try:
        return read(*args, **kwargs)
    except SourceError:
        raise
    except Exception as error:
        raise ParseError(
            f"The answer could not be read: {type(error).__name__}: {error}"
        ) from error


async def ask(
    client: Client, memory: Memory, addresses: Iterable[str], *, accept: str
) -> tuple[tuple[Response, ...], bool]:
    """Ask each standing address, conditionally; give the answers and whether nothing changed.

    Changed is told by the server (304) or, where it gives no validators, by the content's digest.
    Where only some changed the others are asked again in full: `parse` needs them all. A version of
    the program that has not read this source yet asks in full too.
    """
    wanted = tuple(addresses)
    fresh = memory.first or memory.state.get(_READ_BY) != _reader()
    answers = [
        await client.get(
            url, accept=accept, validators=None if fresh else memory.validators.get(url)
        )
        for url in wanted
    ]
    if not fresh and all(
        _same(memory, url, answer) for url, answer in zip(wanted, answers, strict=True)
    ):
        return tuple(answers), True
    whole = [
        await client.get(url, accept=accept) if answer.not_modified else answer
        for url, answer in zip(wanted, answers, strict=True)
    ]
    return tuple(whole), False


def remembered(
    memory: Memory, addresses: Iterable[str], answers: Iterable[Response]
) -> tuple[dict[str, Validators], dict[str, str]]:
    """Validators and notebook entries to keep for these answers."""
    validators = dict(memory.validators)
    state = {_READ_BY: _reader()}
    for url, answer in zip(addresses, answers, strict=True):
        if answer.not_modified:
            state[_HASH + url] = memory.state.get(_HASH + url, "")
            continue
        state[_HASH + url] = digest(answer.body)
        if answer.validators == Validators():
            validators.pop(url, None)
        else:
            validators[url] = answer.validators
    return validators, state


def _same(memory: Memory, url: str, answer: Response) -> bool:
    if answer.not_modified:
        return True
    return memory.state.get(_HASH + url, "") == digest(answer.body)


@cache
def _reader() -> str:
    """What this program reads with: another after an upgrade, when pages are to be read anew."""
    here = Path(__file__).parent
    files = sorted(path for path in here.rglob("*") if path.suffix in (".py", ".toml"))
    return digest(b"".join(path.read_bytes() for path in files))
