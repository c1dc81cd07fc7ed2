"""`calls --audit ID`: what was seen, from where, with which hash, who was told how."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rules_house import House, open_house
from rules_makers import AUG_21, AUG_28, DAY, HOUR, NOW, SECOND, seen

from config.vocabulary import StatusWord
from monitor.commands.audit import run_audit
from store import outbox
from store.records import Delivery, DeliveryKind

W = StatusWord
CODE = "AMIF-2024-TF2-AG-THB-01"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = open_house(tmp_path)
    made.begin(NOW - DAY)
    (opened,) = made.see(seen(W.OPEN, AUG_21, identifier=CODE), NOW)
    with made.database.write() as conn:
        mail = Delivery(
            key="x|subscriber:7",
            channel="subscriber:7",
            kind=DeliveryKind.EVENT,
            created=NOW,
            event_id=opened.id,
        )
        outbox.owe(conn, [mail])
    made.send(NOW + SECOND, fail=["subscriber:7"])
    made.see(seen(W.OPEN, AUG_28, identifier=CODE, title="=1+1"), NOW + HOUR)
    yield made
    made.database.close()


def test_the_whole_record_as_json(house, capsys):
    assert run_audit(house.settings, CODE, now=NOW + DAY, form="json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["call"]["id"] == "call-k1"
    (sighting,) = record["seen"]
    assert (sighting["source"], sighting["word"]) == ("eu_portal", "open")
    assert len(sighting["digest"]) == 64
    first, second = record["history"]
    assert (first["changes"], first["source"]) == ([], "eu_portal")
    assert {change["field"] for change in second["changes"]} == {"deadlines", "title"}
    opened = record["events"][0]
    told = {one["channel_kind"]: one for one in opened["told"]}
    assert told["json"]["result"] == "sent"
    assert told["json"]["result_at"] == "2026-08-01T09:00:01Z"
    assert told["json"]["channel"] == "told"
    assert [event["kind"] for event in record["events"]] == ["open", "deadline_changed", "changed"]


def test_subscribers_are_never_named(house, capsys):
    for form in ("json", "csv"):
        assert run_audit(house.settings, CODE, now=NOW + DAY, form=form) == 0
        out = capsys.readouterr().out
        assert "subscriber" in out
        assert "subscriber:" not in out
        assert "503" not in out  # what a mail server answers may repeat the address


def test_the_same_as_csv_oldest_first_and_without_formulas(house, capsysbinary):
    assert run_audit(house.settings, "call-k1", now=NOW + DAY, form="csv") == 0
    out = capsysbinary.readouterr().out
    rows = list(csv.DictReader(io.StringIO(out.decode("utf-8-sig"))))
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert {row["what"] for row in rows} == {
        "first seen",
        "last seen",
        "read",
        "event",
        "message",
        "change",
    }
    (title,) = [row for row in rows if row["what"] == "change" and row["name"] == "title"]
    assert (title["old"], title["new"]) == ("Trafficking in human beings", "'=1+1")
    (sent,) = [row for row in rows if row["channel_kind"] == "json" and row["result"] == "sent"]
    assert (sent["name"], sent["result_at"]) == ("open", "2026-08-01T09:00:01Z")
    assert {row["source"] for row in rows if row["what"] == "event"} == {"eu_portal"}


def test_missing_calls_reminders_and_summaries_are_in_it(house, capsysbinary):
    house.clock(AUG_28.at - 13 * DAY)
    with house.database.write() as conn:
        listed = [
            Delivery(
                key=f"summary|{number}",
                channel="gone",
                kind=DeliveryKind.SUMMARY,
                created=NOW,
                details={"calls": names},
            )
            for number, names in enumerate([["call-k1"], ["other"]])
        ]
        outbox.owe(conn, listed)
        from rules_makers import RULES

        from monitor.lifecycle import absent
        from monitor.record import record
        from store import calls

        call = calls.get(conn, "call-k1")
        missing = absent(call, "eu_portal", NOW + 2 * DAY, RULES)
        record(conn, [missing], (), NOW + 2 * DAY, source="eu_portal")
    assert run_audit(house.settings, "call-k1", now=NOW + 20 * DAY, form="csv") == 0
    out = capsysbinary.readouterr().out
    rows = list(csv.DictReader(io.StringIO(out.decode("utf-8-sig"))))
    assert "missing since" in {row["what"] for row in rows}
    assert "closing_soon (14 days)" in {row["name"] for row in rows}
    assert [row["channel_kind"] for row in rows if row["name"] == "summary"] == ["no longer known"]


@pytest.mark.parametrize("stored", [True, False])
def test_an_unknown_call_is_wrong_use(house, capsys, tmp_path, stored):
    settings = house.settings
    if not stored:
        (tmp_path / "empty").mkdir()
        other = open_house(tmp_path / "empty")
        other.database.close()
        (tmp_path / "empty" / "test.db").unlink()
        settings = other.settings
    assert run_audit(settings, "nobody", now=NOW, form="json") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "No call is known as 'nobody'" in err
