"""The annotated pairs of corpus/linking, and how well the rules judge them: pairwise precision, recall and F1."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from corpus.mention import PlaceKind
from gazetteer.lookup import load_gazetteer
from gazetteer.tree import load_tree
from pipeline.linking.institutions import compare_institutions
from pipeline.linking.officials import compare_officials
from pipeline.linking.profile import MERGED, QUEUED, Comparison, Held, Profile, decision

FOLDER = files("corpus") / "linking"
DESIGNATED = {
    "إقليم": PlaceKind.PROVINCE,
    "عمالة": PlaceKind.PREFECTURE,
    "جهة": PlaceKind.REGION,
    "مدينة": PlaceKind.COMMUNE,
    "جماعة": PlaceKind.COMMUNE,
}
UNITS = (PlaceKind.PROVINCE, PlaceKind.PREFECTURE)
KINDS = ("officials", "institutions")


@dataclass(frozen=True)
class Pair:
    """An annotated pair."""

    part: str
    same: bool
    left: Profile
    right: Profile


@dataclass(frozen=True)
class Score:
    """Pairs rightly merged, wrongly merged, wrongly kept apart, and how many of the last wait for review."""

    right: int
    wrong: int
    missed: int
    review: int

    @property
    def precision(self) -> float:
        """Share of merged pairs that are one."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Share of pairs that are one which were merged."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def read_pairs(kind: str) -> Iterator[Pair]:
    """Yield the annotated pairs of officials or institutions."""
    with (FOLDER / f"{kind}.csv").open(encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            sides = (_side(kind, row, "left", f"{number}l"), _side(kind, row, "right", f"{number}r"))
            yield Pair(row["part"], row["verdict"] == "same", *sides)


def judge(kind: str, pair: Pair) -> Comparison:
    """Return what the rules say of a pair."""
    return (
        compare_officials(pair.left, pair.right) if kind == "officials" else compare_institutions(pair.left, pair.right)
    )


def score(kind: str, part: str) -> Score:
    """Return the score over a part of the annotated pairs of a kind."""
    right = wrong = missed = review = 0
    for pair in read_pairs(kind):
        if pair.part == part:
            came = decision(judge(kind, pair))
            right += pair.same and came == MERGED
            wrong += not pair.same and came == MERGED
            missed += pair.same and came != MERGED
            review += pair.same and came == QUEUED
    return Score(right, wrong, missed, review)


def _side(kind: str, row: dict[str, str], side: str, key: str) -> Profile:
    name, country = row[f"{side}_name"], row[f"{side}_country"]
    if kind == "officials":
        held = Held(row[f"{side}_office"], date.fromisoformat(row[f"{side}_day"]), country)
        return Profile(key, "official", (name,), offices=(held,), countries=frozenset((country,)))
    place, context = _unit(row[f"{side}_place"]), _unit(row[f"{side}_context"])
    province = load_tree().province(context) if context else None
    return Profile(
        key,
        "institution",
        (name,),
        row[f"{side}_kind"],
        place=place,
        chain=load_tree().chain(place) if place else (),
        countries=frozenset((country,)),
        provinces=frozenset((province,)) if province else frozenset(),
    )


def _unit(name: str) -> str | None:
    """Return the gazetteer id of a Moroccan place: ``إقليم تارودانت`` the province, ``تارودانت`` the town."""
    if not name:
        return None
    first, _, rest = name.partition(" ")
    kind = DESIGNATED.get(first)
    found = [e for e in load_gazetteer().candidates(rest if kind else name) if load_tree().country(e.entity_id) == "MA"]
    units = (PlaceKind.PROVINCE, PlaceKind.PREFECTURE) if kind in UNITS else (kind, PlaceKind.COMMUNE)
    order = (*units, PlaceKind.CITY)
    ranked = sorted(found, key=lambda e: order.index(e.kind) if e.kind in order else len(order))
    return load_tree().unit_id(ranked[0].entity_id) if ranked else f"key:{name}"
