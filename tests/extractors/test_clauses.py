"""Chunks of a clause: noun and prepositional phrases, dates, and the marked phrases of companions and receivers.

Persons in these sentences are invented. Each text is read from its second word: its first is the verb.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from corpus.document import Document
from extractors.clause_words import load_words
from extractors.clauses import ClauseReader
from extractors.events import EventExtractor
from pipeline.annotate import Annotator

Read = Callable[[str], ClauseReader]

# text -> [(kind, marker, words)]; + before the words: joined to the part before, , behind a comma
PARTS: list[tuple[str, list[tuple[str, str, str]]]] = [
    # subject, date, place, object
    (
        "أعطى الوزير خالد الزياني، يوم الاثنين 6 ماي 2024 بأكادير، انطلاقة الأشغال.",
        [
            ("np", "", "الوزير خالد الزياني"),
            ("date", "", ",يوم الاثنين 6 ماي 2024"),
            ("pp", "ب", "أكادير"),
            ("np", "", ",انطلاقة الأشغال"),
        ],
    ),
    # honorifics are stepped over, coordination is marked
    (
        "زار السيد خالد الزياني والدكتور سعيد المنصوري مدينة وزان.",
        [("np", "", "خالد الزياني"), ("np", "", "+سعيد المنصوري"), ("np", "", "مدينة وزان")],
    ),
    ("زار كل من خالد الزياني وسلمى بنطاهر المعرض.", [("np", "", "خالد الزياني"), ("np", "", "+سلمى بنطاهر"), ("np", "", "المعرض")]),
    # markers of companions, doers and receivers
    (
        "زار خالد الزياني المعرض رفقة سعيد المنصوري.",
        [("np", "", "خالد الزياني"), ("np", "", "المعرض"), ("companion", "رفقه", "سعيد المنصوري")],
    ),
    (
        "دشن المركز من طرف خالد الزياني.",
        [("np", "", "المركز"), ("agent", "من طرف", "خالد الزياني")],
    ),
    ("وزع المركز هدايا لفائدة الأطفال.", [("np", "", "المركز"), ("np", "", "هدايا"), ("recipient", "ل فايده", "الأطفال")]),
    # a clause ends at a second verb, a full stop, a subordinate clause
    ("زار خالد الزياني المعرض ودشن الملعب.", [("np", "", "خالد الزياني"), ("np", "", "المعرض")]),
    ("زار خالد الزياني المعرض. ثم عاد إلى المدينة.", [("np", "", "خالد الزياني"), ("np", "", "المعرض")]),
    ("أكد خالد الزياني أن المعرض ناجح.", [("np", "", "خالد الزياني")]),
    # a relative clause between commas is stepped over, one that runs on ends the clause
    (
        "زارت سلمى بنطاهر، التي وصلت أمس، مدينة وزان.",
        [("np", "", "سلمى بنطاهر"), ("np", "", ",مدينة وزان")],
    ),
    ("زارت سلمى بنطاهر المركز الذي افتتح أبوابه.", [("np", "", "سلمى بنطاهر"), ("np", "", "المركز")]),
    # vague quantifiers, counted nouns
    ("وزع خالد الزياني عددا من الهدايا.", [("np", "", "خالد الزياني"), ("np", "", "الهدايا")]),
    (
        "وزعت سلمى بنطاهر 45 كرسيا و12 دراجة.",
        [("np", "", "سلمى بنطاهر"), ("np", "", "45 كرسيا"), ("np", "", "+12 دراجة")],
    ),
    ("زار هذه المدرسة خالد الزياني.", [("np", "", "هذه المدرسة"), ("np", "", "خالد الزياني")]),
]  # fmt: skip


@pytest.fixture(scope="module")
def read(annotator: Annotator) -> Read:
    """A reader of the clauses of each text; all texts are annotated together."""
    events = next(x for x in annotator.extractors if isinstance(x, EventExtractor))
    documents = [Document(str(i), text, country="MA") for i, (text, _) in enumerate(PARTS)]
    known = {doc.text: events.reader(doc) for doc in annotator.annotate(documents)}
    return known.__getitem__


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_parts_are_the_phrases_of_the_clause(read: Read, text: str, expected: list[tuple[str, str, str]]) -> None:
    clauses = read(text)
    found = []
    for part in clauses.parts(1, len(clauses.norms)):
        first, last = clauses.doc.span(part.first, part.last)
        sign = "+" * part.joined + "," * part.after_comma
        found.append((part.kind, part.marker, sign + text[first:last]))
    assert found == expected


@pytest.mark.parametrize("text", [text for text, _ in PARTS])
def test_parts_are_in_order_and_do_not_overlap(read: Read, text: str) -> None:
    clauses = read(text)
    parts = clauses.parts(1, len(clauses.norms))
    assert all(left.last <= right.first for left, right in pairwise(parts))
    assert clauses.parts(1, len(clauses.norms), limit=1) == parts[:1]


def test_markers_are_known_as_words_and_as_tokens() -> None:
    markers = dict(load_words().markers)
    assert markers[("لفايده",)] == markers[("ل", "فايده")] == "recipient"
    assert markers[("من", "طرف")] == "agent"


def test_word_lists_hold_folded_words_and_refuse_an_unknown_list() -> None:
    words = load_words()
    assert words.is_in("subordinator", "اذا")
    assert not words.is_in("subordinator", "إذا")
    with pytest.raises(KeyError):
        words.is_in("no such list", "اذا")
