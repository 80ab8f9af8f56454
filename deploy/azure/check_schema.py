"""Hold the Bicep files against Azure's own models of each resource: properties, required ones, read-only ones, values.

The Bicep compiler does this better; it is not in the registries of Python, Node and Debian. Microsoft's libraries for
managing Azure are generated from the same descriptions, and say for one version of each interface what a resource has.

Usage: python deploy/azure/check_schema.py SCHEMAS [FOLDER]    (SCHEMAS: the folder that tools.sh filled)
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pycep import BicepParser

#: Resource → folder of its models, class, and the version of the interface that the class describes.
RESOURCES = {
    "Microsoft.Web/sites": ("web", "Site", "2025-05-01"),
    "Microsoft.Web/serverfarms": ("web", "AppServicePlan", "2025-05-01"),
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies": (
        "web",
        "CsmPublishingCredentialsPoliciesEntity",
        "2025-05-01",
    ),
    "Microsoft.Web/sites/config": ("web", "SiteAuthSettingsV2", "2025-05-01"),
    "Microsoft.Storage/storageAccounts": ("storage", "StorageAccountCreateParameters", "2026-09-01"),
    "Microsoft.Storage/storageAccounts/blobServices": ("storage", "BlobServiceProperties", "2026-09-01"),
    "Microsoft.Storage/storageAccounts/blobServices/containers": ("storage", "BlobContainer", "2026-09-01"),
    "Microsoft.App/managedEnvironments": ("appcontainers", "ManagedEnvironment", "2026-07-01"),
    "Microsoft.App/containerApps": ("appcontainers", "ContainerApp", "2026-07-01"),
    "Microsoft.OperationalInsights/workspaces": ("loganalytics", "Workspace", "2025-07-01"),
    "Microsoft.Insights/components": ("applicationinsights/v2020_02_02", "ApplicationInsightsComponent", "2020-02-02"),
    "Microsoft.Authorization/roleAssignments": (
        "authorization/v2022_04_01",
        "RoleAssignmentCreateParameters",
        "2022-04-01",
    ),
    "Microsoft.ManagedIdentity/userAssignedIdentities": ("msi/v2024_11_30", "Identity", "2024-11-30"),
    "Microsoft.Insights/diagnosticSettings": ("monitor", "DiagnosticSettingsResource", "2021-05-01-preview"),
}
#: What Bicep itself knows at the top of a resource.
_TOP = {"name", "parent", "scope", "dependsOn", "location", "tags"}


class Property(NamedTuple):
    """A property of a model.

    Attributes:
        model: class of its value, or of each of a list; empty for plain values.
        required: whether it must be there.
        read_only: whether only Azure sets it.
        many: whether it is a list.
    """

    model: str
    required: bool
    read_only: bool
    many: bool


Models = dict[str, dict[str, Property]]


def models(folder: Path) -> Models:
    """The properties of each class below a folder of generated models, by the names that are sent."""
    file = next(
        path for path in (folder / "models" / "_models.py", folder / "models" / "_models_py3.py") if path.exists()
    )
    nodes = [node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]
    found: Models = {}
    for node in nodes:
        inherited = [found[base.id] for base in node.bases if isinstance(base, ast.Name) and base.id in found]
        inherited += [found[base.attr] for base in node.bases if isinstance(base, ast.Attribute) and base.attr in found]
        own = dict(_current(node)) or _earlier(node, found)
        found[node.name] = {name: kind for each in inherited for name, kind in each.items()} | own
    return found


def _current(node: ast.ClassDef) -> Iterator[tuple[str, Property]]:
    """Of a model as it is generated now: annotated fields."""
    for line in node.body:
        if not (
            isinstance(line, ast.AnnAssign) and isinstance(line.value, ast.Call) and isinstance(line.target, ast.Name)
        ):
            continue
        given = {each.arg: each.value for each in line.value.keywords}
        name = ast.literal_eval(given["name"]) if "name" in given else line.target.id
        seen = ast.literal_eval(given["visibility"]) if "visibility" in given else []
        kind = ast.unparse(line.annotation)
        model = re.search(r"'_models\.(\w+)'", kind)
        plain = "Union[str" in kind or "dict[" in kind.lower()  # words of a list, or names of one's own
        yield (
            name,
            Property(
                model[1] if model and not plain else "",
                not kind.startswith("Optional"),
                seen == ["read"],
                "list[" in kind or "List[" in kind,
            ),
        )


def _earlier(node: ast.ClassDef, found: Models) -> dict[str, Property]:
    """Of a model as it was generated formerly: two dictionaries, with nested names flattened."""
    tables = {
        line.targets[0].id: ast.literal_eval(line.value)
        for line in node.body
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name) and isinstance(line.value, ast.Dict)
        if line.targets[0].id in ("_attribute_map", "_validation")
    }
    rules, own, nested = tables.get("_validation", {}), {}, {}
    for name, told in tables.get("_attribute_map", {}).items():
        rule, kind = rules.get(name, {}), told["type"]
        model = kind.strip("[]")
        described = Property(
            model if model[:1].isupper() else "",
            rule.get("required", False),
            rule.get("readonly", False),
            kind[0] == "[",
        )
        outer, _, inner = told["key"].partition(".")
        if inner:
            nested[inner] = described
            own[outer] = Property(f"{node.name}.{outer}", False, False, False)
        else:
            own[outer] = described
    if nested:
        found[f"{node.name}.properties"] = nested
    return own


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects that a value may be: itself, those of a list or a loop, both sides of a choice."""
    if isinstance(value, list):
        for each in value:
            yield from objects(each)
    elif isinstance(value, dict) and "loop_type" in value:
        yield from objects(value["config"])
    elif isinstance(value, dict) and "operator" in value:
        choice = value["operator"].get("operands", {})
        yield from objects([choice.get("true_value"), choice.get("false_value")])
    elif isinstance(value, dict) and not {"function", "condition", "if"} & set(value):
        yield value


def check(described: Models, model: str, value: Any, where: str, also: frozenset[str] = frozenset()) -> Iterator[str]:
    """What an object says that its model does not know or Azure alone sets, or leaves out."""
    known = described.get(model)
    if known is None or not isinstance(value, dict):
        return  # an expression, or a class of another package
    for name, inner in value.items():
        if name in also and name not in known:
            continue
        if name not in known:
            yield f"{where}: {name} is unknown"
        elif known[name].read_only and name not in ("sku", "kind", "name", "tags", "location"):
            yield f"{where}: {name} is set by Azure alone"
        elif known[name].model:
            for each in objects(inner):
                yield from check(described, known[name].model, each, f"{where}.{name}")
    for name, kind in known.items():
        if kind.required and name not in value and name not in ("id", "type", "location"):
            yield f"{where}: {name} is missing"


def problems(schemas: Path, folder: Path) -> Iterator[str]:
    """Every contradiction between the Bicep files of a folder and the models."""
    cached: dict[str, Models] = {}
    for file in sorted(folder.glob("*.bicep")):
        for name, resource in BicepParser().parse(text=file.read_text(encoding="utf-8"))["resources"].items():
            kind, version = resource["type"], resource["api_version"]
            if resource.get("existing"):
                continue
            where = f"{file.name}: {name}"
            if kind not in RESOURCES:
                yield f"{where}: nothing describes {kind}"
                continue
            package, model, described = RESOURCES[kind]
            if version != described:
                yield f"{where}: version {version}, described is {described}"
            if package not in cached:
                cached[package] = models(schemas / "azure" / "azure" / "mgmt" / package)
            if kind.endswith("sites/config") and "authsettingsV2" not in str(resource["config"]):
                continue  # app settings: names of one's own
            config = resource["config"]
            while {"loop_type", "condition"} & set(config) and "config" in config:
                config = config["config"]
            yield from check(cached[package], model, config, where, frozenset(_TOP))


def main() -> None:
    """Print every problem; exit with 1 if there is one."""
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent
    found = list(problems(Path(sys.argv[1]), folder))
    sys.stdout.write("\n".join(found or [f"{folder.name}: every property is in Azure's models"]) + "\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
