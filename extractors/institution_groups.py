"""The institutions of an article, one entry each; the same name in another place is another institution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.mention import InstitutionKind, InstitutionValue, Label, Mention, PlaceValue, Span
from corpus.normalise import fold, plain
from extractors.institution_lexicon import load_institution_lexicon

CLASS_WORDS = frozenset({"حزب", "جبهه", "منظمه", "موقع", "صحيفه", "جريده", "موسسه", "وكاله", "قناه", "هييه"})
BODIES = frozenset({"بلديه", "امانه", "شرطه", "اماره", "مرور", "جوازات", "صحه", "تعليم", "غرفه"})
UNITS = frozenset({"محافظه", "منطقه", "مدينه"})
VOWELS = dict.fromkeys(map(ord, "اوي"))  # what `_respelt` leaves out
SOUNDS = {"غ": "ك", "ج": "ك", "ق": "ك", "ڤ": "ف", "پ": "ب"}
SKELETON = 6  # letters that must be left of a name spelt otherwise
QUOTES = "«»“”\"()'"


@dataclass
class InstitutionGroup:
    """One institution: name (the first full form), kind, span of its place, other forms and mentions."""

    name: str
    kind: InstitutionKind
    place: Span | None
    name_in_text: str | None = None
    aliases: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


def group_institutions(mentions: Iterable[Mention]) -> list[InstitutionGroup]:
    """Return one group an institution, in text order; short forms join the entry they stand for."""
    groups: list[InstitutionGroup] = []
    mentions = list(mentions)
    places = {m.span: _place_key(m) for m in mentions if m.label is Label.PLACE}
    for mention in _full_first(mentions):
        value = mention.value
        if mention.label is not Label.INSTITUTION or not isinstance(value, InstitutionValue):
            continue
        group = _same(groups, value, places)
        if group is None:
            groups.append(InstitutionGroup(value.name, value.kind, value.place, _raw(mention, value), [], [mention]))
            continue
        group.mentions.append(mention)
        group.place = group.place or value.place
        if value.name == group.name:
            continue
        other = value.name
        if value.alias_of is None and _fuller(group.name, value.name):
            other, group.name, group.name_in_text = group.name, value.name, _raw(mention, value)
        if other not in group.aliases:
            group.aliases.append(other)
    return groups


def _place_key(place: Mention) -> str:
    """Return what two names of the same place share (``الطائف``, ``محافظة الطائف``)."""
    bare = place.value.bare_name if isinstance(place.value, PlaceValue) else None
    return fold(bare or place.surface)


def _full_first(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with short forms of a name that comes only later right after it."""
    early = [
        m for m in mentions
        if isinstance(m.value, InstitutionValue) and m.value.alias_of is not None and m.value.alias_of > m.span
    ]  # fmt: skip
    return [m for m in mentions if m not in early] + early


def _raw(mention: Mention, value: InstitutionValue) -> str | None:
    """Return the surface form where it is not the name."""
    surface = plain(mention.surface)
    return mention.surface if surface != value.name or surface != mention.surface else None


def _same(groups: list[InstitutionGroup], value: InstitutionValue, places: dict[Span, str]) -> InstitutionGroup | None:
    """Return the entry a mention belongs to."""
    if value.alias_of is not None:
        return next((g for g in groups if any(m.span == value.alias_of for m in g.mentions)), None)
    here = places.get(value.place) if value.place else None
    agreeing = []
    for group in groups:
        there = places.get(group.place) if group.place else None
        if here is None or there is None or here == there:
            agreeing.append(group)
    bare = _bare(value.name)
    same = next((g for g in agreeing if _bare(g.name) == bare or any(_bare(a) == bare for a in g.aliases)), None)
    alike = [g for g in agreeing if g.kind is value.kind]
    return (
        same
        or next((g for g in alike if _begins(g.name, value.name) or _begins(value.name, g.name)), None)
        or next((g for g in alike if _respelt(g.name, value.name) or _of_the_same(g.name, value.name)), None)
    )


def _respelt(one: str, other: str) -> bool:
    """Whether two names of two words or more differ only in the long vowels and the letters for g by which a foreign
    sound is written (``الكونفيدرالية العامة``, ``الكونفدرالية العامة``; ``شركة إيجل``, ``شركة إيغل``)."""
    first, second = (["".join(SOUNDS.get(c, c) for c in w[:1] + w[1:].translate(VOWELS)) for w in _bare(n).split()]
                     for n in (one, other))  # fmt: skip
    nationality = load_institution_lexicon().words["nationality"]
    if len(first) != len(second):  # `شركة إيجل هيلز`, `شركة إيغل هيلز الإماراتية`
        shorter, longer = sorted((first, second), key=len)
        tail = max(_bare(one).split(), _bare(other).split(), key=len)[-1]
        first, second = shorter, longer[:-1] if tail in nationality else longer
    return first == second and len(first) > 1 and len("".join(first)) >= SKELETON


def _of_the_same(one: str, other: str) -> bool:
    """Whether one name is that of an organ and the other tells whose it is by a noun alone (``الأمانة العامة للحزب``,
    ``الأمانة العامة لحزب X``), or both are the organisers (``اللجنة المنظمة لكأس X``)."""
    first, second = fold(one).split(), fold(other).split()
    if first[:2] != second[:2] or len(first) < 2 or not all(w.startswith("ال") for w in first[:2]):
        return False
    owner = load_institution_lexicon().words["anaphoric_owner"]
    anaphor = any(len(words) == 3 and words[2] in owner for words in (first, second))
    return first[:2] == ["اللجنه", "المنظمه"] or (
        anaphor and all(len(words) > 2 and words[2].startswith("ل") for words in (first, second))
    )


def _begins(shorter: str, longer: str) -> bool:
    """Whether one name goes on where the other, of two words or more, ends (``المجلس الجماعي | لوجدة``)."""
    first, second = _bare(shorter).split(), _bare(longer).split()
    lexicon = load_institution_lexicon()
    national = len(second) == len(first) + 1 and second[-1] in lexicon.words["nationality"]
    known = not national and all("".join(fold(n).split()) in lexicon.names for n in (shorter, longer))
    if known:
        return False  # `الحرية والعدالة`, `الحرية والعدالة الاجتماعية`; but `الهلال الأحمر (السعودي)`
    return 2 <= len(first) < len(second) and second[: len(first)] == first and len(second) <= 2 * len(first) + 1


def _fuller(name: str, longer: str) -> bool:
    """Whether a longer form of a name only adds an adjective or what the institution is for."""
    if not _begins(name, longer):
        return False
    added = _bare(longer).split()[len(_bare(name).split()) :]
    return added[0].startswith("ل") or (len(added) <= 2 and added[0].startswith(("ال", "و")))


def _bare(name: str) -> str:
    """Return the folded name without a class word that may be left out (``حزب العدالة والتنمية``) and quotation
    marks, blanks at و alike; of a name with several forms (``اليونسكو``) the one the lexicon names them by."""
    spelt = "".join(c for c in fold(name) if c not in QUOTES)
    same_as = load_institution_lexicon().same_as.get("".join(spelt.split()))
    if same_as:
        name = same_as
    folded = "".join(" " if c in QUOTES else c for c in fold(name))
    words = list(" ".join(folded.split()).replace(" و ", " و").split())
    if words[:2] == ["المديريه", "العامه"] and len(words) > 2 and words[2].startswith("لل"):
        words = ["ا" + words[2][1:], *words[3:]]  # `المديرية العامة للأمن الوطني` is `الأمن الوطني`
    if len(words) > 2 and words[0] in BODIES and words[1] in UNITS:
        del words[1]  # `بلدية محافظة القريات` is `بلدية القريات`
    return " ".join(words[1:] if len(words) > 1 and words[0] in CLASS_WORDS else words)
