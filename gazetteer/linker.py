"""From the place names of an article to entries of the gazetteer, or to none (NIL)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corpus.mention import Link, PlaceKind
from gazetteer.entry import Entry
from gazetteer.lookup import Gazetteer

# Shares of the score: the kind fits, the country fits, a unit around it is in the article, how well known it is.
KIND, COUNTRY, WITHIN, WEIGHT = 0.45, 0.3, 0.05, 0.2
ALIKE = {
    PlaceKind.CITY: {PlaceKind.CITY: 1.0, PlaceKind.COMMUNE: 1.0, PlaceKind.NEIGHBOURHOOD: 0.4},
    PlaceKind.COMMUNE: {PlaceKind.COMMUNE: 1.0, PlaceKind.CITY: 0.7},
    PlaceKind.PROVINCE: {PlaceKind.PROVINCE: 1.0, PlaceKind.PREFECTURE: 0.8, PlaceKind.REGION: 0.5},
    PlaceKind.PREFECTURE: {PlaceKind.PREFECTURE: 1.0, PlaceKind.PROVINCE: 0.8},
    PlaceKind.REGION: {PlaceKind.REGION: 1.0, PlaceKind.PROVINCE: 0.6},
    PlaceKind.OTHER: {PlaceKind.OTHER: 1.0, PlaceKind.CITY: 0.4, PlaceKind.COMMUNE: 0.4},
    PlaceKind.NEIGHBOURHOOD: {PlaceKind.NEIGHBOURHOOD: 1.0},
}
THRESHOLD = 0.45


class Linker:
    """Links the names of one article together, so that they decide on each other's country."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def link(self, names: Sequence[tuple[str, PlaceKind]], home: str | None) -> list[Link]:
        """Return a link for each (bare name, kind), with the features of its score; NIL below the threshold.

        ``home``: the article's country (ISO 3166-1) if known; else the country that most unambiguous names are in.
        """
        candidates = [[e for e in self.gazetteer.candidates(name) if _alike(kind, e) > 0] for name, kind in names]
        votes = Counter(
            country
            for (_, kind), entries in zip(names, candidates, strict=True)
            if kind is not PlaceKind.COUNTRY and len(countries := {e.country for e in entries}) == 1
            for country in countries
        )
        named = Counter(
            entries[0].country for entries in candidates if entries and entries[0].kind is PlaceKind.COUNTRY
        )
        regions = {e.region for entries in candidates for e in entries if e.kind is PlaceKind.REGION and e.region}
        home = home or next((country for country, _ in votes.most_common(1)), None)
        return [
            self._best(entries, kind, votes + named, regions, home)
            for (_, kind), entries in zip(names, candidates, strict=True)
        ]

    def _best(
        self, entries: list[Entry], kind: PlaceKind, votes: Counter[str], regions: set[str], home: str | None
    ) -> Link:
        """Return the best entry's link, or NIL."""
        best: tuple[float, str | None, tuple[tuple[str, float], ...]] = (0.0, None, ())
        total = sum(votes.values()) or 1
        for entry in entries:
            near = 1.0 if entry.country and entry.country == home else votes[entry.country] / total
            if kind is PlaceKind.COUNTRY:
                near = 1.0
            features: tuple[tuple[str, float], ...] = (
                ("kind", _alike(kind, entry)),
                ("country", round(near, 3)),
                ("within", 1.0 if entry.region and entry.region in regions else 0.0),
                ("weight", round(min(entry.weight / 10.0, 1.0), 3)),
            )
            score = sum(
                share * value for share, (_, value) in zip((KIND, COUNTRY, WITHIN, WEIGHT), features, strict=True)
            )
            if score > best[0]:
                best = (score, entry.entity_id, features)
        score, entity, features = best
        return Link(entity, round(score, 3), features) if score >= THRESHOLD else Link(None, round(score, 3))


def _alike(kind: PlaceKind, entry: Entry) -> float:
    """Return how well the entry's kind fits that of the mention."""
    return ALIKE.get(kind, {kind: 1.0}).get(entry.kind, 0.0)
