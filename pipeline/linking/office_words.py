"""The words of an office brought to one wording: councils by their level, states by their code, ministries by what they see to.

``رئيس المجلس الجماعي لتيزنيت``, ``رئيس جماعة تيزنيت`` and ``رئيسة بلدية تيزنيت`` head one council; ``سفير دولة الكويت لدى المملكة
المغربية`` and ``سفير الكويت بالمغرب`` are one ambassador.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.normalise import fold

COUNCIL = fold("مجلس")
TOWN, PROVINCE, REGION, DISTRICT = (fold(w) for w in ("جماعي", "إقليمي", "جهوي", "مقاطعة"))
# What a council is of, as noun (`جماعة تيزنيت`) or adjective (`المجلس البلدي لتيزنيت`): its level.
UNITS = {
    fold(word): level
    for level, words in (
        (TOWN, ("جماعة", "بلدية", "مدينة")),
        (PROVINCE, ("إقليم", "عمالة")),
        (REGION, ("جهة",)),
        (DISTRICT, ("مقاطعة",)),
    )
    for word in words
}
ADJECTIVES = {
    fold(word): level
    for level, words in (
        (TOWN, ("جماعي", "بلدي", "قروي", "حضري")),
        (PROVINCE, ("إقليمي",)),
        (REGION, ("جهوي",)),
    )
    for word in words
}
LEVELS = frozenset((TOWN, PROVINCE, REGION, DISTRICT))
KIND_OF_TOWN = frozenset(fold(w) for w in ("ترابية", "قروية", "حضرية", "محلية"))  # `الجماعة الترابية لأملن`
# Who sits in or heads a council; a mayor heads that of his town.
SEATED = frozenset(fold(w) for w in ("رئيس", "نائب رئيس", "عضو", "مستشار", "كاتب"))
MAYOR, PRESIDENT = fold("عمدة"), fold("رئيس")
# Towns whose presidents are called mayors, and are politicians known in the country.
CITIES = frozenset(
    " ".join(w.removeprefix("ال") for w in fold(town).split())
    for town in ("الدار البيضاء", "الرباط", "فاس", "مراكش", "طنجة", "سلا", "أكادير")
)
STATE_WORDS = frozenset(
    fold(w) for w in ("دولة", "جمهورية", "مملكة", "عربية", "متحدة", "ولايات", "إسلامية", "شقيقة", "فيدرالية", "اتحادية")
)  # beside the name of a country
MINISTRY = frozenset(bound + fold("وزارة") for bound in ("", "ب", "ل"))
MAJESTY, KING = fold("جلالة"), fold("ملك")
HEADS = {
    fold(said): fold(meant)
    for said, meant in (
        ("برلماني عن", "برلماني"),
        ("نائب برلماني", "برلماني"),
        *((f"نائب {number}", "نائب رئيس") for number in ("أول", "أولى", "ثان", "ثاني", "ثالث", "رابع")),
    )
}
AMBASSADORS = frozenset(fold(w) for w in ("سفير", "قنصل", "قنصل عام"))


def one_head(head: str, rest: Sequence[str]) -> tuple[str, list[str]]:
    """Return the head and the words after it in one wording: ``النائب الأول لرئيس جماعة`` is ``نائب رئيس`` with ``جماعة``."""
    words = list(rest)
    # In the masculine, as the heads are: `النائبة الثانية`.
    two = f"{head} {words[0].removeprefix('ال')}" if words else head
    two = two if two in HEADS else " ".join(w.removesuffix("ه") for w in two.split())
    if head not in HEADS and two in HEADS:
        head, words = two, words[1:]
    if HEADS.get(head) == fold("نائب رئيس"):
        bound = bool(words) and words[0].removeprefix("لل").removeprefix("ل").removeprefix("ال") == PRESIDENT
        return (fold("نائب رئيس"), words[1:]) if bound else (head, words)
    return HEADS.get(head, head), words


@dataclass(frozen=True)
class Council:
    """A council by its level and the written words of what it is of; ``bound``: the first is written with its ل."""

    level: str
    of: tuple[str, ...]
    bound: bool = False


def of_council(head: str, words: Sequence[str]) -> Council | None:
    """Return the council a person heads or sits in, or None where the words name none.

    ``words``: folded, those behind the head: ``المجلس البلدي لتيزنيت`` -> ``جماعي``, ``لتيزنيت``, bound.
    """
    if not words or (head != MAYOR and head not in SEATED):
        return None
    if head == MAYOR:
        rest = words[1:] if _bare(words[0]) in UNITS else words
        return Council(TOWN, tuple(rest))
    named = _bare(words[0]) == COUNCIL
    rest = list(words[1:]) if named else list(words)
    if not rest:
        return None
    adjective = ADJECTIVES.get(_bare(rest[0])) if named else None
    level = adjective or UNITS.get(_bare(rest[0]))
    if level is None:
        return None
    left = [w for w in rest[1:] if _bare(w) not in KIND_OF_TOWN]
    if left and UNITS.get(_bare(left[0])) == level:
        return Council(level, tuple(left[1:]))  # `المجلس الجماعي لمدينة تيزنيت`
    return Council(level, tuple(left), bound=adjective is not None or len(left) < len(rest) - 1)


def of_place(word: str) -> str:
    """Return the word of a place behind a council without what binds it: ``لتنالت`` -> ``تنالت``, ``للجديدة`` -> ``الجديدة``."""
    if word.startswith("لل"):
        return "ال" + word[2:]
    return word[1:] if word[:1] in ("ل", "ب") and len(word) > 2 else word


def content(words: Sequence[str]) -> tuple[str, ...]:
    """Return the telling words of an office, without those that say only what kind of state or service it is of."""
    kept = list(words)
    if any(w.startswith("iso:") for w in kept):
        kept = [w for w in kept if w not in STATE_WORDS]
    if KING in kept:
        kept = [w for w in kept if w != MAJESTY]
    if len(kept) > 1:
        kept = [w for w in kept if w not in MINISTRY] or kept
    return tuple(kept)


def _bare(word: str) -> str:
    """Return a word without article, also behind ل: ``المجلس``, ``للمجلس``, ``لمجلس`` -> ``مجلس``."""
    for bound in ("ال", "لل", "ل"):
        rest = word.removeprefix(bound)
        if rest != word and (rest == COUNCIL or rest in UNITS or rest in ADJECTIVES or rest in KIND_OF_TOWN):
            return rest
    return word
