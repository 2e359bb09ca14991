"""The output object: every one is valid against the published schema, and its spans lead back to the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from corpus.document import Document
from corpus.reader import read
from pipeline.annotate import Annotator
from pipeline.output import SCHEMA_VERSION, to_json

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "gold"
SCHEMA: dict[str, Any] = json.loads(files("pipeline").joinpath("article.schema.json").read_text("utf-8"))
GOLD_SCHEMA: dict[str, Any] = json.loads((ROOT / "corpus" / "gold" / "SCHEMA.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def faults(facts: dict[str, Any]) -> list[str]:
    """Return what is wrong with an output object, with its place."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(json.loads(json.dumps(facts)))]


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside that has a start, an end and a surface form."""
    if isinstance(value, dict):
        if {"start", "end", "surface"} <= value.keys():
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def test_schema_is_a_schema_of_this_version() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema_version"] == {"const": SCHEMA_VERSION}
    assert faults({"id": "x"})


def test_output_of_every_sample_is_valid_and_true_to_its_text(annotated: list[Document]) -> None:
    for document in annotated:
        facts = to_json(document)
        assert faults(facts) == [], document.id
        found = list(spans(facts))
        assert found, document.id
        for span in found:
            assert document.text[span["start"] : span["end"]] == span["surface"], document.id


def test_output_has_the_keys_of_the_gold(annotated: list[Document]) -> None:
    allowed_missing = {"published_text", "source_line", "published_meta", "group", "note", "country"}
    keys = {key for document in annotated for key in to_json(document)}
    assert set(GOLD_SCHEMA["properties"]) - allowed_missing <= keys
    for name in ("officials", "institutions", "places", "dates", "amounts", "quantities", "events"):
        required = set(GOLD_SCHEMA["properties"][name]["items"]["required"])
        for document in annotated:
            for item in to_json(document)[name]:
                assert required <= item.keys(), (document.id, name)
                assert {"mentions", "confidence", "provenance"} <= item.keys()
        kinds = ("kind", "type")
        for key in kinds:
            if key in GOLD_SCHEMA["properties"][name]["items"]["properties"]:
                gold = GOLD_SCHEMA["properties"][name]["items"]["properties"][key]["enum"]
                assert SCHEMA["properties"][name]["items"]["properties"][key]["enum"] == gold


def test_names_in_the_output_refer_to_its_items(annotated: list[Document]) -> None:
    for document in annotated:
        facts = to_json(document)
        places = {place["name"] for place in facts["places"]}
        assert {i["place"] for i in facts["institutions"] if i["place"]} <= places, document.id


@pytest.mark.parametrize(
    "text",
    [
        "نص",
        "خبر قصير.",
        "زار الوزير.",
        "\u200f\u202bزار الوزير المركز\u202c\n\n\n",
        "ﺯﺍﺭ ﺍﻟﻮﺯﻳﺮ ﻣﺮﻛﺰ ﺍﻷﻣﻞ",
        "١٢٣ ۴۵۶ 7",
    ],
)
def test_output_of_little_text_is_valid(annotator: Annotator, text: str) -> None:
    (document,) = annotator.annotate([Document("x", text)])
    assert faults(to_json(document)) == []


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated press is not beside this repository")
def test_output_of_real_press_is_valid_and_true_to_its_text(annotator: Annotator) -> None:
    documents = [item for item in read([SHARED / "press", SHARED / "seeds"]) if isinstance(item, Document)]
    assert len(documents) > 90
    for document in annotator.annotate(documents):
        facts = to_json(document)
        assert faults(facts) == [], document.id
        for span in spans(facts):
            assert document.text[span["start"] : span["end"]] == span["surface"], document.id
