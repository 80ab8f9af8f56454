"""Phenopackets as tests write them down, and what the source makes of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.base import Record
from hoofbeat.sources.phenopacket import PhenopacketSource


def parse(packet: object, location: str = "x.json", **options: Any) -> Case:
    """The case of a packet: an object, or the text of one."""
    payload = packet if isinstance(packet, str) else json.dumps(packet)
    return PhenopacketSource(Path("x.json"), **options).parse(Record("phenopackets", location, payload))


def refusal(packet: object, location: str = "x.json", **options: Any) -> str:
    """Why a packet is refused."""
    with pytest.raises(RecordError) as caught:
        parse(packet, location, **options)
    return str(caught.value)


def brief(**fields: Any) -> dict[str, Any]:
    """A packet that says no more than it must; keywords add fields."""
    return {"id": "brief", "phenotypicFeatures": [{"type": {"id": "HP:0002650"}}], **fields}


def cases(path: Path) -> list[Case]:
    """The cases of all packets at a path; none may be refused."""
    source = PhenopacketSource(path)
    return [source.parse(record) for record in source.records()]
