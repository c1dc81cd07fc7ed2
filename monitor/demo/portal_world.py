"""The topics of the simulated portal and the documents its index makes of them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

AMIF = "43251447"
HORIZON = "43108390"
_BRUSSELS = ZoneInfo("Europe/Brussels")
_PAGE = (
    "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities"
    "/topic-details/"
)
_WORDS = {"31094501": "Forthcoming", "31094502": "Open", "31094503": "Closed"}

Metadata = dict[str, list[str]]
Document = dict[str, Any]


class Mode(StrEnum):
    """How the portal behaves. All but OK are ways to go wrong that were met or are feared."""

    OK = "ok"
    SLOW = "slow"  # answers after `delay` seconds
    DOWN = "down"  # 503
    RATE_LIMITED = "rate_limited"  # 429 with Retry-After
    SERVER_ERROR = "server_error"  # 500 with an HTML body
    BLOCK_PAGE = "block_page"  # a firewall's page with status 200
    WRONG_TYPE = "wrong_type"  # a login shell in HTML with status 200
    TRUNCATED = "truncated"  # JSON that breaks off
    FILTER_IGNORED = "filter_ignored"  # the whole index, whatever was asked
    EMPTY = "empty"  # nothing of the fund; other funds are there
    SILENT = "silent"  # nothing of any fund
    MISSING_ROWS = "missing_rows"  # announces all rows and gives all but one
    OVERLAP = "overlap"  # each further page repeats a row of the one before and loses one


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as the portal would hold it. Instants are aware; the portal tells Brussels time.

    With `hour` False the index states bare dates, as the real one does for current topics.
    `status` is a fixed code; "" lets the world's clock decide. Nothing is in the index before
    `published`.
    """

    identifier: str
    title: str
    ccm2_id: int
    opens: datetime
    deadlines: tuple[datetime, ...]
    call_identifier: str = ""
    programme: str = AMIF
    budget: int = 0
    model: str = "single-stage"
    hour: bool = False
    status: str = ""
    published: datetime | None = None
    conditions: str = ""
    updates: tuple[tuple[datetime, str], ...] = ()


@dataclass(slots=True)
class PortalWorld:
    """What is true at the simulated portal now. Change it while it is being asked.

    `lag` is how long the status codes stay behind the dates, `asked` every search that came in:
    the decoded parts, or None for one that was sent wrongly. `gone` are identifiers no longer shown
    anywhere. `advance` is called before each answer: what a story lets happen.
    """

    clock: Callable[[], datetime]
    topics: dict[str, Topic] = field(default_factory=dict)
    mode: Mode = Mode.OK
    delay: float = 60.0
    retry_after: int = 120
    lag: timedelta = timedelta()
    noise: bool = True
    asked: list[Mapping[str, Any] | None] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    advance: Callable[[], None] | None = None

    def put(self, *topics: Topic) -> None:
        """Add topics, or replace those with the same identifier."""
        self.topics.update({topic.identifier: topic for topic in topics})

    def change(self, identifier: str, **changes: Any) -> None:
        """Change fields of one topic: `deadlines=(...,)`, `status="31094502"`, `title=...`."""
        self.topics[identifier] = replace(self.topics[identifier], **changes)

    def status(self, topic: Topic) -> str:
        """The status code of a topic now."""
        if topic.status:
            return topic.status
        seen_as_of = self.clock() - self.lag
        if seen_as_of < topic.opens:
            return "31094501"
        closing = topic.deadlines[:1] if topic.model == "two-stage" else topic.deadlines[-1:]
        return "31094503" if closing and seen_as_of >= closing[0] else "31094502"

    def shown(self) -> list[Topic]:
        """The topics in the index now."""
        if self.advance is not None:
            self.advance()
        now = self.clock()
        return [
            topic
            for topic in self.topics.values()
            if (topic.published is None or topic.published <= now)
            and topic.identifier not in self.gone
        ]

    def documents(self) -> Iterator[Document]:
        """Every document of the index, noise included, as the real one mixes them."""
        for topic in self.shown():
            yield self._topic_document(topic, "en")
            if self.noise:
                yield self._topic_document(topic, "sv")
                yield self._update_document(topic)
        if self.noise:
            yield from self._other_documents()

    def details(self, lower_identifier: str) -> dict[str, Any] | None:
        """The topic's own file, known by its identifier in small letters only."""
        for topic in self.shown():
            if topic.identifier.lower() == lower_identifier:
                return {
                    "TopicDetails": {
                        "type": 1,
                        "ccm2Id": topic.ccm2_id,
                        "identifier": topic.identifier,
                        "title": topic.title,
                        "actions": self._actions(topic),
                    }
                }
        return None

    def _topic_document(self, topic: Topic, language: str) -> Document:
        title = topic.title if language == "en" else f"[{language}] {topic.title}"
        return _document(f"{topic.ccm2_id}TOPICS{language}", language, self._metadata(topic, title))

    def _metadata(self, topic: Topic, title: str) -> Metadata:
        found = {
            "identifier": [topic.identifier],
            "callIdentifier": [topic.call_identifier] if topic.call_identifier else [],
            "ccm2Id": [str(topic.ccm2_id)],
            "title": [title],
            "type": ["1"],
            "status": [self.status(topic)],
            "startDate": [_stamp(topic.opens, hour=False)],
            "deadlineDate": [_stamp(each, hour=topic.hour) for each in topic.deadlines],
            "deadlineModel": [topic.model],
            "frameworkProgramme": [topic.programme],
            "programmePeriod": ["2021 - 2027"],
            "DATASOURCE": ["SEDIA"],
            "actions": [json.dumps(self._actions(topic))],
            "url": [_PAGE + topic.identifier],
            "latestInfos": [json.dumps([_update(at, text) for at, text in topic.updates])],
            "links": ["[]"],
        }
        if topic.budget:
            found["budgetOverview"] = [json.dumps(self._budgets(topic))]
        if topic.conditions:
            found["topicConditions"] = [topic.conditions]
        return found

    def _actions(self, topic: Topic) -> list[dict[str, Any]]:
        code = self.status(topic)
        return [
            {
                "status": {"id": int(code), "abbreviation": _WORDS.get(code, "?")},
                "plannedOpeningDate": _day(topic.opens),
                "submissionProcedure": {"abbreviation": topic.model},
                "deadlineDates": [_day(each) for each in topic.deadlines],
            }
        ]

    def _budgets(self, topic: Topic) -> dict[str, Any]:
        """The whole call's money: the topic's own and that of its siblings, as the portal does."""
        siblings = [
            each
            for each in self.topics.values()
            if each.budget and (each is topic or _same_call(each, topic))
        ]
        year = str(topic.opens.year)
        return {
            "budgetYearsColumns": [year],
            "budgetTopicActionMap": {
                str(each.ccm2_id): [
                    {
                        "action": f"{each.identifier} - AMIF-PJG AMIF Project Grants",
                        "expectedGrants": 0,
                        "minContribution": 0,
                        "maxContribution": 0,
                        "budgetYearMap": {year: str(each.budget)},
                    }
                ]
                for each in siblings
            },
        }

    def _update_document(self, topic: Topic) -> Document:
        metadata = {
            "identifier": [topic.identifier],
            "title": [topic.title],
            "type": ["6"],
            "frameworkProgramme": [topic.programme],
            "DATASOURCE": ["SEDIA"],
            "language": ["en"],
            "description": ["<p>The submission session is now available.</p>"],
        }
        return _document(f"{topic.ccm2_id}4749921", "en", metadata)

    def _other_documents(self) -> Iterator[Document]:
        """Another fund's topic (the canary finds it), and the archive that ends in 2023."""
        other = Topic(
            identifier="HORIZON-CL2-2026-01-MIGRATION-04",
            title="Migration seen in another programme",
            ccm2_id=49900001,
            programme=HORIZON,
            opens=datetime(2020, 1, 1, tzinfo=_BRUSSELS),
            deadlines=(datetime(2039, 9, 16, 17, tzinfo=_BRUSSELS),),
        )
        yield self._topic_document(other, "en")
        archived = self._metadata(
            replace(
                other,
                identifier="AMIF-2022-TF1-AG-OLD",
                ccm2_id=45_747_793,
                programme=AMIF,
                status="31094501",
                deadlines=(datetime(2022, 7, 5, 17, tzinfo=_BRUSSELS),),
                hour=True,
            ),
            "A call the archive still calls forthcoming",
        )
        archived |= {"DATASOURCE": ["SEDIA_PRD_CENTRICITY"], "actions": []}
        for _ in range(2):
            yield _document("45747793AMIFProjectGrants1701820800000", "en", archived)


def _document(reference: str, language: str, metadata: Metadata) -> Document:
    metadata = metadata | {"language": [language], "REFERENCE": [reference]}
    return {
        "apiVersion": "2.151",
        "reference": reference,
        "url": next(iter(metadata.get("url", [])), ""),
        "title": None,
        "contentType": "text/plain",
        "language": language,
        "databaseLabel": "SEDIA",
        "summary": metadata["title"][0],
        "metadata": metadata,
    }


def _same_call(one: Topic, other: Topic) -> bool:
    return bool(one.call_identifier) and one.call_identifier == other.call_identifier


def _stamp(instant: datetime, *, hour: bool) -> str:
    """Brussels wall time under the false label the index uses."""
    wall = instant.astimezone(_BRUSSELS)
    time = f"{wall:%H:%M:%S}" if hour else "00:00:00"
    return f"{wall:%Y-%m-%d}T{time}.000+0000"


def _day(instant: datetime) -> str:
    return f"{instant.astimezone(_BRUSSELS):%Y-%m-%d}"


def _update(at: datetime, text: str) -> dict[str, str]:
    wall = at.astimezone(_BRUSSELS)
    return {
        "approvalDate": "",
        "lastChangeDate": f"{wall:%Y-%m-%dT%H:%M:%S}.318",
        "content": f"<p>{text}</p>",
    }
