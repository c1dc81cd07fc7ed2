"""The outbox: owed once, claimed fairly, settled only by its holder."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from store_makers import T0, event, owed

from store import events, outbox
from store.database import Database
from store.outbox import DeliveryQuery
from store.records import Delivery, DeliveryKind, DeliveryState

LEASE = timedelta(seconds=10)
MINUTE = timedelta(minutes=1)


def owe(db: Database, *deliveries: Delivery) -> int:
    with db.write() as conn:
        return outbox.owe(conn, deliveries)


def claim(db: Database, owner: str = "one", **more: object) -> list[Delivery]:
    given = {"now": T0, "owner": owner, "lease": LEASE, "limit": 100} | more
    with db.write(parallel=True) as conn:
        return outbox.claim(conn, **given)  # type: ignore[arg-type]


def only(db: Database) -> Delivery:
    with db.read() as conn:
        found, total = outbox.search(conn, DeliveryQuery())
    assert total == 1
    return found[0]


def test_a_delivery_comes_back_exactly_as_it_was_owed(db: Database) -> None:
    with db.write() as conn:
        number = events.add(conn, [event("e1")])[0].id
    whole = owed(
        "k",
        kind=DeliveryKind.DIGEST,
        event_id=number,
        details={"rungs": [14, 7], "words": "“é”", "none": None},
        not_before=T0,
        next_attempt=T0 + MINUTE,
        last_error="451 later",
    )
    owe(db, whole)
    assert replace(only(db), id=0) == whole


def test_owing_the_same_twice_is_owing_it_once(db: Database) -> None:
    assert owe(db, owed("a"), owed("b"), owed("a")) == 2
    assert owe(db, owed("b"), owed("c")) == 1
    assert owe(db) == 0
    assert owe(db, *(owed(f"n{number}") for number in range(2_500))) == 2_500
    assert owe(db, *(owed(f"n{number}") for number in range(2_501))) == 1


def test_a_sent_delivery_is_not_owed_again(db: Database) -> None:
    owe(db, owed("a"))
    [mine] = claim(db)
    with db.write() as conn:
        assert outbox.sent(conn, mine.id, "one", T0)
    assert owe(db, owed("a")) == 0
    assert claim(db, now=T0 + MINUTE) == []
    assert only(db).state is DeliveryState.SENT
    assert only(db).sent_at == T0


def test_a_claim_writes_the_attempt_before_it_is_made(db: Database) -> None:
    owe(db, owed("a"))
    [mine] = claim(db)
    assert mine == only(db)
    assert (mine.attempts, mine.lease_owner, mine.lease_until) == (1, "one", T0 + LEASE)


def test_what_one_holds_nobody_else_gets_until_the_lease_is_over(db: Database) -> None:
    owe(db, owed("a"))
    claim(db)
    assert claim(db, "two", now=T0 + LEASE - timedelta(microseconds=1)) == []
    [theirs] = claim(db, "two", now=T0 + LEASE)
    assert theirs.attempts == 2


def test_a_slow_holder_cannot_mark_what_another_has_taken(db: Database) -> None:
    owe(db, owed("a"))
    [mine] = claim(db, "slow")
    claim(db, "quick", now=T0 + MINUTE)
    with db.write() as conn:
        assert not outbox.sent(conn, mine.id, "slow", T0 + MINUTE)
        assert outbox.sent_all(conn, [mine.id], "slow", T0 + MINUTE) == 0
        assert not outbox.failed(conn, mine.id, "slow", error="x", next_attempt=T0)
        assert not outbox.give_up(conn, mine.id, "slow", error="x")
        assert not outbox.supersede(conn, mine.id, "slow", "x")
        assert not outbox.postpone(conn, mine.id, "slow", T0)
        assert outbox.renew(conn, [mine.id], "slow", T0 + 9 * MINUTE) == 0
        assert outbox.hand_back(conn, "slow") == 0
    assert only(db).lease_owner == "quick"
    assert only(db).attempts == 2


def test_what_was_accepted_is_marked_in_one_go_and_only_what_is_still_ours(db: Database) -> None:
    owe(db, *(owed(f"{n}", f"c{n}") for n in range(4)))
    mine = [one.id for one in claim(db, limit=3)]
    with db.write() as conn:
        outbox.hand_back(conn, "one", mine[:1])
        assert outbox.sent_all(conn, [*mine, 999], "one", T0) == 2
        assert outbox.sent_all(conn, [], "one", T0) == 0
        found = [outbox.get(conn, one) for one in mine]
    assert [one and str(one.state) for one in found] == ["owed", "sent", "sent"]
    assert [one and one.sent_at for one in found] == [None, T0, T0]


def test_a_late_holder_whom_nobody_replaced_may_still_mark(db: Database) -> None:
    owe(db, owed("a"))
    [mine] = claim(db, "slow")
    with db.write() as conn:
        assert outbox.sent(conn, mine.id, "slow", T0 + 9 * MINUTE)
        assert not outbox.sent(conn, mine.id, "slow", T0 + 9 * MINUTE)


def test_a_renewed_lease_lasts_longer(db: Database) -> None:
    owe(db, owed("a"))
    [mine] = claim(db)
    with db.write() as conn:
        assert outbox.renew(conn, [mine.id], "one", T0 + MINUTE) == 1
    assert claim(db, "two", now=T0 + LEASE) == []
    assert len(claim(db, "two", now=T0 + MINUTE)) == 1


def test_a_failed_delivery_waits_for_its_next_attempt(db: Database) -> None:
    owe(db, owed("a"))
    [mine] = claim(db)
    with db.write() as conn:
        assert outbox.failed(conn, mine.id, "one", error="451", next_attempt=T0 + MINUTE)
    assert (only(db).last_error, only(db).lease_owner) == ("451", None)
    assert claim(db, now=T0 + MINUTE - timedelta(microseconds=1)) == []
    [again] = claim(db, now=T0 + MINUTE)
    assert again.attempts == 2


def test_a_postponed_delivery_comes_back_on_time_and_counts_no_attempt(db: Database) -> None:
    owe(db, owed("a"))
    [mine] = claim(db)
    with db.write() as conn:
        assert outbox.postpone(conn, mine.id, "one", T0 + MINUTE)
    assert claim(db, now=T0 + MINUTE - timedelta(microseconds=1)) == []
    [again] = claim(db, now=T0 + MINUTE)
    assert again.attempts == 1


def test_given_up_deliveries_stay_visible_and_go_out_again_when_asked(db: Database) -> None:
    owe(db, owed("a"))
    [mine] = claim(db)
    with db.write() as conn:
        assert outbox.give_up(conn, mine.id, "one", error="550 unknown")
    assert claim(db, now=T0 + 9 * MINUTE) == []
    assert (only(db).state, only(db).last_error) == (DeliveryState.GIVEN_UP, "550 unknown")
    with db.write() as conn:
        assert outbox.retry_given_up(conn, T0 + MINUTE, ids=[mine.id + 1]) == 0
        assert outbox.retry_given_up(conn, T0 + MINUTE) == 1
        assert outbox.retry_given_up(conn, T0 + MINUTE) == 0
    [again] = claim(db, now=T0 + MINUTE)
    assert again.attempts == 1


def test_what_is_superseded_is_never_sent_and_says_why(db: Database) -> None:
    owe(db, owed("a"), owed("b"))
    [first, second] = claim(db)
    with db.write() as conn:
        assert outbox.supersede(conn, first.id, "one", "the call closed")
        assert not outbox.supersede(conn, second.id, None, "nobody has it, but somebody does")
        outbox.hand_back(conn, "one")
        assert outbox.supersede(conn, second.id, None, "collapsed")
    assert claim(db, now=T0 + MINUTE) == []
    with db.read() as conn:
        told = outbox.get(conn, first.id)
    assert told is not None
    assert (told.state, told.last_error) == (DeliveryState.SUPERSEDED, "the call closed")


def test_what_is_handed_back_is_free_at_once_and_was_no_attempt(db: Database) -> None:
    owe(db, owed("a"), owed("b"))
    [first, _] = claim(db, "leaving")
    with db.write() as conn:
        assert outbox.hand_back(conn, "leaving", [first.id]) == 1
        assert outbox.hand_back(conn, "leaving") == 1
    assert [one.attempts for one in claim(db, "staying")] == [1, 1]


def test_a_restart_takes_up_what_the_last_process_had_in_hand(db: Database) -> None:
    owe(db, owed("a"))
    claim(db, "dead")
    with db.write() as conn:
        assert outbox.take_over(conn) == 1
    [again] = claim(db, "new")
    assert again.attempts == 2


def test_a_long_backlog_of_one_channel_starves_no_other(db: Database) -> None:
    owe(db, *(owed(f"d{n}", "dead") for n in range(50)))
    owe(db, owed("l1", "living"), owed("l2", "living"), owed("o1", "other"))
    assert [one.key for one in claim(db, limit=6)] == ["d0", "l1", "o1", "d1", "l2", "d2"]


def test_thousands_of_channels_take_their_turns_and_all_come_round(db: Database) -> None:
    owe(db, *(owed(f"{turn}/{n}", f"subscriber:{n:04}") for turn in range(2) for n in range(150)))
    claimed = [one.key for _ in range(31) for one in claim(db, limit=10)]
    assert len(claimed) == len(set(claimed)) == 300
    first = claimed[:150]
    assert len({key.split("/")[1] for key in first}) > 100, "nobody gets much before the others"


def test_the_one_that_is_ready_is_found_among_thousands_that_wait(db: Database) -> None:
    later = T0 + MINUTE
    owe(db, *(owed(f"w{n}", f"subscriber:{n:04}", not_before=later) for n in range(300)))
    owe(db, owed("now", "zulu"), owed("also", "alpha"))
    assert {one.key for one in claim(db, limit=5)} == {"now", "also"}
    assert claim(db, limit=5) == []


def test_busy_channels_are_left_out_and_one_channel_can_be_asked_for(db: Database) -> None:
    owe(db, owed("a", "x"), owed("b", "y"), owed("c", "z"), owed("d", "z"))
    assert [one.key for one in claim(db, busy=["x", "z"])] == ["b"]
    assert [one.key for one in claim(db, channel="z")] == ["c", "d"]
    assert [one.key for one in claim(db)] == ["a"]


def test_a_delivery_held_back_is_not_claimed_before_its_time(db: Database) -> None:
    owe(db, owed("a", not_before=T0 + MINUTE))
    assert claim(db) == []
    assert len(claim(db, now=T0 + MINUTE)) == 1


@pytest.mark.parametrize("limit", [1, 7])
def test_a_claim_takes_no_more_than_asked(db: Database, limit: int) -> None:
    owe(db, *(owed(f"{n}", f"c{n % 3}") for n in range(20)))
    assert len(claim(db, limit=limit)) == limit


def test_the_oldest_owed_counts_from_when_it_might_have_left(db: Database) -> None:
    with db.read() as conn:
        assert outbox.oldest_owed(conn) is None
        assert outbox.next_due(conn) is None
    owe(db, owed("digest", not_before=T0 + 5 * MINUTE))
    with db.read() as conn:
        assert outbox.oldest_owed(conn) == T0 + 5 * MINUTE
    owe(db, owed("now", next_attempt=T0 + 2 * MINUTE), owed("old", not_before=T0 - MINUTE))
    with db.read() as conn:
        assert outbox.oldest_owed(conn) == T0
        assert outbox.next_due(conn) == T0
    claim(db)
    with db.read() as conn:
        assert outbox.next_due(conn) == T0 + LEASE


def test_lists_are_newest_first_and_filtered(db: Database) -> None:
    with db.write() as conn:
        number = events.add(conn, [event("e1")])[0].id
    owe(db, owed("a", "x", event_id=number), owed("b", "y"), owed("c", "subscriber:1"))
    with db.read() as conn:
        found, total = outbox.search(conn, DeliveryQuery(limit=2))
        assert ([one.key for one in found], total) == (["c", "b"], 3)
        [by_event] = outbox.search(conn, DeliveryQuery(event_id=number, channel="x"))[0]
        assert by_event.key == "a"
        assert outbox.search(conn, DeliveryQuery(state=["sent"])) == ([], 0)
        assert outbox.counts(conn) == {
            ("x", "owed"): 1,
            ("y", "owed"): 1,
            ("subscriber", "owed"): 1,
        }


def test_an_answer_with_bytes_no_database_takes_is_kept_without_them(db: Database) -> None:
    owe(db, owed("a"))
    [mine] = claim(db)
    with db.write() as conn:
        assert outbox.failed(conn, mine.id, "one", error="4\x0051 \udc80", next_attempt=T0)
    assert only(db).last_error == "451 ?"


def test_of_each_channel_no_more_is_claimed_than_its_share_of_what_waits(db: Database) -> None:
    owe(
        db, *(owed(f"b{n}", "big") for n in range(300)), *(owed(f"s{n}", "small") for n in range(9))
    )

    def share(_channel: str, waiting: int) -> int:
        return max(4, waiting // 10)

    claimed = Counter(one.channel for one in claim(db, limit=48, share=share))
    assert claimed["small"] == 4
    assert 12 <= claimed["big"] <= 30, "enough is seen of a backlog to know it for one"
