"""A newcomer writes what the handbook shows, and gets Slack and mail from a simulated portal."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from apprise.plugins.slack import NotifySlack
from ops_site import MailBox, Received, free_port, receiver

from config.settings import Settings, load_settings
from monitor.commands.passes import run_deliver, run_poll
from monitor.demo.portal import DETAILS_PATH, SEARCH_PATH, portal_app
from monitor.demo.portal_world import PortalWorld, Topic
from monitor.demo.server import serve
from monitor.world import watched_sources
from sources.registry import builtin_sources

HANDBOOK = Path(__file__).parents[2] / "docs" / "operations.md"
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
CODE = "AMIF-2026-TF2-AG-INTE-01"
FORTHCOMING, OPEN = "31094501", "31094502"


@dataclass
class Installation:
    """A folder with settings, and a clock that the test moves."""

    settings: Settings
    world: PortalWorld
    now: datetime = START

    def look_and_send(self) -> None:
        """What cron does: `amif-monitor poll ; amif-monitor deliver`."""
        watched = watched_sources(self.settings)
        assert (
            run_poll(self.settings, watched, [], lambda: self.now, json=False, dry_run=False) == 0
        )
        assert run_deliver(self.settings, watched, lambda: self.now, json=False) == 0


@pytest.fixture(name="slack")
def _slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    """Stands in for hooks.slack.com."""
    with receiver() as mine:
        monkeypatch.setattr(NotifySlack, "webhook_url", f"{mine.url}/services")
        yield mine


@pytest.fixture(name="mail")
def _mail() -> Iterator[MailBox]:
    box = MailBox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture(name="here")
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mail: MailBox) -> Iterator[Installation]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slack.url").write_text("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ\n")
    (tmp_path / "mail.url").write_text(
        f"mailto://127.0.0.1:{mail.port}?mode=insecure&from=alerts@example.org&to=team@example.org\n"
    )
    with ExitStack() as stack:
        world = PortalWorld(clock=lambda: installation.now)
        address = stack.enter_context(serve(portal_app(world)))
        file = tmp_path / "amif-monitor.toml"
        file.write_text(_first_settings() + _only_this_portal(address), encoding="utf-8")
        installation = Installation(load_settings(file, {}), world)
        world.put(
            Topic(
                identifier=CODE,
                call_identifier=CODE[:-3],
                title="Integration of example groups",
                ccm2_id=50_000_001,
                opens=START - timedelta(days=10),
                deadlines=(START + timedelta(days=100),),
                budget=6_000_000,
                status=FORTHCOMING,
            )
        )
        yield installation


def _first_settings() -> str:
    """The handbook's ten lines, as they stand there, but for the digest: a test does not wait."""
    section = HANDBOOK.read_text(encoding="utf-8").split("## First settings")[1]
    block = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)[0]
    return block.replace('digest = "daily 08:00"\n', "")


def _only_this_portal(address: str) -> str:
    others = (name for name in builtin_sources() if name != "eu_portal")
    return (
        f'[sources.eu_portal]\nurl = "{address}{SEARCH_PATH}"\n'
        f'details_url = "{address}{DETAILS_PATH}"\n'
        "[polling]\nallow_private_addresses = true\n"
        + "".join(f"[sources.{name}]\nenabled = false\n" for name in others)
    )


@pytest.mark.slow
def test_the_handbooks_first_settings_bring_slack_and_mail_alerts(
    here: Installation, slack: Received, mail: MailBox
) -> None:
    here.look_and_send()
    assert len(slack.bodies) == len(mail.mails) == 1, "one summary each"
    assert CODE in json.dumps(slack.bodies[0])

    here.now += timedelta(minutes=15)
    here.look_and_send()
    assert len(slack.bodies) == len(mail.mails) == 1, "nothing new, nothing told"

    here.world.change(CODE, status=OPEN)
    here.now += timedelta(minutes=15)
    here.look_and_send()
    assert len(slack.bodies) == len(mail.mails) == 2
    assert CODE in json.dumps(slack.bodies[1])
    assert mail.mails[1]["To"] == "team@example.org"
    assert CODE in mail.mails[1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "https://amif.example.org" in mail.mails[1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
