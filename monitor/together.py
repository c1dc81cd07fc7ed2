"""What many tasks ask of a thread at the same time is done in one go."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Given = TypeVar("Given")


class Together(Generic[Asked, Given]):
    """Does `work`, which blocks, in a thread, for all that was asked since it last began.

    One go at a time. A lone task waits for nobody but for `gather` seconds. Bound to the event loop
    it is first used in.
    """

    def __init__(
        self, work: Callable[[Sequence[Asked]], Sequence[Given]], *, gather: float = 0.0
    ) -> None:
        """`work` gives one result for each it is asked for, in order, or raises for them all."""
        self._work = work
        self._gather = gather
        self._asked: list[tuple[Asked, asyncio.Future[Given]]] = []
        self._going: asyncio.Task[None] | None = None

    async def ask(self, one: Asked) -> Given:
        """What `work` gives for this one; raises what it raises."""
        answer: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self._asked.append((one, answer))
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go())
        return await answer

    async def _go(self) -> None:
        while self._asked:
            await asyncio.sleep(self._gather)
            asked, self._asked = self._asked, []
            try:
                given = await asyncio.to_thread(self._work, [one for one, _ in asked])
            except BaseException as error:  # handed to whoever asked
                for _, answer in asked:
                    if not answer.done():
                        answer.set_exception(error)
                if not isinstance(error, Exception):
                    raise
                continue
            for (_, answer), result in zip(asked, given, strict=True):
                if not answer.done():
                    answer.set_result(result)
