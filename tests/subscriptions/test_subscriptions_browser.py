"""The whole way in a real browser without script, and no fault of accessibility on the way."""

import shutil
from typing import Any

import pytest
from desk_world import DeskWorld, swedish_call

from config.vocabulary import EventKind

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
    pytest.mark.enable_socket,
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def check(browser: Any, address: str) -> None:
    """A page has no fault, on a phone and on a desk, in light and in dark."""
    for width, scheme in ((390, "light"), (1280, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        found = axe_module.Axe().run(page, options=RULES)
        assert found.violations_count == 0, (address, width, found.generate_report())
        context.close()


def test_a_preview_does_not_carry_the_address(house: DeskWorld) -> None:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for script in (True, False):
            page = browser.new_context(java_script_enabled=script).new_page()
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(f"{house.address}/subscribe")
            page.get_by_label("E-mail address").fill("someone@example.org")
            page.get_by_label("Sweden").check()
            page.get_by_role("button", name="Show what this would have told me").click()
            page.wait_for_url("**/subscribe?*country=SE*")
            assert "someone" not in page.url
            assert page.get_by_label("Sweden").is_checked()
            if script:
                assert not any("someone" in address for address in asked)
            page.go_back()
            assert page.get_by_label("E-mail address").is_enabled()
        browser.close()


def test_subscribe_confirm_be_told_mute_and_leave(house: DeskWorld) -> None:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{house.address}/subscribe")
        page.get_by_label("E-mail address").fill("someone@example.org")
        page.get_by_label("Sweden").check()
        page.get_by_role("button", name="Mail me the link").click()
        assert page.get_by_role("heading", name="Look into your mailbox").is_visible()
        house.mails(1)
        confirm = house.address + house.links()["confirm"]
        check(browser, confirm)
        page.goto(confirm)
        page.get_by_role("button", name="Yes, send me these alerts").click()
        assert page.get_by_role("heading", name="You are subscribed").is_visible()
        house.later(seconds=5)
        house.happens(EventKind.OPEN, swedish_call())
        house.deliver()
        house.mails(2)
        mine = house.links()
        check(browser, house.address + mine["manage"])
        page.goto(house.address + mine["manage"])
        page.get_by_role("button", name="Not for us").click()
        assert page.get_by_text("Saved.").is_visible()
        house.later(seconds=5)
        house.happens(EventKind.DEADLINE_CHANGED, swedish_call())
        house.deliver()
        house.mails(2)
        check(browser, house.address + mine["leave"])
        page.goto(house.address + mine["leave"])
        page.get_by_role("button", name="End these alerts").click()
        assert page.get_by_role("heading", name="You have left").is_visible()
        for path in ("/subscribe?country=SE", "/subscribe/privacy", mine["manage"]):
            check(browser, house.address + path)
        browser.close()
