"""Names that no list knows, by what the trained tagger says of their words, where an office makes one due.

``الرئيس التركي، رجب طيب أوغلو``, ``الناطق الإعلامي لمديرية الشؤون الصحية عيضة الهذيلي أنه ...``.
"""

from __future__ import annotations

from corpus.document import BREAK, Document
from corpus.mention import Label
from extractors.name_tokens import CLITICS, HONORIFICS, LINKS
from extractors.names import BLESSINGS, DARIJA, NameReader
from extractors.phrases import CLOSE, STOPS

COMMAS = ("،", ",")
LONGEST = 5  # words a name has that is read by tags alone
BEHIND = frozenset({"VERB", "SCONJ", "ADP", "CCONJ", "PUNCT", "AUX", "NUM"})  # what may follow such a name


def tagged_end(doc: Document, reader: NameReader, i: int, free: frozenset[int]) -> int:
    """Return the token after the name of two words or more that stands at ``i`` by its tags, ``i`` without one.

    ``free``: tokens that are taken by a place or date but tagged as a person (``رجب``, a month, in a name).
    The last word may be an ordinary definite one, if the clause ends behind it (``نزار البستاني،``).
    """
    if _before_definite(doc, reader, i):
        return i + 2
    latin = _before_latin(doc, reader, i)
    if latin > i:
        return latin
    j = i
    while j < min(len(reader.norms), i + LONGEST) and _proper(doc, reader, j, free):
        j += 1
    if j == i or (j - i == 1 and not _person(doc, i)):
        return i
    if j - i < LONGEST and _last(doc, reader, j):
        j += 1
    return j if j - i >= 2 and _closed(doc, reader, j) and reader.norms[j - 1] not in LINKS else i


def _before_latin(doc: Document, reader: NameReader, i: int) -> int:
    """Return the token after the words at ``i`` that stand again in capitals (``أوتيد وردالفا OTID WARDALFA``), else ``i``."""
    j = i
    while j < min(len(reader.norms), i + LONGEST) and _plain(doc, reader, j):
        j += 1
    capitals = [doc.doc[k].text for k in (j, j + 1) if k < len(reader.norms)]
    written = len(capitals) == 2 and all(t.isascii() and t.isalpha() and t[:1].isupper() for t in capitals)
    return j if written and j - i >= 2 else i


def _plain(doc: Document, reader: NameReader, j: int) -> bool:
    """Whether a token may be a word of a name by its form alone, or a proclitic that is its first letter."""
    norm, token = reader.norms[j], doc.doc[j]
    if token.text.isascii() or not norm.isalpha() or j in reader.blocked or norm in reader.offices | HONORIFICS:
        return False
    if norm in CLITICS:
        return reader.glued(j)
    return token.pos_ not in ("VERB", "AUX", "SCONJ", "PRON") and norm not in reader.words["stop"]


def _closed(doc: Document, reader: NameReader, j: int) -> bool:
    """Whether what stands at ``j`` may follow a name."""
    mark = reader.at(j) in STOPS or reader.at(j) in CLOSE or reader.at(j) == BREAK
    return mark or (j < len(reader.norms) and doc.doc[j].pos_ in BEHIND) or j in _dates(doc)


def _before_definite(doc: Document, reader: NameReader, i: int) -> bool:
    """Whether a given name has an ordinary definite word for a family name (``المتحدث باسم المركز نزار البستاني في ...``)."""
    if reader.given_end(i) != i + 1 or reader.is_preposition(i) or {i, i + 1} & reader.blocked:
        return False
    given = reader.at(i) not in reader.lexicon.weak or doc.doc[i].pos_ == "PROPN"
    apart = reader.at(i - 1) in COMMAS and reader.at(i + 2) in COMMAS
    word = given and reader.definite(i + 1) and (apart or reader.at(i + 1) not in reader.offices)
    word = word and reader.at(i + 1) not in reader.words["stop"] and doc.doc[i + 1].pos_ in ("NOUN", "PROPN", "X")
    return word and _closed(doc, reader, i + 2)


def stretched(doc: Document, reader: NameReader, first: int, end: int, free: frozenset[int]) -> int:
    """Return where a name that was read from ``first`` to ``end`` ends by its tags (``ناصر بن عبدالرحمن | السلامة،``)."""
    j = end
    while j < min(len(reader.norms), first + LONGEST + 1) and _person(doc, j) and _proper(doc, reader, j, free):
        j += 1
    if (
        j < first + LONGEST
        and reader.norms[j - 1] not in LINKS
        and reader.at(j) not in reader.offices
        and _last(doc, reader, j)
    ):
        j += 1
    return j if reader.norms[j - 1] not in LINKS else end


def _dates(doc: Document) -> set[int]:
    """Return the tokens dates begin at: ``رجب طيب أوغلو | اليوم الثلاثاء``."""
    return {doc.token_range(*mention.span)[0] for mention in doc.of(Label.DATE)}


def _person(doc: Document, j: int) -> bool:
    """Whether a token is tagged as part of a person's name."""
    return doc.doc[j].ent_type_ == "PER"


def _proper(doc: Document, reader: NameReader, j: int, free: frozenset[int]) -> bool:
    """Whether a token is tagged a proper name or a person, and is no office, honorific, place or function word."""
    norm, token = reader.norms[j], doc.doc[j]
    if norm in ("ب", "ل") and _person(doc, j) and j + 1 < len(reader.norms) and _person(doc, j + 1):
        return reader.glued(j)  # `إنغريد ب` + `يورنسن`
    if (
        not norm[:1].isalpha()
        or reader.is_preposition(j)
        or (j in reader.blocked and not (j in free and _person(doc, j)))
    ):
        return False
    if norm in HONORIFICS or norm in reader.offices or norm == "الله":
        return False
    if norm in DARIJA and not (norm == "ديالو" and _person(doc, j) and _person(doc, j - 1)):
        return False  # but `أداما ديالو`
    if norm in BLESSINGS and (not _person(doc, j) or reader.at(j + 1) == "الله"):
        return False  # `عبدالعزيز | طيب الله ثراه`, not `رجب طيب أوغلو`
    if norm in reader.words["stop"] or norm in reader.words["clause"] or reader.triggers.forms.get(norm):
        return False  # `كاغامي | عين`
    tagged = token.pos_ in ("PROPN", "X") and token.ent_type_ in ("", "PER")
    return (tagged or (_person(doc, j) and token.pos_ in ("NOUN", "ADJ"))) and (len(norm) > 1 or norm in LINKS)


def _last(doc: Document, reader: NameReader, j: int) -> bool:
    """Whether an ordinary definite word before a comma is the family name behind a given one (``بن عبدالرحمن السلامة،``).

    Before a full stop it may be an object: ``التقى الأمين العام فلان الوفد.``
    """
    word = reader.definite(j) and j not in reader.blocked and (reader.at(j - 1),) in reader.lexicon.given
    word = word and reader.at(j) not in reader.words["stop"] and doc.doc[j].pos_ in ("NOUN", "PROPN", "X")
    return word and reader.at(j + 1) in COMMAS
