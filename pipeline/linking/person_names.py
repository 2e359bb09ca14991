"""Names of persons compared word by word: particles joined, short names against full ones.

``عبد الوافي لفتيت`` and ``عبدالوافي لفتيت`` are one name, ``لفتيت`` may be the same, ``سعيد أمزازي`` and ``كريم أمزازي``
are two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from corpus.normalise import fold
from pipeline.linking.spelling import ALIKE, bare, family_names, given_names, person_word, sound_key

# Written apart from or together with what follows: `بن كيران`, `بنكيران`. They are no names of their own.
JOINED = frozenset(
    fold(w)
    for w in (
        "عبد",
        "أبو",
        "أبي",
        "بو",
        "بن",
        "ابن",
        "بنت",
        "آل",
        "ولد",
        "أولد",
        "آيت",
        "أيت",
        "آت",
        "ذو",
        "أم",
        "با",
        "بنعبد",
        "ابنعبد",
        "بوعبد",
        "آيتعبد",
        "ماء",
    )
)
FOLLOWING = frozenset(
    fold(w) for w in ("الدين", "الله", "الإله")
)  # `صلاح الدين`, `نصر الله`: one name with the word before
# Said or left out with the same person, none of them parts two names.
OPTIONAL = frozenset(
    fold(w)
    for w in ("مولاي", "سيدي", "سي", "لالة", "الحاج", "السيد", "السيدة", "الدكتور", "الدكتورة", "الأستاذ", "الأستاذة",
              "الشيخ", "المهندس", "د", "الأمير", "الأميرة", "الجنرال", "العقيد", "اللواء", "الفريق", "الملك", "العاهل",
              "الوزير", "الوزيرة", "الرئيس", "الرئيسة", "الوالي", "العامل", "معالي", "سعادة", "فخامة", "سمو", "جلالة", "فضيلة",
              "النقيب", "النقيبة", "البروفيسور", "البروفسور", "الأخ", "الأخت", "الرفيق", "الرفيقة", "الآنسة",
              "الباشا", "القائد", "السفير", "السفيرة", "ذ", "ذة", "دة", "العميد", "المستشار", "المستشارة",
              "النائب", "النائبة")
)  # fmt: skip
STUCK = tuple(
    sorted(
        (fold(w) for w in ("السيد", "السيدة", "الدكتور", "الدكتورة", "الأستاذ", "الأستاذة", "الحاج", "سيدي", "مولاي")),
        key=len,
        reverse=True,
    )
)  # written to the name: `السيدأحمد`
FAITH = fold("الدين")  # `سعدالدين`
SERVANT = "عبد"  # `حكيم` for `عبد الحكيم`
FATHER = ("بن", "ابن")  # `محمد بن سلمان`, said without it too
MISSED = 0.04  # a middle name that one of the two leaves out
END_MISSED = 0.05  # a first or family name that one leaves out, but for `تميم بن حمد`, a name by itself
SPLIT = 0.97  # the same letters, the words divided otherwise
INITIAL = 0.9  # `م. العلمي`: more than the family name alone


@dataclass(frozen=True)
class NameMatch:
    """How two names agree (0-1 each). ``vague``: one of them is too short to be a person by itself."""

    name: float
    given: float
    surname: float
    matched: int
    vague: bool


@lru_cache(maxsize=200_000)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, particles joined to what follows, titles left out.

    ``السيد عبد الوافي لفتيت`` -> ``عبدوافي لفتيت``; ``محمد بن سلمان آل سعود`` -> ``محمد بنسلمان سعود``.
    """
    parts: list[str] = []
    prefix = ""
    written = [w for w in fold(name).replace(".", " ").replace("-", " ").split() if w]
    for number, whole_word in enumerate(written):
        word = _freed(whole_word)
        if word in OPTIONAL and number < len(written) - 1:
            continue
        if word in JOINED and number < len(written) - 1:
            prefix += "" if word == fold("آل") else _particle(word)
            continue
        stem = _opened(bare(word))
        if word in FOLLOWING and parts and not prefix:
            parts[-1] += stem
        else:
            parts.append(prefix + stem)
        prefix = ""
    whole = [p for p in parts if len(p) > 1]
    return tuple(whole if len(whole) > 1 else parts)  # an initial before two words tells nothing more


def is_vague(name: str) -> bool:
    """Whether a name is a surname, a given name or an initial with one of them: ``لفتيت``, ``م. العلمي``."""
    words = [w for w in name_words(name) if len(w) > 1]
    return len(words) < 2 or (len(words) == 2 and words[0] not in given_names() and _compound(words))


def name_keys(name: str) -> tuple[set[str], set[str]]:
    """Return the keys a name is found by, and those it looks for others with.

    Two whole names meet when they begin with the same letter and share a later word, or the other way round; a short
    name meets whole ones by any word but a given name. Whole names do not meet by a surname alone: too many share one.
    """
    words = [w for w in name_words(name) if len(w) > 1] or list(name_words(name))
    sounds = [sound_key(w) for w in words]
    surnames = {s for w, s in zip(words, sounds, strict=True) if w not in given_names()} or set(sounds[-1:])
    if is_vague(name):
        return {f"v:{s}" for s in surnames}, {f"{way}:{s}" for s in surnames for way in "vw"}
    whole = {f"f:{sounds[0][:1]}:{s}" for s in sounds[1:]} | {f"g:{sounds[0]}:{s[:1]}" for s in sounds[1:]}
    whole |= {f"f:{sounds[-1][:1]}:{s}" for s in sounds[:-1]} if words[0] not in given_names() else set()
    return whole | {f"w:{s}" for s in surnames}, whole | {f"v:{s}" for s in surnames}


@lru_cache(maxsize=500_000)
def compare_names(one: str, other: str) -> NameMatch:
    """Return how two written names agree; the same whichever comes first."""
    a, b = sorted((name_words(one), name_words(other)), key=lambda w: (len(w), w))
    vague = is_vague(one) or is_vague(other)
    if not a or not b:
        return NameMatch(0.0, 0.0, 0.0, 0, vague)
    total, matched = _aligned(a, b)
    given, surname = _word(a[0], b[0]), _word(a[-1], b[-1])
    if len(a) == 1:
        return NameMatch(max(surname, 0.5 * given), given, surname, matched, True)
    if matched < len(a):
        total, matched = max((total, matched), _reversed(a, b))
    if matched == len(a) - 1 and sorted(a) == sorted(b) and a[0] == b[0]:
        return NameMatch(0.93, 1.0, 1.0, len(a), vague)  # a family name of two words, the other way round
    if matched == len(a):
        name = total / matched - MISSED * (len(b) - len(a))
        if min(given, surname) == 0 and not vague and not any(w.startswith(FATHER) for w in a[1:]):
            name -= END_MISSED
        return NameMatch(round(max(name, 0.0), 4), given, surname, matched, vague)
    if "".join(a) == "".join(b):
        return NameMatch(SPLIT, 1.0, 1.0, len(a), vague)  # `فون دير لاين`, `فون ديرلاين`
    share = total / len(a)
    return NameMatch(min(0.5, 0.5 * share), given, surname, matched, vague)


def _aligned(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[float, int]:
    """Return the best sum of likeness of words in the same order, and how many words it counts."""
    best: list[tuple[float, int]] = [(0.0, 0)] * (len(b) + 1)
    for one in a:
        before = (0.0, 0)
        for j, other in enumerate(b, 1):
            kept = best[j]
            alike = _word(one, other)
            taken = (before[0] + alike, before[1] + 1) if alike > 0 else before
            best[j] = max(best[j], best[j - 1], taken)
            before = kept
    return best[-1]


def _reversed(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[float, int]:
    """Return the same for a name written family name first (``لفتيت عبد الوافي``), a little less sure."""
    total, matched = _aligned((*a[1:], a[0]), b)
    return 0.95 * total, matched


@lru_cache(maxsize=500_000)
def _word(one: str, other: str) -> float:
    if len(one) == 1 or len(other) == 1:
        return INITIAL if one[0] == other[0] else 0.0
    alike = person_word(one, other)
    if not alike:
        for particle in FATHER:
            stems = one.removeprefix(particle), other.removeprefix(particle)
            if stems != (one, other) and len(stems[0]) > 2 and bare(stems[0]) == bare(stems[1]):
                alike = 0.9
    if not alike and bare(one.removeprefix(SERVANT)) == bare(other.removeprefix(SERVANT)):
        alike = 0.85
    return alike if alike >= ALIKE else 0.0


def _freed(word: str) -> str:
    """Return a given name without the title stuck to it: ``السيدأحمد`` -> ``احمد``; other words as they are."""
    for title in STUCK:
        rest = word.removeprefix(title)
        if rest != word and bare(rest) in given_names() and bare(word) not in given_names() | family_names():
            return rest
    return word


def _particle(word: str) -> str:
    """Return one spelling of a particle: ``ابن`` and ``بن``, ``أبي``, ``أبو`` and ``بو``, ``آت`` and ``آيت``."""
    return {"ابن": "بن", "ابي": "بو", "ابو": "بو", "ات": "ايت", "اولد": "ولد", "ابنعبد": "بنعبد", "ماء": "ما"}.get(
        word, word
    )


def _opened(word: str) -> str:
    """Return a word that is written with its particle as one, its article taken out: ``عبدالوافي`` -> ``عبدوافي``."""
    if word.endswith(FAITH) and len(word) > len(FAITH) + 1:
        return word.removesuffix(FAITH) + FAITH.removeprefix("ال")
    for particle in ("عبد", "ابنعبد", "بنعبد", "بوعبد", "ابو", "بو", "ابن", "بن", "ايت", "اولد", "ولد", "ما"):
        rest = word.removeprefix(particle)
        if rest != word and rest.startswith("ال") and len(rest) > 4:
            return _particle(particle) + rest.removeprefix("ال")
    return word


def _compound(words: list[str]) -> bool:
    """Whether two words are a family name of two (``الطالبي العلمي``): the first is known as no given name."""
    return words[0] in family_names()
