"""The page over simulated sites: quiet pass, change, redesign, empty, several pages, a PDF."""

from datetime import UTC, datetime

import pytest
from fake_site import Site
from shape_makers import AT, BASE, CALL, Poller, call_page, page, page_source

from sources.errors import NothingFound


@pytest.mark.parametrize("etags", [True, False])
async def test_a_quiet_pass_of_a_page_is_one_request_and_unchanged(etags: bool) -> None:
    poller = Poller(page_source(), Site({AT: call_page("Calls for proposals")}, etags=etags))
    first = await poller.poll()
    assert first is not None
    assert [seen.facts.deadlines[0].at for seen in first.calls] == [
        datetime(2027, 1, 15, 12, tzinfo=UTC)
    ]
    assert first.complete
    poller.site.requests()
    assert await poller.poll() is None
    assert poller.site.requests() == [AT]


async def test_a_page_rewritten_in_place_keeps_its_calls_name_when_the_deadline_moves() -> None:
    poller = Poller(page_source(), Site({AT: call_page("Calls for proposals")}))
    before = await poller.poll()
    poller.site.pages[AT] = call_page("Calls for proposals", "29 January 2027")
    after = await poller.poll()
    assert before is not None
    assert after is not None
    assert [seen.key for seen in before.calls] == [seen.key for seen in after.calls]
    assert after.calls[0].facts.deadlines[0].at == datetime(2027, 1, 29, 12, tzinfo=UTC)


async def test_a_page_without_calls_is_a_success_while_its_landmarks_stand() -> None:
    poller = Poller(page_source(), Site({AT: page("Calls for proposals", "<p>None now.</p>")}))
    answer = await poller.poll()
    assert answer is not None
    assert answer.calls == ()
    assert answer.landmarks_shown


@pytest.mark.parametrize(
    "body",
    [
        page("Welcome to our new site", "<p>Find your way.</p>"),
        page("Sign in", "<form><input type='password'></form>"),
        b"",
        b"\x00\xff\xfe binary",
    ],
)
async def test_a_page_without_its_landmarks_is_a_failed_poll(body: bytes) -> None:
    poller = Poller(page_source(), Site({AT: body}))
    with pytest.raises(NothingFound):
        await poller.poll()


async def test_without_landmarks_only_a_call_verifies_a_page() -> None:
    poller = Poller(page_source(landmarks=()), Site({AT: page("News", "<p>Nothing.</p>")}))
    answer = await poller.poll()
    assert answer is not None
    assert not answer.landmarks_shown
    poller.site.pages[AT] = call_page("News")
    answer = await poller.poll()
    assert answer is not None
    assert answer.landmarks_shown


async def test_where_one_of_two_pages_changed_the_other_is_read_too() -> None:
    second = f"{BASE}/more"
    site = Site({AT: call_page("Calls for proposals"), second: call_page("Calls for proposals 2")})
    poller = Poller(page_source(options={"pages": (second,)}), site)
    first = await poller.poll()
    site.pages[second] = call_page("Calls for proposals 2", "1 February 2027")
    then = await poller.poll()
    assert first is not None
    assert then is not None
    assert len(first.calls) == len(then.calls) == 2


async def test_after_an_upgrade_of_the_reader_a_page_is_read_anew_though_it_did_not_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poller = Poller(page_source(), Site({AT: call_page("Calls for proposals")}))
    await poller.poll()
    assert await poller.poll() is None
    monkeypatch.setattr("sources.shape._reader", lambda: "another")
    answer = await poller.poll()
    assert answer is not None
    assert len(answer.calls) == 1
    assert await poller.poll() is None


async def test_a_page_with_a_heading_per_call_gives_each_its_own_title() -> None:
    one = "<h2>Language courses</h2>" + CALL.format(day="15 January 2027")
    two = "<h2>Safe return</h2>" + CALL.format(day="1 March 2027")
    answer = await Poller(
        page_source(), Site({AT: page("Calls for proposals", f"{one}{two}")})
    ).poll()
    assert answer is not None
    assert [seen.facts.title for seen in answer.calls] == ["Language courses", "Safe return"]
    assert [seen.facts.deadlines[0].at.month for seen in answer.calls] == [1, 3]


async def test_a_page_that_is_a_pdf_is_read() -> None:
    body = pdf_of("AMIF call for proposals. The deadline for applications is 15 January 2027.")
    answer = await Poller(page_source(landmarks=()), Site({AT: body})).poll()
    assert answer is not None
    assert [seen.facts.deadlines[0].at.day for seen in answer.calls] == [15]


def pdf_of(words: str) -> bytes:
    """A PDF of one line, as small as one can be."""
    text = f"BT /F1 12 Tf 20 700 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    )
