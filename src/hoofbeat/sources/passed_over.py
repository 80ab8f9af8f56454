"""Files of a delivery that nobody reads, said aloud by kind and number: a file's name may be a patient's."""

from collections import Counter

from hoofbeat.console import console

#: Endings that say of what kind a file is, and nothing of a patient. Any other is counted, and not quoted.
_KINDS = frozenset(
    """
    avro bai bak bam bed bz2 cram crai csv db dcm doc docx eml fa fasta fastq feather fhir fq gff gvcf htm html ini jpeg
    jpg js json jsonl log md ndjson ods odt owl parquet pb ped pdf pkl png prot pxf py r rar rds rtf sas7bdat sav sh sql
    svg tab tar tbi tgz tif tiff toml tsv ttl txt vcf xls xlsm xlsx xml xz yaml yml zip 7z
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


class PassedOver:
    """Counts files that are not read.

    Args:
        source: the source's name, said first.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._kinds: Counter[str] = Counter()

    def add(self, name: str) -> None:
        """Count a file by its name or path in a zip."""
        self._kinds[_kind(name)] += 1

    def __str__(self) -> str:
        return ", ".join(f"{number:,} {kind}" for kind, number in sorted(self._kinds.items()))

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def say(self) -> None:
        """Print one line on standard error, if there is anything to say."""
        if self._kinds:
            total = self._kinds.total()
            console.print(f"  {self._source}: {total:,} {'file' if total == 1 else 'files'} passed over: {self}")


def hidden(name: str) -> bool:
    """Whether a file is the system's own: hidden, or what macOS puts beside the files of a zip."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith(".") or parts[-1] in ("Thumbs.db", "desktop.ini")


def _kind(name: str) -> str:
    if hidden(name):
        return "hidden"
    _, *endings = name.rsplit("/", 1)[-1].lower().split(".")
    if endings[-1:] == ["gz"]:
        inner = f".{endings[-2]}" if len(endings) > 1 and endings[-2] in _KINDS else ""
        return f"{inner}.gz"
    return f".{endings[-1]}" if endings and endings[-1] in _KINDS else "of another kind"
