"""The machine under the service: disk, permissions, time zones, clock."""

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.settings import Settings
from monitor.doctor.database import sqlite_file
from monitor.doctor.finding import Finding, Verdict, fault, fine, warning
from monitor.doctor.network import Visit

_FREE_NEEDED = 50_000_000
_FREE_WANTED = 500_000_000
_LATE_WANTED = timedelta(seconds=5)
_LATE_NEEDED = timedelta(seconds=60)
_OTHERS_READ = stat.S_IRWXO


def check_disk(settings: Settings) -> Iterator[Finding]:
    """Room beside an SQLite file; a server's disk is not seen from here."""
    file = sqlite_file(settings.store.url.get_secret_value())
    if file is None:
        return
    folder = file.parent
    if not folder.is_dir():
        yield fault("disk", f"the folder {folder} does not exist", f"make it: mkdir -p {folder}")
        return
    free = shutil.disk_usage(folder).free
    said = f"{free // 1_000_000} MB free in {folder}"
    if free < _FREE_NEEDED:
        yield fault("disk", said, "free some space: the database cannot be written for long")
    elif free < _FREE_WANTED:
        yield warning("disk", said, "free some space soon; ten years of calls take about 200 MB")
    else:
        yield fine("disk", said)


def check_permissions(settings: Settings) -> Iterator[Finding]:
    """May this user write what must be written, and nobody else read what is secret?"""
    found = [*_writable(settings), *_secrets(settings)]
    bad = [finding for finding in found if finding.verdict is not Verdict.OK]
    yield from bad or [fine("permissions", f"as they should be for user {os.geteuid()}")]


def _writable(settings: Settings) -> Iterator[Finding]:
    file = sqlite_file(settings.store.url.get_secret_value())
    if file is None or not file.parent.is_dir():
        return
    for place in (file.parent, file, Path(f"{file}-wal")):
        if place.exists() and not os.access(place, os.W_OK):
            owner = f"chown -R {os.geteuid()} {file.parent}"
            yield fault("permissions", f"user {os.geteuid()} may not write {place}", owner)


def _secrets(settings: Settings) -> Iterator[Finding]:
    for file in _secret_files(settings):
        try:
            mode = file.stat().st_mode
        except OSError:
            continue  # a missing file is a mistake in the settings, told there
        if mode & _OTHERS_READ:
            yield warning(
                "permissions", f"everybody on this machine may read {file}", f"chmod o-rwx {file}"
            )


def _secret_files(settings: Settings) -> Iterator[Path]:
    parts = [settings.store, settings.alerts, settings.subscriptions, *settings.channels]
    for part in parts:
        for key in type(part).model_fields:
            named = getattr(part, key)
            if key.endswith("_file") and named:
                yield _beside(settings, named)
    written = any(channel.url.get_secret_value() for channel in settings.channels)
    if settings.file is not None and written and not all(c.url_file for c in settings.channels):
        yield settings.file


def _beside(settings: Settings, named: str) -> Path:
    return (settings.file.parent if settings.file else Path()) / named


def check_zones(names: Iterable[str], now: datetime) -> Iterator[Finding]:
    """Are the zones known, and do their rules know summer time?"""
    unknown = [name for name in names if not _is_known(name)]
    if not _is_known("Europe/Brussels"):
        yield fault("zones", "there is no time zone data", "install it: pip install tzdata")
        return
    if unknown:
        said = f"not known here: {', '.join(unknown)}"
        yield fault("zones", said, "bring the zone data up to date: pip install -U tzdata")
        return
    brussels = ZoneInfo("Europe/Brussels")
    winter, summer = (datetime(now.year, month, 1, tzinfo=brussels).utcoffset() for month in (1, 7))
    if winter != timedelta(hours=1) or summer != timedelta(hours=2):
        said = f"Brussels is {winter} and {summer} from UTC in winter and summer here"
        yield warning("zones", said, "if that is not the law by now, update the zone data")
        return
    yield fine("zones", f"known, with the rules of {_rules()}")


def _is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _rules() -> str:
    try:
        return f"tzdata {version('tzdata')} unless the machine has its own"
    except PackageNotFoundError:
        return "the machine"


def check_clock(answers: Sequence[Visit], now: datetime) -> Finding:
    """Our clock against the Date header of who answered, the portal first (1 s precise)."""
    if not answers:
        return warning(
            "clock",
            f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC; no source answered to compare it with",
            "compare it with a clock you trust; deadlines are told by this one",
        )
    visit = answers[0]
    off = visit.clock_ahead
    said = f"{abs(off.total_seconds()):.0f} s {'ahead of' if off > timedelta() else 'behind'}"
    said = f"this machine is {said} {visit.host}"
    remedy = "let the machine set its clock by NTP (systemd-timesyncd, chrony)"
    if abs(off) > _LATE_NEEDED:
        return fault("clock", said, remedy)
    if abs(off) > _LATE_WANTED:
        return warning("clock", said, remedy)
    return fine("clock", f"agrees with {visit.host} to {_LATE_WANTED.seconds} s")
