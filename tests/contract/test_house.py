"""The house's own rules on size, shape and words, for every file there is."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

CHECKOUT = Path(__file__).parents[2]
PROGRAM = sorted(
    path
    for package in ("broadcaster", "channels")
    for path in (CHECKOUT / package).rglob("*.py")
    if "versions" not in path.parts  # a migration is written once, and as long as its tables
)
TESTS = sorted((CHECKOUT / "tests").rglob("*.py"))
SHOWN = sorted(path for folder in ("config", "templates") for path in (CHECKOUT / folder).rglob("*") if path.is_file())
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, FUNCTION)]


def _named(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def test_no_file_is_longer_than_400_lines() -> None:
    """A file has one job."""
    assert [_named(path) for path in PROGRAM if len(path.read_text().splitlines()) > 400] == []


def test_no_function_is_longer_than_50_lines() -> None:
    """A function fits a screen."""
    too_long = [
        f"{_named(path)}: {function.name}"
        for path in PROGRAM
        for function in _functions(path)
        if function.end_lineno is not None and function.end_lineno - function.lineno >= 50
    ]
    assert too_long == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    """A name answers what the file is for."""
    empty_names = {"utils", "util", "helper", "helpers", "manager", "data", "info", "common", "misc"}
    assert [_named(path) for path in PROGRAM if path.stem in empty_names] == []


def test_no_module_is_in_an_import_cycle() -> None:
    """Every module can be read after the ones it stands on."""
    graph = grimp.build_graph("broadcaster", "channels", cache_dir=None, exclude_type_checking_imports=True)
    TopologicalSorter({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}).prepare()


def test_no_error_is_swallowed_unnamed() -> None:
    """A handler says what it expects."""
    broad = re.compile(r"except\s*(BaseException|Exception)?\s*(as \w+)?:")
    assert [_named(path) for path in PROGRAM if broad.search(path.read_text())] == []


def test_no_test_patches_what_it_tests() -> None:
    """Doubles are whole classes, passed in."""
    words = ("monkey" + "patch", "mock." + "patch", "unittest." + "mock")
    assert [_named(path) for path in TESTS if any(word in path.read_text() for word in words)] == []


@pytest.mark.parametrize("path", [path for path in TESTS if path.name.startswith("test_")], ids=_named)
def test_every_test_says_in_a_sentence_what_it_shows(path: Path) -> None:
    """Tests read as specifications."""
    tests = [function for function in _functions(path) if function.name.startswith("test_")]
    assert [test.name for test in tests if not ast.get_docstring(test)] == []


def test_r109_no_word_hunts_a_person() -> None:
    """Neither texts nor tables speak of anybody as prey (R109), save the table that forbids the words."""
    words = ("老赖", "通缉", "缉拿", "人肉", "抓捕")
    hits = [_named(path) for path in SHOWN if path.name != "wording.toml" and any(word.encode() in path.read_bytes() for word in words)]
    assert hits == []
