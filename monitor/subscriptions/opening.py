"""The desk put together, for the page of this process."""

from fastapi import APIRouter

from monitor.context import Context
from monitor.subscriptions.desk import Desk
from monitor.subscriptions.limits import MISTAKEN, Limits
from monitor.subscriptions.routes import routes


def open_desk(context: Context) -> APIRouter:
    """The pages of subscriptions over the context's own directory."""
    if context.directory is None:
        raise ValueError("subscriptions are not enabled")
    desk = Desk(
        settings=context.settings,
        database=context.database,
        directory=context.directory,
        clock=context.clock,
        post=context.directory.post,
    )
    return routes(desk, Limits(), Limits(per_network=MISTAKEN))
