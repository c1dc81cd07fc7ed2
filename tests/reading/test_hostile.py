"""Whatever comes, the reader answers quickly and never raises."""

import gc
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.markup import tame
from sources.reading import Context, read_entry, read_html, read_text

CONTEXT = Context(country="FI", zone="Europe/Helsinki", language="fi")
CALL = "Call for proposals under the Asylum, Migration and Integration Fund (AMIF)\n\n"
DEADLINE = "The deadline for applications is 3 May 2027 at 14:30.\n"


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time `work` takes by itself: in its thread, without the garbage that
    tests before it left (a full collection of a worker's heap takes most of a second).
    """
    gc.collect()
    gc.freeze()
    began = time.thread_time()
    try:
        work()
    finally:
        gc.unfreeze()
    return time.thread_time() - began


TEXTS = {
    "empty": "",
    "blank": " \n\t\n ",
    "binary": random.Random(6).randbytes(50_000).decode("latin-1"),
    "nulls": "\x00" * 100_000,
    "5 MB of words": (CALL + DEADLINE + "Applicants may be public bodies. ") * 35_000,
    "5 MB on one line": "a" * 5_000_000,
    "5 MB of digits": "1.2.2027 " * 600_000,
    "500 dates": CALL + "\n".join(f"{n % 28 + 1}.{n % 12 + 1}.2027 klo 9.00" for n in range(500)),
    "500 deadlines": CALL + "\n".join(f"Deadline: {n % 28 + 1} May 2027" for n in range(500)),
    "500 amounts": CALL + DEADLINE + "Budget EUR 1,000,000 and " * 500,
    "only marks": "\u200f\u202e\u2066" * 10_000,
    "unknown language": "ประกาศรับข้อเสนอโครงการ AMIF 3 พฤษภาคม 2570 " * 500,
    "semicolons": CALL + "3 May 2027; " * 5_000,
    "bars": CALL + "| 3 May 2027 | 14:00 " * 3_000,
    "brackets": CALL + "(" * 50_000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_bad_text_is_answered_in_under_a_second(name: str) -> None:
    read_text(CALL + DEADLINE, CONTEXT)
    assert seconds(lambda: read_text(TEXTS[name], CONTEXT)) < 1


PAGES = {
    "nested": "<div>" * 50_000 + DEADLINE,
    "unclosed": "<p><b><i>" * 20_000,
    "attributes": "<p " + "a=1 " * 100_000 + ">" + DEADLINE,
    "entities": "&amp;" * 500_000,
    "wide table": "<table><tr>" + "<td>3 May 2027</td>" * 20_000 + "</tr></table>",
    "script": "<script>" + "var a=1;" * 300_000 + "</script>",
    "no end of a comment": "<!--" + "-" * 500_000,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_bomb_of_markup_is_answered_in_under_a_second(name: str) -> None:
    read_html("<h1>AMIF call</h1>", CONTEXT)
    assert seconds(lambda: read_html(tame(PAGES[name]), CONTEXT)) < 1


@pytest.mark.parametrize("name", ["empty", "blank", "binary", "nulls", "only marks"])
def test_what_says_nothing_is_no_call(name: str) -> None:
    assert read_text(TEXTS[name], CONTEXT) == ()


def test_five_hundred_deadlines_are_not_one() -> None:
    for notice in read_text(TEXTS["500 deadlines"], CONTEXT):
        assert [each for each in notice.facts.deadlines if each.doubt is None] == []


def test_text_in_a_language_that_was_not_announced_is_still_read() -> None:
    (notice,) = read_text(CALL + DEADLINE, CONTEXT)
    assert notice.facts.language == "en"
    assert f"{notice.facts.deadlines[0].local:%d.%m.%Y %H:%M}" == "03.05.2027 14:30"


def test_utf_8_read_as_windows_1252_is_put_right() -> None:
    text = "Utlysning inom AMIF för återvändande\n\nAnsökningsperioden är öppen, stänger 3 maj 2027"
    scrambled = text.encode("utf-8").decode("cp1252")
    (notice,) = read_text(scrambled, Context(country="SE", zone="Europe/Stockholm"))
    assert notice.facts.title == "Utlysning inom AMIF för återvändande"


def test_marks_for_right_to_left_writing_do_not_hide_a_date() -> None:
    text = CALL + "The deadline for applications is \u200f3 May\u202c 2027\u200e."
    (notice,) = read_text(text, CONTEXT)
    assert [f"{each.local:%Y-%m-%d}" for each in notice.facts.deadlines] == ["2027-05-03"]


WORDS = st.sampled_from(
    [
        *("AMIF", "call for proposals", "deadline", "until", "from", "closed", "extended", "Haku"),
        *("3 May 2027", "31.2.2027", "99/99/9999", "1-3 May", "0000-00-00", "24:00", "25:61"),
        *("noon", "EUR", "€", "1.000.000,00", "1,2,3", "million", "%", "100 %", "SO1", "|", ";"),
        *("\n", "\n\n", ". ", "(", ")", ":", "–", "•", "12 pm", "0 h", "AMIF-2027-TF1-AG-THB-01"),
        *("hakuaika", "mennessä", "päättyy", "klo", "Frist", "Uhr", "termiņš", "προθεσμία", "1er"),
    ]
)
GARBLE = st.lists(WORDS | st.text(max_size=8), max_size=40).map(" ".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=GARBLE, country=st.sampled_from(["FI", "DE", "GR", "LV", "HU", "EU", "XX"]))
def test_no_text_breaks_the_reader(text: str, country: str) -> None:
    context = Context(country=country, zone="Europe/Brussels", url="https://example.org/2027/05/")
    for notice in (*read_text(text, context), *read_text("AMIF call\n" + text, context)):
        assert notice.key
        assert notice.facts.title


@settings(max_examples=100, deadline=None)
@given(body=st.text(alphabet="<>/=\"'&;!-divphtmlabr 3.5:AMIF\n", max_size=300), title=st.text())
def test_no_markup_breaks_the_reader(body: str, title: str) -> None:
    page = f"<h1>{CALL}</h1><p>{DEADLINE}</p>{body}"
    for notice in (
        *read_html(body, CONTEXT),
        *read_entry(title, body, CONTEXT),
        *read_html(page, CONTEXT),
        *read_entry(CALL + title, page, CONTEXT),
    ):
        assert notice.key
        assert notice.facts.title
