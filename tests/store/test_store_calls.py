"""Calls: written, read back, found, merged."""

from dataclasses import replace
from datetime import timedelta

import pytest
from store_makers import CHANGES, FULL, T0, at, call, deadline, event, facts, keyed, sighting

from config.vocabulary import CallStatus, Moment, Objective, StatusWord
from store import calls, codec, events
from store.calls import CallQuery
from store.database import Database
from store.records import StoredCall, Version

LATER = T0 + timedelta(days=1)


def put(db: Database, *given: StoredCall) -> None:
    with db.write() as conn:
        calls.save(conn, [keyed(one) for one in given])


def listed(db: Database, **query: object) -> list[str]:
    with db.read() as conn:
        found, total = calls.search(conn, CallQuery(**query))  # type: ignore[arg-type]
    assert total >= len(found)
    return [one.id for one in found]


def test_a_call_comes_back_exactly_as_it_was_stored(db: Database) -> None:
    seen = sighting(facts=FULL, missing_since=LATER, missing_polls=2, gone=True)
    other = sighting("se_mv", "n-1", facts=replace(FULL, title="Annat"), word=StatusWord.NONE)
    whole = call(
        facts=FULL,
        sightings=(seen, other),
        turn=3,
        armed_turn=2,
        armed_at=T0,
        next_due=LATER,
        ticked_at=LATER,
        known_as=CallStatus.CLOSED,
        corrected={"deadline": "Confirmed by phone"},
        corrections_ended=("title", "budget"),
    )
    put(db, whole)
    with db.read() as conn:
        assert calls.get(conn, whole.id) == whole


def test_saving_again_replaces_call_and_sightings(db: Database) -> None:
    put(db, call(sightings=(sighting(), sighting("se_mv"))))
    newer = call(facts=facts("New title"), sightings=(sighting(facts=FULL),), turn=2)
    put(db, newer)
    with db.read() as conn:
        assert calls.get(conn, newer.id) == newer
        assert calls.by_source(conn, "se_mv") == {}


def test_an_id_nobody_knows_is_none(db: Database) -> None:
    with db.read() as conn:
        assert calls.get(conn, "nothing") is None
        assert calls.resolve(conn, "nothing") is None


def test_by_source_gives_each_key_its_call(db: Database) -> None:
    first = call("a", sightings=(sighting(key="k1"), sighting("se_mv", "n1")))
    second = call("b", sightings=(sighting(key="k2"),))
    put(db, first, second)
    with db.read() as conn:
        assert calls.by_source(conn, "eu_portal") == {"k1": first, "k2": second}
        assert calls.by_source(conn, "se_mv") == {"n1": first}
        assert calls.by_keys(conn, "eu_portal", ["k2", "k9"]) == {"k2": second}


def test_a_fingerprint_changes_with_the_notice_and_with_nothing_else(db: Database) -> None:
    one = call("a", sightings=(sighting(key="k1", facts=FULL),))
    put(db, one)
    with db.read() as conn:
        before = calls.fingerprints(conn, "eu_portal")["k1"]
    assert before == ("a", codec.notice_digest(StatusWord.OPEN, FULL))
    put(db, replace(one, turn=9, sightings=(sighting(key="k1", facts=FULL, last_seen=LATER),)))
    with db.read() as conn:
        assert calls.fingerprints(conn, "eu_portal")["k1"] == before
    unread = sighting(key="k1", facts=FULL, digest="")
    put(db, replace(one, sightings=(unread,)))
    with db.read() as conn:
        assert calls.fingerprints(conn, "eu_portal")["k1"] == before
    assert codec.notice_digest(StatusWord.CLOSED, FULL) != before.digest
    assert codec.notice_digest(StatusWord.OPEN, replace(FULL, conditions="x")) != before.digest


def test_candidates_share_a_code_or_a_title_and_empty_keys_match_nothing(db: Database) -> None:
    with db.write() as conn:
        calls.save(
            conn,
            [
                keyed(call("a"), code="amif-1", title="eu|x"),
                keyed(call("b"), code="", title="eu|x"),
                keyed(call("c"), code="", title=""),
            ],
        )
    with db.read() as conn:
        assert [c.id for c in calls.candidates(conn, "amif-1", "")] == ["a"]
        assert [c.id for c in calls.candidates(conn, "", "eu|x")] == ["a", "b"]
        assert [c.id for c in calls.candidates(conn, "amif-1", "eu|x")] == ["a", "b"]
        assert calls.candidates(conn, "", "") == []


def test_seen_again_moves_last_seen_and_ends_an_absence(db: Database) -> None:
    gone = sighting(key="k1", missing_since=T0, missing_polls=3, gone=True)
    put(db, call("a", sightings=(gone,)), call("b", sightings=(sighting(key="k2"),)))
    with db.write() as conn:
        assert calls.seen_again(conn, "eu_portal", ["k1", "k9"], LATER) == 1
    with db.read() as conn:
        found = calls.by_source(conn, "eu_portal")
    assert found["k1"].sightings == (sighting(key="k1", last_seen=LATER),)
    assert found["k2"].sightings == (sighting(key="k2"),)


def test_missed_are_the_live_calls_an_answer_does_not_contain(db: Database) -> None:
    shut = call("c", status=CallStatus.CLOSED, sightings=(sighting(key="k3"),))
    elsewhere = call("d", sightings=(sighting("se_mv", "k4"),))
    newer = call("e", sightings=(sighting(key="k5", last_seen=LATER),))
    put(db, call("a"), call("b"), shut, elsewhere, newer)
    with db.read() as conn:
        missed = calls.missed(conn, "eu_portal", {"a"}, T0 + timedelta(hours=1))
    assert [one.id for one in missed] == ["b"]


def test_due_gives_what_the_clock_changes_by_now_longest_due_first(db: Database) -> None:
    put(
        db,
        call("late", next_due=T0 + timedelta(hours=2)),
        call("early", next_due=T0 + timedelta(hours=1)),
        call("at_now", next_due=T0 + timedelta(hours=3)),
        call("after", next_due=T0 + timedelta(hours=3, microseconds=1)),
        call("never"),
    )
    with db.read() as conn:
        assert [c.id for c in calls.due(conn, T0 + timedelta(hours=3))] == [
            "early",
            "late",
            "at_now",
        ]
        assert [c.id for c in calls.due(conn, T0 + timedelta(hours=3), limit=1)] == ["early"]
        assert calls.next_due(conn) == T0 + timedelta(hours=1)


def test_nothing_due_ever_is_none(db: Database) -> None:
    put(db, call("never"))
    with db.read() as conn:
        assert calls.next_due(conn) is None
        assert calls.due(conn, at("2100-01-01 00:00")) == []


def test_live_calls_are_open_forthcoming_and_unknown(db: Database) -> None:
    put(db, *(call(status.value, status=status) for status in CallStatus))
    with db.read() as conn:
        assert {one.id for one in calls.live(conn)} == {"open", "forthcoming", "unknown"}


def test_lists_stand_in_the_public_order(db: Database) -> None:
    def ending(call_id: str, day: str, **more: object) -> StoredCall:
        return call(call_id, facts=facts(deadlines=(deadline(day),)), **more)

    coming = CallStatus.FORTHCOMING
    opens = Moment(at=at("2026-05-01 00:00"), zone="Europe/Brussels")
    put(
        db,
        ending("closed-old", "2025-01-01 12:00", status=CallStatus.CLOSED),
        ending("closed-new", "2025-06-01 12:00", status=CallStatus.CLOSED),
        call("unknown", status=CallStatus.UNKNOWN),
        call("coming-undated", status=coming),
        call("coming-dated", status=coming, facts=facts(opens=opens)),
        call("open-undated"),
        ending("open-later", "2026-04-01 12:00"),
        ending("open-soon", "2026-02-01 12:00"),
    )
    assert listed(db) == [
        "open-soon",
        "open-later",
        "open-undated",
        "coming-dated",
        "coming-undated",
        "unknown",
        "closed-new",
        "closed-old",
    ]
    assert listed(db, limit=2, offset=1) == ["open-later", "open-undated"]


def test_the_order_goes_by_the_deadline_that_counts_now(db: Database) -> None:
    cutoffs = facts(deadlines=(deadline("2026-02-01 12:00"), deadline("2026-06-01 12:00")))
    single = facts(deadlines=(deadline("2026-03-01 12:00"),))
    put(db, call("cut-offs", facts=cutoffs), call("single", facts=single))
    assert listed(db) == ["cut-offs", "single"]
    with db.write() as conn:
        passed = keyed(call("cut-offs", facts=cutoffs), next_deadline=at("2026-06-01 12:00"))
        calls.save(conn, [passed])
    assert listed(db) == ["single", "cut-offs"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("forder", ["a"]),
        ("FÖRDERUNG integration", ["a"]),
        ("integration nothing", []),
        ("amif-2024-tf2", ["a"]),
        ("AMIF–2024", ["a"]),
        ("μεταναστευσησ", ["b"]),
        ("100%", ["b"]),
        ("1_0", []),
        ("   ", ["a", "b"]),
        ("migrationsverket", ["a"]),
    ],
)
def test_words_are_found_whatever_their_accents_and_case(
    db: Database, q: str, found: list[str]
) -> None:
    swedish = facts(
        "Förderung der Integration",
        authority="Migrationsverket",
        identifier="AMIF-2024-TF2-AG-THB-01",
    )
    put(db, call("a", facts=swedish), call("b", facts=facts("Υπουργείο Μετανάστευσης 100% 120")))
    assert listed(db, q=q) == found


def test_filters_narrow_and_values_of_one_filter_widen(db: Database) -> None:
    both = facts(objectives=(Objective.ASYLUM, Objective.RETURN), country="SE")
    put(
        db,
        call("a", facts=both),
        call("b", facts=facts(objectives=(Objective.SOLIDARITY,))),
        call("c", status=CallStatus.CLOSED),
    )
    assert listed(db, objective=["SO1"]) == ["a"]
    assert listed(db, objective=["SO1", "SO4"]) == ["a", "b"]
    assert listed(db, objective=["SO1"], unstated=True) == ["a", "c"]
    assert listed(db, objective=["SO"]) == []
    assert listed(db, country=["se", "EU"], status=[CallStatus.OPEN]) == ["a", "b"]
    assert listed(db, status=["open"], country=["SE"], objective=["SO4"]) == []


def test_a_total_counts_beyond_the_page(db: Database) -> None:
    put(db, *(call(f"c{n}") for n in range(5)))
    with db.read() as conn:
        found, total = calls.search(conn, CallQuery(limit=2, offset=4))
    assert (len(found), total) == (1, 5)


def test_merging_moves_everything_and_the_newer_id_leads_to_the_older(db: Database) -> None:
    older = call("old", sightings=(sighting("cy_moi", "n1"),))
    newer = call("new", sightings=(sighting(key="k1"),))
    put(db, older, newer)
    with db.write() as conn:
        events.add(conn, [event("e1", "new")])
        version = Version(call_id="new", at=T0, source="eu_portal", turn=1, digest="d")
        calls.add_versions(conn, [version])
        calls.merge_into(conn, "old", "new")
    with db.read() as conn:
        assert calls.resolve(conn, "new") == "old"
        merged = calls.get(conn, "new")
        assert merged is not None
        assert {(s.source, s.key) for s in merged.sightings} == {
            ("cy_moi", "n1"),
            ("eu_portal", "k1"),
        }
        assert [v.call_id for v in calls.versions(conn, "new")] == ["old"]
        assert [e.subject for e in events.of_call(conn, "new")] == ["old"]
        assert set(calls.by_source(conn, "eu_portal")) == {"k1"}


def test_merging_after_saving_the_union_leaves_no_double_sighting(db: Database) -> None:
    put(db, call("old", sightings=(sighting("cy_moi", "n1"),)), call("new"))
    union = call("old", sightings=(sighting("cy_moi", "n1"), sighting(key="new")))
    with db.write() as conn:
        calls.save(conn, [keyed(union)])
        calls.merge_into(conn, "old", "new")
    with db.read() as conn:
        merged = calls.get(conn, "new")
    assert merged is not None
    assert {(s.source, s.key) for s in merged.sightings} == {("cy_moi", "n1"), ("eu_portal", "new")}


def test_merges_chain_and_repeat_without_harm(db: Database) -> None:
    put(db, call("a"), call("b"), call("c"))
    with db.write() as conn:
        calls.merge_into(conn, "b", "c")
        calls.merge_into(conn, "a", "b")
        calls.merge_into(conn, "a", "b")
        calls.merge_into(conn, "b", "c")
        calls.merge_into(conn, "a", "a")
    with db.read() as conn:
        assert [calls.resolve(conn, one) for one in "abc"] == ["a", "a", "a"]
        found = calls.get_all(conn, ["c", "a", "c", "nothing"])
        assert {name: one.id for name, one in found.items()} == {"c": "a", "a": "a"}
        assert calls.get_all(conn, []) == {}
        assert listed(db) == ["a"]


def test_a_page_rewritten_in_place_leaves_the_old_call_its_own_sighting(db: Database) -> None:
    put(db, call("old", status=CallStatus.CLOSED, sightings=(sighting(key="page"),)))
    put(db, call("new", sightings=(sighting(key="page", facts=FULL),)))
    with db.read() as conn:
        held = calls.by_source(conn, "eu_portal")
    assert {key: one.id for key, one in held.items()} == {"page": "new", "page#old": "old"}


def test_of_calls_saved_together_the_later_holds_a_shared_key(db: Database) -> None:
    shared = (sighting(key="page"),)
    put(db, call("old", sightings=shared), call("new", sightings=shared))
    put(db, call("old", sightings=shared), call("new", sightings=shared))
    with db.read() as conn:
        held = calls.fingerprints(conn, "eu_portal")
    assert {key: one.call_id for key, one in held.items()} == {"page": "new", "page#old": "old"}


def test_versions_keep_what_changed_and_from_which_words(db: Database) -> None:
    put(db, call("a"))
    version = Version(call_id="a", at=T0, source="x", turn=1, digest="d", changes=CHANGES)
    with db.write() as conn:
        calls.add_versions(conn, [version, replace(version, turn=2, changes=())])
    with db.read() as conn:
        found = calls.versions(conn, "a")
    assert [replace(one, id=0) for one in found] == [version, replace(version, turn=2, changes=())]
    assert found[0].id < found[1].id


def test_more_calls_than_one_question_can_name_are_read_in_full(
    sqlite_url: str, opener: object
) -> None:
    db = opener(sqlite_url)  # type: ignore[operator]
    put(db, *(call(f"c{n}") for n in range(5_200)))
    with db.read() as conn:
        assert len(calls.by_source(conn, "eu_portal")) == 5_200
        assert len(calls.by_keys(conn, "eu_portal", (f"c{n}" for n in range(5_200)))) == 5_200


def test_text_that_no_database_takes_is_left_out_instead_of_failing(db: Database) -> None:
    broken = facts("Half a \ud83d pair and a \x00 nul", identifier="X-\x00\udcff")
    put(db, call("a\x00", facts=broken, sightings=(sighting("s", "k\x00\ud800", facts=broken),)))
    with db.read() as conn:
        found = calls.get(conn, "a")
        assert found is not None
        assert found.facts.title == "Half a ? pair and a \x00 nul"
        again = calls.fingerprints(conn, "s")["k?"]
    assert again.digest == codec.notice_digest(StatusWord.OPEN, broken)
