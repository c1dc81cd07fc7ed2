"""`amif-monitor read`: files, standard input, feeds, pages and PDFs; mistakes are one sentence."""

import io
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from monitor.cli import build
from monitor.commands.read import run_read
from sources.base import Response
from sources.errors import FetchError
from tests.sources.test_pdf import a_pdf

NOW = datetime(2027, 4, 1, 12, 0, tzinfo=UTC)
TITLE = "Call for proposals under the Asylum, Migration and Integration Fund (AMIF)"
TEXT = f"{TITLE}\n\nThe deadline for applications is 3 May 2027 at 14:30.\n"
PAGE = (
    f'<html lang="en"><body><main><h1>{TITLE}</h1><p>Deadline: 3 May 2027</p></main></body></html>'
)
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<link>https://example.org/</link><description>News</description>
<item><title>{TITLE}</title><link>https://example.org/call</link>
<pubDate>Mon, 01 Mar 2027 08:00:00 GMT</pubDate>
<description>The deadline for applications is 3 May.</description></item>
<item><title>Holiday hours</title><link>https://example.org/other</link>
<description>We are closed on 1 May.</description></item></channel></rss>"""


class Shown(NamedTuple):
    code: int
    out: str
    err: str

    def calls(self) -> list[dict[str, Any]]:
        return [call for item in json.loads(self.out)["items"] for call in item["calls"]]


def fetch(url: str) -> Response:
    if "gone" in url:
        raise FetchError(f"{url} answered 404.")
    return Response(url=url, status=200, headers={"content-type": "text/html"}, body=PAGE.encode())


def shown(capsys: pytest.CaptureFixture[str], *inputs: str | Path, **options: Any) -> Shown:
    given = {"json": True, "country": "IE", "published": None} | options
    code = run_read(
        [str(each) for each in inputs],
        given["country"],
        given["published"],
        json=given["json"],
        now=NOW,
        fetch=fetch,
    )
    captured = capsys.readouterr()
    return Shown(code, captured.out, captured.err)


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


Capture = pytest.CaptureFixture[str]


def test_a_text_file_shows_its_call(tmp_path: Path, capsys: Capture) -> None:
    found = shown(capsys, file(tmp_path, "call.txt", TEXT))
    (call,) = found.calls()
    assert found.code == 0
    assert call["title"] == TITLE
    assert call["country"] == "IE"
    assert call["status"] == "open"
    assert call["deadlines"][0]["at"] == "2027-05-03T13:30:00Z"


def test_a_page_shows_its_call(tmp_path: Path, capsys: Capture) -> None:
    (call,) = shown(capsys, file(tmp_path, "call.html", PAGE)).calls()
    assert call["deadlines"][0]["assumed"] is True


def test_a_feed_shows_the_calls_among_its_news(tmp_path: Path, capsys: Capture) -> None:
    (call,) = shown(capsys, file(tmp_path, "feed.xml", FEED)).calls()
    assert call["url"] == "https://example.org/call"
    assert call["deadlines"][0]["at"].startswith("2027-05-03")


def test_a_pdf_shows_its_call(tmp_path: Path, capsys: Capture) -> None:
    body = a_pdf(TITLE, "The deadline for applications is 3 May 2027 at 14:30.")
    (call,) = shown(capsys, file(tmp_path, "call.pdf", body)).calls()
    assert call["deadlines"][0]["at"] == "2027-05-03T13:30:00Z"


def test_a_broken_pdf_is_no_call_and_no_failure(tmp_path: Path, capsys: Capture) -> None:
    found = shown(capsys, file(tmp_path, "call.pdf", b"%PDF-1.4\nnothing"))
    assert (found.code, found.calls()) == (0, [])


def test_standard_input_is_read(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert len(shown(capsys, "-").calls()) == 1


def test_an_address_is_fetched(capsys: Capture) -> None:
    (call,) = shown(capsys, "https://example.org/call").calls()
    assert call["title"] == TITLE


def test_a_missing_file_is_one_sentence_and_exit_1(tmp_path: Path, capsys: Capture) -> None:
    there = file(tmp_path, "call.txt", TEXT)
    found = shown(capsys, tmp_path / "none.txt", there, json=False)
    assert found.code == 1
    assert "none.txt cannot be read: No such file or directory." in found.err
    assert TITLE in found.out.replace("\n", " ").replace("  ", " ")


def test_an_address_that_fails_is_one_sentence_and_exit_1(capsys: Capture) -> None:
    found = shown(capsys, "https://example.org/gone")
    assert found.code == 1
    assert json.loads(found.out)["items"][0]["error"] == "https://example.org/gone answered 404."


def test_the_country_gives_the_zone(tmp_path: Path, capsys: Capture) -> None:
    (call,) = shown(capsys, file(tmp_path, "call.txt", TEXT), country="FI").calls()
    assert call["country"] == "FI"
    assert call["deadlines"][0]["at"] == "2027-05-03T11:30:00Z"


def test_the_day_of_publication_tells_the_year(tmp_path: Path, capsys: Capture) -> None:
    path = file(tmp_path, "call.txt", TEXT.replace(" 2027", ""))
    assert shown(capsys, path).calls()[0]["deadlines"] == []
    (call,) = shown(capsys, path, published=date(2027, 3, 1)).calls()
    assert call["deadlines"][0]["at"].startswith("2027-05-03")


def test_what_holds_no_call_says_so(tmp_path: Path, capsys: Capture) -> None:
    path = file(tmp_path, "page.txt", "The office is closed on 1 May.")
    found = shown(capsys, path, json=False)
    assert found.code == 0
    assert "no AMIF call" in found.out


def test_the_table_shows_the_words_a_value_was_read_from(tmp_path: Path, capsys: Capture) -> None:
    found = shown(capsys, file(tmp_path, "call.txt", TEXT), json=False)
    assert "The deadline for applications is 3 May 2027 at 14:30." in " ".join(found.out.split())


@pytest.mark.parametrize("country", ["ZZ", "Sweden", ""])
def test_an_unknown_country_is_wrong_use_in_one_sentence(tmp_path: Path, country: str) -> None:
    given = str(file(tmp_path, "call.txt", TEXT))
    answer = CliRunner().invoke(build(lambda: NOW), ["read", given, "--country", country])
    assert answer.exit_code == 2
    assert answer.stderr.strip() == f"--country is a country such as SE, or EU, not {country!r}."
