"""Lithuania: the Ministry of Social Security and Labour, managing authority: its PMIF page.

Odd, as read in stored copies, November 2026: calls carry numbers (PMIF-2.01-V-03; V planned, K
competition); ministerial orders cite older acts with older dates; "2021 m. vasario 1 d. 17:00
val." is year first.
"""

from sources.base import Shape, SourceInfo
from sources.page import PageSource

SOURCE = PageSource(
    SourceInfo(
        id="lt_socmin",
        name="Lithuanian Ministry of Social Security and Labour: PMIF",
        own_name="Socialinės apsaugos ir darbo ministerija: PMIF",
        country="LT",
        zone="Europe/Vilnius",
        url="https://socmin.lrv.lt/lt/veiklos-sritys/es-investicijos/prieglobscio-migracijos-ir-integracijos-fondas",
        shape=Shape.PAGE,
        authority="Ministry of Social Security and Labour",
        languages=("lt",),
        landmarks=("Prieglobsčio, migracijos ir integracijos fondas",),
    )
)
