"""`amif-monitor demo`: the real service in a simulated world, with a fast clock and no network."""

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr
from rich.console import Console

from config.logs import set_up_logs
from config.settings import (
    ChannelSettings,
    PollingSettings,
    Settings,
    SourceSettings,
    StoreSettings,
    load_settings,
)
from config.vocabulary import EventKind
from monitor.demo.national import NationalWorld, addresses, national_app
from monitor.demo.portal import DETAILS_PATH, SEARCH_PATH, portal_app
from monitor.demo.server import serve as serve_world
from monitor.demo.story import Story, story_clock
from monitor.demo.terminal import alert_route
from monitor.schedule import Tempo
from monitor.service import serve
from monitor.watching import Hooks
from monitor.world import watched_sources

# A tenth of a second here is more than a day there; a delivery is held for minutes of real time.
_TEMPO = Tempo(look=0.25, tick=0.1, lease=timedelta(days=3650))


def run_demo(config: Path | None, environ: Mapping[str, str] = os.environ) -> int:
    """Play the story until Ctrl-C; 0 after a clean end. Only `[web]` of the settings is used."""
    chosen = load_settings(config, environ)
    set_up_logs(form="pretty", level="error")
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    curtain = _Curtain()
    clock = story_clock(curtain)
    app = portal_app(Story(clock).world)
    app.routes.append(alert_route(clock, console))
    app.routes.extend(national_app(NationalWorld(clock=clock)).routes)
    with TemporaryDirectory(prefix="amif-monitor-demo-") as folder, serve_world(app) as world:
        settings = _settings(chosen, world, Path(folder))
        watched = watched_sources(settings)
        hooks = Hooks(on_ready=lambda page: _begin(console, page, curtain), tempo=_TEMPO)
        simulated = {name: watched[name] for name in settings.sources}
        asyncio.run(serve(settings, simulated, clock, hooks=hooks))
    console.print("The demo has ended; nothing of it is kept.")
    return 0


def _settings(chosen: Settings, world: str, folder: Path) -> Settings:
    """The operator's `[web]` over a world of our own."""
    return Settings(
        web=chosen.web,
        store=StoreSettings(url=SecretStr(f"sqlite:///{folder / 'demo.db'}")),
        polling=PollingSettings(every="1s", allow_private_addresses=True),
        sources={
            **{name: SourceSettings(url=url) for name, url in addresses(world).items()},
            "eu_portal": SourceSettings(
                url=f"{world}{SEARCH_PATH}", details_url=f"{world}{DETAILS_PATH}"
            ),
        },
        channels=(
            ChannelSettings(
                name="terminal",
                url=SecretStr(f"{world.replace('http://', 'json://')}/alerts"),
                format="json",
                events=tuple(EventKind),
                closing_soon_days=(30, 14, 7, 3, 1),
            ),
        ),
    )


class _Curtain:
    """Real seconds since it rose: the story waits until the service is ready to watch it."""

    def __init__(self) -> None:
        self._rose: float | None = None

    def rise(self) -> None:
        """Let time pass."""
        self._rose = time.monotonic()

    def __call__(self) -> float:
        return 0.0 if self._rose is None else time.monotonic() - self._rose


def _begin(console: Console, page: str, curtain: _Curtain) -> None:
    curtain.rise()
    console.print(f"The status page of this simulated world: [bold]{page}[/bold]")
    console.print("Thirteen days pass in a second; after about 40 seconds time runs as usual.")
    console.print("Ctrl-C ends it.\n")
