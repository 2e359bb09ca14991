"""The six packages are ours, and a wheel holds everything they need.

Their names are general: an installed distribution of the same name, or ``tests/corpus``, could stand before them.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "pipeline", "extractors", "gazetteer", "models", "corpus")
BESIDE = (
    "bench", "docs", "tests", "Dockerfile", "LICENSE", "Makefile", "README.md", "compose.yaml", "constraints.txt", "pyproject.toml",
)  # fmt: skip
DATA = (".csv", ".tsv", ".gz", ".json", ".yml", ".txt", ".pt", ".html", ".css", ".svg", ".mako", ".md")


def test_top_of_the_repository_is_fixed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} == {*PACKAGES, *BESIDE}


@pytest.mark.parametrize("name", PACKAGES)
def test_package_is_loaded_from_this_repository(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve() == ROOT / name / "__init__.py"


@pytest.mark.parametrize("name", PACKAGES)
def test_package_is_no_standard_module(name: str) -> None:
    assert name not in sys.stdlib_module_names


def test_no_test_folder_is_a_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_importing_the_command_line_loads_no_tagger() -> None:
    loaded = "import sys, pipeline.cli; print('stanza' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_console_script_is_the_command_line() -> None:
    (script,) = entry_points(group="console_scripts", name="rasid")
    assert script.value == "pipeline.cli:app"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel of this repository, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = f"import hatchling.build as b; b.build_wheel({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        return set(archive.namelist())


def test_wheel_has_every_data_file_of_the_packages(wheel: set[str]) -> None:
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    expected = {name for name in listed.stdout.splitlines() if name.endswith((*DATA, ".py"))}
    assert "pipeline/article.schema.json" in expected
    assert expected - wheel == set()


def test_wheel_has_nothing_else(wheel: set[str]) -> None:
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == set(PACKAGES)
    assert not [name for name in wheel if name.startswith("corpus/store") or name.endswith(".pyc")]
