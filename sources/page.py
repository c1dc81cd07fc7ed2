"""The page shape: one standing page (or a few), rewritten in place, that lists what is on offer.

Options: `pages` (further addresses read like the first).
"""

from datetime import datetime

from sources.base import Answer, Client, Fetched, Memory, Response, SourceInfo
from sources.markup import shown
from sources.pdf import is_pdf, pdf_text
from sources.reading import read_text
from sources.sections import read_sections
from sources.settle import Found, settle
from sources.shape import Reading, Shaped, ask, remembered, safely


class PageSource(Shaped):
    """Reads every notice on a standing page. A call's name is its code, else its folded title."""

    def __init__(self, info: SourceInfo, read: Reading = read_sections) -> None:
        super().__init__(info, read)

    async def fetch(self, client: Client, memory: Memory) -> Fetched:
        """Ask for the page, conditionally. Raises FetchError."""
        answers, unchanged = await ask(client, memory, self.addresses, accept=self.info.accept)
        validators, state = remembered(memory, self.addresses, answers)
        return Fetched(responses=answers, unchanged=unchanged, validators=validators, state=state)

    def parse(self, fetched: Fetched, now: datetime) -> Answer:  # noqa: ARG002  the Source protocol
        """Read the page. Raises NothingFound when its landmarks are gone, ParseError else."""
        found: list[Found] = []
        known = False
        for response in fetched.responses:
            notices, marked = safely(self._notices, response)
            known = known or marked
            found.extend(notices)
        calls = safely(settle, self.info, found)
        return Answer(
            calls=calls, complete=self.info.complete, landmarks_shown=known or bool(calls)
        )

    def _notices(self, response: Response) -> tuple[list[Found], bool]:
        context = self.context(response.url)
        if is_pdf(response.body):
            words = pdf_text(response.body)
            known = bool(self.info.landmarks) and shown(self.info.landmarks, words)
            notices = read_text(words, context)
        else:
            html = self.text(response)
            known = self.check_landmarks(html)
            notices = self.read(html, context)
        return [Found(notice=notice, url=response.url) for notice in notices], known
