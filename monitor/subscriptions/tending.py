"""What is done for subscribers once an hour: pauses that ended, and asking the silent ones."""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.context import Context
from monitor.subscriptions.letters import still_wanted
from monitor.subscriptions.pauses import welcome_back
from store import subscribers
from store.subscribers import Subscriber

IDLE = timedelta(days=730)
_ASKED_AT_ONCE = 100


def tend(context: Context, now: datetime) -> bool:
    """Owe those back from a pause their summary; ask who was idle for two years.

    Gives whether something is owed. Raises StoreError.
    """
    directory = context.directory
    if directory is None:
        return False
    asked: list[Subscriber] = []
    with context.database.write() as conn:
        back = [one for one in subscribers.all_confirmed(conn) if _is_back(one, now)]
        for one in back:
            welcome_back(conn, one, one.paused_until or now, now)
            subscribers.save(conn, replace(one, paused_until=None))
        for one in subscribers.idle(conn, now - IDLE)[:_ASKED_AT_ONCE]:
            asked.append(replace(one, asked=now))
            subscribers.save(conn, asked[-1])
    for one in asked:
        directory.post(
            still_wanted(
                directory.target(one),
                slack=one.kind == "slack",
                links=directory.links(one),
                language=one.choice.language,
                key=f"still-{one.id}-{now:%Y%m%d}",
                operator=context.settings.web.operator,
            )
        )
    return bool(back)


def _is_back(known: Subscriber, now: datetime) -> bool:
    return known.paused_until is not None and known.paused_until <= now
