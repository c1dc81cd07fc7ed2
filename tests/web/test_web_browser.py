"""The pages in a real browser: no fault of accessibility, no script needed, any width."""

import asyncio
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.responses import HTMLResponse
from web_world import NOW, THB, World, fill, world, world_call

from monitor.web.app import build_app

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
    pytest.mark.enable_socket,
]
ADDRESSES = {
    "status page": "/",
    "filtered": "/?country=SE&objective=SO1&q=utlysning",
    "nothing found": "/?country=MT",
    "call": f"/calls/{THB.id}",
    "unclear call": "/calls/it-interno-2026-7",
    "country": "/countries/lv",
    "sources": "/sources",
    "embed": "/embed",
    "wall": "/?view=wall",
    "api docs": "/api/docs",
    "not found": "/nowhere",
    "wrong choice": "/?limit=0",
    "swedish": "/sv/",
    "greek": "/el/sources",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An ASGI app on a port of its own; its address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = world(tmp_path_factory.mktemp("browser"))
    fill(made)
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def site(shown: World) -> Iterator[str]:
    with served(build_app(shown.deps)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield started
        started.close()


@contextmanager
def page_at(browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """A page at an address; whatever the console says, or another host is asked for, fails."""
    options.setdefault("viewport", {"width": 1280, "height": 900})
    context = browser.new_context(**options)
    page = context.new_page()
    trouble: list[str] = []
    expected = ("/nowhere", "limit=0")
    page.on("console", lambda said: trouble.append(said.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    host = address.split("/")[2]
    page.on("request", lambda asked: host in asked.url or trouble.append(asked.url))
    page.goto(address)
    yield page
    if not any(part in address for part in expected):
        assert trouble == []
    context.close()


@pytest.mark.parametrize("name", ADDRESSES)
def test_axe_finds_nothing_in_light_and_dark_on_phone_and_desk(
    site: str, browser: Any, name: str
) -> None:
    with page_at(browser, site + ADDRESSES[name]) as page:
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found = axe_module.Axe().run(page, options=RULES)
                assert found.violations_count == 0, (width, scheme, found.generate_report())


@pytest.mark.parametrize("name", ADDRESSES)
def test_nothing_is_wider_than_any_screen(site: str, browser: Any, name: str) -> None:
    with page_at(browser, site + ADDRESSES[name]) as page:
        for width in (320, 390, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_four_times_enlarged_the_page_still_fits(site: str, browser: Any) -> None:
    """WCAG 1.4.10: 1280 pixels at 400 % are 320 wide and 256 high."""
    with page_at(browser, site + "/", viewport={"width": 320, "height": 256}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_role("link", name="Sources", exact=True).click()
        assert page.get_by_role("heading", name="Sources", level=1).is_visible()


def test_without_script_everything_but_refreshing_works(site: str, browser: Any) -> None:
    with page_at(browser, site + "/", java_script_enabled=False) as page:
        page.get_by_text("Country", exact=True).click()
        page.get_by_role("link", name="SE Sweden", exact=True).first.click()
        assert "country=SE" in page.url
        page.get_by_label("Words in title, code or authority").fill("atervandande")
        page.get_by_role("button", name="Search").click()
        assert "country=SE" in page.url
        assert page.get_by_role("link", name="Utlysning 4").count() >= 1
        assert page.get_by_role("link", name="Utlysning 1").count() == 0
        page.get_by_role("link", name="Show everything").click()
        assert page.url == site + "/"


def test_the_wall_without_script_offers_no_button(site: str, browser: Any) -> None:
    with page_at(browser, site + "/?view=wall", java_script_enabled=False) as page:
        assert not page.locator("#wall-pause").is_visible()


def test_the_keyboard_alone_reaches_everything_in_order(site: str, browser: Any) -> None:
    with page_at(browser, site + "/") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#main"
        seen = []
        for _ in range(14):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.textContent.trim()"))
            box = page.evaluate(
                "(r => r.width > 0 && r.height > 0)(document.activeElement.getBoundingClientRect())"
            )
            assert box, seen[-1]
        assert seen[0].startswith("Assistance")
        assert "Search" in seen


def test_focus_can_be_seen(site: str, browser: Any) -> None:
    with page_at(browser, site + "/") as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(style) == "solid"


def test_a_screen_reader_hears_headings_in_order_and_a_table(site: str, browser: Any) -> None:
    with page_at(browser, site + "/") as page:
        levels = page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        table = page.get_by_role("table", name="The timeline as a table")
        assert table.get_by_role("rowheader").count() == 7
        row = table.get_by_role("row").nth(1).inner_text()
        assert "Tue 3 March, 17:00 Brussels (in 6 days)" in row
        link = page.get_by_role("link", name=THB.facts.title).first
        assert link.get_attribute("href") == f"/calls/{THB.id}"


def test_high_contrast_keeps_bars_and_borders(site: str, browser: Any) -> None:
    with page_at(browser, site + "/", forced_colors="active") as page:
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.bar')).strokeWidth") == "1px"
        )
        found = axe_module.Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()


def test_the_wall_refreshes_itself_until_paused(tmp_path: Path, blank: Path, browser: Any) -> None:
    made = world(tmp_path, blank)
    fill(made)
    with served(build_app(made.deps)) as site:
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        page = context.new_page()
        page.clock.install()
        page.goto(site + "/?view=wall")
        made.add(world_call("eu-portal-1", "Fresh from the portal"))
        made.now = NOW + timedelta(minutes=1)
        page.clock.run_for(61_000)
        page.get_by_text("Fresh from the portal").first.wait_for()
        page.get_by_role("button", name="Pause refreshing").click()
        made.add(world_call("eu-portal-2", "Later still"))
        made.now = NOW + timedelta(minutes=2)
        page.clock.run_for(130_000)
        assert page.get_by_text("Later still").count() == 0
        page.get_by_role("button", name="Go on refreshing").click()
        page.clock.run_for(61_000)
        page.get_by_text("Later still").first.wait_for()
        context.close()
    made.database.close()


def test_on_paper_the_calls_are_there_and_the_controls_are_not(site: str, browser: Any) -> None:
    with page_at(browser, site + "/") as page:
        page.emulate_media(media="print")
        assert not page.get_by_role("button", name="Search").is_visible()
        assert page.get_by_text("Tue 3 March, 17:00 Brussels").first.is_visible()
        assert page.get_by_text("Not an official source").first.is_visible()
        assert len(page.pdf()) > 10_000


def test_a_frame_on_another_site_shows_the_list_and_nothing_else(site: str, browser: Any) -> None:
    frames = (
        f'<!doctype html><iframe src="{site}/embed" title="calls"></iframe>'
        f'<iframe src="{site}/" title="page"></iframe>'
    )
    other = HTMLResponse(frames)
    with served(other) as elsewhere:
        context = browser.new_context()
        page = context.new_page()
        page.goto(elsewhere)
        page.frame_locator("iframe[title=calls]").get_by_text("Utlysning 1").first.wait_for()
        assert page.frame_locator("iframe[title=page]").get_by_text("Closes next").count() == 0
        context.close()
