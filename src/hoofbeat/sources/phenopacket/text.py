"""The text of a phenopacket, in JSON or YAML, as values."""

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.phenopacket.names import Pairs, StandsTwiceError, quick_object, with_known_names

if TYPE_CHECKING:
    import yaml

_AGAIN = "export this record again"
_TOO_DEEP = "nested too deeply or a number too long"

_YAML_NAME = re.compile(r"\.ya?ml(?:\.gz)?(?:#\d+)?$", re.IGNORECASE)

#: What a plain scalar means, by the core schema of YAML 1.2, which knows no ``no`` for false and no dates.
_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?", re.ASCII)
#: The tag of a plain scalar that nobody gave a type to, as PyYAML's base loader writes it.
_UNTYPED = "tag:yaml.org,2002:str"

#: Aliases let a few lines of YAML stand for any number of values.
_MOST_NODES = 1_000_000
#: PyYAML reads half a megabyte a second, and a phenopacket is a few kilobytes.
_MOST_CHARACTERS = 2_000_000
_DEEPEST = 200


def is_yaml(location: str) -> bool:
    """Whether a record comes from a YAML file, by where it stands."""
    return _YAML_NAME.search(location) is not None


def require_yaml() -> None:
    """See that PyYAML is there: the serving install lacks it.

    Raises:
        SourceError: it is not.
    """
    try:
        import yaml  # noqa: F401
    except ModuleNotFoundError as error:
        raise SourceError(
            "reading phenopackets in YAML needs PyYAML", hint="pip install 'hoofbeat[pipeline]', or save them as JSON"
        ) from error


def values_of(text: str, *, yaml: bool) -> Any:
    """Read JSON or, if the record comes from a YAML file, YAML; what is JSON there too is read as such.

    Returns:
        What the text says, its fields in our spelling.

    Raises:
        RecordError: neither JSON nor YAML, or a field that stands twice and says two things.
        SourceError: PyYAML is needed and not installed.
    """
    if not yaml:
        return _of_json(text)
    if text.lstrip("\ufeff \r\n").startswith("{"):
        with suppress(RecordError):
            return _of_json(text)
    return with_known_names(_of_yaml(text))


def _of_json(text: str) -> Any:
    # A byte-order mark, as some Windows editors write it, is no part of the JSON.
    text = text.removeprefix("\ufeff")
    try:
        return json.loads(text, object_pairs_hook=quick_object)
    except StandsTwiceError:
        with suppress(RecursionError):
            return with_known_names(json.loads(text, object_pairs_hook=Pairs))
        raise RecordError(f"not JSON this version can read: {_TOO_DEEP}", hint=_AGAIN) from None
    except json.JSONDecodeError as error:
        what = error.msg.partition(":")[0]  # what stands behind may quote the text
        raise RecordError(f"not JSON: {what} (line {error.lineno}, column {error.colno})", hint=_AGAIN) from None
    except (RecursionError, ValueError):
        raise RecordError(f"not JSON this version can read: {_TOO_DEEP}", hint=_AGAIN) from None


def _of_yaml(text: str) -> Any:
    """Read one document of YAML, objects as :class:`Pairs`.

    Nothing is constructed but texts, numbers, ``true``, ``false`` and null: ``no`` and ``2020-01-01`` stay texts.

    Raises:
        RecordError: not YAML, by line and column.
        SourceError: PyYAML is not installed.
    """
    require_yaml()
    import yaml

    if len(text) > _MOST_CHARACTERS:
        raise RecordError(
            f"more than {_MOST_CHARACTERS // 1_000_000} MB of YAML in one phenopacket", hint="save it as JSON"
        )
    try:
        node = yaml.compose(text.removeprefix("\ufeff"), yaml.BaseLoader)
        return None if node is None else _Values().of(node, 0)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise RecordError(f"not YAML{place}", hint="check indentation, colons and quotes") from None
    except RecursionError:
        raise RecordError(f"not YAML this version can read: {_TOO_DEEP}", hint=_AGAIN) from None


class _Values:
    """Makes values of the nodes of one document, and counts them."""

    def __init__(self) -> None:
        self._left = _MOST_NODES

    def of(self, node: "yaml.Node", depth: int) -> Any:
        import yaml

        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise RecordError("not YAML this version can read: too many or too deeply nested values", hint=_AGAIN)
        if isinstance(node, yaml.MappingNode):
            return Pairs((self._name(key), self.of(value, depth + 1)) for key, value in node.value)
        if isinstance(node, yaml.SequenceNode):
            return [self.of(one, depth + 1) for one in node.value]
        plain = isinstance(node, yaml.ScalarNode) and node.style is None and node.tag == _UNTYPED
        return _scalar(node.value) if plain else node.value

    def _name(self, key: "yaml.Node") -> str:
        if not isinstance(key.value, str) or key.value == "<<":
            line = key.start_mark.line + 1
            raise RecordError(f"a merged or composed key (line {line})", hint="write the fields out, one by one")
        return key.value


def _scalar(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
