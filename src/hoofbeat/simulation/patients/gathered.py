"""Patients to draw a year from: published ones and those of DDXPlus where the data is at hand, else simulated ones."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
from pydantic import Field

from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import InputError, RecordError
from hoofbeat.domain.frozen import Frozen
from hoofbeat.knowledge.demographics import female_share
from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.simulation.sizes import Size
from hoofbeat.sources import Record, Source, SourceConfig, open_source
from hoofbeat.sources.simulated import SimulatedSource, Simulation

PUBLISHED, DDXPLUS, SIMULATED = "published", "ddxplus", "simulated"

#: Share of the patients that come to an emergency room, with common diseases.
EMERGENCIES = 0.3

_DISEASE = re.compile(r'"disease"\s*:\s*\{\s*"id"\s*:\s*"([A-Z]+:\d+)"')
_PUBLICATION = re.compile(r'"(PMID:\d+)"')


class Party(Frozen):
    """Patients who must not be parted: those of one publication.

    Attributes:
        name: of what keeps them together.
        origin: where they are from.
        setting: where they are asked about.
        unlisted: whether the knowledge lacks their disease.
        cases: patients, with their diagnosis.
    """

    name: str
    origin: str
    setting: Setting
    unlisted: bool = False
    cases: tuple[Case, ...] = Field(min_length=1)


def gathered(data: Path | None, size: Size, knowledge: Knowledge, seed: int) -> list[Party]:
    """All patients that a year may need, publication by publication.

    Args:
        data: folder with public data, as ``hoofbeat data pull`` lays it out; simulated patients without one.
        size: of the year.
        knowledge: says which findings and diseases are known.
        seed: of the draws.

    Raises:
        InputError: the folder has no patients.
        SourceError: a file cannot be read.
    """
    if data is None:
        return _simulated(size, knowledge, seed)
    packets = next(iter([*sorted(data.glob("*phenopacket*.zip")), *sorted(data.glob("*phenopacket*/*.zip"))]), None)
    ddxplus = data / "ddxplus"
    if packets is None or not ddxplus.is_dir():
        raise InputError(
            f"{data} has no patients: phenopacket-store/all_phenopackets.zip and ddxplus/ are missing",
            hint="hoofbeat data pull phenopacket-store, hoofbeat data pull ddxplus; or leave --data out",
        )
    return [*_published(packets, size, knowledge, seed), *_emergencies(ddxplus, knowledge)]


def _needed(size: Size) -> int:
    """Patients of each kind that a year takes at most: a case mix chooses among more than come."""
    return 2 * (size.first + 13 * size.monthly)


def _published(path: Path, size: Size, knowledge: Knowledge, seed: int) -> Iterator[Party]:
    source = open_source(SourceConfig(name=PUBLISHED, format="phenopackets", path=path), knowledge.ontology.resolve)
    records: defaultdict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in source.records():
        told, publication = _DISEASE.search(record.payload), _PUBLICATION.search(record.payload)
        if told and publication:
            unlisted = told[1] if knowledge.catalogue.canonical(told[1]) is None else ""
            records[publication[1], unlisted].append(record)
    for its in records.values():
        its.sort(key=lambda record: _shuffled(seed, record.location))
    # A new disease comes with all its patients: there are few enough.
    kept = {key: its if key[1] else its[: size.alike] for key, its in records.items()}
    order = sorted(kept, key=lambda key: (not key[1], _shuffled(seed, key[0])))
    count, wanted = 0, []
    for key in order:
        if count < _needed(size):
            wanted.append(key)
            count += len(kept[key])
    for key in track(wanted, "Reading published patients"):
        if cases := tuple(_parsed(source, kept[key])):
            yield Party(name=key[0], origin=PUBLISHED, setting=Setting.GENETICS, unlisted=bool(key[1]), cases=cases)


def _emergencies(path: Path, knowledge: Knowledge) -> Iterator[Party]:
    source = open_source(SourceConfig(name=DDXPLUS, format="ddxplus", path=path), knowledge.ontology.resolve)
    for told in _parsed(source, source.records()):
        # DDXPlus calls diseases by names with spaces in them, which no case store takes for an id.
        case = told.model_copy(update={"diagnosis": knowledge.catalogue.canonical(told.diagnosis or "")})
        if case.diagnosis is None:
            continue
        yield Party(name=case.case_id, origin=DDXPLUS, setting=Setting.EMERGENCY, cases=(case,))


def _parsed(source: Source, records: "Iterator[Record] | list[Record]") -> Iterator[Case]:
    for record in records:
        try:
            case = source.parse(record)
        except RecordError:
            continue
        if case.diagnosis and case.observed:
            yield case


def _simulated(size: Size, knowledge: Knowledge, seed: int) -> list[Party]:
    catalogue = knowledge.catalogue
    profiles = build_profiles(knowledge.ontology, catalogue, knowledge.annotations)
    drawn = Simulation(
        orphans=size.simulated_orphans, patients=size.simulated_patients, publication=size.alike, seed=seed
    )
    female = female_share(catalogue, knowledge.annotations)
    source = SimulatedSource(knowledge.ontology, catalogue.diseases, profiles, drawn, female)
    by_group: defaultdict[str, list[Case]] = defaultdict(list)
    for case in _parsed(source, source.records()):
        by_group[case.group or case.case_id].append(case)
    orphan = {disease.id for disease in catalogue.diseases if disease.orphan}
    found = Counter(case.diagnosis for its in by_group.values() for case in its if case.diagnosis in orphan)
    # Simulated diseases are all known: some lend their patients to diseases that nobody has told of.
    lent = {disease: f"OMIM:9{number:05d}" for number, disease in enumerate(sorted(found)[:: max(1, len(found) // 6)])}
    return [_simulated_party(name, its, lent, orphan) for name, its in by_group.items()]


def _simulated_party(name: str, cases: list[Case], lent: dict[str, str], orphan: set[str]) -> Party:
    disease = cases[0].diagnosis or ""
    new = lent.get(disease)
    if new is not None:
        told = {"diagnosis": new, "diagnosis_name": f"Simulated new disease {new[-5:]}"}
        cases = [case.model_copy(update=told) for case in cases]
    setting = Setting.GENETICS if disease in orphan else Setting.EMERGENCY
    return Party(name=name, origin=SIMULATED, setting=setting, unlisted=new is not None, cases=tuple(cases))


def _shuffled(seed: int, name: str) -> str:
    return sha256(f"{seed} {name}".encode()).hexdigest()


def trait_test(knowledge: Knowledge, system: str) -> Callable[[Case], bool]:
    """Whether a case has a finding, or one below it.

    Raises:
        InputError: the ontology lacks it.
    """
    ontology = knowledge.ontology
    place = ontology.index.get(system)
    if place is None:
        raise InputError(f"system {system} is not in the ontology", hint="name a branch as HP:0001626")

    def has(case: Case) -> bool:
        positions = (ontology.index.get(finding) for finding in case.observed)
        return any(bool(np.isin(place, ontology.ancestors(one))) for one in positions if one is not None)

    return has
