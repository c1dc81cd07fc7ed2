"""Every parameter has limits, the same on every address that takes filters."""

import httpx
import pytest

LISTS = (
    "/", "/embed", "/api/v1/calls", "/api/v1/events", "/api/v1/sources", "/calendar.ics",
    "/feed.atom", "/feed.json", "/calls.csv",
)  # fmt: skip
REFUSED = (
    "limit=0", "limit=501", "limit=-1", "limit=", "limit=ten", "limit=1e2", "limit=5.0",
    "limit=%20", "limit=+5", "limit=٣", "limit=99999999999999999999", "offset=-1", "offset=x",
    "offset=1000001", "status=opened", "status=OPEN", "country=Sweden", "country=S1",
    "country=%00%00", "objective=SO5", "applicant=me", "q=a%00b", "q=%1b", "q=" + "x" * 201,
    "&".join(["country=SE"] * 1 + [f"country={a}{b}" for a in "ABCDEFGH" for b in "ABCDEFGH"]),
)  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
async def test_what_does_not_fit_is_422_with_a_sentence(web: httpx.AsyncClient, path: str) -> None:
    for query in REFUSED:
        answer = await web.get(f"{path}?{query}")
        assert answer.status_code == 422, query
        assert query.partition("=")[0] in answer.text, query


@pytest.mark.parametrize("path", LISTS)
async def test_the_corners_of_what_fits_are_taken(web: httpx.AsyncClient, path: str) -> None:
    for query in (
        "limit=1", "limit=500", "offset=1000000", "status=&country=&objective=&applicant=&q=",
        "status=open&status=closed", "country=se&country=EU", "q=" + "x" * 200, "unknown=1",
        "q=%25_%5c'\"", "q=%F0%9F%98%80", "q=%FF",
    ):  # fmt: skip
        assert (await web.get(f"{path}?{query}")).status_code == 200, query


async def test_mistakes_never_show_what_was_sent(web: httpx.AsyncClient) -> None:
    for path in ("/", "/api/v1/calls"):
        answer = await web.get(path, params={"status": "<b>secret</b>", "q": "\x00secret"})
        assert answer.status_code == 422
        assert "secret" not in answer.text


async def test_a_badge_takes_filters_too(web: httpx.AsyncClient) -> None:
    assert (await web.get("/badge.svg?status=nonsense")).status_code == 422
    assert "1 open, next closes in 67 days" in (await web.get("/badge.svg?country=SE")).text
    assert "4 open, next closes in 6 days" in (await web.get("/badge.svg")).text


@pytest.mark.parametrize("name", ["%00", "a%00b", "..%2f..%2fetc", "x" * 301, "%FF", "a%0Ab", "'"])
async def test_an_impossible_id_is_not_found(web: httpx.AsyncClient, name: str) -> None:
    for path in (f"/calls/{name}", f"/calls/{name}.ics", f"/countries/{name}", f"/static/{name}"):
        assert (await web.get(path)).status_code == 404
    assert (await web.get(f"/api/v1/calls/{name}")).status_code in (404, 422)


async def test_an_endless_address_is_refused(web: httpx.AsyncClient) -> None:
    for path in ("/", "/api/v1/calls", "/live"):
        assert (await web.get(f"{path}?{'q=a&' * 1200}")).status_code == 414
