"""Asking the name server: it may hang for many seconds, and holds up nothing but its asker."""

import asyncio
import threading
from ipaddress import ip_address

from sources import guard
from sources.guard import ask_name_server


async def test_a_literal_address_is_its_own_answer() -> None:
    assert await ask_name_server("127.0.0.1", 80) == (ip_address("127.0.0.1"),)


async def test_questions_one_after_the_other_share_a_thread() -> None:
    seen = [await guard._in_daemon(threading.current_thread) for _ in range(20)]
    assert len(set(seen)) <= 5, "the threads that are kept, and one begun meanwhile"


async def test_a_question_that_hangs_holds_up_no_other() -> None:
    answered = threading.Event()
    hanging = [asyncio.create_task(guard._in_daemon(answered.wait)) for _ in range(20)]
    await asyncio.sleep(0)
    quick = guard._in_daemon(threading.get_ident)
    assert await asyncio.wait_for(quick, 5) != threading.get_ident()
    assert not any(task.done() for task in hanging)
    answered.set()
    assert await asyncio.gather(*hanging) == [True] * 20


async def test_threads_beyond_the_few_that_are_kept_end() -> None:
    gate = threading.Event()
    many = [asyncio.create_task(guard._in_daemon(gate.wait)) for _ in range(20)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*many)
    for _ in range(100):
        left = [one for one in threading.enumerate() if one.name == "name-server"]
        if len(left) <= 5:
            break
        await asyncio.sleep(0.02)
    assert len(left) <= 5
