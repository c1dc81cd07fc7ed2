"""`sources check ID`: fetch one source once, show what was read, keep the page as a sample."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from config.settings import Settings
from config.vocabulary import Moment
from monitor.assemble import client_for
from monitor.commands.output import as_json, say, table
from monitor.context import Clock, Watched
from monitor.refusals import UnknownName
from sources.base import Answer, CallSeen, Memory
from sources.errors import SourceError
from sources.samples import Recording, save


def run_sources_check(
    settings: Settings,
    watched: Mapping[str, Watched],
    name: str,
    clock: Clock,
    *,
    folder: Path,
    json: bool,
) -> int:
    """Fetch the source called `name` once and show what it says; nothing is stored, nothing told.

    What came is kept under `folder`/`name`, also when it could not be read. Gives 0 when it was
    read, 1 when not (a declared blind spot too). Raises UnknownName for a name nobody has.
    """
    if name not in watched:
        raise UnknownName(f"No source is called {name}; `amif-monitor sources` lists them.")
    info = watched[name].info
    if info.blind_spot:
        return _blind(name, info.blind_spot, json=json)
    now = clock()
    answer, error, kept = asyncio.run(_look(settings, watched[name], now, folder / name))
    if json:
        as_json(_document(name, answer, error, kept))
    else:
        _print(answer, error, kept)
    return 0 if answer else 1


async def _look(
    settings: Settings, watched: Watched, now: datetime, folder: Path
) -> tuple[Answer | None, str, tuple[Path, ...]]:
    answer, error = None, ""
    async with client_for(settings) as client:
        recording = Recording(client)
        try:
            fetched = await watched.source.fetch(recording, Memory(first=True))
            answer = await asyncio.to_thread(watched.source.parse, fetched, now)
        except SourceError as problem:
            error = str(problem)
    kept = save(folder, f"{now:%Y-%m-%d}-checked", watched.info.url, recording.responses)
    return answer, error, kept


def _blind(name: str, sentence: str, *, json: bool) -> int:
    if json:
        as_json(_document(name, None, sentence, ()))
    else:
        say(f"{name}: {sentence}")
    return 1


def _document(
    name: str, answer: Answer | None, error: str, kept: tuple[Path, ...]
) -> dict[str, Any]:
    return {
        "id": name,
        "ok": answer is not None,
        "error": error or None,
        "landmarks_shown": answer.landmarks_shown if answer else False,
        "warnings": list(answer.warnings) if answer else [],
        "calls": [_call(seen) for seen in answer.calls] if answer else [],
        "saved": [str(path) for path in kept],
    }


def _call(seen: CallSeen) -> dict[str, Any]:
    facts = seen.facts
    return {
        "key": seen.key,
        "word": seen.word.value,
        "title": facts.title,
        "country": facts.country,
        "opens": _words(facts.opens),
        "deadlines": [_words(deadline) for deadline in facts.deadlines],
        "url": facts.url,
    }


def _words(moment: Moment | None) -> str:
    """A moment on its own clock; without a stated hour only its day."""
    if moment is None:
        return ""
    form = "%Y-%m-%d" if moment.assumed or moment.local.hour == 0 else "%Y-%m-%d %H:%M"
    return f"{moment.local.strftime(form)} {moment.zone}"


def _print(answer: Answer | None, error: str, kept: tuple[Path, ...]) -> None:
    if answer is None:
        say(f"Could not be read: {error}")
    else:
        shown = "shown" if answer.landmarks_shown else "not shown, and no call was found"
        say(f"Read. Landmarks {shown}; {'complete' if answer.complete else 'never complete'}.")
        rows = [
            (
                seen.facts.title[:70],
                seen.facts.country,
                seen.word.value,
                _words(seen.facts.opens),
                ", ".join(_words(deadline) for deadline in seen.facts.deadlines) or "not stated",
            )
            for seen in answer.calls
        ]
        table(("call", "country", "word", "opens", "closes"), rows, empty="No call is listed.")
        for warning in answer.warnings:
            say(f"Warning: {warning}")
    for path in kept:
        say(f"Saved {path}")
