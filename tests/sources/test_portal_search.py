"""The portal source against a portal that answers as the real one does, right and wrong."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from portal_makers import AMIF, HORIZON, ATime, a_topic, brussels

from config.vocabulary import StatusWord
from monitor.demo.portal_world import Mode, PortalWorld
from sources.base import Answer, CallSeen, Memory
from sources.errors import Blocked, FetchError, NothingFound, ParseError, TooMuch
from sources.eu_portal import EuPortal
from sources.http import HttpClient, open_client


async def read(portal: EuPortal, client: HttpClient, now: datetime) -> Answer:
    return portal.parse(await portal.fetch(client, Memory()), now)


async def test_one_question_asks_for_all_statuses_of_the_fund(
    portal: EuPortal, world: PortalWorld, client: HttpClient, now: datetime
) -> None:
    answer = await read(portal, client, now)
    assert [seen.facts.identifier for seen in answer.calls] == ["AMIF-2026-TF2-AG-THB-01"]
    assert answer.complete
    assert answer.landmarks_shown
    assert len(world.asked) == 1
    asked = world.asked[0]
    assert asked is not None
    assert asked["languages"] == ["en"]
    assert asked["sort"] == {"field": "identifier", "order": "ASC"}
    assert asked["query"] == {
        "bool": {
            "must": [
                {"terms": {"type": ["1"]}},
                {"terms": {"frameworkProgramme": [AMIF]}},
                {"terms": {"status": ["31094501", "31094502", "31094503"]}},
                {"terms": {"DATASOURCE": ["SEDIA"]}},
            ]
        }
    }


async def test_noise_rows_never_become_calls(
    portal: EuPortal, world: PortalWorld, client: HttpClient, now: datetime
) -> None:
    assert len(list(world.documents())) > 5
    answer = await read(portal, client, now)
    assert len(answer.calls) == 1


async def test_the_operators_own_address_keeps_its_query(
    portal: EuPortal, world: PortalWorld, client: HttpClient, now: datetime
) -> None:
    own = EuPortal(portal.info.url + "?apiKey=MINE&pageSize=3", portal.details_url)
    fetched = await own.fetch(client, Memory())
    assert fetched.responses[0].url.endswith("?apiKey=MINE&text=***&pageSize=100&pageNumber=1")


@pytest.mark.parametrize("count", [99, 100, 101, 250])
async def test_all_pages_are_read(
    portal: EuPortal, world: PortalWorld, client: HttpClient, now: datetime, count: int
) -> None:
    world.put(*(a_topic(number) for number in range(1, count + 1)))
    answer = await read(portal, client, now)
    assert len({seen.key for seen in answer.calls}) == count
    assert answer.complete
    assert len(world.asked) == -(-count // 100)


async def test_pages_that_overlap_are_walked_again_and_never_called_complete(
    portal: EuPortal, world: PortalWorld, client: HttpClient, now: datetime
) -> None:
    world.put(*(a_topic(number) for number in range(1, 151)))
    world.mode = Mode.OVERLAP
    answer = await read(portal, client, now)
    assert len(world.asked) == 6
    assert len(answer.calls) == 149
    assert not answer.complete
    assert "announced 150 rows and 149 could be had" in answer.warnings[0]


async def test_a_walk_that_goes_well_at_the_second_try_is_complete(
    portal: EuPortal, world: PortalWorld, client: HttpClient, now: datetime
) -> None:
    def settle() -> None:
        world.mode = Mode.OVERLAP if len(world.asked) < 3 else Mode.OK

    world.put(*(a_topic(number) for number in range(1, 151)))
    world.advance = settle
    answer = await read(portal, client, now)
    assert len(world.asked) == 4
    assert len(answer.calls) == 150
    assert answer.complete


async def test_lost_rows_make_an_answer_incomplete_and_say_so(
    portal: EuPortal, world: PortalWorld, client: HttpClient, now: datetime
) -> None:
    world.put(a_topic(1), a_topic(2), a_topic(3))
    world.mode = Mode.MISSING_ROWS
    answer = await read(portal, client, now)
    assert len(answer.calls) == 2
    assert not answer.complete
    assert len(world.asked) == 3
    assert "what is missing among them means nothing" in answer.warnings[0]


@pytest.mark.parametrize(
    ("mode", "error", "cause"),
    [
        (Mode.DOWN, FetchError, "server_error"),
        (Mode.RATE_LIMITED, FetchError, "rate_limited"),
        (Mode.SERVER_ERROR, FetchError, "server_error"),
        (Mode.BLOCK_PAGE, Blocked, "blocked"),
        (Mode.WRONG_TYPE, ParseError, "wrong_type"),
        (Mode.TRUNCATED, ParseError, "unreadable"),
        (Mode.FILTER_IGNORED, ParseError, "filter_ignored"),
        (Mode.SILENT, NothingFound, "landmarks_gone"),
    ],
)
async def test_each_way_to_fail_is_told_apart(
    portal: EuPortal,
    world: PortalWorld,
    client: HttpClient,
    now: datetime,
    mode: Mode,
    error: type[Exception],
    cause: str,
) -> None:
    world.mode = mode
    with pytest.raises(error) as failure:
        await read(portal, client, now)
    assert failure.type is error
    assert failure.value.cause == cause  # type: ignore[attr-defined]


async def test_a_block_page_names_its_support_id(
    portal: EuPortal, world: PortalWorld, client: HttpClient, now: datetime
) -> None:
    world.mode = Mode.BLOCK_PAGE
    with pytest.raises(Blocked, match="block page, support id 12345678901234567890"):
        await read(portal, client, now)


async def test_retry_after_reaches_whoever_plans_the_next_poll(
    portal: EuPortal, world: PortalWorld, client: HttpClient, now: datetime
) -> None:
    world.mode = Mode.RATE_LIMITED
    with pytest.raises(FetchError) as failure:
        await read(portal, client, now)
    assert failure.value.retry_after == 120


async def test_a_slow_portal_is_given_up(
    portal: EuPortal, world: PortalWorld, now: datetime
) -> None:
    world.mode, world.delay = Mode.SLOW, 3.0
    async with open_client(user_agent="t", allow_private=True, timeout=0.3, pause=0) as impatient:
        with pytest.raises(TooMuch, match=r"longer than 0\.3 s") as failure:
            await read(portal, impatient, now)
    assert failure.value.cause == "timeout"


async def test_an_empty_answer_counts_once_the_canary_sings(
    portal: EuPortal, world: PortalWorld, client: HttpClient, now: datetime
) -> None:
    world.mode = Mode.EMPTY
    answer = await read(portal, client, now)
    assert answer.calls == ()
    assert answer.complete
    assert answer.landmarks_shown
    canary = world.asked[-1]
    assert canary is not None
    assert {"terms": {"frameworkProgramme": [HORIZON]}} in canary["query"]["bool"]["must"]


async def test_a_search_put_together_wrongly_is_answered_as_the_real_one_answers(
    portal: EuPortal, world: PortalWorld, client: HttpClient
) -> None:
    """The simulation itself: the wrong questions of the reference get the known wrong answers."""
    http = client._http
    query = json.dumps({"bool": {"must": [{"terms": {"frameworkProgramme": [AMIF]}}]}})
    plain = await http.post(portal.info.url, data={"query": query})
    assert plain.json()["totalResults"] == len(list(world.documents()))
    untyped = await http.post(portal.info.url, files={"query": (None, query)})
    assert untyped.status_code == 500
    assert untyped.json()["type"] == "throwable"
    typed = {"query": (None, query, "application/json")}
    translated = await http.post(portal.info.url, files=typed)
    assert {row["language"] for row in translated.json()["results"]} == {"en", "sv"}
    strange = {"query": (None, '{"bool":{"must":[{"match":{"x":"y"}}]}}', "application/json")}
    assert (await http.post(portal.info.url, files=strange)).status_code == 400
    assert (await http.get(portal.info.url)).status_code == 405


async def test_a_portal_that_is_not_there_is_unreachable(client: HttpClient, now: datetime) -> None:
    gone = EuPortal("http://127.0.0.1:9/search")
    with pytest.raises(FetchError, match=r"127\.0\.0\.1:9|could not be reached") as failure:
        await read(gone, client, now)
    assert failure.value.cause == "unreachable"


async def test_the_status_follows_the_portals_word(
    portal: EuPortal, world: PortalWorld, client: HttpClient, clock: ATime, now: datetime
) -> None:
    word = {}
    for moment in (brussels(2026, 4, 30, 23), brussels(2026, 5, 1), brussels(2026, 9, 16, 17)):
        clock.now = moment
        word[moment] = (await read(portal, client, now)).calls[0].word
    assert list(word.values()) == [StatusWord.FORTHCOMING, StatusWord.OPEN, StatusWord.CLOSED]


async def test_a_topic_without_a_code_has_no_file_to_ask(
    portal: EuPortal, client: HttpClient, now: datetime
) -> None:
    seen = (await read(portal, client, now)).calls[0]
    nameless = replace(seen, facts=replace(seen.facts, identifier=None))
    assert await portal.still_shown(client, nameless) is None


@pytest.mark.parametrize(
    ("gone", "mode", "expected"),
    [
        (False, Mode.OK, True),
        (True, Mode.OK, False),
        (False, Mode.SERVER_ERROR, None),
        (False, Mode.WRONG_TYPE, None),
        (False, Mode.BLOCK_PAGE, None),
    ],
)
async def test_the_topics_own_file_says_whether_it_is_still_shown(
    portal: EuPortal,
    world: PortalWorld,
    client: HttpClient,
    now: datetime,
    gone: bool,
    mode: Mode,
    expected: bool | None,
) -> None:
    seen: CallSeen = (await read(portal, client, now)).calls[0]
    if gone:
        world.gone.add("AMIF-2026-TF2-AG-THB-01")
    world.mode = mode
    assert await portal.still_shown(client, seen) is expected
