"""An ontology in OBO, written as the OBO Graphs JSON that some annotators read, with names of another language."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_PURL = "http://purl.obolibrary.org/obo/"
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(\w*)')
_KINDS = {
    "EXACT": "hasExactSynonym", "BROAD": "hasBroadSynonym", "NARROW": "hasNarrowSynonym", "RELATED": "hasRelatedSynonym"
}  # fmt: skip


def write_obographs(obo: Path, target: Path, names: Mapping[str, tuple[str, ...]] | None = None) -> None:
    """Write the terms of an OBO file as OBO Graphs.

    Args:
        obo: the ontology.
        target: the JSON file.
        names: id → names of another language; the first replaces the name, none of the English ones stays.
    """
    nodes, edges, version = [], [], ""
    for stanza in _stanzas(obo):
        if "data-version" in stanza:
            version = stanza["data-version"][0]
        if "id" not in stanza or not stanza["id"][0].startswith("HP:"):
            continue
        id_ = stanza["id"][0]
        node, above = _node(id_, stanza, None if names is None else names.get(id_, ()))
        nodes.append(node)
        edges += [{"sub": _iri(id_), "pred": "is_a", "obj": _iri(parent)} for parent in above]
    meta = {"version": f"{_PURL}hp/releases/{version.rsplit('/', 1)[-1]}/hp.json"}
    graph = {"id": f"{_PURL}hp.json", "meta": meta, "nodes": nodes, "edges": edges}
    target.write_text(json.dumps({"graphs": [graph]}, ensure_ascii=False), encoding="utf-8")


def spanish_names(folder: Path) -> dict[str, tuple[str, ...]]:
    """The HPO's own Spanish labels and synonyms, id → names, from a folder that holds its translations."""
    names: dict[str, list[str]] = {}
    for row in _table(folder / "hp-es.babelon.tsv"):
        if row.get("predicate_id") == "rdfs:label" and row.get("translation_value"):
            names.setdefault(row["subject_id"], []).insert(0, row["translation_value"])
    for row in _table(folder / "hp-es.synonyms.tsv"):
        if row.get("translation_value"):
            names.setdefault(row["subject_id"], []).append(row["translation_value"])
    return {id_: tuple(dict.fromkeys(said)) for id_, said in names.items()}


def _stanzas(obo: Path) -> Iterator[dict[str, list[str]]]:
    for block in obo.read_text(encoding="utf-8").split("\n\n"):
        stanza: dict[str, list[str]] = {}
        for line in block.splitlines():
            tag, parted, value = line.partition(": ")
            if parted:
                stanza.setdefault(tag, []).append(value)
        yield stanza


def _node(
    id_: str, stanza: Mapping[str, list[str]], names: tuple[str, ...] | None
) -> tuple[dict[str, object], list[str]]:
    synonyms = [
        {"pred": _KINDS.get(quoted[2], "hasRelatedSynonym"), "val": quoted[1].replace('\\"', '"')}
        for text in stanza.get("synonym", ())
        if names is None and (quoted := _QUOTED.match(text))
    ]
    label = stanza.get("name", [""])[0]
    if names:
        label, synonyms = names[0], [{"pred": "hasExactSynonym", "val": name} for name in names[1:]]
    meta: dict[str, object] = {"synonyms": synonyms}
    if "def" in stanza and (quoted := _QUOTED.match(stanza["def"][0])):
        meta["definition"] = {"val": quoted[1]}
    if stanza.get("is_obsolete") == ["true"]:
        meta["deprecated"] = True
    if "alt_id" in stanza:
        meta["basicPropertyValues"] = [
            {"pred": "http://www.geneontology.org/formats/oboInOwl#hasAlternativeId", "val": old}
            for old in stanza["alt_id"]
        ]
    above = [value.split(" ")[0] for value in stanza.get("is_a", ())]
    return {"id": _iri(id_), "lbl": label, "type": "CLASS", "meta": meta}, above


def _iri(id_: str) -> str:
    return _PURL + id_.replace(":", "_")


def _table(path: Path) -> Iterator[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=False))
