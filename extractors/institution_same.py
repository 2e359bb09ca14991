"""Whether two names of an article are of one institution: what is left out, spelt otherwise or said by a word for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.normalise import fold
from extractors.institution_lexicon import load_institution_lexicon

CLASS_WORDS = frozenset({"حزب", "جبهه", "منظمه", "موقع", "صحيفه", "جريده", "موسسه", "وكاله", "قناه", "هييه"})
BODIES = frozenset({"بلديه", "امانه", "شرطه", "اماره", "مرور", "جوازات", "صحه", "تعليم", "غرفه"})
GROUPS = frozenset({"مجموعه", "شركه"})
OFFICES = frozenset({"اداره", "مديريه"})
UNITS = frozenset({"محافظه", "منطقه", "مدينه"})
VOWELS = dict.fromkeys(map(ord, "اوي"))  # what `_respelt` leaves out
SOUNDS = {"غ": "ك", "ج": "ك", "ق": "ك", "ڤ": "ف", "پ": "ب"}
SKELETON = 6  # letters that must be left of a name spelt otherwise
QUOTES = "«»“”\"()'"
QUOTED = re.compile(r"[«“\"]([^«»“”\"]+)[»”\"]")
NO_QUOTES = dict.fromkeys(map(ord, QUOTES))
MISSPELT = 11  # letters from which on one of them may be wrong


def respelt(one: str, other: str) -> bool:
    """Whether two names of two words or more differ only in the long vowels and the letters for g by which a foreign
    sound is written (``الكونفيدرالية العامة``, ``الكونفدرالية العامة``; ``شركة غرين``, ``شركة جرين``)."""
    first, second = (["".join(SOUNDS.get(c, c) for c in w[:1] + w[1:].translate(VOWELS)) for w in bare_name(n).split()]
                     for n in (one, other))  # fmt: skip
    nationality = load_institution_lexicon().words["nationality"]
    if len(first) != len(second):  # `شركة غرين هيلز`, `شركة جرين هيلز الإماراتية`
        shorter, longer = sorted((first, second), key=len)
        tail = max(bare_name(one).split(), bare_name(other).split(), key=len)[-1]
        first, second = shorter, longer[:-1] if tail in nationality else longer
    return first == second and len(first) > 1 and len("".join(first)) >= SKELETON


def of_the_same(one: str, other: str) -> bool:
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


def begins(shorter: str, longer: str) -> bool:
    """Whether one name goes on where the other, of two words or more, ends (``المجلس الجماعي | لوجدة``)."""
    pairs = [(bare_name(shorter).split(), bare_name(longer).split()), (fold(shorter).split(), fold(longer).split())]
    return any(_begins(first, second, known=_both_known(shorter, longer)) for first, second in pairs)


def _begins(first: list[str], second: list[str], *, known: bool) -> bool:
    lexicon = load_institution_lexicon()
    added = second[len(first) :]
    national = len(added) == 1 and added[0] in lexicon.words["nationality"]
    if known and not national and added[:1] != ["لكره"] and added != ["العليا"]:
        return False  # `الحرية والعدالة`, `الحرية والعدالة الاجتماعية`; but `الهلال الأحمر (السعودي)`
    return 2 <= len(first) < len(second) and second[: len(first)] == first and len(second) <= 2 * len(first) + 1


def again(short: str, before: str) -> bool:
    """Whether one word says again what was named before with its nationality (``البرلمان الكندي ... البرلمان``)."""
    first, second = fold(short).split(), fold(before).split()
    nationality = load_institution_lexicon().words["nationality"]
    return len(first) == 1 and len(second) == 2 and first[0] == second[0] and second[1] in nationality


def of_group(one: str, other: str) -> bool:
    """Whether one name is a well-known one and the other has it behind the word for a group (``تويوتا``, ``مجموعة تويوتا``)."""
    shorter, longer = sorted((fold(one).split(), fold(other).split()), key=len)
    known = "".join(shorter) in load_institution_lexicon().names
    return known and longer[0] in GROUPS and longer[1 : len(shorter) + 1] == shorter


def of_class(name: str, alias: str) -> bool:
    """Whether a name is a short form met before with the word for its class (``أناكس``, ``شركة «أناكس»``)."""
    first, *rest = fold(name).translate(NO_QUOTES).split()
    return bool(rest) and first in GROUPS | CLASS_WORDS and rest == fold(alias).translate(NO_QUOTES).split()


def within_quotes(name: str, longer: str) -> bool:
    """Whether a name is what stands in quotation marks in a longer one (``حركة «حزب الأمل» الوطنية``)."""
    words = fold(name).translate(NO_QUOTES).split()
    return len(words) > 1 and any(fold(part).split() == words for part in QUOTED.findall(longer))


def _both_known(one: str, other: str) -> bool:
    return all("".join(fold(n).split()) in load_institution_lexicon().names for n in (one, other))


def fuller(name: str, longer: str) -> bool:
    """Whether a longer form of a name only adds an adjective, what the institution is for, or what the other leaves out."""
    if not begins(name, longer):
        return _stands_for(fold(name).split(), fold(longer).split()) or (
            len(longer) > len(name) and (shortened(name, longer) or local_body(name, longer) or of_group(name, longer))
        )
    added = bare_name(longer).split()[len(bare_name(name).split()) :]
    added = added or fold(longer).split()[len(fold(name).split()) :]
    return added[0].startswith("ل") or (len(added) <= 2 and added[0].startswith(("ال", "و")))


def bare_name(name: str) -> str:
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
    if len(words) > 2 and words[0] in OFFICES and words[1] in BODIES:
        del words[0]  # `إدارة شرطة طرابلس` is `شرطة طرابلس`
    if len(words) > 2 and words[0] in BODIES and words[1] in UNITS:
        del words[1]  # `بلدية محافظة الساحل` is `بلدية الساحل`
    return " ".join(words[1:] if len(words) > 1 and words[0] in CLASS_WORDS else words)


def misspelt(one: str, other: str) -> bool:
    """Whether two names have the same letters but for a blank (``المكتب الو طني للنقل``) or, if they are long, one letter
    (``وكالة الأنبا الكويتية``); not two peoples' (``السفارة الكورية``, ``السفارة السورية``)."""
    first, second = (fold(n).translate(NO_QUOTES).split() for n in (one, other))
    if "".join(first) == "".join(second):
        return True
    if min(len("".join(first)), len("".join(second))) < MISSPELT or any(c.isdigit() for c in one + other):
        return False
    nationality = load_institution_lexicon().words["nationality"]
    apart = [pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]]
    if len(first) == len(second) > 2 and len(apart) == 1 and apart[0] == (first[0], second[0]):
        if first[0].removeprefix("ال") == second[0].removeprefix("ال"):
            return True  # `مكتب الوطني للنقل`
    if len(first) != len(second) or len(apart) != 1 or all(word in nationality for word in apart[0]):
        return False
    return _one_letter(*apart[0])


def _one_letter(one: str, other: str) -> bool:
    """Whether two words differ in one letter that is missing or another."""
    shorter, longer = sorted((one, other), key=len)
    k = next((k for k, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return shorter[k + (len(shorter) == len(longer)) :] == longer[k + 1 :]


def shortened(one: str, other: str) -> bool:
    """Whether one name leaves out words from the middle of the other (``هيئة المياه``, ``هيئة تنظيم المياه``)."""
    if _both_known(one, other):
        return False
    shorter, longer = sorted((_stems(one), _stems(other)), key=len)
    if len(shorter) < 2 or len(shorter) == len(longer) or shorter[0] != longer[0] or shorter[-1] != longer[-1]:
        return False
    rest = iter(longer)
    return all(word in rest for word in shorter)


def stands_for(one: str, other: str) -> bool:
    """Whether the last word of one name stands for whose body the other is (``فرع الوزارة``, ``فرع وزارة العمل``;
    ``أمانة المنطقة``, ``أمانة منطقة X``)."""
    return _stands_for(fold(one).split(), fold(other).split()) or _stands_for(fold(other).split(), fold(one).split())


def local_body(one: str, other: str) -> bool:
    """Whether one of two names of one place says field and town alone (``صحة الساحل``, ``مديرية الشؤون الصحية``)."""
    short, full = sorted((fold(one).split(), fold(other).split()), key=len)
    if len(short) != 2 or short[0] not in BODIES:
        return False
    return any(_stem(word).startswith(short[0].removesuffix("ه")) for word in full)


def _stands_for(short: Sequence[str], full: Sequence[str]) -> bool:
    n = len(short)
    if n < 2 or len(full) < n or list(short[:-1]) != list(full[: n - 1]) or not short[-1].startswith("ال"):
        return False
    lexicon = load_institution_lexicon()
    whole = short[-1].removeprefix("ال")
    if len(full) > n and full[n - 1] == whole:
        return lexicon.head(whole) is not None or short[-1] in lexicon.words["anaphor"] or len(full) > n
    named = len(full) == n and full[-1] not in lexicon.words["anaphor"]
    return named and short[-1] in lexicon.words["anaphor"] and short[-2] in BODIES


def _stems(name: str) -> list[str]:
    """Return the words of a name without what is joined to their beginning (``للأطفال``, ``الأطفال``)."""
    head, *rest = fold(name).translate(NO_QUOTES).split()
    return [load_institution_lexicon().bare(head), *(_stem(word) for word in rest)]


def _stem(word: str) -> str:
    for joined in ("لل", "ال", "ل"):
        if word.startswith(joined) and len(word) - len(joined) > 2:
            return word[len(joined) :]
    return word
