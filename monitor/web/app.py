"""The web application, put together."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.i18n import languages
from monitor.web import api, documentation, exports, operators, pages
from monitor.web.deps import Health, WebDeps
from monitor.web.front import DataVersion, Front
from monitor.web.problems import Failure, failure_response
from monitor.web.site import Pages
from monitor.web.static_files import static_files
from store.errors import StoreError

__all__ = ["Health", "WebDeps", "build_app"]

_ABOUT = (
    "Calls for proposals of the Asylum, Migration and Integration Fund, at EU level and in the "
    "Member States. Not an official source; the call document decides. Lists take the filters of "
    "the status page; instants are RFC 3339 in UTC; errors are problem details (RFC 9457); every "
    "answer has an ETag."
)


def build_app(deps: WebDeps) -> FastAPI:
    """The status page, the API, calendar, feeds and the operators' addresses over `deps`.

    Blocking work runs in threads. The app opens and closes nothing: what is in `deps` belongs to
    the caller.
    """
    app = FastAPI(
        title="AMIF calls",
        version="1",
        description=_ABOUT,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    site = Pages(deps)
    app.state.pages = site
    app.include_router(exports.routes(site))  # before the pages: /calls/{id}.ics
    app.include_router(pages.routes(site))
    app.include_router(api.routes(site))
    app.include_router(documentation.routes(site))
    app.include_router(operators.routes(deps))
    app.include_router(static_files())
    for router in deps.routers:
        app.include_router(router)
    for kind in (HTTPException, RequestValidationError, StoreError):
        app.add_exception_handler(kind, _answer_failure)
    version = DataVersion(site.reader.version, lambda: int(deps.clock().timestamp() // 60))
    codes = tuple(language.code for language in languages())
    app.add_middleware(Front, version=version, languages=codes)
    return app


def _answer_failure(request: Request, error: Exception) -> Response:
    return failure_response(request.scope, Failure.of(error))
