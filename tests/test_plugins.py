"""What other packages add stands beside what is shipped, or is refused with a word on how to mend it."""

from dataclasses import dataclass
from importlib.metadata import EntryPoint

import pytest

from hoofbeat import plugins
from hoofbeat.domain.errors import SourceError


@dataclass
class Thing:
    name: str


ADDED, TAKEN, NO_THING = Thing("added"), Thing("ours"), "added"


@pytest.mark.parametrize("value", ["test_plugins:NOWHERE", "test_plugins:TAKEN", "test_plugins:NO_THING", "no_module"])
def test_what_does_not_fit_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "entry_points", lambda group: [EntryPoint("theirs", value, group)])
    with pytest.raises(SourceError, match=r"theirs of things .* → mend or remove the package of " + value):
        plugins.with_plugins([Thing("ours")], "things", SourceError)


def test_without_other_packages_the_shipped_stand_in_their_order() -> None:
    assert list(plugins.with_plugins([Thing("ours"), Thing("more")], "none of this name", SourceError)) == [
        "ours",
        "more",
    ]
