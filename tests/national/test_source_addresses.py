"""Address variants that name one page, and addresses that look alike and do not."""

import pytest

from sources.address import absolute, fold_address, same_host

SAME = [
    ("https://mup.gov.hr/vijesti-8/povratak/294012?big=1", "https://mup.gov.hr/vijesti-8/povratak/294012"),
    ("http://www.mvcr.cz/clanek/a.aspx?q=cHJuPTE%3D", "https://mvcr.cz/clanek/a.aspx"),
    ("https://eu-migrationsfonds.de/a_node.html;jsessionid=1F.live?nn=12", "https://www.eu-migrationsfonds.de/a_node.html"),
    ("https://migrant-integration.ec.europa.eu/index.php/news/x_en", "https://migrant-integration.ec.europa.eu/news/x_en"),
    ("https://www.moi.gov.cy/MOI/EUFundsUnit.nsf/A/B?OpenDocument", "https://moi.gov.cy/moi/eufundsunit.nsf/a/b?opendocument"),
    ("https://example.org/a/?utm_source=x&fbclid=1", "http://example.org/a"),
    ("https://example.org:443/a#top", "https://example.org/a"),
    ("https://example.org/%C3%A4", "https://example.org/ä"),
]  # fmt: skip

DIFFERENT = [
    ("https://www.minv.sk/?tlacove-spravy&sprava=jedna", "https://www.minv.sk/?tlacove-spravy&sprava=dva"),
    ("https://mvcr.cz/a.aspx?q=Y2hudW09Mg%3D%3D", "https://mvcr.cz/a.aspx"),
    ("https://fondi.eu/?p=860", "https://fondi.eu/"),
    ("https://example.org/A", "https://example.org/a"),
    ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_page_are_one_address(one: str, other: str) -> None:
    assert fold_address(one) == fold_address(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert fold_address(one) != fold_address(other)


@pytest.mark.parametrize(
    "url", ["", "mailto:a@example.org", "ftp://example.org/", "http://[bad", "tag:x"]
)
def test_what_is_no_web_address_has_no_name(url: str) -> None:
    assert fold_address(url) == ""


def test_links_are_made_absolute_and_other_schemes_dropped() -> None:
    assert absolute("../a?b=1#c", "https://example.org/x/y/") == "https://example.org/x/a?b=1"
    assert absolute("javascript:void(0)", "https://example.org/") == ""
    assert absolute("http://[bad", "https://example.org/") == ""


def test_a_host_is_the_same_with_and_without_www_but_not_on_another_port() -> None:
    assert same_host("https://www.example.org/a", "http://example.org/b")
    assert not same_host("http://127.0.0.1:1/a", "http://127.0.0.1:2/a")
    assert not same_host("https://example.org", "https://example.org.evil.example")
    assert not same_host("", "")
