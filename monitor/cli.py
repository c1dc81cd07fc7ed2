"""The command line: which commands there are and what they take. Their bodies are elsewhere.

`--config FILE` may stand before or after the command. Each command loads only what it needs.
"""

# ruff: noqa: PLC0415  a command loads what it needs when it runs: starting fast is a promise

from pathlib import Path
from typing import Annotated

import typer

from config.vocabulary import Applicant, CallStatus, EventKind, Objective
from monitor.commands.frame import (
    Commands,
    Config,
    Json,
    Limit,
    Offset,
    Several,
    begin,
    choose,
    chosen,
    clock,
    hands_on,
    known,
    settings_of,
    watched,
)
from monitor.commands.setting import WRONG_USE, fail
from monitor.context import Clock

app = typer.Typer(
    name="amif-monitor",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Watches the calls of the Asylum, Migration and Integration Fund"
    " and tells people in time.",
)


def build(now: Clock) -> typer.Typer:
    """The command line over the real clock, or a test's."""
    begin(now)
    return app


@app.callback()
def _common(config: Config = None) -> None:
    choose(config)


@app.command()
def run(
    role: Annotated[
        str, typer.Option(help="On several nodes: web (the page) or worker (the rest).")
    ] = "all",
    config: Config = None,
) -> None:
    """The service: polling, delivery and status page in one process."""
    from monitor.commands.passes import run_service
    from monitor.world import channel_mistakes

    if role not in ("all", "web", "worker"):
        fail(f"--role is web or worker, not {role!r}.", WRONG_USE)
    settings = settings_of(config)
    if mistakes := channel_mistakes(settings):
        from config.settings import SettingsError

        raise SettingsError(mistakes)
    raise typer.Exit(run_service(settings, watched(settings), clock(), role))


@app.command()
def poll(
    sources: Annotated[Several | None, typer.Argument(help="Sources; all if none.")] = None,
    json: Json = False,
    dry_run: Annotated[bool, typer.Option(help="Store nothing.")] = False,
    config: Config = None,
) -> None:
    """One pass now; prints what changed; sends nothing. 1 if a source failed."""
    from monitor.commands.passes import run_poll

    settings = settings_of(config)
    raise typer.Exit(
        run_poll(settings, watched(settings), sources or [], clock(), json=json, dry_run=dry_run)
    )


@app.command()
def deliver(json: Json = False, config: Config = None) -> None:
    """Send what is owed, once. 1 if something could not be sent."""
    from monitor.commands.passes import run_deliver

    settings = settings_of(config)
    raise typer.Exit(run_deliver(settings, watched(settings), clock(), json=json))


@app.command()
def calls(
    status: Annotated[Several | None, typer.Option(help="open, forthcoming, closed ...")] = None,
    country: Annotated[Several | None, typer.Option(help="EU, SE ...")] = None,
    objective: Annotated[Several | None, typer.Option(help="SO1 to SO4.")] = None,
    applicant: Annotated[Several | None, typer.Option(help="ngo, public, local ...")] = None,
    q: Annotated[str, typer.Option(help="Words in title, identifier, authority.")] = "",
    limit: Limit = 100,
    offset: Offset = 0,
    form: Annotated[str, typer.Option("--format", help="table, json or csv.")] = "table",
    json: Json = False,
    audit: Annotated[str, typer.Option(help="Everything known of one call, by id.")] = "",
    config: Config = None,
) -> None:
    """Calls as stored, by the filters of the status page."""
    from monitor.commands.lists import run_calls
    from store.calls import CallQuery

    if form not in ("table", "json", "csv"):
        fail(f"--format is table, json or csv, not {form!r}.", WRONG_USE)
    settings = settings_of(config)
    if audit:
        from monitor.commands.audit import run_audit

        raise typer.Exit(
            run_audit(settings, audit, now=clock()(), form="csv" if form == "csv" else "json")
        )
    query = CallQuery(
        status=known("status", status, CallStatus),
        country=tuple(one.upper() for one in country or ()),
        objective=known("objective", [one.upper() for one in objective or ()], Objective),
        applicant=known("applicant", applicant, Applicant),
        q=q,
        limit=limit,
        offset=offset,
    )
    raise typer.Exit(run_calls(settings, query, clock()(), "json" if json else form))


@app.command()
def events(
    kind: Annotated[Several | None, typer.Option(help="open, closing_soon, closed ...")] = None,
    country: Annotated[Several | None, typer.Option(help="EU, SE ...")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
    json: Json = False,
    config: Config = None,
) -> None:
    """What happened, newest first."""
    from monitor.commands.lists import run_events
    from store.events import EventQuery

    query = EventQuery(
        kind=known("kind", kind, EventKind),
        country=tuple(one.upper() for one in country or ()),
        limit=limit,
        offset=offset,
    )
    raise typer.Exit(run_events(settings_of(config), query, clock()(), json=json))


def _group(name: str, help_text: str) -> typer.Typer:
    group = typer.Typer(cls=Commands, help=help_text, no_args_is_help=False)
    app.add_typer(group, name=name)
    return group


deliveries_group = _group("deliveries", "What is owed, sent, given up or superseded.")


@deliveries_group.callback(invoke_without_command=True)
def deliveries(
    ctx: typer.Context,
    state: Annotated[Several | None, typer.Option(help="owed, sent, given_up ...")] = None,
    channel: Annotated[str, typer.Option(help="One channel's.")] = "",
    limit: Limit = 100,
    offset: Offset = 0,
    json: Json = False,
    config: Config = None,
) -> None:
    """Deliveries, newest first."""
    if hands_on(ctx, config):
        return
    from monitor.commands.lists import run_deliveries
    from store.outbox import DeliveryQuery
    from store.records import DeliveryState

    states = known("state", state, DeliveryState)
    query = DeliveryQuery(state=states, channel=channel, limit=limit, offset=offset)
    raise typer.Exit(run_deliveries(settings_of(config), query, clock()(), json=json))


@deliveries_group.command("retry")
def deliveries_retry(
    ids: Annotated[list[int] | None, typer.Argument(help="Some only, by id.")] = None,
    config: Config = None,
) -> None:
    """Send again what was given up."""
    from monitor.commands.lists import run_retry

    raise typer.Exit(run_retry(settings_of(config), clock()(), ids or []))


sources_group = _group("sources", "Every source known, polled or not.")


@sources_group.callback(invoke_without_command=True)
def sources(ctx: typer.Context, json: Json = False, config: Config = None) -> None:
    """Sources and how they are doing."""
    if hands_on(ctx, config):
        return
    from monitor.commands.lists import run_sources

    settings = settings_of(config)
    raise typer.Exit(run_sources(settings, watched(settings), clock()(), json=json))


@app.command()
def read(
    inputs: Annotated[list[str], typer.Argument(help="Files, addresses, or - for standard input.")],
    country: Annotated[str | None, typer.Option(help="Whose it is: SE, EU ...")] = None,
    published: Annotated[str | None, typer.Option(help="When, such as 2026-03-01.")] = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Show what the monitor reads in a page, text, feed or PDF. Stores nothing."""
    from datetime import date

    from config.countries import countries
    from monitor.commands.read import fetcher, run_read

    try:
        day = date.fromisoformat(published) if published else None
    except ValueError:
        fail(f"--published is a day such as 2026-03-01, not {published!r}.", WRONG_USE)
    if country is not None and country.upper() not in countries():
        fail(f"--country is a country such as SE, or EU, not {country!r}.", WRONG_USE)
    settings = settings_of(config)
    raise typer.Exit(
        run_read(inputs, country, day, json=json, now=clock()(), fetch=fetcher(settings))
    )


@app.command()
def demo(config: Config = None) -> None:
    """A simulated portal, a fast clock, alerts on the terminal, the page: no network needed."""
    from monitor.demo.run import run_demo

    raise typer.Exit(run_demo(chosen(config)))


@sources_group.command("check")
def sources_check(
    name: Annotated[str, typer.Argument(metavar="ID", help="The source.")],
    folder: Annotated[Path, typer.Option(help="Where the page is saved.")] = Path("samples"),
    json: Json = False,
    config: Config = None,
) -> None:
    """Fetch one source once, show what is read, save the page as a sample. Stores no call."""
    from monitor.commands.sources import run_sources_check

    settings = settings_of(config)
    raise typer.Exit(
        run_sources_check(settings, watched(settings), name, clock(), folder=folder, json=json)
    )


channels_group = _group("channels", "The operator's channels.")


@channels_group.callback(invoke_without_command=True)
def channels(ctx: typer.Context, json: Json = False, config: Config = None) -> None:
    """Channels with their filters, without their addresses."""
    if hands_on(ctx, config):
        return
    from monitor.commands.channels import run_channels

    raise typer.Exit(run_channels(settings_of(config), clock()(), json=json))


@channels_group.command("test")
def channels_test(name: str, config: Config = None) -> None:
    """Send one test message and say what the channel answered."""
    from monitor.commands.channels import run_channels_test

    raise typer.Exit(run_channels_test(settings_of(config), name, clock()()))


@app.command()
def explain(call: str, channel: str, json: Json = False, config: Config = None) -> None:
    """Why this channel was, was not, or will be told of this call, and what comes next."""
    from monitor.commands.explain import run_explain

    raise typer.Exit(run_explain(settings_of(config), call, channel, now=clock()(), as_json=json))


@app.command()
def simulate(
    at: Annotated[str, typer.Option(help="An instant, such as 2026-05-03T12:00Z.")],
    json: Json = False,
    config: Config = None,
) -> None:
    """What would be told between now and then, from what is stored. Sends nothing."""
    from monitor.commands.simulate import run_simulate

    raise typer.Exit(run_simulate(settings_of(config), at, now=clock()(), as_json=json))


config_group = _group("config", "The settings: every mistake at once, and what is in force.")


@config_group.command("check")
def config_check(json: Json = False, config: Config = None) -> None:
    """Every mistake and every warning, with file and line or key."""
    from monitor.commands.config import run_config_check

    raise typer.Exit(run_config_check(chosen(config), json=json))


@config_group.command("show")
def config_show(config: Config = None) -> None:
    """What is in force; secrets are never shown."""
    from monitor.commands.config import run_config_show

    raise typer.Exit(run_config_show(chosen(config)))


@app.command()
def doctor(json: Json = False, config: Config = None) -> None:
    """Database, clock, zones, channels, sources: what is wrong and what to do."""
    from monitor.commands.doctor import run_doctor

    raise typer.Exit(run_doctor(chosen(config), clock(), json=json))


db_group = _group("db", "Schema and safety of what is stored.")


@db_group.command("upgrade")
def db_upgrade(config: Config = None) -> None:
    """Make or upgrade the tables; the service does it by itself at start."""
    from monitor.commands.db import run_db_upgrade

    raise typer.Exit(run_db_upgrade(settings_of(config)))


@db_group.command("backup")
def db_backup(file: Path, config: Config = None) -> None:
    """A consistent copy in FILE, while the service goes on."""
    from monitor.commands.db import run_db_backup

    raise typer.Exit(run_db_backup(settings_of(config), file, clock()))


@db_group.command("restore")
def db_restore(file: Path, config: Config = None) -> None:
    """Put a backup in the place of the database, checked first; the service must be stopped."""
    from monitor.commands.db import run_db_restore

    raise typer.Exit(run_db_restore(settings_of(config), file, clock()))


@db_group.command("copy")
def db_copy(url: str, config: Config = None) -> None:
    """Everything into another, empty database: from SQLite to PostgreSQL, say."""
    from monitor.commands.db import run_db_copy

    raise typer.Exit(run_db_copy(settings_of(config), url))


subscribers_group = _group("subscribers", "Who subscribed: counts, never addresses.")


@subscribers_group.callback(invoke_without_command=True)
def subscribers(ctx: typer.Context, json: Json = False, config: Config = None) -> None:
    """How many subscribers there are."""
    if hands_on(ctx, config):
        return
    from monitor.commands.subscribers import run_subscribers

    raise typer.Exit(run_subscribers(settings_of(config), clock(), json=json))


@subscribers_group.command("export")
def subscribers_export(address: str, config: Config = None) -> None:
    """All that is known of an address, as JSON."""
    from monitor.commands.subscribers import run_subscribers_export

    raise typer.Exit(run_subscribers_export(settings_of(config), address))


@subscribers_group.command("erase")
def subscribers_erase(address: str, config: Config = None) -> None:
    """Erase an address and everything about it."""
    from monitor.commands.subscribers import run_subscribers_erase

    raise typer.Exit(run_subscribers_erase(settings_of(config), address, clock()))
