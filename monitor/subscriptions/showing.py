"""How the desk's pages are shown: in the frame of all pages; web.headers keeps them private."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response

from monitor.i18n import translator
from monitor.subscriptions.desk import Desk
from monitor.subscriptions.letters import CATALOGUE
from monitor.subscriptions.limits import Limits
from monitor.subscriptions.words import field_names, refusal_words
from monitor.web.site import PageFrame, Pages

PATH = "/subscribe"


@dataclass(frozen=True, slots=True)
class Room:
    """What the handlers share. `mistaken` limits what can only be answered with a mistake."""

    desk: Desk
    limits: Limits
    mistaken: Limits


def shown(
    request: Request,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    anonymous: bool = False,
) -> Response:
    """A page of the desk; `anonymous` names no call and no time, so that answers look alike."""
    pages: Pages = request.app.state.pages
    if anonymous:
        frame = PageFrame(pages.deps, request.scope, None)
        frame.stamp = ""
    else:
        frame = pages.frame(request.scope)
    words = translator(frame.language, CATALOGUE)
    known = {"t": words.gettext, "names": field_names(words), **(values or {})}
    return pages.page(frame, f"subscribe/{template}", known, status=status)


def refused(request: Request, status: int, *, anonymous: bool = False) -> Response:
    """A form that cannot be taken, and why."""
    words = translator(str(request.scope.get("language", "en")), CATALOGUE)
    heading, sentence = refusal_words(status, words)
    values = {"heading": heading, "sentence": sentence}
    answer = shown(request, "refused.html", values, status=status, anonymous=anonymous)
    if status in (429, 503):
        answer.headers["Retry-After"] = "60"
    return answer
