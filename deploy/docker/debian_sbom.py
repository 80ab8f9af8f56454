"""Write the Debian packages of an image as CycloneDX: python debian_sbom.py STATUS FILE.

STATUS is dpkg's own list (`/var/lib/dpkg/status`). Nothing in FILE depends on the day: two builds give the same bytes.
"""

import json
import sys
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL


def installed(status: str) -> list[dict[str, str]]:
    """Read dpkg's list.

    Args:
        status: text of `/var/lib/dpkg/status`.

    Returns:
        The fields of each package that is installed.
    """
    packages = []
    for paragraph in status.split("\n\n"):
        lines = [line.partition(": ") for line in paragraph.splitlines() if line and not line[0].isspace()]
        fields = {name: value for name, _, value in lines}
        if fields.get("Status") == "install ok installed":
            packages.append(fields)
    return packages


def component(package: dict[str, str]) -> Component:
    """Say which package it is, by name, version and package URL.

    Args:
        package: its fields as dpkg has them.

    Returns:
        The component of the list.
    """
    name, version = package["Package"], package["Version"]
    qualifiers = {"arch": package["Architecture"], "distro": "debian-12"}
    url = PackageURL("deb", "debian", name, version, qualifiers)
    return Component(name=name, version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url))


def main(status: Path, file: Path) -> None:
    """Write the list.

    Args:
        status: dpkg's list.
        file: CycloneDX 1.6 in JSON.
    """
    bom = Bom(components=[component(package) for package in installed(status.read_text(encoding="utf-8"))])
    document = json.loads(JsonV1Dot6(bom).output_as_string())
    del document["serialNumber"], document["metadata"]["timestamp"]  # a random number, and the hour
    file.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
