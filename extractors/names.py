"""Names of persons: given names known, family names by their shape, and how many words belong to a name.

``given_names.csv`` has given names in Arabic script with spelling variants and gender; family names are an open
class: nisba (``العلمي``), ``بن``, ``آل``, ``آيت`` compounds, and words the press hardly uses otherwise.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from corpus.document import Document
from corpus.mention import Gender
from corpus.normalise import fold
from extractors.phrases import DASHES, STOPS, load_phrase_words
from extractors.triggers import DATA, load_triggers
from models.segment import load_segmenter

LINKS = frozenset(fold(w) for w in ("بن", "ابن", "بنت", "آل", "أبو", "ابو", "أبي", "ولد", "آيت", "أيت", "ايت", "مولاي", "سيدي", "للا", "لالة", "عبد",
                                    "أبا", "بو", "با", "ذو", "أم", "اولاد", "أولاد", "دي", "دا", "فان", "فون", "ديل", "لو", "آية"))  # fmt: skip
TAILS = frozenset(
    fold(w)
    for w in (
        "الدين",
        "الله",
        "الزهراء",
        "السادس",
        "الخامس",
        "الرابع",
        "الثالث",
        "الثاني",
        "الأول",
        "الإسلام",
        "الحق",
        "الرحمن",
        "العزيز",
    )
)
HONORIFICS = frozenset(
    fold(w)
    for w in (
        *(
            "السيد",
            "السيدة",
            "السادة",
            "الدكتور",
            "الدكتورة",
            "الأستاذ",
            "الأستاذة",
            "المهندس",
            "المهندسة",
            "معالي",
            "سعادة",
        ),
        *(
            "فضيلة",
            "سمو",
            "صاحب",
            "صاحبة",
            "السمو",
            "الملكي",
            "الأمير",
            "الأميرة",
            "الشيخ",
            "جلالة",
            "الجلالة",
            "فخامة",
        ),
        *("اللواء", "العميد", "العقيد", "المقدم", "النقيب", "الفريق", "أول", "ركن", "الرائد", "الملازم", "القبطان"),
        *(
            "الكولونيل",
            "الجنرال",
            "دو",
            "كور",
            "دارمي",
            "ديفيزيون",
            "بريكاد",
            "د",
            "م",
            "أ",
            "الحاج",
            "الشريف",
            "مولانا",
        ),
        *("الصيدلي", "الطبيب", "الطبيبة", "المحامي", "المحامية", "البروفيسور"),
    )
)
MAX_WORDS = 8
RARE = 60  # a word written less often in the raw press may be a family name
TRUSTED = 1200  # the same behind a given name: press names recur (`لافروف`, `الجبير`)
ADJECTIVE = 700  # a nisba written more often is an ordinary adjective (`الوطني`, `المغربي`)
LINEAGE = 6000  # the same behind `بن X`, where a family name is due (`حمد بن محمد الضويلع`)


@dataclass(frozen=True)
class NameLexicon:
    """Folded given names with gender (compounds by their words), folded family names, counts of ordinary words."""

    given: dict[tuple[str, ...], Gender]
    family: frozenset[str]
    counts: dict[str, int]

    def given_at(self, norms: list[str], i: int) -> int:
        """Return the token after the given name at ``i``, ``i`` itself without one."""
        return (
            i + 2
            if tuple(norms[i : i + 2]) in self.given
            else i + 1
            if (norms[i] if i < len(norms) else "",) in self.given
            else i
        )

    def gender(self, norms: list[str], i: int) -> Gender:
        """Return the gender of the given name at ``i``."""
        return self.given.get(tuple(norms[i : i + 2])) or self.given.get((norms[i],)) or Gender.UNKNOWN


@cache
def load_names() -> NameLexicon:
    """Load the given and family names (raises LexiconError for missing files)."""
    given: dict[tuple[str, ...], Gender] = {}
    with (DATA / "given_names.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            given[tuple(fold(row["name"]).split())] = Gender(row["gender"])
    with (DATA / "family_names.csv").open(encoding="utf-8", newline="") as rows:
        family = frozenset(fold(row["name"]) for row in csv.DictReader(rows))
    return NameLexicon(given, family, load_segmenter().folded)


class NameReader:
    """Tells where names of persons stand in one document."""

    def __init__(self, doc: Document, lexicon: NameLexicon, blocked: frozenset[int], offices: frozenset[str]) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.norms = [t.norm_ for t in doc.doc]
        self.blocked = blocked  # tokens inside places, institutions, dates
        self.offices = offices
        self.words = load_phrase_words()
        self.triggers = load_triggers()

    def starts(self, i: int) -> bool:
        """Whether a person's name starts at ``i`` by itself: a given name, and after it another word of a name."""
        after = self.lexicon.given_at(self.norms, i)
        if after == i or i in self.blocked or self._preposition(i):
            return False
        compound = after - i == 2 and self.norms[i] == "عبد"
        linked = after < len(self.norms) and self.norms[after] in LINKS and after not in self.blocked
        return compound or linked or self.is_name_word(after, limit=TRUSTED)

    def end(self, i: int) -> int:
        """Return the token after the name that starts at ``i``."""
        j = max(self.lexicon.given_at(self.norms, i), i + 1)
        known = self.lexicon.given_at(self.norms, i) > i
        while j < min(len(self.norms), i + MAX_WORDS):
            if self.norms[j] in DASHES and self._glued_dash(j) and self.is_name_word(j + 1):
                j += 2
                continue
            lineage = any(n in ("بن", "ابن", "بنت") for n in self.norms[i:j])
            limit = LINEAGE if lineage else TRUSTED if known and j - i <= 2 else RARE
            if not self.is_name_word(j, limit=limit) and not (
                self.norms[j] in LINKS and self.is_name_word(j + 1, linked=True)
            ):
                break
            j += 1
        return j

    def is_name_word(self, j: int, *, linked: bool = False, limit: int = RARE) -> bool:
        """Whether a token can be a further word of a name; ``limit``: how often an unknown one may be written."""
        if j >= len(self.norms) or j in self.blocked:
            return False
        norm = self.norms[j]
        if norm == "علي":
            return not self._preposition(j)
        if norm[:1] == "و" and len(norm) > 5 and norm not in self.lexicon.family and (norm,) not in self.lexicon.given:
            return False  # `ومرافقوه`: a conjunction left on its word
        if (
            norm in STOPS
            or norm in self.words["stop"]
            or norm in self.words["clause"]
            or len(norm) < 2
            or not norm[0].isalpha()
        ):
            return False
        if norm in self.offices or norm in HONORIFICS or norm in ("و", "ب", "ل", "في", "من"):
            return False
        if (norm,) in self.lexicon.given or norm in self.lexicon.family or norm in LINKS or norm in TAILS:
            return True
        if j and self.norms[j - 1] in LINKS:
            return True
        if linked:
            return True
        count = self.lexicon.counts.get(norm, 0)
        pos = self.doc.doc[j].pos_
        if pos == "PROPN" and count < 5 * ADJECTIVE:
            return True
        if pos in ("VERB", "ADP", "SCONJ", "CCONJ", "PRON", "DET"):
            return False
        if self.triggers.forms.get(norm) and not norm.startswith("ال"):
            return False
        if norm.startswith("ال"):
            return (norm.endswith("ي") and count < max(ADJECTIVE, limit)) or count < limit
        return count < limit

    def _preposition(self, i: int) -> bool:
        """Whether ``علي`` is the preposition: spelt with ى, or (by a frequent misprint) not among names."""
        if self.norms[i] != "علي":
            return False
        raw = self.doc.doc[i].text
        named = i > 0 and (
            (self.norms[i - 1],) in self.lexicon.given or self.norms[i - 1] in LINKS or self.norms[i - 1] in HONORIFICS
        )
        return raw.endswith("ى") or (not named and self.doc.doc[i].pos_ == "ADP")

    def _glued_dash(self, j: int) -> bool:
        """Whether a dash joins two words of a double name (``ليدل - غرينجر``)."""
        return j + 1 < len(self.norms) and self.norms[j + 1] not in self.words["stop"]
