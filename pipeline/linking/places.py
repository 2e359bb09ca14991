"""Whether two places of the press are one: the units of the gazetteer by code, others by name, kind and what is around.

A town of GeoNames and the commune of HCP are one; ``حي السلام`` in Agadir and in Salé are two.
"""

from __future__ import annotations

from corpus.mention import PlaceKind
from gazetteer.linker import ALIKE as KINDS_ALIKE
from gazetteer.lookup import key
from gazetteer.tree import load_tree
from pipeline.linking.profile import Comparison, Profile, clipped

SAME_NAME = 0.5
SAME_PARENT = 0.35
SAME_PROVINCE = 0.28  # the only province that the articles of the one speak of is that of the other
KIND = 0.1


def compare_places(one: Profile, other: Profile) -> Comparison:
    """Return how surely two places are one, with the parts of the score."""
    if one.place and other.place:
        same = load_tree().unit_id(one.place) == load_tree().unit_id(other.place)
        return Comparison(1.0, {"same_unit": 1.0}) if same else Comparison(0.0, {}, "gazetteer")
    names = {key(n) for n in one.names} & {key(n) for n in other.names}
    if not names:
        return Comparison(0.0, {"name": 0.0}, "names")
    alike = _kinds(one.subkind, other.subkind)
    if alike < 0.7:
        return Comparison(0.2, {"kind": alike}, "kind")
    features = {"same_name": SAME_NAME, "kind": KIND * alike}
    around, about = set(one.chain), set(other.chain)
    if around and about:
        if not around & about or not (around <= about or about <= around):
            return Comparison(0.2, features, "place")
        if any(not place.startswith("iso:") for place in around & about):
            features["same_parent"] = SAME_PARENT
    elif any(
        len(mine) == 1 and mine & theirs
        for mine, theirs in ((one.provinces, other.provinces | about), (other.provinces, one.provinces | around))
    ):
        features["same_province"] = SAME_PROVINCE
    return Comparison(clipped(sum(features.values())), features)


def conflict(one: Profile, other: Profile) -> bool:
    """Whether two places are different units, or lie in different ones."""
    return compare_places(one, other).forbidden in ("gazetteer", "place")


def place_keys(profile: Profile) -> tuple[set[str], set[str]]:
    """Return the keys a place is found by, and those it looks for others with: a unit's code, and names."""
    if profile.place is None:
        names = {key(name) for name in profile.names}
        return {f"l:{n}" for n in names}, {f"{way}:{n}" for n in names for way in "lk"}
    unit = {f"unit:{load_tree().unit_id(profile.place)}"}
    names = {key(name) for name in profile.names}
    return unit | {f"k:{n}" for n in names}, unit | {f"l:{n}" for n in names}


def vague(profile: Profile) -> bool:
    """Whether neither the gazetteer nor an article says where it is."""
    return profile.place is None and not profile.chain


def fullness(profile: Profile) -> int:
    """Return how well known it is: a unit by code, then a place by code, then what lies in one."""
    if profile.place:
        return 3 if profile.place.startswith(("hcp:", "iso:")) else 2
    return int(bool(profile.chain))


def _kinds(one: str | None, other: str | None) -> float:
    if one is None or other is None or one == other:
        return 1.0
    a, b = PlaceKind(one), PlaceKind(other)
    return max(KINDS_ALIKE.get(a, {}).get(b, 0.0), KINDS_ALIKE.get(b, {}).get(a, 0.0))
