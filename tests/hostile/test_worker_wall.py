"""Parsing behind a wall: a stuck, hungry, dying or lying parse is over, and the service lives."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from strange_sources import Strange

from sources.base import Answer, Fetched, Response
from sources.errors import NothingFound, ParseError
from sources.worker import Workers, _Shared, close_workers, run_parse

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
NOTHING = Fetched(responses=())
DEADLINE = 1.5


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    monkeypatch.setattr("sources.worker.START_UP", 8.0)
    made = Workers(deadline=DEADLINE, idle=5.0)
    yield made
    made.close()


async def warm(workers: Workers) -> None:
    await workers.parse(Strange("well"), NOTHING, NOW)


def title(answer: Answer) -> str:
    return answer.calls[0].facts.title


async def test_a_parse_comes_back_whole(workers: Workers) -> None:
    response = Response(url="https://example.org/", status=200, headers={}, body=b"x" * 3_000_000)
    answer = await workers.parse(Strange("well"), Fetched(responses=(response,)), NOW)
    assert title(answer) == "1 responses"
    assert answer.state == {"a": "b"}
    facts = answer.calls[0].facts
    assert facts.budget is not None
    assert facts.budget.amount == Decimal("1.50")
    assert facts.deadlines[0].at == datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize("deed", ["spin", "sleep"])
async def test_a_stuck_parse_is_killed_and_the_next_one_works(workers: Workers, deed: str) -> None:
    await warm(workers)
    began = time.monotonic()
    with pytest.raises(ParseError, match="took longer than") as late:
        await workers.parse(Strange(deed), NOTHING, NOW)
    assert late.value.cause == "too_slow"
    assert time.monotonic() - began < DEADLINE + 5
    assert workers.children == 0
    assert title(await workers.parse(Strange("well"), NOTHING, NOW)) == "0 responses"


async def test_a_hungry_parse_ends_as_an_error(workers: Workers) -> None:
    with pytest.raises(ParseError, match="more memory than is allowed"):
        await workers.parse(Strange("eat"), NOTHING, NOW)
    assert workers._suspects == {"strange_eat_0"}
    await warm(workers)


async def test_a_big_parent_makes_no_big_child(workers: Workers) -> None:
    """Seen: the parent's size counted as the child's, so each parse began a child of its own."""
    big = bytearray(b"x") * (150 * 1024 * 1024)
    await warm(workers)
    assert workers.children == 1
    del big


async def test_a_child_that_once_grew_big_is_not_used_again(workers: Workers) -> None:
    for _ in range(4):
        assert title(await workers.parse(Strange("grow"), NOTHING, NOW)) == "0 responses"
        assert workers.children == 0


@pytest.mark.parametrize("deed", ["die", "crash"])
async def test_a_parse_that_ends_its_process_is_an_error(workers: Workers, deed: str) -> None:
    with pytest.raises(ParseError, match="ended the program that read it"):
        await workers.parse(Strange(deed), NOTHING, NOW)
    await warm(workers)


@pytest.mark.parametrize("deed", ["stumble", "recurse"])
async def test_whatever_a_parse_stumbles_over_is_a_parse_error(workers: Workers, deed: str) -> None:
    with pytest.raises(ParseError, match=r"could not be read \((KeyError|RecursionError)\)"):
        await workers.parse(Strange(deed), NOTHING, NOW)


async def test_a_sources_own_errors_come_through(workers: Workers) -> None:
    with pytest.raises(ParseError, match="cannot be read") as refused:
        await workers.parse(Strange("refuse"), NOTHING, NOW)
    assert (refused.value.cause, refused.value.retry_after) == ("wrong_type", 7)
    with pytest.raises(NothingFound):
        await workers.parse(Strange("nothing"), NOTHING, NOW)
    assert workers.children == 1  # an honest error costs no child


def test_a_child_taken_over_can_hand_back_nothing_but_notices(tmp_path: Path) -> None:
    mark = tmp_path / "was-here"
    workers = Workers(deadline=5)
    with pytest.raises(ParseError, match="no notice"):
        asyncio.run(workers.parse(Strange("evil", mark=mark), NOTHING, NOW))
    workers.close()
    assert not mark.exists()


@pytest.mark.parametrize("deed", ["other", "forge"])
async def test_an_answer_that_is_none_is_an_error(workers: Workers, deed: str) -> None:
    with pytest.raises(ParseError):
        await workers.parse(Strange(deed), NOTHING, NOW)
    await warm(workers)


async def test_what_a_library_prints_disturbs_nothing(workers: Workers) -> None:
    assert title(await workers.parse(Strange("print"), NOTHING, NOW)) == "0 responses"


async def test_a_big_answer_comes_through(workers: Workers) -> None:
    assert len(title(await workers.parse(Strange("big"), NOTHING, NOW))) == 1_000_000


async def test_the_child_is_given_no_secrets(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMIF_MONITOR_STORE__URL", "postgresql://user:secret@db/x")
    names = title(await workers.parse(Strange("environment"), NOTHING, NOW)).split()
    assert "AMIF_MONITOR_STORE__URL" not in names
    assert set(names) <= {
        "PYTHONPATH",
        "PYTHONDONTWRITEBYTECODE",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "TZ",
        "LD_LIBRARY_PATH",
    }


async def test_a_child_is_used_again_and_ends_when_idle() -> None:
    workers = Workers(deadline=5, idle=0.2)
    try:
        await warm(workers)
        await warm(workers)
        assert workers.children == 1
        await asyncio.sleep(1.0)
        assert workers.children == 0
        assert _children_of(os.getpid()) == []
    finally:
        workers.close()


async def test_hostile_sources_hold_up_one_another_and_not_the_others(workers: Workers) -> None:
    hostile = [Strange("sleep", number) for number in range(4)]
    for source in hostile:
        workers._suspects.add(source.info.id)
    stuck = [asyncio.create_task(workers.parse(each, NOTHING, NOW)) for each in hostile]
    await asyncio.sleep(0)
    began = time.monotonic()
    for _ in range(5):
        await warm(workers)
    assert time.monotonic() - began < 7.0  # one stuck parse alone takes over nine seconds here
    workers.close()
    await asyncio.gather(*stuck, return_exceptions=True)


async def test_a_source_that_reads_well_again_is_no_suspect_any_more(workers: Workers) -> None:
    source = Strange("sleep")
    await warm(workers)
    with pytest.raises(ParseError):
        await workers.parse(source, NOTHING, NOW)
    assert source.info.id in workers._suspects
    source.deed = "well"
    await workers.parse(source, NOTHING, NOW)
    assert workers._suspects == set()


async def test_the_service_has_one_set_of_workers_and_can_close_it() -> None:
    assert title(await run_parse(Strange("well"), NOTHING, NOW)) == "0 responses"
    assert _Shared.workers is not None
    close_workers()
    assert _Shared.workers is None
    assert _children_of(os.getpid()) == []
    close_workers()


@pytest.mark.slow
def test_a_child_does_not_outlive_its_parent(tmp_path: Path) -> None:
    """kill -9 on the service while a parse is stuck: the child ends itself by its own alarm."""
    program = (
        "import asyncio, datetime, sys\n"
        f"sys.path[:0] = {[str(Path(__file__).parent), *sys.path]!r}\n"
        "from strange_sources import Strange\n"
        "from sources.base import Fetched\n"
        "import sources.worker as w\n"
        "w.START_UP = 0\n"
        "workers = w.Workers(deadline=0.5)\n"
        "asyncio.run(workers.parse(Strange(sys.argv[1]), Fetched(responses=()),"
        " datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)))\n"
    ).replace("deadline=0.5", "deadline=1.0")
    service = subprocess.Popen([sys.executable, "-c", program, "spin"], stderr=subprocess.DEVNULL)
    child = _wait_for(lambda: _children_of(service.pid))
    service.kill()
    service.wait()
    until = time.monotonic() + 15
    while _alive(child[0]) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _alive(child[0])


def _wait_for(look: object) -> list[int]:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if found := look():  # type: ignore[operator]
            return found  # type: ignore[no-any-return]
        time.sleep(0.05)
    raise AssertionError("no child appeared")


def _alive(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def _children_of(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(folder.name))
    return found
