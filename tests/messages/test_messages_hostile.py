"""Nothing from outside breaks out of a message, in any of its shapes; none fetches anything."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from letters_to_try import EXACT_DEADLINE, HOUSE, SOURCES, call, parcel, told
from messages_to_try import message

from config.vocabulary import EventKind
from monitor.messages import compose
from notifiers.base import Message

EVIL = (
    "<!channel> <script>alert(1)</script> *bold* _it_ `code` [x](http://evil.example) "
    "\u202egnp.exe\u202c\r\nBcc: x@example.org\x00"
)


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.values: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.values += [f"{name}={value}" for name, value in attrs]


@pytest.fixture
def hostile() -> Message:
    """A message in which everything that can come from outside does its worst."""
    about = call(
        title=EVIL,
        identifier=EVIL,
        authority=EVIL,
        url='javascript:alert("x")',
        deadlines=(replace(EXACT_DEADLINE, text=EVIL),),
    )
    about = replace(about, corrected={"deadline": EVIL})
    line = replace(SOURCES["eu_portal"], name=EVIL)
    evil = told(EventKind.CHANGED, about)
    change = replace(evil.event.changes[0], old=EVIL, new=EVIL)
    evil = replace(evil, event=replace(evil.event, changes=(change,)))
    return compose(parcel(told=(evil,), sources={"eu_portal": line}, house=HOUSE))


def test_html_holds_no_tag_but_ours(hostile: Message) -> None:
    page = Tags(hostile.html)
    assert "script" not in page.names
    assert "img" not in page.names
    assert not [value for value in page.values if "javascript" in value]
    assert "&lt;script&gt;" in hostile.html


def test_a_title_stays_on_one_line(hostile: Message) -> None:
    for sign in ("\r", "\n", "\x00", "\u202e"):
        assert sign not in hostile.title
    assert not [line for line in hostile.text.splitlines() if line.startswith("Bcc:")]
    assert "\u202e" not in hostile.text + hostile.html + hostile.markdown


def test_markdown_calls_nobody_and_formats_nothing_of_others(hostile: Message) -> None:
    assert "<!channel>" not in hostile.markdown.replace("\\<", "")
    assert "*bold*" not in hostile.markdown
    assert "`" not in hostile.markdown
    assert "[x](" not in hostile.markdown.replace("\\[x\\](", "")


def test_only_web_addresses_become_links(hostile: Message) -> None:
    assert "javascript" not in hostile.text + hostile.html + hostile.markdown
    assert "https://calls.example.org/calls/eu-portal-1" in hostile.html


def test_a_title_of_a_megabyte_becomes_a_message_of_normal_size() -> None:
    said = message(about=call(title="x" * 1_000_000, identifier="y" * 1_000_000))
    assert len(said.title) <= 240
    assert len(said.html) < 20_000


def test_html_fetches_nothing_and_is_told_to_follow_the_readers_colours() -> None:
    page = message().html
    assert "src=" not in page
    assert "@import" not in page
    assert "url(" not in page
    assert 'name="color-scheme" content="light dark"' in page
    assert "background" not in page
