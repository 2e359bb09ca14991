"""Whether two institutions are one: the name and where it is.

``مركز المواكبة لحماية الطفولة`` stands in many towns and is never one over two of them; a ministry keeps its identity
under the names of all governments, but not over a border.
"""

from __future__ import annotations

from itertools import permutations, product

from corpus.normalise import fold
from gazetteer.bodies import body_of
from gazetteer.tree import load_tree
from pipeline.linking.institution_names import (
    LEVELS,
    WEAK,
    TitleMatch,
    compare_titles,
    demonyms,
    is_generic,
    lands,
    read_title,
    title_keys,
    title_words,
)
from pipeline.linking.profile import Comparison, Profile, clipped

# Parts of the score. Found by hand on the tuning part of corpus/linking; `python -m bench.linking`.
NAME = 0.72  # all words agree, no word stands alone
CUT = 0.5  # one name is the other cut short
CUT_IN_PLACE = 0.58  # in one place, and what is left is telling
CUT_IN_TOWN = 0.52  # in one town, and it has a name of its own
LACKING = 0.38  # one name lacks a word inside the other
ALIAS = -0.08  # not the labels agree but another form of one
SAME_BODY = 0.95  # one ministry under the names of two governments
SAME_PLACE = 0.26
WITHIN = 0.18  # one place lies in the other
WITHIN_GENERIC = -0.02  # a province has several houses called `دار الطالبة`
NO_PLACE = 0.12  # neither says where, and the name is one of its own
NO_PLACE_GENERIC = -0.3
CONTEXT_GENERIC = 0.04
CONTEXT = 0.14  # one does not say where, but its articles speak of the other's province only
ELSEWHERE = -0.35  # its articles speak of another province
ONE_PLACE = -0.1
SOLE_PLACE = 0.04  # only one has the name, wherever it is spoken of
SAME_CONTEXT = 0.12
COMPANY = 0.06
COMPANY_UNPLACED = 0.14  # one does not say where, but who and what is around it is around the other
KINDS = -0.15
SOLE = frozenset(fold(w) for w in ("جامعة", "معهد", "مؤسسة", "أكاديمية", "وكالة", "مندوبية", "مكتب"))
NATIONAL = frozenset(("ministry", "agency", "party", "company", "programme"))  # one, wherever it is spoken of
HOUSES = frozenset(("centre", "school", "hospital"))  # of which each town may have one
FEWEST = 0.7  # share of common words below which names are two


def compare_institutions(one: Profile, other: Profile) -> Comparison:
    """Return how surely two institutions are one, with the parts of the score."""
    match, alias = _best_match(one, other)
    features: dict[str, float] = {"name": round(match.name, 3)}
    forbidden = _forbidden(one, other, match)
    body = _body(one), _body(other)
    if body[0] and body[0] == body[1]:
        features["same_body"] = SAME_BODY
        forbidden = None if forbidden in ("level", "names") else forbidden
    elif body[0] and body[1]:
        forbidden = forbidden or "body"
    else:
        features |= _name_features(match, one, other) | _place_features(one, other)
        if alias:
            features["alias"] = ALIAS
    features |= _context_features(one, other)
    score = sum(value for name, value in features.items() if name != "name")
    rounded = {name: round(value, 3) for name, value in features.items()}
    return Comparison(clipped(score if forbidden is None else min(score, 0.2)), rounded, forbidden)


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
    place, chain = _place(profile)
    if place is None or profile.subkind in NATIONAL:
        found = {f"n:{w}" for w in words} | {f"c:{w}@{p}" for w in words for p in profile.provinces}
        asked = {f"n:{w}" for w in words} | {f"u:{w}@{p}" for w in words for p in profile.provinces}
        if own:
            found, asked = found | {f"o:{w}" for w in words}, asked | {f"p:{w}" for w in words}
    else:
        found = {f"a:{w}@{place}" for w in words} | {f"u:{w}@{p}" for w in words for p in chain}
        asked = {f"a:{w}@{p}" for w in words for p in chain} | {f"u:{w}@{place}" for w in words}
        asked |= {f"c:{w}@{p}" for w in words for p in chain}
        if own:
            found, asked = found | {f"p:{w}" for w in words}, asked | {f"o:{w}" for w in words}
    return found | bodies, asked | bodies


def vague(profile: Profile) -> bool:
    """Whether it has no place though such houses have one: it can be any that has the name."""
    return _place(profile)[0] is None and profile.subkind not in NATIONAL


def fullness(profile: Profile) -> int:
    """Return how telling the label is: with a place, and how many words."""
    return 10 * (_place(profile)[0] is not None) + min(len(title_words(profile.label)), 6)


def _titles(profile: Profile) -> tuple[str, ...]:
    """Return the names that are compared: the label, and forms that are telling by themselves."""
    own = (n for n in profile.names if len(title_words(n)) > 1 and not is_generic(n))
    return tuple(dict.fromkeys((profile.label, *own)))


def _best_match(one: Profile, other: Profile) -> tuple[TitleMatch, bool]:
    """Return the best agreement of two names, and whether it is one of other forms than the labels."""
    labels = compare_titles(one.label, other.label)
    others = (compare_titles(a, b) for a, b in product(_titles(one), _titles(other)))
    best = max((labels, *others), key=lambda m: (not m.level, m.name, not m.contained))
    better = best.name > labels.name and (best.name >= FEWEST or labels.level)
    return (best, True) if better else (labels, False)


def _country(profile: Profile) -> frozenset[str]:
    """Return the country its name says (``السعودية``), else those of its articles."""
    named = read_title(profile.label).country
    return frozenset((named,)) if named else profile.countries


def _place(profile: Profile) -> tuple[str | None, tuple[str, ...]]:
    """Return where it is and what is around that: as its articles say, else the place that ends its name."""
    if profile.place is not None:
        return profile.place, profile.chain
    named = read_title(profile.label).places
    home = [p for p in named if load_tree().country(p) in profile.countries] or list(named)
    return (home[0], load_tree().chain(home[0])) if home else (None, ())


def _forbidden(one: Profile, other: Profile, match: TitleMatch) -> str | None:
    """Return what keeps two institutions apart whatever else agrees, or None."""
    if _place_relation(one, other) == "other":
        return "place"
    if _countries(one, other) or _lands(one.label, other.label):
        return "country"
    if match.level:
        return "level"
    if _whose(one.label, other.label):
        return "whose"
    return "names" if match.name < FEWEST and not match.contained else None


def _countries(one: Profile, other: Profile) -> bool:
    """Whether one names its country, or is a ministry or agency, and the other is of another country."""
    national = {one.subkind, other.subkind} & {"ministry", "agency"}
    named = read_title(one.label).country or read_title(other.label).country
    mine, theirs = _country(one), _country(other)
    return bool(national or named) and bool(mine and theirs and not mine & theirs)


def _lands(one: str, other: str) -> bool:
    """Whether each name says a country, none of them the same: ``وكالة الأنباء الإيرانية الرسمية``, ``... اليمنية الرسمية``."""
    mine, theirs = (
        {title.country, *(demonyms().get(word) for word in title.words[1:])} - {None}
        for title in map(read_title, (one, other))
    )
    return bool(mine and theirs) and not mine & theirs


def _whose(one: str, other: str) -> bool:
    """Whether one name is a head with its country and the other the same head of somebody else's.

    ``الحكومة الهندية`` against ``حكومة بنكيران``, ``حكومة إقليم كردستان``; not against ``الحكومة الهندية الجديدة``.
    """
    for bare, full in permutations((read_title(one), read_title(other))):
        if bare.country is None or len(bare.words) > 1 or full.country == bare.country:
            continue
        rest = [w for w in full.words[1:] if w not in LEVELS and w not in WEAK]
        if any(bare.country in (demonyms().get(word), lands().get(word)) for word in rest):
            continue
        if rest or any(load_tree().country(place) != bare.country for place in full.places):
            return True
    return False


def _body(profile: Profile) -> str | None:
    """Return the ministry of its country that the label names, under whichever government."""
    lands = _country(profile)
    bare = " ".join(read_title(profile.label).words)
    return body_of(bare, next(iter(lands))) if len(lands) == 1 and profile.subkind in ("ministry", None) else None


def _name_features(match: TitleMatch, one: Profile, other: Profile) -> dict[str, float]:
    if match.contained:
        relation = _place_relation(one, other)
        if match.named and match.cut and relation == "same":
            return {"cut_short": CUT_IN_TOWN}  # `مركز الأمل` is `مركز الأمل لتكوين النساء`, unless it has another there
        together = relation in ("same", "within")
        telling = match.named or (match.cut and min(len(title_words(p.label)) for p in (one, other)) > 2)
        weight = CUT_IN_PLACE if together and telling else CUT if match.cut else LACKING
        return {"cut_short": weight * (0.5 + 0.5 * match.name)}
    return {"same_name": NAME - 1.2 * (1 - match.name)}


def _place_relation(one: Profile, other: Profile) -> str:
    """Return how their places stand: same, within, other, one (only one says where), none."""
    if one.subkind == "ministry" and other.subkind == "ministry":
        return "none"  # a ministry is where its country is; a place beside it says where the act was
    (mine, around_me), (theirs, around_them) = _place(one), _place(other)
    if mine is None or theirs is None:
        return "none" if mine is theirs else "one"
    if mine == theirs or _ends_with_place(one, theirs) or _ends_with_place(other, mine):
        return "same"
    if mine not in around_them and theirs not in around_me:
        return "other"
    wide = mine if mine in around_them else theirs
    # `في المغرب` or a region says as little as nothing of which house it is.
    return "one" if _wide(wide) and not {one.subkind, other.subkind} & NATIONAL else "within"


def _ends_with_place(profile: Profile, place: str) -> bool:
    """Whether nothing but the end of its name says where it is, and that may be this place: Khenifra, town or province."""
    return profile.place is None and place in read_title(profile.label).places


def _any_house(name: str) -> bool:
    """Whether a name says only what kind of house it is: ``دار الطالبة``."""
    return is_generic(name) and len(title_words(name)) < 3


def _wide(place: str) -> bool:
    """Whether a place is a country or region, in which many houses have one name."""
    return place.startswith("iso:") or load_tree().is_region(place)


def _barer(one: Profile, other: Profile) -> Profile:
    """Return the one of two that does not say where it is, or says it more widely."""
    mine, around_them = _place(one)[0], _place(other)[1]
    return one if mine is None or mine in around_them else other


def _place_features(one: Profile, other: Profile) -> dict[str, float]:
    """Return what the places say; where only one is known, the provinces the other's articles speak of."""
    relation = _place_relation(one, other)
    if relation == "same":
        return {"same_place": SAME_PLACE}
    if relation == "within":
        house = {one.subkind, other.subkind} & HOUSES and any(_any_house(p.label) for p in (one, other))
        return {"within": WITHIN_GENERIC if house else WITHIN}
    if relation == "none":
        national = one.subkind in NATIONAL or other.subkind in NATIONAL
        generic = not national and (is_generic(one.label) or is_generic(other.label))
        return {"no_place": NO_PLACE_GENERIC if generic else NO_PLACE}
    bare = _barer(one, other)
    placed = other if bare is one else one
    sole = title_words(bare.label)[:1] and title_words(bare.label)[0] in SOLE
    found = {"one_place": SOLE_PLACE if sole or bare.subkind in NATIONAL else ONE_PLACE}
    around = _place(placed)[1]
    home = set(around) & bare.provinces
    if home and len(bare.provinces) == 1:
        found["context"] = CONTEXT_GENERIC if _any_house(bare.label) else CONTEXT
    elif bare.provinces and not home and any(p.startswith("hcp:") for p in around):
        found["elsewhere"] = ELSEWHERE
    return found


def _context_features(one: Profile, other: Profile) -> dict[str, float]:
    found: dict[str, float] = {}
    if _place(one)[0] is None and _place(other)[0] is None and one.provinces & other.provinces:
        found["same_context"] = SAME_CONTEXT
    if common := len(one.companions & other.companions):
        most = COMPANY_UNPLACED if _place_relation(one, other) == "one" else COMPANY
        found["company"] = most * min(common / 3, 1.0)
    kinds = {one.subkind, other.subkind} - {None, "other"}
    if len(kinds) == 2:
        found["kinds"] = KINDS
    return found
