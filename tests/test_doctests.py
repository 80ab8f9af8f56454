"""The examples in docstrings are true, and every public function of the small packages has one.

Mirrors: src/hoofbeat
"""

import ast
import doctest
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src"
MODULES = {
    ".".join(file.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted((SOURCES / "hoofbeat").rglob("*.py"))
}
WITH_EXAMPLES = [name for name, file in MODULES.items() if ">>> " in file.read_text(encoding="utf-8")]

#: Packages whose functions are small enough to be taught by an example each.
TAUGHT = ("hoofbeat.domain", "hoofbeat.standards")


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), report=True)
    assert result.attempted
    assert not result.failed


def untaught() -> Iterator[str]:
    """Public functions of the taught packages without an example."""
    for name, file in MODULES.items():
        if name.startswith(TAUGHT):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
                if public and ">>> " not in (ast.get_docstring(node) or ""):
                    yield f"{name}.{node.name}"


def test_every_public_function_of_domain_and_standards_has_an_example() -> None:
    assert list(untaught()) == []
