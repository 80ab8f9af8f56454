"""Each module of the source is tested by a file of its name, or by one that says so.

Mirrors: tests
"""

from pathlib import Path

import pytest

from mirrored import LINE, ROOT, declared, files_of_tests, modules, namesake, reached

MODULES = modules()
NAMESAKES = {namesake(module): module for module in MODULES}
FILES = [pytest.param(path, id=str(path.relative_to(ROOT))) for path in files_of_tests()]


def test_each_module_has_a_test_of_its_name_or_one_that_mirrors_it() -> None:
    mirrored = {name for path in files_of_tests() for name in declared(path)}
    without = {module: namesake(module) for module in MODULES if module not in mirrored}
    missing = [f"{module}: write {path.relative_to(ROOT)}" for module, path in without.items() if not path.is_file()]
    assert not missing, f"or name them under “{LINE}” in the docstring of the file that tests them"


@pytest.mark.parametrize("path", FILES)
def test_a_test_file_says_what_it_tests_and_reaches_it(path: Path) -> None:
    """By its name, as the module of that name, or under ``Mirrors:``, as modules or as paths of the repository."""
    by_name = [NAMESAKES[path]] if path in NAMESAKES else []
    tested = by_name + declared(path)
    assert tested, f"no module of its name: say in its docstring what it tests, “{LINE} hoofbeat.…”"
    assert not set(by_name) & set(declared(path)), "its name says so already"
    for name in tested:
        assert name in MODULES or (ROOT / name).exists(), f"no such module or path: {name}"
    assert {name for name in tested if name in MODULES} <= reached(path)
