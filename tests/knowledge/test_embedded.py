"""The embedded release: found where it is installed, and a command that mends it where it is not."""

import subprocess
import sys
from pathlib import Path

import pytest

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.embedded import INSTALL, PACKAGE, REQUIREMENT, embedded_file, embedded_release
from hoofbeat.knowledge.inputs import ReleaseFiles

ROOT = Path(__file__).parents[2]


def test_holds_the_parts_that_a_release_is_made_of() -> None:
    parts = ReleaseFiles.of(embedded_release()).parts
    assert set(parts) == {"ontology", "annotations", "product1", "product4", "product9_ages"}
    assert parts == {part: embedded_file(part) for part in parts}


def test_its_code_is_never_imported() -> None:
    code = f"import sys, hoofbeat.knowledge.embedded as e; e.embedded_release(); print('{PACKAGE}' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False"]


def test_what_is_not_installed_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "src")])
    with pytest.raises(KnowledgeError, match=f"is not installed → {INSTALL}$"):
        embedded_release()


def test_another_package_of_that_name_is_not_taken_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / PACKAGE).mkdir()
    (tmp_path / PACKAGE / "__init__.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(KnowledgeError, match=rf"lacks hp\.obo, phenotype\.hpoa, en_product1\.xml.* → {INSTALL}"):
        embedded_release()


def test_the_command_installs_what_the_lock_pins_and_make_does_so_without_its_dependencies() -> None:
    lock = (ROOT / "requirements" / "knowledge.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split()[0] for line in lock if "==" in line] == [REQUIREMENT]
    (line,) = [
        one for one in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "-r requirements/knowl" in one
    ]
    assert "--no-deps --require-hashes" in line
