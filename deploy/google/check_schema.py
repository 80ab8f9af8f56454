"""Hold Terraform's files against the provider's schema, as generated bindings of the provider tell it.

Terraform itself needs the provider for this (`terraform validate`); where it cannot be fetched, this reads blocks,
required and unknown arguments and the kind of each (block or value) from a package that was generated from it.

Usage: python deploy/google/check_schema.py SCHEMAS [FOLDER]    (SCHEMAS: the folder that tools.sh filled)
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import hcl2

#: Arguments of Terraform itself, in every resource.
_META = {"count", "for_each", "depends_on", "lifecycle", "provider", "connection", "provisioner", "id"}
_NOTES = {"__comments__", "__inline_comments__", "__is_block__"}


class Argument(NamedTuple):
    """An argument of a block.

    Attributes:
        required: whether it must be there.
        block: name of the class that describes it if it is a block, else empty.
        values: the words it may be, empty where it may be anything.
    """

    required: bool
    block: str
    values: frozenset[str]


def classes(module: Path) -> dict[str, dict[str, Argument]]:
    """Arguments of each block that a generated module describes, by class."""
    return {
        node.name: {argument: kind for argument, kind in _arguments(node) if argument not in _META}
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


def _arguments(node: ast.ClassDef) -> Iterator[tuple[str, Argument]]:
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            for argument, default in zip(method.args.kwonlyargs, method.args.kw_defaults, strict=True):
                kind = ast.unparse(argument.annotation) if argument.annotation else ""
                block = re.search(r"'([A-Z]\w+)'", kind)
                words = re.search(
                    rf":param {argument.arg}:.*?Possible values: \[(.*?)\]", ast.get_docstring(method) or ""
                )
                values = frozenset(re.findall(r'"(\w+)"', words[1])) if words else frozenset[str]()
                yield argument.arg, Argument(default is None, block[1] if block else "", values)


def check(described: dict[str, dict[str, Argument]], name: str, body: dict[str, Any], where: str) -> Iterator[str]:
    """What a block says that its class does not know, or leaves out."""
    known = described[name]
    content = {key: value for key, value in body.items() if key not in _NOTES | _META | {"dynamic"}}
    for dynamic in body.get("dynamic", []):
        for label, inner in dynamic.items():
            if label not in _NOTES:
                content[label.strip('"')] = inner["content"]
    for key, value in content.items():
        if key not in known:
            yield f"{where}: {key} is unknown"
        elif known[key].block and not (isinstance(value, list) and all(isinstance(each, dict) for each in value)):
            yield f"{where}: {key} is a block, not a value"
        elif known[key].block:
            for each in value:
                yield from check(described, known[key].block, each, f"{where}.{key}")
        elif isinstance(value, list) and any(isinstance(each, dict) and "__is_block__" in each for each in value):
            yield f"{where}: {key} is a value, not a block"
        elif known[key].values and isinstance(value, str):
            said = set(re.findall(r'"([A-Z][A-Z_0-9]+)"', value))
            yield from (f"{where}: {key} cannot be {word}" for word in sorted(said - known[key].values))
    yield from (f"{where}: {key} is missing" for key, kind in known.items() if kind.required and key not in content)


def problems(schemas: Path, folder: Path) -> Iterator[str]:
    """Every contradiction between the files of a folder and the schema."""
    package = schemas / "google" / "cdktn_provider_google"
    for file in sorted(folder.glob("*.tf")):
        parsed = hcl2.loads(file.read_text(encoding="utf-8"))
        found = [("", each) for each in parsed.get("resource", [])] + [
            ("data_", each) for each in parsed.get("data", [])
        ]
        for kind, each in found:
            for quoted, named in each.items():
                if quoted in _NOTES:
                    continue
                resource = quoted.strip('"')
                module = package / (kind + resource if kind else resource.removeprefix("google_"))
                if not module.is_dir():
                    yield f"{file.name}: the provider has no {resource}, or tools.sh does not fetch it"
                    continue
                described = classes(module / "__init__.py")
                config = next(name for name in described if name.endswith("Config") and _is_top(name, module.name))
                for label, body in named.items():
                    if label not in _NOTES:
                        yield from check(described, config, body, f"{file.name}: {resource}.{label.strip(chr(34))}")


def _is_top(name: str, module: str) -> bool:
    return name.lower() == module.replace("_", "") + "config"


def main() -> None:
    """Print every problem; exit with 1 if there is one."""
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent / "terraform"
    found = list(problems(Path(sys.argv[1]), folder))
    told = found or [f"{folder.name}: every block and argument is in the provider's schema"]
    sys.stdout.write("\n".join(told) + "\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
