"""The simulated portal as a web application: search, canary and topic files, right and wrong.

A search that is put together wrongly gets what the real one answers: 500 for a part without a
content type, the whole index for a filter in the wrong place, every translation without languages.
"""

import asyncio
import json
import math
from collections.abc import Iterable, Mapping
from email import message_from_bytes
from email.policy import default
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portal_world import HORIZON, Document, Mode, PortalWorld

SEARCH_PATH = "/search-api/prod/rest/search"
DETAILS_PATH = "/topicDetails/"
_BLOCK_PAGE = (
    "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. "
    "Please consult with your administrator.<br><br>Your support ID is: 12345678901234567890"
    "</body></html>"
)
_SHELL = (
    "<!doctype html><html><head><title>Funding &amp; tenders</title></head><body></body></html>"
)
_ERROR = {"type": "throwable", "message": "An internal error occurred"}
_BAD_QUERY = {"type": "businessError", "message": "Invalid Query format"}


class _BadPart(Exception):
    """A part without its content type."""


class _BadQueryFormat(Exception):
    """A clause the search does not know."""


def portal_app(world: PortalWorld) -> Starlette:
    """The application of a world: POST to `SEARCH_PATH`, GET below `DETAILS_PATH`."""
    portal = _Portal(world)
    return Starlette(
        routes=[
            Route(SEARCH_PATH, portal.search, methods=["POST"]),
            Route(DETAILS_PATH + "{name}.json", portal.details, methods=["GET"]),
        ]
    )


class _Portal:
    def __init__(self, world: PortalWorld) -> None:
        self.world = world

    async def search(self, request: Request) -> Response:
        wrong = await self._misbehave()
        if wrong is not None:
            return wrong
        try:
            asked = _parts(request.headers.get("content-type", ""), await request.body())
            self.world.asked.append(asked)
            found = self._found(asked)
        except _BadPart:
            self.world.asked.append(None)
            return JSONResponse(_ERROR, status_code=500)
        except _BadQueryFormat:
            return JSONResponse(_BAD_QUERY, status_code=400)
        size = min(_number(request, "pageSize", 50), 100)
        text = json.dumps(self._page(found, _number(request, "pageNumber", 1), max(1, size)))
        if self.world.mode is Mode.TRUNCATED:
            text = text[: len(text) * 2 // 3]
        return Response(text, media_type="application/json")

    async def details(self, request: Request) -> Response:
        wrong = await self._misbehave()
        if wrong is not None:
            return wrong
        found = self.world.details(request.path_params["name"])
        return JSONResponse(found) if found else HTMLResponse("Not found", status_code=404)

    async def _misbehave(self) -> Response | None:
        """The answer of a portal that does not even look at the question; None if it does."""
        mode = self.world.mode
        if mode is Mode.SLOW:
            await asyncio.sleep(self.world.delay)
        answers = {
            Mode.DOWN: HTMLResponse("Service unavailable", status_code=503),
            Mode.RATE_LIMITED: HTMLResponse(
                "Too many requests",
                status_code=429,
                headers={"Retry-After": str(self.world.retry_after)},
            ),
            Mode.SERVER_ERROR: HTMLResponse("<html><body>Oops</body></html>", status_code=500),
            Mode.BLOCK_PAGE: HTMLResponse(_BLOCK_PAGE),
            Mode.WRONG_TYPE: HTMLResponse(_SHELL),
        }
        return answers.get(mode)

    def _found(self, asked: Mapping[str, Any] | None) -> list[Document]:
        documents = list(self.world.documents())
        if asked is None or "query" not in asked or self.world.mode is Mode.FILTER_IGNORED:
            return documents
        languages = asked.get("languages")
        kept = [
            document
            for document in documents
            if (not languages or document["language"] in languages)
            and _matches(document["metadata"], asked["query"])
        ]
        return sorted(self._by_mode(kept), key=lambda each: str(each["metadata"]["identifier"]))

    def _by_mode(self, documents: list[Document]) -> list[Document]:
        if self.world.mode is Mode.SILENT:
            return []
        if self.world.mode is Mode.EMPTY:
            return [each for each in documents if HORIZON in each["metadata"]["frameworkProgramme"]]
        return documents

    def _page(self, found: list[Document], number: int, size: int) -> dict[str, Any]:
        start = (number - 1) * size
        rows = found[start : start + size]
        if self.world.mode is Mode.OVERLAP and number > 1:
            rows = [found[start - 1], *rows[:-1]]
        if self.world.mode is Mode.MISSING_ROWS:
            rows = rows[1:]
        return {
            "apiVersion": "2.151",
            "terms": "***",
            "responseTime": 65,
            "totalResults": len(found),
            "pageNumber": number,
            "pageSize": size,
            "pages": math.ceil(len(found) / size),
            "sort": "identifier",
            "results": rows,
            "warnings": [],
        }


def _parts(content_type: str, body: bytes) -> dict[str, Any] | None:
    """The JSON parts of a multipart body; None for any other body, which the search ignores."""
    if not content_type.startswith("multipart/form-data"):
        return None
    whole = message_from_bytes(
        f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=default
    )
    parts: dict[str, Any] = {}
    for part in whole.iter_parts():
        if part.get_content_type() != "application/json":
            raise _BadPart
        name = str(part.get_param("name", header="content-disposition"))
        payload = part.get_payload(decode=True)
        parts[name] = json.loads(payload if isinstance(payload, bytes) else "null")
    return parts


def _matches(metadata: Mapping[str, list[str]], query: Any) -> bool:
    """Whether a document fits a query of `bool.must`, `bool.must_not`, `terms` and `term`."""
    whole = query.get("bool", {})
    return all(_clause(metadata, each) for each in whole.get("must", [])) and not any(
        _clause(metadata, each) for each in whole.get("must_not", [])
    )


def _clause(metadata: Mapping[str, list[str]], clause: Mapping[str, Any]) -> bool:
    (kind, fields), *more = clause.items()
    if more or kind not in ("terms", "term"):
        raise _BadQueryFormat
    return all(_has(metadata.get(name, []), wanted) for name, wanted in fields.items())


def _has(values: Iterable[str], wanted: Any) -> bool:
    accepted = wanted if isinstance(wanted, list) else [wanted]
    return any(value in accepted for value in values)


def _number(request: Request, name: str, otherwise: int) -> int:
    text = request.query_params.get(name, "")
    return max(1, int(text)) if text.isdecimal() else otherwise
