"""Libraries that Great Expectations imports for one of its expectations, loaded when something of them is asked for."""

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

#: One expectation compares distributions and draws them for a notebook: these two take a third of loading all.
_SELDOM_USED = ("scipy.stats", "altair")


def put_off() -> None:
    """Let a stand-in take the place of what is seldom used and not loaded yet: its first use loads the library."""
    for name in _SELDOM_USED:
        if name not in sys.modules and (spec := find_spec(name)):
            sys.modules[name] = _StandIn(name, spec)


class _StandIn(ModuleType):
    def __init__(self, name: str, spec: ModuleSpec) -> None:
        super().__init__(name)
        self.__spec__ = spec

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)
