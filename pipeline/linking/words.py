"""Words of names and clauses made comparable, and how alike two names are."""

from __future__ import annotations

import csv
import re
from functools import lru_cache

from corpus.mention import EventType
from corpus.normalise import fold
from extractors.number_lexicons import Kind, load_number_lexicon
from gazetteer.lookup import DATA
from pipeline.kb.keys import search_words
from pipeline.linking.person_names import compare_names

# Words that say nothing about which event it is: particles, pronouns, words of every report.
EMPTY = frozenset(
    fold(w)
    for w in (
        "في", "من", "على", "إلى", "عن", "مع", "أن", "إن", "التي", "الذي", "هذا", "هذه", "ذلك", "تلك", "بين", "كما",
        "كان", "كانت", "قد", "تم", "لدى", "خلال", "بعد", "قبل", "عند", "حيث", "اليوم", "يوم", "أمس", "السيد", "السيدة",
        "ما", "لا", "لم", "هو", "هي", "وقد", "كل", "غير", "أو", "ثم", "عدد", "سنة", "عام",
    )
)  # fmt: skip
# What a place is called before its name: `جماعة أحفير` and `أحفير` may be one.
DESIGNATORS = frozenset(
    search_word
    for w in ("جماعة", "مدينة", "إقليم", "عمالة", "جهة", "ولاية", "بلدية", "دائرة", "محافظة", "منطقة", "حي", "دوار",
              "قرية", "بلدة", "مركز", "قيادة", "ناحية", "معتمدية", "قضاء", "لواء", "مقاطعة", "إمارة")
    for search_word in search_words(w)
)  # fmt: skip
# What is done to a thing, before it: `أشغال بناء قنطرة` and `أشغال بناء طريق` are two.
WORKS = frozenset(
    search_word
    for w in ("أشغال", "مشروع", "ورش", "أوراش", "بناء", "إنجاز", "تشييد", "إحداث", "إنشاء", "إعادة")
    for search_word in search_words(w)
)
WEAK = re.compile("(?<=.)[اويهء]")  # long vowels and final letters, which spellings of one name differ in
PREFIXES = ("و", "ف", "ب", "ل", "ك")
BINDING = ("", "ب", "ل", "لل", "و")
NO_COUNTS = (Kind.ORDINAL, Kind.ORDINAL_TEEN, Kind.FRACTION)
LABELS_APART = 0.2  # likeness of names that are one but for a number in them
ONE_PERSON = 0.96  # likeness of two whole names that are spellings of one
LONG = 4  # letters a word keeps when a joined particle or the alif of the accusative is taken off


@lru_cache(maxsize=100_000)
def stems(text: str) -> tuple[str, ...]:
    """Return the folded words of a phrase without articles and accusative alif: ``مركزا للمسنين`` -> ``مركز مسنين``."""
    return tuple(_stem(word) for word in search_words(text) if fold(word) not in EMPTY)


@lru_cache(maxsize=100_000)
def content(text: str) -> frozenset[str]:
    """Return the stems of a clause that tell what it is about, joined particles taken off too (``وبحضور``)."""
    return frozenset(s for word in stems(text) if len(s := _bare(word)) > 1 and s not in EMPTY)


@lru_cache(maxsize=100_000)
def things(text: str) -> tuple[str, ...]:
    """Return the stems of a phrase without the number that counts it: ``ألف محفظة مدرسية`` -> ``محفظ مدرسي``.

    What is done to a thing is left aside as well: ``أشغال بناء قنطرة`` -> ``قنطره``.
    """
    words = stems(text)
    counted = tuple(w for w in words if not w[0].isdigit() and w not in _number_stems()) or words
    start = next((i for i, word in enumerate(counted) if word not in WORKS), 0)
    return counted[start:]


@lru_cache(maxsize=100_000)
def labels(text: str) -> frozenset[str]:
    """Return the numbers a name goes on with, which tell it from others: ``المرسوم رقم 2.16.668``; no counts."""
    words = stems(text)
    start = next((i for i, word in enumerate(words) if not word[0].isdigit()), 0)
    return frozenset(word for word in words[start:] if word[0].isdigit())


@lru_cache(maxsize=100_000)
def numbers(text: str) -> frozenset[str]:
    """Return the numbers written in digits: ``وزع 1.200 محفظة`` -> ``1200``; single digits say too little."""
    return frozenset(n for run in re.findall(r"\d+(?:[.,٫]\d{3})*", fold(text)) if len(n := re.sub(r"\D", "", run)) > 1)


@lru_cache(maxsize=100_000)
def place_words(name: str) -> frozenset[str]:
    """Return the words of a place's name without its designator: ``إقليم سيدي سليمان`` -> ``سيدي سليمان``."""
    words = [w for w in search_words(name) if w not in DESIGNATORS]
    return frozenset(WEAK.sub("", w) for w in words or search_words(name))


@lru_cache(maxsize=100_000)
def skeleton(name: str) -> str:
    """Return what different spellings of a person's name share: ``سلوى بن طاهر`` and ``سلوى بنطاهر`` -> ``سلبنطر``."""
    return "".join(WEAK.sub("", word) for word in _joined(fold(name)))


@lru_cache(maxsize=200_000)
def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: spelled otherwise, or one with fewer of the words (two at least).

    ``عبد الغني الكرسيفي`` / ``عبد الغاني الكرسيفي``; ``مولاي الطيب الصقلي`` / ``مولاي الطيب الصقلي الودغيري``; never
    ``محمد العلمي`` / ``أحمد العلمي``.
    """
    if skeleton(one) == skeleton(other):
        return True
    match = compare_names(one, other)
    if match.name >= ONE_PERSON and not match.vague:
        return True
    few, many = sorted((_skeletons(one), _skeletons(other)), key=len)
    return len(few) >= 2 and few <= many


@lru_cache(maxsize=100_000)
def overlap(one: str, other: str) -> float:
    """Return how far two phrases name one thing (0-1): the head noun and the words of the shorter that are shared.

    Numbers that count are left aside (``45 كرسيا`` / ``54 كرسيا``), others are part of the name.
    ``مركز الاستقبال النهاري للأشخاص المسنين`` / ``مركز الإستقبال النهاري للمسنين``: 1; a head noun alone
    (``مركزا``) is at most 0.4, and other head nouns take a third away.
    """
    first, second = things(one), things(other)
    if not first or not second:
        return 0.0
    if not (labels(one) <= labels(other) or labels(other) <= labels(one)):
        return LABELS_APART
    few, many = sorted((set(first), set(second)), key=len)
    shared = sum(1 for word in few if word in many or any(_alike(word, m) for m in many))
    part = shared / len(few)
    head = first[0] == second[0] or _alike(first[0], second[0])
    if len(few) == 1:
        return 1.0 if len(many) == 1 and head else 0.4 * part
    # A short name that a long one holds is less sure than an equal one.
    length = (len(few) / len(many)) ** 0.25
    return float(part * length * (1.0 if head else 0.67))


def head_alone(one: str, other: str) -> bool:
    """Whether all that two names share is what kind of thing they are: ``دار الطالبة`` / ``دار الصانعة``."""
    (head, *first), (other_head, *second) = things(one) or ("",), things(other) or ("",)
    if not first or not second or not (head == other_head or _alike(head, other_head)):
        return False
    return not any(a == b or _alike(a, b) for a in first for b in second)


def share_said(words: frozenset[str], clause: frozenset[str]) -> float:
    """Return the share of the words of a name that a clause has, bound or not: ``دار`` in ``بزيارة لدار الطالبة``."""
    said = sum(any(b + word in clause for b in BINDING) or any(_alike(word, c) for c in clause) for word in words)
    return said / len(words) if words else 0.0


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words two sets have in common (0-1)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _alike(one: str, other: str) -> bool:
    """Whether two stems are spellings of one word: they differ in weak letters, or one is bound (``لتصفية``, ``تصفية``)."""
    if len(one) < 3 or len(other) < 3:
        return False
    first, second = ({WEAK.sub("", word), WEAK.sub("", unbound(word))} for word in (one, other))
    return WEAK.sub("", one) in second or WEAK.sub("", other) in first


@lru_cache(maxsize=1)
def routine() -> frozenset[str]:
    """Return the words of acts and days, which clauses on any matter share: ``أعطى انطلاقة``, ``أمس الثلاثاء``."""
    found: set[str] = set()
    for file, column in (("triggers.csv", "lemma"), ("date_words.csv", "form"), ("months.csv", "surface")):
        with (DATA / file).open(encoding="utf-8", newline="") as lines:
            found |= {stem for row in csv.DictReader(lines) for stem in content(row[column])}
    return frozenset(found)


@lru_cache(maxsize=1)
def reporting() -> frozenset[str]:
    """Return the words that say that something was said, with and without و before them: ``أكد``, ``وصرح``."""
    with (DATA / "triggers.csv").open(encoding="utf-8", newline="") as lines:
        said = {fold(row["lemma"]) for row in csv.DictReader(lines) if row["type"] == EventType.STATEMENT}
    return frozenset({*said, *(f"و{word}" for word in said)})


@lru_cache(maxsize=1)
def _number_stems() -> frozenset[str]:
    words = load_number_lexicon().words
    return frozenset(s for form, word in words.items() if word.kind not in NO_COUNTS for s in (form, _stem(form)))


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("ا") and len(word) > LONG else word


def unbound(word: str) -> str:
    """Return a stem without the particle and article written to it: ``لجمعي`` -> ``جمعي``."""
    rest = word.removeprefix("لل")
    return rest if rest != word else _bare(word)


def _bare(word: str) -> str:
    return word[1:] if word[0] in PREFIXES and len(word) > LONG else word


def _joined(name: str) -> list[str]:
    """Return the words of a name, a particle written to the next (``بن طاهر`` -> ``بنطاهر``), articles kept."""
    return ["".join(name.split())]


@lru_cache(maxsize=100_000)
def _skeletons(name: str) -> frozenset[str]:
    return frozenset(WEAK.sub("", word) for word in search_words(name))
