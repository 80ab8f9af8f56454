"""The locks carry a hash for everything, point nowhere, and cover what pyproject.toml asks for.

Mirrors: requirements
"""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOSTS = (
    "cloud",
    "lambda",
    "azure",
    "google",
    "cases",
    "cases-postgresql",
    "oidc",
    "telemetry",
    "serve",
    "serve-cases",
    "dask",
)
LOCKS = ("serving", *HOSTS, "pipeline", "dev", "tools", "knowledge")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def entries(lock: str) -> dict[str, str]:
    """Pinned packages of a lock: name → the whole entry with its hashes."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    joined = re.sub(r"\\\n\s*", " ", text)
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    found = {re.split(r"[=\s]", line, maxsplit=1)[0]: line for line in lines}
    assert len(found) == len(lines), f"{lock} pins a package twice"
    return found


def names(requirements: list[str]) -> set[str]:
    """Normalised project names of requirement strings, other extras of our own left out."""
    found = {re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", text, maxsplit=1)[0]).lower() for text in requirements}
    return found - {"hoofbeat"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_hashed(lock: str) -> None:
    entry = re.compile(r"[a-z0-9][a-z0-9-]*==\S+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+ *")
    wrong = [name for name, line in entries(lock).items() if not entry.fullmatch(line)]
    assert not wrong


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_an_index_an_address_or_a_path(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert not re.findall(r".*(?:://|--(?!hash=)|(?:^|\s)[-.]*/).*", text)


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("serving", PROJECT["project"]["dependencies"]),
        *((extra, PROJECT["project"]["optional-dependencies"][extra]) for extra in (*HOSTS, "pipeline")),
        ("dev", PROJECT["dependency-groups"]["dev"]),
        ("dev", PROJECT["build-system"]["requires"]),
        ("tools", PROJECT["dependency-groups"]["tools"]),
        ("knowledge", PROJECT["dependency-groups"]["knowledge"]),
    ],
)
def test_every_dependency_of_the_project_is_locked(lock: str, asked: list[str]) -> None:
    assert names(asked) - set(entries(lock)) == set()


@pytest.mark.parametrize(
    ("small", "large"),
    [("serving", "pipeline"), ("pipeline", "dev"), ("serving", "cloud"), *((host, "dev") for host in HOSTS)],
)
def test_smaller_locks_are_cut_out_of_the_larger(small: str, large: str) -> None:
    whole = entries(large)
    pins = {name: line.split()[0] for name, line in entries(small).items()}
    assert pins == {name: whole[name].split()[0] for name in pins}


def test_every_dependency_has_a_floor() -> None:
    groups = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values()]
    groups += PROJECT["dependency-groups"].values()
    assert [text for group in groups for text in group if ">=" not in text and not text.startswith("hoofbeat[")] == []


def test_what_only_explains_is_not_served() -> None:
    assert {"shap", "numba", "llvmlite"} & set(entries("serving")) == set()
    assert {"shap", "numba", "llvmlite"} <= set(entries("pipeline"))
