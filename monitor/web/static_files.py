"""The stylesheet, the script of the wall screen, the icon: from memory, named by their content."""

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from monitor.web.site import STATIC

_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
          ".svg": "image/svg+xml"}  # fmt: skip
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def static_files() -> APIRouter:
    """`/static/...`, `/favicon.ico`, `/robots.txt`. Only what lay there at the start is given."""
    router = APIRouter(include_in_schema=False)
    files = {file.name: (file.read_bytes(), _KINDS[file.suffix]) for file in STATIC.iterdir()}

    @router.get("/static/{name}")
    def static(name: str) -> Response:
        if name not in files:
            raise HTTPException(404)
        body, kind = files[name]
        return Response(body, media_type=kind, headers=_FOR_EVER)

    @router.get("/favicon.ico")
    def favicon() -> Response:
        return RedirectResponse("/static/favicon.svg", 308)

    @router.get("/robots.txt")
    def robots() -> Response:
        body = "User-agent: *\nDisallow: /subscribe\n"
        return Response(body, media_type="text/plain; charset=utf-8")

    return router
