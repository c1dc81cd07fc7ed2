"""The floor of a pass: httpx asks 200 addresses conditionally, 8 in flight, and hashes the answers.

A process of its own, asked by a line on standard input for each pass.
"""

import asyncio
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.bench.apart import apart, ask

_IN_FLIGHT = 8


class Floor:
    """Made by `floor()`; each `once` is one pass."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def once(self) -> tuple[float, float]:
        """Seconds of one pass, and of processor time in it."""
        wall, cpu = json.loads(ask(self._process, ""))
        return wall, cpu


@contextmanager
def floor(addresses: list[str]) -> Iterator[Floor]:
    """The program of the floor, running; its first pass has yet to learn the validators."""
    with apart("tests.bench.pass_floor", *addresses) as process:
        yield Floor(process)


async def _serve(addresses: list[str]) -> None:
    known: dict[str, str] = {}
    room = asyncio.Semaphore(_IN_FLIGHT)
    async with httpx.AsyncClient(trust_env=False) as client:

        async def ask(url: str) -> str:
            headers = {"If-None-Match": known[url]} if url in known else {}
            async with room:
                answer = await client.get(url, headers=headers)
            if "etag" in answer.headers:
                known[url] = answer.headers["etag"]
            else:
                known.pop(url, None)
            return hashlib.sha256(answer.content).hexdigest()

        while await asyncio.to_thread(sys.stdin.readline):
            wall, cpu = time.perf_counter(), time.process_time()
            await asyncio.gather(*map(ask, addresses))
            told = time.perf_counter() - wall, time.process_time() - cpu
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1:]))
