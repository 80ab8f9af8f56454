"""One word, one meaning: each class has a name of its own in the whole of the source.

Mirrors: src/hoofbeat
"""

import ast
import collections.abc
from collections import defaultdict
from pathlib import Path

import hoofbeat

SOURCE = Path(hoofbeat.__file__).parent

#: Classes that may share a name, each with the reason. So far every one found a better name.
SHARED: dict[str, str] = {}


def places() -> dict[str, list[str]]:
    """Modules by the classes they define."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(path.relative_to(SOURCE).as_posix())
    return found


def test_no_class_shares_its_name_with_another() -> None:
    shared = {name: modules for name, modules in places().items() if len(modules) > 1}
    assert shared.keys() == SHARED.keys(), f"name each by what it is: {shared}"


def test_no_class_hides_an_abstract_class_of_the_standard_library() -> None:
    assert not places().keys() & set(collections.abc.__all__)
