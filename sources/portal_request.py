"""What the EU portal is asked: the search's address and its multipart parts. Pure."""

import json
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

PAGE_SIZE = 100  # the most the search gives; a larger wish is cut to this
STATUSES = ("31094501", "31094502", "31094503")
TOPIC_TYPE = "1"
SOURCE = "SEDIA"
LANGUAGE = "en"


def search_url(base: str, *, page: int = 1, size: int = PAGE_SIZE) -> str:
    """The search's address for one page; what the operator's own address states is kept."""
    parts = urlsplit(base)
    asked = {"apiKey": SOURCE, "text": "***"} | dict(parse_qsl(parts.query))
    asked |= {"pageSize": str(size), "pageNumber": str(page)}
    return urlunsplit(parts._replace(query=urlencode(asked, safe="*")))


def search_parts(programme: str) -> dict[str, str]:
    """The parts for all topics of one programme, whatever their status.

    Closed ones are asked for too: a transition is then seen directly, not guessed from absence.
    """
    return _parts(
        [
            ("type", [TOPIC_TYPE]),
            ("frameworkProgramme", [programme]),
            ("status", STATUSES),
            ("DATASOURCE", [SOURCE]),
        ]
    )


def canary_parts(programme: str) -> dict[str, str]:
    """The parts of a query that always has an answer: proof that the search is alive."""
    return _parts(
        [
            ("type", [TOPIC_TYPE]),
            ("frameworkProgramme", [programme]),
            ("status", STATUSES),
        ]
    )


def _parts(terms: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    must = [{"terms": {name: list(values)}} for name, values in terms]
    return {
        "query": json.dumps({"bool": {"must": must}}),
        "languages": json.dumps([LANGUAGE]),
        "sort": json.dumps({"field": "identifier", "order": "ASC"}),
    }
