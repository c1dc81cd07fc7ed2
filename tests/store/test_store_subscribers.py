"""Subscribers: confirmed before anything is sent, erased when they leave."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from store_makers import T0, owed

from config.channel import Channel
from config.vocabulary import Applicant, EventKind, Objective
from store import channels, outbox, subscribers
from store.database import Database
from store.subscribers import Counts, Signup, Subscriber, SubscriberState
from store.tables import Base

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CHOICE = Channel(
    name="subscriber:1",
    kind="mailto",
    events=(EventKind.OPEN, EventKind.CLOSED),
    countries=("EU", "SE"),
    objectives=(Objective.RETURN,),
    applicants=(Applicant.NGO,),
    keywords=("återvändande",),
    min_budget=1.5,
    closing_soon_days=(14, 3),
    language="sv",
    digest="daily 08:00",
    muted=("c1",),
    applying=("c2",),
)


def signup(token: str = "hash-1", who: str = "a@example.org", **more: object) -> Signup:
    given = {
        "kind": "mail",
        "address": who,
        "choice": CHOICE,
        "asked": T0,
        "expires": T0 + 2 * DAY,
    } | more
    return Signup(token_hash=token, name_key=who, **given)  # type: ignore[arg-type]


def subscribe(db: Database, who: str = "a@example.org", **more: object) -> Subscriber:
    with db.write() as conn:
        subscribers.add_pending(conn, signup(f"hash {who}", who, **more))
        made = subscribers.confirm(conn, f"hash {who}", T0, f"consent {who}")
    assert made is not None
    return made


def rows_of(db: Database) -> dict[str, int]:
    with db.read() as conn:
        return {
            name: conn.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in Base.metadata.tables
        }


def test_what_was_asked_for_is_nothing_until_it_is_confirmed(db: Database) -> None:
    with db.write() as conn:
        subscribers.add_pending(conn, signup())
        assert subscribers.all_confirmed(conn) == []
        asked = subscribers.pending(conn, "hash-1", T0)
    assert asked == replace(signup(), choice=replace(CHOICE, name=""))


def test_confirming_makes_a_subscriber_with_the_whole_choice(db: Database) -> None:
    made = subscribe(db)
    assert made == Subscriber(
        id=made.id,
        kind="mail",
        name_key="a@example.org",
        address="a@example.org",
        choice=replace(CHOICE, name=f"subscriber:{made.id}"),
        confirmed=T0,
        active=T0,
        consent="consent a@example.org",
    )
    with db.read() as conn:
        assert subscribers.get(conn, made.id) == made
        assert subscribers.by_name_key(conn, "a@example.org") == made
        assert subscribers.all_confirmed(conn) == [made]


def test_a_token_works_once_and_not_after_its_time(db: Database) -> None:
    with db.write() as conn:
        subscribers.add_pending(conn, signup())
        late = T0 + 2 * DAY
        assert subscribers.pending(conn, "hash-1", late) is None
        assert subscribers.confirm(conn, "hash-1", late, "c") is None
        assert subscribers.confirm(conn, "hash-9", T0, "c") is None
        assert subscribers.confirm(conn, "hash-1", late - HOUR, "c") is not None
        assert subscribers.confirm(conn, "hash-1", late - HOUR, "c") is None


def test_a_strangers_form_changes_nobodys_choice_and_ends_no_token(db: Database) -> None:
    before = subscribe(db)
    stranger = signup("hash-2", choice=Channel(name="", language="de"))
    with db.write() as conn:
        subscribers.add_pending(conn, signup("hash-1"))
        subscribers.add_pending(conn, stranger)
        assert subscribers.all_confirmed(conn) == [before]
        assert subscribers.pending(conn, "hash-1", T0) is not None


def test_confirming_again_takes_the_new_choice_and_keeps_the_person(db: Database) -> None:
    before = subscribe(db)
    with db.write() as conn:
        subscribers.save(conn, replace(before, version=5, paused_until=T0 + DAY))
        again = signup("hash-2", choice=replace(CHOICE, language="de"))
        subscribers.add_pending(conn, again)
        subscribers.add_pending(conn, signup("hash-3"))
        after = subscribers.confirm(conn, "hash-2", T0 + HOUR, "consent 2")
        assert after is not None
        assert subscribers.pending(conn, "hash-3", T0) is None
    assert (after.id, after.version, after.choice.language) == (before.id, 5, "de")
    assert after.paused_until is None


def test_a_choice_can_be_changed_paused_and_its_links_ended(db: Database) -> None:
    before = subscribe(db)
    changed = replace(
        before,
        choice=replace(before.choice, muted=("c1", "c9")),
        version=2,
        active=T0 + DAY,
        paused_until=T0 + 9 * DAY,
    )
    with db.write() as conn:
        assert subscribers.save(conn, changed)
        assert subscribers.get(conn, before.id) == changed
        assert not subscribers.save(conn, replace(changed, id=99))


def test_a_choice_does_not_change_with_the_defaults_of_a_release(db: Database) -> None:
    subscribe(db, choice=Channel(name=""))
    with db.read() as conn:
        written = conn.execute(text("SELECT choice FROM subscribers")).scalar_one()
    assert '"events":["open"' in written
    assert '"closing_soon_days":[30,14,7,3,1]' in written


def test_leaving_erases_all_but_the_proof_of_consent(db: Database) -> None:
    someone = subscribe(db)
    other = subscribe(db, "b@example.org")
    with db.write() as conn:
        for one in (someone, other):
            channels.ensure(conn, one.channel_name, T0)
            outbox.owe(conn, [owed(f"d{one.id}", one.channel_name)])
        subscribers.add_pending(conn, signup("hash-2"))
        assert subscribers.leave(conn, someone.id, T0 + DAY)
        assert not subscribers.leave(conn, someone.id, T0 + DAY)
    left = {name: count for name, count in rows_of(db).items() if count and name != "meta"}
    assert left == {"subscribers": 1, "channels": 1, "deliveries": 1, "consents": 2}
    with db.read() as conn:
        assert conn.execute(text("SELECT hash FROM consents WHERE ended IS NOT NULL")).all() == [
            ("consent a@example.org",)
        ]
        assert subscribers.all_confirmed(conn) == [other]


def test_the_id_of_somebody_who_left_is_never_given_again(db: Database) -> None:
    first = subscribe(db)
    with db.write() as conn:
        subscribers.leave(conn, first.id, T0)
    assert subscribe(db).id > first.id


def test_erasing_by_address_takes_pending_ones_too(db: Database) -> None:
    subscribe(db)
    with db.write() as conn:
        subscribers.add_pending(conn, signup("hash-2", "b@example.org"))
        assert subscribers.erase(conn, "a@example.org", T0)
        assert subscribers.erase(conn, "b@example.org", T0)
        assert not subscribers.erase(conn, "c@example.org", T0)
    assert rows_of(db)["signups"] == rows_of(db)["subscribers"] == 0


def test_the_third_refusal_suppresses_until_confirmed_anew(db: Database) -> None:
    someone = subscribe(db)

    def refuse() -> bool:
        with db.write() as conn:
            return subscribers.refused(conn, someone.id)

    assert [refuse(), refuse()] == [False, False]
    with db.write() as conn:
        subscribers.accepted(conn, someone.id)
    assert [refuse(), refuse(), refuse(), refuse()] == [False, False, True, False]
    with db.read() as conn:
        found = subscribers.get(conn, someone.id)
        assert found is not None
        assert found.state is SubscriberState.SUPPRESSED
        assert subscribers.all_confirmed(conn) == []
    again = subscribe(db)
    assert (again.state, again.refusals) == (SubscriberState.CONFIRMED, 0)


def test_what_is_not_confirmed_in_time_is_forgotten(db: Database) -> None:
    with db.write() as conn:
        subscribers.add_pending(conn, signup())
        assert subscribers.pending_since(conn, "a@example.org", T0) == 1
        assert subscribers.expire_unconfirmed(conn, T0 + 2 * DAY - HOUR) == 0
        assert subscribers.expire_unconfirmed(conn, T0 + 2 * DAY) == 1
        assert subscribers.pending_since(conn, "a@example.org", T0) == 0


def test_the_idle_are_asked_once(db: Database) -> None:
    someone = subscribe(db)
    with db.write() as conn:
        assert subscribers.idle(conn, T0) == []
        assert subscribers.idle(conn, T0 + HOUR) == [someone]
        subscribers.save(conn, replace(someone, asked=T0 + HOUR))
        assert subscribers.idle(conn, T0 + HOUR) == []


def test_counts_name_nobody(db: Database) -> None:
    subscribe(db)
    slack = subscribe(db, "slack-key", kind="slack", address="", sealed="xyz")
    assert (slack.address, slack.sealed) == ("", "xyz")
    with db.write() as conn:
        subscribers.save(conn, replace(slack, paused_until=T0 + DAY))
        subscribers.add_pending(conn, signup("hash-8", "b@example.org"))
        subscribers.add_pending(conn, signup("hash-9", "b@example.org"))
    with db.read() as conn:
        assert subscribers.counts(conn, T0) == Counts(
            pending=1, confirmed=2, suppressed=0, paused=1, kinds={"mail": 1, "slack": 1}
        )


def test_an_export_holds_all_that_is_known_of_an_address_and_of_no_other(db: Database) -> None:
    someone = subscribe(db)
    subscribe(db, "b@example.org")
    with db.write() as conn:
        outbox.owe(conn, [owed("d1", someone.channel_name)])
        subscribers.add_pending(conn, signup("hash-2"))
    with db.read() as conn:
        told = subscribers.export(conn, "a@example.org")
        assert subscribers.export(conn, "c@example.org") == {}
    assert told["subscription"]["address"] == "a@example.org"
    assert told["subscription"]["choice"]["countries"] == ["EU", "SE"]
    assert [one["state"] for one in told["subscription"]["deliveries"]] == ["owed"]
    assert [one["address"] for one in told["unconfirmed"]] == ["a@example.org"]
    assert "hash-2" not in str(told)


def test_channel_names_lead_back_to_subscribers() -> None:
    assert subscribers.channel_name(7) == "subscriber:7"
    assert subscribers.id_of("subscriber:7") == 7
    assert subscribers.id_of("ngo-slack") is None
    assert subscribers.id_of("subscriber:x") is None
    assert subscribers.id_of("7") is None


def test_what_was_erased_stands_nowhere_on_disk_while_the_service_runs(db: Database) -> None:
    if db.path is None:
        pytest.skip("a server's files are not ours to read")
    address = "somebody-who-leaves@example.org"
    with db.write() as conn:
        subscribers.add_pending(conn, signup("a hash", address))
        assert subscribers.confirm(conn, "a hash", T0, "a proof of consent")
    with db.write() as conn:
        assert subscribers.erase(conn, address, T0)
    db.fold_log()
    files = list(db.path.parent.glob(f"{db.path.name}*"))
    assert len(files) > 1
    assert not [file.name for file in files if b"somebody-who-leaves" in file.read_bytes()]
