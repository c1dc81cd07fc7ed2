"""What differs between two readings, as words a person can read (decisions C)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from rules_makers import AUG_21, AUG_28, NOW, by_day, by_hour, opening

from config.vocabulary import (
    CallFacts,
    Document,
    Flag,
    Money,
    Objective,
    Quote,
    Stage,
    Update,
)
from monitor.changes import facts_changes, history_changes

BASE = CallFacts(title="Call", country="SE", deadlines=(AUG_21,))


def told(before: CallFacts, **after):
    return {c.field: (c.old, c.new) for c in facts_changes(before, replace(before, **after), NOW)}


def kept(before: CallFacts, **after):
    return {c.field: (c.old, c.new) for c in history_changes(before, replace(before, **after))}


def test_where_nothing_differs_nothing_is_told():
    assert told(BASE) == kept(BASE) == {}


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money(amount=Decimal("6000000.00"), currency="EUR"), "EUR 6000000"),
        (Money(amount=Decimal("1.50"), currency="EUR"), "EUR 1.5"),
        (Money(amount=Decimal("3E+8"), currency="SEK", approximate=True), "about SEK 300000000"),
        (None, ""),
    ],
)
@pytest.mark.parametrize("field", ["budget", "grant_min", "grant_max"])
def test_an_amount_that_changed_is_told_old_and_new_in_its_own_currency(field, money, words):
    before = replace(BASE, **{field: Money(amount=Decimal(1), currency="EUR")})
    assert told(before, **{field: money}) == {field: ("EUR 1", words)}


def test_openings_say_their_hour_only_where_one_was_stated():
    before = replace(BASE, opens=opening("2026-06-01"))
    hour = replace(opening("2026-06-02"), precision=AUG_21.precision)
    assert told(before, opens=hour) == {
        "opens": ("2026-06-01 (Europe/Brussels)", "2026-06-02 00:00 (Europe/Brussels)")
    }


def test_of_texts_only_the_sentences_that_differ():
    before = replace(BASE, conditions="One. Two; three.\nFour.")
    assert told(before, conditions="One. Two; 3.\nFour.") == {"conditions": ("three.", "3.")}
    assert told(before, conditions="Four. One. Two; three.") == {}


def test_long_texts_are_cut():
    ((old, new),) = told(BASE, conditions="x" * 1000).values()
    assert (old, len(new), new[-1]) == ("", 400, "…")
    ((_, whole),) = told(BASE, conditions="x" * 400).values()
    assert whole == "x" * 400


def test_remarks_that_come_and_go():
    before = replace(BASE, updates=(Update(text="Old"), Update(text="Stays")))
    after = (Update(text="Stays"), Update(text="New", at=NOW))
    assert told(before, updates=after) == {"updates": ("Old", "New")}


ONE = Document(url="https://example.org/a.pdf", title="Call text", sha256="a" * 64)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        pytest.param((), ("Call text (aaaaaaaaaaaa)", ""), id="gone"),
        pytest.param(
            (replace(ONE, sha256="b" * 64),),
            ("Call text (aaaaaaaaaaaa)", "Call text (bbbbbbbbbbbb)"),
            id="replaced under its address",
        ),
        pytest.param(
            (ONE, Document(url="https://example.org/b.pdf")),
            ("", "https://example.org/b.pdf"),
            id="come",
        ),
    ],
)
def test_a_document_come_gone_or_replaced_is_told_by_its_title(after, words):
    assert told(replace(BASE, documents=(ONE,)), documents=after) == {"documents": words}


@pytest.mark.parametrize("after", [replace(ONE, sha256=None), replace(ONE, title="Text of call")])
def test_a_document_not_fetched_this_time_or_named_otherwise_is_the_same(after):
    assert told(replace(BASE, documents=(ONE,)), documents=(after,)) == {}
    assert told(replace(BASE, documents=(after,)), documents=(ONE,)) == {}


def test_the_counting_deadline_is_told_by_its_own_event():
    assert told(BASE, deadlines=(AUG_28,)) == {}
    assert kept(BASE, deadlines=(AUG_28,)) == {
        "deadlines": ("2026-08-21 17:00 (Europe/Brussels)", "2026-08-28 17:00 (Europe/Brussels)")
    }


def test_another_deadline_ahead_that_comes_or_goes_is_told():
    more = replace(AUG_28, stage=Stage.CUTOFF)
    one = "2026-08-21 17:00 (Europe/Brussels)"
    both = f"{one}, 2026-08-28 17:00 (Europe/Brussels)"
    assert told(BASE, deadlines=(more, AUG_21)) == {"deadlines": (one, both)}
    assert told(replace(BASE, deadlines=(AUG_21, more)), deadlines=(AUG_21,)) == {
        "deadlines": (both, one)
    }


def test_deadlines_past_or_in_doubt_that_come_or_go_are_history_only():
    past = by_hour("2026-01-01 12:00")
    doubted = replace(AUG_28, doubt=Flag.YEAR_CONTRADICTED)
    assert told(BASE, deadlines=(past, AUG_21, doubted)) == {}
    assert set(kept(BASE, deadlines=(past, AUG_21, doubted))) == {"deadlines"}


def test_the_words_it_was_read_from_travel_with_a_change():
    after = replace(BASE, title="New", evidence=(Quote(field="title", text="A new title"),))
    assert [c.words for c in facts_changes(BASE, after, NOW)] == ["A new title"]
    day = by_day("2026-09-01")
    (moved,) = history_changes(BASE, replace(BASE, deadlines=(day, AUG_28)))
    assert moved.words == "2026-09-01; 2026-08-28 17:00"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("identifier", "AMIF-1", ("", "AMIF-1")),
        ("call_identifier", "AMIF", ("", "AMIF")),
        ("authority", "ESF", ("", "ESF")),
        ("objectives", (Objective.ASYLUM, Objective.RETURN), ("", "SO1, SO3")),
        ("restricted", True, ("False", "True")),
        ("cofinancing_rate", 0.9, ("", "0.9")),
        ("url", "https://example.org", ("", "https://example.org")),
        ("flags", (Flag.CORRECTED,), ("", "corrected")),
    ],
)
def test_what_is_history_and_no_event(field, value, words):
    assert told(BASE, **{field: value}) == {}
    assert kept(BASE, **{field: value}) == {field: words}
