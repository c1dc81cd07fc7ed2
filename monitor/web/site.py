"""Pages: the templates, and what every page says around its own content."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse
from starlette.types import Scope

from monitor.i18n import Translator, languages, translator
from monitor.web.data import Reader
from monitor.web.dates import stamp_words
from monitor.web.deps import WebDeps
from monitor.web.freshness import Freshness, Watched, freshness, watch
from monitor.web.parameters import Filters
from monitor.web.problems import Failure
from monitor.web.wording import CATALOGUE, menu_name
from monitor.wording.tidy import safe_url

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_NO_FILTERS = Filters()
_WITHOUT_STORE = (414, 500, 503)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the menu; `here` is the page it leads to being shown."""

    name: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One language the page can be read in."""

    code: str
    name: str
    reviewed: bool
    href: str
    url: str


class PageFrame:
    """What the frame of one page needs: its address, language, menu and freshness."""

    def __init__(
        self,
        deps: WebDeps,
        scope: Scope,
        fresh: Freshness | None,
        *,
        filters: Filters = _NO_FILTERS,
        wall: bool = False,
        bare: bool = False,
    ) -> None:
        self._deps = deps
        self._path = str(scope["path"])
        self._prefix = str(scope.get("language_prefix", ""))
        self._query = filters.query(view="wall") if wall else filters.query()
        self.language = str(scope.get("language", "en"))
        self.translator = translator(self.language, CATALOGUE)
        self.freshness = fresh
        self.filters = filters.query()
        self.wall_query = filters.query(view="wall")
        self.wall = wall
        self.bare = bare
        self.stamp = stamp_words(deps.clock(), self.translator)

    def link(self, path: str) -> str:
        """`path` under the language prefix the visitor came by."""
        return self._prefix + path

    @property
    def canonical(self) -> str:
        """This page's full address."""
        return f"{self._deps.base_url}{self._prefix}{self._path}{self._query}"

    @property
    def default_url(self) -> str:
        """The address that chooses the language by the visitor's browser."""
        return f"{self._deps.base_url}{self._path}{self._query}"

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Every language there is a catalogue for."""
        found = []
        for language in languages():
            href = f"/{language.code}{self._path}{self._query}"
            url = self._deps.base_url + href
            found.append(Choice(language.code, language.own_name, language.reviewed, href, url))
        return tuple(found)

    @property
    def alternates(self) -> tuple[Choice, ...]:
        """The same page in other languages, for search engines."""
        return self.choices if len(self.choices) > 1 else ()

    @property
    def menu(self) -> tuple[MenuEntry, ...]:
        """The main menu."""
        _ = self.translator.gettext
        entries = [("/", _("Calls")), ("/sources", _("Sources"))]
        entries += [
            (path, menu_name(label, self.translator)) for path, label in self._deps.page_links
        ]
        return tuple(MenuEntry(name, self.link(path), path == self._path) for path, name in entries)


class Pages:
    """Renders pages. One for the whole life of the service; safe to use from many threads."""

    def __init__(self, deps: WebDeps) -> None:
        self.deps = deps
        self.reader = Reader(deps.database)
        self.named = {key: info for key, info in deps.sources.items() if key not in deps.hidden}
        self._assets = {
            file.name: f"/static/{file.name}?v={_digest(file)}" for file in STATIC.iterdir()
        }

    def watched(self) -> tuple[Watched, ...]:
        """Every public source and how it is doing now. Raises StoreError."""
        deps = self.deps
        return watch(
            deps.sources,
            self.reader.states(),
            hidden=deps.hidden,
            disabled=deps.disabled,
        )

    def frame(self, scope: Scope, **options: Any) -> PageFrame:
        """The frame of a page with the freshness every page states. Raises StoreError."""
        voice = translator(str(scope.get("language", "en")), CATALOGUE)
        fresh = freshness(self.watched(), self.deps.clock(), voice)
        return PageFrame(self.deps, scope, fresh, **options)

    def page(
        self, frame: PageFrame, template: str, values: Mapping[str, Any], *, status: int = 200
    ) -> HTMLResponse:
        """A finished page; `values` are escaped where the template shows them."""
        voice = frame.translator
        body = (
            _templates()
            .get_template(template)
            .render(
                asset=self._assets.__getitem__,
                _=voice.gettext,
                gettext=voice.gettext,
                ngettext=voice.ngettext,
                page=frame,
                site=self._site(),
                **values,
            )
        )
        headers = {"Content-Language": frame.language, "Vary": "Accept-Language"}
        return HTMLResponse(body, status, headers=headers)

    def failure(self, scope: Scope, failure: Failure) -> HTMLResponse:
        """An error as a page. It asks the store for nothing where the store may be the trouble."""
        if failure.status in _WITHOUT_STORE:
            frame = PageFrame(self.deps, scope, None)
        else:
            frame = self.frame(scope)
        voice = frame.translator
        heading, explanation = failure_words(failure.status, voice)
        values = {
            "heading": heading,
            "explanation": explanation,
            "mistakes": failure.mistakes,
        }
        return self.page(frame, "error.html", values, status=failure.status)

    def _site(self) -> dict[str, str]:
        deps = self.deps
        contact = deps.contact.strip()
        if "@" in contact and not contact.startswith(("http://", "https://", "mailto:")):
            href = f"mailto:{contact}"
        else:
            href = contact if contact.startswith("mailto:") else safe_url(contact)
        return {
            "base_url": deps.base_url,
            "operator": deps.operator,
            "contact": contact.removeprefix("mailto:"),
            "contact_href": href,
            "imprint": safe_url(deps.imprint_url),
        }


@cache
def _templates() -> Environment:
    """The templates, compiled once a process. A name nobody gave is a mistake, not a blank."""
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )


def failure_words(status: int, t: Translator) -> tuple[str, str]:
    """Heading and explanation of an error page."""
    known = {
        404: (t.gettext("Not found"), t.gettext("There is no page at this address.")),
        405: (t.gettext("Not allowed"), t.gettext("This address only shows; it takes nothing.")),
        414: (t.gettext("Address too long"), t.gettext("The address asks for too much at once.")),
        422: (
            t.gettext("That choice cannot be used"),
            t.gettext("Some values in the address are not known here:"),
        ),
        429: (t.gettext("Too many requests"), t.gettext("Please wait a minute and try again.")),
        503: (
            t.gettext("Not available just now"),
            t.gettext("The stored calls cannot be read. Please try again in a minute."),
        ),
    }
    fallback = (
        t.gettext("Something went wrong"),
        t.gettext("The page could not be made. The operator finds the cause in the log."),
    )
    return known.get(status, fallback)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def query_with(pairs: list[tuple[str, str]]) -> str:
    """A query string from pairs, with its question mark; "" for none."""
    return "?" + urlencode(pairs) if pairs else ""
