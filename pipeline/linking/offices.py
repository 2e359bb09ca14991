"""What office a title names, in whatever wording: the head, what it is the head of, and where.

``والي جهة سوس ماسة`` and ``والي جهة سوس-ماسة عامل عمالة أكادير إداوتنان`` begin with one office; ``وزيرة التضامن`` and
``وزيرة التضامن والإدماج الاجتماعي والأسرة`` are one; ``والي الجهة`` is one only once its region is known.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.mention import PlaceKind
from corpus.normalise import fold
from gazetteer.bodies import bodies_seeing_to, body_of_portfolio
from gazetteer.lookup import DATA, key, load_gazetteer
from gazetteer.tree import load_tree
from pipeline.kb.keys import search_words
from pipeline.linking.institution_names import COUNCIL, GENERIC, LEVEL_OF, LEVELS, demonyms
from pipeline.linking.office_words import AMBASSADORS, MAYOR, PRESIDENT, content, of_council, of_place, one_head
from pipeline.linking.office_words import LEVELS as COUNCILS


def head_form(words: str) -> str:
    """Return the head of an office folded, each word without article: ``الكاتب العام`` -> ``كاتب عام``."""
    return " ".join(w.removeprefix("ال") for w in fold(words).split())


GOVERNORS = ("والي", "عامل")  # one to a territory at a time
MINISTER = "وزير"
FILLERS = ("جهة", "إقليم", "عمالة", "عمالات", "مدينة", "منطقة", "ولاية", "في", "على", "لدى", "عن", "من", "ب", "ل", "و")
BOUND = ("", "ب", "ل")  # written on the next word
ABSTRACT = frozenset(fold(w) for w in ("الجهة", "الإقليم", "العمالة", "المدينة", "الجماعة", "المنطقة", "المجلس"))
# Of these there is one in each place; without the place it is not told which.
NATIONWIDE = frozenset(fold(w) for w in ("وطني", "وطنية", "أعلى", "عليا", "ملكي", "ملكية", "مملكة"))
BOUNDED = frozenset(fold(w) for w in ("جهوي", "جهوية", "إقليمي", "إقليمية", "جماعي", "محلي", "محلية", "بلدي", "عمالة"))
ACTING = ("بالنيابة", "بالإنابة", "المكلف", "المكلفة", "السابق", "السابقة", "الأسبق", "الحالي", "الجديد", "المعين")
KING = fold("ملك")
KINGS = {
    head_form(w): KING
    for w in ("ملك", "العاهل", "عاهل", "أمير المؤمنين", "خادم الحرمين", "خادم الحرمين الشريفين", "السلطان")
}  # said of one person
REALM = frozenset(fold(w) for w in ("البلاد", "المملكة", "العربية"))  # behind `عاهل`
HEIR = head_form("ولي العهد")
UNIQUE = frozenset((KING, HEIR))  # one to a country, needs no name
GOVERNMENT = (fold("حكومة"),)  # of the own country, whether a title says so or not: `رئيس الحكومة المغربية`
FORMER = frozenset(fold(w) for w in ("السابق", "السابقة", "الأسبق", "سابقا", "سابق"))
_SECOND = re.compile(r"\s(?:و\s?)?(?=(?:عامل|عاملة)\s)")
_LOOSE_AND = re.compile(r"\bو (?=\w)")


@dataclass(frozen=True, order=True)
class Office:
    """An office a title names. ``head`` in its masculine form; ``body``: the folded words of what it heads;
    ``place``: gazetteer id of its territory; ``open``: it says ``الجهة`` where a name should stand."""

    head: str
    body: tuple[str, ...] = ()
    place: str | None = None
    open: bool = False
    former: bool = False

    @property
    def signature(self) -> str:
        """The one spelling of the office; offices of one signature are one."""
        return "|".join((self.head, " ".join(self.body), self.place or ("?" if self.open else "")))

    @property
    def territorial(self) -> bool:
        """Whether the office is that of a wali or governor, held by one person at a time."""
        return self.head in GOVERNORS


@lru_cache(maxsize=100_000)
def parse_title(title: str, country: str | None = None) -> tuple[Office, ...]:
    """Return the offices of a title, the first one first; ``country`` decides what ministry a minister's is."""
    written = " ".join(re.sub(r"[-–—−ـ،,()«»\"]", " ", title).split())
    folded = _LOOSE_AND.sub("و", fold(written))  # `التضامن و الأسرة` is `التضامن والأسرة`
    parts = _SECOND.split(folded) if folded.startswith(tuple(f"{g} " for g in GOVERNORS)) else [folded]
    return tuple(_office(part, country) for part in parts if part.strip())


def _office(words: str, country: str | None) -> Office:
    head, rest = one_head(*_head(words.split()))
    if head_form(" ".join((head, *rest[:1]))) in KINGS:
        head, rest = KING, rest[1:]
    if head in KINGS and all(_country(w) or w in REALM for w in rest):
        return Office(KING, tuple(c for w in rest for c in _country(w) if c != f"iso:{country or 'MA'}"))
    former = any(w in FORMER for w in rest)
    rest = [w for w in rest if w not in FORMER and w not in _acting()]
    if head == MINISTER:
        land = next((c.removeprefix("iso:") for c in _country(rest[-1])), None) if len(rest) > 1 else None
        body = _ministry(" ".join(rest[:-1] if land else rest), land or country or "MA")
        return Office(head, body or _content(rest), None, not rest, former)
    if council := of_council(head, rest):
        of = _content(list(council.of[:1] if not council.bound else map(_of_council, council.of[:1])))
        of += _content(list(council.of[1:]))
        return Office(PRESIDENT if head == MAYOR else head, (council.level, *of), None, not of, former)
    place = _place(rest, head) if head in GOVERNORS else None
    body_words = () if place else _content(rest)
    if head == HEIR or body_words[:1] == GOVERNMENT:
        body_words = tuple(w for w in body_words if w != f"iso:{country or 'MA'}")
    told = place or head in UNIQUE or (body_words and not _unspecific(rest, body_words))
    return Office(head, body_words, place, not told, former)


def _ministry(portfolio: str, country: str) -> tuple[str, ...]:
    """Return the id of the ministry a portfolio is of, told in short or in parts, or nothing where several could be meant."""
    told = re.sub(r"^لل", "ال", portfolio)  # `عين وزيرا للصحة`
    if body := body_of_portfolio(told, country):
        return (body,)
    found = bodies_seeing_to(told, country)
    return tuple(found) if len(found) == 1 else ()


def _unspecific(words: list[str], content: tuple[str, ...]) -> bool:
    """Whether the words name only a kind of body, or a level without its place: ``المجلس الجماعي``, ``المركز``."""
    gazetteer = load_gazetteer()
    norms = [_unbound(w) for w in words]
    if any(gazetteer.longest(norms, i) > i for i in range(len(norms)) if norms[i] not in ABSTRACT):
        return False
    if any(w in NATIONWIDE for w in content):
        return False
    return all(w in GENERIC or w in LEVELS or w in _fillers() for w in content) or any(w in BOUNDED for w in content)


def _head(words: list[str]) -> tuple[str, list[str]]:
    """Return the head of an office in its masculine form and the words after it."""
    heads = _heads()
    words = _nominative(words)
    for size in (3, 2, 1):
        head = head_form(" ".join(words[:size]))
        if len(words) >= size and head in heads:
            return heads[head], words[size:]
    return head_form(words[0]), words[1:]


def _nominative(words: list[str]) -> list[str]:
    """Return a title without the alif it has as what somebody is appointed to: ``عاملا على``, ``كاتبا عاما ل``."""
    size = 0
    while size < len(words) and words[size].endswith("ا") and len(words[size]) > 3:
        size += 1
    bare = [w.removesuffix("ا") for w in words[:size]]
    return [*bare, *words[size:]] if bare and head_form(bare[0]) in _heads() else words


def _content(words: list[str]) -> tuple[str, ...]:
    """Return the words that tell one office from another: no articles, no ``جهة`` and the like."""
    written = [_unbound(word) for word in words]
    kept = content([w for word in written for w in _country(word) or search_words(word)])
    if COUNCIL in kept:  # `مجلس جهة سوس ماسة` and `المجلس الجهوي` are not the council of a town
        kept = tuple(LEVEL_OF.get(w, w) for w in kept)
    return tuple(w for w in kept if w not in _fillers())


def _country(word: str) -> list[str]:
    """Return the code of the country a word names or its adjective means: ``فرنسا``, ``الفرنسي`` -> ``iso:FR``."""
    if word in demonyms():
        return [f"iso:{demonyms()[word]}"]
    found = load_gazetteer().candidates(word)
    return [found[0].entity_id] if found and found[0].kind is PlaceKind.COUNTRY else []


@lru_cache(maxsize=100_000)
def countries_named(title: str) -> frozenset[str]:
    """Return the codes of the countries a title names: ``الرئيس الفرنسي`` -> ``iso:FR``."""
    return frozenset(code for word in fold(title).split() for code in _country(word))


def _of_council(word: str) -> str:
    """Return the word of a place behind a council as the gazetteer has it, else without what seems to bind it."""
    known = load_gazetteer().candidates
    return word if known(word) else next((b for b in (_unbound(word), of_place(word)) if b != word), word)


def _unbound(word: str) -> str:
    """Return a word without the ب that binds a place to an office: ``بازيلال`` -> ``ازيلال``, ``للجديدة`` -> ``الجديدة``."""
    if load_gazetteer().candidates(word):
        return word
    for bound, kept in (("لل", "ال"), ("ب", ""), ("ل", "")):
        bare = word.removeprefix(bound)
        if bare != word and load_gazetteer().candidates(kept + bare):
            return kept + bare
    return word


def _place(words: list[str], head: str) -> str | None:
    """Return the gazetteer id of the territory named in the words: a region for a wali, a province for a governor."""
    tree = load_tree()
    for start in range(len(words)):
        norms = [_unbound(w) for w in key(" ".join(words[start:])).split()]
        end = load_gazetteer().longest(norms, 0)
        if end:
            found = [e.entity_id for e in load_gazetteer().candidates(" ".join(norms[:end]))]
            wanted = [i for i in found if tree.is_region(i)] if head == GOVERNORS[0] else []
            wanted = wanted or [i for i in found if tree.is_province(i)]
            return wanted[0] if wanted else None
    return None


def is_office(folded: str) -> bool:
    """Whether folded words begin with the head of an office."""
    words = folded.split()
    return bool(words) and any(head_form(h) in _heads() for h in (words[0], " ".join(words[:2])))


@cache
def _heads() -> dict[str, str]:
    """Return the heads of offices, each with its masculine form: ``وزيرة`` -> ``وزير``."""
    with (DATA / "offices.csv").open(encoding="utf-8", newline="") as lines:
        rows = [(head_form(r["head"]), r["gender"]) for r in csv.DictReader(lines)]
    masculine = {tuple(w.removesuffix("ه") for w in head.split()): head for head, gender in rows if gender == "m"}
    return {h: h if g == "m" else masculine.get(tuple(w.removesuffix("ه") for w in h.split()), h) for h, g in rows}


@cache
def _fillers() -> frozenset[str]:
    return frozenset(fold(w) for w in FILLERS) | {b + fold(w) for w in FILLERS if len(w) > 3 for b in BOUND}


@cache
def _acting() -> frozenset[str]:
    return frozenset(fold(w) for w in ACTING)


def same_office(one: Office, other: Office) -> float:
    """Return how surely two offices are one (0-1): the same words, or a portfolio told in short."""
    if one.head != other.head:
        return 0.0
    if one.signature == other.signature:
        return 0.65 if one.open else 1.0
    if one.open or other.open:
        return 0.4
    if one.place or other.place:
        return 0.0
    if one.head in AMBASSADORS and one.body[:1] != other.body[:1]:
        return 0.0  # of another country, be it to the same
    if {*one.body[:1], *other.body[:1]} <= COUNCILS and one.body[:1] != other.body[:1]:
        return 0.3  # the councils of a town and of its province
    short, long = sorted((one.body, other.body), key=len)
    if not short:
        return 0.4
    if one.head == MINISTER and _sees_to(one.body, other.body):
        return 0.6
    if long[: len(short)] == short:
        return 0.9 if one.head == MINISTER or len(short) > 1 else 0.6
    if len(short) > 1 and set(short) <= set(long):
        return 0.9
    mine, theirs = (tuple(w for w in body if w not in COUNCILS) for body in (short, long))
    levels = {*short, *long} & COUNCILS
    if len(levels) == 1 and one.head != PRESIDENT and min(len(mine), len(theirs)) > 1 and _within(mine, theirs):
        return 0.9  # `مدير التعليم بتارودانت`, `المدير الإقليمي للتعليم بتارودانت`
    common = len(set(short) & set(long)) / len(set(short) | set(long))
    return 0.8 * common


def _sees_to(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one portfolio is of a known ministry, the other a part of it that others had too: ``الماء``, ``التجهيز والماء``."""
    told, body = (one, other[0]) if ":" in other[0] else (other, one[0])
    return ":" in body and ":" not in told[0] and body in bodies_seeing_to(" ".join(told), body[:2].upper())


def _within(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return set(one) <= set(other) or set(other) <= set(one)
