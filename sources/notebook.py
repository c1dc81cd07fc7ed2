"""What a source keeps of the pages it has read, so that a quiet pass need not fetch them again.

A listing follows links to detail pages. Each page read is kept, stripped and packed, in the
source's own notebook (`Memory.state`), so that every answer can name every call while only new and
changed pages cost a request. No I/O, no clock.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from sources.address import fold_address

_PAGE = "page:"
_LIMIT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One detail page as kept. `row` is the digest of its row in the listing, `published` the date
    that row or the address gave (ISO, "" for none), `checked` the pass that last asked for it.
    `due` says that it is still to be fetched: new, or its row changed (what was kept stays until);
    `tries` counts the times that failed.
    """

    url: str
    row: str = ""
    published: str = ""
    digest: str = ""
    packed: str = ""
    checked: int = 0
    gone: bool = False
    due: bool = True
    tries: int = 0

    @property
    def name(self) -> str:
        """The page's folded address: its name whatever spelling links to it."""
        return fold_address(self.url)

    @property
    def stands_in(self) -> bool:
        """Whether what is kept is a feed entry's own text, its page never having been read."""
        return bool(self.packed) and not self.digest

    @property
    def html(self) -> str:
        """The kept skeleton; "" when nothing readable is kept."""
        try:
            return zlib.decompress(base64.b64decode(self.packed)).decode("utf-8", "replace")
        except (ValueError, zlib.error):
            return ""

    def holding(self, html: str, digest: str, checked: int) -> "Page":
        """This page with new content, cut at 200 000 characters, read in pass `checked`."""
        packed = base64.b64encode(zlib.compress(html[:_LIMIT].encode(), 9)).decode("ascii")
        return replace(
            self, packed=packed, digest=digest, checked=checked, gone=False, due=False, tries=0
        )


def digest(content: bytes | str) -> str:
    """A short name for content: the same content has the same digest."""
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()[:24]


def pages(state: Mapping[str, str]) -> dict[str, Page]:
    """The kept pages by name, in their kept order; an entry nobody can read is left out."""
    found: dict[str, Page] = {}
    for key in sorted(key for key in state if key.startswith(_PAGE)):
        try:
            page = Page(**json.loads(state[key]))
        except (ValueError, TypeError):
            continue
        if not all(isinstance(value, str) for value in (page.url, page.packed)):
            continue
        found[page.name] = page
    return found


def written(kept: Iterable[Page]) -> dict[str, str]:
    """The notebook entries for `kept`, in this order."""
    return {
        f"{_PAGE}{place:03d}": json.dumps(asdict(page), separators=(",", ":"))
        for place, page in enumerate(kept)
    }
