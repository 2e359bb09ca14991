"""Names of institutions compared word by word, whatever the spelling, and the well-known short forms of some."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.normalise import fold
from gazetteer.lookup import DATA
from pipeline.kb.keys import search_words
from pipeline.linking.words import ALIKE, name_word, sound_key

EMPTY = frozenset(fold(w) for w in ("و", "في", "من", "ل", "ب", "على", "لل", "قرب", "ذات", "ذوي", "سيدي", "السيد"))
# Of two names that differ in one of these, both are real: the regional and the provincial directorate.
LEVELS = frozenset(
    fold(w)
    for w in ("وطني", "وطنية", "جهوي", "جهوية", "إقليمي", "إقليمية", "محلي", "محلية", "جماعي", "جماعية", "دولي", "دولية",
              "إداري", "إدارية", "ابتدائي", "ابتدائية", "إعدادي", "إعدادية", "ثانوي", "ثانوية", "عليا", "أعلى", "عام", "عامة",
              "أول", "أولى", "ثاني", "ثانية", "ثالث", "ثالثة", "رابع", "رابعة", "قديم", "جديد", "جديدة", "شمال", "جنوب",
              "فتيات", "فتيان", "إناث", "ذكور", "نساء", "بنات", "مركزي", "مركزية")
)  # fmt: skip
# Words that name a kind of house; together they tell nothing of which one it is.
GENERIC = frozenset(
    fold(w)
    for w in ("مركز", "دار", "طالب", "طالبة", "مدرسة", "ثانوية", "إعدادية", "مستشفى", "جمعية", "تعاونية", "مجلس", "جماعة",
              "جماعي", "إقليمي", "إقليمية", "جهوي", "محلي", "مديرية", "مندوبية", "مصلحة", "قسم", "اجتماعي", "اجتماعية",
              "ثقافي", "صحي", "صحية", "شباب", "ملعب", "قاعة", "مسجد", "مكتبة", "محكمة", "ابتدائية", "استئناف", "عمالة",
              "إقليم", "باشوية", "قيادة", "دائرة", "مقاطعة", "سوق", "مستوصف", "نادي", "نسوي", "أمومة", "خيرية", "متعدد",
              "تخصصات", "اختصاصات", "وظائف", "مركب", "فضاء", "شرطة", "أمن", "درك", "ملكي", "وقاية", "مدنية", "أطفال",
              "طفولة", "رعاية", "حماية", "مواكبة", "تربية", "تكوين", "تأهيل", "عمل", "تعاون", "أشخاص", "مسنين",
              "إعاقة", "وضعية", "توجيه", "مساعدة", "نساء", "مرأة", "قرب", "خلية", "وحدة", "روض", "داخلية", "مؤسسة")
)  # fmt: skip


@dataclass(frozen=True)
class TitleMatch:
    """How two names agree. ``name``: share of common words (0-1); ``contained``: one is the other cut short;
    ``level``: they differ in a word such as ``جهوي`` and ``إقليمي``, or in a number."""

    name: float
    contained: bool
    level: bool


@lru_cache(maxsize=200_000)
def title_words(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell it from others: ``المركز الاجتماعي لحماية الطفولة`` in four words."""
    known = _known_as().get("".join(fold(name).split()), name)
    words = [_unbound(w) for w in search_words(known)]
    return tuple(w for w in words if w not in EMPTY)


@lru_cache(maxsize=500_000)
def compare_titles(one: str, other: str) -> TitleMatch:
    """Return how two written names agree; the same whichever comes first."""
    a, b = sorted((title_words(one), title_words(other)), key=lambda w: (len(w), w))
    if not a or not b:
        return TitleMatch(0.0, False, False)
    left = list(b)
    total, missed = 0.0, []
    for word in a:
        best = max(left, key=lambda w: (name_word(word, w), w), default="")
        alike = name_word(word, best) if best else 0.0
        if alike >= ALIKE:
            total += alike
            left.remove(best)
        else:
            missed.append(word)
    level = any(w in LEVELS or w.isdigit() for w in missed) or (
        bool(missed or _numbered(left)) and any(w in LEVELS or w.isdigit() for w in left)
    )
    return TitleMatch(2 * total / (len(a) + len(b)), not missed and bool(left), level)


def is_generic(name: str) -> bool:
    """Whether a name only says what kind of house it is: ``دار الطالبة``, ``المركز الاجتماعي``."""
    return all(word in GENERIC for word in title_words(name))


def title_keys(name: str) -> set[str]:
    """Return the keys under which names meet: the sounds of each two neighbouring words, and of a single word."""
    words = [sound_key(w) for w in title_words(name)]
    if len(words) < 3:
        return {f"i:{' '.join(words)}"} | ({f"i:{w}" for w in words[:1]} if len(words) == 1 else set())
    pairs = {f"i:{a} {b}" for a, b in zip(words, words[1:], strict=False)}
    return pairs | {f"i:{a} {b}" for a, b in zip(words, words[2:], strict=False)}


def _numbered(words: list[str]) -> bool:
    return any(w.isdigit() for w in words)


def _unbound(word: str) -> str:
    """Return a word without the ل of `لحماية`, left on it where no article is: ``لحمايه`` -> ``حمايه``."""
    return word[1:] if word.startswith("ل") and len(word) > 4 and word[1:] in GENERIC else word


@cache
def _known_as() -> dict[str, str]:
    """Return the full names of well-known short forms and abbreviations, by folded form without blanks."""
    with (DATA / "institution_names.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {"".join(fold(r["name"]).split()): r["same_as"] for r in rows if r["same_as"]}
