"""Cyprus: the Ministry of Interior's own page of calls under the Home Affairs Funds.

The managing authority's standing page, in prose: which call was announced when, under which code
(ΥΕ/ΔΑ/ΤΑΜΕ/01_2023), and when the next one is expected. One page speaks of all three funds.

Odd, as read in stored copies, November 2026:
- Domino addresses differ in letter case (/moi/ and /MOI/) and name the same page.
- "expected at the beginning of 2025" is no date.
"""

from sources.base import Shape, SourceInfo
from sources.page import PageSource

SOURCE = PageSource(
    SourceInfo(
        id="cy_moi",
        name="Ministry of Interior of Cyprus, European Funds Unit",
        own_name="Υπουργείο Εσωτερικών, Μονάδα Ευρωπαϊκών Ταμείων",
        country="CY",
        zone="Asia/Nicosia",
        url=(
            "https://www.moi.gov.cy/moi/eufundsunit.nsf/2127callforproposals_el/"
            "2127callforproposals_el?opendocument"
        ),
        shape=Shape.PAGE,
        authority="Ministry of Interior, European Funds Unit",
        languages=("el",),
        landmarks=("Μονάδα Ευρωπαϊκών Ταμείων", "Ταμείων Εσωτερικών Υποθέσεων"),
    )
)
