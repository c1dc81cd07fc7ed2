"""Every address answers, and what it answers is what it says it is."""

import httpx
import pytest

PAGES = (
    "/", "/?view=wall", "/calls/eu-portal-12345678", "/countries/se", "/countries/EU",
    "/countries/dk", "/sources", "/embed", "/api/docs",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_says_on_every_address_what_must_be_said(
    web: httpx.AsyncClient, path: str
) -> None:
    answer = await web.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Not an official source; the call document decides." in answer.text
    assert "Last successful look at a source: 4 minutes ago." in answer.text
    assert "Run by Example Network." in answer.text
    assert "mailto:calls@example.org" in answer.text


async def test_live_ready_and_metrics_answer_without_the_store(web: httpx.AsyncClient) -> None:
    assert (await web.get("/live")).json() == {"live": True, "reasons": []}
    assert (await web.get("/ready")).json() == {"ready": True, "reasons": []}
    assert (await web.get("/metrics")).text == "amif_monitor_up 1\n"
