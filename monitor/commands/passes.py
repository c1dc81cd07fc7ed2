"""`run`, `poll` and `deliver`: the service, and one pass of its halves for a cron job."""

import asyncio
import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.settings import Settings
from monitor.assemble import client_for, make_deliverer
from monitor.clockpass import clock_pass, refresh_rules, summary_pass
from monitor.commands.output import as_json, say
from monitor.context import Clock, Context, Watched, make_context
from monitor.parcels import Parcels
from monitor.poll import PollReport, poll
from monitor.present import event_json
from monitor.refusals import UnknownName
from monitor.uptime import note_alive
from store import calls, events
from store.database import open_database, open_existing


def run_service(settings: Settings, watched: dict[str, Watched], clock: Clock, role: str) -> int:
    """Run until told to stop; 0 after a clean stop."""
    from monitor.service import Role, serve  # noqa: PLC0415  the page is the service's alone

    asyncio.run(serve(settings, watched, clock, role=Role(role)))
    if any(thread.name.startswith("deliver") for thread in threading.enumerate()):
        # A channel that hangs was given its time; what it had in hand is taken up at the next
        # start. Waiting for the thread would outlast the ten seconds a container is given.
        logging.shutdown()
        os._exit(0)
    return 0


def run_poll(
    settings: Settings,
    watched: dict[str, Watched],
    names: Sequence[str],
    clock: Clock,
    *,
    json: bool,
    dry_run: bool,
) -> int:
    """One pass now over the sources named, or all enabled: stored and owed, nothing sent.

    Gives 1 if a source failed. `dry_run` works on a copy and stores nothing.
    """
    chosen = _chosen(watched, names)
    url = settings.store.url.get_secret_value()
    with TemporaryDirectory() as folder:
        if dry_run:
            url = _copied(url, Path(folder), clock())
        reports = asyncio.run(_poll_all(settings, watched, chosen, url, clock))
    now = clock()
    if json:
        as_json({"items": [_report_json(report, now) for report in reports]})
    else:
        for report in reports:
            _print(report)
    return 0 if all(report.ok for report in reports) else 1


def run_deliver(
    settings: Settings, watched: dict[str, Watched], clock: Clock, *, json: bool
) -> int:
    """Send what is owed and due, once; gives 1 if something could not be sent."""
    sent, failed = asyncio.run(_deliver_all(settings, watched, clock))
    if json:
        as_json({"sent": sent, "failed": failed})
    else:
        say(f"{sent} sent, {failed} failed")
    return 1 if failed else 0


async def _deliver_all(
    settings: Settings, watched: dict[str, Watched], clock: Clock
) -> tuple[int, int]:
    database = open_database(settings.store.url.get_secret_value())
    try:
        context = make_context(settings, database, watched, clock)
        with database.write() as conn:
            note_alive(conn, clock())
        deliverer = make_deliverer(context, Parcels(context))
        done = await deliverer.drain()
        await deliverer.stop(5.0)
        return done
    finally:
        database.close()


def _chosen(watched: dict[str, Watched], names: Sequence[str]) -> list[Watched]:
    unknown = [name for name in names if name not in watched]
    if unknown:
        raise UnknownName(
            f"No source is called {', '.join(unknown)}; `amif-monitor sources` lists them."
        )
    if names:
        return [watched[name] for name in dict.fromkeys(names)]
    return [one for one in watched.values() if one.enabled]


def _copied(url: str, folder: Path, now: datetime) -> str:
    """A copy of what is stored, so that a dry run reports what would be new.

    A missing database reads as empty, so the copy begins empty too.
    """
    from store import backup  # noqa: PLC0415  only a dry run needs it

    copy = folder / "dry-run.db"
    stored = open_existing(url)
    if stored is not None:
        stored.close()
        backup.backup(url, copy, now=now)
    return f"sqlite:///{copy}"


async def _poll_all(
    settings: Settings,
    watched: dict[str, Watched],
    chosen: Sequence[Watched],
    url: str,
    clock: Clock,
) -> list[PollReport]:
    database = open_database(url)
    try:
        context = make_context(settings, database, watched, clock)
        refresh_rules(context, context.started)
        async with client_for(settings) as client:
            polled = await asyncio.gather(*(poll(context, client, one) for one in chosen))
        told = clock_pass(context, clock())
        summary_pass(context, clock())
        return _with_clock(context, list(polled), [event.id for event in told])
    finally:
        database.close()


def _with_clock(context: Context, reports: list[PollReport], told: list[int]) -> list[PollReport]:
    """What the clock told in this pass is shown with the first source that shows the call."""
    by_source = {report.id: report for report in reports}
    with context.database.read() as conn:
        for event in events.by_ids(conn, told).values():
            call = calls.get(conn, event.subject)
            shown_by = [s.source for s in call.sightings] if call else []
            for source in [name for name in shown_by if name in by_source][:1]:
                report = by_source[source]
                by_source[source] = replace(report, events=(*report.events, (event, call)))
    return list(by_source.values())


def _report_json(report: PollReport, now: datetime) -> dict[str, Any]:
    return {
        "id": report.id,
        "ok": report.ok,
        "error": report.error,
        "seen": report.seen,
        "new": report.new,
        "changed": report.changed,
        "events": [event_json(event, call, now) for event, call in report.events],
    }


def _print(report: PollReport) -> None:
    if not report.ok:
        say(f"[red]failed[/red]  {report.id}: {report.error}")
        return
    say(
        f"[green]ok[/green]      {report.id}: {report.seen} seen, {report.new} new, "
        f"{report.changed} changed"
    )
    for event, call in report.events:
        mark = " (baseline, not sent)" if event.baseline else ""
        name = (call.facts.identifier or call.facts.title) if call else event.subject
        say(f"        {event.kind}: {name}{mark}")
