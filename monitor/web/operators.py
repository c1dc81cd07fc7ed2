"""For operators: whether the process lives, may be sent visitors, and its figures."""

from fastapi import APIRouter, HTTPException
from starlette.responses import JSONResponse, Response

from monitor.web.deps import Health, WebDeps

_FRESH = {"Cache-Control": "no-store"}


def routes(deps: WebDeps) -> APIRouter:
    """`/live`, `/ready` and, unless switched off, `/metrics`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/live")
    def live() -> Response:
        health = deps.probe()
        return _answer("live", health.live, health)

    @router.get("/ready")
    def ready() -> Response:
        health = deps.probe()
        return _answer("ready", health.live and health.ready, health)

    @router.get("/metrics")
    def metrics() -> Response:
        if deps.metrics is None:
            raise HTTPException(404)
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return Response(deps.metrics(), media_type=kind, headers=_FRESH)

    return router


def _answer(name: str, good: bool, health: Health) -> Response:
    body = {name: good, "reasons": [] if good else list(health.reasons)}
    return JSONResponse(body, 200 if good else 503, headers=_FRESH)
