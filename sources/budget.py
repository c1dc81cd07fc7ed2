"""The time one request may take in all: connecting, redirects and the whole body together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Budget:
    """`whole` seconds to spend. Only the time inside `spend` counts, not the wait for a turn."""

    def __init__(self, whole: float) -> None:
        self.whole = whole
        self._left = whole

    @asynccontextmanager
    async def spend(self) -> AsyncIterator[None]:
        """Use some of it; raises TimeoutError when there is none left."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(max(self._left, 0.0)):
                yield
        finally:
            self._left -= loop.time() - began
