"""The list of misread cases names cases there are: a line whose case was renamed would excuse nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
LISTED = yaml.safe_load((HERE / "misread.yml").read_text("utf-8"))
SOURCES = [file.read_text("utf-8") for file in sorted(HERE.glob("test_*.py"))]


@pytest.mark.parametrize(("function", "beginning", "why"), LISTED)
def test_a_line_names_a_case_of_its_function(function: str, beginning: str, why: str) -> None:
    assert why
    assert any(f"def {function}(" in source and beginning in source for source in SOURCES)
