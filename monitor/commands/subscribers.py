"""`subscribers`: how many there are; what is known of one address; erasing it."""

from config.settings import Settings
from monitor.commands.looking import existing, stored
from monitor.commands.output import as_json, say
from monitor.context import Clock
from monitor.present import instant
from monitor.refusals import UnknownName
from monitor.subscriptions.directory import secret_path
from monitor.subscriptions.keys import Keys, load
from notifiers.addresses import visitor_mail_address, visitor_slack_url
from store import subscribers


def run_subscribers(settings: Settings, clock: Clock, *, json: bool) -> int:
    """Counts, never addresses."""
    now = clock()
    with stored(settings) as conn:
        counted = subscribers.counts(conn, now) if conn else subscribers.Counts()
    item = {
        "confirmed": counted.confirmed,
        "pending": counted.pending,
        "paused": counted.paused,
        "suppressed": counted.suppressed,
        "kinds": counted.kinds,
    }
    if json:
        as_json({"items": [item], "total": counted.confirmed, "as_of": instant(now)})
        return 0
    say(
        f"{counted.confirmed} confirmed, {counted.paused} of them paused; {counted.pending} not"
        f" yet confirmed; {counted.suppressed} suppressed because their server refused"
    )
    return 0


def run_subscribers_export(settings: Settings, address: str) -> int:
    """All that is known of an address, as JSON; an empty object when nothing is."""
    key = _keys(settings).name_key(_plain(address))
    with stored(settings) as conn:
        as_json(subscribers.export(conn, key) if conn else {})
    return 0


def run_subscribers_erase(settings: Settings, address: str, clock: Clock) -> int:
    """Erase an address; 1 when nothing was known of it."""
    key = _keys(settings).name_key(_plain(address))
    erased = False
    with existing(settings) as database:
        if database is not None:
            with database.write() as conn:
                erased = subscribers.erase(conn, key, clock())
            database.fold_log()
    say("Erased." if erased else "Nothing is known of this address.")
    return 0 if erased else 1


def _keys(settings: Settings) -> Keys:
    path = secret_path(settings)
    if not path.exists():
        raise UnknownName(
            f"There is no secret of subscriptions at {path}: no address was ever taken here."
        )
    return load(path)


def _plain(address: str) -> str:
    """The address in the form under which it was taken. Raises UnknownName for none at all."""
    try:
        if address.startswith("https://"):
            return visitor_slack_url(address)
        return visitor_mail_address(address)
    except ValueError as error:
        raise UnknownName(str(error)) from None
