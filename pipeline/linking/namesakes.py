"""Whether the articles that write one name speak of one person: by what their offices say against each other.

A coach and a governor of one name are two, so are the governors of two provinces at one date. Offices that one article
gives to the name together are one person's, offices that follow each other too: officials are moved. Articles that say
nothing against anybody go to whom they fit best. What comes out does not depend on the order of the articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

from gazetteer.tree import load_tree
from pipeline.linking.offices import GOVERNORS, MINISTER, Office, countries_named, head_form, parse_title, same_office
from pipeline.linking.officials import ONE_OFFICE
from pipeline.linking.unions import Unions

MAIN = ""  # the person who keeps the name's own key
SAID = "said"
STATE, SPORT, ART = "state", "sport", "art"
# What nobody is within few years of holding an office of the state.
FAR_KINDS = {
    SPORT: ("مدرب", "مساعد مدرب", "ناخب وطني", "لاعب", "حارس مرمى", "مهاجم", "مدافع", "حكم", "بطل", "عداء", "ملاكم"),
    ART: ("فنان", "مطرب", "مغني", "مخرج", "ملحن", "موسيقي", "مصمم", "شاعر", "كوميدي", "رسام"),
    STATE: (*GOVERNORS, MINISTER, "وزير منتدب", "كاتب الدولة", "باشا", "قائد", "خليفة قائد", "سفير", "قنصل", "قنصل عام", "وكيل عام", "وكيل الملك", "والي أمن", "رئيس حكومة", "رئيس وزراء", "محافظ"),
}  # fmt: skip
KIND_OF = {head_form(head): kind for kind, heads in FAR_KINDS.items() for head in heads}
FAR = timedelta(days=730)
# Of one country at a time; of a head of state the country is all that is said of him.
OF_ONE_COUNTRY = frozenset(head_form(w) for w in (*GOVERNORS, MINISTER, "محافظ", "رئيس حكومة", "رئيس وزراء", "ملك"))
PRESIDENT = head_form("رئيس")
TRIM = 5  # of so many sightings one at each end may be a stale or misread office


@dataclass(frozen=True)
class Stand:
    """What one article says of the bearer of a name. ``offices``: titles as written; ``country``: of the article."""

    article: str
    day: date | None
    offices: tuple[str, ...]
    country: str | None = None
    provinces: frozenset[str] = frozenset()


@dataclass
class Career:
    """Offices that are one person's, with the articles that say so."""

    offices: dict[str, Office] = field(default_factory=dict)
    lands: dict[str, frozenset[str]] = field(default_factory=dict)  # office -> countries its title names
    implied: dict[str, frozenset[str]] = field(default_factory=dict)  # office -> countries of the articles
    titles: dict[str, set[str]] = field(default_factory=dict)  # office -> its wordings
    days: dict[str, list[date]] = field(default_factory=dict)  # office -> when it was seen held
    stands: list[Stand] = field(default_factory=list)

    @property
    def first(self) -> tuple[bool, date, str]:
        """What careers are ordered by: the first day, then the smallest office."""
        seen = [d for days in self.days.values() for d in days]
        return not seen, min(seen, default=date.max), min(self.offices, default="")

    @property
    def kinds(self) -> frozenset[str]:
        """The far kinds its offices are of."""
        return frozenset(KIND_OF[o.head] for o in self.offices.values() if o.head in KIND_OF)


def persons(stands: Iterable[Stand], said: Sequence[frozenset[str]] = ()) -> dict[str, frozenset[str]]:
    """Return the articles of each person of one name, by what tells him from the others (``MAIN``: nothing).

    ``said``: sets of articles that a researcher took out, each of another person; of two that share one, the later.
    """
    ordered = sorted(stands, key=lambda s: s.article)
    taken = _taken({s.article for s in ordered}, said)
    left = [s for s in ordered if not any(s.article in some for some in taken.values())]
    return taken | (_parted(left) if left else {})


def contradict(one: Career, other: Career) -> bool:
    """Whether two careers cannot be one person's."""
    if {*one.kinds, *other.kinds} in ({STATE, SPORT}, {STATE, ART}) and not one.kinds & other.kinds:
        return _near(one, other)
    return any(
        _against(one, a, other, b) and _at_one_time(one.days.get(a, ()), other.days.get(b, ()))
        for a, b in product(one.offices, other.offices)
    )


def _taken(known: set[str], said: Sequence[frozenset[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    gone: set[str] = set()
    for some in reversed(said):
        here = (some & known) - gone
        if here:
            found[f"{SAID}:{min(some)}"] = frozenset(here)
        gone |= here
    return found


def _parted(stands: Sequence[Stand]) -> dict[str, frozenset[str]]:
    careers, loose = _careers(stands)
    against = {(i, j) for i, a in enumerate(careers) for j, b in enumerate(careers) if i != j and contradict(a, b)}
    if not against:
        return {MAIN: frozenset(s.article for s in stands)}
    clear = [i for i in range(len(careers)) if any(i in pair for pair in against)]
    people: list[list[int]] = []
    for i in clear:
        fits = [p for p in people if not any((i, j) in against for j in p)]
        if fits:
            max(fits, key=lambda p: (_affinity(careers[i].stands, careers, p), -people.index(p))).append(i)
        else:
            people.append([i])
    cores = [list(p) for p in people]  # what is neutral does not draw other neutral things after it
    articles = [{s.article for i in p for s in careers[i].stands} for p in people]
    for some in (*(careers[i].stands for i in range(len(careers)) if i not in clear), *([s] for s in loose)):
        best = max(range(len(cores)), key=lambda n: (_affinity(some, careers, cores[n]), -n))
        articles[best] |= {s.article for s in some}
    names = _discriminators([careers[p[0]] for p in cores])
    return {name: frozenset(some) for name, some in zip(names, articles, strict=True)}


def _careers(stands: Sequence[Stand]) -> tuple[list[Career], list[Stand]]:
    """Return the careers, offices of the state first, then the earliest; and the articles that name no office."""
    offices: dict[str, Office] = {}
    of: dict[str, list[str]] = {}
    unions: Unions[str] = Unions()
    read = {s.article: _read(s) for s in stands}
    for stand in stands:
        own = read[stand.article]
        offices |= {signature: office for signature, office, _ in own}
        of[stand.article] = [signature for signature, _, _ in own]
        for signature in of[stand.article]:
            unions.join(signature, of[stand.article][0])
    known = sorted(offices)
    for n, a in enumerate(known):
        for b in known[n + 1 :]:
            if same_office(offices[a], offices[b]) >= ONE_OFFICE:
                unions.join(a, b)
    careers: dict[str, Career] = {}
    for stand in stands:
        for signature, office, title in read[stand.article]:
            career = careers.setdefault(unions.find(signature), Career())
            career.offices[signature] = office
            career.titles.setdefault(signature, set()).add(title)
            career.lands[signature] = career.lands.get(signature, frozenset()) | countries_named(title)
            if stand.country:
                career.implied[signature] = career.implied.get(signature, frozenset()) | {f"iso:{stand.country}"}
            if stand.day and not office.former:
                career.days.setdefault(signature, []).append(stand.day)
        if of[stand.article]:
            careers[unions.find(of[stand.article][0])].stands.append(stand)
    ranked = sorted(careers.values(), key=lambda c: (not c.kinds or STATE not in c.kinds, bool(c.kinds), *c.first))
    return ranked, [s for s in stands if not of[s.article]]


def _read(stand: Stand) -> list[tuple[str, Office, str]]:
    """Return the offices an article gives in so many words (``والي الجهة`` is none), with the titles."""
    parsed = ((office, title) for title in stand.offices for office in parse_title(title, stand.country))
    return [(office.signature, office, title) for office, title in parsed if not office.open]


def _against(one: Career, a: str, other: Career, b: str) -> bool:
    """Whether nobody holds these two offices at one time."""
    mine, theirs = one.offices[a], other.offices[b]
    if mine.territorial and theirs.territorial:
        return _elsewhere(mine, theirs)
    if {mine.head, theirs.head} <= {*GOVERNORS, MINISTER} and mine.head != theirs.head:
        return True  # no minister is a governor
    if not (_of_one_country(mine) and _of_one_country(theirs)):
        return False
    if one.lands[a] and other.lands[b]:
        return not one.lands[a] & other.lands[b]
    lands = one.implied.get(a, frozenset()), other.implied.get(b, frozenset())
    # A paper of Cairo that writes `وزير الصحة` may mean that of Rabat; of other fields it means two.
    foreign = bool(lands[0] and lands[1]) and not lands[0] & lands[1]
    return foreign and not (one.lands[a] or other.lands[b]) and not _one_field(one, a, other, b)


def _elsewhere(one: Office, other: Office) -> bool:
    """Whether two walis or governors are of territories that do not lie in each other."""
    if one.place is None or other.place is None:
        return False
    if one.head == other.head:
        return one.place != other.place
    tree = load_tree()
    regions = tree.region(one.place), tree.region(other.place)
    return None not in regions and regions[0] != regions[1]


def _one_field(one: Career, a: str, other: Career, b: str) -> bool:
    """Whether two papers may mean one minister: read as of the other's country, his title is the same office."""
    ways = ((one.offices[a], one.implied[a], other.titles[b]), (other.offices[b], other.implied[b], one.titles[a]))
    return any(
        same_office(parse_title(title, land.removeprefix("iso:"))[0], office) >= ONE_OFFICE
        for office, lands, titles in ways
        for land, title in product(lands, titles)
    )


def _of_one_country(office: Office) -> bool:
    alone = bool(office.body) and all(w.startswith("iso:") for w in office.body)
    return office.head in OF_ONE_COUNTRY or (office.head == PRESIDENT and alone)


def _at_one_time(one: Sequence[date], other: Sequence[date]) -> bool:
    """Whether what was seen on some days and what was on others went on together, not one after the other."""
    if not one or not other:
        return False
    (a, b), (c, d) = _span(one), _span(other)
    return max(a, c) <= min(b, d)


def _span(days: Sequence[date]) -> tuple[date, date]:
    ordered = sorted(days)
    cut = 1 if len(ordered) >= TRIM else 0
    return ordered[cut], ordered[-1 - cut]


def _near(one: Career, other: Career) -> bool:
    """Whether far kinds of office were held within a few years; of no known day, they were."""
    mine, theirs = ([d for days in c.days.values() for d in days] for c in (one, other))
    if not mine or not theirs:
        return True
    return max(min(mine), min(theirs)) - min(max(mine), max(theirs)) <= FAR


def _affinity(stands: Sequence[Stand], careers: Sequence[Career], person: Sequence[int]) -> int:
    """Return how much articles share with those of a person: provinces, heads of office, countries."""
    theirs = [s for i in person for s in careers[i].stands]
    score = 2 * bool(_provinces(stands) & _provinces(theirs)) + bool(_countries(stands) & _countries(theirs))
    return score + 2 * bool(_heads(stands) & _heads(theirs))


def _provinces(stands: Iterable[Stand]) -> set[str]:
    return {p for s in stands for p in s.provinces}


def _countries(stands: Iterable[Stand]) -> set[str]:
    return {s.country for s in stands if s.country}


def _heads(stands: Iterable[Stand]) -> set[str]:
    return {o.head for s in stands for title in s.offices for o in parse_title(title, s.country)}


def _discriminators(people: Sequence[Career]) -> list[str]:
    """Return what tells each person from the first: a far kind, another country, else the earliest office."""
    found = [MAIN]
    home = _lands(people[0])
    for career in people[1:]:
        first = min(career.offices, key=lambda o: (min(career.days.get(o, [date.max])), o))
        far = sorted(career.kinds - {STATE})
        lands = sorted(_lands(career) - home) if not _lands(career) & home else []
        name = (far or lands or [first])[0]
        found.append(first if name in found else name)
    return found


def _lands(career: Career) -> set[str]:
    named = {land for lands in career.lands.values() for land in lands}
    return named or {land for lands in career.implied.values() for land in lands}


def by_article(people: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Return the person of each article."""
    return {article: name for name, articles in people.items() for article in articles}
