"""Names of institutions compared word by word, whatever the spelling, and the well-known short forms of some."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from corpus.normalise import fold
from gazetteer.lookup import DATA, countries, load_gazetteer
from pipeline.kb.keys import search_words
from pipeline.linking.spelling import ALIKE, name_word, sound_key

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
              "إعاقة", "صحة", "رئيس", "مدير", "كاتب", "وضعية", "توجيه", "مساعدة", "نساء", "مرأة", "قرب", "خلية", "وحدة", "روض", "داخلية", "مؤسسة")
)  # fmt: skip


# Said before the name of a party, paper or company, or not: `حزب الاستقلال`, `الاستقلال`.
CLASSES = frozenset(
    fold(w)
    for w in ("حزب", "منظمة", "حركة", "موقع", "قناة", "شركة", "جريدة", "يومية", "صحيفة", "مجلة", "نادي", "فريق", "إذاعة",
              "جبهة")
)  # fmt: skip
CLINIC, HOSPITAL = (fold("مركز"), fold("استشفائي")), fold("مستشفى")  # one said for the other
COUNCIL = fold("مجلس")
# `مجلس جهة سوس ماسة` is the `المجلس الجهوي` there.
LEVEL_OF = {
    fold(unit): fold(level)
    for unit, level in (
        ("جهة", "جهوي"),
        ("إقليم", "إقليمي"),
        ("عمالة", "إقليمي"),
        ("جماعة", "جماعي"),
        ("مدينة", "جماعي"),
    )
}
# Put into a name or left out of it: `المستشفى الجهوي الحسن الثاني`, `مستشفى الحسن الثاني`.
WEAK = frozenset(
    fold(w) for w in ("اجتماعي", "اجتماعية", "وطني", "وطنية", "جهوي", "جهوية", "إقليمي", "إقليمية", "محلي", "محلية")
)
DESIGNATORS = frozenset(fold(w) for w in ("جهة", "إقليم", "عمالة", "مدينة", "جماعة", "مقاطعة", "ولاية", "بلدية", "حي"))
BOUND = ("لل", "ل", "ب")  # written on the place: `لأكادير`, `بتزنيت`
AMERICAN = {
    f"{article}{stem}{end}": "US" for article in ("", "ال") for stem in ("امريك", "اميرك") for end in ("ي", "يه")
}
FEWEST_LETTERS = 3


@dataclass(frozen=True)
class TitleMatch:
    """How two names agree. ``name``: share of common words (0-1); ``contained``: one is the other cut short; ``cut``:
    cut at its end; ``named``: a common word is of a name, not of a kind of house; ``level``: they differ in a word such as ``جهوي`` and ``إقليمي``, in a number, or in what they head."""

    name: float
    contained: bool
    cut: bool
    level: bool
    named: bool = False


@dataclass(frozen=True)
class Title:
    """A name taken apart: its telling words, the places its end may name (gazetteer ids), the country of its adjective.

    ``المجلس الإقليمي لتارودانت``: ``مجلس اقليمي``, Taroudant; ``وزارة الصحة السعودية``: ``وزاره صحه``, SA.
    """

    words: tuple[str, ...]
    places: tuple[str, ...] = ()
    country: str | None = None


@lru_cache(maxsize=200_000)
def read_title(name: str) -> Title:
    """Return a name taken apart."""
    known = _known_as().get("".join(fold(name).split()), name)
    written = [w for w in re.sub(r"[-–—−،,()«»“”\"]", " ", fold(known)).split() if w]
    written, places, designator = _without_place(written)
    if designator and written[0].removeprefix("ال") == COUNCIL and LEVEL_OF.get(designator) not in written:
        written += [LEVEL_OF[designator]] if designator in LEVEL_OF else []
    lands = [p.removeprefix("iso:") for p in places if p.startswith("iso:") and "-" not in p]
    country, places = (lands[0], ()) if lands else (None, places)
    if len(written) > 1 and written[-1] in demonyms():
        country = demonyms()[written[-1]]
        written = written[:-1]
    words = [_unbound(w) for word in written for w in search_words(word) if w not in EMPTY]
    if tuple(words[:2]) == CLINIC:
        words = [HOSPITAL, *words[2:]]
    if len(words) > 1 and words[0] in CLASSES and not all(w in GENERIC or w in LEVELS for w in words[1:]):
        words = words[1:]
    return Title(tuple(words), places, country)


def title_words(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell it from others: ``المركز الاجتماعي لحماية الطفولة`` in four words."""
    return read_title(name).words


@lru_cache(maxsize=500_000)
def compare_titles(one: str, other: str) -> TitleMatch:
    """Return how two written names agree, whatever places they end with; the same whichever comes first."""
    a, b = sorted((title_words(one), title_words(other)), key=lambda w: (len(w), w))
    if not a or not b:
        return TitleMatch(0.0, False, False, False)
    if "".join(title_words(one)) == "".join(title_words(other)):  # `السوسيو ثقافي`, `السوسيوثقافي`
        return TitleMatch(1.0, False, False, False)
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
    contained = not missed and bool(left)
    headed = contained and name_word(a[0], b[0]) < ALIKE  # `المكتب السياسي لحزب س` is a part of it
    numbered = any(w.isdigit() for w in left) or any(w.isdigit() for w in missed)
    level = numbered or headed or (bool(missed) and any(w in LEVELS for w in (*missed, *left)))
    slight = contained and all(w in WEAK for w in left) and len(a) > 2
    named = slight or any(w not in GENERIC and w not in LEVELS for w in a if w not in missed)
    return TitleMatch(2 * total / (len(a) + len(b)), contained, contained and b[: len(a)] == a, level, named)


def is_generic(name: str) -> bool:
    """Whether a name only says what kind of house it is: ``دار الطالبة``, ``المركز الاجتماعي``."""
    return all(word in GENERIC for word in title_words(name))


def title_keys(name: str) -> set[str]:
    """Return the keys under which names meet: the sounds of each two words near each other, or of the only ones."""
    words = [sound_key(w) for w in title_words(name)]
    if len(words) < 3:
        return {" ".join(sorted(words))} | set(words[:1])
    near = [*pairwise(words), *zip(words, words[2:], strict=False)]
    return {" ".join(sorted(pair)) for pair in near} | ({words[0]} if len(words) == 3 else set())


def _without_place(words: list[str]) -> tuple[list[str], tuple[str, ...], str]:
    """Return the words before a place that ends a name, the ids the place may have, and the unit it is said to be.

    ``مجلس جهة سوس ماسة`` -> ``مجلس``, the region, ``جهه``; ``قسم العمل الاجتماعي بعمالة إقليم تارودانت``.
    """
    gazetteer = load_gazetteer()
    for start in range(1, len(words)):
        for bound in BOUND:
            bare = words[start].removeprefix(bound)
            stems = {bare, f"ال{bare}"} if bound == "لل" else {bare}
            if bare == words[start] or len(bare) < FEWEST_LETTERS:
                continue
            for stem in sorted(stems):
                rest = [stem, *words[start + 1 :]]
                at = next((i for i, w in enumerate(rest) if w not in DESIGNATORS), 0)
                if found := gazetteer.candidates(" ".join(rest[at:])):
                    return words[:start], tuple(dict.fromkeys(e.entity_id for e in found)), rest[at - 1] if at else ""
        if words[start - 1] in DESIGNATORS and start > 1:
            if found := gazetteer.candidates(" ".join(words[start:])):
                ids = tuple(dict.fromkeys(e.entity_id for e in found))
                return words[: start - 1], ids, words[start - 1]
    return words, (), ""


def _unbound(word: str) -> str:
    """Return a word without the ل of `لحماية`, left on it where no article is: ``لحمايه`` -> ``حمايه``."""
    return word[1:] if word.startswith("ل") and len(word) > 4 and word[1:] in GENERIC else word


@cache
def _known_as() -> dict[str, str]:
    """Return the full names of well-known short forms and abbreviations, by folded form without blanks."""
    rows = [*_rows("institution_names.csv"), *_rows("institution_short_names.csv")]
    return {"".join(fold(r["name"]).split()): r["same_as"] for r in rows if r["same_as"]}


@cache
def demonyms() -> dict[str, str]:
    """Return the countries of adjectives: ``السعوديه`` -> SA; where no list has one, as it is made of the name."""
    made: dict[str, str] = {}
    for entry in countries():
        name = fold(entry.surface).removeprefix("ال")
        if " " not in name:
            stem = re.sub("(?:يا|ا|ه|ستان)$", "", name) if name != "باكستان" else name
            made |= {f"{article}{stem}{end}": entry.country for article in ("", "ال") for end in ("ي", "يه")}
    listed = [r for r in _rows("country_cues.csv") if r["kind"] in ("demonym", "name") and " " not in r["surface"]]
    adjectives = [
        r for r in listed if r["kind"] == "demonym" or fold(r["surface"]).endswith("يه")
    ]  # `السعودية` is both
    return made | AMERICAN | {fold(r["surface"]): r["country"] for r in adjectives}


@cache
def lands() -> dict[str, str]:
    """Return the countries by their names of one word, as ``Title.words`` has them: ``هند`` -> IN."""
    names = ((fold(entry.surface).removeprefix("ال"), entry.country) for entry in countries())
    return {name: country for name, country in names if " " not in name}


def _rows(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
