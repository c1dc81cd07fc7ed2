"""Sources whose `parse` does what a hostile page might make a parser do. Importable by a child."""

import os
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from config.vocabulary import CallFacts, Deadline, Flag, Money, StatusWord
from sources.base import Answer, CallSeen, Client, Fetched, Memory, Shape, SourceInfo
from sources.errors import NothingFound, ParseError


class Strange:
    """`parse` does what `deed` names."""

    def __init__(self, deed: str, number: int = 0, mark: Path | None = None) -> None:
        self.deed = deed
        self.mark = mark
        self.info = SourceInfo(
            id=f"strange_{deed}_{number}",
            name="Strange",
            country="SE",
            zone="Europe/Stockholm",
            url="https://example.org/",
            shape=Shape.PAGE,
        )

    async def fetch(self, client: Client, memory: Memory) -> Fetched:
        return Fetched(responses=())

    async def still_shown(self, client: Client, seen: CallSeen) -> bool | None:
        return None

    def parse(self, fetched: Fetched, now: datetime) -> Answer:
        deeds = {
            "spin": _spin,
            "sleep": lambda: time.sleep(60),
            "eat": lambda: bytearray(10**9),
            "grow": lambda: bytearray(b"x") * (80 * 1024 * 1024),
            "die": lambda: os._exit(3),
            "crash": os.abort,
            "stumble": lambda: {}["nothing"],
            "refuse": _refuse,
            "nothing": _nothing,
            "recurse": _recurse,
        }
        if self.deed == "evil":
            return Evil(self.mark)  # type: ignore[return-value]
        if self.deed == "other":
            return "no answer"  # type: ignore[return-value]
        if self.deed == "forge":
            os.write(_replies(), b"\xff" * 100)
        if self.deed == "print":
            sys.stdout.write("x" * 100_000)
            sys.stdout.flush()
        if self.deed == "big":
            return _answer("t" * 1_000_000)
        if self.deed == "environment":
            return _answer(" ".join(sorted(os.environ)))
        deeds.get(self.deed, lambda: None)()
        return _answer(f"{len(fetched.responses)} responses")


class Evil:
    """Unpickling it would run a command in the parent: one that leaves a mark."""

    def __init__(self, mark: Path | None) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.system, (f"touch {self.mark}",))


def _answer(title: str) -> Answer:
    deadline = Deadline(
        at=datetime(2026, 9, 1, tzinfo=UTC), zone="Europe/Stockholm", doubt=Flag.DEADLINE_TOO_FAR
    )
    facts = CallFacts(
        title=title,
        country="SE",
        budget=Money(amount=Decimal("1.50"), currency="SEK"),
        deadlines=(deadline,),
    )
    seen = CallSeen(source="strange", key="k", word=StatusWord.OPEN, facts=facts)
    return Answer(calls=(seen,), state={"a": "b"})


def _spin() -> None:
    while True:
        pass


def _recurse() -> None:
    sys.setrecursionlimit(1_000)
    _recurse()


def _refuse() -> None:
    raise ParseError("cannot be read", cause="wrong_type", retry_after=7)


def _nothing() -> None:
    raise NothingFound("the landmarks are gone")


def _replies() -> int:
    """The pipe on which the child answers: the highest one open for writing."""
    return max(int(each.name) for each in Path("/proc/self/fd").iterdir() if _is_pipe(each))


def _is_pipe(descriptor: Path) -> bool:
    try:
        return str(descriptor.readlink()).startswith("pipe:")
    except OSError:
        return False
