"""Portugal: the managing authority of FAMI 2030: its news, in which each call ("aviso") is
announced.

Odd, as read in stored copies, November 2026:
- Calls carry codes (FAMI2030-2025-27) and are dated by their address.
- Calls by invitation ("por convite") are printed like open ones; a yearly plan of calls is no
  call.
- Hours are Lisbon's, one behind Brussels; the Azores one more. "entre 21 de outubro e 28 de
  novembro de 2025" names the year once.
- The objective of return is called "Voltar" here.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="pt_fami2030",
        name="FAMI 2030 managing authority",
        own_name="Autoridade de Gestão do FAMI 2030",
        country="PT",
        zone="Europe/Lisbon",
        url="https://www.fami2030.gov.pt",
        shape=Shape.LISTING,
        authority="Managing Authority of FAMI 2030",
        languages=("pt",),
        landmarks=("FAMI 2030",),
        complete=False,
        options={"links": r"/20\d\d/\d\d/\d\d/[^/?]+"},
    )
)
