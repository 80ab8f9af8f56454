"""One small Orphadata release in every layout the publisher uses. Ids are real, what they say here is invented."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

DATE = "2026-07-01 04:39:12"

#: Products as plain trees; ``XList`` holds its items, ``(id, words)`` is a coded element.
Tree = dict[str, Any]

EXACT = ("21527", "E (Exact mapping: the two concepts are equivalent)")
NARROWER = ("21534", "NTBT (ORPHAcode's Narrower Term maps to a Broader Term)")
VERY_FREQUENT = ("28412", "Very frequent (99-80%)")


def coded(id_: str, words: str) -> Tree:
    return {"id": id_, "Name": words} if words else {}


def reference(source: str, target: str, relation: tuple[str, str]) -> Tree:
    return {"Source": source, "Reference": target, "DisorderMappingRelation": coded(*relation)}


def prevalence(kind: str, class_: str, area: str, status: str) -> Tree:
    return {
        "Source": "ORPHANET",
        "PrevalenceType": coded("1", kind),
        "PrevalenceClass": coded("2", class_),
        "PrevalenceGeographic": coded("3", area),
        "PrevalenceValidationStatus": coded("4", status),
    }


def association(finding: str, frequency: tuple[str, str], diagnostic: str = "") -> Tree:
    return {
        "HPO": {"id": "4", "HPOId": finding, "HPOTerm": "a term"},
        "HPOFrequency": coded(*frequency),
        "DiagnosticCriteria": coded("28447", diagnostic) if diagnostic else {},
    }


def disorder(code: str, name: str, **more: Any) -> Tree:
    return {"id": f"9{code}", "OrphaCode": code, "Name": name, "DisorderType": coded("21394", "Disease"), **more}


PRODUCT1 = [
    disorder(
        "558",
        "Marfan syndrome (Orphanet)",
        SynonymList=["A synonym", "Another"],
        ExternalReferenceList=[
            reference("OMIM", "154700", EXACT),
            reference("OMIM", "558", EXACT),
            reference("OMIM", "610168", NARROWER),
            reference("ICD-10", "Q87.4+", EXACT),
            reference("ICD-10", "Q87", NARROWER),
            reference("MONDO", "7947", EXACT),
            reference("UMLS", "C0024796", EXACT),
        ],
    ),
    disorder("58", "Alexander disease", ExternalReferenceList=[reference("OMIM", "203450", EXACT)]),
    disorder("93552", "No alignment yet"),
]
PRODUCT1_ES = [disorder("558", "Síndrome de Marfan"), disorder("58", "Enfermedad de Alexander")]
PRODUCT4 = [
    {
        "id": "1",
        "Disorder": disorder(
            "58",
            "Alexander disease",
            HPODisorderAssociationList=[
                association("HP:0000256", VERY_FREQUENT, "Pathognomonic sign"),
                association("HP:0001250", ("28419", "Frequent (79-30%)")),
                association("HP:0001263", ("28440", "Excluded (0%)"), "Diagnostic criterion"),
                association("HP:0003812", ("28426", "Occasional (29-5%)"), "A new word"),
            ],
        ),
        "Source": "23760316[PMID]_ 11[PMID]_[EXPERT]_23760316[PMID]",
        "ValidationStatus": "y",
    }
]
PRODUCT6 = [
    disorder(
        "58",
        "Alexander disease",
        DisorderGeneAssociationList=[
            {
                "SourceOfValidation": "11138011[PMID]",
                "Gene": {"id": "1", "Name": "glial fibrillary acidic protein", "Symbol": "GFAP"},
                "DisorderGeneAssociationType": coded("17949", "Disease-causing germline mutation(s) in"),
                "DisorderGeneAssociationStatus": coded("17991", "Assessed"),
            },
            {
                "Gene": {"id": "2", "Name": "a locus without a symbol", "GeneType": coded("25993", "locus")},
                "DisorderGeneAssociationType": coded("17967", "Candidate gene tested in"),
            },
        ],
    )
]
PRODUCT9_PREV = [
    disorder(
        "58",
        "Alexander disease",
        PrevalenceList=[
            prevalence("Cases/families", "", "Worldwide", "Validated"),
            prevalence("Annual incidence", ">1 / 1000", "Worldwide", "Validated"),
            prevalence("Point prevalence", "1-5 / 10 000", "Japan", "Validated"),
            prevalence("Point prevalence", "Unknown", "Worldwide", "Validated"),
            prevalence("Point prevalence", "<1 / 1 000 000", "Worldwide", "Not yet validated"),
        ],
    )
]
PRODUCT9_AGES = [
    disorder(
        "58",
        "Alexander disease",
        AverageAgeOfOnsetList=[coded("23522", "Infancy"), coded("23530", "Adult")],
        TypeOfInheritanceList=[coded("23410", "Autosomal dominant"), coded("9", "Digenic")],
    )
]

PRODUCTS = {
    "en_product1": PRODUCT1,
    "es_product1": PRODUCT1_ES,
    "en_product4": PRODUCT4,
    "en_product6": PRODUCT6,
    "en_product9_prev": PRODUCT9_PREV,
    "en_product9_ages": PRODUCT9_AGES,
}


def _list_name(product: str) -> str:
    return "HPODisorderSetStatusList" if product.endswith("4") else "DisorderList"


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        items = "".join(_element(name.removesuffix("List"), item) for item in value)
        return f'<{name} count="{len(value)}">{items}</{name}>'
    if not isinstance(value, dict):
        text = str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        lang = ' lang="en"' if name in {"Name", "Synonym"} else ""
        return f"<{name}{lang}>{text}</{name}>" if text else f"<{name}/>"
    id_ = f' id="{value["id"]}"' if "id" in value else ""
    inner = "\n".join(_element(key, item) for key, item in value.items() if key != "id")
    return f"<{name}{id_}>\n{inner}</{name}>" if inner else f"<{name}/>"


def as_xml(product: str, entries: list[Tree]) -> str:
    licence = "<Availability><Licence><ShortIdentifier>CC-BY-4.0</ShortIdentifier></Licence></Availability>"
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<JDBOR date="{DATE}" version="1.3.42" copyright="Orphanet (c) 2026">'
    )
    return f"{head}\n{licence}\n{_element(_list_name(product), entries)}\n</JDBOR>\n"


def _listed(value: Any) -> Any:
    """As the download page's JSON: every element a list, every text with a language an object."""
    if not isinstance(value, dict):
        return value
    plain: Tree = {}
    for name, item in value.items():
        if name.endswith("List"):
            key = name.removesuffix("List")
            items = [{"lang": "en", "label": i} if isinstance(i, str) else _listed(i) for i in item]
            plain[name] = [{"count": str(len(item)), **({key: items} if items else {})}]
        elif name == "Name":
            plain[name] = [{"lang": "en", "label": item}]
        elif isinstance(item, dict):
            plain[name] = [_listed(item)] if item else []
        else:
            plain[name] = item
    return plain


def as_page_json(product: str, entries: list[Tree]) -> str:
    name = _list_name(product)
    items = {"count": str(len(entries)), name.removesuffix("List"): [_listed(entry) for entry in entries]}
    return json.dumps({"JDBOR": [{"date": DATE, "version": "1.3.42", name: [items]}]})


def _badger(value: Any) -> Any:
    """As some converters write it: attributes with ``@``, text under ``#text``, a list of one as its element."""
    if not isinstance(value, dict):
        return value
    plain: Tree = {}
    for name, item in value.items():
        if name == "id":
            plain["@id"] = item
        elif name == "Name":
            plain[name] = {"@lang": "en", "#text": item}
        elif name.endswith("List"):
            items = [_badger(i) for i in item]
            plain[name] = {"@count": str(len(item)), name.removesuffix("List"): items[0] if len(items) == 1 else items}
        else:
            plain[name] = _badger(item) or None
    return plain


def as_badger_json(product: str, entries: list[Tree]) -> str:
    name = _list_name(product)
    items = [_badger(entry) for entry in entries]
    content = {"@count": str(len(items)), name.removesuffix("List"): items[0] if len(items) == 1 else items}
    return json.dumps({"JDBOR": {"@date": DATE, name: content}})


_API_NAMES = {"OrphaCode": "ORPHAcode", "Name": "Preferred term"}


def _api(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if not value:
        return None
    if set(value) == {"id", "Name"}:
        return value["Name"]
    plain: Tree = {}
    for name, item in value.items():
        if name.endswith("List"):
            plain[name.removesuffix("List")] = [_api(i) for i in item] or None
        elif name == "OrphaCode":
            plain["ORPHAcode"] = int(item)
        elif name != "id":
            plain[_API_NAMES.get(name, name)] = _api(item)
    return plain


def as_api_json(_: str, entries: list[Tree]) -> str:
    results = [_api(entry) | {"Date": DATE} for entry in entries]
    return json.dumps({"data": {"__count": len(results), "results": results}, "uri": "/rd-phenotypes"})


LAYOUTS = {"xml": as_xml, "json": as_page_json, "badger": as_badger_json, "api": as_api_json}


def write(folder: Path, layout: str = "xml", products: dict[str, list[Tree]] | None = None) -> dict[str, Path]:
    """Write the products; ``tar`` packs the download page's JSON as it comes from there."""
    written = {}
    for product, entries in (products or PRODUCTS).items():
        text = LAYOUTS["json" if layout == "tar" else layout](product, entries)
        if layout == "tar":
            path = folder / f"{product}.json.tar.gz"
            with tarfile.open(path, "w:gz") as archive:
                member = tarfile.TarInfo(f"{product}.json")
                member.size = len(text.encode())
                archive.addfile(member, io.BytesIO(text.encode()))
        else:
            path = folder / f"{product}.{'xml' if layout == 'xml' else 'json'}"
            path.write_text(text, encoding="utf-8")
        part = product.removeprefix("en_").removeprefix("es_") + ("_es" if product.startswith("es_") else "")
        written[part] = path
    return written
