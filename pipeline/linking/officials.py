"""Whether two officials are one person: by name first, then office, place, days and companions.

``أمزازي, وزير التربية الوطنية`` is ``سعيد أمزازي, وزير التربية الوطنية``; of two ``محمد بناني``, one governor and one
president of a commune elsewhere at the same time, each is his own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import product

from corpus.normalise import fold
from gazetteer.lookup import load_gazetteer
from pipeline.linking.office_words import AMBASSADORS, CITIES, PRESIDENT, PROVINCE, REGION, TOWN
from pipeline.linking.offices import GOVERNORS, MINISTER, Office, head_form, parse_title, same_office
from pipeline.linking.person_names import NameMatch, compare_names, is_vague, name_keys, name_words
from pipeline.linking.profile import MERGE, Comparison, Held, Profile, clipped

# Parts of the score, in its order. Found by hand on the tuning part of corpus/linking; `python -m bench.linking`.
FULL_NAME = 0.68  # both names are whole and agree
LONGER_NAME = 0.08  # for a third common word, and a fourth: few share it by chance
SHORT_NAME = 0.35  # one is a surname only
SAME_OFFICE = 0.45
POLITICS = 0.12
KIN_OFFICE = 0.2  # a minister of something else, a governor elsewhere, at other times: officials are moved
OTHER_OFFICE = -0.12
UNKNOWN_OFFICE = 0.1  # an article that gives the name alone speaks of the known bearer
COMPANY = 0.1  # the same institutions and people around them
SAME_PROVINCE = 0.08
OTHER_PROVINCE = -0.08
OTHER_COUNTRY = -0.35
CLASH = -0.6  # two offices at the same time that one person does not hold together
NEAR_OFFICE = 0.8  # `رئيس الجماعة` and `رئيس جماعة أزرو` of one week and province: so sure that they are one office
NEAR_DAYS = 7
ONE_TOWN = 0.08  # both offices are in one town or province
OVERLAP_DAYS = 31  # offices seen so near to each other are held at the same time
MOVED = frozenset(
    head_form(w) for w in (*GOVERNORS, MINISTER, "كاتب عام", "سفير", "قنصل", "قائد", "باشا")
)  # they are moved
# Offices that one person holds together or one after the other: a minister is a leader of a party.
POLITICAL = frozenset(
    head_form(w)
    for w in ("وزير", "كاتب الدولة", "وزير دولة", "وزير منتدب", "رئيس", "رئيس أول", "أمين عام", "كاتب أول", "كاتب", "كاتب عام",
              "قيادي", "عضو", "نائب", "برلماني", "مستشار", "مدير عام", "مندوب سام", "مندوب", "مفوض", "وسيط", "منسق", "سفير",
              "محافظ", "نقيب", "ملك", "ولي العهد", "أمير", "زعيم", "ناطق رسمي", "ناطق", "مرشح", "رئيس وزراء", "رئيس حكومة",
              "عمدة", "مبعوث", "مبعوث شخصي", "مبعوث أممي", "ممثل", "ممثل أعلى", "ممثل خاص")
)  # fmt: skip
# Appointed to work full time; nobody is that and elected besides, but a minister.
APPOINTED = frozenset(
    head_form(w) for w in (*GOVERNORS, "كاتب عام", "سفير", "قنصل", "قنصل عام", "قائد", "باشا", "مدير عام", "وكيل الملك")
)
ELECTED = frozenset(head_form(w) for w in ("برلماني", "عضو", "نائب رئيس"))
# What a president or deputy is of who lives there, so that two places are two persons.
LOCAL = frozenset(fold(w) for w in ("جماعة", "جماعي", "بلدي", "بلدية", "مقاطعة", "جمعية", "تعاونية", "قروي", "إقليمي"))
CERTAIN_NAME = 0.8
CLEAR_NAME = 0.91
ONE_OFFICE = 0.6  # how alike two titles are of one office
STATE = frozenset((*GOVERNORS, MINISTER))  # appointed to one office at a time
ONE_YEAR = 365
Dated = tuple[Office, date | None, str | None]  # an office, when it was seen, the country of the article


def compare_officials(one: Profile, other: Profile) -> Comparison:
    """Return how surely two officials are one, with the parts of the score."""
    match = _best_match(one, other)
    features: dict[str, float] = {"name": round(match.name, 3)}
    if match.name < CERTAIN_NAME:
        return Comparison(clipped(0.3 * match.name), features, "names")
    if match.vague:
        features["short_name"] = SHORT_NAME * match.name
    else:
        features["full_name"] = FULL_NAME - 1.2 * (1 - match.name)
        features["longer_name"] = LONGER_NAME * min(max(match.matched - 2, 0), 2)
    features |= _office_features(one, other)
    features |= _context_features(one, other)
    if match.vague and "same_office" not in features and features.get("other_office", 0) < 0:
        features["short_name"] *= 0.5
    score = sum(value for name, value in features.items() if name != "name")
    if match.name < CLEAR_NAME and "same_office" not in features:
        score = min(score, MERGE - 0.01)  # another spelling and another office: may be another person
    return Comparison(clipped(score), {k: round(v, 3) for k, v in features.items()})


def conflict(one: Profile, other: Profile) -> bool:
    """Whether two officials hold, at one time, offices that one person does not hold together."""
    return _clash(one.offices, other.offices)


def official_keys(profile: Profile) -> tuple[set[str], set[str]]:
    """Return the keys an official is found by, and those it looks for others with."""
    found = [name_keys(name) for name in profile.names if not is_vague(name)] or [name_keys(profile.label)]
    return set().union(*(f[0] for f in found)), set().union(*(f[1] for f in found))


def vague(profile: Profile) -> bool:
    """Whether no name of the official is a whole one."""
    return all(is_vague(name) for name in profile.names)


def fullness(profile: Profile) -> int:
    """Return how many words the label has, three at most: the fuller name stands for the others."""
    return min(len(name_words(profile.label)), 3)


def _best_match(one: Profile, other: Profile) -> NameMatch:
    """Return the best agreement of the labels; of other forms only for two that stand for short names."""
    labels = compare_names(one.label, other.label)
    if labels.name >= CERTAIN_NAME or not (labels.vague or labels.name):
        return labels
    whole = [[n for n in p.names if not is_vague(n)] for p in (one, other)]
    return max((compare_names(a, b) for a, b in product(*whole)), key=lambda m: m.name, default=labels)


def _office_features(one: Profile, other: Profile) -> dict[str, float]:
    """Return what their offices say: the same, of one kind, others, or two at one time."""
    mine, theirs = _offices(one.offices), _offices(other.offices)
    if not one.offices or not other.offices:
        return {"unknown_office": UNKNOWN_OFFICE}
    same = _likeness(one, other)
    if same >= ONE_OFFICE:
        return {"same_office": round(SAME_OFFICE * same, 3)}
    if _clash(one.offices, other.offices):
        return {"clash": CLASH}
    if not mine or not theirs:
        return {"unknown_office": UNKNOWN_OFFICE}  # former ones only
    heads = {a.head for a, _, _ in mine}, {b.head for b, _, _ in theirs}
    if _of_two_states(mine, theirs):
        return {"other_office": 1.5 * OTHER_OFFICE}
    if heads[0] <= MOVED and heads[1] <= MOVED:
        return {"kin_office": KIN_OFFICE}
    local = [any(_local(o) for o, _, _ in some) for some in (mine, theirs)]
    near = {"one_town": ONE_TOWN} if _one_town(mine, theirs) else {}
    if all(local) or _two_careers(mine, theirs):
        return {"other_office": 1.5 * OTHER_OFFICE} | near
    if (heads[0] | heads[1]) <= POLITICAL | MOVED and not any(local):
        return {"politics": POLITICS}
    return {"other_office": OTHER_OFFICE * (1 - same)} | near


def _likeness(one: Profile, other: Profile) -> float:
    """Return how surely they hold one office: as the titles say, or a title that is short for the other's there and then."""
    pairs = list(product(_offices(one.offices, former=True), _offices(other.offices, former=True)))
    same = max(same_office(a, b) for (a, _, _), (b, _, _) in pairs)
    if same < NEAR_OFFICE and one.provinces & other.provinces:
        if any(_short_for(a, b) and _together(at, then, NEAR_DAYS) for (a, at, _), (b, then, _) in pairs):
            return NEAR_OFFICE
    return same


def _short_for(one: Office, other: Office) -> bool:
    """Whether one office is the other without its name: ``مديرة المركز``, ``مديرة مركز الأمل``."""
    short, long = (one, other) if one.open else (other, one)
    return short.open and not long.open and short.head == long.head and set(short.body) <= set(long.body)


def _local(office: Office) -> bool:
    """Whether it is an office of a town or association; the mayors of large cities are known in the country."""
    return bool(set(office.body) & LOCAL) and not (office.body[:1] == (TOWN,) and " ".join(office.body[1:]) in CITIES)


def _one_town(mine: Iterable[Dated], theirs: Iterable[Dated]) -> bool:
    """Whether two offices of one head are in one place: ``المدير الإقليمي للتعليم بجرادة``, ``المدير الإقليمي للتربية بجرادة``."""
    known = load_gazetteer().candidates
    return any(
        a.head == b.head and a.body and b.body and a.body[-1] == b.body[-1] and known(a.body[-1])
        for (a, _, _), (b, _, _) in product(mine, theirs)
    )


def _of_two_states(mine: Iterable[Dated], theirs: Iterable[Dated]) -> bool:
    """Whether one is an ambassador of one country, the other of another: ``سفير المغرب بالكويت``, ``سفير الكويت بالمغرب``."""
    senders = [{o.body[0] for o, _, _ in some if o.head in AMBASSADORS and o.body} for some in (mine, theirs)]
    return all(senders) and not senders[0] & senders[1]


def _two_careers(mine: Iterable[Dated], theirs: Iterable[Dated]) -> bool:
    """Whether one is appointed to an office while the other is elected to another: a secretary general, a mayor."""
    return any(
        _together(at, then, ONE_YEAR)
        and ((a.head in APPOINTED and _elected(b)) or (b.head in APPOINTED and _elected(a)))
        for (a, at, _), (b, then, _) in product(mine, theirs)
    )


def _elected(office: Office) -> bool:
    councils = ((TOWN,), (PROVINCE,), (REGION,))
    return office.head in ELECTED or (office.head == PRESIDENT and office.body[:1] in councils)


def _clash(one: Iterable[Held], other: Iterable[Held]) -> bool:
    """Whether a wali or governor of one place, a minister of one thing, is that of another at the same time."""
    for (a, at, country), (b, then, elsewhere) in product(_offices(one), _offices(other)):
        if _together(at, then) and not (a.open or b.open) and {a.head, b.head} & STATE:
            if a.head == b.head and same_office(a, b) < ONE_OFFICE:
                return True
            if {a.head, b.head} <= STATE and MINISTER in (a.head, b.head) and a.head != b.head:
                return True  # a wali is governor of his chief town as well, no minister is either
            if country and elsewhere and country != elsewhere and a.signature != b.signature:
                return True
    return False


def _together(one: date | None, other: date | None, days: int = OVERLAP_DAYS) -> bool:
    return one is not None and other is not None and abs((one - other).days) <= days


def _offices(held: Iterable[Held], *, former: bool = False) -> list[Dated]:
    """Return the offices held, with day and country; with ``former`` also those held before."""
    return [
        (office, h.at, h.country)
        for h in held
        for office in parse_title(h.title, h.country)
        if former or not office.former
    ]


def _context_features(one: Profile, other: Profile) -> dict[str, float]:
    """Return what the company they are seen in, their provinces and countries say."""
    found: dict[str, float] = {}
    common = len(one.companions & other.companions)
    if common:
        found["company"] = COMPANY * min(common / 3, 1.0)
    if one.provinces and other.provinces:
        found["province"] = SAME_PROVINCE if one.provinces & other.provinces else OTHER_PROVINCE
    if one.countries and other.countries and not one.countries & other.countries:
        found["other_country"] = OTHER_COUNTRY
    return found
