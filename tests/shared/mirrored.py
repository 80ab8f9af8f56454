"""Which module of the source each test file says it tests, and what it reaches by its imports."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from grimp import ImportGraph, build_graph

from hoofbeat.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
TESTS, SOURCES = ROOT / "tests", ROOT / "src"
SHARED = TESTS / "shared"
PACKAGE = "hoofbeat"
LINE = "Mirrors:"


def files_of_tests() -> list[Path]:
    """Every file of tests."""
    return sorted(TESTS.rglob("test_*.py"))


def modules() -> dict[str, Path]:
    """Every module of the source by its dotted name, and every package's face that does more than import."""
    return {_dotted(path): path for path in sorted((SOURCES / PACKAGE).rglob("*.py")) if _says_something(path)}


def namesake(module: str) -> Path:
    """Where the test file of a module's own name lies: ``tests/a/test_b.py`` for ``hoofbeat.a.b``."""
    *packages, name = module.split(".")[1:]
    return TESTS.joinpath(*packages, f"test_{name.strip('_')}.py")


def declared(test: Path) -> list[str]:
    """What the paragraph ``Mirrors:`` of a test file's docstring names; empty without one."""
    paragraphs = (ast.get_docstring(_parsed(test)) or "").split("\n\n")
    named = [paragraph.removeprefix(LINE) for paragraph in paragraphs if paragraph.startswith(LINE)]
    return [name.strip().rstrip(".") for paragraph in named for name in paragraph.split(",")]


def reached(test: Path) -> set[str]:
    """Every module a test file imports or runs by name, itself or through fixtures, helpers and other modules."""
    conftests = [folder / "conftest.py" for folder in test.parents if folder.is_relative_to(TESTS)]
    direct: set[str] = set()
    read, left = set(), [test, *filter(Path.is_file, conftests)]
    while left:
        if (path := left.pop()) not in read:
            read.add(path)
            names = set(_named(path))
            direct |= names & _graph().modules
            left += [SHARED / f"{name}.py" for name in names & _helpers()]
    return direct.union(*(_upstream(module) for module in direct))


@cache
def _graph() -> ImportGraph:
    graph = build_graph(PACKAGE, exclude_type_checking_imports=True, cache_dir=None)
    for place in COMMANDS.values():  # imported by name, when they are called
        module, _, _ = place.partition(":")
        graph.add_import(importer="hoofbeat.cli.commands", imported=f"hoofbeat.cli.{module}")
    return graph


@cache
def _upstream(module: str) -> frozenset[str]:
    return frozenset(_graph().find_upstream_modules(module))


def _named(path: Path) -> Iterator[str]:
    """Modules as the file's imports and strings name them; the bare name of the package is ``python -m hoofbeat``."""
    for node in ast.walk(_parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield f"{PACKAGE}.__main__" if node.value == PACKAGE else node.value


@cache
def _helpers() -> frozenset[str]:
    """Modules that several tests share: they lie flat in ``tests/shared``."""
    return frozenset(path.stem for path in SHARED.glob("*.py"))


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _dotted(path: Path) -> str:
    parts = path.relative_to(SOURCES).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _says_something(path: Path) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef | ast.If) for node in _parsed(path).body) or (
        path.name not in ("__init__.py", "__main__.py")
    )
