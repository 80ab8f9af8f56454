"""What Orphanet knows of the orphan diseases: Orphadata products 1, 4, 6 and 9 (INSERM, CC BY 4.0).

Each product is optional. What they do to the knowledge:

| product | file | effect |
|---|---|---|
| 1, disorders and alignments | ``en_product1`` | names of the diseases listed; exact equivalences; ICD-10 codes |
| 1 in Spanish | ``es_product1`` | Spanish names |
| 4, phenotypes | ``en_product4`` | replaces the findings of every disease it lists |
| 6, genes | ``en_product6`` | rows of the table of genes |
| 9, epidemiology | ``en_product9_prev`` | class of point prevalence |
| 9, natural history | ``en_product9_ages`` | inheritance and age of onset, as HPO terms |
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.orphadata import words
from hoofbeat.knowledge.orphadata.files import Entry, open_product

#: A message names at most this many malformed entries.
_NAMED = 5


@dataclass(frozen=True)
class Phenotype:
    """A disease shows (or, ``excluded``, does not show) a finding, in a class of frequency ("" where none is given).

    ``diagnostic`` is "", ``criterion``, ``pathognomonic`` or ``exclusion`` (see ``annotations``).
    """

    disease_id: str
    finding_id: str
    frequency_class: str
    excluded: bool
    reference: str
    diagnostic: str = ""


@dataclass(frozen=True)
class Gene:
    """A gene related to a disease: HGNC symbol, and how (``Disease-causing germline mutation(s) in``)."""

    disease_id: str
    symbol: str
    relation: str


@dataclass(frozen=True)
class Orphadata:
    """The products that were read; what a missing one would say is empty.

    Attributes:
        date: the latest of the products' dates, "" where none states one.
        names: ``ORPHA:…`` → English name (product 1, else 4).
        names_es: ``ORPHA:…`` → Spanish name.
        equivalents: pairs ``ORPHA:…``, ``OMIM:…`` or ``MONDO:…`` that Orphanet calls exact.
        icd10: ``ORPHA:…`` → ICD-10 codes that Orphanet calls exact.
        phenotypes: product 4.
        prevalence: ``ORPHA:…`` → class of point prevalence.
        onset: ``ORPHA:…`` → HPO onset terms.
        inheritance: ``ORPHA:…`` → HPO terms of the mode of inheritance.
        genes: product 6.
        set_aside: words of product 9 that no HPO term stands for, and unknown ones of product 4 on the diagnosis → how
            often they came.
    """

    date: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    names_es: Mapping[str, str] = field(default_factory=dict)
    equivalents: tuple[tuple[str, str], ...] = ()
    icd10: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phenotypes: tuple[Phenotype, ...] = ()
    prevalence: Mapping[str, PrevalenceClass] = field(default_factory=dict)
    onset: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inheritance: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    genes: tuple[Gene, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)


def read_orphadata(products: Mapping[str, Path]) -> Orphadata:
    """Read the products at hand.

    Args:
        products: file of ``product1``, ``product1_es``, ``product4``, ``product6``, ``product9_prev`` and
            ``product9_ages``, as far as they are at hand.

    Raises:
        KnowledgeError: a file is damaged, or holds malformed entries; it names the file and their disorder codes.
    """
    readers: dict[str, Callable[[_Reading], None]] = {
        "product4": _read_phenotypes,  # before product 1, whose names are the better ones
        "product1": _read_disorders,
        "product1_es": _read_spanish,
        "product6": _read_genes,
        "product9_prev": _read_prevalence,
        "product9_ages": _read_history,
    }
    found: dict[str, Any] = {
        "date": "", "names": {}, "names_es": {}, "equivalents": [], "icd10": {}, "phenotypes": [], "prevalence": {},
        "onset": {}, "inheritance": {}, "genes": [], "set_aside": {},
    }  # fmt: skip
    for product, read in readers.items():
        if path := products.get(product):
            reading = _Reading(path, found)
            read(reading)
            reading.finish()
    lists = {name: tuple(found[name]) for name in ("equivalents", "phenotypes", "genes")}
    return Orphadata(**(found | lists))


class _MalformedError(Exception):
    """An entry that cannot be understood, and why."""


class _Reading:
    """One product being read: its entries with their ORPHA id, and the malformed ones."""

    def __init__(self, path: Path, found: dict[str, Any]) -> None:
        self.path, self.found = path, found
        self._malformed: list[str] = []

    def each(self, take: Callable[[str, Entry], None]) -> None:
        """Hand every entry to ``take`` with its ORPHA id; what it refuses is collected."""
        with open_product(self.path) as product:
            self.found["date"] = max(self.found["date"], product.date)
            for number, entry in enumerate(product.entries, start=1):
                disorder = _disorder(entry)
                code = disorder.get("OrphaCode", "")
                try:
                    if not (isinstance(code, str) and code.isascii() and code.isdigit()):
                        code = f"at position {number}"
                        raise _MalformedError("no OrphaCode")
                    take(f"ORPHA:{int(code)}", entry)
                except _MalformedError as error:
                    self._malformed.append(f"disorder {code}: {error}")

    def set_aside(self, word: str) -> None:
        """Count a word that nothing stands for."""
        self.found["set_aside"][word] = self.found["set_aside"].get(word, 0) + 1

    def finish(self) -> None:
        if not self._malformed:
            return
        named = "; ".join(self._malformed[:_NAMED])
        more = len(self._malformed) - _NAMED
        raise KnowledgeError(
            f"{self.path.name}: {len(self._malformed)} malformed entries: {named}"
            + (f"; and {more} more" if more > 0 else ""),
            hint="download the product again; if it stays so, report it with the product's date",
        )


def _read_disorders(reading: _Reading) -> None:
    def take(orpha: str, entry: Entry) -> None:
        reading.found["names"][orpha] = _text(entry, "Name")
        for reference in _items(entry, "ExternalReference"):
            source, target = _text(reference, "Source"), _text(reference, "Reference")
            if not words.is_exact(*_coded(reference, "DisorderMappingRelation")):
                continue
            if equivalent := words.equivalent(source, target):
                # Once the publisher typed its own number for OMIM's, and so named another disease.
                if equivalent != orpha.replace("ORPHA", "OMIM"):
                    reading.found["equivalents"].append((orpha, equivalent))
            elif source == "ICD-10":
                known = reading.found["icd10"].get(orpha, ())
                # Dagger and asterisk say how two codes of one disease are written together, and are no part of either.
                reading.found["icd10"][orpha] = (*known, target.rstrip("+*†"))

    reading.each(take)


def _read_spanish(reading: _Reading) -> None:
    def take(orpha: str, entry: Entry) -> None:
        reading.found["names_es"][orpha] = _text(entry, "Name")

    reading.each(take)


def _read_phenotypes(reading: _Reading) -> None:
    def take(orpha: str, entry: Entry) -> None:
        disorder = _disorder(entry)
        reading.found["names"][orpha] = _text(disorder, "Name")
        reference = ";".join([orpha, *words.publications(str(entry.get("Source") or ""))])
        rows = []
        for association in _items(disorder, "HPODisorderAssociation"):
            term = association.get("HPO")
            finding = _text(term if isinstance(term, dict) else {}, "HPOId")
            if not words.HPO_ID.fullmatch(finding):
                raise _MalformedError("an HPOId that is not of the form HP:0001250")
            code, name = _coded(association, "HPOFrequency")
            frequency = words.frequency(code, name)
            if frequency is None:
                raise _MalformedError(f"HPOFrequency of {finding} is none of Orphanet's classes")
            excluded = frequency == words.EXCLUDED
            word = _coded(association, "DiagnosticCriteria")[1]
            diagnostic = words.DIAGNOSTIC.get(word.lower(), "")
            if word and not diagnostic:
                reading.set_aside(word)
            rows.append(Phenotype(orpha, finding, "" if excluded else frequency, excluded, reference, diagnostic))
        reading.found["phenotypes"].extend(rows)

    reading.each(take)


def _read_genes(reading: _Reading) -> None:
    def take(orpha: str, entry: Entry) -> None:
        for association in _items(entry, "DisorderGeneAssociation"):
            gene = association.get("Gene")
            if not isinstance(gene, dict):
                raise _MalformedError("an association without its Gene")
            symbol = gene.get("Symbol")
            if symbol:  # a locus may have none yet
                _, relation = _coded(association, "DisorderGeneAssociationType")
                reading.found["genes"].append(Gene(orpha, str(symbol), relation))

    reading.each(take)


def _read_prevalence(reading: _Reading) -> None:
    def take(orpha: str, entry: Entry) -> None:
        reports = []
        for report in _items(entry, "Prevalence"):
            kind, area = _coded(report, "PrevalenceType")[1], _coded(report, "PrevalenceGeographic")[1]
            status, class_ = _coded(report, "PrevalenceValidationStatus")[1], _coded(report, "PrevalenceClass")[1]
            if class_ and class_.replace(" ", "") not in words.PREVALENCE_CLASSES:
                raise _MalformedError("PrevalenceClass is none of Orphanet's classes")
            reports.append(words.PrevalenceReport(kind, class_, area, status))
        chosen = words.point_prevalence(reports)
        if chosen is not None:
            reading.found["prevalence"][orpha] = chosen

    reading.each(take)


def _read_history(reading: _Reading) -> None:
    def take(orpha: str, entry: Entry) -> None:
        for field_name, element, terms in (
            ("onset", "AverageAgeOfOnset", words.ONSET),
            ("inheritance", "TypeOfInheritance", words.INHERITANCE),
        ):
            stated = [_name_of(item) for item in _items(entry, element, of=None)]
            for word in stated:
                if word not in terms:
                    reading.set_aside(word)
            found = tuple(dict.fromkeys(term for word in stated for term in terms.get(word, ())))
            if found:
                reading.found[field_name][orpha] = found

    reading.each(take)


def _disorder(entry: Entry) -> Entry:
    """The disorder of an entry: in product 4 it stands one level deeper."""
    inner = entry.get("Disorder")
    return inner if isinstance(inner, dict) else entry


def _text(entry: Entry, name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise _MalformedError(f"no {name}")
    return value


def _items(entry: Entry, name: str, of: type | None = dict) -> Iterator[Any]:
    """The items of a list; an entry may lack it."""
    for item in entry.get(name) or ():
        if of is not None and not isinstance(item, of):
            raise _MalformedError(f"{name} is not as the publisher lays it out")
        yield item


def _coded(entry: Entry, name: str) -> tuple[str, str]:
    """Id and words of a coded element; the API gives the words alone, and an empty element neither."""
    value = entry.get(name) or ""
    return (str(value.get("id", "")), _name_of(value)) if isinstance(value, dict) else ("", str(value))


def _name_of(value: Any) -> str:
    return str(value.get("Name") or "") if isinstance(value, dict) else str(value)
