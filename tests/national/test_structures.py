"""The sites whose structure is known: what their blocks, fields, windows and items give."""

from datetime import date

import pytest

from sources.entries import Entry
from sources.national import (
    cy_portal,
    cz_dotacni,
    cz_mv,
    es_boe,
    eu_ewsi,
    eu_portal_updates,
    fr_europedirect,
    gr_tamey,
    lt_esinvesticijos,
    nl_uvb,
)
from sources.reading import Context, Notice


def main(*parts: str) -> str:
    return f"<html><body><nav>PMIF</nav><main>{''.join(parts)}</main></body></html>"


def paragraphs(*words: str) -> str:
    return "".join(f"<p>{each}</p>" for each in words)


def context(country: str, zone: str, language: str, url: str = "https://example.org/x") -> Context:
    return Context(country=country, zone=zone, language=language, url=url)


def closes(notices: tuple[Notice, ...]) -> list[str]:
    return [f"{d.local:%Y-%m-%d %H:%M}" for n in notices for d in n.facts.deadlines]


# -- Greece ----------------------------------------------------------------------------------------

GREECE = context("GR", "Europe/Athens", "el")


def greek(programme: str, code: str = "AMIF_071", closing: str = "29/1/2027 2:00 μμ") -> str:
    return main(
        paragraphs(
            "Ενίσχυση υποδοχής",
            "Πρόγραμμα:",
            programme,
            f"Κωδικός Πρόσκλησης: {code}",
            "Προϋπολογισμός:",
            "17000000 €",
            "Είδος Αξιολόγησης:",
            "Άμεση Αξιολόγηση",
            "Ημερομηνία λήξης προτάσεων:",
            closing,
        )
    )


def test_greek_fields_are_read_by_their_labels() -> None:
    (notice,) = gr_tamey.read_call(greek("ΤΑΜΕ 2021-2027"), GREECE)
    assert notice.facts.title == "Ενίσχυση υποδοχής"
    assert notice.facts.identifier == "AMIF_071"
    assert notice.facts.restricted
    assert closes((notice,)) == ["2027-01-29 14:00"]


@pytest.mark.parametrize("programme", ["ΤΕΑ 2021-2027", "ΜΔΣΘ 2021-2027"])
def test_a_greek_call_of_another_fund_is_none(programme: str) -> None:
    assert gr_tamey.read_call(greek(programme), GREECE) == ()


def test_a_greek_page_without_a_code_is_no_call() -> None:
    page = main(paragraphs("Διαδικασία έκδοσης πρόσκλησης", "Πρόγραμμα: ΤΑΜΕ 2021-2027"))
    assert gr_tamey.read_call(page, GREECE) == ()


def test_a_greek_call_without_a_readable_date_has_no_deadline() -> None:
    (notice,) = gr_tamey.read_call(greek("ΤΑΜΕ 2021-2027", closing="θα ανακοινωθεί"), GREECE)
    assert notice.facts.deadlines == ()


# -- Cyprus ----------------------------------------------------------------------------------------

CYPRUS = context("CY", "Asia/Nicosia", "en")
FUND = "Programme name: Asylum, Migration and Integration Fund (2021-2027)"


def test_fields_on_lines_of_their_own_are_one_block_and_the_next_code_begins_another() -> None:
    page = main(
        paragraphs("First call", "Code: 1", "Identifier Code: AMIF-2026-TF2-AG-X-01", FUND)
        + paragraphs("End submission calls: 27/04/2027", "Some words about it.")
        + paragraphs(f"Second call<br>Code: 2 | {FUND}")
    )
    notices = cy_portal.read_blocks(page, CYPRUS)
    assert [(n.facts.title, n.facts.identifier) for n in notices] == [
        ("First call", "AMIF-2026-TF2-AG-X-01"),
        ("Second call", None),
    ]
    assert notices[1].key == "2"


def test_a_block_of_another_programme_is_left_out() -> None:
    page = main(paragraphs("A", "Code: 1 | Programme name: Internal Security Fund (2021-2027)"))
    assert cy_portal.read_blocks(page, CYPRUS) == ()


# -- Czechia ---------------------------------------------------------------------------------------

CZECHIA = context("CZ", "Europe/Prague", "cs")
WINDOW = "Žádosti o dotaci lze podávat od 9. 11. 2026 od 9:00 do 15. 1. 2027 v 16:00."


def czech(*words: str) -> str:
    heading = "<h1>MV ČR — 14. výzva OP AMIF – Jazykové vzdělávání</h1>"
    return main(heading, paragraphs("Azylový, migrační a integrační fond.", *words))


def test_a_czech_window_gives_both_its_moments() -> None:
    (notice,) = cz_dotacni.read_call(czech("Příjem žádostí:", WINDOW), CZECHIA)
    assert notice.facts.opens is not None
    assert f"{notice.facts.opens.local:%Y-%m-%d %H:%M}" == "2026-11-09 09:00"
    assert closes((notice,)) == ["2027-01-15 16:00"]


def test_two_czech_windows_are_left_to_the_reader() -> None:
    other = WINDOW.replace("15. 1. 2027", "29. 1. 2027")
    notices = cz_dotacni.read_call(czech("Příjem žádostí:", WINDOW, other), CZECHIA)
    assert notices == cz_mv.read_article(czech("Příjem žádostí:", WINDOW, other), CZECHIA)


def test_one_czech_call_has_one_code_however_it_is_written() -> None:
    words = (
        "Vyhlášena výzva č. 14 Operačního programu Azylového, migračního a integračního fondu.",
        "Lhůta pro podání žádostí končí 15. ledna 2027 v 16:00.",
    )
    article = main("<h1>Vyhlášení výzvy č. 14 OP AMIF</h1>", paragraphs(*words))
    codes = {
        notice.facts.identifier
        for page in (article, czech("Příjem žádostí:", WINDOW))
        for notice in cz_mv.read_article(page, CZECHIA)
    }
    assert codes == {"14. výzva OP AMIF"}


def test_a_czech_call_of_the_older_fund_keeps_its_number_as_it_stands() -> None:
    words = (
        "Ministerstvo vnitra vyhlásilo otevřenou výzvu AMIF č. 31.",
        "Lhůta pro podání žádostí končí 30. června 2022 v 16:00.",
    )
    article = main("<h1>Výzva AMIF č. 31</h1>", paragraphs(*words))
    codes = [notice.facts.identifier for notice in cz_mv.read_article(article, CZECHIA)]
    assert "31. výzva OP AMIF" not in codes


# -- the Netherlands -------------------------------------------------------------------------------

NETHERLANDS = context("NL", "Europe/Amsterdam", "nl")
ROW = (
    "<tr><td>Bijlage B: asiel</td><td>1 maart 2027, 9.00 uur t/m 30 april 2027, 17.00 uur</td></tr>"
)


@pytest.mark.parametrize("head", ["<tr><th>Onderdeel</th><th>Tijdvak</th></tr>", ""])
def test_a_row_of_the_dutch_table_is_a_call_with_or_without_headings(head: str) -> None:
    page = main(f"<h1>AMIF</h1><table>{head}{ROW}</table>")
    (notice,) = nl_uvb.read_windows(page, NETHERLANDS)
    assert closes((notice,)) == ["2027-04-30 17:00"]
    assert "Bijlage B" in notice.facts.title


def test_dutch_prose_is_read_where_there_is_no_table() -> None:
    page = main(
        "<h1>Asiel-, Migratie- en Integratiefonds (AMIF)</h1>",
        paragraphs("Het aanvraagtijdvak is op 1 maart 2027 geopend en sluit op 30 april 2027."),
    )
    assert closes(nl_uvb.read_windows(page, NETHERLANDS)) == ["2027-04-30 23:59"]


# -- Lithuania, France, Spain ----------------------------------------------------------------------

LITHUANIA = context("LT", "Europe/Vilnius", "lt")


def lithuanian(*words: str, until: str = "2027-01-29 17:00") -> str:
    fields = paragraphs("Mokymai", "Teikiama nuo", "2026-11-02 08:00", "Teikiama iki", until)
    return main(fields, paragraphs(*words))


def test_lithuanian_fields_make_a_call_only_where_the_page_itself_names_the_fund() -> None:
    assert lt_esinvesticijos.read_call(lithuanian("Finansuojama ESF+ lėšomis."), LITHUANIA) == ()
    (notice,) = lt_esinvesticijos.read_call(lithuanian("Finansuojama PMIF lėšomis."), LITHUANIA)
    assert closes((notice,)) == ["2027-01-29 17:00"]


def test_a_lithuanian_call_marked_ended_is_closed() -> None:
    page = lithuanian("Finansuojama PMIF lėšomis.", until="2026-10-02 17:00 Pasibaigęs")
    (notice,) = lt_esinvesticijos.read_call(page, LITHUANIA)
    assert notice.word.value == "closed"


def test_a_french_page_without_its_field_keeps_what_the_reader_finds() -> None:
    page = main(
        "<h1>Appel à projets FAMI 2027</h1>",
        paragraphs("Fonds Asile, Migration et Intégration.", "Date limite de dépôt : 29/01/2027"),
    )
    assert closes(fr_europedirect.read_call(page, context("FR", "Europe/Paris", "fr"))) == [
        "2027-01-29 23:59"
    ]


def test_a_spanish_extract_is_named_by_the_gazettes_number_in_its_address() -> None:
    page = main(
        "<h1>Extracto de la Resolución por la que se convocan subvenciones (FAMI)</h1>",
        paragraphs("Fondo de Asilo, Migración e Integración. Convocatoria de subvenciones."),
    )
    for url, code in (
        ("https://www.boe.es/diario_boe/txt.php?id=BOE-B-2026-41001", "BOE-B-2026-41001"),
        ("https://www.boe.es/otra", None),
    ):
        notices = es_boe.read_extract(page, context("ES", "Europe/Madrid", "es", url))
        assert [notice.facts.identifier for notice in notices] == [code]


# -- the EU level ----------------------------------------------------------------------------------

BRUSSELS = context("EU", "Europe/Brussels", "en")


def item(body: str) -> Entry:
    return Entry(title="A topic", body=body, address="https://example.org/t", name="t")


def test_an_update_of_the_portal_is_a_call_with_its_hour() -> None:
    body = (
        "<p>Identifier: AMIF-2026-TF2-AG-X-01</p><p>Deadline: Tuesday, 27 April 2027 17:00:00</p>"
    )
    (notice,) = eu_portal_updates.read_update(item(body), BRUSSELS)
    assert closes((notice,)) == ["2027-04-27 17:00"]
    assert notice.facts.deadlines[0].local.date() == date(2027, 4, 27)


@pytest.mark.parametrize(
    "body",
    [
        "Identifier: HORIZON-CL5-2027-D2-01 Deadline: 5 May 2027 17:00:00",
        "AMIF-2026-TF2-AG-X-01 and AMIF-2026-TF2-AG-X-02 Deadline: 5 May 2027 17:00:00",
        "",
    ],
)
def test_an_update_without_one_identifier_of_the_fund_is_none(body: str) -> None:
    assert eu_portal_updates.read_update(item(body), BRUSSELS) == ()


@pytest.mark.parametrize(
    "words",
    ["", "Deadline: 31 Foo 2027 17:00:00", "Deadline: 31 April 2027 17:00:00",
     "Deadline: 5 May 2027 17:00:00 Deadline: 6 May 2027 17:00:00"],
)  # fmt: skip
def test_an_update_without_one_true_date_has_no_deadline(words: str) -> None:
    (notice,) = eu_portal_updates.read_update(item(f"AMIF-2026-TF2-AG-X-01 {words}"), BRUSSELS)
    assert notice.facts.deadlines == ()


NEWS = "<p>A call for proposals under the Asylum, Migration and Integration Fund is open.</p>"


@pytest.mark.parametrize(
    ("title", "country", "zone"),
    [
        ("Romania: New AMIF call for projects", "RO", "Europe/Bucharest"),
        ("Europe: New AMIF call for projects", "EU", "Europe/Brussels"),
        ("New AMIF call for projects", "EU", "Europe/Brussels"),
    ],
)
def test_european_news_are_of_the_country_their_heading_names(
    title: str, country: str, zone: str
) -> None:
    page = main(f"<h1>{title}</h1>{NEWS}<p>Applications close on 22 December 2026.</p>")
    (notice,) = eu_ewsi.read_news(page, BRUSSELS)
    assert notice.facts.country == country
    assert notice.facts.deadlines[0].zone == zone
