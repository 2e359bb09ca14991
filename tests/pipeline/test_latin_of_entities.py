"""The name of an entity in Latin letters, by what is known of it: a table."""

from __future__ import annotations

import pytest

from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.latin import latin_name


@pytest.mark.parametrize(
    ("kind", "label", "others", "gazetteer_id", "latin", "made"),
    [
        (OFFICIAL, "سعيد أمزازي", [], None, "Saïd Amzazi", True),
        (INSTITUTION, "المديرية الإقليمية للفلاحة", [], None, "Direction provinciale de l'agriculture", True),
        (INSTITUTION, "المندوبية السامية للتخطيط", ["HCP"], None, "Haut-Commissariat au Plan", False),
        (INSTITUTION, "جمعية خاتمة الغيوم", ["AKG"], None, "AKG", False),
        (INSTITUTION, "جمعية خاتمة الغيوم", [], None, None, None),
        (PLACE, "إقليم تازة", ["إقليم تازة"], "hcp:03.561", "Taza", False),
        (PLACE, "المغرب", ["Morocco"], "iso:MA", "Maroc", False),
        (PLACE, "مدينة القاهرة", ["Cairo"], "geonames:360630", "Le Caire", False),
        (PLACE, "حي الغيوم", ["Hay Ghouyoum"], None, "Hay Ghouyoum", False),
        (PLACE, "حي الغيوم", ["حي الغيوم"], None, None, None),
        (PLACE, "دوار تازة", [], None, None, None),  # not the town of that name
    ],
)
def test_latin_name_is_of_a_list_or_the_press_else_made(
    kind: str, label: str, others: list[str], gazetteer_id: str | None, latin: str | None, made: bool | None
) -> None:
    found = latin_name(kind, label, others, gazetteer_id)
    assert (found.text if found else None, found.made if found else None) == (latin, made)
