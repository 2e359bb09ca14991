"""From a place name in an article to an entry of the gazetteer, or to none (NIL)."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.mention import Link, PlaceKind
from gazetteer.lookup import Gazetteer

KIND, COUNTRY, WEIGHT = 0.5, 0.3, 0.2  # shares of the score: the kind fits, the country fits, how well known it is
ALIKE = {
    PlaceKind.CITY: {PlaceKind.CITY, PlaceKind.COMMUNE},
    PlaceKind.COMMUNE: {PlaceKind.COMMUNE},
    PlaceKind.PROVINCE: {PlaceKind.PROVINCE, PlaceKind.PREFECTURE},
    PlaceKind.PREFECTURE: {PlaceKind.PREFECTURE, PlaceKind.PROVINCE},
}
THRESHOLD = 0.45


def link(gazetteer: Gazetteer, name: str, kind: PlaceKind, countries: Sequence[str], home: str | None) -> Link:
    """Return the best entry for a bare name, with the features of its score; NIL below the threshold.

    ``countries``: those of the article's other places; ``home``: the article's country (ISO 3166-1), if known.
    """
    best, best_score, features = None, 0.0, (0.0, 0.0, 0.0)
    for entry in gazetteer.candidates(name):
        fits = 1.0 if entry.kind in ALIKE.get(kind, {kind}) else 0.3 if kind is PlaceKind.CITY else 0.0
        near = (
            1.0 if entry.country and entry.country == home else countries.count(entry.country) / max(len(countries), 1)
        )
        known = min(entry.weight / 10.0, 1.0)
        score = KIND * fits + COUNTRY * near + WEIGHT * known
        if score > best_score:
            best, best_score, features = entry, score, (fits, near, known)
    if best is None or best_score < THRESHOLD:
        return Link(None, round(best_score, 3))
    named = tuple(zip(("kind", "country", "weight"), (round(f, 3) for f in features), strict=True))
    return Link(best.entity_id, round(best_score, 3), named)
