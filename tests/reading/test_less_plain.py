"""Notices that say it in a less plain way: each stands for a kind of text once read wrongly."""

from datetime import date
from decimal import Decimal

import pytest

from sources.reading import Context, Notice, read_text, zone_of

FUND = {
    "DE": "Aufruf aus dem Asyl-, Migrations- und Integrationsfonds (AMIF)",
    "HU": "Pályázati felhívás: Menekültügyi, Migrációs és Integrációs Alap",
    "IE": "AMIF call for proposals on reception",
    "NL": "Oproep Asiel-, Migratie- en Integratiefonds (AMIF)",
    "PL": "Nabór w Funduszu Azylu, Migracji i Integracji (FAMI)",
    "SE": "Utlysning inom asyl-, migrations- och integrationsfonden (AMIF)",
}


def read(country: str, text: str) -> tuple[Notice, ...]:
    return read_text(text, Context(country=country, zone=zone_of(country)))


def one(country: str, words: str) -> Notice:
    (notice,) = read(country, f"{FUND[country]}\n\n{words}")
    return notice


def closing(notice: Notice) -> list[date]:
    return [each.local.date() for each in notice.facts.deadlines]


OTHERS = {
    "HR": "Poziv „Tečajevi za radnike“\n\nPoziv se financira iz Europskog socijalnog fonda plus."
    " Smještaj je već podržan kroz AMIF.\n\nRok za prijavu: 5. svibnja 2027.",
    "SE": "Utlysning: Vägen till jobb\n\nESF-rådet utlyser medel ur Europeiska socialfonden."
    " Mottagande hänvisas till fonden AMIF.\n\nUtlysningen stänger den 5 maj 2027.",
    "PL": "Mechanizm Norweski: nabór projektów\n\nTermin naboru upływa 5 maja 2027 r.\n\n"
    "Wnioskodawcy FAMI wykazują brak podwójnego finansowania.",
    "NL": "Oproep: taalhulp in de opvang\n\nHet gaat om nationale subsidies; voor AMIF-geld wendt"
    " u zich tot het ministerie.\n\nDien de aanvraag in tot en met 5 mei 2027.",
}


@pytest.mark.parametrize("country", OTHERS)
def test_a_call_of_other_money_that_only_points_to_the_fund_is_no_call_of_it(country: str) -> None:
    assert read(country, OTHERS[country]) == ()


def test_a_training_that_a_call_pays_for_is_not_an_event() -> None:
    title = "AMIF pályázati felhívás: pedagógusok képzése"
    words = (
        "A kérelmek benyújtására 2027. április 5. 8.00 órától 2027. május 5. 12.00 óráig van mód."
    )
    (notice,) = read("HU", f"{title}\n\n{words}")
    assert closing(notice) == [date(2027, 5, 5)]
    assert notice.facts.opens is not None
    assert notice.facts.opens.local.date() == date(2027, 4, 5)


def test_a_training_for_applicants_is_no_call() -> None:
    words = "Képzés az AMIF pályázati felhívás pályázóinak\n\nA képzés ideje: 2027. május 5."
    assert read("HU", words) == ()


def test_the_end_of_the_projects_is_no_deadline_though_it_is_called_one() -> None:
    notice = one("HU", "A projekt megvalósításának végső határideje 2029. június 30.")
    assert notice.facts.deadlines == ()


def test_what_stands_ahead_of_instead_of_is_the_old_day() -> None:
    words = "A 2027. április 30-a helyett a kérelmek 2027. május 5-én 16.00 óráig tölthetők fel."
    assert closing(one("HU", words)) == [date(2027, 5, 5)]


def test_the_day_a_call_would_have_closed_gives_way_to_the_one_told_next() -> None:
    words = "Het tijdvak zou op 30 april 2027 sluiten. Dit wordt 5 mei 2027, 17.00 uur."
    assert closing(one("NL", words)) == [date(2027, 5, 5)]


def test_a_last_day_for_applying_may_be_new() -> None:
    words = "Tiden förlängs. Ny sista ansökningsdag är den 5 maj 2027. Tidigare den 30 april 2027."
    assert closing(one("SE", words)) == [date(2027, 5, 5)]


def test_each_block_of_open_and_close_is_a_call_of_its_own() -> None:
    blocks = (
        "Opvang\nOpen: 1 maart 2027\nSluit: 5 april 2027\nSubsidieplafond: € 3.000.000\n\n"
        "Terugkeer\nOpen: 3 mei 2027\nSluit: 7 juni 2027\nSubsidieplafond: € 2.000.000"
    )
    found = read("NL", f"AMIF – aanvraagtijdvakken 2027\n\n{blocks}")
    assert [closing(each) for each in found] == [[date(2027, 4, 5)], [date(2027, 6, 7)]]
    opened = [each.facts.opens.local.date() for each in found if each.facts.opens]
    assert opened == [date(2027, 3, 1), date(2027, 5, 3)]


def test_what_one_grant_may_be_is_no_budget() -> None:
    words = "Grants between €750,000 and €1,500,000 are expected. The call budget is €12,000,000."
    facts = one("IE", words).facts
    assert facts.budget is not None
    assert facts.budget.amount == 12_000_000
    assert facts.grant_min is not None
    assert facts.grant_max is not None
    assert (facts.grant_min.amount, facts.grant_max.amount) == (Decimal(750_000), 1_500_000)


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("IE", "Published on: 9 March 2027\n\nApplications are being accepted from today."),
        ("PL", "Opublikowano: 9 marca 2027 r.\n\nWnioski przyjmujemy od dziś."),
    ],
)
def test_applications_taken_from_today_open_on_the_day_of_publication(
    country: str, words: str
) -> None:
    opens = one(country, words).facts.opens
    assert opens is not None
    assert opens.local.date() == date(2027, 3, 9)


def test_this_year_stands_between_a_day_and_its_hour() -> None:
    words = "Opublikowano: 9 marca 2027 r.\n\nWnioski można składać do 5 maja br. do godz. 15.00."
    (deadline,) = one("PL", words).facts.deadlines
    assert (deadline.local.date(), deadline.local.hour) == (date(2027, 5, 5), 15)


def test_an_event_in_the_quoted_name_of_a_call_leaves_its_deadline_alone() -> None:
    title = "Prodloužení lhůty – 9. výzva OP AMIF"
    words = "Žádosti v rámci 9. výzvy „Jazykové kurzy“ lze podávat do 5. května 2027, 12:00."
    (notice,) = read("CZ", f"{title}\n\n{words}")
    assert closing(notice) == [date(2027, 5, 5)]


def test_the_earlier_closing_date_is_the_old_one() -> None:
    words = (
        "You now have until 5pm on 5 May 2027 to submit. The earlier closing date was 9 April 2027."
    )
    assert closing(one("IE", words)) == [date(2027, 5, 5)]


def test_numbered_items_of_several_sentences_are_calls_of_their_own() -> None:
    items = (
        '1) "Salute dei richiedenti" (Obiettivo Specifico 1 Asilo). Risorse: 16 milioni di euro.'
        " Scadenza: 5 aprile 2027, ore 12:00.\n\n"
        '2) "Rientri assistiti" (Obiettivo Specifico 3 Rimpatrio). Risorse: 9,5 milioni di euro.'
        " Scadenza: 5 maggio 2027, ore 12:00."
    )
    found = read("IT", f"Due avvisi FAMI 2021-2027\n\n{items}")
    assert [closing(each) for each in found] == [[date(2027, 4, 5)], [date(2027, 5, 5)]]
    assert [each.facts.budget.amount for each in found if each.facts.budget] == [
        16_000_000,
        9_500_000,
    ]
    assert found[0].facts.title.startswith('1) "Salute dei richiedenti" (Obiettivo Specifico 1')


def test_state_grants_closed_to_those_the_fund_pays_are_no_call_of_the_fund() -> None:
    words = (
        "Utlysning: statsbidrag till föreningar\n\nAnsökan stänger den 5 maj 2027.\n\n"
        "Insatser som får medel från AMIF eller ESF kan inte beviljas bidrag."
    )
    assert read("SE", words) == ()
