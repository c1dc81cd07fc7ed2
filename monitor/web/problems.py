"""Errors as people and programs read them: an HTML page, or problem details (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from monitor.web.headers import is_open_data
from store.errors import StoreError

_SAYS_MORE = 300  # characters of a mistake's own words shown back


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, in words that may be public. `mistakes` are (parameter, sentence)."""

    status: int
    detail: str = ""
    mistakes: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: Exception) -> "Failure":
        """The failure an exception means to a visitor; its own words only if meant for them."""
        if isinstance(error, RequestValidationError):
            return cls(422, "Some parameters cannot be used.", _mistakes(error))
        if isinstance(error, HTTPException):
            plain = HTTPStatus(error.status_code).phrase
            detail = "" if error.detail == plain else str(error.detail)
            return cls(error.status_code, detail, headers=error.headers or {})
        if isinstance(error, StoreError):
            return cls(503, "The database cannot be read just now.", headers={"Retry-After": "10"})
        return cls(500)

    @property
    def title(self) -> str:
        """The status in words."""
        return HTTPStatus(self.status).phrase


def _mistakes(error: RequestValidationError) -> tuple[tuple[str, str], ...]:
    """Name and sentence of each mistake; what was sent is not sent back."""
    found = []
    for mistake in error.errors():
        place = [str(part) for part in mistake["loc"] if part not in ("query", "path", "body")]
        sentence = str(mistake["msg"]).removeprefix("Value error, ")
        found.append((place[0][:40] if place else "", sentence[:_SAYS_MORE]))
    return tuple(dict.fromkeys(found))


def failure_response(scope: Scope, failure: Failure) -> Response:
    """The failure as JSON for programs and as a page for people."""
    if _wants_page(scope):
        page: Response = scope["app"].state.pages.failure(scope, failure)
        page.headers.update(failure.headers)
        return page
    return problem(failure)


def problem(failure: Failure) -> JSONResponse:
    """Problem details; `about:blank` says that the status alone names the kind of problem."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": failure.title,
        "status": failure.status,
    }
    if failure.detail:
        body["detail"] = failure.detail
    if failure.mistakes:
        body["errors"] = [
            {"parameter": name, "detail": sentence} for name, sentence in failure.mistakes
        ]
    return JSONResponse(
        body,
        failure.status,
        headers=dict(failure.headers),
        media_type="application/problem+json",
    )


def _wants_page(scope: Scope) -> bool:
    if is_open_data(scope["path"]):
        return False
    accepts = dict(scope["headers"]).get(b"accept", b"*/*")
    return b"json" not in accepts or b"text/html" in accepts
