"""What strangers try: addresses that are more than one, floods, other sites' forms, false links."""

import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import ADDRESS, DeskWorld, desk_world, swedish_call, until
from far_ends import Receiver

from config.vocabulary import EventKind
from monitor.subscriptions.limits import Limits
from store import subscribers

pytestmark = pytest.mark.slow

TRICKS = [
    "",
    "no-address",
    "a@example.org,b@example.org",
    "a@example.org;b@example.org",
    "a@example.org b@example.org",
    "a@example.org\nBcc: b@example.org",
    "a@example.org\r\n",
    "\na@example.org",
    "a@example.org%0d%0aBcc:b@example.org",
    "a@example.org?to=b@example.org",
    "a@example.org&smtp=evil.example.org",
    "Some One <a@example.org>",
    '"a b"@example.org',
    "a@[127.0.0.1]",
    "a@localhost",
    "=?utf-8?q?a?=@example.org",
    "a@example.org\x00",
    "\u202ea@example.org",
    "a@@example.org",
    "a(comment)@example.org",
    "mailto:a@example.org",
    "mailto://a@example.org",
    f"{'a' * 250}@example.org",
    "https://hooks.slack.com.evil.example.org/services/T0000000/B0000000/" + "x" * 24,
    "https://hooks.slack.com/services/T0000000/B0000000/" + "x" * 24 + "?to=1",
    "https://hooks.slack.com/services/T0000000/B0000000/../" + "x" * 24,
    "json://127.0.0.1/",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_what_is_not_one_plain_address_is_refused(house: DeskWorld, trick: str) -> None:
    answer = house.ask(trick)
    assert answer.status_code == 422
    assert "E-mail address" in answer.text
    assert house.context.directory is not None
    with house.context.database.read() as conn:
        assert subscribers.counts(conn, house.clock[0]).pending == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"country": "XX"},
        {"country": "DK"},
        {"country": "NO"},
        {"objective": "SO9"},
        {"applicant": "cats"},
        {"event": "source_degraded"},
        {"rung": "0"},
        {"rung": "99999999999999999999"},
        {"rung": [str(days) for days in range(1, 30)]},
        {"language": "xx"},
        {"digest": "hourly"},
        {"word": "a\nb"},
        {"word": ["x" * 61]},
        {"word": [f"word{number}" for number in range(30)]},
        {"email": [ADDRESS, "b@example.org"]},
    ],
)
def test_what_the_form_does_not_offer_is_refused(house: DeskWorld, fields: dict[str, str]) -> None:
    answer = house.web.post("/subscribe", data={"email": ADDRESS, **fields})
    assert answer.status_code == 422


def test_only_an_address_is_needed_and_lists_may_repeat(house: DeskWorld) -> None:
    assert house.ask().status_code == 200
    many = {"country": ["SE", "EU"], "objective": ["SO1", "SO2"], "rung": ["14", "3"]}
    rest = {"event": ["open", "closing_soon"], "digest": "weekly", "language": "sv"}
    assert house.ask("b@example.org", **many, **rest).status_code == 200


def test_a_body_no_browser_sends_is_refused(house: DeskWorld) -> None:
    assert house.web.post("/subscribe", content=b"email=" + b"x" * 30_000).status_code == 413
    assert house.web.post("/subscribe", content=b"email=%ff%fe").status_code == 422
    assert house.web.post("/subscribe", content=b"\xff").status_code == 422
    assert house.web.post("/subscribe", content=b"a=1&" * 500).status_code == 422


def test_a_link_no_browser_makes_is_refused(house: DeskWorld) -> None:
    many = "&".join(f"word=w{number}" for number in range(400))
    assert house.web.get(f"/subscribe?{many}").status_code == 422
    assert house.web.get("/subscribe?country=%ff&word=%00").status_code == 200


def test_an_address_does_not_stay_in_the_address_of_a_preview(house: DeskWorld) -> None:
    for prefix in ("", "/sv"):
        asked = f"{prefix}/subscribe?email={ADDRESS}&country=SE&country=EU&word=a%26b"
        answer = house.web.get(asked)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{prefix}/subscribe?country=SE&country=EU&word=a%26b"
        shown = house.web.get(answer.headers["location"])
        assert shown.status_code == 200
        assert ADDRESS not in shown.text
    alone = house.web.get(f"/subscribe?email={ADDRESS}")
    assert alone.headers["location"] == "/subscribe"


def test_only_who_takes_part_in_the_fund_is_offered(house: DeskWorld) -> None:
    offered = re.findall(r'name="country" value="(\w+)"', house.web.get("/subscribe").text)
    assert offered[0] == "EU"
    assert len(offered) == 27
    assert not {"DK", "CH", "IS", "LI", "NO"} & set(offered)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("jane@bücher.example.org", "jane@xn--bcher-kva.example.org"),
        ("jane@XN--BCHER-KVA.example.org", "jane@xn--bcher-kva.example.org"),
        ("jane@παράδειγμα.example.org", "jane@xn--hxajbheg2az3al.example.org"),
        ("o'brien+ngo@example.org", "o'brien+ngo@example.org"),
    ],
)
def test_a_mail_domain_in_any_script_is_written_to(
    house: DeskWorld, typed: str, written: str
) -> None:
    house.subscribe(typed)
    assert house.box.recipients == [[written]]
    assert house.box.mails[0]["To"] == written


def test_two_writings_of_one_domain_are_one_subscriber(house: DeskWorld) -> None:
    mine = house.subscribe("jane@bücher.example.org")
    assert house.subscribe("jane@xn--bcher-kva.example.org") == mine


def test_known_new_and_suppressed_addresses_get_the_same_answer(house: DeskWorld) -> None:
    house.subscribe("known@example.org")
    house.subscribe("gone@example.org")
    with house.context.database.write() as conn:
        for _ in range(3):
            subscribers.refused(conn, 2)
    known, gone, new = (house.ask(f"{name}@example.org") for name in ("known", "gone", "new"))
    assert known.status_code == gone.status_code == new.status_code == 200
    assert known.content == gone.content == new.content
    for _ in range(3):
        again = house.ask("new@example.org")
        assert (again.status_code, again.content) == (200, new.content)
    house.mails(2 + 5)


def test_the_answer_to_a_sign_up_names_no_call_and_no_time(house: DeskWorld) -> None:
    house.happens(EventKind.OPEN, swedish_call())
    taken, mistaken = house.ask(), house.ask("nobody")
    flooded = [house.ask(f"a{number}@example.org") for number in range(12)][-1]
    foreign = house.web.post("/subscribe", headers={"Sec-Fetch-Site": "cross-site"})
    assert [one.status_code for one in (taken, mistaken, flooded, foreign)] == [200, 422, 429, 403]
    for answer in (taken, mistaken, flooded, foreign):
        assert "Utlysning" not in answer.text
        text = answer.text.replace(house.address, "")
        assert not re.search(r"2026|\d:\d\d|\bago\b", text)
        assert "Not an official source; the call document decides." in answer.text


def test_a_few_sign_ups_a_minute_pass_and_forty_in_a_row_do_not(house: DeskWorld) -> None:
    answers = [house.ask(f"a{number}@example.org").status_code for number in range(40)]
    assert answers[:5] == [200] * 5
    assert answers[-1] == 429
    assert set(answers) == {200, 429}
    house.later(seconds=61)
    assert house.ask("late@example.org").status_code == 200


def test_one_address_is_mailed_three_times_a_day_at_most(house: DeskWorld) -> None:
    for _ in range(6):
        assert house.ask("Some.One@Example.org").status_code == 200
    house.mails(3)


def test_another_sites_form_is_refused_and_programs_are_not(house: DeskWorld) -> None:
    def ask(**headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return house.web.post("/subscribe", data={"email": ADDRESS}, headers=named).status_code

    assert ask(Origin="https://evil.example.org") == 403
    assert ask(Sec_Fetch_Site="cross-site", Origin="null") == 403
    assert ask(Sec_Fetch_Site="same-site") == 403
    assert ask(Sec_Fetch_Site="same-origin", Origin="null") == 200
    assert ask(Origin=house.address) == 200


def test_a_full_house_says_so_to_everybody_and_still_mails_who_is_known(tmp_path: Path) -> None:
    with desk_world(tmp_path, "cap = 1") as house:
        mine = house.subscribe()
        known, new = house.ask(), house.ask("new@example.org")
        assert known.status_code == new.status_code == 503
        assert known.content == new.content
        house.mails(2)
        assert house.links()["manage"] == mine["manage"]


def test_a_link_confirmed_after_the_house_is_full_stays_good(tmp_path: Path) -> None:
    with desk_world(tmp_path, "cap = 1") as house:
        house.ask("late@example.org")
        house.mails(1)
        late = house.links()["confirm"]
        mine = house.subscribe()
        assert house.web.post(late).status_code == 503
        house.web.post(mine["leave"])
        assert house.web.post(late).status_code == 200


def test_a_false_link_opens_nothing(house: DeskWorld) -> None:
    mine = house.subscribe()
    other = house.subscribe("b@example.org")
    signed = mine["manage"].partition(".")[2]
    for token in ("2." + signed, "1." + "A" * 43, "1", "x" * 50, "0." + signed, "9" * 15 + ".x"):
        assert house.web.get(f"/subscribe/manage/{token}").status_code == 404
        assert house.web.post(f"/subscribe/manage/{token}", data={"act": "stay"}).status_code == 404
        assert house.web.post(f"/subscribe/leave/{token}").status_code == 200
    assert house.web.get(other["manage"]).status_code == 200
    assert house.web.get(mine["manage"]).status_code == 200


def test_pages_behind_links_are_kept_by_nobody_and_tell_nobody(house: DeskWorld) -> None:
    mine = house.subscribe()
    house.ask("b@example.org")
    house.mails(2)
    false = "/subscribe/manage/1." + "A" * 43
    for path in (mine["manage"], mine["leave"], house.links()["confirm"], false, "/subscribe"):
        headers = house.web.get(path).headers
        assert headers["referrer-policy"] == "no-referrer", path
        assert headers["cache-control"] == "no-store", path
        assert "noindex" in headers["x-robots-tag"], path


def test_errors_on_private_paths_are_kept_by_nobody_and_tell_nobody(house: DeskWorld) -> None:
    path = house.subscribe()["manage"]
    answers = [
        house.web.put(path),
        house.web.get(path + "/more"),
        house.web.get(path + "?" + "a" * 5000),
    ]
    assert [one.status_code for one in answers] == [405, 404, 414]
    assert set(answers[0].headers["allow"].split(", ")) == {"GET", "POST"}
    for answer in answers:
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]


def test_a_get_and_a_head_change_nothing(house: DeskWorld) -> None:
    mine = house.subscribe()
    for path in mine.values():
        for query in ("", "?act=mute&call=x", "?List-Unsubscribe=One-Click"):
            house.web.get(path + query)
            house.web.head(path + query)
    assert house.web.get(mine["manage"]).status_code == 200


def test_buttons_for_what_is_not_there_are_refused(house: DeskWorld) -> None:
    mine = house.subscribe()
    for fields in (
        {"act": "mute", "call": "no-such-call"},
        {"act": "mute"},
        {"act": "destroy"},
        {"act": "pause", "until": "2020-01-01"},
        {"act": "pause", "until": "tomorrow"},
        {"act": "choice", "country": "XX"},
    ):
        assert house.web.post(mine["manage"], data=fields).status_code == 422, fields


def test_a_dump_of_the_database_holds_no_token_and_no_erased_address(house: DeskWorld) -> None:
    mine = house.subscribe()
    house.ask("pending@example.org")
    house.mails(2)
    tokens = [path.rpartition("/")[2] for path in (*mine.values(), house.links()["confirm"])]
    house.later(seconds=5)
    house.happens(EventKind.OPEN, swedish_call())
    house.deliver()
    house.web.post(mine["leave"])
    file = house.folder / "desk.db"
    with sqlite3.connect(file) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        dump = "\n".join(plain.iterdump())
    plain.close()
    raw = file.read_bytes()
    for token in (*tokens, *(token.partition(".")[2] or token for token in tokens)):
        assert token not in dump
        assert token.encode() not in raw
    assert ADDRESS not in dump
    assert ADDRESS.encode() not in raw
    assert "pending@example.org" in dump


def test_a_slack_webhook_is_sealed_and_nowhere_in_the_clear(
    house: DeskWorld, slack: Receiver
) -> None:
    secret = "Zx9" * 8
    answer = house.ask(f"https://hooks.slack.com/services/T0000000/B0000000/{secret}")
    assert answer.status_code == 200
    with sqlite3.connect(house.folder / "desk.db") as plain:
        dump = "\n".join(plain.iterdump())
    plain.close()
    assert secret not in dump
    assert "slack" in dump
    until(lambda: len(slack.got) == 1)


def test_the_secret_is_readable_by_its_owner_only(house: DeskWorld) -> None:
    file = house.folder / "desk.db.secret"
    assert file.stat().st_mode & 0o077 == 0


def test_limits_count_networks_apart_and_forget_with_time() -> None:
    limits = Limits()
    assert [limits.let_through("192.0.2.1", 0.0) for _ in range(12)] == [True] * 10 + [False] * 2
    assert not limits.let_through("192.0.2.99", 1.0)
    assert limits.let_through("198.51.100.1", 1.0)
    assert limits.let_through("2001:db8::1", 1.0)
    assert limits.let_through("192.0.2.1", 61.0)


def test_limits_hold_overall_whoever_asks() -> None:
    limits = Limits()
    passed = [limits.let_through(f"10.{n // 200}.{n % 200}.1", 0.0) for n in range(200)]
    assert sum(passed) == 120


def test_unconfirmed_addresses_are_erased_after_48_hours(house: DeskWorld) -> None:
    from monitor.upkeep import upkeep

    house.ask()
    house.later(hours=48, seconds=1)
    upkeep(house.context, house.clock[0])
    with sqlite3.connect(house.folder / "desk.db") as plain:
        assert ADDRESS not in "\n".join(plain.iterdump())
    plain.close()
    until(lambda: house.clock[0] > house.context.started + timedelta(hours=48))
