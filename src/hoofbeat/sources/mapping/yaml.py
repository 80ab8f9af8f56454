"""YAML as a mapping needs it: every scalar is a text, because ``No``, ``1`` and ``0.50`` are cells of a table."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

from hoofbeat.domain.errors import SourceError


def load_yaml(file: Path) -> Any:
    """Read a YAML file without guessing types: ``No`` stays ``No``, ``1`` stays ``1``.

    Raises:
        SourceError: the file cannot be read, is no YAML, or names one key twice in one place.
    """
    import yaml  # late: the serving install lacks it

    class Loader(yaml.BaseLoader):  # BaseLoader resolves no types and constructs no objects
        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
            keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                line = node.start_mark.line + 1
                raise SourceError(
                    f"{file.name}: {', '.join(twice[:5])} stands twice in the entry at line {line}",
                    hint="keep one of them",
                )
            return super().construct_mapping(node, deep=deep)

    try:
        text = file.read_text(encoding="utf-8-sig")
        return yaml.load(text, Loader)  # noqa: S506
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} cannot be read ({type(error).__name__})", hint="give a mapping in YAML") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise SourceError(f"{file.name} is no YAML{place}", hint="check indentation, colons and quotes") from None
