"""Dates: every rule with its examples, sentences as a table, and the property that every written form parses back."""

from __future__ import annotations

import pytest

from corpus.normalise import FoldedText, fold
from extractors.date_patterns import DateRule
from extractors.date_words import load_date_words
from extractors.dates import date_rules, readings

RULES = date_rules(load_date_words())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rules_have_examples_and_counterexamples(rule: DateRule) -> None:
    assert rule.examples
    assert rule.counterexamples


@pytest.mark.parametrize(("rule", "example"), [(rule, example) for rule in RULES for example in rule.examples])
def test_rules_read_their_examples(rule: DateRule, example: tuple[str, str, str]) -> None:
    sentence, surface, value = example
    text = FoldedText(sentence).text
    found = [(text[f.start : f.end].strip("( )"), str(f.expression)) for f in readings(rule, text)]
    assert (fold(surface).strip("( )"), value) in found


@pytest.mark.parametrize(("rule", "sentence"), [(rule, text) for rule in RULES for text in rule.counterexamples])
def test_rules_leave_their_counterexamples(rule: DateRule, sentence: str) -> None:
    assert list(readings(rule, FoldedText(sentence).text)) == []
