"""From notices to one per call: keys, the EU level's rule, extensions told on another page."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from config.vocabulary import (
    CallFacts,
    Deadline,
    DeadlineKind,
    Management,
    Moment,
    Precision,
    StatusWord,
)
from sources.base import Shape, SourceInfo
from sources.quoted import quoted_names
from sources.reading import Notice
from sources.settle import Found, as_eu_level, filled, is_eu_level, settle

INFO = SourceInfo(
    id="it_test",
    name="Test",
    country="IT",
    zone="Europe/Rome",
    url="https://example.org/",
    shape=Shape.LISTING,
    authority="Ministry",
)


def closing(day: int, month: int = 1, zone: str = "Europe/Rome") -> Deadline:
    return Deadline(
        at=datetime(2027, month, day, 22, 59, 59, tzinfo=UTC),
        zone=zone,
        precision=Precision.DAY,
        assumed=True,
    )


def found(title: str, name: str = "", word: StatusWord = StatusWord.OPEN, **more: object) -> Found:
    quoted = more.pop("quoted", frozenset())
    published = more.pop("published", None)
    deadlines = more.pop("deadlines", ())
    facts = CallFacts(
        title=title,
        country="IT",
        deadlines=deadlines,  # type: ignore[arg-type]
        deadline_kind=DeadlineKind.FIXED if deadlines else DeadlineKind.UNKNOWN,
        **more,  # type: ignore[arg-type]
    )
    return Found(
        notice=Notice(key=title, word=word, facts=facts),
        name=name,
        url=f"https://{name}" if name else "",
        published=published,  # type: ignore[arg-type]
        quoted=quoted,  # type: ignore[arg-type]
    )


def keys(*items: Found) -> list[str]:
    return [seen.key for seen in settle(INFO, items)]


def test_a_code_outranks_address_and_title_whatever_its_dashes_and_case() -> None:
    assert keys(found("A", "x.org/1", identifier="Amif\u20132026_a b")) == ["AMIF-2026-AB"]


def test_the_address_outranks_the_title_and_one_page_may_hold_several_calls() -> None:
    assert keys(found("Prima", "x.org/1")) == ["x.org/1"]
    assert keys(found("Prima", "x.org/1"), found("Seconda", "x.org/1")) == [
        "x.org/1#prima",
        "x.org/1#seconda",
    ]


def test_without_either_the_folded_title_is_the_key_and_twins_are_counted() -> None:
    assert keys(found("Città  Aperta"), found("citta aperta")) == ["citta aperta", "citta aperta~2"]


def test_a_key_never_holds_a_date() -> None:
    moved = replace(found("A"), notice=found("A", deadlines=(closing(29),)).notice)
    assert keys(found("A", deadlines=(closing(15),))) == keys(moved)


def test_two_codes_are_two_calls() -> None:
    assert len(keys(found("A", identifier="X-1"), found("A", identifier="X-2"))) == 2


def test_of_two_pages_with_one_code_the_newer_counts_and_the_older_fills_in() -> None:
    old = found(
        "Old",
        "x.org/1",
        identifier="X-1",
        published=date(2026, 11, 1),
        deadlines=(closing(15),),
        conditions="as before",
    )
    new = found(
        "New", "x.org/2", identifier="X-1", published=date(2026, 12, 1), deadlines=(closing(29),)
    )
    (seen,) = settle(INFO, [old, new])
    assert seen.facts.title == "New"
    assert seen.facts.deadlines == (closing(29),)
    assert seen.facts.conditions == "as before"


def test_a_rolling_deadline_is_not_filled_with_an_older_date() -> None:
    rolling = CallFacts(title="A", country="IT", deadline_kind=DeadlineKind.ROLLING)
    older = CallFacts(
        title="A", country="IT", deadlines=(closing(1),), deadline_kind=DeadlineKind.FIXED
    )
    assert filled(rolling, older).deadlines == ()


ALLOGGIO = frozenset({"servizi per l alloggio e l autonomia abitativa"})


def test_an_extension_on_another_page_moves_the_call_it_quotes() -> None:
    announced = found(
        "Nuovo avviso",
        "x.org/1",
        quoted=ALLOGGIO,
        deadlines=(closing(15),),
        published=date(2026, 11, 2),
    )
    extended = found(
        "Prorogato l'avviso",
        "x.org/2",
        StatusWord.EXTENDED,
        quoted=ALLOGGIO,
        deadlines=(closing(29),),
        published=date(2026, 11, 20),
    )
    other = found("Altro avviso", "x.org/3", published=date(2026, 11, 3))
    seen = {each.key: each for each in settle(INFO, [extended, other, announced])}
    assert set(seen) == {"x.org/1", "x.org/3"}
    assert seen["x.org/1"].facts.deadlines == (closing(29),)
    assert seen["x.org/1"].word is StatusWord.EXTENDED
    assert seen["x.org/1"].facts.title == "Nuovo avviso"


def test_an_extension_that_could_be_of_two_calls_stays_by_itself() -> None:
    extended = found("Prorogati", "x.org/2", StatusWord.EXTENDED, quoted=ALLOGGIO)
    one, two = (found(f"Avviso {n}", f"x.org/{n}", quoted=ALLOGGIO) for n in ("a", "b"))
    assert len(keys(extended, one, two)) == 3


def test_only_an_extension_joins_another_pages_call() -> None:
    one = found("Nuovo avviso", "x.org/1", quoted=ALLOGGIO)
    two = found("Ancora un avviso", "x.org/2", quoted=ALLOGGIO)
    assert len(keys(one, two)) == 2


def test_the_funds_own_name_in_quotes_names_no_call() -> None:
    assert quoted_names("по фонд „Убежище, миграция и интеграция“ 2021-2027") == frozenset()
    assert quoted_names("del «Fondo Asilo, Migrazione e Integrazione»") == frozenset()
    assert quoted_names("l'avviso \"Servizi per l'alloggio e l'autonomia abitativa\"") == ALLOGGIO
    assert quoted_names('the word "short"') == frozenset()


# -- the EU level (decisions A 3) ------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "AMIF-2024-TF2-AG-THB-01",
        "AMIF-2022-AG-CALL-THB",
        "amif-2023-tf2-ag-call",
        "AMIF‑2025‑TF2‑AG‑INTE",
    ],
)
def test_a_portal_code_is_eu_level(code: str) -> None:
    assert is_eu_level(CallFacts(title="A", country="CY", identifier=code))


@pytest.mark.parametrize(
    "code", ["AMIF_020", "AMIF 2/2023", "AMIF NR 106", "FAMI2030-2025-27", "AMIF-2024-01", None]
)
def test_a_national_code_is_not(code: str | None) -> None:
    assert not is_eu_level(CallFacts(title="A", country="CY", identifier=code))


def relayed(deadline: Deadline) -> CallFacts:
    return CallFacts(
        title="A",
        country="CY",
        identifier="AMIF-2024-TF2-AG-THB-01",
        opens=Moment(
            at=datetime(2024, 5, 20, 21, tzinfo=UTC), zone="Asia/Nicosia", precision=Precision.DAY
        ),
        deadlines=(deadline,),
        deadline_kind=DeadlineKind.FIXED,
    )


def test_a_bare_date_of_an_eu_call_closes_at_17_in_brussels_whoever_relays_it() -> None:
    nicosia = Deadline(
        at=datetime(2024, 8, 21, 20, 59, 59, tzinfo=UTC),
        zone="Asia/Nicosia",
        precision=Precision.DAY,
        assumed=True,
    )
    facts = as_eu_level(relayed(nicosia))
    assert facts.country == "EU"
    assert facts.management is Management.DIRECT
    assert facts.deadlines[0].at == datetime(2024, 8, 21, 15, tzinfo=UTC)
    assert facts.deadlines[0].assumed
    assert facts.opens is not None
    assert facts.opens.at == datetime(2024, 5, 20, 22, tzinfo=UTC)
    assert as_eu_level(facts) == facts


def test_an_hour_somebody_stated_is_kept() -> None:
    stated = Deadline(at=datetime(2024, 8, 21, 14, tzinfo=UTC), zone="Asia/Nicosia")
    assert as_eu_level(relayed(stated)).deadlines == (stated,)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("bis 31. März 2028, 24:00 Uhr MEZ", "Europe/Rome"),
        ("17:00 Brussels time", "Europe/Berlin"),
        ("", "Europe/Berlin"),
    ],
)
def test_an_abbreviation_that_is_the_sources_own_clock_is_told_in_its_zone(
    text: str, zone: str
) -> None:
    at = datetime(2028, 3, 31, 20, tzinfo=UTC)
    deadline = Deadline(at=at, zone="Europe/Berlin", text=text)
    (seen,) = settle(INFO, [found("A", deadlines=(deadline,))])
    assert seen.facts.deadlines[0].zone == zone
    assert seen.facts.deadlines[0].at == at


def test_an_abbreviation_of_another_clock_stays() -> None:
    deadline = Deadline(
        at=datetime(2028, 3, 31, 20, tzinfo=UTC), zone="Europe/Helsinki", text="23:00 EEST"
    )
    (seen,) = settle(INFO, [found("A", deadlines=(deadline,))])
    assert seen.facts.deadlines[0].zone == "Europe/Helsinki"
