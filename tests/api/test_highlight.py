"""Cutting a text at its spans: hand-made nestings, and any spans whatever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.highlight import Highlight, segments

TEXT = "أبجد هوز"


@pytest.mark.parametrize(
    ("spans", "pieces"),
    [
        ([], [(TEXT, "")]),
        ([(0, 4, "a")], [("أبجد", "a"), (" هوز", "")]),
        ([(0, 8, "a"), (5, 8, "b")], [("أبجد ", "a"), ("هوز", "ab")]),  # nested: the inner one last
        ([(0, 5, "a"), (3, 8, "b")], [("أبج", "a"), ("د ", "ab"), ("هوز", "b")]),  # overlapping
        ([(0, 4, "a"), (0, 4, "b")], [("أبجد", "ab"), (" هوز", "")]),
        ([(0, 4, "a"), (4, 8, "b")], [("أبجد", "a"), (" هوز", "b")]),  # touching
    ],
)
def test_segments(spans: list[tuple[int, int, str]], pieces: list[tuple[str, str]]) -> None:
    found = segments(TEXT, [Highlight(*span) for span in spans])
    assert [(piece.text, "".join(piece.labels)) for piece in found] == pieces


@pytest.mark.parametrize("span", [(3, 3), (-1, 2), (0, 9), (5, 2)])
def test_segments_refuse_a_span_outside_the_text(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no span"):
        segments(TEXT, [Highlight(*span, "a")])


@given(st.text(min_size=1, max_size=30).flatmap(lambda t: st.tuples(st.just(t), st.lists(
    st.tuples(st.integers(0, len(t) - 1), st.integers(1, len(t))).filter(lambda s: s[0] < s[1]), max_size=8
))))  # fmt: skip
def test_segments_spell_the_text_and_know_every_character(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    found = segments(text, [Highlight(start, end, str(i), anchor=str(i)) for i, (start, end) in enumerate(spans)])
    assert "".join(piece.text for piece in found) == text
    assert sorted(a for piece in found for a in piece.anchors) == sorted(str(i) for i in range(len(spans)))
    at = 0
    for piece in found:
        assert {h.label for h in piece.over} == {str(i) for i, (s, e) in enumerate(spans) if s <= at < e}
        at += len(piece.text)
