"""Whether two institutions are one: the name and where it is.

``مركز المواكبة لحماية الطفولة`` stands in many towns and is never one over two of them; a ministry keeps its identity
under the names of all governments, but not over a border.
"""

from __future__ import annotations

from itertools import product

from gazetteer.bodies import body_of
from pipeline.linking.institution_names import TitleMatch, compare_titles, is_generic, title_keys, title_words
from pipeline.linking.profile import Comparison, Profile, clipped

# Parts of the score. Found by hand on the tuning part of corpus/linking; `python -m bench.linking`.
NAME = 0.72  # all words agree, no word stands alone
CUT = 0.5  # one name is the other cut short
SAME_BODY = 0.95  # one ministry under the names of two governments
SAME_PLACE = 0.26
WITHIN = 0.18  # one place lies in the other
NO_PLACE = 0.12  # neither says where, and the name is one of its own
NO_PLACE_GENERIC = -0.3
CONTEXT = 0.1  # one does not say where, but its articles speak of the other's province only
ELSEWHERE = -0.35  # its articles speak of another province
ONE_PLACE = -0.1
SAME_CONTEXT = 0.12
COMPANY = 0.06
KINDS = -0.1
NATIONAL = frozenset(("ministry", "agency", "party", "company", "programme"))  # one, wherever it is spoken of
FEWEST = 0.7  # share of common words below which names are two


def compare_institutions(one: Profile, other: Profile) -> Comparison:
    """Return how surely two institutions are one, with the parts of the score."""
    match = max(
        (compare_titles(a, b) for a, b in product(_titles(one), _titles(other))),
        key=lambda m: (m.name, not m.contained),
    )
    features: dict[str, float] = {"name": round(match.name, 3)}
    forbidden = _forbidden(one, other, match)
    body = _body(one), _body(other)
    if body[0] and body[0] == body[1]:
        features["same_body"] = SAME_BODY
        forbidden = None if forbidden in ("level", "names") else forbidden
    elif body[0] and body[1]:
        forbidden = forbidden or "body"
    else:
        features |= _name_features(match) | _place_features(one, other)
    features |= _context_features(one, other)
    score = sum(value for name, value in features.items() if name != "name")
    return Comparison(clipped(score if forbidden is None else min(score, 0.2)), features, forbidden)


def conflict(one: Profile, other: Profile) -> bool:
    """Whether two institutions stand in two places or countries, so that nothing makes them one."""
    return _place_relation(one, other) == "other" or _countries(one, other)


def institution_keys(profile: Profile) -> tuple[set[str], set[str]]:
    """Return the keys an institution is found by, and those it looks for others with.

    Words meet at a place, not everywhere: a house with a place finds those in its place, in places around it and in
    places within; one without finds those of the provinces its articles speak of, and others without a place.
    """
    words = {key for name in _titles(profile) for key in title_keys(name)}
    own = any(not is_generic(name) for name in _titles(profile))
    body = _body(profile)
    bodies = {f"b:{body}"} if body else set()
    if profile.place is None or profile.subkind in NATIONAL:
        found = {f"n:{w}" for w in words} | {f"c:{w}@{p}" for w in words for p in profile.provinces}
        asked = {f"n:{w}" for w in words} | {f"u:{w}@{p}" for w in words for p in profile.provinces}
        if own:
            found, asked = found | {f"o:{w}" for w in words}, asked | {f"p:{w}" for w in words}
    else:
        found = {f"a:{w}@{profile.place}" for w in words} | {f"u:{w}@{p}" for w in words for p in profile.chain}
        asked = {f"a:{w}@{p}" for w in words for p in profile.chain} | {f"u:{w}@{profile.place}" for w in words}
        asked |= {f"c:{w}@{p}" for w in words for p in profile.chain}
        if own:
            found, asked = found | {f"p:{w}" for w in words}, asked | {f"o:{w}" for w in words}
    return found | bodies, asked | bodies


def vague(profile: Profile) -> bool:
    """Whether it has neither a place nor a name of its own: it can be any of those that have."""
    national = profile.subkind in NATIONAL
    return profile.place is None and not national and (is_generic(profile.label) or len(title_words(profile.label)) < 3)


def fullness(profile: Profile) -> int:
    """Return how telling the label is: with a place, and how many words."""
    return 10 * (profile.place is not None) + min(len(title_words(profile.label)), 6)


def _titles(profile: Profile) -> tuple[str, ...]:
    """Return the names that are compared: the label and forms of at least two words."""
    return tuple(dict.fromkeys((profile.label, *(n for n in profile.names if len(title_words(n)) > 1))))


def _forbidden(one: Profile, other: Profile, match: TitleMatch) -> str | None:
    """Return what keeps two institutions apart whatever else agrees, or None."""
    if _place_relation(one, other) == "other":
        return "place"
    if _countries(one, other):
        return "country"
    if match.level:
        return "level"
    return "names" if match.name < FEWEST and not match.contained else None


def _countries(one: Profile, other: Profile) -> bool:
    """Whether a ministry or agency of one country is compared with that of another."""
    national = one.subkind in ("ministry", "agency") or other.subkind in ("ministry", "agency")
    return national and bool(one.countries and other.countries and not one.countries & other.countries)


def _body(profile: Profile) -> str | None:
    """Return the ministry of its country that the label names, under whichever government."""
    country = next(iter(profile.countries)) if len(profile.countries) == 1 else None
    return body_of(profile.label, country) if profile.subkind in ("ministry", None) else None


def _name_features(match: TitleMatch) -> dict[str, float]:
    if match.contained:
        return {"cut_short": CUT * (0.5 + 0.5 * match.name)}
    return {"same_name": NAME - 1.2 * (1 - match.name)}


def _place_relation(one: Profile, other: Profile) -> str:
    """Return how their places stand: same, within, other, one (only one says where), none."""
    if one.subkind == "ministry" and other.subkind == "ministry":
        return "none"  # a ministry is where its country is; a place beside it says where the act was
    if one.place is None or other.place is None:
        return "none" if one.place is other.place else "one"
    if one.place == other.place:
        return "same"
    return "within" if one.place in other.chain or other.place in one.chain else "other"


def _place_features(one: Profile, other: Profile) -> dict[str, float]:
    """Return what the places say; where only one is known, the provinces the other's articles speak of."""
    relation = _place_relation(one, other)
    if relation == "same":
        return {"same_place": SAME_PLACE}
    if relation == "within":
        return {"within": WITHIN}
    if relation == "none":
        national = one.subkind in NATIONAL or other.subkind in NATIONAL
        generic = not national and (is_generic(one.label) or is_generic(other.label))
        return {"no_place": NO_PLACE_GENERIC if generic else NO_PLACE}
    placed, bare = (one, other) if one.place else (other, one)
    found = {"one_place": ONE_PLACE}
    home = set(placed.chain) & bare.provinces
    if home and len(bare.provinces) == 1:
        found["context"] = CONTEXT
    elif bare.provinces and not home and any(p.startswith("hcp:") for p in placed.chain):
        found["elsewhere"] = ELSEWHERE
    return found


def _context_features(one: Profile, other: Profile) -> dict[str, float]:
    found: dict[str, float] = {}
    if one.place is None and other.place is None and one.provinces & other.provinces:
        found["same_context"] = SAME_CONTEXT
    if common := len(one.companions & other.companions):
        found["company"] = COMPANY * min(common / 3, 1.0)
    kinds = {one.subkind, other.subkind} - {None, "other"}
    if len(kinds) == 2:
        found["kinds"] = KINDS
    return found
