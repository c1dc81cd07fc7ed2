"""What the reader makes of dates, hours, zones, money and several calls in one notice."""

from datetime import date
from decimal import Decimal

import pytest

from config.vocabulary import DeadlineKind, Flag, Objective, Precision, StatusWord
from sources.reading import Context, Notice, read_entry, read_html, read_text, zone_of

TITLE = "Call for proposals under the Asylum, Migration and Integration Fund (AMIF)"
IRELAND = Context(country="IE", zone="Europe/Dublin")
AUSTRIA = Context(country="AT", zone="Europe/Vienna")
SWEDEN = Context(country="SE", zone="Europe/Stockholm")


def one(text: str, context: Context = IRELAND) -> Notice:
    notices = read_text(text, context)
    assert len(notices) == 1
    return notices[0]


def closing(words: str, context: Context = IRELAND) -> list[str]:
    facts = one(f"{TITLE}\n\n{words}", context).facts
    return [f"{each.local:%Y-%m-%d %H:%M:%S}" for each in facts.deadlines if each.doubt is None]


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("The deadline for applications is 3 May 2027 at 14:30.", "2027-05-03 14:30:00"),
        ("The closing date for applications is 12 pm on 3 May 2027.", "2027-05-03 12:00:00"),
        ("The closing date for applications is noon on 3 May 2027.", "2027-05-03 12:00:00"),
        ("The deadline for applications is 3rd May 2027, 5 p.m.", "2027-05-03 17:00:00"),
        ("The deadline for applications is Monday, May 3, 2027 at 17:00.", "2027-05-03 17:00:00"),
        ("Closing date: 03/05/2027", "2027-05-03 23:59:59"),
        ("Deadline: 2027-05-03", "2027-05-03 23:59:59"),
    ],
)
def test_a_day_and_its_hour_are_read_beside_a_deadline_word(words: str, moment: str) -> None:
    assert closing(words) == [moment]


def test_an_hour_that_is_not_stated_is_marked_as_assumed() -> None:
    deadline = one(f"{TITLE}\n\nDeadline: 3 May 2027").facts.deadlines[0]
    assert deadline.assumed
    assert deadline.precision is Precision.DAY


def test_an_hour_that_is_stated_is_not_assumed() -> None:
    deadline = one(f"{TITLE}\n\nDeadline: 3 May 2027, 16:00").facts.deadlines[0]
    assert not deadline.assumed
    assert deadline.precision is Precision.MINUTE


def test_24_hours_is_the_end_of_that_day_and_not_assumed() -> None:
    text = "Projektaufruf AMIF 2027\n\nDie Einreichfrist endet am 3. Mai 2027 um 24:00 Uhr."
    deadline = one(text, AUSTRIA).facts.deadlines[0]
    assert f"{deadline.local:%Y-%m-%d %H:%M:%S}" == "2027-05-03 23:59:59"
    assert not deadline.assumed


def test_a_zone_said_in_the_text_wins() -> None:
    words = "The deadline for applications is 3 May 2027 at 17:00 Brussels time."
    deadline = one(f"{TITLE}\n\n{words}").facts.deadlines[0]
    assert deadline.zone == "Europe/Brussels"
    assert deadline.at.isoformat() == "2027-05-03T15:00:00+00:00"


@pytest.mark.parametrize(
    "words",
    [
        "Projects must run between 1 January 2027 and 30 June 2028.",
        "An information session takes place on 3 May 2027 at 10:00.",
        "Questions may be sent until 3 May 2027.",
        "Results are expected on 3 May 2027.",
        "Regulation (EU) 2021/1147 of 7 July 2021 applies.",
        "Page last updated on 3 May 2027.",
    ],
)
def test_other_dates_are_no_deadline(words: str) -> None:
    notices = read_text(f"{TITLE}\n\n{words}", IRELAND)
    assert [notice.facts.deadlines for notice in notices if notice.facts.deadlines] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AMIF\n\nThe Asylum, Migration and Integration Fund supports integration.",
        "Results of the AMIF call 2026\n\nTwelve projects were awarded on 3 May 2026.",
        "Call for proposals under the Internal Security Fund (ISF)\n\nDeadline: 3 May 2027.",
        "Call for proposals under the European Social Fund Plus\n\nDeadline: 3 May 2027.",
        "Conference on ten years of AMIF\n\nRegister by 3 May 2027.",
    ],
)
def test_what_is_no_call_of_the_fund_gives_nothing(text: str) -> None:
    assert read_text(text, IRELAND) == ()


def test_a_page_that_says_that_nothing_is_open_holds_no_call() -> None:
    text = "Asylum, Migration and Integration Fund: calls\n\nThere are currently no open calls."
    assert read_text(text, IRELAND) == ()


def test_two_contradicting_deadlines_give_none_and_a_flag() -> None:
    text = f"{TITLE}\n\nDeadline: 3 May 2027\n\nDeadline: 14 June 2027"
    facts = one(text).facts
    assert [each for each in facts.deadlines if each.doubt is None] == []
    assert Flag.DEADLINES_CONTRADICT in facts.flags


def test_a_date_without_year_stays_unknown_when_nothing_tells_the_year() -> None:
    assert closing("The deadline for applications is 3 May.") == []


def test_a_date_without_year_takes_it_from_the_day_of_publication() -> None:
    context = Context(country="IE", zone="Europe/Dublin", published=date(2027, 3, 1))
    assert closing("The deadline for applications is 3 May.", context) == ["2027-05-03 23:59:59"]


def test_a_deadline_before_the_opening_is_kept_with_its_words_but_does_not_count() -> None:
    facts = one(f"{TITLE}\n\nOpening date: 1 June 2027\nDeadline: 3 May 2027").facts
    assert [each for each in facts.deadlines if each.doubt is None] == []
    assert Flag.DEADLINE_BEFORE_OPENING in facts.flags


def test_a_range_gives_the_opening_and_the_deadline() -> None:
    facts = one("Utlysning inom AMIF\n\nAnsökningstid: 1 mars-3 maj 2027", SWEDEN).facts
    assert facts.opens is not None
    assert facts.opens.local.date() == date(2027, 3, 1)
    assert [each.local.date() for each in facts.deadlines] == [date(2027, 5, 3)]


def test_a_rolling_call_has_no_deadline_and_says_so() -> None:
    facts = one(f"{TITLE}\n\nApplications are accepted on a rolling basis.").facts
    assert facts.deadline_kind is DeadlineKind.ROLLING
    assert facts.deadlines == ()


@pytest.mark.parametrize(
    ("words", "amount", "currency"),
    [
        ("The total budget of this call is EUR 1,500,000.", 1_500_000, "EUR"),
        ("The total budget of the call is €3.2m.", 3_200_000, "EUR"),
        ("The total budget of the call is 2.5 million euro.", 2_500_000, "EUR"),
    ],
)
def test_the_money_of_the_call_is_read(words: str, amount: int, currency: str) -> None:
    budget = one(f"{TITLE}\n\nDeadline: 3 May 2027.\n\n{words}").facts.budget
    assert budget is not None
    assert (budget.amount, budget.currency) == (Decimal(amount), currency)


def test_money_keeps_its_own_currency_and_says_when_it_is_rough() -> None:
    text = "Utlysning inom AMIF\n\nTillgängliga medel Ca 300 MSEK\n\nStänger 3 maj 2027"
    budget = one(text, SWEDEN).facts.budget
    assert budget is not None
    assert (budget.amount, budget.currency) == (Decimal(300_000_000), "SEK")
    assert budget.approximate


@pytest.mark.parametrize(
    "words",
    [
        "The programme has EUR 30 million for 2021-2027.",
        "Each participant receives EUR 200.",
    ],
)
def test_other_money_is_not_the_calls_budget(words: str) -> None:
    assert one(f"{TITLE}\n\nDeadline: 3 May 2027.\n\n{words}").facts.budget is None


TWO_CALLS = """Asyl-, migrations- och integrationsfonden (AMIF)

AMIF utlysningar 2027
Tillgängliga medel Ca 300 MSEK
Finansieringsgrad från AMIF 75%
Öppnar 1 mars 2027
Stänger 3 maj 2027
Utlysning till aktörer inom asylområdet

AMIF utlysningar 2027
Tillgängliga medel Ca 100 MSEK
Finansieringsgrad från AMIF 90%
Öppnar 1 mars 2027
Stänger 3 maj 2027
Utlysning till aktörer inom återvändandeområdet

Vad gäller för båda
Projekten ska följa fondens villkor.
Läs mer i handboken.
Handboken finns på webbplatsen.
Där finns även villkoren.
Ansökan görs på webben.
Ansökan ska vara på svenska.
Ansökan ska innehålla en budget.
Personalkostnader + 40% schablon för övriga kostnader
Spridning (Max 30 poäng)
Ansökningar som inte uppnår minst 65 poäng kommer att avslås.
"""


def test_blocks_under_the_same_heading_are_calls_of_their_own() -> None:
    first, second = (notice.facts for notice in read_text(TWO_CALLS, SWEDEN))
    assert first.title == "Utlysning till aktörer inom asylområdet"
    assert second.title == "Utlysning till aktörer inom återvändandeområdet"
    assert (first.cofinancing_rate, second.cofinancing_rate) == (0.75, 0.9)
    assert (first.objectives, second.objectives) == ((Objective.ASYLUM,), (Objective.RETURN,))


def test_what_is_stated_once_belongs_to_each_call() -> None:
    facts = [notice.facts for notice in read_text(TWO_CALLS, SWEDEN)]
    assert [each.flat_rate for each in facts] == [0.4, 0.4]
    assert [each.minimum_score for each in facts] == [65, 65]


def test_two_calls_of_one_page_never_share_a_key() -> None:
    keys = [notice.key for notice in read_text(TWO_CALLS, SWEDEN)]
    assert len(set(keys)) == 2


def test_every_value_carries_the_words_it_was_read_from_and_their_place() -> None:
    text = f"{TITLE}\n\nThe deadline for applications is 3 May 2027.\nTotal budget: EUR 1,500,000"
    facts = one(text).facts
    quotes = {quote.field: quote for quote in facts.evidence}
    assert {"title", "deadline", "budget"} <= set(quotes)
    assert all(quote.text in " ".join(text.split()) for quote in facts.evidence)
    assert quotes["deadline"].place == "line 2"


def test_a_call_that_was_extended_says_so() -> None:
    text = f"{TITLE}\n\nThe deadline has been extended to 14 June 2027."
    notice = one(text)
    assert notice.word is StatusWord.EXTENDED
    assert [each.local.date() for each in notice.facts.deadlines] == [date(2027, 6, 14)]


def test_menus_cookies_and_footers_are_no_part_of_the_text() -> None:
    body = f"""<html lang="en"><head><title>Site</title></head><body>
    <nav><a>Calls</a> Deadline: 1 January 2027</nav>
    <main><h1>{TITLE}</h1><p>Deadline: 3 May 2027, 16:00</p></main>
    <footer>Last updated 9 September 2026. Deadline for complaints: 2 February 2027</footer>
    </body></html>"""
    notices = read_html(body, IRELAND)
    assert len(notices) == 1
    assert notices[0].facts.title == TITLE
    assert [f"{each.local:%Y-%m-%d %H:%M}" for each in notices[0].facts.deadlines] == [
        "2027-05-03 16:00"
    ]


def test_a_feed_entry_is_read_with_its_title_link_and_day() -> None:
    notices = read_entry(
        TITLE,
        "<p>The deadline for applications is 3 May.</p>",
        IRELAND,
        published=date(2027, 3, 1),
        link="https://example.org/call",
    )
    assert [notice.facts.url for notice in notices] == ["https://example.org/call"]
    assert [each.local.date() for each in notices[0].facts.deadlines] == [date(2027, 5, 3)]


def test_closed_since_a_day_opens_nothing() -> None:
    title = "Förderaufruf des Asyl-, Migrations- und Integrationsfonds (AMIF) 2027"
    facts = one(f"{title}\n\nDie Antragsrunde ist seit 4.6.2026 beendet.", AUSTRIA).facts
    assert facts.opens is None


def test_a_deadline_changed_from_one_day_to_another_opens_on_neither() -> None:
    words = "Крайният срок за кандидатстване се променя от 11.02.2027 г. на 25.02.2027 г."
    title = "Процедура по фонд „Убежище, миграция и интеграция“ (ФУМИ)"
    facts = one(f"{title}\n\n{words}", Context(country="BG", zone="Europe/Sofia")).facts
    assert facts.opens is None
    assert [each.local.date() for each in facts.deadlines] == [date(2027, 2, 25)]


def test_a_latvian_call_of_the_past_tells_when_projects_were_accepted() -> None:
    words = "Konkursā projektus pieņēma no 2020. gada 2. marta līdz 2020. gada 6. aprīlim."
    title = "Patvēruma, migrācijas un integrācijas fonda (PMIF) konkurss"
    facts = one(f"{title}\n\n{words}", Context(country="LV", zone="Europe/Riga")).facts
    assert facts.opens is not None
    assert facts.opens.local.date() == date(2020, 3, 2)
    assert [each.local.date() for each in facts.deadlines] == [date(2020, 4, 6)]


SLOVAKIA = Context(country="SK", zone="Europe/Bratislava")
SLOVAK = "Výzva z Fondu pre azyl, migráciu a integráciu (AMIF) na predkladanie žiadostí o grant"
FRANCE = Context(country="FR", zone="Europe/Paris")
FRENCH = "Appel à projets du Fonds Asile, Migration et Intégration (FAMI)"


def test_a_day_until_which_it_was_possible_originally_is_no_deadline() -> None:
    words = "Pôvodne bolo možné žiadosti podávať do 12. 3. 2027, po novom do 9. 4. 2027."
    assert closing(f"{SLOVAK}\n\n{words}", SLOVAKIA) == ["2027-04-09 23:59:59"]


def test_the_day_that_a_new_deadline_replaces_is_no_deadline() -> None:
    words = "Il nuovo termine sostituisce quello del 5 maggio 2027."
    title = "Avviso del Fondo Asilo, Migrazione e Integrazione (FAMI)"
    assert closing(f"{title}\n\n{words}", Context(country="IT", zone="Europe/Rome")) == []


def test_the_last_day_for_questions_is_no_deadline() -> None:
    title = "Výzva z Azylového, migračního a integračního fondu (AMIF)"
    words = "Dotazy: amif@example.org, poslední den pro jejich zaslání je 3. května 2027."
    czech = Context(country="CZ", zone="Europe/Prague")
    assert one(f"{title}\n\n{words}", czech).facts.deadlines == ()


def test_the_days_on_which_a_committee_meets_are_neither_opening_nor_deadline() -> None:
    words = (
        "Les dossiers sont examinés en commission : elles se tiendront le 9 avril et le 8 juillet"
    )
    facts = one(f"{FRENCH}\n\n{words} 2027.", FRANCE).facts
    assert facts.opens is None
    assert facts.deadlines == ()


def test_the_end_of_last_years_call_is_no_deadline() -> None:
    words = "L'appel à projets de l'an dernier avait été fermé le 30 juin 2026."
    assert closing(f"{FRENCH}\n\n{words}", FRANCE) == []


def test_the_deadline_of_a_second_stage_alone_is_not_taken_for_the_calls() -> None:
    title = "Aufruf des Asyl-, Migrations- und Integrationsfonds (AMIF)"
    stage = "Stufe 2\nWer eingeladen wird, reicht den Antrag bis 15. September 2027 ein."
    assert closing(f"{title}\n\n{stage}", AUSTRIA) == []


def test_the_day_of_an_announcement_is_no_opening() -> None:
    title = "Aufruf des Asyl-, Migrations- und Integrationsfonds (AMIF)"
    words = "Bekanntmachung vom 5. Mai 2027\n\nDie Einreichfrist endet am 2. Juni 2027."
    assert one(f"{title}\n\n{words}", AUSTRIA).facts.opens is None


UNUSUAL = {
    "PT": "Aviso do Fundo para o Asilo, a Migração e a Integração (FAMI)\n\nFecho\n05-05-2027",
    "SE": "Kommande utlysning ur AMIF\n\nBeräknad stängning\n5 maj 2027",
    "IT": "Avviso FAMI 2021-2027\n\nIl sistema accoglie le proposte dal 7 aprile 2027 e si arresta"
    " il 5 maggio 2027.",
    "RO": "Apel FAMI (Fondul pentru azil, migrație și integrare)\n\nSolicitanții își încarcă"
    " proiectele în intervalul 07.04.2027, ora 10:00 - 05.05.2027.",
    "PL": "Nabór w Funduszu Azylu, Migracji i Integracji (FAMI)\n\nGenerator będzie czynny od"
    " 7 kwietnia 2027 r. do 5 maja 2027 r.",
}


@pytest.mark.parametrize("country", UNUSUAL)
def test_less_usual_words_for_a_closing_are_known(country: str) -> None:
    context = Context(country=country, zone=zone_of(country))
    (deadline,) = one(UNUSUAL[country], context).facts.deadlines
    assert deadline.local.date() == date(2027, 5, 5)


def test_what_a_committee_decided_on_a_call_is_no_call() -> None:
    title = "AMIF: výběrová komise rozhodla o projektech výzvy č. 7"
    words = "Ve výzvě, jejíž příjem žádostí skončil 5. 3. 2027, bylo podáno 12 žádostí."
    assert read_text(f"{title}\n\n{words}", Context(country="CZ", zone="Europe/Prague")) == ()
