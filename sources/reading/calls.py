"""From a text to the calls it announces: the reader's steps, one after the other."""

from dataclasses import replace
from datetime import date

from config.programmes import programme
from config.vocabulary import CallFacts, Flag, Management, Quote, StatusWord
from sources.reading.amounts import flat_rate, read_sums
from sources.reading.codes import Code, find_codes, numac_in, numbered_call, reference
from sources.reading.context import Context, Notice
from sources.reading.dating import Dating, read_dating
from sources.reading.details import (
    applicants,
    closed_objectives,
    inferred_objectives,
    is_restricted,
    minimum_score,
    stated_objectives,
)
from sources.reading.folding import clean, fold, squeeze
from sources.reading.guess import guess_language, languages_of
from sources.reading.lexicon import has_language, lexicon
from sources.reading.page import Page
from sources.reading.parts import Part, common_spans, split
from sources.reading.relevance import Outline, is_call
from sources.reading.roles import dated_roles
from sources.reading.status import status_word
from sources.reading.terms import words_of
from sources.reading.titles import take_address, title_line
from sources.reading.verdicts import DatedRole, Role
from sources.reading.when import Published, published_on
from sources.reading.zones import BRUSSELS

EU_AUTHORITY = "European Commission, DG HOME"
_TITLE_MAX = 300
_OLD_PERIOD = ("2014-2020", "2014 - 2020")


def read(text: str, context: Context) -> tuple[Notice, ...]:
    """The calls a text announces; empty when it announces none of the watched fund."""
    address, rest = take_address(clean(text))
    if address and not context.url:
        context = replace(context, url=address)
    if not rest.strip():
        return ()
    page = _page(rest, context)
    codes = find_codes(page.text, context.programme)
    number = title_line(page, context.title)
    if not page.lines:
        return ()
    line = page.lines[number]
    roles = dated_roles(page)
    own_site = programme(context.programme).speaks_at(context.url)
    if not is_call(Outline(page, (line.start, line.end), number, roles, codes, own_site)):
        return ()
    published = published_on(page, roles, context.url, context.published, number)
    parts = split(page, roles, codes, number)
    notices = [
        _notice(page, part, codes, (line.start, line.end), published, context, len(parts))
        for part in parts
    ]
    common = common_spans(page, parts)
    return _distinct([_with_common(page, notice, common) for notice in notices])


def _with_common(page: Page, notice: Notice, spans: tuple[tuple[int, int], ...]) -> Notice:
    """What is stated once for all calls of a page belongs to each that states nothing else."""
    facts = notice.facts
    for start, end in spans:
        facts = replace(
            facts,
            applicants=facts.applicants or applicants(page, start, end),
            minimum_score=facts.minimum_score or minimum_score(page, start, end),
            flat_rate=facts.flat_rate or flat_rate(page, start, end),
        )
    return replace(notice, facts=facts)


def _page(text: str, context: Context) -> Page:
    likely = languages_of(context.country)
    if context.language:
        likely = (context.language, *(each for each in likely if each != context.language))
    likely = tuple(each for each in likely if has_language(each))
    folded = fold(text)
    tokens = words_of(folded)
    language = guess_language(tokens, likely)
    return Page(text, folded, tokens, lexicon(language or "en", context.programme))


def _distinct(notices: list[Notice]) -> tuple[Notice, ...]:
    """Two calls of one page never share a key."""
    seen: dict[str, int] = {}
    found: list[Notice] = []
    for notice in notices:
        count = seen[notice.key] = seen.get(notice.key, 0) + 1
        found.append(replace(notice, key=f"{notice.key} ({count})") if count > 1 else notice)
    return tuple(found)


def _notice(
    page: Page,
    part: Part,
    codes: list[Code],
    page_title: tuple[int, int],
    published: Published,
    context: Context,
    many: int,
) -> Notice:
    title_at = part.title or page_title
    code = part.code or _code_of(part, codes, title_at, many)
    portal = code is not None and code.is_eu
    zone = BRUSSELS if portal else context.zone
    dating = read_dating(page, part, published, zone, portal=portal)
    title = _title(page, title_at)
    identifier, at = _identifier(page, part, code, title_at, context, many)
    facts = _facts(page, part, dating, title, identifier, title_at, context, portal=portal)
    quotes = [Quote(field="title", text=title, place=_place(page, title_at[0]))]
    if at is not None and identifier:
        quotes.append(Quote(field="identifier", text=identifier, place=_place(page, at)))
    facts = replace(facts, evidence=(*quotes, *facts.evidence))
    word = _word(page, part)
    return Notice(key=fold(identifier or title), word=word, facts=facts)


def _word(page: Page, part: Part) -> StatusWord:
    start, end = part.spans[0][0], part.spans[-1][1]
    word = status_word(page, start, end, part.roles)
    if closed_objectives(page, start, end) and word is not StatusWord.CLOSED:
        return StatusWord.PARTLY_CLOSED
    return word


def _title(page: Page, at: tuple[int, int]) -> str:
    return squeeze(page.text[at[0] : at[1]]).strip("•·*-–— |:").strip()[:_TITLE_MAX]


def _place(page: Page, place: int) -> str:
    for number, line in enumerate(page.lines, 1):
        if line.start <= place <= line.end:
            return f"line {number}"
    return ""


def _code_of(part: Part, codes: list[Code], title_at: tuple[int, int], many: int) -> Code | None:
    """The call's own code: in its title, else the only one (or the first) of its part."""
    inside = [code for code in codes if part.holds(code.start) or many == 1]
    in_title = [code for code in inside if title_at[0] <= code.start < title_at[1]]
    if in_title:
        return in_title[0]
    return inside[0] if len({code.text for code in inside}) == 1 else _shortest(inside)


def _shortest(codes: list[Code]) -> Code | None:
    """The call code that all topic codes begin with, when a notice names a call and its topics."""
    for code in codes:
        if all(other.text.startswith(code.text) for other in codes):
            return code
    return None


def _identifier(
    page: Page,
    part: Part,
    code: Code | None,
    title_at: tuple[int, int],
    context: Context,
    many: int,
) -> tuple[str | None, int | None]:
    if code is not None:
        return code.text, code.start
    spans = [title_at, *part.spans]
    for start, end in spans:
        found = numbered_call(page.folded, start, end, context.programme)
        if found:
            return squeeze(page.text[found[0] : found[1]]), found[0]
    for start, end in spans:
        found = reference(page.text, start, min(end, start + 1500))
        if found:
            return page.text[found[0] : found[1]], found[0]
    number = numac_in(context.url) if many == 1 else None
    return number, None


def _facts(
    page: Page,
    part: Part,
    dating: Dating,
    title: str,
    identifier: str | None,
    title_at: tuple[int, int],
    context: Context,
    *,
    portal: bool,
) -> CallFacts:
    start, end = part.spans[0][0], part.spans[-1][1]
    sums = read_sums(page, start, end)
    quotes = list(dating.quotes)
    for field, at in (
        ("budget", sums.budget_at),
        ("grant", sums.grant_at),
        ("cofinancing_rate", sums.rate_at),
    ):
        if at:
            quotes.append(_sum_quote(page, field, at))
    objectives = stated_objectives(page, start, end) or inferred_objectives(page, title_at)
    return CallFacts(
        title=title,
        country="EU" if portal else context.country,
        language=page.words.language,
        identifier=identifier,
        management=_management(context, portal=portal),
        authority=EU_AUTHORITY if portal else context.authority,
        objectives=objectives,
        applicants=applicants(page, start, end),
        opens=dating.opens,
        deadlines=dating.deadlines,
        deadline_kind=dating.kind,
        restricted=is_restricted(page, start, end),
        closed_objectives=closed_objectives(page, start, end),
        budget=sums.budget,
        cofinancing_rate=sums.rate,
        grant_min=sums.grant_min,
        grant_max=sums.grant_max,
        flat_rate=sums.flat,
        project_start=_project_start(page, part.roles),
        minimum_score=minimum_score(page, start, end),
        url=context.url,
        flags=_flags(page, dating, title),
        evidence=tuple(quotes),
    )


def _management(context: Context, *, portal: bool) -> Management:
    return Management.DIRECT if portal or context.country == "EU" else Management.SHARED


def _flags(page: Page, dating: Dating, title: str) -> tuple[Flag, ...]:
    flags = list(dating.flags)
    head = title + "\n" + page.text[:1500]
    if any(old in head.replace("–", "-") for old in _OLD_PERIOD) and "2021-2027" not in head:
        flags.append(Flag.OTHER_PERIOD)
    return tuple(dict.fromkeys(flags))


def _sum_quote(page: Page, field: str, at: tuple[int, int]) -> Quote:
    start = max(page.text.rfind("\n", 0, at[0]) + 1, at[0] - 120)
    stop = page.text.find("\n", at[1])
    end = min(stop if stop != -1 else len(page.text), at[1] + 60)
    return Quote(field=field, text=squeeze(page.text[start:end]), place=_place(page, at[0]))


def _project_start(page: Page, roles: tuple[DatedRole, ...]) -> date | None:
    """The earliest day a project may begin, where the text says so."""
    for role in roles:
        if role.role in (Role.DEADLINE, Role.PUBLISHED):
            continue
        line = page.lines[role.segment.line]
        start = line.start
        if role.segment.line and line.end - line.start < 60:
            start = page.lines[role.segment.line - 1].start
        if "start" in page.tags(start, role.mention.start):
            return role.mention.as_date()
    return None
